"""Chercher parmi les astuces, avec les mots des gens (contrat §6). Les règles :

1. Chaque mot de la question devient un *terme* : sa racine, ses synonymes, les mots qu'il abrège,
   et, s'il est inconnu, ceux qui lui ressemblent. Un écart coûte : le mot lui-même l'emporte.
2. La base rend des candidates en nombre borné (`BORNE`), des questions les plus exigeantes (tous
   les termes) aux plus larges (le terme le plus rare), les mieux tenues d'abord : le temps d'une
   recherche ne dépend presque pas du nombre d'astuces.
3. Une seule règle les range, ici : la pertinence d'abord (part des termes trouvés, les rares pesant
   plus, un mot du titre pesant plus), par pas de `PAS` ; à pertinence égale, les vérifiées et les
   utiles, puis les plus récentes. Une astuce signalée périmée passe après ses pareilles.
4. Mêmes astuces, mêmes mots : même ordre, sur SQLite comme sur PostgreSQL.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log

from bot.core.astuces_mots import RANGS, de_qualite, jeton, mots_pleins
from bot.core.astuces_termes import Terme, termes
from bot.core.context import Context
from donnees import astuce_recherche as recherche
from donnees import compteur as compteurs
from donnees.astuce import PERIMEE, VERIFIEE
from donnees.astuce_recherche import Candidate

BORNE = 120  # candidates que l'on range, au plus
ASSEZ = 40  # de quoi ne pas élargir la question
SEUL = 40  # candidates d'un terme seul
PAS = 0.05
CORPS = 0.85  # un mot trouvé hors du titre
PERTINENCE_MIN = 0.2


@dataclass(frozen=True)
class Trouvee:
    """Une astuce trouvée : son numéro, sa pertinence de 0 à 1, si elle est vérifiée."""

    id: int
    pertinence: float
    verifiee: bool
    perimee: bool


@dataclass
class Recherche:
    """Une recherche dans le réseau de `ctx` ; `racines` : ce qui fut cherché, pour le passage."""

    ctx: Context
    lus: list[Terme] = field(default_factory=list)
    _prets: list[tuple[float, list[tuple[tuple[str, ...], float]]]] = field(default_factory=list)

    def chercher(self, question: str, minimum: float = PERTINENCE_MIN) -> list[Trouvee]:
        """Les astuces qui répondent, la meilleure d'abord."""
        self.lus = termes(self.ctx, mots_pleins(question))
        connus = [t for t in self.lus if t.choix]
        if not connus:
            return []
        self._preparer()
        rangees = [self._ranger(c) for c in self._candidates(connus)]
        return [t for _cle, t in sorted(rangees) if t.pertinence >= minimum]

    # -- les candidates --------------------------------------------------------------------------

    def _candidates(self, connus: list[Terme]) -> list[Candidate]:
        """Des questions les plus exigeantes aux plus larges, jusqu'à en avoir assez."""
        rares = sorted(connus, key=lambda t: t.combien)
        trouvees: dict[int, None] = {}
        for groupe, limite in _questions(rares):
            if len(trouvees) >= ASSEZ:
                break
            self._ajouter(trouvees, groupe, limite)
        session = self.ctx.session
        return recherche.candidates(session, list(trouvees)[:BORNE])

    def _ajouter(self, trouvees: dict[int, None], groupe: Sequence[Terme], limite: int) -> None:
        """Les candidates d'une question ; nombreuses, les mieux tenues d'abord."""
        reseau, session = self.ctx.ici.id, self.ctx.session
        jetons = [_jetons(reseau, terme) for terme in groupe]
        recentes = recherche.contenant(session, jetons, limite)
        if len(recentes) >= limite:
            for rang in range(RANGS, 0, -1):
                bonnes = recherche.contenant(session, [*jetons, [de_qualite(reseau, rang)]], limite)
                trouvees.update(dict.fromkeys(bonnes))
                if len(trouvees) >= limite:
                    break
        trouvees.update(dict.fromkeys(recentes))

    # -- les ranger ------------------------------------------------------------------------------

    def _ranger(self, candidate: Candidate) -> tuple[tuple[float, ...], Trouvee]:
        """La clé qui range cette candidate, et ce que l'on en dit."""
        pertinence = self._pertinence(candidate)
        verifiee = candidate.etat == VERIFIEE
        perimee = candidate.etat == PERIMEE
        appui = 2 * verifiee + min(candidate.utiles, 20) ** 0.5
        pas = round(pertinence / PAS)
        cle = (-pas, perimee, -appui, -pertinence, -candidate.id)
        return cle, Trouvee(candidate.id, pertinence, verifiee, perimee)

    def _preparer(self) -> None:
        """Le poids de chaque terme, et ses jetons, une fois pour toutes les candidates."""
        nombre = compteurs.compteur(self.ctx.session, "astuce") + 1
        reseau = self.ctx.ici.id
        self._prets = [
            (
                _poids(terme, nombre),
                [(tuple(jeton(reseau, r) for r in e), v) for e, v in terme.choix.items()],
            )
            for terme in self.lus
        ]

    def _pertinence(self, candidate: Candidate) -> float:
        """La part des termes trouvés, de 0 à 1."""
        titre, _, corps = candidate.racines.partition(f" {self.ctx.ici.id}t ")
        en_titre, ailleurs = set(titre.split()), set(corps.split())
        total = obtenu = 0.0
        for poids, choix in self._prets:
            total += poids
            mieux = 0.0
            for ensemble, valeur in choix:
                if valeur > mieux:
                    mieux = max(mieux, valeur * _ou(ensemble, en_titre, ailleurs))
            obtenu += poids * mieux
        return obtenu / total if total else 0.0


def _poids(terme: Terme, nombre: int) -> float:
    """Un mot rare dit plus ; un mot que personne n'a écrit ici dit un peu, en moins."""
    if not terme.choix:
        return terme.importance * 0.4 * log(1 + nombre)
    return terme.importance * log(1 + nombre / (terme.combien + 0.5))


def _ou(ensemble: tuple[str, ...], en_titre: set[str], ailleurs: set[str]) -> float:
    """1 si tous ces jetons sont dans le titre, un peu moins ailleurs, 0 s'il en manque."""
    valeur = 1.0
    for mot in ensemble:
        if mot in en_titre:
            continue
        if mot not in ailleurs:
            return 0.0
        valeur = CORPS
    return valeur


def _jetons(reseau: int, terme: Terme) -> list[str]:
    return [" ".join(jeton(reseau, r) for r in ensemble) for ensemble in terme.choix]


def _questions(rares: list[Terme]) -> list[tuple[list[Terme], int]]:
    """Les questions à poser, dans l'ordre : tous les termes, tous sauf un, deux à deux parmi les
    plus rares, puis chacun seul."""
    posees = [(rares, BORNE)]
    if len(rares) > 2:
        posees += [
            (rares[:rang] + rares[rang + 1 :], BORNE) for rang in reversed(range(len(rares)))
        ]
        posees += [([rares[0], autre], BORNE) for autre in rares[1:5]]
        posees += [([rares[1], autre], BORNE) for autre in rares[2:4]]
    if len(rares) > 1:
        posees += [([terme], SEUL) for terme in rares[:6]]
    return posees
