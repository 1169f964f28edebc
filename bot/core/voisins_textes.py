"""Les phrases d'une question posée dans un autre réseau, et de deux personnes mises en relation."""

from bot.core.boutons import NON, OUI, PASSER, PRENDRE, PRIVE
from bot.core.demandes_textes import Sujet
from bot.core.texte import Cite, Personne, Texte, numero

SALON = f"{PRIVE} ouvrir un salon pour nous deux"


def accord(sujet: Sujet) -> Texte:
    """À qui demande : les autres réseaux, sans son nom ?"""
    return Texte.de(
        (sujet.demandeur, f", personne n'a répondu ici pour la question {sujet.nomme}."),
        "J'élargis ? Je la pose à une personne d'un autre réseau, en privé : vos mots, "
        "sans votre nom ni celui du réseau.",
        f"{OUI} oui, sans votre nom",
        f"{NON} non",
    )


def accord_donne(n: int, *, quelqu_un: bool) -> Texte:
    """Elle part."""
    if not quelqu_un:
        return Texte.ligne(
            f"Entendu, pour la question {numero(n)}. Personne n'est libre à cet instant : "
            "je demande dès que possible."
        )
    return Texte.ligne(
        f"Entendu : je demande ailleurs pour la question {numero(n)}, sans votre nom. "
        "Si quelqu'un veut bien, je vous présente."
    )


def accord_refuse(n: int) -> Texte:
    """Elle reste ici."""
    return Texte.ligne(f"Entendu : la question {numero(n)} ne sort pas d'ici.")


def proposee(n: int, theme: str, question: str, limite: str) -> Texte:
    """À une personne d'un autre réseau ; rien n'y dit qui demande, ni d'où."""
    return Texte.de(
        f"Une personne d'un autre réseau cherche de l'aide. Question {numero(n)}, {theme} :",
        Cite(question),
        f"{PRENDRE} je m'en occupe : je vous présente l'un à l'autre",
        f"{PASSER} pas cette fois, sans explication",
        f"Sans réponse {limite}, je demande à quelqu'un d'autre.",
    )


def voici_qui_demande(n: int, demandeur: str, *, salon: bool) -> Texte:
    """À qui l'a prise : voici la personne."""
    return Texte.de(
        (f"Merci. Voici qui pose la question {numero(n)} : ", Personne(demandeur), "."),
        "Je lui donne votre nom. Vous pouvez vous écrire directement.",
        SALON if salon else None,
        f"{PASSER} pas cette fois, finalement",
    )


def voici_qui_aide(sujet: Sujet, membre: str) -> Texte:
    """À qui demande : voici la personne."""
    return Texte.de(
        (Personne(membre), f", d'un autre réseau, s'occupe de votre question {sujet.nomme}."),
        "Vous pouvez vous écrire directement.",
        SALON,
        f"{OUI} réglé",
    )


def quelqu_un_d_ailleurs(sujet: Sujet, *, prive: bool) -> Texte:
    """Dans le salon de la question : un mot neutre, sans nom."""
    suite = "Je vous dis qui en privé."
    if not prive:
        suite = "Pour savoir qui, touchez :"
    return Texte.de(
        (f"Question {numero(sujet.n)} : quelqu'un d'un autre réseau s'en occupe. ",
         sujet.demandeur, f", {suite[0].lower()}{suite[1:]}"),
        None if prive else f"{PRIVE} me parler à part",
    )  # fmt: skip


def rencontre(n: int, demandeur: str, membre: str) -> Texte:
    """Les premiers mots dans le salon des deux."""
    return Texte.de(
        ("Bonjour ", Personne(demandeur), " et ", Personne(membre),
         f". Ce salon est pour vous deux, pour la question {numero(n)}."),
        "Ici, je ne lis que vos touches, les réponses à mes messages et ce qui commence par ! "
        "Quand c'est fini, je pars.",
        f"{OUI} réglé",
    )  # fmt: skip


def salon_ouvert() -> Texte:
    """À qui l'a voulu."""
    return Texte.ligne("Je vous ai invités tous les deux dans un salon.")


def sans_salon(n: int) -> Texte:
    """Il ne s'ouvre pas."""
    return Texte.ligne(
        f"Je n'ai pas pu garder un salon pour la question {numero(n)}. Écrivez-vous directement."
    )


def adieu() -> Texte:
    """Avant de partir."""
    return Texte.ligne("C'est fini pour moi : je pars. Ce salon reste à vous deux.")


def merci(n: int) -> Texte:
    """À qui a aidé d'un autre réseau."""
    return Texte.ligne(f"La question {numero(n)} est réglée. Merci à vous.")


def plus_besoin(n: int) -> Texte:
    """À qui aidait, ou fut sollicité : c'est fini."""
    return Texte.ligne(f"La question {numero(n)} n'attend plus rien de vous. Merci.")
