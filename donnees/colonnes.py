"""Les types de colonnes communs aux tables : instants toujours conscients, gardés en UTC."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import AutoString, Field


class Instant(TypeDecorator[datetime]):
    """Un instant conscient de son fuseau, gardé en UTC (naïf sous SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse un instant naïf : il n'a pas de sens entre deux fuseaux."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instant sans fuseau")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Rend toujours de l'UTC conscient."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def instant(**options: Any) -> Any:
    """Une colonne d'instant (`nullable=True` par défaut)."""
    return Field(sa_column=Column(Instant, **options))


def instant_requis(**options: Any) -> Any:
    """Une colonne d'instant obligatoire."""
    return Field(sa_column=Column(Instant, nullable=False, **options))


def document(**options: Any) -> Any:
    """Une colonne JSON, jamais vide."""
    return Field(sa_column=Column(JSON, nullable=False, **options))


def est_du_texte(colonne: Column[Any]) -> bool:
    """Vrai pour une colonne de mots (SQLModel a son propre type pour elles)."""
    return isinstance(colonne.type, String | AutoString)
