"""Donner la clé d'un salon à tous les appareils de ses membres, une fois, sans en oublier.

1. Une session de salon par salon, jamais enregistrée : au redémarrage on en fait une neuve, et
   aucun cran de chiffrement ne peut servir deux fois.
2. Tous les appareils reçoivent la clé, signés par leur propriétaire ou non : les refuser ferait
   taire le robot pour des membres qui n'y peuvent rien.
3. Session neuve après N messages ou tant de jours (100 et 7 par défaut, ou ce que dit le salon),
   et dès qu'un appareil servi n'a plus à lire : personne partie, appareil retiré.
4. Un appareil injoignable n'empêche pas les autres ; il est réessayé plus tard.
5. Rien n'a changé depuis le dernier envoi : aucune requête, et presque aucun calcul.
6. Le verrou d'un salon est toujours rendu, quoi qu'il arrive à la requête en cours.

Source : spécification Matrix 1.18, « m.megolm.v1.aes-sha2 », et `m.room.encryption` (durées).
"""

import asyncio
import json
import math
import time
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeAlias

from bot.matrix.devices import RETRY_AFTER as LISTS_RETRY_AFTER
from bot.matrix.devices import DeviceTracker
from bot.matrix.guard import MEGOLM, GuardedOlm
from bot.matrix.key_requests import claim_sessions, query_devices
from bot.matrix.nio_crypto import OlmDevice
from bot.matrix.room_session import Address, Limits, RoomSession
from bot.matrix.transport import Forbidden, NotFound, Rejected, Transport, Unreachable, path

SEND_BATCH: Final = 20
RETRY_AFTER: Final = 600.0

Devices: TypeAlias = dict[Address, OlmDevice]


class Sharer:
    """Chiffre pour les salons, et répartit leurs clés.

    Attributes:
        sessions_made: sessions de salon commencées.
        devices_served: clés de salon remises à un appareil.
        devices_failed: remises qui n'ont pu se faire (sans clé à usage unique, refusées…).
    """

    def __init__(
        self,
        olm: GuardedOlm,
        tracker: DeviceTracker,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.sessions_made = 0
        self.devices_served = 0
        self.devices_failed = 0
        self._olm = olm
        self._tracker = tracker
        self._clock = clock
        self._rooms: dict[str, RoomSession] = {}
        self._claim_at: dict[Address, float] = {}
        self._compared_at = -1  # génération des appareils où leurs clés ont été comparées

    async def prepare(
        self,
        transport: Transport,
        room_id: str,
        members: Collection[str],
        limits: Limits,
        deadline: float,
    ) -> RoomSession:
        """Rend la session du salon, remise à tous ceux qu'on peut joindre.

        Raises:
            WireError: serveur injoignable, qui limite, ou échéance dépassée ; ce qui est fait est
                gardé et le prochain appel continue de là.
            peewee.DatabaseError, OSError: le disque.
        """
        room = self._rooms.setdefault(room_id, RoomSession())
        if self._ready(room, members, limits):
            return room
        try:
            async with asyncio.timeout(deadline), room.lock:
                if not self._ready(room, members, limits):
                    await self._share(transport, room_id, room, frozenset(members), limits)
        except TimeoutError as error:
            raise Unreachable("delai") from error
        return room

    def seal(
        self, room: RoomSession, room_id: str, type: str, content: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Chiffre un événement avec une session prête ; rend le contenu à envoyer.

        La relation reste aussi en clair : le serveur en a besoin, et la spécification le veut.
        """
        assert room.group is not None  # noqa: S101 (prepare vient d'être appelé)
        payload = {"type": type, "content": content, "room_id": room_id}
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        room.count += 1
        sealed = {
            "algorithm": MEGOLM,
            "sender_key": self._olm.curve25519,
            "device_id": self._olm.device_id,
            "session_id": room.session_id,
            "ciphertext": room.group.encrypt(text.encode(errors="replace")).to_base64(),
        }
        if "m.relates_to" in content:
            sealed["m.relates_to"] = content["m.relates_to"]
        return sealed

    def forget_device(self, address: Address) -> None:
        """Un appareil a perdu sa session Olm : il n'a peut-être pas lu les clés remises."""
        for room in self._rooms.values():
            if room.shared_with.pop(address, None) is not None:
                room.generation = -1

    def drop_room(self, room_id: str) -> None:
        """Oublie la session d'un salon ; la suivante sera neuve."""
        room = self._rooms.get(room_id)
        if room is not None:
            room.group = None

    def _ready(self, room: RoomSession, members: Collection[str], limits: Limits) -> bool:
        return room.ready(members, self._tracker.generation, self._clock(), limits)

    async def _share(
        self,
        transport: Transport,
        room_id: str,
        room: RoomSession,
        members: frozenset[str],
        limits: Limits,
    ) -> None:
        unknown = self._tracker.missing(members)
        if unknown:
            await query_devices(transport, self._tracker, unknown)
        # Relevée avant les requêtes qui suivent : un changement pendant celles-ci sera revu.
        generation = self._tracker.generation
        targets = self._targets(members)
        self._renew_if_needed(room_id, room, targets, limits)
        missing = {one: dev for one, dev in targets.items() if one not in room.shared_with}
        await self._claim(transport, missing)
        await self._send(transport, room_id, room, missing)
        failed = len(targets) - len(room.shared_with)
        self.devices_failed += failed
        room.members, room.generation = members, generation
        room.retry_at = self._next_retry(members, failed)

    def _next_retry(self, members: frozenset[str], failed: int) -> float:
        if failed:
            return self._clock() + RETRY_AFTER
        fresh = self._tracker.all_fresh(members)
        return math.inf if fresh else self._clock() + LISTS_RETRY_AFTER

    def _targets(self, members: frozenset[str]) -> Devices:
        own = (self._olm.user_id, self._olm.device_id)
        return {
            (user, device.id): device
            for user in members
            for device in self._olm.devices_of(user)
            if not device.deleted and (user, device.id) != own
        }

    def _renew_if_needed(
        self, room_id: str, room: RoomSession, targets: Devices, limits: Limits
    ) -> None:
        gone = any(
            one not in targets or targets[one].curve25519 != key
            for one, key in room.shared_with.items()
        )
        if not gone and not room.expired(self._clock(), limits):
            return
        group = room.renew(self._clock())
        self.sessions_made += 1
        self._olm.create_group_session(
            self._olm.curve25519,
            self._olm.ed25519,
            room_id,
            room.session_id,
            group.session_key.to_base64(),
        )
        self._olm.arrived.discard((room_id, room.session_id))

    async def _claim(self, transport: Transport, missing: Devices) -> None:
        now = self._clock()
        if self._compared_at != self._tracker.generation:
            self._compared_at = self._tracker.generation
            self._olm.find_ambiguous()
        without = {
            one: device
            for one, device in missing.items()
            if self._olm.session_for(device) is None and self._claim_at.get(one, now) <= now
        }
        if not without:
            return
        opened = await claim_sessions(transport, self._olm, list(without.values()))
        for one in without.keys() - opened:
            self._claim_at[one] = now + RETRY_AFTER

    async def _send(
        self, transport: Transport, room_id: str, room: RoomSession, missing: Devices
    ) -> None:
        addresses = list(missing)
        for start in range(0, len(addresses), SEND_BATCH):
            batch = {one: missing[one] for one in addresses[start : start + SEND_BATCH]}
            try:
                await self._send_batch(transport, room_id, room, batch)
            except (Rejected, Forbidden, NotFound):
                # L'un d'eux fait refuser le lot : chacun le sien.
                await self._send_one_by_one(transport, room_id, room, batch)

    async def _send_one_by_one(
        self, transport: Transport, room_id: str, room: RoomSession, batch: Devices
    ) -> None:
        for address, device in batch.items():
            try:
                await self._send_batch(transport, room_id, room, {address: device})
            except (Rejected, Forbidden, NotFound):
                continue

    async def _send_batch(
        self, transport: Transport, room_id: str, room: RoomSession, batch: Devices
    ) -> None:
        key = self._room_key(room_id, room)
        messages: dict[str, dict[str, Any]] = {}
        with self._olm.store.database.atomic():
            for (user, device_id), device in batch.items():
                sealed = seal_for(self._olm, device, "m.room_key", key)
                if sealed is not None:
                    messages.setdefault(user, {})[device_id] = sealed
        if not messages:
            return
        await send_to_devices(transport, messages)
        for user, devices in messages.items():
            for device_id in devices:
                room.shared_with[user, device_id] = batch[user, device_id].curve25519
                self.devices_served += 1

    def _room_key(self, room_id: str, room: RoomSession) -> dict[str, str]:
        assert room.group is not None  # noqa: S101 (_renew_if_needed vient d'être appelé)
        return {
            "algorithm": MEGOLM,
            "room_id": room_id,
            "session_id": room.session_id,
            "session_key": room.group.session_key.to_base64(),
        }


def seal_for(
    olm: GuardedOlm, device: OlmDevice, type: str, content: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Chiffre un message direct pour un appareil ; rien s'il n'a pas de session utilisable."""
    session = olm.session_for(device)
    sealed: dict[str, Any] | None = None
    if session is not None:
        with olm.contained():
            sealed = olm._olm_encrypt(session, device, type, content)
    return sealed


async def send_to_devices(transport: Transport, messages: Mapping[str, Any]) -> None:
    """Envoie des messages directs chiffrés.

    Raises:
        WireError: comme `Transport.request`.
    """
    target = path("_matrix", "client", "v3", "sendToDevice", "m.room.encrypted", uuid.uuid4().hex)
    await transport.request("PUT", target, body={"messages": messages})
