"""Un seul Maillon par dossier, et rien à nettoyer après un arrêt brutal."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.pannes import Panne
from bot.verrou import seul_sur

TIENT = (
    "import sys, time; from pathlib import Path; from bot.verrou import seul_sur\n"
    "with seul_sur(Path(sys.argv[1])):\n    print('tenu', flush=True); time.sleep(60)"
)


def test_le_second_est_refuse_et_sait_qui_tient(tmp_path: Path) -> None:
    with (
        seul_sur(tmp_path),
        pytest.raises(Panne, match=rf"tourne déjà .* \(processus {os.getpid()}\)"),
        seul_sur(tmp_path),
    ):
        raise AssertionError("deux sur le même dossier")


def test_rendu_a_la_fin_du_bloc(tmp_path: Path) -> None:
    for _ in range(2):
        with seul_sur(tmp_path):
            assert (tmp_path / "verrou").read_text() == f"{os.getpid()}\n"


def test_un_processus_tue_rend_le_dossier(tmp_path: Path) -> None:
    enfant = subprocess.Popen(
        [sys.executable, "-c", TIENT, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )
    with enfant:
        assert enfant.stdout is not None
        assert enfant.stdout.readline() == b"tenu\n"
        with pytest.raises(Panne, match=f"processus {enfant.pid}"), seul_sur(tmp_path):
            raise AssertionError("deux sur le même dossier")
        enfant.send_signal(signal.SIGKILL)
        enfant.wait()
    with seul_sur(tmp_path):
        assert (tmp_path / "verrou").read_text() == f"{os.getpid()}\n"
