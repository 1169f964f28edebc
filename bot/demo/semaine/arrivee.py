"""Quelqu'un arrive au milieu de l'année, et ne reste pas seul."""

from bot.demo.pas import Arrive, Dit, Jour, LaisseFiler, Note, Rejoint, RobotDit, Scene

_ICI = "prive:rose"

ARRIVEE = Scene(
    titre="Une nouvelle collègue arrive",
    salon="assistantes",
    posement=True,
    pas=(
        Jour("2026-12-03 15:00"),
        Note("Rose prend son poste. Elle ne connaît personne."),
        Arrive("rose"),
        Rejoint("rose"),
        RobotDit(
            "bienvenue.prive",
            ("Rien à faire aujourd'hui", "Nadia", "stop"),
            sonne=("rose",),
            dans=_ICI,
        ),
        LaisseFiler(),
        RobotDit("bienvenue.salon", ("Rose",), sonne=("rose",), jumeau={"membre": "@rose"}),
        Dit("rose", "Où trouve-t-on les enveloppes à fenêtre ?", dans=_ICI),
        RobotDit("demande.accord", sonne=("rose",), touches=("✅", "❌"), dans=_ICI),
        Note("Rien ne part sans son oui. Ce sera pour demain."),
        Dit("rose", "non", dans=_ICI),
        RobotDit("aide", ("je n'envoie rien",), dans=_ICI),
    ),
)
