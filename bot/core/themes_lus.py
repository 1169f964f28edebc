"""Les thèmes qu'énumère une phrase : « compta, marchés publics et RH » en nomme trois.

1. Virgules, points-virgules et retours à la ligne séparent toujours ; « et », les barres, les
   espaces et les petits mots aussi, mais après le plus long nom de thème : « archives et
   documents » peut en être un.
2. Un thème se reconnaît à son nom, à l'un de ses mots s'il n'est qu'à lui, ou à son début (quatre
   lettres au moins) s'il n'y en a qu'un.
3. Ce qui n'est pas reconnu est rendu tel quel : on le dit, on ne le devine pas.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.core.pliage import clean_name, fold_word
from donnees.theme import Theme

MOTS_MAX = 6
_SEPARATEURS = re.compile(r"[,;\n]+")
_BARRES = re.compile(r"([/+])")  # « RH/paie » : un thème s'il porte ce nom, deux sinon
_ELISION = re.compile(r"^[ld]['\u2019\u02bc](?=\w)", re.IGNORECASE)
_PETITS = frozenset(
    "et ou a au aux la le les l un une des du de d en sur aussi bien faire mes mon ma pour theme "
    "themes".split()
) | {""}


@dataclass
class Noms:
    """Ce à quoi l'on reconnaît les thèmes d'un réseau : noms entiers, mots d'un seul thème."""

    noms: dict[str, Theme] = field(default_factory=dict)
    mots: dict[str, Theme | None] = field(default_factory=dict)

    @classmethod
    def de(cls, themes: Iterable[Theme]) -> "Noms":
        """Les noms de ces thèmes ; un mot que deux thèmes partagent n'en désigne aucun."""
        tous = cls()
        for theme in themes:
            tous.noms[fold_word(theme.nom)] = theme
            for mot in {fold_word(mot) for mot in theme.mots}:
                tous.mots[mot] = None if mot in tous.mots else theme
        return tous

    def trouve(self, texte: str) -> Theme | None:
        """Le thème que désigne ce texte entier."""
        for cle in dict.fromkeys((fold_word(texte), fold_word(_ELISION.sub("", texte)))):
            if not cle:
                continue
            designe = self.noms.get(cle) or self.mots.get(cle) or self._seul_a_commencer(cle)
            if designe is not None:
                return designe
        return None

    def _seul_a_commencer(self, cle: str) -> Theme | None:
        if len(cle) < 4:
            return None
        debuts = [theme for nom, theme in self.noms.items() if nom.startswith(cle)]
        return debuts[0] if len(debuts) == 1 else None


def lire(texte: str, themes: Iterable[Theme]) -> tuple[list[Theme], list[str]]:
    """Les thèmes nommés, chacun une fois et dans l'ordre, et les passages non reconnus."""
    noms = Noms.de(themes)
    connus: dict[int, Theme] = {}
    inconnus: list[str] = []
    for morceau in _SEPARATEURS.split(texte):
        trouves, restes = _morceau(_BARRES.sub(r" \1 ", morceau).split(), noms)
        connus.update({theme.id: theme for theme in trouves})
        inconnus += restes
    propres = (clean_name(reste, 40) for reste in inconnus)
    return list(connus.values()), [p for p in dict.fromkeys(propres) if fold_word(p)]


def _morceau(mots: list[str], noms: Noms) -> tuple[list[Theme], list[str]]:
    trouves: list[Theme] = []
    restes: list[list[str]] = [[]]
    rang = 0
    while rang < len(mots):
        theme, pris = _au_debut(mots[rang:], noms)
        if theme is not None:
            trouves.append(theme)
            restes.append([])
        else:
            restes[-1].append(mots[rang])
        rang += pris
    return trouves, [" ".join(_sans_petits(reste)) for reste in restes]


def _au_debut(mots: list[str], noms: Noms) -> tuple[Theme | None, int]:
    for combien in range(min(MOTS_MAX, len(mots)), 0, -1):
        theme = noms.trouve(" ".join(mots[:combien]))
        if theme is not None:
            return theme, combien
    return None, 1


def _sans_petits(mots: list[str]) -> list[str]:
    """Sans les petits mots des deux bouts."""
    while mots and fold_word(mots[0]) in _PETITS:
        mots = mots[1:]
    while mots and fold_word(mots[-1]) in _PETITS:
        mots = mots[:-1]
    return mots
