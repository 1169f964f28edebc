"""Ce qui doit rester vrai de toute date, quoi qu'on tape et quel que soit le fuseau."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import resolve_imaginary
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.core.dates import (
    Compris,
    Incompris,
    comprendre,
    comprendre_periode,
    dire_recurrence,
    prochaines,
)
from bot.core.dates_mots import LOCUTIONS
from bot.core.dates_regle import Regle, lire_regle, verifier_regle
from tests.core.table_dates import Cas, lire_cas

PARIS = ZoneInfo("Europe/Paris")
LUNDI = datetime(2026, 11, 30, 8, 59, tzinfo=PARIS)
# Fuseaux à changement d'heure : Europe, Amérique, hémisphère sud, demi-heure, et minuit sauté.
NUITS = {
    "Europe/Paris": (date(2027, 3, 28), date(2026, 10, 25)),
    "America/Miquelon": (date(2027, 3, 14), date(2026, 11, 1)),
    "Australia/Sydney": (date(2026, 10, 4), date(2027, 4, 4)),
    "Australia/Lord_Howe": (date(2026, 10, 4), date(2027, 4, 4)),
    "America/Santiago": (date(2026, 9, 6), date(2027, 4, 4)),
}

_heures = st.lists(st.integers(0, 23), min_size=1, max_size=3, unique=True).map(
    lambda heures: tuple(sorted(heures))
)
_minutes = st.sampled_from([0, 5, 15, 30, 45, 59])
_semaine = st.lists(st.integers(0, 6), min_size=1, max_size=6, unique=True).map(
    lambda jours: tuple((0, j) for j in sorted(jours))
)
_rangs = st.lists(
    st.tuples(st.sampled_from([-3, -2, -1, 1, 2, 3, 4, 5]), st.integers(0, 6)),
    min_size=1,
    max_size=3,
    unique=True,
).map(lambda rangs: tuple(sorted(rangs)))
_quantiemes = st.lists(
    st.sampled_from([*range(1, 32), -1, -2]), min_size=1, max_size=4, unique=True
).map(lambda jours: tuple(sorted(jours)))
_mois = st.lists(st.integers(1, 12), min_size=1, max_size=11, unique=True).map(
    lambda mois: tuple(sorted(mois))
)


def _base(tirage: st.DrawFn, pas: int) -> Regle:
    """Fréquence et jours."""
    genre = tirage(st.sampled_from(["jour", "semaine", "rang", "quantieme", "ouvre", "annee"]))
    if genre == "jour":
        # Sept jours et leurs multiples sont des semaines, huit et quinze aussi : autre règle.
        return Regle(freq="DAILY", intervalle=pas if pas % 7 and pas not in (8, 15) else 1)
    if genre == "semaine":
        return Regle(freq="WEEKLY", intervalle=pas, jours=tirage(_semaine))
    if genre == "rang":
        return Regle(freq="MONTHLY", intervalle=pas, jours=tirage(_rangs))
    if genre == "quantieme":
        return Regle(freq="MONTHLY", intervalle=pas, quantiemes=tirage(_quantiemes))
    if genre == "ouvre":
        position = tirage(st.sampled_from([-2, -1, 1, 2, 3, 10]))
        cinq = tuple((0, jour) for jour in range(5))
        return Regle(freq="MONTHLY", intervalle=pas, jours=cinq, position=position)
    mois = (tirage(st.integers(1, 12)),)
    if tirage(st.booleans()):
        return Regle(freq="YEARLY", mois=mois, jours=tirage(_rangs))
    return Regle(freq="YEARLY", mois=mois, quantiemes=(tirage(st.integers(1, 28)),))


@st.composite
def regles(tirage: st.DrawFn) -> Regle:
    """Des règles telles que `comprendre` peut en écrire."""
    regle = _base(tirage, tirage(st.integers(1, 24)))
    regle = replace(regle, heures=tirage(_heures), minute=tirage(_minutes))
    if regle.freq != "YEARLY" and tirage(st.booleans()):
        regle = replace(regle, mois=tirage(_mois))
    fin = tirage(st.sampled_from(["", "fois", "jusque"]))
    if fin == "fois":
        regle = replace(regle, fois=tirage(st.integers(1, 60)))
    elif fin == "jusque":
        jour = tirage(st.dates(date(2030, 6, 1), date(2045, 12, 31)))
        soir = datetime(jour.year, jour.month, jour.day, 23, 59, 59, tzinfo=PARIS)
        regle = replace(regle, jusque=soir.astimezone(UTC))
    assume(_permise(regle))
    return regle


def _permise(regle: Regle) -> bool:
    """Ni jour impossible, ni intervalle qui saute toujours ses mois (tous les 12 mois, mais sauf
    celui-là)."""
    try:
        verifier_regle(regle)
    except ValueError:
        return False
    return not (regle.mois and regle.intervalle > 1) or regle.freq in ("DAILY", "WEEKLY")


def _lire(texte: str, zone: str = "Europe/Paris", maintenant: datetime = LUNDI) -> Compris | str:
    """Ce qui est compris, ou la phrase du refus."""
    try:
        return comprendre(texte, maintenant, zone)
    except Incompris as refus:
        return str(refus)


@settings(max_examples=500)
@given(regles())
def test_regle_dite_puis_relue_est_la_meme(regle: Regle) -> None:
    texte = str(regle)
    assert lire_regle(texte) == regle
    dite = dire_recurrence(texte)
    relue = _lire(dite)
    assert isinstance(relue, Compris), f"{dite} : {relue}"
    assert relue.rrule == texte, dite


@settings(max_examples=300)
@given(
    regles(),
    st.sampled_from([*NUITS, "Indian/Reunion", "Pacific/Noumea"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 (fuseau posé après)
)
def test_les_occurrences_sont_celles_de_dateutil(regle: Regle, zone: str, naif: datetime) -> None:
    fuseau = ZoneInfo(zone)
    regle = replace(regle, jusque=None)
    compris = comprendre(dire_recurrence(str(regle), zone), naif.replace(tzinfo=fuseau), zone)
    _strictement_apres(compris, naif.replace(tzinfo=fuseau))
    assert compris.rrule is not None
    # Vérification indépendante : dateutil déroule la règle en heure locale depuis la première.
    sans_fin = ";".join(p for p in compris.rrule.split(";") if p[:5] not in ("UNTIL", "COUNT"))
    premiere = compris.occurrences[0].astimezone(fuseau).replace(tzinfo=None, fold=0)
    minuit = premiere.replace(hour=0, minute=0, second=0)
    locales = list(rrulestr(sans_fin, dtstart=minuit).xafter(minuit, count=40, inc=True))
    permises = {resolve_imaginary(i.replace(tzinfo=fuseau)).astimezone(UTC) for i in locales}
    assert {i.astimezone(UTC) for i in compris.occurrences} <= permises


def _strictement_apres(compris: Compris, maintenant: datetime) -> None:
    instants = [maintenant, *compris.occurrences]
    assert all(un.astimezone(UTC) < deux.astimezone(UTC) for un, deux in pairwise(instants))


_mots = st.sampled_from(
    [
        *(" ".join(mots) for mots in LOCUTIONS),
        *"le la les l' du de d' des à au en dans et ou un une sur par ce cette avant dès".split(),
        *"9h 9h30 14 h 3 15 17 31 2 3/12 31/2 2027 25h , - : . 1er 3e 2026-12-03 midi".split(),
        *"pendant entre fin début minuit chaque tous jusqu'au sauf fois paire".split(),
    ]
)


@settings(max_examples=1500)
@given(st.lists(_mots, min_size=1, max_size=9).map(" ".join))
@example("le premier lundi de la fin du mois prochain")
@example("tous les 99 ans le 29 février")
def test_des_mots_du_lexique_en_desordre_ne_levent_qu_incompris(texte: str) -> None:
    compris = _lire(texte)
    if isinstance(compris, str):
        assert "\n" not in compris
        return
    assert compris.occurrences
    if compris.genre != "periode":
        _strictement_apres(compris, LUNDI)


@settings(max_examples=500)
@given(st.lists(_mots, min_size=1, max_size=6).map(" ".join))
def test_une_periode_attendue_finit_apres_son_debut(texte: str) -> None:
    try:
        compris = comprendre_periode(texte, LUNDI)
    except Incompris:
        return
    assert compris.fin is not None
    assert LUNDI <= compris.occurrences[0] < compris.fin


@settings(max_examples=1000)
@given(st.text(max_size=60))
@example("\ud800\x00\u202edemain")
@example("9" * 300)
@example("l'" * 99)
@example("(((((")
@example("²h ½ jour")
def test_un_texte_quelconque_ne_leve_qu_incompris(texte: str) -> None:
    compris = _lire(texte)
    if isinstance(compris, str):
        assert "\n" not in compris
    else:
        assert compris.occurrences


@pytest.mark.parametrize(
    "cas", [c for nom in ("moments", "recurrences") for c in lire_cas(nom)], ids=str
)
def test_un_mot_de_trop_est_toujours_un_refus(cas: Cas) -> None:
    for trop in (f"{cas.expression} zut", f"zut {cas.expression}"):
        with pytest.raises(Incompris, match="zut"):
            comprendre(trop, cas.maintenant, cas.zone)


@pytest.mark.parametrize("zone", NUITS)
@pytest.mark.parametrize("heure", [0, 1, 2, 3])
@pytest.mark.parametrize("minute", [0, 15, 30, 45])
def test_les_deux_nuits_ont_chacune_une_occurrence(zone: str, heure: int, minute: int) -> None:
    fuseau = ZoneInfo(zone)
    for nuit in NUITS[zone]:
        veille = datetime.combine(nuit - timedelta(days=2), datetime.min.time(), fuseau)
        dit = f"tous les jours à {heure} h {minute:02d}"
        compris = comprendre(dit, veille + timedelta(hours=12), zone, nombre=4)
        jours = [i.astimezone(fuseau).date() for i in compris.occurrences]
        assert jours == [nuit + timedelta(days=n) for n in range(-1, 3)]
        ecarts = [b.astimezone(UTC) - a.astimezone(UTC) for a, b in pairwise(compris.occurrences)]
        assert all(timedelta(hours=22) <= e <= timedelta(hours=26) for e in ecarts)
        avant, pendant = compris.occurrences[:2]
        # D'un instant pris entre les deux passages de l'heure double, elle n'a lieu qu'une fois.
        suite = comprendre(dit, pendant, zone, nombre=1)
        assert suite.occurrences[0].astimezone(fuseau).date() == nuit + timedelta(days=1)
        assert avant < pendant


@pytest.mark.parametrize("zone", NUITS)
def test_les_semaines_paires_sont_celles_du_calendrier(zone: str) -> None:
    fuseau = ZoneInfo(zone)
    maintenant = datetime(2026, 11, 30, 12, tzinfo=fuseau)
    for parite, reste in (("paires", 0), ("impaires", 1)):
        lus = comprendre(f"chaque lundi des semaines {parite}", maintenant, zone, nombre=400)
        numeros = [i.astimezone(fuseau).isocalendar().week for i in lus.occurrences]
        assert all(n % 2 == reste for n in numeros)
        attendus = [
            jour
            for n in range(1, 6000)
            if (jour := maintenant.date() + timedelta(days=n)).weekday() == 0
            and jour.isocalendar().week % 2 == reste
        ]
        dates = [i.astimezone(fuseau).date() for i in lus.occurrences]
        assert dates == attendus[: len(dates)]


@settings(max_examples=200)
@given(regles(), st.integers(0, 4000))
def test_repartir_du_milieu_donne_la_meme_suite(regle: Regle, jours: int) -> None:
    debut = datetime(2020, 1, 6, 9, tzinfo=PARIS)
    texte = str(regle)
    toutes = prochaines(texte, debut - timedelta(days=1), "Europe/Paris", 60, debut=debut)
    milieu = debut + timedelta(days=jours / 4)
    suite = prochaines(texte, milieu, "Europe/Paris", 60, debut=debut)
    attendues = [i for i in toutes if i.astimezone(UTC) > milieu.astimezone(UTC)]
    commun = min(len(attendues), len(suite))
    assert list(suite[:commun]) == attendues[:commun]
    if regle.fois and len(toutes) < 60:
        assert list(suite) == attendues


def test_une_vieille_regle_ne_coute_pas_plus_qu_une_jeune() -> None:
    debut = datetime(1996, 1, 1, 9, tzinfo=PARIS)
    apres = datetime(2026, 11, 30, 9, tzinfo=PARIS)
    for texte in (
        "FREQ=DAILY;INTERVAL=3;BYHOUR=9;BYMINUTE=0",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;BYHOUR=9;BYMINUTE=0",
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=1TH;BYHOUR=9;BYMINUTE=0",
    ):
        jeune = _cout(texte, apres, apres - timedelta(days=200))
        # Trente ans, parcourus jour après jour, en coûteraient cinquante fois plus.
        assert _cout(texte, apres, debut) < 10 * jeune, texte


def _cout(texte: str, apres: datetime, debut: datetime) -> float:
    """La plus courte de vingt lectures : ce que coûte le calcul quand rien ne l'interrompt."""
    durees = []
    for _ in range(20):
        depart = time.perf_counter()
        assert len(prochaines(texte, apres, "Europe/Paris", 3, debut=debut)) == 3
        durees.append(time.perf_counter() - depart)
    return min(durees)
