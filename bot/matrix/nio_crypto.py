"""De nio, la seule cryptographie : le seul fichier du robot qui importe nio.

`nio/__init__` charge aussi un client HTTP (ses mandataires SOCKS, HTTP/2…) dont nous ne nous
servons pas (voir `transport.py`), et peewee, qui tient le coffre sur SQLite, charge le pilote de
PostgreSQL dès qu'il est installé : ensemble, dix mébioctets et un dixième de seconde à chaque
démarrage. Ici, `nio` n'est pendant l'import qu'un paquet vide, et ce pilote est tenu pour absent.
Ensuite tout redevient comme avant : un autre programme peut importer nio entier (la démonstration,
les essais), qui reprendra ces mêmes modules.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType
from typing import Any


@contextmanager
def _crypto_only() -> Iterator[None]:
    """Pendant l'import : `nio` vide, `psycopg` absent ; sans effet s'ils sont déjà chargés."""
    places: dict[str, Any] = {"psycopg": None}
    spec = find_spec("nio")
    if spec is not None:
        places["nio"] = paquet = ModuleType("nio")
        paquet.__spec__, paquet.__path__ = spec, list(spec.submodule_search_locations or ())
    poses = [nom for nom in places if nom not in sys.modules]
    sys.modules.update({nom: places[nom] for nom in poses})
    try:
        yield
    finally:
        for nom in poses:
            sys.modules.pop(nom, None)


with _crypto_only():
    import peewee  # type: ignore[import-untyped]
    from nio.crypto import (  # type: ignore[import-untyped]
        DeviceStore,
        GroupSessionStore,
        InboundGroupSession,
        InboundSession,
        Olm,
        OlmAccount,
        OlmDevice,
        OutboundSession,
        Session,
        SessionStore,
        encrypt_attachment,
    )
    from nio.store import SqliteStore  # type: ignore[import-untyped]

__all__ = [
    "DeviceStore",
    "GroupSessionStore",
    "InboundGroupSession",
    "InboundSession",
    "Olm",
    "OlmAccount",
    "OlmDevice",
    "OutboundSession",
    "Session",
    "SessionStore",
    "SqliteStore",
    "encrypt_attachment",
    "peewee",
]
