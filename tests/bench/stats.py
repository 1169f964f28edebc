"""Médianes, rangs et intervalles : ce que valent quelques centaines de mesures bruitées."""

import math
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_TIRAGES = 1000

Summary = Callable[[Sequence[float]], float]


@dataclass(frozen=True)
class Interval:
    """Une valeur et son intervalle à 95 % (rééchantillonnage)."""

    valeur: float
    bas: float
    haut: float


def median(mesures: Sequence[float]) -> float:
    """La médiane ; NaN si rien n'a été mesuré."""
    return statistics.median(mesures) if mesures else math.nan


def rank(part: float) -> Summary:
    """Le rang `part` (0,99 pour le p99), au plus proche par excès ; NaN sans mesure."""

    def of(mesures: Sequence[float]) -> float:
        if not mesures:
            return math.nan
        triees = sorted(mesures)
        return triees[min(len(triees) - 1, math.ceil(part * len(triees)) - 1)]

    return of


def ratio(
    nous: Sequence[Sequence[float]],
    autre: Sequence[Sequence[float]],
    resume: Summary,
    hasard: random.Random,
) -> Interval:
    """Le rapport de deux résumés. On retire des tours entiers, par paires, puis des mesures.

    Les mesures d'un même tour se ressemblent : les tirer une à une resserrerait l'intervalle
    sans raison. Un tour porte le même bruit chez les deux bots : on le tire chez les deux.
    """
    tirages = sorted(_draw(nous, autre, resume, hasard) for _ in range(_TIRAGES))
    valeur = resume(_flat(nous)) / resume(_flat(autre))
    return Interval(valeur, tirages[int(0.025 * _TIRAGES)], tirages[int(0.975 * _TIRAGES) - 1])


def _draw(
    nous: Sequence[Sequence[float]],
    autre: Sequence[Sequence[float]],
    resume: Summary,
    hasard: random.Random,
) -> float:
    tours = hasard.choices(range(min(len(nous), len(autre))), k=len(nous))
    a = [m for t in tours for m in hasard.choices(nous[t], k=len(nous[t]))]
    b = [m for t in tours for m in hasard.choices(autre[t], k=len(autre[t]))]
    return resume(a) / resume(b)


def _flat(tours: Sequence[Sequence[float]]) -> list[float]:
    return [mesure for tour in tours for mesure in tour]
