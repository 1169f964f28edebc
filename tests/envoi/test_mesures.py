"""La page des mesures : justes, bien nommées, sans contenu, et jamais un obstacle."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.histogram import Histogram
from bot.loop_watch import LoopWatch
from bot.measures import Stored, measures, stored
from bot.supervision import Supervision
from donnees.outbox import MASSE
from tests.envoi.poste import Poste, bouton, message
from tests.envoi.serveur import Serveur, refus, toujours
from tests.garde import GARDE

A = "!a:localhost"


@asynccontextmanager
async def _page(poste: Poste) -> AsyncIterator[Any]:
    """`await lire("/metrics")` : (statut, texte)."""
    chiffre = SimpleNamespace(undecrypted=3, replayed=1, hostile=4, devices_unserved=0)
    ecoute: Any = SimpleNamespace(
        last_sync=0.0, reader=SimpleNamespace(gaps=2, spoofed=0),
        crypto=SimpleNamespace(stats=chiffre),
    )  # fmt: skip
    veille = LoopWatch()

    async def lues() -> Stored:
        return await poste.writer.run(poste.engine.read, lambda s: stored(s, poste.horloge))

    async def pret() -> bool:
        await poste.writer.run(poste.engine.pending)
        return True

    page = Supervision(
        pret,
        lues,
        lambda base: measures(base, poste.sender, ecoute, veille, poste.engine.durations),
    )
    await page.start("127.0.0.1", 0)
    assert page._coureur is not None
    hote, port = page._coureur.addresses[0][:2]
    async with ClientSession() as client:

        async def lire(chemin: str) -> tuple[int, str]:
            async with client.get(f"http://{hote}:{port}{chemin}") as reponse:
                return reponse.status, await reponse.text()

        yield lire
    await page.stop()


def _valeurs(texte: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (s.name, tuple(sorted(s.labels.items()))): s.value
        for famille in text_string_to_metric_families(texte)
        for s in famille.samples
    }


async def test_ce_que_disent_les_mesures(poste: Poste, carton: Serveur) -> None:
    carton.conduite = toujours(refus(413, "M_TOO_LARGE"), ou="!b:")
    poste.salon("!b:localhost")
    perdu = message("!b:localhost")
    poste.offre(message(A), perdu, bouton(perdu))
    await poste.vide()
    poste.ecrit(message(A, priorite=MASSE), message(A, priorite=MASSE))
    async with _page(poste) as lire:
        statut, texte = await lire("/metrics")
    assert statut == 200
    lues = _valeurs(texte)
    masse = (("priorite", "masse"),)
    assert lues["maillon_envois_total", ()] == 1
    assert lues["maillon_envois_abandonnes_total", ()] == 2
    assert lues["maillon_envois_abandonnes_par_prudence_total", ()] == 0
    assert lues["maillon_envois_abandonnes_par_motif_total", (("motif", "refus"),)] == 2
    assert lues["maillon_envois_en_attente_par_priorite", masse] == 2
    assert 0 <= lues["maillon_envois_age_secondes", masse] < 60
    assert lues["maillon_put_secondes_count", ()] == 1
    assert lues["maillon_put_secondes_bucket", (("le", "+Inf"),)] == 1
    assert lues["maillon_trous_combles_total", ()] == 2
    assert lues["maillon_illisibles_total", ()] == 3
    assert lues["maillon_entrees_hostiles_total", ()] == 4
    assert lues["maillon_base_repond", ()] == 1
    assert "maillon_envois_en_attente 0.0" in texte


async def test_ni_contenu_ni_personne_ni_salon(poste: Poste) -> None:
    poste.offre(message(A, "mot-secret"))
    await poste.vide()
    async with _page(poste) as lire:
        _statut, texte = await lire("/metrics")
    assert not re.search(r"mot-secret|localhost|[@!$]", texte)
    types = {f.name: f.type for f in text_string_to_metric_families(texte)}
    assert set(types.values()) <= {"counter", "gauge", "histogram"}
    aides = re.findall(r"^# HELP \S+ (.*)$", texte, re.MULTILINE)
    assert all((aide.endswith(".") and aide[0].isupper()) or aide[0] == "1" for aide in aides)


async def test_une_base_bloquee_ne_bloque_ni_la_page_ni_la_boucle(
    poste: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.supervision.PATIENCE", 0.2)
    libre = threading.Event()
    bloque = asyncio.create_task(poste.writer.run(libre.wait))
    async with _page(poste) as lire:
        try:
            (sante, _), (statut, texte) = await asyncio.wait_for(
                asyncio.gather(lire("/pret"), lire("/metrics")), GARDE
            )
        finally:
            libre.set()
        await bloque
        assert (sante, statut) == (503, 200)
        assert "maillon_base_repond 0.0" in texte
        assert (await lire("/pret"))[0] == 200


def test_une_repartition_compte_par_seaux_cumules() -> None:
    durees = Histogram()
    for secondes in (0.0005, 0.001, 0.02, 120.0):
        durees.add(secondes)
    seaux = dict(durees.buckets())
    assert (seaux["0.001"], seaux["0.025"], seaux["30.0"], seaux["+Inf"]) == (2, 3, 3, 4)
    assert durees.count == 4
    assert durees.total == pytest.approx(120.0215)


async def test_un_blocage_de_la_boucle_se_voit() -> None:
    veille = LoopWatch()
    tache = asyncio.create_task(veille.run())
    await asyncio.sleep(0.12)
    import time

    time.sleep(0.15)  # noqa: ASYNC251 (c'est le blocage que l'on mesure)
    await asyncio.sleep(0.12)
    tache.cancel()
    assert veille.worst() > 0.08
    assert veille.blocks >= 1
    assert veille.quantile(0.0) < veille.worst()
