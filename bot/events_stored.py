"""D'un élément gardé à l'événement que lit le cœur, à l'horloge du réseau."""

from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.core.events import (
    Arrival,
    Back,
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
from donnees.inbox import InboxItem


def to_event(item: InboxItem, clock: Clock) -> Any:
    """L'événement de cet élément ; lève `KeyError` si son contenu est incomplet."""
    contenu = item.contenu or {}
    instant = clock.map(item.sent_at)
    commun: dict[str, Any] = {"id": item.event_id, "salon": item.salon, "sent_at": instant}
    match item.genre:
        case "message":
            return Message(
                **commun, auteur=item.auteur, texte=contenu["texte"],
                mentions=tuple(contenu["mentions"]), reply_to=contenu.get("reply_to"),
                prive=contenu["prive"], appele=contenu["appele"], fil=contenu.get("fil"),
            )  # fmt: skip
        case "edition":
            return Edition(
                **commun, auteur=item.auteur, texte=contenu["texte"], cible=contenu["cible"],
                mentions=tuple(contenu["mentions"]), prive=contenu["prive"],
                appele=contenu["appele"],
            )  # fmt: skip
        case "reaction":
            return Reaction(
                **commun, auteur=item.auteur, emoji=contenu["emoji"], target=contenu["target"],
                prive=contenu["prive"],
            )  # fmt: skip
        case "redaction":
            return Redaction(**commun, auteur=item.auteur, target=contenu["target"])
        case "arrival":
            return Arrival(**commun, membre=item.auteur, nouveau=contenu["nouveau"])
        case "departure":
            return Departure(**commun, membre=item.auteur)
        case "entered":
            return Entered(**commun)
        case "back":
            return Back(**commun, **_retour(contenu, clock))
        case "unread":
            return Unread(
                **commun, auteur=item.auteur, message=contenu["message"],
                refusee=contenu["refusee"],
            )  # fmt: skip
        case "room_opened":
            return RoomOpened(id=item.event_id, about=contenu["about"], room=item.salon)
        case "gave_up":
            return GaveUp(
                id=item.event_id, envoi=contenu["envoi"], about=contenu["about"],
                reason=contenu["reason"],
            )  # fmt: skip
    raise ValueError(item.genre)


def _retour(contenu: dict[str, Any], clock: Clock) -> dict[str, Any]:
    """Ce qui attendait, ses instants ramenés à l'horloge du réseau."""
    if contenu.get("trou"):
        return {"trou": True}
    depuis, jusque = contenu["depuis"], contenu["jusque"]
    return {
        "depuis": clock.map(datetime.fromisoformat(depuis)) if depuis else None,
        "jusque": clock.map(datetime.fromisoformat(jusque)) if jusque else None,
        "recues": contenu["recues"],
        "anciennes": tuple(
            Old(
                auteur=a["auteur"],
                texte=a["texte"],
                le=clock.map(datetime.fromisoformat(a["le"])),
            )
            for a in contenu["anciennes"]
        ),
    }
