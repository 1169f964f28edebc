"""Tout ce que l'on garde d'une personne, pour le lui montrer. Jamais pour autre chose."""

from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as choisir

from donnees.colonnes import est_du_texte
from donnees.demande import Demande
from donnees.histoire import Question
from donnees.theme import Referent, Savoir, Theme

_MONTRES = frozenset(
    {
        "actu",
        "adhesion",
        "animateur",
        "attention",
        "demande",
        "question",
        "referent",
        "salon",
        "savoir",
    }
)


def demandes_posees(session: Session, mxid: str) -> list[Demande]:
    """Les demandes de cette personne, de la plus récente à la plus ancienne."""
    requete = choisir(Demande).where(Demande.demandeur == mxid)
    return list(session.exec(requete.order_by(col(Demande.numero).desc())))


def demandes_aidees(session: Session, mxid: str) -> list[Demande]:
    """Celles dont elle s'occupe, ou s'est occupée, ou qui lui sont proposées."""
    requete = choisir(Demande).where(Demande.pair == mxid)
    return list(session.exec(requete.order_by(col(Demande.numero).desc())))


def themes_sus(session: Session, mxid: str) -> list[Theme]:
    """Ce qu'elle a dit connaître."""
    requete = choisir(Theme).join(Savoir, col(Savoir.theme) == col(Theme.id))
    return list(session.exec(requete.where(Savoir.membre == mxid).order_by(col(Theme.id))))


def themes_de_referent(session: Session, mxid: str) -> list[Theme]:
    """Ce dont elle est référente, ou à qui on l'a proposé."""
    requete = choisir(Theme).join(Referent, col(Referent.theme) == col(Theme.id))
    return list(session.exec(requete.where(Referent.membre == mxid).order_by(col(Theme.id))))


def questions_en_attente(session: Session, mxid: str) -> int:
    """Combien de questions du robot attendent sa réponse."""
    requete = choisir(func.count()).select_from(Question).where(Question.a == mxid)
    return session.exec(requete).one()


def traces(session: Session, mxid: str) -> dict[str, int]:
    """Combien de lignes de chaque autre table la nomment : touches, absences, propositions…"""
    comptes: dict[str, int] = {}
    for table in SQLModel.metadata.sorted_tables:
        noms: list[Any] = [c == mxid for c in table.columns if est_du_texte(c)]
        if table.name in _MONTRES or not noms:
            continue
        requete = select(func.count()).select_from(table).where(or_(*noms))
        combien = session.connection().execute(requete).scalar_one()
        if combien:
            comptes[table.name] = int(combien)
    return comptes
