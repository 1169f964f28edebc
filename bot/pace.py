"""La cadence vers le serveur : un seau à jetons, à l'horloge vraie."""

import time
from collections.abc import Callable


class Pace:
    """`par_seconde` envois soutenus, `rafale` d'avance ; 0 par seconde : sans limite."""

    def __init__(
        self, par_seconde: float, rafale: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.par_seconde, self.rafale, self._clock = par_seconde, max(1, rafale), clock
        self._jetons, self._vu = float(self.rafale), clock()

    def _remplir(self) -> None:
        maintenant = self._clock()
        gagne = (maintenant - self._vu) * self.par_seconde
        self._jetons = min(float(self.rafale), self._jetons + gagne)
        self._vu = maintenant

    def available(self) -> bool:
        """Vrai si un envoi peut partir maintenant (sans le prendre)."""
        if self.par_seconde <= 0:
            return True
        self._remplir()
        return self._jetons >= 1.0

    def take(self) -> None:
        """Prend un jeton."""
        if self.par_seconde > 0:
            self._jetons -= 1.0

    def wait(self) -> float:
        """Secondes avant le prochain jeton."""
        if self.par_seconde <= 0:
            return 0.0
        self._remplir()
        return max(0.0, (1.0 - self._jetons) / self.par_seconde)
