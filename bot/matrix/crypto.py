"""Le chiffrement, côté fil : recevoir des clés, lire, chiffrer, entretenir.

Pourquoi la machine de nio et non son client : `nio.crypto.Olm` ne fait que du calcul et du
stockage, et se laisse garder (`guard.py`) ; `AsyncClient` décide lui-même quand demander,
enregistrer et attendre (voir `transport.py`).

Ordre à tenir par la passerelle, à chaque synchronisation :

1. `receive_keys` : local, synchrone. Quand il rend la main, les clés sont sur le disque.
2. `decrypt` sur chaque événement chiffré du lot, et sur ceux en attente dont la session est dans
   ce que `receive_keys` a rendu. Au démarrage, sur tous ceux en attente : une clé a pu arriver
   juste avant l'arrêt, après le coffre et avant le journal.
3. Enregistrer le journal et la position.
4. `upkeep` : le réseau, après. S'il échoue, tout reste dû et le prochain appel recommence.

Tout se passe dans le fil de la boucle asyncio qui a ouvert le coffre (nio lie sa base à un fil).
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.matrix.devices import DeviceTracker
from bot.matrix.guard import GuardedOlm
from bot.matrix.nio_crypto import encrypt_attachment
from bot.matrix.reading import Decrypted, Reader, Reason, Undecryptable
from bot.matrix.room_session import Limits
from bot.matrix.session import Session
from bot.matrix.sharing import Sharer
from bot.matrix.transport import Transport
from bot.matrix.upkeep import DeviceConflict, Upkeep
from bot.matrix.vault import CryptoStoreError, open_vault, store_trouble

__all__ = [
    "Crypto",
    "CryptoStoreError",
    "Decrypted",
    "DeviceConflict",
    "Reason",
    "Stats",
    "Undecryptable",
]


@dataclass(frozen=True)
class Stats:
    """Compteurs depuis l'ouverture, pour la supervision."""

    keys_received: int
    undecrypted: int
    replayed: int
    hostile: int
    devices_rejected: int
    devices_unserved: int
    devices_served: int
    sessions_made: int
    uploads: int
    uploads_refused: int
    unwedged: int


class Crypto:
    """Le chiffrement d'un appareil : une machine gardée, et les requêtes qu'elle demande.

    Attributes:
        olm: la machine (pour la signature croisée et le diagnostic).
        keys_received: clés de salon arrivées depuis l'ouverture.
        stats: compteurs, sans aucun contenu (voir `Stats`).
    """

    def __init__(
        self, olm: GuardedOlm, *, horloge_reelle: Callable[[], float] = time.monotonic
    ) -> None:
        self.olm = olm
        self.keys_received = 0
        self._tracker = DeviceTracker(olm, horloge_reelle)
        self._reader = Reader(olm, self._tracker)
        self._sharer = Sharer(olm, self._tracker, horloge_reelle)
        self._upkeep = Upkeep(olm, self._tracker, self._sharer, horloge_reelle)
        self._stale_memory = False

    @classmethod
    def open(
        cls,
        dossier: Path,
        session: Session,
        *,
        horloge_reelle: Callable[[], float] = time.monotonic,
    ) -> "Crypto":
        """Ouvre le coffre de l'appareil, ou le crée.

        Raises:
            CryptoStoreError: coffre abîmé, ou d'une autre clé que celle de la session.
        """
        vault = open_vault(dossier, session.identifiant, session.appareil, session.pickle_key)
        try:
            with store_trouble():
                olm = GuardedOlm(session.identifiant, session.appareil, vault)
        except CryptoStoreError:
            vault.database.close()
            raise
        except Exception as error:
            vault.database.close()
            raise CryptoStoreError(
                "Le coffre de chiffrement ne s'ouvre pas avec cette session :"
                " remettez ensemble les fichiers du dossier de données."
            ) from error
        return cls(olm, horloge_reelle=horloge_reelle)

    def close(self) -> None:
        """Ferme le coffre."""
        self.olm.store.database.close()

    @property
    def stats(self) -> Stats:
        """Les compteurs de l'instant."""
        return Stats(
            keys_received=self.keys_received,
            undecrypted=self._reader.undecrypted,
            replayed=self._reader.replayed,
            hostile=self.olm.hostile,
            devices_rejected=self._tracker.failed,
            devices_unserved=self._sharer.devices_failed,
            devices_served=self._sharer.devices_served,
            sessions_made=self._sharer.sessions_made,
            uploads=self._upkeep.keys_uploaded,
            uploads_refused=self._upkeep.uploads_refused,
            unwedged=self._upkeep.unwedged,
        )

    # --- recevoir ------------------------------------------------------------------------

    def receive_keys(
        self,
        to_device: Sequence[Any],
        device_lists: object = None,
        otk_counts: object = None,
        fallback_types: object = None,
    ) -> set[tuple[str, str]]:
        """Traite ce qu'une synchronisation apporte au chiffrement ; durable au retour.

        Args:
            to_device: `to_device.events`, bruts.
            device_lists: `device_lists`, brut, ou rien.
            otk_counts: `device_one_time_keys_count`, brut, ou rien s'il est absent.
            fallback_types: `device_unused_fallback_key_types`, brut, ou rien s'il est absent.

        Returns:
            Les (salon, session) dont la clé vient d'arriver, ou dont l'auteur vient d'annoncer
            un appareil : réessayer ce qui les attendait.

        Raises:
            CryptoStoreError: le disque refuse ; ne pas enregistrer la position, et redonner le
                même lot plus tard.
        """
        with self._disk():
            if to_device:
                with self.olm.store.database.atomic():
                    for event in to_device:
                        self.olm.receive(event)
        self._tracker.heard(device_lists)
        self._upkeep.heard(otk_counts, fallback_types)
        arrived = self.olm.take_arrived()
        self.keys_received += len(arrived)
        return arrived | self._tracker.take_again()

    def decrypt(self, room_id: str, event: Mapping[str, Any]) -> Decrypted | Undecryptable:
        """Lit un événement `m.room.encrypted` brut ; ne lève jamais, et peut être refait.

        Args:
            room_id: salon où l'événement a été vu.
            event: l'événement tel que le serveur le donne.
        """
        return self._reader.read(room_id, event)

    @property
    def needs_upkeep(self) -> bool:
        """Dit si `upkeep` a quelque chose à demander maintenant."""
        return self._upkeep.due()

    async def upkeep(self, transport: Transport) -> None:
        """Envoie ce que le chiffrement doit au serveur : clés, questions, sessions à rouvrir.

        Raises:
            WireError: le reste est dû ; rappeler après l'attente d'usage.
            DeviceConflict: le serveur a d'autres clés pour cet appareil ; il faut une personne.
            CryptoStoreError: le disque refuse.
        """
        with self._disk():
            await self._upkeep.run(transport)

    # --- envoyer -------------------------------------------------------------------------

    async def encrypt(
        self,
        transport: Transport,
        room_id: str,
        members: Collection[str],
        type: str,
        content: Mapping[str, Any],
        *,
        rotation_period_msgs: object = None,
        rotation_period_ms: object = None,
        deadline: float = 30.0,
    ) -> dict[str, Any]:
        """Chiffre un événement pour les membres d'un salon, clé remise d'abord à qui ne l'a pas.

        Args:
            members: membres présents et invités ; le même objet d'un appel à l'autre, tant que
                rien ne change, rend l'appel presque gratuit.
            content: contenu en clair ; `m.relates_to` est recopié en clair, comme le veut Matrix.
            rotation_period_msgs, rotation_period_ms: réglages du salon, bruts, ou rien.
            deadline: secondes pour tout ce qu'il faut demander au serveur.

        Returns:
            Le contenu de l'événement `m.room.encrypted` à envoyer.

        Raises:
            WireError: recommencer plus tard reprend où l'on en était.
            CryptoStoreError: le disque refuse.
        """
        limits = Limits.of_room(rotation_period_msgs, rotation_period_ms)
        with self._disk():
            room = await self._sharer.prepare(transport, room_id, members, limits, deadline)
        return self._sharer.seal(room, room_id, type, content)

    @staticmethod
    def encrypt_file(data: bytes) -> tuple[bytes, dict[str, Any]]:
        """Chiffre un fichier joint.

        Returns:
            Le chiffré à déposer, et l'objet `file` de l'événement, auquel manque `url`.
        """
        ciphertext, info = encrypt_attachment(data)
        return ciphertext, info

    def forget_room(self, room_id: str) -> None:
        """Le prochain message de ce salon aura une session neuve (salon quitté, réglage changé)."""
        self._sharer.drop_room(room_id)

    @contextmanager
    def _disk(self) -> Iterator[None]:
        """Traduit une panne du disque ; après elle, la mémoire est d'abord remise d'accord."""
        if self._stale_memory:
            with store_trouble():
                self.olm.reload()
            self._stale_memory = False
        try:
            with store_trouble():
                yield
        except CryptoStoreError:
            self._stale_memory = True
            raise
