"""Le curseur qui lit les jetons, et la fiche que les clauses remplissent.

Une clause est une fonction `(Lecture, Fiche) -> bool` : elle lit ce qui la concerne et remplit la
fiche, ou ne lit rien et rend faux. Poser deux fois la même chose est une contradiction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.core.dates_jours import Duree, Heure, Jour
from bot.core.dates_lexique import FIN, Jeton
from bot.core.dates_refus import Incompris, cite

T = TypeVar("T")


class Lecture:
    """Les jetons d'une expression et l'endroit où l'on en est."""

    def __init__(self, texte: str, jetons: list[Jeton]) -> None:
        self._texte = texte
        self._jetons = jetons
        self.rang = 0

    def voir(self, plus: int = 0) -> Jeton:
        """Le jeton courant (ou plus loin), sans le prendre ; `FIN` après le dernier."""
        rang = self.rang + plus
        return self._jetons[rang] if rang < len(self._jetons) else FIN

    def est(self, *mots: str, plus: int = 0) -> bool:
        """Vrai si le jeton courant est l'un de ces mots de liaison."""
        jeton = self.voir(plus)
        return jeton.genre == "mot" and jeton.mot in mots

    def prend(self, genre: str, *mots: str) -> Jeton | None:
        """Prend le jeton courant s'il est de ce genre (et de ces mots)."""
        jeton = self.voir()
        if jeton.genre != genre or (mots and jeton.mot not in mots):
            return None
        self.rang += 1
        return jeton

    def mot(self, *mots: str) -> bool:
        """Prend un mot de liaison parmi ceux-ci."""
        return self.prend("mot", *mots) is not None

    def mots(self, *phrases: str) -> bool:
        """Prend la première de ces suites de mots qui se trouve là."""
        for phrase in phrases:
            suite = phrase.split()
            if all(self.est(mot, plus=n) for n, mot in enumerate(suite)):
                self.rang += len(suite)
                return True
        return False

    def essai(self, regle: Callable[[Lecture], T]) -> T:
        """Lit selon `regle` ; rien lu si elle rend `None`."""
        rang = self.rang
        lu = regle(self)
        if lu is None:
            self.rang = rang
        return lu

    def ponctuation(self) -> None:
        """Saute virgules, points, parenthèses et tirets isolés : ils ne disent rien."""
        while self.voir().genre in ("signe", "tiret"):
            self.rang += 1

    def reste(self) -> str:
        """Ce qui n'a pas encore été lu, pour le citer."""
        suite = self._jetons[self.rang :]
        return self._texte[suite[0].debut : suite[-1].fin] if suite else ""

    def texte(self, depuis: int = 0) -> str:
        """Ce qui a été lu depuis ce rang, tel qu'il est écrit, pour le citer."""
        lus = self._jetons[max(depuis, 0) : self.rang]
        return self._texte[lus[0].debut : lus[-1].fin] if lus else ""


@dataclass(frozen=True, slots=True)
class Jours:
    """Des jours cités ensemble : « mardi et mercredi », « les 1er et 15 »."""

    suite: tuple[Jour, ...]
    habituel: int = 0
    texte: str = ""


@dataclass(frozen=True, slots=True)
class Rangs:
    """« le premier et le troisième lundi » ; `chaque` : dit pour toujours."""

    suite: tuple[tuple[int, int | str], ...]
    chaque: bool
    texte: str


@dataclass(frozen=True, slots=True)
class Rythme:
    """« toutes les six semaines » : (semaine, 6)."""

    unite: str
    n: int = 1


@dataclass(frozen=True, slots=True)
class Periode:
    """Une période nommée : « la semaine prochaine » (semaine, 1), « janvier » (mois nommé)."""

    unite: str
    decalage: int = 0
    numero: int = 0
    annee: int = 0
    autour: Jour | None = None
    texte: str = ""


@dataclass(frozen=True, slots=True)
class Borne:
    """Un bout de période : un jour, une période nommée, une heure, ou maintenant (rien)."""

    jour: Jour | None = None
    periode: Periode | None = None
    heure: Heure | None = None
    texte: str = ""


@dataclass(frozen=True, slots=True)
class Etendue:
    """« du 3 au 10 » ; `habituelle` : dit « du … au … » avec des jours de la semaine nus."""

    debut: Borne
    fin: Borne
    habituelle: bool = False


@dataclass(slots=True)
class Fiche:
    """Ce que l'expression dit, une case par idée ; les cases vides n'ont pas été dites."""

    heures: tuple[Heure, ...] = ()
    partie: str = ""
    creneau: tuple[Heure, Heure] | None = None
    jours: Jours | None = None
    rangs: Rangs | None = None
    rythme: Rythme | None = None
    parite: str = ""
    periode: Periode | None = None
    etendue: Etendue | None = None
    depuis: Borne | None = None
    jusque: Borne | None = None
    pendant: Duree | None = None
    duree_nue: bool = False
    delai: Duree | None = None
    fois: int = 0
    sauf_jours: tuple[int, ...] = ()
    sauf_mois: tuple[int, ...] = ()
    seuls_mois: tuple[int, ...] = ()
    journee: str = ""
    echeance: bool = False
    ou_dernier: bool = False
    _dits: dict[str, str] = field(default_factory=dict)

    def pose(self, case: str, valeur: object, texte: str) -> bool:
        """Remplit une case ; `Incompris` si elle l'est déjà. Rend toujours vrai."""
        if case in self._dits:
            raise Incompris(
                f"{cite(self._dits[case])} et {cite(texte)} ne vont pas ensemble : "
                "n'écrivez que l'un des deux."
            )
        self._dits[case] = texte
        setattr(self, case, valeur)
        return True

    def seulement(self, *cases: str) -> None:
        """`Incompris` si une autre case est remplie : rien de dit n'est laissé de côté."""
        de_trop = [dit for case, dit in self._dits.items() if case not in cases]
        if de_trop:
            servis = [dit for case, dit in self._dits.items() if case in cases]
            raise Incompris(
                f"{cite(de_trop[0])} ne va pas avec {cite(servis[0] if servis else 'le reste')} : "
                "n'écrivez que l'un des deux."
            )

    def etendre_au_jour(self) -> None:
        """« mardi » devient « mardi toute la journée », « mardi matin » « toute la matinée »."""
        self.journee, self.partie = self.partie or "jour", ""
        self._dits["journee"] = self._dits.pop("partie", "toute la journée")

    def premier_dit(self) -> str:
        """Les premiers mots compris, pour les citer."""
        return next(iter(self._dits.values()), "")

    def dit(self, case: str) -> str:
        """Les mots qui ont rempli cette case."""
        return self._dits.get(case, "")
