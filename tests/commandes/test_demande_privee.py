"""Une question posée à part : qui la lit, qui ne la lit pas, et l'accord avant chaque pas."""

import pytest

from bot.core.pliage import fold
from tests.scenario import Dit, Monde, OuvreReseau, Salon

MEMBRES = ("nadia", "ines", "karim", "lucie", "paul")
CANARI = "Zéphyrin refuse ma facture"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Karim et Lucie connaissent la compta ; seuls Inès et Karim ont leur conversation."""
    salon = ouvre_reseau(
        "Assistantes", membres=MEMBRES, animation="nadia",
        themes={"compta": ("karim", "lucie"), "archives": ()},
    )  # fmt: skip
    for nom in ("ines", "karim"):
        salon[nom].ouvre_une_conversation().oublie()
    return salon


def rien_au_salon(reseau: Salon, *interdits: str) -> list[Dit]:
    """Ce que le salon a lu du robot : sans un mot de la question, ni le nom de qui demande."""
    lus = [d for d in reseau.monde.fil.dits if d.salon == reseau.id]
    for dit in lus:
        for mot in ("zephyrin", *interdits):
            assert mot not in fold(str(dit.contenu)), dit.corps
    return lus


# -- demander et répondre --------------------------------------------------------------------------


def test_une_question_privee_ne_va_qu_a_la_personne_sollicitee(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    mot = ines.dit(f"aide compta {CANARI}", en_prive=True)
    ines.recoit("question n° 1, compta", "Elle seule la lit", "à 11 h 02", "annule 1",
                type="demande.ouverte", repond_a=mot,
                champs={"demande": 1, "theme": "compta"})  # fmt: skip
    karim.recoit("Ines vous demande", CANARI, "✋ je m'en occupe", "➡️ pas cette fois",
                 type="demande.proposee", mention=karim, boutons=("✋", "➡️"),
                 champs={"demande": 1, "theme": "compta", "pair": karim})  # fmt: skip
    karim.reagit("✋")
    ines.recoit("Karim s'occupe", type="demande.prise", mention=ines, repond_a=mot,
                champs={"pair": karim}, boutons=("✅",))  # fmt: skip
    karim.recoit("Vous vous occupez", CANARI, "directement", type="prends", mention=karim)
    ines.reagit("✅")
    ines.recoit("réglée", "Merci Karim", type="demande.resolue", mention=ines)
    karim.recoit("réglée", "Merci Karim", type="demande.resolue", mention=karim)
    assert [d.type for d in rien_au_salon(reseau, "ines")] == ["presentation"]


def test_moi_aussi_l_apprend_chez_soi_et_une_seule_fois(reseau: Salon) -> None:
    appel = vers_le_salon(reseau)
    ines, karim, lucie = reseau["ines"], reseau["karim"], reseau["lucie"]
    karim.reagit("➕", sur=appel)
    lucie.reagit("✋", sur=appel)
    lucie.recoit(type="prends", mention=lucie)
    ines.recoit(type="demande.prise", mention=ines)
    reseau.bot_dit(type="demande.prise")
    ines.dit("réglé", en_prive=True)
    ines.recoit("Merci Lucie", type="demande.resolue", mention=ines)
    lucie.recoit("Merci Lucie", type="demande.resolue", mention=lucie)
    karim.recoit("vous aviez la même question", type="demande.resolue", mention=karim)


def test_les_mots_nus_valent_les_touches(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    ines.dit(f"aide compta {CANARI}", en_prive=True)
    ines.recoit(type="demande.ouverte")
    karim.recoit(type="demande.proposee", mention=karim)
    karim.dit("je m'en occupe", en_prive=True)
    ines.recoit(type="demande.prise", mention=ines)
    karim.recoit(type="prends", mention=karim)
    ines.dit("réglé", en_prive=True)
    ines.recoit(type="demande.resolue", mention=ines)
    karim.recoit(type="demande.resolue", mention=karim)
    ines.dit("ok", en_prive=True)
    reseau.bot_se_tait()


def test_qui_n_a_pas_de_conversation_est_passe_et_l_accord_est_demande(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    ines.dit(f"aide compta {CANARI}", en_prive=True)
    ines.recoit(type="demande.ouverte")
    karim.recoit(type="demande.proposee", mention=karim)
    karim.dit("pas cette fois", en_prive=True)
    ines.recoit("n'ai plus personne", "le thème et le numéro", type="demande.accord",
                mention=ines, boutons=("✅", "❌"), champs={"demande": 1})  # fmt: skip
    karim.recoit("Merci", type="passe")
    rien_au_salon(reseau, "ines")


def vers_le_salon(reseau: Salon) -> Dit:
    """Personne en privé, et l'accord d'Inès : l'appel au salon."""
    ines = reseau["ines"]
    ines.dit(f"aide archives {CANARI}", en_prive=True)
    ines.recoit("personne à qui la demander", type="demande.accord", mention=ines)
    ines.dit("oui", en_prive=True)
    ines.recoit("Je viens de le dire", type="demande.ouverte",
                champs={"demande": 1, "theme": "archives"})  # fmt: skip
    return reseau.bot_dit("Question n° 1, archives, posée à part", type="demande.appel",
                          appel=True, boutons=("✋",), champs={"demande": 1})  # fmt: skip


def test_avec_son_accord_le_salon_lit_le_theme_et_le_numero_seulement(reseau: Salon) -> None:
    appel = vers_le_salon(reseau)
    lucie, ines = reseau["lucie"], reseau["ines"]
    lucie.reagit("✋", sur=appel)
    lucie.recoit("Vous vous occupez", "Ines", CANARI, type="prends", mention=lucie)
    ines.recoit("Lucie s'occupe", type="demande.prise", mention=ines)
    reseau.bot_dit("quelqu'un s'en occupe", type="demande.prise", champs={"demande": 1})
    reseau["paul"].reagit("✋", sur=appel)
    reseau.bot_dit("Quelqu'un s'en occupe déjà", type="refus", champs={"commande": "prends"})
    rien_au_salon(reseau, "ines", "lucie")


def test_qui_repond_au_salon_sans_savoir_ne_clot_rien(reseau: Salon) -> None:
    appel = vers_le_salon(reseau)
    reseau["paul"].repond_a(appel, "C'est à quel sujet ?")
    reseau.bot_se_tait()
    reseau["paul"].dit("!demande 1")
    reseau.bot_dit("posée à part", type="demande.fiche", champs={"etat": "appel"})
    rien_au_salon(reseau, "ines")


def test_sans_accord_rien_ne_sort_et_elle_finit_par_un_mot(reseau: Salon, monde: Monde) -> None:
    ines = reseau["ines"]
    ines.dit(f"aide archives {CANARI}", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.reagit("❌")
    ines.recoit("reste entre nous", "annule 1", type="aide")
    monde.passe(days=20)
    ines.recoit("n'ai pas trouvé", type="demande.sans_reponse", mention=ines)
    rien_au_salon(reseau, "ines", "n° 1")


def test_sans_reponse_a_l_accord_rien_ne_sort(reseau: Salon, monde: Monde) -> None:
    ines = reseau["ines"]
    ines.dit(f"aide archives {CANARI}", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    monde.passe(days=20)
    ines.recoit(type="demande.sans_reponse", mention=ines)
    ines.reagit("✅", sur=next(d for d in monde.fil.dits if d.type == "demande.accord"))
    ines.recoit("close", type="refus")
    rien_au_salon(reseau, "ines", "n° 1")


def test_hors_des_heures_on_le_dit_et_l_on_demande_a_l_ouverture(
    reseau: Salon, monde: Monde
) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    monde.passe(jusqua="2026-11-30 20:00")
    ines.dit(f"aide compta {CANARI}", en_prive=True)
    ines.recoit("demain à 9 h", type="demande.ouverte")
    monde.passe(jusqua="2026-12-01 09:01")
    karim.recoit(type="demande.proposee", mention=karim)


# -- ne rien laisser voir --------------------------------------------------------------------------


def test_les_autres_ne_la_trouvent_ni_par_son_numero_ni_dans_leurs_listes(reseau: Salon) -> None:
    ines, karim, paul = reseau["ines"], reseau["karim"], reseau["paul"]
    ines.dit(f"aide compta {CANARI}", en_prive=True)
    ines.recoit(type="demande.ouverte")
    karim.recoit(type="demande.proposee", mention=karim)
    paul.dit("!demande 1")
    reseau.bot_dit("Je ne trouve pas", type="refus")
    paul.dit("demandes", en_prive=True)
    paul.recoit("Tout est calme", type="demande.liste", champs={"demandes": []})
    for commande in ("!prends", "!prends 1", "!passe 1", "!résolu 1", "!annule 1"):
        paul.dit(commande)
        reseau.bot_dit(type="refus")
    ines.dit("!demande 1")
    reseau.bot_dit("posée à part", type="demande.fiche")
    ines.dit("demande 1", en_prive=True)
    ines.recoit(CANARI, type="demande.fiche")
    karim.dit("demande 1", en_prive=True)
    karim.recoit(CANARI, type="demande.fiche")
    ines.dit("demandes", en_prive=True)
    ines.recoit(CANARI, type="demande.liste", champs={"demandes": [1]})
    rien_au_salon(reseau, "ines")


def test_discret_dans_un_salon_passe_en_prive(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    mot = ines.dit("!aide discret compta la paie de Zoé")
    reseau.bot_reagit("📬", sur=mot)
    note = ines.recoit(type="demande.ouverte", champs={"demande": 1})
    assert note.repond_a is None
    karim.recoit("la paie de Zoé", type="demande.proposee", mention=karim)
    ines.corrige(mot, "!aide discret compta la paie de Max")
    ines.dit("demande 1", en_prive=True)
    ines.recoit("la paie de Max", type="demande.fiche")


def test_discret_sans_conversation_rien_n_est_fait(reseau: Salon) -> None:
    lucie = reseau["lucie"]
    lucie.dit("!aide compta discret la paie de Zoé")
    refus = reseau.bot_dit("écrivez-moi en privé", type="refus", champs={"commande": "aide"})
    assert "Zoé" not in refus.corps
    lucie.dit("demandes", en_prive=True)
    lucie.recoit(champs={"demandes": []})


# -- des mots libres -------------------------------------------------------------------------------


def test_des_mots_libres_deviennent_une_question_avec_un_oui(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    mot = ines.dit(f"Bonjour, en compta, {CANARI}", en_prive=True)
    ines.recoit("Je l'envoie comme question ?", type="demande.accord", mention=ines,
                boutons=("✅", "❌"), repond_a=mot)  # fmt: skip
    ines.reagit("✅")
    ines.recoit(type="demande.ouverte", repond_a=mot, champs={"demande": 1})
    karim.recoit(CANARI, type="demande.proposee", mention=karim)
    rien_au_salon(reseau, "ines")


def test_non_n_envoie_rien(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("je ne sais plus quoi faire avec ce tableau", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.dit("non", en_prive=True)
    ines.recoit("je n'envoie rien", type="aide")
    ines.dit("oui", en_prive=True)
    reseau.bot_se_tait()


def test_une_politesse_ne_propose_rien(reseau: Salon) -> None:
    reseau["ines"].dit("merci beaucoup !", en_prive=True)
    reseau.bot_se_tait()


def test_oui_va_a_la_derniere_question_qui_l_accepte(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("première question sur les archives", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.dit("seconde question sur les archives", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.dit("oui", en_prive=True)
    ines.recoit("n'ai personne", type="demande.accord", mention=ines, champs={"demande": 1})
    ines.dit("demande 1", en_prive=True)
    ines.recoit("seconde question", type="demande.fiche")


def test_plusieurs_reseaux_le_theme_designe_ou_l_on_demande(
    reseau: Salon, ouvre_reseau: OuvreReseau, monde: Monde
) -> None:
    autre = ouvre_reseau("Comptables", ("lea", "ines"), themes={"paie": ("lea",)})
    ines = autre["ines"]
    ines.dit("ma question de paie, quelqu'un ?", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.dit("oui", en_prive=True)
    ines.recoit("personne à qui", type="demande.accord", mention=ines)
    ines.dit("qui peut relire mon courrier ?", en_prive=True)
    ines.recoit("Je l'envoie", type="demande.accord", mention=ines)
    ines.dit("oui", en_prive=True)
    ines.recoit("Assistantes", "Comptables", type="reseau.choix", mention=ines)


def test_repondre_au_robot_n_est_pas_repondre_a_la_personne(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    ines.dit(f"aide compta {CANARI}", en_prive=True)
    ines.recoit(type="demande.ouverte")
    propose = karim.recoit(type="demande.proposee", mention=karim)
    karim.repond_a(propose, "Il faut le code du service.")
    karim.recoit("Ines ne lit pas", type="refus")


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_coupe_au_milieu_une_seule_demande(reseau: Salon, validation: int) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    reseau.coupe_au_milieu(validation)
    ines.dit(f"aide compta {CANARI}", en_prive=True)
    ines.recoit(type="demande.ouverte", champs={"demande": 1})
    karim.recoit(type="demande.proposee", mention=karim)


@pytest.mark.parametrize("comment", ["fiche", "appel"])
def test_repondre_a_part_a_une_question_privee_ne_dit_pas_de_qui_elle_est(
    reseau: Salon, comment: str
) -> None:
    appel = vers_le_salon(reseau)
    paul = reseau["paul"]
    paul.ouvre_une_conversation().oublie()
    if comment == "fiche":
        paul.dit("demande 1", en_prive=True)
        appel = paul.recoit("posée à part", type="demande.fiche")
    paul.dit("je demande autour de moi demain", en_prive=True, reponse_a=appel)
    dit = paul.recoit("ne lit pas ici", "prends 1", type="refus", champs={"commande": "prends"})
    assert "ines" not in fold(str(dit.contenu))


def test_dans_la_conversation_qui_vient_de_s_ouvrir_un_mot_nu_suffit(reseau: Salon) -> None:
    appel = vers_le_salon(reseau)
    lucie, ines = reseau["lucie"], reseau["ines"]
    lucie.reagit("✋", sur=appel)
    lucie.recoit("Vous vous occupez", type="prends", mention=lucie, boutons=("✅", "➡️"))
    ines.recoit(type="demande.prise", mention=ines)
    reseau.bot_dit(type="demande.prise")
    lucie.accepte()
    lucie.dit("réglé", en_prive=True)
    ines.recoit("Merci Lucie", type="demande.resolue", mention=ines)
    lucie.recoit("Merci Lucie", type="demande.resolue", mention=lucie)


def test_la_fiche_ne_promet_pas_le_salon_sans_accord(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit(f"aide archives {CANARI}", en_prive=True)
    ines.recoit("personne à qui la demander", type="demande.accord", mention=ines)
    ines.dit("demande 1", en_prive=True)
    ines.recoit("J'attends votre accord", type="demande.fiche", champs={"etat": "ouverte"})
    ines.dit("non", en_prive=True)
    ines.recoit("reste entre nous", type="aide")
    ines.dit("demande 1", en_prive=True)
    fiche = ines.recoit("Je la garde ouverte", type="demande.fiche")
    assert "salon" not in fiche.corps
    assert "prends" not in fiche.corps
