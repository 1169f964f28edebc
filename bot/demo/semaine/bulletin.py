"""Vendredi, la semaine du réseau en un écran."""

from bot.demo.pas import Dit, Jour, LaisseFiler, Note, RobotDit, Scene

BULLETIN = Scene(
    titre="La semaine tient en un écran",
    salon="assistantes",
    pas=(
        Jour("2026-12-04 15:50"),
        Dit("nadia", "!actu La salle Loire est prête, on peut la réserver"),
        RobotDit("actu.notee"),
        Note("Lundi, une touche l'a demandé. Nadia n'y pense plus. À seize heures :"),
        LaisseFiler(),
        RobotDit("bulletin", ("salle Loire",), jumeau={"semaine": "2026-W49"}),
    ),
)
