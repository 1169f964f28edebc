"""La page de santé et les mesures : `GET /pret`, `GET /metrics` (Prometheus). Aucun contenu.

1. `/pret` : 200 une fois la première synchronisation gardée et tant que la base répond, sinon 503.
2. Ni l'une ni l'autre n'attend la base plus de deux secondes : sans réponse, `/pret` dit 503 et
   `/metrics` rend les derniers chiffres connus de la base (`maillon_base_repond` vaut alors 0).
3. prometheus_client est chargé dans un fil à part : ni la première réponse ni la boucle ne
   l'attendent.
"""

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, Final

from aiohttp import web

from bot.histogram import Histogram
from bot.measures import Measure, Stored
from bot.systeme import raison

journal = logging.getLogger(__name__)
PATIENCE: Final = 2.0
_TYPE = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
_FAMILLES = {
    "compteur": "CounterMetricFamily",
    "jauge": "GaugeMetricFamily",
    "repartition": "HistogramMetricFamily",
}


class Supervision:
    """Un petit serveur HTTP, sur une adresse locale.

    `ready` : le robot est prêt ; `stored` : ce que dit la base ; `measures` : toutes les mesures,
    à partir de ce qu'elle a dit.
    """

    def __init__(
        self,
        ready: Callable[[], Awaitable[bool]],
        stored: Callable[[], Awaitable[Stored]],
        measures: Callable[[Stored], Iterable[Measure]],
    ) -> None:
        self._ready, self._stored, self._measures = ready, stored, measures
        self._derniers = Stored()
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
            journal.warning("supervision éteinte : %s:%d, %s", hote, port, raison(erreur))

    async def stop(self) -> None:
        """Ferme le port."""
        if self._coureur is not None:
            await self._coureur.cleanup()

    async def _pret(self, _requete: web.Request) -> web.Response:
        try:
            pret = await asyncio.wait_for(self._ready(), PATIENCE)
        except TimeoutError:
            pret = False
        return web.Response(status=200 if pret else 503, text="prêt\n" if pret else "pas encore\n")

    async def _metrics(self, _requete: web.Request) -> web.Response:
        client = await asyncio.to_thread(importlib.import_module, "prometheus_client")
        repond = True
        try:
            self._derniers = await asyncio.wait_for(self._stored(), PATIENCE)
        except Exception as erreur:
            repond = False
            journal.warning("mesures : la base ne répond pas (%s)", type(erreur).__name__)
        base = Measure("base_repond", "jauge", "1 si la base répond.", {(): float(repond)})
        registre = client.CollectorRegistry(auto_describe=False)
        registre.register(_Collecteur([*self._measures(self._derniers), base]))
        return web.Response(body=client.generate_latest(registre), headers=_TYPE)


class _Collecteur:
    """Rend les mesures du moment à prometheus_client."""

    def __init__(self, mesures: list[Measure]) -> None:
        self._mesures = mesures

    def collect(self) -> Iterator[Any]:
        """Une famille par mesure."""
        coeur = importlib.import_module("prometheus_client.core")
        for mesure in self._mesures:
            etiquettes = [nom for nom, _valeur in next(iter(mesure.valeurs), ())]
            famille = getattr(coeur, _FAMILLES[mesure.nature])(
                f"maillon_{mesure.nom}", mesure.aide, labels=etiquettes
            )
            for etiquette, valeur in mesure.valeurs.items():
                _ajoute(famille, [texte for _nom, texte in etiquette], valeur)
            yield famille


def _ajoute(famille: Any, etiquettes: list[str], valeur: float | Histogram) -> None:
    if isinstance(valeur, Histogram):
        famille.add_metric(etiquettes, buckets=valeur.buckets(), sum_value=valeur.total)
    else:
        famille.add_metric(etiquettes, valeur)
