"""Les thèmes d'un réseau, qui les connaît, qui en est référent."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import UniqueConstraint, bindparam
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import document, instant_requis
from donnees.gardees import gardee

PROPOSE, OUI = "propose", "oui"


class Theme(SQLModel, table=True):
    """Un thème : son nom tel que créé, sa forme pliée, ses mots (formes courtes comprises)."""

    __table_args__ = (UniqueConstraint("reseau", "cle"),)

    id: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    nom: str
    cle: str
    mots: list[str] = document(default=list)
    cree_le: datetime = instant_requis()


class Savoir(SQLModel, table=True):
    """Cette personne connaît ce thème et veut bien qu'on le lui demande."""

    theme: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    depuis: datetime = instant_requis()


class Referent(SQLModel, table=True):
    """Une personne nommée référente d'un thème ; ne compte qu'après son accord."""

    theme: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    etat: str = PROPOSE
    propose_par: str
    depuis: datetime = instant_requis()


class Lien(NamedTuple):
    """Une personne et un thème : elle le connaît, ou en est référente."""

    theme: int
    membre: str


_DU_RESEAU = select(Theme).where(Theme.reseau == bindparam("reseau")).order_by(col(Theme.id))
_SAVOIRS = (
    select(col(Savoir.theme), col(Savoir.membre))
    .join(Theme, col(Theme.id) == col(Savoir.theme))
    .where(Theme.reseau == bindparam("reseau"))
    .order_by(col(Savoir.depuis), col(Savoir.membre))
)


def themes(session: Session, reseau: int) -> list[Theme]:
    """Les thèmes d'un réseau, dans l'ordre de leur création."""
    return list(session.execute(_DU_RESEAU, {"reseau": reseau}).scalars())


def theme(session: Session, reseau: int, id: int) -> Theme | None:
    """Un thème de ce réseau."""
    trouve = session.get(Theme, id)
    return trouve if trouve is not None and trouve.reseau == reseau else None


@gardee
def savoirs(session: Session, reseau: int) -> tuple[Lien, ...]:
    """Qui connaît quoi dans un réseau, par ancienneté."""
    return tuple(Lien(*lu) for lu in session.connection().execute(_SAVOIRS, {"reseau": reseau}))


_REFERENTS = (
    select(col(Referent.theme), col(Referent.membre), col(Referent.etat))
    .join(Theme, col(Theme.id) == col(Referent.theme))
    .where(Theme.reseau == bindparam("reseau"))
    .order_by(col(Referent.depuis), col(Referent.membre))
)


@gardee
def referents(session: Session, reseau: int, etat: str | None = OUI) -> tuple[Lien, ...]:
    """Les référents d'un réseau, par ancienneté (par défaut, ceux qui ont accepté)."""
    tous = session.connection().execute(_REFERENTS, {"reseau": reseau})
    return tuple(Lien(theme, qui) for theme, qui, dit in tous if etat is None or dit == etat)


def savoir(session: Session, theme: int, membre: str) -> Savoir | None:
    """Ce que cette personne a dit connaître de ce thème."""
    return session.get(Savoir, (theme, membre))


def referent(session: Session, theme: int, membre: str) -> Referent | None:
    """La proposition, ou l'accord, de cette personne pour ce thème."""
    return session.get(Referent, (theme, membre))


def de_ces_themes(session: Session, themes: Iterable[int]) -> list[Savoir]:
    """Qui connaît l'un de ces thèmes."""
    return list(session.exec(select(Savoir).where(col(Savoir.theme).in_(list(themes)))))
