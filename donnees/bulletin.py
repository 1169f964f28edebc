"""Les numéros du bulletin déjà parus : un par réseau et par semaine, quoi qu'il arrive."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.astuce import SURES, Astuce, Utile
from donnees.colonnes import document, instant_requis
from donnees.demande import A_PRENDRE, PORTEE, RESOLUE, Demande
from donnees.elargissement import OUI as ACCORDE
from donnees.elargissement import Elargissement
from donnees.passage import ARRIVEE, Passage
from donnees.suivi import OUVERT, TENU, Suivi


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


# -- ce dont il parle ------------------------------------------------------------------------------


def arrivees(session: Session, reseau: int, debut: datetime, fin: datetime) -> list[str]:
    """Les MXID arrivés dans ce réseau depuis `debut`, avant `fin`, dans l'ordre."""
    requete = select(Passage.membre).where(
        Passage.reseau == reseau, Passage.sens == ARRIVEE,
        col(Passage.le) >= debut, col(Passage.le) < fin,
    )  # fmt: skip
    return list(session.exec(requete.order_by(col(Passage.le), col(Passage.membre))))


def reglees(session: Session, reseau: int, debut: datetime, fin: datetime) -> list[str | None]:
    """Une ligne par question réglée depuis `debut`, avant `fin` : le MXID de qui a aidé, ou rien.

    Celles posées à part n'y sont pas : le salon n'en sait rien.
    """
    requete = select(Demande.pair).where(
        Demande.reseau == reseau, Demande.etat == RESOLUE, col(Demande.prive).is_(False),
        col(Demande.finie_le) >= debut, col(Demande.finie_le) < fin,
    )  # fmt: skip
    return list(session.exec(requete.order_by(col(Demande.finie_le), col(Demande.numero))))


def attentes(session: Session, reseau: int) -> list[tuple[int | None, int, datetime]]:
    """(thème, combien, la plus ancienne) de ce que personne n'a pris, la plus ancienne d'abord.

    Une question posée à part n'y compte que si son auteur a voulu l'appel au salon.
    """
    premiere = func.min(col(Demande.cree_le))
    requete = (
        select(Demande.theme, func.count(), premiere)
        .join(
            Elargissement, col(Elargissement.demande) == col(Demande.numero), isouter=True
        )
        .where(
            Demande.reseau == reseau, col(Demande.etat).in_(A_PRENDRE),
            or_(col(Demande.prive).is_(False), col(Elargissement.salon) == ACCORDE),
        )
        .group_by(col(Demande.theme))
        .order_by(premiere, col(Demande.theme))
    )  # fmt: skip
    return list(session.exec(requete))


def astuces_nouvelles(session: Session, reseau: int, debut: datetime, fin: datetime) -> list[int]:
    """Les numéros des astuces notées depuis `debut`, avant `fin`, encore sûres."""
    requete = select(Astuce.id).where(
        Astuce.reseau == reseau, col(Astuce.etat).in_(SURES),
        col(Astuce.notee_le) >= debut, col(Astuce.notee_le) < fin,
    )  # fmt: skip
    return list(session.exec(requete.order_by(col(Astuce.notee_le), col(Astuce.id))))


def astuces_utiles(
    session: Session, reseau: int, debut: datetime, fin: datetime, combien: int
) -> list[int]:
    """Les numéros de celles que le plus de personnes ont dites utiles entre ces instants."""
    requete = (
        select(Utile.astuce)
        .join(Astuce, col(Astuce.id) == col(Utile.astuce))
        .where(
            Utile.reseau == reseau, col(Astuce.etat).in_(SURES),
            col(Utile.le) >= debut, col(Utile.le) < fin,
        )
        .group_by(col(Utile.astuce))
        .order_by(func.count().desc(), col(Utile.astuce))
    )  # fmt: skip
    return list(session.exec(requete.limit(combien)))


def portees(session: Session, reseau: int, debut: datetime) -> list[tuple[Demande, Suivi]]:
    """Les questions portées hors du réseau : celles qui attendent, celles répondues après `debut`.

    Celles posées à part n'y sont pas.
    """
    attendues = col(Suivi.etat) == OUVERT
    tenues = and_(col(Suivi.etat) == TENU, col(Suivi.fini_le) >= debut)
    requete = select(Suivi).where(
        Suivi.reseau == reseau, Suivi.genre == "portee", or_(attendues, tenues)
    )
    suivis = list(session.exec(requete.order_by(col(Suivi.promis), col(Suivi.about))))
    numeros = [int(n) for s in suivis if (n := s.about.removeprefix("demande:")).isdecimal()]
    demandes = session.exec(
        select(Demande).where(
            Demande.reseau == reseau, col(Demande.numero).in_(numeros),
            col(Demande.prive).is_(False), col(Demande.etat).in_((PORTEE, RESOLUE)),
        )
    )  # fmt: skip
    publiques = {d.about: d for d in demandes}
    return [(publiques[s.about], s) for s in suivis if s.about in publiques]
