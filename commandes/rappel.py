"""Un rappel qui revient : les mots que l'animation a choisis, à l'heure dite."""

from bot.core import rituels as regles
from bot.core.context import Context
from bot.core.dates import dire_moment
from bot.core.effects import Effect, Room, Send
from bot.core.events import Due
from bot.core.registry import on_due
from bot.core.texte import Gras, Texte
from donnees.rituel import RAPPEL, Occurrence


@on_due(regles.raison(RAPPEL))
def rappeler(echu: Due, ctx: Context) -> list[Effect]:
    """Les mots du rappel, dans le salon ; à l'essai, chez qui l'essaie."""
    fois, effets = regles.commencer(ctx, echu.about)
    if fois is None:
        return effets
    champs = {"rituel": fois.rituel, "occurrence": regles.quand(ctx, fois)}
    dit = Send(
        to=Room(fois.salon), texte=_texte(ctx, fois), type="rituel.rappel", champs=champs,
        about=fois.about, collectif=not fois.essai,
    )  # fmt: skip
    return [*regles.clore(ctx, fois), dit]


def _texte(ctx: Context, fois: Occurrence) -> Texte:
    premiere, *suite = fois.texte.splitlines()
    retard = None
    if regles.en_retard(ctx, fois):
        prevu = dire_moment(fois.le, ctx.reglages.fuseau, ctx.now)
        retard = f"(C'était prévu {prevu} : j'étais arrêté.)"
    return Texte.de(
        "À l'essai, pour vous seulement :" if fois.essai else None,
        (Gras("Rappel : "), premiere), *suite, retard,
    )  # fmt: skip
