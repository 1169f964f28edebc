"""Dans quel fil répondre : ce que l'application des effets doit savoir d'un événement."""

from typing import Any

from bot.core.context import Context
from bot.core.reglages import en_fils


def fils(ctx: Context) -> dict[str, Any]:
    """Le salon où l'on répond en fils, s'il y en a un, et le fil où se trouve l'événement."""
    reseau = ctx.reseau
    if reseau is None or not en_fils(reseau.reglages):
        return {}
    racine = getattr(ctx.event, "fil", None)
    return {
        "fils_dans": reseau.salon,
        "racines": {ctx.event.id: racine} if isinstance(racine, str) else {},
    }
