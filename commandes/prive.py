"""Parler à part : ouvrir une conversation avec qui le demande."""

from bot.core.boutons import PRIVE
from bot.core.context import Context
from bot.core.effects import Effect, OpenRoom, Room, Send
from bot.core.events import Reaction, RoomOpened
from bot.core.registry import on_reaction, on_room_opened
from bot.core.texte import Texte
from donnees import outbox
from donnees import salon as salons

_DEBUT = "prive:"


@on_reaction(PRIVE, about="presentation")
def a_part(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Quelqu'un veut parler à part : la conversation déjà ouverte, sinon une nouvelle."""
    personne = reaction.auteur
    if not salons.est_joint(ctx.session, reaction.salon, personne):
        return []
    conversation = ctx.conversation(personne)
    if conversation is not None:
        return [_ouverture(conversation, personne)]
    about = f"{_DEBUT}{personne}"
    if _deja_demandee(about, personne, ctx):
        return []
    return [OpenRoom(about=about, invites=(personne,), direct=True)]


@on_room_opened("prive")
def ouverte(event: RoomOpened, ctx: Context) -> list[Effect]:
    """La conversation existe : les premiers mots, qui sonnent chez cette personne."""
    return [_ouverture(event.room, event.about.removeprefix(_DEBUT))]


def _deja_demandee(about: str, personne: str, ctx: Context) -> bool:
    """Vrai si le salon est en route, ou ouvert sans que l'on sache déjà qui s'y trouve."""
    if outbox.ouverture_en_route(ctx.session, about):
        return True
    ouverts = salons.ouverts_pour(ctx.session, about)
    return any(salons.adhesion(ctx.session, s.id, personne) is None for s in ouverts)


def _ouverture(salon: str, personne: str) -> Send:
    texte = Texte.de(
        "Me voici, à part. Je suis un robot. Ce que vous écrivez ici reste entre vous et moi.",
        "Une question ? Écrivez-la ici, avec vos mots. Je vous demande votre accord avant de "
        "l'envoyer, à une personne à la fois, en privé.",
        "Pour voir ce que l'on peut faire ici : menu",
        "Rien n'est obligatoire.",
    )
    return Send(to=Room(salon), texte=texte, type="prive.ouverture", mention=(personne,))
