"""La boîte de réception : ce qui nous concerne, journalisé avec la position de synchronisation.

Traité, un élément perd son contenu et ne garde que son identifiant, qui le fait reconnaître s'il
revient (trou comblé, synchronisation rejouée, base restaurée).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, bindparam, delete, func, insert, update
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlmodel import JSON, Field, Session, SQLModel, col, select

from donnees.colonnes import instant, instant_requis

A_TRAITER, TRAITE, ECARTE = "a_traiter", "traite", "ecarte"
ANCIEN = "ancien"  # trop vieux pour être exécuté sans l'accord de son auteur


class InboxItem(SQLModel, table=True):
    """Un événement reçu. `seq` donne l'ordre ; `contenu` est vidé une fois traité."""

    event_id: str = Field(primary_key=True)
    seq: int = Field(index=True)
    salon: str
    auteur: str
    genre: str
    contenu: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    sent_at: datetime = instant_requis()
    recu_le: datetime = instant_requis()
    etat: str = Field(default=A_TRAITER, index=True)
    essais: int = 0
    reference: str | None = None
    rejeu: str | None = Field(default=None, index=True)


class Illisible(SQLModel, table=True):
    """Un message chiffré dont la clé manque encore : on réessaie quand elle arrive."""

    event_id: str = Field(primary_key=True)
    salon: str
    auteur: str
    session: str = Field(index=True)
    raison: str = ""
    brut: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    recu_le: datetime = instant_requis()
    dit_le: datetime | None = instant(nullable=True)


# Les ordres du chemin chaud sont construits une fois : les bâtir coûte plus que les exécuter.
_AJOUTE = {
    "sqlite": insert_sqlite(InboxItem).on_conflict_do_nothing(index_elements=["event_id"]),
    "postgresql": insert_postgresql(InboxItem).on_conflict_do_nothing(index_elements=["event_id"]),
}
_DERNIER = select(func.max(InboxItem.seq))
PENDING_MAX = 200
ILLISIBLES_MAX = 200
_EN_ATTENTE = (
    select(InboxItem.event_id)
    .where(InboxItem.etat == A_TRAITER)
    .order_by(col(InboxItem.seq))
    .limit(bindparam("limite"))
)
_UN = select(InboxItem).where(InboxItem.event_id == bindparam("id"))
_CLOT = (
    update(InboxItem)
    .where(col(InboxItem.event_id) == bindparam("id"))
    .values(etat=bindparam("etat_final"), contenu=None)
    .execution_options(synchronize_session=False)
)
_REDITE = select(InboxItem.event_id).where(InboxItem.rejeu == bindparam("rejeu")).limit(1)


def add_all(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Ajoute des éléments ; ceux déjà connus sont laissés tels quels."""
    valeurs = list(rows)
    if not valeurs:
        return
    session.connection().execute(_AJOUTE[session.get_bind().dialect.name], valeurs)


def next_seq(session: Session) -> int:
    """Le prochain rang de la boîte."""
    return (session.execute(_DERNIER).scalar() or 0) + 1


def pending(session: Session, limit: int = PENDING_MAX) -> list[str]:
    """Les identifiants à traiter, dans l'ordre d'arrivée."""
    return list(session.execute(_EN_ATTENTE, {"limite": limit}).scalars())


def item(session: Session, event_id: str) -> InboxItem | None:
    """Un élément reçu."""
    return session.execute(_UN, {"id": event_id}).scalars().first()


class Recu(NamedTuple):
    """Un élément à traiter, tel qu'il fut gardé : lu, jamais changé."""

    event_id: str
    salon: str
    auteur: str
    genre: str
    contenu: dict[str, Any] | None
    sent_at: datetime


_COLONNES = InboxItem.__table__.c  # type: ignore[attr-defined]
_PLUSIEURS = sql_select(*(_COLONNES[champ] for champ in Recu._fields)).where(
    _COLONNES.event_id.in_(bindparam("ids", expanding=True)), _COLONNES.etat == A_TRAITER
)


def items(session: Session, ids: Iterable[str]) -> dict[str, Recu]:
    """Ceux de ces éléments qui restent à traiter, par identifiant."""
    lus = session.connection().execute(_PLUSIEURS, {"ids": list(ids)})
    return {recu.event_id: recu for recu in (Recu(*lu) for lu in lus)}


def mark_all_done(session: Session, ids: Iterable[str]) -> None:
    """Ces éléments sont traités : leur contenu est effacé."""
    valeurs = [{"id": id, "etat_final": TRAITE} for id in ids]
    if valeurs:
        session.connection().execute(_CLOT, valeurs)


def mark_done(session: Session, event_id: str, etat: str = TRAITE) -> None:
    """L'élément est traité : son contenu est effacé."""
    session.execute(_CLOT, {"id": event_id, "etat_final": etat})


def known(session: Session, event_ids: Iterable[str]) -> set[str]:
    """Ceux de ces événements déjà reçus."""
    requete = select(InboxItem.event_id).where(col(InboxItem.event_id).in_(list(event_ids)))
    return set(session.exec(requete))


def waiting(session: Session, event_ids: Iterable[str]) -> set[str]:
    """Ceux de ces éléments qui attendent encore : à traiter, ou l'accord de leur auteur."""
    requete = select(InboxItem.event_id).where(
        col(InboxItem.event_id).in_(list(event_ids)),
        col(InboxItem.etat).in_((A_TRAITER, ANCIEN)),
    )
    return set(session.exec(requete))


def replayed(session: Session, rejeu: str) -> bool:
    """Vrai si ce même chiffré est déjà venu sous un autre identifiant."""
    return session.execute(_REDITE, {"rejeu": rejeu}).first() is not None


def hold_unreadable(session: Session, row: dict[str, Any]) -> None:
    """Met de côté un message encore illisible (sans effet s'il l'est déjà).

    Pas plus de deux cents par personne et par salon : ce qui n'est que du bruit ne grossit rien.
    """
    if session.get(Illisible, row["event_id"]) is not None:
        return
    siens = select(func.count()).where(
        Illisible.salon == row["salon"], Illisible.auteur == row["auteur"]
    )
    if session.exec(siens).one() < ILLISIBLES_MAX:
        session.execute(insert(Illisible), [row])


def unreadables(session: Session, megolm_sessions: set[str] | None) -> list[Illisible]:
    """Les messages mis de côté (tous, ou ceux qui attendaient ces clés), dans l'ordre."""
    requete = select(Illisible)
    if megolm_sessions is not None:
        requete = requete.where(col(Illisible.session).in_(megolm_sessions))
    return list(session.exec(requete.order_by(col(Illisible.recu_le))))


def release(session: Session, event_id: str) -> bool:
    """Ce message s'est laissé lire : il n'est plus mis de côté (vrai s'il l'était)."""
    ordre = delete(Illisible).where(col(Illisible.event_id) == event_id)
    return session.connection().execute(ordre).rowcount > 0


def resume(session: Session, salon: str, auteur: str) -> int:
    """Remet à traiter, à la suite, les commandes anciennes de cette personne ; rend combien."""
    requete = select(InboxItem).where(
        InboxItem.salon == salon, InboxItem.auteur == auteur, InboxItem.etat == ANCIEN
    )
    lignes = list(session.exec(requete.order_by(col(InboxItem.seq))))
    for rang, ligne in enumerate(lignes, next_seq(session)):
        ligne.etat, ligne.seq = A_TRAITER, rang
    session.flush()
    return len(lignes)


def unreadable_to_tell(session: Session, avant: datetime, depuis: datetime) -> list[Illisible]:
    """Un message illisible par personne et par salon : plus vieux qu'`avant`, jamais dit.

    Celle à qui on l'a déjà dit depuis `depuis` n'en entend plus parler ; les siens sont marqués.
    """
    deja = {
        (i.salon, i.auteur)
        for i in session.exec(select(Illisible).where(col(Illisible.dit_le) > depuis))
    }
    requete = select(Illisible).where(col(Illisible.dit_le).is_(None), Illisible.recu_le < avant)
    a_dire: dict[tuple[str, str], Illisible] = {}
    for ligne in session.exec(requete.order_by(col(Illisible.recu_le))):
        if (ligne.salon, ligne.auteur) in deja:
            ligne.dit_le = avant
        else:
            a_dire.setdefault((ligne.salon, ligne.auteur), ligne)
    return list(a_dire.values())


def drop_unreadable(session: Session, avant: datetime) -> None:
    """Oublie les messages restés illisibles depuis trop longtemps."""
    session.execute(delete(Illisible).where(col(Illisible.recu_le) < avant))


def queue(session: Session) -> tuple[int, datetime | None]:
    """Combien d'éléments restent à traiter, et l'instant (vrai) où le plus ancien fut reçu."""
    requete = select(func.count(), func.min(InboxItem.recu_le)).where(InboxItem.etat == A_TRAITER)
    return session.exec(requete).one()


def unreadable_count(session: Session) -> int:
    """Combien de messages attendent encore leur clé."""
    return session.exec(select(func.count()).select_from(Illisible)).one()
