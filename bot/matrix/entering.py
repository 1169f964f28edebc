"""Entrer là où l'on est invité, et là où un salon où l'on était s'est transporté.

1. On insiste sans hâte ; un refus net fait oublier l'invitation qui a été essayée, et elle seule :
   une autre, venue pendant que le serveur répondait, est essayée à son tour.
2. Une suite de salon fermée se retente plus tard ; on y sera sans doute invité.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from bot.engine import Engine
from bot.matrix.backoff import Backoff
from bot.matrix.transport import Transport, path
from bot.matrix.wire_errors import Forbidden, NotFound, Rejected, TokenRefused, WireError
from bot.writer import Writer
from donnees import salon as salons
from donnees.database import StorageTrouble

journal = logging.getLogger(__name__)
ESSAIS: Final = 20
RETRY: Final = 600.0


class Entering:
    """Les entrées en cours, une par salon."""

    def __init__(self, transport: Transport, engine: Engine, writer: Writer) -> None:
        self.transport, self.engine, self.writer = transport, engine, writer
        self._refused: dict[str, float] = {}
        self._joins: dict[str, asyncio.Task[None]] = {}

    async def all(self) -> None:
        """Commence à entrer partout où il le faut ; n'attend pas d'y être."""
        for salon in await self._read(salons.invitations):
            self._join(salon, ())
        for salon, par in await self._read(salons.a_suivre):
            if time.monotonic() - self._refused.get(salon, -RETRY) >= RETRY:
                self._join(salon, par)

    async def _read(self, lecture: Callable[[Any], Any]) -> Any:
        return await self.writer.run(self.engine.read, lecture)

    def _join(self, salon: str, par: tuple[str, ...]) -> None:
        if salon not in self._joins:
            tache = asyncio.create_task(self._accept(salon, par))
            self._joins[salon] = tache
            tache.add_done_callback(lambda _t: self._joins.pop(salon, None))

    async def _accept(self, salon: str, par: tuple[str, ...]) -> None:
        """Entre, en insistant ; `par` : les serveurs qui connaissent le salon (spec, `via`)."""
        attente = Backoff()
        cible = path("_matrix", "client", "v3", "join", salon) + "".join(
            f"{'&' if rang else '?'}via={quote(serveur)}" for rang, serveur in enumerate(par)
        )
        for _essai in range(ESSAIS):
            try:
                if await self._enter(salon, cible):
                    return
            except TokenRefused:
                return  # la synchronisation l'apprendra aussi, et c'est elle qui le dit
            except (WireError, StorageTrouble) as erreur:
                await asyncio.sleep(attente.after(erreur))

    async def _enter(self, salon: str, cible: str) -> bool:
        """Un essai ; faux s'il est refusé alors qu'une autre invitation est venue entre-temps."""
        bot = self.engine.bot
        invitation = await self._read(lambda s: salons.invite_depuis(s, salon, bot))
        try:
            await self.transport.request("POST", cible, body={})
        except (Forbidden, NotFound, Rejected) as erreur:
            journal.warning("salon %s : entrée refusée (%s)", salon, erreur)
            self._refused[salon] = time.monotonic()
            oubliee: bool = await self.writer.run(self.engine.forget_invitation, salon, invitation)
            return oubliee
        return True
