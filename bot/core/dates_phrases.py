"""Dire les dates en bon français.

1. Ce que le robot dit, on peut le lui réécrire : une récurrence dite se relit en la même règle.
2. L'année n'est dite que si elle apprend quelque chose : autre que celle de maintenant et à plus
   de six mois, ou quand on ne sait pas d'où l'on parle.
3. Les nombres de date et d'heure sont en chiffres, les intervalles en lettres jusqu'à douze.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.dates_jours import UN_JOUR, Heure, debut_du_jour, fin_du_jour
from bot.core.dates_lire_heures import dire_heure
from bot.core.dates_mots import JOURS, MOIS, RANGS
from bot.core.dates_regle import Regle, lire_regle

_SIX_MOIS = timedelta(days=183)
_NOMBRES = "deux trois quatre cinq six sept huit neuf dix onze douze".split()
PREMIERS_MOIS = {"trimestre": (1, 4, 7, 10), "semestre": (1, 7)}
DERNIERS_MOIS = {"trimestre": (3, 6, 9, 12), "semestre": (6, 12)}
SEMAINES = {"paire": tuple(range(2, 53, 2)), "impaire": tuple(range(1, 54, 2))}


def dire_jour(jour: date, repere: date | None = None) -> str:
    """« jeudi 3 décembre » ; avec l'année si `repere` (aujourd'hui) ne la rend pas évidente."""
    dit = f"{JOURS[jour.weekday()]} {_quantieme(jour.day)} {MOIS[jour.month - 1]}"
    if repere is None or not (repere <= jour <= repere + _SIX_MOIS or jour.year == repere.year):
        return f"{dit} {jour.year}"
    return dit if jour >= repere else f"{dit} {jour.year}"


def dire_moment(instant: datetime, zone: str, maintenant: datetime | None = None) -> str:
    """Un instant (avec fuseau) lu dans `zone` : « demain à 9 h 30 », « lundi 30 novembre à 9 h ».

    Sans `maintenant`, la date est complète, année comprise.
    """
    la = _local(instant, zone)
    jour = _relatif(la.date(), _local(maintenant, zone).date()) if maintenant else ""
    if not jour:
        jour = dire_jour(la.date(), _local(maintenant, zone).date() if maintenant else None)
    return f"{jour} à {_heure(la)}"


def dire_moment_entier(instant: datetime, zone: str, maintenant: datetime) -> str:
    """Comme `dire_moment`, la date toujours dite : « demain mardi 1er décembre à 9 h 30 »."""
    la, repere = _local(instant, zone), _local(maintenant, zone).date()
    jour = f"{_relatif(la.date(), repere)} {dire_jour(la.date(), repere)}".strip()
    return f"{jour} à {_heure(la)}"


def dire_periode(
    debut: datetime, fin: datetime, zone: str, maintenant: datetime | None = None
) -> str:
    """Une période (instants avec fuseau, `fin` comprise) : « du lundi 7 au mercredi 9 décembre ».

    Commencée à `maintenant`, elle ne dit que sa fin : « jusqu'au jeudi 10 décembre inclus ».
    """
    un, deux = _local(debut, zone), _local(fin, zone)
    repere = _local(maintenant, zone).date() if maintenant else None
    jusqu_au_soir = deux == fin_du_jour(deux.date(), ZoneInfo(zone))
    if maintenant and debut <= maintenant:
        return _jusqu_a(un, deux, jusqu_au_soir, repere)
    if un == debut_du_jour(un.date(), ZoneInfo(zone)) and jusqu_au_soir:
        return _jours_entiers(un.date(), deux.date(), repere)
    jour = dire_jour(un.date(), repere)
    if un.date() == deux.date():
        return f"{jour} de {_heure(un)} à {'minuit' if jusqu_au_soir else _heure(deux)}"
    au = f"au {dire_jour(deux.date(), repere)}"
    return f"du {jour} à {_heure(un)} {au}" + ("" if jusqu_au_soir else f" à {_heure(deux)}")


def _jusqu_a(un: datetime, deux: datetime, entier: bool, repere: date | None) -> str:
    if entier:
        if un.date() == deux.date():
            return "jusqu'à la fin de la journée"
        return f"jusqu'au {dire_jour(deux.date(), repere)} inclus"
    if un.date() == deux.date():
        return f"jusqu'à {_heure(deux)}"
    return f"jusqu'au {dire_jour(deux.date(), repere)} à {_heure(deux)}"


def _jours_entiers(un: date, deux: date, repere: date | None) -> str:
    if un == deux:
        return f"toute la journée du {dire_jour(un, repere)}"
    fin = dire_jour(deux, repere)
    debut = dire_jour(un, repere)
    if (un.month, un.year) == (deux.month, deux.year):
        debut = f"{JOURS[un.weekday()]} {_quantieme(un.day)}"
    return f"{debut} et {fin}" if deux - un == UN_JOUR else f"du {debut} au {fin}"


def dire_recurrence(
    rrule: str,
    zone: str = "Europe/Paris",
    debut: datetime | None = None,
    maintenant: datetime | None = None,
) -> str:
    """Une règle en français : « chaque premier jeudi du mois à 14 h 30 ».

    `debut` (première occurrence, avec fuseau) est dit quand la règle dépend de lui : un vendredi
    sur deux, mais lequel ? `ValueError` si la règle n'est pas de celles que `comprendre` écrit.
    """
    regle = lire_regle(rrule)
    return dire_regle(regle, zone, debut if regle.intervalle > 1 else None, maintenant)


def dire_regle(
    regle: Regle, zone: str, debut: datetime | None, maintenant: datetime | None = None
) -> str:
    """Comme `dire_recurrence`, d'une règle déjà lue ; `debut` est toujours dit s'il est donné."""
    repere = _local(maintenant, zone).date() if maintenant else None
    dit = f"{_jours_de(regle)}{_reserve(regle)} {_heures(regle)}"
    if regle.mois and regle.freq != "YEARLY" and not _calendrier(regle):
        dit += f", {_mois_de(regle.mois)}"
    if debut is not None:
        dit += f", à partir du {dire_jour(_local(debut, zone).date(), repere)}"
    if regle.fois:
        dit += f", {regle.fois} fois"
    if regle.jusque:
        dit += f", jusqu'au {_fin(_local(regle.jusque, zone), zone, repere)}"
    return dit


def _fin(fin: datetime, zone: str, repere: date | None) -> str:
    dit = dire_jour(fin.date(), repere)
    return dit if fin == fin_du_jour(fin.date(), ZoneInfo(zone)) else f"{dit} à {_heure(fin)}"


def _jours_de(regle: Regle) -> str:
    if regle.freq == "DAILY":
        return _tous_les("jour", regle.intervalle)
    if regle.freq == "WEEKLY":
        return _semaines(regle)
    if regle.semaines:
        parite = "paires" if regle.semaines == SEMAINES["paire"] else "impaires"
        return f"chaque {_enumere([JOURS[j] for _, j in regle.jours])} des semaines {parite}"
    if regle.freq == "MONTHLY":
        return _mensuel(regle)
    return _annuel(regle)


def _tous_les(unite: str, n: int) -> str:
    if n == 2:
        return f"{'une' if unite == 'semaine' else 'un'} {unite} sur deux"
    if n == 1:
        return {"jour": "tous les jours", "semaine": "chaque semaine"}.get(unite, f"chaque {unite}")
    pluriel = {"mois": "mois", "an": "ans"}.get(unite, f"{unite}s")
    tous = "toutes les" if unite == "semaine" else "tous les"
    return f"{tous} {nombre(n)} {pluriel}"


def nombre(n: int) -> str:
    """En lettres de deux à douze, en chiffres ensuite."""
    return _NOMBRES[n - 2] if 2 <= n <= 12 else str(n)


def _semaines(regle: Regle) -> str:
    jours = [j for _, j in regle.jours]
    if regle.intervalle > 1:
        if regle.intervalle == 2 and len(jours) == 1:
            return f"un {JOURS[jours[0]]} sur deux"
        les = _enumere([f"le {JOURS[j]}" for j in jours])
        return f"{_tous_les('semaine', regle.intervalle)}, {les}"
    absents = [j for j in range(7) if j not in jours]
    if len(jours) in (5, 6) and absents != [5, 6]:
        return f"tous les jours sauf {_enumere([f'le {JOURS[j]}' for j in absents])}"
    if len(jours) > 2 and jours[-1] - jours[0] == len(jours) - 1:
        return f"du {JOURS[jours[0]]} au {JOURS[jours[-1]]}"
    return f"chaque {_enumere([JOURS[j] for j in jours])}"


def _calendrier(regle: Regle) -> str:
    """« trimestre » (ou « semestre ») si la règle en vise les débuts, ou les fins."""
    rangs = [n for n, _ in regle.jours] + list(regle.quantiemes)
    rangs += [regle.position] if regle.position and not regle.quantiemes else []
    rangs = [n for n in rangs if n]
    if regle.freq != "MONTHLY" or regle.intervalle > 1 or (regle.quantiemes and regle.position):
        return ""
    tables = [PREMIERS_MOIS] * all(n > 0 for n in rangs) + [DERNIERS_MOIS] * all(
        n < 0 for n in rangs
    )
    return next((nom for t in tables for nom, mois in t.items() if mois == regle.mois), "")


def _mensuel(regle: Regle) -> str:
    unite = _calendrier(regle) or "mois"
    quoi = _quoi(regle)
    if regle.intervalle > 1:
        return f"{_tous_les('mois', regle.intervalle)}, {_le(quoi)}{quoi}"
    if regle.jours and not regle.position and len(regle.jours) == 1:
        return f"chaque {quoi} du {unite}"
    if quoi.startswith("les "):
        return f"{quoi} de chaque {unite}"
    return f"{_le(quoi)}{quoi} de chaque {unite}"


def _reserve(regle: Regle) -> str:
    """Ce qu'un mois trop court fait à la règle : la repousser au dernier jour, ou l'omettre."""
    if regle.quantiemes and regle.position:
        return ", ou à défaut le dernier jour,"
    rare = any(abs(n) == 5 for n, _ in regle.jours) or any(abs(q) > 28 for q in regle.quantiemes)
    # Un jour de l'année dit par son mois existe toujours, sauf le 29 février.
    fixe = regle.freq == "YEARLY" and regle.mois != (2,) and bool(regle.quantiemes)
    return ", quand il existe," if rare and not fixe else ""


def _quoi(regle: Regle) -> str:
    """Ce qui revient dans le mois : « premier jeudi », « 15 », « dernier jour ouvré »."""
    if regle.quantiemes and regle.position:
        return str(regle.quantiemes[-1])
    if regle.position:
        return f"{_rang(regle.position)} jour ouvré"
    if regle.jours:
        return _enumere([f"{_rang(n)} {JOURS[j]}" for n, j in regle.jours], " et le ")
    if len(regle.quantiemes) == 1 and regle.quantiemes[0] > 0 and not _calendrier(regle):
        return _quantieme(regle.quantiemes[0])
    if regle.quantiemes[0] < 0 or _calendrier(regle):
        return _enumere([f"{_rang(n)} jour" for n in regle.quantiemes], " et le ")
    return f"les {_enumere([_quantieme(n) for n in regle.quantiemes])}"


def _annuel(regle: Regle) -> str:
    debut = "chaque année" if regle.intervalle == 1 else _tous_les("an", regle.intervalle)
    mois = MOIS[regle.mois[0] - 1]
    quoi = _quoi(regle)
    if regle.jours or regle.position or regle.quantiemes[0] < 0:
        quoi += f" {_de(mois)}"
    else:
        quoi += f" {mois}"
    return f"{debut}, {_le(quoi)}{quoi}"


def _le(quoi: str) -> str:
    """L'article, élidé, ou rien si le groupe a déjà le sien."""
    if quoi.startswith("les "):
        return ""
    return "l'" if quoi.startswith("avant") else "le "


def _de(mois: str) -> str:
    return f"d'{mois}" if mois[0] in "ao" else f"de {mois}"


def _mois_de(mois: tuple[int, ...]) -> str:
    absents = [m for m in range(1, 13) if m not in mois]
    if len(absents) <= 6:
        return f"sauf en {_enumere([MOIS[m - 1] for m in absents])}"
    return f"seulement en {_enumere([MOIS[m - 1] for m in mois])}"


def _heures(regle: Regle) -> str:
    toutes = [dire_heure(Heure(h, regle.minute)) for h in regle.heures]
    return f"à {_enumere(toutes)}"


def _enumere(mots: list[str], dernier: str = " et ") -> str:
    return dernier.join([*([", ".join(mots[:-1])] if mots[:-1] else []), mots[-1]])


def _rang(n: int) -> str:
    if n < 0:
        return {-1: "dernier", -2: "avant-dernier", -3: "antépénultième"}.get(n, f"{-n}e dernier")
    return RANGS[n - 1] if n <= len(RANGS) else f"{n}e"


def _quantieme(n: int) -> str:
    return "1er" if n == 1 else str(n)


def _relatif(jour: date, repere: date) -> str:
    return {0: "aujourd'hui", 1: "demain"}.get((jour - repere).days, "")


def _heure(la: datetime) -> str:
    return dire_heure(Heure(la.hour, la.minute))


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))
