"""Un vrai Synapse, à soi, le temps d'un essai ou d'une démonstration.

    async with Homeserver() as serveur:
        ines = await serveur.register("ines", "motdepasse")

Le serveur est un processus fils sur 127.0.0.1, à un port libre, dans un dossier temporaire à
lui (mode 0700, en mémoire si la machine a /dev/shm) qui disparaît avec lui.
"""

import asyncio
import atexit
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Self

from bot.demo import child
from bot.demo.synapse_config import LIMITES_LEVEES, NOM_SERVEUR, write_config

_DELAI_PRET = 60.0
_PAS = 0.05


class HomeserverError(RuntimeError):
    """Le serveur n'a pas démarré, ou a refusé ce que l'essai lui demandait."""


class Homeserver:
    """Un Synapse de poche.

    `room_version` : la version des salons créés sans précision.
    `limites` : les clés `rc_*` de Synapse ; par défaut toutes levées, `{}` garde les siennes.
    """

    nom: str = NOM_SERVEUR

    def __init__(
        self, *, room_version: str = "12", limites: Mapping[str, Any] = LIMITES_LEVEES
    ) -> None:
        self._secret = secrets.token_hex(16)
        self._processus: subprocess.Popen[bytes] | None = None
        self.dossier = Path(tempfile.mkdtemp(prefix="maillon-serveur-", dir=_memory_folder()))
        atexit.register(self.stop)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._config = write_config(
            self.dossier,
            port=self.port,
            secret=self._secret,
            room_version=room_version,
            limites=limites,
        )

    @property
    def pid(self) -> int | None:
        """Le numéro du processus en vie, ou None."""
        processus = self._processus
        return processus.pid if processus is not None and processus.poll() is None else None

    def start(self) -> None:
        """Démarre et attend que `/health` réponde ; `HomeserverError` après 60 secondes."""
        self._spawn()
        for _ in self._until_ready():
            time.sleep(_PAS)

    def stop(self) -> None:
        """Arrête le processus et efface son dossier. Sans effet la seconde fois."""
        self._halt()
        shutil.rmtree(self.dossier, ignore_errors=True)
        atexit.unregister(self.stop)

    def kill(self) -> None:
        """Le serveur tombe (SIGKILL) ; ses données restent, `start()` le relève."""
        if self._processus is not None:
            self._processus.kill()
            self._processus.wait()

    async def start_async(self) -> None:
        """Comme `start()`, sans bloquer la boucle."""
        self._spawn()
        for _ in self._until_ready():
            await asyncio.sleep(_PAS)

    async def restart(self) -> None:
        """Arrêt propre puis démarrage, au même port, avec les mêmes données."""
        await asyncio.to_thread(self._halt)
        await self.start_async()

    async def register(
        self, nom: str, mot_de_passe: str, *, admin: bool = False, affichage: str | None = None
    ) -> str:
        """Crée un compte et rend son MXID (`/_synapse/admin/v1/register`, secret partagé)."""
        return await asyncio.to_thread(self._register, nom, mot_de_passe, admin, affichage)

    async def __aenter__(self) -> Self:
        await self.start_async()
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.stop)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _spawn(self) -> None:
        if self.pid is not None:
            raise HomeserverError("le serveur tourne déjà")
        # En UTF-8 et sans tampon : son journal doit se lire jusqu'au dernier mot.
        env = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
        self._processus = child.spawn(
            [sys.executable, "-m", "synapse.app.homeserver", "-c", str(self._config)],
            sortie=self.dossier / "sortie.log",
            cwd=self.dossier,
            env=env,
        )

    def _halt(self) -> None:
        if self._processus is not None:
            child.stop(self._processus)

    def _until_ready(self) -> Iterator[None]:
        fin = time.monotonic() + _DELAI_PRET
        while not self._healthy():
            if self.pid is None:
                raise HomeserverError(f"Synapse s'est arrêté :\n{self._last_words()}")
            if time.monotonic() > fin:
                self.kill()
                raise HomeserverError(f"Synapse ne répond pas :\n{self._last_words()}")
            yield

    def _healthy(self) -> bool:
        try:
            return self._request("GET", "/health")[0] == 200
        except (OSError, HTTPException):
            return False

    def _last_words(self) -> str:
        textes = [
            (self.dossier / nom).read_text(encoding="utf-8", errors="replace")
            for nom in ("homeserver.log", "sortie.log")
            if (self.dossier / nom).exists()
        ]
        return "".join(textes)[-2000:]

    def _register(self, nom: str, mot_de_passe: str, admin: bool, affichage: str | None) -> str:
        chemin = "/_synapse/admin/v1/register"
        nonce = self._json("GET", chemin)["nonce"]
        role = "admin" if admin else "notadmin"
        signe = "\x00".join((nonce, nom, mot_de_passe, role)).encode()
        corps = {
            "nonce": nonce,
            "username": nom,
            "password": mot_de_passe,
            "admin": admin,
            "displayname": affichage or nom,
            "inhibit_login": True,  # sans quoi le serveur ouvre une session dont personne ne sert
            "mac": hmac.new(self._secret.encode(), signe, hashlib.sha1).hexdigest(),
        }
        return str(self._json("POST", chemin, corps)["user_id"])

    def _json(self, methode: str, chemin: str, corps: Mapping[str, Any] | None = None) -> Any:
        statut, texte = self._request(methode, chemin, corps)
        if statut != 200:
            raise HomeserverError(f"{methode} {chemin} : {statut} {texte.decode()}")
        return json.loads(texte)

    def _request(
        self, methode: str, chemin: str, corps: Mapping[str, Any] | None = None
    ) -> tuple[int, bytes]:
        lien = HTTPConnection("127.0.0.1", self.port, timeout=_DELAI_PRET)
        with contextlib.closing(lien):
            lien.request(methode, chemin, None if corps is None else json.dumps(corps))
            reponse = lien.getresponse()
            return reponse.status, reponse.read()


def _memory_folder() -> str | None:
    """Le disque en mémoire s'il existe : un essai n'a pas à attendre les fsync de SQLite."""
    memoire = "/dev/shm"  # noqa: S108 (mkdtemp y crée un dossier 0700 au nom imprévisible)
    return memoire if os.access(memoire, os.W_OK) else None


def _free_port() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])
