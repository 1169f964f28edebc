"""Le menu : par ce que l'on veut faire, et seulement ce que l'on peut faire."""

from bot.core import prive
from bot.core.context import Context
from bot.core.effects import Effect
from bot.core.events import Message
from bot.core.registry import ANIMATION, MEMBRE, OUVERTURE, TOUS, command
from bot.core.texte import Gras, Morceau, Texte


@command("!menu", exemple="!menu", reseau=False)
def menu(message: Message, ctx: Context) -> list[Effect]:
    """Montre tout ce que vous pouvez faire ici, avec un exemple pour chaque chose."""
    roles = _roles(message, ctx)
    texte = Texte.de(
        Gras("Que voulez-vous faire ?"),
        *_lignes(roles - {ANIMATION}, ctx),
        *_pour_l_animation(roles, ctx),
        _suite(roles, ctx),
    )
    return [ctx.dit(texte, type="menu")]


def _suite(roles: frozenset[str], ctx: Context) -> Texte | None:
    if MEMBRE in roles:
        phrase = "Ce sont des exemples : mettez vos mots. Le détail de l'un d'eux : !aide annuaire"
        return Texte.de("", phrase)
    # Qui peut ouvrir un réseau vient d'en lire la ligne.
    return None if OUVERTURE in roles else Texte.de("", prive.sans_reseau(ctx))


def _roles(message: Message, ctx: Context) -> frozenset[str]:
    """Ce que cette personne est ici ; en privé, dans l'un au moins de ses réseaux."""
    miens = [ctx.reseau] if ctx.reseau is not None else []
    if message.prive:
        miens = ctx.reseaux_de(message.auteur)
    roles = {TOUS}
    for reseau in miens:
        la = ctx.dans(reseau)
        roles |= {MEMBRE} if la.est_membre(message.auteur) else set()
        roles |= {ANIMATION} if la.anime(message.auteur) else set()
    if not message.prive and ctx.reseau is None and ctx.peut_ouvrir(message.auteur):
        roles.add(OUVERTURE)
    return frozenset(roles)


def _lignes(roles: frozenset[str], ctx: Context) -> list[tuple[Morceau, ...]]:
    dites = (ligne for ligne in ctx.registry.menu if ligne.role in roles)
    return [(f"{_majuscule(ligne.envie)} : ", Gras(ligne.exemple)) for ligne in dites]


def _majuscule(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _pour_l_animation(roles: frozenset[str], ctx: Context) -> list[str | tuple[Morceau, ...]]:
    lignes = _lignes(roles & {ANIMATION}, ctx)
    return ["", "Et parce que vous animez :", *lignes] if lignes else []
