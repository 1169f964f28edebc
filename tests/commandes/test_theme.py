"""Créer des thèmes, leur donner des mots, les voir."""

import pytest

from tests.scenario import OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Un réseau sans thème, que Nadia anime."""
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), animation="nadia")


def cree(reseau: Salon, texte: str, nom: str) -> None:
    reseau["nadia"].dit(f"!thème {texte}")
    reseau.bot_dit(type="theme.note", champs={"theme": nom})


def test_l_animation_cree_un_theme_et_ses_mots(reseau: Salon) -> None:
    demande = reseau["nadia"].dit("!thème Compta : factures, Chorus")
    reseau.bot_dit(
        "Thème créé : Compta (mots : factures et Chorus)", "!jesais Compta",
        type="theme.note", champs={"theme": "Compta"}, repond_a=demande,
    )  # fmt: skip


def test_un_nom_de_plusieurs_mots_sans_mots_cles(reseau: Salon) -> None:
    cree(reseau, "Marchés publics", "Marchés publics")
    reseau["ines"].dit("!jesais marches publics")
    reseau.bot_dit(type="savoir.note", champs={"themes": ["Marchés publics"]})


@pytest.mark.parametrize("verbe", ["créer", "Ajouter", "crée"])
def test_le_verbe_qui_vient_sous_les_doigts_n_est_pas_dans_le_nom(
    reseau: Salon, verbe: str
) -> None:
    cree(reseau, f"{verbe} paie : bulletin", "paie")


def test_un_theme_qui_n_a_que_le_verbe_pour_nom_reste_possible(reseau: Salon) -> None:
    cree(reseau, "Créer", "Créer")


def test_redire_un_theme_lui_ajoute_des_mots(reseau: Salon) -> None:
    cree(reseau, "Compta : factures", "Compta")
    reseau["nadia"].dit("!theme compta : Chorus, FACTURES")
    reseau.bot_dit("factures et Chorus", type="theme.note", champs={"theme": "Compta"})
    reseau["nadia"].dit("!thème COMPTA : sans factures")
    dit = reseau.bot_dit("(mots : Chorus)", type="theme.note")
    assert "factures" not in dit.corps


def test_redire_un_theme_sans_mots_le_montre(reseau: Salon) -> None:
    cree(reseau, "Compta : factures", "Compta")
    reseau["nadia"].dit("!thème compta")
    reseau.bot_dit("existe déjà", "Compta", "factures", type="theme.note")
    reseau["nadia"].dit("!thèmes")
    reseau.bot_dit(type="theme.liste", champs={"themes": ["Compta"]})


@pytest.mark.parametrize("texte", ["compta :", "compta:", "compta : ,,"])
def test_des_deux_points_sans_suite_ne_genent_pas(reseau: Salon, texte: str) -> None:
    cree(reseau, texte, "compta")


def test_un_membre_ne_cree_pas_de_theme(reseau: Salon) -> None:
    reseau["ines"].dit("!thème compta : factures")
    reseau.bot_dit("animent", type="refus", champs={"commande": "theme"})
    reseau["ines"].dit("!thèmes")
    reseau.bot_dit("Aucun thème", type="theme.liste", champs={"themes": []})


@pytest.mark.parametrize(
    "texte", ["", "???", ":", "42", "compta, paie", "un deux trois quatre cinq six sept", "a" * 61]
)
def test_un_nom_inutilisable_donne_un_exemple(reseau: Salon, texte: str) -> None:
    reseau["nadia"].dit(f"!thème {texte}")
    reseau.bot_dit("!thème compta", type="usage", champs={"commande": "theme"})


@pytest.mark.parametrize("texte", ["plus", "Urgent", "discrèt : secret"])
def test_un_mot_deja_pris_par_une_commande_se_refuse(reseau: Salon, texte: str) -> None:
    reseau["nadia"].dit(f"!thème {texte}")
    reseau.bot_dit("sert déjà", type="refus", champs={"commande": "theme"})


@pytest.mark.parametrize("nom", ["<img src=x>", "@room", "<b>paie</b>", "paie & « primes »"])
def test_un_nom_reste_du_texte(reseau: Salon, nom: str) -> None:
    cree(reseau, f"{nom} : <i>mot</i>", nom)
    reseau["ines"].dit("!thèmes")
    dit = reseau.bot_dit(type="theme.liste", champs={"themes": [nom]})
    html = dit.contenu["formatted_body"]
    assert "<img" not in html
    assert "<b>" not in html


def test_des_caracteres_trompeurs_ne_se_lisent_pas(reseau: Salon) -> None:
    reseau["nadia"].dit("!thème pa\u200bie")
    reseau.bot_dit("invisibles", type="usage")


def test_la_liste_dit_qui_s_en_occupe(ouvre_reseau: OuvreReseau) -> None:
    themes = {"compta": ("ines", "karim"), "archives": (), "paie": ("ines",)}
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), themes=themes)
    reseau["karim"].dit("!themes")
    reseau.bot_dit(
        "compta : Ines et Karim", "archives : personne ne s'en occupe",
        "paie : une seule personne s'en occupe, Ines", "!jesais",
        type="theme.liste", champs={"themes": ["compta", "archives", "paie"]},
    )  # fmt: skip


def test_beaucoup_de_savants_tiennent_sur_une_ligne(ouvre_reseau: OuvreReseau) -> None:
    gens = [f"agent{n}" for n in range(8)]
    reseau = ouvre_reseau("Grand", gens, themes={"compta": gens})
    reseau["agent0"].dit("!thèmes")
    reseau.bot_dit("compta : Agent0, Agent1, Agent2 et 5 autres", type="theme.liste")


def test_trois_cents_themes_se_coupent_et_restent_tous_dans_le_jumeau(
    ouvre_reseau: OuvreReseau,
) -> None:
    noms = {f"thème {n}": () for n in range(300)}
    reseau = ouvre_reseau("Grand", ("nadia",), themes=noms)
    reseau["nadia"].dit("!thèmes")
    reseau.bot_dit("Et 260 autres", type="theme.liste", champs={"themes": list(noms)})
    reseau["nadia"].dit("!thème encore un")
    reseau.bot_dit("200 thèmes", type="refus")


def test_coupe_au_milieu_le_theme_se_cree_une_fois(reseau: Salon) -> None:
    reseau.coupe_au_milieu()
    cree(reseau, "compta", "compta")
    reseau["nadia"].dit("!thèmes")
    reseau.bot_dit(type="theme.liste", champs={"themes": ["compta"]})


def test_en_prive_le_theme_se_cree_dans_le_seul_reseau(reseau: Salon) -> None:
    reseau["nadia"].dit("thème compta : factures", en_prive=True)
    reseau["nadia"].recoit(type="theme.note", champs={"theme": "compta"})
    reseau["ines"].dit("!thèmes")
    reseau.bot_dit(type="theme.liste", champs={"themes": ["compta"]})


# -- les mots d'un thème le désignent ------------------------------------------------------------


def test_un_mot_du_theme_le_designe_s_il_est_seul(reseau: Salon) -> None:
    cree(reseau, "Ressources humaines : RH, congés", "Ressources humaines")
    reseau["nadia"].dit("!référent @karim:localhost RH")
    reseau.bot_dit(type="referent.note", champs={"theme": "Ressources humaines"}, mention="karim")


def test_dans_une_question_le_mot_reste_dans_la_question(reseau: Salon) -> None:
    cree(reseau, "Ressources humaines : RH, congés", "Ressources humaines")
    reseau["ines"].dit("!aide RH combien de jours me reste-t-il ?")
    reseau.bot_dit(type="demande.appel", appel=True)
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("Ressources humaines", "RH combien de jours", type="demande.fiche")


def test_un_mot_partage_ne_designe_personne(reseau: Salon) -> None:
    cree(reseau, "Paie : bulletin", "Paie")
    cree(reseau, "Presse : bulletin", "Presse")
    reseau["nadia"].dit("!référent @karim:localhost bulletin")
    reseau.bot_dit(type="usage", champs={"commande": "referent"})


def test_en_prive_le_mot_du_theme_dit_le_reseau(reseau: Salon, ouvre_reseau: OuvreReseau) -> None:
    cree(reseau, "Ressources humaines : RH, congés", "Ressources humaines")
    autre = ouvre_reseau("Comptables", ("nadia", "karim"), themes={"compta": ()})
    reseau["nadia"].dit("référent @karim:localhost RH", en_prive=True)
    reseau["nadia"].recoit(type="referent.note", champs={"theme": "Ressources humaines"})
    reseau.bot_dit(type="referent.note", mention="karim")
    autre.bot_se_tait()
