"""Les délais tels qu'on les dit : « 2h », « 1j », « une demi-journée » (contrat §3, §7.6).

1. Une heure est une heure ouvrée, un jour un jour ouvré : un délai ne vaut que compté dans des
   `Horaires`. Une semaine compte cinq jours ouvrés.
2. « Urgent » divise par quatre ; un jour compte alors pour les heures d'un jour du réseau
   (avec 7 h par jour, 1j devient 1 h 45).
3. Un nombre sans unité, un délai nul ou de plus de `JOURS_MAX` jours sont refusés.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from bot.core.heures_dites import HorairesInvalides, cite, plie

JOURS_MAX = 250.0
HEURES_MAX = 1_000.0
PART_URGENTE = 4

_JUSQUA_QUINZE = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
)
_NOMBRES = MappingProxyType(
    {
        **{mot: float(n) for n, mot in enumerate(_JUSQUA_QUINZE.split())},
        **{"une": 1.0, "vingt": 20.0, "vingt-quatre": 24.0, "trente": 30.0, "quarante": 40.0},
        **{"quarante-cinq": 45.0, "quarante-huit": 48.0, "soixante": 60.0},
        **{"quatre-vingt-dix": 90.0},
    }
)
# Pour chaque unité : (heures, jours).
_UNITES = MappingProxyType(
    {
        **dict.fromkeys(("min", "mn", "minute", "minutes", "'"), (1 / 60, 0.0)),
        **dict.fromkeys(("h", "heure", "heures"), (1.0, 0.0)),
        **dict.fromkeys(("j", "jour", "jours", "journee", "journees"), (0.0, 1.0)),
        **dict.fromkeys(("sem", "semaine", "semaines"), (0.0, 5.0)),
        **dict.fromkeys(("matinee", "apres-midi"), (0.0, 0.5)),
    }
)
_UNITE = "|".join(sorted(map(re.escape, _UNITES), key=len, reverse=True))
_PART = re.compile(
    r"(?:(?P<n>\d+(?:[.,]\d+)?(?:\s*/\s*\d+)?)|(?P<mot>(?!demi|quart)[a-z]+(?:-[a-z]+)*?))?[\s-]*"
    r"(?P<part>demi[e]?|quarts?\s+d')?[\s-]*"
    rf"(?P<unite>{_UNITE})(?![a-z])"
    r"(?:\s*(?P<min>\d{1,2})(?!\s*[a-z\d]))?(?:\s+(?P<plus>et\s+(?:demie?|quart)))?"
)
_LIAISON = re.compile(r"\s*(?:,|et\b|\+)?\s*")
_QUALITE = re.compile(r"\b(?:ouvree?s?|ouvrables?|de travail)\b")


class Ouvre(Protocol):
    """Ce qu'un délai demande aux horaires dans lesquels il court."""

    def ajoute_heures(self, instant: datetime, heures: float) -> datetime: ...
    def ajoute_jours(self, instant: datetime, jours: float) -> datetime: ...
    def heures_par_jour(self) -> float: ...


@dataclass(frozen=True)
class Delai:
    """Une durée en temps de travail : des jours ouvrés, puis des heures ouvrées."""

    heures: float = 0.0
    jours: float = 0.0
    presse: bool = False

    def apres(self, horaires: Ouvre, instant: datetime) -> datetime:
        """L'instant où le délai est passé, compté dans `horaires` ; toujours un instant ouvert."""
        if self.presse:
            return horaires.ajoute_heures(instant, self.en_heures(horaires))
        return horaires.ajoute_heures(horaires.ajoute_jours(instant, self.jours), self.heures)

    def urgent(self) -> Delai:
        """Le même délai pour une demande urgente : quatre fois plus court."""
        return replace(self, presse=True)

    def en_heures(self, horaires: Ouvre) -> float:
        """Le délai en heures ouvrées, un jour comptant pour un jour de ces horaires."""
        heures = self.heures + self.jours * horaires.heures_par_jour()
        return heures / PART_URGENTE if self.presse else heures

    def dire(self) -> str:
        """« 2 heures ouvrées », « 1 jour ouvré », « une demi-journée », « 1 h 30 »."""
        minutes = round(self.heures * 60)
        dits = [_compte(self.jours, "jour ouvré", "jours ouvrés")] if self.jours else []
        if self.jours == 0.5:
            dits = ["une demi-journée"]
        if minutes % 60 == 0 and minutes:
            dits.append(_compte(minutes / 60, "heure ouvrée", "heures ouvrées"))
        elif minutes > 60:
            dits.append(f"{minutes // 60} h {minutes % 60:02} ouvrées")
        elif minutes:
            dits.append(_compte(minutes, "minute ouvrée", "minutes ouvrées"))
        return " et ".join(dits) + (", quatre fois plus vite" if self.presse else "")


def _compte(nombre: float, un: str, plusieurs: str) -> str:
    return f"{nombre:g} {un if nombre < 2 else plusieurs}".replace(".", ",", 1)


def lire_delai(texte: str) -> Delai:
    """Lit un délai ; lève `HorairesInvalides` s'il n'est pas compris ou est hors limites."""
    dit = _QUALITE.sub(" ", plie(texte)).strip(" .")
    heures = jours = 0.0
    rang = 0
    while rang < len(dit):
        lue = _PART.match(dit, rang)
        if lue is None:
            raise _refus(texte)
        en_plus = _quantite(lue, texte)
        heures, jours = heures + en_plus[0], jours + en_plus[1]
        rang = lue.end()
        if liaison := _LIAISON.match(dit, rang):
            rang = liaison.end()
    if not heures + jours or heures > HEURES_MAX or jours > JOURS_MAX:
        raise _refus(texte)
    return Delai(round(heures * 60, 6) / 60, jours)


def _quantite(lue: re.Match[str], texte: str) -> tuple[float, float]:
    """(heures, jours) d'un morceau : « 1h30 », « deux jours », « trois quarts d'heure »."""
    heures, jours = _UNITES[lue["unite"]]
    nombre = _nombre(lue, texte)
    if lue["plus"]:
        nombre += 0.25 if "quart" in lue["plus"] else 0.5
    minutes = int(lue["min"] or 0)
    if minutes > 59 or (minutes and heures != 1.0):
        raise _refus(texte)
    return nombre * heures + minutes / 60, nombre * jours


def _nombre(lue: re.Match[str], texte: str) -> float:
    """Le nombre devant l'unité, en chiffres ou en lettres, avec sa part (demi, quart)."""
    part = {"d": 0.5, "q": 0.25}.get((lue["part"] or " ")[0], 1.0)
    if lue["n"]:
        haut, _, bas = lue["n"].replace(",", ".").partition("/")
        if bas and not int(bas):
            raise _refus(texte)
        return part * float(haut) / int(bas or 1)
    if lue["mot"] is None:
        if lue["part"] is None:
            raise _refus(texte)
        return part
    if lue["mot"] not in _NOMBRES:
        raise _refus(texte)
    return part * _NOMBRES[lue["mot"]]


def _refus(texte: str) -> HorairesInvalides:
    return HorairesInvalides(
        "delai",
        f"Je ne comprends pas le délai {cite(texte)}. Écrivez par exemple : 2h, 90 min, 1j, "
        "2 jours ou une demi-journée.",
    )
