"""Le mot d'un bouton, écrit en réponse, fait ce que fait le bouton (contrat §5)."""

import pytest

from bot.core.boutons import NON, OUI, from_word, mots_offerts
from bot.core.texte import Gras, Personne, Texte
from tests.scenario import Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Inès demande, Karim connaît la comptabilité."""
    return ouvre_reseau("A", ("nadia", "ines", "karim"), "nadia",
                        themes={"compta": ("karim",), "courrier": ()})  # fmt: skip


@pytest.mark.parametrize("mot", ["réglé", "Réglé, oui.", "REGLE OUI", "oui", "✅"])
def test_regle_oui_en_reponse_clot_la_question(reseau: Salon, mot: str) -> None:
    reseau["ines"].dit("!aide compta Chorus refuse ma facture")
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["karim"].reagit("✋")
    prise = reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["ines"].repond_a(prise, mot)
    reseau.bot_dit(type="demande.resolue", mention=("ines", "karim"))


def test_toute_la_ligne_du_bouton_vaut_le_bouton(reseau: Salon) -> None:
    reseau["nadia"].dit(f"!référent {reseau['karim']} compta")
    propose = reseau.bot_dit("❌ non, sans explication", type="referent.note", mention="karim")
    reseau["karim"].repond_a(propose, "non, il faut que j'y réfléchisse")
    reseau["karim"].repond_a(propose, "Non, sans explication.")
    reseau.bot_dit("C'est entendu", type="referent.note")


def test_demander_aux_collegues_en_toutes_lettres(reseau: Salon) -> None:
    reseau["ines"].dit("!aide prends")
    explique = reseau.bot_dit("✋ demander aux collègues", type="aide")
    reseau["ines"].repond_a(explique, "demander aux collègues")
    reseau.bot_dit(type="usage", champs={"commande": "aide"})


def test_un_theme_offert_se_choisit_par_son_nom(monde: Monde) -> None:
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"))
    salon.oublie()
    salon["nadia"].dit("!réseau ouvrir Assistantes")
    ouvert = salon.bot_dit("6️⃣ archives", type="reseau.ouvert")
    salon["nadia"].repond_a(ouvert, "Archives")
    salon.bot_dit("Thème créé : archives", type="theme.note", champs={"theme": "archives"})


def test_un_reseau_se_choisit_par_son_nom(ouvre_reseau: OuvreReseau) -> None:
    ouvre_reseau("Grenadine", ("nadia", "ines"))
    ines = ouvre_reseau("Mirabelle du 17", ("paul", "ines"), themes={"reliure": ()})["ines"]
    ines.dit("thèmes", en_prive=True)
    ines.recoit("2️⃣ Mirabelle du 17", type="reseau.choix", mention=ines)
    ines.dit("mirabelle du 17", en_prive=True)
    ines.recoit("reliure", type="theme.liste")


def test_un_theme_hesitant_se_choisit_par_son_nom_en_prive(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("aide par où commencer, compta ou courrier ?", en_prive=True)
    ines.recoit("1️⃣ compta", "2️⃣ courrier", type="demande.choix", mention=ines)
    ines.dit("courrier", en_prive=True)
    ines.recoit("question n° 1, courrier", type="demande.accord", mention=ines)


def test_un_mot_qui_nomme_quelqu_un_n_en_est_pas_un() -> None:
    texte = Texte.de("Je note ?", (f"{OUI} oui, signée ", Personne("@karim:h")),
                     (f"{NON} ", Gras("non"), " merci"), "✋ au milieu")  # fmt: skip
    dits = mots_offerts(texte, (OUI, NON, "⏳"))
    assert dits == {OUI: "", NON: "non merci", "⏳": ""}
    assert from_word("signée", dits) is None
    assert from_word("", dits) is None


def test_une_commande_supprimee_avant_le_choix_du_reseau_n_a_pas_lieu(
    ouvre_reseau: OuvreReseau,
) -> None:
    ouvre_reseau("Grenadine", ("nadia", "ines"))
    ines = ouvre_reseau("Mirabelle", ("paul", "ines"))["ines"]
    mot = ines.dit("aide monsieur Dupont attend son mandat", en_prive=True)
    choix = ines.recoit(type="reseau.choix", mention=ines)
    ines.supprime(mot)
    ines.dit("1", en_prive=True)
    ines.reagit("1️⃣", sur=choix)
    ines.dit("demandes", en_prive=True)
    ines.recoit(type="reseau.choix", mention=ines)
    ines.dit("1", en_prive=True)
    ines.recoit("Aucune question", type="demande.liste", champs={"demandes": []})


def test_apres_le_choix_du_reseau_la_question_se_corrige(ouvre_reseau: OuvreReseau) -> None:
    ouvre_reseau("Grenadine", ("nadia", "ines"), themes={"compta": ()})
    ines = ouvre_reseau("Mirabelle", ("paul", "ines"), themes={"compta": ()})["ines"]
    mot = ines.dit("aide compta une qestion ?", en_prive=True)
    ines.recoit(type="reseau.choix", mention=ines)
    ines.dit("Mirabelle", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.corrige(mot, "aide compta une question ?")
    ines.dit("demande 1", en_prive=True)
    ines.recoit("« une question ? »", type="demande.fiche")
