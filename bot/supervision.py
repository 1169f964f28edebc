"""La page de santé et les mesures : `GET /pret`, `GET /metrics` (Prometheus). Aucun contenu.

`/pret` : 200 une fois la première synchronisation gardée et tant que la base répond, sinon 503.
Chargé après le premier réveil : ni aiohttp.web ni prometheus ne retardent la première réponse.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiohttp import web

journal = logging.getLogger(__name__)
Measures = Callable[[], dict[str, float]]


class Supervision:
    """Un petit serveur HTTP, sur une adresse locale."""

    def __init__(self, ready: Callable[[], Awaitable[bool]], measures: Measures) -> None:
        self._ready, self._measures = ready, measures
        self._coureur: web.AppRunner | None = None

    async def start(self, hote: str, port: int) -> None:
        """Ouvre le port ; s'il est pris, un avertissement, et le robot tourne."""
        application = web.Application()
        application.add_routes([web.get("/pret", self._pret), web.get("/metrics", self._metrics)])
        self._coureur = web.AppRunner(application, access_log=None)
        await self._coureur.setup()
        try:
            await web.TCPSite(self._coureur, hote, port).start()
        except OSError as erreur:
            journal.warning(
                "supervision éteinte : %s:%d est pris (%s)", hote, port, erreur.strerror
            )

    async def stop(self) -> None:
        """Ferme le port."""
        if self._coureur is not None:
            await self._coureur.cleanup()

    async def _pret(self, _requete: web.Request) -> web.Response:
        pret = await self._ready()
        return web.Response(status=200 if pret else 503, text="prêt\n" if pret else "pas encore\n")

    async def _metrics(self, _requete: web.Request) -> web.Response:
        from prometheus_client import CollectorRegistry, generate_latest

        registre = CollectorRegistry(auto_describe=False)
        registre.register(_Collecteur(self._measures()))
        return web.Response(
            body=generate_latest(registre), headers={"Content-Type": "text/plain; version=0.0.4"}
        )


class _Collecteur:
    """Rend les mesures du moment à prometheus_client."""

    def __init__(self, mesures: dict[str, float]) -> None:
        self._mesures = mesures

    def collect(self) -> Iterable[Any]:
        """Une jauge par mesure."""
        from prometheus_client.core import GaugeMetricFamily

        for nom, valeur in self._mesures.items():
            yield GaugeMetricFamily(f"maillon_{nom}", nom.replace("_", " "), value=valeur)


def since(monotonic: float) -> float:
    """Secondes depuis cet instant."""
    return time.monotonic() - monotonic
