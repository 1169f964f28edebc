"""Une répartition de durées, à la façon de Prometheus : des seaux cumulés, une somme, un compte."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

# Secondes : de ce que coûte une commande (une milliseconde) à l'échéance d'un envoi (trente).
BORNES: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass
class Histogram:
    """Compte des durées, en secondes. Un seul fil ajoute ; les autres lisent."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BORNES) + 1))
    total: float = 0.0

    def add(self, secondes: float) -> None:
        """Une durée de plus."""
        self.counts[bisect_left(BORNES, secondes)] += 1
        self.total += secondes

    def buckets(self) -> list[tuple[str, int]]:
        """(borne supérieure, combien de durées ne la dépassent pas), jusqu'à `+Inf`."""
        cumul, seaux = 0, []
        for borne, nombre in zip((*map(str, BORNES), "+Inf"), self.counts, strict=True):
            cumul += nombre
            seaux.append((borne, cumul))
        return seaux

    @property
    def count(self) -> int:
        """Combien de durées."""
        return sum(self.counts)
