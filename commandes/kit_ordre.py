"""Choisir ce qui vient d'abord dans le kit de survie."""

from bot.core import kit as regles
from bot.core.context import Context
from bot.core.effects import Effect, Refusal, Save, Send
from bot.core.events import Message
from bot.core.registry import command
from bot.core.texte import Texte
from bot.core.texte import numero as dire_numero
from donnees import astuce as astuces
from donnees.astuce import SURES, Astuce

TYPE = "kit"
EXEMPLE_EPINGLE = "!kit épingler 12"


@command(
    "!kit-épingler <n°> <place>", "!kit-épingler <n°>", exemple=EXEMPLE_EPINGLE, sous="kit",
    numeros="astuce", envie="Choisir ce qui vient d'abord dans le kit",
)  # fmt: skip
def epingler(message: Message, ctx: Context, numero: int, place: str | None) -> list[Effect]:
    """Met une astuce en tête de son thème, dans le kit. « !kit épingler 12 1 » : la première.

    Les personnes référentes du thème le peuvent, et celles qui animent le réseau.
    """
    visee = _visee(message, ctx, numero)
    if place is not None and not (place.isdecimal() and 0 < int(place) < 1000):
        raise Refusal(f"À quelle place ? Par exemple : {EXEMPLE_EPINGLE} 1", type="usage")
    changees = regles.epingler(ctx, visee, None if place is None else int(place))
    return [*(Save(a) for a in changees), _range(ctx, visee, "en tête du kit")]


@command(
    "!kit-détacher <n°>", "!kit-désépingler <n°>", exemple="!kit détacher 12", sous="kit",
    numeros="astuce",
)  # fmt: skip
def detacher(message: Message, ctx: Context, numero: int) -> list[Effect]:
    """L'astuce n'est plus en tête de son thème : sa place redevient celle de son utilité."""
    visee = _visee(message, ctx, numero)
    changees = regles.detacher(ctx, visee)
    return [*(Save(a) for a in changees), _range(ctx, visee, "à sa place dans le kit")]


def _visee(message: Message, ctx: Context, numero: int) -> Astuce:
    visee = astuces.astuce(ctx.session, ctx.ici.id, numero)
    if visee is None or visee.etat not in SURES:
        raise Refusal(f"Je n'ai pas d'astuce {dire_numero(numero)} dans le kit. Le lire : !kit")
    regles.exiger_referent(ctx, message.auteur, visee.theme)
    return visee


def _range(ctx: Context, visee: Astuce, ou: str) -> Send:
    theme = next((t.nom for t in ctx.themes() if t.id == visee.theme), "")
    voir = f"!kit {theme}" if theme else "!kit"
    texte = Texte.ligne(f"C'est fait : l'astuce {dire_numero(visee.id)} est {ou}. Voir : {voir}")
    return ctx.dit(texte, type=TYPE, champs={"astuce": visee.id, "theme": theme})
