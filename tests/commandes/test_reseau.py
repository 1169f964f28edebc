"""Ouvrir un réseau, et en voir la fiche."""

from dataclasses import replace

import pytest

from tests.scenario import Monde, OuvreReseau, Salon


@pytest.fixture
def salon(monde: Monde) -> Salon:
    """Un salon que Nadia administre ; le robot s'y est présenté."""
    ouvert = monde.ouvre_salon("Direction", ("nadia", "ines", "karim"))
    ouvert.oublie()
    return ouvert


def ouvre(salon: Salon, nom: str = "Assistantes de direction") -> None:
    salon["nadia"].dit(f"!réseau ouvrir {nom}")
    salon.bot_dit(type="reseau.ouvert", champs={"reseau": nom})


def test_qui_administre_le_salon_ouvre_le_reseau_et_l_anime(salon: Salon) -> None:
    demande = salon["nadia"].dit("!réseau ouvrir Assistantes de direction")
    salon.bot_dit(
        "Assistantes de direction", "vous l'animez", "!thème", "qui sait quoi", "!jesais",
        type="reseau.ouvert", champs={"reseau": "Assistantes de direction"}, repond_a=demande,
    )  # fmt: skip
    salon["ines"].dit("!animation")
    salon.bot_dit("Nadia anime ce réseau", type="animation")
    salon["nadia"].dit("!thème compta")
    salon.bot_dit(type="theme.note")


def test_sans_pouvoir_on_n_ouvre_rien(salon: Salon) -> None:
    salon["ines"].dit("!réseau ouvrir Le mien")
    salon.bot_dit("administrer", "!réseau ouvrir", type="refus", champs={"commande": "reseau"})
    salon["ines"].dit("!réseau")
    salon.bot_dit("pas encore de réseau", type="refus")


def test_le_niveau_50_suffit(monde: Monde) -> None:
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"), pouvoirs={"@ines:localhost": 50})
    salon.oublie()
    salon["nadia"].dit("!réseau ouvrir Non")
    salon.bot_dit(type="refus")
    salon["ines"].dit("!réseau ouvrir Oui")
    salon.bot_dit(type="reseau.ouvert")


def test_qui_a_cree_un_salon_de_version_12_ouvre(monde: Monde) -> None:
    salon = monde.ouvre_salon(
        "Direction", ("nadia", "ines"), version="12", pouvoirs={"@ines:localhost": 0}
    )
    salon.oublie()
    salon["nadia"].dit("!réseau ouvrir Assistantes")
    salon.bot_dit(type="reseau.ouvert")


def test_un_responsable_ouvre_partout_ou_il_est(monde: Monde) -> None:
    monde.acces = replace(monde.acces, responsables=("@ines:localhost",))
    monde.fil.redemarre()
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"))
    salon.oublie()
    salon["ines"].dit("!réseau ouvrir Assistantes")
    salon.bot_dit(type="reseau.ouvert")


def test_un_salon_n_a_qu_un_reseau(salon: Salon) -> None:
    ouvre(salon, "Assistantes")
    salon["nadia"].dit("!réseau ouvrir Autre")
    salon.bot_dit("déjà", "Assistantes", type="refus", champs={"commande": "reseau"})


def test_pas_de_reseau_dans_une_conversation_privee(salon: Salon) -> None:
    salon["nadia"].dit("réseau ouvrir Assistantes", en_prive=True)
    salon["nadia"].recoit("tous les deux", "salon", type="refus", champs={"commande": "reseau"})


@pytest.mark.parametrize("texte", ["!réseau ouvrir", "!reseau ouvrir !!! ???", "!réseau fermer"])
def test_sans_nom_un_exemple(salon: Salon, texte: str) -> None:
    salon["nadia"].dit(texte)
    salon.bot_dit("!réseau ouvrir", type="usage", champs={"commande": "reseau"})


def test_un_nom_trop_long_se_refuse(salon: Salon) -> None:
    salon["nadia"].dit("!réseau ouvrir " + "a" * 61)
    salon.bot_dit("60", type="usage")
    ouvre(salon, "a" * 60)


@pytest.mark.parametrize("nom", ["<b>Nous</b>", "@room", "[a](https://exemple.fr) & « b »"])
def test_un_nom_reste_du_texte(salon: Salon, nom: str) -> None:
    salon["nadia"].dit(f"!réseau ouvrir {nom}")
    dit = salon.bot_dit(type="reseau.ouvert", champs={"reseau": nom})
    html = dit.contenu["formatted_body"]
    assert "<b>" not in html
    assert "<a " not in html


def test_un_nom_qui_trompe_l_oeil_ne_se_lit_pas(salon: Salon) -> None:
    salon["nadia"].dit("!réseau ouvrir Nous\u202e!riuo")
    salon.bot_dit("invisibles", type="usage")


def test_coupe_au_milieu_le_reseau_s_ouvre_une_fois(salon: Salon) -> None:
    salon.coupe_au_milieu()
    ouvre(salon)
    salon["nadia"].dit("!réseau ouvrir Autre")
    salon.bot_dit("déjà", type="refus")


# -- la fiche --------------------------------------------------------------------------------------


def test_la_fiche_dit_qui_s_occupe_de_quoi(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim"), animation="nadia",
        themes={"compta": ("ines", "karim"), "archives": (), "paie": ("karim",)},
    )  # fmt: skip
    reseau["ines"].dit("!réseau")
    dit = reseau.bot_dit(
        "3 membres", "Animation : Nadia", "compta : Ines et Karim",
        "archives : personne ne s'en occupe", "paie : une seule personne s'en occupe, Karim",
        "Aucune demande en cours", type="reseau.fiche", champs={"reseau": "Assistantes"},
    )  # fmt: skip
    assert dit.corps.index("archives") < dit.corps.index("paie") < dit.corps.index("compta")


def test_la_fiche_d_un_reseau_sans_theme_dit_comment_en_creer(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    reseau["ines"].dit("!reseau")
    reseau.bot_dit("Aucun thème", "!thème", type="reseau.fiche")


def test_qui_est_parti_ne_compte_plus(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Archives", ("nadia", "karim"), themes={"paie": ("karim",)})
    reseau["nadia"].dit("!réseau")
    reseau.bot_dit("une seule personne s'en occupe, Karim")
    reseau["karim"].part()
    reseau["nadia"].dit("!réseau")
    reseau.bot_dit("1 membre", "paie : personne ne s'en occupe", type="reseau.fiche")
    reseau["nadia"].dit("!animation")
    reseau.bot_dit("Nadia")


def test_trois_cents_themes_tiennent_sur_un_ecran(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Grand", ("nadia",), themes={f"thème {n}": () for n in range(300)})
    reseau["nadia"].dit("!réseau")
    dit = reseau.bot_dit("Et 288 autres : !thèmes", type="reseau.fiche")
    assert len(dit.corps.splitlines()) < 25


def test_en_prive_la_fiche_du_seul_reseau(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    reseau["ines"].dit("réseau", en_prive=True)
    reseau["ines"].recoit("Assistantes", type="reseau.fiche", champs={"reseau": "Assistantes"})


def test_en_prive_avec_deux_reseaux_on_demande_lequel(ouvre_reseau: OuvreReseau) -> None:
    ouvre_reseau("Assistantes", ("nadia", "ines"))
    autre = ouvre_reseau("Comptables", ("paul", "ines"))
    autre["ines"].dit("!réseau", en_prive=True)
    autre["ines"].recoit(
        type="reseau.choix", mention="ines", champs={"reseaux": ["Assistantes", "Comptables"]}
    )
    autre["ines"].dit("2", en_prive=True)
    autre["ines"].recoit(type="reseau.fiche", champs={"reseau": "Comptables"})


def test_en_prive_sans_reseau_on_le_dit(monde: Monde) -> None:
    seul = monde.personne("seul")
    seul.dit("réseau", en_prive=True)
    seul.recoit("aucun réseau", type="refus")


def test_l_animation_partie_se_dit(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"), animation="nadia")
    reseau["nadia"].part()
    reseau.bot_dit("plus personne n'anime", type="animation")
    reseau["ines"].dit("!réseau")
    reseau.bot_dit("Animation : personne", type="reseau.fiche")
