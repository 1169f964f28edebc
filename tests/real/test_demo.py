"""La démonstration elle-même, comme on la lance : tout ce qu'elle montre est vérifié en route.

Une scène qui n'a pas ce qu'elle attend finit en 1 : cet essai éprouve donc le robot d'un bout à
l'autre, dans un salon en clair, dans un salon chiffré et à part.
"""

import asyncio
import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.demo.ecran import PARIS, Ecran
from bot.demo.joueur import Joueur
from bot.demo.mesure import compte
from bot.demo.pas import Invite, Jour, RobotDit, Scene
from bot.demo.plateau import Plateau
from bot.demo.play import play
from bot.demo.semaine import DEBUT, SCENES
from bot.demo.semaine.dix_minutes import DIX_MINUTES
from tests.garde import GARDE

RACINE = Path(__file__).parents[2]
README = (RACINE / "README.md").read_text(encoding="utf-8")
COMMANDE = [sys.executable, "-m", "bot", "demo"]
_DELAI = 4 * GARDE
MONTRE = (
    "━━━ lundi 30 novembre 2026",
    "Salon Assistantes de direction, en clair",
    "Karim, pouvez-vous aider Inès ? Question n° 1, comptabilité.",
    "Karim touche ✋, question n° 1",
    "La question n° 1 est réglée. Merci Karim.",
    "Je demande aussi à Awa",
    "compté : utile en ",
    "personne ne s'en occupe",
    "Salon Comptables, chiffré",
    "n'en peut lire aucun",
    "Tout ce que Maillon devait dire a été dit, une fois, et rien de plus.",
)


@pytest.fixture
def chez_soi(tmp_path: Path) -> dict[str, str]:
    """Un dossier temporaire à soi : on y voit ce qui reste."""
    (tmp_path / "tmp").mkdir()
    return {
        **os.environ,
        "TMPDIR": str(tmp_path / "tmp"),
        "XDG_STATE_HOME": str(tmp_path / "etat"),
        "PYTHONPATH": str(RACINE),
        "PYTHONUTF8": "1",
    }


@dataclass(frozen=True)
class Enfant:
    """Un processus fils de la démonstration, et le dossier où il travaille."""

    pid: int
    dossier: Path


def _enfants(pere: int) -> list[Enfant]:
    """Le serveur et le robot de cette démonstration-là : d'autres essais ont les leurs."""
    enfants = []
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            if f"\nPPid:\t{pere}\n" in (proc / "status").read_text():
                enfants.append(Enfant(int(proc.name), (proc / "cwd").readlink()))
        except OSError:
            continue  # il a fini entre-temps
    return enfants


def _rien_ne_reste(env: dict[str, str], enfants: list[Enfant]) -> None:
    assert len(enfants) == 2
    assert list(Path(env["TMPDIR"]).iterdir()) == []
    for enfant in enfants:
        assert not enfant.dossier.exists()
        assert not Path(f"/proc/{enfant.pid}").exists()


def _lance(env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        COMMANDE, cwd=RACINE, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _jusqu_a_l_invitation(joue: subprocess.Popen[str]) -> str:
    """Lit jusqu'à ce que la première scène commence."""
    lu = ""
    assert joue.stdout is not None
    for ligne in joue.stdout:
        lu += ligne
        if "invite Maillon" in ligne:
            break
    return lu


def test_la_semaine_se_joue_sans_terminal(chez_soi: dict[str, str]) -> None:
    joue = _lance(chez_soi)
    lu = _jusqu_a_l_invitation(joue)
    enfants = _enfants(joue.pid)
    suite, erreurs = joue.communicate(timeout=_DELAI)
    sortie = lu + suite

    assert joue.returncode == 0, sortie[-3000:] + erreurs
    assert erreurs == ""
    assert "\x1b" not in sortie
    assert max(cell_len(ligne) for ligne in sortie.splitlines()) <= 80
    for attendu in MONTRE:
        assert attendu in sortie.replace("\u00a0", " "), f"{attendu!r} manque :\n{sortie}"
    _rien_ne_reste(chez_soi, enfants)


@pytest.mark.parametrize("signe", [signal.SIGINT, signal.SIGTERM])
def test_on_l_arrete_en_route(chez_soi: dict[str, str], signe: signal.Signals) -> None:
    joue = _lance(chez_soi)
    _jusqu_a_l_invitation(joue)
    enfants = _enfants(joue.pid)
    joue.send_signal(signe)
    joue.send_signal(signe)  # on insiste : le rangement va quand même au bout
    sortie, erreurs = joue.communicate(timeout=_DELAI)

    assert joue.returncode == 130, erreurs
    assert "Arrêtée. Rien ne reste sur la machine." in sortie
    assert erreurs == ""
    _rien_ne_reste(chez_soi, enfants)


class Terminal:
    """Un pseudo-terminal où tourne la démonstration ; « dumb » : elle ne fait pas de pause."""

    def __init__(self, env: dict[str, str]) -> None:
        self._maitre, esclave = pty.openpty()
        self.processus = subprocess.Popen(
            COMMANDE, cwd=RACINE, env={**env, "TERM": "dumb", "COLUMNS": "78"}, stdin=esclave,
            stdout=esclave, stderr=esclave, start_new_session=True,
        )  # fmt: skip
        os.close(esclave)
        self.texte = ""

    def attend(self, motif: str, delai: float = _DELAI) -> None:
        """Lit jusqu'à ce que `motif` paraisse, après ce qui fut déjà attendu."""
        fin = time.monotonic() + delai
        while not (trouve := re.search(motif, self.texte)):
            reste = fin - time.monotonic()
            assert reste > 0, f"{motif!r} ne vient pas :\n{self.texte[-2000:]}"
            if select.select([self._maitre], [], [], reste)[0]:
                lu = os.read(self._maitre, 65536).decode(errors="replace")
                self.texte += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", lu)
        self.texte = self.texte[trouve.end() :]

    def tape(self, ligne: str) -> None:
        """Tape une ligne et valide."""
        os.write(self._maitre, f"{ligne}\n".encode())

    def ferme(self) -> int:
        """Attend la fin ; rend le code."""
        code = self.processus.wait(_DELAI)
        os.close(self._maitre)
        return code


def test_puis_la_parole_est_a_qui_regarde(chez_soi: dict[str, str]) -> None:
    terminal = Terminal(chez_soi)
    terminal.attend("rien de plus")
    enfants = _enfants(terminal.processus.pid)
    terminal.attend("Inès › ")
    terminal.tape("!aide déplacements Qui valide mon billet ?")
    terminal.attend(r"pouvez-vous aider Inès.\? Question n°.7, déplacements")
    terminal.attend(r"\[ ➡️ \]")
    terminal.tape("/qui karim")
    terminal.attend("Karim › ")
    terminal.tape("je m'en occupe")
    terminal.attend("vous touchez ✋ sous")
    terminal.attend(r"Karim s'occupe de la question n°.7")
    terminal.tape("✉️")
    terminal.tape("/qui nadia")
    terminal.tape("/qui karim")
    terminal.attend("Maillon vous parle à part")  # une invitation attend qui revient
    terminal.tape("/qui nadia")
    terminal.attend("Nadia › ")
    terminal.tape("!bulletin")
    terminal.attend("Maillon pose 📬 sous votre message")
    terminal.tape("/attendre")
    terminal.attend(r"décembre 2026, \d\d:\d\d")
    terminal.tape("/bidule")
    terminal.attend("« /bidule » n'existe pas")
    terminal.tape("/quitter")
    terminal.attend("Au revoir")

    assert terminal.ferme() == 0
    _rien_ne_reste(chez_soi, enfants)


def test_une_promesse_non_tenue_se_dit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ecran = Ecran(Console(file=io.StringIO(), width=78))
    promet = Scene(
        titre="Une promesse",
        salon="assistantes",
        pas=(Jour("2026-11-30 09:00"), Invite("nadia"), RobotDit("presentation", ("bonsoir",))),
    )

    assert asyncio.run(play(ecran, prompt=False, scenes=[promet])) == 1
    assert isinstance(ecran.console.file, io.StringIO)
    montre = ecran.console.file.getvalue()
    assert "La démonstration n'a pas tenu ce qu'elle promet." in montre
    assert "Scène « Une promesse » : le message devait contenir « bonsoir »" in montre
    assert "Traceback" not in montre
    assert list(tmp_path.iterdir()) == []


# -- dix minutes -----------------------------------------------------------------------------------


async def _au_serveur(plateau: Plateau) -> list[dict[str, Any]]:
    """Ce que le serveur garde du salon, jusqu'à la question qui trouve quelqu'un."""
    salle = plateau.salles["assistantes"]
    chemin = f"/rooms/{quote(salle.id)}/messages?dir=f&limit=500"
    lus = (await salle.oreille.request("GET", chemin))["chunk"]
    genres = [lu["content"].get("fr.maillon", {}).get("type") for lu in lus]
    return list(lus[: genres.index("demande.proposee") + 1])


async def test_utile_en_dix_minutes_et_le_compte_est_ce_que_le_serveur_a_recu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ecran = Ecran(Console(file=io.StringIO(), width=78))
    plateau = Plateau(ecran)
    joueur = Joueur(plateau)
    try:
        await plateau.ouvre(datetime.fromisoformat(DEBUT).replace(tzinfo=PARIS))
        await joueur.joue(SCENES[: SCENES.index(DIX_MINUTES) + 1])
        recus, robot = await _au_serveur(plateau), plateau.bot.mxid
        comme_on_tape = plateau.pastilles("!référent @ines compta, écrire à x@karim.fr")
    finally:
        await plateau.ferme()
    ines = plateau.gens["ines"].mxid
    assert comme_on_tape == (f"!référent {ines} compta, écrire à x@karim.fr", [ines])
    effort = joueur.effort
    assert effort is not None

    touches, mots = Counter[str](), Counter[str]()
    for recu in recus:
        touches[recu["sender"]] += recu["type"] == "m.reaction"
        mots[recu["sender"]] += len(recu["content"].get("body", "").split())
    assert effort.lus == mots.pop(robot)
    assert {qui: (p.touches, p.mots) for qui, p in effort.parts.items()} == {
        qui: (touches[qui], mots[qui]) for qui in mots if touches[qui] or mots[qui]
    }
    assert 60 < effort.attente < 70  # deux fois trente secondes, sans nouvelle touche
    ecrit = re.search(rf"\| {compte(effort)}, (\d+) min au plus \|", README)
    assert ecrit is not None, f"le README ne dit pas {compte(effort)}"
    assert effort.minutes <= int(ecrit[1]) <= 10
