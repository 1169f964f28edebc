"""Le tour : une question à tous, répondue dans le salon ou à part, réunie en un message."""

from bot.core import rituels as regles
from bot.core import rituels_dus as dettes
from bot.core import tours
from bot.core.boutons import PASSER, PRIVE, from_word
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Follow, OpenRoom, Room, Save, Send
from bot.core.events import Due, Edition, Message, Reaction, Redaction, RoomOpened
from bot.core.pliage import clean
from bot.core.registry import (
    on_due,
    on_edition,
    on_reaction,
    on_redaction,
    on_reply,
    on_room_opened,
)
from bot.core.texte import Texte
from donnees import reseau as reseaux
from donnees import rituel as rituels
from donnees import salon as salons
from donnees.histoire import SOURCE
from donnees.rituel import TOUR

A_PART = "tourapart"


# -- poser, réunir ---------------------------------------------------------------------------------


@on_due(regles.raison(TOUR))
def demander(echu: Due, ctx: Context) -> list[Effect]:
    """Un tour s'ouvre : la question à tous."""
    fois, effets = regles.commencer(ctx, echu.about)
    if fois is None:
        return effets
    if fois.essai:
        return [*tours.choisir(ctx, fois), *tours.essayer(ctx, fois)]
    if regles.reserve(ctx):
        return regles.sauter(ctx, fois)
    return [*dettes.prevenir(ctx), *tours.choisir(ctx, fois), *tours.poser(ctx, fois)]


@on_due(tours.FIN)
def reunir(echu: Due, ctx: Context) -> list[Effect]:
    """La fin : tout ce qui fut répondu, en un message."""
    fois = regles.de(ctx, echu.about)
    if fois is None or fois.close_le is not None or ctx.reseau is None:
        return []
    return tours.finir(ctx, fois)


# -- répondre --------------------------------------------------------------------------------------


@on_reply("tour")
def reponse(message: Message, ctx: Context) -> list[Effect]:
    """Une réponse dans le salon (le robot n'ajoute rien), ou à part (elle sera publiée)."""
    if ctx.attente is not None:
        return _a_part(message, ctx)
    fois = tours.du_fil(ctx, ctx.about_of(message.reply_to))
    directe = ctx.type_of(message.reply_to or "") == tours.QUESTION
    if fois is None or not directe or not ctx.est_membre(message.auteur):
        return []
    note = tours.repondre(ctx, fois, message.auteur, message.id, message.texte, prive=False)
    suivi = Follow(event_id=message.id, salon=message.salon, about=tours.fil(fois), type=SOURCE)
    return [*note, suivi]


def _a_part(message: Message, ctx: Context) -> list[Effect]:
    attente = ctx.attente
    fois = tours.du_fil(ctx, attente.about if attente is not None else None)
    if attente is None:
        return []
    if fois is None or not ctx.est_membre(message.auteur):
        texte = Texte.ligne("Ce tour est fini : je ne garde ni ne publie votre réponse.")
        return [Delete(attente), ctx.dit(texte, type=TOUR)]
    if from_word(message.texte, (PASSER,)):
        return [Delete(attente), ctx.dit(Texte.ligne("Entendu, rien ne sera publié."), type=TOUR)]
    note = tours.repondre(ctx, fois, message.auteur, message.id, message.texte, prive=True)
    texte = Texte.de(
        f"C'est noté. Je la publie dans le salon {tours.jusqua(ctx, fois)}, sans votre nom.",
        f"Pour la changer : touchez de nouveau {PRIVE} sous la question. Pour l'enlever : "
        "supprimez votre message.",
    )
    suivi = Follow(event_id=message.id, salon=message.salon, about=tours.fil(fois), type=SOURCE)
    dit = ctx.dit(texte, type=TOUR, champs=tours.champs(ctx, fois))
    return [Delete(attente), *note, suivi, dit]


@on_edition("tour")
def corrige(edition: Edition, ctx: Context) -> list[Effect]:
    """La réponse est corrigée par son auteur : c'est le nouveau texte qui vaut."""
    return _changer(ctx, edition.cible, edition.auteur, edition.texte)


@on_redaction("tour")
def supprime(redaction: Redaction, ctx: Context) -> list[Effect]:
    """La réponse est supprimée : elle ne sera pas réunie."""
    return _changer(ctx, redaction.target, redaction.auteur, "")


def _changer(ctx: Context, evenement: str, auteur: str, texte: str) -> list[Effect]:
    fois = tours.du_fil(ctx, ctx.about_of(evenement))
    avant = None if fois is None else rituels.reponse_du_tour(ctx.session, fois.id, auteur)
    if avant is None or avant.evenement != evenement:
        return []
    avant.texte = " ".join(clean(texte).split())[: tours.REPONSE_MAX]
    return [Save(avant)] if avant.texte else [Delete(avant)]


# -- à part ----------------------------------------------------------------------------------------


@on_reaction(PRIVE, about="tour")
def a_part(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Répondre à part : la question, dans la conversation de cette personne."""
    fois = tours.du_fil(ctx, ctx.about_of(reaction.target))
    if fois is None or not ctx.est_membre(reaction.auteur):
        return []
    conversation = ctx.conversation(reaction.auteur)
    if conversation is not None:
        return tours.demander_a_part(ctx, fois, reaction.auteur, conversation)
    about = f"{A_PART}:{fois.id}:{reaction.auteur}"
    if salons.ouverts_pour(ctx.session, about):
        return []
    return [OpenRoom(about=about, invites=(reaction.auteur,), direct=True)]


@on_room_opened(A_PART)
def ouverte(event: RoomOpened, ctx: Context) -> list[Effect]:
    """La conversation existe : les premiers mots, puis la question."""
    _, tour_numero, membre = event.about.split(":", 2)
    texte = Texte.de("Me voici, à part. Je suis un robot.", "Pour voir ce qu'on peut faire : menu")
    premier = Send(to=Room(event.room), texte=texte, type="prive.ouverture", mention=(membre,))
    fois = tours.du_fil(ctx, f"tour:{tour_numero}")
    if fois is None:
        return [premier]
    ctx.reseau = reseaux.reseau(ctx.session, fois.reseau)
    return [premier, *tours.demander_a_part(ctx, fois, membre, event.room)]
