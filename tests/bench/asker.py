"""Une personne qui chronomètre : le même client HTTP nu pour tous les bots.

Le temps va du début de son envoi à l'arrivée de la réponse dans son propre `/sync`. La réponse
peut y arriver avant la fin de l'envoi : l'arrivée est datée, puis rapprochée.
"""

import asyncio
import contextlib
import time
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientSession

from tests.bench.raw import FILTRE


class Asker:
    """Un compte, un salon, un bot à questionner."""

    def __init__(self, session: ClientSession, jeton: str, bot: str) -> None:
        self.room = ""
        self._session = session
        self._entetes = {"Authorization": f"Bearer {jeton}"}
        self._bot = bot
        self._rang = 0
        self._since = ""
        self._arrivees: dict[str, float] = {}
        self._nouvelles = asyncio.Event()
        self._oreille: asyncio.Task[None] | None = None

    async def open_room(self) -> None:
        """Crée un salon en clair et y invite le bot."""
        corps = {"preset": "private_chat", "invite": [self._bot], "name": "Banc"}
        self.room = (await self.request("POST", "createRoom", json=corps))["room_id"]

    async def wait_for_bot(self, delai: float) -> None:
        """Attend que le bot soit entré dans le salon."""
        async with asyncio.timeout(delai):
            chemin = f"rooms/{quote(self.room)}/joined_members"
            # Rien ne prévient : on redemande au serveur.
            while self._bot not in (await self.request("GET", chemin))["joined"]:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def listen(self) -> None:
        """Commence à écouter, du présent."""
        await self._hear(0)
        self._oreille = asyncio.create_task(self._listen())

    async def hush(self) -> None:
        """Cesse d'écouter."""
        if self._oreille is not None:
            self._oreille.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._oreille
            self._oreille = None
        self._arrivees.clear()

    async def ask(self, question: str, *, delai: float = 30.0) -> float:
        """Pose la question (`{mot}` : un mot neuf) ; rend l'attente en secondes."""
        self._rang += 1
        mot = f"{self._rang:06d}"
        debut = time.perf_counter()
        event_id = await self.say(question.format(mot=mot), mot)
        async with asyncio.timeout(delai):
            while True:
                for cle in (event_id, f"pong {mot}"):
                    if cle in self._arrivees:
                        return self._arrivees.pop(cle) - debut
                self._nouvelles.clear()
                await self._nouvelles.wait()

    async def say(self, texte: str, mot: str) -> str:
        """Écrit dans le salon ; rend l'identifiant du message."""
        chemin = f"rooms/{quote(self.room)}/send/m.room.message/{mot}"
        corps = {"msgtype": "m.text", "body": texte}
        return str((await self.request("PUT", chemin, json=corps))["event_id"])

    async def request(self, methode: str, chemin: str, **options: Any) -> dict[str, Any]:
        """Un appel nu."""
        async with self._session.request(
            methode, chemin, headers=self._entetes, **options
        ) as reponse:
            reponse.raise_for_status()
            lu: dict[str, Any] = await reponse.json()
            return lu

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear(30_000)
            except (ClientError, TimeoutError):
                await asyncio.sleep(0.1)

    async def _hear(self, attente_ms: int) -> None:
        question = {"filter": FILTRE, "timeout": str(attente_ms)}
        reponse = await self.request(
            "GET", "sync", params=question | ({"since": self._since} if self._since else {})
        )
        maintenant = time.perf_counter()
        self._since = reponse["next_batch"]
        for info in reponse.get("rooms", {}).get("join", {}).values():
            for evenement in info["timeline"]["events"]:
                if evenement["sender"] == self._bot:
                    self._arrive(evenement["content"], maintenant)
        self._nouvelles.set()

    def _arrive(self, contenu: dict[str, Any], maintenant: float) -> None:
        reponse_a = contenu.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id")
        self._arrivees.setdefault(reponse_a or contenu.get("body", ""), maintenant)
