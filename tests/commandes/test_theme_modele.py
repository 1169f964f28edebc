"""Prendre des thèmes tout prêts : à l'ouverture, par une touche, par leur nom."""

import pytest

from bot.core.boutons import CHIFFRES
from bot.core.vocabulaires import vocabulaires
from tests.scenario import Monde, OuvreReseau, Salon

PREMIERS = list(vocabulaires())[:9]


@pytest.fixture
def ouvert(monde: Monde) -> Salon:
    """Nadia vient d'ouvrir le réseau ; le message d'ouverture offre des thèmes."""
    salon = monde.ouvre_salon("Direction", ("nadia", "ines", "karim"))
    salon.oublie()
    salon["nadia"].dit("!réseau ouvrir Assistantes")
    salon.bot_dit(
        "qui sait quoi", "1️⃣ comptabilité", "!thème modèle", type="reseau.ouvert",
        champs={"reseau": "Assistantes", "themes": PREMIERS}, boutons=CHIFFRES,
    )  # fmt: skip
    return salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Un réseau déjà ouvert, avec un thème."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim"), animation="nadia", themes={"compta": ("karim",)}
    )


def cree(salon: Salon, qui: str, emoji: str, nom: str) -> None:
    salon[qui].reagit(emoji)
    salon.bot_dit("Thème créé", nom, type="theme.note", champs={"theme": nom})


def themes(salon: Salon, *noms: str) -> None:
    salon["ines"].dit("!thèmes")
    salon.bot_dit(type="theme.liste", champs={"themes": list(noms)})


def test_une_touche_cree_un_theme_et_plusieurs_plusieurs(ouvert: Salon) -> None:
    cree(ouvert, "nadia", "1️⃣", "comptabilité")
    cree(ouvert, "nadia", "3️⃣", "ressources humaines")
    themes(ouvert, "comptabilité", "ressources humaines")


def test_le_theme_pris_reconnait_les_mots_de_son_sujet(ouvert: Salon) -> None:
    cree(ouvert, "nadia", "3️⃣", "ressources humaines")
    ouvert["karim"].dit("!jesais RH")
    ouvert.bot_dit(type="savoir.note", champs={"themes": ["ressources humaines"]})
    ouvert["ines"].dit("!aide RH combien de jours de congés me reste-t-il ?")
    ouvert.bot_dit(
        type="demande.proposee", mention="karim", champs={"theme": "ressources humaines"}
    )


def test_la_meme_touche_deux_fois_ne_fait_rien_de_plus(ouvert: Salon) -> None:
    cree(ouvert, "nadia", "1️⃣", "comptabilité")
    ouvert["nadia"].dit("!thème modèle comptabilité")
    ouvert.bot_dit("déjà là", type="theme.note")
    themes(ouvert, "comptabilité")


def test_le_chiffre_en_reponse_vaut_la_touche(ouvert: Salon) -> None:
    offre = ouvert.monde.fil.dits[-1]
    reponse = ouvert["nadia"].repond_a(offre, "2")
    ouvert.bot_dit("déplacements", type="theme.note", repond_a=reponse)


def test_un_membre_qui_touche_recoit_un_seul_refus(ouvert: Salon) -> None:
    ouvert["ines"].reagit("1️⃣")
    ouvert.bot_dit("animent", type="refus", champs={"commande": "theme"})
    ouvert["ines"].reagit("2️⃣")
    ouvert.bot_se_tait()
    themes(ouvert)


def test_une_autre_personne_qui_anime_peut_toucher(ouvert: Salon) -> None:
    ouvert["nadia"].dit("!animation @ines:localhost")
    ouvert.bot_dit(type="animation")
    cree(ouvert, "ines", "1️⃣", "comptabilité")


def test_la_touche_retiree_retire_le_theme(ouvert: Salon) -> None:
    cree(ouvert, "nadia", "1️⃣", "comptabilité")
    cree(ouvert, "nadia", "2️⃣", "déplacements")
    ouvert["nadia"].retire("1️⃣")
    ouvert.bot_dit("Thème retiré : comptabilité", type="theme.note")
    themes(ouvert, "déplacements")
    cree(ouvert, "nadia", "1️⃣", "comptabilité")


def test_un_theme_qui_sert_est_garde(ouvert: Salon) -> None:
    cree(ouvert, "nadia", "1️⃣", "comptabilité")
    ouvert["karim"].dit("!jesais compta")
    ouvert.bot_dit(type="savoir.note")
    ouvert["nadia"].retire("1️⃣")
    ouvert.bot_dit("sert déjà", type="theme.note")
    themes(ouvert, "comptabilité")


def test_la_liste_n_offre_que_ce_qui_manque(reseau: Salon) -> None:
    reseau["nadia"].dit("!thème modèle")
    attendus = [nom for nom in vocabulaires() if nom != "comptabilité"]
    dit = reseau.bot_dit(
        "1️⃣ déplacements", "J'ai aussi", attendus[-1], type="theme.liste",
        champs={"themes": attendus[:9]}, boutons=CHIFFRES,
    )  # fmt: skip
    assert "comptabilité" not in dit.corps
    reseau["nadia"].reagit("1️⃣")
    reseau.bot_dit(type="theme.note", champs={"theme": "déplacements"}, repond_a=dit)


def test_par_son_nom_court(reseau: Salon) -> None:
    demande = reseau["nadia"].dit("!thème modèle RH")
    reseau.bot_dit("Thème créé : ressources humaines", type="theme.note", repond_a=demande,
                   champs={"theme": "ressources humaines"})  # fmt: skip


def test_un_theme_deja_la_recoit_les_mots_qui_manquent(reseau: Salon) -> None:
    reseau["nadia"].dit("!thème modèle comptabilité")
    reseau.bot_dit("mots qui manquaient", type="theme.note", champs={"theme": "compta"})
    themes(reseau, "compta")
    reseau["ines"].dit("!annuaire trésorerie")
    reseau.bot_dit("compta", "Karim", type="annuaire", champs={"themes": ["compta"]})


def test_le_theme_pris_s_amende(reseau: Salon) -> None:
    reseau["nadia"].dit("!thème modèle archives")
    reseau.bot_dit("!thème archives : sans", type="theme.note")
    reseau["nadia"].dit("!thème archives : boîtes de 1998")
    reseau.bot_dit("boîtes de 1998", "autres)", type="theme.note", champs={"theme": "archives"})
    reseau["nadia"].dit("!thème archives : sans boîtes de 1998")
    dit = reseau.bot_dit(type="theme.note")
    assert "1998" not in dit.corps


def test_en_prive_un_chiffre_nu_suffit(reseau: Salon) -> None:
    reseau["nadia"].dit("thème modèle", en_prive=True)
    reseau["nadia"].recoit(type="theme.liste", boutons=CHIFFRES)
    reseau["nadia"].dit("2", en_prive=True)
    reseau["nadia"].recoit("ressources humaines", type="theme.note")


def test_un_modele_inconnu_dit_ceux_qui_existent(reseau: Salon) -> None:
    reseau["nadia"].dit("!thème modèle pâtisserie")
    reseau.bot_dit("comptabilité", "!thème pâtisserie", type="usage", champs={"commande": "theme"})


def test_seule_l_animation_prend_un_modele(reseau: Salon) -> None:
    reseau["ines"].dit("!thème modèle RH")
    reseau.bot_dit(type="refus", champs={"commande": "theme"})


def test_quand_tout_est_pris(reseau: Salon) -> None:
    for nom in vocabulaires():
        reseau["nadia"].dit(f"!thème modèle {nom}")
        reseau.bot_dit(type="theme.note")
        reseau.passe(minutes=1)
    reseau["nadia"].dit("!thèmes modèles")
    reseau.bot_dit("déjà tous", type="theme.liste", champs={"themes": []}, boutons=())
