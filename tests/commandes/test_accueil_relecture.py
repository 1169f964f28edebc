"""L'accueil, relu à neuf : s'effacer en route, répondre tard, deux réseaux, une étape déplacée."""

import pytest
from sqlmodel import select

from donnees.accueil import Sollicite
from donnees.histoire import Question
from tests.commandes.test_accompagner import sollicite, volontaire
from tests.commandes.test_accueil import arrive
from tests.commandes.test_accueil_etapes import etapes_de, ouvre_le_point, surprise
from tests.scenario import OuvreReseau, Personne, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime. C'est lundi 30 novembre, 9 h 02."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "paul", "sara"), animation="nadia",
        themes={"compta": ("karim",), "archives": ()},
    )  # fmt: skip


def s_efface(qui: Personne) -> None:
    qui.dit("oubliemoi", en_prive=True)
    qui.recoit("J'efface tout", type="oubli")
    qui.reagit("✅")


# -- s'effacer en route ----------------------------------------------------------------------------


def test_qui_accompagnait_s_efface_on_cherche_quelqu_un_d_autre(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    lucie = arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    karim.reagit("✋")
    karim.recoit("le premier mot", type="accueil")
    s_efface(karim)
    sollicite(paul, "Lucie")
    karim.recoit("C'est fait", type="oubli")
    paul.reagit("✋")
    paul.recoit("le premier mot", type="accueil")
    reseau.passe(jusqua="2026-11-30 18:00")
    lucie.recoit("Paul", type="bienvenue.prive", mention="lucie", champs={"pair": paul})


def test_qui_arrive_s_efface_rien_n_attend_plus_pour_elle(reseau: Salon) -> None:
    karim = volontaire(reseau, "karim")
    lucie = arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    s_efface(lucie)
    lucie.recoit("C'est fait", type="oubli")
    assert reseau.monde.fil.moteur.read(lambda s: [*s.exec(select(Sollicite)).all(),
                                                   *s.exec(select(Question)).all()]) == []
    karim.reagit("✋")
    karim.recoit("plus nécessaire", type="accueil")
    reseau.passe(jusqua="2027-02-01 12:00")
    reseau.bot_se_tait()


# -- à son heure, quoi qu'il arrive ----------------------------------------------------------------


def test_une_etape_avancee_se_demande_a_qui_en_a_passe_le_jour(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    etapes_de(reseau, lucie, "2026-12-28 12:00")  # le dix-neuvième jour
    reseau["nadia"].dit("!accueil étapes 3 jour 10")
    reseau.bot_dit("3. jour 10", type="accueil")
    assert etapes_de(reseau, lucie, "2026-12-30 08:00") == [("12-29", "surprise")]
    lucie.dit("Personne ne dit bonjour le matin.", en_prive=True)
    lucie.recoit("avec votre nom", type="bienvenue.prive", mention="lucie")


def test_l_invitation_acceptee_tard_elle_sait_quand_meme_qui_l_accompagne(reseau: Salon) -> None:
    karim = volontaire(reseau, "karim")
    lucie = reseau.monde.personne("lucie")
    lucie.arrive(reseau)
    reseau.passe(seconds=10)
    reseau.bot_dit(type="bienvenue.salon", mention="lucie")
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    assert lucie.invitee is not None
    lucie.invitee.appartenance(lucie, "leave")
    sollicite(karim, "Lucie")
    karim.reagit("✋")
    karim.recoit("le premier mot", type="accueil")
    reseau.passe(jusqua="2026-12-01 12:00")
    lucie.accepte()
    reseau.passe(jusqua="2026-12-01 18:00")
    lucie.recoit("Karim", type="bienvenue.prive", mention="lucie", champs={"pair": karim})


# -- répondre --------------------------------------------------------------------------------------


def test_une_reponse_qui_cite_l_etape_vaut_meme_tard(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    question = surprise(reseau, lucie)
    reseau.passe(jusqua="2027-01-18 10:00")
    lucie.repond_a(question, "Personne ne dit bonjour le matin.")
    lucie.recoit("avec votre nom", "bonjour le matin", type="bienvenue.prive", mention="lucie")


def test_l_accord_ne_vaut_que_pour_les_mots_sous_lesquels_il_est_pose(reseau: Salon) -> None:
    ouvre_le_point(reseau)
    lucie = arrive(reseau, "lucie")
    surprise(reseau, lucie)
    reseau["nadia"].prive.oublie()  # type: ignore[union-attr]
    lucie.dit("Untel est malpoli.", en_prive=True)
    avant = lucie.recoit("malpoli", type="bienvenue.prive", mention="lucie")
    lucie.dit("On se salue peu.", en_prive=True)
    lucie.recoit("se salue peu", type="bienvenue.prive", mention="lucie")
    lucie.reagit("✅", sur=avant)
    redit = lucie.recoit("« On se salue peu. »", type="bienvenue.prive", mention="lucie")
    reseau.passe(jusqua="2027-01-14 09:30")
    reseau.bot_se_tait()
    lucie.reagit("✅", sur=redit)
    lucie.recoit("L'animation le lira", type="bienvenue.prive")


# -- deux réseaux ----------------------------------------------------------------------------------


def test_de_deux_reseaux_chacun_dit_lequel_il_est(
    reseau: Salon, ouvre_reseau: OuvreReseau
) -> None:
    autre = ouvre_reseau("Comptables", ("lea", "marc"), themes={"compta": (), "paie": ("marc",)})
    lucie = arrive(reseau, "lucie")
    lucie.arrive(autre)
    reseau.passe(seconds=10)
    autre.bot_dit(type="bienvenue.salon", mention="lucie")
    lucie.recoit("dans le réseau Comptables", type="bienvenue.prive", mention="lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    lucie.recoit("Réseau Assistantes :", "archives", type="bienvenue.prive", mention="lucie")
    reseau.passe(jusqua="2026-12-04 12:00")
    lucie.recoit("Réseau Comptables :", "paie", type="bienvenue.prive", mention="lucie")
    lucie.dit("compta", en_prive=True)
    lucie.recoit("compta", type="savoir.note")
    autre["lea"].dit("!annuaire compta", dans=autre)
    autre.bot_dit("Lucie", type="annuaire")
