"""Un rappel à l'heure dite, quoi qu'il arrive au robot : chaque ligne de la table de
`bot.core.rituels`."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from donnees.reminder import Reminder
from donnees.rituel import CLOSE, SAUTEE, Occurrence, Rituel
from tests.scenario import Monde, OuvreReseau, Salon

CINQ = ("nadia", "ines", "karim", "lucie", "paul")


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Le rituel n° 1 : un rappel chaque jour ouvré à 9 h, prévu la veille au soir."""
    salon = ouvre_reseau("Assistantes", CINQ, animation="nadia")
    salon.passe(jusqua="2026-11-30 20:00")
    salon["nadia"].dit("!rituel rappel du lundi au vendredi à 9h : pensez aux congés")
    salon.bot_dit(type="rituel.cree")
    return salon


def fois(monde: Monde) -> list[tuple[str, str, str]]:
    with Session(monde.base) as session:
        lignes = session.exec(select(Occurrence).order_by(col(Occurrence.id)))
        return [(f.jour, f.creneau, f.etat) for f in lignes]


def dort(reseau: Salon, jusqua: str) -> None:
    """Le robot est arrêté jusqu'à cet instant, puis ses rappels échus sonnent."""
    reseau.monde.horloge.instant = datetime.fromisoformat(f"{jusqua}+01:00")
    reseau.monde.fil.redemarre()
    for _ in range(12):
        reseau.monde.fil.rappelle()


def rappels(reseau: Salon) -> list[Any]:
    dits = [d for d in reseau.monde.fil.dits if d.type == "rituel.rappel"]
    for dit in dits:
        dit.attendu = True
    return dits


def test_a_l_heure_il_est_dit_sans_sonner(reseau: Salon) -> None:
    reseau.passe(jusqua="2026-12-01 09:01")
    reseau.bot_dit(
        "Rappel : pensez aux congés", type="rituel.rappel",
        champs={"rituel": 1, "occurrence": "2026-12-01T09:00:00+01:00"},
    )  # fmt: skip
    assert fois(reseau.monde) == [("2026-12-01", "09:00", CLOSE)]


def test_arrete_dix_minutes(reseau: Salon) -> None:
    dort(reseau, "2026-12-01T09:05")
    (dit,) = rappels(reseau)
    assert "arrêté" not in dit.corps


def test_arrete_trois_heures_il_est_dit_en_retard(reseau: Salon) -> None:
    dort(reseau, "2026-12-01T11:00")
    (dit,) = rappels(reseau)
    assert "C'était prévu aujourd'hui à 9 h" in dit.corps
    assert dit.jumeau["occurrence"] == "2026-12-01T09:00:00+01:00"


def test_arrete_trois_jours_une_seule_fois_celle_du_jour(reseau: Salon) -> None:
    dort(reseau, "2026-12-04T10:00")
    (dit,) = rappels(reseau)
    assert dit.jumeau["occurrence"] == "2026-12-04T09:00:00+01:00"
    assert fois(reseau.monde) == [
        ("2026-12-01", "09:00", SAUTEE), ("2026-12-02", "09:00", SAUTEE),
        ("2026-12-03", "09:00", SAUTEE), ("2026-12-04", "09:00", CLOSE),
    ]  # fmt: skip


def test_arrete_au_dela_de_la_journee_c_est_note_saute(reseau: Salon) -> None:
    dort(reseau, "2026-12-01T19:00")
    assert rappels(reseau) == []
    assert fois(reseau.monde) == [("2026-12-01", "09:00", SAUTEE)]
    reseau["ines"].dit("!rituels")
    reseau.bot_dit("n'a pas eu lieu", "prochaine : demain à 9 h", type="rituel.liste")
    reseau.passe(jusqua="2026-12-02 09:01")
    reseau.bot_dit(type="rituel.rappel")


def test_l_heure_dite_ferme_la_fenetre_plus_tot(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel 1 jusqu'à 10h30")
    reseau.bot_dit("jusqu'à 10 h 30", type="rituel.change")
    dort(reseau, "2026-12-01T10:31")
    assert rappels(reseau) == []
    dort(reseau, "2026-12-02T10:29")
    assert len(rappels(reseau)) == 1


def test_deux_fois_du_meme_rituel_dues_ensemble_n_en_font_qu_une(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel 1 supprimer")
    reseau.bot_dit(type="rituel.change")
    reseau["nadia"].dit("!rituel rappel chaque jour à 9h, 11h et 14h : levez-vous")
    reseau.bot_dit(type="rituel.cree")
    dort(reseau, "2026-12-01T14:30")
    (dit,) = rappels(reseau)
    assert dit.jumeau["occurrence"] == "2026-12-01T14:00:00+01:00"


def test_l_horloge_avance_d_un_coup(reseau: Salon) -> None:
    reseau.passe(jusqua="2026-12-01 08:45")
    reseau.monde.horloge.instant = datetime.fromisoformat("2026-12-01T10:00+01:00")
    reseau.passe(seconds=1)
    reseau.bot_dit("C'était prévu", type="rituel.rappel")
    reseau.passe(hours=3)
    reseau.bot_se_tait()


def test_l_horloge_recule_apres_la_fois(reseau: Salon) -> None:
    reseau.passe(jusqua="2026-12-01 09:01")
    reseau.bot_dit(type="rituel.rappel")
    reseau.monde.horloge.instant = datetime.fromisoformat("2026-12-01T08:00+01:00")
    reseau.passe(hours=6)
    reseau.bot_se_tait()


@pytest.mark.parametrize("coupure", range(1, 6))
def test_coupe_n_importe_ou_il_n_est_dit_qu_une_fois(reseau: Salon, coupure: int) -> None:
    reseau.monde.arme_la_coupure(coupure)
    reseau.passe(jusqua="2026-12-01 09:30")
    assert len(rappels(reseau)) == 1
    assert [f[0] for f in fois(reseau.monde)] == ["2026-12-01"]


def test_deux_fois_au_meme_creneau_la_base_refuse(reseau: Salon) -> None:
    maintenant = reseau.monde.horloge.now()

    def une(id: int) -> Occurrence:
        return Occurrence(
            id=id, rituel=1, reseau=1, genre="rappel", jour="2026-12-01", creneau="09:00",
            le=maintenant, fin=maintenant, salon="!1",
        )  # fmt: skip

    with Session(reseau.monde.base) as session:
        session.add_all([une(1), une(2)])
        with pytest.raises(IntegrityError):
            session.commit()


def test_une_base_ancienne_restauree_ne_redit_pas_ce_qui_eut_lieu(reseau: Salon) -> None:
    """La fois est dans la base, le rappel aussi : la clé unique tranche."""
    maintenant = reseau.monde.horloge.now()
    reseau.monde.fil.pose(Occurrence(
        id=99, rituel=1, reseau=1, genre="rappel", jour="2026-12-01", creneau="09:00",
        le=maintenant, fin=maintenant, etat=CLOSE, salon="!1", close_le=maintenant,
    ))  # fmt: skip
    reseau.passe(jusqua="2026-12-01 12:00")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-02 09:01")
    reseau.bot_dit(type="rituel.rappel")


# -- longtemps, partout ----------------------------------------------------------------------------

FUSEAUX = {
    "Europe/Paris": "FR", "America/Martinique": "FR-972", "Indian/Reunion": "FR-974",
    "America/Miquelon": "FR-PM", "Pacific/Noumea": "FR-NC",
}  # fmt: skip


@pytest.mark.parametrize("fuseau", FUSEAUX)
def test_quatre_cents_jours_de_pannes_au_hasard(ouvre_reseau: OuvreReseau, fuseau: str) -> None:
    """Jamais deux fois, jamais trop tard ; sautée seulement si la panne couvre toute sa fenêtre."""
    hasard = random.Random(fuseau)  # noqa: S311 (des essais)
    salon = ouvre_reseau(
        "Assistantes", CINQ, animation="nadia",
        reglages={"fuseau": fuseau, "feries": FUSEAUX[fuseau]},
    )  # fmt: skip
    monde, zone = salon.monde, ZoneInfo(fuseau)
    salon["nadia"].dit("!rituel rappel chaque lundi à 9h : pensez aux congés")
    salon.bot_dit(type="rituel.cree")
    fin = monde.horloge.now() + timedelta(days=400)
    pannes: list[tuple[datetime, datetime]] = []
    while monde.horloge.now() < fin:
        salon.passe(minutes=hasard.randrange(60 * 24 * 9))
        debut = monde.horloge.now()
        monde.horloge.instant += timedelta(minutes=hasard.choice((10, 180, 4320)))
        pannes.append((debut, monde.horloge.now()))
        salon.passe(seconds=1)
    instants = [d.quand.astimezone(zone) for d in rappels(salon)]
    jours = [i.date() for i in instants]
    assert len(set(jours)) == len(jours)
    assert all(9 <= i.hour < 18 for i in instants)
    with Session(monde.base) as session:
        for sautee in session.exec(select(Occurrence).where(Occurrence.etat == SAUTEE)):
            assert any(d <= sautee.le and sautee.fin <= f for d, f in pannes), sautee
    assert 40 < len(jours) < 58


def test_dix_mille_rituels_qui_attendent_ne_coutent_rien(reseau: Salon) -> None:
    """Une lecture par réveil, qu'il y en ait un ou dix mille."""
    loin = datetime(2027, 6, 1, tzinfo=UTC)
    with Session(reseau.monde.base) as session:
        for n in range(2, 10_002):
            session.add(Rituel(
                id=n, reseau=1, genre="rappel", mots="chaque mardi", fuseau="Europe/Paris",
                rrule="FREQ=WEEKLY;BYDAY=TU;BYHOUR=9;BYMINUTE=0", debut=loin, cree_le=loin,
                origine=loin, prochaine=loin,
            ))  # fmt: skip
            session.add(Reminder(id=f"r{n}", about=f"rituel:{n}", reason="rituel", planned=loin))
        session.commit()
    ordres: list[str] = []
    event.listen(reseau.monde.base, "before_cursor_execute",
                 lambda _c, _k, ordre, *_: ordres.append(ordre))  # fmt: skip
    reseau.monde.fil.moteur.handle_due(lambda _: None)
    assert reseau.monde.fil.moteur.next_reminder() is not None
    assert len([o for o in ordres if o.startswith("SELECT")]) == 2
