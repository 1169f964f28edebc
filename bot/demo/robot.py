"""Le robot de la démonstration : le vrai, dans son processus, et l'horloge qu'on lui conduit.

1. Réglages, base et clés tiennent dans un dossier que l'on efface ; le mot de passe passe par
   l'environnement, comme en service.
2. L'horloge du réseau va à la vitesse de la conversation quand on parle, et vite quand il ne se
   passe rien ; elle ne saute jamais par-dessus un rappel.
3. `clock` est notre copie de cette horloge : elle sert à dire l'heure à l'écran.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import bot
from bot.clock import RehearsalClock
from bot.demo import child

PAROLE = 60.0
"""Vitesse de l'horloge du réseau pendant que l'on parle : une minute par seconde."""
_SURVOL = 1.5  # secondes vraies pour une attente, à l'écran
_IMAGE = 0.05  # secondes vraies entre deux heures affichées
_PATIENCE = 60.0


class RobotError(RuntimeError):
    """Le robot s'est arrêté, ou ne répond plus."""


class Robot:
    """Un `maillon lancer` conduit par son entrée standard."""

    def __init__(self, dossier: Path, serveur: str, mxid: str, mot_de_passe: str) -> None:
        self.mxid = mxid
        self._dossier = dossier
        self._mot_de_passe = mot_de_passe
        self._processus: subprocess.Popen[bytes] | None = None
        self._tour = asyncio.Lock()
        self._allure = PAROLE
        dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._config = dossier / "config.toml"
        self._config.write_text(_settings(serveur, mxid), encoding="utf-8")

    @property
    def pid(self) -> int | None:
        """Le numéro du processus en vie, ou None."""
        processus = self._processus
        return processus.pid if processus is not None and processus.poll() is None else None

    async def start(self, debut: datetime) -> None:
        """Lance le robot, l'horloge du réseau à `debut`, et attend qu'il réponde."""
        self._vitesse = 1.0
        self._processus = child.spawn(
            [sys.executable, "-m", "bot", "lancer", "--config", str(self._config), "--pilotage",
             "--horloge", debut.isoformat(), "--vitesse", "1"],
            sortie=self._dossier / "robot.log", cwd=self._dossier, env=self._environment(),
            dialogue=True,
        )  # fmt: skip
        await self.sync()

    def stop(self) -> None:
        """Arrêt propre (SIGTERM) ; sans effet la seconde fois."""
        if self._processus is not None:
            child.stop(self._processus)
            for tube in (self._processus.stdin, self._processus.stdout):
                if tube is not None and not tube.closed:
                    tube.close()

    def last_words(self) -> str:
        """Les dernières lignes de son journal, et ce qu'il a noté de ses erreurs."""
        lignes: list[str] = []
        for journal in (self._dossier / "robot.log", self._dossier / "var" / "incidents.log"):
            if journal.exists():
                lignes += journal.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
        return "\n".join(lignes)

    # -- l'horloge du réseau ---------------------------------------------------------------

    async def sync(self) -> dict[str, Any]:
        """L'état du robot : `heure`, `attente`, `prochain` ; règle notre copie de l'horloge."""
        etat = await self._ask()
        self.clock = RehearsalClock(datetime.fromisoformat(etat["heure"]), self._vitesse)
        return etat

    async def pass_until(self, but: datetime, chaque: Callable[[datetime], None]) -> None:
        """Laisse filer l'heure jusqu'à `but`, à l'écran ; `chaque` reçoit l'heure qui passe."""
        reste = (but - self.clock.now()).total_seconds()
        if reste > 0:
            vitesse = max(self._allure, reste / _SURVOL)
            await self.set_speed(vitesse)
            fin = time.monotonic() + _SURVOL + 1.0
            presque = but - timedelta(seconds=2 * _IMAGE * vitesse)  # le reste d'un saut, exact
            while self.clock.now() < presque and time.monotonic() < fin:
                chaque(self.clock.now())
                await asyncio.sleep(_IMAGE)
        await self.advance(but)

    async def advance(self, but: datetime) -> None:
        """Va droit à `but`, en s'arrêtant à chaque rappel sur le chemin pour qu'il sonne."""
        await self.set_speed(self._allure)
        fin = time.monotonic() + _PATIENCE
        while (prochain := await self.next_due()) is not None and prochain <= but:
            if time.monotonic() > fin:
                raise RobotError("un rappel échu ne sonne pas")
            self._order(f"saut {prochain.isoformat()}")
            await asyncio.sleep(0.05)
        self._order(f"saut {but.isoformat()}")
        await self.sync()

    async def next_due(self) -> datetime | None:
        """L'instant du prochain rappel, ou None."""
        prochain = (await self.sync())["prochain"]
        return None if prochain is None else datetime.fromisoformat(prochain)

    async def next_wait(self) -> datetime | None:
        """Le prochain rappel, une seconde après pour qu'il ait sonné."""
        prochain = await self.next_due()
        return None if prochain is None else prochain + timedelta(seconds=1)

    async def set_pace(self, vitesse: float) -> None:
        """L'horloge du réseau va à cette vitesse chaque fois que l'on parle."""
        self._allure = vitesse
        await self.set_speed(vitesse)

    async def set_speed(self, vitesse: float) -> None:
        """Change la vitesse de l'horloge du réseau (1 : celle de tout le monde)."""
        self._vitesse = vitesse
        self._order(f"vitesse {vitesse}")
        await self.sync()

    # -- la conversation avec le processus -------------------------------------------------

    def _order(self, ligne: str) -> None:
        tube = self._processus.stdin if self._processus is not None else None
        if tube is None or self.pid is None:
            raise RobotError("le robot s'est arrêté")
        try:
            tube.write(f"{ligne}\n".encode())
            tube.flush()
        except BrokenPipeError:
            raise RobotError("le robot s'est arrêté") from None

    async def _ask(self) -> dict[str, Any]:
        async with self._tour:
            self._order("etat")
            sortie = self._processus.stdout if self._processus is not None else None
            ligne = b"" if sortie is None else await asyncio.to_thread(sortie.readline)
        if not ligne:
            raise RobotError("le robot s'est arrêté")
        etat: dict[str, Any] = json.loads(ligne)
        return etat

    def _environment(self) -> dict[str, str]:
        garde = {n: v for n, v in os.environ.items() if not n.startswith("MAILLON_")}
        racine = str(Path(bot.__file__).parents[1])
        chemins = [racine, *filter(None, [os.environ.get("PYTHONPATH")])]
        return {
            **garde, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(chemins),
            "MAILLON_MOT_DE_PASSE": self._mot_de_passe,
        }  # fmt: skip


def _settings(serveur: str, mxid: str) -> str:
    """La cadence est levée : le serveur est le nôtre, et une démonstration n'attend pas."""
    return (
        f'[matrix]\nserveur = "{serveur}"\nidentifiant = "{mxid}"\n'
        "[rythme]\nevenements_par_seconde = 0.0\n"
        '[supervision]\nadresse = ""\n'
    )
