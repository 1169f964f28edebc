"""Quand une demande passe à la suite (contrat §7.3, §7.6, §7.10). Les règles :

1. Une demande en cours a toujours exactement un rappel devant elle (`SUITE`), au plus proche de ses
   instants ; portée, c'est celui de ce qui est dû (`bot.core.suivi`).
2. Les délais de la recherche comptent depuis la demande, ou depuis l'ouverture qui la suit ; une
   demande rouverte les fait repartir. « Urgent » les divise par quatre.
3. L'appel précède toujours l'alerte : un réseau qui règle l'alerte plus tôt avance l'appel.
4. Rien ne sonne hors des heures du réseau : un rappel en retard attend l'ouverture.
"""

from datetime import datetime

from bot.core.context import Context
from bot.core.delais import Delai
from bot.core.demandes_textes import quand as dire_quand
from donnees.demande import APPEL, ESCALADEE, OUVERTE, PROPOSEE, Demande

SUITE = "suite"
FIN_SANS_REPONSE, PREMIER_SUIVI, PATIENCE = Delai(jours=5), Delai(jours=1), Delai(jours=2)


def ouverture(ctx: Context, instant: datetime | None = None) -> datetime:
    """L'instant lui-même si le réseau travaille, sinon sa prochaine ouverture."""
    return ctx.reglages.horaires.prochaine_ouverture(instant or ctx.now)


def ouvert(ctx: Context) -> bool:
    """Vrai si l'on peut demander quelque chose à quelqu'un maintenant."""
    return ctx.reglages.horaires.ouvert(ctx.now)


def apres(ctx: Context, demande: Demande, delai: Delai, depuis: datetime) -> datetime:
    """L'instant où ce délai sera passé, quatre fois plus tôt si la demande est urgente."""
    return ctx.apres(delai.urgent() if demande.urgent else delai, depuis)


def limite_pair(ctx: Context, demande: Demande, propose_le: datetime) -> datetime:
    """Quand on demande à quelqu'un d'autre."""
    return apres(ctx, demande, ctx.reglages.delai_pair, propose_le)


def mi_chemin(ctx: Context, demande: Demande, propose_le: datetime) -> datetime:
    """Quand on relance, une fois, le pair sollicité : à la moitié de son délai."""
    horaires = ctx.reglages.horaires
    delai = ctx.reglages.delai_pair
    heures = (delai.urgent() if demande.urgent else delai).en_heures(horaires)
    return horaires.ajoute_heures(propose_le, heures / 2)


def limite_appel(ctx: Context, demande: Demande) -> datetime:
    """Quand tout le salon est appelé, au plus tard."""
    depuis = demande.depuis or demande.cree_le
    appel = apres(ctx, demande, ctx.reglages.delai_appel, depuis)
    return min(appel, limite_alerte(ctx, demande))


def limite_alerte(ctx: Context, demande: Demande) -> datetime:
    """Quand référents et animation sont prévenus."""
    return apres(ctx, demande, ctx.reglages.delai_alerte, demande.depuis or demande.cree_le)


def limite_fin(ctx: Context, demande: Demande) -> datetime:
    """Quand on dit que l'on n'a pas trouvé : cinq jours ouvrés après l'alerte, urgent ou non."""
    return ctx.apres(FIN_SANS_REPONSE, demande.alertee_le or ctx.now)


def suite(
    ctx: Context, demande: Demande, propose_le: datetime | None, chance: datetime | None
) -> datetime | None:
    """L'instant du prochain pas de la recherche ; rien si elle n'est pas en recherche.

    `propose_le` : de la proposition en cours ; `chance` : quand quelqu'un que l'on attend pourra
    être sollicité.
    """
    instants: list[datetime] = []
    if demande.etat == PROPOSEE and propose_le is not None:
        instants.append(limite_pair(ctx, demande, propose_le))
        if not demande.relancee:
            instants.append(mi_chemin(ctx, demande, propose_le))
    if demande.etat == OUVERTE and chance is not None and chance > ctx.now:
        instants.append(chance)
    if demande.etat in (PROPOSEE, OUVERTE):
        # Posée à part, et l'accord pour l'appel déjà demandé : l'alerte vient ensuite.
        demande_l_accord = demande.prive and demande.appelee_le is not None
        limite = limite_alerte if demande_l_accord else limite_appel
        instants.append(limite(ctx, demande))
    if demande.etat == APPEL:
        instants.append(limite_alerte(ctx, demande))
    if demande.etat == ESCALADEE:
        instants.append(limite_fin(ctx, demande))
    return ouverture(ctx, max(min(instants), ctx.now)) if instants else None


def dire(ctx: Context, instant: datetime) -> str:
    """« à 11 h 15 », « demain à 9 h »."""
    return dire_quand(instant, ctx.now, ctx.reglages.fuseau)
