"""L'usage est une grammaire : écrire une forme, lire un texte."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.formes import Lecture, lier, lire_forme

THEMES = ("marchés publics", "marchés", "paie")


def _themes(texte: str) -> Iterator[tuple[str, int]]:
    for nom in THEMES:
        if texte.casefold().startswith(nom):
            yield nom, len(nom)


def _personnes(texte: str) -> Iterator[tuple[str, int]]:
    if texte.startswith("Karim"):
        yield "@karim:h", 5


LECTURE = Lecture(theme=_themes, personne=_personnes)


def lit(forme: str, texte: str) -> dict[str, Any] | None:
    """Les paramètres de ce texte selon cette forme."""
    return lier(lire_forme(forme), texte, LECTURE)


@pytest.mark.parametrize(
    ("forme", "texte", "attendu"),
    [
        ("!aide", "", {}),
        ("!aide", "moi", None),
        ("!aide <question…>", "", None),
        ("!aide <question…>", " Chorus  refuse ", {"question": "Chorus  refuse"}),
        ("!prends <n°>", "12", {"numero": 12}),
        ("!prends <n°>", "#12", {"numero": 12}),
        ("!prends <n°>", "n° 12", {"numero": 12}),
        ("!prends <n°>", "N°12", {"numero": 12}),
        ("!prends <n°>", "no 12", {"numero": 12}),
        ("!prends <n°>", "12e", None),
        ("!prends <n°>", "-3", None),
        ("!prends <n°>", "12.", {"numero": 12}),
        ("!prends <n°>", "n° 12 ?", {"numero": 12}),
        ("!prends <n°>", "1,2", None),
        ("!prends <n°>", "99999999999999999999999", {"numero": 2**31 - 1}),
        ("!resolu <n°> <texte…>", "12 : le code", {"numero": 12, "texte": "le code"}),
        ("!pas <n°> : <texte…>", "12 : bonjour", {"numero": 12, "texte": "bonjour"}),
        ("!pas <n°> : <texte…>", "12 bonjour", None),
        ("!resolu <n°> <texte…>", "12 c'était le code", {"numero": 12, "texte": "c'était le code"}),
        ("!aide <thème> <q…>", "paie prime", {"theme": "paie", "q": "prime"}),
        ("!aide <thème> <q…>", "Marchés publics seuil", {"theme": "marchés publics", "q": "seuil"}),
        ("!aide <thème> <q…>", "marchés publics", {"theme": "marchés", "q": "publics"}),
        ("!aide <thème>", "marchés publics", {"theme": "marchés publics"}),
        ("!aide <thème> <q…>", "paie", None),
        ("!theme <nom…> : <mots…>", "paie : prime, solde", {"nom": "paie", "mots": "prime, solde"}),
        ("!theme <nom…> : <mots…>", "paie:prime", {"nom": "paie", "mots": "prime"}),
        ("!theme <nom…> : <mots…>", ": prime", None),
        ("!theme <nom…> : <mots…>", "paie :", None),
        ("!animation <@personne>", "@karim:localhost", {"personne": "@karim:localhost"}),
        ("!animation <@personne>", "@karim:localhost.", None),
        ("!animation <@personne>", "Karim", {"personne": "@karim:h"}),
        ("!animation <@personne>", "Zoé", None),
        ("!jesais plus <thème>", "PLUS paie", {"theme": "paie"}),
        ("!jesais plus <thème>", "paie", None),
        ("!regle <cle> <valeur…>", "heures 9h-12h 14h", {"cle": "heures", "valeur": "9h-12h 14h"}),
    ],
)
def test_lire(forme: str, texte: str, attendu: dict[str, Any] | None) -> None:
    assert lit(forme, texte) == attendu


@pytest.mark.parametrize("forme", ["aide", "!", "! <n°>", "!aide <question…> <n°>", ""])
def test_une_forme_mal_ecrite_est_refusee(forme: str) -> None:
    with pytest.raises(ValueError, match="forme"):
        lire_forme(forme)


FORMES = (
    "!a <thème> <q…>", "!a <n°> <q…>", "!a <nom…> : <mots…>", "!a <@personne>", "!a <mot> <q…>",
)  # fmt: skip


@given(st.sampled_from(FORMES), st.text(max_size=200))
def test_tout_texte_se_lit_ou_non_sans_jamais_lever(forme: str, texte: str) -> None:
    lu = lit(forme, texte)
    assert lu is None or set(lu) == set(lire_forme(forme).parametres)
