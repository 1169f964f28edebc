"""Fuseaux horaires : leur nom, et les heures d'un jour où la montre change.

1. Un fuseau est un nom de la base IANA (« Europe/Paris ») ; on l'écrit aussi par sa ville ou son
   territoire (« Paris », « La Réunion », « Nouméa »).
2. Un jour local n'a pas toujours 24 heures : on le coupe en tronçons où le décalage avec UTC est
   constant. Dans un tronçon, l'heure locale n'a ni trou ni doublon.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.heures_dites import HorairesInvalides, cite, plie

# De chaque fuseau français à son nom après « heure » et aux mots qui le désignent.
_FRANCAIS = MappingProxyType(
    {
        "Europe/Paris": ("de Paris", "paris metropole france alsace-moselle"),
        "America/Guadeloupe": ("de Guadeloupe", "guadeloupe"),
        "America/Martinique": ("de Martinique", "martinique fort-de-france"),
        "America/Cayenne": ("de Guyane", "guyane cayenne"),
        "Indian/Reunion": ("de La Réunion", "reunion la-reunion saint-denis"),
        "Indian/Mayotte": ("de Mayotte", "mayotte mamoudzou"),
        "America/St_Barthelemy": ("de Saint-Barthélemy", "saint-barthelemy"),
        "America/Marigot": ("de Saint-Martin", "saint-martin marigot"),
        "America/Miquelon": ("de Saint-Pierre-et-Miquelon", "saint-pierre-et-miquelon miquelon"),
        "Pacific/Noumea": ("de Nouméa", "noumea nouvelle-caledonie"),
        "Pacific/Tahiti": ("de Tahiti", "tahiti papeete polynesie polynesie-francaise"),
        "Pacific/Marquesas": ("des Marquises", "marquises"),
        "Pacific/Gambier": ("des Gambier", "gambier"),
        "Pacific/Wallis": ("de Wallis", "wallis wallis-et-futuna futuna"),
        "Indian/Kerguelen": ("de Kerguelen", "kerguelen"),
    }
)
_PAR_MOT = {mot: nom for nom, (_, mots) in _FRANCAIS.items() for mot in mots.split()}

# Aucun décalage ne dépasse 16 h : ces marges contiennent tout instant de la date locale.
_MARGE = timedelta(hours=16)
_PAS = timedelta(hours=4)
_SECONDE = timedelta(seconds=1)

Troncon = tuple[datetime, datetime, timedelta]


def lire_fuseau(texte: str) -> str:
    """Rend le nom IANA du fuseau écrit ; lève `HorairesInvalides` s'il n'existe pas."""
    nom = texte.strip()
    connu = _PAR_MOT.get(plie(nom).removeprefix("heure de ").replace(" ", "-"))
    if connu is not None:
        return connu
    try:
        if "/" in nom or nom == "UTC":
            return ZoneInfo(nom).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise HorairesInvalides(
        "fuseau",
        f"Je ne connais pas le fuseau horaire {cite(texte)}. Écrivez par exemple : Europe/Paris, "
        "Indian/Reunion ou Pacific/Noumea.",
    )


def dire_fuseau(nom: str) -> tuple[str, ...]:
    """« heure de La Réunion » ; rien pour Paris, que chacun sous-entend."""
    if nom == "Europe/Paris":
        return ()
    return (f"heure {_FRANCAIS[nom][0]}" if nom in _FRANCAIS else f"fuseau {nom}",)


def troncons(zone: ZoneInfo, jour: date) -> Iterator[Troncon]:
    """Coupe un jour local, avec ses marges, en (début UTC, fin UTC, décalage constant)."""
    debut = datetime.combine(jour, time(), UTC) - _MARGE
    fin = debut + timedelta(hours=24) + 2 * _MARGE
    if _decalage(zone, debut) == _decalage(zone, fin):
        yield debut, fin, _decalage(zone, debut)
        return
    borne = debut
    while borne < fin:
        suivante = min(borne + _PAS, fin)
        if _decalage(zone, borne) != _decalage(zone, suivante):
            suivante = _bascule(zone, borne, suivante)
            yield debut, suivante, _decalage(zone, debut)
            debut = suivante
        borne = suivante
    yield debut, fin, _decalage(zone, debut)


def _bascule(zone: ZoneInfo, avant: datetime, apres: datetime) -> datetime:
    """La première seconde du nouveau décalage, entre deux instants qui n'ont pas le même."""
    ancien = _decalage(zone, avant)
    while apres - avant > _SECONDE:
        milieu = avant + (apres - avant) // 2
        milieu = milieu.replace(microsecond=0)
        if milieu <= avant:
            break
        avant, apres = (milieu, apres) if _decalage(zone, milieu) == ancien else (avant, milieu)
    return apres


def _decalage(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
