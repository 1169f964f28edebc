"""Une question d'ailleurs rendue : par qui passe, ou quitte son réseau."""

from bot.core import rencontres, voisins
from bot.core.context import Context
from bot.core.demandes import Entraide
from bot.core.effects import Effect, Save
from donnees import elargissement as elargissements
from donnees import reseau as reseaux
from donnees.demande import PRISE, Demande
from donnees.elargissement import DECLINE, EN_ATTENTE, Voisin
from donnees.elargissement import OUI as ACCORDE


def rendre(ctx: Context, demande: Demande, voisin: Voisin) -> list[Effect]:
    """Cette personne n'est plus attendue, ou ne s'en occupe plus : à quelqu'un d'autre."""
    chez_elle = ctx.dans(reseaux.reseau(ctx.session, demande.reseau))
    tenue = demande.etat == PRISE and demande.pair == voisin.membre
    attendu = voisin.etat == EN_ATTENTE
    voisin.etat = DECLINE
    effets: list[Effect] = [Save(voisin)]
    if tenue:
        effets += rencontres.fermer(chez_elle, demande)
        effets += Entraide(chez_elle).passer(demande, voisin.membre)
    return [*effets, *suivant(chez_elle, demande)] if tenue or attendu else effets


def suivant(ctx: Context, demande: Demande) -> list[Effect]:
    """La personne suivante ailleurs, si qui demande l'a voulu."""
    ligne = elargissements.elargissement(ctx.session, demande.numero)
    if ligne is None or ligne.voisins != ACCORDE or ctx.reseau is None:
        return []
    return voisins.solliciter(ctx, demande)
