"""La réception : notre propre boucle de synchronisation.

Ordre tenu à chaque réponse (matrix-tchap 2.2, essayé sous SIGKILL) : clés sur le disque, messages
déchiffrés, journal et position d'une seule validation, et seulement ensuite la requête suivante.
Une position plus récente que celle gardée n'est demandée que si, entre les deux, rien n'était pour
nous (ni clé, ni fait, ni parole) : au pire, un redémarrage relit du bavardage. Écrire chaque
position coûterait une écriture de disque par mot échangé dans tous les salons.
"""

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from bot.engine import POSITION_SECONDS, Engine
from bot.matrix.backoff import Backoff
from bot.matrix.crypto import Crypto, CryptoStoreError
from bot.matrix.entering import Entering
from bot.matrix.rooms import RoomBook
from bot.matrix.sync_batch import SyncReader
from bot.matrix.transport import Transport, path
from bot.matrix.wire_errors import (
    NotFound,
    Rejected,
    TokenRefused,
    Unreachable,
    WireError,
)
from bot.pieces import STATE_TYPES, Batch, Echo
from bot.writer import Writer
from donnees import compteur, inbox
from donnees.database import StorageTrouble
from donnees.outbox import OutboxItem

journal = logging.getLogger(__name__)
TIMELINE_TYPES = (
    *STATE_TYPES,
    "m.room.message",
    "m.room.encrypted",
    "m.reaction",
    "m.room.redaction",
)
POLL = 30.0
_RELAIS = 4  # tours de boucle jusqu'à la requête de l'expéditeur : la réponse part avant le /sync
SOUFFLE = 2.0  # entre deux réponses qui n'avancent pas
_MEMBERS = {"lazy_load_members": True}
FILTER: dict[str, Any] = {
    "presence": {"types": []},
    "account_data": {"types": ["m.direct"]},
    "room": {
        "ephemeral": {"types": []},
        "account_data": {"types": []},
        "state": {"types": list(STATE_TYPES), **_MEMBERS},
        "timeline": {"types": list(TIMELINE_TYPES), "limit": 100, **_MEMBERS},
    },
}
_V3 = ("_matrix", "client", "v3")


class Gateway:
    """Reçoit, garde et fait traiter ; `ready` : première réponse gardée.

    `offer` prend les envois nés ; `received` est appelé s'il reste à traiter.
    """

    def __init__(
        self, transport: Transport, crypto: Crypto | None, engine: Engine, writer: Writer,
        rooms: RoomBook, received: Callable[[], None],
        offer: Callable[[list[OutboxItem]], None],
    ) -> None:  # fmt: skip
        self.transport, self.crypto = transport, crypto
        self.engine, self.writer, self.rooms = engine, writer, rooms
        self.received, self.offer = received, offer
        self.ready = asyncio.Event()
        self.last_sync = time.monotonic()
        self.reader = SyncReader(
            transport, crypto, engine.bot, engine.acces,
            json.dumps(FILTER["room"]["timeline"], separators=(",", ":")),
            cites=engine.registry.cites,
        )  # fmt: skip
        self._kept = -POSITION_SECONDS
        self._doubt = False
        self._cles, self._cles_a = Backoff(), 0.0
        self.entering = Entering(transport, engine, writer)

    async def run(self) -> None:
        """Tourne jusqu'à l'annulation ; lève `TokenRefused` s'il faut une personne."""
        attente = Backoff()
        since = await self._read(compteur.POSITION)
        await self._retry(attente, self._start)
        while True:
            since = await self._retry(attente, partial(self.turn, since))

    async def _retry(self, attente: Backoff, action: Callable[[], Awaitable[Any]]) -> Any:
        """Refait l'action jusqu'à ce qu'elle aboutisse, en attendant de plus en plus."""
        while True:
            try:
                resultat = await action()
            except TokenRefused:
                raise
            except (WireError, CryptoStoreError, StorageTrouble) as erreur:
                pause = attente.after(erreur)
                self._doubt = True  # les clés d'un lot refait sont déjà là : tout se relira
                if attente.failures in (0, 1, 5) or pause >= 600:
                    journal.warning(
                        "synchronisation : %s, nouvel essai dans %.0f s", _mot(erreur), pause
                    )
                await asyncio.sleep(pause)
            else:
                attente.reset()
                return resultat

    async def _start(self) -> None:
        """Ce qui précède la première synchronisation : filtre, clés, illisibles à relire."""
        self._filter_id = await self._filter()
        await self.entering.all()

    async def _read(self, nom: str) -> str | None:
        valeur: str | None = await self._read_with(lambda session: compteur.repere(session, nom))
        return valeur

    async def _read_with(self, lecture: Callable[[Any], Any]) -> Any:
        return await self.writer.run(self.engine.read, lecture)

    async def _filter(self, *, neuf: bool = False) -> str:
        """L'identifiant du filtre, déposé une seule fois ; `neuf` : le serveur l'a oublié."""
        corps = json.dumps(FILTER, sort_keys=True)
        cle = "filtre:" + hashlib.sha256(f"{self.engine.bot}{corps}".encode()).hexdigest()[:16]
        connu = None if neuf else await self._read(cle)
        if connu is not None:
            return connu
        cible = path(*_V3, "user", self.engine.bot, "filter")
        depose = (await self.transport.request("POST", cible, body=FILTER)).get("filter_id")
        if not isinstance(depose, str) or not depose:
            raise Unreachable("reponse")
        await self.writer.run(self.engine.note, cle, depose)
        return depose

    async def turn(self, since: str | None) -> str | None:
        """Une synchronisation : demander, lire, garder. Rend la nouvelle position.

        Une réponse sans position n'en est pas une ; la même position, rendue sans attendre (un
        relais qui se répète), ne se redemande pas sur-le-champ.
        """
        debut = time.monotonic()
        attend = int(POLL * 1000) if self.ready.is_set() else 0
        query = {"filter": self._filter_id, "timeout": str(attend)}
        if since is not None:
            query["since"] = since
        try:
            brut = await self.transport.request(
                "GET", path(*_V3, "sync"), query=query, deadline=POLL + 30
            )
        except (Rejected, NotFound):
            self._filter_id = await self._filter(neuf=True)
            raise
        if not isinstance(brut.get("next_batch"), str):
            raise Unreachable("reponse")
        position = await self.absorb(brut, since)
        self.last_sync = time.monotonic()
        if attend and position == since:
            await asyncio.sleep(max(0.0, debut + SOUFFLE - self.last_sync))
        return position

    async def absorb(self, brut: dict[str, Any], since: str | None) -> str | None:
        """Garde une réponse ; sans position lisible, elle est redemandée."""
        arrivees = self._keys(brut)
        batch = await self.reader.read(brut, since)
        batch.pieces = await self._held(arrivees) + batch.pieces
        if self.reader.pending_owner:
            batch = await self._know_owners(brut, since, arrivees)
        if batch.position is None:
            return since
        batch.keys = bool(_to_device(brut))
        if self._nothing_new(batch):
            self.engine.arrives.extend(
                (p.envoi, p.event_id) for p in batch.pieces if isinstance(p, Echo)
            )
            if self.engine.intake.vu is not None:  # nul n'a cessé d'écouter
                self.engine.intake.vu = self.engine.clock.real()
            await self._upkeep()
            return batch.position
        nes, reste = await self.writer.run(self.engine.receive, batch)
        self.reader.membres.kept(batch.pieces)
        self.offer(nes)
        for _ in range(_RELAIS if nes else 0):
            await asyncio.sleep(0)
        if reste:
            self.received()
        self._kept = time.monotonic()
        self.rooms.forget(self.reader.touched)
        if self.reader.touched:
            await self.entering.all()
        self.ready.set()
        await self._upkeep()
        return batch.position

    def _nothing_new(self, batch: Batch) -> bool:
        """Vrai si la réponse ne porte que nos échos : ils rejoindront la prochaine écriture."""
        attend = time.monotonic() - self._kept < POSITION_SECONDS
        muet = not (batch.premiere or batch.keys or batch.directs)
        return attend and muet and all(isinstance(p, Echo) for p in batch.pieces)

    def _keys(self, brut: dict[str, Any]) -> set[tuple[str, str]]:
        if self.crypto is None:
            return set()
        return self.crypto.receive_keys(
            _to_device(brut),
            brut.get("device_lists"),
            brut.get("device_one_time_keys_count"),
            brut.get("device_unused_fallback_key_types"),
        )

    async def _held(self, arrivees: set[tuple[str, str]]) -> list[Any]:
        """Les messages gardés à part dont la clé vient d'arriver.

        Tous, au démarrage, après un échec, et tant que l'on ignore à qui est l'appareil de l'un
        d'eux.
        """
        tous = self._doubt or not self.ready.is_set()
        if self.crypto is None or not (arrivees or tous):
            return []
        self._doubt = False
        sessions = None if tous else {session for _salon, session in arrivees}
        gardes = await self._read_with(lambda s: inbox.unreadables(s, sessions))
        return [m for g in gardes for m in self.reader.again(g)]

    async def _know_owners(
        self, brut: dict[str, Any], since: str | None, arrivees: set[tuple[str, str]]
    ) -> Batch:
        """Des appareils inconnus : on demande à qui ils sont, puis on relit la réponse."""
        await self._upkeep()
        self.reader.pending_owner, self._doubt = False, True
        batch = await self.reader.read(brut, since)
        batch.pieces = await self._held(arrivees) + batch.pieces
        self._doubt, self.reader.pending_owner = self.reader.pending_owner, False
        return batch

    async def _upkeep(self) -> None:
        """Ce que le chiffrement doit au serveur ; après un échec, pas avant le temps qu'il faut."""
        trop_tot = time.monotonic() < self._cles_a
        if self.crypto is None or trop_tot or not self.crypto.needs_upkeep:
            return
        try:
            await self.crypto.upkeep(self.transport)
        except TokenRefused:
            raise
        except WireError as erreur:
            pause = self._cles.after(erreur)
            self._cles_a = time.monotonic() + pause
            journal.warning("clés : %s, nouvel essai dans %.0f s", erreur, pause)
        else:
            self._cles.reset()


def _to_device(brut: dict[str, Any]) -> list[Any]:
    vers_appareil = brut.get("to_device")
    evenements = vers_appareil.get("events") if isinstance(vers_appareil, dict) else None
    return evenements if isinstance(evenements, list) else []


def _mot(erreur: Exception) -> str:
    """L'erreur en un mot : celle d'une base citerait les valeurs qu'elle écrivait."""
    if not isinstance(erreur, StorageTrouble):
        return str(erreur)
    code = getattr(erreur.orig, "sqlite_errorname", None) or getattr(erreur.orig, "sqlstate", "")
    return f"la base refuse ({type(erreur).__name__} {code})"
