"""Aider quelqu'un d'un autre réseau : prendre, passer, être présentés, un salon pour deux."""

from bot.core import attention, rencontres, voisins, voisins_rendus, voisins_textes
from bot.core import demandes_droits as droits
from bot.core import demandes_temps as temps
from bot.core.boutons import OUI, PASSER, PRENDRE, PRIVE
from bot.core.context import Context
from bot.core.demandes import Entraide
from bot.core.effects import Delete, Effect, Forget, OpenRoom, Refusal, RemindAt, Room, Save, Story
from bot.core.events import Departure, Due, GaveUp, Reaction, Redaction
from bot.core.registry import on_departure, on_due, on_gave_up, on_reaction, on_untap
from bot.core.texte import Texte
from donnees import demande as demandes
from donnees import elargissement as elargissements
from donnees import histoire as histoires
from donnees import reseau as reseaux
from donnees.demande import EN_COURS, PRISE, Demande
from donnees.elargissement import ACCEPTE, EN_ATTENTE, LIBERE, Voisin
from donnees.histoire import Geste


def _chez(ctx: Context, numero: int) -> Context:
    return ctx.dans(reseaux.reseau(ctx.session, numero))


# -- qui est sollicité -----------------------------------------------------------------------------


@on_reaction(PRENDRE, PASSER, PRIVE, about="voisin")
def touche(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Qui est sollicité, et lui seul, prend, passe, ou veut un salon pour deux."""
    trouves = voisins.de(ctx, ctx.about_of(reaction.target))
    if trouves is None or trouves[1].membre != reaction.auteur:
        return []
    demande, voisin = trouves
    if reaction.emoji != PASSER and not _est_encore_la(ctx, voisin):
        return []  # partie depuis de son réseau : nul ne la présente plus à personne
    if reaction.emoji == PRENDRE:
        ctx.commande = "prends"
        return _prendre(ctx, demande, voisin, None if reaction.parole else reaction.id)
    if reaction.emoji == PASSER:
        ctx.commande = "passe"
        return _passer(ctx, demande, voisin)
    ctx.commande = "prends"
    return _salon_a_deux(ctx, demande, reaction.auteur)


def _est_encore_la(ctx: Context, voisin: Voisin) -> bool:
    la = _chez(ctx, voisin.reseau)
    return la.reseau is not None and la.est_membre(voisin.membre)


def _prendre(ctx: Context, demande: Demande, voisin: Voisin, geste: str | None) -> list[Effect]:
    droits.ouverte(demande)
    if demande.etat == PRISE:
        if demande.pair == voisin.membre:
            return []
        raise Refusal("Quelqu'un s'en occupe déjà. Merci à vous.")
    autres = elargissements.voisins(ctx.session, demande.numero)
    for autre in autres:
        autre.etat = LIBERE if autre.etat == EN_ATTENTE else autre.etat
    voisin.etat = ACCEPTE
    return [
        *(Save(autre) for autre in autres),
        *_repondu(ctx, voisin),
        Forget(about=voisins.histoire(demande)),
        *Entraide(_chez(ctx, demande.reseau)).prendre(demande, voisin.membre, geste),
    ]


def _passer(ctx: Context, demande: Demande, voisin: Voisin) -> list[Effect]:
    """Pas cette fois, ou plus : à quelqu'un d'autre, sans rien expliquer."""
    droits.ouverte(demande)
    merci = ctx.dit(Texte.ligne("C'est noté, je demande à quelqu'un d'autre. Merci."))
    return [*_repondu(ctx, voisin), merci, *voisins_rendus.rendre(ctx, demande, voisin)]


def _repondu(ctx: Context, voisin: Voisin) -> list[Effect]:
    la = _chez(ctx, voisin.reseau)
    ouverte = histoires.question(ctx.session, voisin.about)
    efface: list[Effect] = [] if ouverte is None else [Delete(ouverte)]
    if la.reseau is None:
        return efface
    return [*efface, *attention.repond(la, voisin.membre, voisins.SUJET)]


@on_untap(PRENDRE, about="voisin")
def touche_retiree(redaction: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """La touche qui l'avait prise est retirée : c'est passer."""
    trouves = voisins.de(ctx, geste.about)
    if trouves is None or trouves[0].prise_par_geste != geste.event_id:
        return []
    demande, voisin = trouves
    if demande.etat != PRISE or demande.pair != geste.auteur:
        return []
    ctx.commande = "passe"
    return _passer(ctx, demande, voisin)


@on_departure
def depart(parti: Departure, ctx: Context) -> list[Effect]:
    """Qui quitte son réseau n'aide plus les autres en son nom : ce qu'elle tenait est passé."""
    effets: list[Effect] = []
    for voisin in elargissements.d_un_membre(ctx.session, ctx.ici.id, parti.membre):
        demande = demandes.demande(ctx.session, voisin.demande)
        if demande is not None and demande.etat in EN_COURS:
            effets += voisins_rendus.rendre(ctx, demande, voisin)
    return effets


@on_due(voisins.SUITE)
def suite(echu: Due, ctx: Context) -> list[Effect]:
    """Sans réponse à temps, ou le jour où quelqu'un peut être sollicité."""
    demande = droits.suivie(ctx, f"demande:{echu.about.partition(':')[2]}")
    la = ctx.dans(None) if demande is None else _chez(ctx, demande.reseau)
    if demande is None or la.reseau is None:
        return []
    attendu = voisins.en_attente(la, demande)
    if attendu is None:
        return voisins_rendus.suivant(la, demande)
    ailleurs = _chez(ctx, attendu.reseau)
    if ailleurs.reseau is not None:
        limite = temps.limite_pair(ailleurs, demande, attendu.le)
        if ctx.now < limite:  # les délais ou les heures de son réseau ont changé depuis
            return [RemindAt(when=limite, reason=voisins.SUITE, about=echu.about)]
    return voisins.se_taire(la, demande, attendu)


# -- être présentés --------------------------------------------------------------------------------


@on_reaction(PRIVE, about="demande")
def me_parler_a_part(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Qui demande : savoir qui l'aide ; une fois qu'elle le sait, un salon pour les deux."""
    demande = droits.suivie(ctx, ctx.about_of(reaction.target))
    if demande is None or demande.demandeur != reaction.auteur or demande.etat != PRISE:
        return []
    la = _chez(ctx, demande.reseau)
    if not rencontres.d_ailleurs(la, demande):
        return []
    ctx.commande = "prends"
    if reaction.prive:
        return _salon_a_deux(ctx, demande, reaction.auteur)
    sujet = Entraide(la).sujet(demande)
    conversation = ctx.conversation(reaction.auteur)
    if conversation is not None:
        return [rencontres.presentation(demande, sujet, Room(conversation))]
    about = f"presente:{demande.numero}:{reaction.auteur}"
    return [
        OpenRoom(about=about, invites=(reaction.auteur,), direct=True),
        rencontres.presentation(demande, sujet, Story(about)),
    ]


def _salon_a_deux(ctx: Context, demande: Demande, qui: str) -> list[Effect]:
    """L'un des deux le veut, tant que la question est en main."""
    if demande.etat != PRISE or qui not in (demande.demandeur, demande.pair):
        return []
    ouvre = rencontres.ouvrir(_chez(ctx, demande.reseau), demande)
    if not ouvre:
        return []
    champs = {"demande": demande.numero}
    return [*ouvre, ctx.dit(voisins_textes.salon_ouvert(), champs=champs)]


@on_gave_up("rencontre")
def sans_salon(abandon: GaveUp, ctx: Context) -> list[Effect]:
    """Le salon des deux ne s'ouvre pas, ou le robot en a été mis dehors."""
    demande = _de_la_rencontre(abandon.about, ctx)
    return [] if demande is None else rencontres.sans_salon(ctx, demande)


def _de_la_rencontre(about: str, ctx: Context) -> Demande | None:
    n = about.partition(":")[2]
    return demandes.demande(ctx.session, int(n)) if n.isdigit() else None


@on_reaction(OUI, about="rencontre")
def regle(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Réglé, dit dans leur salon par l'un des deux : le robot le quitte."""
    demande = _de_la_rencontre(ctx.about_of(reaction.target) or "", ctx)
    if demande is None or demande.etat != PRISE:
        return []
    if reaction.auteur not in (demande.demandeur, demande.pair):
        return []
    return Entraide(_chez(ctx, demande.reseau)).resoudre(demande, reaction.id)
