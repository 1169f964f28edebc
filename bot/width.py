"""Combien d'envois à la fois : autant que le serveur en prend sans ralentir.

Un serveur d'un seul fil prend deux fois plus d'envois par seconde à trente de front qu'un à un,
mais chacun y dure quinze fois plus longtemps : une réponse à une personne attendrait derrière le
courrier de masse. D'où deux largeurs, mesurées sur les mêmes durées, l'une large pour les réponses,
l'autre serrée pour la masse (croissance additive, recul multiplicatif) :

1. Le plancher est la plus courte durée d'un PUT des cinq à dix dernières minutes.
2. La durée lissée est une moyenne mobile (un quart pour la dernière mesure).
3. Tant qu'elle reste sous `max(facteur × plancher, plancher + marge)`, chaque réponse ajoute
   `1/largeur` : un envoi de plus par tour.
4. Au-delà, la largeur est multipliée par 0,7, une fois par tour au plus : un PUT parti avant le
   dernier recul ne recule plus rien.
5. Un PUT sans réponse, quand aucun autre n'a abouti depuis son départ : la moitié. Si d'autres
   aboutissent, c'est l'affaire de son salon, pas du serveur.
6. Jamais moins de deux (une seule ligne coincée ferait tout attendre), jamais plus que le réglage.
"""

import time
from collections.abc import Callable
from typing import Final

PERIODE: Final = 300.0
LISSAGE: Final = 0.25
RECUL: Final = 0.7
DEPART: Final = 8


class Latency:
    """La durée des PUT : plancher, moyenne mobile, dernier succès. Secondes, horloge monotone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._periodes: list[tuple[float, float]] = []  # (début, plus courte durée), deux au plus
        self.smoothed = 0.0
        self.last_success = 0.0

    @property
    def floor(self) -> float:
        """La plus courte durée récente ; 0 tant que rien n'est mesuré."""
        return min((duree for _debut, duree in self._periodes), default=0.0)

    def add(self, duree: float) -> None:
        """Un PUT a abouti en tant de secondes."""
        maintenant = self.last_success = self._clock()
        if not self._periodes or maintenant - self._periodes[-1][0] >= PERIODE:
            self._periodes = [*self._periodes[-1:], (maintenant, duree)]
        debut, minimum = self._periodes[-1]
        self._periodes[-1] = (debut, min(minimum, duree))
        self.smoothed += (duree - self.smoothed) * (LISSAGE if self.smoothed else 1.0)


class Width:
    """Une largeur tirée d'une `Latency`. `most` : le réglage ; `marge` en secondes."""

    def __init__(self, latency: Latency, most: int, facteur: float, marge: float) -> None:
        self.latency, self.most, self.facteur, self.marge = latency, max(1, most), facteur, marge
        self._least = float(min(2, self.most))
        self._value = float(min(DEPART, self.most))
        self._recul = 0.0

    @property
    def value(self) -> int:
        """Combien d'envois à la fois, maintenant."""
        return int(self._value)

    @property
    def threshold(self) -> float:
        """La durée au-delà de laquelle le serveur peine."""
        plancher = self.latency.floor
        return max(self.facteur * plancher, plancher + self.marge)

    def succeeded(self, launched: float, now: float) -> None:
        """Une réponse est venue (déjà comptée dans `latency`) à un PUT parti à `launched`."""
        if self.latency.smoothed <= self.threshold:
            self._value = min(float(self.most), self._value + 1.0 / self._value)
        else:
            self._shrink(RECUL, launched, now)

    def failed(self, launched: float, now: float) -> None:
        """Pas de réponse à un PUT parti à `launched`."""
        if self.latency.last_success <= launched:
            self._shrink(0.5, launched, now)

    def _shrink(self, part: float, launched: float, now: float) -> None:
        if launched > self._recul:
            self._value, self._recul = max(self._least, self._value * part), now
