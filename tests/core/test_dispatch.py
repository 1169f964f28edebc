"""Est-ce pour le robot, et que doit-il en faire ? (contrat §5, paroles dans un salon)"""

import pytest

from tests.scenario import Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Inès et Karim sont membres ; deux thèmes."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim"), themes={"compta": (), "marchés publics": ()}
    )


@pytest.mark.parametrize(
    "parole",
    [
        "!écho bonjour",
        "! écho bonjour",
        "  !écho bonjour",
        "!ÉCHO bonjour",
        "!echo bonjour",
        "!e\u0301cho bonjour",  # accent séparé de sa lettre
        "!é-cho bonjour",
        "!é cho bonjour",
        "!écho\nbonjour",
        "!\u00a0écho bonjour",
        "Maillon, écho bonjour",
        "maillon : écho bonjour",
        "MAILLON: écho bonjour",
        "Maillon\u00a0: écho bonjour",
        "Maillon, !écho bonjour",
        "@maillon:localhost écho bonjour",
        "@maillon:localhost: écho bonjour",
        "@maillon:localhost, !écho bonjour",
    ],
)
def test_une_commande_s_ecrit_de_bien_des_facons(reseau: Salon, parole: str) -> None:
    _, ines, _ = reseau
    message = ines.dit(parole)
    reseau.bot_dit("écho « bonjour »", type="echo", repond_a=message)


@pytest.mark.parametrize(
    "parole",
    [
        "écho bonjour",
        "Maillon écho bonjour",
        "Maillon est un bon robot",
        "merci Maillon, écho bonjour",
        "j'ai écrit !écho bonjour",
        "!",
        "! ! !",
        "!!!",
        "!?",
        "!xyzxyzxyz ceci n'est proche de rien",
        "!42",
        "Maillon,",
        "Maillon, tu es là",
        "",
        "   ",
    ],
)
def test_la_parole_ordinaire_est_laissee_tranquille(reseau: Salon, parole: str) -> None:
    _, ines, _ = reseau
    ines.dit(parole)
    reseau.bot_se_tait()


def test_l_apostrophe_typographique_ne_compte_pas(reseau: Salon) -> None:
    _, ines, _ = reseau
    ines.dit("!sujet l’été")
    reseau.bot_dit("thème aucun, suite « l’été »")


def test_un_theme_de_plusieurs_mots_est_lu_le_plus_long_d_abord(reseau: Salon) -> None:
    _, ines, _ = reseau
    ines.dit("!sujet Marchés-publics quel seuil ?")
    reseau.bot_dit("thème marchés publics, suite « quel seuil ? »")
    ines.dit("!sujet COMPTA Chorus refuse")
    reseau.bot_dit("thème compta, suite « Chorus refuse »")


def test_une_commande_presque_juste_est_suggeree_jamais_executee(reseau: Salon) -> None:
    _, ines, _ = reseau
    message = ines.dit("!ecoh bonjour")
    reseau.bot_dit("!écho", type="inconnu", champs={"commande": "echo"}, repond_a=message)


def test_il_manque_un_mot_on_montre_un_exemple(reseau: Salon) -> None:
    _, ines, _ = reseau
    ines.dit("!écho")
    reseau.bot_dit("!écho bonjour à toutes", type="usage", champs={"commande": "echo"})
    ines.dit("!grève générale")
    reseau.bot_dit(type="refus", champs={"commande": "greve"})


def test_les_numeros_se_disent_comme_on_veut(reseau: Salon) -> None:
    nadia, _, _ = reseau
    for ecrit in ("3", "#3", "n°3", "n° 3", "N°3"):
        nadia.dit(f"!grève {ecrit}")
        reseau.bot_dit("grève 3")


def test_un_refus_est_une_phrase_et_rien_d_autre(reseau: Salon) -> None:
    nadia, ines, _ = reseau
    nadia.dit("!grève 13")
    reseau.bot_dit("pas le treize", type="refus", champs={"commande": "greve"})
    ines.dit("!grève 3")
    reseau.bot_dit("animent le réseau", type="refus", champs={"commande": "greve"})


def test_une_notice_vient_d_un_autre_robot(reseau: Salon) -> None:
    _, ines, _ = reseau
    ines.dit("!écho bonjour", msgtype="m.notice")
    reseau.bot_se_tait()


def test_un_serveur_non_autorise_n_est_pas_ecoute(reseau: Salon, monde: Monde) -> None:
    rob = monde.personne("rob", serveur="ailleurs.example")
    rob.arrive(reseau)
    rob.dit("!écho bonjour")
    rob.dit("Maillon, écho bonjour")
    rob.part()
    reseau.bot_se_tait()


def test_un_membre_d_un_autre_salon_n_est_pas_du_reseau(reseau: Salon, monde: Monde) -> None:
    ailleurs = monde.ouvre_salon("Cafétéria", ("paul",))
    ailleurs.bot_dit("me voici", type="presentation")
    paul = ailleurs["paul"]
    paul.dit("!écho bonjour")
    ailleurs.bot_dit("pas encore de réseau", type="refus", champs={"commande": "echo"})


def test_un_nom_d_appel_choisi_par_le_reseau(monde: Monde) -> None:
    reseau = monde.ouvre_reseau("Assistantes", ("nadia", "ines"), reglages={"nom": "Trombone"})
    reseau["ines"].dit("Trombone, écho bonjour")
    reseau.bot_dit("écho « bonjour »")


def test_chaque_reseau_reste_chez_lui(monde: Monde) -> None:
    un = monde.ouvre_reseau("Assistantes", ("nadia", "ines"), themes={"compta": ()})
    deux = monde.ouvre_reseau("Gestionnaires", ("paul", "lea"), themes={"paie": ()})
    deux["lea"].dit("!sujet compta les factures")
    deux.bot_dit("thème aucun")
    un["ines"].dit("!sujet compta les factures")
    un.bot_dit("thème compta")
