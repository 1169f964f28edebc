"""Le coffre : le magasin de clés de nio, rendu durable et discret.

nio crée sa base en 0644, avec le journal d'annulation de SQLite et un enregistrement par geste.
Ici : fichier 0600, WAL et `synchronous=FULL` (une clé n'est jamais moins durable que la position
de synchronisation qui la suit), noms d'appareils jamais gardés, et aucune position enregistrée.

Règle d'exploitation : ne jamais remettre en service une vieille copie de ce fichier (des clés à
usage unique et des crans de chiffrement serviraient deux fois) ; se reconnecter à la place.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import peewee  # type: ignore[import-untyped]
from nio.store import OlmSessions, SqliteStore, use_database  # type: ignore[import-untyped]

VAULT_FILE: Final = "chiffrement.db"

# Ce que la base dit quand c'est elle qui souffre, et non ce qu'on lui donne.
_BENIGN = (peewee.DataError, peewee.IntegrityError, peewee.ProgrammingError)


class CryptoStoreError(Exception):
    """Le coffre est inutilisable ; le texte est une phrase française pour l'exploitant."""


class Vault(SqliteStore):  # type: ignore[misc]
    """Magasin de nio en WAL et FULL, avec de quoi oublier une vieille session."""

    def _create_database(self) -> Any:
        return peewee.SqliteDatabase(
            self.database_path,
            pragmas={
                "journal_mode": "wal",
                "synchronous": "full",
                "foreign_keys": 1,
                "secure_delete": 1,
            },
        )

    @use_database  # type: ignore[untyped-decorator]
    def forget_session(self, session_id: str) -> None:
        """Supprime une session Olm."""
        OlmSessions.delete().where(OlmSessions.session_id == session_id).execute()


def open_vault(dossier: Path, user_id: str, device_id: str, pickle_key: str) -> Vault:
    """Ouvre le coffre du dossier, ou le crée en 0600.

    Raises:
        CryptoStoreError: fichier abîmé, ou disque qui refuse.
    """
    file = dossier / VAULT_FILE
    with store_trouble():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        return Vault(user_id, device_id, str(dossier), pickle_key, VAULT_FILE)


def is_store_trouble(error: BaseException) -> bool:
    """Dit si une exception vient du disque ou de la base, et non de données hostiles."""
    if isinstance(error, _BENIGN):
        return False
    return isinstance(error, peewee.DatabaseError | peewee.InternalError | OSError)


@contextmanager
def store_trouble() -> Iterator[None]:
    """Traduit une panne du coffre en `CryptoStoreError`."""
    try:
        yield
    except Exception as error:
        if is_store_trouble(error):
            raise CryptoStoreError(
                "Le coffre de chiffrement ne peut pas être lu ou écrit"
                f" ({type(error).__name__}) : vérifiez la place et les droits du disque."
            ) from error
        raise
