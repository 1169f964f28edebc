"""Qui est arrivé dans un réseau, qui en est parti, et si l'animation le sait."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import instant_requis

ARRIVEE, DEPART = "arrivee", "depart"


class Passage(SQLModel, table=True):
    """Le dernier passage d'une personne par le salon d'attache, à l'horloge du réseau."""

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    sens: str
    le: datetime = instant_requis()
    dit: bool = False


def a_dire(session: Session, reseau: int) -> list[Passage]:
    """Ce que l'animation ne sait pas encore, dans l'ordre."""
    requete = select(Passage).where(Passage.reseau == reseau, col(Passage.dit).is_(False))
    return list(session.exec(requete.order_by(col(Passage.le), col(Passage.membre))))


def passage(session: Session, reseau: int, membre: str) -> Passage | None:
    """Le dernier passage de cette personne."""
    return session.get(Passage, (reseau, membre))
