"""Relire de temps en temps la fin des salons actifs : `/sync` peut omettre un événement.

Après une coupure entre serveurs, Synapse peut livrer une suite sans la marquer tronquée
(matrix-org/synapse, ticket 16463). Toutes les quinze minutes, la dernière heure des salons actifs
est relue ; ce qui est déjà connu l'est par son identifiant, le reste est reçu comme neuf.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.engine import Engine
from bot.matrix import parsing
from bot.matrix.crypto import CryptoStoreError
from bot.matrix.sync_batch import SyncReader
from bot.matrix.transport import path
from bot.matrix.wire_errors import TokenRefused, WireError
from bot.pieces import Batch, Echo, Piece, Seen, Unreadable
from bot.writer import Writer
from donnees import inbox
from donnees import salon as salons
from donnees.database import StorageTrouble

journal = logging.getLogger(__name__)
EVERY = 900.0
WINDOW = timedelta(hours=1)
LIMIT = "50"


class Reconciler:
    """Relit les salons actifs. `recovered` : combien d'événements ont été retrouvés ainsi ;
    `received` est appelé quand il y en a à traiter."""

    def __init__(
        self, reader: SyncReader, engine: Engine, writer: Writer, received: Callable[[], None]
    ) -> None:
        self.reader, self.engine, self.writer, self.received = reader, engine, writer, received
        self.recovered = 0

    async def run(self) -> None:
        """Tourne jusqu'à l'annulation ; un échec attend le tour suivant."""
        while True:
            await asyncio.sleep(EVERY)
            limite = time.monotonic() - 2 * EVERY
            for salon in [s for s, vu in self.reader.active.items() if vu > limite]:
                try:
                    await self.check(salon)
                except TokenRefused:
                    raise
                except (WireError, CryptoStoreError, StorageTrouble) as erreur:
                    journal.warning(
                        "salon %s : relecture remise (%s)", salon, type(erreur).__name__
                    )

    async def check(self, salon: str) -> int:
        """Relit la fin d'un salon ; rend combien d'événements manquaient."""
        cible = path("_matrix", "client", "v3", "rooms", salon, "messages")
        query = {"dir": "b", "limit": LIMIT, "filter": self.reader.filtre}
        page = (await self.reader.transport.request("GET", cible, query=query)).get("chunk")
        bruts = [e for e in page if parsing.well_formed(e)] if isinstance(page, list) else []
        depuis = await self.writer.run(
            self.engine.read, lambda s: salons.present_depuis(s, salon, self.reader.bot)
        )
        borne = max(depuis or datetime.now(UTC), datetime.now(UTC) - WINDOW)
        recents = [e for e in reversed(bruts) if parsing.when(e) > borne]
        ids = [e["event_id"] for e in recents]
        connus = await self.writer.run(self.engine.read, lambda s: inbox.known(s, ids))
        pieces: list[Piece] = []
        for evenement in recents:
            if evenement["event_id"] not in connus and "state_key" not in evenement:
                pieces += self.reader.event(salon, evenement)
        pieces = [p for p in pieces if isinstance(p, Seen | Echo | Unreadable)]
        avant = self.engine.intake.seq
        if pieces:
            await self.writer.run(self.engine.keep, Batch(position=None, pieces=pieces))
            self.received()
        trouves = max(0, (self.engine.intake.seq or 0) - (avant or self.engine.intake.seq or 0))
        self.recovered += trouves
        return trouves
