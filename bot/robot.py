"""Les pièces du robot, branchées les unes aux autres, et leur vie jusqu'à l'arrêt.

1. Rien d'inutile à la première réponse n'est chargé avant elle : supervision et vérification de
   l'identité viennent après la première synchronisation.
2. SIGTERM ou Ctrl-C : l'événement en cours finit, ce qui peut partir part (10 s au plus), code 0.
   Une tâche qui meurt arrête tout : un superviseur relance, et rien n'est perdu.
"""

import asyncio
import contextlib
import gc
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

from bot import retention
from bot.clock import Clock, RehearsalClock
from bot.config import Configuration
from bot.core.registry import Registry
from bot.engine import Engine
from bot.intake import Intake
from bot.loop_watch import LoopWatch
from bot.matrix.breaker import Breaker
from bot.matrix.crypto import Crypto
from bot.matrix.gateway import Gateway
from bot.matrix.reconcile import Reconciler
from bot.matrix.rooms import RoomBook
from bot.matrix.session import Session
from bot.matrix.transport import Transport
from bot.measures import Measure, Stored, measures, stored
from bot.rules import acces_of, clock_of, defauts_of
from bot.scheduler import Scheduler
from bot.sending import sender_of
from bot.writer import Writer
from donnees import compteur
from donnees.database import StorageTrouble
from donnees.outbox import OutboxItem

journal = logging.getLogger(__name__)
FLUSH_SECONDS = 10.0
SUPERVISION_SECONDS = 1.0


class Robot:
    """Toutes les pièces, branchées ; `registry` : ce que les membres peuvent faire."""

    def __init__(
        self, config: Configuration, session: Session, registry: Registry, writer: Writer,
        base: Any,
    ) -> None:  # fmt: skip
        self.config, self.session, self.registry = config, session, registry
        self.writer, self.base = writer, base
        self.stopping = asyncio.Event()
        self.work = asyncio.Event()
        self.watch = LoopWatch()

    async def prepare(self, horloge: datetime | None, vitesse: float, pilotage: bool) -> None:
        """Construit les pièces ; rien ne tourne encore."""
        bot = self.session.identifiant
        acces = acces_of(self.config)
        self.engine = Engine(
            base=self.base, registry=self.registry, clock=Clock(), bot=bot, acces=acces,
            defauts=defauts_of(self.config), appareil=self.session.appareil,
            intake=Intake(bot, ("Maillon", bot[1:].split(":", 1)[0]), acces),
        )  # fmt: skip
        note = await self.writer.run(
            self.engine.read, lambda s: compteur.repere(s, compteur.HORLOGE)
        )
        self.engine.clock = self.clock = clock_of(horloge, vitesse, pilotage, note)
        if self.clock.rehearsal:
            journal.warning("répétition : l'horloge du réseau part de %s", self.clock.now())
        self.transport = Transport(self.session.serveur, self.session.jeton, breaker=Breaker())
        chiffre = self.config.matrix.chiffrement
        dossier = self.config.donnees.dossier
        self.crypto = Crypto.open(dossier, self.session) if chiffre else None
        self.rooms = RoomBook(self.writer, self.engine.read, self.engine.encrypted)
        self.sender = sender_of(
            self.config, self.engine, self.writer, self.transport, self.crypto, self.rooms,
            self.work.set,
        )  # fmt: skip
        self.gateway = Gateway(
            self.transport, self.crypto, self.engine, self.writer, self.rooms,
            self.work.set, self.sender.offer,
        )  # fmt: skip
        self.scheduler = Scheduler(self.clock, self._ring)

    # -- la vie ----------------------------------------------------------------------------------

    async def live(self, pilotage: bool) -> None:
        """Tourne jusqu'à l'arrêt demandé ; relève la première panne d'une tâche."""
        self._boucle = boucle = asyncio.get_running_loop()
        for signe in (signal.SIGTERM, signal.SIGINT):
            boucle.add_signal_handler(signe, self.stopping.set)
        self.sender.offer(await self.writer.run(self.engine.to_send))
        self.work.set()
        try:
            async with asyncio.TaskGroup() as self._notes:
                taches = [self._notes.create_task(c) for c in self._tasks(pilotage)]
                await self.stopping.wait()
                await self._wind_down(taches)
        except BaseExceptionGroup as groupe:
            raise _premiere(groupe) from None
        finally:
            await self._close()

    def _tasks(self, pilotage: bool) -> list[Any]:
        taches = [
            self.gateway.run(), self.sender.run(), self._worker(), self._flusher(),
            self._after_ready(), self.watch.run(),
            Reconciler(self.gateway.reader, self.engine, self.writer, self.work.set).run(),
        ]  # fmt: skip
        if pilotage and isinstance(self.clock, RehearsalClock):
            from bot.piloted import follow

            taches.append(follow(self.clock, self._state, self._moved))
        return taches

    async def _worker(self) -> None:
        """Traite ce qui est reçu ; si la base refuse, attend et recommence."""
        pause = 0.5
        while True:
            await self.work.wait()
            self.work.clear()
            try:
                while await self.writer.run(self.engine.handle_some, self._hand):
                    pause = 0.5
                if self.engine.doute:  # ce qui est déjà en file, ou parti, est ignoré
                    self.engine.doute = False
                    await self.writer.run(self.engine.flush)
                    self.sender.offer(await self.writer.run(self.engine.to_send))
                if self.engine.rearm:
                    self.engine.rearm = False
                    await self._arm()
            except StorageTrouble:
                journal.error("la base refuse : nouvel essai dans %.0f s", pause)
                await asyncio.sleep(pause)
                pause = min(30.0, pause * 2)
                self.engine.doute = True
                self.work.set()

    def _hand(self, lignes: list[OutboxItem]) -> None:
        """Confie des envois à l'expéditeur (appelé depuis le fil de l'écrivain)."""
        if lignes:
            self._boucle.call_soon_threadsafe(self.sender.offer, lignes)

    async def _flusher(self) -> None:
        """Note les envois arrivés quand aucune validation ne s'en charge."""
        while True:
            await asyncio.sleep(0.5)
            if self.engine.arrives:
                with contextlib.suppress(StorageTrouble):
                    await self.writer.run(self.engine.flush)

    async def _arm(self) -> None:
        self.scheduler.arm(await self.writer.run(self.engine.next_reminder))

    async def _ring(self) -> None:
        """L'alarme : traite ce qui est échu, puis se repose.

        Si la base refuse, même de dire le prochain rappel, on réessaie sans hâte : jamais en
        boucle, et jamais sans alarme.
        """
        prochain = None
        try:
            await self.writer.run(self.engine.handle_due, self._hand)
            prochain = await self.writer.run(self.engine.next_reminder)
        except StorageTrouble:
            journal.error("la base refuse : les rappels attendent")
        finally:
            if not self.stopping.is_set():
                self.scheduler.arm(prochain)

    def _moved(self) -> None:
        self._notes.create_task(self._ring())

    async def _state(self) -> dict[str, object]:
        prochain = await self.writer.run(self.engine.next_reminder)
        attend = await self.writer.run(self.engine.pending)
        return {
            "heure": self.clock.now().isoformat(),
            "attente": self.sender.waiting + len(attend),
            "prochain": None if prochain is None else prochain.isoformat(),
        }

    # -- après la première synchronisation ---------------------------------------------------------

    async def _after_ready(self) -> None:
        """Ce qui peut attendre : l'alarme, l'identité, la supervision."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.gateway.ready.wait(), SUPERVISION_SECONDS)
        if not self.gateway.ready.is_set():
            await self._supervise()  # le serveur tarde : que cela se voie
        await self.gateway.ready.wait()
        self.scheduler.start()
        self.scheduler.every(60.0, self._tell_unreadable, "illisibles")
        self.scheduler.every(retention.period(self.clock), self._retain, "effacement")
        if self.clock.rehearsal:
            self.scheduler.every(2.0, self._note_clock, "horloge")
        await asyncio.sleep(0.2)
        await self._supervise()
        await self._check_identity()
        gc.collect()
        gc.freeze()
        await self._retain()

    async def _retain(self) -> None:
        """Efface ce qui a fait son temps."""
        await retention.chore(self.base, self.clock, self.writer)

    async def _tell_unreadable(self) -> None:
        await self.writer.run(self.engine.tell_unreadable)
        self.work.set()

    async def _note_clock(self) -> None:
        await self.writer.run(self.engine.note, compteur.HORLOGE, self.clock.now().isoformat())

    async def _supervise(self) -> None:
        adresse = self.config.supervision.hote_et_port
        if adresse is not None and not hasattr(self, "supervision"):
            from bot.supervision import Supervision

            self.supervision = Supervision(self._ready, self._stored, self._measures)
            await self.supervision.start(*adresse)

    async def _check_identity(self) -> None:
        """L'identité publiée est-elle encore la nôtre ? Sinon, arrêt net, avec le remède."""
        if self.crypto is None:
            return
        from bot.matrix import crosssigning
        from bot.matrix.wire_errors import WireError

        try:
            await crosssigning.ensure(self.transport, self.crypto.olm, self.config.donnees.dossier)
        except WireError as erreur:
            journal.warning("identité non vérifiée : %s", erreur)

    async def _ready(self) -> bool:
        if not self.gateway.ready.is_set():
            return False
        try:
            await self.writer.run(self.engine.pending)
        except StorageTrouble:
            return False
        return True

    async def _stored(self) -> Stored:
        return await self.writer.run(self.engine.read, lambda s: stored(s, self.clock))

    def _measures(self, base: Stored) -> Iterable[Measure]:
        durees = dict(self.engine.durations)
        return measures(base, self.sender, self.gateway, self.watch, durees)

    # -- l'arrêt -----------------------------------------------------------------------------------

    async def _wind_down(self, taches: list[Any]) -> None:
        """Ne reçoit plus, finit ce qui est commencé, envoie ce qui peut l'être."""
        journal.info("arrêt demandé")
        taches[0].cancel()
        limite = time.monotonic() + FLUSH_SECONDS
        with contextlib.suppress(StorageTrouble):
            self.sender.offer(await self.writer.run(self.engine.handle_until, limite))
            # La réception arrêtée au milieu d'une validation n'a pu confier les envois qui en
            # sont nés ; ceux déjà en file sont ignorés.
            await self.writer.run(self.engine.flush)
            self.sender.offer(await self.writer.run(self.engine.to_send))
        await self.sender.drain(max(0.0, limite - time.monotonic()))
        for tache in taches:
            tache.cancel()

    async def _close(self) -> None:
        fermetures: list[Callable[[], Awaitable[None]]] = [self.transport.close]
        if hasattr(self, "supervision"):
            fermetures.append(self.supervision.stop)
        with contextlib.suppress(Exception):
            self.scheduler.stop()
        for ferme in fermetures:
            await ferme()
        with contextlib.suppress(StorageTrouble):
            await self.writer.run(self.engine.flush)
        if self.clock.rehearsal:
            with contextlib.suppress(StorageTrouble):
                await self._note_clock()
        if self.crypto is not None:
            self.crypto.close()
        await self.writer.run(self.base.dispose)
        self.writer.close()


def _premiere(groupe: BaseExceptionGroup[BaseException]) -> BaseException:
    """La première erreur d'un groupe : c'est d'elle que l'on parle à l'exploitant."""
    erreur: BaseException = groupe
    while isinstance(erreur, BaseExceptionGroup):
        erreur = erreur.exceptions[0]
    return erreur
