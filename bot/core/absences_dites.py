"""La période d'une absence, telle qu'on la dit ; la raison, si elle y est, n'est pas retenue.

1. Toute la phrase est lue d'abord. Si elle ne se comprend pas, on en ôte les mots qui ne parlent
   pas du temps : « du 3 au 10 pour maladie » est « du 3 au 10 ».
2. Un mot du temps n'est jamais ôté : « du 3 au 10 sauf le 5 » est refusé plutôt que mal compris.
3. Les mots ôtés ne sont ni gardés, ni répétés, ni reprochés.
4. Quelques heures (« deux heures », « une demi-journée ») commencent maintenant ; au-delà, « 14h »
   serait plutôt une heure de la journée, et n'est pas une durée.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from bot.core.dates import Compris, Incompris, comprendre_periode, dire_periode
from bot.core.dates_mots import LOCUTIONS, NOMBRES
from bot.core.delais import Delai, lire_delai
from bot.core.heures_dites import HorairesInvalides
from bot.core.pliage import fold

_GENRES = {
    "jour", "mois", "unite", "partie", "relatif", "duree", "ordinal", "fin du jour", "vague",
    "approche",
}  # fmt: skip
_BORNES = frozenset(
    "sauf hors hormis excepte jusque jusqu jusquau jusqua partir compter avant apres des depuis "
    "chaque tous toutes ou entre midi minuit weekend".split()
)
_ANODINS = frozenset("un une de du d la le les l a au qui en ce que pas tout jour".split())
_MARGE = 3  # petits mots autour : « jusqu'au », « toute la journée du »
_BORDS = " ,;.!?()«»"
_PENDANT = re.compile(r"(?:pendant|durant|pour)\s+", re.IGNORECASE)
_DEMI_JOURNEE, _HEURES_MAX = Delai(jours=0.5), 6
_SANS_FIN = frozenset({"jusqu'a nouvel ordre", "jusqu'a mon retour", "sans fin"})


def sans_fin(texte: str) -> bool:
    """Vrai si ces mots disent que la fin n'est pas connue."""
    return " ".join(fold(texte).strip(_BORDS).split()) in _SANS_FIN


def lire_periode(texte: str, maintenant: datetime, zone: str) -> tuple[Compris, bool]:
    """La période dite, et vrai si des mots ont été laissés de côté ; lève `Incompris`."""
    try:
        return comprendre_periode(texte, maintenant, zone), False
    except Incompris as refus:
        heures = _quelques_heures(texte, maintenant, zone)
        if heures is not None:
            return heures, False
        lue = _sans_la_raison(texte, maintenant, zone)
        if lue is None:
            raise refus from None
        return lue, True


def _quelques_heures(texte: str, maintenant: datetime, zone: str) -> Compris | None:
    """« deux heures », « pendant 1h30 », « une demi-journée » : à partir de maintenant."""
    dite = _PENDANT.sub("", texte.strip(_BORDS), count=1)
    try:
        delai = lire_delai(dite)
    except HorairesInvalides:
        return None
    heures = 4.0 if delai == _DEMI_JOURNEE else delai.heures
    if (delai.jours and delai != _DEMI_JOURNEE) or heures > _HEURES_MAX:
        return None
    fin = maintenant + timedelta(hours=heures)
    return Compris(
        expression=texte, genre="periode", rrule=None, occurrences=(maintenant,), fin=fin,
        phrase=dire_periode(maintenant, fin, zone, maintenant), heure_dite=True,
    )  # fmt: skip


def _sans_la_raison(texte: str, maintenant: datetime, zone: str) -> Compris | None:
    mots = texte.split()
    du_temps = [rang for rang, mot in enumerate(mots) if _du_temps(mot)]
    if not du_temps:
        return None
    premier, dernier = du_temps[0], du_temps[-1] + 1
    etendues = [
        (debut, fin)
        for debut in range(max(0, premier - _MARGE), premier + 1)
        for fin in range(dernier, min(len(mots), dernier + _MARGE) + 1)
    ]
    for debut, fin in sorted(etendues, key=lambda e: e[0] - e[1]):
        try:
            lue = comprendre_periode(" ".join(mots[debut:fin]).strip(_BORDS), maintenant, zone)
        except Incompris:
            continue
        return replace(lue, expression="")
    return None


def _du_temps(mot: str) -> bool:
    """Vrai si ce mot parle du temps : on ne peut pas l'ôter sans changer la période."""
    parties = re.split(r"['\s-]+", fold(mot).strip(_BORDS))
    return any(p in _mots_du_temps() or any(c.isdigit() for c in p) for p in parties)


@lru_cache(maxsize=1)
def _mots_du_temps() -> frozenset[str]:
    dits = {m for mots, sens in LOCUTIONS.items() if sens.genre in _GENRES for m in mots}
    return frozenset((dits | set(NOMBRES) | _BORNES) - _ANODINS | {"jour", "jours"})
