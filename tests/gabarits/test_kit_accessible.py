"""La page du kit dans un vrai navigateur : axe-core n'y trouve rien, rien ne déborde.

Chromium n'est pas dans le verrou : sans lui, ces essais sont laissés de côté, et la fin de la
course le dit (`apt-get install chromium` les fait tourner). `test_kit_html.py` vérifie partout la
structure de la page.
"""

import json
import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from bot import documents
from tests.gabarits.kit_d_essai import kit
from tests.gabarits.navigateur import CHROMIUM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium n'est pas installé")
_CSP = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n')
_SCRIPT = """
<pre id="vu"></pre>
<script>
axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag2aaa", "best-practice"]})
  .then(r => { document.getElementById("vu").textContent = JSON.stringify({
    fautes: r.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]),
    faits: r.passes.map(v => v.id),
    largeur: [document.documentElement.scrollWidth, window.innerWidth],
  }); });
</script>
"""


def _axe() -> str:
    """Le script d'axe-core : celui de MAILLON_AXE, sinon celui du paquet de développement."""
    donne = os.environ.get("MAILLON_AXE")
    trouve = find_spec("axe_core_python")
    if donne is None and (trouve is None or trouve.origin is None):
        pytest.skip("axe-core n'est pas installé")
    chemin = Path(donne) if donne else Path(str(trouve and trouve.origin)).parent / "axe.min.js"
    return chemin.read_text(encoding="utf-8")


def examine(dossier: Path, page: str, *options: str) -> dict[str, Any]:
    """Ce qu'axe dit de cette page, dans un Chromium sans fenêtre."""
    essai = dossier / "kit.html"
    corps = f"<script>{_axe()}</script>{_SCRIPT}</body>"
    essai.write_text(_CSP.sub("", page).replace("</body>", corps), encoding="utf-8")
    vu = subprocess.run(
        [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
            f"--user-data-dir={dossier / 'profil'}", "--virtual-time-budget=20000", *options,
            essai.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip
    lu = re.search(r'<pre id="vu">(.*?)</pre>', vu, re.DOTALL)
    assert lu, vu[-2000:]
    trouve: dict[str, Any] = json.loads(
        lu[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )
    return trouve


@pytest.mark.parametrize(
    "options", [(), ("--blink-settings=preferredColorScheme=0", "--window-size=360,800")]
)
def test_axe_ne_trouve_rien(tmp_path: Path, options: tuple[str, ...]) -> None:
    page = documents.compose({"gabarit": "kit", "format": "html", "donnees": kit()})
    vu = examine(tmp_path, page.contenu.decode(), *options)
    assert vu["fautes"] == []
    assert {"color-contrast", "html-has-lang", "heading-order", "region"} <= set(vu["faits"])
    assert vu["largeur"][0] <= vu["largeur"][1], "la page déborde de l'écran"


def test_axe_verrait_une_faute(tmp_path: Path) -> None:
    page = documents.compose({"gabarit": "kit", "format": "html", "donnees": kit()})
    abimee = page.contenu.decode().replace('lang="fr"', "").replace("#14213d", "#9aa0a8")
    fautes = {nom for nom, _ in examine(tmp_path, abimee)["fautes"]}
    assert {"html-has-lang", "color-contrast"} <= fautes
