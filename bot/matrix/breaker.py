"""Ménager un serveur en peine : une seule règle pour toutes les requêtes du robot.

Chaque appelant attend déjà de plus en plus (`backoff.py`), mais ils sont nombreux : l'écoute, les
envois, les clés, les invitations. Ensemble, ils doivent rester discrets.

1. Cinq échecs de suite, d'où qu'ils viennent, sans une seule réponse sensée entre eux : plus d'une
   requête toutes les deux secondes et demie est refusée ici même, sans rien envoyer (24 par minute
   au plus). La première réponse sensée rouvre tout.
2. Compte expiré : une requête toutes les vingt minutes, pour tout le robot.
3. Une ligne au journal à la fermeture, une à la réouverture ; rien entre les deux.

Une requête refusée ici lève la même erreur que si le serveur l'avait refusée.
"""

import logging
import time
from collections.abc import Callable
from typing import Final

from bot.matrix.wire_errors import EXPIRED_PAUSE, AccountExpired, Unreachable, WireError

journal = logging.getLogger(__name__)
SEUIL: Final = 5
INTERVALLE: Final = 2.5


class Breaker:
    """L'état du serveur, vu de toutes les requêtes ; `clock` est monotone, en secondes.

    Attributes:
        failures: échecs de suite depuis la dernière réponse sensée.
        last_answer: instant (de `clock`) de la dernière réponse sensée ; 0 s'il n'y en a pas eu.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._prochaine = 0.0
        self._expire = 0.0
        self.failures = 0
        self.last_answer = 0.0

    @property
    def open(self) -> bool:
        """Vrai quand les requêtes sont espacées."""
        return self.failures >= SEUIL

    def admit(self) -> None:
        """Laisse passer la requête qui vient, ou lève ce que le serveur aurait répondu.

        Raises:
            AccountExpired, Unreachable: trop tôt pour redemander.
        """
        maintenant = self._clock()
        if maintenant < self._expire:
            raise AccountExpired(self._expire - maintenant)
        if self._expire:
            self._expire = maintenant + EXPIRED_PAUSE  # une seule essaie ; sa réponse dira
            return
        if self.open:
            if maintenant < self._prochaine:
                raise Unreachable("menage")
            self._prochaine = maintenant + INTERVALLE

    def heard(self, erreur: WireError | None) -> None:
        """Ce que la requête a donné (rien : un succès)."""
        if isinstance(erreur, Unreachable):
            self.failures += 1
            if self.failures == SEUIL:
                journal.error("le serveur ne répond plus (%s) : le robot insiste sans hâte", erreur)
            return
        if isinstance(erreur, AccountExpired):
            if not self._expire:
                journal.error(
                    "le compte du robot a expiré : suivez le lien reçu dans sa boîte aux lettres"
                )
            self._expire = self._clock() + EXPIRED_PAUSE
            return
        if self.open or self._expire:
            journal.warning("le serveur répond de nouveau")
        self.failures, self._expire = 0, 0.0
        self.last_answer = self._clock()
