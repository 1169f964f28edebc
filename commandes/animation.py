"""Qui anime le réseau."""

from bot.core import departs, droits, suivi
from bot.core.context import Context
from bot.core.couverture import noms
from bot.core.effects import Delete, Effect, Refusal, Room, Save, Send
from bot.core.events import Departure, Message
from bot.core.registry import ANIMATION, command, menu_line, on_departure
from bot.core.texte import Morceau, Personne, Texte
from donnees import reseau as reseaux
from donnees.reseau import Animateur

EXEMPLE = "!animation @Karim"


@menu_line("Faire animer une autre personne", exemple=EXEMPLE, role=ANIMATION)
@command(
    "!animation <@personne>", "!animation <autre…>", "!animation",
    exemple="!animation", envie="Savoir qui anime le réseau",
)  # fmt: skip
def animation(
    message: Message, ctx: Context, personne: str | None, autre: str | None
) -> list[Effect]:
    """Dit qui anime le réseau.

    « !animation @Karim » : Karim l'anime aussi. Il faut animer soi-même pour le demander.
    """
    if personne is None and autre is None:
        return [ctx.dit(_qui(ctx))]
    _exiger_de_pouvoir_nommer(message, ctx)
    if personne is None:
        raise droits.personne_illisible(autre or "", message.mentions, EXEMPLE)
    droits.exiger_designable(personne, ctx)
    if ctx.anime(personne):
        return [ctx.dit(Texte.ligne(Personne(personne), " anime déjà ce réseau."))]
    return _nommer(personne, message, ctx)


def _exiger_de_pouvoir_nommer(message: Message, ctx: Context) -> None:
    """Animer ; ou, quand plus personne n'anime, pouvoir ouvrir un réseau dans ce salon."""
    orphelin = not ctx.animation() and message.salon == ctx.ici.salon
    if not (orphelin and message.auteur in departs.pourraient_animer(ctx)):
        droits.exiger_animation(message.auteur, ctx)


@on_departure
def plus_personne(parti: Departure, ctx: Context) -> list[Effect]:
    """La dernière personne qui animait s'en va : qui administre le salon prend la suite."""
    if ctx.animation() or not reseaux.anime(ctx.session, ctx.ici.id, parti.membre):
        return []
    peuvent = departs.pourraient_animer(ctx)
    suite: tuple[Morceau, ...] = (f"Qui administre le salon dit qui prend la suite : {EXEMPLE}",)
    if peuvent:
        suite = (*noms(peuvent, 5), f", à vous de dire qui prend la suite : {EXEMPLE}")
    texte = Texte.de(
        (Personne(parti.membre), " est partie : plus personne n'anime le réseau."), suite
    )
    return [Send(to=Room(ctx.ici.salon), texte=texte, type="animation", mention=peuvent[:5])]


def _nommer(personne: str, message: Message, ctx: Context) -> list[Effect]:
    texte = Texte.de(
        ("C'est fait : ", Personne(personne), " anime aussi le réseau."),
        "Ce que l'animation peut faire : !menu",
    )
    ligne = Animateur(reseau=ctx.ici.id, membre=personne, depuis=ctx.now)
    return [Save(ligne), *_annoncer(texte, message, ctx)]


def _annoncer(texte: Texte, message: Message, ctx: Context) -> list[Effect]:
    """Au salon ; demandé en privé aussi, car cela concerne tout le monde."""
    if message.salon == ctx.ici.salon:
        return [ctx.dit(texte)]
    annonce = ctx.dit(texte, to=Room(ctx.ici.salon), reply_to=None)
    return [annonce, ctx.dit(Texte.ligne("C'est fait. Je l'ai dit dans le salon."))]


@command("!animation-arrêter", exemple="!animation arrêter", role=ANIMATION, sous="animation")
def arreter(message: Message, ctx: Context) -> list[Effect]:
    """Vous n'animez plus le réseau. Il faut que quelqu'un d'autre l'anime déjà."""
    if ctx.animation() == [message.auteur]:
        raise Refusal(f"Vous animez seul ce réseau : nommez d'abord quelqu'un. {EXEMPLE}")
    ligne = reseaux.animateur(ctx.session, ctx.ici.id, message.auteur)
    if ligne is None:
        return []
    texte = Texte.ligne(Personne(message.auteur), " n'anime plus le réseau.")
    return [Delete(ligne), *suivi.depart(ctx, message.auteur), *_annoncer(texte, message, ctx)]


def _qui(ctx: Context) -> Texte:
    animent = tuple(ctx.animation())
    if not animent:
        return Texte.ligne(
            "Personne n'anime ce réseau en ce moment. Une personne qui administre le salon peut "
            f"nommer quelqu'un : {EXEMPLE}"
        )
    verbe = " animent" if len(animent) > 1 else " anime"
    return Texte.ligne(*noms(animent, 10), f"{verbe} ce réseau.")
