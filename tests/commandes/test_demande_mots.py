"""Des mots libres en privé, corrigés ou supprimés avant que l'on ait dit oui (contrat §5)."""

import pytest

from tests.scenario import OuvreReseau, Personne, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Inès demande en privé ; Karim connaît la comptabilité, et a sa conversation."""
    reseau = ouvre_reseau("A", ("nadia", "ines", "karim"), themes={"compta": ("karim",)})
    for nom in ("ines", "karim"):
        reseau[nom].ouvre_une_conversation().oublie()
    return reseau


@pytest.fixture
def ines(reseau: Salon) -> Personne:
    """Qui demande."""
    return reseau["ines"]


def test_ses_mots_corriges_avant_le_oui_partent_corriges(reseau: Salon, ines: Personne) -> None:
    mots = ines.dit("Comment payer monsieur Dupont, en compta ?", en_prive=True)
    ines.recoit("Je l'envoie", type="demande.accord", mention=ines)
    ines.corrige(mots, "Comment payer un fournisseur, en compta ?")
    ines.dit("oui", en_prive=True)
    ines.recoit("question n° 1", type="demande.ouverte", repond_a=mots)
    dit = reseau["karim"].recoit("un fournisseur", type="demande.proposee", mention="karim")
    assert "Dupont" not in dit.corps


def test_ses_mots_supprimes_avant_le_oui_ne_partent_pas(ines: Personne) -> None:
    mots = ines.dit("Comment payer monsieur Dupont, en compta ?", en_prive=True)
    accord = ines.recoit(type="demande.accord", mention=ines)
    ines.supprime(mots)
    ines.dit("oui", en_prive=True)
    ines.reagit("✅", sur=accord)


def test_une_correction_illisible_ne_remplace_rien(reseau: Salon, ines: Personne) -> None:
    mots = ines.dit("Comment payer un fournisseur, en compta ?", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.corrige(mots, "Comment payer ?" * 200)
    ines.recoit("l'essentiel", type="usage", repond_a=mots, champs={"commande": "aide"})
    ines.dit("oui", en_prive=True)
    ines.recoit(type="demande.ouverte", repond_a=mots)
    reseau["karim"].recoit("un fournisseur", type="demande.proposee", mention="karim")


def test_envoyes_puis_corriges_ou_supprimes_c_est_la_demande(reseau: Salon, ines: Personne) -> None:
    mots = ines.dit("Comment payer un fournisseur, en compta ?", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.dit("oui", en_prive=True)
    ines.recoit(type="demande.ouverte", repond_a=mots)
    reseau["karim"].recoit(type="demande.proposee", mention="karim")
    ines.corrige(mots, "Comment payer vite un fournisseur, en compta ?")
    ines.dit("demande 1", en_prive=True)
    ines.recoit("« Comment payer vite un fournisseur, en compta ? »", type="demande.fiche")
    ines.supprime(mots)
    ines.recoit("retirée", type="demande.annulee", mention=ines, repond_a=mots)


def test_en_prive_la_question_corrigee_n_emporte_pas_le_mot_aide(
    reseau: Salon, ines: Personne
) -> None:
    mots = ines.dit("aide compta une qestion ?", en_prive=True)
    ines.recoit(type="demande.ouverte")
    reseau["karim"].recoit(type="demande.proposee", mention="karim")
    ines.corrige(mots, "aide compta une question ?")
    ines.dit("demande 1", en_prive=True)
    ines.recoit("« une question ? »", type="demande.fiche")


@pytest.mark.parametrize(
    "mot",
    ["ok merci", "Merci pour votre aide !", "bonjour à tous", "C'est noté, merci. À demain", "👍"],
)
def test_une_politesse_n_est_jamais_une_question(ines: Personne, mot: str) -> None:
    ines.dit(mot, en_prive=True)
    ines.dit("aide", en_prive=True)
    ines.recoit(type="guide")


@pytest.mark.parametrize("mot", ["bonjour, où est le guide ?", "qui paie, svp, merci", "3"])
def test_une_politesse_suivie_d_une_demande_en_est_une(ines: Personne, mot: str) -> None:
    ines.dit(mot, en_prive=True)
    ines.recoit("Je l'envoie", type="demande.accord", mention=ines)
