"""Le oui de chacun, avant toute météo dans un petit réseau ou un réseau discret."""

from bot.core import meteo_accord as regles
from bot.core.boutons import NON, OUI, PRIVE
from bot.core.context import Context
from bot.core.effects import Delete, Effect, OpenRoom, Room, Send
from bot.core.events import Reaction, RoomOpened
from bot.core.registry import on_reaction, on_room_opened
from bot.core.texte import Texte
from donnees import histoire as histoires
from donnees import outbox
from donnees import reseau as reseaux
from donnees import salon as salons


@on_reaction(OUI, NON, about=regles.ACCORD)
def repondu(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Oui, ou non : noté, et dit à personne."""
    if ctx.reseau is None or not ctx.est_membre(reaction.auteur):
        return []
    question = histoires.question(ctx.session, regles.fil(ctx, reaction.auteur))
    finie: list[Effect] = [Delete(question)] if question is not None else []
    return [*finie, *regles.noter(ctx, reaction.auteur, oui=reaction.emoji == OUI)]


@on_reaction(PRIVE, about=regles.ACCORD)
def me_parler(reaction: Reaction, ctx: Context) -> list[Effect]:
    """« Me parler à part » : la question, dans la conversation de cette personne."""
    if ctx.reseau is None or not ctx.est_membre(reaction.auteur):
        return []
    conversation = ctx.conversation(reaction.auteur)
    if conversation is not None:
        return regles.poser(ctx, reaction.auteur, conversation)
    about = regles.fil(ctx, reaction.auteur)
    if outbox.ouverture_en_route(ctx.session, about) or salons.ouverts_pour(ctx.session, about):
        return []
    return [OpenRoom(about=about, invites=(reaction.auteur,), direct=True)]


@on_room_opened(regles.ACCORD)
def ouverte(event: RoomOpened, ctx: Context) -> list[Effect]:
    """La conversation existe : les premiers mots, puis la question."""
    _, numero, membre = event.about.split(":", 2)
    texte = Texte.ligne(
        "Me voici, à part. Je suis un robot. Ce que vous écrivez ici reste entre vous et moi."
    )
    premiers = Send(to=Room(event.room), texte=texte, type="prive.ouverture", mention=(membre,))
    ctx.reseau = reseaux.reseau(ctx.session, int(numero))
    if ctx.reseau is None or not ctx.est_membre(membre):
        return [premiers]
    return [premiers, *regles.poser(ctx, membre, event.room)]
