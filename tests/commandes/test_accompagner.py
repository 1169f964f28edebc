"""Accompagner qui arrive : le tour des volontaires, le premier mot à une personne, l'animation."""

import pytest

from tests.commandes.test_accueil import arrive
from tests.commandes.test_accueil_etapes import ouvre_le_point
from tests.scenario import OuvreReseau, Personne, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime. C'est lundi 30 novembre, 9 h 02."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "paul", "sara"), animation="nadia",
    )  # fmt: skip


def volontaire(reseau: Salon, nom: str) -> Personne:
    reseau[nom].dit("accueil volontaire", en_prive=True)
    reseau[nom].recoit("dans le tour", type="accueil")
    return reseau[nom]


def sollicite(qui: Personne, pour: str) -> None:
    qui.recoit(f"{pour} vient d'arriver", type="accueil", mention=qui, boutons=("✋", "➡️"))


def test_qui_dit_oui_ecrit_le_premier_mot(reseau: Salon) -> None:
    karim = volontaire(reseau, "karim")
    lucie = arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    karim.reagit("✋")
    karim.recoit("le premier mot à Lucie", "à 14 h 32", type="accueil")
    reseau.passe(jusqua="2026-11-30 14:30")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-11-30 15:00")
    lucie.recoit("Karim veut bien vous accompagner", type="bienvenue.prive", mention="lucie",
                 champs={"membre": lucie, "etape": "accompagnement", "pair": karim})  # fmt: skip


def test_passer_va_a_la_personne_suivante(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    karim.dit("pas cette fois", en_prive=True)
    karim.recoit("quelqu'un d'autre", type="accueil")
    sollicite(paul, "Lucie")


def test_sans_reponse_on_demande_a_quelqu_un_d_autre(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    reseau.passe(jusqua="2026-11-30 11:30")
    sollicite(paul, "Lucie")
    karim.reagit("✋")  # son oui vaut encore
    karim.recoit("le premier mot", type="accueil")
    paul.reagit("✋")
    paul.recoit("l'accompagne déjà", type="refus")
    reseau.passe(jusqua="2026-11-30 18:00")
    reseau["lucie"].recoit("Karim", type="bienvenue.prive", mention="lucie")


def test_jamais_une_personne_absente(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    karim.dit("absent toute la semaine", en_prive=True)
    karim.recoit(type="absence.note")
    arrive(reseau, "lucie")
    sollicite(paul, "Lucie")


def test_jamais_deux_fois_en_un_mois_si_d_autres_peuvent(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    karim.reagit("✋")
    karim.recoit(type="accueil")
    reseau.passe(jusqua="2026-12-02 10:00")
    reseau["lucie"].recoit(type="bienvenue.prive", mention="lucie")
    arrive(reseau, "marc")
    sollicite(paul, "Marc")
    paul.reagit("➡️")
    paul.recoit(type="accueil")
    sollicite(karim, "Marc")  # personne d'autre ne peut


def test_on_attend_qui_peut_demain_plutot_que_qui_vient_de_le_faire(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    for nom in ("lucie", "marc"):
        arrive(reseau, nom)
    sollicite(karim, "Lucie")
    sollicite(paul, "Marc")
    karim.reagit("✋")
    karim.recoit(type="accueil")
    paul.reagit("➡️")
    paul.recoit(type="accueil")
    reseau.passe(jusqua="2026-12-01 08:59")
    reseau["lucie"].recoit(type="bienvenue.prive", mention="lucie")
    reseau.passe(jusqua="2026-12-01 10:00")
    sollicite(karim, "Marc")


def test_un_jour_de_travail_apres_l_animation_le_sait(reseau: Salon) -> None:
    ouvre_le_point(reseau)
    arrive(reseau, "lucie")
    nadia = reseau["nadia"]
    reseau.passe(jusqua="2026-12-01 09:01")
    nadia.recoit("Arrivée : Lucie", type="animation.point", mention="nadia")
    reseau.passe(jusqua="2026-12-02 09:01")
    nadia.recoit("Pour accompagner Lucie", "accueil accompagner", type="animation.point",
                 mention="nadia")  # fmt: skip
    nadia.dit("accueil accompagner Lucie", en_prive=True)
    nadia.recoit("le premier mot à Lucie", type="accueil")
    reseau.passe(jusqua="2026-12-02 18:00")
    reseau["lucie"].recoit("Nadia veut bien", type="bienvenue.prive", mention="lucie")


def test_personne_n_est_cherche_sans_conversation(reseau: Salon) -> None:
    reseau["karim"].dit("!accueil volontaire")
    reseau.bot_dit("écrivez-moi d'abord un mot en privé", type="accueil")
    arrive(reseau, "lucie")


def test_un_volontaire_de_plus_est_sollicite_pour_qui_est_seul(reseau: Salon) -> None:
    arrive(reseau, "lucie")
    karim = volontaire(reseau, "karim")
    reseau.passe(minutes=1)
    sollicite(karim, "Lucie")


def test_sortir_du_tour(reseau: Salon) -> None:
    karim = volontaire(reseau, "karim")
    karim.dit("accueil plus volontaire", en_prive=True)
    karim.recoit("C'est noté", type="accueil")
    arrive(reseau, "lucie")
    karim.dit("accueil plus volontaire", en_prive=True)
    karim.recoit("pas dans le tour", type="accueil")


def test_le_oui_repris_on_cherche_de_nouveau(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    karim.reagit("✋")
    karim.recoit(type="accueil")
    karim.retire("✋")
    karim.recoit(type="accueil")
    sollicite(paul, "Lucie")
    reseau.passe(jusqua="2026-11-30 18:00")


def test_qui_accompagne_s_en_va(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    karim.reagit("✋")
    karim.recoit(type="accueil")
    reseau.passe(jusqua="2026-12-01 10:00")
    reseau["lucie"].recoit("Karim", type="bienvenue.prive", mention="lucie")
    karim.part()
    sollicite(paul, "Lucie")
    paul.reagit("✋")
    paul.recoit("C'est à vous de vous présenter", type="accueil")
    reseau.passe(jusqua="2026-12-02 18:00")
    reseau.bot_se_tait()


def test_qui_arrive_repart_la_question_tombe(reseau: Salon) -> None:
    karim = volontaire(reseau, "karim")
    lucie = arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    lucie.part()
    karim.reagit("✋")
    karim.recoit("plus nécessaire", type="accueil")
    reseau.passe(days=3)


def test_l_accueil_se_montre(reseau: Salon) -> None:
    volontaire(reseau, "karim")
    reseau["paul"].dit("!accueil")
    reseau.bot_dit("Personne n'est arrivé", "Karim veut bien accompagner", "!accueil volontaire",
                   type="accueil")  # fmt: skip


@pytest.mark.parametrize("texte", ["", " @karim:localhost", " Personne"])
def test_accompagner_qui(reseau: Salon, texte: str) -> None:
    reseau["paul"].dit(f"!accueil accompagner{texte}")
    dit = reseau.bot_dit(champs={"commande": "accueil"})
    assert dit.type in ("refus", "usage")
