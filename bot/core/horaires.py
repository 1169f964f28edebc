"""Le temps dont vivent les gens : jours, heures, jours fériés (contrat §3, §7.3, §7.6).

1. Une *heure ouvrée* est une heure passée dans les plages d'un jour ouvré ; la pause de midi, le
   soir, la fin de semaine et les jours fériés n'en contiennent aucune.
2. Une plage est [début, fin[ en heure locale : à 12 h 00 le réseau qui ferme à 12 h est fermé.
   L'heure locale est celle des montres : la nuit où elle recule, une plage de nuit dure plus.
3. **Tout instant rendu est ouvert** (sauf `fermeture`, qui est par nature le premier instant
   fermé). Quand le compte tombe juste sur une fermeture, c'est l'ouverture suivante qui est
   rendue : 10 h + 2 h donne 14 h si l'on ferme de 12 h à 14 h. Ainsi personne n'est sollicité
   hors de ses heures, et ajouter x puis y revient toujours à ajouter x + y.
4. *N jours ouvrés plus tard* : même heure locale, N jours ouvrés après. Hors des heures, on
   compte depuis l'ouverture suivante. Une fraction de jour compte en heures ouvrées.
5. On reçoit des instants avec fuseau (`ValueError` sinon) ; on en rend en UTC.
6. Un jour calculé est gardé dans l'objet : en parcourir un de plus coûte une lecture.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.delais import Delai, lire_delai
from bot.core.feries import dire_calendrier, jours_feries, lire_calendrier
from bot.core.fuseaux import dire_fuseau, lire_fuseau, troncons
from bot.core.heures_dites import (
    MINUIT,
    HorairesInvalides,
    Plage,
    dire_jours,
    dire_plages,
    lire_jours,
    lire_plages,
)

__all__ = ["Delai", "Horaires", "HorairesInvalides", "lire_delai"]

_UN_JOUR = timedelta(days=1)
_RIEN = timedelta()
# Bornes contre un calcul sans fin : plus de dix ans de travail n'est pas un délai.
_HEURES_MAX = 20_000.0
_JOURS_MAX = 3_000.0
_JOURS_GARDES = 2_000

Ouvertures = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class Horaires:
    """Les heures d'un réseau ou d'une personne. `jours` : 0 pour lundi ; `feries` : code du
    calendrier, vide pour aucun. À construire par `lire`, qui comprend et vérifie."""

    fuseau: str
    jours: frozenset[int]
    plages: tuple[Plage, ...]
    feries: str = ""
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _gardes: dict[date, Ouvertures] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if not self.jours or not self.plages:
            raise HorairesInvalides("jours", "Il faut au moins un jour et une plage de travail.")
        object.__setattr__(self, "_zone", ZoneInfo(self.fuseau))

    @classmethod
    def lire(cls, fuseau: str, jours: str, heures: str, feries: str) -> Horaires:
        """Lit quatre réglages tels qu'on les écrit ; lève `HorairesInvalides` (phrase, champ)."""
        return cls(
            lire_fuseau(fuseau), lire_jours(jours), lire_plages(heures), lire_calendrier(feries)
        )

    def avec_jours(self, jours: Iterable[int] | str) -> Horaires:
        """Les mêmes heures, sur les seuls jours donnés : le temps partiel d'une personne."""
        lus = lire_jours(jours) if isinstance(jours, str) else frozenset(jours)
        return replace(self, jours=lus)

    def dire(self) -> str:
        """« du lundi au vendredi, de 9 h à 12 h et de 14 h à 18 h, sauf les jours fériés »."""
        dits = [dire_jours(self.jours), dire_plages(self.plages), dire_calendrier(self.feries)]
        return ", ".join([*dits, *dire_fuseau(self.fuseau)])

    # --- les jours -------------------------------------------------------------------------

    def est_ferie(self, jour: date) -> str | None:
        """Le nom français de la fête qui tombe ce jour, ou None."""
        return jours_feries(self.feries, jour.year).get(jour)

    def jour_ouvre(self, jour: date) -> bool:
        """Vrai si l'on travaille ce jour."""
        return jour.weekday() in self.jours and self.est_ferie(jour) is None

    def jour_ouvre_suivant(self, jour: date) -> date:
        """Le premier jour ouvré strictement après `jour`."""
        suivant = jour + _UN_JOUR
        while not self.jour_ouvre(suivant):
            suivant += _UN_JOUR
        return suivant

    def heures_par_jour(self) -> float:
        """La durée d'un jour ordinaire, en heures (7.0 pour 9h-12h 14h-18h)."""
        minutes = sum(
            (b.hour * 60 + b.minute or 1440) - (a.hour * 60 + a.minute) for a, b in self.plages
        )
        return minutes / 60

    def jour_local(self, instant: datetime) -> date:
        """La date qu'il est là où vit le réseau."""
        return instant.astimezone(self._zone).date()

    def ouvertures(self, jour: date) -> Ouvertures:
        """Les plages ouvertes d'une date locale, en UTC, rangées ; vide si l'on chôme."""
        gardees = self._gardes.get(jour)
        if gardees is None:
            if len(self._gardes) >= _JOURS_GARDES:
                self._gardes.clear()
            gardees = self._gardes[jour] = self._calcule(jour) if self.jour_ouvre(jour) else ()
        return gardees

    def _calcule(self, jour: date) -> Ouvertures:
        """Coupe les plages du jour selon les décalages en vigueur, puis joint ce qui se touche."""
        jointes: list[tuple[datetime, datetime]] = []
        for debut, fin, decalage in troncons(self._zone, jour):
            for a, b in self.plages:
                soir = jour + _UN_JOUR if b == MINUIT else jour
                ouvre = max(datetime.combine(jour, a, UTC) - decalage, debut)
                ferme = min(datetime.combine(soir, b, UTC) - decalage, fin)
                if jointes and jointes[-1][1] == ouvre < ferme:
                    jointes[-1] = (jointes[-1][0], ferme)
                elif ouvre < ferme:
                    jointes.append((ouvre, ferme))
        return tuple(jointes)

    # --- les instants ----------------------------------------------------------------------

    def ouvert(self, instant: datetime) -> bool:
        """Vrai si l'instant est dans les heures de travail."""
        instant = _utc(instant)
        jour = self.jour_local(instant)
        return any(debut <= instant < fin for debut, fin in self.ouvertures(jour))

    def peut_ecrire(self, instant: datetime) -> bool:
        """Vrai si l'on peut solliciter quelqu'un : personne ne l'est hors de ses heures."""
        return self.ouvert(instant)

    def prochaine_ouverture(self, instant: datetime) -> datetime:
        """L'instant lui-même s'il est ouvert, sinon la prochaine ouverture."""
        return self._avance(_utc(instant), _RIEN)

    def fermeture(self, instant: datetime) -> datetime:
        """La fin de la journée de travail en cours ; hors des heures, de celle qui vient."""
        ouverture = self.prochaine_ouverture(instant)
        return self.ouvertures(self.jour_local(ouverture))[-1][1]

    def ajoute_heures(self, instant: datetime, heures: float) -> datetime:
        """`heures` heures ouvrées plus tard (fraction admise) ; `ValueError` hors de 0 à 20 000."""
        if not 0 <= heures <= _HEURES_MAX:
            raise ValueError(f"nombre d'heures hors limites : {heures}")
        return self._avance(_utc(instant), timedelta(hours=heures))

    def ajoute_jours(self, instant: datetime, jours: float) -> datetime:
        """`jours` jours ouvrés plus tard, à la même heure ; `ValueError` hors de 0 à 3 000."""
        if not 0 <= jours <= _JOURS_MAX:
            raise ValueError(f"nombre de jours hors limites : {jours}")
        entiers = int(jours)
        depart = self.prochaine_ouverture(instant).astimezone(self._zone)
        jour = depart.date()
        for _ in range(entiers):
            jour = self.jour_ouvre_suivant(jour)
        # Une heure qui n'existe pas ce jour-là se lit une heure plus tard, comme en RFC 5545.
        arrivee = datetime.combine(jour, depart.timetz()).astimezone(UTC)
        return self.ajoute_heures(arrivee, (jours - entiers) * self.heures_par_jour())

    def minutes_ouvrees_entre(self, debut: datetime, fin: datetime) -> float:
        """Les minutes ouvrées de `debut` à `fin` ; 0 si `fin` vient avant."""
        debut, fin = _utc(debut), _utc(fin)
        jour, dernier = self.jour_local(debut), self.jour_local(fin)
        total = _RIEN
        while jour <= dernier:
            for ouvre, ferme in self.ouvertures(jour):
                total += max(min(ferme, fin) - max(ouvre, debut), _RIEN)
            jour += _UN_JOUR
        return total / timedelta(minutes=1)

    def _avance(self, instant: datetime, reste: timedelta) -> datetime:
        """Le premier instant ouvert où `reste` s'est écoulé en heures ouvrées."""
        jour = self.jour_local(instant)
        while True:
            for ouvre, ferme in self.ouvertures(jour):
                depart = max(ouvre, instant)
                if depart < ferme:
                    if ferme - depart > reste:
                        return depart + reste
                    reste -= ferme - depart
            jour += _UN_JOUR


def _utc(instant: datetime) -> datetime:
    """L'instant en UTC ; refuse un instant sans fuseau, qui ne désigne aucun moment."""
    if instant.tzinfo is None:
        raise ValueError("instant sans fuseau horaire")
    return instant.astimezone(UTC)
