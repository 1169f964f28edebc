"""Les numéros du bulletin déjà parus : un par réseau et par semaine, quoi qu'il arrive."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import document, instant_requis


class Bulletin(SQLModel, table=True):
    """Un numéro : ce dont il parle, pas ses mots (les leurs restent à leurs auteurs).

    `semaine` : « 2026-W48 » (ISO 8601) ; `le` : quand il est paru, où commence le suivant.
    """

    reseau: int = Field(primary_key=True)
    semaine: str = Field(primary_key=True)
    faits: dict[str, Any] = document(default=dict)
    le: datetime = instant_requis()


def bulletin(session: Session, reseau: int, semaine: str) -> Bulletin | None:
    """Le numéro de cette semaine."""
    return session.get(Bulletin, (reseau, semaine))


def dernier(session: Session, reseau: int) -> Bulletin | None:
    """Le dernier numéro paru."""
    requete = select(Bulletin).where(Bulletin.reseau == reseau)
    return session.exec(requete.order_by(col(Bulletin.le).desc()).limit(1)).first()


def semaines(session: Session, reseau: int, combien: int) -> list[str]:
    """Les semaines des derniers numéros, la plus récente d'abord."""
    requete = select(Bulletin.semaine).where(Bulletin.reseau == reseau)
    return list(session.exec(requete.order_by(col(Bulletin.le).desc()).limit(combien)))
