"""Le service de chacun, tel que son nom affiché le dit (Tchap : « Prénom Nom [Service] »)."""

import re

from bot.core.context import Context
from bot.core.pliage import clean_name, fold
from donnees import salon as salons

_SERVICE = re.compile(r"\[([^\]]*)\]")


def service_de(nom: str) -> str:
    """Le service que dit ce nom ; vide s'il n'en dit pas."""
    trouve = _SERVICE.search(nom)
    return clean_name(trouve[1], 40) if trouve else ""


def services(ctx: Context) -> dict[str, list[str]]:
    """Les services des membres, par nom, et qui s'y trouve."""
    membres, ranges = set(ctx.membres()), dict[str, list[str]]()
    dits: dict[str, str] = {}
    for adhesion in salons.joints(ctx.session, ctx.ici.salon):
        service = service_de(adhesion.nom)
        if service and adhesion.membre in membres:
            dit = dits.setdefault(fold(service), service)
            ranges.setdefault(dit, []).append(adhesion.membre)
    return dict(sorted(ranges.items(), key=lambda s: fold(s[0])))
