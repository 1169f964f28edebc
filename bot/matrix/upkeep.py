"""Ce que le chiffrement doit au serveur entre deux synchronisations.

1. Clés à usage unique : renouvelées dès que la moitié est partie, et aussi à zéro, où un appareil
   neuf ne pourrait plus nous écrire ; une clé de secours reste là quand tout est épuisé.
2. Des clés refusées par le serveur (numéro déjà pris : vieux coffre remis en service, coupure d'un
   autre temps) sont abandonnées et remplacées au tour suivant : jamais deux fois le même refus.
3. Avant de publier l'appareil pour la première fois, on regarde s'il ne l'est pas déjà avec
   d'autres clés : le coffre a alors été perdu, et continuer rendrait le robot muet en silence.
4. Une session Olm rompue est rouverte, une fois par heure et par appareil au plus, par un message
   vide ; les clés de salon remises à cet appareil sont à redonner.

Source : spécification Matrix 1.18, `/keys/upload`, « One-time and fallback keys », « Recovering
from undecryptable messages ».
"""

import time
from collections.abc import Callable
from typing import Any, Final

from bot.matrix.devices import DeviceTracker
from bot.matrix.guard import GuardedOlm
from bot.matrix.key_requests import claim_sessions, query_devices
from bot.matrix.nio_crypto import OlmDevice
from bot.matrix.sharing import Sharer, seal_for, send_to_devices
from bot.matrix.transport import Rejected, Transport, Unreachable, WireError, path

_KEY: Final = "signed_curve25519"
_UNWEDGE_EVERY: Final = 3600.0
_AFTER_REFUSAL: Final = 60.0


class DeviceConflict(Exception):
    """Le serveur connaît cet appareil sous d'autres clés ; le texte est pour l'exploitant."""


class Upkeep:
    """Entretien des clés d'un appareil.

    Attributes:
        keys_uploaded: envois de clés acceptés.
        uploads_refused: envois de clés refusés, donc abandonnés.
        unwedged: sessions Olm rouvertes.
    """

    def __init__(
        self,
        olm: GuardedOlm,
        tracker: DeviceTracker,
        sharer: Sharer,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.keys_uploaded = 0
        self.uploads_refused = 0
        self.unwedged = 0
        self._olm = olm
        self._tracker = tracker
        self._sharer = sharer
        self._clock = clock
        self._count: int | None = None
        self._fallback = not olm.account.shared
        self._upload_at = 0.0
        self._unwedge_at: dict[tuple[str, str], float] = {}

    def heard(self, counts: object, fallback_types: object) -> None:
        """Prend note de ce que la synchronisation dit des clés qui restent."""
        if isinstance(counts, dict):
            count = counts.get(_KEY)
            self._count = count if isinstance(count, int) and count > 0 else 0
        if isinstance(fallback_types, list):
            self._fallback = _KEY not in fallback_types

    def due(self) -> bool:
        """Dit s'il y a quelque chose à demander maintenant."""
        return bool(self._upload_due() or self._olm.wedged_devices or self._tracker.wanted())

    async def run(self, transport: Transport) -> None:
        """Fait ce qui est dû.

        Raises:
            WireError: le reste demeure dû.
            DeviceConflict: voir la règle 3.
            peewee.DatabaseError, OSError: le disque.
        """
        if self._upload_due():
            await self._upload(transport)
        wanted = self._tracker.wanted()
        if wanted:
            await query_devices(transport, self._tracker, wanted)
        if self._olm.wedged_devices:
            await self._unwedge(transport)

    # --- clés à usage unique -------------------------------------------------------------

    def _upload_due(self) -> bool:
        if self._clock() < self._upload_at:
            return False
        half = self._olm.account.max_one_time_keys // 2
        low = self._count is not None and self._count <= half
        unknown = not self._olm.account.shared or self._olm.has_unpublished_keys()
        return unknown or low or self._fallback

    async def _upload(self, transport: Transport) -> None:
        if not self._olm.account.shared:
            await self._check_identity(transport)
        body = self._olm.keys_to_upload(self._known_count(), fallback=self._fallback)
        target = path("_matrix", "client", "v3", "keys", "upload")
        try:
            answer = await transport.request("POST", target, body=body)
        except Rejected:
            self.uploads_refused += 1
            self._upload_at = self._clock() + _AFTER_REFUSAL
            self._olm.keys_uploaded(shared=False)
            return
        counts = answer.get("one_time_key_counts")
        if not isinstance(counts, dict):
            raise Unreachable("reponse")  # les mêmes clés seront renvoyées
        self._olm.keys_uploaded(shared=True)
        self.keys_uploaded += 1
        self._fallback = False
        self.heard(counts, None)

    def _known_count(self) -> int:
        if self._count is not None:
            return self._count
        # Compte inconnu d'un appareil déjà publié : on renvoie ce qui est prêt, sans en faire plus.
        return self._olm.account.max_one_time_keys if self._olm.account.shared else 0

    async def _check_identity(self, transport: Transport) -> None:
        target = path("_matrix", "client", "v3", "keys", "query")
        user_id, device_id = self._olm.user_id, self._olm.device_id
        answer = await transport.request("POST", target, body={"device_keys": {user_id: []}})
        published = _published_key(answer, user_id, device_id)
        if published is not None and published != self._olm.ed25519:
            raise DeviceConflict(
                f"Le serveur connaît déjà l'appareil {device_id} sous d'autres clés : le coffre de"
                " chiffrement a été perdu. Reconnectez le robot avec « maillon connexion »,"
                " qui créera un appareil neuf."
            )

    # --- sessions rompues ----------------------------------------------------------------

    async def _unwedge(self, transport: Transport) -> None:
        now = self._clock()
        devices = [
            device
            for device in self._olm.wedged_devices
            if self._unwedge_at.get(_address(device), now) <= now
        ]
        self._olm.wedged_devices.clear()
        try:
            opened = await claim_sessions(transport, self._olm, devices)
            await self._greet(transport, [one for one in devices if _address(one) in opened])
        except WireError:
            self._olm.wedged_devices.extend(devices)
            raise
        for device in devices:
            self._unwedge_at[_address(device)] = now + _UNWEDGE_EVERY

    async def _greet(self, transport: Transport, devices: list[OlmDevice]) -> None:
        messages: dict[str, dict[str, Any]] = {}
        for device in devices:
            sealed = seal_for(self._olm, device, "m.dummy", {})
            if sealed is not None:
                messages.setdefault(device.user_id, {})[device.id] = sealed
        if messages:
            await send_to_devices(transport, messages)
        for device in devices:
            self.unwedged += 1
            self._sharer.forget_device(_address(device))


def _address(device: OlmDevice) -> tuple[str, str]:
    return device.user_id, device.id


def _published_key(answer: dict[str, Any], user_id: str, device_id: str) -> str | None:
    try:
        key = answer["device_keys"][user_id][device_id]["keys"][f"ed25519:{device_id}"]
    except (LookupError, TypeError):
        return None
    return key if isinstance(key, str) else None
