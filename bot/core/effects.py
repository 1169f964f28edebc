"""Ce qu'une commande demande au monde : une union fermée, gelée, appliquée dans l'ordre.

1. Aucun effet n'agit par lui-même : le moteur les applique dans la transaction de l'événement.
2. Un envoi (`Send`, `React`, `Redact`, `OpenRoom`, `LeaveRoom`) a pour identité l'événement traité
   et son rang : le moteur le pose. Rejoué, il porte donc le même nom.
3. `to`, `on`, `edite` désignent une adresse, pas forcément déjà connue : la file d'attente de
   cette adresse patiente jusqu'à ce que le serveur l'ait donnée.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.texte import Texte


@dataclass(frozen=True)
class Room:
    """Un salon, par son identifiant."""

    id: str


@dataclass(frozen=True)
class Person:
    """La conversation privée déjà ouverte avec cette personne."""

    mxid: str


@dataclass(frozen=True)
class Story:
    """Le salon ouvert pour cette histoire (`OpenRoom`)."""

    about: str


@dataclass(frozen=True)
class Envoi:
    """Un message du robot, par le nom de son intention."""

    id: str


@dataclass(frozen=True)
class Original:
    """Un message d'une personne (ou du robot), par son identifiant Matrix."""

    event_id: str


Address = Room | Person | Story


@dataclass(frozen=True, kw_only=True)
class Fichier:
    """Un fichier gardé dans le dossier de données, désigné par son empreinte SHA-256.

    `nom` : le nom que l'on verra ; `mimetype` : une image (`image/png`…) se montre, le reste se
    télécharge ; `taille` en octets ; `largeur` et `hauteur` en pixels, pour une image.
    """

    empreinte: str
    nom: str
    mimetype: str
    taille: int
    largeur: int | None = None
    hauteur: int | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """Un fichier à composer au moment de l'envoi, hors de toute transaction (`bot.documents`).

    `gabarit` : son modèle, dans `bot/gabarits/` ; `format` : png, pdf ou html ; `donnees` : des
    valeurs JSON, les seules que le modèle lira ; `nom` : le nom que l'on verra. Rien n'en reste sur
    le disque : les données attendent avec l'intention, et s'effacent avec elle.
    """

    gabarit: str
    format: str
    nom: str
    donnees: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Send:
    """Dire quelque chose.

    `mention` : qui sonne (5 au plus) ; `appel` : un appel à tous, qui sonne chez chacun selon ses
    réglages ; `premier` : premiers mots dans une conversation privée. Sans rien de cela, le message
    est discret (`m.notice`). `champs` : les clés du jumeau lisible par une machine.
    `boutons` : emoji que le robot pose lui-même, dans l'ordre. `collectif` : texte de masse, envoyé
    après les réponses aux personnes. `fichier` : joint, gardé ou composé à l'envoi ; le texte en
    est la légende.
    """

    to: Address
    texte: Texte
    type: str
    champs: dict[str, Any] = field(default_factory=dict)
    mention: tuple[str, ...] = ()
    appel: bool = False
    reply_to: str | None = None
    about: str | None = None
    boutons: tuple[str, ...] = ()
    edite: Envoi | None = None
    collectif: bool = False
    fichier: Fichier | Document | None = None


@dataclass(frozen=True, kw_only=True)
class React:
    """Poser une touche sur un message."""

    to: Address
    on: Envoi | Original
    emoji: str


@dataclass(frozen=True, kw_only=True)
class Redact:
    """Retirer un message ou une touche (du robot, ou d'une personne s'il en a le droit)."""

    to: Address
    on: Envoi | Original


@dataclass(frozen=True, kw_only=True)
class OpenRoom:
    """Ouvrir un salon avec ces personnes ; `RoomOpened(about, room)` en donne l'adresse.

    `direct` : une conversation privée (Tchap : deux membres, ni nom ni sujet). `collectif` : une
    parmi beaucoup d'autres, ouverte après les réponses aux personnes.
    """

    about: str
    invites: tuple[str, ...]
    nom: str | None = None
    direct: bool = False
    collectif: bool = False


@dataclass(frozen=True, kw_only=True)
class LeaveRoom:
    """Quitter un salon que le robot a ouvert, une fois dit tout ce qu'il avait à y dire."""

    to: Address


@dataclass(frozen=True)
class Save:
    """Enregistrer une ligne (nouvelle ou changée)."""

    row: Any


@dataclass(frozen=True)
class Delete:
    """Effacer une ligne."""

    row: Any


@dataclass(frozen=True, kw_only=True)
class RemindAt:
    """Rappeler à cet instant ; un seul rappel par (histoire, raison) : le dernier demandé vaut."""

    when: datetime
    reason: str
    about: str


@dataclass(frozen=True, kw_only=True)
class Forget:
    """Oublier les rappels d'une histoire (tous, ou ceux d'une raison)."""

    about: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Follow:
    """Ce message d'une personne appartient à l'histoire : ce qui lui répond la concerne."""

    event_id: str
    salon: str
    about: str
    type: str


@dataclass(frozen=True, kw_only=True)
class Resume:
    """Exécuter maintenant les commandes anciennes de cette personne, dans ce salon."""

    salon: str
    auteur: str


@dataclass(frozen=True)
class Erase:
    """Effacer une personne de tout ce que l'on garde (`donnees.oubli`)."""

    mxid: str


Effect = (
    Send | React | Redact | OpenRoom | LeaveRoom | Save | Delete | Erase | RemindAt | Forget
    | Follow | Resume
)  # fmt: skip


class Refusal(Exception):
    """Dit à la personne en une phrase ; rien d'autre n'est enregistré.

    `type` est `refus` (droits ou état) ou `usage` (mauvais arguments).
    """

    def __init__(self, texte: Texte | str, *, type: str = "refus", commande: str | None = None):
        super().__init__("refus")
        self.texte = texte if isinstance(texte, Texte) else Texte.ligne(texte)
        self.type = type
        self.commande = commande
