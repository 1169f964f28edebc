"""Un débugage suit l'heure : les jours où l'on cherche, les minutes de chaque temps, les suites."""

from bot.core import debugage_temps as temps
from bot.core import debugages as regles
from bot.core.context import Context
from bot.core.effects import Effect
from bot.core.events import Departure, Due, GaveUp
from bot.core.registry import on_departure, on_due, on_gave_up
from donnees.debugage import CHERCHE, EN_COURS, FINI, INVITE, SUITES, TU


@on_due(regles.CHERCHER)
def chercher(echu: Due, ctx: Context) -> list[Effect]:
    """Un nouveau jour : quelqu'un est peut-être libre."""
    ligne = regles.suivi(ctx, echu.about)
    return regles.chercher(ctx, ligne) if ligne is not None and ligne.etat == CHERCHE else []


@on_due(regles.REPONSE)
def silence(echu: Due, ctx: Context) -> list[Effect]:
    """Un jour ouvré sans réponse : à quelqu'un d'autre."""
    ligne = regles.suivi(ctx, echu.about)
    return regles.se_taire(ctx, ligne) if ligne is not None and ligne.etat == INVITE else []


@on_due(regles.TEMPS)
def minutes(echu: Due, ctx: Context) -> list[Effect]:
    """Les minutes d'un temps sont passées."""
    ligne = regles.suivi(ctx, echu.about)
    if ligne is None or ligne.etat not in (EN_COURS, SUITES):
        return []
    if ligne.etat == SUITES:
        return temps.partir(ctx, ligne, "")
    return temps.avancer(ctx, ligne) if ligne.etape else temps.attendre_le_debut(ctx, ligne)


@on_due(regles.RETOUR)
def nouvelles(echu: Due, ctx: Context) -> list[Effect]:
    """Deux semaines après."""
    ligne = regles.suivi(ctx, echu.about)
    return temps.revenir(ctx, ligne) if ligne is not None and ligne.etat == FINI else []


@on_departure
def depart(parti: Departure, ctx: Context) -> list[Effect]:
    """Qui n'est plus d'aucun réseau ne cherche plus personne."""
    return [] if ctx.reseaux_de(parti.membre) else regles.abandonner(ctx, parti.membre)


@on_gave_up("debugage")
def rien_n_est_parti(abandon: GaveUp, ctx: Context) -> list[Effect]:
    """Le salon ne s'ouvre pas, ou le robot en a été mis dehors ; ou la proposition n'arrive pas."""
    ligne = regles.suivi(ctx, abandon.about)
    if ligne is None:
        return []
    if ligne.etat == INVITE:
        return regles.decliner(ctx, ligne, TU)
    return temps.sans_salon(ctx, ligne) if ligne.etat in (EN_COURS, SUITES) else []
