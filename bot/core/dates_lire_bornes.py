"""Lire les bornes : « jusqu'au 17 », « à partir de lundi », « du 3 au 10 décembre ».

1. Une borne est un jour, une période nommée, une heure, ou un jour et son heure.
2. L'heure qui suit « du lundi au jeudi » n'est pas celle de jeudi : c'est celle de chaque jour.
   Elle n'est celle de la fin que si le début a la sienne, ou s'il est aujourd'hui ou demain.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.dates_jours import Heure, Quantieme, Relatif, Semaine
from bot.core.dates_lecture import Borne, Etendue, Fiche, Lecture
from bot.core.dates_lire_heures import PARTIES, lire_heure, preciser_heure, sure
from bot.core.dates_lire_jours import lire_jour
from bot.core.dates_lire_periodes import lire_periode
from bot.core.dates_refus import ambigu, cite


def _heure_de_borne(lit: Lecture) -> Heure | None:
    """L'heure d'une borne, avec sa partie du jour : « 14 h », « midi », « à 8 h du soir »."""
    rang = lit.rang
    lit.mot("a")
    heure = lire_heure(lit)
    if heure is None:
        lit.rang = rang
        return None
    return sure(preciser_heure(lit, heure))


def _borne(
    lit: Lecture, article: str, avec_heure: bool = True, sans_jour: bool = True
) -> Borne | None:
    """Un bout ; `sans_jour` : une heure toute seule peut-elle en être un ?"""
    depuis = lit.rang
    jour = lire_jour(lit, article)
    heure = None
    if jour is None:
        ce_soir = _ce_soir(lit)
        if ce_soir:
            return ce_soir
        heure = lit.essai(_heure_de_borne) if sans_jour else None
        if heure is None:
            if lit.mot("maintenant"):
                return Borne(texte="maintenant")
            periode = lit.essai(lire_periode)
            return Borne(periode=periode, texte=lit.texte(depuis)) if periode else None
    elif avec_heure:
        heure = lit.essai(_heure_de_borne)
    return Borne(jour=jour, heure=heure, texte=lit.texte(depuis))


def _ce_soir(lit: Lecture) -> Borne | None:
    """« jusqu'à ce soir », « ce midi », « la fin de la journée »."""
    rang = lit.rang
    if lit.mots("la") and lit.prend("fin du jour"):
        return Borne(Relatif(0), texte=lit.texte(rang))
    lit.rang = rang
    if lit.mot("ce", "cet", "cette"):
        if lit.mot("midi"):
            return Borne(Relatif(0), heure=Heure(12), texte=lit.texte(rang))
        partie = lit.prend("partie")
        if partie:
            heure = Heure(PARTIES[partie.mot][0])
            return Borne(Relatif(0), heure=heure, texte=lit.texte(rang))
    lit.rang = rang
    return None


def clause_jusque(lit: Lecture, fiche: Fiche) -> bool:
    """« jusqu'au 17 », « jusqu'à vendredi 17 h », « jusqu'à la fin du mois »."""
    depuis = lit.rang
    lit.mot("et")
    if not lit.mot("jusque"):
        return False
    jusque = lit.voir(-1).texte.split()[-1]
    article = "au" if jusque.endswith("au") or lit.mot("au", "le") else ""
    lit.mot("a", "en", "au", "le")
    borne = _borne(lit, article)
    if borne is None:
        return False
    _refuse_periode_vague(borne)
    lit.mot("inclus")
    return fiche.pose("jusque", borne, lit.texte(depuis))


def _refuse_periode_vague(borne: Borne) -> None:
    """« jusqu'en juin » : juin compris ou non ? Une fin de période se dit « fin juin »."""
    if borne.periode is not None:
        nom = borne.periode.texte
        raise ambigu(f"jusqu'à {nom}", f"au début ou à la fin ? Donnez un jour, pas {cite(nom)}.")


def clause_depuis(lit: Lecture, fiche: Fiche) -> bool:
    """« à partir de lundi », « à compter du 3 janvier », « dès demain »."""
    depuis = lit.rang
    if lit.mot("a partir"):
        article = "du" if lit.mot("du") else ""
        lit.mot("de", "d", "des")
    elif lit.mot("des"):
        article = "du" if lit.mot("le") else ""
        if lit.voir().pluriel:
            return False
    else:
        return False
    borne = _borne(lit, article)
    if borne is None:
        return False
    return fiche.pose("depuis", borne, lit.texte(depuis))


def clause_etendue(lit: Lecture, fiche: Fiche) -> bool:
    """« du 3 au 10 décembre », « de mardi 14 h à jeudi midi », « de septembre à juin »."""
    depuis = lit.rang
    # « la semaine du 7 au 11 » : ce sont les dates qui comptent.
    lit.mots("dans la", "pendant la", "la")
    if not (lit.prend("unite", "semaine") and lit.est("du")):
        lit.rang = depuis
    lue = lit.essai(_etendue)
    if lue is None:
        return False
    lit.mot("inclus")
    return fiche.pose("etendue", lue, lit.texte(depuis))


def _etendue(lit: Lecture) -> Etendue | None:
    avec_du = lit.mot("du")
    entre = not avec_du and lit.mot("entre")
    avec_de = avec_du or entre or lit.mot("de", "d")
    article = "du" if avec_du or (entre and lit.mot("le")) else ""
    nu = lit.voir().genre == "nombre" and lit.voir(1).genre == "tiret"
    debut = _borne(lit, article or ("du" if nu else ""), sans_jour=False)
    if debut is None or (debut.jour is None and debut.texte != "maintenant" and not debut.periode):
        return None
    lien = _lien(lit, entre, avec_de)
    if lien is None:
        return None
    heure_permise = debut.heure is not None or isinstance(debut.jour, Relatif)
    fin = _borne(lit, "au" if lien in ("au", "tiret") else "", heure_permise)
    if fin is None or (fin.heure and fin.jour is None and debut.heure is None):
        return None
    if any(isinstance(b.jour, Semaine) and b.jour.habituel == 2 for b in (debut, fin)):
        return None
    if (fin.periode is None) != (debut.periode is None):
        return None
    debut = _mois_commun(debut, fin)
    nus = all(isinstance(b.jour, Semaine) and not b.heure for b in (debut, fin))
    return Etendue(debut, fin, nus and lien in ("au", "tiret"))


def _lien(lit: Lecture, entre: bool, avec_de: bool) -> str | None:
    if entre:
        return ("au" if lit.mot("le") else "a") if lit.mot("et") else None
    if lit.mot("au"):
        return "au"
    if lit.mot("jusque"):
        lit.mot("a", "au")
        return "au"
    if lit.prend("tiret"):
        lit.mot("le")
        return "tiret"
    if lit.mot("a"):
        lit.mot("la")
        return "a"
    return None


def _mois_commun(debut: Borne, fin: Borne) -> Borne:
    """« du 3 au 10 décembre » : le mois de la fin, ou le précédent si le jour est plus grand."""
    un, deux = debut.jour, fin.jour
    if isinstance(un, Quantieme) and isinstance(deux, Quantieme) and deux.mois and not un.mois:
        retard = un.jour > deux.jour
        mois = (deux.mois - 2) % 12 + 1 if retard else deux.mois
        annee = deux.annee - (retard and deux.mois == 1) if deux.annee else 0
        return replace(debut, jour=replace(un, mois=mois, annee=annee))
    return debut
