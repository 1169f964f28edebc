"""Deviner le thème d'une question : ce que disent les mots du thème, puis les demandes passées.

1. Rien ne sort d'ici et rien ne se télécharge : des comptes de mots, que l'on peut expliquer.
2. Chaque indice (une racine, ou une expression entière) *vote* : sa part dans chaque thème,
   rapportée à une répartition égale. Les votes s'ajoutent (bayésien naïf, sans a priori : un thème
   au vocabulaire long ou souvent demandé n'est pas favorisé pour autant).
3. Une expression retrouvée entière pèse plus que ses mots ; un mot mal écrit ou de la même famille
   vote moins que le mot lui-même.
4. Les demandes passées comptent par proportion dans leur thème, d'autant plus qu'un mot a servi :
   « ce soir », partout, ne dit rien ; « Chorus », toujours en comptabilité, finit par suffire.
5. On n'est *sûr* que si le premier se détache, et par un indice franc : ni une faute corrigée, ni
   un morceau d'expression n'y suffisent. Sinon on propose les deux premiers ; sans aucun indice,
   rien : deviner en silence serait pire que demander.

Mêmes connaissances et même texte donnent toujours la même réponse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, log

from bot.core.heures_dites import enumere
from bot.core.racines import GRAMMAIRE, VIDES, mots, racine

# Réglés sur une moitié des questions de mesure, contrôlés sur l'autre (tests/bench).
POIDS_EXPRESSION = 1.5
POIDS_MOT_D_EXPRESSION = 0.25
POIDS_FAMILLE = 0.5
POIDS_FAUTE = 0.5
LISSAGE = 0.2
SUR_PROBABILITE = 0.75
SUR_MASSE = 0.65

# Une question d'un téléphone tient en quelques lignes : au-delà, on ne lit que le début.
MOTS_LUS = 80
MOTS_CITES = 3
EXPRESSION_MAX = 3
PREFIXE = 5
MEME_FAMILLE = 0.6


@dataclass(frozen=True)
class Piste:
    """Un thème possible : son score (plus il est haut, plus il est probable), sa probabilité
    de 0 à 1 parmi les thèmes connus, et les mots de la question qui y mènent."""

    theme: str
    score: float
    probabilite: float
    mots: tuple[str, ...]

    def explique(self) -> str:
        """« à cause de « facture » et « chorus » »."""
        cites = [f"« {mot} »" for mot in self.mots]
        return f"à cause de {enumere(cites)}" if cites else ""


@dataclass(frozen=True)
class Avis:
    """Ce que le modèle pense d'une question : les pistes, la meilleure d'abord."""

    pistes: tuple[Piste, ...] = ()
    sur: bool = False

    def propositions(self) -> tuple[str, ...]:
        """Le thème si l'on est sûr, sinon les deux meilleurs ; rien sans indice."""
        return tuple(piste.theme for piste in self.pistes[: 1 if self.sur else 2])


@dataclass(frozen=True)
class _Indice:
    """Un indice de la question : sa clé parmi ce que l'on connaît, ce que la personne a écrit,
    et le poids de son vote."""

    cle: str
    ecrit: str
    poids: float


@dataclass
class Modele:
    """Ce que l'on sait des thèmes d'un réseau. On l'instruit, puis on l'interroge."""

    # Clé (racine, ou racines d'une expression jointes) -> thème -> poids.
    _dits: dict[str, dict[str, float]] = field(default_factory=dict)
    _vecus: dict[str, dict[str, float]] = field(default_factory=dict)
    # Thème -> poids total des textes appris, dans l'ordre où les thèmes ont été nommés.
    _themes: dict[str, float] = field(default_factory=dict)
    # Mot plié -> racine : ce que l'on compare à un mot inconnu.
    _lexique: dict[str, str] = field(default_factory=dict)

    def connait(self, theme: str, expressions: Iterable[str]) -> None:
        """Retient les mots d'un thème ; donner aussi son nom et ses noms courts."""
        self._themes.setdefault(theme, 0.0)
        for expression in expressions:
            suite = self._apprend_mots(expression)
            if len(suite) == 1:
                _au_moins(self._dits, racine(suite[0]), theme, 1.0)
            elif suite:
                _au_moins(self._dits, _cle(suite[:EXPRESSION_MAX]), theme, 1.0)
                for mot in suite:
                    if mot not in VIDES:
                        _au_moins(self._dits, racine(mot), theme, POIDS_MOT_D_EXPRESSION)

    def apprend(self, theme: str, texte: str, poids: float = 1.0) -> None:
        """Retient une demande passée dont le thème est sûr ; `poids` plus fort pour une correction,
        négatif pour oublier un texte appris."""
        self._themes[theme] = max(self._themes.get(theme, 0.0) + poids, 0.0)
        suite = self._apprend_mots(texte)[:MOTS_LUS]
        seuls = [racine(mot) for mot in suite if mot not in VIDES]
        paires = [_cle(paire) for paire in pairwise(suite) if not VIDES & {*paire}]
        for cle in dict.fromkeys([*seuls, *paires]):
            vecu = self._vecus.setdefault(cle, {})
            vecu[theme] = max(vecu.get(theme, 0.0) + poids, 0.0)

    def devine(self, texte: str) -> Avis:
        """Range les thèmes connus selon la question, le plus probable d'abord."""
        votes = {theme: 0.0 for theme in self._themes}
        masses = dict(votes)
        raisons: dict[str, dict[str, float]] = {theme: {} for theme in self._themes}
        for indice in self._indices(mots(texte, GRAMMAIRE)[:MOTS_LUS]):
            parts = self._parts(indice.cle)
            for theme, vote in self._votes(parts, indice.poids).items():
                votes[theme] += vote
                masses[theme] += parts.get(theme, 0.0) * indice.poids
                if theme in parts and vote >= 0:
                    raisons[theme][indice.ecrit] = raisons[theme].get(indice.ecrit, 0.0) + vote
        if not any(masses.values()):
            return Avis()
        return _avis(votes, masses, raisons)

    def _apprend_mots(self, texte: str) -> list[str]:
        """Les mots d'un texte, hors mots de liaison ; ceux qui ont un sens entrent au lexique."""
        lus = mots(texte, GRAMMAIRE)
        for mot in lus:
            if mot not in VIDES:
                self._lexique.setdefault(mot, racine(mot))
        return lus

    def _indices(self, lus: list[str]) -> Iterator[_Indice]:
        """Les expressions et les mots de la question que l'on connaît, de près ou de loin."""
        proches = [self._proche(mot) for mot in lus]
        for taille in range(2, EXPRESSION_MAX + 1):
            for rang in range(len(lus) - taille + 1):
                cle = " ".join(proche[0] for proche in proches[rang : rang + taille])
                if self._connue(cle):
                    yield _Indice(cle, " ".join(lus[rang : rang + taille]), POIDS_EXPRESSION)
        for mot, (cle, poids) in zip(lus, proches, strict=True):
            if poids:
                yield _Indice(cle, mot, poids)

    def _proche(self, mot: str) -> tuple[str, float]:
        """La racine connue la plus proche du mot, et sa confiance (0 : inconnu)."""
        cle = racine(mot)
        if mot in VIDES:
            return cle, 0.0
        if self._connue(cle):
            return cle, 1.0
        if len(mot) < PREFIXE - 1:
            return cle, 0.0
        return _parent(mot, self._lexique) or (cle, 0.0)

    def _connue(self, cle: str) -> bool:
        return cle in self._dits or cle in self._vecus

    def _parts(self, cle: str) -> dict[str, float]:
        """Ce que chaque thème a de cet indice : par ses mots, et par les demandes passées."""
        parts = dict(self._dits.get(cle, {}))
        for theme, part in self._part_vecue(self._vecus.get(cle, {})).items():
            parts[theme] = parts.get(theme, 0.0) + part
        return parts

    def _votes(self, parts: Mapping[str, float], poids: float) -> dict[str, float]:
        """La part de chaque thème, en logarithme : 0 si l'indice ne dit rien."""
        nombre = len(self._themes)
        total = sum(parts.values()) + LISSAGE
        return {
            theme: poids * log((parts.get(theme, 0.0) + LISSAGE / nombre) / total * nombre)
            for theme in self._themes
        }

    def _part_vecue(self, vecu: Mapping[str, float]) -> dict[str, float]:
        """Les demandes passées où l'indice figure, rapportées à la taille de chaque thème."""
        taux = {t: n / (self._themes.get(t, 0.0) + 1.0) for t, n in vecu.items() if n > 0}
        somme, masse = sum(taux.values()), log(1.0 + sum(vecu.values()))
        return {theme: masse * part / somme for theme, part in taux.items()}


def _cle(suite: Iterable[str]) -> str:
    """La clé d'une expression : les racines de ses mots."""
    return " ".join(map(racine, suite))


def _au_moins(dits: dict[str, dict[str, float]], cle: str, theme: str, poids: float) -> None:
    """Porte le poids de la clé dans le thème à `poids` au moins : se répéter n'ajoute rien."""
    parts = dits.setdefault(cle, {})
    parts[theme] = max(parts.get(theme, 0.0), poids)


def _parent(mot: str, lexique: Mapping[str, str]) -> tuple[str, float] | None:
    """La racine du mot connu qui ressemble à `mot` (faute de frappe, même famille)."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA, Prefix

    parents = process.extractOne(
        mot, lexique.keys(), scorer=Prefix.normalized_similarity, score_cutoff=MEME_FAMILLE
    )
    if parents is not None and Prefix.similarity(mot, parents[0]) >= PREFIXE:
        return lexique[parents[0]], POIDS_FAMILLE
    if len(mot) < PREFIXE:
        return None
    fautes = 1 if len(mot) < 8 else 2
    ecrits = process.extractOne(mot, lexique.keys(), scorer=OSA.distance, score_cutoff=fautes)
    if ecrits is not None and len(ecrits[0]) >= PREFIXE - 1 and ecrits[0][0] == mot[0]:
        return lexique[ecrits[0]], POIDS_FAUTE
    return None


def _avis(
    votes: Mapping[str, float],
    masses: Mapping[str, float],
    raisons: Mapping[str, Mapping[str, float]],
) -> Avis:
    """Range les thèmes et décide si le premier se détache assez, par un indice assez franc."""
    haut = max(votes.values())
    parts = {theme: exp(vote - haut) for theme, vote in votes.items()}
    somme = sum(parts.values())
    pistes = tuple(
        Piste(theme, votes[theme], parts[theme] / somme, _cites(raisons[theme]))
        for theme in sorted(votes, key=lambda t: -votes[t])
    )
    premiere = pistes[0]
    sur = premiere.probabilite >= SUR_PROBABILITE and masses[premiere.theme] >= SUR_MASSE
    return Avis(pistes, sur)


def _cites(raison: Mapping[str, float]) -> tuple[str, ...]:
    """Les mots qui ont le plus pesé, sans redire un mot d'une expression déjà citée."""
    cites: list[str] = []
    for ecrit in sorted(raison, key=lambda e: (-raison[e], e)):
        if not any(ecrit in cite.split() for cite in cites):
            cites.append(ecrit)
    return tuple(cites[:MOTS_CITES])
