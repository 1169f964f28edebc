"""Le client nio d'une personne, sans les pièges qui gâteraient un essai.

1. Un partage de clé interrompu ne ferme plus le salon pour toujours (nio garde le verrou).
2. Un message chiffré malformé n'arrête plus la lecture : il est rendu illisible avant nio.
3. Avant d'écrire dans un salon chiffré, les présents et leurs appareils sont redemandés : nio se
   fie à ce qu'il a déjà entendu, et quelqu'un d'entré à l'instant ne recevrait pas la clé.
4. Le chiffrement d'un salon se demande au serveur la première fois, et ne se retire jamais.
5. Une coupure est reprise avec le même identifiant de transaction ; un 429 est attendu.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import ClientError
from nio import AsyncClient, AsyncClientConfig, RoomSendResponse

from bot.demo.seen import ILLISIBLE

_PATIENCE = 90.0
T = TypeVar("T")


class MatrixRefusal(RuntimeError):
    """Le serveur a refusé : statut HTTP, `errcode` et message."""

    def __init__(self, statut: int, corps: Mapping[str, Any]) -> None:
        super().__init__(f"{statut} {corps.get('errcode')} {corps.get('error')}")
        self.statut = statut
        self.errcode = str(corps.get("errcode", ""))


class MemberClient(AsyncClient):  # type: ignore[misc]  # nio est livré sans types
    """Un `AsyncClient` qui fait confiance à tous les appareils, dans son propre dossier."""

    def __init__(self, homeserver_url: str, mxid: str, dossier: Path) -> None:
        dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
        # max_timeouts=0 : c'est nous qui reprenons, tout de suite ; nio attendrait une minute.
        config = AsyncClientConfig(
            encryption_enabled=True, store_sync_tokens=False, max_timeouts=0, request_timeout=30
        )
        super().__init__(homeserver_url, mxid, store_path=str(dossier), config=config)
        self._chiffres: set[str] = set()
        self._demandes: set[str] = set()

    async def request(
        self, methode: str, chemin: str, corps: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Un appel nu à `/_matrix/client/v3` ; `MatrixRefusal` si la réponse n'est pas 200."""

        async def once() -> dict[str, Any]:
            reponse = await self.send(
                methode,
                f"/_matrix/client/v3{chemin}",
                None if corps is None else json.dumps(corps),
                {"Authorization": f"Bearer {self.access_token}"},
            )
            lu: dict[str, Any] = await reponse.json()
            if reponse.status == 429:
                await asyncio.sleep(lu.get("retry_after_ms", 1000) / 1000)
                return await once()
            if reponse.status != 200:
                raise MatrixRefusal(reponse.status, lu)
            return lu

        return await _patiently(once)

    async def close(self) -> None:
        """Ferme les connexions, et le magasin de clés que nio laisse ouvert."""
        await super().close()
        if self.store is not None:
            self.store.database.close()

    async def send_event(self, room: str, type: str, content: Mapping[str, Any], txn: str) -> str:
        """Envoie, chiffré si le salon l'est ; rend l'identifiant de l'événement."""

        async def once() -> str:
            if await self._is_encrypted(room):
                await self._share_ready(room)
            reponse = await self.room_send(
                room, type, dict(content), tx_id=txn, ignore_unverified_devices=True
            )
            if not isinstance(reponse, RoomSendResponse):
                refus = {"errcode": reponse.status_code, "error": reponse.message}
                raise MatrixRefusal(getattr(reponse.transport_response, "status", 0), refus)
            return str(reponse.event_id)

        return await _patiently(once)

    async def share_group_session(
        self, room_id: str, ignore_unverified_devices: bool = False
    ) -> Any:
        """Partage la clé du salon ; rend toujours le verrou que nio a pris."""
        try:
            return await super().share_group_session(room_id, ignore_unverified_devices)
        finally:
            verrou = self.sharing_session.pop(room_id, None)
            if verrou is not None:
                verrou.set()

    async def parse_body(self, transport_response: Any) -> dict[Any, Any]:
        """Lit le corps d'une réponse, et désarme ce qui arrêterait nio."""
        corps: dict[Any, Any] = await super().parse_body(transport_response)
        salons = corps.get("rooms", {}) if isinstance(corps, dict) else {}
        for salon in salons.get("join", {}).values() if isinstance(salons, dict) else ():
            for evenement in salon.get("timeline", {}).get("events", ()):
                _tame(evenement)
        return corps

    async def _is_encrypted(self, room: str) -> bool:
        if room not in self._demandes and room not in self._chiffres:
            try:
                await self.request("GET", f"/rooms/{quote(room)}/state/m.room.encryption/")
                self._chiffres.add(room)
            except MatrixRefusal as refus:
                if refus.errcode != "M_NOT_FOUND":
                    raise
            self._demandes.add(room)
        if self.rooms[room].encrypted:
            self._chiffres.add(room)
        return room in self._chiffres

    async def _share_ready(self, room: str) -> None:
        salon = self.rooms[room]
        salon.encrypted = True
        avant = set(salon.users)
        await self.joined_members(room)
        if set(salon.users) != avant:
            self.invalidate_outbound_session(room)
        if self.should_query_keys:
            await self.keys_query()


async def _patiently(once: Callable[[], Awaitable[T]]) -> T:
    """Reprend après une coupure, une minute et demie au plus."""
    fin = time.monotonic() + _PATIENCE
    while True:
        try:
            return await once()
        except (ClientError, OSError, TimeoutError):
            if time.monotonic() > fin:
                raise
            await asyncio.sleep(0.2)


def _tame(evenement: dict[str, Any]) -> None:
    contenu = evenement.get("content")
    if evenement.get("type") != "m.room.encrypted" or not isinstance(contenu, dict):
        return
    cles = ("sender_key", "session_id", "ciphertext", "device_id")
    retire = "redacted_because" in evenement.get("unsigned", {})
    if not retire and not all(isinstance(contenu.get(c), str) and contenu[c] for c in cles):
        evenement["type"] = ILLISIBLE
