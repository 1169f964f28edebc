"""Les sessions de salon reçues : lues du coffre quand un message en a besoin, et gardées un moment.

1. Rien n'est chargé au démarrage : un robot d'un an a des dizaines de milliers de sessions, et
   n'en relira presque aucune.
2. Une session n'est jamais remplacée par une plus récente d'elle-même, qui lirait moins.
3. Un membre peut renvoyer sous son nom la clé d'un autre. Les deux sont gardées en mémoire, et la
   lecture préfère celle que l'expéditeur possède ; sur le disque, où le numéro est unique, la
   première reste. Au-delà de quatre provenances pour un numéro, les suivantes sont ignorées.
"""

from collections import OrderedDict
from typing import Final

from bot.matrix.nio_crypto import InboundGroupSession
from bot.matrix.vault import Vault

MAX_RECENT: Final = 2000
MAX_ORIGINS: Final = 4


class GroupSessions:
    """Sessions de salon d'un coffre, les dernières utilisées en mémoire."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._recent: OrderedDict[str, list[InboundGroupSession]] = OrderedDict()

    def clear(self) -> None:
        """Oublie ce qui est en mémoire ; le coffre fait foi."""
        self._recent.clear()

    def find(self, room_id: str, session_id: str) -> list[InboundGroupSession]:
        """Les sessions de ce numéro dans ce salon ; presque toujours une ou aucune."""
        return [one for one in self._all(session_id) if one.room_id == room_id]

    def add(self, session: InboundGroupSession) -> bool:
        """Garde une session ; faux si elle n'apprend rien.

        Raises:
            peewee.DatabaseError: le disque.
        """
        others = self._all(session.id)
        same = [one for one in others if _origin(one) == _origin(session)]
        if any(one.first_known_index <= session.first_known_index for one in same):
            return False
        if not same and len(others) >= MAX_ORIGINS:
            return False
        kept = [one for one in others if one not in same] + [session]
        if len(kept) == 1:
            self._vault.save_inbound_group_session(session)
        self._remember(session.id, kept)
        return True

    def _all(self, session_id: str) -> list[InboundGroupSession]:
        found = self._recent.get(session_id)
        if found is not None:
            self._recent.move_to_end(session_id)
            return found
        stored = self._vault.find_group_session(session_id)
        return [] if stored is None else self._remember(session_id, [stored])

    def _remember(
        self, session_id: str, sessions: list[InboundGroupSession]
    ) -> list[InboundGroupSession]:
        self._recent[session_id] = sessions
        while len(self._recent) > MAX_RECENT:
            self._recent.popitem(last=False)
        return sessions


def _origin(session: InboundGroupSession) -> tuple[str, str]:
    return session.sender_key, session.room_id
