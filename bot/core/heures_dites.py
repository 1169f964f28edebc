"""Jours et heures de travail : de ce qu'une personne écrit à des valeurs, et retour.

1. On lit ce qui se dit d'ordinaire : « lundi-vendredi », « lundi, mardi et jeudi », « tous les
   jours sauf le mercredi » ; « 9h-12h 14h-18h », « de 8h30 à midi et de 13h30 à 17h ».
2. Un mot qu'on ne comprend pas fait tout refuser : rien n'est deviné en silence.
3. Ce que nous disons (`dire_jours`, `dire_plages`) se relit à l'identique.

Les jours sont ceux de `date.weekday()` : 0 pour lundi, 6 pour dimanche. Une plage est
[début, fin[ en heure locale ; une fin à 00:00 veut dire minuit, à la fin du jour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from bot.core.pliage import fold

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SEMAINE = frozenset(range(5))
MINUIT = time(0)

Plage = tuple[time, time]

# En dessous, « deux jours ouvrés d'heures » s'étirerait sur des mois : c'est une faute de frappe.
MINUTES_MIN_PAR_JOUR = 15
PLAGES_MAX = 6


class HorairesInvalides(ValueError):
    """Ce qui a été écrit ne se comprend pas ; `champ` : fuseau, jours, heures, feries ou delai."""

    def __init__(self, champ: str, phrase: str) -> None:
        super().__init__(phrase)
        self.champ = champ
        self.phrase = phrase


def plie(texte: str) -> str:
    """Le texte plié (`fold`), tout tiret devenu un trait d'union."""
    return re.sub("[\u2010-\u2015\u2212]", "-", fold(texte))


def cite(texte: str) -> str:
    """Le texte reçu entre guillemets français, raccourci s'il est long."""
    propre = " ".join(texte.split()) or "rien"
    return f"« {propre if len(propre) <= 40 else propre[:39] + '…'} »"


# --- les jours -----------------------------------------------------------------------------

_ENSEMBLES = {
    "tous les jours": range(7),
    "tous": range(7),
    "toute la semaine": range(7),
    "7j/7": range(7),
    "7 jours sur 7": range(7),
    "jours ouvres": range(5),
    "jours ouvrables": range(6),
    "en semaine": range(5),
    "week-end": (5, 6),
    "week end": (5, 6),
    "weekend": (5, 6),
}
_MOTS_DES_JOURS = re.compile(
    "|".join(sorted(map(re.escape, _ENSEMBLES), key=len, reverse=True)) + r"|[a-z']+|-|[^\s,;/+&.]"
)
_LIAISONS = frozenset({"le", "les", "du", "de", "et", "puis", "chaque", "ou"})
_JUSQUA = frozenset({"-", "au", "a"})
_SAUF = frozenset({"sauf", "hors", "excepte", "sans"})


def _numero(mot: str) -> int | None:
    """Le jour nommé par `mot`, entier ou abrégé à deux lettres au moins (« lun », « me »)."""
    seul = mot[:-1] if mot.endswith("s") and len(mot) > 4 else mot
    if len(seul) < 2:
        return None
    return next((n for n, jour in enumerate(JOURS) if jour.startswith(seul)), None)


def lire_jours(texte: str) -> frozenset[int]:
    """Lit des jours de la semaine ; lève `HorairesInvalides` si un mot n'est pas compris."""
    mots = _MOTS_DES_JOURS.findall(plie(texte).replace("jusqu'au", "au"))
    retenus: set[int] = set()
    retires: set[int] = set()
    cible, rang = retenus, 0
    while rang < len(mots):
        mot = mots[rang]
        if mot in _SAUF:
            cible = retires
        elif mot in _ENSEMBLES:
            cible.update(_ENSEMBLES[mot])
        elif (debut := _numero(mot)) is not None:
            fin = _dernier(mots, rang)
            cible.update(_suite(debut, debut if fin is None else fin))
            rang += 2 if fin is not None else 0
        elif mot not in _LIAISONS:
            raise _jours_refuses(texte, f"je ne comprends pas {cite(mot)}")
        rang += 1
    if retires and not retenus:
        retenus = set(range(7))
    if not retenus - retires:
        raise _jours_refuses(texte, "il n'y reste aucun jour de travail")
    return frozenset(retenus - retires)


def _dernier(mots: list[str], rang: int) -> int | None:
    """Le jour qui suit « au » ou « - » après le mot de ce rang, s'il y en a un."""
    suite = mots[rang + 1 : rang + 3]
    return _numero(suite[1]) if len(suite) == 2 and suite[0] in _JUSQUA else None


def _suite(debut: int, fin: int) -> Iterable[int]:
    """Les jours de `debut` à `fin` compris, en passant le dimanche s'il le faut."""
    return ((debut + n) % 7 for n in range((fin - debut) % 7 + 1))


def _jours_refuses(texte: str, raison: str) -> HorairesInvalides:
    return HorairesInvalides(
        "jours",
        f"Dans les jours {cite(texte)}, {raison}. Écrivez par exemple : lundi-vendredi, "
        "ou lundi, mardi et jeudi.",
    )


def dire_jours(jours: frozenset[int]) -> str:
    """« du lundi au vendredi », « le lundi, le mardi et le jeudi », « tous les jours »."""
    if len(jours) == 7:
        return "tous les jours"
    suites: list[list[int]] = []
    for jour in sorted(jours):
        if suites and suites[-1][-1] == jour - 1:
            suites[-1].append(jour)
        else:
            suites.append([jour])
    morceaux: list[str] = []
    for suite in suites:
        if len(suite) > 2:
            morceaux.append(f"du {JOURS[suite[0]]} au {JOURS[suite[-1]]}")
        else:
            morceaux.extend(f"le {JOURS[jour]}" for jour in suite)
    return enumere(morceaux)


def enumere(morceaux: list[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    return " et ".join([", ".join(morceaux[:-1]), morceaux[-1]] if morceaux[1:] else morceaux)


# --- les plages ----------------------------------------------------------------------------

# Deux chiffres après « h » sont des minutes, sauf s'ils ouvrent une autre heure (« 12h 14h »).
_HEURE = re.compile(
    r"(?P<mot>midi(?:\s+et\s+demie?)?|minuit)\b"
    r"|(?P<h>\d{1,2})\s*(?:h(?:eures?)?|:)\s*(?P<m>\d{2})(?!\d|\s*(?:h|:))\s*(?:min|mn)?\b"
    r"|(?P<h2>\d{1,2})(?!\d)\s*(?:h(?:eures?)?\b)?(?!\s*:)(?P<demie>\s+et\s+demie?\b)?"
)
_ENTRE_HEURES = re.compile(
    r"(?:\s|[-,;/+&.>]|\b(?:de|du|des|d|a|au|et|puis|jusqu'a|entre|le|matin)\b)*"
)


def lire_plages(texte: str) -> tuple[Plage, ...]:
    """Lit des plages horaires, rangées et jointes si elles se touchent.

    Lève `HorairesInvalides` : mot inconnu, heure impossible, plages à l'envers ou mêlées.
    """
    dit = re.sub(r"\b24\s*h?\s*/\s*24\s*h?\b", "0h-24h", plie(texte))
    dit = re.sub(r"\b(?:l'|l )?apres[- ]midi\b", " ", dit)
    mot = _ENTRE_HEURES.sub("", _HEURE.sub("\n", dit)).strip()
    if mot:
        raise _heures_refusees(texte, f"je ne comprends pas {cite(mot)}")
    bornes = [_minutes(lue, texte) for lue in _HEURE.finditer(dit)]
    if not bornes or len(bornes) % 2:
        raise _heures_refusees(texte, "il faut une heure de début et une heure de fin")
    # « minuit » au début d'une plage est celui du matin.
    paires = sorted((a % 1440, b) for a, b in zip(bornes[::2], bornes[1::2], strict=True))
    return tuple((_heure(a), _heure(b)) for a, b in _rangees(paires, texte))


def _minutes(lue: re.Match[str], texte: str) -> int:
    """Les minutes depuis minuit d'une heure lue ; refuse 25 h et 9 h 75."""
    if mot := lue["mot"]:
        return 1440 if mot == "minuit" else 720 + 30 * ("demi" in mot)
    heures, minutes = int(lue["h"] or lue["h2"]), int(lue["m"] or 0) + 30 * bool(lue["demie"])
    if minutes > 59 or heures * 60 + minutes > 1440:
        raise _heures_refusees(texte, f"{cite(lue[0].strip())} n'est pas une heure")
    return heures * 60 + minutes


def _rangees(paires: list[tuple[int, int]], texte: str) -> list[tuple[int, int]]:
    """Vérifie des plages rangées et joint celles qui se touchent."""
    jointes: list[tuple[int, int]] = []
    for debut, fin in paires:
        if fin <= debut:
            raise _heures_refusees(
                texte,
                "une plage finit avant d'avoir commencé (pour une nuit, écrivez 0h-6h 22h-24h)",
            )
        if jointes and debut < jointes[-1][1]:
            raise _heures_refusees(texte, "deux plages se chevauchent")
        if jointes and debut == jointes[-1][1]:
            jointes[-1] = (jointes[-1][0], fin)
        else:
            jointes.append((debut, fin))
    if len(jointes) > PLAGES_MAX:
        raise _heures_refusees(texte, f"il y a plus de {PLAGES_MAX} plages par jour")
    if sum(fin - debut for debut, fin in jointes) < MINUTES_MIN_PAR_JOUR:
        raise _heures_refusees(texte, f"il y a moins de {MINUTES_MIN_PAR_JOUR} minutes par jour")
    return jointes


def _heure(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _heures_refusees(texte: str, raison: str) -> HorairesInvalides:
    return HorairesInvalides(
        "heures",
        f"Dans les heures {cite(texte)}, {raison}. Écrivez par exemple : 9h-12h 14h-18h.",
    )


def dire_heure(heure: time, *, fin: bool = False) -> str:
    """« 9 h », « 8 h 30 » ; minuit en fin de plage se dit « 24 h »."""
    if fin and heure == MINUIT:
        return "24 h"
    return f"{heure.hour} h {heure.minute:02}" if heure.minute else f"{heure.hour} h"


def dire_plages(plages: tuple[Plage, ...]) -> str:
    """« de 9 h à 12 h et de 14 h à 18 h »."""
    return enumere([f"de {dire_heure(a)} à {dire_heure(b, fin=True)}" for a, b in plages])
