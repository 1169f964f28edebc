"""Les phrases du débugage : ce que chacun lit, et les six temps."""

from dataclasses import dataclass

from bot.core.boutons import NON, OUI, PAS_ENCORE, PASSER, PRENDRE
from bot.core.texte import Cite, Gras, Personne, Texte

SUIVANT = f"{PASSER} suivant"
TERMINER = f"{NON} terminer"


@dataclass(frozen=True)
class Temps:
    """Un temps du débugage : son nom, sa durée en minutes, ce que chacun y fait."""

    nom: str
    minutes: int
    raconte: str  # ce que fait qui apporte la situation
    aide: str  # ce que fait qui l'accompagne


TEMPS = (
    Temps("la situation", 5, "racontez ce qui se passe.", "écoutez, sans couper."),
    Temps("les questions", 10, "répondez simplement.", "questionnez, sans rien conseiller."),
    Temps("le vrai besoin", 5, "dites ce qu'il vous faudrait, au fond.", "reformulez."),
    Temps("les idées", 10, "notez tout, sans juger.", "proposez, même l'improbable."),
    Temps("le choix", 5, "gardez une idée, celle qui vous va.", "laissez choisir."),
    Temps("le prochain pas", 5, "dites quoi faire, et quand.", "aidez à le rendre petit."),
)
DUREE = sum(temps.minutes for temps in TEMPS)


def cherche(suite: str) -> Texte:
    """Le débugage est noté ; `suite` : ce qui se passe maintenant."""
    return Texte.de(
        "C'est noté. Je cherche quelqu'un d'un autre réseau ou d'un autre service, "
        f"qui veut bien y réfléchir avec vous {DUREE} minutes.",
        "Cette personne lit votre situation, pas votre nom. Si elle dit oui, je vous présente "
        "et j'ouvre un salon pour vous deux.",
        suite,
        "Pour arrêter : terminer",
    )


def propose(situation: str, quand: str) -> Texte:
    """À une personne volontaire ; ni le nom ni le réseau de qui demande n'y sont."""
    return Texte.de(
        f"Une personne d'ailleurs voudrait réfléchir à deux, {DUREE} minutes. Sa situation :",
        Cite(situation),
        f"{PRENDRE} je m'en occupe : je vous présente l'un à l'autre",
        f"{PASSER} pas cette fois, sans explication",
        f"Sans réponse {quand}, je demande à quelqu'un d'autre.",
    )


def d_accord(autre: str, pour: str) -> Texte:
    """À chacun des deux, en privé : voici l'autre."""
    return Texte.de(
        (pour, Personne(autre), "."),
        "Je vous ai invités tous les deux dans un salon, le temps du débugage. "
        "Choisissez-y ensemble votre moment.",
    )


def accueil(demandeur: str, pair: str) -> Texte:
    """Les premiers mots dans le salon des deux."""
    return Texte.de(
        ("Bonjour ", Personne(demandeur), " et ", Personne(pair), "."),
        f"Six temps, {DUREE} minutes en tout : {', '.join(t.nom for t in TEMPS)}.",
        "Je dis quand passer au suivant. Ici, je ne lis que vos touches, les réponses à mes "
        "messages et ce qui commence par ! À la fin, je pars.",
        "Quand vous êtes prêts tous les deux :",
        f"{OUI} oui, on commence",
        TERMINER,
    )


def etape(n: int, demandeur: str, pair: str) -> Texte:
    """Le temps n (de 1 à 6) commence."""
    temps = TEMPS[n - 1]
    return Texte.de(
        (f"{n} sur {len(TEMPS)}, ", Gras(temps.nom), f" : {temps.minutes} minutes."),
        (Personne(demandeur), f", {temps.raconte}"),
        (Personne(pair), f", {temps.aide}"),
        SUIVANT,
        TERMINER,
    )


def encore(quand: str) -> Texte:
    """Deux jours que rien n'a commencé."""
    return Texte.de(
        "Toujours partants ? Quand vous êtes prêts tous les deux :",
        f"{OUI} oui, on commence",
        TERMINER,
        f"Sans nouvelles {quand}, je pars. Le salon restera à vous.",
    )


def suites(demandeur: str) -> Texte:
    """C'est fini : qu'ont-ils décidé ?"""
    return Texte.de(
        "C'est fini. Merci à tous les deux.",
        (Personne(demandeur), ", quel est le prochain pas ? Répondez à ce message, en une ou "
         "deux lignes : je vous en reparlerai dans deux semaines."),
        f"{NON} non, ne rien garder",
    )  # fmt: skip


def garder(demandeur: str, mots: str) -> Texte:
    """L'autre a écrit les suites : l'accord de qui demandait."""
    return Texte.de(
        (Personne(demandeur), ", je garde ceci pour vous en reparler ?"),
        Cite(mots),
        f"{OUI} oui",
        f"{NON} non, ne rien garder",
    )


def adieu(quand: str, *, note: bool) -> Texte:
    """Avant de partir."""
    return Texte.de(
        "C'est noté." if note else "Je ne garde rien de ce que vous avez décidé.",
        f"Je prendrai des nouvelles en privé {quand}.",
        "Je pars. Ce salon reste à vous deux.",
    )


def sans_salon(autre: str) -> Texte:
    """Le salon des deux ne s'ouvre pas, ou le robot n'y est plus."""
    return Texte.de(
        ("Je n'ai plus de salon pour votre débugage avec ", Personne(autre), "."),
        "Écrivez-vous directement. Moi, j'arrête là, et j'efface ce que j'avais gardé.",
    )


def retour(situation: str, suites_dites: str, pair: str) -> Texte:
    """Deux semaines après, en privé."""
    return Texte.de(
        ("Il y a deux semaines, avec ", Personne(pair), ", vous parliez de ceci :"),
        Cite(situation),
        ("Votre prochain pas : ", Cite(suites_dites)) if suites_dites else None,
        "Où en êtes-vous ?",
        f"{OUI} réglé",
        f"{PAS_ENCORE} pas encore",
        f"{NON} non, abandonné",
    )


NOUVELLES = {
    OUI: "Tant mieux. J'efface ce que j'avais gardé de ce débugage.",
    PAS_ENCORE: "Ça viendra. J'efface ce que j'avais gardé. Pour en reparler à deux : débugage "
    "et votre situation.",
    NON: "C'est entendu. J'efface tout. Pour chercher autrement : aide et votre question.",
}
