"""Les écritures qui ne décident rien : accusés, essais, abandons, salons ouverts, repères.

1. Une transaction emporte toujours les accusés d'envoi en attente ; si elle n'aboutit pas, ils
   attendent la suivante.
2. Un abandon emporte ce qui ne peut partir sans lui, et l'histoire l'apprend comme un événement.
3. Ce qui vient d'être effacé pour une personne l'est aussi du fichier (`tasser`).
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.engine import Engine as Base
from sqlmodel import Session

from bot.clock import Clock
from bot.intake import Intake
from bot.waiting import Waiting
from donnees import compteur, histoire, outbox, reminder
from donnees import salon as salons
from donnees.database import StorageTrouble
from donnees.inbox import PENDING_MAX
from donnees.oubli import tasser
from donnees.outbox import MESSAGE, OUVERTURE, OutboxItem

T = TypeVar("T")
PART, PART_MAX = 4, 32
Handed = list[OutboxItem]


@dataclass
class Souffle:
    """Combien de temps traiter avant de valider : plusieurs fois ce que coûte une validation.

    Plus court, le disque ferait tout le travail ; plus long, le premier servi attendrait pour rien.
    Tant qu'il en reste, le double de la fois d'avant : le premier part vite, les autres ensemble.
    """

    cout: float = 0.001  # une validation, en secondes : moyenne mobile
    part: int = PART

    @property
    def seconds(self) -> float:
        """Secondes de traitement au-delà desquelles on valide."""
        return min(0.05, max(0.002, self.part * self.cout))

    def validated(self, duree: float, *, reste: bool) -> None:
        """Une validation a pris ce temps (secondes) ; `reste` : d'autres éléments attendent."""
        self.cout += (duree - self.cout) / 4
        self.part = min(self.part * 2, PART_MAX) if reste else PART


@dataclass(kw_only=True)
class Ledger:
    """La base, tenue depuis un seul fil (voir `bot.writer`). `arrives` : accusés à écrire ;
    `crowded` : vrai quand la file d'envoi est longue ; `doute` : une validation a échoué, mais la
    base l'a peut-être faite, et ce qu'elle donnait à envoyer est à relire (`to_send`)."""

    base: Base
    clock: Clock
    intake: Intake
    appareil: str = ""
    crowded: Callable[[], bool] = lambda: False
    arrives: deque[tuple[str, str]] = field(default_factory=deque)
    souffle: Souffle = field(default_factory=Souffle)
    doute: bool = False
    _seq: int | None = None
    file: Waiting = field(default_factory=lambda: Waiting(PENDING_MAX))
    _kept: float = field(default_factory=time.monotonic)

    def _session(self) -> Session:
        return Session(self.base, expire_on_commit=False, autoflush=False)

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        """Une session validée à la sortie, avec les accusés en attente.

        Si elle n'aboutit pas, les accusés attendent la suivante.
        """
        pris = [self.arrives.popleft() for _ in range(len(self.arrives))]
        try:
            with self._session() as session:
                if pris:
                    session.info["accuses"] = True
                    self.intake.confirm(session, pris)
                yield session
                debut = time.perf_counter()
                session.commit()
                self.souffle.validated(time.perf_counter() - debut, reste=self.file.remain)
                if session.info.pop("efface", False):
                    session.close()
                    tasser(self.base)
        except BaseException as erreur:
            self.doute = self.doute or isinstance(erreur, StorageTrouble)
            self.arrives.extendleft(reversed(pris))
            self.intake.undone()
            self._seq = None
            self.file.forget()
            raise

    def flush(self) -> None:
        """Écrit les accusés en attente, s'il y en a."""
        if self.arrives:
            with self._transaction():
                pass

    # -- envoyer -------------------------------------------------------------------------------

    def to_send(self) -> Handed:
        """Tout ce qui reste à envoyer (au démarrage)."""
        with self._session() as session:
            return outbox.to_send(session)

    def mark_attempted(self, envois: list[str]) -> None:
        """Note, avant l'appel, que ces envois vont partir."""
        with self._transaction() as session:
            outbox.mark_attempted(session, envois, self.appareil, self.clock.real())

    def give_up(self, nom: str, raison: str) -> list[str]:
        """Abandonne un envoi et ce qui ne peut partir sans lui ; l'histoire l'apprend.

        Rend les noms de ce qui est abandonné avec lui.
        """
        with self._transaction() as session:
            ligne = outbox.outbox_item(session, nom)
            suites = [] if ligne is None else outbox.what_waits_for(session, ligne)
            outbox.mark_given_up(session, nom, raison)
            for suite in suites:
                outbox.mark_given_up(session, suite.envoi, "ce dont il dépend n'est pas parti")
            if ligne is not None and ligne.about and ligne.genre in (MESSAGE, OUVERTURE):
                self.intake.add(session, _abandon(ligne, raison, self.clock), self.clock.real())
        self.file.forget()
        return [suite.envoi for suite in suites]

    def located(self, nom: str) -> tuple[str, str | None]:
        """Où en est cet envoi : son état (vide s'il est oublié) et son événement, s'il est parti.

        Une ligne partie depuis longtemps est effacée ; le fil des histoires s'en souvient.
        """
        with self._transaction() as session:
            ligne = outbox.outbox_item(session, nom)
            if ligne is not None:
                return ligne.etat, ligne.event_id or None
            dit = histoire.envoye_par_envoi(session, nom)
            return "", dit.event_id if dit is not None else None

    def opened(
        self, nom: str, about: str, salon: str, invites: Sequence[str] = (), direct: bool = False
    ) -> None:
        """Un salon demandé existe : l'envoi est clos et l'événement attend son tour."""
        with self._transaction() as session:
            outbox.mark_sent(session, [(nom, salon)])
            self.intake.opened(session, nom, about, salon, self.clock.real())
            histoire.situer(session, outbox.pour_l_histoire(session, about), salon)
            salons.note_invites(session, salon, invites, self.clock.real(), direct=direct)
        self.file.forget()

    def on_outbox(self, geste: Callable[[Session], T]) -> T:
        """Une courte écriture de l'expéditeur, validée à part."""
        with self._transaction() as session:
            return geste(session)

    def note(self, nom: str, valeur: str) -> None:
        """Note un repère de la machine."""
        with self._session() as session:
            compteur.noter(session, nom, valeur)
            session.commit()

    def encrypted(self, salon: str, contenu: dict[str, Any]) -> None:
        """Note qu'un salon est chiffré (contenu de `m.room.encryption`)."""
        with self._transaction() as session:
            self.intake.rooms.encrypted(session, salon, contenu)

    def tell_unreadable(self) -> None:
        """Les messages illisibles depuis deux minutes : leur auteur l'apprendra, une fois."""
        now = self.clock.real()
        with self._transaction() as session:
            self.intake.tell_unreadable(session, now)
        self.file.forget()

    def forget_invitation(self, salon: str, datee: datetime | None) -> bool:
        """Une invitation qui ne se laisse plus accepter ; faux si une autre est venue depuis."""
        with self._session() as session:
            if salons.invite_depuis(session, salon, self.intake.bot) != datee:
                return False
            ligne = salons.salon(session, salon)
            if ligne is not None and ligne.etat == salons.INVITE:
                ligne.etat = salons.PARTI
                session.commit()
        return True

    def next_reminder(self) -> datetime | None:
        """L'instant (du réseau) du prochain rappel."""
        with self._session() as session:
            return reminder.next_instant(session)

    def read(self, lecture: Callable[[Session], Any]) -> Any:
        """Une lecture courte dans ce fil."""
        with self._session() as session:
            return lecture(session)


def _abandon(ligne: OutboxItem, raison: str, clock: Clock) -> dict[str, Any]:
    """L'élément qui dira à l'histoire que l'un de ses envois ne partira pas."""
    return {
        "event_id": f"abandon:{ligne.envoi}", "salon": ligne.salon or "", "auteur": "",
        "sent_at": clock.real(), "genre": "gave_up",
        "contenu": {"envoi": ligne.envoi, "about": ligne.about, "reason": raison},
    }  # fmt: skip
