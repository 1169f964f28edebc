"""Des appareils sans serveur : ce qu'un serveur dirait est fabriqué sur place, bon ou mauvais."""

import json
from pathlib import Path
from typing import Any

import vodozemac

from bot.matrix.crypto import Crypto
from bot.matrix.key_requests import open_session
from bot.matrix.private_file import private_folder
from bot.matrix.session import Session
from bot.matrix.sharing import seal_for

SALON = "!salon:localhost"
MEGOLM = "m.megolm.v1.aes-sha2"


def open_local(dossier: Path, user: str, device: str) -> Crypto:
    """Le chiffrement d'un appareil imaginaire."""
    private_folder(dossier)
    session = Session(
        identifiant=user,
        appareil=device,
        jeton="jeton",
        serveur="http://127.0.0.1:1",
        pickle_key="00" * 32,
    )
    return Crypto.open(dossier, session)


def published(crypto: Crypto) -> dict[str, Any]:
    """Ce que `/keys/query` dirait de cet appareil seul."""
    olm = crypto.olm
    return {"device_keys": {olm.user_id: {olm.device_id: olm.device_keys()}}}


def meet(one: Crypto, other: Crypto) -> None:
    """`one` apprend l'appareil de `other`, et ouvre une session vers lui."""
    user, device_id = other.olm.user_id, other.olm.device_id
    one._tracker.answered(one._tracker.marks([user]), published(other))
    body = other.olm.keys_to_upload(49, fallback=False)
    other.olm.keys_uploaded(shared=True)
    name, key = next(iter(body["one_time_keys"].items()))
    device = one.olm.device_store[user][device_id]
    assert open_session(one.olm, device, {user: {device_id: {name: key}}})


def direct(sender: Crypto, to: Crypto, type: str, content: dict[str, Any]) -> dict[str, Any]:
    """Un message direct chiffré, tel que `/sync` le donnerait."""
    device = sender.olm.device_store[to.olm.user_id][to.olm.device_id]
    sealed = seal_for(sender.olm, device, type, content)
    assert sealed is not None
    return {"type": "m.room.encrypted", "sender": sender.olm.user_id, "content": sealed}


class Voice:
    """Une session de salon tenue par `sender` : sa clé, et les événements qu'elle chiffre."""

    def __init__(self, sender: Crypto, room: str = SALON) -> None:
        self.sender, self.room = sender, room
        self.group = vodozemac.GroupSession()
        self.key = {
            "algorithm": MEGOLM,
            "room_id": room,
            "session_id": self.group.session_id,
            "session_key": self.group.session_key.to_base64(),
        }
        self._rank = 0

    def raw(self, plaintext: bytes, **more: Any) -> dict[str, Any]:
        """Un événement chiffré au contenu quelconque."""
        self._rank += 1
        return {
            "type": "m.room.encrypted",
            "event_id": f"${self.group.session_id}{self._rank}",
            "sender": self.sender.olm.user_id,
            "origin_server_ts": 1,
            "content": {
                "algorithm": MEGOLM,
                "sender_key": self.sender.olm.curve25519,
                "device_id": self.sender.olm.device_id,
                "session_id": self.group.session_id,
                "ciphertext": self.group.encrypt(plaintext).to_base64(),
                **more,
            },
        }

    def says(self, text: str) -> dict[str, Any]:
        """Un message ordinaire."""
        content = {"msgtype": "m.text", "body": text}
        payload = {"type": "m.room.message", "room_id": self.room, "content": content}
        return self.raw(json.dumps(payload).encode())
