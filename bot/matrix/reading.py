"""Lire un événement chiffré : ce qu'il dit, ou pourquoi on ne sait pas.

1. Rien ne lève : un événement illisible est une réponse comme une autre.
2. Le texte déchiffré doit nommer le salon où il a été vu ; sinon c'est une copie venue d'ailleurs.
3. Le même chiffré, de la même personne, sous un autre numéro d'événement est une redite
   (`Reason.REPLAYED`). La mémoire d'ici est courte et ne survit pas au redémarrage : l'appelant
   garde `replay_key`, unique, avec l'événement, et refuse le second. Recopié par quelqu'un d'autre,
   il n'est pas attesté (`verified_owner`), et ne compte pour rien.
4. `sender_key` dans l'événement est un indice laissé par l'expéditeur, pas une preuve : ce qui
   compte est que la session de salon vienne d'un appareil publié par l'expéditeur.

Source : spécification Matrix 1.18, « m.megolm.v1.aes-sha2 » et « m.room_key.withheld ».
"""

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import vodozemac

from bot.matrix.devices import DeviceTracker
from bot.matrix.guard import MEGOLM, GuardedOlm

MAX_SEEN: Final = 5_000
MAX_DEPTH: Final = 100


class Reason(StrEnum):
    """Pourquoi un événement n'a pas pu être lu."""

    NO_KEY = "cle_absente"
    WITHHELD = "cle_refusee"
    TOO_OLD = "cle_trop_recente"
    MALFORMED = "illisible"
    REPLAYED = "redite"
    UNKNOWN_DEVICE = "appareil_inconnu"


@dataclass(frozen=True)
class Decrypted:
    """Un événement lu.

    Attributes:
        content: contenu, relations en clair comprises.
        type: type véritable de l'événement.
        sender: expéditeur, attesté par le serveur.
        sender_key: clé de l'appareil d'où vient la session de salon.
        verified_owner: cet appareil est publié par l'expéditeur ; sinon, ne rien en faire de grave.
        owner_pending: `verified_owner` est faux faute d'une liste d'appareils à jour ; l'entretien
            la demandera, et relire l'événement ensuite tranchera.
        replay_key: unique par message chiffré ; à garder avec l'événement.
    """

    content: dict[str, Any]
    type: str
    sender: str
    sender_key: str
    verified_owner: bool
    owner_pending: bool
    replay_key: str


@dataclass(frozen=True)
class Undecryptable:
    """Un événement qu'on n'a pas pu lire.

    Attributes:
        session_id: session de salon annoncée (vide si elle n'a pas de sens).
        reason: pourquoi.
        waiting: une clé peut encore arriver ; sinon, inutile de réessayer.
        withheld_code: ce que l'expéditeur a donné comme motif de son refus (`m.unverified`…).
    """

    session_id: str
    reason: Reason
    waiting: bool = False
    withheld_code: str | None = None


class Reader:
    """Lit les événements chiffrés d'un appareil.

    Attributes:
        undecrypted: événements illisibles rencontrés, réessais compris.
        replayed: redites refusées.
    """

    def __init__(self, olm: GuardedOlm, tracker: DeviceTracker) -> None:
        self.undecrypted = 0
        self.replayed = 0
        self._olm = olm
        self._tracker = tracker
        self._seen: OrderedDict[str, str] = OrderedDict()

    def read(self, room_id: str, event: Mapping[str, Any]) -> Decrypted | Undecryptable:
        """Lit un événement `m.room.encrypted` brut ; ne lève jamais."""
        result: Decrypted | Undecryptable = Undecryptable("", Reason.MALFORMED)
        with self._olm.contained():
            result = self._read(room_id, event)
        if isinstance(result, Undecryptable):
            self.undecrypted += 1
            self.replayed += result.reason is Reason.REPLAYED
        return result

    def _read(self, room_id: str, event: Mapping[str, Any]) -> Decrypted | Undecryptable:
        content, sender = event["content"], event["sender"]
        session_id = content["session_id"]
        if not (content["algorithm"] == MEGOLM and isinstance(session_id, str) and session_id):
            return Undecryptable("", Reason.MALFORMED)
        return self._open(room_id, sender, event["event_id"], session_id, content)

    def _open(
        self, room_id: str, sender: str, event_id: str, session_id: str, content: Mapping[str, Any]
    ) -> Decrypted | Undecryptable:
        sessions = self._olm.groups.find(room_id, session_id)
        if not sessions:
            return self._without_key(room_id, session_id, sender)
        owned = [one for one in sessions if self._olm.owns(sender, one)]
        session = (owned or sessions)[0]
        message = vodozemac.MegolmMessage.from_base64(content["ciphertext"])
        if message.message_index() < session.first_known_index:
            return Undecryptable(session_id, Reason.TOO_OLD, waiting=True)
        payload = _payload(room_id, session._session.decrypt(message).plaintext)
        if payload is None:
            return Undecryptable(session_id, Reason.MALFORMED)
        replay_key = f"{session_id}:{message.message_index()}"
        copie = not owned and self._tracker.of_another(sender, session.sender_key)
        pending = not owned and self._to_ask(room_id, sender, session_id, copie=copie)
        if not (owned or pending or copie):
            return Undecryptable(session_id, Reason.UNKNOWN_DEVICE, waiting=True)
        # La copie d'un autre, vue la première, ne prend pas la place de l'original.
        if owned and self._is_replay(replay_key, event_id):
            return Undecryptable(session_id, Reason.REPLAYED)
        return Decrypted(
            content=_with_relation(payload["content"], content),
            type=payload["type"],
            sender=sender,
            sender_key=session.sender_key,
            verified_owner=bool(owned),
            owner_pending=pending,
            replay_key=replay_key,
        )

    def _to_ask(self, room_id: str, sender: str, session_id: str, *, copie: bool) -> bool:
        """Vrai s'il faut demander à qui est cet appareil avant de croire ou de refuser."""
        if self._tracker.want(sender):
            return True
        return not copie and self._tracker.doubt(sender, room_id, session_id)

    def _without_key(self, room_id: str, session_id: str, sender: str) -> Undecryptable:
        refused = self._olm.withheld.get((room_id, session_id))
        if refused is not None and refused[0] == sender:
            return Undecryptable(session_id, Reason.WITHHELD, True, refused[1])
        return Undecryptable(session_id, Reason.NO_KEY, waiting=True)

    def _is_replay(self, replay_key: str, event_id: str) -> bool:
        if self._seen.setdefault(replay_key, event_id) != event_id:
            return True
        while len(self._seen) > MAX_SEEN:
            self._seen.popitem(last=False)
        return False


def _payload(room_id: str, plaintext: bytes) -> dict[str, Any] | None:
    """Le texte déchiffré s'il a la forme voulue ; emboîté trop profond, il ne vaut rien.

    Raises:
        ValueError: ni UTF-8, ni JSON, ou texte qu'on ne pourrait pas enregistrer.
        RecursionError: emboîté à n'en plus finir.
    """
    payload = json.loads(plaintext.decode())
    if not (
        isinstance(payload, dict)
        and payload.get("room_id") == room_id
        and isinstance(payload.get("type"), str)
        and isinstance(payload.get("content"), dict)
    ):
        return None
    # Compter les accolades d'abord : presque aucun message n'en a assez pour qu'on mesure.
    if plaintext.count(b"{") + plaintext.count(b"[") > MAX_DEPTH and _depth(payload) > MAX_DEPTH:
        return None
    if b"\\u" in plaintext:
        # Une demi-paire UTF-16 isolée passerait ici et ferait échouer la base plus loin.
        json.dumps(payload, ensure_ascii=False).encode()
    return payload


def _depth(value: object) -> int:
    level, depth = [value], 0
    while level:
        depth += 1
        level = [
            child
            for one in level
            if isinstance(one, dict | list)
            for child in (one.values() if isinstance(one, dict) else one)
        ]
    return depth


def _with_relation(content: dict[str, Any], clear: Mapping[str, Any]) -> dict[str, Any]:
    """Rend au contenu la relation que le protocole laisse en clair autour du chiffré."""
    if "m.relates_to" not in content and isinstance(clear.get("m.relates_to"), dict):
        return {**content, "m.relates_to": clear["m.relates_to"]}
    return content
