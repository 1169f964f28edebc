"""✉️ me parler à part, et ce qui s'écrit à part."""

import pytest

from tests.scenario import Monde, OuvreReseau, Salon


@pytest.fixture
def salon(monde: Monde) -> Salon:
    """Un salon sans réseau, où le robot vient de se présenter."""
    return monde.ouvre_salon("Direction", ("nadia", "ines"))


def test_la_touche_ouvre_une_conversation(salon: Salon) -> None:
    salon.bot_dit(type="presentation", boutons=("✉️",))
    salon["ines"].reagit("✉️")
    dit = salon["ines"].recoit("à part", "menu", type="prive.ouverture", mention="ines")
    assert dit.salon != salon.id
    salon["ines"].prive.appartenance(salon["ines"], "join")  # type: ignore[union-attr]
    salon["ines"].dit("menu", en_prive=True)
    salon["ines"].recoit(type="menu")


def test_le_mot_ecrit_en_reponse_vaut_la_touche(salon: Salon) -> None:
    presentation = salon.bot_dit(type="presentation")
    salon["ines"].repond_a(presentation, "Me parler à part")
    salon["ines"].recoit(type="prive.ouverture", mention="ines")


def test_une_conversation_deja_ouverte_sert_encore(salon: Salon) -> None:
    presentation = salon.bot_dit(type="presentation")
    conversation = salon["ines"].ouvre_une_conversation()
    salon["ines"].recoit(type="presentation", mention="ines")
    salon["ines"].reagit("✉️", sur=presentation)
    dit = salon["ines"].recoit(type="prive.ouverture", mention="ines")
    assert dit.salon == conversation.id


def test_deux_personnes_ont_chacune_la_leur(salon: Salon) -> None:
    presentation = salon.bot_dit(type="presentation")
    for nom in ("nadia", "ines"):
        salon[nom].reagit("✉️", sur=presentation)
        salon[nom].recoit(type="prive.ouverture", mention=nom)


def test_retoucher_n_ouvre_pas_un_second_salon(salon: Salon) -> None:
    presentation = salon.bot_dit(type="presentation")
    salon["ines"].reagit("✉️", sur=presentation)
    premiere = salon["ines"].recoit(type="prive.ouverture", mention="ines")
    salon["ines"].retire("✉️")
    salon["ines"].reagit("✉️", sur=presentation)
    seconde = salon["ines"].recoit(type="prive.ouverture", mention="ines")
    assert seconde.salon == premiere.salon


def test_qui_a_quitte_la_conversation_en_retrouve_une(salon: Salon) -> None:
    presentation = salon.bot_dit(type="presentation")
    ines = salon["ines"]
    ines.reagit("✉️", sur=presentation)
    premiere = ines.recoit(type="prive.ouverture", mention="ines")
    assert ines.prive is not None
    ines.prive.appartenance(ines, "leave")
    ines.retire("✉️")
    ines.reagit("✉️", sur=presentation)
    seconde = ines.recoit(type="prive.ouverture", mention="ines")
    assert seconde.salon != premiere.salon


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_coupe_au_milieu_une_seule_conversation(salon: Salon, validation: int) -> None:
    salon.bot_dit(type="presentation")
    salon.coupe_au_milieu(validation)
    salon["ines"].reagit("✉️")
    salon["ines"].recoit(type="prive.ouverture", mention="ines")
    assert len(salon.monde.salons) == 2


def test_qui_n_est_plus_la_n_ouvre_rien(salon: Salon) -> None:
    presentation = salon.bot_dit(type="presentation")
    salon["ines"].part()
    salon["ines"].reagit("✉️", sur=presentation)
    salon.bot_se_tait()


def test_un_serveur_non_autorise_n_ouvre_rien(monde: Monde) -> None:
    monde.personne("eve", serveur="ailleurs.example")
    salon = monde.ouvre_salon("Direction", ("nadia", "eve"))
    presentation = salon.bot_dit(type="presentation")
    salon["eve"].reagit("✉️", sur=presentation)
    salon.bot_se_tait()


# -- les mots libres -------------------------------------------------------------------------------


def test_une_politesse_ne_recoit_rien(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    reseau["ines"].dit("merci beaucoup !", en_prive=True)
    reseau.bot_se_tait()


def test_hors_de_tout_reseau_on_dit_quoi_faire(monde: Monde) -> None:
    seul = monde.personne("seul")
    seul.dit("Comment fait-on une facture ?", en_prive=True)
    seul.recoit("aucun réseau", "salon", type="refus", champs={"commande": "aide"})
