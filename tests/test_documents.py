"""Ce que disent le README et docs/ est vrai : tableaux à jour, commandes qui marchent."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

from bot import lancer, reference
from bot.config import load
from bot.demo.image import IMAGE
from bot.running import load_registry
from tests.garde import GARDE

RACINE = Path(__file__).parents[1]
README = (RACINE / "README.md").read_text(encoding="utf-8")
_BLOC = re.compile(r"^```(?P<genre>[^\n]*)\n(?P<texte>.*?)^```$", re.MULTILINE | re.DOTALL)
_MAILLON = re.compile(r"^(?:\.venv/bin/|/srv/maillon/\.venv/bin/)?maillon\b")


def _blocs(genre: str) -> list[str]:
    return [bloc["texte"] for bloc in _BLOC.finditer(README) if bloc["genre"] == genre]


def _lignes() -> Iterator[str]:
    """Chaque ligne de commande montrée, des blocs essayés ou non."""
    for genre in ("sh", "sh essai"):
        for texte in _blocs(genre):
            yield from texte.splitlines()


ESSAYEES = [ligne for texte in _blocs("sh essai") for ligne in texte.splitlines()]


def _maillon(*mots: str, dans: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *mots], cwd=dans, capture_output=True, text=True,
        env={"PYTHONPATH": str(RACINE), "PYTHONUTF8": "1", "HOME": str(dans)}, check=False,
        timeout=GARDE,
    )  # fmt: skip


def test_les_tableaux_des_commandes_sont_a_jour() -> None:
    for fichier, texte in reference.a_jour(load_registry()).items():
        assert fichier.read_text(encoding="utf-8") == texte, (
            f"{fichier.name} n'est plus à jour : python -m bot.reference"
        )


def test_chaque_commande_a_sa_place_dans_la_reference() -> None:
    page = (RACINE / "docs" / "commandes.md").read_text(encoding="utf-8")
    for commande in load_registry().all_commands():
        assert commande.aide in page
        assert commande.exemple in page


@pytest.mark.parametrize("ligne", ESSAYEES)
def test_les_commandes_marquees_marchent(ligne: str, tmp_path: Path) -> None:
    programme, *mots = shlex.split(ligne)
    assert programme == "maillon"
    fait = _maillon(*mots, dans=tmp_path)

    assert (fait.returncode, fait.stderr) == (0, "")
    assert fait.stdout


def test_les_cibles_de_make_existent() -> None:
    cibles = re.findall(r"\bmake (?:-C maillon )?([a-z]+)", README)
    assert {"demo", "install", "test", "bench"} <= set(cibles)
    for cible in set(cibles):
        simule = subprocess.run(
            ["make", "--dry-run", "--no-print-directory", cible], cwd=RACINE, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert simule.returncode == 0, f"make {cible} : {simule.stderr}"


def test_les_sous_commandes_existent(tmp_path: Path) -> None:
    montrees = {shlex.split(ligne)[1] for ligne in _lignes() if _MAILLON.match(ligne)}
    assert {"connexion", "diagnostic", "lancer", "quand"} <= montrees
    for mot in montrees:
        aide = _maillon(mot, "--help", dans=tmp_path)
        assert (aide.returncode, aide.stderr) == (0, ""), mot


def test_les_reglages_montres_se_lisent(tmp_path: Path) -> None:
    (reglages,) = _blocs("toml")
    fichier = tmp_path / "config.toml"
    fichier.write_text(reglages, encoding="utf-8")

    lus = load(fichier)
    assert lus.matrix.identifiant == "@maillon:exemple.fr"
    assert lus.acces.serveurs_autorises == ("exemple.fr",)


def test_l_unite_systemd_lance_ce_qui_existe() -> None:
    (unite,) = _blocs("ini")
    lue = ConfigParser()
    lue.optionxform = str  # type: ignore[assignment,method-assign]  # systemd distingue la casse
    lue.read_string(unite)
    service = lue["Service"]
    programme, sous_commande, *options = shlex.split(service["ExecStart"])

    assert _MAILLON.match(programme)
    assert sous_commande == "lancer"
    lancer.analyse(options)
    # L'arrêt demande jusqu'à dix secondes pour envoyer ce qui peut l'être.
    assert int(service["TimeoutStopSec"]) > 10


def test_les_liens_menent_quelque_part() -> None:
    liens = re.findall(r"\]\(([^)#]+)\)", README)
    assert "docs/conversation.svg" in liens
    for lien in liens:
        assert (RACINE / lien).is_file(), lien


def test_l_image_ne_vient_que_d_ici() -> None:
    """Ni police ni script d'ailleurs, et ce qu'on y lit est une conversation du robot."""
    svg = IMAGE.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "http" not in svg
    assert "<script" not in svg
    texte = re.sub(r"<[^>]+>", "", svg).replace("&#160;", " ").replace("\u00a0", " ")
    assert "pouvez-vous aider" in texte
    assert "Merci" in texte
