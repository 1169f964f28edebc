"""Composer un document : un modèle de `bot/gabarits/`, des données, un fichier.

1. `modele.typ` donne des images (`png`) et des pages (`pdf`, balisées : une synthèse vocale les
   lit) ; `modele.py`, par sa fonction `html(donnees)`, des pages pour l'écran (`html`).
2. Les données sont du JSON que le modèle lit en valeurs : rien de ce qu'un membre écrit n'est du
   balisage. Les polices sont celles du compositeur, et Source Sans Pro : le même document partout.
   Un signe qu'elles n'ont pas (un emoji) est ôté des pages : PDF/UA les refuserait.
3. Rien n'est chargé avant le premier document, et composer se fait hors du fil des écritures.
"""

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOSSIER = Path(__file__).parent / "gabarits"
NATURES = {"png": "image/png", "pdf": "application/pdf", "html": "text/html"}
POINTS_PAR_POUCE = 200


class NotComposed(Exception):
    """Ce document ne se compose pas ; la raison est technique."""


@dataclass(frozen=True, kw_only=True)
class Composed:
    """Un fichier composé ; `largeur`, `hauteur` : celles d'une image, en pixels."""

    contenu: bytes
    mimetype: str
    largeur: int | None = None
    hauteur: int | None = None

    def described(self) -> dict[str, Any]:
        """Ce que dit de lui un message qui le joint."""
        return {
            "mimetype": self.mimetype, "taille": len(self.contenu),
            "largeur": self.largeur, "hauteur": self.hauteur,
        }  # fmt: skip


def compose(document: Mapping[str, Any]) -> Composed:
    """Compose ce document (les champs de l'effet `Document`) ; lève `NotComposed`."""
    gabarit, format = document["gabarit"], document["format"]
    try:
        nature = NATURES[format]
        if format == "html":
            page = importlib.import_module(f"bot.gabarits.{gabarit}").html(document["donnees"])
            return Composed(contenu=page.encode(), mimetype=nature)
        contenu = _typst(DOSSIER / f"{gabarit}.typ", format, document["donnees"])
        largeur, hauteur = _mesures(contenu) if format == "png" else (None, None)
        return Composed(contenu=contenu, mimetype=nature, largeur=largeur, hauteur=hauteur)
    except Exception as erreur:  # le modèle, ou le compositeur : le message, lui, peut attendre
        raise NotComposed(f"{gabarit}.{format} : {type(erreur).__name__}") from erreur


def _typst(modele: Path, format: str, donnees: Mapping[str, Any]) -> bytes:
    import typst  # 9 Mio : seulement si l'on compose

    from bot import polices

    lues = {"donnees": json.dumps(polices.imprimable(donnees) if format == "pdf" else donnees)}
    options: dict[str, Any] = {
        "ignore_system_fonts": True, "font_paths": [polices.DOSSIER], "sys_inputs": lues
    }  # fmt: skip
    if format == "pdf":
        balise: bytes = typst.compile(modele, format="pdf", pdf_standards="ua-1", **options)
        return balise
    pages = typst.compile(modele, format="png", ppi=POINTS_PAR_POUCE, **options)
    if not isinstance(pages, bytes):  # une liste : le modèle a débordé sur une deuxième page
        raise TypeError("plus d'une image")
    return pages


def _mesures(png: bytes) -> tuple[int, int]:
    """La largeur et la hauteur d'un PNG, lues dans son en-tête."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
