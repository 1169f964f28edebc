"""Ouvrir la base : SQLite dans le dossier de données, ou PostgreSQL.

1. Un seul écrivain : toutes les écritures passent par un fil et une connexion. Les lectures longues
   ont une seconde connexion, en lecture seule.
2. SQLite : WAL et `synchronous=FULL` (une validation est sur le disque), `secure_delete` (l'oubli
   vaut dans le fichier), clés étrangères. `BEGIN IMMEDIATE` explicite : le pilote ne
   commence pas lui-même de transaction devant un `CREATE TABLE`.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from donnees import gardees

NOM_DU_FICHIER = "maillon.sqlite"


StorageTrouble = DBAPIError  # le disque ou la base refuse : attendre et recommencer
_VERROU = 0x4D41494C  # « MAIL » : le verrou consultatif de PostgreSQL
_ATTENTE, _TENU = "5s", "55P03"  # patience devant ce verrou, et l'état SQL de qui l'attend en vain


class DatabaseError(Exception):
    """La base ne peut pas servir ; le message est une phrase en français, avec le remède."""


def database_url(dossier: Path, base: str) -> URL:
    """L'adresse SQLAlchemy : le fichier du dossier si `base` est vide, sinon PostgreSQL.

    Lève `DatabaseError` si l'adresse n'est ni l'un ni l'autre.
    """
    if not base:
        return URL.create("sqlite", database=str(dossier / NOM_DU_FICHIER))
    if not base.startswith(("postgresql://", "postgres://")):
        raise DatabaseError("La base est vide (SQLite) ou commence par postgresql://.")
    return make_url(base).set(drivername="postgresql+psycopg")


def _sqlite_pragmas(read_only: bool) -> tuple[str, ...]:
    communs = ("foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON", "temp_store=MEMORY")
    if read_only:
        return (*communs, "query_only=ON")
    return ("journal_mode=WAL", "synchronous=FULL", *communs)


def open_engine(url: URL, *, read_only: bool = False) -> Engine:
    """Un moteur SQLAlchemy d'une seule connexion, réglé pour durer.

    Lève `DatabaseError` si le pilote de PostgreSQL manque.
    """
    if url.get_backend_name() == "sqlite":
        engine = _open_sqlite(url, read_only)
    else:
        engine = _open_postgresql(url, read_only)
    if not read_only:
        gardees.suivre(engine)
    return engine


def _open_postgresql(url: URL, read_only: bool) -> Engine:
    try:
        return create_engine(
            url, hide_parameters=True, pool_size=1, max_overflow=0, pool_pre_ping=not read_only
        )
    except ModuleNotFoundError as erreur:
        raise DatabaseError(
            "Le pilote de PostgreSQL manque : installez maillon[postgresql]."
        ) from erreur


def _open_sqlite(url: URL, read_only: bool) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": 10},
    )

    @event.listens_for(engine, "connect")
    def _regler(connexion: Any, _fiche: Any) -> None:
        connexion.isolation_level = None
        for pragma in _sqlite_pragmas(read_only):
            connexion.execute(f"PRAGMA {pragma}")

    _une_transaction(engine, "BEGIN" if read_only else "BEGIN IMMEDIATE")
    return engine


def _une_transaction(engine: Engine, ordre: str) -> None:
    """Commence chaque transaction par cet ordre, qui échoue si une autre court encore.

    Une validation refusée peut laisser la sienne ouverte : elle seule est annulée. Annuler celle
    d'une session vivante perdrait ce qu'elle a écrit, sans un mot : sa validation ne dirait rien.
    """
    court = False

    @event.listens_for(engine, "begin")
    def _commencer(connexion: Any) -> None:
        nonlocal court
        brute = connexion.connection.driver_connection
        if brute.in_transaction and not court:
            brute.rollback()
        connexion.exec_driver_sql(ordre)
        court = True

    # « commit » est dit avant la validation, qu'elle aboutisse ou non.
    @event.listens_for(engine, "commit")
    @event.listens_for(engine, "rollback")
    def _finir(_connexion: Any) -> None:
        nonlocal court
        court = False


def hold_alone(engine: Engine) -> None:
    """Tient la base PostgreSQL pour ce seul processus ; SQLite a le verrou du dossier.

    Le verrou est celui de la connexion qui écrit : si le serveur la coupe, la suivante le reprend
    avant toute écriture. Lève `DatabaseError` si un autre tient la base.
    """
    if engine.dialect.name != "postgresql":
        return
    event.listen(engine, "connect", _take_lock)
    try:
        engine.connect().close()
    except OperationalError as erreur:
        if getattr(erreur.orig, "sqlstate", None) != _TENU:
            raise
        raise DatabaseError(
            "Un autre Maillon se sert déjà de cette base : arrêtez-le d'abord."
        ) from erreur


def _take_lock(connexion: Any, _fiche: Any) -> None:
    """Prend le verrou, en attendant un peu celui d'une connexion qui finit de mourir."""
    from psycopg import Error  # le pilote est une option de l'installation

    try:
        connexion.execute(f"SET lock_timeout = '{_ATTENTE}'")
        connexion.execute(f"SELECT pg_advisory_lock({_VERROU}, hashtext(current_schema()))")
        connexion.execute("RESET lock_timeout")
        connexion.commit()
    except Error as erreur:
        raise OperationalError("verrou", None, erreur) from erreur
