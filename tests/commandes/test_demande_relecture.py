"""La vie d'une demande relue phrase par phrase : chaque essai porte le nom de ce qu'un membre a vu
de travers."""

import pytest

from bot.core.demandes_echeances import Echeances
from tests.scenario import Monde, OuvreReseau, Salon

QUESTION = "!aide compta Chorus refuse ma facture"
MEMBRES = ("nadia", "ines", "karim", "lucie", "paul", "sara")


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Karim puis Lucie connaissent la compta, personne les archives."""
    return ouvre_reseau(
        "Assistantes", membres=MEMBRES, animation="nadia",
        themes={"compta": ("karim", "lucie"), "archives": ()},
    )  # fmt: skip


def prise(reseau: Salon) -> None:
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")


def prise_a_part(reseau: Salon) -> None:
    """Inès et Karim, chacun dans sa conversation ; Karim s'en occupe."""
    ines, karim = reseau["ines"], reseau["karim"]
    for qui in (ines, karim):
        qui.ouvre_une_conversation().oublie()
    ines.dit("aide compta ma facture", en_prive=True)
    ines.recoit(type="demande.ouverte")
    karim.recoit(type="demande.proposee", mention=karim)
    karim.reagit("✋")
    ines.recoit(type="demande.prise", mention=ines)
    karim.recoit(type="prends", mention=karim)


# -- rangée, puis rouverte -----------------------------------------------------------------------


@pytest.mark.parametrize("mot", ["non, je suis toujours bloquée", "non"])
def test_rangee_a_part_repondre_la_rouvre_comme_promis(reseau: Salon, mot: str) -> None:
    prise_a_part(reseau)
    ines, karim = reseau["ines"], reseau["karim"]
    reseau.passe(days=8)
    for _ in range(2):
        ines.recoit(type="demande.suivi", mention=ines)
    fin = ines.recoit("répondez à ce message : je la rouvre", type="demande.rangee", mention=ines)
    karim.recoit(type="demande.rangee", mention=karim)
    dit = ines.repond_a(fin, mot)
    ines.recoit("Je rouvre la question n° 1", type="demande.prise", mention=ines, repond_a=dit)
    karim.recoit("Vous vous occupez de la question n° 1", type="prends", mention=karim)


def test_qui_aidait_a_part_la_rouvre_aussi(reseau: Salon) -> None:
    prise_a_part(reseau)
    ines, karim = reseau["ines"], reseau["karim"]
    reseau.passe(days=8)
    ines.prive.oublie()  # type: ignore[union-attr]
    fin = karim.recoit(type="demande.rangee", mention=karim)
    karim.repond_a(fin, "je suis toujours dessus")
    ines.recoit("Je rouvre", type="demande.prise", mention=ines)
    karim.recoit(type="prends", mention=karim)


def test_rangee_puis_les_touches_du_suivi_valent_encore(reseau: Salon) -> None:
    prise(reseau)
    reseau.passe(jusqua="2026-12-03 10:00")
    reseau.bot_dit(type="demande.suivi", mention="ines")
    suivi = reseau.bot_dit(type="demande.suivi", mention="ines")
    reseau.passe(jusqua="2026-12-07 10:00")
    reseau.bot_dit(type="demande.rangee", mention=("ines", "karim"))
    reseau["sara"].reagit("✅", sur=suivi)
    reseau.bot_dit("est rangée", type="refus", champs={"commande": "resolu"})
    reseau["ines"].reagit("⏳", sur=suivi)
    reseau.bot_dit("Je rouvre", "Karim s'en occupe", type="demande.prise", mention="ines")
    reseau.passe(days=7)
    for _ in range(2):
        reseau.bot_dit(type="demande.suivi", mention="ines")
    reseau.bot_dit(type="demande.rangee", mention=("ines", "karim"))
    reseau["ines"].reagit("✅", sur=suivi)
    reseau.bot_dit("Merci Karim", type="demande.resolue", mention=("ines", "karim"))
    reseau["ines"].retire("✅")
    reseau.bot_dit("Karim s'en occupe", type="demande.prise", mention="ines")


def test_rangee_il_faut_quelqu_un_d_autre_reprend_avec_un_autre_pair(reseau: Salon) -> None:
    prise(reseau)
    reseau.passe(jusqua="2026-12-07 10:00")
    reseau.bot_dit(type="demande.suivi", mention="ines")
    suivi = reseau.bot_dit(type="demande.suivi", mention="ines")
    reseau.bot_dit(type="demande.rangee", mention=("ines", "karim"))
    reseau["ines"].reagit("❌", sur=suivi)
    reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie")
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit(type="demande.fiche", champs={"etat": "proposee"})


def test_un_mot_qui_rouvre_est_le_message_cite(reseau: Salon) -> None:
    prise(reseau)
    reseau.passe(jusqua="2026-12-07 10:00")
    for _ in range(2):
        reseau.bot_dit(type="demande.suivi", mention="ines")
    fin = reseau.bot_dit(type="demande.rangee", mention=("ines", "karim"))
    mot = reseau["ines"].repond_a(fin, "toujours bloquée")
    reseau.bot_dit("Je rouvre", type="demande.prise", mention="ines", repond_a=mot)


# -- absents -------------------------------------------------------------------------------------


def test_arrete_le_matin_d_une_absence_on_ne_demande_rien_entre_midi_et_deux(
    reseau: Salon, monde: Monde
) -> None:
    prise(reseau)
    reseau["karim"].dit("absent demain", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    reseau["ines"].dit("!aide archives où sont les boîtes ?")
    reseau.bot_dit(type="demande.appel", appel=True)
    reseau.passe(jusqua="2026-12-01 08:50")
    monde.horloge.instant = monde.horloge.instant.replace(hour=11, minute=30)  # 12 h 30 à Paris
    reseau.redemarre()
    reseau.passe(seconds=1)
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-01 14:01")
    reseau.bot_dit(type="demande.suivi", mention="ines")


def test_absente_on_ne_lui_demande_pas_si_c_est_regle_et_rien_n_est_range(reseau: Salon) -> None:
    prise(reseau)
    reseau.bot_reagit("👍", reseau["ines"].dit("!absent du 3 au 11 décembre"))
    reseau.passe(jusqua="2026-12-01 10:00")
    reseau.bot_dit(type="demande.suivi", mention="ines")
    reseau.passe(jusqua="2026-12-14 08:59")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-14 09:01")
    reseau.bot_dit("je la range mercredi 16 décembre à 9 h", type="demande.suivi", mention="ines")
    reseau.passe(jusqua="2026-12-16 09:01")
    reseau.bot_dit(type="demande.rangee", mention=("ines", "karim"))


def test_pas_la_ce_jour_de_la_semaine_la_question_attend_le_sien(reseau: Salon) -> None:
    reseau["ines"].dit("profil jours lundi, jeudi", en_prive=True)
    reseau["ines"].recoit(type="profil")
    prise(reseau)
    reseau.passe(jusqua="2026-12-03 08:59")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-03 09:01")
    reseau.bot_dit(type="demande.suivi", mention="ines")


def test_on_ne_relance_personne_son_jour_de_repos(reseau: Salon) -> None:
    reseau["nadia"].dit("!réseau régler délai pair 1j")
    reseau.bot_dit(type="reseau.regle")
    reseau["karim"].dit("profil jours lundi, mercredi", en_prive=True)
    reseau["karim"].recoit(type="profil")
    reseau.passe(jusqua="2026-11-30 17:00")
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau.passe(jusqua="2026-12-01 16:59")
    reseau.bot_se_tait()


def test_qui_anime_et_s_est_absente_n_est_pas_alertee_si_quelqu_un_d_autre_est_la(
    reseau: Salon,
) -> None:
    nadia, paul = reseau["nadia"], reseau["paul"]
    nadia.dit("!animation @paul:localhost")
    reseau.bot_dit(type="animation")
    for qui in (nadia, paul):
        qui.ouvre_une_conversation().oublie()
    nadia.dit("absent du 2 au 20 décembre", en_prive=True)
    nadia.recoit(type="absence.note")
    reseau["ines"].dit("!aide archives où sont les boîtes ?")
    reseau.bot_dit(type="demande.appel", appel=True)
    reseau.passe(days=2, minutes=1)
    paul.recoit("n° 1, archives", type="demande.escalade", mention=paul)
    reseau.passe(days=7)
    fin = reseau.bot_dit("J'ai prévenu Paul", type="demande.sans_reponse", mention="ines")
    assert "Nadia" not in fin.corps


# -- à part : le salon n'en lit rien -------------------------------------------------------------


def test_reglee_a_part_ne_pretend_pas_l_avoir_dit_au_salon(reseau: Salon) -> None:
    prise_a_part(reseau)
    reseau["karim"].dit("résolu 1", en_prive=True)
    reseau["ines"].recoit("Merci Karim", type="demande.resolue", mention="ines")
    dit = reseau["karim"].recoit("Merci Karim", type="demande.resolue", mention="karim")
    assert "salon" not in dit.corps


def test_portee_a_part_la_reponse_notee_ne_parle_pas_du_salon(reseau: Salon) -> None:
    ines, nadia = reseau["ines"], reseau["nadia"]
    for qui in (ines, nadia):
        qui.ouvre_une_conversation().oublie()
    ines.dit("aide archives mes boîtes", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.dit("oui", en_prive=True)
    ines.recoit(type="demande.ouverte")
    reseau.bot_dit(type="demande.appel", appel=True)
    nadia.dit("porter 1 direction vendredi", en_prive=True)
    ines.recoit(type="demande.portee", mention=ines)
    nadia.recoit(type="porter")
    nadia.dit("résolu 1 c'est d'accord", en_prive=True)
    ines.recoit("c'est d'accord", type="demande.resolue", mention=ines)
    dit = nadia.recoit("est réglée", type="resolu")
    assert "salon" not in dit.corps


def test_a_part_l_appel_d_un_theme_sans_personne_cherche_aussi_des_volontaires(
    reseau: Salon,
) -> None:
    ines = reseau["ines"]
    ines.ouvre_une_conversation().oublie()
    ines.dit("aide archives mes boîtes", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.dit("oui", en_prive=True)
    ines.recoit(type="demande.ouverte")
    reseau.bot_dit("posée à part", "!jesais archives", type="demande.appel", appel=True)


def test_a_part_une_touche_se_voit_repondue_sous_le_message_touche(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    for qui in (ines, karim):
        qui.ouvre_une_conversation().oublie()
    question = ines.dit("aide compta ma facture", en_prive=True)
    ines.recoit(type="demande.ouverte")
    proposee = karim.recoit(type="demande.proposee", mention=karim)
    karim.reagit("✋")
    ines.recoit(type="demande.prise", mention=ines, repond_a=question)
    prends = karim.recoit(type="prends", mention=karim, repond_a=proposee)
    karim.reagit("➡️", sur=prends)
    ines.recoit("J'élargis", type="demande.accord", mention=ines, repond_a=question)
    karim.recoit(type="passe", repond_a=prends)
    ines.reagit("✅")
    ines.recoit("Entendu", type="demande.ouverte", repond_a=question)
    reseau.bot_dit(type="demande.appel", appel=True)


def test_a_part_dans_un_reseau_discret_chacun_ne_lit_que_lui_meme(
    ouvre_reseau: OuvreReseau,
) -> None:
    reseau = ouvre_reseau("A", MEMBRES, themes={"paie": ("karim", "lucie")},
                          reglages={"discret": True})  # fmt: skip
    ines, karim, lucie = reseau["ines"], reseau["karim"], reseau["lucie"]
    for qui in (ines, karim, lucie):
        qui.ouvre_une_conversation().oublie()
    ines.dit("aide paie mon bulletin", en_prive=True)
    ines.recoit("2 personnes", type="demande.ouverte")
    for qui, autre in ((karim, lucie), (lucie, karim)):
        dit = qui.recoit(type="demande.proposee", mention=qui,
                         champs={"pair": qui, "pairs": [qui.mxid]})  # fmt: skip
        assert autre.mxid not in str(dit.contenu)
        assert "Personne d'autre" not in dit.corps


@pytest.fixture
def cinq(ouvre_reseau: OuvreReseau) -> Salon:
    """Cinq personnes connaissent la paie, et ont leur conversation."""
    savants = ("a", "b", "c", "d", "e")
    reseau = ouvre_reseau("A", ("nadia", "ines", *savants), themes={"paie": savants})
    for nom in ("ines", *savants):
        reseau[nom].ouvre_une_conversation().oublie()
    return reseau


def test_a_part_refuser_le_salon_ne_prive_pas_de_qui_reste(cinq: Salon) -> None:
    ines = cinq["ines"]
    ines.dit("aide paie mon bulletin", en_prive=True)
    ines.recoit(type="demande.ouverte")
    for nom in ("a", "b", "c"):
        cinq[nom].recoit(type="demande.proposee", mention=nom)
        cinq[nom].dit("pas cette fois", en_prive=True)
        cinq[nom].recoit(type="passe")
    dit = ines.recoit("J'élargis", type="demande.accord", mention=ines)
    assert "plus personne" not in dit.corps
    ines.dit("non", en_prive=True)
    ines.recoit("reste entre nous", "quelqu'un d'autre, en privé", type="aide")
    cinq["d"].recoit(type="demande.proposee", mention="d")
    cinq.passe(hours=2, minutes=1)
    cinq["d"].recoit(type="demande.relance", mention="d")
    cinq["e"].recoit(type="demande.proposee", mention="e")
    cinq["e"].dit("je m'en occupe", en_prive=True)
    ines.recoit(type="demande.prise", mention=ines)
    cinq["e"].recoit(type="prends", mention="e")


def test_a_part_qui_aidait_apprend_que_la_question_ne_l_attend_plus(reseau: Salon) -> None:
    prise_a_part(reseau)
    ines, karim = reseau["ines"], reseau["karim"]
    reseau.passe(days=1)
    ines.recoit(type="demande.suivi", mention=ines)
    ines.reagit("❌")
    ines.recoit("J'élargis", type="demande.accord", mention=ines)
    karim.recoit("n'attend plus rien de vous", type="prends", mention=karim)


def test_a_part_le_soir_on_ne_promet_pas_de_demander_s_il_n_y_a_personne(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.ouvre_une_conversation().oublie()
    reseau.passe(jusqua="2026-11-30 20:00")
    ines.dit("aide archives mes boîtes", en_prive=True)
    ines.recoit("personne à qui la demander", type="demande.accord", mention=ines)
    ines.dit("oui", en_prive=True)
    ines.recoit("Je le dirai au salon à l'ouverture", type="demande.ouverte")
    reseau.passe(jusqua="2026-12-01 09:00")
    reseau.bot_dit("posée à part", type="demande.appel", appel=True)


def test_a_part_sans_reponse_ne_renvoie_pas_a_qui_ne_la_connait_pas(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.ouvre_une_conversation().oublie()
    ines.dit("aide archives mes boîtes", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.dit("non", en_prive=True)
    ines.recoit(type="aide")
    reseau.passe(days=12)
    fin = ines.recoit("de vive voix", type="demande.sans_reponse", mention=ines)
    assert "!porter" not in fin.corps


def test_a_part_le_theme_devine_se_dit_et_se_corrige_d_un_mot(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", MEMBRES, themes={"comptabilité": ("karim",), "courrier": ("paul",)})
    ines, karim, paul = reseau["ines"], reseau["karim"], reseau["paul"]
    for qui in (ines, karim, paul):
        qui.ouvre_une_conversation().oublie()
    ines.dit("aide mon mandat est rejeté par la trésorerie", en_prive=True)
    note = ines.recoit("J'ai deviné le thème", type="demande.ouverte")
    karim.recoit(type="demande.proposee", mention=karim)
    mot = ines.repond_a(note, "courrier")
    reseau.bot_reagit("👍", mot)
    paul.recoit("courrier", type="demande.proposee", mention=paul, champs={"theme": "courrier"})


def test_rouverte_a_part_le_salon_ne_l_entend_pas_deux_fois(reseau: Salon) -> None:
    ines, lucie = reseau["ines"], reseau["lucie"]
    for qui in (ines, lucie):
        qui.ouvre_une_conversation().oublie()
    ines.dit("aide archives mes boîtes", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.dit("oui", en_prive=True)
    ines.recoit(type="demande.ouverte")
    reseau.bot_dit(type="demande.appel", appel=True)
    lucie.reagit("✋")
    ines.recoit(type="demande.prise", mention=ines)
    lucie.recoit(type="prends", mention=lucie)
    reseau.bot_dit("quelqu'un s'en occupe", type="demande.prise")
    ines.reagit("✅")
    ines.recoit(type="demande.resolue", mention=ines)
    lucie.recoit(type="demande.resolue", mention=lucie)
    ines.retire("✅")
    ines.recoit("Je rouvre", type="demande.prise", mention=ines)
    lucie.recoit(type="prends", mention=lucie)


# -- qui attend ------------------------------------------------------------------------------------


def test_a_l_ouverture_la_place_libre_va_a_qui_attend_depuis_le_plus_longtemps(
    ouvre_reseau: OuvreReseau,
) -> None:
    reseau = ouvre_reseau("A", MEMBRES, themes={"compta": ("karim",)})
    for rang in (1, 2):
        reseau["ines"].dit(QUESTION)
        reseau.bot_dit(type="demande.proposee", mention="karim", champs={"demande": rang})
        reseau["karim"].reagit("✋")
        reseau.bot_dit(type="demande.prise", mention="ines")
    reseau.passe(jusqua="2026-11-30 17:00")
    for rang, nom in ((3, "lucie"), (4, "paul"), (5, "sara")):
        reseau[nom].dit(QUESTION)
        reseau.bot_dit(type="demande.ouverte", champs={"demande": rang})
    reseau.passe(jusqua="2026-11-30 20:00")
    reseau["ines"].dit("!résolu 1")
    reseau.bot_dit(type="demande.resolue", mention=("ines", "karim"))
    reseau.passe(jusqua="2026-12-01 09:00")
    reseau.bot_dit("aider Lucie", type="demande.proposee", mention="karim", champs={"demande": 3})


# -- la question corrigée, supprimée ---------------------------------------------------------------


@pytest.mark.parametrize("mots", ["urgent compta Chorus refuse", "compta urgent Chorus refuse"])
def test_corrigee_la_question_ne_garde_pas_urgent_dans_ses_mots(reseau: Salon, mots: str) -> None:
    message = reseau["ines"].dit(f"!aide {mots}")
    reseau.bot_dit("urgente", type="demande.proposee", mention="karim")
    reseau["ines"].corrige(message, f"!aide {mots} tout")
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("n° 1, compta, urgente", "« Chorus refuse tout »", type="demande.fiche")


@pytest.fixture
def deux_themes(monde: Monde) -> Salon:
    """Un réseau où une question sur un timbre et une clé hésite entre deux thèmes."""
    reseau = monde.ouvre_reseau(
        "A", MEMBRES, themes={"courrier": ("paul",), "voitures": ("lucie",)}
    )
    for texte in ("!thème courrier : timbre", "!thème voitures : clé"):
        reseau["nadia"].dit(texte)
    reseau.oublie()
    return reseau


def test_supprimee_pendant_que_l_on_demande_le_theme_elle_ne_part_pas(deux_themes: Salon) -> None:
    message = deux_themes["ines"].dit("!aide un timbre sur la clé")
    deux_themes.bot_dit(type="demande.choix", mention="ines")
    deux_themes["ines"].supprime(message)
    deux_themes.passe(days=2)
    deux_themes["ines"].reagit("1️⃣")
    deux_themes.bot_se_tait()


def test_corrigee_pendant_que_l_on_demande_le_theme_c_est_la_correction_qui_part(
    deux_themes: Salon,
) -> None:
    ines = deux_themes["ines"]
    message = ines.dit("!aide un timbre sur la clé")
    premier = deux_themes.bot_dit(type="demande.choix", mention="ines").jumeau["themes"][0]
    ines.corrige(message, "!aide un timbre sur la clé rouge")
    ines.reagit("1️⃣")
    pair = {"courrier": "paul", "voitures": "lucie"}[premier]
    deux_themes.bot_dit(type="demande.proposee", mention=pair, repond_a=message)
    ines.corrige(message, "!aide un timbre sur la clé verte")
    ines.dit("!demande 1")
    deux_themes.bot_dit("« un timbre sur la clé verte »", type="demande.fiche")
    ines.supprime(message)
    deux_themes.bot_dit(type="demande.annulee", mention="ines")


def test_le_theme_dit_en_corrigeant_suffit(deux_themes: Salon) -> None:
    message = deux_themes["ines"].dit("!aide un timbre sur la clé")
    deux_themes.bot_dit(type="demande.choix", mention="ines")
    deux_themes["sara"].corrige(message, "!aide courrier pas à moi")
    deux_themes["ines"].corrige(message, "!aide voitures un timbre sur la clé")
    deux_themes.bot_dit(type="demande.proposee", mention="lucie", repond_a=message,
                        champs={"theme": "voitures"})  # fmt: skip
    deux_themes["paul"].repond_a(message, "c'est dans le tiroir du haut")
    deux_themes["ines"].dit("!demande 1")
    deux_themes.bot_dit(type="demande.fiche", champs={"etat": "prise"})


# -- ce qui casse ----------------------------------------------------------------------------------


def test_une_suite_qui_casse_ne_laisse_pas_la_question_en_plan_sans_un_mot(
    reseau: Salon, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")

    def casse(*_: object) -> None:
        raise ValueError("cassé")

    monkeypatch.setattr(Echeances, "avancer", casse)
    reseau.passe(hours=3)
    dit = reseau.bot_dit("votre question n° 1", "pas votre faute", type="panne", mention="ines",
                         repond_a=question, champs={"demande": 1})  # fmt: skip
    assert dit.jumeau["reference"] in dit.corps
    reseau.passe(days=2)


# -- passer à quelqu'un ----------------------------------------------------------------------------


def test_on_ne_se_passe_pas_une_question_a_soi_meme(reseau: Salon) -> None:
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["sara"].dit("!prends 1")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["sara"].dit("!passe 1 @sara:localhost")
    reseau.bot_dit("Je ne peux pas demander à Sara", type="refus", champs={"commande": "passe"})
