"""Le registre : tout ce que les fichiers de `commandes/` déclarent, vérifié avant de démarrer.

1. Un décorateur pose sa déclaration sur la fonction ; `Registry.of` lit les modules. Aucun état
   global : deux registres peuvent vivre côte à côte.
2. Une déclaration qui en contredit une autre, une signature qui ne répète pas les noms des formes,
   une commande sans aide ou sans exemple qui se lise : le robot ne démarre pas.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, TypeVar

from bot.core.exemples import se_lit
from bot.core.formes import Forme, lire_forme
from bot.core.pliage import fold_word

Handler = Callable[..., list[Any]]
F = TypeVar("F", bound=Callable[..., Any])
_MARQUE = "__maillon__"
MOTS_MAX = 4  # dans un mot de commande : « je ne peux plus »

MEMBRE, ANIMATION, TOUS = "membre", "animation", "tous"
OUVERTURE = "ouverture"  # qui peut ouvrir un réseau ici : une ligne du guide écrit, pas du menu


class RegistryError(Exception):
    """Deux déclarations se contredisent, ou l'une est incomplète."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """Une commande : ses formes, son aide (la docstring), qui peut, et où l'on répond.

    `reseau` : il faut un réseau. `intime` : la réponse se donne en privé (contrat §6) ; `muette` :
    de plus, faite en tout cas, un 👍 pour seule trace sans conversation. `sous` : le mot dont
    celle-ci est un verbe (« !réseau régler » : « reseau »). `seule` : rien ne la suit ; « je ne
    peux plus » est une pause, « je ne peux plus ouvrir Chorus » n'en est pas une.
    `envie` : la ligne du menu où elle se range ; vide, elle n'y figure pas. `numeros` : la série de
    ses `<n°>` (« demande ») ; un tel numéro suffit alors à dire de quel réseau l'on parle.
    `cite` : dite en réponse à un message, elle en lit les mots.
    """

    mot: str
    formes: tuple[Forme, ...]
    exemple: str
    aide: str
    role: str
    reseau: bool
    intime: bool
    envie: str
    handler: Handler
    numeros: str = ""
    muette: bool = False
    sous: str = ""
    seule: frozenset[str] = frozenset()
    cite: bool = False


@dataclass(frozen=True, kw_only=True)
class MenuLine:
    """Une ligne du menu : ce que l'on veut faire, un exemple à recopier, et à qui la montrer."""

    envie: str
    exemple: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Hook:
    """Une fonction appelée pour autre chose qu'une commande ; `cle` dit pour quoi."""

    genre: str
    cle: tuple[str, ...]
    about: str
    handler: Handler


def _declare(fonction: F, declaration: Any) -> F:
    liste = fonction.__dict__.setdefault(_MARQUE, [])
    liste.append(declaration)
    return fonction


def command(
    *formes: str,
    exemple: str,
    role: str = MEMBRE,
    reseau: bool = True,
    intime: bool = False,
    envie: str = "",
    numeros: str = "",
    muette: bool = False,
    sous: str = "",
    seule: tuple[str, ...] = (),
    cite: bool = False,
) -> Callable[[F], F]:
    """Déclare une commande par ses formes, dans l'ordre où elles se lisent ; la première nomme.

    Les options sont celles de `Command` ; un verbe s'écrit joint : « !réseau-régler <suite…> ».
    """

    def decore(fonction: F) -> F:
        lues = tuple(lire_forme(f) for f in formes)
        return _declare(
            fonction,
            Command(
                mot=lues[0].mot, formes=lues, exemple=exemple, aide=inspect.getdoc(fonction) or "",
                role=role, reseau=reseau, intime=intime or muette, envie=envie, handler=fonction,
                numeros=numeros, muette=muette, sous=fold_word(sous),
                seule=frozenset(map(fold_word, seule)), cite=cite,
            ),
        )  # fmt: skip

    return decore


def menu_line(envie: str, *, exemple: str, role: str) -> Callable[[F], F]:
    """Une ligne du menu de plus : un geste de la même commande réservé à un autre rôle."""
    ligne = MenuLine(envie=envie, exemple=exemple, role=role)
    return lambda fonction: _declare(fonction, ligne)


def _hook(genre: str, cle: tuple[str, ...], about: str = "") -> Callable[[F], F]:
    def decore(fonction: F) -> F:
        return _declare(fonction, Hook(genre=genre, cle=cle, about=about, handler=fonction))

    return decore


def on_reaction(*emoji: str, about: str) -> Callable[[F], F]:
    """Une touche offerte sous un message de cette histoire, ou son mot écrit en réponse."""
    return _hook("reaction", emoji, about)


def on_untap(*emoji: str, about: str) -> Callable[[F], F]:
    """Une touche retirée : la fonction reçoit la `Redaction` et le `Geste` défait."""
    return _hook("untap", emoji, about)


def on_due(reason: str) -> Callable[[F], F]:
    """Un rappel échu."""
    return _hook("due", (reason,))


def on_reply(about: str) -> Callable[[F], F]:
    """Une réponse libre à un message de cette histoire, ni commande ni mot d'un bouton."""
    return _hook("reply", (), about)


def on_redaction(about: str) -> Callable[[F], F]:
    """Le message d'où part l'histoire a été supprimé."""
    return _hook("redaction", (), about)


def on_edition(about: str) -> Callable[[F], F]:
    """Le message d'où part l'histoire a été corrigé ; `texte` est le nouveau texte de commande."""
    return _hook("edition", (), about)


def on_room_opened(about: str) -> Callable[[F], F]:
    """Un salon demandé pour cette histoire existe."""
    return _hook("room_opened", (), about)


def on_gave_up(about: str) -> Callable[[F], F]:
    """Un message ou un salon de cette histoire ne partira pas : `GaveUp` dit pourquoi."""
    return _hook("gave_up", (), about)


def on_arrival(fonction: F) -> F:
    """Quelqu'un entre dans un salon d'attache."""
    return _hook("arrival", ())(fonction)


def on_departure(fonction: F) -> F:
    """Quelqu'un quitte un salon d'attache."""
    return _hook("departure", ())(fonction)


def on_entered(fonction: F) -> F:
    """Le robot entre dans un salon."""
    return _hook("entered", ())(fonction)


def on_back(fonction: F) -> F:
    """Le robot revient d'une absence, dans un salon où quelque chose attendait."""
    return _hook("back", ())(fonction)


def on_unread(fonction: F) -> F:
    """Un message n'a pas pu être déchiffré."""
    return _hook("unread", ())(fonction)


def on_free_text(fonction: F) -> F:
    """Des mots libres en privé, qui ne sont ni commande ni réponse attendue."""
    return _hook("free_text", ())(fonction)


@dataclass
class Registry:
    """Les déclarations, par mot et par genre."""

    commands: dict[str, Command] = field(default_factory=dict)
    hooks: list[Hook] = field(default_factory=list)
    menu: list[MenuLine] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, modules: Iterable[ModuleType]) -> "Registry":
        """Le registre de ces modules ; lève `RegistryError` sur une contradiction."""
        registre = cls()
        for module in modules:
            registre.modules.append(module.__name__)
            for objet in vars(module).values():
                if getattr(objet, "__module__", None) != module.__name__:
                    continue
                for declaration in getattr(objet, "__dict__", {}).get(_MARQUE, ()):
                    registre._add(declaration)
        return registre

    def _add(self, declaration: Command | Hook | MenuLine) -> None:
        if isinstance(declaration, Command):
            self._add_command(declaration)
        elif isinstance(declaration, MenuLine):
            self.menu.append(declaration)
        else:
            self._add_hook(declaration)

    def _add_command(self, commande: Command) -> None:
        if not commande.aide:
            raise RegistryError(f"!{commande.mot} : pas d'aide (docstring).")
        attendus = {p for forme in commande.formes for p in forme.parametres}
        signature = list(inspect.signature(commande.handler).parameters)[2:]
        if attendus != set(signature):
            raise RegistryError(
                f"!{commande.mot} : la signature dit {sorted(signature)}, "
                f"les formes {sorted(attendus)}."
            )
        if not se_lit(commande.exemple, commande.formes):
            raise RegistryError(f"!{commande.mot} : l'exemple ne se lit pas ({commande.exemple}).")
        for mot in {forme.mot for forme in commande.formes}:
            if mot in self.commands:
                raise RegistryError(f"!{mot} est déclarée deux fois.")
            self.commands[mot] = commande
        if commande.envie:
            ligne = MenuLine(envie=commande.envie, exemple=commande.exemple, role=commande.role)
            self.menu.append(ligne)

    def _add_hook(self, hook: Hook) -> None:
        for autre in self.hooks:
            memes = autre.genre == hook.genre and autre.about == hook.about
            partage = not hook.cle or not autre.cle or set(hook.cle) & set(autre.cle)
            cumule = hook.genre in ("arrival", "departure", "entered")
            if memes and partage and not cumule:
                raise RegistryError(
                    f"{hook.genre} {hook.cle or ''} {hook.about} est déclaré deux fois : "
                    f"{autre.handler.__name__} et {hook.handler.__name__}."
                )
        self.hooks.append(hook)

    def all_commands(self) -> list[Command]:
        """Chaque commande une fois, dans l'ordre des déclarations."""
        return list({id(c): c for c in self.commands.values()}.values())

    def hook(self, genre: str, about: str = "", cle: str = "") -> Handler | None:
        """La fonction déclarée pour ce genre, ce début d'histoire et cette clé."""
        debut = about.split(":", 1)[0]
        for hook in self.hooks:
            if hook.genre == genre and hook.about == debut and (not hook.cle or cle in hook.cle):
                return hook.handler
        return None

    def hooks_of(self, genre: str) -> list[Handler]:
        """Toutes les fonctions d'un genre qui se cumule (arrivées, départs, entrées)."""
        return [hook.handler for hook in self.hooks if hook.genre == genre]

    def cites(self, texte: str) -> bool:
        """Vrai si ce message est une commande qui lit les mots auxquels elle répond."""
        trouvee = self.find(texte.lstrip().removeprefix("!").lstrip())
        return trouvee is not None and trouvee[0].cite

    def find(self, texte: str) -> tuple[Command, str, str] | None:
        """La commande en tête du texte : (commande, mot plié employé, suite).

        Les espaces et traits d'union dans le mot ne comptent pas : « mes données » vaut
        `mesdonnees` ; le mot le plus long gagne. Un verbe est dit sous le mot dont il dépend.
        """
        for combien in range(min(MOTS_MAX, len(texte.split(maxsplit=MOTS_MAX))), 0, -1):
            mots = texte.split(maxsplit=combien)
            plie = fold_word("".join(mots[:combien]))
            commande = self.commands.get(plie)
            suite = "".join(mots[combien:])
            if commande is not None and not (plie in commande.seule and fold_word(suite)):
                return commande, commande.sous or plie, suite
        return None
