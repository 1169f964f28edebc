"""D'une fiche à un moment ou à une période.

1. Un moment est le premier instant qui convient, strictement après maintenant. Un jour nommé sans
   ambiguïté (« demain », « le 3 décembre 2026 ») et déjà passé est refusé, jamais reporté.
2. Une période sans heures va de 00:00 de son premier jour à 23:59:59 du dernier ; commencée, elle
   va de maintenant à sa fin.
3. « pendant 2 jours » compte aujourd'hui : il finit demain soir.
4. Une période nommée à côté d'un jour le précise : « mardi de la semaine prochaine ».
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

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
    Dans,
    FinDe,
    Heure,
    Jour,
    Quantieme,
    Rang,
    Relatif,
    Semaine,
    candidats,
    debut_du_jour,
    fin_du_jour,
    plus_tard,
    poser,
    verifier,
)
from bot.core.dates_lecture import Borne, Fiche, Periode
from bot.core.dates_lire_heures import PARTIES, deplacer, dire_heure
from bot.core.dates_refus import Incompris, ambigu, cite, passe

_HEURE_PAR_DEFAUT = Heure(9)
# Les bornes d'une partie du jour quand on la dit entière : « toute la matinée ».
_ENTIERES = {"matin": (0, 12), "apres midi": (12, 18), "soir": (18, 24)}
_MINUIT = "au début ou à la fin du jour ? Écrivez « à 0 h » ou « à 23 h 59 »."


def heures_de(fiche: Fiche) -> tuple[tuple[Heure, ...], bool]:
    """Les heures dites, ou 9 h (ou l'heure de la partie du jour) et faux."""
    if fiche.heures and fiche.partie:
        dit = f"{fiche.dit('heures')} {fiche.dit('partie')}"
        return tuple(deplacer(h, fiche.partie, dit) for h in fiche.heures), True
    if fiche.heures:
        return fiche.heures, True
    if fiche.partie:
        return (Heure(PARTIES[fiche.partie][0]),), False
    return (_HEURE_PAR_DEFAUT,), False


def est_periode(fiche: Fiche) -> bool:
    """Vrai si la fiche dit un début et une fin plutôt qu'un instant."""
    cases = (fiche.etendue, fiche.creneau, fiche.depuis, fiche.jusque, fiche.pendant)
    if any(cases) or fiche.journee:
        return True
    jours = fiche.jours
    return len(jours.suite) > 1 if jours else bool(fiche.periode and not fiche.rangs)


def moment(fiche: Fiche, heures: tuple[Heure, ...], ctx: Contexte) -> datetime:
    """L'instant d'une fiche qui n'est ni une récurrence ni une période."""
    if len(heures) > 1:
        raise Incompris(
            f"{cite(fiche.dit('heures'))} : une date n'a qu'une heure, écrivez-en une à la fois."
        )
    if fiche.delai:
        return _apres(fiche, ctx)
    jour = _jour_de(fiche, ctx)
    if jour is None:
        if not (fiche.heures or fiche.partie):
            raise Incompris("Il manque la date : écrivez par exemple « d'ici le 17 ».")
        jour = Semaine(-1)
    elif heures[0].minuit:
        raise ambigu(f"{fiche.dit('jours')} à minuit", _MINUIT)
    for choisi in _tous(jour, ctx):
        instant = poser(choisi, heures[0], ctx.zone)
        if not ctx.est_passe(instant):
            horizon(verifier(jour, choisi), ctx)
            return instant
        _refuse_aujourdhui(jour, choisi, heures[0], ctx)
    raise passe(fiche.dit("jours") or fiche.dit("rangs"))


def _tous(jour: Jour, ctx: Contexte) -> Iterator[date]:
    """Les candidats ; une heure seule peut tomber n'importe quel jour."""
    if jour == Semaine(-1):
        yield from (ctx.aujourdhui + n * UN_JOUR for n in range(3))
        return
    yield from candidats(jour, ctx)


def _refuse_aujourdhui(jour: Jour, choisi: date, heure: Heure, ctx: Contexte) -> None:
    """« aujourd'hui », « le 3 décembre » le 3 : l'heure est passée, on ne saute pas à l'an prochain."""
    fixe = isinstance(jour, Relatif | Dans | FinDe) or (
        isinstance(jour, Quantieme | Rang) and jour.mois
    )
    if fixe and choisi == ctx.aujourdhui:
        raise Incompris(
            f"{dire_heure(heure)} est déjà passé aujourd'hui : dites une heure plus tardive, ou "
            "un autre jour."
        )


def _apres(fiche: Fiche, ctx: Contexte) -> datetime:
    if fiche.delai is None or fiche.jours or fiche.heures or fiche.periode or fiche.rangs:
        autre = fiche.dit("jours") or fiche.dit("heures") or fiche.dit("periode")
        raise Incompris(f"{cite(fiche.dit('delai'))} et {cite(autre)} ne vont pas ensemble.")
    ecoule = ctx.maintenant.astimezone(UTC) + timedelta(minutes=fiche.delai.n)
    instant = ecoule.replace(microsecond=0).astimezone(ctx.zone)
    horizon(instant.date(), ctx)
    return instant


def _jour_de(fiche: Fiche, ctx: Contexte) -> Jour | None:
    """Le seul jour de la fiche, précisé par sa période s'il y en a une."""
    if fiche.rangs:
        return _rang_de(fiche, ctx)
    if fiche.jours is None:
        return None
    jour = fiche.jours.suite[0]
    if isinstance(jour, FinDe) and jour.unite == "semaine":
        raise ambigu(fiche.jours.texte, "est-ce vendredi ou dimanche ?")
    return _precise(jour, fiche.periode, ctx) if fiche.periode else jour


def _rang_de(fiche: Fiche, ctx: Contexte) -> Jour:
    """« le premier lundi de décembre », « le dernier vendredi du mois prochain »."""
    rangs, periode = fiche.rangs, fiche.periode
    if rangs is None or len(rangs.suite) > 1 or fiche.jours or periode is None:
        raise Incompris(f"{cite(fiche.dit('rangs'))} : écrivez une date à la fois.")
    n, cible = rangs.suite[0]
    if periode.unite == "mois nomme":
        return Rang(n, cible, periode.numero, periode.annee)
    if periode.unite != "mois":
        raise Incompris(f"{cite(periode.texte)} ne va pas avec {cite(rangs.texte)}.")
    premier, _ = jours_de(periode, ctx)
    return Rang(n, cible, premier.month, premier.year)


def _precise(jour: Jour, periode: Periode, ctx: Contexte) -> Jour:
    """Le jour dans sa période : un mardi de la semaine, un quantième du mois."""
    premier, dernier = jours_de(periode, ctx)
    semaine = (dernier - premier).days < 7
    if isinstance(jour, Semaine) and semaine and not (jour.prochain or jour.apres):
        choisi = premier + (jour.jour - premier.weekday()) % 7 * UN_JOUR
        if premier <= choisi <= dernier:
            return Quantieme(choisi.day, choisi.month, choisi.year)
    un_mois = periode.unite in ("mois", "mois nomme")
    if isinstance(jour, Quantieme) and un_mois and not (jour.mois or jour.annee):
        if jour.jour > dernier.day:
            raise Incompris(f"Le {jour.jour} n'existe pas ce mois-là : donnez un autre jour.")
        return replace(jour, mois=premier.month, annee=premier.year)
    raise Incompris(
        f"{cite(periode.texte)} ne précise pas ce jour : écrivez par exemple « mardi de la semaine "
        "prochaine » ou une date."
    )


def periode(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    """Le début et la fin d'une fiche qui dit une période."""
    if fiche.delai or fiche.rangs or fiche.fois:
        case = next(c for c in ("delai", "rangs", "fois") if fiche.dit(c))
        raise Incompris(f"{cite(fiche.dit(case))} ne va pas avec une période : donnez deux dates.")
    debut, fin = _bouts(fiche, ctx)
    if fin.astimezone(UTC) <= ctx.maintenant.astimezone(UTC):
        raise passe(next(iter(fiche._dits.values())))
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
    if fiche.jours:
        suite = fiche.jours.suite
        if fiche.periode:
            suite = tuple(_precise(jour, fiche.periode, ctx) for jour in suite)
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
        quoi = next(fiche.dit(c) for c in ("journee", "jours", "periode", "etendue") if fiche.dit(c))
        raise ambigu(
            f"{quoi} {dit}",
            "un jour précis, comme « mardi à 9 h », ou chaque semaine, comme « chaque mardi à "
            "9 h » ?",
        )


def _etendue(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    etendue = fiche.etendue
    _refuse_heure_perdue(fiche)
    if etendue is None or fiche.jours or fiche.creneau or fiche.pendant or fiche.depuis:
        raise Incompris(f"{cite(fiche.dit('etendue'))} : il y a une date de trop.")
    if fiche.jusque or fiche.journee:
        raise Incompris(f"{cite(fiche.dit('etendue'))} : il y a une borne de trop.")
    if fiche.periode and etendue.debut.jour and etendue.fin.jour:
        bornes = [
            replace(b, jour=_precise(b.jour, fiche.periode, ctx) if b.jour else None)
            for b in (etendue.debut, etendue.fin)
        ]
        return limites(replace(etendue, debut=bornes[0], fin=bornes[1]), ctx)
    return limites(etendue, ctx)


def _creneau(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    """« mardi de 14 h à 16 h » ; sans jour, le premier créneau qui n'est pas fini."""
    assert fiche.creneau is not None  # noqa: S101 (appelée seulement s'il y a un créneau)
    if fiche.heures or fiche.depuis or fiche.jusque or fiche.pendant or fiche.journee:
        raise Incompris(f"{cite(fiche.dit('creneau'))} : il y a une heure de trop.")
    if fiche.jours and len(fiche.jours.suite) > 1:
        raise Incompris(f"{cite(fiche.dit('jours'))} : un seul jour avec un créneau.")
    un, deux = fiche.creneau
    if fiche.partie:
        dit = f"{fiche.dit('creneau')} {fiche.dit('partie')}"
        un, deux = (deplacer(h, fiche.partie, dit) for h in (un, deux))
    jour = _jour_de(fiche, ctx) or Semaine(-1)
    for choisi in _tous(jour, ctx):
        lendemain = UN_JOUR * ((deux.h, deux.m) == (0, 0))
        fin = poser(choisi + lendemain, deux, ctx.zone)
        if not ctx.est_passe(fin):
            return poser(verifier(jour, choisi), un, ctx.zone), fin
    raise passe(fiche.dit("creneau"))


def _depuis_jusque(fiche: Fiche, ctx: Contexte) -> tuple[datetime, datetime]:
    """« à partir de demain jusqu'à vendredi », « lundi pendant 2 jours », « jusqu'au 10 »."""
    debut = _debut(fiche, ctx)
    if fiche.jusque and fiche.pendant:
        raise Incompris("Deux fins sont dites : gardez « jusqu'au » ou « pendant ».")
    if fiche.jusque:
        jusque = fiche.jusque
        if fiche.heures and not (fiche.jours or fiche.depuis) and jusque.heure is None:
            jusque = replace(jusque, heure=heures_de(fiche)[0][0])
        elif fiche.partie and jusque.heure is None and not fiche.jours:
            jusque = replace(jusque, heure=Heure(PARTIES[fiche.partie][0]))
        return debut or ctx.maintenant, fin_de_borne(jusque, ctx, debut)
    if fiche.pendant:
        return _pendant(fiche, debut, ctx)
    raise Incompris(
        f"{cite(fiche.dit('depuis'))} : jusqu'à quand ? Écrivez par exemple « de lundi à "
        "mercredi »."
    )


def _debut(fiche: Fiche, ctx: Contexte) -> datetime | None:
    """D'où part la période : « à partir de », un jour, une heure ; rien si elle part de maintenant."""
    if fiche.depuis and (fiche.jours or fiche.periode):
        raise Incompris(f"{cite(fiche.dit('depuis'))} : il y a un début de trop.")
    heures, dite = heures_de(fiche)
    if fiche.depuis:
        borne: Borne = fiche.depuis
        if dite and borne.heure is None:
            borne = replace(borne, heure=heures[0])
        return debut_de_borne(borne, ctx)
    jour = _jour_de(fiche, ctx)
    if jour is None and fiche.periode:
        raise Incompris(f"{cite(fiche.periode.texte)} : il y a une période de trop.")
    if jour is None:
        seule = dite and fiche.pendant
        return moment(replace_jour(fiche), heures, ctx) if seule else None
    if len(fiche.jours.suite if fiche.jours else ()) > 1:
        raise Incompris(f"{cite(fiche.dit('jours'))} : un seul jour pour commencer.")
    if dite:
        return poser(choisir(jour, ctx, dit=fiche.dit("jours")), heures[0], ctx.zone)
    return debut_du_jour(choisir(jour, ctx, dit=fiche.dit("jours")), ctx.zone)


def replace_jour(fiche: Fiche) -> Fiche:
    """La fiche réduite à son heure."""
    return Fiche(heures=fiche.heures, partie=fiche.partie)


def _pendant(fiche: Fiche, debut: datetime | None, ctx: Contexte) -> tuple[datetime, datetime]:
    duree = fiche.pendant
    assert duree is not None  # noqa: S101 (appelée seulement s'il y a une durée)
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
    if fiche.jours and len(fiche.jours.suite) > 1:
        un, deux = suite_de_jours(fiche.jours.suite, ctx, fiche.jours.texte)
        return debut_du_jour(un, ctx.zone), fin_du_jour(deux, ctx.zone)
    jour = choisir(_jour_de(fiche, ctx) or Relatif(0), ctx, dit=fiche.dit("jours"))
    if fiche.journee == "jour":
        return debut_du_jour(jour, ctx.zone), fin_du_jour(jour, ctx.zone)
    debut, fin = _ENTIERES[fiche.journee]
    if fin == 24:
        return poser(jour, Heure(debut), ctx.zone), fin_du_jour(jour, ctx.zone)
    return poser(jour, Heure(debut), ctx.zone), poser(jour, Heure(fin), ctx.zone)
