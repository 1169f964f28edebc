"""Parler à part : ouvrir une conversation avec qui le demande, et ce qui s'y dit pour l'instant."""

from bot.core import prive as regles
from bot.core.boutons import PRIVE
from bot.core.context import Context
from bot.core.effects import Effect, OpenRoom, Refusal, Room, Send
from bot.core.events import Message, Reaction, RoomOpened
from bot.core.registry import on_free_text, on_reaction, on_room_opened
from bot.core.texte import Gras, Texte
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
        return [_ouverture(conversation, personne, ctx)]
    about = f"{_DEBUT}{personne}"
    if _deja_demandee(about, personne, ctx):
        return []
    return [OpenRoom(about=about, invites=(personne,), direct=True)]


@on_room_opened("prive")
def ouverte(event: RoomOpened, ctx: Context) -> list[Effect]:
    """La conversation existe : les premiers mots, qui sonnent chez cette personne."""
    return [_ouverture(event.room, event.about.removeprefix(_DEBUT), ctx)]


@on_free_text
def mots_libres(message: Message, ctx: Context) -> list[Effect]:
    """Une question écrite à part : pour l'instant, elle se pose dans le salon."""
    miens = ctx.reseaux_de(message.auteur)
    if not miens:
        raise Refusal(regles.sans_reseau(ctx), commande="aide")
    du_salon = Texte.de(
        ("Une question ? Posez-la dans le salon", *_nomme([r.nom for r in miens]), "."),
        "Là-bas, écrivez !aide puis votre question : je cherche qui peut y répondre.",
    )
    raise Refusal(du_salon, commande="aide")


def _deja_demandee(about: str, personne: str, ctx: Context) -> bool:
    """Vrai si le salon est en route, ou ouvert sans que l'on sache déjà qui s'y trouve."""
    if outbox.ouverture_en_route(ctx.session, about):
        return True
    ouverts = salons.ouverts_pour(ctx.session, about)
    return any(salons.adhesion(ctx.session, s.id, personne) is None for s in ouverts)


def _ouverture(salon: str, personne: str, ctx: Context) -> Send:
    miens = [reseau.nom for reseau in ctx.reseaux_de(personne)]
    texte = Texte.de(
        "Me voici, à part. Ce que vous écrivez ici reste entre vous et moi. Je suis un robot.",
        ("Les questions, elles, se posent dans le salon", *_nomme(miens), "."),
        "Pour voir ce que l'on peut faire ici : menu",
        "Rien n'est obligatoire.",
    )
    return Send(to=Room(salon), texte=texte, type="prive.ouverture", mention=(personne,))


def _nomme(noms: list[str]) -> tuple[str | Gras, ...]:
    """Le nom du réseau, s'il n'y en a qu'un."""
    return (" ", Gras(noms[0])) if len(noms) == 1 else ()
