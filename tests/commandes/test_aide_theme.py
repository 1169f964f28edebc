"""Une question sans thème : deviné, choisi d'une touche, corrigé d'un mot."""

import pytest
from sqlmodel import Session

from donnees import demande as demandes
from tests.scenario import Monde, OuvreReseau, Salon

MEMBRES = ("nadia", "ines", "karim", "lucie", "paul")


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Deux thèmes au nom d'un vocabulaire prêt, un troisième sans."""
    return ouvre_reseau(
        "Assistantes", membres=MEMBRES, animation="nadia",
        themes={"comptabilité": ("karim",), "courrier": ("paul",), "voitures": ("lucie",)},
    )  # fmt: skip


def test_un_theme_sur_part_et_dit_comment_le_corriger(reseau: Salon) -> None:
    mot = reseau["ines"].dit("!aide mon mandat est rejeté par la trésorerie")
    reseau.bot_dit(
        "n° 1, comptabilité", "J'ai deviné le thème", "Répondez à ce message par son nom",
        type="demande.proposee", mention="karim", repond_a=mot, champs={"theme": "comptabilité"},
    )  # fmt: skip


def test_le_mauvais_theme_se_corrige_d_un_mot(reseau: Salon) -> None:
    reseau["ines"].dit("!aide mon mandat est rejeté par la trésorerie")
    dit = reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["karim"].repond_a(dit, "courrier")  # ce n'est pas à lui : c'est une réponse
    reseau["ines"].dit("!aide encore un mandat rejeté par la trésorerie")
    dit = reseau.bot_dit(type="demande.proposee", mention="karim", champs={"demande": 2})
    mot = reseau["ines"].repond_a(dit, "Courrier")
    reseau.bot_dit("Je demande aussi à Paul", "n° 2, courrier", type="demande.proposee",
                   mention="paul", repond_a=mot, champs={"demande": 2})  # fmt: skip
    reseau["karim"].reagit("✋", sur=dit)
    reseau.bot_dit(type="demande.prise", mention="ines")


def test_une_correction_instruit(reseau: Salon) -> None:
    question = "le clapet du bloc bleu est grippé"
    reseau["ines"].dit(f"!aide comptabilité {question} ?")
    dit = reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["ines"].dit(f"!aide {question} encore")
    dit = reseau.bot_dit("deviné", type="demande.proposee", mention="karim")
    reseau["ines"].repond_a(dit, "voitures")
    reseau.bot_dit(type="demande.proposee", mention="lucie", champs={"demande": 2})
    reseau["ines"].dit("!aide ce clapet, encore lui, sur le bloc bleu")
    reseau.bot_dit("n° 3, voitures", type="demande.proposee", mention="lucie")


def choix(reseau: Salon) -> str:
    """Une question où deux thèmes se valent."""
    reseau["nadia"].dit("!thème courrier : timbre")
    reseau["nadia"].dit("!thème voitures : clé")
    reseau.oublie()
    return reseau["ines"].dit("!aide un timbre sur la clé")


def test_deux_themes_se_valent_on_demande(reseau: Salon) -> None:
    mot = choix(reseau)
    dit = reseau.bot_dit(
        "Ines, de quel thème", "❌ aucun", "Sans réponse à 11 h 02", type="demande.choix",
        mention="ines", boutons=("1️⃣", "2️⃣", "❌"), repond_a=mot,
    )  # fmt: skip
    noms = dit.jumeau["themes"]
    assert sorted(noms) == ["courrier", "voitures"]
    assert f"1️⃣ {noms[0]}" in dit.corps
    reseau["karim"].reagit("2️⃣", sur=dit)
    reseau.bot_se_tait()
    reseau["ines"].reagit("2️⃣")
    reseau.bot_dit(type="demande.proposee", champs={"theme": noms[1], "demande": 1}, repond_a=mot,
                   mention={"courrier": "paul", "voitures": "lucie"}[noms[1]])  # fmt: skip
    reseau["ines"].reagit("1️⃣", sur=dit)
    reseau.passe(hours=3)
    reseau.bot_dit(type="demande.appel", appel=True)
    reseau.bot_se_tait()


def test_ni_l_un_ni_l_autre_puis_le_nom(reseau: Salon) -> None:
    mot = choix(reseau)
    reseau.bot_dit(type="demande.choix", mention="ines")
    reseau["ines"].repond_a(reseau.monde.fil.dits[-1], "aucun")
    dit = reseau.bot_dit("comptabilité, courrier et voitures", type="usage", repond_a=mot)
    reseau.passe(days=1)
    reseau.bot_se_tait()
    reseau["ines"].repond_a(dit, "je ne sais pas trop")
    reseau.bot_se_tait()
    reseau["ines"].repond_a(dit, "comptabilité")
    reseau.bot_dit(type="demande.proposee", mention="karim", repond_a=mot, champs={"demande": 1})


def test_un_choix_sans_reponse_ne_laisse_pas_la_question_en_plan(reseau: Salon) -> None:
    choix(reseau)
    noms = reseau.bot_dit(type="demande.choix", mention="ines").jumeau["themes"]
    reseau.passe(hours=2, minutes=1)
    reseau.bot_dit("deviné", type="demande.proposee", champs={"theme": noms[0]},
                   mention={"courrier": "paul", "voitures": "lucie"}[noms[0]])  # fmt: skip


@pytest.mark.parametrize(
    "dit",
    ["!aide urgent comptabilité Chorus refuse", "!aide comptabilité urgent Chorus refuse",
     "!aide urgent : comptabilité : Chorus refuse", "!question Urgente comptabilité Chorus refuse"],
)  # fmt: skip
def test_urgent_avant_ou_apres_le_theme(reseau: Salon, dit: str) -> None:
    reseau["ines"].dit(dit)
    reseau.bot_dit("n° 1, comptabilité, urgente", "sans réponse à 9 h 32", type="demande.proposee",
                   mention="karim")  # fmt: skip
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("« Chorus refuse »", type="demande.fiche")


def test_urgent_sans_question(reseau: Salon) -> None:
    reseau["ines"].dit("!aide urgent")
    reseau.bot_dit("votre question", type="usage", champs={"commande": "aide"})
    reseau["ines"].dit("!aide comptabilité urgent")
    reseau.bot_dit("!aide comptabilité", type="usage")


def test_le_modele_apprend_par_lots_et_se_refait_apres_un_redemarrage(monde: Monde) -> None:
    reseau = monde.ouvre_reseau("A", MEMBRES, themes={"courrier": ("paul",), "voitures": ()})
    reseau["ines"].dit("!aide voitures le treuil du hangar grince")
    reseau.bot_dit(type="demande.appel", appel=True)
    reseau.redemarre()
    reseau["ines"].dit("!aide ce treuil grince encore dans le hangar")
    reseau.bot_dit("n° 2, voitures", type="demande.appel", appel=True)
    with Session(monde.base) as session:
        assert [d.origine for d in demandes.demandes_en_cours(session, 1)] == ["dit", "devine"]
