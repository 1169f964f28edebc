"""Un kit entier, tel que le robot le donne aux modèles, avec tout ce qui pourrait les tromper."""

from typing import Any

PIEGES = (
    "*gras* #lorem(9) $x_1$ @ref <a> `code` \\ // fin",
    '<script>alert(1)</script> & "guillemets" \' </style> <!-- -->',
    "emoji 📎✅ chinois 中文 arabe سلام mathématique 𝐀𝐁 zéro\u0000\u200b\u202e fin",
    "https://intranet.exemple.gouv.fr/" + "chemin/" * 20 + "page.html?a=1&b=2",
    "un\ndeux\n\ntrois",
    "a" * 400,
    '#import "/etc/passwd"',
    "#sys.inputs",
)


def kit(*textes: str, themes: int = 2) -> dict[str, Any]:
    """Des données complètes ; chaque thème porte ces textes."""
    dits = textes or PIEGES
    return {
        "titre": "Assistantes & <i>direction</i> #1", "reseau": "Assistantes",
        "kit": "Kit de survie",
        "date": "Au 30 novembre 2026", "jour": [2026, 11, 30],
        "pied": "Kit de survie, Assistantes, 30 novembre 2026", "sommaire": "Dans ce kit",
        "question": "Une question n'est pas là ?", "reponse": "Maillon cherche qui peut répondre.",
        "ecrire": ["Dans le salon, écrivez :", "!aide", "et votre question."],
        "themes": [
            {
                "nom": f"Thème {n} & <b>", "qui": "À qui demander : Karim *et* <Inès>.",
                "ecrire": ["Dans le salon, écrivez :", "!aide compta", "et votre question."],
                "astuces": [
                    {"nom": f"Astuce n° {i}", "texte": t, "signe": "Dite par #Karim." * (i % 2)}
                    for i, t in enumerate(dits)
                ],
            }
            for n in range(themes)
        ],
        "comment": {"titre": "Comment demander", "gestes": [["Cherchez", "!astuces et des mots"]]},
    }  # fmt: skip
