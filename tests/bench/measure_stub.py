"""La course sur le serveur de carton : ce qu'un bot sait faire quand le serveur ne coûte rien."""

import asyncio
import random
import socket
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.bench.measure import Progress
from tests.bench.peers import Peer
from tests.bench.process import BotProcess

ENVOIS = (0.0, 0.05)
"""Durée d'un envoi, en secondes : serveur immédiat, puis réseau réel ou serveur occupé."""


@dataclass(frozen=True)
class StubPlan:
    """Tours, secondes par course, salons (une question en vol dans chacun)."""

    tours: int = 4
    secondes: float = 3.0
    salons: int = 20
    graine: int = 0


@dataclass
class StubResult:
    """Un bot, une durée d'envoi : débit par tour, attentes (s), calcul (s), requêtes en trop."""

    debits: list[list[float]] = field(default_factory=list)
    attentes: list[float] = field(default_factory=list)
    calcul: float = 0.0
    requetes: dict[str, int] = field(default_factory=dict)
    reponses: int = 0

    @property
    def cpu_ms(self) -> float:
        """Calcul par commande, en millisecondes."""
        return 1000 * self.calcul / max(1, len(self.attentes))

    @property
    def en_trop(self) -> float:
        """Requêtes par commande, hors `/sync` et réponse."""
        total = sum(n for genre, n in self.requetes.items() if genre != "sync")
        return (total - self.reponses) / max(1, self.reponses)


class StubLane:
    """Un bot devant son propre serveur de carton."""

    def __init__(
        self, peer: Peer, dossier: Path, session: ClientSession, salons: int, *,
        supervision: str = "",
    ) -> None:  # fmt: skip
        self.peer = peer
        self.results = {envoi: StubResult() for envoi in ENVOIS}
        self._session = session
        port = _free_port()
        self._url = f"http://127.0.0.1:{port}"
        mxid = f"@{peer.nom}:localhost"
        commande = [sys.executable, "-m", "tests.bench.stub", str(port), mxid, str(salons)]
        (dossier / "serveur").mkdir(parents=True)
        self.stub = BotProcess(commande, dossier / "serveur", {})
        self.bot = peer.process(self._url, mxid, "jeton", dossier / "bot", supervision)

    async def start(self, delai: float = 40) -> None:
        """Lance le serveur, puis le bot, et attend qu'il réponde dans tous les salons."""
        self.stub.start()
        async with asyncio.timeout(20):
            while not await self._up():  # noqa: ASYNC110 (rien ne prévient)
                await asyncio.sleep(0.05)
        self.bot.start()
        ouverture = self.peer.ouverture or "!ping {mot}"
        try:
            await self._lever("ouvrir", texte=ouverture, delai=delai)
        except ClientError:
            raise RuntimeError(f"{self.peer.nom} se tait :\n{self.bot.last_words()}") from None

    async def run(self, secondes: float, envoi: float, *, compte: bool = True) -> None:
        """Une course ; celle qui chauffe ne compte pas."""
        avant = self.bot.cpu()
        rendu = await self._lever(
            "courir", question=self.peer.question, secondes=secondes, envoi=envoi, de_front=20
        )
        if compte:
            resultat = self.results[envoi]
            resultat.calcul += self.bot.cpu() - avant
            resultat.debits.append([len(rendu["attentes"]) / rendu["duree"]])
            resultat.attentes += rendu["attentes"]
            resultat.reponses += rendu["reponses"]
            for genre, nombre in rendu["requetes"].items():
                resultat.requetes[genre] = resultat.requetes.get(genre, 0) + nombre
        await asyncio.sleep(0.5 + 25 * envoi)  # ce qui reste en vol se pose

    async def one(self, question: str, delai: float) -> None:
        """Une question dans un seul salon, jusqu'à sa réponse."""
        await self._lever("une", question=question, delai=delai)

    async def stop(self) -> None:
        """Arrête le bot, puis son serveur."""
        await self.bot.stop()
        await self.stub.stop()

    async def _up(self) -> bool:
        try:
            async with self._session.get(f"{self._url}/_matrix/client/versions") as reponse:
                return reponse.status == 200
        except ClientError:
            return False

    async def _lever(self, nom: str, **corps: Any) -> dict[str, Any]:
        async with self._session.post(f"{self._url}/banc/{nom}", json=corps) as reponse:
            reponse.raise_for_status()
            lu: dict[str, Any] = await reponse.json()
            return lu


async def stub_race(
    pairs: Sequence[Peer], plan: StubPlan, dossier: Path, dire: Progress
) -> dict[str, dict[float, StubResult]]:
    """Court toute la course ; rend, par bot, un résultat par durée d'envoi."""
    hasard = random.Random(plan.graine)  # noqa: S311 (un ordre, pas un secret)
    async with AsyncExitStack() as pile:
        session = await pile.enter_async_context(ClientSession(timeout=ClientTimeout(total=90)))
        files = [StubLane(pair, dossier / pair.nom, session, plan.salons) for pair in pairs]
        for file in files:
            dire(f"serveur de carton : {file.peer.nom} se prépare")
            pile.push_async_callback(file.stop)
            await file.start()
            await file.run(1.0, 0.0, compte=False)
        for tour in range(1, plan.tours + 1):
            for envoi in ENVOIS:
                for file in hasard.sample(files, len(files)):
                    dire(
                        f"envois de {envoi * 1000:.0f} ms, tour {tour} sur {plan.tours} : "
                        f"{file.peer.nom}"
                    )
                    await file.run(plan.secondes, envoi)
        return {file.peer.nom: file.results for file in files}


def _free_port() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])
