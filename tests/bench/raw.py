"""Le plancher : un bot en HTTP nu, qui répond sans attendre ses propres envois.

python -m tests.bench.raw URL MXID JETON [contrat]

`contrat` : la réponse porte ce que le contrat demande à chaque message (HTML, `m.mentions`,
citation, `fr.maillon`). L'écart entre les deux est ce que le serveur fait payer ce contenu :
Synapse, par exemple, valide `m.mentions` contre son schéma à chaque envoi.
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

    def __init__(self, session: ClientSession, mxid: str, contrat: bool = False) -> None:
        self._session = session
        self._contrat = contrat
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
        corps: dict[str, Any] = {"msgtype": "m.notice", "body": f"pong {mot}"}
        if self._contrat:
            corps |= _du_contrat(event_id)
        async with self._session.put(chemin, json=corps) as reponse:
            await reponse.read()

    async def _sync(self, since: str | None) -> dict[str, Any]:
        question = {"filter": FILTRE, "timeout": "30000"} | ({"since": since} if since else {})
        async with self._session.get("sync", params=question) as reponse:
            reponse.raise_for_status()
            lu: dict[str, Any] = await reponse.json()
            return lu


def _du_contrat(event_id: str) -> dict[str, Any]:
    """Ce que porte, en plus de ses mots, chaque message du robot."""
    return {
        "format": "org.matrix.custom.html",
        "formatted_body": "Aucun thème dans ce réseau.<br>Écrivez <strong>!thème compta</strong>.",
        "m.mentions": {},
        "m.relates_to": {"m.in_reply_to": {"event_id": event_id}},
        "fr.maillon": {"v": 1, "type": "theme.liste", "envoi": event_id},
    }


async def _main(url: str, mxid: str, jeton: str, contrat: str = "") -> None:
    entetes = {"Authorization": f"Bearer {jeton}"}
    async with ClientSession(
        f"{url}/_matrix/client/v3/", headers=entetes, connector=TCPConnector(limit=0)
    ) as session:
        await RawBot(session, mxid, contrat=bool(contrat)).run()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:5]))
