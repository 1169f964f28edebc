"""Proposer une personne référente ; elle seule répond."""

import pytest

from tests.scenario import Dit, Monde, OuvreReseau, Salon

THEMES: dict[str, tuple[str, ...]] = {"compta": (), "Marchés publics": ("ines",)}


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Un réseau que Nadia anime."""
    gens = ("nadia", "ines", "karim")
    return ouvre_reseau("Assistantes", gens, animation="nadia", themes=THEMES)


def propose(reseau: Salon, theme: str = "compta") -> Dit:
    reseau["nadia"].dit(f"!référent {reseau['karim']} {theme}")
    return reseau.bot_dit(
        "Karim", "référente", type="referent.note", mention="karim", boutons=("✅", "❌")
    )


def s_en_occupe(reseau: Salon, qui: str) -> None:
    reseau["ines"].dit("!annuaire compta")
    reseau.bot_dit(f"compta : {qui}", type="annuaire")


def test_son_oui_le_rend_referent(reseau: Salon) -> None:
    demande = reseau["nadia"].dit(f"!référent {reseau['karim']} compta")
    proposition = reseau.bot_dit(
        "Karim", "✅ oui", "❌ non", type="referent.note", mention="karim",
        champs={"theme": "compta"}, repond_a=demande,
    )  # fmt: skip
    s_en_occupe(reseau, "personne ne s'en occupe")
    reseau["karim"].reagit("✅")
    reseau.bot_dit(
        "Karim est la personne référente", "compta", type="referent.note",
        champs={"theme": "compta"}, repond_a=proposition,
    )  # fmt: skip
    s_en_occupe(reseau, "une seule personne s'en occupe, Karim")


def test_le_mot_oui_en_reponse_suffit(reseau: Salon) -> None:
    proposition = propose(reseau)
    reponse = reseau["karim"].repond_a(proposition, "Oui !")
    reseau.bot_dit("Karim est la personne référente", repond_a=reponse)


def test_son_non_s_arrete_la(reseau: Salon) -> None:
    propose(reseau)
    reseau["karim"].reagit("❌")
    dit = reseau.bot_dit("merci", type="referent.note")
    assert "Karim" not in dit.corps
    s_en_occupe(reseau, "personne ne s'en occupe")


def test_personne_ne_repond_a_sa_place(reseau: Salon) -> None:
    proposition = propose(reseau)
    reseau["ines"].reagit("✅", sur=proposition)
    reseau.bot_dit(type="refus", champs={"commande": "referent"}, repond_a=proposition)
    reseau["ines"].reagit("❌", sur=proposition)
    reseau["nadia"].reagit("❌", sur=proposition)
    reseau.bot_dit(type="refus")
    s_en_occupe(reseau, "personne ne s'en occupe")
    reseau["karim"].reagit("✅", sur=proposition)
    reseau.bot_dit("Karim est la personne référente")


def test_la_touche_retiree_defait_le_oui(reseau: Salon) -> None:
    proposition = propose(reseau)
    reseau["karim"].reagit("✅")
    reseau.bot_dit(type="referent.note")
    reseau["karim"].retire("✅")
    reseau.bot_dit("n'est plus", type="referent.note", repond_a=proposition)
    s_en_occupe(reseau, "personne ne s'en occupe")
    reseau["karim"].reagit("✅", sur=proposition)
    reseau.bot_dit("Karim est la personne référente")


def test_la_touche_retiree_defait_le_non(reseau: Salon) -> None:
    propose(reseau)
    reseau["karim"].reagit("❌")
    reseau.bot_dit(type="referent.note")
    reseau["karim"].retire("❌")
    reseau["nadia"].dit("!référent karim compta")
    reseau.bot_dit("déjà demandé", type="referent.note")


def test_changer_d_avis_la_derniere_touche_compte(reseau: Salon) -> None:
    propose(reseau)
    reseau["karim"].reagit("❌")
    reseau.bot_dit("merci", type="referent.note")
    reseau["karim"].reagit("✅")
    reseau.bot_dit("Karim est la personne référente")
    reseau["karim"].retire("❌")
    s_en_occupe(reseau, "une seule personne s'en occupe, Karim")


def test_redemander_ne_resonne_pas(reseau: Salon) -> None:
    propose(reseau)
    reseau["nadia"].dit("!référent karim compta")
    reseau.bot_dit("déjà demandé", type="referent.note")
    reseau["karim"].reagit("✅")
    reseau.bot_dit(type="referent.note")
    reseau["nadia"].dit("!référent karim compta")
    reseau.bot_dit("déjà dit oui", type="referent.note")


def test_un_theme_de_plusieurs_mots_ou_abrege(reseau: Salon) -> None:
    reseau["nadia"].dit("!référent Karim les marchés publics")
    reseau.bot_dit("Marchés publics", mention="karim", champs={"theme": "Marchés publics"})
    reseau["nadia"].dit("!référent Ines marchés")
    reseau.bot_dit(mention="ines", champs={"theme": "Marchés publics"})


def test_demande_en_prive_se_pose_dans_le_salon(reseau: Salon) -> None:
    reseau["nadia"].dit("référent karim compta", en_prive=True)
    reseau.bot_dit(type="referent.note", mention="karim", boutons=("✅", "❌"))
    reseau["nadia"].recoit("dans le salon", type="referent.note")
    reseau["karim"].reagit("✅")
    reseau.bot_dit("Karim est la personne référente")


def test_un_membre_ne_propose_personne(reseau: Salon) -> None:
    reseau["ines"].dit("!référent karim compta")
    reseau.bot_dit("animent", type="refus", champs={"commande": "referent"})


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("", "!référent @Karim compta"),
        ("karim", "manque le thème"),
        ("Gertrude compta", "de qui vous parlez"),
        ("@karim:localhost couture", "ne connais pas ce thème"),
        ("karim compa", "compta"),
        ("karim compta, marchés publics", "Un thème à la fois"),
    ],
)
def test_une_phrase_incomplete_donne_de_quoi_la_finir(
    reseau: Salon, texte: str, phrase: str
) -> None:
    reseau["nadia"].dit(f"!référent {texte}")
    reseau.bot_dit(phrase, type="usage", champs={"commande": "referent"})


def test_ni_le_robot_ni_une_absente(reseau: Salon, monde: Monde) -> None:
    reseau["nadia"].dit("!référent @maillon:localhost compta")
    reseau.bot_dit("robot", type="refus")
    reseau["nadia"].dit(f"!référent {monde.personne('paul')} compta")
    reseau.bot_dit("Invitez-la", type="refus")


def test_partie_avant_de_repondre_sa_touche_ne_compte_pas(reseau: Salon) -> None:
    proposition = propose(reseau)
    reseau["karim"].part()
    reseau["karim"].reagit("✅", sur=proposition)
    s_en_occupe(reseau, "personne ne s'en occupe")


def test_coupe_au_milieu_elle_n_est_demandee_qu_une_fois(reseau: Salon) -> None:
    reseau.coupe_au_milieu(apres_envoi=True)
    propose(reseau)
    reseau.coupe_au_milieu()
    reseau["karim"].reagit("✅")
    reseau.bot_dit("Karim est la personne référente")


def test_ne_plus_savoir_met_fin_au_role(reseau: Salon) -> None:
    propose(reseau)
    reseau["karim"].reagit("✅")
    reseau.bot_dit(type="referent.note")
    reseau["karim"].dit("!jesais plus compta")
    reseau.bot_dit(type="savoir.note")
    s_en_occupe(reseau, "personne ne s'en occupe")
