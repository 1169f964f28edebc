"""Relire une question corrigée par son auteur, avec les mêmes règles que la première fois."""

from bot.core.context import Context
from bot.core.demandes_depot import lire
from bot.core.effects import Refusal
from bot.core.events import Edition
from bot.core.execution import TAILLE_MAX, commande_dite
from bot.core.formes import lier
from bot.core.pliage import clean, deceptive
from bot.core.themes_dits import theme_de_la_question
from donnees.theme import Theme

_POSENT = ("aide", "question", "demande")


def lire_correction(edition: Edition, ctx: Context) -> tuple[Theme | None, str]:
    """Le thème (`None` : inchangé) et la question (vide : inchangée) du texte corrigé.

    Un thème seul ne remplace pas la question. Lève `Refusal` si ce texte n'aurait pas été lu la
    première fois.
    """
    _verifier(edition.texte)
    dite, nue = commande_dite(edition), clean(edition.texte).strip()
    trouvee = ctx.registry.find(nue if dite is None else dite)
    pose = trouvee is not None and trouvee[1] in _POSENT
    if dite is None and not (pose and edition.prive):  # en privé, « aide » se passe de `!`
        return theme_de_la_question(ctx, nue), nue
    if trouvee is None or not pose:
        return None, ""
    for forme in trouvee[0].formes:
        lie = lier(forme, trouvee[2], ctx.lecture())
        if lie is not None and "question" in lie:
            return _sans_ses_marques(ctx, lie.get("theme"), str(lie["question"]))
    return None, ""


def _sans_ses_marques(ctx: Context, theme: Theme | None, dite: str) -> tuple[Theme | None, str]:
    """« urgent compta Chorus refuse » : le thème et la question ; corriger ne presse rien."""
    depot = lire(ctx, theme, dite)
    seul = ctx.theme_nomme(depot.question)
    if depot.theme is None and seul is not None:
        return seul, ""
    return depot.theme or theme_de_la_question(ctx, depot.question), depot.question


def _verifier(texte: str) -> None:
    if len(texte.encode()) > TAILLE_MAX:
        raise Refusal(
            "Cette correction est trop longue pour moi : je garde votre question d'avant.",
            type="usage",
        )
    if deceptive(texte):
        raise Refusal(
            "Cette correction porte des caractères invisibles : je garde votre question d'avant.",
            type="usage",
        )
