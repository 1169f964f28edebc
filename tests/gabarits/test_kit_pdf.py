"""Les pages imprimées du kit : balisées, lisibles, quoi qu'aient écrit les membres."""

import json
from io import BytesIO

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot import documents, polices
from tests.gabarits.kit_d_essai import PIEGES, kit


def pages(*textes: str) -> bytes:
    """Le PDF d'un kit d'un thème ; `compose` lève s'il n'est pas conforme."""
    return documents.compose(
        {"gabarit": "kit", "format": "pdf", "donnees": kit(*textes, themes=1)}
    ).contenu


@pytest.mark.parametrize("piege", PIEGES)
def test_aucun_piege_n_empeche_un_pdf_balise(piege: str) -> None:
    pdf = pages(piege)
    assert pdf.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b'<rdf:li xml:lang="fr">' in pdf or b"/Lang" in pdf


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_aucun_texte_n_empeche_un_pdf_balise(texte: str) -> None:
    assert pages(texte).startswith(b"%PDF-")


def images(*textes: str) -> list[Image.Image]:
    """Les mêmes pages, en petites images."""
    lues = {"donnees": json.dumps(polices.imprimable(kit(*textes, themes=1)))}
    rendues = typst.compile(
        documents.DOSSIER / "kit.typ", format="png", ppi=36, ignore_system_fonts=True,
        font_paths=[polices.DOSSIER], sys_inputs=lues,
    )  # fmt: skip
    pages = [rendues] if isinstance(rendues, bytes) else rendues
    return [Image.open(BytesIO(page)).convert("L") for page in pages]


@pytest.mark.parametrize("mots", ["a" * 400, "W" * 85, "https://" + "x" * 200, "un\n" * 120])
def test_rien_ne_sort_de_la_page(mots: str) -> None:
    for page in images(mots):
        cotes, pied = round(15 / 210 * page.width), round(10 / 297 * page.height)
        droite = page.crop((page.width - cotes, 0, page.width, page.height))
        bas = page.crop((0, page.height - pied, page.width, page.height))
        assert droite.getextrema() == bas.getextrema() == (255, 255)


def test_quatre_cents_astuces_font_un_fichier_leger() -> None:
    pdf = pages(*["Vérifier d'abord le SIRET, puis le numéro d'engagement. " * 4] * 400)
    assert len(pdf) < 3_000_000


@pytest.mark.parametrize(
    ("texte", "lu"),
    [
        ("Inès : « œuvre », 12 € n° 3 → l'été", "Inès : « œuvre », 12 € n° 3 → l'été"),
        ("après 📎 midi", "après midi"),
        ("𝐀𝐁 fin", "AB fin"),
        ("e\u0301te\u0301", "été"),
        ("中", "?"),
        ("fin\u202e\u0000", "fin"),
    ],
)
def test_ce_que_la_police_n_a_pas_se_remplace(texte: str, lu: str) -> None:
    assert polices.imprimable({"a": [texte]}) == {"a": [lu]}


def test_la_police_sait_ecrire_le_francais() -> None:
    assert set("àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ«»’…–—€°²³½×") <= polices.dessines()
