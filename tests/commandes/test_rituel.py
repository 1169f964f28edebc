"""Prévoir un rituel en parlant, le voir, le mettre en pause, le reprendre, l'essayer, le lancer."""

from typing import Any

import pytest
from sqlmodel import Session, SQLModel, select

from donnees.reminder import Reminder
from donnees.rituel import Occurrence, Rituel
from tests.scenario import Monde, OuvreReseau, Salon

CINQ = ("nadia", "ines", "karim", "lucie", "paul")


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    return ouvre_reseau("Assistantes", CINQ, animation="nadia")


def garde(monde: Monde, table: type[SQLModel]) -> list[Any]:
    with Session(monde.base) as session:
        return list(session.exec(select(table)))


# -- prévoir ---------------------------------------------------------------------------------------


def test_chaque_lundi_redit_avec_les_trois_prochaines_dates(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel météo chaque lundi à 9h")
    reseau.bot_dit(
        "n° 1, météo", "chaque lundi à 9 h", "lundi 7 décembre à 9 h", "lundi 21 décembre",
        type="rituel.cree",
        champs={
            "rituel": 1,
            "prochaines": [
                "2026-12-07T09:00:00+01:00", "2026-12-14T09:00:00+01:00",
                "2026-12-21T09:00:00+01:00",
            ],
        },
    )  # fmt: skip


def test_sans_heure_c_est_9_h_et_c_est_dit(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel bulletin un vendredi sur deux")
    reseau.bot_dit("heure non précisée : 9 h", type="rituel.cree", champs={"rituel": 1})


@pytest.mark.parametrize(
    "ecrit",
    [
        "!rendez-vous météo chaque lundi à 9h", "!rendezvous Météo, chaque lundi à 9h",
        "!Rituel METEO : chaque lundi à 9h", "! rituel la météo tous les lundis à neuf heures",
        "Maillon, rituel météo le lundi à 9:00",
    ],
)  # fmt: skip
def test_plusieurs_facons_de_l_ecrire(reseau: Salon, ecrit: str) -> None:
    reseau["nadia"].dit(ecrit)
    dit = reseau.bot_dit("chaque lundi à 9 h", type="rituel.cree")
    assert dit.jumeau["prochaines"][0] == "2026-12-07T09:00:00+01:00"


def test_un_jour_ferie_est_deplace_et_c_est_dit(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel rappel le 1er de chaque mois à 9h : pensez aux relevés")
    dit = reseau.bot_dit(
        "demain à 9 h", "lundi 4 janvier à 9 h (vendredi 1er janvier est férié)",
        type="rituel.cree",
    )  # fmt: skip
    assert dit.jumeau["prochaines"] == [
        "2026-12-01T09:00:00+01:00", "2027-01-04T09:00:00+01:00", "2027-02-01T09:00:00+01:00",
    ]  # fmt: skip


def test_ou_saute_si_le_reseau_le_veut(reseau: Salon) -> None:
    reseau["nadia"].dit("!réseau régler rituels fériés sautés")
    reseau.bot_dit(type="reseau.regle")
    reseau["nadia"].dit("!rituel météo chaque vendredi à 9h")
    dit = reseau.bot_dit(type="rituel.cree")
    reseau["nadia"].dit("!rituel 1 pause jusqu'au 20 décembre")
    dit = reseau.bot_dit(type="rituel.change")
    # Noël et le jour de l'an sont des vendredis.
    assert [d[:10] for d in dit.jumeau["prochaines"]] == ["2027-01-08", "2027-01-15", "2027-01-22"]


def test_changer_les_jours_du_reseau_deplace_aussitot_ce_qui_est_prevu(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel rappel chaque vendredi à 9h : les congés")
    reseau.bot_dit(type="rituel.cree")
    reseau["nadia"].dit("!réseau régler jours lundi-jeudi")
    reseau.bot_dit(type="reseau.regle")
    reseau.passe(jusqua="2026-12-04 12:00")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-07 09:01")
    reseau.bot_dit("les congés", type="rituel.rappel")


def test_changer_de_fuseau_garde_l_heure_dite(reseau: Salon) -> None:
    """Prévu à 9 h, c'est à 9 h là où vit le réseau, même si le fuseau est réglé après coup."""
    reseau["nadia"].dit("!rituel rappel chaque mardi à 9h : les congés")
    reseau.bot_dit(type="rituel.cree")
    reseau["nadia"].dit("!réseau régler fuseau Indian/Reunion")
    reseau.bot_dit(type="reseau.regle")
    reseau["ines"].dit("!rituels")
    dit = reseau.bot_dit("chaque mardi à 9 h", type="rituel.liste")
    assert dit.jumeau["prochaines"][0] == "2026-12-01T09:00:00+04:00"
    reseau.passe(jusqua="2026-12-01 06:01")
    reseau.bot_dit(type="rituel.rappel", champs={"occurrence": "2026-12-01T09:00:00+04:00"})


def test_un_samedi_nomme_reste_un_samedi(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel rappel chaque samedi à 10h : le marché")
    dit = reseau.bot_dit("samedi 5 décembre à 10 h", type="rituel.cree")
    assert [d[:10] for d in dit.jumeau["prochaines"]] == ["2026-12-05", "2026-12-12", "2026-12-19"]


def test_tous_les_jours_ce_sont_les_jours_ou_l_on_travaille(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel rappel tous les jours à 9h30 : la pause")
    reseau.bot_dit(type="rituel.cree")
    reseau.passe(jusqua="2026-12-08 09:00")
    dits = [d for d in reseau.monde.fil.dits if d.type == "rituel.rappel"]
    assert [f"{d.quand:%a}" for d in dits] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Mon"]
    reseau.oublie()


# -- refuser, demander -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ecrit", "dit"),
    [
        ("!rituel météo lundi à 9h", "une seule fois, ou chaque lundi à 9h"),
        ("!rituel météo le 31 février", "« le 31 février » n'existe pas"),
        ("!rituel météo demain à 9h", "n'arrive qu'une fois"),
        ("!rituel météo bimensuel", "deux"),
        ("!rituel météo", "Quand ?"),
        ("!rituel météo chaque lundi à 25h", "« 25h » n'existe pas"),
        ("!rituel chaque lundi à 9h", "De quel genre ?"),
        ("!rituel sieste chaque lundi à 9h", "« sieste » n'est pas un genre de rituel"),
        ("!rituel rappel chaque lundi à 9h", "Que dois-je rappeler ?"),
        ("!rituel rappel chaque lundi à 9h pensez aux congés", "après deux-points"),
        ("!rituel météo chaque lundy", "« lundy »"),
        ("!rituel", "Par exemple : !rituel météo chaque lundi à 9h"),
    ],
)
def test_ce_qui_n_est_pas_compris_est_nomme(reseau: Salon, ecrit: str, dit: str) -> None:
    reseau["nadia"].dit(ecrit)
    reseau.bot_dit(dit, "!rituel", type="usage", champs={"commande": "rituel"})
    assert garde(reseau.monde, Rituel) == []


def test_seule_l_animation_prevoit_chacun_voit(reseau: Salon) -> None:
    reseau["ines"].dit("!rituel météo chaque lundi à 9h")
    reseau.bot_dit("animent", type="refus", champs={"commande": "rituel"})
    reseau["ines"].dit("!rituels")
    reseau.bot_dit("Aucun rituel", type="rituel.liste", champs={"prochaines": []})


def test_un_texte_trop_long_n_est_pas_garde(reseau: Salon) -> None:
    reseau["nadia"].dit(f"!rituel rappel chaque lundi à 9h : {'a' * 501}")
    reseau.bot_dit("trop long", type="usage")


def test_pas_plus_de_trente(monde: Monde, reseau: Salon) -> None:
    maintenant = monde.horloge.now()
    monde.fil.pose(*(
        Rituel(id=n, reseau=1, genre="rappel", mots="chaque lundi", rrule="FREQ=WEEKLY;BYDAY=MO;"
               "BYHOUR=9;BYMINUTE=0", fuseau="Europe/Paris", debut=maintenant, cree_le=maintenant)
        for n in range(1, 31)
    ))  # fmt: skip
    reseau["nadia"].dit("!rituel météo chaque lundi à 9h")
    reseau.bot_dit("déjà 30 rituels", type="refus")


# -- voir ------------------------------------------------------------------------------------------


def test_les_rituels_et_leurs_prochaines_dates(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel météo chaque lundi à 9h")
    reseau.bot_dit(type="rituel.cree")
    reseau["nadia"].dit("!rituel rappel chaque mardi à 10h : les congés")
    reseau.bot_dit("Je dirai : « les congés »", type="rituel.cree")
    reseau["ines"].dit("!rituels")
    dit = reseau.bot_dit(
        "n° 1, météo, chaque lundi à 9 h ; prochaine : lundi 7 décembre à 9 h",
        "n° 2, rappel, chaque mardi à 10 h ; prochaine : demain à 10 h",
        type="rituel.liste", champs={"rituels": [1, 2], "rituel": 2},
    )  # fmt: skip
    assert dit.jumeau["prochaines"][0] == "2026-12-01T10:00:00+01:00"
    reseau["ines"].dit("!réseau")
    reseau.bot_dit("Rituel n° 1, météo", "prochaine : demain à 10 h", type="reseau.fiche")
    reseau["nadia"].dit("!rituel 2")
    reseau.bot_dit("les congés", type="rituel.liste", champs={"rituel": 2})


def test_un_rituel_d_ailleurs_n_existe_pas_ici(reseau: Salon, ouvre_reseau: OuvreReseau) -> None:
    autre = ouvre_reseau("Comptables", ("rose", "jean"), animation="rose")
    autre["rose"].dit("!rituel météo chaque lundi à 9h")
    autre.bot_dit("qu'en privé", type="rituel.cree", champs={"rituel": 1})
    reseau["nadia"].dit("!rituel 1 supprimer")
    reseau.bot_dit("Je ne trouve pas", type="refus")


# -- changer ---------------------------------------------------------------------------------------


def prevu(reseau: Salon, ecrit: str = "rappel chaque mardi à 10h : les congés") -> None:
    reseau["nadia"].dit(f"!rituel {ecrit}")
    reseau.bot_dit(type="rituel.cree")


def test_en_pause_jusqu_a_une_date_puis_il_reprend_seul(reseau: Salon) -> None:
    prevu(reseau)
    reseau["nadia"].dit("!rituel 1 pause jusqu'au 10 décembre")
    reseau.bot_dit(
        "en pause jusqu'au jeudi 10 décembre", "mardi 15 décembre", type="rituel.change",
        champs={"rituel": 1},
    )  # fmt: skip
    reseau.passe(jusqua="2026-12-15 09:00")
    reseau.bot_se_tait()
    reseau.passe(hours=2)
    reseau.bot_dit("les congés", type="rituel.rappel")


def test_une_pause_a_venir(reseau: Salon) -> None:
    prevu(reseau)
    reseau["nadia"].dit("!rituel 1 pause du 7 au 13 décembre")
    dit = reseau.bot_dit("en pause du", type="rituel.change")
    assert [d[:10] for d in dit.jumeau["prochaines"]] == ["2026-12-01", "2026-12-15", "2026-12-22"]
    reseau.passe(jusqua="2026-12-15 11:00")
    reseau.bot_dit(type="rituel.rappel")
    reseau.bot_dit(type="rituel.rappel")


@pytest.mark.parametrize("mots", ["pause", "pause jusqu'à nouvel ordre"])
def test_en_pause_sans_fin_puis_repris(reseau: Salon, mots: str) -> None:
    prevu(reseau)
    reseau["nadia"].dit(f"!rituel 1 {mots}")
    reseau.bot_dit("jusqu'à nouvel ordre", "reprendre", champs={"prochaines": []})
    reseau["ines"].dit("!rituels")
    reseau.bot_dit("en pause", type="rituel.liste")
    reseau.passe(days=30)
    reseau.bot_se_tait()
    reseau["nadia"].dit("!rituel n°1 reprendre")
    dit = reseau.bot_dit("reprend", type="rituel.change")
    assert dit.jumeau["prochaines"][0] == "2027-01-05T10:00:00+01:00"
    reseau["nadia"].dit("!rituel 1 reprendre")
    reseau.bot_dit("n'était pas en pause", type="rituel.change")


def test_une_pause_que_l_on_ne_comprend_pas(reseau: Salon) -> None:
    prevu(reseau)
    reseau["nadia"].dit("!rituel 1 pause bientôt")
    reseau.bot_dit("bientôt", "!rituel 1 pause jusqu'au", type="usage")
    reseau["nadia"].dit("!rituel 1 danser")
    reseau.bot_dit("reprendre, supprimer, essai, maintenant", type="usage")


def test_supprime_il_n_a_plus_lieu_et_l_on_sait_le_remettre(reseau: Salon) -> None:
    prevu(reseau)
    reseau["nadia"].dit("!rituel 1 supprimer")
    reseau.bot_dit(
        "supprimé", "!rituel rappel chaque mardi à 10h : les congés", type="rituel.change",
        champs={"rituel": 1, "prochaines": []},
    )  # fmt: skip
    assert "rituel:1" not in {r.about for r in garde(reseau.monde, Reminder)}
    reseau.passe(days=10)
    reseau.bot_se_tait()
    reseau["nadia"].dit("!rituel 1 reprendre")
    reseau.bot_dit("Je ne trouve pas", type="refus")


def test_l_intervalle_garde_sa_phase_malgre_la_pause(reseau: Salon) -> None:
    prevu(reseau, "rappel un mardi sur deux à 10h : les congés")
    reseau["nadia"].dit("!rituel 1 pause jusqu'au 10 décembre")
    dit = reseau.bot_dit(type="rituel.change")
    assert [d[:10] for d in dit.jumeau["prochaines"]] == ["2026-12-15", "2026-12-29", "2027-01-12"]


def test_une_regle_finie_s_arrete_d_elle_meme(reseau: Salon) -> None:
    prevu(reseau, "rappel chaque mardi à 10h, 2 fois : les congés")
    reseau.passe(jusqua="2026-12-31 10:00")
    reseau.bot_dit(type="rituel.rappel")
    reseau.bot_dit(type="rituel.rappel")
    reseau["nadia"].dit("!rituel 1 reprendre")
    reseau.bot_dit("est fini", type="refus")
    reseau["nadia"].dit("!rituels")
    reseau.bot_dit("Aucun rituel", type="rituel.liste")


# -- essayer, lancer -------------------------------------------------------------------------------


def test_essaye_en_prive_le_salon_n_en_voit_rien(reseau: Salon) -> None:
    prevu(reseau)
    nadia = reseau["nadia"]
    nadia.ouvre_une_conversation().oublie()
    message = nadia.dit("!rituel 1 essai")
    reseau.passe(seconds=1)
    nadia.recoit("À l'essai", "les congés", type="rituel.rappel", champs={"rituel": 1})
    reseau.bot_reagit("📬", message)
    reseau.bot_se_tait()
    assert [f.essai for f in garde(reseau.monde, Occurrence)] == [True]
    reseau.passe(jusqua="2026-12-01 10:01")
    reseau.bot_dit("les congés", type="rituel.rappel")


def test_sans_conversation_il_l_ouvre_d_abord(reseau: Salon) -> None:
    prevu(reseau)
    reseau["nadia"].dit("!rituel 1 essai")
    reseau.bot_dit("Acceptez l'invitation", "!rituel 1 essai", type="rituel.change")
    reseau["nadia"].recoit(type="prive.ouverture", mention="nadia")


def test_lance_maintenant_il_a_lieu_aussi_a_son_heure(reseau: Salon) -> None:
    prevu(reseau)
    reseau["nadia"].dit("!rituel 1 maintenant")
    reseau.passe(seconds=1)
    reseau.bot_dit("les congés", type="rituel.rappel", champs={"rituel": 1})
    reseau.passe(jusqua="2026-12-01 10:01")
    reseau.bot_dit(
        "les congés", type="rituel.rappel", champs={"occurrence": "2026-12-01T10:00:00+01:00"}
    )


def test_lance_depuis_la_conversation_il_a_lieu_dans_le_salon(reseau: Salon) -> None:
    prevu(reseau)
    reseau["nadia"].dit("rituel 1 maintenant", en_prive=True)
    reseau.passe(seconds=1)
    reseau["nadia"].recoit("lancé dans le salon", type="rituel.change")
    reseau.bot_dit("les congés", type="rituel.rappel")
