"""Combien d'envois à la fois, sur des serveurs de plusieurs tempéraments, à l'heure simulée."""

import heapq
from collections.abc import Callable

import pytest

from bot.width import Latency, Width

Duree = Callable[[int], float]  # le nombre d'envois en route, celui-ci compris -> secondes


def seul_fil(cout: float) -> Duree:
    """Un serveur d'un seul fil : chacun attend ceux d'avant."""
    return lambda en_route: cout * en_route


def constant(duree: float) -> Duree:
    """Un serveur large et lointain."""
    return lambda _en_route: duree


class Essai:
    """Une file sans fin, vidée à la largeur du moment."""

    def __init__(self, most: int = 24) -> None:
        self.heure = 0.0
        self.latency = Latency(lambda: self.heure)
        self.large = Width(self.latency, most, facteur=20.0, marge=1.0)
        self.serree = Width(self.latency, most, facteur=5.0, marge=0.05)

    def tourne(self, duree: Duree, combien: int, largeur: Width) -> list[int]:
        vues, en_route = [], list[tuple[float, float]]()
        for _ in range(combien):
            while len(en_route) < largeur.value:
                fin = self.heure + duree(len(en_route) + 1)
                heapq.heappush(en_route, (fin, self.heure))
            fin, depart = heapq.heappop(en_route)
            self.heure = fin
            self.latency.add(fin - depart)
            for w in (self.large, self.serree):
                w.succeeded(depart, fin)
            vues.append(largeur.value)
        return vues[combien // 2 :]


def test_la_masse_se_fait_petite_sur_un_serveur_d_un_seul_fil() -> None:
    essai = Essai()
    essai.tourne(seul_fil(0.012), 1, essai.serree)
    essai.latency.add(0.012)
    vues = essai.tourne(seul_fil(0.012), 2000, essai.serree)
    assert 3 <= min(vues)
    assert max(vues) <= 10


def test_les_reponses_y_gardent_toute_la_place() -> None:
    essai = Essai()
    essai.latency.add(0.012)
    assert min(essai.tourne(seul_fil(0.012), 2000, essai.large)) == 24


@pytest.mark.parametrize("duree", [0.001, 0.05, 2.0, 30.0])
def test_un_serveur_lointain_mais_large_est_pleinement_servi(duree: float) -> None:
    essai = Essai()
    assert min(essai.tourne(constant(duree), 1000, essai.serree)) == 24


def test_un_serveur_qui_s_effondre_fait_reculer_tout_le_monde() -> None:
    essai = Essai()
    essai.tourne(constant(0.02), 500, essai.large)
    vues = essai.tourne(seul_fil(0.5), 500, essai.large)
    assert max(vues) <= 4
    assert min(essai.tourne(constant(0.02), 2000, essai.large)) == 24


def test_un_salon_coince_ne_retrecit_rien() -> None:
    essai = Essai()
    essai.tourne(constant(0.02), 500, essai.large)
    depart = essai.heure
    essai.tourne(constant(0.02), 100, essai.large)
    essai.large.failed(depart, essai.heure)
    assert essai.large.value == 24


def test_sans_aucune_reponse_la_largeur_fond_jusqu_a_deux() -> None:
    essai = Essai()
    essai.tourne(constant(0.02), 500, essai.large)
    for _ in range(10):
        depart, essai.heure = essai.heure + 0.01, essai.heure + 30.0
        essai.large.failed(depart, essai.heure)
    assert essai.large.value == 2


@pytest.mark.parametrize("most", [1, 2, 3])
def test_jamais_plus_que_le_reglage(most: int) -> None:
    essai = Essai(most)
    assert set(essai.tourne(constant(0.01), 200, essai.large)) == {most}


def test_le_plancher_oublie_un_serveur_qui_a_change() -> None:
    essai = Essai()
    essai.latency.add(0.01)
    for _ in range(8):
        essai.heure += 100.0
        essai.latency.add(0.2)
    assert essai.latency.floor == 0.2
