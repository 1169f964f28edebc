"""Demander à part : l'accord de qui demande avant d'élargir, au salon puis aux voisins."""

from bot.core import a_part_textes, accords, presence, voisins, voisins_textes
from bot.core import demandes_droits as regles
from bot.core import demandes_temps as temps
from bot.core.accords import SALON
from bot.core.boutons import NON, OUI
from bot.core.context import Context, type_repond
from bot.core.demandes import Entraide
from bot.core.effects import Delete, Effect, Refusal, RemindAt, Save, Send
from bot.core.events import Due, Reaction
from bot.core.registry import on_due, on_reaction
from donnees import histoire as histoires
from donnees import reseau as reseaux
from donnees.demande import APPEL, ESCALADEE, OUVERTE, PRISE, Demande
from donnees.elargissement import NON as REFUSE
from donnees.elargissement import OUI as ACCORDE
from donnees.histoire import Question

# -- les accords -----------------------------------------------------------------------------------


@on_reaction(OUI, NON, about="accord")
def accord(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Qui demande dit oui, ou non ; personne ne le dit à sa place."""
    attente = _attente(reaction, ctx)
    if attente is None or attente.a != reaction.auteur:
        return []
    oui = reaction.emoji == OUI
    _, numero, *pas = attente.about.split(":", 2)
    demande = regles.suivie(ctx, f"demande:{numero}")
    if demande is None or not ctx.est_membre(reaction.auteur):
        return [Delete(attente)]
    ctx.commande = "aide"
    regles.ouverte(demande)
    faire = _salon if pas == [SALON] else _voisins
    return [Delete(attente), *faire(ctx, demande, oui)]


def _attente(reaction: Reaction, ctx: Context) -> Question | None:
    """La question à laquelle on répond : sous son message, ou d'un mot nu en privé."""
    about = ctx.about_of(reaction.target)
    if about is not None:
        return histoires.question(ctx.session, about)
    ouvertes = histoires.questions_ouvertes(ctx.session, reaction.auteur, reaction.salon)
    return next((q for q in ouvertes if q.type == accords.TYPE), None)


def _salon(ctx: Context, demande: Demande, oui: bool) -> list[Effect]:
    """Le salon lira le thème et le numéro, ou rien."""
    ligne = accords.ligne_de(ctx, demande)
    ligne.salon = ACCORDE if oui else REFUSE
    entraide = Entraide(ctx)
    sujet = entraide.sujet(demande)
    champs = {"demande": demande.numero, "theme": sujet.theme}
    if not oui:
        return [Save(ligne), *_sans_le_salon(ctx, demande, entraide)]
    if demande.etat == PRISE:
        raise Refusal("Quelqu'un s'en occupe déjà : je n'ai pas besoin d'élargir.")
    entraide.elargie(demande)
    parti = demande.etat in (APPEL, ESCALADEE)
    texte = a_part_textes.accord_donne(sujet, maintenant=parti)
    dit = ctx.dit(texte, type="demande.ouverte", champs=champs, **_cite(ctx, demande))
    return [Save(ligne), dit, *entraide.effets]


def _sans_le_salon(ctx: Context, demande: Demande, entraide: Entraide) -> list[Effect]:
    """Elle reste à part : à la personne suivante s'il y en a une, sinon les autres réseaux ?"""
    sujet = entraide.sujet(demande)
    cherche = demande.etat == OUVERTE and isinstance(entraide.choix(demande), str)
    texte = a_part_textes.accord_refuse(sujet, cherche=cherche and temps.ouvert(ctx))
    champs = {"demande": demande.numero, "theme": sujet.theme}
    dit = ctx.dit(texte, champs=champs, **_cite(ctx, demande))
    if not cherche:
        return [dit, *accords.demander_les_voisins(ctx, demande, sujet)]
    entraide.chercher(demande)
    return [dit, *entraide.effets]


def _cite(ctx: Context, demande: Demande) -> dict[str, str]:
    """Une touche sous notre question : on répond à la sienne, si elle se lit là."""
    if type_repond(ctx.event):
        return {}
    la = histoires.envoye_ici(ctx.session, demande.evenement, ctx.event.salon)
    return {} if la is None else {"reply_to": demande.evenement}


def _voisins(ctx: Context, demande: Demande, oui: bool) -> list[Effect]:
    """La question part chez les voisins, sans nom, ou reste ici."""
    ligne = accords.ligne_de(ctx, demande)
    ligne.voisins = ACCORDE if oui else REFUSE
    champs = {"demande": demande.numero, "theme": Entraide(ctx).sujet(demande).theme}
    if not oui:
        texte = voisins_textes.accord_refuse(demande.numero)
        return [Save(ligne), ctx.dit(texte, champs=champs, **_cite(ctx, demande))]
    part = voisins.solliciter(ctx, demande)
    quelqu_un = any(isinstance(effet, Send) for effet in part)
    texte = voisins_textes.accord_donne(demande.numero, quelqu_un=quelqu_un)
    dit = ctx.dit(texte, type="demande.ouverte", champs=champs, **_cite(ctx, demande))
    return [Save(ligne), dit, *part]


@on_due(voisins.PROPOSER)
def elargir(echu: Due, ctx: Context) -> list[Effect]:
    """L'appel au salon n'a rien donné : d'autres réseaux ?"""
    demande = regles.suivie(ctx, f"demande:{echu.about.partition(':')[2]}")
    la = ctx.dans(None if demande is None else reseaux.reseau(ctx.session, demande.reseau))
    if demande is None or la.reseau is None or demande.etat not in (APPEL, ESCALADEE):
        return []
    la_pour_repondre = presence.retour(la, demande.demandeur) or temps.ouverture(la)
    if la_pour_repondre > ctx.now:
        return [RemindAt(when=la_pour_repondre, reason=voisins.PROPOSER, about=echu.about)]
    return accords.demander_les_voisins(la, demande, Entraide(la).sujet(demande))
