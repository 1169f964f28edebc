"""Ce qu'on répond quand une date ne se comprend pas : une phrase, qui nomme ce qui a manqué.

Chaque refus dit deux choses : le mot (ou le jour, ou l'heure) qui n'a pas été compris, et ce que
la personne peut écrire à la place. Un texte cité est nettoyé et coupé : il vient d'un inconnu.
"""

from __future__ import annotations

from bot.core.pliage import clean_name

_CITE = 60


class Incompris(ValueError):
    """Une date refusée ; `str()` en est la phrase française, sur une seule ligne."""


def cite(texte: str) -> str:
    """Le texte entre guillemets français, sans rien d'invisible, coupé à 60 caractères."""
    return f"« {clean_name(texte, _CITE) or '?'} »"


def inconnu(mot: str, proche: str | None) -> Incompris:
    """Un mot que la grammaire n'a pas lu, et le mot connu le plus voisin s'il y en a un."""
    if proche:
        return Incompris(f"Je ne comprends pas {cite(mot)} : vouliez-vous écrire « {proche} » ?")
    return Incompris(
        f"Je ne comprends pas {cite(mot)} : écrivez par exemple « chaque lundi à 9 h », "
        "« jeudi 3 décembre à 14 h » ou « du 3 au 10 décembre »."
    )


def passe(dit: str) -> Incompris:
    """Quelque chose qui a déjà eu lieu."""
    return Incompris(
        f"{cite(dit)} est déjà passé : donnez une date à venir, par exemple « demain à 9 h »."
    )


def impossible(dit: str, plutot: str) -> Incompris:
    """Un jour ou une heure qui n'existe pas."""
    return Incompris(f"{cite(dit)} n'existe pas : écrivez par exemple « {plutot} ».")


def ambigu(dit: str, question: str) -> Incompris:
    """Deux sens possibles : on pose la question, et la réponse se recopie telle quelle."""
    return Incompris(f"{cite(dit)} peut se comprendre de deux façons : {question}")


def contradiction(un: str, deux: str) -> Incompris:
    """Deux parties du texte qui ne vont pas ensemble."""
    return Incompris(
        f"{cite(un)} et {cite(deux)} ne vont pas ensemble : n'écrivez que l'un des deux."
    )
