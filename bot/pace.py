"""La cadence vers le serveur : un seau à jetons, à l'horloge vraie.

Dans toute durée T, jamais plus de `rafale + par_seconde × T` envois. Le seau est lu d'un autre fil
(le moteur demande si une ligne partirait sur-le-champ) : son état tient dans un seul couple, et
seul l'expéditeur le change.
"""

import time
from collections.abc import Callable

_PRESQUE = 1e-9


class Pace:
    """`par_seconde` envois soutenus, `rafale` d'avance ; 0 par seconde : sans limite."""

    def __init__(
        self, par_seconde: float, rafale: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.par_seconde, self.rafale, self._clock = par_seconde, max(1, rafale), clock
        self._seau = (float(self.rafale), clock())

    def _jetons(self, maintenant: float) -> float:
        reste, vu = self._seau
        return min(float(self.rafale), reste + max(0.0, maintenant - vu) * self.par_seconde)

    def available(self) -> bool:
        """Vrai si un envoi peut partir maintenant (sans le prendre)."""
        return self.par_seconde <= 0 or self._jetons(self._clock()) >= 1.0 - _PRESQUE

    def take(self) -> None:
        """Prend un jeton."""
        if self.par_seconde > 0:
            maintenant = self._clock()
            self._seau = (self._jetons(maintenant) - 1.0, maintenant)

    def wait(self) -> float:
        """Secondes avant le prochain jeton."""
        if self.par_seconde <= 0:
            return 0.0
        return max(0.0, (1.0 - self._jetons(self._clock())) / self.par_seconde)
