"""Le robot comme un exploitant le lance : un processus à lui, ses réglages, son journal.

    robot.start()                 # python -m bot lancer --config …
    await robot.ready()           # /pret répond 200
    robot.kill()                  # SIGKILL, à n'importe quel instant
    await robot.restart()
    await robot.stop()            # SIGTERM : code 0

On ne lit de lui que ce qu'un exploitant peut lire : codes de sortie, `/pret`, journal, et la base
quand il est arrêté.
"""

import asyncio
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from sqlalchemy import text

from bot.demo import child
from bot.demo.homeserver import Homeserver, _free_port
from donnees.database import database_url, open_engine
from tests.bases import efface_schema, nouveau_schema, postgres_url
from tests.garde import GARDE

RACINE = Path(__file__).parent.parent.parent
MOT_DE_PASSE = "phrase-de-passe-du-robot"

REGLAGES = """
[matrix]
serveur = "{serveur}"
identifiant = "{mxid}"
chiffrement = {chiffrement}

[donnees]
dossier = "var"
base = "{base}"

[acces]
serveurs_autorises = ["localhost"]
commandes_par_minute = 0
commandes_par_minute_salon = 0

[rythme]
evenements_par_seconde = 0

# L'essai doit donner la même chose un dimanche à l'aube : ici l'on travaille jour et nuit.
[reseau]
jours = "lundi-dimanche"
heures = "0h-24h"
feries = ""

[supervision]
adresse = "127.0.0.1:{port}"
"""


_schemas = itertools.count(1)


@contextmanager
def database(sorte: str, application: str = "maillon") -> Iterator[str]:
    """L'adresse de la base d'un robot : vide pour SQLite, sinon un schéma PostgreSQL à lui.

    `application` : le nom sous lequel PostgreSQL verra ses connexions.
    """
    if sorte != "postgresql":
        yield ""
        return
    schema = f"robot_{os.getpid()}_{next(_schemas)}"
    nouveau_schema(schema)
    url = postgres_url(schema).set(drivername="postgresql")
    yield url.update_query_dict({"application_name": application}).render_as_string(
        hide_password=False
    )
    efface_schema(schema)


class Robot:
    """Un robot et son dossier. `mxid` : son compte, déjà créé sur le serveur."""

    def __init__(
        self, homeserver: Homeserver, mxid: str, dossier: Path, *,
        chiffrement: bool = True, base: str = "", options: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.homeserver, self.mxid, self.dossier = homeserver, mxid, dossier
        self.base, self.options = base, list(options)
        self.port = _free_port()
        self.var, self.journal = dossier / "var", dossier / "journal.log"
        self.environ = {"MAILLON_MOT_DE_PASSE": MOT_DE_PASSE}
        self.programme = "bot"  # ou tests.real.piege
        self.processus: subprocess.Popen[bytes] | None = None
        self.starts = 0
        dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.configure(chiffrement=chiffrement)

    def configure(self, *, chiffrement: bool = True, serveur: str | None = None) -> None:
        """(R)écrit les réglages."""
        texte = REGLAGES.format(
            serveur=serveur or self.homeserver.url, mxid=self.mxid, base=self.base,
            chiffrement=str(chiffrement).lower(), port=self.port,
        )  # fmt: skip
        (self.dossier / "config.toml").write_text(texte, encoding="utf-8")

    # -- la vie ----------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Vrai si le processus vit."""
        return self.processus is not None and self.processus.poll() is None

    def start(self, *options: str) -> None:
        """Lance le processus ; n'attend rien."""
        assert not self.running, "le robot tourne déjà"
        self.processus = child.spawn(
            self.command(*options), sortie=self.journal, cwd=RACINE, env=self._env()
        )
        self.starts += 1

    def command(self, *options: str) -> list[str]:
        """La ligne de commande."""
        config = str(self.dossier / "config.toml")
        lancer = [sys.executable, "-m", self.programme, "lancer", "--config", config]
        return [*lancer, *self.options, *options]

    def _env(self) -> dict[str, str]:
        return {**os.environ, "XDG_STATE_HOME": str(self.dossier / "etat"), **self.environ}

    async def ready(self) -> None:
        """Attend que `/pret` réponde 200 ; échoue si le processus s'arrête avant."""
        fin = time.monotonic() + GARDE
        while await self.status() != 200:
            assert self.running, f"le robot s'est arrêté :\n{self.log()[-3000:]}"
            assert time.monotonic() < fin, f"le robot n'est pas prêt :\n{self.log()[-3000:]}"
            await asyncio.sleep(0.05)

    async def calm(self) -> None:
        """Attend qu'il n'ait plus rien à envoyer."""
        await self.ready()
        fin = time.monotonic() + GARDE
        while "maillon_envois_en_attente 0.0" not in (await self.page("/metrics"))[1]:
            assert time.monotonic() < fin, "il reste des envois en attente"
            await asyncio.sleep(0.1)

    async def status(self, chemin: str = "/pret") -> int:
        """Le code HTTP d'une page de supervision ; 0 si personne ne répond."""
        return (await self.page(chemin))[0]

    async def page(self, chemin: str) -> tuple[int, str]:
        """Une page de supervision : code et texte."""
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=20)) as http,
                http.get(f"http://127.0.0.1:{self.port}{chemin}") as reponse,
            ):
                return reponse.status, await reponse.text()
        except (ClientError, OSError, TimeoutError):
            return 0, ""

    def kill(self) -> None:
        """SIGKILL : rien n'est rangé."""
        assert self.processus is not None
        self.processus.kill()
        self.processus.wait()

    async def stop(self) -> None:
        """SIGTERM ; le robot doit finir de lui-même, code 0."""
        assert self.processus is not None
        self.processus.terminate()
        code = await self.ended()
        assert code == 0, f"code {code} :\n{self.log()[-3000:]}"

    async def ended(self, secondes: float = GARDE) -> int:
        """Attend la fin ; rend le code de sortie."""
        assert self.processus is not None
        try:
            return await asyncio.to_thread(self.processus.wait, secondes)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"le robot tourne encore :\n{self.log()[-3000:]}") from None

    async def restart(self) -> None:
        """Tue s'il vit, relance, attend qu'il soit prêt."""
        if self.running:
            self.kill()
        self.start()
        await self.ready()

    async def run(self, *options: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Lance jusqu'à la fin (un démarrage qui doit échouer) ; rend ce qu'il a dit."""
        return await asyncio.to_thread(
            subprocess.run, self.command(*options), capture_output=True, text=True, cwd=RACINE,
            env={**self._env(), **environ}, check=False, timeout=GARDE, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    # -- ce qu'il laisse ---------------------------------------------------------------------------

    def log(self) -> str:
        """Tout son journal, démarrages précédents compris."""
        return self.journal.read_text(encoding="utf-8") if self.journal.exists() else ""

    def rows(self, requete: str) -> list[Any]:
        """Les lignes d'une requête sur sa base (robot arrêté de préférence)."""
        moteur = open_engine(database_url(self.var, self.base), read_only=not self.base)
        try:
            with moteur.connect() as connexion:
                return [tuple(ligne) for ligne in connexion.execute(text(requete))]
        finally:
            moteur.dispose()
