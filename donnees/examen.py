"""Regarder la base sans y toucher : son niveau, et si elle est saine (« maillon diagnostic »)."""

from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine

from donnees.schema import steps


def niveau(engine: Engine) -> int | None:
    """Le dernier pas fait, ou rien si la base est vierge ; ne crée rien."""
    if not inspect(engine).has_table("migration"):
        return None
    with engine.connect() as connexion:
        lu = connexion.execute(text("SELECT MAX(numero) FROM migration")).scalar()
    return None if lu is None else int(lu)


def niveau_attendu() -> int:
    """Le pas où mène cette version du programme."""
    return steps()[-1][0]


def abimee(engine: Engine) -> str:
    """Ce que la base trouve d'abîmé en elle, en un mot ; vide si elle est saine.

    SQLite relit tout le fichier ; PostgreSQL, qui se surveille lui-même, répond seulement présent.
    """
    with engine.connect() as connexion:
        if engine.dialect.name != "sqlite":
            connexion.execute(text("SELECT 1"))
            return ""
        constat = str(connexion.execute(text("PRAGMA integrity_check(1)")).scalar())
        orphelins = connexion.execute(text("PRAGMA foreign_key_check")).first()
    return ("" if constat == "ok" else constat) or (
        f"renvoi perdu : {orphelins[0]}" if orphelins else ""
    )
