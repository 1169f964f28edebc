"""Lire les périodes nommées, les durées et les échéances : « la semaine prochaine », « 2 jours ».

1. Une période nommée sert aussi à préciser un jour : « mardi de la semaine prochaine ».
2. « début janvier », « courant mars » ne disent pas un jour : on le demande.
"""

from __future__ import annotations

from bot.core.dates_jours import Duree, Jour, Quantieme
from bot.core.dates_lecture import Fiche, Jours, Lecture, Periode
from bot.core.dates_lire_heures import lire_duree
from bot.core.dates_lire_jours import lire_jour
from bot.core.dates_refus import passe

_SANS_SENS = ("de", "d", "la", "le", "l", "du", "au", "pendant", "durant", "sur", "pour")
_UNITES = ("semaine", "mois", "annee", "trimestre", "weekend")


def lire_periode(lit: Lecture) -> Periode | None:
    """« la semaine prochaine », « ce mois-ci », « en janvier 2027 », « la semaine du 7 »."""
    depuis = lit.rang
    ce = _preposition(lit)
    mois = lit.prend("mois")
    if mois:
        annee = lit.voir()
        annee_dite = annee.valeur if annee.genre == "nombre" and annee.valeur > 1000 else 0
        lit.rang += bool(annee_dite)
        lit.mot("prochain")
        _refuse_passe(lit, depuis)
        return Periode("mois nomme", 0, mois.valeur, annee_dite, texte=lit.texte(depuis))
    if ce == "en" and lit.voir().genre == "nombre" and lit.voir().valeur > 1000:
        annee = lit.voir()
        lit.rang += 1
        return Periode("annee nommee", numero=annee.valeur, texte=lit.texte(depuis))
    avant = lit.mot("prochain")
    unite = lit.prend("unite", *_UNITES)
    if unite is None:
        return None
    _refuse_passe(lit, depuis)
    return _nommee(lit, unite.mot, ce, avant, depuis)


def _refuse_passe(lit: Lecture, depuis: int) -> None:
    """« la semaine dernière », « décembre dernier »."""
    jeton = lit.voir()
    if jeton.mot == "passe" or (jeton.genre == "ordinal" and jeton.valeur == -1):
        lit.rang += 1
        raise passe(lit.texte(depuis))


def _preposition(lit: Lecture) -> str:
    """Saute « pendant toute la », rend ce qui compte : « ce », « en », « dans », « tout »."""
    lu = ""
    while lit.voir().genre == "mot":
        jeton = lit.voir()
        if jeton.mot in ("ce", "cet", "cette"):
            lu = "ce"
        elif jeton.mot in ("en", "dans") or jeton.texte in ("tout", "toute"):
            lu = lu or jeton.mot
        elif jeton.mot not in _SANS_SENS:
            break
        lit.rang += 1
    if lit.voir().mot == "mois" and lit.est("de", "d", plus=1) and lit.voir(2).genre == "mois":
        lit.rang += 2
    return lu


def _nommee(lit: Lecture, unite: str, ce: str, prochain: bool, depuis: int) -> Periode | None:
    numero = lit.voir()
    chiffres = numero.genre == "nombre" and not numero.en_lettres
    if unite == "semaine" and chiffres and numero.valeur < 100:
        lit.rang += 1
        return Periode("semaine numero", numero=numero.valeur, texte=lit.texte(depuis))
    rang = lit.rang
    if unite in ("semaine", "weekend") and lit.mot("du"):
        autour = lire_jour(lit, "du")
        if isinstance(autour, Quantieme):
            return Periode(unite, autour=autour, texte=lit.texte(depuis))
        lit.rang = rang
    prochain = lit.mot("prochain") or prochain
    courante = ce == "ce" or (ce in ("dans", "tous") and unite != "annee") or unite == "weekend"
    lit.mots("ci", "en cours")
    if not (prochain or courante) or lit.est("paire", "impaire"):
        return None
    return Periode(unite, int(prochain), texte=lit.texte(depuis))


def clause_periode(lit: Lecture, fiche: Fiche) -> bool:
    """Une période nommée."""
    lue = lit.essai(lire_periode)
    if lue is None:
        return False
    return fiche.pose("periode", lue, lue.texte)


def clause_pendant(lit: Lecture, fiche: Fiche) -> bool:
    """« pendant 2 jours », « durant 6 semaines », « 3 jours »."""
    depuis = lit.rang
    annoncee = lit.mot("pendant", "durant", "pour", "sur")
    duree = lit.essai(_n_prochains) or lire_duree(lit)
    if duree is None:
        lit.rang = depuis
        return False
    fiche.duree_nue = not annoncee
    return fiche.pose("pendant", duree, lit.texte(depuis))


def _n_prochains(lit: Lecture) -> Duree | None:
    """« les trois prochains jours »."""
    lit.mot("les")
    nombre = lit.prend("nombre")
    unite = lit.prend("unite", "jour", "semaine", "mois") if lit.mot("prochain") else None
    if nombre is None or unite is None or nombre.valeur < 1:
        return None
    return Duree(nombre.valeur, unite.mot)


def clause_delai(lit: Lecture, fiche: Fiche) -> bool:
    """« dans une demi-heure », « dans 1 h 30 », « sous 48 h » : compté en temps écoulé."""
    depuis = lit.rang
    if not lit.mot("dans", "sous", "d'ici"):
        return False
    duree = lire_duree(lit)
    if duree is None or duree.unite != "minute":
        lit.rang = depuis
        return False
    return fiche.pose("delai", duree, lit.texte(depuis))


def clause_journee(lit: Lecture, fiche: Fiche) -> bool:
    """« toute la journée (de mardi) », « dans la journée », « toute la matinée »."""
    depuis = lit.rang
    tout = lit.mots("tous la", "tous l", "tous le")
    if not tout:
        lit.mots("dans la", "pendant la", "de la", "la")
    if lit.mot("journee"):
        nom = "jour"
    else:
        partie = lit.prend("partie", "matin", "apres midi", "soir") if tout else None
        if partie is None:
            lit.rang = depuis
            return False
        nom = partie.mot
    return fiche.pose("journee", nom, lit.texte(depuis))


def clause_echeance(lit: Lecture, fiche: Fiche) -> bool:
    """« d'ici le 17 », « avant vendredi », « pour lundi », « au plus tard » : la date elle-même."""
    depuis = lit.rang
    if lit.mot("d'ici"):
        au = lit.essai(_au_jour)
        if au is not None:
            dit = lit.texte(depuis)
            fiche.pose("jours", Jours((au,), 0, dit), dit)
        else:
            lit.mots("a la", "la", "a")
        return fiche.pose("echeance", True, lit.texte(depuis))
    if lit.mot("au plus tard", "avant", "pour"):
        return fiche.pose("echeance", True, lit.texte(depuis))
    return False


def _au_jour(lit: Lecture) -> Jour | None:
    """« (d'ici) au 17 »."""
    return lire_jour(lit, "au") if lit.mot("au") else None
