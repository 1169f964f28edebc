"""Un serveur de carton : des réponses toutes faites, pour ne mesurer que le bot.

    python -m tests.bench.stub PORT MXID SALONS

Il sait ce qu'il faut à un bot : se connecter, publier ses clés, lire des salons, y écrire. Il
tient une commande en vol par salon : dès que la réponse à l'une est envoyée (avec le délai
demandé), la suivante attend dans le prochain `/sync`.

Le banc le pilote par `POST /banc/ouvrir` (un texte dans chaque salon, jusqu'à la réponse),
`POST /banc/une` (dans un seul) et `POST /banc/courir` (un temps donné ; rend les attentes et le
compte des requêtes).
"""

import asyncio
import collections
import sys
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.bench.stub_keys import StubKeys
from tests.bench.stub_world import StubWorld

API = "/_matrix/client/v3"
_CALME = 0.7  # secondes sans rien dire : le bot a fini ce qu'il ajoute après une réponse


class Stub:
    """Les routes. `world` tient les salons ; `requetes` compte les appels par genre."""

    def __init__(self, world: StubWorld) -> None:
        self.world = world
        self.requetes: collections.Counter[str] = collections.Counter()
        self._dernier = 0.0
        self._faits: dict[str, asyncio.Task[str]] = {}

    def app(self) -> web.Application:
        """L'application : ce que la spécification demande, et les deux leviers du banc."""
        app = web.Application(middlewares=[self._count])
        app.router.add_get("/_matrix/client/versions", self._versions)
        app.router.add_post("/banc/ouvrir", self._open)
        app.router.add_post("/banc/courir", self._run)
        app.router.add_post("/banc/une", self._one)
        app.router.add_get(f"{API}/sync", self._sync)
        app.router.add_put(API + "/rooms/{room}/send/{type}/{txn}", self._send)
        app.router.add_get(API + "/rooms/{room}/state", self._state)
        app.router.add_get(API + "/rooms/{room}/state/{type}{_:/?}{key:[^/]*}", self._state_event)
        app.router.add_get(API + "/rooms/{room}/joined_members", self._members)
        app.router.add_get(API + "/rooms/{room}/messages", _answer(chunk=[], start="s0"))
        app.router.add_get(f"{API}/joined_rooms", self._rooms)
        app.router.add_post(f"{API}/login", self._login)
        app.router.add_get(f"{API}/account/whoami", self._login)
        app.router.add_post(API + "/user/{user}/filter", _answer(filter_id="0"))
        self._add_keys(app)
        app.router.add_route("*", "/{reste:.*}", self._rest)
        return app

    def _add_keys(self, app: web.Application) -> None:
        cles = StubKeys(self.world.bot)
        for chemin, action in (
            ("upload", cles.upload),
            ("device_signing/upload", cles.upload_identity),
            ("signatures/upload", cles.sign),
            ("query", lambda _: cles.query()),
            ("claim", lambda _: {"one_time_keys": {}, "failures": {}}),
        ):
            app.router.add_post(f"{API}/keys/{chemin}", _acts(action))

    @web.middleware
    async def _count(self, request: web.Request, handler: Any) -> web.StreamResponse:
        genre = request.path.removeprefix(API).split("/")[1:]
        if genre != ["sync"]:
            self._dernier = time.perf_counter()
        self.requetes["send" if "send" in genre else "/".join(genre[:2])] += 1
        reponse: web.StreamResponse = await handler(request)
        return reponse

    async def _sync(self, request: web.Request) -> web.Response:
        attente = int(request.query.get("timeout", 0)) / 1000
        return web.json_response(await self.world.sync("since" in request.query, attente))

    async def _send(self, request: web.Request) -> web.Response:
        txn = f"{request.match_info['type']}/{request.match_info['txn']}"
        if txn not in self._faits:
            corps, salon = await request.json(), request.match_info["room"]
            envoi = self.world.send(salon, request.match_info["type"], corps, txn)
            self._faits[txn] = asyncio.create_task(envoi)
        return web.json_response({"event_id": await asyncio.shield(self._faits[txn])})

    async def _open(self, request: web.Request) -> web.Response:
        corps = await request.json()
        await self.world.say_everywhere(corps["texte"], corps["delai"])
        while time.perf_counter() - self._dernier < _CALME:  # noqa: ASYNC110 (un silence)
            await asyncio.sleep(_CALME / 4)
        return web.json_response({})

    async def _one(self, request: web.Request) -> web.Response:
        """Une question dans un seul salon ; rend la main à la réponse."""
        corps = await request.json()
        await self.world.say_once(corps["question"], corps["delai"])
        return web.json_response({})

    async def _run(self, request: web.Request) -> web.Response:
        corps = await request.json()
        self.requetes.clear()
        debut = time.perf_counter()
        attentes = await self.world.run(
            corps["question"], corps["secondes"], corps["envoi"], corps["de_front"]
        )
        duree = time.perf_counter() - debut
        del self.requetes["courir"], self.requetes["banc/courir"]
        return web.json_response(
            {
                "attentes": attentes,
                "duree": duree,
                "requetes": dict(self.requetes),
                "reponses": self.world.reponses,
            }
        )

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self.world.state(request.match_info["room"]))

    async def _state_event(self, request: web.Request) -> web.Response:
        genre, cle = request.match_info["type"], request.match_info["key"]
        for evenement in self.world.state(request.match_info["room"]):
            if (evenement["type"], evenement["state_key"]) == (genre, cle):
                return web.json_response(evenement["content"])
        return _unknown()

    async def _members(self, request: web.Request) -> web.Response:
        noms = (self.world.bot, self.world.personne)
        return web.json_response({"joined": {mxid: {"display_name": mxid} for mxid in noms}})

    async def _rooms(self, request: web.Request) -> web.Response:
        return web.json_response({"joined_rooms": list(self.world.salons)})

    async def _login(self, request: web.Request) -> web.Response:
        moi = {"user_id": self.world.bot, "device_id": "BANC", "access_token": "jeton"}
        return web.json_response(moi)

    async def _versions(self, request: web.Request) -> web.Response:
        return web.json_response({"versions": ["v1.1", "v1.7", "v1.11"]})

    async def _rest(self, request: web.Request) -> web.Response:
        """Ce qui n'importe pas au banc : lire, il n'y a rien ; écrire, c'est fait."""
        if request.method == "GET":
            return _unknown()
        return web.json_response({"event_id": f"$reste{time.monotonic_ns()}"})


def _answer(**corps: Any) -> Any:
    async def handler(request: web.Request) -> web.Response:
        return web.json_response(corps)

    return handler


def _acts(action: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    async def handler(request: web.Request) -> web.Response:
        return web.json_response(action(await request.json()))

    return handler


def _unknown() -> web.Response:
    return web.json_response({"errcode": "M_NOT_FOUND", "error": "rien ici"}, status=404)


def main(port: str, mxid: str, salons: str) -> None:
    """Sert sur la boucle locale jusqu'au signal."""
    app = Stub(StubWorld(mxid, int(salons))).app()
    web.run_app(
        app, host="127.0.0.1", port=int(port), print=None, access_log=None, shutdown_timeout=0.5
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
