"""La même chose dans un salon chiffré, chez des comptables, peu nombreux."""

from bot.demo.pas import Chiffrement, Dit, Invite, Jour, Note, RobotDit, Scene, Touche

COMPTABLES = Scene(
    titre="Chez les comptables, tout est chiffré",
    salon="comptables",
    pas=(
        Jour("2026-12-03 14:20"),
        Note("Ils sont trois, leur salon est chiffré. Maillon y parle comme ailleurs."),
        Invite("karim"),
        RobotDit("presentation", touches=("✉️",), abrege=True),
        Dit("karim", "!réseau ouvrir Comptables"),
        RobotDit("reseau.ouvert", jumeau={"reseau": "Comptables"}, abrege=True),
        Dit("karim", "!thème clôture : inventaire, provisions"),
        RobotDit("theme.note", jumeau={"theme": "clôture"}),
        Dit("hugo", "!jesais clôture"),
        RobotDit("savoir.note", ("clôture",)),
        Dit("awa", "Maillon, aide clôture une provision de 2024 jamais reprise, que faire ?"),
        RobotDit(
            "demande.proposee", ("Hugo",), sonne=("hugo",), touches=("✋", "➡️"),
            jumeau={"demande": 5, "pair": "@hugo"}, cle="à hugo",
        ),
        Touche("hugo", "👍", sur="à hugo"),
        RobotDit(
            "demande.prise", ("Hugo",), sonne=("awa",), touches=("✅",), jumeau={"demande": 5}
        ),
        Dit("hugo", "En produits, avec une note au dossier. On regarde ensemble à 15 h ?"),
        Dit("awa", "Avec plaisir, merci Hugo."),
        Touche("awa", "✅"),
        RobotDit("demande.resolue", ("Merci Hugo",), sonne=("awa", "hugo"), jumeau={"demande": 5}),
        Chiffrement(),
    ),
)  # fmt: skip
