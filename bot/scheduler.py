"""L'alarme sur le prochain rappel, et les corvées de la maison. Seul à connaître APScheduler.

1. La table `Reminder` dit la vérité ; APScheduler ne fait que réveiller. Une seule tâche, réarmée :
   réelle = ancre + (échéance - départ) / vitesse, au plus dans 20 s, sans limite de retard.
2. Un réveil de trop ne coûte rien ; un réveil perdu est rattrapé au suivant, ou au démarrage.
3. Sonner réarme. Si c'est pour tout de suite, ce réveil-là n'est pas fini que l'autre commence :
   APScheduler l'écarterait sans cela, et plus rien ne sonnerait jamais.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.clock import Clock

CAP = 20.0
ENSEMBLE = 1000  # réveils qui peuvent se chevaucher : l'écrivain les traite l'un après l'autre
_ALARME = "alarme"


class Scheduler:
    """Réveille `ring` à l'heure du prochain rappel."""

    def __init__(self, clock: Clock, ring: Callable[[], Awaitable[None]]) -> None:
        self.clock = clock
        self._ring = ring
        self._interne = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Démarre, et sonne tout de suite : il y a peut-être du retard à rattraper."""
        self._interne.start()
        self.arm(self.clock.now())

    def arm(self, prochain: datetime | None) -> None:
        """Pose l'alarme sur cet instant du réseau (au plus dans 20 s)."""
        attente = CAP if prochain is None else min(CAP, self.clock.wait(prochain))
        self._interne.add_job(
            self._ring,
            DateTrigger(datetime.now(UTC) + timedelta(seconds=attente)),
            id=_ALARME,
            replace_existing=True,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=ENSEMBLE,
        )

    def every(self, seconds: float, chore: Callable[[], Awaitable[None]], name: str) -> None:
        """Une corvée régulière, à l'horloge vraie."""
        self._interne.add_job(
            chore, "interval", seconds=seconds, id=name, misfire_grace_time=None, coalesce=True
        )

    def stop(self) -> None:
        """N'attend rien : le prochain démarrage rattrape."""
        self._interne.shutdown(wait=False)
