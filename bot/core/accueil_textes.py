"""Les phrases de l'accueil : au salon, à qui arrive, à qui accompagne, à l'animation."""

from bot.core import accueil_etapes as reglees
from bot.core.boutons import PASSER, PRENDRE
from bot.core.context import Context
from bot.core.couverture import noms
from bot.core.texte import Cite, Gras, Morceau, Personne, Texte
from donnees.accueil import Accueil

NOMMES = 5  # au plus : ce sont aussi ceux chez qui cela sonne
PROMESSE = (
    "Après ce mot, pour votre arrivée, je vous écrirai quatre fois en six semaines, pas "
    "davantage ; pour l'éviter : stop"
)


# -- au salon --------------------------------------------------------------------------------------


def au_salon(arrives: tuple[str, ...]) -> Texte:
    """Une ligne pour qui arrive, une seule pour quarante."""
    return Texte.ligne("Bienvenue à ", *noms(arrives, NOMMES), ". Une question ? !aide")


def de_retour(revenus: tuple[str, ...]) -> Texte:
    """Une ligne pour qui revient."""
    return Texte.ligne("De retour parmi nous : ", *noms(revenus, NOMMES), ". Bonjour !")


# -- à qui arrive ----------------------------------------------------------------------------------


def en_prive(ctx: Context, membre: str) -> Texte:
    """Les premiers mots : rien à faire, qui anime, le kit, demander ici, ce qui est gardé."""
    animent = tuple(m for m in ctx.animation() if m != membre)
    mot = reglees.mot(ctx)
    return Texte.de(
        ("Bonjour ", Personne(membre), ", et bienvenue dans le réseau ", Gras(ctx.ici.nom),
         f". Je suis {ctx.reglages.nom}, un robot. Rien à faire aujourd'hui."),
        _anime(animent),
        (Cite(mot),) if mot else None,
        "Une question, même toute simple ? Écrivez-la ici, avec vos mots. Je vous demande votre "
        "accord avant de la transmettre à quelqu'un.",
        "Ce que les collègues ont noté pour s'entraider : kit",
        "Ce que je garde de vous, et qui le lit : confidentialité",
        PROMESSE,
    )  # fmt: skip


def _anime(animent: tuple[str, ...]) -> tuple[Morceau, ...] | None:
    if not animent:
        return None
    return (*noms(animent, 3), " anime le réseau." if len(animent) == 1 else " animent le réseau.")


def presentation(accompagnant: str) -> Texte:
    """À qui arrive : quelqu'un l'accompagne."""
    return Texte.de(
        (Personne(accompagnant), " veut bien vous accompagner les premières semaines."),
        "Une question que vous n'osez pas poser à tous ? Écrivez-lui directement, il n'y a pas de "
        "petite question.",
    )


# -- à qui accompagne ------------------------------------------------------------------------------


def demander_d_accompagner(ctx: Context, membre: str) -> Texte:
    """À un volontaire : quelqu'un vient d'arriver."""
    return Texte.de(
        (Personne(membre), " vient d'arriver dans le réseau ", Gras(ctx.ici.nom),
         ". Voulez-vous l'accompagner les premières semaines ? Un mot pour commencer, puis "
         "répondre quand une question vient."),
        f"{PRENDRE} je m'en occupe",
        f"{PASSER} pas cette fois, sans explication",
        "Pour sortir du tour : accueil plus volontaire",
    )  # fmt: skip


def a_vous_d_ecrire(membre: str, quand: str | None) -> Texte:
    """À qui a dit oui : le premier mot est à une personne, pas à un robot."""
    ensuite = "C'est à vous de vous présenter : moi, je ne lui écris plus pour cela."
    if quand is not None:
        ensuite = f"Je lui dirai {quand} que vous l'accompagnez. D'ici là, c'est à vous."
    return Texte.de(
        ("Merci. Écrivez le premier mot à ", Personne(membre), ", vous-même : une phrase suffit."),
        ensuite,
    )


def deja_accompagne() -> Texte:
    """Quelqu'un d'autre a dit oui avant."""
    return Texte.ligne("Quelqu'un l'accompagne déjà. Merci à vous.")


# -- à l'animation ---------------------------------------------------------------------------------


def sans_accompagnant(seuls: tuple[Accueil, ...]) -> list[tuple[Morceau, ...]]:
    """Dans le point : personne n'a dit oui en un jour de travail."""
    if not seuls:
        return []
    gens = tuple(a.membre for a in seuls)
    return [
        ("Pour accompagner ", *noms(gens, NOMMES), ", je n'ai encore trouvé personne. Si c'est "
         "vous : accueil accompagner ", Personne(gens[0])),
    ]  # fmt: skip


def mots_confies(accueil: Accueil) -> list[tuple[Morceau, ...]]:
    """Dans le point : ce qu'une personne arrivée a voulu dire à l'animation."""
    return [
        (Personne(accueil.membre), f", {question} : ", Cite(mots))
        for question, mots in accueil.mots
    ]
