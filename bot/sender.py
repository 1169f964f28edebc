"""La boîte d'envoi se vide : une file par salon, un nombre borné d'envois à la fois.

1. « Essayé » est écrit avant l'appel ; le même nom resservi, le serveur reconnaît le second essai.
   Ce qu'il ne reconnaîtrait plus est vérifié d'abord (`resend.py`).
2. L'ordre est celui de `queues.py` ; le nombre, celui de `width.py` (serré pour la masse) ; la
   cadence, celle de `pace.py`. Un nouvel essai prend sa part de cadence comme le premier.
3. Un envoi en route depuis plus de deux secondes est coincé, pas en cours : il ne prend plus de
   place dans la largeur, seulement dans le maximum. Les salons en échec n'occupent jamais plus du
   quart du maximum : un salon mort n'en retarde aucun autre.
4. Un 429 fait attendre tout le monde (le serveur compte par compte), et un serveur muet aussi
   (`slowdown.py`) ; quand il répond de nouveau, tous les salons reprennent.
5. Rien n'est abandonné pour avoir trop attendu. Est abandonné, visiblement, ce que le serveur
   refuse pour de bon, ce qui serait peut-être doublé, et ce qui échoue encore après vingt heures
   alors que le serveur répondait au reste.
6. Chaque tâche est dans le groupe de `run` : un défaut de l'expéditeur l'arrête, et le robot avec.
   Le défaut d'une seule ligne l'abandonne au troisième essai, et les autres passent.
"""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

from bot.addresses import find_addresses
from bot.attempts import Attempts
from bot.engine import Engine
from bot.histogram import Histogram
from bot.matrix.crypto import CryptoStoreError
from bot.matrix.delivery import Delivery
from bot.matrix.undeliverable import Undeliverable
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
from bot.queues import HISTOIRE, OUVERTURE, Queue, Queues
from bot.slowdown import Slowdown
from bot.width import Latency, Width
from bot.writer import Writer
from donnees import outbox
from donnees.database import StorageTrouble
from donnees.outbox import OutboxItem

journal = logging.getLogger(__name__)
COINCE: Final = 2.0
VAINS: Final = 50
DEFAUTS: Final = 3
_DEFINITIFS = (Forbidden, NotFound, Rejected)

Opened = Callable[[OutboxItem, str], Awaitable[None]]


class Sender:
    """Vide la boîte d'envoi. `offer` donne des lignes ; `run` tourne jusqu'à l'annulation.

    Attributes:
        sent, retries: envois partis, nouveaux essais, depuis le départ.
        given_up: abandons, par motif (voir `Undeliverable`).
        latency, width, bulk: durée des PUT, largeur des réponses, largeur de la masse.
        puts: répartition des durées de PUT, en secondes.
    """

    def __init__(
        self, engine: Engine, writer: Writer, delivery: Delivery, pace: Pace, largeur: int,
        opened: Opened, changed: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.engine, self.writer, self.delivery, self.pace = engine, writer, delivery, pace
        self.most, self._clock = max(1, largeur), clock
        self._opened, self._changed = opened, changed
        self.queues, self.slowdown = Queues(clock), Slowdown(clock)
        self.attempts = Attempts(engine, writer, delivery)
        self.sent = self.retries = 0
        self.given_up: Counter[str] = Counter()
        self.latency, self.puts = Latency(clock), Histogram()
        self.width = Width(self.latency, self.most, facteur=20.0, marge=1.0)
        self.bulk = Width(self.latency, self.most, facteur=5.0, marge=0.05)
        delivery.put_seconds, delivery.deposited = self._put, self.attempts.deposited
        self._reveil, self._vide = asyncio.Event(), asyncio.Event()
        self._en_route: dict[Queue, float] = {}
        self._vains: Counter[str] = Counter()
        self._defauts: Counter[str] = Counter()

    # -- recevoir des lignes ---------------------------------------------------------------------

    def offer(self, lignes: list[OutboxItem]) -> None:
        """Prend des lignes (déjà écrites dans la base) ; celles déjà connues sont ignorées."""
        for ligne in lignes:
            self.queues.offer(ligne)
        if lignes:
            self._reveil.set()

    def may_leave(self, ligne: OutboxItem) -> bool:
        """Vrai si cette ligne partirait sur-le-champ (appelé depuis le fil de l'écrivain)."""
        libre = not self.queues.busy(ligne) and len(self._en_route) < self.width.value
        cadence = self.pace.available(masse=ligne.priorite >= outbox.MASSE)
        return libre and cadence and not self.slowdown.paused

    def resolve(self, about: str, salon: str) -> None:
        """Le salon d'une histoire est ouvert : sa file prend son adresse."""
        self.queues.readdress(f"{HISTOIRE}{about}", salon)
        self._reveil.set()

    @property
    def waiting(self) -> int:
        """Combien de lignes attendent ou sont en route."""
        return len(self.queues)

    # -- choisir ---------------------------------------------------------------------------------

    async def run(self) -> None:
        """Tourne ; lève ce qui demande une personne (`TokenRefused`)."""
        async with asyncio.TaskGroup() as groupe:
            groupe.create_task(
                find_addresses(self.queues, self.engine, self.writer, self._reveil.set)
            )
            while True:
                self._reveil.clear()
                attente = self._start_ready(groupe)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._reveil.wait(), attente)

    def _start_ready(self, groupe: asyncio.TaskGroup) -> float | None:
        """Lance tout ce qui peut partir ; rend combien attendre (`None` : un réveil)."""
        while True:
            maintenant = self._clock()
            if maintenant < self.slowdown.pause:
                return self.slowdown.pause - maintenant
            file = self.queues.next()
            if file is None:
                reprise = self.queues.soonest()
                return None if reprise is None else max(0.0, reprise - maintenant)
            if self._held(file, maintenant):
                continue
            attente = self._room_for(file, maintenant)
            if attente is not None:
                return attente
            ligne = self.queues.take(file)
            self.pace.take()
            self._en_route[file] = maintenant
            groupe.create_task(self._one(file, ligne))

    def _held(self, file: Queue, maintenant: float) -> bool:
        """Retient une file en échec s'il y en a trop, une ouverture si elles sont limitées."""
        if file.cle.startswith(OUVERTURE) and maintenant < self.slowdown.openings:
            self.queues.postpone(file, self.slowdown.openings, asked=True)
            return True
        en_echec = sum(1 for autre in self._en_route if autre.attente.failures)
        if (
            file.attente.failures
            and not self.slowdown.probing
            and en_echec >= max(1, self.most // 4)
        ):
            self.queues.postpone(file, maintenant + 0.5)
            return True
        return False

    def _room_for(self, file: Queue, maintenant: float) -> float | None:
        """`None` s'il y a place pour cette file ; sinon, combien attendre au plus."""
        if len(self._en_route) >= self.most:
            return COINCE
        masse = file.head.priorite >= outbox.MASSE
        largeur = 1 if self.slowdown.probing else (self.bulk if masse else self.width).value
        cours = [depart for depart in self._en_route.values() if maintenant - depart < COINCE]
        if len(cours) >= largeur:
            return max(0.01, min(cours) + COINCE - maintenant)
        return None if self.pace.available(masse=masse) else self.pace.wait(masse=masse)

    # -- envoyer ---------------------------------------------------------------------------------

    async def _one(self, file: Queue, ligne: OutboxItem) -> None:
        try:
            await self._try(file, ligne)
        except Undeliverable as erreur:
            await self._try_give_up(file, ligne, erreur)
        except TokenRefused:
            raise
        except (WireError, CryptoStoreError, StorageTrouble) as erreur:
            await self._failed(file, ligne, erreur)
        except Exception as erreur:
            await self._defect(file, ligne, erreur)
        finally:
            del self._en_route[file]
            self.queues.landed(file)
            if not self.queues.due:
                self._vide.set()
            self._reveil.set()

    async def _try(self, file: Queue, ligne: OutboxItem) -> None:
        again = ligne.etat == outbox.ESSAYE
        arrive = await self.attempts.prepare(ligne, vain=self._vains[ligne.envoi] >= VAINS)
        if ligne.genre == outbox.OUVERTURE:
            salon = await self.delivery.openings.open(ligne, again=again)
            await self._opened(ligne, salon)
            self._done(file, ligne, salon)
            return
        event_id = arrive or await self.delivery.send(ligne, self.attempts.known)
        self._done(file, ligne, event_id)
        self.engine.arrives.append((ligne.envoi, event_id))

    def _put(self, duree: float) -> None:
        maintenant = self._clock()
        self.puts.add(duree)
        self.latency.add(duree)
        for largeur in (self.width, self.bulk):
            largeur.succeeded(maintenant - duree, maintenant)

    # -- ce qu'il en advient ---------------------------------------------------------------------

    def _done(self, file: Queue, ligne: OutboxItem, event_id: str) -> None:
        self.sent += 1
        self.attempts.remember(ligne.envoi, event_id)
        self.queues.sent(ligne.envoi)
        self._vains.pop(ligne.envoi, None)
        file.attente.reset()
        file.reprise = file.exigee = 0.0
        if self.slowdown.succeeded(self._en_route[file]):
            self.queues.recover()

    async def _failed(self, file: Queue, ligne: OutboxItem, erreur: Exception) -> None:
        if isinstance(erreur, _DEFINITIFS):
            await self._try_give_up(file, ligne, Undeliverable("refus", str(erreur)))
            return
        self.retries += 1
        if isinstance(erreur, RateLimited | AccountExpired):
            ouvre = file.cle.startswith(OUVERTURE) and isinstance(erreur, RateLimited)
            instant = self.slowdown.asked(erreur, opening=ouvre)
            self.queues.postpone(file, instant, asked=True)
        else:
            self._broken(file, ligne, erreur)
        self.queues.push(ligne)

    def _broken(self, file: Queue, ligne: OutboxItem, erreur: Exception) -> None:
        """Le serveur (ou le disque) n'a pas répondu : son salon attend, et tous s'il va mal."""
        depart, maintenant = self._en_route[file], self._clock()
        pause = file.attente.after(erreur)
        self.queues.postpone(file, maintenant + pause)
        if file.attente.failures in (1, 10):
            journal.warning(
                "envoi %s : %s, nouvel essai dans %.0f s", ligne.envoi, _mot(erreur), pause
            )
        if isinstance(erreur, WireError):
            for largeur in (self.width, self.bulk):
                largeur.failed(depart, maintenant)
            breaker = self.delivery.transport.breaker
            if breaker is not None and breaker.last_answer > depart:
                self._vains[ligne.envoi] += 1
        self.slowdown.failed(erreur, alone=self.latency.last_success <= depart)

    async def _defect(self, file: Queue, ligne: OutboxItem, erreur: Exception) -> None:
        """Un défaut du robot sur cette ligne : trois essais, puis elle est abandonnée."""
        self._defauts[ligne.envoi] += 1
        journal.error("envoi %s : défaut (%s)", ligne.envoi, type(erreur).__name__, exc_info=erreur)
        if self._defauts[ligne.envoi] >= DEFAUTS:
            await self._try_give_up(file, ligne, Undeliverable("panne", type(erreur).__name__))
            return
        self.queues.postpone(file, self._clock() + file.attente.after(erreur))
        self.queues.push(ligne)

    async def _try_give_up(self, file: Queue, ligne: OutboxItem, erreur: Undeliverable) -> None:
        """Abandonne une ligne et ce qui en dépend ; si la base refuse, ce sera redit."""
        try:
            suites = await self.writer.run(self.engine.give_up, ligne.envoi, str(erreur))
        except StorageTrouble as refus:
            self._broken(file, ligne, refus)
            self.queues.push(ligne)
            return
        self._defauts.pop(ligne.envoi, None)
        self._vains.pop(ligne.envoi, None)
        file.attente.reset()
        self.given_up[erreur.motif] += 1 + len(suites)
        self.queues.drop([ligne.envoi, *suites])
        dit = journal.info if erreur.motif in ("salon_quitte", "dependance") else journal.error
        dit(
            "envoi %s abandonné, salon %s (%s) : %s", ligne.envoi, ligne.salon, erreur.motif, erreur
        )
        self._changed()

    # -- l'arrêt --------------------------------------------------------------------------------

    async def drain(self, secondes: float) -> None:
        """Attend que tout soit parti, au plus ce temps."""
        self._vide.clear()
        if self.queues.due:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._vide.wait(), secondes)


def _mot(erreur: Exception) -> str:
    """L'erreur en un mot : celle d'une base citerait les valeurs qu'elle écrivait."""
    return type(erreur).__name__ if isinstance(erreur, StorageTrouble) else str(erreur)
