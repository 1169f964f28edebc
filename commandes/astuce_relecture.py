"""Une astuce est-elle toujours vraie : la personne référente répond, ou se tait."""

from bot.core import astuces_relecture as relecture
from bot.core import astuces_textes as phrases
from bot.core import attention
from bot.core.astuces import Carnet, Dite, lire, suivie, verifier_le_texte
from bot.core.boutons import CORRIGER, NON, OUI
from bot.core.context import Context
from bot.core.effects import Delete, Effect, RemindAt, Save
from bot.core.events import Due, Message, Reaction
from bot.core.registry import on_due, on_reaction, on_reply
from bot.core.texte import Cite, Texte, numero
from donnees import histoire as histoires
from donnees import reseau as reseaux
from donnees.astuce import Astuce
from donnees.histoire import Question


@on_due(relecture.RELIRE)
def heure_de_relire(echu: Due, ctx: Context) -> list[Effect]:
    """Le jour est venu de relire ce qui a quatre-vingt-dix jours, ou que l'on croit périmé."""
    ctx.reseau = reseaux.reseau(ctx.session, int(echu.about.partition(":")[2]))
    if ctx.reseau is None:
        return []
    horaires = ctx.reglages.horaires
    if not horaires.ouvert(ctx.now):
        quand = horaires.prochaine_ouverture(ctx.now)
        return [RemindAt(when=quand, reason=relecture.RELIRE, about=echu.about)]
    return relecture.relire(ctx)


@on_reaction(OUI, NON, CORRIGER, about="relecture")
def relue(reaction: Reaction, ctx: Context) -> list[Effect]:
    """La personne référente dit oui, non, ou qu'elle va la corriger."""
    attente = _attente(reaction, ctx)
    visee = None if attente is None else suivie(ctx, attente.about)
    if attente is None or visee is None or attente.a != reaction.auteur:
        return []
    repond = attention.repond(ctx, reaction.auteur, relecture.SUJET)
    if reaction.emoji == CORRIGER:
        attente.contexte = {**attente.contexte, "libre": True}
        texte = Texte.ligne("Écrivez-moi le bon texte, ici.")
        dit = ctx.dit(texte, type="astuce.fiche", champs={"astuce": visee.id}, about=attente.about)
        return [*repond, Save(attente), dit]
    if visee.changee_le is not None and visee.changee_le > attente.le:
        return [*repond, Delete(attente), _a_change(ctx, visee)]
    carnet = Carnet(ctx)
    if reaction.emoji == OUI:
        carnet.verifier(visee, reaction.auteur)
        phrase = f"Merci : l'astuce {numero(visee.id)} est vérifiée."
    else:
        visee.demandee_le = ctx.now  # jugée : on n'y revient pas
        carnet.perimer(visee, reaction.auteur)
        phrase = f"Merci : l'astuce {numero(visee.id)} passe après les autres, et sort du kit."
    dit = ctx.dit(Texte.ligne(phrase), type="astuce.fiche", champs={"astuce": visee.id})
    return [*repond, *carnet.effets, Delete(attente), dit]


def _a_change(ctx: Context, visee: Astuce) -> Effect:
    """Corrigée entre la question et la réponse : le oui ne vaut pas pour des mots non lus."""
    texte = Texte.de(
        f"L'astuce {numero(visee.id)} a été corrigée depuis ma question. La voici :",
        Cite(visee.texte),
        f"Si elle est juste : !astuce {visee.id} vérifiée. Sinon : !astuce {visee.id} périmée",
    )
    return ctx.dit(texte, type="astuce.fiche", champs={"astuce": visee.id})


def _attente(reaction: Reaction, ctx: Context) -> Question | None:
    """La relecture à laquelle on répond : sous son message, ou d'un mot nu."""
    about = ctx.about_of(reaction.target)
    if about is not None:
        return histoires.question(ctx.session, about)
    ouvertes = histoires.questions_ouvertes(ctx.session, reaction.auteur, reaction.salon)
    return next((q for q in ouvertes if q.about.startswith("relecture:")), None)


@on_reply("relecture")
def recrite(message: Message, ctx: Context) -> list[Effect]:
    """Le bon texte : ce sont ses mots, elle les signe, et l'astuce est vérifiée."""
    attente = ctx.attente
    visee = None if attente is None else suivie(ctx, attente.about)
    if attente is None or visee is None:
        return []
    dite = lire(ctx, message.texte)
    verifier_le_texte(dite.texte, phrases.EXEMPLE)
    carnet = Carnet(ctx)
    carnet.corriger(visee, Dite(texte=dite.texte), message.auteur)
    carnet.verifier(visee, message.auteur)
    texte = Texte.ligne(f"Merci : l'astuce {numero(visee.id)} est corrigée et vérifiée.")
    dit = ctx.dit(texte, type="astuce.notee", champs={"astuce": visee.id})
    return [*carnet.effets, Delete(attente), dit]
