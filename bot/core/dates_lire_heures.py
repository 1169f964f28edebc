"""Lire les heures, les durées et les parties du jour.

1. On lit sur 24 heures : « 9 h » est neuf heures du matin. Seules les heures de une à six *en
   lettres* (« à deux heures ») sont demandées, sauf si le matin ou l'après-midi est dit.
2. « soir » et « après-midi » déplacent l'heure : « ce soir à 8 h » est 20 h.
3. « à peu près », « vers » : un rappel sonne à une heure exacte, on la demande.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.dates_jours import Duree, Heure
from bot.core.dates_lecture import Fiche, Lecture
from bot.core.dates_refus import Incompris, ambigu, cite, impossible

# partie -> (heure par défaut, première et dernière heure, heures ajoutées à une petite heure)
PARTIES: dict[str, tuple[int, int, int]] = {
    "matin": (9, 0, 12),
    "debut de matinee": (9, 6, 10),
    "fin de matinee": (11, 9, 12),
    "debut d'apres midi": (14, 12, 15),
    "apres midi": (14, 12, 19),
    "fin d'apres midi": (17, 15, 19),
    "debut de soiree": (18, 17, 20),
    "soir": (18, 16, 23),
}
_MOTS_APRES = ("fois",)
_EN_LETTRES_DOUTEUSES = range(1, 7)


def lire_heure(lit: Lecture) -> Heure | None:
    """Une heure, sans la partie du jour qui peut la suivre."""
    depuis = lit.rang
    if lit.mot("midi"):
        return _avec_fraction(lit, 12, depuis)
    if lit.mot("minuit"):
        heure = _avec_fraction(lit, 0, depuis)
        return replace(heure, minuit=heure.h == 0)
    nombre = lit.prend("nombre")
    if nombre is None:
        return None
    if lit.voir().mot == ":" and lit.voir(1).genre == "nombre" and lit.voir(1).colle:
        lit.rang += 2
        return _heure(lit, nombre.valeur, lit.voir(-1).valeur, depuis)
    if not lit.prend("unite", "heure"):
        return None
    heure = _avec_fraction(lit, nombre.valeur, depuis)
    douteuse = nombre.en_lettres and nombre.valeur in _EN_LETTRES_DOUTEUSES
    return replace(heure, douteuse=lit.texte(depuis) if douteuse else "")


def _avec_fraction(lit: Lecture, h: int, depuis: int) -> Heure:
    """« et demie », « et quart », « moins le quart », « moins dix », « trente », « pile »."""
    if lit.mots("et demi", "demi"):
        minutes = 30
    elif lit.mots("et quart", "un quart"):
        minutes = 15
    elif lit.mots("moins le quart", "moins quart"):
        minutes = -15
    elif lit.est("moins") and lit.voir(1).genre == "nombre":
        lit.rang += 2
        minutes = -lit.voir(-1).valeur
    else:
        minutes = _minutes(lit)
    lit.mot("pile")
    if minutes < -30:
        raise impossible(lit.texte(depuis), "9 h moins 10")
    if minutes < 0:
        h, minutes = (h - 1) % 24, 60 + minutes
    return _heure(lit, h, minutes, depuis)


def _minutes(lit: Lecture) -> int:
    """Les minutes après « h » : collées, à deux chiffres ou en lettres, et rien qui les suive."""
    nombre, apres = lit.voir(), lit.voir(1)
    if nombre.genre != "nombre" or (nombre.mot in ("un", "une") and apres.mot != "minute"):
        return 0
    if not nombre.colle:
        suite = apres.genre in ("mois", "jour", "duree") or apres.mot in (*_MOTS_APRES, ":")
        if suite or (apres.genre == "unite" and apres.mot != "minute"):
            return 0
        if not nombre.en_lettres and len(nombre.texte) != 2:
            return 0
    lit.rang += 1
    lit.prend("unite", "minute")
    return nombre.valeur


def _heure(lit: Lecture, h: int, m: int, depuis: int) -> Heure:
    if h == 24 and m == 0:
        raise Incompris("« 24 h » est 0 h du lendemain : écrivez le lendemain à 0 h.")
    if h > 23 or m > 59:
        raise impossible(lit.texte(depuis), "9 h 30")
    return Heure(h, m)


def preciser_heure(lit: Lecture, heure: Heure) -> Heure:
    """L'heure avec le « du soir » qui la suit, s'il la suit."""
    rang = lit.rang
    lit.mots("du", "de l", "le", "dans l", "dans la", "l")
    partie = lit.prend("partie", "matin", "apres midi", "soir")
    if partie is None:
        lit.rang = rang
        return heure
    return deplacer(heure, partie.mot, f"{dire_heure(heure)} {lit.texte(rang)}")


def sure(heure: Heure) -> Heure:
    """L'heure si elle n'a qu'un sens ; sinon la question : du matin, ou de l'après-midi ?"""
    if not heure.douteuse:
        return heure
    du_matin, du_soir = dire_heure(heure), dire_heure(Heure(heure.h + 12, heure.m))
    raise ambigu(heure.douteuse, f"est-ce « {du_matin} » ou « {du_soir} » ?")


def dire_heure(heure: Heure) -> str:
    """« 9 h », « 9 h 30 »."""
    return f"{heure.h} h" + (f" {heure.m:02d}" if heure.m else "")


def deplacer(heure: Heure, partie: str, dit: str) -> Heure:
    """L'heure lue dans une partie du jour : 8 h le soir est 20 h ; 14 h le matin est refusé."""
    if heure.minuit:
        raise ambigu(dit, "au début ou à la fin du jour ? Écrivez « à 0 h » ou « à 23 h 59 ».")
    _, premiere, derniere = PARTIES[partie]
    for h in (heure.h, heure.h + 12):
        if premiere <= h <= derniere and h < 24:
            return Heure(h, heure.m)
    raise Incompris(f"{cite(dit)} se contredit : écrivez l'heure seule, par exemple « 14 h ».")


def clause_heures(lit: Lecture, fiche: Fiche) -> bool:
    """« à 9 h », « 9h30 », « à 9 h et à 14 h », « midi et demi », « 8 h du soir »."""
    depuis = lit.rang
    lues: list[Heure] = []
    while True:
        rang = lit.rang
        lie = not lues or lit.mot("et") or lit.prend("signe", ",", "&", "+")
        lit.mot("a", "pour")
        heure = lire_heure(lit) if lie else None
        if heure is None:
            lit.rang = rang
            break
        lues.append(heure)
    if not lues:
        return False
    if len(lues) == 1:
        lues = [preciser_heure(lit, lues[0])]
    return fiche.pose("heures", tuple(lues), lit.texte(depuis))


def lire_creneau(lit: Lecture) -> tuple[Heure, Heure] | None:
    """« de 9 h à 11 h », « entre 14 h et 16 h », « 9h-12h », « de 9 à 11 h »."""
    if midi_et_deux := lit.essai(_midi_et_deux):
        return midi_et_deux
    entre = lit.mot("entre")
    avec_de = entre or lit.mot("de", "d")
    debut = lit.essai(lire_heure)
    if debut is None and (avec_de or lit.voir(1).genre == "tiret"):
        debut = lit.essai(_nombre_d_heures)
    if debut is None:
        return None
    if entre:
        lie = lit.mot("et", "a")
    else:
        lie = lit.mot("a", "jusque") or _tiret(lit)
    fin = lire_heure(lit) if lie else None
    return (debut, fin) if fin else None


def _midi_et_deux(lit: Lecture) -> tuple[Heure, Heure] | None:
    """« entre midi et deux » : l'heure du déjeuner."""
    if not lit.mots("entre midi et"):
        return None
    deux = lit.prend("nombre")
    if deux is None or deux.valeur != 2 or lit.voir().genre == "unite":
        return None
    return Heure(12), Heure(14)


def _nombre_d_heures(lit: Lecture) -> Heure | None:
    """Le « 9 » de « de 9 à 11 h » ; l'unité vient après."""
    nombre = lit.prend("nombre")
    if nombre is None or nombre.valeur > 23:
        return None
    douteuse = nombre.en_lettres and nombre.valeur in _EN_LETTRES_DOUTEUSES
    return Heure(nombre.valeur, douteuse=nombre.texte if douteuse else "")


def _tiret(lit: Lecture) -> bool:
    return bool(lit.prend("tiret") or lit.prend("signe", "/"))


def clause_creneau(lit: Lecture, fiche: Fiche) -> bool:
    """Un créneau dans un jour."""
    depuis = lit.rang
    lu = lit.essai(lire_creneau)
    if lu is None:
        return False
    dit = lit.texte(depuis)
    if (lu[0].h, lu[0].m) >= (lu[1].h, lu[1].m) and (lu[1].h, lu[1].m) != (0, 0):
        raise Incompris(f"{cite(dit)} finit avant de commencer : inversez les deux heures.")
    return fiche.pose("creneau", lu, dit)


def clause_partie(lit: Lecture, fiche: Fiche) -> bool:
    """« matin », « en soirée », « dans l'après-midi », « en fin de journée »."""
    depuis = lit.rang
    lit.mots(
        *("dans la", "dans l", "de l", "du", "au", "en", "a l", "a la", "le", "l", "la", "de la")
    )
    if lit.prend("fin du jour"):
        return fiche.pose("partie", "fin d'apres midi", lit.texte(depuis))
    partie = lit.prend("partie")
    if partie is None:
        lit.rang = depuis
        return False
    return fiche.pose("partie", partie.mot, lit.texte(depuis))


def lire_duree(lit: Lecture) -> Duree | None:
    """« 2 jours », « une heure et demie », « 1h30 », « trois quarts d'heure »."""
    nombre = lit.prend("nombre")
    tout_fait = lit.prend("duree")
    if tout_fait:
        combien = nombre.valeur if nombre else 1
        return _positive(Duree(combien * tout_fait.valeur, "minute"))
    n = nombre.valeur if nombre else 0
    if nombre and lit.prend("unite", "quinzaine"):
        return _positive(Duree(15 * n, "jour"))
    if nombre and lit.prend("unite", "huitaine"):
        return _positive(Duree(8 * n, "jour"))
    unite = lit.prend("unite") if nombre else lit.prend("unite", "quinzaine", "huitaine")
    if unite is None:
        return None
    if nombre is None:
        return Duree(15 if unite.mot == "quinzaine" else 8, "jour")
    if unite.mot in ("minute", "heure"):
        return _positive(Duree(_en_minutes(lit, n, unite.mot), "minute"))
    if unite.mot in ("ferie", "weekend", "ouvrable"):
        return None
    return _et_demi(lit, _positive(Duree(n, unite.mot)))


def _et_demi(lit: Lecture, duree: Duree) -> Duree:
    """« un an et demi » se compte en mois ; « deux jours et demi » reste à préciser."""
    if duree.unite == "annee" and lit.mots("et demi"):
        return Duree(12 * duree.n + 6, "mois")
    return duree


def _en_minutes(lit: Lecture, n: int, unite: str) -> int:
    if unite == "minute":
        return n
    if lit.mots("et demi", "demi"):
        return 60 * n + 30
    if lit.mots("et quart", "un quart"):
        return 60 * n + 15
    if lit.est("et") and lit.voir(1).genre == "duree":
        lit.rang += 1
        duree = lit.prend("duree")
        return 60 * n + (duree.valeur if duree else 0)
    if lit.est("et") and lit.voir(1).genre == "nombre" and lit.voir(2).mot == "minute":
        lit.rang += 1
    return 60 * n + _minutes(lit)


def _positive(duree: Duree) -> Duree:
    if duree.n < 1:
        raise Incompris("Une durée de zéro ne dit rien : écrivez par exemple « dans 2 jours ».")
    return duree
