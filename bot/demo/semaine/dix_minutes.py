"""Dix minutes après son ouverture, un réseau sert : on compte ce que cela a demandé."""

from bot.demo.pas import Dit, LaisseFiler, Note, RobotDit, Scene, Utile

DIX_MINUTES = Scene(
    titre="Utile en dix minutes",
    salon="assistantes",
    pas=(
        Note(
            "Ce matin, ce réseau n'existait pas. Il a ses thèmes et des gens qui les connaissent, "
            "un bulletin le vendredi, une première astuce, et une question y a trouvé quelqu'un."
        ),
        Utile(),
        Note("Ce qui manque se dit aussi."),
        Dit("nadia", "!thèmes"),
        RobotDit("theme.liste", ("personne ne s'en occupe",)),
        Note("Le soir, la récolte a sa fin."),
        LaisseFiler(),
        RobotDit("kit", ("une astuce gardée",), jumeau={"resultats": [1]}),
    ),
)
