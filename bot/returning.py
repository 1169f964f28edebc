"""Le retour d'une absence : ce qui attendait, salon par salon, et ce qui est trop vieux pour agir.

1. Plus de dix minutes sans synchronisation (horloge vraie) : une reprise par salon où l'on s'est
   adressé au robot, dite avant les réponses ; moins, rien.
2. Une commande de plus d'un jour n'est pas exécutée : elle est gardée à part, citée dans la
   reprise, et son auteur peut la relancer d'une touche. Les touches, elles, n'ont pas d'âge.
3. Ce qui est supprimé avant que la reprise ne soit dite n'y compte pas : elle nomme ce qu'elle
   compte, et celui qui la dit regarde ce qui attend encore.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from donnees import inbox

ABSENCE = timedelta(minutes=10)
TROP_VIEUX = timedelta(hours=24)
Row = dict[str, Any]


@dataclass
class _Salon:
    """Ce qui attendait dans un salon. `rang` : sa place dans la boîte, avant ce qui attendait."""

    rang: int
    premier: str
    recues: list[str] = field(default_factory=list)
    anciennes: list[Row] = field(default_factory=list)


@dataclass
class Return:
    """Compte ce qui attendait. `absence` : de quand à quand, ou rien."""

    absence: tuple[datetime, datetime] | None
    now: datetime
    salons: dict[str, _Salon] = field(default_factory=dict)

    def concerns(self, ligne: Row) -> bool:
        """Vrai si cet élément est une commande qui attendait, ou qui a plus d'un jour."""
        if ligne["genre"] not in ("message", "edition"):
            return False
        contenu = ligne["contenu"]
        explicite = contenu["appele"] or contenu["prive"] or contenu["texte"].lstrip()[:1] == "!"
        return bool(explicite) and (self.absence is not None or self._old(ligne))

    def _old(self, ligne: Row) -> bool:
        return bool(self.now - ligne["sent_at"] > TROP_VIEUX)

    def opened(self, salon: str) -> bool:
        """Vrai si la reprise de ce salon a déjà sa place."""
        return salon in self.salons

    def open(self, ligne: Row, rang: int) -> None:
        """Réserve la place de la reprise, devant cet élément."""
        self.salons[ligne["salon"]] = _Salon(rang, ligne["event_id"])

    def note(self, ligne: Row) -> Row:
        """Compte l'élément ; trop vieux, il est gardé à part."""
        salon = self.salons[ligne["salon"]]
        if not self._old(ligne):
            salon.recues.append(str(ligne["event_id"]))
            return ligne
        salon.anciennes.append(
            {"id": ligne["event_id"], "auteur": ligne["auteur"],
             "texte": ligne["contenu"]["texte"][:200], "le": ligne["sent_at"].isoformat()}
        )  # fmt: skip
        return {**ligne, "etat": inbox.ANCIEN}

    def items(self) -> list[tuple[int, Row]]:
        """Les reprises à dire : (rang réservé, élément)."""
        depuis, jusque = self.absence or (None, None)
        return [
            (
                salon.rang,
                {
                    "event_id": f"reprise:{salon.premier}", "salon": nom, "auteur": "",
                    "sent_at": self.now, "genre": "back",
                    "contenu": {
                        "depuis": depuis and depuis.isoformat(),
                        "jusque": jusque and jusque.isoformat(),
                        "recues": salon.recues, "anciennes": salon.anciennes,
                    },
                },
            )
            for nom, salon in self.salons.items()
        ]  # fmt: skip
