"""Tout l'avenir du robot en une table : ce qui doit être rappelé, et quand."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, delete
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import Instant


class Reminder(SQLModel, table=True):
    """Un rappel ; un seul par (histoire, raison). `planned` est à l'horloge du réseau."""

    __table_args__ = (UniqueConstraint("about", "reason"),)

    id: str = Field(primary_key=True)
    about: str
    reason: str
    planned: datetime = Field(sa_type=Instant, index=True)
    essais: int = 0
    ecarte: bool = False


def due(session: Session, now: datetime, limit: int = 100) -> list[Reminder]:
    """Les rappels échus à cet instant, le plus ancien d'abord."""
    requete = select(Reminder).where(col(Reminder.planned) <= now, col(Reminder.ecarte).is_(False))
    return list(
        session.exec(requete.order_by(col(Reminder.planned), col(Reminder.id)).limit(limit))
    )


def next_instant(session: Session) -> datetime | None:
    """L'instant du prochain rappel."""
    requete = select(Reminder.planned).where(col(Reminder.ecarte).is_(False))
    return session.exec(requete.order_by(col(Reminder.planned)).limit(1)).first()


def reminder(session: Session, id: str) -> Reminder | None:
    """Un rappel par son identité."""
    return session.get(Reminder, id)


def reminders_of(session: Session, about: str) -> list[Reminder]:
    """Les rappels d'une histoire."""
    return list(session.exec(select(Reminder).where(Reminder.about == about)))


def replace(session: Session, row: Reminder) -> None:
    """Pose un rappel à la place de celui de même histoire et de même raison."""
    forget(session, row.about, row.reason)
    session.add(row)
    session.flush()


def forget(session: Session, about: str, reason: str | None = None) -> None:
    """Oublie les rappels d'une histoire (tous, ou ceux d'une raison)."""
    ordre = delete(Reminder).where(col(Reminder.about) == about)
    if reason is not None:
        ordre = ordre.where(col(Reminder.reason) == reason)
    session.execute(ordre)
