"""Ce qu'un membre a sous les yeux : un événement reçu, déchiffré, à plat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

ILLISIBLE = "illisible"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Un événement reçu, dans l'ordre du serveur.

    `type` : celui de Matrix une fois déchiffré, ou `illisible` si la clé manque encore.
    `body`, `html` : le texte ; pour une modification, le nouveau. `fr` : le jumeau du bot.
    `target` : l'événement visé par une réaction, une modification, un fil, un retrait.
    `key` : l'emoji d'une réaction. `ts` : millisecondes du serveur. `txn` : l'identifiant de
    transaction, pour ce qui a été envoyé par cet appareil.
    """

    event_id: str
    room: str
    sender: str
    type: str
    content: Mapping[str, Any]
    body: str
    html: str
    fr: dict[str, Any] | None
    reply_to: str | None
    mentions: tuple[str, ...]
    rel_type: str | None
    target: str | None
    key: str | None
    ts: int
    encrypted: bool
    verified: bool
    txn: str | None
    state_key: str | None

    def line(self) -> str:
        """Une ligne de compte rendu : heure, auteur, genre, texte."""
        heure = datetime.fromtimestamp(self.ts / 1000, UTC).strftime("%H:%M:%S.%f")[:-3]
        genre = f"{self.type}" + (f" [{self.fr['type']}]" if self.fr and "type" in self.fr else "")
        texte = self.body or self.key or str(self.content.get("membership", ""))
        return f"{heure} {self.sender} {genre} : {texte!r}"


def read(source: Mapping[str, Any], room: str, *, encrypted: bool, verified: bool) -> Seen:
    """Lit un événement Matrix en clair (spécification client-serveur, « Room Event Format »)."""
    content = _dict(source.get("content"))
    lien = _dict(content.get("m.relates_to"))
    texte = _dict(content.get("m.new_content")) or content
    jumeau = content.get("fr.maillon")
    return Seen(
        event_id=str(source.get("event_id", "")),
        room=room,
        sender=str(source.get("sender", "")),
        type=ILLISIBLE if source.get("type") == "m.room.encrypted" else str(source.get("type", "")),
        content=content,
        body=str(texte.get("body", "")),
        html=str(texte.get("formatted_body", "")),
        fr=jumeau if isinstance(jumeau, dict) else None,
        reply_to=_dict(lien.get("m.in_reply_to")).get("event_id"),
        mentions=tuple(_dict(content.get("m.mentions")).get("user_ids", ())),
        rel_type=lien.get("rel_type"),
        target=lien.get("event_id") or content.get("redacts") or source.get("redacts"),
        key=lien.get("key"),
        ts=int(source.get("origin_server_ts", 0)),
        encrypted=encrypted,
        verified=verified,
        txn=_dict(source.get("unsigned")).get("transaction_id"),
        state_key=source.get("state_key"),
    )


def matching(
    predicate: Callable[[Seen], bool] | None = None,
    *,
    type: str | None = None,
    sender: str | None = None,
    room: str | None = None,
    contains: str | None = None,
    mention: str | None = None,
    reply_to: str | None = None,
    target: str | None = None,
    key: str | None = None,
    fr: str | None = None,
) -> Callable[[Seen], bool]:
    """Le prédicat qui réunit ces conditions ; `contains` porte sur le texte, `fr` sur le jumeau."""
    egaux = {
        "type": type,
        "sender": sender,
        "room": room,
        "reply_to": reply_to,
        "target": target,
        "key": key,
    }
    attendus = {nom: valeur for nom, valeur in egaux.items() if valeur is not None}

    def convient(seen: Seen) -> bool:
        return (
            all(getattr(seen, nom) == valeur for nom, valeur in attendus.items())
            and (contains is None or contains in seen.body)
            and (mention is None or mention in seen.mentions)
            and (fr is None or (seen.fr or {}).get("type") == fr)
            and (predicate is None or predicate(seen))
        )

    return convient


def _dict(valeur: Any) -> dict[str, Any]:
    return valeur if isinstance(valeur, dict) else {}
