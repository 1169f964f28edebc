"""Le moteur : un événement à la fois, tout ou rien, dans le fil de l'unique écrivain.

1. Décider (`dispatch`), appliquer, clore l'élément reçu : une seule validation. Coupé avant, rien
   n'a eu lieu ; après, tout est écrit, et la boîte d'envoi dit ce qui reste à dire.
2. Une commande qui échoue est annulée et retentée, trois fois en tout ; ensuite l'élément est mis
   de côté sous une référence, la personne en est avertie une fois, et la suite continue.
3. Les accusés d'envoi attendent la prochaine validation : jamais de troisième pour une commande.
4. Plusieurs éléments tiennent en une validation, mais pas plus qu'il n'en faut pour l'amortir
   (`Ledger.souffle`) : le premier servi n'attend pas les vingt autres, il part pendant qu'on les
   traite.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot import excuses
from bot.core import dispatch as aiguillage
from bot.core.acces import Acces, Frein
from bot.core.context import Context, Reglages
from bot.core.effects import Effect
from bot.core.events import Due
from bot.core.registry import Registry
from bot.effects_applied import Application
from bot.events_stored import to_event
from bot.histogram import Histogram
from bot.identity import envoi
from bot.ledger import Handed, Ledger
from bot.pieces import Batch
from bot.threads import fils
from donnees import compteur, inbox, outbox, reminder
from donnees.inbox import Recu
from donnees.outbox import OutboxItem
from donnees.reminder import Reminder

journal = logging.getLogger(__name__)
ESSAIS = 3
PATIENCE = 12  # refus de la base avant de tenir l'élément pour fautif (plusieurs minutes)
GROUPE = 20
POSITION_SECONDS = 30.0  # au plus tard, une position sans rien pour nous est écrite quand même


@dataclass(kw_only=True)
class Engine(Ledger):
    """Le moteur. Toutes ses méthodes s'appellent depuis le même fil (voir `bot.writer`)."""

    registry: Registry
    bot: str
    acces: Acces
    defauts: Reglages
    may_leave: Callable[[OutboxItem], bool] = lambda _ligne: False
    frein: Frein = field(default_factory=Frein)
    memoire: dict[str, Any] = field(default_factory=dict)
    rearm: bool = False
    _pannes: Counter[str] = field(default_factory=Counter)
    durations: dict[str, Histogram] = field(default_factory=dict)

    # -- recevoir ------------------------------------------------------------------------------

    def keep(self, batch: Batch) -> None:
        """Garde une réponse de synchronisation et sa position, d'un seul coup.

        Ce qui ne porte rien pour nous n'est pas écrit : au redémarrage, repartir de la position
        gardée redonne ce rien. Une position gardée n'est donc jamais en avance sur le journal.
        """
        with self._transaction() as session:
            presse = time.monotonic() - self._kept > POSITION_SECONDS
            if self.intake.keep(session, batch, self.clock.real(), presse=presse) or session.info:
                self._kept = time.monotonic()
            else:
                session.rollback()
        self.file.add(self.intake.take_added())

    def receive(self, batch: Batch) -> tuple[Handed, bool]:
        """Garde une réponse et traite aussitôt ce qu'elle apporte ; rend les envois nés.

        Peu d'éléments : tout tient en une validation (l'élément, ses effets, la position, et ce qui
        attendait devant lui). Sinon, ou si un élément échoue, la réponse est d'abord gardée. Le
        second résultat dit s'il reste à traiter.
        """
        if self.file.known and len(batch.pieces) <= GROUPE:
            try:
                return self._at_once(batch), self.file.remain or self.rearm
            except Exception as erreur:
                journal.warning("réponse gardée puis traitée à part (%s)", type(erreur).__name__)
        self.keep(batch)
        return [], True

    def _at_once(self, batch: Batch) -> Handed:
        debut = time.perf_counter()
        nes: Handed = []
        with self._transaction() as session:
            presse = time.monotonic() - self._kept > POSITION_SECONDS
            if not self.intake.keep(session, batch, self.clock.real(), presse=presse):
                if not session.info:
                    session.rollback()
                    return []
            self._kept = time.monotonic()
            self.file.add(self.intake.take_added())
            for nouveaux in self._handle_all(session, self.file.head(GROUPE, self.pending)):
                nes += nouveaux
        self._duree("element", debut)
        return nes

    # -- traiter -------------------------------------------------------------------------------

    def pending(self) -> list[str]:
        """Les éléments reçus qui restent à traiter, dans l'ordre."""
        with self._session() as session:
            return inbox.pending(session)

    def handle_some(self, hand: Callable[[Handed], None]) -> bool:
        """Traite un groupe d'éléments en attente, confie leurs envois ; vrai s'il en reste."""
        try:
            for nouveaux in self._group(self.file.head(GROUPE, self.pending)):
                hand(nouveaux)
        except BaseException:
            self.file.forget()
            raise
        return self.file.remain

    def _group(self, groupe: list[str]) -> list[Handed]:
        """Plusieurs éléments d'une seule validation ; si l'un échoue, chacun la sienne."""
        if len(groupe) > 1:
            try:
                with self._transaction() as session:
                    return self._handle_all(session, groupe)
            except Exception as erreur:
                journal.warning("groupe repris un à un (%s)", type(erreur).__name__)
        return [self.handle(event_id) for event_id in groupe]

    def handle_until(self, limite: float) -> Handed:
        """Traite ce qui attend, jusqu'à cet instant (monotone) à peu près ; rend les envois nés."""
        nes: Handed = []
        while time.monotonic() < limite and self.handle_some(nes.extend):
            pass
        return nes

    def handle(self, event_id: str) -> Handed:
        """Traite un élément reçu ; rend les envois nés, prêts à partir."""
        try:
            with self._transaction() as session:
                return self._handle_all(session, [event_id])[0]
        except Exception as erreur:
            self._patience(event_id, erreur)
            journal.exception("élément %s : échec", event_id)
            return self._failed_item(event_id)

    def _handle_all(self, session: Session, ids: list[str]) -> list[Handed]:
        """Traite ces éléments dans l'ordre ; lus et clos ensemble, dans la même transaction.

        Nommé deux fois (un trou comblé peut redonner un événement), un élément n'a lieu qu'une.
        Passé `souffle`, ceux qui restent reprennent la tête de la file.
        """
        items = inbox.items(session, ids)
        limite = time.perf_counter() + self.souffle.seconds
        faits: list[str] = []
        nes: list[Handed] = []
        for rang, event_id in enumerate(ids):
            if rang and time.perf_counter() > limite:
                self.file.put_back(ids[rang:])
                break
            item = items.pop(event_id, None)
            nes.append(self._handle(session, item))
            if item is not None:
                faits.append(event_id)
        inbox.mark_all_done(session, faits)
        return nes

    def _handle(self, session: Session, item: Recu | None) -> Handed:
        debut = time.perf_counter()
        if item is None or item.contenu is None:
            return []
        event = to_event(item, self.clock)
        ctx = self._context(session, item.sent_at)
        effets = aiguillage.dispatch(event, ctx)
        nouveaux = self._apply(session, item.event_id, effets, ctx)
        self._duree(ctx.commande or item.genre, debut)
        return nouveaux

    def _context(self, session: Session, reel: datetime | None = None) -> Context:
        return Context(
            session=session, registry=self.registry, now=self.clock.now(), bot=self.bot,
            acces=self.acces, defauts=self.defauts, frein=self.frein, memoire=self.memoire,
            reel=reel or self.clock.real(), vitesse=self.clock.speed,
        )  # fmt: skip

    def _apply(self, session: Session, origine: str, effets: list[Effect], ctx: Context) -> Handed:
        rang = self._seq or outbox.next_seq(session)
        application = Application(session, origine, ctx.now, rang, self.crowded, **fils(ctx))
        application.apply(effets, ctx.numeros)
        self._seq = application.seq
        if application.rooms:
            self.intake.forget()
        self._mark(application.nouveaux)
        outbox.add_all(session, application.nouveaux)
        self.rearm = self.rearm or application.reminded
        if application.resumed:
            self.intake.seq = None
            self.file.forget()
        if self.clock.rehearsal:
            compteur.noter(session, compteur.HORLOGE, ctx.now.isoformat())
        session.flush()
        return application.nouveaux

    def _mark(self, lignes: Handed) -> None:
        """Ce qui part sur-le-champ est noté « essayé » par cette même validation."""
        for ligne in lignes:
            if ligne.salon and ligne.depend_de is None and self.may_leave(ligne):
                ligne.etat, ligne.appareil = outbox.ESSAYE, self.appareil
                ligne.essaye_le = self.clock.real()

    # -- rappels -------------------------------------------------------------------------------

    def handle_due(self, hand: Callable[[Handed], None]) -> None:
        """Traite un groupe de rappels échus, chacun dans sa validation : qui parle n'attend pas."""
        with self._session() as session:
            echus = [r.id for r in reminder.due(session, self.clock.now(), GROUPE)]
        for id in echus:
            hand(self._one_due(id))

    def _one_due(self, id: str) -> Handed:
        debut = time.perf_counter()
        try:
            with self._transaction() as session:
                return self._handle_due(session, id)
        except Exception as erreur:
            self._patience(id, erreur)
            journal.exception("rappel %s : échec", id)
            return self._failed_reminder(id)
        finally:
            self._duree("rappel", debut)

    def _handle_due(self, session: Session, id: str) -> Handed:
        ligne = reminder.reminder(session, id)
        if ligne is None or ligne.ecarte:
            return []
        event = Due(id=id, reason=ligne.reason, about=ligne.about, planned=ligne.planned)
        reminder.forget(session, ligne.about, ligne.reason)
        ctx = self._context(session)
        effets = aiguillage.dispatch(event, ctx)
        return self._apply(session, id, effets, ctx)

    # -- quand cela casse ------------------------------------------------------------------------

    def _patience(self, id: str, erreur: Exception) -> None:
        """Un disque plein, une base fermée : ce n'est pas la faute de l'élément, on attend."""
        if isinstance(erreur, OperationalError) and self._pannes[id] < PATIENCE:
            self._pannes[id] += 1
            raise erreur
        self._pannes.pop(id, None)

    def _failed_item(self, event_id: str) -> Handed:
        with self._session() as session:
            item = inbox.item(session, event_id)
            if item is None:
                return []
            item.essais += 1
            if item.essais < ESSAIS:
                self.file.forget()
                session.commit()
                return []
            reference = envoi(event_id, "panne")[:8]
            journal.error("élément %s mis de côté, référence %s", event_id, reference)
            ctx = self._context(session, item.sent_at)
            nouveaux = self._apply(session, event_id, excuses.du_message(item, reference), ctx)
            inbox.mark_done(session, event_id, inbox.ECARTE)
            session.commit()
            return nouveaux

    def _failed_reminder(self, id: str) -> Handed:
        with self._session() as session:
            ligne = session.get(Reminder, id)
            if ligne is None:
                return []
            ligne.essais += 1
            ligne.ecarte = ligne.essais >= ESSAIS
            session.flush()
            nouveaux = self._excuse(session, ligne) if ligne.ecarte else []
            session.commit()
            return nouveaux

    def _excuse(self, session: Session, ligne: Reminder) -> Handed:
        """Qui attendait ce rappel l'apprend : rien ne s'arrête en silence."""
        reference = envoi(ligne.id, "panne")[:8]
        journal.error("rappel %s mis de côté, référence %s", ligne.id, reference)
        effets = excuses.du_rappel(session, ligne.about, reference)
        return self._apply(session, ligne.id, effets, self._context(session))

    def _duree(self, quoi: str, debut: float) -> None:
        self.durations.setdefault(quoi, Histogram()).add(time.perf_counter() - debut)
