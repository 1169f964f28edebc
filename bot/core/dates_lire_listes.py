"""Lire plusieurs jours ensemble : « mardi et mercredi », « les 1er et 15 », « le premier jeudi ».

1. « mardi 1er et mercredi 2 décembre » : le mois du dernier sert aux précédents, comme le
   « prochains » de « lundi et mardi prochains ».
2. « mardi ou mercredi » ne se devine pas : on demande.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.dates_jours import (
    Jour,
    Quantieme,
    Semaine,
)
from bot.core.dates_lecture import Fiche, Jours, Lecture, Rangs
from bot.core.dates_lire_jours import lire_jour
from bot.core.dates_mots import JOURS
from bot.core.dates_refus import ambigu, impossible

_NUMERIQUES = ("nombre", "ordinal")


def clause_jours(lit: Lecture, fiche: Fiche) -> bool:
    """Un jour ou une liste : « mardi et mercredi », « les 1er et 15 », « chaque lundi »."""
    depuis = lit.rang
    pluriel = lit.est("les")
    lus = _liste(lit, apres_de=bool(fiche.journee or fiche.partie or fiche.creneau))
    if not lus:
        lit.rang = depuis
        return False
    un = lus[0][0]
    seul = len(lus) == 1 and isinstance(un, Quantieme) and not un.mois and un.nom is None
    habituel = 2 if seul and pluriel else max(n for _, n in lus)
    suite = _prochains_partages(_mois_partages([jour for jour, _ in lus]))
    return fiche.pose("jours", Jours(suite, habituel, lit.texte(depuis)), lit.texte(depuis))


def _liste(lit: Lecture, apres_de: bool) -> list[tuple[Jour, int]]:
    """Les jours et leur habitude ; `apres_de` : après « la journée », un « du » est un article."""
    lus: list[tuple[Jour, int]] = []
    rang = lit.rang
    while True:
        article = _prefixe(lit) or (_du(lit) if apres_de else "")
        if lus and isinstance(lus[-1][0], Quantieme) and lit.voir().genre in _NUMERIQUES:
            article = article or "les"
        jour = lire_jour(lit, article)
        if jour is None:
            lit.rang = rang
            return lus
        lus.append((jour, _habitude(jour, article)))
        _refuse_le_choix(lit, rang)
        rang = lit.rang
        if not _separateur(lit, jour):
            lit.rang = rang
            return lus


def _prefixe(lit: Lecture) -> str:
    if lit.mots("chaque", "tous les", "tous le"):
        return "chaque"
    return "les" if lit.mot("les") else ""


def _du(lit: Lecture) -> str:
    lit.mot("de", "d")
    return "du" if lit.mot("du") else ""


def _habitude(jour: Jour, article: str) -> int:
    if isinstance(jour, Semaine):
        return jour.habituel
    return 2 if article == "chaque" else 0


def _separateur(lit: Lecture, jour: Jour) -> bool:
    if lit.prend("signe", ",", "&", "+", "/"):
        lit.mot("et")
        return True
    if lit.mot("et"):
        lit.mot("de", "a")
        return True
    return isinstance(jour, Semaine) and lit.voir().genre == "jour"


def _refuse_le_choix(lit: Lecture, depuis: int) -> None:
    if lit.est("ou") and (lit.voir(1).genre in ("jour", "relatif") or lit.est("le", plus=1)):
        lit.rang += 2
        raise ambigu(lit.texte(depuis), "lequel des deux ?")


def _mois_partages(suite: list[Jour]) -> tuple[Jour, ...]:
    """Donne aux quantièmes sans mois le mois de celui qui les suit."""
    rendus: list[Jour] = []
    mois = annee = 0
    for jour in reversed(suite):
        if isinstance(jour, Quantieme):
            if not jour.mois:
                jour = replace(jour, mois=mois, annee=annee)
            mois, annee = jour.mois, jour.annee
        rendus.append(jour)
    return tuple(reversed(rendus))


def _prochains_partages(suite: tuple[Jour, ...]) -> tuple[Jour, ...]:
    """« lundi et mardi prochains » : prochains tous les deux."""
    if not (isinstance(suite[-1], Semaine) and suite[-1].prochain):
        return suite
    return tuple(replace(j, prochain=True) if isinstance(j, Semaine) else j for j in suite)


def clause_rangs(lit: Lecture, fiche: Fiche) -> bool:
    """« le premier jeudi », « l'avant-dernier mercredi », « les 1er et 3e lundis »."""
    depuis = lit.rang
    chaque = lit.mots("chaque", "tous les")
    suite = _groupe(lit)
    if not suite:
        lit.rang = depuis
        return False
    while True:
        rang = lit.rang
        if not (lit.mots("et", "ainsi que") or lit.prend("signe", ",", "&")):
            break
        lit.mots("chaque", "tous les")
        encore = _groupe(lit)
        if not encore:
            lit.rang = rang
            break
        suite += encore
    dit = lit.texte(depuis)
    return fiche.pose("rangs", Rangs(tuple(dict.fromkeys(suite)), chaque, dit), dit)


def _groupe(lit: Lecture) -> list[tuple[int, int | str]]:
    """Des rangs puis ce qu'ils comptent : « premier et troisième lundis »."""
    rang = lit.rang
    rangs: list[int] = []
    while True:
        lit.mot("le", "la", "l", "les", "du", "au")
        ordinal = lit.prend("ordinal")
        if ordinal is None:
            break
        rangs.append(ordinal.valeur)
        if not (lit.mot("et") or lit.prend("signe", ",", "&")):
            break
    cible = _cible(lit, rang) if rangs else None
    if cible is None:
        lit.rang = rang
        return []
    for n in rangs:
        _possible(n, cible, lit.texte(rang))
    return [(n, cible) for n in rangs]


def _cible(lit: Lecture, debut: int) -> int | str | None:
    jour = lit.prend("jour")
    if jour:
        return jour.valeur
    if lit.voir().mot == "ouvrable":
        lit.rang += 1
        raise ambigu(lit.texte(debut), "est-ce le samedi compris ? Sinon, dites « jour ouvré ».")
    unite = lit.prend("unite", "jour", "ouvre")
    return unite.mot if unite else None


def _possible(n: int, cible: int | str, dit: str) -> None:
    limite = {"jour": 31, "ouvre": 20}.get(str(cible), 5)
    if not 1 <= abs(n) <= limite:
        nom = JOURS[cible] if isinstance(cible, int) else "jour"
        raise impossible(dit, f"le dernier {nom} du mois")
