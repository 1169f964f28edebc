"""Ce que l'on sait se garde, et se retrouve avec les mots de tout le monde."""

from bot.demo.pas import Dit, Jour, Note, RobotDit, Scene

ASTUCES = Scene(
    titre="Ce que l'un sait sert aux autres",
    salon="assistantes",
    pas=(
        Jour("2026-12-02 15:10"),
        Note("Karim note ce qu'il a expliqué lundi : il ne l'expliquera plus dix fois."),
        Dit("karim", "!astuce SIRET inconnu dans Chorus : mettre celui de l'établissement #compta"),
        RobotDit("astuce.notee", jumeau={"theme": "comptabilité", "astuce": 2}),
        Dit("awa", "!astuce Train annulé : faire tamponner le billet avant de quitter la gare"),
        RobotDit("astuce.notee", jumeau={"theme": "déplacements", "astuce": 3}),
        Note("Leïla cherche à sa façon, avec une faute et un pluriel."),
        Dit("leila", "!astuces factures chorus siret inconu"),
        RobotDit("astuce.liste", ("SIRET",), jumeau={"resultats": [2]}),
    ),
)
