"""Où chaque clé d'un fichier TOML est écrite : `tomllib` donne les valeurs, jamais les lignes.

Un fichier est coupé en énoncés (un titre de section, ou une clé et sa valeur, sur une ou plusieurs
lignes) : un énoncé est complet quand `tomllib` sait le lire seul. Rien n'est analysé à la main.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Chemin = tuple[str, ...]

_VIDE = re.compile(r"\s*(#.*)?$")
_TITRE = re.compile(r"\s*\[")
_POSITION = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")

# Ce que dit tomllib (en anglais), et ce qu'il faut écrire. Le premier motif trouvé l'emporte.
_FAUTES = (
    ("Cannot declare", "cette section est écrite deux fois, gardez-en une"),
    ("twice", "cette section est écrite deux fois, gardez-en une"),
    ("Cannot overwrite", "cette clé est écrite deux fois, gardez-en une"),
    ("Duplicate", "cette clé est écrite deux fois, gardez-en une"),
    ("Cannot mutate", "cette clé est écrite deux fois, gardez-en une"),
    ("Expected '='", "un signe = attendu entre la clé et sa valeur"),
    ("Expected ']'", "un crochet fermant ] attendu"),
    ("Unclosed array", "un crochet fermant ] attendu à la fin de la liste"),
    ("Unterminated string", "un guillemet fermant attendu"),
    ("Illegal character", "un guillemet fermant attendu avant la fin de la ligne"),
    ("Unescaped", "une barre oblique inverse se double (\\\\) entre guillemets"),
    ("Expected newline", "une seule clé par ligne, et rien après sa valeur"),
    ("inline table", "une accolade fermante } attendue"),
    ("Expected", "un guillemet fermant attendu"),
    ("Invalid value", "une valeur attendue : texte entre guillemets, nombre, true ou false"),
    ("Invalid initial character", 'une clé attendue, comme : fuseau = "Europe/Paris"'),
    ("Invalid statement", 'une clé attendue, comme : fuseau = "Europe/Paris"'),
)


@dataclass
class Lignes:
    """Les lignes des clés et des titres d'un fichier ; la première ligne est la 1."""

    enonces: dict[Chemin, tuple[int, str]] = field(default_factory=dict)

    def ligne(self, chemin: Chemin, valeur: Any = None) -> int | None:
        """La ligne de la clé `chemin`, ou de `valeur` dans une liste de plusieurs lignes."""
        for longueur in range(len(chemin), 0, -1):
            if trouve := self.enonces.get(chemin[:longueur]):
                debut, texte = trouve
                return debut + _rang(texte, valeur)
        return None


def _rang(texte: str, valeur: Any) -> int:
    """Le rang de la ligne de `texte` qui porte `valeur` ; 0 si elle ne s'y lit pas telle quelle."""
    if not isinstance(valeur, str) or not valeur:
        return 0
    return next((n for n, ligne in enumerate(texte.splitlines()) if valeur in ligne), 0)


def situe(texte: str) -> Lignes:
    """Situe chaque clé d'un texte TOML déjà reconnu valide."""
    lignes = Lignes()
    section: Chemin = ()
    for numero, enonce in _enonces(texte):
        lu = tomllib.loads(enonce)
        if _TITRE.match(enonce):
            section = _premier_chemin(lu)
            lignes.enonces.setdefault(section, (numero, enonce))
        else:
            for chemin in _chemins(lu):
                lignes.enonces.setdefault(section + chemin, (numero, enonce))
    return lignes


def _enonces(texte: str) -> Iterator[tuple[int, str]]:
    """Les énoncés d'un texte TOML, avec le numéro de leur première ligne."""
    debut, en_cours = 0, ""
    for numero, ligne in enumerate(texte.splitlines(keepends=True), start=1):
        if not en_cours and _VIDE.match(ligne):
            continue
        debut = debut if en_cours else numero
        en_cours += ligne
        try:
            tomllib.loads(en_cours)
        except tomllib.TOMLDecodeError:
            continue
        yield debut, en_cours
        en_cours = ""


def _premier_chemin(lu: dict[str, Any]) -> Chemin:
    """Le chemin d'un titre de section : `[a.b]` se lit `{"a": {"b": {}}}`."""
    chemin: Chemin = ()
    valeur: Any = lu
    while valeur and isinstance(valeur, dict | list):
        if isinstance(valeur, list):
            valeur = valeur[0]
            continue
        cle = next(iter(valeur))
        chemin, valeur = (*chemin, cle), valeur[cle]
    return chemin


def _chemins(lu: dict[str, Any]) -> Iterator[Chemin]:
    """Tous les chemins d'une valeur, tables en ligne et clés pointées comprises."""
    for cle, valeur in lu.items():
        yield (cle,)
        if isinstance(valeur, dict):
            yield from ((cle, *suite) for suite in _chemins(valeur))


def faute(erreur: tomllib.TOMLDecodeError, texte: str) -> tuple[int, str]:
    """La ligne d'une faute de syntaxe, et en français ce qui était attendu là."""
    message = str(erreur)
    position = _POSITION.search(message)
    fin = max(1, len(texte.splitlines()))
    ligne = int(position[1]) if position and position[1] else fin
    attendu = next((dit for motif, dit in _FAUTES if motif in message), "une ligne TOML attendue")
    return min(ligne, fin), attendu
