"""Envoyer une ligne de la boîte d'envoi : un PUT sous son propre nom.

1. Dans un salon chiffré, rien ne part en clair : le drapeau est collant, et à la première fois que
   l'on écrit dans un salon qui ne le porte pas, le serveur est interrogé.
2. Une touche déjà posée (`M_DUPLICATE_ANNOTATION`) est un succès ; retirer ce qui n'est plus là
   aussi.
3. Un fichier est déposé avant l'événement qui le montre ; l'adresse du dépôt est gardée avec la
   ligne, et un nouvel essai ne le dépose pas deux fois. Un document est composé juste avant.
4. Ouvrir un salon est dans `openings.py`, chercher notre écho dans `echo.py`.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot import documents
from bot.core.texte import Texte
from bot.matrix.crypto import Crypto
from bot.matrix.echo import Verdict, find_echo
from bot.matrix.openings import Openings
from bot.matrix.parsing import encodable
from bot.matrix.rendering import message_content, reaction_content
from bot.matrix.rooms import RoomBook, RoomView
from bot.matrix.transport import Transport, path
from bot.matrix.undeliverable import Undeliverable
from bot.matrix.wire_errors import Forbidden, NotFound, Rejected, Unreachable
from bot.stored_files import FileMissing, StoredFiles
from donnees import outbox
from donnees.outbox import OutboxItem

_V3 = ("_matrix", "client", "v3")
_PUT_DEADLINE = 30.0


class Delivery:
    """Envoie des lignes.

    Attributes:
        put_seconds: appelé avec la durée de chaque PUT réussi.
        deposited: appelé quand le fichier d'une ligne est déposé ; rend la main une fois gardé.
    """

    def __init__(
        self, transport: Transport, crypto: Crypto | None, rooms: RoomBook, bot: str,
        files: StoredFiles, openings: Openings,
    ) -> None:  # fmt: skip
        self.transport, self.crypto, self.rooms, self.bot = transport, crypto, rooms, bot
        self.files, self.openings = files, openings
        self.put_seconds: Callable[[float], None] = lambda _duree: None
        self.deposited: Callable[[OutboxItem], Awaitable[None]] = _nothing
        self._clairs: set[str] = set()

    async def send(self, ligne: OutboxItem, known: dict[str, str]) -> str:
        """Envoie cette ligne ; rend l'identifiant de l'événement.

        Args:
            known: les identifiants des événements déjà partis, par intention.

        Raises:
            WireError: à refaire ou à abandonner, selon son type.
            Undeliverable: ne partira jamais.
        """
        vue = await self._view(ligne.salon or "")
        if ligne.genre == outbox.REACTION:
            return await self._react(ligne, known)
        if ligne.genre == outbox.SUPPRESSION:
            return await self._redact(ligne, known)
        if ligne.genre == outbox.DEPART:
            return await self._leave(vue.id)
        if "document" in ligne.contenu and "fichier" not in ligne.contenu:
            await self._compose(ligne)
        edite = ligne.contenu.get("edite")
        noms = await self.rooms.names(vue, Texte.depuis(ligne.contenu["texte"]).personnes())
        contenu = message_content(
            ligne.envoi, ligne.contenu, noms, edite=known[edite] if edite else None
        )
        if ligne.contenu.get("fichier"):
            contenu |= await self._deposit(ligne, chiffre=vue.chiffre)
        if not vue.chiffre:
            return await self._put(vue.id, "m.room.message", ligne.envoi, contenu)
        if self.crypto is None:
            raise Undeliverable("chiffrement", "salon chiffré, chiffrement éteint")
        chiffre = await self.crypto.encrypt(
            self.transport, vue.id, vue.members, "m.room.message", contenu, **vue.rotation
        )
        return await self._put(vue.id, "m.room.encrypted", ligne.envoi, chiffre)

    async def find(self, ligne: OutboxItem) -> tuple[Verdict, bool]:
        """Cherche si cette ligne, déjà essayée, est arrivée ; et si son salon est chiffré."""
        assert ligne.essaye_le is not None  # noqa: S101 (elle a été essayée)
        vue = await self._view(ligne.salon or "")
        verdict = await find_echo(
            self.transport, self.crypto, self.bot, vue.id, ligne.envoi, ligne.essaye_le
        )
        return verdict, vue.chiffre

    async def _view(self, salon: str) -> RoomView:
        vue = await self.rooms.view(salon)
        if not vue.joint:
            raise Undeliverable("salon_quitte", "le robot n'est plus dans ce salon")
        if vue.chiffre or salon in self._clairs:
            return vue
        chiffrement = await self._encrypted_on_server(salon)
        if chiffrement is not None:
            return await self.rooms.now_encrypted(salon, chiffrement)
        self._clairs.add(salon)
        return vue

    async def _encrypted_on_server(self, salon: str) -> dict[str, Any] | None:
        """Le chiffrement de ce salon ; dans le doute (réponse d'un relais), on redemandera."""
        cible = path(*_V3, "rooms", salon, "state", "m.room.encryption", "")
        try:
            chiffrement = await self.transport.request("GET", cible)
            if not isinstance(chiffrement.get("algorithm"), str):
                raise Unreachable("reponse")
            return chiffrement
        except NotFound as erreur:
            if erreur.errcode != "M_NOT_FOUND":
                raise Unreachable("reponse") from erreur
            return None
        except Forbidden as erreur:
            raise Undeliverable("salon_quitte", "salon fermé au robot") from erreur

    async def _react(self, ligne: OutboxItem, known: dict[str, str]) -> str:
        contenu = reaction_content(ligne.envoi, ligne.contenu["emoji"], _target(ligne, known))
        try:
            return await self._put(ligne.salon or "", "m.reaction", ligne.envoi, contenu)
        except Rejected as erreur:
            if erreur.errcode != "M_DUPLICATE_ANNOTATION":
                raise
            return ""

    async def _redact(self, ligne: OutboxItem, known: dict[str, str]) -> str:
        salon, cible = ligne.salon or "", _target(ligne, known)
        try:
            return await self._timed(path(*_V3, "rooms", salon, "redact", cible, ligne.envoi), {})
        except NotFound:
            return ""

    async def _leave(self, salon: str) -> str:
        """Quitte ce salon ; en être déjà parti est un succès."""
        with contextlib.suppress(Forbidden, NotFound):
            await self.transport.request("POST", path(*_V3, "rooms", salon, "leave"), body={})
        return ""

    async def _put(self, salon: str, genre: str, nom: str, contenu: dict[str, Any]) -> str:
        return await self._timed(path(*_V3, "rooms", salon, "send", genre, nom), contenu)

    async def _timed(self, cible: str, corps: dict[str, Any]) -> str:
        debut = time.monotonic()
        reponse = await self.transport.request("PUT", cible, body=corps, deadline=_PUT_DEADLINE)
        event_id = reponse.get("event_id")
        if not isinstance(event_id, str) or not event_id or not encodable(event_id):
            raise Unreachable("reponse")  # un succès sans événement n'en est pas un
        self.put_seconds(time.monotonic() - debut)
        return event_id

    # -- les fichiers ----------------------------------------------------------------------------

    async def _deposit(self, ligne: OutboxItem, *, chiffre: bool) -> dict[str, Any]:
        """L'adresse du fichier déposé : `url`, ou `file` dans un salon chiffré."""
        depot = ligne.contenu.get("depot")
        if not isinstance(depot, dict) or chiffre != ("file" in depot):
            depot = await self._upload(ligne, chiffre=chiffre)
            ligne.contenu = {**ligne.contenu, "depot": depot}
            await self.deposited(ligne)
        return depot

    async def _upload(self, ligne: OutboxItem, *, chiffre: bool) -> dict[str, Any]:
        fichier = ligne.contenu["fichier"]
        if "document" in ligne.contenu:
            contenu = await self._compose(ligne)
        else:
            contenu = await self._read(fichier["empreinte"])
        if not chiffre:
            nom, mimetype = fichier["nom"], fichier["mimetype"]
            return {"url": await self.transport.upload(contenu, mimetype, nom)}
        couvert, cle = await asyncio.to_thread(Crypto.encrypt_file, contenu)
        # Ni nom ni nature : le serveur ne sait rien d'un fichier chiffré.
        adresse = await self.transport.upload(couvert, "application/octet-stream", None)
        return {"file": {**cle, "url": adresse}}

    async def _read(self, empreinte: str) -> bytes:
        try:
            return await asyncio.to_thread(self.files.read, empreinte)
        except FileMissing as erreur:
            raise Undeliverable("fichier", "le fichier à joindre n'est plus là") from erreur

    async def _compose(self, ligne: OutboxItem) -> bytes:
        """Compose le document de cette ligne, et le décrit comme un fichier à joindre."""
        document = ligne.contenu["document"]
        try:
            compose = await asyncio.to_thread(documents.compose, document)
        except documents.NotComposed as erreur:
            raise Undeliverable("document", str(erreur)) from erreur
        decrit = {"nom": document["nom"], **compose.described()}
        ligne.contenu = {**ligne.contenu, "fichier": decrit}
        return compose.contenu


def _target(ligne: OutboxItem, known: dict[str, str]) -> str:
    """L'événement visé par une touche ou un retrait."""
    cible = ligne.contenu.get("event_id") or known[ligne.contenu["envoi"]]
    return str(cible)


async def _nothing(_ligne: OutboxItem) -> None:
    return
