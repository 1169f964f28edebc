"""Quand un rituel a lieu : sa règle, moins les fêtes et les jours chômés.

1. La règle place une fois à son *origine*, qui en est la clé ; la fois a lieu à `le`.
2. Un jour férié ou chômé : le jour ouvré qui suit, à la même heure locale (`deplaces`), ou pas du
   tout (`sautes`). Le jour d'arrivée a déjà la sienne, ou en accueille déjà une : les deux n'en
   font qu'une, la sienne.
3. Un samedi ou un dimanche que les mots du rituel nomment n'est jamais déplacé.
4. Une heure que la nuit d'été saute est poussée ; une heure double ne compte qu'une fois. C'est la
   règle de toutes les dates (`bot.core.dates`).
5. Rien n'est compté depuis le début : on repart d'assez près pour qu'un déplacement n'échappe pas,
   dans la phase de l'intervalle (`dates_occurrences.reprise`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.tz import resolve_imaginary

from bot.core.dates_occurrences import derouler
from bot.core.dates_regle import Regle, lire_regle
from bot.core.horaires import Horaires
from bot.core.pliage import fold
from donnees.rituel import Rituel

# Plus long que toute suite de jours chômés d'un réseau qui travaille un jour par semaine.
MARGE = timedelta(days=40)
_WEEKEND = ("samedi", "dimanche", "week", "sam.", "dim.")
_TIC = timedelta(microseconds=1)


@dataclass(frozen=True)
class Fois:
    """Une fois à venir : où la règle la place, et quand elle aura lieu."""

    origine: datetime
    le: datetime

    @property
    def deplacee(self) -> bool:
        """Vrai si elle a lieu un autre jour que le sien."""
        return self.origine != self.le


@dataclass(frozen=True)
class Calendrier:
    """Le déroulement d'un rituel dans un réseau : ses jours de travail, et ce qu'il fait des
    autres."""

    regle: Regle
    zone: ZoneInfo
    debut: datetime
    horaires: Horaires
    sautes: bool
    weekend: bool

    @classmethod
    def de(cls, rituel: Rituel, horaires: Horaires, *, sautes: bool) -> "Calendrier":
        """Celui de ce rituel."""
        return cls(
            regle=lire_regle(rituel.rrule), zone=ZoneInfo(rituel.fuseau), debut=rituel.debut,
            horaires=horaires, sautes=sautes, weekend=nomme_le_weekend(rituel.mots),
        )  # fmt: skip

    def prochaines(self, apres: datetime, nombre: int) -> list[Fois]:
        """Les `nombre` premières fois strictement après cet instant, dans l'ordre."""
        return list(islice((f for f in self.suite(apres) if f.le > apres), nombre))

    def suite(self, apres: datetime) -> Iterator[Fois]:
        """Les fois depuis un peu avant cet instant, dans l'ordre où elles ont lieu."""
        attendent: list[Fois] = []
        for origine in derouler(self.regle, self.zone, self.debut, apres - MARGE):
            prets = [f for f in attendent if f.le.astimezone(UTC) <= origine.astimezone(UTC)]
            yield from prets
            attendent = [f for f in attendent if f not in prets]
            le = self.tenue(origine)
            if le is not None and all(f.le != le for f in attendent):
                attendent = sorted([*attendent, Fois(origine, le)], key=_instant)
        yield from attendent

    def tenue(self, origine: datetime) -> datetime | None:
        """Quand cette fois a lieu ; rien si elle est sautée, ou se joint à une autre."""
        jour = origine.astimezone(self.zone).date()
        if self.horaires.jour_ouvre(jour) or self._choisi(jour):
            return origine
        if self.sautes:
            return None
        arrivee = self.horaires.jour_ouvre_suivant(jour)
        return None if self._occupe(arrivee) else self._a_la_meme_heure(origine, arrivee)

    def _choisi(self, jour: date) -> bool:
        """Vrai pour un jour de fin de semaine que la règle nomme."""
        nommes = {j for _, j in self.regle.jours}
        return self.weekend and jour.weekday() >= 5 and (
            jour.weekday() in nommes or self.regle.freq == "DAILY"
        ) and jour.weekday() not in self.horaires.jours  # fmt: skip

    def _occupe(self, jour: date) -> bool:
        """Vrai si la règle place déjà une fois ce jour."""
        minuit = datetime.combine(jour, datetime.min.time(), self.zone)
        suivante = next(derouler(self.regle, self.zone, self.debut, minuit - _TIC), None)
        return suivante is not None and suivante.astimezone(self.zone).date() == jour

    def _a_la_meme_heure(self, origine: datetime, jour: date) -> datetime:
        heure = origine.astimezone(self.zone).time()
        return resolve_imaginary(datetime.combine(jour, heure, self.zone))


def nomme_le_weekend(mots: str) -> bool:
    """Vrai si ces mots disent le samedi, le dimanche ou la fin de semaine."""
    plie = fold(mots)
    return any(mot in plie for mot in _WEEKEND) or "7 jours sur 7" in plie


def _instant(fois: Fois) -> datetime:
    return fois.le.astimezone(UTC)


def creneau(origine: datetime, fuseau: str) -> tuple[str, str]:
    """Le jour local et l'heure où la règle place cette fois : sa clé."""
    la = origine.astimezone(ZoneInfo(fuseau))
    return la.date().isoformat(), f"{la:%H:%M}"


def fin(le: datetime, horaires: Horaires, jusqua: str = "") -> datetime:
    """Jusqu'à quand cette fois a un sens : l'heure dite, sinon la fin du jour de travail, sinon
    celle du jour."""
    jour = horaires.jour_local(le)
    zone = ZoneInfo(horaires.fuseau)
    if jusqua:
        h, m = (int(n) for n in jusqua.split(":"))
        dite = datetime(jour.year, jour.month, jour.day, h, m, tzinfo=zone)
        if dite > le:
            return dite
    ouvertures = horaires.ouvertures(jour)
    if ouvertures and le < ouvertures[-1][1]:
        return ouvertures[-1][1]
    demain = jour + timedelta(days=1)
    return datetime.combine(demain, datetime.min.time(), zone)
