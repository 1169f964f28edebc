"""Ce que l'on a déjà pris du temps des gens : sollicitations, silences, « n'écrivez plus ».

1. `Attention` est à la personne, tous réseaux confondus : une sollicitation par jour ouvré, en
   tout, et son « stop » vaut partout.
2. `Sujet` est à la personne dans un réseau : ce qu'on lui demande d'abord, et ce qu'elle en fit.
3. `Silence` compte les propositions d'aide restées sans un mot ; le premier mot l'efface.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import instant
from donnees.gardees import gardee

SUIVI, TU, REFUSE = "suivi", "tu", "refuse"
SILENCES = 3


class Attention(SQLModel, table=True):
    """Une personne : sa dernière sollicitation (`sujet` : pour quoi), et depuis quand « stop »."""

    membre: str = Field(primary_key=True)
    sollicitee_le: datetime | None = instant(nullable=True)
    sujet: str = ""
    stop_depuis: datetime | None = instant(nullable=True)


class Sujet(SQLModel, table=True):
    """Un sujet pour une personne dans un réseau.

    `etat` : suivi, tu (arrêté de lui-même après trois silences), refuse (elle n'en veut plus).
    `refuse_jusqua` : pas avant cet instant. `sans_reponse` : sollicitations de suite sans réponse.
    """

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    sujet: str = Field(primary_key=True)
    etat: str = SUIVI
    sans_reponse: int = 0
    refuse_jusqua: datetime | None = instant(nullable=True)


class Silence(SQLModel, table=True):
    """Combien de propositions d'aide de suite cette personne a laissées sans un mot."""

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    nombre: int = 0


def attention(session: Session, membre: str) -> Attention | None:
    """Ce que l'on sait de l'attention de cette personne."""
    return session.get(Attention, membre)


def sujet(session: Session, reseau: int, membre: str, nom: str) -> Sujet | None:
    """Ce sujet, pour cette personne, dans ce réseau."""
    return session.get(Sujet, (reseau, membre, nom))


def sujets_de(session: Session, membre: str) -> list[Sujet]:
    """Tous les sujets d'une personne, par réseau."""
    requete = select(Sujet).where(Sujet.membre == membre)
    return list(session.exec(requete.order_by(col(Sujet.reseau), col(Sujet.sujet))))


def silence(session: Session, reseau: int, membre: str) -> Silence | None:
    """Les silences de suite de cette personne."""
    return session.get(Silence, (reseau, membre))


def tus(session: Session, reseau: int) -> set[str]:
    """Qui s'est tu sur trois propositions de suite, ou davantage."""
    requete = select(Silence.membre).where(
        Silence.reseau == reseau, col(Silence.nombre) >= SILENCES
    )
    return set(session.exec(requete))


_SILENCES = select(col(Silence.reseau)).where(Silence.membre == bindparam("membre"))


def silences_de(session: Session, membre: str) -> list[Silence]:
    """Ses silences, dans tous ses réseaux (lu à chaque parole, où il n'y en a presque jamais)."""
    trouves = (silence(session, reseau, membre) for reseau in _tu_dans(session, membre))
    return [ligne for ligne in trouves if ligne is not None]


@gardee
def _tu_dans(session: Session, membre: str) -> tuple[int, ...]:
    return tuple(session.connection().execute(_SILENCES, {"membre": membre}).scalars())


def muets(session: Session, membres: Iterable[str]) -> set[str]:
    """Ceux de ces gens qui ont dit « stop »."""
    requete = select(Attention.membre).where(
        col(Attention.membre).in_(list(membres)), col(Attention.stop_depuis).is_not(None)
    )
    return set(session.exec(requete))
