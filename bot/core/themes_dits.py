"""Reconnaître le thème d'une question à ses mots, sans jamais deviner.

1. Un thème se reconnaît à son nom ou à l'un de ses mots : au début du texte, sinon n'importe où si
   un seul thème y est nommé. Deux thèmes nommés : on demande.
2. Casse, accents, traits d'union et pluriels simples ne comptent pas.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.core.context import Context
from bot.core.pliage import fold
from donnees.theme import Theme

_MOT = re.compile(r"[a-z0-9]+")
PROCHE = 70  # sur 100
MOTS_LUS = 60


def theme_de_la_question(ctx: Context, texte: str) -> Theme | None:
    """Le thème que nomme ce texte, ou `None` s'il n'en nomme aucun, ou plusieurs."""
    mots = _mots(texte)
    debuts = [
        (len(dits), theme)
        for theme in ctx.themes()
        for dits in _expressions(theme)
        if mots[: len(dits)] == dits
    ]
    if debuts:
        long = max(longueur for longueur, _ in debuts)
        premiers = {theme.id: theme for longueur, theme in debuts if longueur == long}
        if len(premiers) == 1:
            return next(iter(premiers.values()))
    nommes = themes_nommes(ctx, texte)
    return nommes[0] if len(nommes) == 1 else None


def themes_nommes(ctx: Context, texte: str) -> list[Theme]:
    """Les thèmes dont le nom ou un mot se trouve dans ce texte."""
    mots = _mots(texte)
    return [t for t in ctx.themes() if any(_contient(mots, dits) for dits in _expressions(t))]


def themes_proches(ctx: Context, texte: str, limite: int = 3) -> list[Theme]:
    """Les thèmes dont un mot ressemble le plus à un mot du texte, le plus proche d'abord."""
    from rapidfuzz import fuzz  # chargé quand il sert : le démarrage n'en a pas besoin

    mots = [mot for mot in _mots(texte)[:MOTS_LUS] if len(mot) > 3]

    def ressemblance(theme: Theme) -> float:
        dits = ["".join(e) for e in _expressions(theme)]
        return max((fuzz.ratio(a, b) for a in mots for b in dits), default=0.0)

    notes = [(ressemblance(theme), theme) for theme in ctx.themes()]
    proches = sorted((n for n in notes if n[0] >= PROCHE), key=lambda n: (-n[0], n[1].id))
    return [theme for _, theme in proches[:limite]]


def _expressions(theme: Theme) -> Iterator[list[str]]:
    yield from _decoupees((theme.nom, *theme.mots))


@lru_cache(maxsize=512)
def _decoupees(dits: tuple[str, ...]) -> list[list[str]]:
    """Les mots de chaque expression : un thème peut en avoir cent, relues à chaque question."""
    return [mots for mots in map(_mots, dits) if mots]


def _contient(mots: list[str], dits: list[str]) -> bool:
    return any(mots[i : i + len(dits)] == dits for i in range(len(mots) - len(dits) + 1))


def _mots(texte: str) -> list[str]:
    """Les mots pliés, au singulier."""
    return [_singulier(mot) for mot in _MOT.findall(fold(texte))]


def _singulier(mot: str) -> str:
    return mot[:-1] if len(mot) > 3 and mot[-1] in "sx" else mot
