"""Combien attendre après un échec : de plus en plus, avec du hasard, selon ce que dit le serveur.

1. 429 : ce que le serveur demande, jamais moins ; s'il ne cesse de redire « tout de suite »,
   un peu plus à chaque fois.
2. Serveur injoignable ou en panne : de 1 s à `plafond`, doublé à chaque échec, pour moitié au
   hasard (sans quoi cent robots reviendraient ensemble).
3. Compte expiré : vingt minutes. Le serveur de l'État n'a pas à subir notre impatience.

Source : spécification Matrix 1.18, « Rate limiting » ; module d'expiration des comptes de Tchap.
"""

import random
from typing import Final

from bot.matrix.wire_errors import AccountExpired, RateLimited

BASE: Final = 1.0
PLAFOND: Final = 40.0
_INSISTANCE: Final = 5.0
# Un seul pour tous : il s'en crée un par file d'envoi, et l'amorcer coûte un appel au noyau.
_HASARD: Final = random.Random()  # noqa: S311 (une attente, pas un secret)


class Backoff:
    """Le compte des échecs qui se suivent.

    Attributes:
        failures: échecs de suite où le serveur n'a pas répondu ce que l'on attendait.
    """

    def __init__(self, plafond: float = PLAFOND, hasard: random.Random | None = None) -> None:
        self._hasard = hasard or _HASARD
        self._plafond = plafond
        self._limites = 0
        self.failures = 0

    def reset(self) -> None:
        """Un succès efface l'ardoise."""
        self.failures = self._limites = 0

    def after(self, erreur: Exception) -> float:
        """Secondes à attendre après cet échec."""
        if isinstance(erreur, RateLimited):
            return self._limited(erreur.retry_after)
        if isinstance(erreur, AccountExpired):
            return erreur.retry_after + self._hasard.uniform(0, 1)
        self.failures += 1
        plein = min(self._plafond, BASE * 2.0 ** min(self.failures - 1, 10))
        return plein / 2 + self._hasard.uniform(0, plein / 2)

    def _limited(self, demande: float) -> float:
        self._limites += 1
        moins = min(_INSISTANCE, 0.05 * 2.0 ** min(self._limites, 10))
        attente = max(demande, moins)
        return attente + self._hasard.uniform(0, min(0.25, attente / 4))
