"""La seule source de l'heure. Deux horloges (contrat §2) :

1. Celle du *réseau* (`now`) : rituels, rappels, heures ouvrées, dates des lignes. En répétition,
   elle part d'un instant choisi et va `vitesse` fois plus vite ; l'instant de chaque événement
   Matrix y est transposé (`map`), sans jamais précéder le dernier instant enregistré.
2. Celle du *fil* (`real`) : cadence, essais, âge des commandes. Toujours vraie.
"""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """L'horloge vraie : celle du réseau et celle du fil sont la même."""

    rehearsal = False

    @property
    def speed(self) -> float:
        """Combien de secondes du réseau passent en une seconde vraie."""
        return 1.0

    def now(self) -> datetime:
        """L'instant du réseau, en UTC."""
        return self.real()

    def real(self) -> datetime:
        """L'instant vrai, en UTC."""
        return datetime.now(UTC)

    def map(self, real: datetime) -> datetime:
        """L'instant du réseau où eut lieu un événement daté par le serveur."""
        return real

    def wait(self, planned: datetime) -> float:
        """Combien de secondes vraies jusqu'à cet instant du réseau (0 s'il est passé)."""
        return max(0.0, (planned - self.now()).total_seconds())


class RehearsalClock(Clock):
    """Une horloge que l'on répète : départ, vitesse, et changement de vitesse en route."""

    rehearsal = True

    def __init__(self, debut: datetime, vitesse: float, plancher: datetime | None = None) -> None:
        """`plancher` : le dernier instant enregistré ; on part du plus tard des deux."""
        self._plancher = plancher or debut
        self._ancre(max(debut, self._plancher), vitesse)

    def _ancre(self, instant: datetime, vitesse: float) -> None:
        self._instant, self._vitesse = instant, vitesse
        self._reel, self._mono = self.real(), time.monotonic()

    @property
    def speed(self) -> float:
        """La vitesse de la répétition."""
        return self._vitesse

    def now(self) -> datetime:
        """L'instant du réseau : ancre + (temps vrai écoulé × vitesse)."""
        return self._instant + timedelta(seconds=(time.monotonic() - self._mono) * self._vitesse)

    def map(self, real: datetime) -> datetime:
        """Transpose l'instant d'un événement, sans remonter avant le dernier instant connu."""
        transpose = self._instant + (real - self._reel) * self._vitesse
        return max(self._plancher, min(transpose, self.now()))

    def wait(self, planned: datetime) -> float:
        """Secondes vraies jusqu'à cet instant du réseau."""
        return max(0.0, (planned - self.now()).total_seconds() / self._vitesse)

    def set_speed(self, vitesse: float) -> None:
        """Change de vitesse à partir de maintenant, sans saut."""
        self._ancre(self.now(), vitesse)

    def jump_to(self, instant: datetime) -> None:
        """Saute à un instant plus tardif (sans effet s'il est passé)."""
        self._ancre(max(self.now(), instant), self._vitesse)
