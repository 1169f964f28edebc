"""Une règle de récurrence : RFC 5545 §3.3.10, réduite à ce qu'un réseau peut vouloir dire.

1. Une règle s'écrit toujours de la même façon : même sens, même texte. `BYHOUR` et `BYMINUTE` y
   sont toujours ; jamais de préfixe, de `DTSTART`, de `BYSECOND` ni de `WKST` (lundi).
2. Rien de plus fréquent qu'un jour, et aucun jour impossible : `FREQ=SECONDLY` ou un 31 février
   occuperaient la machine pour rien (liste blanche, jamais liste noire).
3. `UNTIL` est en UTC, comme la RFC l'exige quand le départ a un fuseau ; `COUNT` et `UNTIL`
   s'excluent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

FREQUENCES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
INTERVALLE_MAX = 99
FOIS_MAX = 1000
_JOUR_CODE = re.compile(r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_LISTES = {
    "BYMONTH": (1, 12),
    "BYWEEKNO": (1, 53),
    "BYMONTHDAY": (-31, 31),
    "BYSETPOS": (-31, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
}
_LONGUEURS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regle:
    """Une règle. `jours` : (rang ou 0, jour de la semaine) ; les listes sont triées."""

    freq: str
    intervalle: int = 1
    mois: tuple[int, ...] = ()
    semaines: tuple[int, ...] = ()
    quantiemes: tuple[int, ...] = ()
    jours: tuple[tuple[int, int], ...] = ()
    position: int = 0
    heures: tuple[int, ...] = (9,)
    minute: int = 0
    fois: int = 0
    jusque: datetime | None = None

    def __str__(self) -> str:
        """La valeur RFC 5545 nue."""
        morceaux = [f"FREQ={self.freq}"]
        if self.intervalle > 1:
            morceaux.append(f"INTERVAL={self.intervalle}")
        jours = ",".join(f"{n or ''}{CODES[j]}" for n, j in self.jours)
        for nom, valeur in (
            ("BYMONTH", _liste(self.mois)),
            ("BYWEEKNO", _liste(self.semaines)),
            ("BYMONTHDAY", _liste(self.quantiemes)),
            ("BYDAY", jours),
            ("BYSETPOS", str(self.position or "")),
            ("BYHOUR", _liste(self.heures)),
            ("BYMINUTE", str(self.minute)),
            ("COUNT", str(self.fois or "")),
            ("UNTIL", f"{self.jusque.astimezone(UTC):%Y%m%dT%H%M%SZ}" if self.jusque else ""),
        ):
            if valeur:
                morceaux.append(f"{nom}={valeur}")
        return ";".join(morceaux)


def _liste(nombres: tuple[int, ...]) -> str:
    return ",".join(str(n) for n in nombres)


def lire_regle(texte: str) -> Regle:
    """Lit une valeur RFC 5545 de la liste blanche ; `ValueError` (français) sinon."""
    parts: dict[str, str] = {}
    for morceau in texte.strip().split(";"):
        nom, egal, valeur = morceau.partition("=")
        if not egal or nom in parts or not valeur:
            raise ValueError(f"règle illisible près de « {morceau} »")
        parts[nom] = valeur
    regle = Regle(
        freq=parts.pop("FREQ", ""),
        intervalle=_entier(parts.pop("INTERVAL", "1")),
        mois=_nombres(parts, "BYMONTH"),
        semaines=_nombres(parts, "BYWEEKNO"),
        quantiemes=_nombres(parts, "BYMONTHDAY"),
        jours=_jours(parts.pop("BYDAY", "")),
        position=(_nombres(parts, "BYSETPOS") or (0,))[0],
        heures=_nombres(parts, "BYHOUR"),
        minute=(_nombres(parts, "BYMINUTE") or (-1,))[0],
        fois=_entier(parts.pop("COUNT", "0")),
        jusque=_instant(parts.pop("UNTIL", "")),
    )
    if parts:
        raise ValueError(f"règle hors de la liste permise : {', '.join(sorted(parts))}")
    return verifier_regle(regle)


def verifier_regle(regle: Regle) -> Regle:
    """La même règle si elle est dans la liste blanche, `ValueError` sinon."""
    fautes = (
        (regle.freq not in FREQUENCES, "fréquence inconnue ou trop courte"),
        (not 1 <= regle.intervalle <= INTERVALLE_MAX, "intervalle hors de 1 à 99"),
        (not regle.heures or regle.minute < 0, "BYHOUR et BYMINUTE sont obligatoires"),
        (not 0 <= regle.fois <= FOIS_MAX, f"COUNT au plus {FOIS_MAX}"),
        (bool(regle.fois and regle.jusque), "COUNT et UNTIL s'excluent"),
        (0 in regle.quantiemes or not _mois_possible(regle), "jour du mois impossible"),
        (bool(regle.semaines) and regle.freq != "YEARLY", "BYWEEKNO demande FREQ=YEARLY"),
        (regle.freq in ("DAILY", "WEEKLY") and _est_mensuelle(regle), "rang ou quantième de trop"),
        (regle.freq == "DAILY" and bool(regle.jours), "BYDAY demande FREQ=WEEKLY"),
        (bool(regle.quantiemes and regle.jours), "BYDAY et BYMONTHDAY ensemble"),
        (regle.freq == "YEARLY" and not (regle.mois or regle.semaines), "mois ou semaine manquant"),
    )
    for fausse, raison in fautes:
        if fausse:
            raise ValueError(f"règle refusée : {raison}")
    return regle


def _est_mensuelle(regle: Regle) -> bool:
    return bool(regle.quantiemes or regle.position or any(n for n, _ in regle.jours))


def _mois_possible(regle: Regle) -> bool:
    longueur = max(_LONGUEURS[m - 1] for m in regle.mois or (1,))
    return not regle.quantiemes or min(map(abs, regle.quantiemes)) <= longueur


def _nombres(parts: dict[str, str], nom: str) -> tuple[int, ...]:
    mini, maxi = _LISTES[nom]
    lus = tuple(sorted({_entier(n) for n in parts[nom].split(",")})) if nom in parts else ()
    parts.pop(nom, None)
    if any(not mini <= n <= maxi for n in lus):
        raise ValueError(f"{nom} hors de {mini} à {maxi}")
    if nom in ("BYSETPOS", "BYMINUTE") and len(lus) > 1:
        raise ValueError(f"{nom} : un seul nombre")
    return lus


def _entier(texte: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,4}", texte):
        raise ValueError(f"nombre illisible dans la règle : « {texte[:20]} »")
    return int(texte)


def _jours(texte: str) -> tuple[tuple[int, int], ...]:
    rendus = set()
    for code in texte.split(",") if texte else ():
        lu = _JOUR_CODE.fullmatch(code)
        if not lu:
            raise ValueError(f"jour illisible dans la règle : « {code[:20]} »")
        rendus.add((int(lu[1] or 0), CODES.index(lu[2])))
    return tuple(sorted(rendus))


def _instant(texte: str) -> datetime | None:
    if not texte:
        return None
    return datetime.strptime(texte, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
