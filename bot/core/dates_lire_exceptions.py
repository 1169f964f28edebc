"""Lire ce qui borne une habitude : « sauf le mercredi », « sauf en août », « 6 fois ».

1. Les jours fériés ne se disent pas ici : le réseau les déplace ou les saute lui-même.
2. « juillet-août » est tout ce qui va de l'un à l'autre.
"""

from __future__ import annotations

from bot.core.dates_lecture import Fiche, Lecture
from bot.core.dates_lire_rythmes import WEEKEND
from bot.core.dates_refus import Incompris, cite


def clause_fois(lit: Lecture, fiche: Fiche) -> bool:
    """« 6 fois », « trois fois en tout »."""
    depuis = lit.rang
    nombre = lit.prend("nombre")
    if nombre is None or not lit.mot("fois"):
        lit.rang = depuis
        return False
    if nombre.valeur < 1:
        raise Incompris("« 0 fois » ne donne aucune date : écrivez par exemple « 6 fois ».")
    lit.mots("en tous", "au total")
    return fiche.pose("fois", nombre.valeur, lit.texte(depuis))


def clause_sauf(lit: Lecture, fiche: Fiche) -> bool:
    """« sauf le mercredi », « hors week-end », « sauf en juillet et août »."""
    depuis = lit.rang
    if not lit.mot("sauf", "sans", "seulement"):
        return False
    seulement = lit.voir(-1).mot == "seulement"
    jours: list[int] = []
    mois: list[int] = []
    rang = lit.rang
    while _exception(lit, depuis, jours, mois):
        rang = lit.rang
        if not _suite(lit, mois):
            break
    lit.rang = rang
    dit = lit.texte(depuis)
    if not (jours or mois) or (jours and seulement):
        raise Incompris(
            f"{cite(lit.reste())} ne peut pas être une exception : seulement un jour de la semaine "
            "ou un mois, par exemple « sauf le mercredi » ou « sauf en août »."
        )
    if jours:
        fiche.pose("sauf_jours", tuple(sorted(set(jours))), dit)
    case = "seuls_mois" if seulement else "sauf_mois"
    return not mois or fiche.pose(case, tuple(sorted(set(mois))), dit)


def _suite(lit: Lecture, mois: list[int]) -> bool:
    """Vrai si une autre exception suit ; un tiret entre deux mois les prend tous."""
    if lit.voir().genre == "tiret" and lit.voir(1).genre == "mois" and mois:
        lit.rang += 1
        mois.extend(_jusqu_au_mois(mois[-1], lit.voir().valeur))
        return True
    lie = lit.mot("et", "ni") or lit.prend("signe", ",", "&") is not None
    lit.mot("et", "sauf")
    return lie


def _jusqu_au_mois(un: int, deux: int) -> list[int]:
    """« juillet-août », « juin-septembre » : tous les mois de l'un à l'autre."""
    return [(un - 1 + n) % 12 + 1 for n in range(1, (deux - un) % 12 + 1)]


def _exception(lit: Lecture, depuis: int, jours: list[int], mois: list[int]) -> bool:
    while lit.mot("le", "les", "la", "en", "au", "de", "du", "pendant", "l") or (
        lit.voir().mot == "mois" and lit.est("de", "d", plus=1)
    ):
        lit.prend("unite", "mois")
        lit.mot("de", "d")
    jeton = lit.prend("jour") or lit.prend("mois") or lit.prend("unite", "weekend", "ferie")
    if jeton is None:
        return False
    if jeton.mot == "ferie":
        raise Incompris(
            f"{cite(lit.texte(depuis))} ne s'écrit pas ici : le réseau déplace ou saute lui-même "
            "les jours fériés (réglage « rituels fériés »)."
        )
    if jeton.genre == "mois":
        mois.append(jeton.valeur)
    else:
        jours.extend(WEEKEND if jeton.mot == "weekend" else (jeton.valeur,))
    return True


def clause_ou_dernier(lit: Lecture, fiche: Fiche) -> bool:
    """« le 30, ou à défaut le dernier jour » ; « le 31, quand il existe »."""
    depuis = lit.rang
    if lit.mots("quand il existe"):
        return True
    if not lit.mots("ou a defaut le", "a defaut le", "ou le"):
        return False
    ordinal = lit.prend("ordinal")
    if ordinal is None or ordinal.valeur != -1 or not lit.prend("unite", "jour"):
        lit.rang = depuis
        return False
    return fiche.pose("ou_dernier", True, lit.texte(depuis))
