"""La grammaire des dates : une expression est une suite de clauses, dans n'importe quel ordre.

    expression := clause { ponctuation clause }
    clause     := rang | exception | rythme | borne | étendue | créneau | heure | délai
                | journée | partie du jour | période | jours | durée | échéance

1. À chaque endroit, la première clause de la table qui lit quelque chose gagne : l'ordre de la
   table est donc une règle, de la plus précise à la plus courte.
2. Chaque clause remplit une case de la fiche ; une case remplie deux fois est une contradiction.
3. **Rien n'est sauté** : un mot qu'aucune clause ne lit est un refus qui le nomme. Seule la
   ponctuation ne dit rien.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.core.dates_jours import Relatif
from bot.core.dates_lecture import Fiche, Jours, Lecture
from bot.core.dates_lexique import decouper, proche
from bot.core.dates_lire_bornes import clause_depuis, clause_etendue, clause_jusque
from bot.core.dates_lire_exceptions import clause_fois, clause_ou_dernier, clause_sauf
from bot.core.dates_lire_heures import clause_creneau, clause_heures, clause_partie
from bot.core.dates_lire_listes import clause_jours, clause_rangs
from bot.core.dates_lire_periodes import (
    clause_delai,
    clause_echeance,
    clause_journee,
    clause_pendant,
    clause_periode,
)
from bot.core.dates_lire_rythmes import clause_rythme
from bot.core.dates_mots import CONNUS
from bot.core.dates_refus import Incompris, ambigu, cite, inconnu, passe

# Un mot de liaison n'est jamais fautif tout seul : on cite avec lui le mot qui le suit.
_LIAISONS = (
    *("a", "au", "de", "du", "d", "des", "le", "la", "les", "l", "en", "et", "dans", "par"),
    *("ce", "cet", "cette", "chaque", "tous"),
)
# Ce qu'on sait lire, mais qui ne dit pas quand.
_SANS_JOUR = "ne dit pas quel jour : donnez une date, par exemple « le 4 janvier »."
_IMPRECIS = {
    "vague": "ne dit pas quand : donnez un jour et une heure.",
    "approche": "n'est pas assez précis : donnez un jour ou une heure.",
    "equivoque": "a deux sens : écrivez par exemple « toutes les deux semaines » ou « les 1er et "
    "15 de chaque mois ».",
}

Clause = Callable[[Lecture, Fiche], bool]


def clause_ce_soir(lit: Lecture, fiche: Fiche) -> bool:
    """« ce matin », « cet après-midi », « ce soir », « ce midi » : aujourd'hui."""
    depuis = lit.rang
    if not lit.mot("ce", "cet", "cette"):
        return False
    partie = lit.prend("partie")
    if partie is None and not lit.est("midi"):
        lit.rang = depuis
        return False
    dit = lit.texte(depuis)
    fiche.pose("jours", Jours((Relatif(0),), 0, dit), dit)
    return partie is None or fiche.pose("partie", partie.mot, dit)


CLAUSES: tuple[Clause, ...] = (
    clause_sauf,
    clause_rythme,
    clause_rangs,
    clause_ou_dernier,
    clause_fois,
    clause_jusque,
    clause_depuis,
    clause_creneau,
    clause_ce_soir,
    clause_etendue,
    clause_delai,
    clause_heures,
    clause_journee,
    clause_partie,
    clause_jours,
    clause_periode,
    clause_pendant,
    clause_echeance,
)


def lire_fiche(expression: str) -> Fiche:
    """La fiche d'une expression ; `Incompris` nomme le premier mot qui n'a pas été lu."""
    lit, fiche = Lecture(*decouper(expression)), Fiche()
    lit.ponctuation()
    while lit.voir().genre != "fin":
        depuis = lit.rang
        if not any(_lit(clause, lit, fiche) for clause in CLAUSES):
            lit.rang = depuis
            raise _refus(lit, expression)
        lit.ponctuation()
    return fiche


def _lit(clause: Clause, lit: Lecture, fiche: Fiche) -> bool:
    depuis = lit.rang
    if clause(lit, fiche):
        return True
    lit.rang = depuis
    return False


def _refus(lit: Lecture, expression: str) -> Incompris:
    """Pourquoi ce mot-là n'a pas été lu, aussi précisément qu'on peut le dire."""
    jeton, apres = lit.voir(), lit.voir(1)
    if jeton.mot == "ou" and lit.rang:
        return ambigu(expression, "lequel des deux ? N'en écrivez qu'un.")
    dernier = jeton.genre == "ordinal" and jeton.valeur == -1 and apres.genre != "mot"
    if jeton.mot == "passe" or dernier:
        return passe(jeton.texte)
    nombre = apres if jeton.mot == "a" else jeton
    if nombre.genre == "nombre":
        return Incompris(
            f"Je ne sais pas si {cite(nombre.texte)} est un jour ou une heure : écrivez par "
            "exemple « le 17 » ou « 17 h »."
        )
    return _premier_fautif(lit)


def _premier_fautif(lit: Lecture) -> Incompris:
    """Le premier mot inconnu ou imprécis de ce qui reste ; à défaut, les premiers mots du reste."""
    depuis = lit.rang
    while (jeton := lit.voir()).genre != "fin":
        lit.rang += 1
        if jeton.genre in _IMPRECIS or jeton.mot == "debut":
            return Incompris(f"{cite(jeton.texte)} {_IMPRECIS.get(jeton.genre, _SANS_JOUR)}")
        if jeton.genre == "mot" and jeton.mot not in CONNUS:
            return inconnu(jeton.texte, proche(jeton.mot))
    lit.rang = depuis
    if depuis and lit.est("et") and _autre_moment(lit):
        return Incompris(
            f"{cite(lit.reste())} : une seule chose à la fois. Écrivez l'une, puis l'autre à part."
        )
    while lit.est(*_LIAISONS) and lit.voir(1).genre != "fin":
        lit.rang += 1
    lit.rang += 1
    return inconnu(lit.texte(depuis), None)


def _autre_moment(lit: Lecture) -> bool:
    """Vrai si ce qui reste dit un second moment : « et chaque jeudi à 14 h »."""
    suite = (lit.voir(n) for n in range(1, 8))
    return any(jeton.genre in ("jour", "partie", "mois", "ordinal") for jeton in suite)
