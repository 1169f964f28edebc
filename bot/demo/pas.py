"""Le scénario en données : une scène est une suite de pas, chaque pas une ligne.

Tout ce que dit le robot est attendu, dans l'ordre, salon par salon : un message de trop, un
message qui manque ou qui sonne chez quelqu'un d'autre, et la démonstration échoue.

`dans` : un salon de `troupe.LIEUX`, ou « prive:leila » pour sa conversation avec le robot ; vide,
celui de la scène. `cle` : le nom que l'on donne à un message, pour y répondre ou le corriger.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Jour:
    """L'horloge du réseau va à cet instant (« 2026-12-01 09:10 », heure de Paris)."""

    instant: str


@dataclass(frozen=True)
class Note:
    """Une phrase de qui raconte."""

    texte: str


@dataclass(frozen=True)
class Invite:
    """Quelqu'un invite le robot dans le salon."""

    qui: str
    dans: str = ""


@dataclass(frozen=True)
class Dit:
    """Quelqu'un écrit. « @Karim » devient une pastille ; `a` : le message auquel on répond."""

    qui: str
    texte: str
    cle: str = ""
    a: str = ""
    dans: str = ""


@dataclass(frozen=True)
class RobotDit:
    """Le prochain message du robot dans ce salon.

    `type` : celui de son jumeau ; `contient` : ce que son texte contient ; `sonne` : chez qui,
    exactement ; `touches` : les boutons posés dessous ; `jumeau` : ce que le jumeau porte encore ;
    `abrege` : on n'en montre que la première ligne, les autres ont déjà été lues.
    """

    type: str
    contient: tuple[str, ...] = ()
    sonne: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    jumeau: Mapping[str, object] = field(default_factory=dict)
    cle: str = ""
    dans: str = ""
    abrege: bool = False


@dataclass(frozen=True)
class Touche:
    """Quelqu'un touche un bouton : du dernier message du robot qui l'offre, ou de `sur`."""

    qui: str
    emoji: str
    sur: str = ""
    dans: str = ""


@dataclass(frozen=True)
class Retire:
    """Quelqu'un retire la touche qu'il vient de poser."""

    qui: str
    emoji: str


@dataclass(frozen=True)
class Corrige:
    """Quelqu'un corrige son message."""

    qui: str
    cle: str
    texte: str


@dataclass(frozen=True)
class Supprime:
    """Quelqu'un supprime son message."""

    qui: str
    cle: str


@dataclass(frozen=True)
class Rejoint:
    """Quelqu'un accepte la conversation que le robot lui ouvre."""

    qui: str


@dataclass(frozen=True)
class Arrive:
    """Quelqu'un de nouveau entre dans le salon, invité par la personne qui l'a créé."""

    qui: str
    dans: str = ""


@dataclass(frozen=True)
class LaisseFiler:
    """Personne ne fait rien jusqu'au prochain rappel du robot."""


@dataclass(frozen=True)
class Chiffrement:
    """Ce que le serveur garde de ce salon est relu : tout y est chiffré, l'appareil est signé."""


@dataclass(frozen=True)
class Utile:
    """Le réseau doit servir : ce que cela a demandé depuis son ouverture est compté, et se montre.

    Plus de dix minutes, et la démonstration échoue (`mesure.py`).
    """


Pas = (
    Jour | Note | Invite | Dit | RobotDit | Touche | Retire | Corrige | Supprime | Rejoint
    | Arrive | LaisseFiler | Chiffrement | Utile
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Un sujet, dans un salon ; `posement` : l'heure y passe comme pour tout le monde."""

    titre: str
    salon: str
    pas: tuple[Pas, ...]
    posement: bool = False
