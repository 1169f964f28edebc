"""Ralentir quand le serveur le demande ou ne répond plus, et savoir quand reprendre.

1. Un 429 (ou un compte expiré) : rien ne part avant l'instant demandé ; ensuite une seule ligne à
   la fois, jusqu'à ce qu'une aboutisse. Un envoi parti avant la pause ne prouve rien.
2. Ouvrir un salon a sa propre limite, plus basse : elle n'arrête que les ouvertures.
3. Cinq échecs de suite, sans qu'aucun autre envoi n'aboutisse pendant ce temps : le serveur va
   mal ; une ligne à la fois, de plus en plus rarement.
"""

import time
from collections.abc import Callable
from typing import Final

from bot.matrix.backoff import Backoff

SUITE: Final = 5


class Slowdown:
    """Instants monotones, en secondes.

    Attributes:
        pause: rien ne part avant.
        openings: aucun salon ne s'ouvre avant.
        probing: une ligne à la fois.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._attente = Backoff()
        self._suite = 0
        self._panne = False
        self.pause = self.openings = 0.0
        self.probing = False

    @property
    def paused(self) -> bool:
        """Vrai si rien ne part en ce moment, ou qu'une ligne seule essaie."""
        return self.probing or self._clock() < self.pause

    def asked(self, erreur: Exception, *, opening: bool) -> float:
        """Le serveur demande d'attendre ; rend l'instant avant lequel cette ligne ne part pas."""
        instant = self._clock() + self._attente.after(erreur)
        if opening:
            self.openings = max(self.openings, instant)
        else:
            self.pause, self.probing = max(self.pause, instant), True
        return instant

    def failed(self, erreur: Exception, *, alone: bool) -> None:
        """Pas de réponse ; `alone` : aucun autre envoi n'a abouti depuis que celui-ci est parti."""
        self._suite = self._suite + 1 if alone else 0
        if self._suite >= SUITE:
            self._panne = self.probing = True
            self.pause = max(self.pause, self._clock() + self._attente.after(erreur))

    def succeeded(self, launched: float) -> bool:
        """Un envoi a abouti ; vrai s'il met fin à une panne."""
        self._suite = 0
        if launched >= self.pause:
            self.probing = False
            self._attente.reset()
        panne, self._panne = self._panne, False
        return panne
