"""À part, avec le robot : ce qui ne regarde que soi."""

from bot.demo.pas import Dit, Jour, Note, Rejoint, RobotDit, Scene, Touche

_ICI, _NADIA = "prive:leila", "prive:nadia"

A_PART = Scene(
    titre="À part, sans déranger personne",
    salon="assistantes",
    pas=(
        Jour("2026-12-04 09:30"),
        Note("Nadia n'a rien à surveiller : le matin, Maillon lui dit à part ce qui l'attend."),
        Rejoint("nadia"),
        RobotDit("animation.point", ("Arrivée", "Rose"), sonne=("nadia",), dans=_NADIA),
        Dit("leila", "!aide compta Peut-on payer une inscription par carte achat ?", cle="carte"),
        RobotDit(
            "demande.proposee",
            ("Karim",),
            sonne=("karim",),
            touches=("✋", "➡️"),
            jumeau={"demande": 6, "pair": "@karim"},
        ),
        Note("Leïla préfère suivre cela à part."),
        Touche("leila", "✉️", sur="presentation"),
        Rejoint("leila"),
        RobotDit("prive.ouverture", sonne=("leila",), dans=_ICI),
        Dit("leila", "demandes", dans=_ICI),
        RobotDit("demande.liste", ("n°\u00a06",), jumeau={"demandes": [6]}, dans=_ICI),
        Dit("leila", "confidentialité", dans=_ICI),
        RobotDit("confidentialite", dans=_ICI),
        Dit("karim", "Oui, jusqu'à 1 500 euros, la carte est au secrétariat général.", a="carte"),
        Note("Karim a répondu avec ses mots : Maillon le comprend, et ne relance plus personne."),
        Dit("leila", "!résolu"),
        RobotDit("demande.resolue", sonne=("leila",), jumeau={"demande": 6}),
        Note("Fin de semaine. Où en est-on ?"),
        Dit("nadia", "!réseau"),
        RobotDit("reseau.fiche", ("Assistantes de direction", "Awa")),
    ),
)
