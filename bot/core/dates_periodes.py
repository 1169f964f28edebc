"""D'une fiche à une période : un début et une fin.

1. Une période sans heures va de 00:00 de son premier jour à 23:59:59 du dernier ; commencée, elle
   va de maintenant à sa fin.
2. « pendant 2 jours » compte aujourd'hui : il finit demain soir.
3. Une case de la fiche que la période n'emploie pas est un refus (`Fiche.seulement`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.dates_bornes import (
    choisir,
    debut_de_borne,
    fin_de_borne,
    horizon,
    jours_de,
    limites,
    suite_de_jours,
)
from bot.core.dates_jours import (
    UN_JOUR,
    Contexte,
    Heure,
    Relatif,
    Semaine,
    debut_du_jour,
    fin_du_jour,
    plus_tard,
    poser,
    verifier,
)
from bot.core.dates_lecture import Borne, Fiche
from bot.core.dates_lire_heures import PARTIES, deplacer, sure
from bot.core.dates_moments import heures_de, jour_de, moment, preciser, tous_les
from bot.core.dates_refus import Incompris, ambigu, cite, contradiction, passe

_ENTIERES = {"matin": (0, 12), "apres midi": (12, 18), "soir": (18, 24)}


def est_periode(fiche: Fiche) -> bool:
    """Vrai si la fiche dit un début et une fin plutôt qu'un instant."""
    cases = (fiche.etendue, fiche.creneau, fiche.depuis, fiche.jusque, fiche.pendant)
    if any(cases) or fiche.journee:
        return True
    jours = fiche.jours
    return len(jours.suite) > 1 if jours else bool(fiche.periode and not fiche.rangs)


def periode(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    """Le début et la fin d'une fiche qui dit une période."""
    debut, fin = _bouts(fiche, ctx)
    if fin.astimezone(UTC) <= ctx.maintenant.astimezone(UTC):
        raise passe(fiche.premier_dit())
    if fin.astimezone(UTC) <= debut.astimezone(UTC):
        raise Incompris("Cette période finit avant de commencer : inversez ses bornes.")
    if ctx.est_passe(debut):
        debut = ctx.maintenant.astimezone(ctx.zone)
    horizon(fin.date(), ctx)
    return debut, fin


def _bouts(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    if fiche.etendue:
        return _etendue(fiche, ctx)
    if fiche.creneau:
        return _creneau(fiche, ctx)
    if fiche.depuis or fiche.jusque or fiche.pendant:
        return _depuis_jusque(fiche, ctx)
    _refuse_heure_perdue(fiche)
    if fiche.journee:
        return _journee(fiche, ctx)
    fiche.seulement("jours", "periode", "echeance")
    if fiche.jours:
        suite = fiche.jours.suite
        if fiche.periode:
            suite = tuple(preciser(jour, fiche.periode, ctx) for jour in suite)
        un, deux = suite_de_jours(suite, ctx, fiche.jours.texte)
        return debut_du_jour(un, ctx.zone), fin_du_jour(deux, ctx.zone)
    return _nommee(fiche, ctx)


def _nommee(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    if fiche.periode is None:
        raise Incompris("Il manque la date : écrivez par exemple « la semaine prochaine ».")
    if fiche.echeance:
        raise ambigu(
            f"{fiche.dit('echeance')} {fiche.periode.texte}",
            "quel jour ? Donnez une date, par exemple « d'ici vendredi ».",
        )
    un, deux = jours_de(fiche.periode, ctx)
    return debut_du_jour(un, ctx.zone), fin_du_jour(deux, ctx.zone)


def _refuse_heure_perdue(fiche: Fiche) -> None:
    """« mardi et mercredi à 9 h » : une fois, ou chaque semaine ? On ne sait pas."""
    dit = fiche.dit("heures") or fiche.dit("partie")
    if dit:
        quoi = next(
            fiche.dit(c) for c in ("journee", "jours", "periode", "etendue") if fiche.dit(c)
        )
        raise ambigu(
            f"{quoi} {dit}",
            "un jour précis, comme « mardi à 9 h », ou chaque semaine, comme « chaque mardi à "
            "9 h » ?",
        )


def _etendue(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    etendue = fiche.etendue
    _refuse_heure_perdue(fiche)
    fiche.seulement("etendue", "periode")
    if etendue is None:
        raise Incompris("Il manque les deux bouts : écrivez par exemple « du 3 au 10 décembre ».")
    if fiche.periode and etendue.debut.jour and etendue.fin.jour:
        bornes = [
            replace(b, jour=preciser(b.jour, fiche.periode, ctx) if b.jour else None)
            for b in (etendue.debut, etendue.fin)
        ]
        return limites(replace(etendue, debut=bornes[0], fin=bornes[1]), ctx)
    fiche.seulement("etendue")
    return limites(etendue, ctx)


def _creneau(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    """« mardi de 14 h à 16 h » ; sans jour, le premier créneau qui n'est pas fini."""
    assert fiche.creneau is not None  # noqa: S101 (appelée seulement s'il y a un créneau)
    fiche.seulement("creneau", "partie", "jours", "rangs", "periode")
    if fiche.jours and len(fiche.jours.suite) > 1:
        raise Incompris(f"{cite(fiche.dit('jours'))} : un seul jour avec un créneau.")
    un, deux = fiche.creneau
    if fiche.partie:
        dit = f"{fiche.dit('creneau')} {fiche.dit('partie')}"
        un, deux = (deplacer(h, fiche.partie, dit) for h in (un, deux))
    un, deux = sure(un), sure(deux)
    jour = jour_de(fiche, ctx) or Semaine(-1)
    for choisi in tous_les(jour, ctx):
        lendemain = UN_JOUR * ((deux.h, deux.m) == (0, 0))
        fin = poser(choisi + lendemain, deux, ctx.zone)
        if not ctx.est_passe(fin):
            return poser(verifier(jour, choisi), un, ctx.zone), fin
    raise passe(fiche.dit("creneau"))


def _depuis_jusque(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    """« à partir de demain jusqu'à vendredi », « lundi pendant 2 jours », « jusqu'au 10 »."""
    fin = "jusque" if fiche.jusque else "pendant"
    fiche.seulement("depuis", fin, "jours", "rangs", "heures", "partie", "periode")
    debut = _debut(fiche, ctx)
    if fiche.jusque:
        jusque = fiche.jusque
        if fiche.heures and not (fiche.jours or fiche.depuis) and jusque.heure is None:
            jusque = replace(jusque, heure=heures_de(fiche)[0][0])
        elif fiche.partie and not fiche.heures:
            fiche.seulement("jusque", "partie")
            if jusque.heure is not None:
                raise contradiction(fiche.dit("jusque"), fiche.dit("partie"))
            jusque = replace(jusque, heure=Heure(PARTIES[fiche.partie][0]))
        return debut or ctx.maintenant, fin_de_borne(jusque, ctx, debut)
    if fiche.pendant:
        return _pendant(fiche, debut, ctx)
    raise Incompris(
        f"{cite(fiche.dit('depuis'))} : jusqu'à quand ? Écrivez par exemple « de lundi à "
        "mercredi »."
    )


def _debut(fiche: Fiche, ctx: Contexte) -> datetime | None:
    """D'où part la période : « à partir de », un jour, une heure ; rien : de maintenant."""
    if fiche.depuis and (fiche.jours or fiche.periode):
        raise Incompris(f"{cite(fiche.dit('depuis'))} : il y a un début de trop.")
    heures, dite = heures_de(fiche)
    if fiche.depuis:
        borne: Borne = fiche.depuis
        if dite and borne.heure is not None:
            raise contradiction(fiche.dit("depuis"), fiche.dit("heures"))
        if dite:
            borne = replace(borne, heure=heures[0])
        return debut_de_borne(borne, ctx)
    jour = jour_de(fiche, ctx)
    if jour is None and fiche.periode:
        raise Incompris(f"{cite(fiche.periode.texte)} : il y a une période de trop.")
    if jour is None:
        seule = dite and fiche.pendant
        return moment(_heure_seule(fiche), heures, ctx) if seule else None
    if len(fiche.jours.suite if fiche.jours else ()) > 1:
        raise Incompris(f"{cite(fiche.dit('jours'))} : un seul jour pour commencer.")
    if dite:
        return poser(choisir(jour, ctx, dit=fiche.dit("jours")), heures[0], ctx.zone)
    return debut_du_jour(choisir(jour, ctx, dit=fiche.dit("jours")), ctx.zone)


def _heure_seule(fiche: Fiche) -> Fiche:
    """La fiche réduite à son heure."""
    return Fiche(heures=fiche.heures, partie=fiche.partie)


def _pendant(fiche: Fiche, debut: datetime | None, ctx: Contexte) -> tuple[datetime, datetime]:
    duree = fiche.pendant
    assert duree is not None  # noqa: S101 (appelée seulement s'il y a une durée)
    if fiche.partie and not fiche.heures:
        raise contradiction(fiche.dit("pendant"), fiche.dit("partie"))
    depart = debut or ctx.maintenant
    precis = fiche.heures or (fiche.depuis and fiche.depuis.heure)
    if duree.unite == "minute":
        if debut is not None and not precis and not ctx.est_passe(debut):
            raise Incompris(
                f"{cite(fiche.dit('pendant'))} à partir de quelle heure ? Écrivez par exemple "
                "« demain de 9 h à 11 h »."
            )
        fin = depart.astimezone(UTC) + timedelta(minutes=duree.n)
        return depart, fin.astimezone(ctx.zone).replace(microsecond=0)
    jour = depart.astimezone(ctx.zone).date()
    if precis:
        la = depart.astimezone(ctx.zone)
        fin_jour = plus_tard(jour, duree.n, duree.unite)
        return depart, poser(horizon(fin_jour, ctx), Heure(la.hour, la.minute), ctx.zone)
    if duree.unite == "ouvre":
        dernier = plus_tard(jour - UN_JOUR, duree.n, duree.unite)
    else:
        dernier = plus_tard(jour, duree.n, duree.unite) - UN_JOUR
    return depart, fin_du_jour(horizon(dernier, ctx), ctx.zone)


def _journee(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    fiche.seulement("journee", "jours", "rangs", "periode")
    if fiche.jours and len(fiche.jours.suite) > 1:
        un, deux = suite_de_jours(fiche.jours.suite, ctx, fiche.jours.texte)
        return debut_du_jour(un, ctx.zone), fin_du_jour(deux, ctx.zone)
    jour = choisir(jour_de(fiche, ctx) or Relatif(0), ctx, dit=fiche.dit("jours"))
    if fiche.journee == "jour":
        return debut_du_jour(jour, ctx.zone), fin_du_jour(jour, ctx.zone)
    if fiche.journee not in _ENTIERES:
        raise Incompris(f"{cite(fiche.dit('journee'))} n'est pas assez précis : dites les heures.")
    debut, fin = _ENTIERES[fiche.journee]
    if fin == 24:
        return poser(jour, Heure(debut), ctx.zone), fin_du_jour(jour, ctx.zone)
    return poser(jour, Heure(debut), ctx.zone), poser(jour, Heure(fin), ctx.zone)
