"""Les tables de cas des dates : lues ligne à ligne, chaque ligne devient un essai.

Une ligne « @ instant fuseau » dit d'où l'on parle pour les lignes qui la suivent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

_DOSSIER = Path(__file__).parent / "cas_dates"


@dataclass(frozen=True)
class Cas:
    """Une expression, d'où elle est dite, et les colonnes attendues."""

    expression: str
    maintenant: datetime
    zone: str
    attendu: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.expression} @{self.maintenant:%Y-%m-%d}"


def lire_cas(nom: str) -> list[Cas]:
    """Les cas du fichier `nom`.txt."""
    maintenant, zone = datetime.min.replace(tzinfo=UTC), ""
    cas: list[Cas] = []
    for ligne in (_DOSSIER / f"{nom}.txt").read_text(encoding="utf-8").splitlines():
        if ligne.startswith("@ "):
            instant, zone = ligne[2:].split()
            maintenant = datetime.fromisoformat(instant).replace(tzinfo=ZoneInfo(zone))
        elif ligne and not ligne.startswith("#"):
            expression, *attendu = ligne.split(" | ")
            cas.append(Cas(expression, maintenant, zone, tuple(attendu)))
    return cas


def local(instant: datetime, zone: str) -> str:
    """Un instant comme les tables l'écrivent : heure locale, secondes seulement s'il y en a."""
    la = instant.astimezone(ZoneInfo(zone))
    return la.strftime("%Y-%m-%dT%H:%M:%S").removesuffix(":00")
