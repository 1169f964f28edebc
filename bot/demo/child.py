"""Un processus fils qui ne survit pas à son père, et que son père seul arrête.

1. Le fils a sa propre session : un Ctrl-C au terminal atteint le père, qui arrête le fils à son
   heure (le bot veut encore parler au serveur pendant qu'il se range).
2. Le père meurt sans prévenir : le noyau envoie SIGKILL au fils (`prctl(2)`, PR_SET_PDEATHSIG,
   Linux seulement). Le signal suit le *fil* qui a créé le fils : `spawn` s'appelle donc du fil
   principal, jamais d'un fil de travail.
3. On n'arrête que ce processus-là, par son numéro : SIGTERM, puis SIGKILL.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def spawn(
    commande: Sequence[str],
    *,
    sortie: Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    dialogue: bool = False,
) -> subprocess.Popen[bytes]:
    """Lance `commande` ; sa sortie et ses erreurs s'ajoutent au fichier `sortie`.

    `dialogue` : on lui écrit (`stdin`) et on le lit (`stdout`) ; le fichier n'a que ses erreurs.
    """
    with sortie.open("ab") as flux:
        return subprocess.Popen(  # noqa: S603 (commandes écrites ici, jamais reçues)
            list(commande),
            stdin=subprocess.PIPE if dialogue else subprocess.DEVNULL,
            stdout=subprocess.PIPE if dialogue else flux,
            stderr=flux if dialogue else subprocess.STDOUT,
            cwd=cwd,
            env=None if env is None else dict(env),
            start_new_session=True,
            preexec_fn=_dies_with(os.getpid()),
        )


def stop(processus: subprocess.Popen[bytes], *, delai: float = 10.0) -> int:
    """SIGTERM, puis SIGKILL après `delai` secondes ; rend le code de sortie. Répétable."""
    if processus.poll() is None:
        processus.terminate()
        try:
            processus.wait(delai)
        except subprocess.TimeoutExpired:
            processus.kill()
    return processus.wait()


def _dies_with(pere: int) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    # Chargée ici : entre fork et exec, on n'ouvre plus rien.
    libc = ctypes.CDLL(None)

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != pere:  # le père est mort avant l'attache
            os._exit(1)

    return tie
