"""Ce que le contrat (§5) dit d'une parole : est-ce pour le robot, et que doit-il en faire ?"""

from tests.scenario import OuvreReseau


def test_une_commande_est_repondue_en_citant(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines", "karim"))
    _, ines, karim = reseau
    demande = ines.dit("!suivre le courrier")
    suivi = reseau.bot_dit(
        "le courrier",
        type="suivre",
        mention=ines,
        repond_a=demande,
        boutons=("✋", "➡️"),
        champs={"demande": 1},
    )
    karim.reagit("✋")
    reseau.bot_dit("touché ✋", type="suivi")
    karim.retire("✋")
    reseau.bot_dit("retirée")
    karim.repond_a(suivi, "je m’en occupe !")
    reseau.bot_dit("dit ✋")
    reseau.passe(hours=2)
    reseau.bot_dit("rappel", appel=True)
