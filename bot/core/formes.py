"""L'usage est une grammaire : les formes d'une commande, de leur écriture à leur lecture.

1. Une forme s'écrit comme on l'explique : `!aide <thème> <question…>`. Hors des chevrons, un mot
   littéral (plié) ; `:` sépare ; `<n°>` un numéro ; `<thème>` un thème connu (le plus long, plié,
   plusieurs mots permis) ; `<@personne>` quelqu'un ; `<nom…>` tout ce qui reste, non vide ;
   `<nom>` un seul mot.
2. Le nom entre chevrons, plié, est le nom du paramètre de la fonction : le démarrage le vérifie.
3. Les formes se lisent dans l'ordre ; la première qui lie tout le texte est la bonne.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.core.pliage import fold, fold_word

_PARTIES = re.compile(r"<([^<>]+)>|(\S+)")
# Un téléphone ajoute volontiers un point. Un numéro trop long reste un numéro, que personne n'a :
# lu comme des mots, il réglerait une autre demande.
_NUMERO = re.compile(r"(?:n\s*[°ºo]\s*|#\s*)?(\d+)(?:\s*[.,;:!?…]+)?(?=\s|$)", re.IGNORECASE)
_NUMERO_MAX = 2**31 - 1
_MOT = re.compile(r"\S+")
_MXID = re.compile(r"@[^\s:]+:[^\s,;]+[^\s,;.!?]")


def numero_seul(texte: str) -> int | None:
    """Le numéro que donne ce texte, s'il ne dit rien d'autre."""
    lu = _NUMERO.fullmatch(texte.strip())
    return None if lu is None else min(int(lu[1]), _NUMERO_MAX)


LitTheme = Callable[[str], "Iterator[tuple[Any, int]]"]
LitPersonne = Callable[[str], "Iterator[tuple[str, int]]"]


@dataclass(frozen=True)
class Partie:
    """Un élément d'une forme. `genre` : litteral, numero, theme, personne, mot, reste."""

    genre: str
    nom: str


@dataclass(frozen=True)
class Forme:
    """Une façon d'écrire une commande : son mot, puis ses parties."""

    ecrite: str
    mot: str
    parties: tuple[Partie, ...]

    @property
    def parametres(self) -> tuple[str, ...]:
        """Les noms des paramètres que cette forme remplit."""
        return tuple(p.nom for p in self.parties if p.genre != "litteral")


def lire_forme(ecrite: str) -> Forme:
    """Lit une forme déclarée ; lève `ValueError` si elle n'est pas de la grammaire."""
    mot, _, suite = ecrite.partition(" ")
    if not mot.startswith("!") or not fold_word(mot):
        raise ValueError(f"forme sans mot de commande : {ecrite!r}")
    parties = tuple(_partie(entre, litteral) for entre, litteral in _PARTIES.findall(suite))
    for rang, partie in enumerate(parties):
        dernier = rang == len(parties) - 1
        if partie.genre == "reste" and not dernier and parties[rang + 1].nom != ":":
            raise ValueError(f"« {partie.nom}… » doit finir la forme : {ecrite!r}")
    return Forme(ecrite, fold_word(mot), parties)


def _partie(entre: str, litteral: str) -> Partie:
    if litteral:
        return Partie("litteral", ":" if litteral == ":" else fold_word(litteral))
    if fold(entre) in ("n°", "no"):
        return Partie("numero", "numero")
    nom = fold_word(entre.rstrip("…"))
    if entre.endswith("…"):
        return Partie("reste", nom)
    if entre.startswith("@"):
        return Partie("personne", nom)
    return Partie("theme" if nom == "theme" else "mot", nom)


@dataclass(frozen=True)
class Lecture:
    """Ce qui sait lire un thème ou une personne au début d'un texte (selon le réseau)."""

    theme: LitTheme
    personne: LitPersonne


def lier(forme: Forme, texte: str, lecture: Lecture) -> dict[str, Any] | None:
    """Les paramètres de cette forme lus dans `texte`, ou `None` si elle ne lie pas tout."""
    return next(_lier(forme.parties, texte.strip(), lecture), None)


def _lier(parties: tuple[Partie, ...], texte: str, lecture: Lecture) -> Iterator[dict[str, Any]]:
    if not parties:
        if not texte:
            yield {}
        return
    partie, suite = parties[0], parties[1:]
    for valeur, pris in _candidats(partie, suite, texte, lecture):
        for reste in _lier(suite, texte[pris:].strip(), lecture):
            yield reste if partie.genre == "litteral" else {partie.nom: valeur, **reste}


def _candidats(
    partie: Partie, suite: tuple[Partie, ...], texte: str, lecture: Lecture
) -> Iterator[tuple[Any, int]]:
    if not texte:
        return
    match partie.genre:
        case "litteral":
            yield from _litteral(partie.nom, texte)
        case "numero":
            trouve = _NUMERO.match(texte)
            if trouve:
                numero = min(int(trouve[1]), _NUMERO_MAX)
                yield numero, trouve.end()
                if trouve.end(1) < trouve.end():  # ces deux-points annoncent peut-être la suite
                    yield numero, trouve.end(1)
        case "theme":
            yield from lecture.theme(texte)
        case "personne":
            yield from _personne(texte, lecture)
        case "mot":
            mot = _MOT.match(texte)
            if mot:
                yield mot[0], mot.end()
        case _:
            yield from _reste(suite, texte)


def _litteral(nom: str, texte: str) -> Iterator[tuple[str, int]]:
    if nom == ":":
        if texte.startswith(":"):
            yield ":", 1
        return
    mot = _MOT.match(texte)
    if mot and fold_word(mot[0]) == nom:
        yield nom, mot.end()


def _reste(suite: tuple[Partie, ...], texte: str) -> Iterator[tuple[str, int]]:
    if not suite:
        yield texte, len(texte)
        return
    coupe = texte.find(":")
    if coupe > 0 and texte[:coupe].strip():
        yield texte[:coupe].strip(), coupe


def _personne(texte: str, lecture: Lecture) -> Iterator[tuple[str, int]]:
    mxid = _MXID.match(texte)
    if mxid:
        yield mxid[0], mxid.end()
    yield from lecture.personne(texte)
