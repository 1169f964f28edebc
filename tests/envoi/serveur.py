"""Un serveur de carton pour l'envoi : il retient ce qu'on lui écrit, et se conduit mal sur demande.

`conduite` décide de chaque requête, par sa méthode et son chemin : rien (elle aboutit), une
`Reponse` toute faite, ou une attente. Comme Synapse, il reconnaît un nom de transaction par
appareil, et peut l'oublier (`oublie_les_noms`).
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import web
from aiohttp.test_utils import TestServer

BOT = "@maillon:localhost"


@dataclass(frozen=True)
class Reponse:
    """Une réponse toute faite. `coupe` : la connexion tombe ; `apres` : l'effet a eu lieu avant."""

    statut: int = 200
    corps: str = ""
    entetes: dict[str, str] = field(default_factory=dict)
    nature: str = "application/json"
    coupe: bool = False
    apres: bool = False


def refus(statut: int, errcode: str, **suite: Any) -> Reponse:
    """Un refus comme Matrix les écrit."""
    return Reponse(statut, json.dumps({"errcode": errcode, "error": "non", **suite}))


Conduite = Callable[[str, str], Awaitable[Reponse | None]]


@dataclass
class Demande:
    """Une requête reçue. `instant` : horloge monotone."""

    methode: str
    chemin: str
    corps: Any
    instant: float


@dataclass
class Serveur:
    """Ce que le serveur sait et ce qu'il a reçu. `appareil` : celui qui parle."""

    url: str = ""
    appareil: str = "ICI"
    demandes: list[Demande] = field(default_factory=list)
    evenements: list[dict[str, Any]] = field(default_factory=list)
    noms: dict[tuple[str, str], str] = field(default_factory=dict)
    etats: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    carnet: dict[str, Any] = field(default_factory=dict)
    salons: list[str] = field(default_factory=list)
    depots: list[bytes] = field(default_factory=list)
    conduite: Conduite | None = None
    en_vol: int = 0
    en_vol_max: int = 0

    def puts(self) -> list[Demande]:
        """Les envois demandés, essais compris."""
        return [d for d in self.demandes if d.methode == "PUT" and "/rooms/" in d.chemin]

    def dits(self, salon: str | None = None) -> list[dict[str, Any]]:
        """Les événements que le salon contient, dans l'ordre."""
        return [e for e in self.evenements if salon in (None, e["room_id"])]

    def envois(self, salon: str | None = None) -> list[str]:
        """Les noms d'envoi de ces événements."""
        return [str(e["txn"]) for e in self.dits(salon)]

    def oublie_les_noms(self) -> None:
        """Un jour a passé : un même nom ferait un second événement."""
        self.noms.clear()

    async def repond(self, requete: web.Request) -> web.StreamResponse:
        """Note la requête, suit la conduite, sinon fait ce que ferait un serveur."""
        brut = await requete.read()
        corps = json.loads(brut) if requete.content_type == "application/json" and brut else brut
        chemin = unquote(requete.path)
        self.demandes.append(Demande(requete.method, chemin, corps, time.monotonic()))
        self.en_vol += 1
        self.en_vol_max = max(self.en_vol_max, self.en_vol)
        try:
            voulu = await self.conduite(requete.method, chemin) if self.conduite else None
            if voulu is None or voulu.apres:
                reponse = self._traite(requete, chemin, corps)
        finally:
            self.en_vol -= 1
        if voulu is None:
            return reponse
        if voulu.coupe:
            assert requete.transport is not None
            requete.transport.close()
        return web.Response(
            status=voulu.statut, text=voulu.corps, content_type=voulu.nature,
            headers=voulu.entetes,
        )  # fmt: skip

    def _traite(self, requete: web.Request, chemin: str, corps: Any) -> web.Response:
        morceaux = chemin.split("/")[4:]
        match [requete.method, *morceaux]:
            case ["PUT", "rooms", salon, "send" | "redact" as genre, type_, nom]:
                return _json({"event_id": self._ecrit(salon, genre, type_, nom, corps)})
            case ["GET", "rooms", salon, "state", type_, *cle]:
                etat = self.etats.get((salon, type_, "".join(cle)))
                return _absent() if etat is None else _json(etat)
            case ["GET", "rooms", salon, "members"]:
                return _json({"chunk": [
                    {"type": type_, "state_key": qui, "content": contenu}
                    for (ou, type_, qui), contenu in self.etats.items()
                    if (ou, type_) == (salon, "m.room.member")
                ]})  # fmt: skip
            case ["GET", "rooms", salon, "messages"]:
                return self._remonte(salon, requete)
            case ["POST", "createRoom"]:
                return _json({"room_id": self._cree(corps)})
            case ["GET", "joined_rooms"]:
                return _json({"joined_rooms": self.salons})
            case ["POST", "rooms", salon, "leave"]:
                self.salons.remove(salon)
                return _json({})
            case ["GET", "user", _, "account_data", "m.direct"]:
                return _json(self.carnet) if self.carnet else _absent()
            case ["PUT", "user", _, "account_data", "m.direct"]:
                self.carnet = corps
                return _json({})
            case ["POST", "upload"]:
                self.depots.append(corps)
                return _json({"content_uri": f"mxc://localhost/{len(self.depots)}"})
        return _json({})

    def _ecrit(self, salon: str, genre: str, type_: str, nom: str, corps: Any) -> str:
        connu = self.noms.get((self.appareil, nom))
        if connu is not None:
            return connu
        event_id = f"$e{len(self.evenements) + 1}"
        self.noms[self.appareil, nom] = event_id
        self.evenements.append(
            {
                "event_id": event_id, "room_id": salon, "sender": BOT, "content": corps,
                "type": "m.room.redaction" if genre == "redact" else type_, "txn": nom,
                "vise": type_ if genre == "redact" else None, "appareil": self.appareil,
                "origin_server_ts": int(time.time() * 1000),
            }
        )  # fmt: skip
        return event_id

    def _remonte(self, salon: str, requete: web.Request) -> web.Response:
        """`/messages`, par pages de deux ; le nom de transaction pour son seul appareil."""
        rendus = []
        for evenement in reversed(self.dits(salon)):
            meme = evenement["appareil"] == self.appareil
            unsigned = {"transaction_id": evenement["txn"]} if meme else {}
            rendus.append({**evenement, "unsigned": unsigned})
        debut = int(requete.query.get("from", "0"))
        page = {"chunk": rendus[debut : debut + 2]}
        if debut + 2 < len(rendus):
            return _json({**page, "end": str(debut + 2)})
        return _json(page)

    def _cree(self, corps: dict[str, Any]) -> str:
        salon = f"!neuf{len(self.salons) + 1}:localhost"
        self.salons.append(salon)
        self.etats[salon, "m.room.create", ""] = corps["creation_content"]
        for invite in corps["invite"]:
            self.etats[salon, "m.room.member", invite] = {"membership": "invite"}
        return salon


def _json(corps: dict[str, Any]) -> web.Response:
    return web.json_response(corps)


def _absent() -> web.Response:
    return web.json_response({"errcode": "M_NOT_FOUND", "error": "non"}, status=404)


@asynccontextmanager
async def serveur() -> AsyncIterator[Serveur]:
    """Ouvre le serveur de carton sur la boucle locale."""
    tenu = Serveur()
    application = web.Application(client_max_size=16 * 1024 * 1024)
    application.router.add_route("*", "/{rest:.*}", tenu.repond)
    async with TestServer(application, host="127.0.0.1") as ouvert:
        tenu.url = str(ouvert.make_url("")).rstrip("/")
        yield tenu


def toujours(reponse: Reponse, ou: str = "/rooms/", methode: str = "PUT") -> Conduite:
    """La même réponse à toute requête de cette sorte."""

    async def conduite(recue: str, chemin: str) -> Reponse | None:
        return reponse if recue == methode and ou in chemin else None

    return conduite


def dabord(*reponses: Reponse | float, ou: str = "/rooms/", methode: str = "PUT") -> Conduite:
    """Ces réponses (ou ces attentes, en secondes) l'une après l'autre, puis tout va bien."""
    reste = list(reponses)

    async def conduite(recue: str, chemin: str) -> Reponse | None:
        if not reste or recue != methode or ou not in chemin:
            return None
        voulu = reste.pop(0)
        if isinstance(voulu, Reponse):
            return voulu
        await asyncio.sleep(voulu)
        return None

    return conduite
