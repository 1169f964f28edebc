"""Le temps dont vivent les gens : lire, dire, compter, et les nuits où l'heure change."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.feries import CALENDRIERS, jours_feries, lire_calendrier
from bot.core.fuseaux import lire_fuseau
from bot.core.heures_dites import dire_jours, dire_plages, lire_jours, lire_plages
from bot.core.horaires import Delai, Horaires, HorairesInvalides, lire_delai
from tests.garde import GARDE

RESEAU = Horaires.lire("Europe/Paris", "lundi-vendredi", "9h-12h 14h-18h", "FR")
PARIS = ZoneInfo("Europe/Paris")


def ici(texte: str, zone: str = "Europe/Paris") -> datetime:
    """Un instant écrit en heure locale : « 2026-11-30 09:02 »."""
    return datetime.fromisoformat(texte).replace(tzinfo=ZoneInfo(zone))


# --- lire et dire ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("lundi-vendredi", "01234"),
        ("Lundi – Vendredi", "01234"),
        ("du lundi au vendredi", "01234"),
        ("lundi à jeudi", "0123"),
        ("lun-jeu", "0123"),
        ("lun.-ven.", "01234"),
        ("lu ma je", "013"),
        ("lundi, mardi et jeudi", "013"),
        ("les lundis et jeudis", "03"),
        ("le mercredi", "2"),
        ("du lundi au mercredi et le vendredi", "0124"),
        ("tous les jours", "0123456"),
        ("7j/7", "0123456"),
        ("tous les jours sauf le mercredi", "013456"),
        ("en semaine sauf mercredi", "0134"),
        ("sauf lundi", "123456"),
        ("week-end", "56"),
        ("jours ouvrés", "01234"),
        ("samedi-lundi", "056"),
        ("mercredi\u00a0; vendredi", "24"),
        ("LUNDI", "0"),
    ],
)
def test_jours_lus(texte: str, attendus: str) -> None:
    assert lire_jours(texte) == frozenset(map(int, attendus))


@pytest.mark.parametrize(
    "texte",
    ["", "   ", "patate", "lundi-", "l-v", "lundi patate", "lundi sauf lundi", "8h", "lundi@mardi"],
)
def test_jours_refuses(texte: str) -> None:
    with pytest.raises(HorairesInvalides, match="lundi-vendredi") as refus:
        lire_jours(texte)
    assert refus.value.champ == "jours"


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("9h-12h 14h-18h", "de 9 h à 12 h et de 14 h à 18 h"),
        ("8h30 à 12h et 13h30-17h", "de 8 h 30 à 12 h et de 13 h 30 à 17 h"),
        ("9 h – 17 h", "de 9 h à 17 h"),
        ("9\u202fh\u202f30 – 17\u00a0h", "de 9 h 30 à 17 h"),
        ("9-12 14-18", "de 9 h à 12 h et de 14 h à 18 h"),
        ("9h-12", "de 9 h à 12 h"),
        ("9:00-12:00, 14:00-17:30", "de 9 h à 12 h et de 14 h à 17 h 30"),
        ("de 9 h à midi et de 13h30 à 17h", "de 9 h à 12 h et de 13 h 30 à 17 h"),
        ("de 8h à midi et demi puis de 14h à 17h", "de 8 h à 12 h 30 et de 14 h à 17 h"),
        ("entre 9h et 12h", "de 9 h à 12 h"),
        ("8 heures 30 à 17 heures", "de 8 h 30 à 17 h"),
        ("le matin de 9h à 12h et l'après-midi de 14h à 17h", "de 9 h à 12 h et de 14 h à 17 h"),
        ("14h-18h 9h-12h", "de 9 h à 12 h et de 14 h à 18 h"),
        ("9h-12h 12h-14h", "de 9 h à 14 h"),
        ("0h-24h", "de 0 h à 24 h"),
        ("24h/24", "de 0 h à 24 h"),
        ("minuit-6h 22h-minuit", "de 0 h à 6 h et de 22 h à 24 h"),
        ("9h12-13h45", "de 9 h 12 à 13 h 45"),
    ],
)
def test_plages_lues(texte: str, dit: str) -> None:
    assert dire_plages(lire_plages(texte)) == dit


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("", "heure de fin"),
        ("9h", "heure de fin"),
        ("9h-12h 14h", "heure de fin"),
        ("25h-26h", "n'est pas une heure"),
        ("9h75-10h", "n'est pas une heure"),
        ("9h-24h30", "n'est pas une heure"),
        ("9h-9h", "finit avant"),
        ("22h-6h", "0h-6h 22h-24h"),
        ("9h-12h 11h-14h", "se chevauchent"),
        ("9h patates 12h", "je ne comprends pas « patates »"),
        ("900-1200", "je ne comprends pas"),
        ("9h-9h10", "moins de 15 minutes"),
        ("1h-2h 3h-4h 5h-6h 7h-8h 9h-10h 11h-12h 13h-14h", "plus de 6 plages"),
    ],
)
def test_plages_refusees(texte: str, raison: str) -> None:
    with pytest.raises(HorairesInvalides, match=raison) as refus:
        lire_plages(texte)
    assert refus.value.champ == "heures"


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("FR", "FR"), ("fr", "FR"), ("métropole", "FR"), ("France métropolitaine", "FR"),
        ("Alsace-Moselle", "FR-57"), ("alsace", "FR-57"), ("FR-57", "FR-57"), ("FR-6AE", "FR-57"),
        ("les jours fériés d'Alsace", "FR-57"), ("Moselle", "FR-57"),
        ("La Réunion", "FR-974"), ("la reunion", "FR-974"), ("de la Réunion", "FR-974"),
        ("Guadeloupe", "FR-971"), ("FR-GP", "FR-971"), ("Martinique", "FR-972"),
        ("Guyane", "FR-973"), ("Mayotte", "FR-976"), ("Saint-Barthélemy", "FR-BL"),
        ("St Martin", "FR-MF"), ("Saint-Pierre-et-Miquelon", "FR-PM"), ("Tahiti", "FR-PF"),
        ("Nouvelle-Calédonie", "FR-NC"), ("Wallis", "FR-WF"), ("TAAF", "FR-TF"),
        ("", ""), ("aucun", ""), ("sans", ""), ("non", ""),
    ],
)  # fmt: skip
def test_calendrier_lu(ecrit: str, code: str) -> None:
    assert Horaires.lire("Europe/Paris", "lundi", "9h-12h", ecrit).feries == code


@pytest.mark.parametrize("ecrit", ["Belgique", "DE", "FR-75", "les", "la la la", "d'"])
def test_calendrier_inconnu_refuse(ecrit: str) -> None:
    with pytest.raises(HorairesInvalides, match="Alsace-Moselle") as refus:
        Horaires.lire("Europe/Paris", "lundi", "9h-12h", ecrit)
    assert refus.value.champ == "feries"


@pytest.mark.parametrize(
    ("ecrit", "nom"),
    [("Paris", "Europe/Paris"), ("La Réunion", "Indian/Reunion"), ("Nouméa", "Pacific/Noumea"),
     ("heure de Tahiti", "Pacific/Tahiti"), ("America/New_York", "America/New_York"),
     ("UTC", "UTC"), ("Saint-Pierre et Miquelon", "America/Miquelon")],
)  # fmt: skip
def test_fuseau_lu(ecrit: str, nom: str) -> None:
    assert Horaires.lire(ecrit, "lundi", "9h-12h", "").fuseau == nom


@pytest.mark.parametrize(
    "ecrit", ["", "Mars/Phobos", "../../etc/passwd", "Europe/", "Europe", "+1"]
)
def test_fuseau_inconnu_refuse(ecrit: str) -> None:
    with pytest.raises(HorairesInvalides, match="Europe/Paris") as refus:
        Horaires.lire(ecrit, "lundi", "9h-12h", "")
    assert refus.value.champ == "fuseau"


def test_dit_en_francais() -> None:
    assert RESEAU.dire() == (
        "du lundi au vendredi, de 9 h à 12 h et de 14 h à 18 h, sauf les jours fériés"
    )
    loin = Horaires.lire("Indian/Reunion", "lundi, mardi et jeudi", "8h-12h", "La Réunion")
    assert loin.dire() == (
        "le lundi, le mardi et le jeudi, de 8 h à 12 h, "
        "sauf les jours fériés de La Réunion, heure de La Réunion"
    )
    assert Horaires.lire("Asia/Tokyo", "7j/7", "24h/24", "aucun").dire() == (
        "tous les jours, de 0 h à 24 h, jours fériés compris, fuseau Asia/Tokyo"
    )


def test_sans_jour_ni_plage_pas_d_horaires() -> None:
    with pytest.raises(HorairesInvalides):
        Horaires("Europe/Paris", frozenset(), ((time(9), time(12)),))
    with pytest.raises(HorairesInvalides):
        Horaires("Europe/Paris", frozenset({0}), ())
    with pytest.raises(HorairesInvalides):
        RESEAU.avec_jours([])


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_les_jours_dits_se_relisent(jours: frozenset[int]) -> None:
    assert lire_jours(dire_jours(jours)) == jours


@given(st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True))
def test_les_plages_dites_se_relisent(quarts: list[int]) -> None:
    bornes = sorted(quarts)[: len(quarts) // 2 * 2]
    heures = [time(q // 4 % 24, q % 4 * 15) for q in bornes]
    plages = tuple(zip(heures[::2], heures[1::2], strict=True))
    assert lire_plages(dire_plages(plages)) == plages


LECTEURS: list[Callable[[str], object]] = [lire_jours, lire_plages, lire_delai, lire_calendrier,
                                           lire_fuseau]  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.text("lundi-vj 0129h:àet/,.½²", max_size=30)))
def test_un_texte_quelconque_est_lu_ou_refuse_en_francais(texte: str) -> None:
    phrases = []
    for lit in LECTEURS:
        try:
            lit(texte)
        except HorairesInvalides as refus:
            phrases.append(refus.phrase)
    assert all(phrase.endswith(".") and len(phrase) < 250 for phrase in phrases)


# --- compter --------------------------------------------------------------------------------

# (départ, heures, arrivée), en heure de Paris, réseau de 9 h à 12 h et de 14 h à 18 h.
HEURES = [
    ("2026-11-30 09:02", 2, "2026-11-30 11:02"),
    ("2026-11-30 11:30", 1, "2026-11-30 14:30"),
    ("2026-11-30 10:00", 2, "2026-11-30 14:00"),  # midi juste : l'ouverture suivante
    ("2026-11-30 12:30", 2, "2026-11-30 16:00"),
    ("2026-11-30 17:15", 2, "2026-12-01 10:15"),
    ("2026-11-30 16:00", 2, "2026-12-01 09:00"),
    ("2026-11-30 07:00", 2, "2026-11-30 11:00"),
    ("2026-11-30 23:59", 2, "2026-12-01 11:00"),
    ("2026-11-30 09:00", 0.25, "2026-11-30 09:15"),
    ("2026-11-30 13:00", 0, "2026-11-30 14:00"),
    ("2026-11-30 09:00", 7, "2026-12-01 09:00"),
    ("2026-12-04 17:00", 2, "2026-12-07 10:00"),  # la fin de semaine
    ("2026-12-05 15:00", 2, "2026-12-07 11:00"),
    ("2026-12-24 17:00", 2, "2026-12-28 10:00"),  # Noël, un vendredi
    ("2026-05-13 17:00", 2, "2026-05-15 10:00"),  # l'Ascension
    ("2026-11-10 17:30", 1, "2026-11-12 09:30"),  # l'Armistice, un mercredi
    ("2027-03-26 17:00", 2, "2027-03-30 10:00"),  # Pâques et le passage à l'heure d'été
    ("2026-10-23 17:00", 2, "2026-10-26 10:00"),  # le passage à l'heure d'hiver
    ("2026-12-31 17:00", 1, "2027-01-04 09:00"),  # le jour de l'an
    ("2026-11-30 09:00", 7 * 253, "2027-11-30 09:00"),  # une année : 253 jours ouvrés
]


@pytest.mark.parametrize(("depart", "heures", "arrivee"), HEURES)
def test_heures_ouvrees_plus_tard(depart: str, heures: float, arrivee: str) -> None:
    assert RESEAU.ajoute_heures(ici(depart), heures) == ici(arrivee)


JOURS = [
    ("2026-11-30 09:02", 1, "2026-12-01 09:02"),
    ("2026-11-30 17:59", 1, "2026-12-01 17:59"),
    ("2026-11-30 12:30", 1, "2026-12-01 14:00"),  # hors des heures : depuis l'ouverture suivante
    ("2026-11-30 20:00", 1, "2026-12-02 09:00"),
    ("2026-11-30 06:00", 1, "2026-12-01 09:00"),
    ("2026-12-04 10:00", 1, "2026-12-07 10:00"),
    ("2026-12-05 10:00", 1, "2026-12-08 09:00"),
    ("2026-12-24 10:00", 1, "2026-12-28 10:00"),
    ("2026-11-30 10:00", 5, "2026-12-07 10:00"),
    ("2026-11-30 10:00", 0, "2026-11-30 10:00"),
    ("2026-11-30 10:00", 0.5, "2026-11-30 15:30"),
    ("2026-11-30 10:00", 1.5, "2026-12-01 15:30"),
    ("2026-10-23 10:00", 1, "2026-10-26 10:00"),  # même heure à la montre
    ("2027-03-26 10:00", 1, "2027-03-30 10:00"),
    ("2026-11-30 10:00", 253, "2027-11-30 10:00"),
]


@pytest.mark.parametrize(("depart", "jours", "arrivee"), JOURS)
def test_jours_ouvres_plus_tard(depart: str, jours: float, arrivee: str) -> None:
    assert RESEAU.ajoute_jours(ici(depart), jours) == ici(arrivee)


def test_une_question_du_soir_attend_l_ouverture() -> None:
    soir = ici("2026-11-30 18:00")
    assert not RESEAU.peut_ecrire(soir)
    assert RESEAU.ouvert(ici("2026-11-30 17:59:59"))
    assert RESEAU.prochaine_ouverture(soir) == ici("2026-12-01 09:00")
    assert RESEAU.prochaine_ouverture(ici("2026-11-30 11:00")) == ici("2026-11-30 11:00")


def test_fermeture_est_la_fin_de_la_journee() -> None:
    assert RESEAU.fermeture(ici("2026-11-30 09:30")) == ici("2026-11-30 18:00")
    assert RESEAU.fermeture(ici("2026-11-30 12:30")) == ici("2026-11-30 18:00")
    assert RESEAU.fermeture(ici("2026-11-30 18:00")) == ici("2026-12-01 18:00")
    assert RESEAU.fermeture(ici("2026-12-05 10:00")) == ici("2026-12-07 18:00")


def test_minutes_ouvrees_entre_deux_instants() -> None:
    assert RESEAU.minutes_ouvrees_entre(ici("2026-11-30 09:00"), ici("2026-11-30 15:00")) == 240
    assert RESEAU.minutes_ouvrees_entre(ici("2026-12-04 17:00"), ici("2026-12-07 09:30")) == 90
    assert RESEAU.minutes_ouvrees_entre(ici("2026-12-05 09:00"), ici("2026-12-06 09:30")) == 0
    assert RESEAU.minutes_ouvrees_entre(ici("2026-12-07 10:00"), ici("2026-12-04 17:00")) == 0


def test_temps_partiel() -> None:
    a_mi_temps = RESEAU.avec_jours("lundi, mardi et jeudi")
    assert not a_mi_temps.ouvert(ici("2026-12-02 10:00"))
    assert a_mi_temps.ajoute_heures(ici("2026-12-01 17:00"), 2) == ici("2026-12-03 10:00")
    assert a_mi_temps == RESEAU.avec_jours({0, 1, 3})


def test_jour_ouvre_suivant() -> None:
    assert RESEAU.jour_ouvre_suivant(date(2026, 12, 4)) == date(2026, 12, 7)
    assert RESEAU.jour_ouvre_suivant(date(2026, 12, 24)) == date(2026, 12, 28)
    assert not RESEAU.jour_ouvre(date(2026, 11, 11))
    assert RESEAU.jour_ouvre(date(2026, 11, 12))


@pytest.mark.parametrize("nombre", [-1, float("nan"), float("inf"), 1e9])
def test_un_nombre_hors_limites_est_refuse(nombre: float) -> None:
    with pytest.raises(ValueError, match="hors limites"):
        RESEAU.ajoute_heures(ici("2026-11-30 09:00"), nombre)
    with pytest.raises(ValueError, match="hors limites"):
        RESEAU.ajoute_jours(ici("2026-11-30 09:00"), nombre)


def test_un_instant_sans_fuseau_est_refuse() -> None:
    sans = datetime(2026, 11, 30, 9)  # noqa: DTZ001
    for appel in (RESEAU.ouvert, RESEAU.prochaine_ouverture, RESEAU.fermeture):
        with pytest.raises(ValueError, match="fuseau"):
            appel(sans)


# --- les jours fériés -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "jour", "nom"),
    [
        ("FR", date(2026, 7, 14), "Fête nationale"),
        ("FR", date(2026, 4, 6), "Lundi de Pâques"),
        ("FR", date(2026, 5, 25), "Lundi de Pentecôte"),
        ("FR", date(2026, 4, 3), None),
        ("FR", date(2026, 12, 26), None),
        ("FR-57", date(2026, 4, 3), "Vendredi saint"),
        ("FR-57", date(2026, 12, 26), "Saint-Étienne"),
        ("FR-971", date(2026, 5, 27), "Abolition de l'esclavage"),
        ("FR-972", date(2026, 5, 22), "Abolition de l'esclavage"),
        ("FR-973", date(2026, 6, 10), "Abolition de l'esclavage"),
        ("FR-974", date(2026, 12, 20), "Abolition de l'esclavage"),
        ("FR-976", date(2026, 4, 27), "Abolition de l'esclavage"),
        ("FR-NC", date(2026, 9, 24), "Fête de la Citoyenneté"),
        ("FR-PF", date(2026, 3, 5), "Arrivée de l'Évangile"),
        ("FR-BL", date(2026, 10, 9), "Abolition de l'esclavage"),
        ("FR-MF", date(2026, 5, 28), "Abolition de l'esclavage"),
        ("FR-WF", date(2026, 4, 28), "Saint Pierre Chanel"),
        ("FR", date(2008, 5, 1), "Ascension et Fête du Travail"),
        ("", date(2026, 12, 25), None),
    ],
)
def test_jour_ferie(code: str, jour: date, nom: str | None) -> None:
    assert Horaires.lire("Europe/Paris", "lundi", "9h-12h", code).est_ferie(jour) == nom


@pytest.mark.parametrize("code", list(CALENDRIERS))
def test_chaque_calendrier_a_onze_fetes_de_2024_a_2034(code: str) -> None:
    for annee in range(2024, 2035):
        fetes = jours_feries(code, annee)
        assert {date(annee, 1, 1), date(annee, 7, 14), date(annee, 12, 25)} <= set(fetes)
        assert 10 <= len(fetes) <= 16


def test_la_bibliotheque_des_feries_ne_se_charge_qu_a_la_premiere_date() -> None:
    essai = (
        "import sys\n"
        "from bot.core.horaires import Horaires\n"
        "h = Horaires.lire('Europe/Paris', 'lundi-vendredi', '9h-12h', 'FR')\n"
        "assert 'holidays' not in sys.modules\n"
        "from datetime import date\n"
        "assert h.est_ferie(date(2026, 7, 14)) == 'Fête nationale'\n"
        "assert 'holidays.countries' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", essai], check=True, timeout=GARDE)


# --- les nuits où l'heure change --------------------------------------------------------------

NUIT = Horaires.lire("Europe/Paris", "tous les jours", "1h-5h", "")


def test_la_nuit_d_ete_dure_une_heure_de_moins() -> None:
    assert NUIT.minutes_ouvrees_entre(ici("2027-03-28 00:00"), ici("2027-03-28 12:00")) == 180
    assert NUIT.ajoute_heures(ici("2027-03-28 01:30"), 1) == ici("2027-03-28 03:30")


def test_la_nuit_d_hiver_dure_une_heure_de_plus() -> None:
    assert NUIT.minutes_ouvrees_entre(ici("2026-10-25 00:00"), ici("2026-10-25 12:00")) == 300
    deux_fois = ici("2026-10-25 02:30").replace(fold=1).astimezone(UTC)
    assert NUIT.ajoute_heures(ici("2026-10-25 01:30"), 2) == deux_fois


def test_une_plage_dans_l_heure_repetee_s_ouvre_deux_fois() -> None:
    courte = Horaires.lire("Europe/Paris", "tous les jours", "2h-2h30", "")
    ouvertures = courte.ouvertures(date(2026, 10, 25))
    assert [(a.hour, b.minute) for a, b in ouvertures] == [(0, 30), (1, 30)]


def test_une_plage_dans_l_heure_qui_n_existe_pas_ne_s_ouvre_pas() -> None:
    courte = Horaires.lire("Europe/Paris", "tous les jours", "2h-2h30", "")
    assert courte.ouvertures(date(2027, 3, 28)) == ()
    assert courte.prochaine_ouverture(ici("2027-03-28 01:00")) == ici("2027-03-29 02:00")
    assert courte.ajoute_jours(ici("2027-03-27 02:10"), 1) == ici("2027-03-29 02:00")


def test_un_jour_qui_n_existe_pas_aux_samoa() -> None:
    samoa = Horaires.lire("Pacific/Apia", "tous les jours", "9h-12h", "")
    assert samoa.ouvertures(date(2011, 12, 30)) == ()
    veille = ici("2011-12-29 11:00", "Pacific/Apia")
    assert samoa.ajoute_heures(veille, 2) == ici("2011-12-31 10:00", "Pacific/Apia")


@pytest.mark.parametrize(
    ("zone", "decalage"),
    [
        ("Indian/Reunion", 4),
        ("America/Martinique", -4),
        ("America/Cayenne", -3),
        ("Pacific/Noumea", 11),
        ("Pacific/Tahiti", -10),
        ("Pacific/Wallis", 12),
        ("Pacific/Kiritimati", 14),
        ("Asia/Kolkata", 5.5),
    ],
)
def test_outre_mer_les_heures_sont_celles_de_l_endroit(zone: str, decalage: float) -> None:
    horaires = Horaires.lire(zone, "lundi-vendredi", "8h-12h", "")
    ouverture = horaires.prochaine_ouverture(datetime(2026, 11, 28, 12, tzinfo=UTC))
    assert ouverture == datetime(2026, 11, 30, 8, tzinfo=UTC) - timedelta(hours=decalage)
    # L'heure de Paris qui change n'y change rien.
    depart = ici("2026-10-23 11:00", zone)
    assert horaires.ajoute_heures(depart, 2) == ici("2026-10-26 09:00", zone)


# --- propriétés -----------------------------------------------------------------------------

ZONES = ["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea",
         "Pacific/Tahiti", "America/Miquelon", "America/St_Johns", "Australia/Lord_Howe",
         "Pacific/Chatham", "America/Havana"]  # fmt: skip
PLAGES = ["9h-12h 14h-18h", "8h30-12h 13h30-17h", "0h-24h", "1h-5h", "0h-6h 22h-24h", "2h-2h45"]
CODES = ["", "FR", "FR-57", "FR-974", "FR-972", "FR-PF"]

horaires_ = st.builds(
    lambda zone, jours, plages, code: Horaires(zone, jours, lire_plages(plages), code),
    st.sampled_from(ZONES),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(PLAGES),
    st.sampled_from(CODES),
)
_MINUTE = timedelta(minutes=1)
_DEBUT = datetime(2026, 1, 1, tzinfo=UTC)
# Pour une part, on vise les nuits de changement d'heure (mars, octobre, novembre).
instants = st.one_of(
    st.integers(0, 5 * 365 * 24 * 60).map(lambda m: _DEBUT + timedelta(minutes=m)),
    st.integers(0, 3 * 24 * 60).map(lambda m: datetime(2026, 10, 24, tzinfo=UTC) + m * _MINUTE),
    st.integers(0, 3 * 24 * 60).map(lambda m: datetime(2027, 3, 27, tzinfo=UTC) + m * _MINUTE),
    st.integers(0, 3 * 24 * 60).map(lambda m: datetime(2026, 10, 31, tzinfo=UTC) + m * _MINUTE),
)
quarts = st.integers(0, 300).map(lambda n: n / 4)


def a_la_montre(horaires: Horaires, instant: datetime) -> bool:
    """La règle dite autrement : le jour et l'heure que montre une horloge au mur."""
    mur = instant.astimezone(ZoneInfo(horaires.fuseau))
    heure = mur.time()
    return (
        mur.weekday() in horaires.jours
        and mur.date() not in jours_feries(horaires.feries, mur.year)
        and any(a <= heure and (heure < b or b == time(0)) for a, b in horaires.plages)
    )


@given(horaires_, instants)
def test_ouvert_est_ce_que_dit_la_montre(horaires: Horaires, instant: datetime) -> None:
    assert horaires.ouvert(instant) is a_la_montre(horaires, instant)


@given(horaires_, instants, quarts)
def test_l_arrivee_est_ouverte_et_le_compte_est_juste(
    horaires: Horaires, depart: datetime, heures: float
) -> None:
    arrivee = horaires.ajoute_heures(depart, heures)
    assert horaires.ouvert(arrivee)
    assert arrivee.tzinfo is UTC
    assert arrivee >= depart
    assert horaires.minutes_ouvrees_entre(depart, arrivee) == heures * 60
    assert horaires.est_ferie(horaires.jour_local(arrivee)) is None


@given(horaires_, instants, quarts, quarts)
def test_ajouter_en_deux_fois_revient_au_meme(
    horaires: Horaires, depart: datetime, x: float, y: float
) -> None:
    en_deux = horaires.ajoute_heures(horaires.ajoute_heures(depart, x), y)
    assert en_deux == horaires.ajoute_heures(depart, x + y)


@given(horaires_, instants, instants, quarts, quarts)
def test_plus_tard_ou_plus_long_n_arrive_jamais_plus_tot(
    horaires: Horaires, a: datetime, b: datetime, x: float, y: float
) -> None:
    (a, b), (x, y) = sorted((a, b)), sorted((x, y))
    assert horaires.ajoute_heures(a, x) <= horaires.ajoute_heures(b, y)


@given(horaires_, instants, st.integers(0, 40), st.integers(0, 40))
def test_jours_entiers_meme_heure_et_bon_compte(
    horaires: Horaires, depart: datetime, n: int, m: int
) -> None:
    arrivee = horaires.ajoute_jours(depart, n)
    assert horaires.ouvert(arrivee)
    zone = ZoneInfo(horaires.fuseau)
    ouverture = horaires.prochaine_ouverture(depart).astimezone(zone)
    jour = ouverture.date()
    for _ in range(n):
        jour = horaires.jour_ouvre_suivant(jour)
    mur = datetime.combine(jour, ouverture.timetz())
    if mur == mur.astimezone(UTC).astimezone(zone) and a_la_montre(horaires, mur):
        assert arrivee == mur
    assert horaires.ajoute_jours(depart, n + m) >= arrivee


@given(horaires_, instants)
@settings(max_examples=30)
def test_prochaine_ouverture_est_la_premiere(horaires: Horaires, depart: datetime) -> None:
    ouverture = horaires.prochaine_ouverture(depart)
    assert a_la_montre(horaires, ouverture)
    pas = max((ouverture - depart) / 200, _MINUTE)
    while depart < ouverture:
        assert not a_la_montre(horaires, depart)
        depart += pas


@given(horaires_, instants)
def test_fermeture_vient_apres_et_ferme(horaires: Horaires, depart: datetime) -> None:
    fin = horaires.fermeture(depart)
    assert fin > horaires.prochaine_ouverture(depart)
    assert a_la_montre(horaires, fin - timedelta(seconds=1))


# --- les délais -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "heures", "jours"),
    [
        ("2h", 2, 0), ("2 h", 2, 0), ("deux heures", 2, 0), ("1h30", 1.5, 0), ("1 h 30", 1.5, 0),
        ("1 h 30 min", 1.5, 0), ("90 min", 1.5, 0), ("30mn", 0.5, 0), ("quinze minutes", 0.25, 0),
        ("une heure et demie", 1.5, 0), ("une demi-heure", 0.5, 0), ("demi-heure", 0.5, 0),
        ("un quart d'heure", 0.25, 0), ("trois quarts d'heure", 0.75, 0), ("48h", 48, 0),
        ("1j", 0, 1), ("2 jours", 0, 2), ("2 jours ouvrés", 0, 2), ("une journée", 0, 1),
        ("une demi-journée", 0, 0.5), ("1/2 journée", 0, 0.5), ("un jour et demi", 0, 1.5),
        ("1,5 j", 0, 1.5), ("1 semaine", 0, 5), ("1 jour et 2 heures", 2, 1), ("1j 2h", 2, 1),
    ],
)  # fmt: skip
def test_delai_lu(texte: str, heures: float, jours: float) -> None:
    assert lire_delai(texte) == Delai(heures, jours)


@pytest.mark.parametrize(
    "texte",
    ["", "2", "deux", "h", "j", "0h", "0 jour", "-1h", "1h75", "2jh", "1 1", "10 minutes 5",
     "1e9j", "999999h", "400 jours", "1/0 j", "patate", "2h patate", "demain", "2 ans"],
)  # fmt: skip
def test_delai_refuse(texte: str) -> None:
    with pytest.raises(HorairesInvalides, match="demi-journée") as refus:
        lire_delai(texte)
    assert refus.value.champ == "delai"


@pytest.mark.parametrize(
    ("texte", "dit"),
    [("2h", "2 heures ouvrées"), ("1j", "1 jour ouvré"), ("demi-journée", "une demi-journée"),
     ("90 min", "1 h 30 ouvrées"), ("20 min", "20 minutes ouvrées"), ("1,5j", "1,5 jour ouvré"),
     ("2 jours et 1h", "2 jours ouvrés et 1 heure ouvrée")],
)  # fmt: skip
def test_delai_dit(texte: str, dit: str) -> None:
    assert lire_delai(texte).dire() == dit
    assert lire_delai(dit) == lire_delai(texte)


@pytest.mark.parametrize(
    ("delai", "arrivee"),
    [
        ("2h", "2026-11-30 09:32"),
        ("1j", "2026-11-30 10:47"),  # 7 h divisées par quatre : 1 h 45
        ("2j", "2026-11-30 14:32"),
        ("90 min", "2026-11-30 09:24:30"),
    ],
)
def test_urgent_divise_par_quatre(delai: str, arrivee: str) -> None:
    depart = ici("2026-11-30 09:02")
    assert lire_delai(delai).urgent().apres(RESEAU, depart) == ici(arrivee)


def test_delai_compte_dans_les_horaires() -> None:
    depart = ici("2026-12-04 17:00")
    assert lire_delai("2h").apres(RESEAU, depart) == ici("2026-12-07 10:00")
    assert lire_delai("1j").apres(RESEAU, depart) == ici("2026-12-07 17:00")
    assert lire_delai("1 jour et 1 heure").apres(RESEAU, depart) == ici("2026-12-08 09:00")
    assert lire_delai("2j").urgent().en_heures(RESEAU) == 3.5
