"""Ce qu'une météo montre ne désigne personne : dix mille suites de votes, tirées au hasard."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, product

import pytest

from bot.core.meteo_lue import TEMPS
from bot.core.meteo_publiee import (
    CLAIR,
    COUVERT,
    DE_LA_CASE,
    FAMILLES,
    GROS,
    RESTE,
    familles,
    part_claire,
    publier,
    tendance,
)

SUITES = 10_000
_TEMPS_DE = {
    **{emoji: {t} for t, (emoji, _) in TEMPS.items()},
    **{f: {t for t in FAMILLES if FAMILLES[t] == f} for f in (CLAIR, COUVERT, GROS)},
    RESTE: {3, 4, 5},
}


def suite_de_votes(hasard: random.Random) -> Iterator[dict[str, int]]:
    """Trois semaines d'un réseau : qui répond, qui change, qui passe ; l'état à chaque clôture."""
    gens = [f"m{n}" for n in range(hasard.randint(1, 18))]
    humeur = {m: hasard.choices(range(1, 6), hasard.choices(range(1, 9), k=5))[0] for m in gens}
    for _ in range(3):
        votes: dict[str, int] = {}
        for _ in range(hasard.randint(0, 3 * len(gens))):
            qui = hasard.choice(gens)
            votes[qui] = humeur[qui] if hasard.random() < 0.7 else hasard.randint(0, 5)
        yield votes


def possibles(montre: Mapping[str, int]) -> set[int]:
    """Ce que n'importe qui peut avoir dit, pour qui ne sait que ce qui fut montré."""
    return {t for case, n in montre.items() if n > 0 for t in _TEMPS_DE[case]}


def cases_restantes(montre: Mapping[str, int], sien: int) -> int:
    """Combien de cases pleines il reste aux autres, pour qui connaît sa propre réponse."""
    reste = Counter(montre)
    reste[next(c for c in montre if sien in _TEMPS_DE[c])] -= 1
    return sum(1 for n in reste.values() if n > 0)


def test_aucune_publication_ni_deux_de_suite_ne_disent_la_reponse_de_quelqu_un() -> None:
    """Le réseau change d'une semaine à l'autre, les gens changent d'avis, le total est le seul
    savoir : personne n'a jamais moins de deux réponses possibles."""
    hasard = random.Random(20261130)  # noqa: S311 (pas de secret ici)
    montrees = 0
    for rang in range(SUITES):
        seuil = hasard.choice((5, 5, 5, 6, 8, 10))
        publiees = []
        for votes in suite_de_votes(hasard):
            montre = publier(votes.values(), seuil=seuil)
            publiees.append((votes, montre))
        precedentes = [({}, {}), *publiees]
        for (votes, montre), (avant, la_veille) in zip(publiees, precedentes, strict=False):
            dits = [t for t in votes.values() if t]
            if not montre:
                continue
            montrees += 1
            assert sum(montre.values()) == len(dits) >= seuil, rang
            assert len(possibles(montre)) >= 2
            assert len(montre) >= 2
            if len(dits) < 10:
                assert min(montre.values()) >= 2
                # Même qui a répondu, et connaît sa réponse, ne déduit celle de personne.
                assert all(cases_restantes(montre, t) >= 2 for t in set(dits))
            deux_de_suite(montre, la_veille, votes, avant)
    assert montrees > SUITES / 4


def deux_de_suite(
    montre: Mapping[str, int], la_veille: Mapping[str, int], votes: Mapping[str, int],
    avant: Mapping[str, int],
) -> None:  # fmt: skip
    """La tendance ne sort que des deux publications : elle n'ajoute rien à ce qu'elles disent."""
    if not la_veille:
        return
    assert tendance(la_veille, montre) == tendance(dict(la_veille), dict(montre))
    # Deux partages des mêmes gens, compatibles avec les deux totaux, où chacun diffère : il suffit
    # que deux personnes aux réponses différentes aient pu les échanger, chaque semaine.
    for montree, dits in ((la_veille, avant), (montre, votes)):
        cases = {m: next(c for c in montree if t in _TEMPS_DE[c]) for m, t in dits.items() if t}
        for membre, case in cases.items():
            assert any(autre != case for m, autre in cases.items() if m != membre)


@pytest.mark.parametrize("combien", range(10))
def test_tous_les_totaux_possibles_sous_dix_reponses(combien: int) -> None:
    """De 0 à 9 réponses, les combinaisons sont peu nombreuses : on les voit toutes."""
    for temps in combinations_with_replacement(range(1, 6), combien):
        montre = publier(temps, seuil=5)
        if combien < 5:
            assert montre == {}
        if montre:
            assert set(montre) in ({CLAIR, COUVERT, GROS}, {CLAIR, RESTE}, {CLAIR, COUVERT},
                                   {CLAIR, GROS}, {COUVERT, GROS})  # fmt: skip
            assert min(montre.values()) >= 2
            assert sum(montre.values()) == combien
        elif combien >= 5:
            assert rien_a_montrer(temps)


def rien_a_montrer(temps: Sequence[int]) -> bool:
    """Vrai si le contrat (§8) veut que l'on se taise, redit ici autrement."""
    clair, couvert, gros = (
        sum(1 for t in temps if t in de) for de in ((1, 2), (3,), (4, 5))
    )  # fmt: skip
    if 1 not in (clair, couvert, gros):
        return [clair, couvert, gros].count(0) == 2
    return clair <= 1 or couvert + gros <= 1


@pytest.mark.parametrize("combien", [10, 11, 14])
def test_a_partir_de_dix_cinq_cases(combien: int) -> None:
    for debut in product(range(1, 6), repeat=4):
        temps = [*debut, *([3] * (combien - 4))]
        montre = publier(temps, seuil=5)
        attendu = Counter(TEMPS[t][0] for t in temps)
        assert montre == (dict(attendu) if len(attendu) >= 2 else {})


def test_le_seuil_ne_descend_jamais_sous_cinq() -> None:
    assert publier([1, 1, 3, 3], seuil=0) == {}
    assert publier([1, 1, 3, 3, 3], seuil=1) == {CLAIR: 2, COUVERT: 3}
    assert publier([1, 1, 3, 3, 3], seuil=6) == {}


def test_ouverte_montre_ce_que_chacun_voit() -> None:
    assert publier([5], seuil=5, ouverte=True) == {"⛈️": 1}
    assert publier([], seuil=5, ouverte=True) == {}


def test_pas_cette_fois_ne_compte_pas() -> None:
    assert publier([1, 1, 3, 3, 0, 0, 0, -1], seuil=5) == {}


def test_la_courbe_ne_montre_que_ce_qui_fut_montre() -> None:
    assert familles({"☀️": 3, "🌤️": 1, "🌧️": 2}) == {CLAIR: 4, GROS: 2}
    assert familles({CLAIR: 3, RESTE: 4}) == {CLAIR: 3, RESTE: 4}
    assert familles({}) == {}
    assert set(DE_LA_CASE) == {emoji for emoji, _ in TEMPS.values()}


@pytest.mark.parametrize(
    ("avant", "apres", "sens"),
    [({CLAIR: 3, RESTE: 3}, {CLAIR: 5, RESTE: 2}, 1),
     ({CLAIR: 5, GROS: 5}, {CLAIR: 3, GROS: 7}, -1),
     ({CLAIR: 5, GROS: 5}, {"☀️": 6, "⛈️": 6}, 0)],
)  # fmt: skip
def test_tendance(avant: dict[str, int], apres: dict[str, int], sens: int) -> None:
    assert tendance(avant, apres) == sens
    assert 0 <= part_claire(apres) <= 100
