"""docs/preuves.md dit vrai : chaque promesse y est, et chaque essai qu'elle nomme existe."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[1]
PROMISES = {
    *(f"R{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 16, 17, 19)),
    *("S1", "S2", "S7", "S9"),
    *(f"T{n}" for n in range(1, 11)),
}
COLONNES = 7
LIGNES = [
    [case.strip() for case in ligne.strip("|").split("|")]
    for ligne in (RACINE / "docs" / "preuves.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| [RST]\d+ \|", ligne)
]


@cache
def _essais(fichier: str) -> set[str]:
    arbre = ast.parse((RACINE / fichier).read_text(encoding="utf-8"))
    fonctions = ast.FunctionDef | ast.AsyncFunctionDef
    return {noeud.name for noeud in ast.walk(arbre) if isinstance(noeud, fonctions)}


def test_chaque_promesse_a_sa_ligne_et_une_seule() -> None:
    numeros = [ligne[0] for ligne in LIGNES]
    assert len(numeros) == len(set(numeros))
    assert set(numeros) == PROMISES


@pytest.mark.parametrize("ligne", LIGNES, ids=lambda ligne: ligne[0])
def test_chaque_essai_nomme_existe(ligne: list[str]) -> None:
    assert len(ligne) == COLONNES
    assert all(ligne)
    nommes = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", ligne[2])
    assert len(nommes) == ligne[2].count("::") > 0
    for fichier, essai in nommes:
        assert essai in _essais(fichier), f"{fichier}::{essai}"
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", ligne[6])
