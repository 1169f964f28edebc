"""Un réseau s'ouvre : des thèmes, et qui sait quoi."""

from bot.demo.pas import Dit, Invite, Jour, Note, RobotDit, Scene

OUVERTURE = Scene(
    titre="Un réseau s'ouvre",
    salon="assistantes",
    pas=(
        Jour("2026-11-30 08:58"),
        Note("Nadia anime un réseau d'assistantes. Ce matin, elle invite Maillon."),
        Invite("nadia"),
        RobotDit("presentation", ("robot",), touches=("✉️",), cle="presentation"),
        Dit("nadia", "!réseau ouvrir Assistantes de direction"),
        RobotDit("reseau.ouvert", jumeau={"reseau": "Assistantes de direction"}),
        Dit("nadia", "!thème compta : factures, Chorus, mandat"),
        RobotDit("theme.note", jumeau={"theme": "compta"}),
        Dit("nadia", "!thème déplacements : missions, train, hôtel"),
        RobotDit("theme.note", jumeau={"theme": "déplacements"}),
        Dit("nadia", "!thème archives : versement, boîtes"),
        RobotDit("theme.note", jumeau={"theme": "archives"}),
        Note("Chacun dit ce qu'il sait, s'il le veut bien, et comme il l'écrit."),
        Dit("karim", "!jesais compta, déplacements"),
        RobotDit("savoir.note", ("compta", "déplacements")),
        Dit("leila", "! je sais Déplacements"),
        RobotDit("savoir.note", ("déplacements",)),
        Dit("awa", "!jesais deplacements et compta"),
        RobotDit("savoir.note", ("déplacements", "compta")),
        Dit("ines", "Bonjour à tous, quelqu'un a réservé la salle du deuxième ?"),
        Dit("awa", "Oui, moi, jusqu'à onze heures."),
        Note("On ne parlait pas à Maillon : il se tait, et n'en garde rien."),
        Dit("nadia", "!thèmes"),
        RobotDit("theme.liste", ("personne ne s'en occupe",)),
    ),
)
