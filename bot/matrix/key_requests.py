"""Les deux questions sur les clés des autres : leurs appareils, et une clé pour leur écrire.

Une personne dont les clés font échouer la question ne doit pas la faire échouer pour tous : sur un
refus, ou une réponse incompréhensible, la liste est coupée en deux jusqu'à isoler la coupable. Le
nombre de questions supplémentaires est borné : un serveur en panne n'est pas martelé.

Source : spécification Matrix 1.18, `/keys/query` et `/keys/claim`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from bot.matrix.devices import DeviceTracker
from bot.matrix.guard import GuardedOlm
from bot.matrix.nio_crypto import OlmDevice
from bot.matrix.signing import is_signed_by
from bot.matrix.transport import Forbidden, NotFound, Rejected, Transport, Unreachable, path

Item = TypeVar("Item")

QUERY_BATCH: Final = 200
CLAIM_BATCH: Final = 100
# Temps laissé par notre serveur à ceux de la fédération, en millisecondes.
_FEDERATION_MS: Final = 10_000
_DEADLINE: Final = 20.0
# Personnes, ou appareils, traités sans rendre la main.
_AT_ONCE: Final = 20
_MAX_SPLITS: Final = 40
# Ce qui peut venir d'une seule entrée de la question plutôt que du serveur entier.
_MAYBE_ONE: Final = frozenset({"reponse", "trop_long", "http_500"})


async def query_devices(transport: Transport, tracker: DeviceTracker, users: list[str]) -> None:
    """Demande les appareils de ces personnes et les retient.

    Raises:
        WireError: serveur injoignable ou qui limite ; ce qui est appris est gardé.
        peewee.DatabaseError, OSError: le disque.
    """

    async def ask(batch: Sequence[str]) -> None:
        marks = tracker.marks(batch)
        body = {"device_keys": {user: [] for user in batch}, "timeout": _FEDERATION_MS}
        target = path("_matrix", "client", "v3", "keys", "query")
        answer = await transport.request("POST", target, body=body, deadline=_DEADLINE)
        await _learn(tracker, marks, answer)

    for start in range(0, len(users), QUERY_BATCH):
        await _divide(users[start : start + QUERY_BATCH], ask, tracker.unanswered)


async def _learn(
    tracker: DeviceTracker, marks: Mapping[str, int], answer: Mapping[str, Any]
) -> None:
    """Retient la réponse par petits paquets : vérifier mille appareils bloquerait la boucle."""
    users = list(marks)
    for start in range(0, len(users), _AT_ONCE):
        tracker.answered({user: marks[user] for user in users[start : start + _AT_ONCE]}, answer)
        await asyncio.sleep(0)


async def claim_sessions(
    transport: Transport, olm: GuardedOlm, devices: Sequence[OlmDevice]
) -> set[tuple[str, str]]:
    """Ouvre une session Olm vers chacun de ces appareils, si le serveur a une clé pour lui.

    Returns:
        Les (personne, appareil) joints. Un appareil resté sans session n'est pas une erreur.

    Raises:
        WireError: serveur injoignable ou qui limite ; les sessions ouvertes sont gardées.
        peewee.DatabaseError, OSError: le disque.
    """
    opened: set[tuple[str, str]] = set()

    async def ask(batch: Sequence[OlmDevice]) -> None:
        wanted: dict[str, dict[str, str]] = {}
        for device in batch:
            wanted.setdefault(device.user_id, {})[device.id] = "signed_curve25519"
        body = {"one_time_keys": wanted, "timeout": _FEDERATION_MS}
        target = path("_matrix", "client", "v3", "keys", "claim")
        answer = await transport.request("POST", target, body=body, deadline=_DEADLINE)
        for start in range(0, len(batch), _AT_ONCE):
            with olm.store.database.atomic():
                for device in batch[start : start + _AT_ONCE]:
                    if open_session(olm, device, answer.get("one_time_keys")):
                        opened.add((device.user_id, device.id))
            await asyncio.sleep(0)

    def nothing(batch: Sequence[OlmDevice]) -> None:
        """Un appareil refusé reste sans session : l'appelant le verra."""

    for start in range(0, len(devices), CLAIM_BATCH):
        await _divide(devices[start : start + CLAIM_BATCH], ask, nothing)
    return opened


def open_session(olm: GuardedOlm, device: OlmDevice, keys: Any) -> bool:
    """Ouvre la session d'un appareil à partir de la réponse de `/keys/claim`, si elle est bonne."""
    before = olm.hostile
    with olm.contained(), olm.store.database.atomic():
        key = next(iter(keys[device.user_id][device.id].values()))
        key_id = f"ed25519:{device.id}"
        if not is_signed_by(key, device.user_id, key_id, device.ed25519):
            raise ValueError("clé à usage unique mal signée")
        olm.create_session(key["key"], device)
    return olm.hostile == before


async def _divide(
    items: Sequence[Item],
    ask: Callable[[Sequence[Item]], Awaitable[None]],
    give_up: Callable[[Sequence[Item]], None],
) -> None:
    """Pose la question pour tous ; si l'un d'eux la fait échouer, l'isole et l'abandonne."""
    batches, asked = [items], 0
    while batches:
        batch = batches.pop()
        asked += 1
        try:
            await ask(batch)
        except (Rejected, Forbidden, NotFound, Unreachable) as error:
            if isinstance(error, Unreachable) and error.reason not in _MAYBE_ONE:
                raise
            if asked > _MAX_SPLITS:
                raise
            if len(batch) == 1:
                give_up(batch)
            else:
                half = len(batch) // 2
                batches += [batch[half:], batch[:half]]
