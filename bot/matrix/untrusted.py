"""Regarder sans y croire ce que d'autres ont écrit.

Ces fonctions lèvent, ou répondent non, sur tout ce qui n'a pas la forme attendue ; c'est
`GuardedOlm.contained` qui décide d'en faire un simple compteur.
"""

import base64
from collections.abc import Mapping
from typing import Any, Final

import vodozemac

from bot.matrix.vault import is_store_trouble

# Longueur maximale d'un identifiant Matrix, en octets comme en caractères.
_MAX_ID: Final = 255


def is_hostile(error: BaseException) -> bool:
    """Dit si une exception vient de données hostiles, et peut donc être comptée et oubliée.

    Une panique de vodozemac (Rust) n'est pas une `Exception` : elle est reconnue à son nom.
    """
    if isinstance(error, Exception):
        return not is_store_trouble(error)
    return type(error).__name__ == "PanicException"


def is_id(value: object) -> bool:
    """Dit si une valeur peut être un identifiant : un texte, ni vide ni démesuré."""
    return isinstance(value, str) and 0 < len(value) <= _MAX_ID


def olm_message(sealed: Mapping[str, Any]) -> Any:
    """Lit le message Olm d'un `m.room.encrypted` direct.

    Raises:
        ValueError, TypeError, KeyError: forme, base64 ou type inattendus.
    """
    kind, body = sealed["type"], sealed["body"]
    if kind == 0:
        return vodozemac.PreKeyMessage.from_base64(body)
    if kind == 1:
        padded = body + "=" * (-len(body) % 4)
        return vodozemac.AnyOlmMessage.normal(base64.b64decode(padded, validate=True))
    raise ValueError("message Olm d'un type inconnu")
