"""Les phrases du robot, en morceaux typés : le texte d'un membre n'est jamais du balisage.

1. Un texte est une suite de lignes ; une ligne, une suite de morceaux (mots, gras, nom de
   personne, citation). Seul `matrix/rendering.py` en fait du HTML, en échappant tout.
2. Une personne est un MXID : son nom n'est cherché qu'à l'envoi, dans le salon où l'on parle.
3. Une pastille dans les mots d'un membre est un MXID : il se lit comme un nom, sans faire sonner.
4. Un texte se garde en JSON tel quel : la boîte d'envoi retient l'intention, pas du JSON Matrix.
"""

import re
from dataclasses import dataclass
from typing import Any, Self

# Pas une adresse (« contact@exemple.fr:8080 »).
MXID = re.compile(r"(?<![^\s('’])@[^\s:@]+:[^\s,;)]*[^\s,;.!?)]")
NBSP = "\u00a0"
FINE = "\u202f"


@dataclass(frozen=True)
class Gras:
    """Des mots en gras (les nôtres ou, échappés, ceux d'un membre)."""

    mots: str


@dataclass(frozen=True)
class Personne:
    """Le nom d'une personne, écrit à l'envoi."""

    mxid: str


@dataclass(frozen=True)
class Cite:
    """Les mots d'un membre, entre guillemets français."""

    mots: str


Morceau = str | Gras | Personne | Cite
_CODES: dict[str, type] = {"g": Gras, "p": Personne, "c": Cite}


def _vers_json(morceau: Morceau) -> Any:
    match morceau:
        case str():
            return morceau
        case Gras(mots):
            return ["g", mots]
        case Personne(mxid):
            return ["p", mxid]
        case Cite(mots):
            return ["c", mots]


def _depuis_json(valeur: Any) -> Morceau:
    if isinstance(valeur, str):
        return valeur
    morceau: Morceau = _CODES[valeur[0]](valeur[1])
    return morceau


@dataclass(frozen=True)
class Texte:
    """Des lignes de morceaux, immuables ; `+` ajoute des lignes."""

    lignes: tuple[tuple[Morceau, ...], ...]

    @classmethod
    def ligne(cls, *morceaux: Morceau) -> Self:
        """Un texte d'une ligne."""
        return cls((tuple(morceaux),))

    @classmethod
    def de(cls, *lignes: "str | Morceau | tuple[Morceau, ...] | Texte | None") -> Self:
        """Un texte de plusieurs lignes ; `None` n'en est pas une, `""` est vide."""
        toutes: list[tuple[Morceau, ...]] = []
        for ligne in lignes:
            if ligne is None:
                continue
            if isinstance(ligne, Texte):
                toutes.extend(ligne.lignes)
            else:
                toutes.append(ligne if isinstance(ligne, tuple) else (ligne,))
        return cls(tuple(toutes))

    def __add__(self, autre: "Texte") -> "Texte":
        return Texte(self.lignes + autre.lignes)

    def personnes(self) -> tuple[str, ...]:
        """Les MXID nommés dans le texte, ou dans ce qu'il cite."""
        gens: list[str] = []
        for morceau in (m for ligne in self.lignes for m in ligne):
            match morceau:
                case Personne(mxid):
                    gens.append(mxid)
                case Cite(mots):
                    gens += MXID.findall(mots)
        return tuple(gens)

    def json(self) -> list[list[Any]]:
        """La forme gardée dans la boîte d'envoi."""
        return [[_vers_json(m) for m in ligne] for ligne in self.lignes]

    @classmethod
    def depuis(cls, valeur: list[list[Any]]) -> Self:
        """Relit `json()`."""
        return cls(tuple(tuple(_depuis_json(m) for m in ligne) for ligne in valeur))


def liste(elements: list[str] | tuple[str, ...], dernier: str = "et") -> str:
    """« a, b et c »."""
    if len(elements) <= 1:
        return "".join(elements)
    return f"{', '.join(elements[:-1])} {dernier} {elements[-1]}"


def numero(n: int) -> str:
    """« n° 12 », espace insécable."""
    return f"n°{NBSP}{n}"
