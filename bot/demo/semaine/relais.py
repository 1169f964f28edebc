"""On passe, on se tait : la question continue son chemin, sans reproche."""

from bot.demo.pas import Dit, Jour, LaisseFiler, Note, RobotDit, Scene, Touche

_PROPOSEE = ("✋", "➡️")

RELAIS = Scene(
    titre="Une question passe de main en main",
    salon="assistantes",
    pas=(
        Jour("2026-12-01 09:10"),
        Dit("ines", "!aide déplacements Qui signe l'ordre de mission quand le chef est absent ?"),
        RobotDit(
            "demande.proposee", ("Leïla",), sonne=("leila",), touches=_PROPOSEE,
            jumeau={"demande": 2, "pair": "@leila"},
        ),
        Note("Leïla n'a pas le temps ce matin. Une touche, sans explication."),
        Touche("leila", "➡️"),
        RobotDit(
            "demande.proposee", ("Je demande aussi à Awa",), sonne=("awa",), touches=_PROPOSEE,
            jumeau={"demande": 2, "pair": "@awa"},
        ),
        Note("Awa est en réunion. Deux heures passent."),
        LaisseFiler(),  # à la moitié : sans conversation privée, le robot ne relance pas
        LaisseFiler(),
        RobotDit(
            "demande.proposee", ("Je demande aussi à Karim",), sonne=("karim",), touches=_PROPOSEE,
            jumeau={"demande": 2, "pair": "@karim"}, cle="tour de karim",
        ),
        Note("Un mot écrit en réponse vaut la touche."),
        Dit("karim", "Je m'en occupe", a="tour de karim"),
        RobotDit(
            "demande.prise", ("Karim",), sonne=("ines",), touches=("✅",),
            jumeau={"demande": 2},
        ),
        Dit("karim", "L'adjointe signe, elle a la délégation. Je t'envoie le modèle."),
        Dit("ines", "!résolu"),
        RobotDit(
            "demande.resolue", ("Merci Karim",), sonne=("ines", "karim"),
            jumeau={"demande": 2},
        ),
    ),
)  # fmt: skip
