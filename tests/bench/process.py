"""Un bot mesuré : son processus, son temps de calcul et sa mémoire (`proc(5)`, Linux)."""

import asyncio
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.demo import child

_TIC = os.sysconf("SC_CLK_TCK")


class BotProcess:
    """Lance et relance la même commande ; le temps de calcul s'additionne d'une vie à l'autre."""

    def __init__(self, commande: Sequence[str], dossier: Path, env: Mapping[str, str]) -> None:
        self._commande = commande
        self._journal = dossier / "sortie.log"
        # Un service garde son code compilé : le mesurer sans serait mesurer le compilateur.
        self._env = {**os.environ, **env}
        self._env.pop("PYTHONDONTWRITEBYTECODE", None)
        self._processus: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Lance le processus, du fil principal (il meurt avec nous)."""
        self._processus = child.spawn(self._commande, sortie=self._journal, env=self._env)

    async def stop(self) -> None:
        """SIGTERM, puis SIGKILL."""
        if self._processus is not None:
            await asyncio.to_thread(child.stop, self._processus)

    def kill(self) -> None:
        """SIGKILL : rien n'est rangé."""
        if self._processus is not None:
            self._processus.kill()
            self._processus.wait()

    @property
    def alive(self) -> bool:
        """Vrai tant que le processus tourne."""
        return self._processus is not None and self._processus.poll() is None

    def cpu(self) -> float:
        """Secondes de calcul (utilisateur et noyau) depuis le lancement ; précision 10 ms."""
        champs = self._proc("stat").rpartition(")")[2].split()
        return (int(champs[11]) + int(champs[12])) / _TIC

    def rss(self) -> float:
        """Mémoire résidente, en Mio."""
        lignes = self._proc("status").splitlines()
        return next(int(li.split()[1]) for li in lignes if li.startswith("VmRSS:")) / 1024

    def last_words(self) -> str:
        """La fin de sa sortie, pour comprendre pourquoi il se tait."""
        return self._journal.read_text(encoding="utf-8", errors="replace")[-1500:]

    def _proc(self, nom: str) -> str:
        if self._processus is None:
            raise RuntimeError("le bot n'est pas lancé")
        return Path(f"/proc/{self._processus.pid}/{nom}").read_text(encoding="utf-8")
