"""Ce qu'une météo montre, sans jamais désigner quelqu'un (contrat §8).

1. Ouverte : ce que chacun voit déjà, sans seuil.
2. Ailleurs, il faut `seuil` réponses (jamais moins de 5) : cinq cases à partir de 10, trois
   familles de 5 à 9 ; si l'une d'elles vaut 1, il n'en reste que deux, « clair » et le reste.
3. Moins de deux cases pleines (tous pareils), ou encore une case à 1 sous 10 réponses : rien.
4. Rien, c'est `{}` : aucun nombre, nulle part, ni là ni dans ce qui s'en déduit.
5. La tendance ne compare que ce qui fut montré, deux parts de temps clair.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.meteo_lue import TEMPS

SEUIL_MIN, CINQ_CASES = 5, 10
CLAIR, COUVERT, GROS, RESTE = "clair", "couvert", "gros temps", "couvert et gros temps"
FAMILLES = {1: CLAIR, 2: CLAIR, 3: COUVERT, 4: GROS, 5: GROS}
ECART = 10  # points de part claire en deçà desquels rien n'a changé
DE_LA_CASE = {emoji: FAMILLES[temps] for temps, (emoji, _) in TEMPS.items()}

Comptes = dict[str, int]


def publier(temps: Iterable[int], *, seuil: int, ouverte: bool = False) -> Comptes:
    """Les cases à montrer, pleines seulement ; vide : rien à montrer.

    Args:
        temps: un nombre de 1 à 5 par réponse, sans qui l'a donnée.
    """
    dits = sorted(t for t in temps if t in TEMPS)
    if ouverte:
        return _compter(TEMPS[t][0] for t in dits)
    if len(dits) < max(seuil, SEUIL_MIN):
        return {}
    if len(dits) >= CINQ_CASES:
        cases = _compter(TEMPS[t][0] for t in dits)
        return cases if len(cases) >= 2 else {}
    cases = _compter(FAMILLES[t] for t in dits)
    if 1 in cases.values():
        cases = _compter(CLAIR if FAMILLES[t] == CLAIR else RESTE for t in dits)
    return cases if len(cases) >= 2 and 1 not in cases.values() else {}


def _compter(cases: Iterable[str]) -> Comptes:
    comptes: Comptes = {}
    for case in cases:
        comptes[case] = comptes.get(case, 0) + 1
    return comptes


def familles(montre: Mapping[str, int]) -> Comptes:
    """Ce qui fut montré, ramené aux familles : ce que dessine la courbe."""
    comptes: Comptes = {}
    for case, combien in montre.items():
        famille = DE_LA_CASE.get(case, case)
        comptes[famille] = comptes.get(famille, 0) + combien
    return {f: comptes[f] for f in (CLAIR, COUVERT, GROS, RESTE) if f in comptes}


def part_claire(montre: Mapping[str, int]) -> float:
    """La part de temps clair, en pour cent."""
    return 100 * familles(montre).get(CLAIR, 0) / sum(montre.values())


def tendance(avant: Mapping[str, int], montre: Mapping[str, int]) -> int:
    """1 si le temps s'est éclairci, -1 s'il s'est couvert, 0 s'il n'a guère changé."""
    ecart = part_claire(montre) - part_claire(avant)
    return 0 if abs(ecart) < ECART else (1 if ecart > 0 else -1)


@dataclass(frozen=True)
class Vue:
    """Une météo telle qu'on peut la redire : quand, et ses cases (vide : rien à montrer)."""

    quand: str
    comptes: Comptes


def sous_le_seuil(dernieres: Sequence[Mapping[str, int]], combien: int = 3) -> bool:
    """Vrai si les `combien` dernières n'ont rien pu montrer."""
    return len(dernieres) >= combien and not any(dernieres[:combien])
