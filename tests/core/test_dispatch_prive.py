"""La conversation privée, l'intime, et qui a deux réseaux (contrat §4, §5, §6)."""

import pytest

from tests.scenario import Dit, Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Inès et Karim sont membres."""
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), themes={"compta": ()})


@pytest.mark.parametrize("parole", ["écho bonjour", "!écho bonjour", "Maillon, écho bonjour"])
def test_en_prive_une_commande_se_passe_de_signe(reseau: Salon, parole: str) -> None:
    ines = reseau["ines"]
    ines.dit(parole, en_prive=True)
    ines.recoit("écho « bonjour »", type="echo")


@pytest.mark.parametrize(
    "parole",
    ["merci", "Merci !", "bonjour", "Bonjour Maillon", "d’accord", "👍", "...", "bonne journée"],
)
def test_une_politesse_n_appelle_rien(reseau: Salon, parole: str) -> None:
    reseau["ines"].dit(parole, en_prive=True)
    reseau.bot_se_tait()


def test_des_mots_libres_en_prive_sont_proposes_comme_demande(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("Chorus refuse ma facture, je ne sais plus quoi faire", en_prive=True)
    ines.recoit("demande", type="demande.accord", mention=ines)


def test_une_commande_inconnue_en_prive_a_toujours_une_reponse(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("!xyzxyz", en_prive=True)
    ines.recoit("!aide", type="inconnu")


def test_la_reponse_nue_va_a_la_derniere_question_qui_l_accepte(reseau: Salon) -> None:
    nadia, _ines, karim = reseau
    karim.ouvre_une_conversation().bot_dit("me voici")
    premiere = nadia.dit(f"!demander {karim}")
    reseau.bot_reagit("👍", sur=premiere)
    karim.recoit("est-ce fait", mention=karim, boutons=("✅",))
    karim.dit("3", en_prive=True)
    karim.recoit("demande ?", type="demande.accord", mention=karim)
    karim.dit("Oui !", en_prive=True)
    karim.recoit("dit ✅", type="suivi")


def _interroge(reseau: Salon) -> Dit:
    nadia, _ines, karim = reseau
    karim.ouvre_une_conversation().bot_dit("me voici")
    nadia.dit(f"!interroger {karim}")
    return karim.recoit("Qu'est-ce qui a marché")


def test_des_mots_libres_vont_a_la_question_qui_les_attend(reseau: Salon) -> None:
    _interroge(reseau)
    karim = reseau["karim"]
    karim.dit("merci !", en_prive=True)
    karim.dit("!écho je suis là", en_prive=True)
    karim.recoit("écho")
    karim.dit("relancer le comptable", en_prive=True)
    karim.recoit("noté", "relancer le comptable", type="libre")
    karim.dit("et autre chose", en_prive=True)
    karim.recoit("demande ?", type="demande.accord", mention=karim)


def test_en_citant_la_question_tout_est_sa_reponse(reseau: Salon) -> None:
    question = _interroge(reseau)
    karim = reseau["karim"]
    karim.repond_a(question, "écho du bureau voisin")
    karim.recoit("noté", "écho du bureau voisin", type="libre")


def test_une_question_posee_a_karim_n_est_pas_celle_d_ines(reseau: Salon) -> None:
    nadia, ines, karim = reseau
    karim.ouvre_une_conversation().bot_dit("me voici")
    reseau.bot_reagit("👍", sur=nadia.dit(f"!demander {karim}"))
    karim.recoit("est-ce fait", mention=karim)
    ines.dit("oui", en_prive=True)
    reseau.bot_se_tait()


def test_l_intime_ecrit_dans_le_salon_est_repondu_en_prive(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.ouvre_une_conversation().bot_dit("me voici")
    message = ines.dit("!mes données")
    ines.recoit("voici vos données", type="mesdonnees", repond_a=None)
    reseau.bot_reagit("📬", sur=message)


def test_l_intime_sans_conversation_n_est_pas_fait(reseau: Salon) -> None:
    reseau["ines"].dit("!Mes-données")
    reseau.bot_dit("écrivez-moi en privé", type="refus", champs={"commande": "mesdonnees"})


def test_deux_reseaux_on_demande_lequel(monde: Monde, reseau: Salon) -> None:
    monde.ouvre_reseau("Gestionnaires", ("paul", "ines"))
    ines = reseau["ines"]
    message = ines.dit("écho bonjour", en_prive=True)
    ines.recoit("Assistantes", "Gestionnaires", type="reseau.choix", mention=ines,
                boutons=("1️⃣", "2️⃣"), repond_a=message)  # fmt: skip
    ines.reagit("2️⃣")
    ines.recoit("écho « bonjour »", type="echo")
    ines.retire("2️⃣")
    ines.reagit("1️⃣")
    reseau.bot_se_tait()


def test_deux_reseaux_on_repond_par_un_chiffre(monde: Monde, reseau: Salon) -> None:
    monde.ouvre_reseau("Gestionnaires", ("paul", "ines"))
    ines = reseau["ines"]
    ines.dit("!écho bonjour", en_prive=True)
    ines.recoit(type="reseau.choix", mention=ines)
    ines.dit("1", en_prive=True)
    ines.recoit("écho « bonjour »")


def test_deux_reseaux_un_seul_a_ce_theme(monde: Monde, reseau: Salon) -> None:
    monde.ouvre_reseau("Gestionnaires", ("paul", "ines"))
    ines = reseau["ines"]
    ines.dit("sujet compta Chorus refuse", en_prive=True)
    ines.recoit("thème compta")


def test_sans_reseau_on_dit_ou_aller(monde: Monde, reseau: Salon) -> None:
    zoe = monde.personne("zoe")
    zoe.dit("écho bonjour", en_prive=True)
    zoe.recoit("dans aucun réseau", type="refus", champs={"commande": "echo"})


def test_partie_du_salon_elle_n_est_plus_membre(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.part()
    reseau.bot_dit("au revoir")
    ines.dit("écho bonjour", en_prive=True)
    ines.recoit("dans aucun réseau", type="refus")


def test_une_commande_privee_n_est_jamais_redite_dans_le_salon(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("suivre mon dossier", en_prive=True)
    ines.recoit("mon dossier", mention=ines)
    reseau.bot_se_tait()


def test_une_conversation_ouverte_par_le_robot(monde: Monde, reseau: Salon) -> None:
    """Il n'y entre pas en visiteur : pas de présentation ; on l'y attend, puis on y parle."""
    ines = reseau["ines"]
    ines.dit("!apart")
    ines.recoit("nous voilà à part", type="apart", mention=ines)
    ines.recoit("c'est ouvert", type="apart")
    ines.accepte()
    ines.dit("mes données", en_prive=True)
    ines.recoit("voici vos données")
    reseau.redemarre()
    reseau.bot_se_tait()


@pytest.mark.parametrize("validation", range(1, 9))
def test_une_conversation_s_ouvre_une_seule_fois(
    monde: Monde, reseau: Salon, validation: int
) -> None:
    reseau.coupe_au_milieu(validation)
    ines = reseau["ines"]
    ines.dit("!apart")
    monde.arme_la_coupure(0)
    assert len(monde.salons) == 2
    ines.recoit("nous voilà à part", mention=ines)
    ines.recoit("c'est ouvert")


def test_une_touche_jamais_offerte_n_est_pas_un_choix_de_reseau(monde: Monde) -> None:
    for nom in ("Assistantes", "Gestionnaires"):
        monde.ouvre_reseau(nom, ("nadia", "ines"))
    ines = monde.personne("ines")
    ines.dit("suivre le courrier", en_prive=True)
    choix = ines.recoit(type="reseau.choix", mention=ines)
    ines.reagit("➕", sur=choix)
    assert ines.prive is not None
    ines.prive.bot_se_tait()
    assert monde.fil.moteur.pending() == []
