"""Le menu : par ce que l'on veut faire, et seulement ce que l'on peut faire."""

from bot.core import prive
from bot.core.context import Context
from bot.core.effects import Effect, Refusal
from bot.core.events import Message
from bot.core.registry import ANIMATION, MEMBRE, TOUS, MenuLine, command
from bot.core.texte import Gras, Morceau, Texte

# L'ordre où l'on en a besoin ; une commande nouvelle se range d'elle-même dans « Le réseau ».
DEMANDER = ("aide", "demandes", "demande", "resolu", "prends", "passe", "porter", "debugage")
VOUS = (
    "absent", "present", "pause", "profil", "stop", "reprendre", "parler", "mesdonnees",
    "oubliemoi", "confidentialite",
)  # fmt: skip


@command("!menu", exemple="!menu", reseau=False)
def menu(message: Message, ctx: Context) -> list[Effect]:
    """Montre tout ce que vous pouvez faire ici, avec un exemple pour chaque chose."""
    if ctx.reseau is None and not message.prive:
        raise Refusal(prive.sans_reseau(ctx))
    roles = _roles(message, ctx)
    texte = Texte.de(
        "Que voulez-vous faire ? Voici des exemples : mettez vos mots.",
        *_chapitres(roles - {ANIMATION}, ctx),
        *_pour_l_animation(roles, ctx),
        _suite(roles, ctx),
    )
    return [ctx.dit(texte, type="menu")]


def _suite(roles: frozenset[str], ctx: Context) -> Texte:
    if MEMBRE in roles:
        return Texte.de("", "Le détail de l'une d'elles : !aide annuaire")
    return Texte.de("", prive.sans_reseau(ctx))


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
    return frozenset(roles)


def _chapitres(roles: frozenset[str], ctx: Context) -> list[Texte | str | tuple[Morceau, ...]]:
    """Les lignes par chapitre : demander et aider, le réseau, ce qui ne regarde que soi."""
    rangees: dict[str, list[tuple[int, MenuLine]]] = {}
    for ligne in ctx.registry.menu:
        if ligne.role in roles:
            titre, rang = _place(ligne, ctx)
            rangees.setdefault(titre, []).append((rang, ligne))
    lignes: list[Texte | str | tuple[Morceau, ...]] = []
    for titre in (_DEMANDER, _RESEAU, _VOUS):
        if titre in rangees:
            lignes += ["", (Gras(titre),)]
            lignes += [_dite(ligne) for _, ligne in sorted(rangees[titre], key=lambda p: p[0])]
    return lignes


_DEMANDER, _RESEAU, _VOUS = "Demander, aider", "Le réseau", "Vous"


def _place(ligne: MenuLine, ctx: Context) -> tuple[str, int]:
    trouvee = ctx.registry.find(ligne.exemple.removeprefix("!"))
    mot = trouvee[0].mot if trouvee is not None else ""
    for titre, mots in ((_DEMANDER, DEMANDER), (_VOUS, VOUS)):
        if mot in mots:
            return titre, mots.index(mot)
    return _RESEAU, 0


def _dite(ligne: MenuLine) -> tuple[Morceau, ...]:
    return (f"{_majuscule(ligne.envie)} : ", Gras(ligne.exemple))


def _majuscule(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _pour_l_animation(roles: frozenset[str], ctx: Context) -> list[str | tuple[Morceau, ...]]:
    lignes = [_dite(ligne) for ligne in ctx.registry.menu if ligne.role in roles & {ANIMATION}]
    return ["", (Gras("Parce que vous animez"),), *lignes] if lignes else []
