"""Les vocabulaires prêts à prendre : les sujets courants d'un service public (contrat §6).

Ils sont écrits dans `vocabulaires.toml`, à côté, pour que chacun les relise et les corrige sans
toucher au code. Un réseau en prend un, l'amende, et n'en dépend plus.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from bot.core.pliage import fold_word

_FICHIER = Path(__file__).with_name("vocabulaires.toml")


@dataclass(frozen=True)
class Vocabulaire:
    """Un sujet : son nom, ses noms courts, une phrase qui le présente, ses mots et expressions."""

    nom: str
    courts: tuple[str, ...]
    presente: str
    mots: tuple[str, ...]

    def expressions(self) -> tuple[str, ...]:
        """Tout ce qui désigne le sujet : son nom, ses noms courts et ses mots."""
        return (self.nom, *self.courts, *self.mots)


@lru_cache(maxsize=1)
def vocabulaires() -> Mapping[str, Vocabulaire]:
    """Les vocabulaires livrés, par nom, dans l'ordre où on les propose."""
    lus = tomllib.loads(_FICHIER.read_text(encoding="utf-8"))["theme"]
    prets = [
        Vocabulaire(lu["nom"], tuple(lu["courts"]), lu["presente"], decoupe(lu["mots"]))
        for lu in lus
    ]
    return MappingProxyType({pret.nom: pret for pret in prets})


def vocabulaire(nom: str) -> Vocabulaire | None:
    """Le vocabulaire de ce nom, entier ou court (« compta », « RH »), ou None."""
    cherche = fold_word(nom)
    for pret in vocabulaires().values():
        if cherche in {fold_word(n) for n in (pret.nom, *pret.courts)}:
            return pret
    return None


def decoupe(texte: str) -> tuple[str, ...]:
    """Les mots d'une liste à virgules, sans vides ni doublons : ce qu'on écrit après « !thème »."""
    morceaux = (" ".join(morceau.split()) for morceau in texte.replace(";", ",").split(","))
    return tuple(dict.fromkeys(morceau for morceau in morceaux if morceau))
