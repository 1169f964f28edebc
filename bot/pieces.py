"""Ce qu'apporte une synchronisation, en morceaux typés : le fil les lit, l'écrivain les garde."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Un fait d'état d'un salon : `genre` est le type Matrix, `cle` la clé d'état."""

    event_id: str
    salon: str
    genre: str
    cle: str
    auteur: str
    contenu: dict[str, Any]
    ts: datetime


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Un événement de la conversation, déchiffré et lu : message, edition, reaction, redaction."""

    event_id: str
    salon: str
    auteur: str
    genre: str
    contenu: dict[str, Any]
    ts: datetime
    rejeu: str | None = None


@dataclass(frozen=True, kw_only=True)
class Echo:
    """Notre propre événement revenu par la synchronisation."""

    event_id: str
    salon: str
    envoi: str


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """Un message chiffré dont la clé manque."""

    event_id: str
    salon: str
    auteur: str
    session: str
    raison: str
    brut: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Left:
    """Le robot n'est plus dans ce salon (parti, exclu, banni)."""

    salon: str


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Qui est dans un salon (`/joined_members`) : MXID -> nom. Fait foi, sans arrivée."""

    salon: str
    noms: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Read:
    """Un message gardé à part s'est laissé lire, quoi qu'il dise."""

    event_id: str
    salon: str


@dataclass(frozen=True, kw_only=True)
class Lost:
    """Un trou trop grand pour être relu en entier."""

    salon: str


Piece = Fact | Seen | Echo | Unreadable | Read | Left | Roster | Lost
STATE_TYPES = (
    "m.room.member",
    "m.room.name",
    "m.room.encryption",
    "m.room.power_levels",
    "m.room.create",
    "m.room.tombstone",
)


@dataclass
class Batch:
    """Une réponse du serveur, dans l'ordre ; `premiere` : la première d'une installation."""

    position: str | None
    pieces: list[Piece] = field(default_factory=list)
    premiere: bool = False
    directs: dict[str, str] | None = None  # m.direct : salon -> personne
    keys: bool = False  # des clés sont venues avec : la position doit suivre le coffre
