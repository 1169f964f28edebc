"""Ce qu'une fiche dit de la suite : qui attend quoi de qui, et jusqu'à quand."""

from bot.core import a_part, pairs_du_reseau
from bot.core import demandes_temps as temps
from bot.core.context import Context
from bot.core.demandes_echeances import SUIVIS
from bot.core.texte import Morceau, Personne
from donnees import demande as demandes
from donnees import elargissement as elargissements
from donnees import reminder as rappels
from donnees.demande import APPEL, EN_ATTENTE, ESCALADEE, OUVERTE, PRISE, PROPOSEE, Demande
from donnees.elargissement import DEMANDE, PAS_DEMANDE

Ligne = tuple[Morceau, ...]


def suite(ctx: Context, demande: Demande) -> Ligne | None:
    """« Karim a jusqu'à 11 h 02 pour répondre… » ; rien si la demande a une fin, ou est portée."""
    if demande.etat == PROPOSEE:
        return _proposee(ctx, demande)
    if demande.etat == OUVERTE:
        return (_ouverte(ctx, demande),)
    if demande.etat == APPEL:
        quand = temps.dire(ctx, temps.limite_alerte(ctx, demande))
        return (f"Sans réponse {quand}, je préviens les référents et l'animation.",)
    if demande.etat == ESCALADEE:
        quand = temps.dire(ctx, temps.limite_fin(ctx, demande))
        return (f"Les référents et l'animation sont prévenus. Je dis où l'on en est {quand}.",)
    return _prise(ctx, demande) if demande.etat == PRISE else None


def _proposee(ctx: Context, demande: Demande) -> Ligne | None:
    lignes = demandes.sollicitations(ctx.session, demande.numero)
    attendues = [s for s in lignes if s.etat == EN_ATTENTE]
    if not attendues:
        return None
    limite = temps.limite_pair(ctx, demande, attendues[0].le)
    appel = temps.limite_appel(ctx, demande)
    ensuite = "je continue de chercher"
    if appel <= limite and a_part.accorde(ctx, demande):
        ensuite = "j'appelle tout le salon"
    dit = temps.dire(ctx, min(limite, appel))
    if demande.prive or len(attendues) > 1:
        return (f"J'attends une réponse ; sans elle {dit}, {ensuite}.",)
    qui = Personne(attendues[0].membre)
    return ("J'attends la réponse de ", qui, f" ; sans elle {dit}, {ensuite}.")


def _ouverte(ctx: Context, demande: Demande) -> str:
    chance = pairs_du_reseau.chance(ctx, demande)
    if chance is not None and chance > ctx.now:
        return f"Je demande {temps.dire(ctx, chance)}."
    appel = max(temps.limite_appel(ctx, demande), temps.ouverture(ctx))
    if a_part.accorde(ctx, demande):
        return f"Au plus tard {temps.dire(ctx, appel)}, j'appelle tout le salon."
    ligne = elargissements.elargissement(ctx.session, demande.numero)
    if ligne is None or ligne.salon == PAS_DEMANDE:
        return f"Au plus tard {temps.dire(ctx, appel)}, je demande s'il faut élargir au salon."
    if ligne.salon == DEMANDE:
        return "J'attends votre accord pour élargir au salon : ✅ ou ❌ sous mon message."
    return "Je la garde ouverte, au cas où quelqu'un se libère."


def _prise(ctx: Context, demande: Demande) -> Ligne | None:
    prevus = [r.planned for r in rappels.reminders_of(ctx.session, demande.about)]
    if not prevus:
        return None
    dit = temps.dire(ctx, min(prevus))
    if demande.suivis >= SUIVIS:
        return (f"Sans nouvelles {dit}, je la range.",)
    return (f"Je demande si c'est réglé {dit}.",)
