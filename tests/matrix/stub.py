"""Un serveur HTTP qui répond ce qu'on lui dit : pour les réponses qu'un vrai serveur refuserait."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def stub(answer: Answer) -> AsyncIterator[str]:
    """Sert `answer` pour toutes les requêtes, sur la boucle locale ; rend l'URL de base."""
    app = web.Application(client_max_size=256 * 1024 * 1024)
    app.router.add_route("*", "/{rest:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("")).rstrip("/")
