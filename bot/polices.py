"""La police des pages imprimées, et ce qu'elle sait écrire.

Source Sans Pro : sans empattement, faite pour l'écran et le papier, ses I, l et 1 se distinguent.
PDF/UA-1 refuse un signe sans dessin : on ôte les emoji, on remplace le reste.
"""

import re
import struct
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def _dossier() -> Path:
    """Le dossier des fichiers du paquet, sans l'importer (il parcourrait le disque)."""
    trouve = find_spec("font_source_sans_pro")
    if trouve is None or trouve.origin is None:
        raise ModuleNotFoundError("font_source_sans_pro")
    return Path(trouve.origin).parent / "files"


DOSSIER = _dossier()
_TEMOIN = DOSSIER / "SourceSansPro-Regular.ttf"
_INVISIBLES = frozenset("\n\u00a0\u202f\u200b ")


def imprimable(valeur: Any) -> Any:
    """La même valeur, où chaque texte n'a plus que des signes que la police sait écrire."""
    match valeur:
        case str():
            return _texte(valeur)
        case Mapping():
            return {cle: imprimable(v) for cle, v in valeur.items()}
        case list() | tuple():
            return [imprimable(v) for v in valeur]
    return valeur


def _texte(mots: str) -> str:
    connus = dessines() | _INVISIBLES
    mots = unicodedata.normalize("NFC", mots)
    if all(c in connus for c in mots):
        return mots
    return re.sub("  +", " ", "".join(c if c in connus else _a_defaut(c) for c in mots))


def _a_defaut(signe: str) -> str:
    """Ce qui tient lieu d'un signe que la police n'a pas : le même, simple ; rien ; ou « ? »."""
    simple = unicodedata.normalize("NFKC", signe)
    if all(c in dessines() for c in simple):
        return simple
    if unicodedata.category(signe)[0] in "SCM":  # dessins, commandes, signes joints
        return ""
    return "?"


@cache
def dessines() -> frozenset[str]:
    """Les signes que la police dessine : sa table `cmap`, format 4 (OpenType 1.9, § cmap)."""
    brut = _TEMOIN.read_bytes()
    tables = struct.unpack_from(">H", brut, 4)[0]
    entrees = (struct.unpack_from(">4sIII", brut, 12 + 16 * n) for n in range(tables))
    debut = next(place for nom, _, place, _ in entrees if nom == b"cmap")
    combien = struct.unpack_from(">H", brut, debut + 2)[0]
    for n in range(combien):
        plate_forme, _, place = struct.unpack_from(">HHI", brut, debut + 4 + 8 * n)
        if plate_forme == 3 and struct.unpack_from(">H", brut, debut + place)[0] == 4:
            return frozenset(_segments(brut, debut + place))
    raise ValueError("police sans table de signes")


def _segments(brut: bytes, table: int) -> set[str]:
    combien = struct.unpack_from(">H", brut, table + 6)[0] // 2
    fins = struct.unpack_from(f">{combien}H", brut, table + 14)
    debuts = struct.unpack_from(f">{combien}H", brut, table + 16 + 2 * combien)
    return {
        chr(code)
        for debut, fin in zip(debuts, fins, strict=True)
        for code in range(debut, fin + 1)
        if code != 0xFFFF and not 0xD800 <= code < 0xE000
    }
