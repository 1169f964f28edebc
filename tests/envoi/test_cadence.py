"""La cadence, exactement : ni plus vite que réglé, ni plus lentement qu'il ne faut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pace import Pace


class Heure:
    def __init__(self) -> None:
        self.instant = 0.0

    def __call__(self) -> float:
        return self.instant


@settings(deadline=None)
@given(
    cadence=st.floats(0.05, 50),
    rafale=st.integers(1, 30),
    silences=st.lists(st.floats(0, 20), min_size=5, max_size=150),
)
def test_jamais_plus_que_la_rafale_et_le_debit(
    cadence: float, rafale: int, silences: list[float]
) -> None:
    heure = Heure()
    pace = Pace(cadence, rafale, heure)
    partis: list[float] = []
    for silence in silences:
        heure.instant += silence
        while pace.available():
            pace.take()
            partis.append(heure.instant)
    for rang, debut in enumerate(partis):
        for suite, fin in enumerate(partis[rang:], 1):
            assert suite <= rafale + cadence * (fin - debut) + 1e-3


@pytest.mark.parametrize(("cadence", "rafale"), [(1.0, 10), (0.2, 10), (5.0, 1), (20.0, 3)])
def test_le_debit_soutenu_est_celui_regle(cadence: float, rafale: int) -> None:
    heure = Heure()
    pace = Pace(cadence, rafale, heure)
    partis: list[float] = []
    while len(partis) < rafale + 50:
        if pace.available():
            pace.take()
            partis.append(heure.instant)
        else:
            heure.instant += pace.wait()
    assert partis[:rafale] == [0.0] * rafale
    assert partis[-1] == pytest.approx(50 / cadence)


def test_zero_veut_dire_sans_limite() -> None:
    pace = Pace(0, 1, lambda: 0.0)
    for _ in range(1000):
        assert pace.available()
        pace.take()
    assert pace.wait() == 0.0


def test_une_horloge_qui_recule_ne_rend_pas_de_jetons() -> None:
    heure = Heure()
    pace = Pace(1.0, 2, heure)
    pace.take()
    pace.take()
    heure.instant = -50.0
    assert not pace.available()


def test_la_masse_laisse_la_moitie_de_la_rafale_aux_reponses() -> None:
    """Deux cents salons attendent : cinq personnes ont quand même leur réponse sur-le-champ."""
    heure = Heure()
    pace = Pace(1.0, 10, heure)
    masse = reponses = 0
    while pace.available(masse=True):
        pace.take()
        masse += 1
    while pace.available():
        pace.take()
        reponses += 1
    assert (masse, reponses) == (5, 5)
    assert pace.wait() == pytest.approx(1.0)
    assert pace.wait(masse=True) == pytest.approx(6.0)


def test_la_masse_garde_le_debit_soutenu() -> None:
    heure = Heure()
    pace = Pace(1.0, 10, heure)
    partis = 0
    while heure.instant < 100:
        if pace.available(masse=True):
            pace.take()
            partis += 1
        else:
            heure.instant += pace.wait(masse=True)
    assert partis == pytest.approx(105, abs=1)


@pytest.mark.parametrize(
    ("cadence", "attendent", "presse"),
    [(1.0, 600, False), (1.0, 601, True), (10.0, 601, False), (0, 10**6, False)],
)
def test_dix_minutes_de_file_c_est_trop_pour_des_boutons(
    cadence: float, attendent: int, presse: bool
) -> None:
    assert Pace(cadence, 10).crowded(attendent) is presse
