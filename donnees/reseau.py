"""Les réseaux : un réseau est un salon d'attache, ses réglages et les personnes qui l'animent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import document, instant, instant_requis
from donnees.salon import JOINT, Adhesion


class Reseau(SQLModel, table=True):
    """Un réseau de pairs. `reglages` ne garde que ce qui diffère de la configuration."""

    id: int = Field(primary_key=True)
    nom: str
    salon: str = Field(unique=True, index=True)
    ouvert_par: str
    ouvert_le: datetime = instant_requis()
    reglages: dict[str, Any] = document(default=dict)


class Animateur(SQLModel, table=True):
    """Une personne qui anime un réseau."""

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True)
    depuis: datetime | None = instant(nullable=True)


_DU_SALON = select(Reseau).where(Reseau.salon == bindparam("salon"))


def reseau_du_salon(session: Session, salon: str) -> Reseau | None:
    """Le réseau dont ce salon est le salon d'attache."""
    return session.execute(_DU_SALON, {"salon": salon}).scalars().first()


def reseau(session: Session, id: int) -> Reseau | None:
    """Un réseau par son numéro."""
    return session.get(Reseau, id)


def tous(session: Session) -> list[Reseau]:
    """Tous les réseaux, par ordre d'ouverture."""
    return list(session.exec(select(Reseau).order_by(col(Reseau.id))))


def reseaux_du_membre(session: Session, membre: str) -> list[Reseau]:
    """Les réseaux dont cette personne est membre en ce moment, par ordre d'ouverture."""
    requete = (
        select(Reseau)
        .join(Adhesion, col(Adhesion.salon) == col(Reseau.salon))
        .where(Adhesion.membre == membre, Adhesion.etat == JOINT)
        .order_by(col(Reseau.id))
    )
    return list(session.exec(requete))


def noms_connus(session: Session, membres: Iterable[str]) -> dict[str, str]:
    """Le nom affiché de ces personnes dans un salon d'attache (le plus récent)."""
    requete = (
        select(Adhesion.membre, Adhesion.nom)
        .join(Reseau, col(Reseau.salon) == col(Adhesion.salon))
        .where(col(Adhesion.membre).in_(list(membres)), col(Adhesion.nom) != "")
        .order_by(col(Adhesion.depuis).asc().nulls_first(), col(Adhesion.salon))
    )
    return dict(session.exec(requete).all())


def animateurs(session: Session, reseau: int) -> list[str]:
    """Les MXID de qui anime, par ancienneté."""
    requete = select(Animateur).where(Animateur.reseau == reseau)
    requete = requete.order_by(col(Animateur.depuis), col(Animateur.membre))
    return [a.membre for a in session.exec(requete)]


def animateur(session: Session, reseau: int, membre: str) -> Animateur | None:
    """Son rôle d'animation dans ce réseau."""
    return session.get(Animateur, (reseau, membre))


def anime(session: Session, reseau: int, membre: str) -> bool:
    """Vrai si cette personne anime ce réseau."""
    return session.get(Animateur, (reseau, membre)) is not None
