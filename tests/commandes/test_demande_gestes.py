"""Les touches sur une demande : qui peut, qui ne peut pas, ce que défait une touche retirée."""

import pytest

from tests.scenario import Dit, OuvreReseau, Salon

QUESTION = "!aide compta Chorus refuse ma facture"
MEMBRES = ("nadia", "ines", "karim", "lucie", "paul", "sara")


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Karim puis Lucie connaissent la compta."""
    return ouvre_reseau(
        "Assistantes", membres=MEMBRES, animation="nadia", themes={"compta": ("karim", "lucie")}
    )


def demande(reseau: Salon) -> Dit:
    reseau["ines"].dit(QUESTION)
    return reseau.bot_dit(type="demande.proposee", mention="karim")


def prise(reseau: Salon, par: str = "karim") -> Dit:
    demande(reseau)
    reseau[par].reagit("✋")
    return reseau.bot_dit(type="demande.prise", mention="ines", champs={"pair": reseau[par]})


# -- prendre -------------------------------------------------------------------------------------


@pytest.mark.parametrize("emoji", ["✋", "✋🏽", "👍", "🙋", "🙋‍♀️", "✋️"])
def test_toutes_les_mains_levees_se_valent(reseau: Salon, emoji: str) -> None:
    question = demande(reseau)
    reseau["karim"].reagit(emoji, sur=question)
    reseau.bot_dit(type="demande.prise", mention="ines")


def test_tout_membre_peut_prendre_meme_sans_y_etre_invite(reseau: Salon) -> None:
    demande(reseau)
    reseau["sara"].reagit("✋")
    reseau.bot_dit("Sara s'occupe de la question n° 1", type="demande.prise", mention="ines",
                   champs={"pair": "@sara:localhost"})  # fmt: skip
    reseau.passe(hours=6)


def test_deux_mains_a_la_fois_la_premiere_gagne(reseau: Salon) -> None:
    proposee = demande(reseau)
    reseau["sara"].reagit("✋", sur=proposee)
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["karim"].reagit("✋", sur=proposee)
    reseau.bot_dit(
        "Karim, c'est Sara qui s'en occupe déjà", type="refus", champs={"commande": "prends"}
    )
    reseau["karim"].reagit("🙋", sur=proposee)
    reseau["paul"].reagit("✋", sur=proposee)
    reseau.bot_dit("Paul, c'est Sara qui s'en occupe", type="refus", champs={"commande": "prends"})


def test_on_ne_prend_pas_sa_propre_question(reseau: Salon) -> None:
    reseau["ines"].dit(QUESTION)
    proposee = reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["ines"].reagit("✋")
    reseau.bot_dit(
        "Ines, c'est votre question", "!annule 1", type="refus", champs={"commande": "prends"}
    )
    reseau["ines"].retire("✋")
    reseau["ines"].reagit("✋", sur=proposee)
    reseau.bot_se_tait()
    reseau["ines"].dit("!prends 1")
    reseau.bot_dit("C'est votre question", type="refus", champs={"commande": "prends"})


def test_qui_n_est_pas_membre_est_ignore(reseau: Salon) -> None:
    proposee = demande(reseau)
    intrus = reseau.monde.personne("zoe", serveur="ailleurs.example")
    intrus.arrive(reseau)
    intrus.reagit("✋", sur=proposee)
    parti = reseau["paul"]
    parti.part()
    parti.reagit("✋", sur=proposee)
    parti.reagit("➡️", sur=proposee)
    reseau.bot_se_tait()
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")


def test_reprendre_ce_que_l_on_a_deja_ne_dit_rien(reseau: Salon) -> None:
    proposee = demande(reseau)
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["karim"].reagit("👍", sur=proposee)
    reseau.bot_se_tait()
    reseau["karim"].dit("!prends 1")
    reseau.bot_dit("déjà", type="refus", champs={"commande": "prends"})


def test_prendre_librement_peut_depasser_deux(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", membres=MEMBRES, themes={"compta": ("karim",), "paie": ("lucie",)})
    for _ in range(2):
        demande(reseau)
        reseau["karim"].reagit("✋")
        reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["ines"].dit("!aide paie trois")
    reseau.bot_dit(type="demande.proposee", mention="lucie")
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines", champs={"demande": 3})


# -- passer --------------------------------------------------------------------------------------


def test_seule_la_personne_sollicitee_peut_passer(reseau: Salon) -> None:
    demande(reseau)
    reseau["paul"].reagit("➡️")
    reseau.bot_dit("ne vous attend pas", type="refus", champs={"commande": "passe"})
    reseau["ines"].reagit("➡️")
    reseau.bot_dit("C'est votre question", type="refus", champs={"commande": "passe"})
    reseau["karim"].reagit("➡️")
    reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie")


def test_qui_s_en_occupe_peut_passer(reseau: Salon) -> None:
    proposee = demande(reseau)
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["karim"].reagit("➡️", sur=proposee)
    dit = reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie")
    assert "Karim" not in dit.corps


def test_la_main_retiree_vaut_passer(reseau: Salon) -> None:
    question = reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["sara"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["sara"].retire("✋")
    reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie", repond_a=question)
    reseau["lucie"].reagit("➡️")
    reseau.bot_dit(type="demande.appel", appel=True)
    reseau["sara"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")


def test_retirer_une_main_qui_n_a_rien_pris_ne_change_rien(reseau: Salon) -> None:
    proposee = demande(reseau)
    reseau["sara"].reagit("✋", sur=proposee)
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["karim"].reagit("✋", sur=proposee)
    reseau.bot_dit(type="refus", champs={"commande": "prends"})
    reseau["karim"].retire("✋")
    reseau.bot_se_tait()
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("Sara s'en occupe", champs={"etat": "prise"})


def test_une_main_reprise_en_mots_ne_se_defait_pas_par_la_touche(reseau: Salon) -> None:
    demande(reseau)
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["karim"].retire("✋")
    reseau.bot_dit(type="demande.proposee", mention="lucie")
    reseau["karim"].dit("!prends 1")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau.bot_se_tait()


# -- régler --------------------------------------------------------------------------------------


def test_qui_aide_peut_dire_que_c_est_regle(reseau: Salon) -> None:
    prise(reseau)
    reseau["karim"].reagit("✅")
    reseau.bot_dit("Merci Karim", type="demande.resolue", mention=("ines", "karim"))


def test_les_autres_ne_reglent_pas(reseau: Salon) -> None:
    dit = prise(reseau)
    reseau["sara"].reagit("✅")
    reseau.bot_dit("Sara, seule la personne", type="refus", champs={"commande": "resolu"})
    reseau["sara"].retire("✅")
    reseau["sara"].reagit("✅", sur=dit)
    reseau.bot_se_tait()


def test_une_touche_sur_une_demande_close_a_un_refus_simple(reseau: Salon) -> None:
    proposee = demande(reseau)
    reseau["karim"].reagit("✋")
    fin = reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="demande.resolue", mention=("ines", "karim"))
    reseau["paul"].reagit("✋", sur=proposee)
    reseau.bot_dit("Paul, la question n° 1 est déjà réglée", type="refus",
                   champs={"commande": "prends"})  # fmt: skip
    reseau["karim"].reagit("➡️", sur=proposee)
    reseau.bot_dit("déjà réglée", type="refus", champs={"commande": "passe"})
    reseau["karim"].reagit("✅", sur=fin)
    reseau.bot_dit("déjà réglée", type="refus", champs={"commande": "resolu"})
    reseau["paul"].reagit("✋", sur=proposee)
    reseau.bot_se_tait()


def test_le_oui_retire_dans_l_heure_rouvre(reseau: Salon) -> None:
    prise(reseau)
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="demande.resolue", mention=("ines", "karim"))
    reseau.passe(minutes=50)
    reseau["ines"].retire("✅")
    reseau.bot_dit(
        "Je rouvre la question n° 1", "Karim s'en occupe toujours", type="demande.prise",
        mention="ines", boutons=("✅",), champs={"demande": 1, "pair": "@karim:localhost"},
    )  # fmt: skip
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="demande.resolue", mention=("ines", "karim"))


def test_le_oui_retire_trop_tard_ne_rouvre_pas(reseau: Salon) -> None:
    prise(reseau)
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="demande.resolue", mention=("ines", "karim"))
    reseau.passe(minutes=61)
    reseau["ines"].retire("✅")
    reseau.bot_se_tait()


def test_rouverte_apres_un_oui_sur_un_vieux_message_on_cherche_encore(reseau: Salon) -> None:
    vieux = prise(reseau)
    reseau["karim"].dit("!passe 1")
    reseau.bot_dit(type="demande.proposee", mention="lucie")
    reseau["ines"].reagit("✅", sur=vieux)
    reseau.bot_dit("réglée. Plus besoin de réponse.", type="demande.resolue", mention="ines")
    reseau["ines"].retire("✅")
    reseau.bot_dit(type="demande.appel", appel=True)


# -- les mots qui valent une touche --------------------------------------------------------------


def test_le_mot_ecrit_en_reponse_vaut_la_touche(reseau: Salon) -> None:
    proposee = demande(reseau)
    mot = reseau["karim"].repond_a(proposee, "Je m’en occupe !")
    dit = reseau.bot_dit(type="demande.prise", mention="ines", repond_a=mot)
    mot = reseau["ines"].repond_a(dit, "réglé")
    reseau.bot_dit("Merci Karim", type="demande.resolue", mention=("ines", "karim"), repond_a=mot)


def test_le_mot_passe_puis_un_refus_en_mots(reseau: Salon) -> None:
    proposee = demande(reseau)
    reseau["karim"].repond_a(proposee, "Pas cette fois")
    reseau.bot_dit(type="demande.proposee", mention="lucie")
    mot = reseau["paul"].repond_a(proposee, "je passe")
    reseau.bot_dit("ne vous attend pas", type="refus", champs={"commande": "passe"}, repond_a=mot)
    reseau["ines"].repond_a(proposee, "je m'en occupe")
    reseau.bot_dit("C'est votre question", type="refus", champs={"commande": "prends"})


def test_je_m_en_occupe_dit_a_la_question_elle_meme(reseau: Salon) -> None:
    question = reseau["ines"].dit(QUESTION)
    proposee = reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["sara"].repond_a(question, "pas cette fois")
    reseau["ines"].repond_a(question, "je m'en occupe")
    reseau.bot_dit("C'est votre question", type="refus", champs={"commande": "prends"})
    mot = reseau["paul"].repond_a(question, "Je m'en charge.")
    reseau.bot_dit("Paul s'occupe", type="demande.prise", mention="ines", repond_a=mot)
    reseau["sara"].repond_a(question, "je prends")
    reseau.bot_dit("Paul qui s'en occupe déjà", type="refus", champs={"commande": "prends"})
    reseau["karim"].repond_a(proposee, "✋")
    reseau.bot_dit("Paul qui s'en occupe déjà", type="refus", champs={"commande": "prends"})


def test_des_mots_de_bouton_hors_reponse_sont_de_la_parole(reseau: Salon) -> None:
    demande(reseau)
    reseau["karim"].dit("je m'en occupe")
    reseau.bot_se_tait()


# -- répondre en parlant -------------------------------------------------------------------------


def test_repondre_en_parlant_suffit_et_le_robot_se_tait(reseau: Salon) -> None:
    question = reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["sara"].repond_a(question, "Il faut rattacher le bon de commande, puis renvoyer.")
    reseau.passe(minutes=119)
    reseau.bot_se_tait()
    reseau["ines"].dit("!demande 1")
    fiche = reseau.bot_dit("Quelqu'un y a répondu", type="demande.fiche",
                           champs={"demande": 1, "etat": "prise"})  # fmt: skip
    assert "pair" not in fiche.jumeau
    assert "rattacher" not in fiche.corps
    reseau.passe(minutes=2)
    suivi = reseau.bot_dit(
        "Ines, votre question n° 1, compta, est-elle réglée", "✅ réglé", "⏳ pas encore",
        "❌ il faut quelqu'un d'autre", type="demande.suivi", mention="ines", repond_a=question,
        boutons=("✅", "⏳", "❌"), champs={"demande": 1},
    )  # fmt: skip
    assert "Sara" not in suivi.corps
    reseau["ines"].reagit("✅")
    dit = reseau.bot_dit(type="demande.resolue", mention="ines")
    assert "Merci" not in dit.corps
    reseau.passe(days=5)


def test_apres_une_parole_qui_n_a_pas_suffi_on_reprend_au_suivant(reseau: Salon) -> None:
    question = reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["sara"].repond_a(question, "je ne sais pas non plus")
    reseau.passe(hours=2)
    suivi = reseau.bot_dit(type="demande.suivi", mention="ines")
    reseau["paul"].reagit("❌", sur=suivi)
    reseau.bot_dit("Paul, seule la personne", type="refus", champs={"commande": "annule"})
    reseau["paul"].reagit("⏳", sur=suivi)
    reseau["ines"].reagit("⏳", sur=suivi)
    reseau.passe(days=2)
    reseau.bot_dit(type="demande.suivi", mention="ines")
    reseau["ines"].reagit("❌")
    reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie", repond_a=question)
    reseau["ines"].reagit("❌", sur=suivi)
    reseau.bot_se_tait()


@pytest.mark.parametrize("mot", ["non", "Non merci", "pas encore"])
def test_non_a_qui_l_on_demandait_d_aider_n_est_pas_une_reponse(reseau: Salon, mot: str) -> None:
    reseau["ines"].dit(QUESTION)
    demande = reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["karim"].repond_a(demande, mot)
    reseau.bot_se_tait()
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit(type="demande.fiche", champs={"etat": "proposee"})
    reseau.passe(hours=2)
    reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie")


def test_repondre_au_robot_compte_aussi_et_libere_le_pair(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", membres=MEMBRES, themes={"compta": ("karim",)})
    premiere = demande(reseau)
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    attente = reseau["paul"].dit(QUESTION)
    reseau.bot_dit(type="demande.ouverte", champs={"demande": 3})
    reseau["karim"].repond_a(premiere, "Regarde le numéro d'engagement.")
    reseau.bot_dit(
        type="demande.proposee", mention="karim", champs={"demande": 3}, repond_a=attente
    )
    reseau["sara"].reagit("✋", sur=premiere)
    reseau.bot_dit(type="demande.prise", mention="ines", champs={"demande": 1})


def test_la_personne_qui_demande_peut_parler_sous_sa_question(reseau: Salon) -> None:
    question = reseau["ines"].dit(QUESTION)
    proposee = reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["ines"].repond_a(question, "c'est la facture de mars")
    reseau["ines"].repond_a(proposee, "merci d'avance")
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")


# -- arriver, partir, redémarrer -----------------------------------------------------------------


def test_le_pair_qui_s_en_va_est_remplace(reseau: Salon) -> None:
    prise(reseau)
    reseau["karim"].part()
    dit = reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie")
    assert "Karim" not in dit.corps
    reseau["lucie"].part(exclu_par=reseau["nadia"])
    reseau.bot_dit("qui peut aider Ines", type="demande.appel", appel=True)


def test_la_personne_qui_demandait_s_en_va_sa_question_aussi(reseau: Salon) -> None:
    proposee = demande(reseau)
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["ines"].part()
    reseau.bot_dit(
        "n° 1 est retirée", "a quitté le salon", "Merci Karim", type="demande.annulee",
        mention="karim",
    )  # fmt: skip
    reseau["karim"].reagit("✋", sur=proposee)
    reseau.bot_dit("a été retirée", type="refus", champs={"commande": "prends"})
    reseau.passe(days=2)


def test_les_questions_de_qui_s_en_va_ne_sont_proposees_a_personne(
    ouvre_reseau: OuvreReseau,
) -> None:
    reseau = ouvre_reseau("A", membres=MEMBRES, themes={"compta": ("karim",)})
    for rang in range(1, 5):
        reseau["ines"].dit(QUESTION)
        reseau.bot_dit(mention="karim" if rang < 3 else (), champs={"demande": rang})
    attente = reseau["paul"].dit(QUESTION)
    reseau.bot_dit(type="demande.ouverte", champs={"demande": 5})
    reseau["ines"].part()
    for rang in range(1, 5):
        reseau.bot_dit("a quitté le salon", type="demande.annulee", champs={"demande": rang})
    dit = reseau.bot_dit(type="demande.proposee", mention="karim", repond_a=attente)
    assert "c'est noté" not in dit.corps


def test_un_redemarrage_au_milieu_ne_change_rien(reseau: Salon) -> None:
    demande(reseau)
    reseau.redemarre()
    reseau.passe(hours=2)
    reseau.bot_dit(type="demande.proposee", mention="lucie")
    reseau.redemarre()
    reseau["lucie"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau.redemarre()
    reseau["lucie"].retire("✋")
    reseau.bot_dit(type="demande.appel", appel=True)


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_coupe_au_milieu_d_une_touche_elle_vaut_une_fois(reseau: Salon, validation: int) -> None:
    demande(reseau)
    reseau.coupe_au_milieu(validation)
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
