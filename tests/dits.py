"""Ce que le robot a dit et touché, tel que le serveur des essais l'a reçu."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.matrix.rendering import NAMESPACE


@dataclass
class Dit:
    """Un message du robot, tel que le serveur l'a reçu ; `boutons` : les touches posées dessous."""

    event_id: str
    salon: str
    quand: datetime
    contenu: dict[str, Any]
    boutons: list[str] = field(default_factory=list)
    attendu: bool = False

    @property
    def jumeau(self) -> dict[str, Any]:
        """Le contenu de `fr.maillon`."""
        trouve: dict[str, Any] = self.contenu[NAMESPACE]
        return trouve

    @property
    def type(self) -> str:
        """Le type du message."""
        return str(self.jumeau["type"])

    @property
    def corps(self) -> str:
        """Le texte nu."""
        return str(self.contenu["body"])

    @property
    def mentions(self) -> frozenset[str]:
        """Les MXID de qui sonne."""
        return frozenset(self.contenu["m.mentions"].get("user_ids", ()))

    @property
    def repond_a(self) -> str | None:
        """Le message cité."""
        cite = self.contenu.get("m.relates_to", {}).get("m.in_reply_to", {})
        return str(cite["event_id"]) if cite else None

    @property
    def edite(self) -> str | None:
        """Le message que celui-ci corrige."""
        relation = self.contenu.get("m.relates_to", {})
        return str(relation["event_id"]) if relation.get("rel_type") == "m.replace" else None


@dataclass
class Touche:
    """Une touche du robot sur le message d'une personne."""

    salon: str
    cible: str
    emoji: str
    attendu: bool = False
