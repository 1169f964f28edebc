"""Le banc mesure-t-il ce qu'il dit ? Un bot dont on connaît le débit, et des nombres connus."""

import random
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.bench.measure_stub import StubLane
from tests.bench.peers import peers
from tests.bench.stats import median, rank, ratio


@pytest.mark.parametrize(
    ("bot", "au_moins", "au_plus"),
    # 20 envois de 50 ms de front font 400 par seconde au plus ; l'un après l'autre, 20.
    [("raw", 100, 400), ("nio", 10, 20)],
)
async def test_le_carton_distingue_qui_attend_ses_envois(
    bot: str, au_moins: float, au_plus: float, tmp_path: Path
) -> None:
    async with ClientSession() as session:
        file = StubLane(peers("!thèmes")[bot], tmp_path, session, salons=20)
        try:
            await file.start()
            await file.run(1.5, 0.05)
        finally:
            await file.stop()

    resultat = file.results[0.05]
    assert au_moins <= resultat.debits[0][0] <= au_plus
    assert min(resultat.attentes) >= 0.05
    assert resultat.en_trop == 0
    assert resultat.requetes["sync"] >= 1


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
