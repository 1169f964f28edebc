"""Un mandataire entre le robot et le serveur : il passe, coupe, retarde, falsifie, ou se tait.

    async with mandataire(homeserver.url) as fil:
        robot.configure(serveur=fil.url)
        fil.conduite = coupe_les_put(0.3, tirage)

Le serveur derrière est le vrai : ce qui est coupé « après » a bien eu lieu chez lui.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from yarl import URL

_NE_PASSENT_PAS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding"}


@dataclass(frozen=True)
class Sort:
    """Ce qu'il advient d'une requête. Rien de dit : elle passe, et sa réponse revient.

    `attente` : secondes avant de la transmettre. `coupe_avant` : la connexion tombe, le serveur
    n'a rien reçu ; `coupe_apres` : il a tout fait, la réponse se perd. `muet` : ni l'un ni
    l'autre, jusqu'à `relache`, où les connexions tombent. `faux` : une réponse inventée (code,
    corps, nature), sans que le serveur sache rien.
    """

    attente: float = 0.0
    coupe_avant: bool = False
    coupe_apres: bool = False
    muet: bool = False
    faux: tuple[int, str, str] | None = None


PASSE = Sort()
COUPE_AVANT, COUPE_APRES, MUET = Sort(coupe_avant=True), Sort(coupe_apres=True), Sort(muet=True)
Conduite = Callable[[str, str], Sort]


@dataclass(frozen=True)
class Demande:
    """Une requête reçue du robot. `instant` : horloge monotone."""

    methode: str
    chemin: str
    instant: float
    sort: Sort


@dataclass
class Mandataire:
    """Transmet à `amont` ce que `conduite` laisse passer, et retient ce qu'il a vu."""

    amont: str
    session: ClientSession
    url: str = ""
    conduite: Conduite = lambda _methode, _chemin: PASSE
    demandes: list[Demande] = field(default_factory=list)
    relache: asyncio.Event = field(default_factory=asyncio.Event)

    def puts(self) -> list[Demande]:
        """Les envois demandés par le robot, essais compris."""
        return [d for d in self.demandes if d.methode == "PUT" and "/send/" in d.chemin]

    async def repond(self, requete: web.Request) -> web.StreamResponse:
        """Décide du sort d'une requête, et le lui fait subir."""
        sort = self.conduite(requete.method, requete.path)
        self.demandes.append(Demande(requete.method, requete.path, time.monotonic(), sort))
        corps = await requete.read()
        if sort.muet:
            await self.relache.wait()
            return _coupe(requete)
        await asyncio.sleep(sort.attente)
        if sort.faux is not None:
            statut, texte, nature = sort.faux
            return web.Response(status=statut, text=texte, content_type=nature)
        if sort.coupe_avant:
            return _coupe(requete)
        reponse = await self._transmet(requete, corps)
        return _coupe(requete) if sort.coupe_apres or reponse is None else reponse

    async def _transmet(self, requete: web.Request, corps: bytes) -> web.Response | None:
        """La réponse du serveur ; rien s'il ne répond pas."""
        cible = URL(self.amont + requete.raw_path, encoded=True)
        entetes = {k: v for k, v in requete.headers.items() if k.lower() not in _NE_PASSENT_PAS}
        try:
            async with self.session.request(
                requete.method, cible, data=corps, headers=entetes, allow_redirects=False
            ) as recue:
                gardes = {
                    nom: recue.headers[nom]
                    for nom in ("Content-Type", "Retry-After")
                    if nom in recue.headers
                }
                return web.Response(status=recue.status, body=await recue.read(), headers=gardes)
        except (ClientError, OSError, TimeoutError):
            return None


def _coupe(requete: web.Request) -> web.Response:
    if requete.transport is not None:
        requete.transport.close()
    return web.Response(status=502)


def coupe_les_put(part: float, tirage: random.Random) -> Conduite:
    """Cette part des envois perd sa réponse, ou n'arrive pas : une fois sur deux."""

    def conduite(methode: str, _chemin: str) -> Sort:
        if methode != "PUT" or tirage.random() >= part:
            return PASSE
        return COUPE_APRES if tirage.random() < 0.5 else COUPE_AVANT

    return conduite


@asynccontextmanager
async def mandataire(amont: str) -> AsyncIterator[Mandataire]:
    """Ouvre un mandataire sur la boucle locale, devant `amont`."""
    async with ClientSession(timeout=ClientTimeout(total=120), auto_decompress=True) as session:
        tenu = Mandataire(amont, session)
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.router.add_route("*", "/{rest:.*}", tenu.repond)
        coureur = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
        await coureur.setup()
        try:
            site = web.TCPSite(coureur, "127.0.0.1", 0)
            await site.start()
            tenu.url = f"http://127.0.0.1:{coureur.addresses[0][1]}"
            yield tenu
        finally:
            await coureur.cleanup()
