"""Qui n'est pas là, et quand : absences, pauses, jours de temps partiel. Jamais pourquoi.

Une absence vaut dans un réseau. Passée, elle ne sert plus à rien : elle est effacée.
"""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, or_, select

from donnees.colonnes import document, instant, instant_requis


class Absence(SQLModel, table=True):
    """De `debut` à `fin` (compris), cette personne n'est pas sollicitée.

    `fin` vide : jusqu'à ce qu'elle dise être revenue.
    """

    id: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    membre: str = Field(index=True)
    debut: datetime = instant_requis()
    fin: datetime | None = instant(nullable=True)

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"absence:{self.id}"

    def couvre(self, quand: datetime) -> bool:
        """Vrai si elle n'est pas là à cet instant."""
        return self.debut <= quand and (self.fin is None or quand <= self.fin)


class TempsPartiel(SQLModel, table=True):
    """Les jours où cette personne travaille (0 pour lundi), s'ils ne sont pas ceux du réseau."""

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    jours: list[int] = document(default=list)


def absence(session: Session, id: int) -> Absence | None:
    """Une absence par son numéro."""
    return session.get(Absence, id)


def absents(session: Session, reseau: int, quand: datetime) -> set[str]:
    """Les MXID de qui n'est pas là à cet instant."""
    requete = select(Absence.membre).where(
        Absence.reseau == reseau,
        col(Absence.debut) <= quand,
        or_(col(Absence.fin).is_(None), col(Absence.fin) >= quand),
    )
    return set(session.exec(requete))


def absences(session: Session, reseau: int, membre: str, depuis: datetime) -> list[Absence]:
    """Les absences de cette personne, en cours et à venir, la première d'abord."""
    requete = select(Absence).where(
        Absence.reseau == reseau,
        Absence.membre == membre,
        or_(col(Absence.fin).is_(None), col(Absence.fin) >= depuis),
    )
    return list(session.exec(requete.order_by(col(Absence.debut), col(Absence.id))))


def passees(session: Session, reseau: int, membre: str, avant: datetime) -> list[Absence]:
    """Les absences finies de cette personne, à effacer."""
    requete = select(Absence).where(
        Absence.reseau == reseau, Absence.membre == membre, col(Absence.fin) < avant
    )
    return list(session.exec(requete))


def temps_partiels(session: Session, reseau: int) -> dict[str, frozenset[int]]:
    """Pour chaque personne à temps partiel, ses jours de travail."""
    requete = select(TempsPartiel).where(TempsPartiel.reseau == reseau)
    return {ligne.membre: frozenset(ligne.jours) for ligne in session.exec(requete)}


def temps_partiel(session: Session, reseau: int, membre: str) -> TempsPartiel | None:
    """Les jours de travail de cette personne, s'ils ne sont pas ceux du réseau."""
    return session.get(TempsPartiel, (reseau, membre))


def du_membre(session: Session, reseau: int, membre: str) -> list[Absence | TempsPartiel]:
    """Tout ce que l'on sait ici des jours de cette personne (pour l'oublier)."""
    requete = select(Absence).where(Absence.reseau == reseau, Absence.membre == membre)
    partiel = temps_partiel(session, reseau, membre)
    return [*session.exec(requete), *([partiel] if partiel is not None else [])]
