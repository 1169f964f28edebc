"""Le kit de survie en une page pour l'écran : un seul fichier, accessible, que l'on imprime aussi.

1. Tout ce qui vient d'ailleurs est échappé : les mots des membres ne sont jamais du balisage.
2. Ni script, ni police, ni image d'ailleurs : la page se lit hors ligne, et ne dit rien à personne.
3. RGAA 4.1 : langue (8.3), titre (8.5), titres qui se suivent (9.1), régions (9.2), listes (9.3),
   accès rapide au contenu (12.7), contrastes de 7 au moins (3.2), largeur de 320 px (10.11).
"""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

STYLE = Path(__file__).with_suffix(".css")


def html(donnees: Mapping[str, Any]) -> str:
    """La page entière."""
    d = donnees
    themes = "".join(_theme(n, t) for n, t in enumerate(d["themes"], start=1))
    return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{_t(d["kit"])} : {_t(d["titre"])}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<a class="acces" href="#contenu">Aller au contenu</a>
<header role="banner">
<p class="kit">{_t(d["kit"])}</p>
<h1>{_t(d["titre"])}</h1>
<p>{_t(d["date"])}</p>
</header>
<nav role="navigation" aria-labelledby="sommaire">
<h2 id="sommaire">{_t(d["sommaire"])}</h2>
{_sommaire(d)}
</nav>
<main role="main" id="contenu" tabindex="-1">
<section class="demander" aria-labelledby="question">
<h2 id="question">{_t(d["question"])}</h2>
<p>{_ecrire(d["ecrire"])}</p>
<p>{_t(d["reponse"])}</p>
</section>
{themes}{_comment(d["comment"])}</main>
<footer role="contentinfo">
<p>{_t(d["pied"])}</p>
</footer>
</body>
</html>
"""


def _sommaire(d: Mapping[str, Any]) -> str:
    lignes = [
        f'<li><a href="#theme-{n}">{_t(t["nom"])}</a></li>'
        for n, t in enumerate(d["themes"], start=1)
    ]
    lignes.append(f'<li><a href="#comment">{_t(d["comment"]["titre"])}</a></li>')
    return "<ul>\n" + "\n".join(lignes) + "\n</ul>"


def _theme(n: int, theme: Mapping[str, Any]) -> str:
    astuces = "".join(map(_astuce, theme["astuces"]))
    return f"""<section aria-labelledby="theme-{n}">
<h2 id="theme-{n}" tabindex="-1">{_t(theme["nom"])}</h2>
<div class="qui">
<p>{_t(theme["qui"])}</p>
<p>{_ecrire(theme["ecrire"])}</p>
</div>
{astuces}</section>
"""


def _astuce(astuce: Mapping[str, str]) -> str:
    signe = f'<p class="signe">{_t(astuce["signe"])}</p>\n' if astuce["signe"] else ""
    lignes = "<br>\n".join(_t(ligne) for ligne in astuce["texte"].split("\n"))
    return f"<article>\n<h3>{_t(astuce['nom'])}</h3>\n<p>{lignes}</p>\n{signe}</article>\n"


def _comment(comment: Mapping[str, Any]) -> str:
    gestes = "".join(
        f"<li><strong>{_t(quoi)}</strong><br>\n{_t(comment_)}</li>\n"
        for quoi, comment_ in comment["gestes"]
    )
    return f"""<section aria-labelledby="comment">
<h2 id="comment" tabindex="-1">{_t(comment["titre"])}</h2>
<ul class="gestes">
{gestes}</ul>
</section>
"""


def _ecrire(dite: list[str]) -> str:
    """« Dans le salon, écrivez : » <strong>!aide compta</strong> « et votre question. »"""
    avant, mot, apres = dite
    return f"{_t(avant)} <strong>{_t(mot)}</strong> {_t(apres)}"


def _t(mots: str) -> str:
    return escape(str(mots), quote=True)
