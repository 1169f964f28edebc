"""Lire les jours : « demain », « jeudi 3 décembre », « vendredi en huit », « fin du mois ».

1. « lundi » est un jour ; « le lundi », « les lundis », « chaque lundi » sont une habitude.
2. Un nombre n'est une date qu'avec un article, un jour de la semaine ou un mois : « 17 » tout seul
   ne se lit pas.
3. « mardi 1er et mercredi 2 décembre » : le mois du dernier sert aux précédents.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core.dates_jours import (
    Dans,
    FinDe,
    Jour,
    Quantieme,
    Relatif,
    Semaine,
)
from bot.core.dates_lecture import Fiche, Jours, Lecture, Rangs
from bot.core.dates_lire_heures import lire_duree
from bot.core.dates_mots import JOURS, MOIS
from bot.core.dates_refus import ambigu, impossible, passe

_LONGUEURS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_EN_AVANCE = {8: 1, 15: 2}
_NUMERIQUES = ("nombre", "ordinal")


def lire_jour(lit: Lecture, article: str = "") -> Jour | None:
    """Un jour ; `article` : celui que la clause a déjà lu (« du », « au », « chaque »…)."""
    regles: tuple[Callable[[Lecture], Jour | None], ...] = (
        lambda lit: _relatif(lit),
        lambda lit: _dans(lit),
        lambda lit: _fin_de(lit),
        lambda lit: _quantieme(lit, article),
        lambda lit: _semaine(lit, article),
    )
    for regle in regles:
        lu = lit.essai(regle)
        if lu is not None:
            return lu
    return None


def _relatif(lit: Lecture) -> Jour | None:
    lit.mot("d")
    jeton = lit.prend("relatif")
    if jeton is None:
        return None
    if jeton.valeur < 0:
        raise passe(jeton.texte)
    semaines = _en_huit(lit)
    if semaines:
        return Dans(jeton.valeur + 7 * semaines, "jour")
    rang = lit.rang
    lit.prend("signe", ",", "(")
    confirme = lit.essai(lambda suite: _quantieme(suite, "le")) or lit.essai(
        lambda suite: _semaine(suite, "")
    )
    if isinstance(confirme, Quantieme) or confirme == Semaine(getattr(confirme, "jour", -1)):
        return Relatif(jeton.valeur, confirme)
    lit.rang = rang
    return Relatif(jeton.valeur)


def _en_huit(lit: Lecture) -> int:
    if lit.est("en") and lit.voir(1).genre == "nombre" and lit.voir(1).valeur in _EN_AVANCE:
        lit.rang += 2
        return _EN_AVANCE[lit.voir(-1).valeur]
    return 0


def _dans(lit: Lecture) -> Jour | None:
    if not lit.mot("dans", "sous", "d'ici"):
        return None
    duree = lire_duree(lit)
    if duree is None or duree.unite == "minute":
        return None
    return Dans(duree.n, duree.unite)


def _fin_de(lit: Lecture) -> Jour | None:
    """« fin du mois », « à la fin de janvier », « fin de l'année prochaine »."""
    lit.mots("a la", "la", "en", "a", "pour la")
    if not lit.mot("fin"):
        return None
    lit.mots("de l", "de la", "de cette", "de ce", "du", "de", "d")
    mois = lit.prend("mois")
    if mois:
        return FinDe("mois", mois=mois.valeur, annee=_annee(lit))
    unite = lit.prend("unite", "mois", "annee", "semaine")
    if unite is None:
        return None
    lit.mots("en cours", "ci")
    return FinDe(unite.mot, int(lit.mot("prochain")))


def _annee(lit: Lecture) -> int:
    jeton = lit.voir()
    if jeton.genre == "nombre" and 1000 <= jeton.valeur <= 9999 and not jeton.en_lettres:
        lit.rang += 1
        return jeton.valeur
    lit.mot("prochain")
    return 0


def _quantieme(lit: Lecture, article: str) -> Jour | None:
    depuis = lit.rang
    article = article or _article(lit)
    nom = lit.prend("jour")
    if nom is not None and lit.voir().mot == ",":
        lit.rang += lit.voir(1).genre in ("nombre", "date") or lit.est("le", plus=1)
    if nom is not None and lit.est("le") and lit.voir(1).genre in ("nombre", "ordinal", "date"):
        lit.rang += 1
    dans_la_semaine = nom.valeur if nom else None
    ecrite = lit.prend("date")
    if ecrite:
        jour, mois, annee = ecrite.date
        return _existe(lit, depuis, Quantieme(jour, mois, annee, dans_la_semaine))
    jour = _numero(lit)
    if jour is None:
        return None
    mois_dit = lit.prend("mois") or (lit.prend("mois") if lit.mots("de", "d") else None)
    if not (mois_dit or nom or article in ("le", "les", "du", "au", "chaque", "tous")):
        return None
    if mois_dit is None:
        lit.mot("prochain")
        return _existe(lit, depuis, Quantieme(jour, nom=dans_la_semaine))
    return _existe(lit, depuis, Quantieme(jour, mois_dit.valeur, _annee(lit), dans_la_semaine))


def _article(lit: Lecture) -> str:
    for article in ("le", "les", "l", "ce", "cet", "au"):
        if lit.mot(article):
            return article
    return ""


def _numero(lit: Lecture) -> int | None:
    """Un nombre de jour, s'il n'est ni une heure, ni une durée, ni un compte."""
    jeton, apres = lit.voir(), lit.voir(1)
    if jeton.genre == "ordinal" and jeton.valeur == 1 and apres.genre not in ("jour", "unite"):
        lit.rang += 1
        return 1
    if jeton.genre != "nombre" or apres.genre in ("unite", "jour", "duree"):
        return None
    if apres.mot in (":", "fois", "prochain", "h") or (apres.mot == "sur" and jeton.valeur == 1):
        return None
    if apres.genre == "tiret" and lit.voir(2).genre == "nombre" and lit.voir(3).mot == "heure":
        return None
    if jeton.mot == "une" or jeton.valeur > 999:
        return None
    lit.rang += 1
    return jeton.valeur


def _existe(lit: Lecture, depuis: int, jour: Quantieme) -> Quantieme:
    dit = lit.texte(depuis)
    if jour.mois > 12 or (jour.mois == 0 and lit.voir(-1).genre == "date"):
        raise impossible(dit, "le 3/12")
    longueur = _LONGUEURS[jour.mois - 1] if jour.mois else 31
    if jour.annee and jour.mois == 2:
        longueur = 28 + (jour.annee % 4 == 0 and (jour.annee % 100 != 0 or jour.annee % 400 == 0))
    if not 1 <= jour.jour <= longueur:
        nom = MOIS[jour.mois - 1] if jour.mois else ""
        raise impossible(dit, f"le {28 if jour.mois == 2 else longueur} {nom}".strip())
    return jour


def _semaine(lit: Lecture, article: str) -> Jour | None:
    """Un jour de la semaine : « lundi prochain », « ce lundi », « vendredi en huit »."""
    dit = article or _article(lit)
    prochain = lit.mot("prochain")
    jeton = lit.prend("jour")
    if jeton is None:
        return None
    prochain = lit.mot("prochain") or prochain
    apres = _en_huit(lit)
    suite = lit.voir()
    if suite.genre == "ordinal" and suite.valeur == -1:
        raise passe(f"{jeton.texte} {suite.texte}")
    habituel = 0
    if not (prochain or apres):
        fort = jeton.pluriel or dit in ("les", "chaque", "tous")
        habituel = 2 if fort else int(dit == "le")
    return Semaine(jeton.valeur, prochain, apres, habituel)


def clause_jours(lit: Lecture, fiche: Fiche) -> bool:
    """Un jour ou une liste : « mardi et mercredi », « les 1er et 15 », « chaque lundi »."""
    depuis = lit.rang
    lus = _liste(lit)
    if not lus:
        lit.rang = depuis
        return False
    habituel = max(n for _, n in lus)
    suite = _mois_partages([jour for jour, _ in lus])
    return fiche.pose("jours", Jours(suite, habituel, lit.texte(depuis)), lit.texte(depuis))


def _liste(lit: Lecture) -> list[tuple[Jour, int]]:
    lus: list[tuple[Jour, int]] = []
    rang = lit.rang
    while True:
        article = _prefixe(lit)
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
    cible = _cible(lit) if rangs else None
    if cible is None:
        lit.rang = rang
        return []
    for n in rangs:
        _possible(n, cible, lit.texte(rang))
    return [(n, cible) for n in rangs]


def _cible(lit: Lecture) -> int | str | None:
    jour = lit.prend("jour")
    if jour:
        return jour.valeur
    unite = lit.prend("unite", "jour", "ouvre")
    return unite.mot if unite else None


def _possible(n: int, cible: int | str, dit: str) -> None:
    limite = {"jour": 31, "ouvre": 20}.get(str(cible), 5)
    if not 1 <= abs(n) <= limite:
        nom = JOURS[cible] if isinstance(cible, int) else "jour"
        raise impossible(dit, f"le dernier {nom} du mois")
