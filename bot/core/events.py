"""Ce qui arrive : des faits, gelés, nommés. Le cœur ne reçoit rien d'autre.

1. `sent_at` est toujours à l'horloge du réseau (celle que l'on peut répéter), en UTC.
2. Un texte est déjà lisible : les pastilles de personnes y sont devenues des MXID, le rappel du
   message auquel on répond en est ôté.
3. Un emoji est déjà plié : sans sélecteur de variante ni teinte de peau.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Cited:
    """Le message d'une personne auquel on répond, lu pour la commande qui en a besoin."""

    event_id: str
    auteur: str
    texte: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """Un message d'une personne qui nous concerne (commande, réponse, conversation privée)."""

    id: str
    salon: str
    auteur: str
    texte: str
    mentions: tuple[str, ...] = ()
    sent_at: datetime
    reply_to: str | None = None
    prive: bool = False
    appele: bool = False  # commence par le nom du robot ou sa mention, déjà ôtés du texte
    fil: str | None = None  # la racine du fil où il est dit
    cite: Cited | None = None  # les mots auxquels on répond (`Command.cite`)


@dataclass(frozen=True, kw_only=True)
class Edition:
    """Un message corrigé par son auteur ; `cible` est le message d'origine."""

    id: str
    salon: str
    auteur: str
    texte: str
    cible: str
    mentions: tuple[str, ...] = ()
    sent_at: datetime
    prive: bool = False
    appele: bool = False


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """Une touche sur un message ; `parole` : le mot du bouton, écrit en réponse."""

    id: str
    salon: str
    auteur: str
    emoji: str
    target: str
    sent_at: datetime
    parole: bool = False
    prive: bool = False


@dataclass(frozen=True, kw_only=True)
class Redaction:
    """Une suppression : d'une touche (elle est alors défaite) ou d'un message."""

    id: str
    salon: str
    auteur: str
    target: str
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Quelqu'un est entré dans un salon ; `nouveau` : pour la première fois."""

    id: str
    salon: str
    membre: str
    sent_at: datetime
    nouveau: bool = True


@dataclass(frozen=True, kw_only=True)
class Departure:
    """Quelqu'un a quitté un salon, de lui-même ou non."""

    id: str
    salon: str
    membre: str
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class Entered:
    """Le robot lui-même est entré dans un salon (une invitation acceptée)."""

    id: str
    salon: str
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class Due:
    """Un rappel échu. `planned` dit l'instant voulu : on voit ainsi que l'on est en retard."""

    id: str
    reason: str
    about: str
    planned: datetime


@dataclass(frozen=True, kw_only=True)
class RoomOpened:
    """Un salon demandé par `OpenRoom` existe."""

    id: str
    about: str
    room: str


@dataclass(frozen=True, kw_only=True)
class GaveUp:
    """Un envoi abandonné, et pourquoi (en un mot technique)."""

    id: str
    envoi: str
    about: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Old:
    """Une commande trop vieille pour être exécutée sans l'accord de son auteur."""

    id: str
    auteur: str
    texte: str
    le: datetime


@dataclass(frozen=True, kw_only=True)
class Back:
    """Le robot revient d'une absence : ce qui attendait dans ce salon.

    `depuis`, `jusque` : à l'horloge du réseau, ou rien s'il n'a pas cessé d'écouter. `recues` : les
    commandes qui attendaient ; certaines ont pu être supprimées depuis. `trou` : tout n'a pas pu
    être relu.
    """

    id: str
    salon: str
    sent_at: datetime
    depuis: datetime | None = None
    jusque: datetime | None = None
    recues: tuple[str, ...] = ()
    anciennes: tuple[Old, ...] = ()
    trou: bool = False


@dataclass(frozen=True, kw_only=True)
class Unread:
    """Un message qui n'a pas pu être déchiffré ; `refusee` : l'expéditeur a retenu sa clé."""

    id: str
    salon: str
    auteur: str
    message: str
    sent_at: datetime
    refusee: bool = False


type_evenement = Message | Edition | Reaction | Redaction | Arrival | Departure | Entered
Event = type_evenement | Due | RoomOpened | GaveUp | Back | Unread
