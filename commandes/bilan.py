"""Les chiffres d'un mois, pour l'animation, à part."""

from bot.core import bilan as regles
from bot.core.context import Context
from bot.core.effects import Effect, Refusal
from bot.core.events import Message
from bot.core.registry import ANIMATION, command

EXEMPLE = "!réseau bilan novembre"


@command(
    "!réseau-bilan <mois…>", "!réseau-bilan", exemple=EXEMPLE, role=ANIMATION, intime=True,
    sous="réseau", envie="Avoir les chiffres d'un mois, à montrer",
)  # fmt: skip
def bilan(message: Message, ctx: Context, mois: str | None) -> list[Effect]:
    """Les chiffres d'un mois, pour qui vous les demande. Je réponds à part.

    Posées, réglées, portées, le délai ordinaire, les thèmes sans personne. Ni nom, ni question.
    """
    aujourdhui = ctx.reglages.horaires.jour_local(ctx.now)
    lu = regles.lire_mois(mois, aujourdhui)
    if lu is None:
        raise Refusal(f"Quel mois ? Par exemple : {EXEMPLE}", type="usage")
    if lu > aujourdhui:
        raise Refusal(f"Ce mois n'a pas commencé. Par exemple : {EXEMPLE}", type="usage")
    texte = regles.dire(ctx, regles.bilan(ctx, lu))
    return [ctx.dit(texte, champs={"reseau": ctx.ici.nom})]
