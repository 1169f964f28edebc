"""La session sortante d'un salon : combien de temps elle sert, et qui l'a reçue.

Jamais enregistrée : au redémarrage on en fait une neuve, et aucun cran de chiffrement ne peut
servir deux fois.

Source : spécification Matrix 1.18, `m.room.encryption` (`rotation_period_msgs`, `_ms`).
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, TypeAlias

import vodozemac

DEFAULT_MSGS: Final = 100
DEFAULT_MS: Final = 7 * 24 * 3600 * 1000
_MAX_MSGS: Final = 10_000
_MIN_MS: Final = 3600 * 1000

# Une personne et l'un de ses appareils.
Address: TypeAlias = tuple[str, str]


@dataclass(frozen=True)
class Limits:
    """Durée de vie d'une session de salon : messages et secondes."""

    msgs: int = DEFAULT_MSGS
    seconds: float = DEFAULT_MS / 1000

    @classmethod
    def of_room(cls, msgs: object, ms: object) -> "Limits":
        """Les durées voulues par le salon, ramenées dans des bornes sensées.

        Args:
            msgs: `rotation_period_msgs` de l'état du salon, de forme quelconque.
            ms: `rotation_period_ms`, en millisecondes, de forme quelconque.
        """
        return cls(
            _bounded(msgs, DEFAULT_MSGS, 1, _MAX_MSGS),
            _bounded(ms, DEFAULT_MS, _MIN_MS, DEFAULT_MS) / 1000,
        )


def _bounded(value: object, default: int, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        return default
    return min(max(value, low), high)


class RoomSession:
    """La session sortante d'un salon, et qui l'a reçue."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.group: vodozemac.GroupSession | None = None
        self.session_id = ""
        self.started = 0.0
        self.count = 0
        self.shared_with: dict[Address, str] = {}
        self.members: Collection[str] = frozenset()
        self.generation = -1
        self.retry_at = 0.0

    def ready(self, members: Collection[str], generation: int, now: float, limits: Limits) -> bool:
        """Dit si l'on peut chiffrer sans rien demander à personne."""
        return (
            self.generation == generation
            and now < self.retry_at
            and not self.expired(now, limits)
            and (members is self.members or frozenset(members) == self.members)
        )

    def expired(self, now: float, limits: Limits) -> bool:
        """Dit s'il faut une session neuve : aucune encore, trop de messages, ou trop vieille."""
        old = now - self.started >= limits.seconds
        return self.group is None or self.count >= limits.msgs or old

    def renew(self, now: float) -> vodozemac.GroupSession:
        """Commence une session que personne n'a encore."""
        self.group = vodozemac.GroupSession()
        self.session_id = self.group.session_id
        self.started, self.count, self.shared_with = now, 0, {}
        return self.group
