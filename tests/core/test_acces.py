"""Qui est écouté, et à quelle cadence (contrat §3, `[acces]`)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.acces import Acces, Frein
from tests.scenario import ACCES

DEBUT = datetime(2026, 11, 30, 8, tzinfo=UTC)
TCHAP = replace(ACCES, serveurs=("agent.*.tchap.gouv.fr",))


def seconde(n: float) -> datetime:
    """L'instant, n secondes après le début."""
    return DEBUT + timedelta(seconds=n)


@pytest.mark.parametrize(
    ("acces", "mxid", "ecoute"),
    [
        (ACCES, "@ines:localhost", True),
        (ACCES, "@ines:LOCALHOST", True),
        (ACCES, "@ines:localhost.example", False),
        (ACCES, "@ines:localhost:8448", False),
        (ACCES, "ines:localhost", False),
        (ACCES, "@ines", False),
        (ACCES, "", False),
        (TCHAP, "@ines:agent.culture.tchap.gouv.fr", True),
        (TCHAP, "@ines:agent.externe.tchap.gouv.fr", False),
        (replace(TCHAP, externes=True), "@ines:agent.externe.tchap.gouv.fr", True),
        (TCHAP, "@ines:agent.culture.tchap.gouv.fr.example", False),
        (replace(ACCES, serveurs=()), "@ines:localhost", False),
        (replace(ACCES, serveurs=("*",)), "@ines:ailleurs.example", True),
    ],
)
def test_les_serveurs_autorises(acces: Acces, mxid: str, ecoute: bool) -> None:
    assert acces.autorise(mxid) is ecoute


def test_sous_la_limite_tout_passe() -> None:
    frein = Frein()
    assert [frein.verdict(("p", "a"), seconde(n * 3), 20) for n in range(200)] == ["passe"] * 200


def test_au_dela_un_avis_puis_le_silence_jusqu_a_ce_que_la_minute_se_vide() -> None:
    frein = Frein()
    verdicts = [frein.verdict(("p", "a"), seconde(n), 3) for n in range(6)]
    assert verdicts == ["passe", "passe", "passe", "dit", "tait", "tait"]
    assert frein.verdict(("p", "b"), seconde(6), 3) == "passe"
    assert frein.verdict(("p", "a"), seconde(60), 3) == "passe"


def test_qui_a_attendu_est_prevenu_de_nouveau() -> None:
    frein = Frein()
    avant = [frein.verdict(("p", "a"), seconde(n), 3) for n in range(5)]
    apres = [frein.verdict(("p", "a"), seconde(120 + n), 3) for n in range(5)]
    assert avant == apres == ["passe", "passe", "passe", "dit", "tait"]


def test_recommencee_une_commande_n_est_jugee_qu_une_fois() -> None:
    frein = Frein()
    for n, dit in enumerate(("passe", "passe", "dit", "tait")):
        assert [frein.verdict(("p", "a"), seconde(n), 2, f"$m{n}") for _ in range(3)] == [dit] * 3


def test_zero_leve_la_limite() -> None:
    frein = Frein()
    assert {frein.verdict(("p", "a"), DEBUT, 0) for _ in range(500)} == {"passe"}
    assert frein.vus == {}


def test_la_memoire_du_frein_est_bornee() -> None:
    frein = Frein()
    for n in range(20_000):
        frein.verdict(("p", f"@m{n}:h"), seconde(n / 10), 20)
    assert len(frein.vus) < 7_000


@given(st.lists(st.floats(0, 600), min_size=1, max_size=200).map(sorted), st.integers(1, 10))
def test_jamais_plus_que_la_limite_dans_une_minute(instants: list[float], limite: int) -> None:
    frein = Frein()
    passes = [n for n in instants if frein.verdict(("p", "a"), seconde(n), limite) == "passe"]
    for debut in passes:
        assert sum(debut <= n < debut + 59.99 for n in passes) <= limite
