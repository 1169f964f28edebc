"""Ce que les gens tapent, et ce que le robot en comprend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.dates import (
    Incompris,
    comprendre,
    comprendre_periode,
    dire_moment,
    dire_periode,
    dire_recurrence,
    prochaines,
)
from tests.core.table_dates import Cas, lire_cas, local

PARIS = ZoneInfo("Europe/Paris")
LUNDI = datetime(2026, 11, 30, 8, 59, tzinfo=PARIS)
TOUS = [cas for nom in ("moments", "periodes", "recurrences", "refus") for cas in lire_cas(nom)]


def test_au_moins_quatre_cents_cas_et_aucun_en_double() -> None:
    clefs = [(c.expression, c.maintenant, c.zone) for c in TOUS]
    assert len(clefs) >= 1000
    assert len(set(clefs)) == len(clefs)


@pytest.mark.parametrize("cas", lire_cas("moments"), ids=str)
def test_moment(cas: Cas) -> None:
    compris = comprendre(cas.expression, cas.maintenant, cas.zone)
    assert (compris.genre, compris.rrule, compris.fin) == ("date", None, None)
    assert [local(i, cas.zone) for i in compris.occurrences] == list(cas.attendu)
    assert compris.occurrences[0] > cas.maintenant


@pytest.mark.parametrize("cas", lire_cas("periodes"), ids=str)
def test_periode(cas: Cas) -> None:
    compris = comprendre(cas.expression, cas.maintenant, cas.zone)
    assert (compris.genre, compris.rrule) == ("periode", None)
    assert compris.fin is not None
    bouts = f"{local(compris.occurrences[0], cas.zone)} → {local(compris.fin, cas.zone)}"
    assert [bouts] == list(cas.attendu)


@pytest.mark.parametrize("cas", lire_cas("recurrences"), ids=str)
def test_recurrence(cas: Cas) -> None:
    compris = comprendre(cas.expression, cas.maintenant, cas.zone, nombre=3)
    regle, dates = cas.attendu
    assert (compris.genre, compris.rrule) == ("recurrence", regle)
    assert " ".join(local(i, cas.zone) for i in compris.occurrences) == dates


@pytest.mark.parametrize("cas", lire_cas("refus"), ids=str)
def test_refus(cas: Cas) -> None:
    with pytest.raises(Incompris) as refus:
        comprendre(cas.expression, cas.maintenant, cas.zone)
    phrase = str(refus.value)
    assert cas.attendu[0] in phrase
    assert "\n" not in phrase
    assert phrase.endswith((".", "?"))


@pytest.mark.parametrize("cas", [c for c in TOUS if len(c.attendu) == 2], ids=str)
def test_la_phrase_d_une_recurrence_se_relit_en_la_meme_regle(cas: Cas) -> None:
    compris = comprendre(cas.expression, cas.maintenant, cas.zone)
    dite = compris.phrase.split(" (")[0]
    relue = comprendre(dite, cas.maintenant, cas.zone)
    assert (relue.rrule, relue.occurrences) == (compris.rrule, compris.occurrences), dite


@pytest.mark.parametrize("cas", lire_cas("moments"), ids=str)
def test_la_phrase_d_un_moment_se_relit_au_meme_instant(cas: Cas) -> None:
    compris = comprendre(cas.expression, cas.maintenant, cas.zone)
    relu = comprendre(compris.phrase.split(" (")[0], cas.maintenant, cas.zone)
    assert [i.replace(second=0) for i in compris.occurrences] == list(relu.occurrences)


@pytest.mark.parametrize(
    "habits",
    [
        "CHAQUE LUNDI À 9H",
        "chaque  lundi   a 9 h",
        "Chaque lundi à 9\u202fh",
        "chaque\u00a0lundi à 9\u00a0heures",
        "tous les lundis à neuf heures",
        "Tous les lundi a 9h00",
        "le lundi, à 9 h.",
        "lundis 9:00",
        "à 9h chaque lundi",
        "chaque semaine, le lundi à 9h",
        "chaque ｌｕｎｄｉ à 9h",
    ],
)
def test_accents_espaces_et_ordre_ne_comptent_pas(habits: str) -> None:
    assert comprendre(habits, LUNDI).rrule == "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0"


@pytest.mark.parametrize("apostrophe", ["'", "\u2019", "\u02bc", "\u2032", " ", ""])
def test_l_apostrophe_est_libre(apostrophe: str) -> None:
    regle = comprendre(f"chaque mardi jusqu{apostrophe}au 17 mars", LUNDI).rrule
    assert regle == "FREQ=WEEKLY;BYDAY=TU;BYHOUR=9;BYMINUTE=0;UNTIL=20270317T225959Z"


def test_sans_heure_c_est_9_h_et_la_phrase_le_dit() -> None:
    compris = comprendre("chaque jeudi", LUNDI)
    assert (compris.heure_dite, compris.phrase) == (
        False,
        "chaque jeudi à 9 h (heure non précisée : 9 h)",
    )
    assert comprendre("chaque jeudi à 9h", LUNDI).heure_dite
    assert comprendre("dans deux heures et demie", LUNDI).heure_dite
    assert not comprendre("ce soir", LUNDI).heure_dite


def test_la_fin_d_une_recurrence_est_sa_derniere_occurrence() -> None:
    six = comprendre("chaque lundi à 9h pendant 6 semaines", LUNDI, nombre=2)
    assert (len(six.occurrences), six.fin) == (2, datetime(2027, 1, 4, 9, tzinfo=PARIS))
    jusque = comprendre("chaque lundi jusqu'au 17 mars", LUNDI)
    assert jusque.fin == datetime(2027, 3, 15, 9, tzinfo=PARIS)
    assert comprendre("chaque lundi", LUNDI).fin is None


def test_une_heure_sautee_est_poussee_et_dite() -> None:
    veille = datetime(2027, 3, 27, 20, tzinfo=PARIS)
    compris = comprendre("demain à 2h30", veille)
    assert compris.phrase == (
        "demain dimanche 28 mars à 3 h 30 (2 h 30 n'existe pas ce jour-là : l'heure avance)"
    )


def test_une_absence_sans_heure_dure_toute_la_journee() -> None:
    mardi = comprendre_periode("mardi", LUNDI)
    assert (mardi.phrase, mardi.genre) == ("toute la journée du mardi 1er décembre", "periode")
    ce_jour = comprendre_periode("aujourd'hui", LUNDI + timedelta(hours=6))
    assert ce_jour.phrase == "jusqu'à la fin de la journée"
    assert comprendre_periode("mardi matin", LUNDI).fin == datetime(2026, 12, 1, 12, tzinfo=PARIS)
    assert comprendre_periode("du 3 au 10", LUNDI).phrase == "du jeudi 3 au jeudi 10 décembre"


@pytest.mark.parametrize("dit", ["chaque lundi", "demain à 9h", "dans 2 heures", "premier lundi"])
def test_une_absence_n_est_ni_un_instant_ni_une_habitude(dit: str) -> None:
    with pytest.raises(Incompris, match=r"période|va pas"):
        comprendre_periode(dit, LUNDI)


@pytest.mark.parametrize(
    ("instant", "dit"),
    [
        ("2026-11-30T14:00+01:00", "aujourd'hui à 14 h"),
        ("2026-12-01T08:30Z", "demain à 9 h 30"),
        ("2026-12-03T09:05+01:00", "jeudi 3 décembre à 9 h 05"),
        ("2027-01-01T00:00+01:00", "vendredi 1er janvier à 0 h"),
        ("2027-09-30T18:00+02:00", "jeudi 30 septembre 2027 à 18 h"),
        ("2026-11-27T18:00+01:00", "vendredi 27 novembre 2026 à 18 h"),
    ],
)
def test_dire_un_moment(instant: str, dit: str) -> None:
    assert dire_moment(datetime.fromisoformat(instant), "Europe/Paris", LUNDI) == dit


def test_sans_maintenant_la_date_est_complete() -> None:
    instant = datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert dire_moment(instant, "Europe/Paris") == "lundi 30 novembre 2026 à 9 h"
    assert dire_moment(instant, "Indian/Reunion") == "lundi 30 novembre 2026 à 12 h"


@pytest.mark.parametrize(
    ("expression", "dit"),
    [
        ("du 3 au 10 décembre", "du jeudi 3 au jeudi 10 décembre"),
        ("mardi et mercredi", "mardi 1er et mercredi 2 décembre"),
        ("jusqu'au 10", "jusqu'au jeudi 10 décembre inclus"),
        ("jusqu'à 18h", "jusqu'à 18 h"),
        ("demain de 9h à 11h30", "mardi 1er décembre de 9 h à 11 h 30"),
        ("mardi de 22h à minuit", "mardi 1er décembre de 22 h à 0 h"),
        ("de mardi 14h à jeudi", "du mardi 1er décembre à 14 h au jeudi 3 décembre"),
        ("du 28 décembre au 3 janvier", "du lundi 28 décembre au dimanche 3 janvier"),
    ],
)
def test_dire_une_periode(expression: str, dit: str) -> None:
    compris = comprendre(expression, LUNDI)
    assert compris.fin is not None
    if "minuit" not in expression:
        assert compris.phrase == dit
        assert dire_periode(compris.occurrences[0], compris.fin, "Europe/Paris", LUNDI) == dit
    assert compris.fin == datetime.fromisoformat(compris.fin.isoformat())


@pytest.mark.parametrize(
    ("regle", "dit"),
    [
        ("FREQ=MONTHLY;BYDAY=1TH;BYHOUR=14;BYMINUTE=30", "chaque premier jeudi du mois à 14 h 30"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;BYHOUR=16;BYMINUTE=0", "du lundi au jeudi à 16 h"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;BYHOUR=9;BYMINUTE=0", "un vendredi sur deux à 9 h"),
        (
            "FREQ=WEEKLY;INTERVAL=6;BYDAY=TU;BYHOUR=9;BYMINUTE=0",
            "toutes les six semaines, le mardi à 9 h",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15;BYHOUR=9;BYMINUTE=0", "les 1er et 15 de chaque mois à 9 h"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=9;BYMINUTE=0", "le dernier jour de chaque mois à 9 h"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=9;BYMINUTE=0",
            "le 31 de chaque mois, quand il existe, à 9 h",
        ),
        (
            "FREQ=YEARLY;BYMONTH=9;BYDAY=1MO;BYHOUR=9;BYMINUTE=0",
            "chaque année, le premier lundi de septembre à 9 h",
        ),
        (
            "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;UNTIL=20270317T225959Z",
            "tous les jours à 9 h, jusqu'au mercredi 17 mars 2027",
        ),
    ],
)
def test_dire_une_recurrence(regle: str, dit: str) -> None:
    assert dire_recurrence(regle) == dit


@pytest.mark.parametrize(
    "regle",
    [
        "FREQ=SECONDLY;BYHOUR=9;BYMINUTE=0",
        "FREQ=HOURLY;BYHOUR=9;BYMINUTE=0",
        "FREQ=DAILY",
        "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=1",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2;BYHOUR=9;BYMINUTE=0",
        "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;COUNT=2;UNTIL=20270317T225959Z",
        "FREQ=DAILY;INTERVAL=0;BYHOUR=9;BYMINUTE=0",
        "FREQ=DAILY;BYHOUR=25;BYMINUTE=0",
        "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;COUNT=999999999",
        "RRULE:FREQ=DAILY;BYHOUR=9;BYMINUTE=0",
        "n'importe quoi",
        "",
    ],
)
def test_une_regle_hors_de_la_liste_est_refusee(regle: str) -> None:
    with pytest.raises(ValueError, match=r"règle|nombre|BY|COUNT|hors"):
        prochaines(regle, LUNDI, "Europe/Paris", 1, debut=LUNDI)


def test_un_instant_sans_fuseau_est_une_erreur_de_programme() -> None:
    naif = LUNDI.replace(tzinfo=None)
    with pytest.raises(ValueError, match="fuseau"):
        comprendre("demain", naif)
    with pytest.raises(ValueError, match="fuseau"):
        prochaines("FREQ=DAILY;BYHOUR=9;BYMINUTE=0", naif, "Europe/Paris", 1, debut=LUNDI)
