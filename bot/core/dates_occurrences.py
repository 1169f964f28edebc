"""Les occurrences d'une règle : des instants, à travers les changements d'heure.

1. La règle se déroule en heure locale, sans fuseau, puis chaque heure devient un instant : une
   heure sautée par le passage à l'été est poussée, une heure double ne compte qu'une fois.
2. Le déroulement de dateutil part du premier jour : il coûte une seconde après quelques années
   (0,6 ms par appel et par règle hebdomadaire de cinq ans). On repart donc du dernier jour qui
   garde la phase : même semaine, même mois, modulo l'intervalle.
3. Avec `COUNT` il faut compter depuis le début ; le compte est borné, donc le coût aussi.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MO, MONTHLY, WEEKLY, YEARLY, rrule, weekday
from dateutil.tz import resolve_imaginary

from bot.core.dates_regle import Regle, lire_regle

_FREQ: dict[str, Literal[0, 1, 2, 3]] = {
    "DAILY": DAILY,
    "WEEKLY": WEEKLY,
    "MONTHLY": MONTHLY,
    "YEARLY": YEARLY,
}
# Une règle permise revient au moins tous les 28 ans (5e lundi de février) : au-delà, c'est fini.
_HORIZON = 60


def prochaines(
    rrule: str, apres: datetime, zone: str, nombre: int, *, debut: datetime
) -> tuple[datetime, ...]:
    """Les `nombre` premières occurrences strictement après `apres`, dans le fuseau `zone`.

    `debut` est la première occurrence de la règle : c'est d'elle que se comptent `INTERVAL` et
    `COUNT`. Moins de `nombre` instants si la règle finit. `ValueError` si la règle n'est pas de
    celles que `comprendre` écrit (voir `dates_regle`), ou si un instant n'a pas de fuseau.
    """
    if apres.tzinfo is None or debut.tzinfo is None:
        raise ValueError("prochaines : il faut des instants avec fuseau")
    lus = derouler(lire_regle(rrule), ZoneInfo(zone), debut, apres)
    return tuple(islice(lus, max(nombre, 0)))


def derouler(
    regle: Regle, zone: ZoneInfo, debut: datetime, apres: datetime | None = None
) -> Iterator[datetime]:
    """Les occurrences depuis `debut` compris, celles d'avant ou à `apres` laissées de côté."""
    jour = debut.astimezone(zone).date()
    depart = jour
    if apres is not None and not regle.fois:
        depart = reprise(regle, jour, apres.astimezone(zone).date())
    plancher, seuil = debut.astimezone(UTC), (apres or debut - timedelta(1)).astimezone(UTC)
    compte = 0
    for instant in _instants(regle, zone, depart):
        if instant < plancher:
            continue
        compte += 1
        if (regle.fois and compte > regle.fois) or (regle.jusque and instant > regle.jusque):
            return
        if instant > seuil:
            yield instant.astimezone(zone)


def reprise(regle: Regle, jour: date, vise: date) -> date:
    """Le jour d'où redérouler la règle : un cycle avant `vise`, dans la phase de `jour`."""
    pas = regle.intervalle
    if regle.freq == "DAILY":
        cycles = (vise - jour).days // pas - 1
        repris = jour + timedelta(days=max(cycles, 0) * pas)
    elif regle.freq == "WEEKLY":
        lundi = jour - timedelta(days=jour.weekday())
        cycles = (vise - lundi).days // (7 * pas) - 1
        repris = lundi + timedelta(weeks=max(cycles, 0) * pas)
    elif regle.freq == "MONTHLY":
        cycles = ((vise.year - jour.year) * 12 + vise.month - jour.month) // pas - 1
        rang = jour.month - 1 + max(cycles, 0) * pas
        repris = date(jour.year + rang // 12, rang % 12 + 1, 1)
    else:
        cycles = (vise.year - jour.year) // pas - 1
        repris = date(jour.year + max(cycles, 0) * pas, 1, 1)
    return max(jour, repris)


def _instants(regle: Regle, zone: ZoneInfo, depart: date) -> Iterator[datetime]:
    """En UTC, strictement croissants : deux heures locales peuvent tomber sur le même instant."""
    precedent: datetime | None = None
    for naif in _naifs(regle, depart):
        instant = resolve_imaginary(naif.replace(tzinfo=zone)).astimezone(UTC)
        if precedent is None or instant > precedent:
            yield instant
            precedent = instant


def _naifs(regle: Regle, depart: date) -> Iterator[datetime]:
    annee = min(depart.year + _HORIZON, 9998)
    yield from rrule(
        _FREQ[regle.freq],
        dtstart=datetime.combine(depart, time()),
        until=datetime(annee, 12, 31),  # noqa: DTZ001 (heure locale, fuseau posé ensuite)
        interval=regle.intervalle,
        wkst=MO,
        bymonth=regle.mois or None,
        byweekno=regle.semaines or None,
        bymonthday=regle.quantiemes or None,
        byweekday=[weekday(j, n or None) for n, j in regle.jours] or None,
        bysetpos=regle.position or None,
        byhour=regle.heures,
        byminute=regle.minute,
        bysecond=0,
        cache=False,
    )
