"""Accueillir qui arrive : la ligne du salon, les premiers mots, les étapes jour après jour."""

from bot.core import accompagnement, attention, fiche
from bot.core import accueil as regles
from bot.core.accueil_fiche import MODELE
from bot.core.boutons import CHIFFRES, CORRIGER, NON, OUI, PASSER, PRENDRE
from bot.core.context import Context
from bot.core.effects import Effect
from bot.core.events import Arrival, Departure, Due, Message, Reaction, Redaction
from bot.core.registry import (
    on_arrival,
    on_departure,
    on_due,
    on_reaction,
    on_reply,
    on_untap,
)
from donnees import accueil as accueils
from donnees import reseau as reseaux
from donnees.accueil import Accueil
from donnees.histoire import Geste


@on_arrival
def arrivee(arrive: Arrival, ctx: Context) -> list[Effect]:
    """Une ligne au salon ; la première fois, des mots à part et quelqu'un pour accompagner."""
    if not ctx.est_membre(arrive.membre):
        return []  # déjà repartie
    salue = regles.saluer_bientot(ctx, arrive.membre, revient=not arrive.nouveau)
    if not arrive.nouveau or not attention.peut_ecrire(ctx, arrive.membre):
        return salue
    accueil, effets = regles.arriver(ctx, arrive.membre, MODELE)
    return [*salue, *effets, *accompagnement.commencer(ctx, accueil)]


@on_departure
def depart(parti: Departure, ctx: Context) -> list[Effect]:
    """Plus rien n'est demandé à cette personne, ni pour elle ; son tour va à quelqu'un d'autre."""
    return [*regles.partir(ctx, parti.membre), *accompagnement.partir(ctx, parti.membre)]


# -- le temps --------------------------------------------------------------------------------------


@on_due(regles.SALUER)
def saluer(echu: Due, ctx: Context) -> list[Effect]:
    """Plus personne n'arrive : la ligne au salon."""
    ctx.reseau = reseaux.reseau(ctx.session, int(echu.about.partition(":")[2]))
    return [] if ctx.reseau is None else regles.saluer(ctx)


@on_due(regles.JOUR)
def un_jour(echu: Due, ctx: Context) -> list[Effect]:
    """Un jour de plus depuis son arrivée."""
    accueil = _accueil(echu, ctx, meme_ailleurs=True)
    return [] if accueil is None else regles.un_jour(ctx, accueil, MODELE)


@on_due(accompagnement.CHERCHER)
def chercher(echu: Due, ctx: Context) -> list[Effect]:
    """Personne n'a répondu, ou quelqu'un peut maintenant être sollicité."""
    accueil = _accueil(echu, ctx)
    return [] if accueil is None else accompagnement.se_taire(ctx, accueil)


@on_due(accompagnement.SIGNALER)
def signaler(echu: Due, ctx: Context) -> list[Effect]:
    """Un jour de travail sans personne pour accompagner."""
    accueil = _accueil(echu, ctx)
    return [] if accueil is None else accompagnement.signaler(ctx, accueil)


@on_due(accompagnement.PRESENTER)
def presenter(echu: Due, ctx: Context) -> list[Effect]:
    """La demi-journée laissée à qui accompagne est passée."""
    accueil = _accueil(echu, ctx)
    return [] if accueil is None else accompagnement.presenter(ctx, accueil)


def _accueil(echu: Due, ctx: Context, *, meme_ailleurs: bool = False) -> Accueil | None:
    """L'accueil de ce rappel, si la personne est encore membre ; place le contexte.

    `meme_ailleurs` : même si elle ne l'est pas (un salon remplacé se suit quand on veut).
    """
    accueil = accueils.accueil(ctx.session, int(echu.about.partition(":")[2]))
    ctx.reseau = None if accueil is None else reseaux.reseau(ctx.session, accueil.reseau)
    if accueil is None or ctx.reseau is None:
        return None
    return accueil if meme_ailleurs or ctx.est_membre(accueil.membre) else None


# -- la fiche --------------------------------------------------------------------------------------


@on_reaction(*CHIFFRES, OUI, NON, CORRIGER, PASSER, PRENDRE, about=MODELE.nom)
def touche(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Une réponse d'une touche, à une étape."""
    return fiche.toucher(ctx, MODELE, reaction)


@on_reply(MODELE.nom)
def mots(message: Message, ctx: Context) -> list[Effect]:
    """Une réponse avec ses mots, à une étape."""
    return fiche.ecrire(ctx, MODELE, message)


@on_untap(*CHIFFRES, OUI, about=MODELE.nom)
def touche_retiree(retrait: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """Une touche retirée : la réponse est défaite."""
    return fiche.retirer(ctx, MODELE, retrait, geste)
