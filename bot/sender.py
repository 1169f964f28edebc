"""La boîte d'envoi se vide : une file par salon, un nombre borné d'envois à la fois.

1. Une seule ligne en route par salon : l'ordre y est gardé. Entre salons, la plus pressée d'abord
   (réponses aux personnes, leurs boutons, textes de masse, leurs boutons), puis la plus ancienne.
2. « Essayé » est écrit avant l'appel ; le même nom resservi, le serveur reconnaît le second essai.
3. Une ligne qui dépend d'une autre attend son identifiant ; si l'autre est abandonnée, elle l'est.
4. Un salon en échec attend seul ; un 429 ou un compte expiré fait attendre tout le monde.
"""

import asyncio
import contextlib
import heapq
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.engine import Engine
from bot.matrix.backoff import Backoff
from bot.matrix.crypto import CryptoStoreError, DeviceConflict
from bot.matrix.delivery import Delivery, Undeliverable
from bot.matrix.wire_errors import (
    AccountExpired,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    TokenRefused,
    WireError,
)
from bot.pace import Pace
from bot.writer import Writer
from donnees import outbox
from donnees.database import StorageTrouble
from donnees.outbox import OutboxItem

journal = logging.getLogger(__name__)
ESSAIS_MAX = 200
_DEFINITIFS = (Forbidden, NotFound, Rejected)


@dataclass
class _File:
    """La file d'un salon : un tas de (priorité, rang, ligne)."""

    lignes: list[tuple[int, int, OutboxItem]] = field(default_factory=list)
    en_route: bool = False
    reprise: float = 0.0
    attente: Backoff = field(default_factory=Backoff)


class Sender:
    """Vide la boîte d'envoi. `offer` donne des lignes ; `run` tourne jusqu'à l'annulation."""

    def __init__(
        self, engine: Engine, writer: Writer, delivery: Delivery, pace: Pace, largeur: int,
        opened: Callable[[OutboxItem, str], Any],
    ) -> None:  # fmt: skip
        self.engine, self.writer, self.delivery = engine, writer, delivery
        self.pace, self.largeur, self._opened = pace, largeur, opened
        self.files: dict[str, _File] = {}
        self.known: dict[str, str] = {}
        self.sent = self.retries = self.given_up = 0
        self._dues: set[str] = set()
        self._reveil = asyncio.Event()
        self._en_route: set[asyncio.Task[None]] = set()
        self._vide = asyncio.Event()
        self._pause = 0.0
        self._a_noter: list[tuple[str, asyncio.Future[None]]] = []
        self._echec: BaseException | None = None

    # -- recevoir des lignes ---------------------------------------------------------------------

    def offer(self, lignes: list[OutboxItem]) -> None:
        """Prend des lignes (déjà écrites dans la base) ; celles déjà connues sont ignorées."""
        for ligne in lignes:
            if ligne.envoi not in self._dues:
                self._dues.add(ligne.envoi)
                file = self.files.setdefault(_cle(ligne), _File())
                heapq.heappush(file.lignes, (ligne.priorite, ligne.seq, ligne))
        self._reveil.set()

    def may_leave(self, ligne: OutboxItem) -> bool:
        """Vrai si cette ligne partirait sur-le-champ (appelé depuis le fil de l'écrivain)."""
        file = self.files.get(_cle(ligne))
        libre = file is None or not (file.lignes or file.en_route)
        return libre and len(self._en_route) < self.largeur and self.pace.available()

    def resolve(self, about: str, salon: str) -> None:
        """Le salon d'une histoire est ouvert : sa file prend son adresse."""
        file = self.files.pop(f"histoire:{about}", None)
        for _priorite, _rang, ligne in sorted(file.lignes, key=lambda t: t[:2]) if file else ():
            ligne.salon = salon
            self._dues.discard(ligne.envoi)
            self.offer([ligne])

    @property
    def waiting(self) -> int:
        """Combien de lignes attendent ou sont en route."""
        return len(self._dues)

    # -- choisir ---------------------------------------------------------------------------------

    async def run(self) -> None:
        """Tourne ; lève ce qui demande une personne (`TokenRefused`)."""
        while True:
            self._reveil.clear()
            attente = self._start_ready()
            if self._echec is not None:
                raise self._echec
            try:
                await asyncio.wait_for(self._reveil.wait(), attente)
            except TimeoutError:
                continue

    def _start_ready(self) -> float | None:
        """Lance tout ce qui peut partir ; rend combien attendre (`None` : un réveil)."""
        maintenant = time.monotonic()
        if maintenant < self._pause:
            return self._pause - maintenant
        while len(self._en_route) < self.largeur:
            prete = self._next(maintenant)
            if prete is None:
                return self._soonest(maintenant)
            if not self.pace.available():
                return self.pace.wait()
            self._launch(*prete)
        return None

    def _next(self, maintenant: float) -> tuple[_File, OutboxItem] | None:
        """La ligne la plus pressée parmi les têtes de file libres."""
        meilleure: tuple[tuple[int, int], _File] | None = None
        for cle, file in self.files.items():
            if file.en_route or not file.lignes or file.reprise > maintenant:
                continue
            if cle.startswith(("histoire:", "personne:")):
                continue
            rang = file.lignes[0][:2]
            if meilleure is None or rang < meilleure[0]:
                meilleure = (rang, file)
        if meilleure is None:
            return None
        return meilleure[1], meilleure[1].lignes[0][2]

    def _soonest(self, maintenant: float) -> float | None:
        reprises = [f.reprise for f in self.files.values() if f.lignes and f.reprise > maintenant]
        return min(reprises) - maintenant if reprises else None

    def _launch(self, file: _File, ligne: OutboxItem) -> None:
        heapq.heappop(file.lignes)
        file.en_route = True
        self.pace.take()
        tache = asyncio.create_task(self._one(file, ligne))
        self._en_route.add(tache)
        tache.add_done_callback(self._landed)

    def _landed(self, tache: asyncio.Task[None]) -> None:
        self._en_route.discard(tache)
        if not self._dues:
            self._vide.set()
        if not tache.cancelled() and tache.exception() is not None:
            self._echec = tache.exception()
        self._reveil.set()

    # -- envoyer ---------------------------------------------------------------------------------

    async def _one(self, file: _File, ligne: OutboxItem) -> None:
        try:
            await self._try(file, ligne)
        except StorageTrouble:
            journal.error("envoi %s : la base refuse, il attend", ligne.envoi)
            file.reprise = time.monotonic() + file.attente.after(RuntimeError())
            heapq.heappush(file.lignes, (ligne.priorite, ligne.seq, ligne))
        finally:
            file.en_route = False
            if not file.lignes:
                self._drop(ligne, file)

    def _drop(self, ligne: OutboxItem, file: _File) -> None:
        cle = _cle(ligne)
        if self.files.get(cle) is file and not file.attente.failures:
            del self.files[cle]

    async def _try(self, file: _File, ligne: OutboxItem) -> None:
        if ligne.depend_de is not None and not await self._resolved(ligne):
            return
        if ligne.etat == outbox.EN_ATTENTE:
            await self._note_attempt(ligne)
        ligne.essais += 1
        try:
            event_id = await self.delivery.send(ligne, self.known)
        except (Undeliverable, DeviceConflict) as erreur:
            await self._give_up(ligne, str(erreur))
        except TokenRefused:
            raise
        except (WireError, CryptoStoreError) as erreur:
            await self._failed(file, ligne, erreur)
        else:
            file.attente.reset()
            self._done(ligne, event_id)

    async def _resolved(self, ligne: OutboxItem) -> bool:
        """Vrai si le message dont dépend la ligne a son identifiant ; sinon elle est abandonnée."""
        mere = ligne.depend_de or ""
        if mere in self.known:
            return True
        event_id = await self.writer.run(self.engine.event_id_of, mere)
        if event_id:
            self.known[mere] = event_id
            return True
        await self._give_up(ligne, "le message dont il dépend n'est pas parti")
        return False

    async def _note_attempt(self, ligne: OutboxItem) -> None:
        """Écrit « essayé », groupé avec les autres lignes qui partent au même moment."""
        futur = asyncio.get_running_loop().create_future()
        self._a_noter.append((ligne.envoi, futur))
        if len(self._a_noter) == 1:
            await asyncio.sleep(0)
            groupe, self._a_noter = self._a_noter, []
            try:
                await self.writer.run(self.engine.mark_attempted, [nom for nom, _f in groupe])
            finally:
                for _nom, attendu in groupe:
                    attendu.set_result(None)
        await futur
        ligne.etat = outbox.ESSAYE

    def _done(self, ligne: OutboxItem, event_id: str) -> None:
        self.sent += 1
        self._dues.discard(ligne.envoi)
        if ligne.genre == outbox.OUVERTURE:
            self._opened(ligne, event_id)
            return
        if ligne.genre == outbox.MESSAGE:
            self._remember(ligne.envoi, event_id)
        self.engine.arrives.append((ligne.envoi, event_id))

    def _remember(self, nom: str, event_id: str) -> None:
        self.known[nom] = event_id
        if len(self.known) > 5000:
            for ancien in list(self.known)[:1000]:
                del self.known[ancien]

    async def _failed(self, file: _File, ligne: OutboxItem, erreur: Exception) -> None:
        if isinstance(erreur, _DEFINITIFS) or ligne.essais >= ESSAIS_MAX:
            await self._give_up(ligne, str(erreur))
            return
        self.retries += 1
        pause = file.attente.after(erreur)
        if isinstance(erreur, RateLimited | AccountExpired):
            self._pause = max(self._pause, time.monotonic() + pause)
        else:
            file.reprise = time.monotonic() + pause
        if ligne.essais in (1, 5, 20):
            journal.warning("envoi %s : %s, nouvel essai dans %.0f s", ligne.envoi, erreur, pause)
        heapq.heappush(file.lignes, (ligne.priorite, ligne.seq, ligne))

    async def _give_up(self, ligne: OutboxItem, raison: str) -> None:
        self.given_up += 1
        self._dues.discard(ligne.envoi)
        journal.error("envoi %s abandonné : %s", ligne.envoi, raison)
        await self.writer.run(self.engine.give_up, ligne.envoi, raison)

    async def drain(self, secondes: float) -> None:
        """Attend que tout soit parti, au plus ce temps."""
        self._vide = asyncio.Event()
        if self._dues:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._vide.wait(), secondes)


def _cle(ligne: OutboxItem) -> str:
    if ligne.salon:
        return ligne.salon
    if ligne.histoire:
        return f"histoire:{ligne.histoire}"
    return (
        f"ouverture:{ligne.envoi}"
        if ligne.genre == outbox.OUVERTURE
        else f"personne:{ligne.personne}"
    )
