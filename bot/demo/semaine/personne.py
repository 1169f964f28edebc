"""Un thème dont personne ne s'occupe ; une personne référente ; se corriger, se raviser."""

from bot.demo.pas import Corrige, Dit, Jour, Note, RobotDit, Scene, Supprime, Touche

PERSONNE = Scene(
    titre="Personne ne s'en occupe, et cela se dit",
    salon="assistantes",
    pas=(
        Jour("2026-12-02 10:05"),
        Dit("leila", "!aide archives Combien de tant garder les agendas papier ?", cle="agendas"),
        RobotDit(
            "demande.appel", ("personne ne s'en occupe",), touches=("✋", "➕"),
            jumeau={"demande": 3},
        ),
        Note("Leïla a fait une faute : elle corrige son message, la question suit."),
        Corrige("leila", "agendas", "!aide archives Combien de temps garder les agendas papier ?"),
        Dit("nadia", "!demande 3"),
        RobotDit("demande.fiche", ("Combien de temps",), jumeau={"demande": 3, "etat": "appel"}),
        Touche("awa", "✋"),
        RobotDit(
            "demande.prise", ("Awa",), sonne=("leila",), touches=("✅",),
            jumeau={"demande": 3},
        ),
        Dit("awa", "Trois ans, puis on demande le visa avant de jeter. J'ai fait ça à la mairie."),
        Touche("leila", "✅"),
        RobotDit("demande.resolue", ("Merci Awa",), sonne=("leila", "awa"), jumeau={"demande": 3}),
        Note("Nadia a remarqué. Elle propose, Awa répond : rien ne se fait sans son oui."),
        Dit("nadia", "!référent @Awa archives"),
        RobotDit("referent.note", ("Awa",), sonne=("awa",), touches=("✅", "❌")),
        Touche("awa", "✅"),
        RobotDit("referent.note", ("référente",)),
        Dit("karim", "!annuaire archives"),
        RobotDit("annuaire", ("Awa",)),
        Dit("ines", "!aide compta Le mandat du 12 est bloqué, dossier de Mme D.", cle="dossier"),
        RobotDit(
            "demande.proposee", ("Awa",), sonne=("awa",), touches=("✋", "➡️"),
            jumeau={"demande": 4, "pair": "@awa"},
        ),
        Note("Un nom, là ? Inès supprime son message : la demande s'en va avec."),
        Supprime("ines", "dossier"),
        RobotDit("demande.annulee", sonne=("ines",), jumeau={"demande": 4}),
    ),
)  # fmt: skip
