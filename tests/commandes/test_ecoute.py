"""« stop », « reprendre », « parler » : ce qui s'écrit à part, et la carte du réseau."""

import pytest

from donnees.attention import Attention
from donnees.theme import OUI, Referent
from tests.scenario import DEPART, Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Inès et Karim sont membres."""
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), themes={"compta": ("karim",)})


def stop_de(monde: Monde, mxid: str) -> bool:
    ligne = monde.fil.moteur.read(lambda s: s.get(Attention, mxid))
    return ligne is not None and ligne.stop_depuis is not None


def test_stop_puis_reprendre(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("stop", en_prive=True)
    ines.recoit("je ne vous écris plus le premier", "reprendre", type="ecoute")
    assert stop_de(reseau.monde, ines.mxid)
    ines.dit("Stop !", en_prive=True)
    ines.recoit("déjà", type="ecoute")
    ines.dit("reprendre", en_prive=True)
    ines.recoit("une fois par jour", type="ecoute")
    assert not stop_de(reseau.monde, ines.mxid)


def test_stop_ecrit_dans_un_salon_se_repond_en_prive(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("bonjour", en_prive=True)
    message = ines.dit("!stop")
    ines.recoit(type="ecoute")
    reseau.bot_reagit("📬", message)
    assert stop_de(reseau.monde, ines.mxid)


def test_stop_sans_conversation_ne_fait_rien_et_le_dit(reseau: Salon) -> None:
    reseau["ines"].dit("!stop")
    reseau.bot_dit("écrivez-moi en privé", type="refus", champs={"commande": "stop"})
    assert not stop_de(reseau.monde, "@ines:localhost")


def test_parler_dit_a_qui_et_que_c_est_un_robot(reseau: Salon) -> None:
    reseau.monde.fil.pose(Referent(theme=1, membre="@karim:localhost", etat=OUI,
                                   propose_par="@nadia:localhost", depuis=DEPART))  # fmt: skip
    ines = reseau["ines"]
    ines.dit("parler", en_prive=True)
    ines.recoit(
        "Je suis un robot", "à personne", "Nadia : anime le réseau", "Karim : référence",
        "3114", type="ecoute",
    )  # fmt: skip


def test_parler_dans_un_salon_ne_s_y_repete_pas(reseau: Salon) -> None:
    reseau["ines"].dit("!parler")
    reseau.bot_dit("écrivez-moi en privé", type="refus", champs={"commande": "parler"})


def test_on_ne_se_voit_pas_soi_meme_dans_sa_liste(reseau: Salon) -> None:
    reseau["nadia"].dit("parler", en_prive=True)
    dit = reseau["nadia"].recoit(type="ecoute")
    assert "Nadia" not in dit.corps


def test_qui_est_parti_n_est_plus_propose(reseau: Salon) -> None:
    reseau["nadia"].part()
    reseau.bot_dit("plus personne n'anime", type="animation")
    reseau["ines"].dit("parler", en_prive=True)
    dit = reseau["ines"].recoit("médecin de prévention", type="ecoute")
    assert "Nadia" not in dit.corps


def test_avec_deux_reseaux_parler_ne_fait_pas_choisir(ouvre_reseau: OuvreReseau) -> None:
    ouvre_reseau("Assistantes", ("nadia", "ines"))
    autre = ouvre_reseau("Comptables", ("paul", "ines"))
    autre["ines"].dit("parler", en_prive=True)
    autre["ines"].recoit("Assistantes", "Nadia", "Comptables", "Paul", type="ecoute")


def test_la_carte_du_reseau_se_lit_avec_parler(reseau: Salon) -> None:
    reseau["nadia"].dit("!carte le médecin de prévention, 01 23 45 67 89, le mardi")
    reseau.bot_dit("01 23 45 67 89", type="carte")
    reseau["ines"].dit("parler", en_prive=True)
    reseau["ines"].recoit("01 23 45 67 89", type="ecoute")


def test_la_carte_reglee_en_prive_s_annonce(reseau: Salon) -> None:
    reseau["nadia"].dit("carte la psychologue du travail, bureau 12", en_prive=True)
    reseau.bot_dit("bureau 12", type="carte")
    reseau["nadia"].recoit("dans le salon", type="carte")


def test_seule_l_animation_change_la_carte(reseau: Salon) -> None:
    reseau["ines"].dit("!carte moi, bureau 12")
    reseau.bot_dit("animent", type="refus", champs={"commande": "carte"})
    reseau["nadia"].dit("!carte " + "a" * 301)
    reseau.bot_dit("300", type="usage")


@pytest.mark.parametrize("texte", ["<b>moi</b>", "@room venez", "[a](https://exemple.fr)"])
def test_une_carte_reste_du_texte(reseau: Salon, texte: str) -> None:
    reseau["nadia"].dit(f"!carte {texte}")
    dit = reseau.bot_dit(type="carte")
    assert "<b>" not in dit.contenu["formatted_body"]
    assert "<a " not in dit.contenu["formatted_body"]
