"""Une question, la bonne personne, une réponse, un merci."""

from bot.demo.pas import Dit, Jour, Note, RobotDit, Scene, Touche

QUESTION = Scene(
    titre="Une question trouve sa réponse",
    salon="assistantes",
    pas=(
        Jour("2026-11-30 09:05"),  # à l'ouverture : avant, le robot ne demande à personne
        Dit("ines", "!aide compta Chorus refuse ma facture : « SIRET inconnu »", cle="siret"),
        RobotDit(
            "demande.proposee", ("Karim", "Inès"), sonne=("karim",), touches=("✋", "➡️"),
            jumeau={"demande": 1, "theme": "comptabilité", "pair": "@karim"},
        ),
        Touche("karim", "✋"),
        RobotDit(
            "demande.prise", ("Karim",), sonne=("ines",), touches=("✅",),
            jumeau={"demande": 1, "pair": "@karim"},
        ),
        Dit(
            "karim",
            "Prenez le SIRET de l'établissement qui paie, pas celui du siège. "
            "Il est en haut du bon de commande.",
            a="siret",
        ),
        Note("Ce que les gens se disent ne regarde pas Maillon."),
        Dit("ines", "C'est passé !"),
        Touche("ines", "✅"),
        RobotDit(
            "demande.resolue", ("Merci Karim",), sonne=("ines", "karim"),
            jumeau={"demande": 1},
        ),
        Dit("ines", "Merci Karim, je cherchais depuis vendredi."),
    ),
)  # fmt: skip
