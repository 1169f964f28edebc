"""Les mots qui se valent dans les services : `synonymes.toml`, lu une fois, par racines.

Un groupe est une ligne : « congé = vacances = repos ». Chacun y vaut les autres ; une expression de
plusieurs mots vaut son sigle.
"""

import tomllib
from functools import lru_cache
from pathlib import Path

from bot.core.racines import GRAMMAIRE, mots, racine

EXPRESSION_MAX = 4
_FICHIER = Path(__file__).with_name("synonymes.toml")

Suite = tuple[str, ...]


@lru_cache(maxsize=1)
def synonymes() -> dict[Suite, tuple[Suite, ...]]:
    """Pour les racines d'un mot ou d'une expression, celles de ses synonymes."""
    groupes = tomllib.loads(_FICHIER.read_text(encoding="utf-8"))["groupes"]
    trouves: dict[Suite, dict[Suite, None]] = {}
    for groupe in groupes:
        suites = [_suite(dit) for dit in groupe.split("=")]
        for suite in suites:
            autres = dict.fromkeys(s for s in suites if s and s != suite)
            trouves.setdefault(suite, {}).update(autres)
    trouves.pop((), None)
    return {suite: tuple(autres) for suite, autres in trouves.items()}


def _suite(dit: str) -> Suite:
    lus = mots(dit) or mots(dit, GRAMMAIRE)  # « CET » est aussi un mot vide
    return tuple(racine(mot) for mot in lus)[:EXPRESSION_MAX]
