"""Les dates d'un rituel, comptées d'une autre façon : jour par jour, quatre cents jours, cinq
fuseaux, les deux nuits où l'heure change."""

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.dates import comprendre
from bot.core.dates_regle import lire_regle
from bot.core.horaires import Horaires
from bot.core.rituels_dates import Calendrier, Fois, creneau, fin, nomme_le_weekend

FUSEAUX = {
    "Europe/Paris": "FR", "America/Martinique": "FR-972", "Indian/Reunion": "FR-974",
    "America/Miquelon": "FR-PM", "Pacific/Noumea": "FR-NC",
}  # fmt: skip
DEBUT = date(2026, 11, 30)
JOURS = [DEBUT + timedelta(days=n) for n in range(400)]
UN_JOUR = timedelta(days=1)


def horaires(fuseau: str, jours: str = "lundi-vendredi") -> Horaires:
    return Horaires.lire(fuseau, jours, "9h-12h 14h-18h", FUSEAUX[fuseau])


def calendrier(
    dit: str, fuseau: str = "Europe/Paris", *, sautes: bool = False, jours: str = "lundi-vendredi"
) -> Calendrier:
    """Le rituel que disent ces mots, prévu le lundi 30 novembre 2026 à minuit."""
    minuit = datetime(2026, 11, 29, 23, 59, tzinfo=ZoneInfo(fuseau))
    lu = comprendre(dit, minuit, fuseau)
    return Calendrier(
        regle=lire_regle(str(lu.rrule)), zone=ZoneInfo(fuseau), debut=lu.occurrences[0],
        horaires=horaires(fuseau, jours), sautes=sautes, weekend=nomme_le_weekend(dit),
    )  # fmt: skip


def jusqu_au_bout(suite: Calendrier) -> list[Fois]:
    """Toutes ses fois sur quatre cents jours, chacune calculée depuis la précédente."""
    apres = datetime(2026, 11, 29, 23, 59, tzinfo=suite.zone)
    bout = datetime.combine(JOURS[-1] + UN_JOUR, datetime.min.time(), suite.zone)
    fois: list[Fois] = []
    while (suivantes := suite.prochaines(apres, 1)) and suivantes[0].origine < bout:
        fois += suivantes
        apres = suivantes[0].le
    return fois


def a_la_main(
    places: set[date], heures: Horaires, *, sautes: bool, garde: Callable[[date], bool]
) -> dict[date, date]:
    """Jour par jour : le jour où une fois a lieu, et celui où la règle la plaçait."""
    tenues: dict[date, date] = {}
    for jour in sorted(places):
        if heures.jour_ouvre(jour) or garde(jour):
            tenues[jour] = jour
        elif not sautes:
            arrivee = jour + UN_JOUR
            while not heures.jour_ouvre(arrivee):
                arrivee += UN_JOUR
            if arrivee not in places:
                tenues.setdefault(arrivee, jour)
    return tenues


REGLES: dict[str, Callable[[date], bool]] = {
    "chaque lundi à 9h": lambda j: j.weekday() == 0,
    "chaque vendredi à 16h30": lambda j: j.weekday() == 4,
    "du lundi au vendredi à 9h": lambda j: j.weekday() < 5,
    "tous les jours à 8h": lambda _: True,
    "un lundi sur deux à 9h": lambda j: j.weekday() == 0 and (j - DEBUT).days % 14 == 0,
    "tous les trois jours à 9h": lambda j: (j - DEBUT).days % 3 == 0,
    "le 1er de chaque mois à 9h": lambda j: j.day == 1,
    "les 1er et 15 à 9h": lambda j: j.day in (1, 15),
    "les 5, 6 et 20 à 9h": lambda j: j.day in (5, 6, 20),  # souvent un samedi et un dimanche
    "le dernier jour du mois à 17h": lambda j: (j + UN_JOUR).day == 1,
    "le premier jeudi du mois à 14h": lambda j: j.weekday() == 3 and j.day <= 7,
    "chaque samedi à 10h": lambda j: j.weekday() == 5,
    "chaque vendredi et samedi à 10h": lambda j: j.weekday() in (4, 5),
}


@pytest.mark.parametrize("fuseau", FUSEAUX)
@pytest.mark.parametrize("dit", REGLES)
@pytest.mark.parametrize("sautes", [False, True])
def test_quatre_cents_jours_comme_a_la_main(fuseau: str, dit: str, sautes: bool) -> None:
    suite = calendrier(dit, fuseau, sautes=sautes)
    places = {j for j in JOURS if REGLES[dit](j)}

    def garde(jour: date) -> bool:
        return "samedi" in dit and jour.weekday() == 5

    attendu = a_la_main(places, horaires(fuseau), sautes=sautes, garde=garde)
    fois = jusqu_au_bout(suite)
    assert [(f.le.date(), f.origine.date()) for f in fois] == sorted(attendu.items())
    assert [f.le for f in fois] == sorted(f.le for f in fois)
    cles = [creneau(f.origine, fuseau) for f in fois]
    assert len(set(cles)) == len(cles)
    assert {f.le.timetz().replace(tzinfo=None) for f in fois} == {
        f.origine.timetz().replace(tzinfo=None) for f in fois
    }


@pytest.mark.parametrize("graine", range(20))
def test_d_ou_que_l_on_reparte_la_suite_est_la_meme(graine: int) -> None:
    """Arrêté n'importe quand, n'importe combien de temps : mêmes dates, même phase."""
    hasard = random.Random(graine)  # noqa: S311 (des essais)
    fuseau = hasard.choice(list(FUSEAUX))
    suite = calendrier(hasard.choice(list(REGLES)), fuseau, sautes=hasard.random() < 0.3)
    toutes = jusqu_au_bout(suite)
    for _ in range(25):
        apres = datetime(2026, 11, 30, tzinfo=UTC) + timedelta(minutes=hasard.randrange(560_000))
        restent = [f for f in toutes if f.le > apres][:3]
        if len(restent) == 3:
            assert suite.prochaines(apres, 3) == restent


# -- les deux nuits --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fuseau", "jour", "dit", "utc"),
    [
        # l'heure qui n'existe pas est poussée ; celle qui vient deux fois vaut la première
        ("Europe/Paris", "2027-03-28", "chaque dimanche à 2h30", "2027-03-28T01:30"),
        ("Europe/Paris", "2027-10-31", "chaque dimanche à 2h30", "2027-10-31T00:30"),
        ("America/Miquelon", "2027-03-14", "chaque dimanche à 2h30", "2027-03-14T05:30"),
        ("America/Miquelon", "2027-11-07", "chaque dimanche à 1h30", "2027-11-07T03:30"),
    ],
)
def test_la_nuit_ou_l_heure_change_une_fois_et_une_seule(
    fuseau: str, jour: str, dit: str, utc: str
) -> None:
    suite = calendrier(dit, fuseau)
    veille = datetime.fromisoformat(f"{jour}T00:00").replace(tzinfo=ZoneInfo(fuseau)) - UN_JOUR
    fois = suite.prochaines(veille, 2)
    assert f"{fois[0].le.astimezone(UTC):%Y-%m-%dT%H:%M}" == utc
    assert fois[1].le - fois[0].le > timedelta(days=6)
    assert creneau(fois[0].origine, fuseau)[0] == jour


def test_l_heure_locale_ne_bouge_pas_de_toute_l_annee() -> None:
    """9 h reste 9 h, l'été comme l'hiver."""
    fois = jusqu_au_bout(calendrier("chaque lundi à 9h"))
    assert {f.le.hour for f in fois} == {9}
    assert {f.le.astimezone(UTC).hour for f in fois} == {7, 8}


# -- la fenêtre ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("le", "jusqua", "attendu"),
    [
        ("2026-12-07T09:00", "", "2026-12-07T18:00"),
        ("2026-12-07T17:59", "", "2026-12-07T18:00"),
        ("2026-12-07T18:00", "", "2026-12-08T00:00"),
        ("2026-12-07T13:00", "", "2026-12-07T18:00"),
        ("2026-12-05T10:00", "", "2026-12-06T00:00"),
        ("2026-12-07T09:00", "16:30", "2026-12-07T16:30"),
        ("2026-12-07T17:00", "16:30", "2026-12-07T18:00"),
    ],
)
def test_jusqu_a_la_fin_du_jour_de_travail_ou_l_heure_dite(
    le: str, jusqua: str, attendu: str
) -> None:
    paris = ZoneInfo("Europe/Paris")
    trouve = fin(datetime.fromisoformat(le).replace(tzinfo=paris), horaires("Europe/Paris"), jusqua)
    assert f"{trouve.astimezone(paris):%Y-%m-%dT%H:%M}" == attendu


# -- jours chômés d'un réseau ----------------------------------------------------------------------


def test_un_reseau_qui_ne_travaille_pas_le_vendredi() -> None:
    suite = calendrier("chaque vendredi à 9h", jours="lundi-jeudi")
    fois = suite.prochaines(datetime(2026, 11, 30, tzinfo=UTC), 1)[0]
    assert (fois.le.date(), fois.origine.date()) == (date(2026, 12, 7), date(2026, 12, 4))


def test_un_samedi_ouvre_et_ferie_se_deplace() -> None:
    """Le 1er mai 2027 est un samedi, là où l'on travaille le samedi : au mardi qui suit."""
    suite = calendrier("chaque samedi à 10h", jours="mardi-samedi")
    samedi = datetime(2027, 5, 1, 10, tzinfo=ZoneInfo("Europe/Paris"))
    assert suite.tenue(samedi) == datetime(2027, 5, 4, 10, tzinfo=ZoneInfo("Europe/Paris"))


def test_toujours_un_jour_chome_et_saute_il_n_y_a_aucune_date() -> None:
    assert (
        calendrier("chaque année le 25 décembre", sautes=True).prochaines(
            datetime(2026, 11, 30, tzinfo=UTC), 1
        )
        == []
    )


def test_dix_ans_plus_tard_cela_coute_autant() -> None:
    """La prochaine fois ne se compte pas depuis la première (mesures : une seconde en dix ans)."""
    suite = calendrier("un lundi sur deux à 9h")
    couts = {}
    for annee in (2027, 2046):
        durees = []
        for _ in range(10):
            debut = time.perf_counter()
            (fois,) = suite.prochaines(datetime(annee, 6, 1, tzinfo=UTC), 1)
            durees.append(time.perf_counter() - debut)
        assert (fois.origine.date() - DEBUT).days % 14 == 0
        couts[annee] = min(durees)
    assert couts[2046] < 5 * couts[2027]
