"""Poser une question : ce qu'il faut pour qu'elle devienne une demande, et que répondre sinon.

1. Une question se pose dans le salon du réseau, avec un thème reconnu ; jamais deviné.
2. Elle est gardée telle qu'elle fut écrite.
3. « discret » dit que l'on ne veut pas être lu de tous : plutôt rien que de l'ignorer.
"""

from typing import Any

from bot.core import droits
from bot.core.context import Context
from bot.core.couverture import couvertures
from bot.core.demandes import Entraide
from bot.core.demandes_droits import extrait
from bot.core.effects import Effect, Refusal
from bot.core.pliage import fold_word
from bot.core.texte import Texte, liste
from bot.core.themes_dits import theme_de_la_question, themes_nommes, themes_proches
from donnees.theme import Theme

EXEMPLE = "il me manque une pièce, que faire ?"


def deposer(message: Any, ctx: Context, theme: Theme | None, question: str) -> list[Effect]:
    """Fait de ce message une demande ; lève `Refusal` s'il y manque quelque chose."""
    if message.prive:
        raise Refusal(_dans_le_salon(ctx))
    droits.exiger_membre(message.auteur, ctx)
    _refuser_discret(question)
    reconnu = theme or theme_de_la_question(ctx, question)
    if reconnu is None:
        raise Refusal(sans_theme(ctx, question), type="usage")
    return Entraide(ctx).demander(message, reconnu, question)


def _dans_le_salon(ctx: Context) -> Texte:
    return Texte.de(
        "Votre question, posez-la dans le salon de votre réseau. "
        "Depuis une conversation privée, je ne sais pas encore chercher.",
        f"Par exemple : {exemple(ctx)}",
    )


def _refuser_discret(question: str) -> None:
    mots = question.split(maxsplit=1)
    if mots and fold_word(mots[0]) == "discret":
        raise Refusal(
            "Je ne sais pas encore garder une question entre vous et moi : je n'ai rien demandé "
            "à personne. Sans « discret », elle est vue de tout le salon."
        )


def exemple(ctx: Context, theme: Theme | None = None) -> str:
    """Une vraie phrase à recopier, avec un thème du réseau où quelqu'un répond."""
    if theme is None and ctx.reseau is not None:
        connus = couvertures(ctx)
        tenus = [c.theme for c in connus if c.membres]
        theme = next(iter([*tenus, *(c.theme for c in connus)]), None)
    return f"!aide {theme.nom} {EXEMPLE}" if theme else "!aide compta Chorus refuse ma facture"


def sans_theme(ctx: Context, question: str) -> Texte:
    """Le thème manque : les plus proches, et la même question à renvoyer."""
    connus = ctx.themes()
    if not connus:
        return Texte.de(
            "Ce réseau n'a pas encore de thème. Une personne qui l'anime peut en créer un :",
            "!thème compta : budget, facture, Chorus",
        )
    nommes = themes_nommes(ctx, question)
    proches = nommes or themes_proches(ctx, question)
    debut = "Je ne vois pas de quel thème il s'agit."
    if len(nommes) > 1:
        debut = f"Votre question touche plusieurs thèmes : {liste([t.nom for t in nommes])}."
    elif proches:
        debut += f" Peut-être {liste([t.nom for t in proches], 'ou')} ?"
    else:
        debut += f" Ceux d'ici : {liste([t.nom for t in connus[:9]])}."
    return Texte.de(
        debut,
        "Redites votre question avec le thème en tête, par exemple :",
        f"!aide {(proches or connus)[0].nom} {extrait(question, 120)}",
    )


def sans_question(ctx: Context, theme: Theme) -> Texte:
    """Un thème, mais pas de question."""
    return Texte.de("Et votre question ? Par exemple :", exemple(ctx, theme))
