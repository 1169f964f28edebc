"""Les compteurs des numéros que l'on dit aux personnes, et les repères de la machine.

Jamais d'autoincrément : un numéro avance avec la validation qui s'en sert, sans trou ni doublon.
"""

from typing import Any

from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlmodel import Field, Session, SQLModel


class Compteur(SQLModel, table=True):
    """Le dernier numéro donné sous ce nom."""

    nom: str = Field(primary_key=True)
    valeur: int = 0


class Repere(SQLModel, table=True):
    """Un repère de la machine : position de synchronisation, horloge du réseau, appareil."""

    nom: str = Field(primary_key=True)
    valeur: str


POSITION, HORLOGE, VU = "position", "horloge", "vu"


def compteur(session: Session, nom: str) -> int:
    """Le dernier numéro donné (0 si aucun)."""
    ligne = session.get(Compteur, nom)
    return 0 if ligne is None else ligne.valeur


def repere(session: Session, nom: str) -> str | None:
    """La valeur d'un repère."""
    ligne = session.get(Repere, nom)
    return None if ligne is None else ligne.valeur


def noter(session: Session, nom: str, valeur: str) -> None:
    """Note un repère."""
    noter_ensemble(session, {nom: valeur})


def noter_ensemble(session: Session, reperes: dict[str, str]) -> None:
    """Note plusieurs repères d'un coup."""
    ordre = _NOTE[session.get_bind().dialect.name]
    valeurs = [{"nom": nom, "valeur": valeur} for nom, valeur in reperes.items()]
    session.connection().execute(ordre, valeurs)


def _note(insert: Any) -> Any:
    ordre = insert(Repere)
    return ordre.on_conflict_do_update(
        index_elements=["nom"], set_={"valeur": ordre.excluded.valeur}
    )


_NOTE = {"sqlite": _note(insert_sqlite), "postgresql": _note(insert_postgresql)}
