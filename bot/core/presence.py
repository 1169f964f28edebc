"""Qui est là : les membres du réseau, moins qui s'est absenté, moins les jours de temps partiel.

1. Une absence, une pause : la personne n'est sollicitée pour rien, et l'on ne l'attend pas.
2. Un jour de temps partiel : elle n'est pas sollicitée ce jour-là, mais on peut l'attendre, comme
   n'importe qui hors de ses heures (contrat §7.6).
3. Pourquoi quelqu'un n'est pas là n'est ni demandé, ni gardé, ni dit.
"""

from datetime import datetime

from bot.core.context import Context
from bot.core.horaires import Horaires
from donnees import absence as absences


def presents(ctx: Context, quand: datetime | None = None) -> set[str]:
    """Les MXID de qui peut être sollicité à cet instant (maintenant, par défaut)."""
    return set(ctx.membres()) - absents(ctx, quand) - chomes(ctx, quand)


def absents(ctx: Context, quand: datetime | None = None) -> set[str]:
    """Les MXID de qui est absent, ou en pause, à cet instant."""
    notes = absences.absents(ctx.session, ctx.ici.id, quand or ctx.now)
    return (notes | ctx.partis) - ctx.revenus


def chomes(ctx: Context, quand: datetime | None = None) -> set[str]:
    """Les MXID de qui ne travaille pas ce jour-là de la semaine."""
    jour = ctx.reglages.horaires.jour_local(quand or ctx.now).weekday()
    partiels = absences.temps_partiels(ctx.session, ctx.ici.id)
    return {membre for membre, jours in partiels.items() if jour not in jours}


def est_la(ctx: Context, mxid: str, quand: datetime | None = None) -> bool:
    """Vrai si cette personne n'est pas absente, et travaille ce jour-là."""
    return mxid not in absents(ctx, quand) | chomes(ctx, quand)


def horaires_de(ctx: Context, mxid: str) -> Horaires:
    """Les heures de travail de cette personne : celles du réseau, ses jours à elle."""
    communs = ctx.reglages.horaires
    partiel = absences.temps_partiel(ctx.session, ctx.ici.id, mxid)
    jours = communs.jours & frozenset(partiel.jours) if partiel is not None else communs.jours
    return communs.avec_jours(jours) if jours and jours != communs.jours else communs


def retour(ctx: Context, mxid: str) -> datetime | None:
    """Quand cette personne pourra de nouveau être sollicitée ; rien si l'on ne sait pas.

    Un instant ouvert à ses heures, maintenant si elle est là.
    """
    horaires = horaires_de(ctx, mxid)
    quand = horaires.prochaine_ouverture(ctx.now)
    for absence in absences.absences(ctx.session, ctx.ici.id, mxid, ctx.now):
        if absence.couvre(quand):
            if absence.fin is None:
                return None
            quand = horaires.prochaine_ouverture(absence.fin)
    return quand
