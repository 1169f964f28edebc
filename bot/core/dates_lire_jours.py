"""Lire les jours : « demain », « jeudi 3 décembre », « vendredi en huit », « fin du mois ».

1. « lundi » est un jour ; « le lundi », « les lundis », « chaque lundi » sont une habitude.
2. Un nombre n'est une date qu'avec un article, un jour de la semaine ou un mois : « 17 » tout seul
   ne se lit pas.
"""

from __future__ import annotations

from bot.core.dates_jours import (
    Dans,
    FinDe,
    Jour,
    Quantieme,
    Relatif,
    Semaine,
)
from bot.core.dates_lecture import Lecture
from bot.core.dates_lire_heures import lire_duree
from bot.core.dates_mots import FETES, MOIS
from bot.core.dates_refus import impossible, passe

_LONGUEURS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_EN_AVANCE = {8: 1, 15: 2}


def lire_jour(lit: Lecture, article: str = "") -> Jour | None:
    """Un jour ; `article` : celui que la clause a déjà lu (« du », « au », « chaque »…)."""
    jour = lit.essai(_relatif) or lit.essai(_dans) or lit.essai(_fin_de) or lit.essai(_fete)
    if jour is None:
        jour = lit.essai(lambda suite: _quantieme(suite, article))
    if jour is None:
        jour = lit.essai(lambda suite: _semaine(suite, article))
    return jour


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
    confirme = lit.essai(_date_seule) or lit.essai(_semaine_seule)
    if isinstance(confirme, Quantieme) or confirme == Semaine(getattr(confirme, "jour", -1)):
        return Relatif(jeton.valeur, confirme)
    lit.rang = rang
    return Relatif(jeton.valeur)


def _date_seule(lit: Lecture) -> Jour | None:
    return _quantieme(lit, "le")


def _semaine_seule(lit: Lecture) -> Jour | None:
    return _semaine(lit, "")


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
    annee = _annee(lit)
    if annee:
        return Quantieme(31, 12, annee)
    unite = lit.prend("unite", "mois", "annee", "semaine")
    if unite is None:
        return None
    lit.mots("en cours", "ci")
    return FinDe(unite.mot, int(lit.mot("prochain")))


def _fete(lit: Lecture) -> Jour | None:
    """« Noël », « le jour de l'an », « la Toussaint »."""
    lit.mot("le", "la", "a", "de")
    fete = lit.prend("fete")
    if fete is None:
        return None
    jour, mois = FETES[fete.mot]
    return Quantieme(jour, mois, _annee(lit))


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
        return _existe(lit, depuis, Quantieme(*ecrite.date, dans_la_semaine))
    chiffre = lit.voir().genre == "ordinal" and lit.voir().texte[:1].isdigit()
    jour = _numero(lit)
    if jour is None:
        return None
    mois_dit = lit.prend("mois") or (lit.prend("mois") if lit.mots("de", "d") else None)
    if not (mois_dit or nom or chiffre or article in ("le", "les", "du", "au", "chaque", "tous")):
        return None
    if mois_dit is None:
        lit.mot("prochain")
        return _existe(lit, depuis, Quantieme(jour, nom=dans_la_semaine))
    return _existe(lit, depuis, Quantieme(jour, mois_dit.valeur, _annee(lit), dans_la_semaine))


def _article(lit: Lecture) -> str:
    for article in ("le", "les", "l", "ce", "cet"):
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
    if suite.mot == "passe" or (suite.genre == "ordinal" and suite.valeur == -1):
        raise passe(f"{jeton.texte} {suite.texte}")
    habituel = 0
    if not (prochain or apres):
        fort = jeton.pluriel or dit in ("les", "chaque", "tous")
        habituel = 2 if fort else int(dit == "le")
    return Semaine(jeton.valeur, prochain, apres, habituel)
