"""Les chiffres d'un mois d'entraide : des nombres, jamais une personne."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from donnees.demande import RESOLUE, Demande
from donnees.suivi import TENU, Suivi

PORTEE = "portee"  # le genre de ce qui fut porté hors du réseau


def demandees(
    session: Session, reseau: int, debut: datetime, fin: datetime
) -> dict[int | None, int]:
    """Combien de questions posées depuis `debut`, avant `fin`, par thème."""
    requete = (
        select(Demande.theme, func.count())
        .where(Demande.reseau == reseau, col(Demande.cree_le) >= debut, col(Demande.cree_le) < fin)
        .group_by(col(Demande.theme))
    )
    return dict(session.exec(requete).all())


def reglees(
    session: Session, reseau: int, debut: datetime, fin: datetime
) -> list[tuple[datetime, datetime]]:
    """(posée le, réglée le) de chaque question réglée depuis `debut`, avant `fin`."""
    requete = select(Demande.cree_le, Demande.finie_le).where(
        Demande.reseau == reseau, Demande.etat == RESOLUE,
        col(Demande.finie_le) >= debut, col(Demande.finie_le) < fin,
    )  # fmt: skip
    return [(posee, finie) for posee, finie in session.exec(requete) if finie is not None]


def portees(session: Session, reseau: int, debut: datetime, fin: datetime) -> int:
    """Combien de questions portées hors du réseau depuis `debut`, avant `fin`."""
    requete = select(func.count()).where(
        col(Suivi.reseau) == reseau, col(Suivi.genre) == PORTEE,
        col(Suivi.depuis) >= debut, col(Suivi.depuis) < fin,
    )  # fmt: skip
    return session.exec(requete).one()


def repondues(session: Session, reseau: int, debut: datetime, fin: datetime) -> int:
    """Combien de celles-là, ou de plus anciennes, ont reçu leur réponse entre ces instants."""
    requete = select(func.count()).where(
        col(Suivi.reseau) == reseau, col(Suivi.genre) == PORTEE, col(Suivi.etat) == TENU,
        col(Suivi.fini_le) >= debut, col(Suivi.fini_le) < fin,
    )  # fmt: skip
    return session.exec(requete).one()
