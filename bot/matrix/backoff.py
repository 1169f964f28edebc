"""Combien attendre après un échec : de plus en plus, avec du hasard, selon ce que dit le serveur.

1. 429 : ce que le serveur demande, jamais moins.
2. Serveur injoignable ou en panne : de 1 s à 60 s, doublé à chaque échec, pour moitié au hasard
   (sans quoi cent robots reviendraient ensemble).
3. Compte expiré : un quart d'heure. Le serveur de l'État n'a pas à subir notre impatience.
"""

import random

from bot.matrix.wire_errors import AccountExpired, RateLimited

EXPIRED_PAUSE = 900.0
_BASE, _MAX = 1.0, 60.0


class Backoff:
    """Le compte des échecs qui se suivent."""

    def __init__(self, hasard: random.Random | None = None) -> None:
        self._hasard = hasard or random.Random()  # noqa: S311 (une attente, pas un secret)
        self.failures = 0

    def reset(self) -> None:
        """Un succès efface l'ardoise."""
        self.failures = 0

    def after(self, erreur: Exception) -> float:
        """Secondes à attendre après cet échec."""
        if isinstance(erreur, RateLimited):
            return erreur.retry_after + self._hasard.uniform(0, 0.25)
        if isinstance(erreur, AccountExpired):
            return EXPIRED_PAUSE
        self.failures += 1
        plein = min(_MAX, _BASE * 2.0 ** min(self.failures - 1, 10))
        return plein / 2 + self._hasard.uniform(0, plein / 2)
