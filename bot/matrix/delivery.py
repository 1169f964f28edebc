"""Envoyer une ligne de la boîte d'envoi : un PUT sous son propre nom.

1. Dans un salon chiffré, rien ne part en clair : le drapeau est collant, et à la première fois que
   l'on écrit dans un salon qui ne le porte pas, le serveur est interrogé.
2. Une touche déjà posée (`M_DUPLICATE_ANNOTATION`) est un succès.
3. Une ouverture de salon n'a pas d'identifiant de transaction : elle porte son nom dans
   `creation_content`, et l'on cherche ce nom avant de recommencer.
"""

from typing import Any

from bot.matrix.crypto import Crypto
from bot.matrix.rendering import message_content, reaction_content
from bot.matrix.rooms import RoomBook, RoomView
from bot.matrix.transport import Transport, path
from bot.matrix.wire_errors import Forbidden, NotFound, Rejected
from donnees import outbox
from donnees.outbox import OutboxItem

_V3 = ("_matrix", "client", "v3")
MEGOLM = "m.megolm.v1.aes-sha2"


class Undeliverable(Exception):
    """Cet envoi ne partira jamais ; le texte est une raison technique, sans contenu."""


class Delivery:
    """Envoie des lignes. `known` : les identifiants des messages déjà partis, par intention."""

    def __init__(
        self, transport: Transport, crypto: Crypto | None, rooms: RoomBook, bot: str
    ) -> None:
        self.transport, self.crypto, self.rooms, self.bot = transport, crypto, rooms, bot
        self._clairs: set[str] = set()

    async def send(self, ligne: OutboxItem, known: dict[str, str]) -> str:
        """Envoie cette ligne ; rend l'identifiant de l'événement (ou du salon ouvert).

        Lève `WireError` (à refaire ou à abandonner selon son type) ou `Undeliverable`.
        """
        if ligne.genre == outbox.OUVERTURE:
            return await self._open(ligne)
        vue = await self._view(ligne.salon or "")
        if ligne.genre == outbox.REACTION:
            return await self._react(ligne, known)
        edite = ligne.contenu.get("edite")
        contenu = message_content(
            ligne.envoi, ligne.contenu, vue.name_of, edite=known[edite] if edite else None
        )
        if not vue.chiffre:
            return await self._put(vue.id, "m.room.message", ligne.envoi, contenu)
        if self.crypto is None:
            raise Undeliverable("salon chiffré, chiffrement éteint")
        chiffre = await self.crypto.encrypt(
            self.transport, vue.id, vue.members, "m.room.message", contenu, **vue.rotation
        )
        return await self._put(vue.id, "m.room.encrypted", ligne.envoi, chiffre)

    async def _view(self, salon: str) -> RoomView:
        vue = await self.rooms.view(salon)
        if not vue.joint:
            raise Undeliverable("le robot n'est plus dans ce salon")
        if vue.chiffre or salon in self._clairs:
            return vue
        chiffrement = await self._encrypted_on_server(salon)
        if chiffrement is not None:
            return await self.rooms.now_encrypted(salon, chiffrement)
        self._clairs.add(salon)
        return vue

    async def _encrypted_on_server(self, salon: str) -> dict[str, Any] | None:
        cible = path(*_V3, "rooms", salon, "state", "m.room.encryption", "")
        try:
            return await self.transport.request("GET", cible)
        except NotFound:
            return None
        except Forbidden as erreur:
            raise Undeliverable("salon fermé au robot") from erreur

    async def _react(self, ligne: OutboxItem, known: dict[str, str]) -> str:
        cible = ligne.contenu.get("event_id") or known[ligne.contenu["envoi"]]
        contenu = reaction_content(ligne.envoi, ligne.contenu["emoji"], cible)
        try:
            return await self._put(ligne.salon or "", "m.reaction", ligne.envoi, contenu)
        except Rejected as erreur:
            if erreur.errcode != "M_DUPLICATE_ANNOTATION":
                raise
            return ""

    async def _put(self, salon: str, genre: str, nom: str, contenu: dict[str, Any]) -> str:
        cible = path(*_V3, "rooms", salon, "send", genre, nom)
        reponse = await self.transport.request("PUT", cible, body=contenu)
        return str(reponse.get("event_id", ""))

    # -- ouvrir un salon -------------------------------------------------------------------------

    async def _open(self, ligne: OutboxItem) -> str:
        if ligne.essais > 1:
            ouvert = await self._already_open(ligne.envoi)
            if ouvert is not None:
                return ouvert
        reponse = await self.transport.request(
            "POST", path(*_V3, "createRoom"), body=self._creation(ligne), deadline=60.0
        )
        salon = str(reponse["room_id"])
        if ligne.contenu["direct"]:
            await self._note_direct(salon, ligne.contenu["invites"])
        return salon

    def _creation(self, ligne: OutboxItem) -> dict[str, Any]:
        direct = bool(ligne.contenu["direct"])
        corps: dict[str, Any] = {
            "preset": "trusted_private_chat" if direct else "private_chat",
            "visibility": "private",
            "is_direct": direct,
            "invite": ligne.contenu["invites"],
            "creation_content": {
                "fr.maillon.envoi": ligne.envoi,
                "fr.maillon.about": ligne.about,
            },
        }
        if self.crypto is not None:
            corps["initial_state"] = [
                {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": MEGOLM}}
            ]
        if ligne.contenu["nom"] and not direct:
            corps["name"] = ligne.contenu["nom"]
        return corps

    async def _already_open(self, nom: str) -> str | None:
        """Le salon déjà ouvert sous ce nom, cherché chez ceux où est le robot."""
        joints = (await self.transport.request("GET", path(*_V3, "joined_rooms"))).get(
            "joined_rooms"
        )
        for salon in joints if isinstance(joints, list) else []:
            cible = path(*_V3, "rooms", str(salon), "state", "m.room.create", "")
            try:
                creation = await self.transport.request("GET", cible)
            except (NotFound, Forbidden):
                continue
            if creation.get("fr.maillon.envoi") == nom:
                return str(salon)
        return None

    async def _note_direct(self, salon: str, invites: list[str]) -> None:
        """Déclare la conversation dans `m.direct`, comme le font les clients."""
        cible = path(*_V3, "user", self.bot, "account_data", "m.direct")
        try:
            directs = await self.transport.request("GET", cible)
        except NotFound:
            directs = {}
        for personne in invites:
            connus = directs.get(personne)
            connus = connus if isinstance(connus, list) else []
            directs[personne] = [*connus, salon] if salon not in connus else connus
        await self.transport.request("PUT", cible, body=directs)
