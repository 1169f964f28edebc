"""Un réseau s'ouvre : des thèmes touchés, qui sait quoi, le bulletin, une première astuce."""

from bot.core.boutons import CHIFFRES
from bot.demo.pas import Dit, Invite, Jour, LaisseFiler, Note, RobotDit, Scene, Touche

OUVERTURE = Scene(
    titre="Un réseau s'ouvre",
    salon="assistantes",
    posement=True,
    pas=(
        Jour("2026-11-30 08:58"),
        Note("Nadia anime un réseau d'assistantes. Ce matin, elle invite Maillon."),
        Invite("nadia"),
        RobotDit("presentation", ("robot",), touches=("✉️",), cle="presentation"),
        Dit("nadia", "!réseau ouvrir Assistantes de direction"),
        RobotDit(
            "reseau.ouvert", ("qui sait quoi",), touches=CHIFFRES,
            jumeau={"reseau": "Assistantes de direction"}, cle="thèmes",
        ),
        Note("Le reste se touche : trois thèmes."),
        Touche("nadia", "1️⃣", sur="thèmes"),
        RobotDit("theme.note", jumeau={"theme": "comptabilité"}),
        Touche("nadia", "2️⃣", sur="thèmes"),
        RobotDit("theme.note", jumeau={"theme": "déplacements"}),
        Touche("nadia", "6️⃣", sur="thèmes"),
        RobotDit("theme.note", jumeau={"theme": "archives"}),
        LaisseFiler(),
        RobotDit("reseau", ("bulletin", "astuces"), touches=("1️⃣", "2️⃣"), cle="élan"),
        RobotDit(
            "quisaitquoi", ("Qui sait quoi ?",), touches=("1️⃣", "2️⃣", "3️⃣"), cle="qui sait quoi"
        ),
        Touche("nadia", "1️⃣", sur="élan"),
        RobotDit("rituel.cree", ("vendredi",), jumeau={"rituel": 1}),
        Touche("nadia", "2️⃣", sur="élan"),
        RobotDit("kit", ("en arrivant",), cle="récolte"),
        Note("Chacun dit ce qu'il sait, s'il le veut bien : d'une touche, ou comme il l'écrit."),
        Touche("karim", "1️⃣", sur="qui sait quoi"),
        Touche("karim", "2️⃣", sur="qui sait quoi"),
        Touche("leila", "2️⃣", sur="qui sait quoi"),
        Dit("awa", "! je sais Déplacements et compta"),
        RobotDit("savoir.note", ("déplacements", "comptabilité")),
        LaisseFiler(),
        RobotDit("savoir.note", ("Karim", "Leïla")),
        Dit("karim", "Demander son badge avant le premier jour.", a="récolte"),
        RobotDit("astuce.accord", sonne=("karim",), touches=("✅", "✏️", "❌"), cle="accord"),
        Touche("karim", "✅", sur="accord"),
        RobotDit("astuce.notee", jumeau={"astuce": 1}),
    ),
)  # fmt: skip
