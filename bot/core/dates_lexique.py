"""Le lexique des dates : du texte tapé aux jetons.

1. Casse, accents, apostrophes, espaces insécables et traits d'union ne comptent pas
   (`bot.core.pliage`) ; le mot d'origine est gardé pour pouvoir être cité dans un refus.
2. Un nombre en lettres vaut un nombre en chiffres ; on garde seulement qu'il était en lettres,
   parce que « deux heures » dit souvent 14 h, alors que « 2 h » dit 2 h.
3. Une locution (« après-demain », « à partir », « avant-dernier ») fait un seul jeton : la plus
   longue gagne.
4. Un mot inconnu n'est jamais sauté : il devient un jeton `mot` que la grammaire ne lira pas.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.core.dates_mots import LOCUTIONS, NOMBRES, VOCABULAIRE
from bot.core.dates_refus import Incompris, inconnu
from bot.core.pliage import fold

LONGUEUR_MAX = 400
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060\u2032", "'"))
_JETON = re.compile(
    r"""
    (?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:t(?=[0-9])|(?![0-9]))
  | (?P<jma>[0-9]{1,2}([/.-])[0-9]{1,2}\3(?:[0-9]{4}|[0-9]{2}))(?![0-9])
  | (?<![0-9h])(?P<jm>[0-9]{1,2}/[0-9]{1,2})(?![0-9/])
  | (?P<ordinal>[0-9]{1,2})(?:[èe]res?|ers?|nde?s?|(?:i?[èe]me|e)s?)(?![^\W_])
  | (?P<nombre>[0-9]{1,4})(?![0-9])
  | (?P<mot>[^\W\d_]+)
  | (?P<signe>[-–—−,;:.!?()«»"/&+…])
  | (?P<vide>[\s']+)
  | (?P<autre>[0-9]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_TIRETS = frozenset("-–—−")
_LONGUEUR_LOCUTION = max(len(mots) for mots in LOCUTIONS)


@dataclass(frozen=True, slots=True)
class Jeton:
    """Un morceau de sens. `genre` : voir `dates_mots` ; `mot` : sa forme pliée ; `valeur` : son
    nombre (jour de la semaine 0 à 6, mois 1 à 12, rang, minutes…) ; `date` : (j, m, a ou 0) ;
    `debut` et `fin` : sa place dans le texte aplati."""

    genre: str
    mot: str
    texte: str
    valeur: int = 0
    pluriel: bool = False
    en_lettres: bool = False
    colle: bool = False
    date: tuple[int, int, int] = (0, 0, 0)
    debut: int = 0
    fin: int = 0


FIN = Jeton("fin", "", "")


def decouper(expression: str) -> tuple[str, list[Jeton]]:
    """Le texte aplati et ses jetons ; `Incompris` s'il est vide, trop long ou illisible."""
    texte = expression.translate(_APOSTROPHES).strip()
    if not texte:
        raise Incompris("Il manque la date : écrivez par exemple « chaque lundi à 9 h ».")
    if len(texte) > LONGUEUR_MAX:
        raise Incompris(
            f"C'est trop long pour une date (plus de {LONGUEUR_MAX} caractères) : "
            "écrivez par exemple « chaque lundi à 9 h »."
        )
    plat = _aplatir(texte)
    jetons = _locutions(_sans_traits_d_union(_bruts(plat)))
    return plat, [replace(jeton, texte=plat[jeton.debut : jeton.fin]) for jeton in jetons]


def proche(mot: str) -> str | None:
    """Le mot connu qui ressemble à celui-ci, ou rien."""
    plie = fold(mot)
    trouves = get_close_matches(plie, VOCABULAIRE, n=1, cutoff=0.78) if len(plie) > 3 else []
    return VOCABULAIRE[trouves[0]] if trouves and trouves[0] != plie else None


def _bruts(plat: str) -> list[Jeton]:
    jetons: list[Jeton] = []
    fin = -1
    for lu in _JETON.finditer(plat):
        genre = str(lu.lastgroup)
        # Le point d'une abréviation (« lun. », « déc. ») ne sépare rien.
        abrege = lu[0] == "." and lu.start() == fin and jetons[-1].genre == "mot"
        if genre == "vide" or abrege:
            continue
        if genre == "autre":
            raise inconnu(lu[0], None)
        jeton = _brut(genre, lu[genre], lu[0])
        colle = lu.start() == fin
        fin = lu.end()
        jetons.append(replace(jeton, colle=colle, debut=lu.start(), fin=fin))
    return jetons


def _aplatir(texte: str) -> str:
    """Exposants, pleine chasse et espaces insécables ramenés à l'ordinaire, accents gardés."""
    return unicodedata.normalize("NFKC", texte).translate(_APOSTROPHES).lower()


def _brut(genre: str, lu: str, texte: str) -> Jeton:
    if genre in ("nombre", "ordinal"):
        return Jeton(genre, texte, texte, int(lu))
    if genre == "mot":
        return Jeton("mot", fold(lu), texte)
    if genre == "signe":
        return Jeton("tiret" if lu in _TIRETS else "signe", lu, texte)
    return Jeton("date", texte, texte, date=_date(genre, lu))


def _date(genre: str, lu: str) -> tuple[int, int, int]:
    parts = [int(n) for n in re.split(r"[/.-]", lu)]
    if genre == "iso":
        return parts[2], parts[1], parts[0]
    if genre == "jm":
        return parts[0], parts[1], 0
    annee = parts[2]
    return parts[0], parts[1], annee + 2000 if annee < 100 else annee


def _sans_traits_d_union(jetons: list[Jeton]) -> list[Jeton]:
    """« après-demain » perd son trait d'union ; « lundi-vendredi » et « 9h-12h » le gardent."""
    gardes: list[Jeton] = []
    for rang, jeton in enumerate(jetons):
        suivant = jetons[rang + 1] if rang + 1 < len(jetons) else FIN
        avant = gardes[-1] if gardes else FIN
        union = jeton.genre == "tiret" and jeton.colle and suivant.colle
        if union and avant.genre == suivant.genre == "mot" and not _bornes(avant, suivant):
            continue
        gardes.append(jeton)
    return gardes


def _bornes(un: Jeton, deux: Jeton) -> bool:
    genres = {LOCUTIONS[(j.mot,)].genre if (j.mot,) in LOCUTIONS else "" for j in (un, deux)}
    return genres in ({"jour"}, {"mois"}) or un.mot == "h"


def _locutions(jetons: list[Jeton]) -> list[Jeton]:
    rendus: list[Jeton] = []
    rang = 0
    while rang < len(jetons):
        jeton, pris = _nombre(jetons, rang) or _locution(jetons, rang) or (jetons[rang], 1)
        rendus.append(jeton)
        rang += pris
    return rendus


def _locution(jetons: list[Jeton], rang: int) -> tuple[Jeton, int] | None:
    for longueur in range(_LONGUEUR_LOCUTION, 0, -1):
        groupe = jetons[rang : rang + longueur]
        sens = LOCUTIONS.get(tuple(j.mot for j in groupe))
        if sens and len(groupe) == longueur and groupe[0].genre == "mot":
            lu = Jeton(sens.genre, sens.mot, "", sens.valeur, sens.pluriel)
            return _a_la_place(lu, groupe), longueur
    return None


def _nombre(jetons: list[Jeton], rang: int) -> tuple[Jeton, int] | None:
    """Un nombre en lettres : « neuf », « vingt et un », « soixante-quinze », « quatre-vingts »."""
    mots = [j.mot if j.genre == "mot" else "" for j in jetons[rang : rang + 5]]
    if not mots or mots[0] not in NOMBRES:
        return None
    valeur, pris = NOMBRES[mots[0]], 1
    if valeur == 4 and mots[1:2] in (["vingt"], ["vingts"]):
        valeur, pris = 80, 2
    if valeur >= 20:
        valeur, pris = _dizaine(mots, valeur, pris)
    elif valeur == 10 and mots[1:2] in (["sept"], ["huit"], ["neuf"]):
        valeur, pris = 10 + NOMBRES[mots[1]], 2
    lu = Jeton("nombre", mots[0], "", valeur, en_lettres=True)
    return _a_la_place(lu, jetons[rang : rang + pris]), pris


def _a_la_place(jeton: Jeton, groupe: list[Jeton]) -> Jeton:
    """Un jeton qui en remplace plusieurs, là où ils étaient."""
    return replace(jeton, colle=groupe[0].colle, debut=groupe[0].debut, fin=groupe[-1].fin)


def _dizaine(mots: list[str], valeur: int, pris: int) -> tuple[int, int]:
    unite_max = 20 if valeur in (60, 80) else 10
    suite = mots[pris:]
    if suite[:1] == ["et"] and suite[1:2] in (["un"], ["une"], ["onze"]):
        return valeur + NOMBRES[suite[1]], pris + 2
    if suite and 0 < NOMBRES.get(suite[0], 0) < unite_max and valeur < 100:
        unite, de_plus = NOMBRES[suite[0]], 1
        if unite == 10 and suite[1:2] in (["sept"], ["huit"], ["neuf"]):
            unite, de_plus = 10 + NOMBRES[suite[1]], 2
        return valeur + unite, pris + de_plus
    return valeur, pris
