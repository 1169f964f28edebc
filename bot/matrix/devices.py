"""Les appareils des autres : ce qu'on en croit, et quand il faut redemander.

1. Une personne à la fois, un appareil à la fois : une clé absurde n'en cache aucune autre.
2. La clé de signature d'un appareil ne change jamais ; un appareil qui en présente une autre est
   écarté, et l'ancien reste.
3. Une liste est fraîche entre la réponse du serveur et l'annonce d'un changement. La fraîcheur
   n'est pas enregistrée : au redémarrage, une annonce peut avoir été lue sans que la question ait
   été posée, donc tout est à redemander, salon par salon, au premier envoi.
4. Un message d'un appareil que personne n'a publié n'est pas forcément un faux : d'un serveur à
   l'autre, le message d'un téléphone neuf peut précéder l'annonce de ce téléphone. On redemande
   une fois la liste, puis on attend l'annonce (`doubt`, `take_again`).
5. Les noms d'appareils sont du texte d'inconnus, sans usage ici : ils ne sont pas gardés.

Source : spécification Matrix 1.18, « Tracking the device list for a user ».
"""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import vodozemac

from bot.matrix.guard import GuardedOlm
from bot.matrix.nio_crypto import OlmDevice
from bot.matrix.signing import is_signed_by

RETRY_AFTER: Final = 300.0
RETRY_SOON: Final = 60.0
DOUTES_MAX: Final = 500


class DeviceTracker:
    """Qui a une liste d'appareils à jour, qui doit être redemandé.

    Attributes:
        generation: avance dès qu'un appareil connu a pu changer ; tant qu'elle est la même, une
            répartition de clés déjà faite reste bonne.
        failed: nombre d'appareils écartés depuis le début.
    """

    def __init__(self, olm: GuardedOlm, clock: Callable[[], float] = time.monotonic) -> None:
        self.generation = 0
        self.failed = 0
        self._olm = olm
        self._clock = clock
        self._fresh: set[str] = set()
        self._wanted: set[str] = set()
        self._marks: dict[str, int] = {}
        self._retry_at: dict[str, float] = {}
        self._doubts: dict[tuple[str, str, str], None] = {}  # personne, salon, session
        self._doubted_at: dict[str, float] = {}
        self._again: set[tuple[str, str]] = set()

    def heard(self, lists: object) -> None:
        """Prend note des changements annoncés par la synchronisation (`device_lists`)."""
        if not isinstance(lists, dict):
            return
        for user_id in _user_ids(lists.get("changed")):
            self._stale(user_id)
            for doute in [one for one in self._doubts if one[0] == user_id]:
                del self._doubts[doute]
                self._again.add(doute[1:])
        for user_id in _user_ids(lists.get("left")):
            self._stale(user_id)
            self._wanted.discard(user_id)

    def doubt(self, user_id: str, room_id: str, session_id: str) -> bool:
        """Cette session vient d'un appareil inconnu ; vrai si la liste mérite d'être redemandée.

        Au plus une fois par minute et par personne ; ensuite, seule une annonce fait relire.
        """
        self._doubts[user_id, room_id, session_id] = None
        while len(self._doubts) > DOUTES_MAX:
            self._doubts.pop(next(iter(self._doubts)))
        now = self._clock()
        if now - self._doubted_at.get(user_id, -RETRY_SOON) < RETRY_SOON:
            return False
        self._doubted_at = {u: t for u, t in self._doubted_at.items() if now - t < RETRY_SOON}
        self._doubted_at[user_id] = now
        self._stale(user_id)
        return True

    def of_another(self, user_id: str, curve25519: str) -> bool:
        """Dit si cet appareil est connu, mais à quelqu'un d'autre : le message est une copie."""
        if user_id != self._olm.user_id and curve25519 == self._olm.curve25519:
            return True
        autres = [u for u in self._olm.device_store.users if u != user_id]
        return any(curve25519 == d.curve25519 for u in autres for d in self._olm.devices_of(u))

    def take_again(self) -> set[tuple[str, str]]:
        """Les (salon, session) douteux à relire : la liste de leur auteur vient de changer."""
        again, self._again = self._again, set()
        return again

    def _stale(self, user_id: str) -> None:
        # La marque fait ignorer la réponse d'une question posée avant ce changement.
        self._marks[user_id] = self._marks.get(user_id, 0) + 1
        self._retry_at.pop(user_id, None)
        if user_id in self._fresh:
            self._fresh.discard(user_id)
            self._wanted.add(user_id)
            self.generation += 1

    def want(self, user_id: str) -> bool:
        """Demande la liste d'une personne dès que possible ; faux si elle est déjà fraîche.

        Un serveur qui n'a pas répondu ne fait pas d'elle une menteuse : on ne sait pas encore.
        """
        if user_id in self._fresh:
            return False
        self._wanted.add(user_id)
        return True

    def wanted(self) -> list[str]:
        """Les personnes à redemander à l'entretien."""
        return self._missing(self._wanted)

    def missing(self, users: Iterable[str]) -> list[str]:
        """Celles de ces personnes dont la liste manque ou a vieilli."""
        return self._missing(user for user in users if user not in self._fresh)

    def _missing(self, users: Iterable[str]) -> list[str]:
        now = self._clock()
        return sorted(user for user in users if self._retry_at.get(user, 0.0) <= now)

    def all_fresh(self, users: Iterable[str]) -> bool:
        """Dit si toutes ces listes sont à jour."""
        return self._fresh.issuperset(users)

    def marks(self, users: Iterable[str]) -> dict[str, int]:
        """État à relever avant une question, pour reconnaître une réponse dépassée."""
        return {user: self._marks.get(user, 0) for user in users}

    def answered(self, asked: Mapping[str, int], answer: Mapping[str, Any]) -> None:
        """Applique la réponse de `/keys/query` à la question posée sur `asked` (voir `marks`).

        Raises:
            peewee.DatabaseError, OSError: le disque, et lui seul.
        """
        keys = answer.get("device_keys")
        keys = keys if isinstance(keys, dict) else {}
        with self._olm.store.database.atomic():
            for user_id, mark in asked.items():
                self._answered_one(user_id, mark, keys.get(user_id))

    def _answered_one(self, user_id: str, mark: int, devices: object) -> None:
        if not isinstance(devices, dict):
            # Serveur d'une fédération qui ne répond pas : plus tard, sans bloquer l'envoi.
            self.unanswered([user_id])
            return
        self._apply(user_id, devices)
        if self._marks.get(user_id, 0) == mark:
            self._fresh.add(user_id)
            self._wanted.discard(user_id)

    def unanswered(self, users: Iterable[str]) -> None:
        """Remet ces personnes à plus tard : leur serveur n'a rien dit d'utile."""
        for user_id in users:
            attendue = user_id in self._wanted  # un message d'elle attend peut-être
            delai = RETRY_SOON if attendue else RETRY_AFTER
            self._retry_at[user_id] = self._clock() + delai

    def _apply(self, user_id: str, devices: Mapping[str, Any]) -> None:
        changed: dict[str, OlmDevice] = {}
        for device_id, payload in devices.items():
            if (user_id, device_id) == (self._olm.user_id, self._olm.device_id):
                continue
            with self._olm.contained():
                self._apply_one(user_id, device_id, payload, changed)
        for device in self._olm.devices_of(user_id):
            if not device.deleted and device.id not in devices:
                device.deleted = True
                changed[device.id] = device
        if changed:
            self.generation += 1
            with self._olm.contained():
                self._olm.store.save_device_keys({user_id: changed})

    def _apply_one(
        self, user_id: str, device_id: str, payload: Any, changed: dict[str, OlmDevice]
    ) -> None:
        known = self._olm.device_store[user_id].get(device_id)
        device = read_device(user_id, device_id, payload, known)
        if device is None:
            self.failed += 1
        elif device is not known or known.deleted:
            device.deleted = False
            self._olm.device_store[user_id][device_id] = device
            changed[device_id] = device


def read_device(
    user_id: str, device_id: str, payload: Any, known: OlmDevice | None
) -> OlmDevice | None:
    """Lit un appareil publié ; rien s'il est mal formé, mal signé, ou s'il a changé de signature.

    Args:
        known: ce qu'on savait de lui ; rendu tel quel si rien n'a changé.
    """
    try:
        keys = payload["keys"]
        ed25519, curve25519 = keys[f"ed25519:{device_id}"], keys[f"curve25519:{device_id}"]
        if (payload["user_id"], payload["device_id"]) != (user_id, device_id):
            return None
        if known is not None and known.ed25519 != ed25519:
            return None
        if known is not None and known.curve25519 == curve25519:
            return known
        vodozemac.Curve25519PublicKey.from_base64(curve25519)
        device_id.encode(), user_id.encode()
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    if not is_signed_by(payload, user_id, f"ed25519:{device_id}", ed25519):
        return None
    return OlmDevice(user_id, device_id, {"ed25519": ed25519, "curve25519": curve25519})


def _user_ids(value: object) -> list[str]:
    if not isinstance(value, list):
        return []
    return [user for user in value if isinstance(user, str) and 0 < len(user) <= 255]
