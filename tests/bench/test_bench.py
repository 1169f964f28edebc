"""Le banc mesure-t-il ce qu'il dit ? Un bot dont on connaît le débit, et des nombres connus."""

import random
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.bench.measure_stub import StubLane
from tests.bench.peers import peers
from tests.bench.stats import median, rank, ratio


async def test_le_carton_distingue_qui_attend_ses_envois(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """20 envois de 50 ms de front font 400 par seconde au plus ; l'un après l'autre, 20."""
    de_front, un_a_un = [await _debit(bot, tmp_path_factory.mktemp(bot)) for bot in ("raw", "nio")]
    assert 0 < un_a_un <= 20
    assert un_a_un < de_front <= 400


async def _debit(bot: str, dossier: Path) -> float:
    async with ClientSession() as session:
        file = StubLane(peers("!thèmes")[bot], dossier, session, salons=20)
        try:
            await file.start()
            await file.run(1.5, 0.05)
        finally:
            await file.stop()

    resultat = file.results[0.05]
    assert min(resultat.attentes) >= 0.05
    assert resultat.en_trop == 0
    assert resultat.requetes["sync"] >= 1
    debit: float = resultat.debits[0][0]
    return debit


def test_les_rangs() -> None:
    centaine = list(range(1, 101))
    assert rank(0.99)(centaine) == 99
    assert rank(0.95)(centaine) == 95
    assert rank(0.99)([7.0]) == 7
    assert median(centaine) == 50.5


def test_le_rapport_de_deux_bots_et_son_intervalle() -> None:
    hasard = random.Random(1)  # noqa: S311 (du bruit, pas un secret)
    raw = [[hasard.gauss(40, 4) for _ in range(40)] for _ in range(10)]
    nous = [[1.1 * hasard.gauss(40, 4) for _ in range(40)] for _ in range(10)]

    rapport = ratio(nous, raw, median, hasard)

    assert rapport.bas < 1.1 < rapport.haut
    assert rapport.bas > 1.0
    assert rapport.valeur == pytest.approx(1.1, abs=0.03)
