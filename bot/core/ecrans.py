"""Ce qui se lit écran par écran : « suite » (⏬, ou le mot) donne le suivant.

Le fil d'un écran finit par son rang : « bulletin:3:2026-W48:0 ». Le suivant se recompose à
l'instant ; une touche ne le fait dire qu'une fois sous le même écran, le mot autant qu'on le dit.
"""

from bot.core.context import Context
from bot.core.events import Reaction
from donnees import histoire as histoires
from donnees import reseau as reseaux


def fil(genre: str, reseau: int, quoi: str | int, rang: int) -> str:
    """Le fil de cet écran."""
    return f"{genre}:{reseau}:{quoi}:{rang}"


def suivant(reaction: Reaction, ctx: Context) -> tuple[str, int] | None:
    """(de quoi, rang) de l'écran que demande cette touche ; pose le réseau. Rien s'il fut déjà dit,
    ou si ce n'est pas à cette personne de le lire."""
    cible = histoires.envoye(ctx.session, reaction.target)
    if cible is None or cible.about is None:
        return None
    genre, reseau, quoi, rang = cible.about.split(":")
    ctx.reseau = reseaux.reseau(ctx.session, int(reseau))
    if not ctx.est_membre(reaction.auteur):
        return None
    apres = fil(genre, int(reseau), quoi, int(rang) + 1)
    if not reaction.parole and histoires.suivi_de(ctx.session, cible, apres):
        return None
    return quoi, int(rang) + 1


def a_citer(reaction: Reaction) -> str:
    """Le message auquel répond l'écran suivant : le mot, sinon l'écran touché."""
    return reaction.id if reaction.parole else reaction.target
