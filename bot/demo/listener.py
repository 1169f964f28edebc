"""L'oreille d'un membre : sa boucle `/sync`, et tout ce qu'elle a entendu, dans l'ordre.

1. Un seul tour à la fois ; une erreur (serveur relancé, réponse gâtée) attend un peu et reprend.
2. Un tour interrompu (`pause`) ne perd rien : nio ne s'arrête qu'en attendant le réseau, et sa
   position n'avance qu'avec l'événement rangé.
3. Un trou (`timeline.limited`) est comblé par `/messages` : un membre voit tout, ou l'essai ment.
4. Ce que l'on ne sait pas encore déchiffrer est noté `illisible`, puis relu à chaque clé reçue.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import ClientError
from nio import (
    AsyncClient,
    EncryptionError,
    MegolmEvent,
    RoomInfo,
    RoomMessagesResponse,
    SyncResponse,
)
from nio.exceptions import LocalProtocolError

from bot.demo.seen import Seen, matching, read

_ATTENTE_MS = 10_000
_RIEN: dict[str, Any] = {"not_types": ["*"]}
_FILTRE: dict[str, Any] = {
    "presence": _RIEN,
    "account_data": _RIEN,
    "room": {"timeline": {"limit": 100}, "ephemeral": _RIEN, "account_data": _RIEN},
}


class Listener:
    """Écoute pour un membre. `events` ne fait que s'allonger ; `heard` prévient à chaque ajout."""

    def __init__(self, client: AsyncClient) -> None:
        self.events: list[Seen] = []
        self.heard = asyncio.Condition()
        self.errors: list[str] = []
        self._client = client
        self._connus: set[str] = set()
        self._attente: dict[str, MegolmEvent] = {}
        self._tache: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Un premier tour, complet ; puis les suivants en tâche de fond."""
        await self._turn(0)
        self.resume()

    def resume(self) -> None:
        """Reprend l'écoute là où elle s'était arrêtée."""
        if self._tache is None:
            self._tache = asyncio.create_task(self._listen())

    async def pause(self) -> None:
        """Cesse d'écouter ; ce qui arrive attend sur le serveur."""
        if self._tache is not None:
            self._tache.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._tache
            self._tache = None

    async def waits(
        self,
        predicate: Callable[[Seen], bool] | None,
        *,
        since: int,
        timeout: float,  # noqa: ASYNC109 (le délai fait partie de la question posée)
        **mots: Any,
    ) -> Seen:
        """Le premier événement qui convient, reçu depuis le rang `since` ou à venir."""
        convient = matching(predicate, **mots)
        rang = since
        try:
            async with asyncio.timeout(timeout), self.heard:
                while True:
                    trouve = next((s for s in self.events[rang:] if convient(s)), None)
                    if trouve is not None:
                        return trouve
                    rang = max(rang, len(self.events))
                    await self.heard.wait()
        except TimeoutError:
            recit = self.transcript(mots.get("room"))
            pannes = f"\npannes d'écoute : {self.errors[-3:]}" if self.errors else ""
            raise AssertionError(f"rien de tel en {timeout} s : {mots}\n{recit}{pannes}") from None

    def transcript(self, room: str | None) -> str:
        """Les soixante dernières lignes d'un salon, ou de tous."""
        lignes = [s.line() for s in self.events if room is None or s.room == room]
        return "\n".join(lignes[-60:]) or "(rien reçu)"

    async def _listen(self) -> None:
        while True:
            try:
                await self._turn(_ATTENTE_MS)
            except Exception as erreur:  # nio en lève de toutes sortes ; l'oreille reste ouverte
                self.errors.append(repr(erreur))
                await asyncio.sleep(0.2)

    async def _turn(self, attente_ms: int) -> None:
        avant = self._client.next_batch
        reponse = await self._client.sync(timeout=attente_ms, sync_filter=_FILTRE)
        if not isinstance(reponse, SyncResponse):
            raise ClientError("le serveur a refusé /sync")
        nouveaux = self._read_again() if reponse.to_device_events else []
        for room, info in reponse.rooms.join.items():
            if avant and info.timeline.limited and room in self._connus:
                nouveaux += await self._fill(room, info.timeline.prev_batch, avant)
            nouveaux += self._take(room, info)
        for room, info in reponse.rooms.leave.items():
            self._client.rooms.pop(room, None)  # nio le garderait, et croirait y être encore
            nouveaux += self._take(room, info)
        for room, invitation in reponse.rooms.invite.items():
            # L'état résumé dit aussi qui est là ; seule l'invitation nous est adressée.
            moi = [e for e in invitation.invite_state if _state_key(e) == self._client.user_id]
            nouveaux += self._seen(room, moi)
        await self._keep(nouveaux)
        await self._upkeep()

    def _take(self, room: str, info: RoomInfo) -> list[Seen]:
        self._connus.add(room)
        return self._seen(room, info.timeline.events)

    async def _fill(self, room: str, depuis: str | None, jusque: str) -> list[Seen]:
        """Remonte le trou et le rend dans l'ordre ; 50 pages au plus."""
        trouves: list[Any] = []
        for _ in range(50):
            page = await self._client.room_messages(room, start=depuis, end=jusque, limit=100)
            if not isinstance(page, RoomMessagesResponse) or not page.chunk:
                break
            trouves += page.chunk
            depuis = page.end
            if not depuis:
                break
        return self._seen(room, reversed(trouves))

    def _seen(self, room: str, evenements: Iterable[Any]) -> list[Seen]:
        return [self._one(room, evenement) for evenement in evenements]

    def _one(self, room: str, evenement: Any) -> Seen:
        if isinstance(evenement, MegolmEvent):
            evenement.room_id = room
            self._attente[evenement.event_id] = evenement
        source = getattr(evenement, "source", None) or getattr(evenement, "event_dict", {})
        # nio retire aux invitations leur contenu.
        contenu = {"content": getattr(evenement, "content", {})}
        return read(
            {**contenu, **source},
            room,
            encrypted=bool(getattr(evenement, "decrypted", False))
            or isinstance(evenement, MegolmEvent),
            verified=bool(getattr(evenement, "verified", False)),
        )

    def _read_again(self) -> list[Seen]:
        lus = []
        for event_id, evenement in list(self._attente.items()):
            with contextlib.suppress(EncryptionError):
                lus.append(self._one(evenement.room_id, self._client.decrypt_event(evenement)))
                del self._attente[event_id]
        return lus

    async def _keep(self, nouveaux: list[Seen]) -> None:
        deja = {(seen.event_id, seen.type) for seen in self.events if seen.event_id}
        async with self.heard:
            self.events += [s for s in nouveaux if (s.event_id, s.type) not in deja]
            self.heard.notify_all()

    async def _upkeep(self) -> None:
        """Ce que nio laisse à faire entre deux tours : clés à publier, à demander, à répondre."""
        client = self._client
        with contextlib.suppress(LocalProtocolError):
            if client.should_upload_keys:
                await client.keys_upload()
            if client.should_query_keys:
                await client.keys_query()
            if client.should_claim_keys:
                await client.keys_claim(client.get_users_for_key_claiming())
            await client.send_to_device_messages()


def _state_key(evenement: Any) -> Any:
    return getattr(evenement, "state_key", None)
