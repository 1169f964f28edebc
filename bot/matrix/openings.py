"""Ouvrir un salon, exactement une fois, alors que `createRoom` n'a pas de nom de transaction.

1. Le salon porte le nom de l'envoi dans `creation_content` ; si l'envoi a déjà été essayé, ce nom
   est d'abord cherché parmi les salons où est le robot.
2. Une conversation privée qui existe (connue de la base, ouverte à l'instant, ou déclarée dans
   `m.direct` et toujours vivante) ressert : on n'en ouvre pas deux avec la même personne.
3. Tchap : une conversation privée a deux membres, ni nom ni sujet. Le serveur refuserait le reste.
4. `m.direct` est mis à jour en dernier, et peut l'être dix fois : le salon n'y entre qu'une.
5. Une invitation refusée est définitive : le salon, s'il a été créé à demi, est quitté.

Source : spécification Matrix 1.18, `createRoom` et « Direct Messaging » ; matrix-tchap 1.2.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.matrix.transport import Transport, path
from bot.matrix.undeliverable import Undeliverable
from bot.matrix.wire_errors import Forbidden, NotFound, Rejected, Unreachable
from donnees.outbox import OutboxItem

_V3 = ("_matrix", "client", "v3")
_CREATION_DEADLINE = 60.0
MEGOLM = "m.megolm.v1.aes-sha2"
_PRESENTS = ("join", "invite")
MARQUE, HISTOIRE = "fr.maillon.envoi", "fr.maillon.about"

# La conversation déjà ouverte avec cette personne, d'après la base ; et les salons dont elle
# connaît l'origine : l'histoire qui les a fait ouvrir, ou rien.
Conversation = Callable[[str], Awaitable[str | None]]
Origins = Callable[[], Awaitable[dict[str, str | None]]]


class Openings:
    """Ouvre des salons ; `encrypted` : les nouveaux salons le sont."""

    def __init__(
        self, transport: Transport, bot: str, *, encrypted: bool,
        conversation: Conversation, origins: Origins,
    ) -> None:  # fmt: skip
        self._transport, self._bot, self._encrypted = transport, bot, encrypted
        self._conversation, self._origins = conversation, origins
        self._ouvertes: dict[str, str] = {}
        self._carnet = asyncio.Lock()

    async def open(self, ligne: OutboxItem, *, again: bool) -> str:
        """Le salon de cette ligne, ouvert ou retrouvé ; `again` : elle a déjà été essayée.

        Raises:
            WireError: à refaire.
            Undeliverable: personne à inviter, ou l'invitation est refusée.
        """
        invites = _invites(ligne)
        direct = bool(ligne.contenu["direct"])
        salon = await self._already_open(ligne) if again else None
        if salon is None and direct:
            salon = await self._conversation_with(invites[0])
        if salon is None:
            salon = await self._create(ligne)
        if direct:
            await self._note_direct(salon, invites[0])
            self._ouvertes[invites[0]] = salon
        return salon

    async def _create(self, ligne: OutboxItem) -> str:
        try:
            reponse = await self._transport.request(
                "POST", path(*_V3, "createRoom"), body=self._creation(ligne),
                deadline=_CREATION_DEADLINE,
            )  # fmt: skip
        except (Forbidden, Rejected, NotFound) as erreur:
            await self._leave_half_open(ligne)
            raise Undeliverable("invitation", f"salon refusé ({erreur})") from erreur
        salon = reponse.get("room_id")
        if not isinstance(salon, str):
            raise Unreachable("reponse")
        return salon

    def _creation(self, ligne: OutboxItem) -> dict[str, Any]:
        direct = bool(ligne.contenu["direct"])
        corps: dict[str, Any] = {
            "preset": "trusted_private_chat" if direct else "private_chat",
            "visibility": "private",
            "is_direct": direct,
            "invite": ligne.contenu["invites"],
            "creation_content": {MARQUE: ligne.envoi, HISTOIRE: ligne.about},
        }
        if self._encrypted:
            corps["initial_state"] = [
                {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": MEGOLM}}
            ]
        if ligne.contenu["nom"] and not direct:
            corps["name"] = ligne.contenu["nom"]
        return corps

    # -- retrouver -------------------------------------------------------------------------------

    async def _already_open(self, ligne: OutboxItem) -> str | None:
        """Le salon déjà ouvert sous ce nom.

        Seuls sont interrogés les salons dont la base ne sait rien, ou qui sont de cette histoire.
        """
        joints = (await self._transport.request("GET", path(*_V3, "joined_rooms"))).get(
            "joined_rooms"
        )
        if not isinstance(joints, list):
            raise Unreachable("reponse")
        origines = await self._origins()
        for salon in joints:
            if origines.get(str(salon), ligne.about) != ligne.about:
                continue
            creation = await self._state(str(salon), "m.room.create", "")
            if creation is not None and creation.get(MARQUE) == ligne.envoi:
                return str(salon)
        return None

    async def _conversation_with(self, personne: str) -> str | None:
        connue = self._ouvertes.get(personne) or await self._conversation(personne)
        candidats = [connue] if connue else (await self._directs()).get(personne)
        for salon in candidats if isinstance(candidats, list) else []:
            if isinstance(salon, str) and await self._alive(salon, personne):
                return salon
        return None

    async def _alive(self, salon: str, personne: str) -> bool:
        """Vrai si elle est dans ce salon (ou y est invitée), le robot aussi, et personne d'autre :
        à trois, une conversation déclarée dans `m.direct` n'est plus privée."""
        adhesion = await self._state(salon, "m.room.member", personne)
        if adhesion is None or adhesion.get("membership") not in _PRESENTS:
            return False
        try:
            membres = await self._transport.request("GET", path(*_V3, "rooms", salon, "members"))
        except (NotFound, Forbidden, Rejected):
            return False
        return not _presents(membres.get("chunk")) - {self._bot, personne}

    async def _state(self, salon: str, genre: str, cle: str) -> dict[str, Any] | None:
        cible = path(*_V3, "rooms", salon, "state", genre, cle)
        try:
            return await self._transport.request("GET", cible)
        except (NotFound, Forbidden, Rejected):
            return None

    async def _leave_half_open(self, ligne: OutboxItem) -> None:
        """Le serveur crée le salon avant d'inviter : refusé, il reste parfois un salon vide."""
        salon = await self._already_open(ligne)
        if salon is not None:
            await self._transport.request("POST", path(*_V3, "rooms", salon, "leave"), body={})

    # -- m.direct --------------------------------------------------------------------------------

    def _book(self) -> str:
        return path(*_V3, "user", self._bot, "account_data", "m.direct")

    async def _directs(self) -> dict[str, Any]:
        try:
            return await self._transport.request("GET", self._book())
        except NotFound:
            return {}

    async def _note_direct(self, salon: str, personne: str) -> None:
        """Déclare la conversation dans `m.direct`, comme le font les clients ; une fois."""
        async with self._carnet:
            directs = await self._directs()
            connus = directs.get(personne)
            connus = connus if isinstance(connus, list) else []
            if salon not in connus:
                corps = {**directs, personne: [*connus, salon]}
                await self._transport.request("PUT", self._book(), body=corps)


def _presents(evenements: object) -> set[str]:
    """Qui est dans un salon, ou y est invité, d'après ses événements d'appartenance."""
    return {
        str(e.get("state_key"))
        for e in (evenements if isinstance(evenements, list) else [])
        if isinstance(e, dict)
        and isinstance(contenu := e.get("content"), dict)
        and contenu.get("membership") in _PRESENTS
    }


def _invites(ligne: OutboxItem) -> list[str]:
    """Qui inviter ; lève `Undeliverable` si une conversation privée n'est pas à deux."""
    invites = [str(i) for i in ligne.contenu["invites"]]
    if ligne.contenu["direct"] and len(invites) != 1:
        raise Undeliverable("invitation", "une conversation privée a deux membres")
    return invites
