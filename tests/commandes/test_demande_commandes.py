"""Les demandes par les mots : les commandes avec et sans numéro, les corrections, le suivi."""

import pytest

from tests.scenario import OuvreReseau, Salon

QUESTION = "!aide compta Chorus refuse ma facture"
MEMBRES = ("nadia", "ines", "karim", "lucie", "paul", "sara")


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Karim puis Lucie connaissent la compta, Paul le courrier."""
    return ouvre_reseau(
        "Assistantes", membres=MEMBRES, animation="nadia",
        themes={"compta": ("karim", "lucie"), "courrier": ("paul",), "archives": ()},
    )  # fmt: skip


def demande(reseau: Salon, texte: str = QUESTION, de: str = "ines") -> str:
    message = reseau[de].dit(texte)
    reseau.bot_dit(mention=[p for p in reseau if p.mxid in _sonnes(reseau)],
                   appel="appel" in _dernier(reseau))  # fmt: skip
    return message


def _dernier(reseau: Salon) -> str:
    return reseau.monde.fil.dits[-1].type


def _sonnes(reseau: Salon) -> frozenset[str]:
    return reseau.monde.fil.dits[-1].mentions


# -- prendre, passer -----------------------------------------------------------------------------


@pytest.mark.parametrize("dit", ["!prends 1", "!prends n°1", "!prends n° 1", "! prends #1 voilà"])
def test_prendre_par_son_numero(reseau: Salon, dit: str) -> None:
    demande(reseau)
    mot = reseau["sara"].dit(dit)
    reseau.bot_dit(type="demande.prise", mention="ines", repond_a=mot,
                   champs={"pair": "@sara:localhost"})  # fmt: skip


def test_prendre_la_seule_qui_attend(reseau: Salon) -> None:
    reseau["sara"].dit("!prends")
    reseau.bot_dit("Aucune question d'un collègue", type="refus", champs={"commande": "prends"})
    demande(reseau)
    reseau["sara"].dit("!prends")
    reseau.bot_dit(type="demande.prise", mention="ines")


def test_prendre_celle_a_laquelle_on_repond(reseau: Salon) -> None:
    premiere = demande(reseau)
    demande(reseau)
    reseau["sara"].repond_a(premiere, "!prends avec plaisir")
    reseau.bot_dit(type="demande.prise", mention="ines", champs={"demande": 1})


def test_plusieurs_attendent_on_les_montre(reseau: Salon) -> None:
    demande(reseau)
    demande(reseau, "!aide courrier où est le tampon ?")
    demande(reseau, "!aide courrier un recommandé s'est perdu", de="sara")
    mot = reseau["sara"].dit("!prends")
    dit = reseau.bot_dit(
        "Laquelle", "!prends 1", "n° 1, compta : « Chorus refuse ma facture »", "n° 2, courrier",
        type="demande.liste", champs={"demandes": [1, 2]}, repond_a=mot,
    )  # fmt: skip
    assert "n° 3" not in dit.corps


def test_le_numero_dit_seul_choisit_dans_la_liste(reseau: Salon) -> None:
    demande(reseau)
    demande(reseau, "!aide courrier où est le tampon ?")
    reseau["sara"].dit("!prends")
    liste = reseau.bot_dit("Laquelle", type="demande.liste")
    reseau["nadia"].repond_a(liste, "2")  # ce n'est pas à elle que la question est posée
    reseau["sara"].repond_a(liste, "ah, je regarde")
    reseau.bot_se_tait()
    mot = reseau["sara"].repond_a(liste, "n° 2.")
    reseau.bot_dit(type="demande.prise", mention="ines", champs={"demande": 2}, repond_a=mot)
    reseau["sara"].repond_a(liste, "1")
    reseau.bot_se_tait()


def test_en_prive_le_numero_dit_seul_choisit_une_heure_durant(reseau: Salon) -> None:
    for question in (QUESTION, "!aide courrier où est le tampon ?"):
        demande(reseau, question)
    prive = reseau["ines"].ouvre_une_conversation()
    prive.oublie()
    reseau["ines"].dit("annule", en_prive=True)
    prive.bot_dit("Laquelle", type="demande.liste", champs={"demandes": [1, 2]})
    reseau["ines"].dit("2", en_prive=True)
    reseau.bot_dit("n° 2", type="demande.annulee", mention="ines")
    prive.bot_dit("n° 2", type="annule")
    demande(reseau, "!aide courrier et le parapheur ?")
    reseau["ines"].dit("annule", en_prive=True)
    liste = prive.bot_dit("Laquelle", type="demande.liste", champs={"demandes": [1, 3]})
    reseau.passe(hours=1, minutes=5)
    reseau["ines"].dit("3", en_prive=True)
    prive.bot_dit(type="demande.accord", mention="ines")
    reseau["ines"].repond_a(liste, "3")
    prive.bot_dit("!annule 3", type="usage", champs={"commande": "annule"})
    reseau["ines"].dit("!annule 3")
    reseau.bot_dit(type="demande.annulee", mention="ines", champs={"demande": 3})


def test_un_numero_suivi_d_un_point_n_est_pas_un_mot(reseau: Salon) -> None:
    demande(reseau)
    for mot in ("!annule 2.", "!annule 99999999999999999999"):
        reseau["ines"].dit(mot)
        reseau.bot_dit("Je ne trouve pas", type="refus", champs={"commande": "annule"})
    reseau["ines"].dit("!annule n° 1 !")
    reseau.bot_dit(type="demande.annulee", mention="ines", champs={"demande": 1})


def test_un_numero_inconnu_ou_d_un_autre_reseau(ouvre_reseau: OuvreReseau) -> None:
    ailleurs = ouvre_reseau("Ailleurs", membres=("zelie", "yann"), themes={"paie": ("yann",)})
    ailleurs["zelie"].dit("!aide paie secret")
    ailleurs.bot_dit(type="demande.proposee", mention="yann", champs={"demande": 1})
    ici = ouvre_reseau("Ici", membres=("ines", "karim"), themes={"paie": ("karim",)})
    for mot in ("prends", "passe", "résolu", "annule", "demande"):
        for n in (1, 99):
            ici["ines"].dit(f"!{mot} {n}")
            dit = ici.bot_dit(f"n° {n}", "!demandes", type="refus")
            assert "secret" not in dit.corps
    ici["ines"].dit("!aide paie à moi")
    ici.bot_dit(type="demande.proposee", mention="karim", champs={"demande": 2})


def test_passer_par_commande(reseau: Salon) -> None:
    demande(reseau)
    reseau["paul"].dit("!passe 1")
    reseau.bot_dit("ne vous attend pas", type="refus", champs={"commande": "passe"})
    mot = reseau["karim"].dit("!passe")
    reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie", repond_a=mot)
    reseau["karim"].dit("!passe")
    reseau.bot_dit("rien à faire", type="refus", champs={"commande": "passe"})


# -- finir ---------------------------------------------------------------------------------------


def test_regler_avec_des_mots(reseau: Salon) -> None:
    demande(reseau)
    reseau["karim"].dit("!prends")
    reseau.bot_dit(type="demande.prise", mention="ines")
    mot = reseau["ines"].dit("!résolu il manquait le numéro d'engagement")
    dit = reseau.bot_dit("Merci Karim", type="demande.resolue", mention=("ines", "karim"),
                         repond_a=mot, champs={"demande": 1})  # fmt: skip
    assert "engagement" not in dit.corps
    reseau.bot_dit("il manquait le numéro d'engagement", type="astuce.accord",
                   mention=("ines", "karim"))  # fmt: skip


def test_regler_ce_que_personne_n_a_pris_ne_remercie_personne(reseau: Salon) -> None:
    demande(reseau)
    reseau["ines"].dit("! resolu 1")
    dit = reseau.bot_dit("Plus besoin de réponse", type="demande.resolue", mention="ines")
    assert "Merci" not in dit.corps
    reseau.passe(days=1)


def test_regler_ou_annuler_sans_en_avoir_le_droit(reseau: Salon) -> None:
    demande(reseau)
    reseau["karim"].dit("!résolu 1")
    reseau.bot_dit("Seule la personne", type="refus", champs={"commande": "resolu"})
    reseau["karim"].dit("!annule 1")
    reseau.bot_dit("Seule la personne", type="refus", champs={"commande": "annule"})
    reseau["karim"].dit("!annule")
    reseau.bot_dit("aucune question", type="refus", champs={"commande": "annule"})


def test_annuler(reseau: Salon) -> None:
    demande(reseau)
    mot = reseau["ines"].dit("!annule")
    reseau.bot_dit("n° 1 est retirée. Plus rien à faire", type="demande.annulee", mention="ines",
                   repond_a=mot, champs={"demande": 1})  # fmt: skip
    reseau["ines"].dit("!annule 1")
    reseau.bot_dit("a été retirée", type="refus", champs={"commande": "annule"})
    reseau.passe(days=1)


# -- corriger, supprimer -------------------------------------------------------------------------


def test_la_correction_remplace_la_question_sans_un_mot(reseau: Salon) -> None:
    message = demande(reseau)
    reseau["ines"].corrige(message, "!aide compta Chorus refuse mon avoir")
    reseau["ines"].dit("!demande 1")
    dit = reseau.bot_dit("« Chorus refuse mon avoir »", type="demande.fiche")
    assert "facture" not in dit.corps


def test_corriger_en_otant_la_commande_garde_le_texte(reseau: Salon) -> None:
    message = demande(reseau)
    reseau["ines"].corrige(message, "Chorus refuse tout")
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("n° 1, compta", "« Chorus refuse tout »", type="demande.fiche")


def test_corriger_le_theme_quand_personne_ne_repondait(reseau: Salon) -> None:
    message = demande(reseau, "!aide archives où est le tampon ?")
    reseau["ines"].corrige(message, "!aide courrier où est le tampon ?")
    reseau.bot_dit("Paul, pouvez-vous aider Ines", "n° 1, courrier", type="demande.proposee",
                   mention="paul", repond_a=message, champs={"theme": "courrier"})  # fmt: skip


def test_corriger_le_theme_ne_derange_pas_le_pair_deja_sollicite(reseau: Salon) -> None:
    message = demande(reseau)
    reseau["ines"].corrige(message, "!aide courrier où est le tampon ?")
    reseau.bot_se_tait()
    reseau.passe(hours=2)
    reseau.bot_dit("n° 1, courrier", type="demande.proposee", mention="paul")


@pytest.mark.parametrize("texte", ["!aide compta " + "é" * 1100, "!aide compta a\u202eb"])
def test_une_correction_illisible_est_refusee_et_ne_change_rien(reseau: Salon, texte: str) -> None:
    message = demande(reseau)
    reseau["ines"].corrige(message, texte)
    reseau.bot_dit("je garde votre question d'avant", type="usage", repond_a=message)
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("« Chorus refuse ma facture »", type="demande.fiche")


def test_corriger_une_demande_finie_ou_vider_sa_question_ne_fait_rien(reseau: Salon) -> None:
    message = demande(reseau)
    reseau["ines"].corrige(message, "!aide compta")
    reseau["ines"].corrige(message, "!menu")
    reseau["ines"].dit("!annule")
    reseau.bot_dit(type="demande.annulee", mention="ines")
    reseau["ines"].corrige(message, "!aide compta encore")
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("« Chorus refuse ma facture »", "retirée", champs={"etat": "annulee"})


def test_supprimer_la_question_la_retire_et_l_oublie(reseau: Salon) -> None:
    message = demande(reseau)
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["ines"].supprime(message)
    reseau.bot_dit("retirée. Merci Karim", type="demande.annulee", mention=("ines", "karim"))
    reseau["karim"].dit("!demande 1")
    dit = reseau.bot_dit("Elle a été retirée", champs={"etat": "annulee"})
    assert "Chorus" not in dit.corps


def test_supprimer_une_question_finie_oublie_ses_mots(reseau: Salon) -> None:
    message = demande(reseau)
    reseau["ines"].dit("!résolu")
    reseau.bot_dit(type="demande.resolue", mention="ines")
    reseau["ines"].supprime(message)
    reseau["ines"].dit("!demande 1")
    dit = reseau.bot_dit("Elle est réglée", champs={"etat": "resolue"})
    assert "Chorus" not in dit.corps


# -- suivre --------------------------------------------------------------------------------------


def test_demandes_dans_un_salon_sans_conversation_n_en_dit_rien(reseau: Salon) -> None:
    demande(reseau)
    reseau["ines"].dit("!demandes")
    dit = reseau.bot_dit("écrivez-moi en privé", type="refus", champs={"commande": "demandes"})
    assert "n° 1" not in dit.corps


def test_demandes_dans_un_salon_avec_une_conversation_repond_la_bas(reseau: Salon) -> None:
    demande(reseau)
    demande(reseau, "!aide courrier où est le tampon ?", de="sara")
    demande(reseau, "!aide archives où sont les boîtes ?", de="karim")
    demande(reseau, "!aide courrier qui distribue ?", de="lucie")
    reseau["paul"].dit("!prends 4")
    reseau.bot_dit(type="demande.prise", mention="lucie")
    prive = reseau["ines"].ouvre_une_conversation()
    prive.oublie()
    mot = reseau["ines"].dit("!demandes")
    reseau.bot_reagit("📬", mot)
    dit = reseau["ines"].recoit(
        "Vos questions", "n° 1, compta", "Elles attendent quelqu'un", "n° 2, courrier", "n° 3",
        type="demande.liste", champs={"demandes": [1, 2, 3]},
    )  # fmt: skip
    assert "n° 4" not in dit.corps
    reseau.bot_se_tait()
    reseau["paul"].dit("demandes", en_prive=True)
    reseau["paul"].recoit("On compte sur vous", champs={"demandes": [2, 4, 1, 3]})
    reseau["nadia"].dit("demandes", en_prive=True)
    reseau["nadia"].recoit(champs={"demandes": [1, 2, 3]})


def test_aucune_demande(reseau: Salon) -> None:
    reseau["ines"].dit("mes demandes", en_prive=True)
    reseau["ines"].prive.oublie()  # type: ignore[union-attr]
    reseau["ines"].dit("!demandes", en_prive=True)
    reseau["ines"].recoit("Aucune question en cours", champs={"demandes": []})


def test_la_fiche_dit_chaque_etat(reseau: Salon) -> None:
    message = reseau["ines"].dit("!aide archives où sont les boîtes ?")
    reseau.bot_dit(type="demande.appel", appel=True)
    mot = reseau["karim"].dit("!demande n° 1")
    reseau.bot_dit(
        "Question n° 1, archives", "Ines", "à 9 h 02", "« où sont les boîtes ? »",
        "posée à tout le salon", "!prends 1", type="demande.fiche", repond_a=mot,
        champs={"demande": 1, "etat": "appel"},
    )  # fmt: skip
    reseau["karim"].dit("!prends 1")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("Karim s'en occupe", champs={"etat": "prise"})
    reseau["ines"].dit("!résolu")
    reseau.bot_dit(type="demande.resolue", mention=("ines", "karim"))
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("réglée. Merci Karim", champs={"etat": "resolue"})
    assert message


def test_en_prive_on_agit_sur_la_demande_du_salon(reseau: Salon) -> None:
    question = demande(reseau)
    reseau["karim"].dit("prends 1", en_prive=True)
    reseau.bot_dit(type="demande.prise", mention="ines", repond_a=question)
    reseau["karim"].recoit("vous vous occupez de la question n° 1", type="prends")
    reseau["karim"].dit("passe", en_prive=True)
    reseau.bot_dit(type="demande.proposee", mention="lucie", repond_a=question)
    reseau["karim"].recoit("je demande à quelqu'un d'autre", type="passe")
    reseau["ines"].dit("résolu 1", en_prive=True)
    reseau.bot_dit(type="demande.resolue", mention="ines", repond_a=question)
    reseau["ines"].recoit("réglée", type="resolu")


def test_en_prive_le_numero_suffit_a_dire_le_reseau(
    reseau: Salon, ouvre_reseau: OuvreReseau
) -> None:
    ouvre_reseau("Voisins", membres=("karim", "yann"), themes={"paie": ("yann",)})
    reseau["karim"].ici = reseau
    demande(reseau)
    reseau["karim"].dit("prends 1", en_prive=True)
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["karim"].recoit(type="prends")
