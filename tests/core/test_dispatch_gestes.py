"""Réponses, touches, corrections, suppressions (contrat §5)."""

import pytest

from tests.scenario import Dit, Monde, OuvreReseau, Personne, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Inès et Karim sont membres."""
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"))


@pytest.fixture
def ines(reseau: Salon) -> Personne:
    """Une membre."""
    return reseau["ines"]


@pytest.fixture
def karim(reseau: Salon) -> Personne:
    """Un autre membre."""
    return reseau["karim"]


@pytest.fixture
def question(ines: Personne) -> str:
    """Le message d'Inès d'où part une histoire."""
    return ines.dit("!suivre le courrier")


@pytest.fixture
def suivi(reseau: Salon, question: str, ines: Personne) -> Dit:
    """Le message du robot, à deux boutons."""
    return reseau.bot_dit(
        "le courrier", type="suivre", mention=ines, repond_a=question, boutons=("✋", "➡️"),
        champs={"demande": 1},
    )  # fmt: skip


@pytest.mark.parametrize("touche", ["✋", "✋🏽", "👍", "👍🏿", "🙋", "🙋‍♀️", "✋\ufe0f"])
def test_une_touche_vaut_son_bouton(
    reseau: Salon, suivi: Dit, karim: Personne, touche: str
) -> None:
    karim.reagit(touche, sur=suivi)
    reseau.bot_dit("touché ✋", type="suivi", repond_a=None)


@pytest.mark.parametrize("touche", ["➡", "➡️"])
def test_le_selecteur_de_variante_ne_compte_pas(
    reseau: Salon, suivi: Dit, karim: Personne, touche: str
) -> None:
    karim.reagit(touche, sur=suivi)
    reseau.bot_dit("touché ➡️")


@pytest.mark.parametrize("touche", ["✅", "❤️", "mot", "", "✋✋", "x" * 300])
def test_une_touche_qui_n_est_pas_offerte_ne_fait_rien(
    reseau: Salon, suivi: Dit, karim: Personne, touche: str
) -> None:
    karim.reagit(touche, sur=suivi)
    reseau.bot_se_tait()


def test_une_touche_sur_un_message_ordinaire_ne_fait_rien(
    reseau: Salon, karim: Personne, ines: Personne
) -> None:
    karim.reagit("✋", sur=ines.dit("bonjour à toutes"))
    reseau.bot_se_tait()


def test_retirer_sa_touche_la_defait(reseau: Salon, suivi: Dit, karim: Personne) -> None:
    karim.reagit("👍", sur=suivi)
    reseau.bot_dit("touché ✋")
    karim.retire("👍")
    reseau.bot_dit("retirée")


def test_retirer_une_touche_qui_ne_disait_rien(reseau: Salon, suivi: Dit, karim: Personne) -> None:
    karim.reagit("❤️", sur=suivi)
    karim.retire("❤️")
    reseau.bot_se_tait()


@pytest.mark.parametrize(
    "mots",
    ["je m'en occupe", "Je m’en occupe !", "✋", "je prends.", "JE PEUX", "👍"],
)
def test_le_mot_du_bouton_ecrit_en_reponse(
    reseau: Salon, suivi: Dit, karim: Personne, mots: str
) -> None:
    message = karim.repond_a(suivi, mots)
    reseau.bot_dit("dit ✋", type="suivi", repond_a=message)


@pytest.mark.parametrize(
    "mots",
    [
        "je m'en occupe demain si j'ai le temps",
        "écho bonjour",
        "suivre la piste du fournisseur",
        "oui",
        "moi aussi j'ai ce souci",
    ],
)
def test_une_autre_reponse_est_de_la_parole(
    reseau: Salon, suivi: Dit, karim: Personne, mots: str
) -> None:
    karim.repond_a(suivi, mots)
    reseau.bot_se_tait()
    reseau.passe(hours=3)  # le rappel est oublié : quelqu'un a répondu
    reseau.bot_se_tait()


def test_la_reponse_au_message_de_la_personne_est_de_la_parole(
    reseau: Salon, question: str, suivi: Dit, karim: Personne
) -> None:
    karim.repond_a(question, "regarde dans le tiroir du bas")
    reseau.passe(hours=3)
    reseau.bot_se_tait()


def test_une_reponse_avec_le_signe_est_une_commande(
    reseau: Salon, suivi: Dit, karim: Personne
) -> None:
    message = karim.repond_a(suivi, "!écho bonjour")
    reseau.bot_dit("écho", repond_a=message)


def test_une_reponse_citee_a_l_ancienne(reseau: Salon, suivi: Dit, karim: Personne) -> None:
    karim.repond_a(suivi, "> <@maillon:localhost> Je suis le courrier\n> ✋\n\nje m'en occupe")
    reseau.bot_dit("dit ✋")


def test_corriger_une_commande_traitee_ne_l_execute_pas(reseau: Salon, ines: Personne) -> None:
    message = ines.dit("!écho bonjour")
    reseau.bot_dit("écho « bonjour »")
    ines.corrige(message, "!écho bonsoir")
    reseau.bot_se_tait()


def test_corriger_une_parole_en_commande_donne_un_usage_une_seule_fois(
    reseau: Salon, ines: Personne
) -> None:
    message = ines.dit("écho bonjour")
    ines.corrige(message, "!écho bonjour")
    reseau.bot_dit("nouveau message", type="usage", champs={"commande": "echo"})
    ines.corrige(message, "!écho bonjour, dis-je")
    reseau.bot_se_tait()


def test_corriger_une_parole_en_autre_parole(reseau: Salon, ines: Personne) -> None:
    ines.corrige(ines.dit("écho bonjour"), "écho bonsoir")
    reseau.bot_se_tait()


def test_corriger_le_message_de_l_histoire(
    reseau: Salon, question: str, suivi: Dit, ines: Personne
) -> None:
    ines.corrige(question, "!suivre les colis")
    reseau.bot_dit("corrigé", "suivre les colis", type="suivi")


def test_corriger_le_message_d_une_autre_ne_fait_rien(
    reseau: Salon, question: str, suivi: Dit, karim: Personne
) -> None:
    karim.corrige(question, "!suivre mes colis")
    reseau.bot_se_tait()


def test_supprimer_le_message_de_l_histoire(
    reseau: Salon, question: str, suivi: Dit, ines: Personne
) -> None:
    ines.supprime(question)
    reseau.bot_dit("supprimé")
    reseau.passe(hours=3)
    reseau.bot_se_tait()


def test_supprimer_une_commande_traitee_ou_une_parole(reseau: Salon, ines: Personne) -> None:
    parole, commande = ines.dit("bonjour"), ines.dit("!écho bonjour")
    reseau.bot_dit("écho")
    ines.supprime(parole)
    ines.supprime(commande)
    reseau.bot_se_tait()


def test_une_touche_venue_d_un_serveur_non_autorise(
    reseau: Salon, suivi: Dit, monde: Monde
) -> None:
    rob = monde.personne("rob", serveur="ailleurs.example")
    rob.ici = reseau
    rob.reagit("✋", sur=suivi)
    reseau.bot_se_tait()


def test_les_boutons_du_robot_ne_comptent_jamais(reseau: Salon, suivi: Dit, monde: Monde) -> None:
    """L'écho de ses propres touches, posées sous le message, ne déclenche rien."""
    assert suivi.boutons == ["✋", "➡️"]
    reseau.bot_se_tait()
