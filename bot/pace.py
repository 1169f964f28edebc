"""La cadence vers le serveur : un seau à jetons, à l'horloge vraie.

Dans toute durée T, jamais plus de `rafale + par_seconde × T` envois. La masse laisse toujours la
moitié de la rafale aux réponses : une personne n'attend pas derrière deux cents salons.

Le seau est lu d'un autre fil (le moteur demande si une ligne partirait sur-le-champ) : son état
tient dans un seul couple, et seul l'expéditeur le change.
"""

import time
from collections.abc import Callable

_PRESQUE = 1e-9
PRESSE = 600.0  # secondes de file au-delà desquelles un message à tous se passe de boutons


class Pace:
    """`par_seconde` envois soutenus, `rafale` d'avance ; 0 par seconde : sans limite."""

    def __init__(
        self, par_seconde: float, rafale: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.par_seconde, self.rafale, self._clock = par_seconde, max(1, rafale), clock
        self.reserve = self.rafale // 2
        self._seau = (float(self.rafale), clock())

    def _jetons(self, maintenant: float) -> float:
        reste, vu = self._seau
        return min(float(self.rafale), reste + max(0.0, maintenant - vu) * self.par_seconde)

    def available(self, *, masse: bool = False) -> bool:
        """Vrai si un envoi (de masse ou non) peut partir maintenant (sans le prendre)."""
        return self.par_seconde <= 0 or self._jetons(self._clock()) >= self._seuil(masse) - _PRESQUE

    def take(self) -> None:
        """Prend un jeton."""
        if self.par_seconde > 0:
            maintenant = self._clock()
            self._seau = (self._jetons(maintenant) - 1.0, maintenant)

    def wait(self, *, masse: bool = False) -> float:
        """Secondes avant que cet envoi (de masse ou non) puisse partir."""
        if self.par_seconde <= 0:
            return 0.0
        manque = self._seuil(masse) - self._jetons(self._clock())
        return max(0.0, manque / self.par_seconde)

    def crowded(self, attendent: int) -> bool:
        """Vrai si autant d'envois prendront plus de dix minutes, au débit soutenu."""
        return self.par_seconde > 0 and attendent / self.par_seconde > PRESSE

    def _seuil(self, masse: bool) -> float:
        return 1.0 + (self.reserve if masse else 0)
