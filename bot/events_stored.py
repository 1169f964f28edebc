"""D'un élément gardé à l'événement que lit le cœur, à l'horloge du réseau."""

from typing import Any

from bot.clock import Clock
from bot.core.events import (
    Arrival,
    Departure,
    Edition,
    Entered,
    Message,
    Reaction,
    Redaction,
    RoomOpened,
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
                prive=contenu["prive"], appele=contenu["appele"],
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
        case "room_opened":
            return RoomOpened(id=item.event_id, about=contenu["about"], room=item.salon)
    raise ValueError(item.genre)
