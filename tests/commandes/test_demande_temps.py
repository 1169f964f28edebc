"""Ce que le temps fait à une demande (contrat §7.3, §7.6, §7.10, §7.12), phrase par phrase."""

import pytest

from tests.fil import PARIS
from tests.scenario import Monde, OuvreReseau, Salon

QUESTION = "!aide compta Chorus refuse ma facture"
MEMBRES = ("nadia", "ines", "karim", "lucie", "paul", "sara", "marc")


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Quatre personnes connaissent la compta, une seule la paie, personne les archives."""
    return ouvre_reseau(
        "Assistantes", membres=MEMBRES, animation="nadia",
        themes={"compta": ("karim", "lucie", "paul", "sara"), "paie": ("karim",), "archives": ()},
    )  # fmt: skip


def a(reseau: Salon, instant: str) -> None:
    """On est à cet instant, et l'on ne s'intéresse pas à ce qui s'y est dit."""
    reseau.passe(jusqua=instant)
    for salon in reseau.monde.salons.values():
        salon.oublie()


# -- hors des heures -------------------------------------------------------------------------------


def test_le_soir_on_note_et_l_on_demande_a_l_ouverture(reseau: Salon) -> None:
    a(reseau, "2026-11-30 18:30")
    mot = reseau["ines"].dit(QUESTION)
    reseau.bot_dit(
        "Ines, votre question n° 1, compta, est notée", "Je demande demain à 9 h",
        type="demande.ouverte", repond_a=mot, boutons=("✋",), champs={"theme": "compta"},
    )  # fmt: skip
    reseau.passe(jusqua="2026-12-01 08:59")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-01 09:00")
    reseau.bot_dit("sans réponse à 11 h", type="demande.proposee", mention="karim", repond_a=mot)


def test_entre_midi_et_deux_et_le_vendredi_soir(reseau: Salon) -> None:
    a(reseau, "2026-12-04 12:30")
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit("Je demande à 14 h", type="demande.ouverte")
    reseau["ines"].dit("!annule")
    reseau.bot_dit(type="demande.annulee", mention="ines")
    a(reseau, "2026-12-04 18:00")
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit("Je demande lundi 7 décembre à 9 h", type="demande.ouverte")


def test_le_soir_personne_ne_s_en_occupe_se_dit_tout_de_suite(reseau: Salon) -> None:
    a(reseau, "2026-11-30 20:00")
    mot = reseau["ines"].dit("!aide archives où sont les boîtes ?")
    reseau.bot_dit("personne ne s'en occupe", "à tout le salon demain à 9 h",
                   type="demande.ouverte", repond_a=mot)  # fmt: skip
    reseau.passe(jusqua="2026-12-01 09:00")
    reseau.bot_dit("qui peut aider Ines", "!jesais archives", type="demande.appel", appel=True)
    reseau["nadia"].ouvre_une_conversation().oublie()


def test_passer_le_soir_ne_demande_a_personne_avant_l_ouverture(reseau: Salon) -> None:
    a(reseau, "2026-11-30 17:00")
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit("demain à 10 h", type="demande.proposee", mention="karim")
    reseau.passe(jusqua="2026-11-30 19:00")
    reseau["karim"].reagit("➡️")
    reseau.bot_dit("Je cherche encore", "Je demande demain à 9 h", type="demande.ouverte")
    reseau.passe(jusqua="2026-12-01 09:00")
    reseau.bot_dit("Je demande aussi à Lucie", type="demande.proposee", mention="lucie")


def test_un_jour_de_temps_partiel_s_attend(reseau: Salon) -> None:
    reseau["karim"].dit("!profil jours mardi, jeudi", en_prive=True)
    reseau["karim"].prive.oublie()  # type: ignore[union-attr]
    mot = reseau["ines"].dit("!aide paie mon bulletin est faux")
    reseau.bot_dit("Je demande demain à 9 h", type="demande.ouverte", repond_a=mot)
    reseau.passe(jusqua="2026-12-01 09:00")
    reseau.bot_dit(type="demande.proposee", mention="karim", repond_a=mot)


# -- relance, appel, alerte, fin -------------------------------------------------------------------


def test_la_relance_en_prive_a_la_moitie_du_delai(reseau: Salon) -> None:
    prive = reseau["karim"].ouvre_une_conversation()
    prive.oublie()
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau.passe(jusqua="2026-11-30 10:01")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-11-30 10:03")
    reseau["karim"].recoit("n° 1, compta", "Sans réponse à 11 h 02", type="demande.relance",
                           mention="karim", boutons=("✋", "➡️"), champs={"demande": 1})  # fmt: skip
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")


def test_trois_pairs_en_vain_puis_l_appel_meme_s_il_en_reste(reseau: Salon) -> None:
    reseau["ines"].dit(QUESTION)
    for pair in ("karim", "lucie", "paul"):
        suite = "j'appelle tout le salon" if pair == "paul" else "je demande à quelqu'un d'autre"
        reseau.bot_dit(suite, type="demande.proposee", mention=pair)
        reseau[pair].reagit("➡️")
    reseau.bot_dit(type="demande.appel", appel=True, boutons=("✋", "➕"))
    reseau["sara"].dit("!prends 1")
    reseau.bot_dit(type="demande.prise", mention="ines")


def test_qui_est_seulement_occupe_s_attend_jusqu_au_delai_de_l_appel(reseau: Salon) -> None:
    for n in (1, 2):
        reseau["ines"].dit("!aide paie encore")
        reseau.bot_dit(type="demande.proposee", mention="karim", champs={"demande": n})
        reseau["karim"].reagit("✋")
        reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["lucie"].dit("!aide paie et moi ?")
    reseau.bot_dit("Au plus tard demain à 9 h 02, j'appelle tout le salon", type="demande.ouverte",
                   champs={"demande": 3})  # fmt: skip
    reseau.passe(jusqua="2026-12-01 09:03")
    for n in (1, 2):
        reseau.bot_dit(type="demande.suivi", mention="ines", champs={"demande": n})
    reseau.bot_dit("qui peut aider Lucie", type="demande.appel", appel=True)


def test_qui_connait_est_absent_l_appel_part_aussitot(reseau: Salon) -> None:
    reseau["karim"].dit("!pause")
    reseau.bot_reagit("👍", reseau.monde.fil.touches[-1].cible)
    reseau["ines"].dit("!aide paie mon bulletin est faux")
    dit = reseau.bot_dit("Je n'ai personne", type="demande.appel", appel=True)
    assert "Karim" not in dit.corps


def test_l_alerte_va_en_prive_a_l_animation_et_au_salon_aux_autres(reseau: Salon) -> None:
    reseau["nadia"].dit("!référent @marc:localhost archives")
    reseau.bot_dit(type="referent.note", mention="marc")
    reseau["marc"].reagit("✅")
    reseau["nadia"].ouvre_une_conversation()
    reseau.oublie()
    mot = reseau["ines"].dit("!aide archives où sont les boîtes ?")
    reseau.bot_dit(type="demande.appel", appel=True)
    reseau["nadia"].prive.oublie()  # type: ignore[union-attr]
    reseau.passe(jusqua="2026-12-02 09:01")
    for salon in (reseau["nadia"].prive, reseau):
        assert salon is not None
        salon.oublie()
    reseau.passe(jusqua="2026-12-02 09:03")
    reseau["nadia"].recoit("n° 1, archives", "lundi 30 novembre", "porter 1",
                           type="demande.escalade", mention="nadia")  # fmt: skip
    reseau.bot_dit("Marc", "!prends 1", type="demande.escalade", mention="marc", repond_a=mot,
                   champs={"demande": 1})  # fmt: skip
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("sont prévenus", "mercredi 9 décembre", champs={"etat": "escaladee"})


def test_cinq_jours_ouvres_apres_l_alerte_on_dit_que_l_on_n_a_pas_trouve(reseau: Salon) -> None:
    mot = reseau["ines"].dit("!aide archives où sont les boîtes ?")
    a(reseau, "2026-12-09 09:01")
    reseau.passe(jusqua="2026-12-09 09:03")
    dit = reseau.bot_dit("Ines", "je n'ai pas trouvé", "J'ai prévenu Nadia", "porter",
                         type="demande.sans_reponse", mention="ines", repond_a=mot)  # fmt: skip
    assert dit.jumeau["demande"] == 1
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit(champs={"etat": "sans_reponse"})


def test_urgent_divise_par_quatre_sauf_les_cinq_jours(reseau: Salon) -> None:
    reseau["ines"].dit("!aide urgent paie mon bulletin est faux")
    reseau.bot_dit("n° 1, paie, urgente", "à 9 h 32, j'appelle tout le salon",
                   type="demande.proposee", mention="karim")  # fmt: skip
    reseau.passe(minutes=31)
    reseau.bot_dit(type="demande.appel", appel=True)
    reseau["nadia"].ouvre_une_conversation().oublie()
    reseau.passe(jusqua="2026-11-30 14:33")  # deux jours, soit 14 h, divisés par quatre
    reseau["nadia"].recoit(type="demande.escalade", mention="nadia")
    a(reseau, "2026-12-07 14:31")
    reseau.passe(jusqua="2026-12-07 14:33")
    reseau.bot_dit(type="demande.sans_reponse", mention="ines")


# -- suivi, rangement ------------------------------------------------------------------------------


def prise(reseau: Salon) -> str:
    mot = reseau["ines"].dit("!aide paie mon bulletin est faux")
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    return mot


def test_un_jour_ouvre_apres_on_demande_si_c_est_regle(reseau: Salon) -> None:
    mot = prise(reseau)
    reseau.passe(jusqua="2026-12-01 09:01")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-01 09:03")
    reseau.bot_dit(type="demande.suivi", mention="ines", boutons=("✅", "⏳", "❌"), repond_a=mot)
    reseau["ines"].reagit("⏳")
    reseau.passe(jusqua="2026-12-03 09:02")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-03 09:04")
    reseau.bot_dit(type="demande.suivi", mention="ines")
    reseau["ines"].reagit("✅")
    reseau.bot_dit("Merci Karim", type="demande.resolue", mention=("ines", "karim"))


def test_deux_silences_et_la_demande_est_rangee_un_mot_la_rouvre(reseau: Salon) -> None:
    prise(reseau)
    reseau.passe(jusqua="2026-12-01 09:03")
    reseau.bot_dit(type="demande.suivi", mention="ines")
    reseau.passe(jusqua="2026-12-03 09:03")
    reseau.bot_dit("Sans nouvelles, je la range lundi 7 décembre", type="demande.suivi",
                   mention="ines")  # fmt: skip
    reseau.passe(jusqua="2026-12-07 09:03")
    fin = reseau.bot_dit("Ines, Karim", "je range la question n° 1", "répondez",
                         type="demande.rangee", mention=("ines", "karim"))  # fmt: skip
    reseau.passe(days=3)
    reseau.bot_se_tait()
    reseau["ines"].repond_a(fin, "Non, je suis toujours bloquée")
    reseau.bot_dit("Je rouvre la question n° 1", "Karim s'en occupe toujours",
                   type="demande.prise", mention="ines")  # fmt: skip


def test_il_faut_quelqu_un_d_autre(reseau: Salon) -> None:
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["marc"].dit("!prends 1")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau.passe(jusqua="2026-12-01 09:03")
    reseau.bot_dit(type="demande.suivi", mention="ines")
    reseau["ines"].reagit("❌")
    reseau.bot_dit("Je demande aussi à Lucie", type="demande.proposee", mention="lucie")


# -- moi aussi, nommer un collègue -----------------------------------------------------------------


def test_moi_aussi_l_apprend_a_la_fin_cinq_par_message(ouvre_reseau: OuvreReseau) -> None:
    gens = [f"a{n}" for n in range(7)]
    reseau = ouvre_reseau("A", ("nadia", "ines", *gens), themes={"archives": ()})
    mot = reseau["ines"].dit("!aide archives où sont les boîtes ?")
    appel = reseau.bot_dit(type="demande.appel", appel=True)
    for nom in gens[:5]:
        reseau[nom].reagit("➕", sur=appel)
    reseau[gens[5]].reagit("➕", sur=mot)
    parole = reseau[gens[6]].repond_a(mot, "Moi aussi !")
    reseau.bot_reagit("👍", parole)
    reseau["ines"].reagit("➕", sur=appel)
    reseau[gens[0]].retire("➕")
    reseau["ines"].dit("!résolu 1")
    reseau.bot_dit(type="demande.resolue", mention="ines")
    reseau.bot_dit("vous aviez la même question", type="demande.resolue", mention=gens[1:6])
    reseau.bot_dit(type="demande.resolue", mention=gens[6:])


def test_passer_a_une_collegue_nommee(reseau: Salon) -> None:
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    mot = reseau["karim"].dit(f"!passe 1 {reseau['marc']}")
    dit = reseau.bot_dit("Je demande aussi à Marc", type="demande.proposee", mention="marc",
                         repond_a=mot, champs={"pair": "@marc:localhost"})  # fmt: skip
    assert "Karim" not in dit.corps
    for nom in ("ines", "karim", "marc"):
        reseau["marc"].dit(f"!passe 1 {reseau[nom]}")
        reseau.bot_dit("Je ne peux pas demander à", "!passe 1", type="refus",
                       champs={"commande": "passe"})  # fmt: skip
    reseau["marc"].reagit("➡️")
    reseau.bot_dit(type="demande.proposee", mention="lucie")


# -- personne ne s'en occupe -----------------------------------------------------------------------


def test_deux_appels_a_volontaires_puis_plus_aucun(reseau: Salon) -> None:
    reseau["ines"].dit("!aide archives où sont les boîtes ?")
    reseau.bot_dit("!jesais archives", type="demande.appel", appel=True)
    reseau["ines"].dit("!aide archives et les plans ?")
    dit = reseau.bot_dit(type="demande.appel", appel=True)
    assert "!jesais" not in dit.corps
    a(reseau, "2026-12-30 09:01")
    reseau.passe(jusqua="2026-12-30 09:03")
    reseau.bot_dit("Personne ne s'occupe encore", "!jesais archives", type="jesais", appel=True)
    a(reseau, "2027-03-30 10:00")
    assert [d.type for d in reseau.monde.fil.dits].count("jesais") == 1


def test_apres_deux_appels_l_animation_recoit_les_chiffres_une_fois(monde: Monde) -> None:
    reseau = monde.ouvre_salon("Assistantes", ("nadia", "ines"))
    for texte in ("!réseau ouvrir Assistantes", "!thème archives"):
        reseau["nadia"].dit(texte)
    reseau["nadia"].ouvre_une_conversation()
    reseau["ines"].dit("!aide archives où sont les boîtes ?")
    a(reseau, "2027-03-05 10:00")
    points = [d for d in monde.fil.dits if "détient les moyens" in d.corps]
    assert len(points) == 1
    assert "Depuis le lundi 30 novembre 2026" in points[0].corps
    assert "1 question posée, 0 réglée" in points[0].corps
    assert points[0].type == "animation.point"
    assert points[0].quand.astimezone(PARIS).strftime("%d/%m %H:%M") == "02/02 09:00"


def test_des_qu_une_personne_s_en_occupe_on_n_appelle_plus(reseau: Salon) -> None:
    reseau["ines"].dit("!aide archives où sont les boîtes ?")
    reseau.bot_dit(type="demande.appel", appel=True)
    reseau["marc"].dit("!jesais archives")
    a(reseau, "2027-01-15 10:00")
    assert "jesais" not in [d.type for d in reseau.monde.fil.dits if "volontaires" in d.corps]


# -- un réseau discret -----------------------------------------------------------------------------


def test_un_reseau_discret_demande_a_cinq_pairs_d_un_coup(ouvre_reseau: OuvreReseau) -> None:
    savants = tuple(f"s{n}" for n in range(6))
    reseau = ouvre_reseau("A", ("nadia", "ines", *savants), themes={"paie": savants},
                          reglages={"discret": True})  # fmt: skip
    reseau["ines"].dit("!aide paie mon bulletin est faux")
    dit = reseau.bot_dit(type="demande.proposee", mention=savants[:5])
    assert dit.jumeau["pair"] == "@s0:localhost"
    assert dit.jumeau["pairs"] == [f"@s{n}:localhost" for n in range(5)]
    reseau["s0"].reagit("➡️")
    reseau.bot_se_tait()
    reseau["s3"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines", champs={"pair": "@s3:localhost"})
