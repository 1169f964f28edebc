"""En début de réunion, comment l'on va, d'une touche ; le lundi, Maillon le demandera à part."""

from bot.demo.pas import Dit, Jour, LaisseFiler, Note, RobotDit, Scene, Touche

METEO = Scene(
    titre="Quel temps fait-il chez vous ?",
    salon="assistantes",
    pas=(
        Jour("2026-12-04 14:00"),
        Note("La réunion du vendredi commence. Dix minutes, une touche, rien n'est gardé."),
        Dit("nadia", "!météo ici"),
        RobotDit(
            "meteo.question", ("soleil", "orage"), touches=("☀️", "🌤️", "☁️", "🌧️", "⛈️"), cle="météo"
        ),
        Touche("nadia", "☀️", sur="météo"),
        Touche("karim", "🌤️", sur="météo"),
        Touche("ines", "☀️", sur="météo"),
        Touche("awa", "🌧️", sur="météo"),
        Touche("leila", "🌤️", sur="météo"),
        LaisseFiler(),
        RobotDit("meteo.resultat"),
        Note("Chaque lundi, ce sera à part : personne ne verra qui a dit quoi."),
        Dit("nadia", "!rituel météo chaque lundi à 9h"),
        RobotDit("rituel.cree", ("lundi",), jumeau={"rituel": 2}),
    ),
)
