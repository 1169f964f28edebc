"""La page du kit : sa structure (RGAA), et rien de ce qu'écrivent les membres n'est du balisage."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from bot.gabarits.kit import STYLE, html
from tests.gabarits.kit_d_essai import PIEGES, kit

SEULS = {"meta", "br"}


@dataclass
class Lue(HTMLParser):
    """Ce qu'un lecteur d'écran voit d'une page."""

    balises: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ouvertes: list[str] = field(default_factory=list)
    textes: list[tuple[str, str]] = field(default_factory=list)
    titres: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append((tag, {n: v or "" for n, v in attrs}))
        if tag not in SEULS:
            self.ouvertes.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.titres.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.ouvertes.pop() == tag, f"</{tag}> ferme autre chose"

    def handle_data(self, data: str) -> None:
        self.textes.append((self.ouvertes[-1] if self.ouvertes else "", data))

    def des(self, balise: str) -> list[dict[str, str]]:
        """Les attributs de chacune de ces balises."""
        return [attributs for nom, attributs in self.balises if nom == balise]


@pytest.fixture
def lue() -> Lue:
    """La page d'un kit plein de pièges."""
    lecteur = Lue()
    lecteur.feed(html(kit()))
    assert lecteur.ouvertes == []
    return lecteur


def test_langue_titre_et_regions(lue: Lue) -> None:
    assert lue.des("html") == [{"lang": "fr"}]
    assert any(dans == "title" and texte.strip() for dans, texte in lue.textes)
    for region in ("header", "nav", "main", "footer"):
        assert len(lue.des(region)) == 1
    assert lue.des("nav")[0]["aria-labelledby"] == "sommaire"


def test_les_titres_se_suivent(lue: Lue) -> None:
    assert lue.titres.count(1) == 1
    suite = [1, *lue.titres]
    assert all(apres <= avant + 1 for avant, apres in pairwise(suite))


def test_chaque_lien_et_chaque_nom_menent_quelque_part(lue: Lue) -> None:
    ids = [a["id"] for _, a in lue.balises if "id" in a]
    assert len(ids) == len(set(ids))
    vises = [a["href"] for a in lue.des("a")]
    assert vises[0] == "#contenu", "l'accès rapide vient d'abord"
    assert all(v.startswith("#") and v[1:] in ids for v in vises)
    assert all(a["aria-labelledby"] in ids for _, a in lue.balises if "aria-labelledby" in a)


def test_rien_ne_vient_d_ailleurs(lue: Lue) -> None:
    assert not {nom for nom, _ in lue.balises} & {"script", "link", "img", "iframe", "object"}
    assert not any("src" in a or "srcset" in a for _, a in lue.balises)
    style = STYLE.read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_les_mots_des_membres_ne_sont_que_des_mots(lue: Lue) -> None:
    sans_piege = Lue()
    sans_piege.feed(html(kit(*("calme\n" * p.count("\n") + "calme" for p in PIEGES))))
    assert [nom for nom, _ in lue.balises] == [nom for nom, _ in sans_piege.balises]
    lus = "".join(texte for dans, texte in lue.textes if dans in ("p", "h1"))
    for piege in PIEGES:
        if "\n" not in piege:
            assert piege.replace("\x00", "\ufffd") in lus or piege in lus


def _clarte(couleur: str) -> float:
    """La luminance relative d'une couleur (WCAG 2.1)."""
    rouge, vert, bleu = (int(couleur[n : n + 2], 16) / 255 for n in (1, 3, 5))
    droits = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
              for c in (rouge, vert, bleu)]  # fmt: skip
    return 0.2126 * droits[0] + 0.7152 * droits[1] + 0.0722 * droits[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["clair", "sombre"])
def test_les_contrastes_depassent_sept(theme: int) -> None:
    blocs = re.findall(r":root \{(.*?)\}", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    couleurs = dict(re.findall(r"--(\w+): (#\w+);", blocs[theme]))
    couleurs = {n: c if len(c) == 7 else "#" + "".join(x * 2 for x in c[1:])
                for n, c in couleurs.items()}  # fmt: skip
    for texte in ("encre", "bleu", "discret"):
        for fond in ("papier", "fond"):
            clair, sombre = sorted((_clarte(couleurs[texte]), _clarte(couleurs[fond])))[::-1]
            assert (clair + 0.05) / (sombre + 0.05) >= 7, (texte, fond)
