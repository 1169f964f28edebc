"""Qui anime le réseau."""

from bot.core import droits
from bot.core.context import Context
from bot.core.couverture import noms
from bot.core.effects import Effect, Room, Save
from bot.core.events import Message
from bot.core.registry import ANIMATION, command, menu_line
from bot.core.texte import Personne, Texte
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
    droits.exiger_animation(message.auteur, ctx)
    if personne is None:
        raise droits.personne_illisible(autre or "", message.mentions, EXEMPLE)
    droits.exiger_designable(personne, ctx)
    if ctx.anime(personne):
        return [ctx.dit(Texte.ligne(Personne(personne), " anime déjà ce réseau."))]
    return _nommer(personne, message, ctx)


def _nommer(personne: str, message: Message, ctx: Context) -> list[Effect]:
    texte = Texte.de(
        ("C'est fait : ", Personne(personne), " anime aussi le réseau."),
        "Ce que l'animation peut faire : !menu",
    )
    attache = ctx.ici.salon
    effets: list[Effect] = [Save(Animateur(reseau=ctx.ici.id, membre=personne, depuis=ctx.now))]
    if message.salon == attache:
        return [*effets, ctx.dit(texte)]
    # Demandé en privé : cela concerne tout le monde, cela se dit donc dans le salon.
    annonce = ctx.dit(texte, to=Room(attache), reply_to=None)
    return [*effets, annonce, ctx.dit(Texte.ligne("C'est fait. Je l'ai dit dans le salon."))]


def _qui(ctx: Context) -> Texte:
    animent = tuple(ctx.animation())
    if not animent:
        return Texte.ligne(
            "Personne n'anime ce réseau en ce moment. "
            "Parlez-en à la personne qui administre le salon."
        )
    verbe = " animent" if len(animent) > 1 else " anime"
    return Texte.ligne(*noms(animent, 10), f"{verbe} ce réseau.")
