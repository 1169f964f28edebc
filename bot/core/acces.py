"""Qui est écouté : les serveurs autorisés, les invités externes, la cadence des commandes.

Par défaut, personne : un serveur absent de la liste est ignoré, invitations comprises.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Literal

_EXTERNE = "agent.externe."


@dataclass(frozen=True, kw_only=True)
class Acces:
    """Les règles d'accès de la configuration."""

    serveurs: tuple[str, ...]
    externes: bool
    responsables: tuple[str, ...]
    commandes_par_minute: int
    commandes_par_minute_salon: int

    def autorise(self, mxid: str) -> bool:
        """Vrai si le serveur de cette personne est autorisé (Tchap : externes à part)."""
        if not mxid.startswith("@") or ":" not in mxid:
            return False
        serveur = mxid.split(":", 1)[1].lower()
        if serveur.startswith(_EXTERNE) and not self.externes:
            return False
        return any(fnmatchcase(serveur, motif.lower()) for motif in self.serveurs)


Verdict = Literal["passe", "dit", "tait"]
Vu = tuple[datetime, str]
_FENETRE = timedelta(minutes=1)
_SILENCE = timedelta(minutes=10)


@dataclass
class Frein:
    """Compte les commandes sur une minute glissante, aux instants des messages.

    Au-delà de la limite : un seul avis, puis le silence jusqu'à ce que la fenêtre se vide (ou dix
    minutes d'insistance). La mémoire est bornée : les files vides sont oubliées.

    Annulée puis recommencée, une commande ne compte qu'une fois, et son verdict reste le même.
    """

    vus: dict[tuple[str, str], deque[Vu]] = field(default_factory=dict)
    avertis: dict[tuple[str, str], Vu] = field(default_factory=dict)

    def verdict(
        self, cle: tuple[str, str], instant: datetime, limite: int, message: str = ""
    ) -> Verdict:
        """`passe`, `dit` (le dire une fois) ou `tait` ; `limite` 0 : jamais de frein.

        `message` : l'événement jugé, qui peut l'être de nouveau.
        """
        if limite <= 0:
            return "passe"
        file = self.vus.setdefault(cle, deque())
        while file and file[0][0] <= instant - _FENETRE:
            file.popleft()
        if not file:
            self.avertis.pop(cle, None)
        vu = (instant, message)
        if message and vu in file:
            return "passe"
        if len(file) < limite:
            file.append(vu)
            if len(self.vus) > 5000:
                self._alleger(instant)
            return "passe"
        return self._averti(cle, vu)

    def _averti(self, cle: tuple[str, str], vu: Vu) -> Verdict:
        dernier = self.avertis.get(cle)
        deja = dernier is not None and vu[0] - dernier[0] < _SILENCE
        if deja and not (vu[1] and vu == dernier):
            return "tait"
        self.avertis[cle] = vu
        return "dit"

    def _alleger(self, instant: datetime) -> None:
        limite = instant - _FENETRE
        self.vus = {c: f for c, f in self.vus.items() if f and f[-1][0] > limite}
        self.avertis = {c: i for c, i in self.avertis.items() if instant - i[0] < _SILENCE}
