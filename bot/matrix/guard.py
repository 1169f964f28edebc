"""La machine cryptographique de nio, derrière une garde : rien d'hostile ne l'arrête.

Avec nio 0.26 tel quel, un seul message mal formé sort de la synchronisation en exception et
emporte le reste du lot : n'importe qui, même sans salon commun, peut arrêter un robot. Règles :

1. Chaque message direct est traité seul, dans sa propre transaction du coffre : la session Olm
   avancée et la clé de salon reçue sont gardées ensemble ou pas du tout. Sans cela, une coupure
   entre les deux perd la clé pour toujours.
2. Ce qu'une entrée hostile fait lever est compté et oublié (`hostile`). Ce que le disque fait
   lever ne l'est jamais : l'appelant ne doit pas avancer sa position.
3. Le compte est enregistré avant l'envoi des clés à usage unique, jamais seulement après : une
   coupure entre les deux fait renvoyer les mêmes clés, et le serveur les reconnaît.
4. Aucune clé de salon n'est transmise à qui la demande, aucune vérification interactive n'est
   engagée : ces messages directs sont ignorés.
5. Rien de ce qu'un inconnu envoie ne fait grossir la mémoire sans borne.
"""

import logging
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import vodozemac

from bot.matrix.group_sessions import GroupSessions
from bot.matrix.nio_crypto import (
    InboundGroupSession,
    InboundSession,
    Olm,
    OlmDevice,
    OutboundSession,
)
from bot.matrix.untrusted import is_hostile, is_id, olm_message
from bot.matrix.vault import Vault

OLM: Final = "m.olm.v1.curve25519-aes-sha2"
MEGOLM: Final = "m.megolm.v1.aes-sha2"
MAX_SESSIONS: Final = 20
MAX_STRANGERS: Final = 500
MAX_WITHHELD: Final = 5000

# Les journaux de nio écrivent des identifiants de personnes : il n'a rien à dire chez nous.
logging.getLogger("nio").setLevel(logging.CRITICAL)


class GuardedOlm(Olm):  # type: ignore[misc]
    """Machine Olm et Megolm d'un appareil ; sans réseau, et jamais arrêtée par ce qu'elle lit.

    Attributes:
        curve25519: clé d'identité de notre appareil.
        ed25519: clé de signature de notre appareil.
        groups: les sessions de salon reçues.
        arrived: (salon, session) des clés de salon reçues depuis `take_arrived`.
        withheld: (salon, session) → (expéditeur, code) des refus de clé reçus.
        hostile: nombre d'entrées écartées parce qu'elles faisaient lever.
        ambiguous: clés d'identité que publient plusieurs appareils.
    """

    store: Vault

    def __init__(self, user_id: str, device_id: str, store: Vault) -> None:
        self.groups = GroupSessions(store)
        self.arrived: set[tuple[str, str]] = set()
        self.withheld: OrderedDict[tuple[str, str], tuple[str, str]] = OrderedDict()
        self.hostile = 0
        self.ambiguous: set[str] = set()
        super().__init__(user_id, device_id, store)
        self.curve25519: str = self.account.identity_keys["curve25519"]
        self.ed25519: str = self.account.identity_keys["ed25519"]

    # --- mémoire et disque ---------------------------------------------------------------

    def load(self) -> None:
        """Relit le coffre ; les sessions de salon le seront une à une, quand elles serviront."""
        super().load()
        self.groups.clear()

    def reload(self) -> None:
        """Remet la mémoire dans l'état du disque, après une écriture refusée."""
        account = self.store.load_account()
        if account is not None:
            self.account = account
        self.load()
        self.arrived.clear()

    @contextmanager
    def contained(self) -> Iterator[None]:
        """Compte et oublie ce que des données hostiles font lever dans le bloc."""
        try:
            yield
        except BaseException as error:
            if not is_hostile(error):
                raise
            self.hostile += 1

    def take_arrived(self) -> set[tuple[str, str]]:
        """Rend les clés arrivées depuis le dernier appel, et les oublie."""
        arrived, self.arrived = self.arrived, set()
        return arrived

    # --- messages directs ----------------------------------------------------------------

    def receive(self, event: object) -> None:
        """Traite un message direct, d'un seul tenant sur le disque.

        Raises:
            peewee.DatabaseError, OSError: le disque, et lui seul.
        """
        with self.store.database.atomic(), self.contained():
            self._receive(event)

    def _receive(self, event: Any) -> None:
        sender, content = event["sender"], event["content"]
        if not is_id(sender) or not isinstance(content, dict):
            raise ValueError("message direct sans expéditeur ou sans contenu")
        if event["type"] == "m.room.encrypted" and content.get("algorithm") == OLM:
            self._receive_olm(sender, content)
        elif event["type"] == "m.room_key.withheld":
            self._receive_withheld(sender, content)

    def _receive_olm(self, sender: str, content: Mapping[str, Any]) -> None:
        sender_key, mine = content["sender_key"], content["ciphertext"].get(self.curve25519)
        if mine is None:
            return  # pour un autre appareil
        message = olm_message(mine)
        # Une clé mal formée n'entre pas dans la table des sessions, qui garderait son nom.
        vodozemac.Curve25519PublicKey.from_base64(sender_key)
        known = len(self.session_store[sender_key])
        try:
            self.decrypt(sender, sender_key, message)
        except vodozemac.SessionCreationException:
            # Clé à usage unique inconnue : cela arrive honnêtement, on rouvrira une session.
            self._mark_device_for_unwedging(sender, sender_key)
            raise
        finally:
            self._tidy(sender_key, known)

    def _tidy(self, sender_key: str, known: int) -> None:
        """Range les sessions d'un appareil : la plus récente en tête, jamais plus de vingt."""
        sessions = self.session_store[sender_key]
        if not sessions:
            self.session_store._entries.pop(sender_key, None)
            return
        sessions.sort(key=lambda session: session.use_time, reverse=True)
        if len(sessions) > known:
            # La clé à usage unique consommée ne doit plus être dans le coffre.
            self.save_account()
            self._forget_strangers()
        while len(sessions) > MAX_SESSIONS:
            self.store.forget_session(sessions.pop().id)

    def _forget_strangers(self) -> None:
        """Des clés qu'aucun appareil connu ne publie, les plus anciennes partent.

        Avec la clé de secours, n'importe qui peut en présenter autant qu'il veut.
        """
        entries = self.session_store._entries
        known = {
            one.curve25519 for user in self.device_store.users for one in self.devices_of(user)
        }
        strangers = [key for key in entries if key not in known]
        for key in strangers[: max(0, len(strangers) - MAX_STRANGERS)]:
            for session in entries.pop(key):
                self.store.forget_session(session.id)

    def _receive_withheld(self, sender: str, content: Mapping[str, Any]) -> None:
        room_id, session_id, code = content["room_id"], content["session_id"], content["code"]
        if not (is_id(room_id) and is_id(session_id) and is_id(code)):
            raise ValueError("refus de clé mal formé")
        self.withheld[room_id, session_id] = (sender, code)
        while len(self.withheld) > MAX_WITHHELD:
            self.withheld.popitem(last=False)

    def _create_inbound_session(self, sender: str, sender_key: str, message: Any) -> Any:
        # nio enregistre le compte ici, donc avant que la clé consommée n'en soit retirée.
        return InboundSession(self.account, message, sender_key)

    def _mark_device_for_unwedging(self, sender: str, sender_key: str) -> None:
        if sender in self.device_store.users:
            super()._mark_device_for_unwedging(sender, sender_key)

    # --- sessions ------------------------------------------------------------------------

    def create_session(self, one_time_key: str, device: OlmDevice) -> OutboundSession:
        """Ouvre une session Olm vers un appareil, et la garde."""
        # nio enregistre aussi le compte, que cela ne change pas.
        session = OutboundSession(self.account, device.curve25519, one_time_key)
        session.pour = (device.user_id, device.id)
        self.session_store.add(device.curve25519, session)
        self.save_session(device.curve25519, session)
        return session

    def session_for(self, device: OlmDevice) -> Any:
        """La session Olm par où écrire à cet appareil, ou rien.

        Une session ouverte pour un appareil, d'une clé à usage unique qu'il a signée, ne se lit pas
        chez un autre qui publierait la même clé d'identité. Quand deux le font, l'un ment, et l'on
        ne sait pas lequel : chacun n'a que la sienne, et l'honnête lit.
        """
        pour = (device.user_id, device.id)
        sans_nom = None if device.curve25519 in self.ambiguous else pour
        sessions = self.session_store[device.curve25519]
        return next((one for one in sessions if getattr(one, "pour", sans_nom) == pour), None)

    def find_ambiguous(self) -> None:
        """Relève les clés d'identité que publient plusieurs appareils (voir `session_for`)."""
        published = Counter(
            device.curve25519
            for user in self.device_store.users
            for device in self.devices_of(user)
            if not device.deleted
        )
        self.ambiguous = {key for key, times in published.items() if times > 1}

    def create_group_session(
        self, sender_key: str, sender_fp_key: str, room_id: str, session_id: str, session_key: str
    ) -> None:
        """Garde une session de salon reçue, ou la nôtre ; voir `GroupSessions.add`."""
        session = InboundGroupSession(session_key, sender_fp_key, sender_key, room_id)
        if session.id != session_id or not is_id(room_id):
            raise ValueError("session de salon qui n'est pas celle annoncée")
        if self.groups.add(session):
            self.arrived.add((room_id, session_id))

    def owns(self, sender: str, session: InboundGroupSession) -> bool:
        """Dit si une session de salon vient d'un appareil que son propriétaire a publié."""
        keys = (session.sender_key, session.ed25519)
        if sender == self.user_id and keys == (self.curve25519, self.ed25519):
            return True
        return any(keys == (one.curve25519, one.ed25519) for one in self.devices_of(sender))

    def devices_of(self, user_id: str) -> list[OlmDevice]:
        """Tous les appareils connus d'une personne, même retirés depuis."""
        if user_id not in self.device_store.users:
            return []
        return list(self.device_store[user_id].values())

    # --- clés publiées -------------------------------------------------------------------

    def keys_to_upload(self, count: int, *, fallback: bool) -> dict[str, Any]:
        """Prépare l'envoi des clés, compte enregistré : à appeler juste avant la requête.

        Args:
            count: clés à usage unique que le serveur a encore.
            fallback: le serveur n'a plus de clé de secours neuve.
        """
        body: dict[str, Any] = {} if self.account.shared else {"device_keys": self.device_keys()}
        pending = len(self.account.one_time_keys["curve25519"])
        missing = self.account.max_one_time_keys - count - pending
        if missing > 0:
            self.account.generate_one_time_keys(missing)
        if fallback and not self.account._account.fallback_key:
            self.account._account.generate_fallback_key()
        self.save_account()
        one_time = self.account.one_time_keys["curve25519"]
        spare = {name: key.to_base64() for name, key in self.account._account.fallback_key.items()}
        if one_time:
            body["one_time_keys"] = self._signed_keys(one_time, {})
        if spare:
            body["fallback_keys"] = self._signed_keys(spare, {"fallback": True})
        return body

    def keys_uploaded(self, *, shared: bool) -> None:
        """Note que les clés préparées sont publiées (ou à jeter) ; `shared` : l'appareil aussi."""
        self.account.shared = self.account.shared or shared
        self.mark_keys_as_published()
        self.save_account()

    def has_unpublished_keys(self) -> bool:
        """Des clés ont été préparées sans qu'on sache si le serveur les a reçues."""
        return bool(self.account.one_time_keys["curve25519"] or self.account._account.fallback_key)

    def device_keys(self) -> dict[str, Any]:
        """L'objet signé qui décrit notre appareil."""
        keys = {
            f"curve25519:{self.device_id}": self.curve25519,
            f"ed25519:{self.device_id}": self.ed25519,
        }
        return self._signed(
            {
                "algorithms": [OLM, MEGOLM],
                "device_id": self.device_id,
                "user_id": self.user_id,
                "keys": keys,
            }
        )

    def _signed_keys(self, keys: Mapping[str, str], extra: Mapping[str, Any]) -> dict[str, Any]:
        return {
            f"signed_curve25519:{name}": self._signed({"key": key, **extra})
            for name, key in keys.items()
        }

    def _signed(self, content: dict[str, Any]) -> dict[str, Any]:
        signature = self.sign_json(content)
        content["signatures"] = {self.user_id: {f"ed25519:{self.device_id}": signature}}
        return content
