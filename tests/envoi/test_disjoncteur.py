"""Un serveur en peine, un compte expiré : combien de requêtes partent vraiment (R7)."""

import logging
import random
from itertools import pairwise

import pytest

from bot.matrix.backoff import Backoff
from bot.matrix.breaker import Breaker
from bot.matrix.wire_errors import AccountExpired, RateLimited, Unreachable, WireError


class Monde:
    """Des appelants qui insistent, chacun à sa façon, à l'heure simulée."""

    def __init__(self, appelants: int) -> None:
        self.heure = 0.0
        self.breaker = Breaker(lambda: self.heure)
        tirage = random.Random(7)  # noqa: S311 (des attentes, pas un secret)
        self.appelants = [[0.0, Backoff(hasard=tirage)] for _ in range(appelants)]
        self.parties: list[float] = []

    def vit(self, jusque: float, reponse: WireError | None) -> None:
        while True:
            appelant = min(self.appelants, key=lambda a: a[0])  # type: ignore[arg-type,return-value]
            instant, attente = appelant
            assert isinstance(instant, float)
            assert isinstance(attente, Backoff)
            if instant > jusque:
                self.heure = jusque
                return
            self.heure = max(self.heure, instant)
            appelant[0] = self.heure + self._demande(attente, reponse)

    def _demande(self, attente: Backoff, reponse: WireError | None) -> float:
        try:
            self.breaker.admit()
        except WireError as erreur:
            return attente.after(erreur)
        self.parties.append(self.heure)
        self.breaker.heard(reponse)
        if reponse is None:
            attente.reset()
            return 0.5
        return attente.after(reponse)

    def le_plus_en(self, duree: float) -> int:
        """Le plus grand nombre de requêtes parties dans une fenêtre de cette durée."""
        return max(
            sum(1 for autre in self.parties if debut <= autre < debut + duree)
            for debut in self.parties
        )


@pytest.mark.parametrize("appelants", [1, 5, 40])
def test_serveur_mort_trente_par_minute_au_plus_puis_reprise(appelants: int) -> None:
    monde = Monde(appelants)
    monde.vit(600.0, Unreachable("http_502"))
    assert monde.le_plus_en(60.0) <= 30
    assert len(monde.parties) > 10
    retour = len(monde.parties)
    monde.vit(660.0, None)
    assert monde.parties[retour] - 600.0 < 60
    assert not monde.breaker.open


def test_compte_expire_quatre_par_heure_au_plus() -> None:
    monde = Monde(10)
    monde.vit(6 * 3600.0, AccountExpired())
    assert monde.le_plus_en(3600.0) <= 4
    monde.parties.clear()
    monde.vit(6 * 3600.0 + 1300, None)
    assert monde.parties


def test_une_ligne_a_la_fermeture_une_a_la_reouverture(caplog: pytest.LogCaptureFixture) -> None:
    monde = Monde(20)
    with caplog.at_level(logging.WARNING):
        monde.vit(600.0, Unreachable("http_500"))
        assert len(caplog.records) == 1
        monde.vit(700.0, None)
    assert [r.levelname for r in caplog.records] == ["ERROR", "WARNING"]


def test_un_refus_sense_n_est_pas_une_panne() -> None:
    breaker = Breaker(lambda: 0.0)
    for _ in range(50):
        breaker.admit()
        breaker.heard(RateLimited(60.0))
    assert breaker.failures == 0


def test_429_jamais_avant_et_de_moins_en_moins_vite() -> None:
    attente = Backoff(hasard=random.Random(1))  # noqa: S311
    assert all(attente.after(RateLimited(12.5)) >= 12.5 for _ in range(50))
    attente.reset()
    nuls = [attente.after(RateLimited(0.0)) for _ in range(12)]
    assert nuls[-1] >= 5.0
    assert all(b > a * 0.75 for a, b in pairwise(nuls))
