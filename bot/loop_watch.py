"""La boucle bloquée : de combien un réveil demandé arrive en retard.

Un réveil toutes les 50 ms ; son retard est le temps pendant lequel rien d'autre n'aurait pu
avancer. Gardé : la dernière minute, et le compte des retards de plus de 20 ms depuis le départ.
"""

import asyncio
import time
from collections import deque
from typing import Final

PAS: Final = 0.05
FENETRE: Final = 60.0
SEUIL: Final = 0.02


class LoopWatch:
    """Mesure les blocages. `blocks` : retards au-delà du seuil, depuis le départ."""

    def __init__(self) -> None:
        self.blocks = 0
        self._retards: deque[float] = deque(maxlen=int(FENETRE / PAS))

    async def run(self) -> None:
        """Mesure jusqu'à l'annulation."""
        while True:
            debut = time.perf_counter()
            await asyncio.sleep(PAS)
            self.add(max(0.0, time.perf_counter() - debut - PAS))

    def add(self, retard: float) -> None:
        """Un retard, en secondes."""
        self._retards.append(retard)
        self.blocks += retard > SEUIL

    def worst(self) -> float:
        """Le pire retard de la fenêtre, en secondes."""
        return max(self._retards, default=0.0)

    def quantile(self, part: float) -> float:
        """Le retard que cette part des réveils n'a pas dépassé, en secondes."""
        ranges = sorted(self._retards)
        return ranges[min(len(ranges) - 1, int(part * len(ranges)))] if ranges else 0.0
