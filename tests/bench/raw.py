"""Le plancher : un bot en HTTP nu, qui répond sans attendre ses propres envois.

python -m tests.bench.raw URL MXID JETON
"""

import asyncio
import json
import sys
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, TCPConnector

_RIEN = {"not_types": ["*"]}
FILTRE = json.dumps(
    {
        "presence": _RIEN,
        "account_data": _RIEN,
        "room": {
            "timeline": {"types": ["m.room.message"], "limit": 50},
            "state": {"types": [], "lazy_load_members": True},
            "ephemeral": _RIEN,
            "account_data": _RIEN,
        },
    }
)


class RawBot:
    """Une boucle `/sync`, une tâche par réponse ; l'identifiant de transaction vient du message."""

    def __init__(self, session: ClientSession, mxid: str) -> None:
        self._session = session
        self._mxid = mxid
        self._envois: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Tourne jusqu'au signal ; ce que montre le premier tour est du passé."""
        since = (await self._sync(None))["next_batch"]
        while True:
            try:
                reponse = await self._sync(since)
            except (ClientError, TimeoutError):
                await asyncio.sleep(0.2)
                continue
            since = reponse["next_batch"]
            for room, info in reponse.get("rooms", {}).get("join", {}).items():
                for evenement in info["timeline"]["events"]:
                    self._consider(room, evenement)

    def _consider(self, room: str, evenement: dict[str, Any]) -> None:
        texte = evenement["content"].get("body", "")
        if evenement["sender"] != self._mxid and texte.startswith("!ping "):
            envoi = asyncio.create_task(self._pong(room, evenement["event_id"], texte[6:]))
            self._envois.add(envoi)
            envoi.add_done_callback(self._envois.discard)

    async def _pong(self, room: str, event_id: str, mot: str) -> None:
        chemin = f"rooms/{quote(room)}/send/m.room.message/{quote(event_id)}"
        corps = {"msgtype": "m.notice", "body": f"pong {mot}"}
        async with self._session.put(chemin, json=corps) as reponse:
            await reponse.read()

    async def _sync(self, since: str | None) -> dict[str, Any]:
        question = {"filter": FILTRE, "timeout": "30000"} | ({"since": since} if since else {})
        async with self._session.get("sync", params=question) as reponse:
            reponse.raise_for_status()
            lu: dict[str, Any] = await reponse.json()
            return lu


async def _main(url: str, mxid: str, jeton: str) -> None:
    entetes = {"Authorization": f"Bearer {jeton}"}
    async with ClientSession(
        f"{url}/_matrix/client/v3/", headers=entetes, connector=TCPConnector(limit=0)
    ) as session:
        await RawBot(session, mxid).run()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:4]))
