"""D'un élément gardé à l'événement que lit le cœur, à l'horloge du réseau."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.core.events import (
    Arrival,
    Back,
    Cited,
    Departure,
    Edition,
    Entered,
    GaveUp,
    Message,
    Old,
    Reaction,
    Redaction,
    RoomOpened,
    Unread,
)
from donnees.inbox import Recu


def to_event(item: Recu, clock: Clock) -> Any:
    """L'événement de cet élément ; lève `KeyError` si son contenu est incomplet."""
    lecture = _DES_PERSONNES.get(item.genre) or _DE_LA_MACHINE.get(item.genre)
    if lecture is None:
        raise ValueError(item.genre)
    commun = {"id": item.event_id, "salon": item.salon, "sent_at": clock.map(item.sent_at)}
    return lecture(item, item.contenu or {}, commun, clock)


Lu = dict[str, Any]


def _message(item: Recu, contenu: Lu, commun: Lu, _clock: Clock) -> Message:
    return Message(
        **commun, auteur=item.auteur, texte=contenu["texte"], mentions=tuple(contenu["mentions"]),
        reply_to=contenu.get("reply_to"), prive=contenu["prive"], appele=contenu["appele"],
        fil=contenu.get("fil"), cite=_cite(contenu.get("cite")),
    )  # fmt: skip


def _cite(lu: Any) -> Cited | None:
    return None if lu is None else Cited(**lu)


def _edition(item: Recu, contenu: Lu, commun: Lu, _clock: Clock) -> Edition:
    return Edition(
        **commun, auteur=item.auteur, texte=contenu["texte"], cible=contenu["cible"],
        mentions=tuple(contenu["mentions"]), prive=contenu["prive"], appele=contenu["appele"],
    )  # fmt: skip


def _reaction(item: Recu, contenu: Lu, commun: Lu, _clock: Clock) -> Reaction:
    return Reaction(
        **commun, auteur=item.auteur, emoji=contenu["emoji"], target=contenu["target"],
        prive=contenu["prive"],
    )  # fmt: skip


def _redaction(item: Recu, contenu: Lu, commun: Lu, _clock: Clock) -> Redaction:
    return Redaction(**commun, auteur=item.auteur, target=contenu["target"])


def _arrival(item: Recu, contenu: Lu, commun: Lu, _clock: Clock) -> Arrival:
    return Arrival(**commun, membre=item.auteur, nouveau=contenu["nouveau"])


def _departure(item: Recu, _contenu: Lu, commun: Lu, _clock: Clock) -> Departure:
    return Departure(**commun, membre=item.auteur)


def _entered(_item: Recu, _contenu: Lu, commun: Lu, _clock: Clock) -> Entered:
    return Entered(**commun)


def _back(_item: Recu, contenu: Lu, commun: Lu, clock: Clock) -> Back:
    return Back(**commun, **_retour(contenu, clock))


def _unread(item: Recu, contenu: Lu, commun: Lu, _clock: Clock) -> Unread:
    return Unread(
        **commun, auteur=item.auteur, message=contenu["message"], refusee=contenu["refusee"]
    )


def _room_opened(item: Recu, contenu: Lu, _commun: Lu, _clock: Clock) -> RoomOpened:
    return RoomOpened(id=item.event_id, about=contenu["about"], room=item.salon)


def _gave_up(item: Recu, contenu: Lu, _commun: Lu, _clock: Clock) -> GaveUp:
    champs = {cle: contenu[cle] for cle in ("envoi", "about", "reason")}
    return GaveUp(id=item.event_id, **champs)


_Lecture = Callable[[Recu, Lu, Lu, Clock], Any]
_DES_PERSONNES: dict[str, _Lecture] = {
    "message": _message,
    "edition": _edition,
    "reaction": _reaction,
    "redaction": _redaction,
    "arrival": _arrival,
    "departure": _departure,
}
_DE_LA_MACHINE: dict[str, _Lecture] = {
    "entered": _entered,
    "back": _back,
    "unread": _unread,
    "room_opened": _room_opened,
    "gave_up": _gave_up,
}


def _retour(contenu: dict[str, Any], clock: Clock) -> dict[str, Any]:
    """Ce qui attendait, ses instants ramenés à l'horloge du réseau."""
    if contenu.get("trou"):
        return {"trou": True}
    depuis, jusque = contenu["depuis"], contenu["jusque"]
    return {
        "depuis": clock.map(datetime.fromisoformat(depuis)) if depuis else None,
        "jusque": clock.map(datetime.fromisoformat(jusque)) if jusque else None,
        "recues": tuple(contenu["recues"]),
        "anciennes": tuple(
            Old(
                id=a["id"],
                auteur=a["auteur"],
                texte=a["texte"],
                le=clock.map(datetime.fromisoformat(a["le"])),
            )
            for a in contenu["anciennes"]
        ),
    }
