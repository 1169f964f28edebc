"""Le coffre : le magasin de clés de nio, rendu durable et discret.

nio crée sa base en 0644, avec le journal d'annulation de SQLite et un enregistrement par geste.
Ici : fichier 0600, WAL et `synchronous=FULL` (une clé n'est jamais moins durable que la position
de synchronisation qui la suit), noms d'appareils jamais gardés, et aucune position enregistrée.

Règle d'exploitation : ne jamais remettre en service une vieille copie de ce fichier (des clés à
usage unique et des crans de chiffrement serviraient deux fois) ; se reconnecter à la place.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bot.matrix.nio_crypto import (
    DeviceStore,
    GroupSessionStore,
    InboundGroupSession,
    OlmAccount,
    OlmDevice,
    Session,
    SessionStore,
    SqliteStore,
    peewee,
)

VAULT_FILE: Final = "chiffrement.db"
_DATE: Final = "%Y-%m-%d %H:%M:%S.%f"

# Ce que la base dit quand c'est elle qui souffre, et non ce qu'on lui donne.
_BENIGN = (peewee.DataError, peewee.IntegrityError, peewee.ProgrammingError)


class CryptoStoreError(Exception):
    """Le coffre est inutilisable ; le texte est une phrase française pour l'exploitant."""


class Vault(SqliteStore):  # type: ignore[misc]
    """Magasin de nio en WAL et FULL, à un seul compte, sans son ORM sur le chemin courant."""

    _account_row: int | None = None

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

    # Les écritures et lectures ci-dessous remplacent celles de nio, sur les mêmes tables : son ORM
    # relie dix modèles à chaque appel (1 à 3 ms), et relit toutes les clés de salon au démarrage.

    def save_account(self, account: OlmAccount) -> None:
        """Enregistre le compte Olm de l'appareil."""
        self.database.execute_sql(
            "INSERT INTO accounts (user_id, device_id, shared, account) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (user_id, device_id)"
            " DO UPDATE SET shared = excluded.shared, account = excluded.account",
            (self.user_id, self.device_id, account.shared, account.pickle(self.pickle_key)),
        )

    def save_session(self, curve_key: str, session: Session) -> None:
        """Enregistre une session Olm."""
        self.database.execute_sql(
            "INSERT OR REPLACE INTO olmsessions (session_id, creation_time, last_usage_date,"
            " sender_key, account_id, session) VALUES (?, ?, ?, ?, ?, ?)",
            (
                session.id,
                session.creation_time.strftime(_DATE),
                session.use_time.strftime(_DATE),
                curve_key,
                self._account_id(),
                session.pickle(self.pickle_key),
            ),
        )

    def load_sessions(self) -> SessionStore:
        """Toutes les sessions Olm, la plus récente de chaque appareil en tête."""
        store = SessionStore()
        for key, pickle, created, used in self._rows(
            "SELECT sender_key, session, creation_time, last_usage_date FROM olmsessions"
        ):
            # Dates locales sans fuseau, comme nio les écrit et les compare.
            born = datetime.strptime(created, _DATE)  # noqa: DTZ007
            last = datetime.strptime(used, _DATE)  # noqa: DTZ007
            store.add(key, Session.from_pickle(pickle, born, self.pickle_key, last))
        return store

    def forget_session(self, session_id: str) -> None:
        """Supprime une session Olm."""
        self.database.execute_sql("DELETE FROM olmsessions WHERE session_id = ?", (session_id,))

    def save_inbound_group_session(self, session: InboundGroupSession) -> None:
        """Enregistre une session de salon, sans changer de qui elle vient."""
        self.database.execute_sql(
            "INSERT INTO megolminboundsessions (session_id, sender_key, account_id, fp_key,"
            " room_id, session) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (session_id) DO UPDATE SET session = excluded.session",
            (
                session.id,
                session.sender_key,
                self._account_id(),
                session.ed25519,
                session.room_id,
                session.pickle(self.pickle_key),
            ),
        )

    def load_inbound_group_sessions(self) -> GroupSessionStore:
        """Aucune : elles sont lues une à une, au premier message (`find_group_session`)."""
        return GroupSessionStore()

    def find_group_session(self, session_id: str) -> InboundGroupSession | None:
        """La session de salon de ce numéro, ou rien."""
        for pickle, signing_key, sender_key, room_id in self._rows(
            "SELECT session, fp_key, sender_key, room_id FROM megolminboundsessions"
            " WHERE session_id = ?",
            session_id,
        ):
            return InboundGroupSession.from_pickle(
                pickle, signing_key, sender_key, room_id, self.pickle_key
            )
        return None

    def save_device_keys(self, device_keys: Mapping[str, Mapping[str, OlmDevice]]) -> None:
        """Enregistre des appareils, par personne puis par identifiant, sans leur nom."""
        for user_id, devices in device_keys.items():
            for device_id, device in devices.items():
                owner = (self._account_id(), user_id, device_id)
                self.database.execute_sql(
                    "INSERT INTO devicekeys (account_id, user_id, device_id, display_name, deleted)"
                    " VALUES (?, ?, ?, '', ?) ON CONFLICT (account_id, user_id, device_id)"
                    " DO UPDATE SET deleted = excluded.deleted",
                    (*owner, device.deleted),
                )
                for key_type, key in device.keys.items():
                    self.database.execute_sql(
                        "INSERT INTO keys (key_type, key, device_id)"
                        " SELECT ?, ?, id FROM devicekeys WHERE account_id = ?"
                        " AND user_id = ? AND device_id = ?"
                        " ON CONFLICT (device_id, key_type) DO UPDATE SET key = excluded.key",
                        (key_type, key, *owner),
                    )

    def load_device_keys(self) -> DeviceStore:
        """Tous les appareils connus, retirés compris."""
        store = DeviceStore()
        keys: dict[tuple[str, str, int], dict[str, str]] = {}
        for user_id, device_id, deleted, key_type, key in self._rows(
            "SELECT d.user_id, d.device_id, d.deleted, k.key_type, k.key"
            " FROM devicekeys d JOIN keys k ON k.device_id = d.id"
        ):
            keys.setdefault((user_id, device_id, deleted), {})[key_type] = key
        for (user_id, device_id, deleted), found in keys.items():
            if found.keys() == {"ed25519", "curve25519"}:
                store.add(OlmDevice(user_id, device_id, found, deleted=bool(deleted)))
        return store

    def load_outgoing_key_requests(self) -> dict[str, Any]:
        """Aucune : nous ne redemandons pas de clé."""
        return {}

    def _rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.database.execute_sql(sql, params).fetchall()
        return found

    def _account_id(self) -> int:
        if self._account_row is None:
            sql = "SELECT id FROM accounts WHERE user_id = ? AND device_id = ?"
            ((self._account_row,),) = self._rows(sql, self.user_id, self.device_id)
        return self._account_row


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
