"""Lire ce qui revient : « toutes les six semaines », « un vendredi sur deux », « lundi sur deux ».

1. « tous les quinze jours » veut dire toutes les deux semaines, et « tous les huit jours » chaque
   semaine : c'est ce que disent les gens ; un multiple de sept jours est un nombre de semaines.
2. Ce qui a deux sens est demandé : « bimensuel », « jours ouvrables », « deux fois par semaine ».
3. Rien de plus fréquent qu'une fois par jour.
"""

from __future__ import annotations

from bot.core.dates_jours import Semaine
from bot.core.dates_lecture import Fiche, Jours, Lecture, Rangs, Rythme
from bot.core.dates_lire_heures import clause_partie
from bot.core.dates_refus import Incompris, ambigu, cite

OUVRES = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
INTERVALLE_MAX = 99
_TOUS = ("chaque", "tous les")
_EN_SEMAINES = {7: 1, 8: 1, 15: 2}


def clause_rythme(lit: Lecture, fiche: Fiche) -> bool:
    """Toutes les façons de dire un rythme, de la plus précise à la plus courte."""
    depuis = lit.rang
    for forme in _FORMES:
        if forme(lit, fiche):
            return True
        lit.rang = depuis
    return False


def _pose(fiche: Fiche, lit: Lecture, depuis: int, unite: str, n: int) -> bool:
    dit = lit.texte(depuis)
    if unite in ("minute", "heure"):
        raise Incompris(f"{cite(dit)}, c'est trop souvent : une fois par jour au plus.")
    if n > INTERVALLE_MAX or n < 1:
        raise Incompris(f"{cite(dit)} : l'intervalle va de 1 à {INTERVALLE_MAX}.")
    if unite == "jour" and n > 1 and (n % 7 == 0 or n in _EN_SEMAINES):
        unite, n = "semaine", _EN_SEMAINES.get(n, n // 7)
    if unite in ("quinzaine", "huitaine"):
        unite, n = "semaine", n * (2 if unite == "quinzaine" else 1)
    return fiche.pose("rythme", Rythme(unite, n), dit)


def _jours(fiche: Fiche, lit: Lecture, depuis: int, jours: tuple[int, ...]) -> bool:
    suite = tuple(Semaine(j, habituel=2) for j in jours)
    return fiche.pose("jours", Jours(suite, 2, lit.texte(depuis)), lit.texte(depuis))


def _refuse_ouvrable(lit: Lecture, depuis: int) -> None:
    lit.rang += 1
    raise ambigu(lit.texte(depuis), "est-ce « du lundi au vendredi » ou « du lundi au samedi » ?")


def _tous_les(lit: Lecture, fiche: Fiche) -> bool:
    """« chaque semaine », « tous les deux mois », « tous les matins », « chaque jour ouvré »."""
    depuis = lit.rang
    if lit.voir().valeur == 1 and lit.est("fois", plus=1):
        lit.rang += 2
    lit.mot("de", "d")
    if not lit.mots(*_TOUS):
        return False
    nombre = lit.prend("nombre")
    n = nombre.valeur if nombre else 1
    if nombre is None and (lit.voir().genre == "partie" or lit.est("midi")):
        _pose(fiche, lit, depuis, "jour", 1)
        return lit.est("midi") or clause_partie(lit, fiche)
    if nombre and lit.voir().genre == "jour":
        return _un_jour_sur(lit, fiche, depuis, n)
    return _tous_les_unites(lit, fiche, depuis, n)


def _tous_les_unites(lit: Lecture, fiche: Fiche, depuis: int, n: int) -> bool:
    if lit.voir().mot == "ouvrable":
        _refuse_ouvrable(lit, depuis)
    unite = lit.prend("unite") if lit.voir().mot != "ferie" else None
    if unite is None or (unite.mot in ("ouvre", "weekend") and n > 1):
        return False
    if unite.mot in ("ouvre", "weekend"):
        return _jours(fiche, lit, depuis, OUVRES if unite.mot == "ouvre" else WEEKEND)
    if unite.mot == "jour" and n == 1 and _de_la_semaine(lit):
        raise ambigu(lit.texte(depuis), "« du lundi au vendredi » ou « tous les jours » ?")
    return _pose(fiche, lit, depuis, unite.mot, n)


def _de_la_semaine(lit: Lecture) -> bool:
    rang = lit.rang
    lue = lit.mots("de la", "de") and lit.prend("unite", "semaine") is not None
    if not lue or lit.est("prochain", "ci"):
        lit.rang = rang
        return False
    return True


def _un_sur(lit: Lecture, fiche: Fiche) -> bool:
    """« un vendredi sur deux », « une semaine sur trois », « lundi sur deux »."""
    depuis = lit.rang
    lit.mot("le")
    un = lit.prend("nombre")
    if un is not None and un.valeur != 1:
        lit.rang = depuis
        return False
    jeton = lit.prend("jour") or lit.prend("unite", "jour", "semaine", "mois", "trimestre", "annee")
    if jeton is None or not lit.mot("sur") or lit.voir().genre != "nombre":
        lit.rang = depuis
        return False
    n = lit.voir().valeur
    lit.rang += 1
    if jeton.genre == "unite":
        return _pose(fiche, lit, depuis, jeton.mot, n)
    _jours(fiche, lit, depuis, (jeton.valeur,))
    return _pose(fiche, lit, depuis, "semaine", n)


def _un_jour_sur(lit: Lecture, fiche: Fiche, depuis: int, n: int) -> bool:
    """« tous les deux lundis »."""
    jour = lit.voir()
    lit.rang += 1
    _jours(fiche, lit, depuis, (jour.valeur,))
    return _pose(fiche, lit, depuis, "semaine", n)


def _par(lit: Lecture, fiche: Fiche) -> bool:
    """« une fois par mois » ; « deux fois par semaine » et « un lundi par mois » sont demandés."""
    depuis = lit.rang
    nombre = lit.prend("nombre")
    jour = lit.prend("jour")
    fois = jour is None and lit.mot("fois")
    lie = lit.mots("par") or lit.mot(*_TOUS) or lit.mots("dans la", "dans le", "dans l")
    unite = lit.prend("unite") if lie else None
    if nombre is None or unite is None or not (jour or fois):
        lit.rang = depuis
        return False
    if jour:
        question = f"lequel ? Écrivez par exemple « le premier {jour.mot} du mois »."
        raise ambigu(lit.texte(depuis), question)
    if nombre.valeur > 1:
        if unite.mot == "jour":
            raise ambigu(lit.texte(depuis), "à quelles heures ? Écrivez « à 9 h et 14 h ».")
        raise ambigu(
            lit.texte(depuis), "quels jours ? Écrivez par exemple « le mardi et le jeudi »."
        )
    return _pose(fiche, lit, depuis, unite.mot, 1)


def _du_mois(lit: Lecture, fiche: Fiche) -> bool:
    """« du mois », « du trimestre », « de l'année » après un rang ou un quantième."""
    depuis = lit.rang
    if not lit.mots("du", "de l", "des", "de"):
        return False
    unite = lit.prend("unite", "mois", "trimestre", "semestre", "annee")
    qualifie = lit.est("prochain", "ci", "en") or lit.voir().genre == "mois"
    if unite is None or qualifie or not (fiche.rangs or fiche.jours):
        lit.rang = depuis
        return False
    return _pose(fiche, lit, depuis, unite.mot, 1)


def _jours_de_travail(lit: Lecture, fiche: Fiche) -> bool:
    """« les jours ouvrés », « en semaine », « le week-end » : des habitudes."""
    depuis = lit.rang
    if lit.est("en") and lit.voir(1).mot == "semaine" and not _suite_de_parite(lit, 2):
        lit.rang += 2
        return _jours(fiche, lit, depuis, OUVRES)
    article = lit.mot("les", "le")
    if lit.voir().mot == "ouvrable":
        _refuse_ouvrable(lit, depuis)
    unite = lit.prend("unite", "ouvre", "weekend")
    nu = unite is not None and unite.mot == "weekend" and not article
    if unite is None or nu or lit.est("prochain", "du", "ci"):
        lit.rang = depuis
        return False
    return _jours(fiche, lit, depuis, OUVRES if unite.mot == "ouvre" else WEEKEND)


def _suite_de_parite(lit: Lecture, plus: int) -> bool:
    return lit.est("paire", "impaire", plus=plus)


def _parite(lit: Lecture, fiche: Fiche) -> bool:
    """« les semaines paires », « chaque semaine impaire »."""
    depuis = lit.rang
    if not lit.mots(*_TOUS):
        lit.mot("les", "des", "en", "la", "de", "une")
        lit.mot("les", "la")
    if not (lit.prend("unite", "semaine") and lit.est("paire", "impaire")):
        lit.rang = depuis
        return False
    parite = lit.voir().mot
    lit.rang += 1
    return fiche.pose("parite", parite, lit.texte(depuis))


def _fin_de_chaque_mois(lit: Lecture, fiche: Fiche) -> bool:
    """« chaque fin de mois », « à la fin de chaque mois »."""
    depuis = lit.rang
    tous = lit.mots(*_TOUS)
    if not tous:
        lit.mots("a la", "la", "en")
    if lit.voir().mot == "fins":
        lit.rang += 1
    elif not lit.mot("fin"):
        lit.rang = depuis
        return False
    lit.mot("de", "du", "d")
    chaque = lit.mots(*_TOUS)
    if not lit.prend("unite", "mois") or not (tous or chaque):
        lit.rang = depuis
        return False
    dit = lit.texte(depuis)
    fiche.pose("rangs", Rangs(((-1, "jour"),), True, dit), dit)
    return fiche.pose("rythme", Rythme("mois"), dit)


def _cyclique(lit: Lecture, fiche: Fiche) -> bool:
    """« hebdomadaire », « mensuellement »."""
    depuis = lit.rang
    jeton = lit.prend("cyclique")
    if jeton is None:
        return False
    return _pose(fiche, lit, depuis, jeton.mot, 1)


def _prochains(lit: Lecture, fiche: Fiche) -> bool:
    """« les 6 prochains lundis » : six fois."""
    depuis = lit.rang
    lit.mot("les")
    nombre = lit.prend("nombre")
    if nombre is None or not lit.mot("prochain") or lit.voir().genre != "jour":
        lit.rang = depuis
        return False
    jour = lit.voir()
    lit.rang += 1
    _jours(fiche, lit, depuis, (jour.valeur,))
    return fiche.pose("fois", nombre.valeur, lit.texte(depuis))


_FORMES = (
    *(_parite, _fin_de_chaque_mois, _tous_les, _un_sur, _par, _du_mois, _jours_de_travail),
    *(_cyclique, _prochains),
)
