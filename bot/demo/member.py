"""Une personne du réseau, sur un vrai client Matrix (nio, chiffrement compris).

    ines = Member(serveur.url, mxid, "motdepasse", dossier, "Inès")
    await ines.open()
    salon = await ines.create_room("Comptables", encrypted=True, invites=[bot])
    question = await ines.say(salon, "!aide compta Chorus refuse ma facture")
    await ines.waits(sender=bot, room=salon, reply_to=question, contains="Karim")
    await ines.close()

Elle fait confiance à tous les appareils, comme les clients Tchap par défaut, et ne rejoint un
salon que si on le lui demande.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from nio import LoginResponse

from bot.demo.listener import Listener
from bot.demo.member_client import MatrixRefusal, MemberClient
from bot.demo.message import edit_content, text_content
from bot.demo.seen import ILLISIBLE, Seen, matching

_DELAI = 60.0  # au-delà, quelque chose est bloqué
_ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


class Member:
    """Un compte, un appareil, une oreille. `nom` est le nom affiché, `dossier` lui appartient."""

    def __init__(
        self, homeserver_url: str, mxid: str, mot_de_passe: str, dossier: Path, nom: str
    ) -> None:
        self.mxid = mxid
        self.nom = nom
        self._mot_de_passe = mot_de_passe
        self.client = MemberClient(homeserver_url, mxid, dossier)
        self._oreille = Listener(self.client)

    @property
    def events(self) -> list[Seen]:
        """Tout ce qui a été reçu, dans l'ordre."""
        return self._oreille.events

    @property
    def now(self) -> int:
        """Le rang du prochain événement, pour `since`."""
        return len(self.events)

    @property
    def unreadable(self) -> list[Seen]:
        """Les messages reçus que cette personne ne peut toujours pas lire."""
        lus = {s.event_id for s in self.events if s.type != ILLISIBLE}
        return [s for s in self.events if s.type == ILLISIBLE and s.event_id not in lus]

    async def open(self) -> None:
        """Se connecte, publie ses clés, entend ce qui est déjà là, puis écoute."""
        reponse = await self.client.login(self._mot_de_passe, device_name="client de démonstration")
        if not isinstance(reponse, LoginResponse):
            raise RuntimeError(f"{self.mxid} : connexion refusée ({reponse})")
        await self._oreille.start()

    async def close(self) -> None:
        """Se tait et ferme ses connexions. Sans effet la seconde fois."""
        await self._oreille.pause()
        await self.client.close()

    async def pause(self) -> None:
        """N'écoute plus (téléphone éteint) ; peut encore écrire."""
        await self._oreille.pause()

    def resume(self) -> None:
        """Écoute de nouveau, et rattrape."""
        self._oreille.resume()

    async def create_room(
        self,
        nom: str | None,
        *,
        encrypted: bool,
        invites: Iterable[str] = (),
        is_direct: bool = False,
        room_version: str | None = None,
        power: Mapping[str, Any] | None = None,
    ) -> str:
        """Crée un salon privé et rend son identifiant ; `power` complète les droits du salon."""
        corps: dict[str, Any] = {
            "preset": "trusted_private_chat" if is_direct else "private_chat",
            "invite": list(invites),
            "is_direct": is_direct,
            "name": nom,
            "room_version": room_version,
            "power_level_content_override": dict(power) if power else None,
            "initial_state": [_ENCRYPTION] if encrypted else [],
        }
        corps = {cle: valeur for cle, valeur in corps.items() if valeur is not None}
        room = str((await self.request("POST", "/createRoom", corps))["room_id"])
        await self._known(room)
        return room

    async def direct(self, autre: str, *, encrypted: bool = True) -> str:
        """Ouvre une conversation privée avec `autre`, et la note dans `m.direct`."""
        room = await self.create_room(None, encrypted=encrypted, invites=[autre], is_direct=True)
        chemin = f"/user/{quote(self.mxid)}/account_data/m.direct"
        try:
            carnet = await self.request("GET", chemin)
        except MatrixRefusal:  # pas encore de carnet
            carnet = {}
        await self.request("PUT", chemin, {**carnet, autre: [*carnet.get(autre, ()), room]})
        return room

    async def join(self, room: str) -> None:
        """Entre dans le salon (invitation, ou salon public)."""
        await self.request("POST", f"/join/{quote(room)}", {})
        await self._known(room)

    async def leave(self, room: str) -> None:
        """Quitte le salon, ou refuse l'invitation."""
        await self.request("POST", f"{_room(room)}/leave", {})
        self.client.rooms.pop(room, None)

    async def invite(self, room: str, mxid: str) -> None:
        """Invite quelqu'un."""
        await self.request("POST", f"{_room(room)}/invite", {"user_id": mxid})

    async def state(
        self, room: str, type: str, content: Mapping[str, Any], state_key: str = ""
    ) -> str:
        """Pose un événement d'état et rend son identifiant."""
        chemin = f"{_room(room)}/state/{quote(type)}/{quote(state_key)}"
        return str((await self.request("PUT", chemin, content))["event_id"])

    async def redact(self, room: str, event_id: str) -> str:
        """Retire un message ou une réaction ; rend l'identifiant du retrait."""
        chemin = f"{_room(room)}/redact/{quote(event_id)}/{uuid4().hex}"
        return str((await self.request("PUT", chemin, {}))["event_id"])

    async def say(
        self,
        room: str,
        texte: str,
        *,
        reply_to: str | None = None,
        mention: Iterable[str] = (),
        msgtype: str = "m.text",
        thread: str | None = None,
        txn: str | None = None,
    ) -> str:
        """Écrit, et rend l'identifiant du message ; un MXID mentionné devient une pastille."""
        noms = {mxid: self._name(room, mxid) for mxid in mention}
        contenu = text_content(texte, noms, msgtype=msgtype, reply_to=reply_to, thread=thread)
        return await self.send(room, "m.room.message", contenu, txn=txn)

    async def edit(self, room: str, event_id: str, texte: str) -> str:
        """Corrige un de ses messages."""
        return await self.send(room, "m.room.message", edit_content(texte, event_id))

    async def react(self, room: str, event_id: str, emoji: str) -> str:
        """Réagit ; rend l'identifiant de la réaction, pour la retirer."""
        lien = {"rel_type": "m.annotation", "event_id": event_id, "key": emoji}
        return await self.send(room, "m.reaction", {"m.relates_to": lien})

    async def send(
        self, room: str, type: str, content: Mapping[str, Any], *, txn: str | None = None
    ) -> str:
        """Envoie un événement tel quel, chiffré si le salon l'est ; rend son identifiant."""
        await self._known(room)
        return await self.client.send_event(room, type, content, txn or uuid4().hex)

    async def request(
        self, methode: str, chemin: str, corps: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Un appel nu à `/_matrix/client/v3`, avec son jeton ; `MatrixRefusal` s'il échoue."""
        return await self.client.request(methode, chemin, corps)

    def seen(
        self, predicate: Callable[[Seen], bool] | None = None, *, since: int = 0, **mots: Any
    ) -> list[Seen]:
        """Tout ce qui a déjà été reçu et convient ; mêmes mots que `waits`."""
        return [s for s in self.events[since:] if matching(predicate, **mots)(s)]

    async def waits(
        self,
        predicate: Callable[[Seen], bool] | None = None,
        *,
        since: int = 0,
        timeout: float = _DELAI,  # noqa: ASYNC109 (le délai fait partie de la question posée)
        **mots: Any,
    ) -> Seen:
        """Le premier événement qui convient, déjà reçu ou à venir avant `timeout` secondes.

        Mots : `type`, `sender`, `room`, `contains` (texte), `mention`, `reply_to`, `target`,
        `key`, `fr` (le type du jumeau). Trop tard : `AssertionError`, avec le compte rendu.
        """
        return await self._oreille.waits(predicate, since=since, timeout=timeout, **mots)

    def transcript(self, room: str | None = None) -> str:
        """Le compte rendu d'un salon, ou de tous, vu d'ici."""
        return self._oreille.transcript(room)

    def _name(self, room: str, mxid: str) -> str:
        salon = self.client.rooms.get(room)
        nom = salon.user_name(mxid) if salon is not None else None
        return nom or mxid.removeprefix("@").partition(":")[0]

    async def _known(self, room: str) -> None:
        """Attend que nio connaisse le salon : il refuserait d'y écrire."""
        try:
            async with asyncio.timeout(_DELAI), self._oreille.heard:
                await self._oreille.heard.wait_for(lambda: room in self.client.rooms)
        except TimeoutError:
            raise AssertionError(f"{self.mxid} n'est pas dans {room}") from None


def _room(room: str) -> str:
    return f"/rooms/{quote(room)}"
