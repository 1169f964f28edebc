"""D'une fiche à un moment.

1. Un moment est le premier instant qui convient, strictement après maintenant. Un jour nommé sans
   ambiguïté (« demain », « le 3 décembre 2026 ») et déjà passé est refusé, jamais reporté.
2. Une période nommée à côté d'un jour le précise : « mardi de la semaine prochaine ».
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.core.dates_bornes import (
    horizon,
    jours_de,
    refuse_recent,
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
    poser,
    verifier,
)
from bot.core.dates_lecture import Fiche, Periode
from bot.core.dates_lire_heures import PARTIES, deplacer, dire_heure, sure
from bot.core.dates_refus import Incompris, ambigu, cite, passe

_HEURE_PAR_DEFAUT = Heure(9)
# Les bornes d'une partie du jour quand on la dit entière : « toute la matinée ».
_MINUIT = "au début ou à la fin du jour ? Écrivez « à 0 h » ou « à 23 h 59 »."


def heures_de(fiche: Fiche) -> tuple[tuple[Heure, ...], bool]:
    """Les heures dites, ou 9 h (ou l'heure de la partie du jour) et faux."""
    if fiche.heures and fiche.partie:
        dit = f"{fiche.dit('heures')} {fiche.dit('partie')}"
        return tuple(deplacer(h, fiche.partie, dit) for h in fiche.heures), True
    if fiche.heures:
        return tuple(sure(h) for h in fiche.heures), True
    if fiche.partie:
        return (Heure(PARTIES[fiche.partie][0]),), False
    return (_HEURE_PAR_DEFAUT,), False


def moment(fiche: Fiche, heures: tuple[Heure, ...], ctx: Contexte) -> datetime:
    """L'instant d'une fiche qui n'est ni une récurrence ni une période."""
    fiche.seulement("heures", "partie", "jours", "rangs", "periode", "delai", "echeance")
    if len(heures) > 1:
        raise Incompris(
            f"{cite(fiche.dit('heures'))} : une date n'a qu'une heure, écrivez-en une à la fois."
        )
    if fiche.delai:
        return _apres(fiche, ctx)
    jour = jour_de(fiche, ctx)
    if jour is None:
        if not (fiche.heures or fiche.partie):
            raise Incompris("Il manque la date : écrivez par exemple « d'ici le 17 ».")
        jour = Semaine(-1)
    elif heures[0].minuit:
        raise ambigu(f"{fiche.dit('jours')} à minuit", _MINUIT)
    for choisi in tous_les(jour, ctx):
        instant = poser(choisi, heures[0], ctx.zone)
        if not ctx.est_passe(instant):
            horizon(verifier(jour, choisi), ctx)
            refuse_recent(jour, choisi, ctx.aujourdhui)
            return instant
        _refuse_aujourdhui(jour, choisi, heures[0], ctx)
    raise passe(fiche.dit("jours") or fiche.dit("rangs"))


def tous_les(jour: Jour, ctx: Contexte) -> Iterator[date]:
    """Les candidats ; une heure seule peut tomber n'importe quel jour."""
    if jour == Semaine(-1):
        yield from (ctx.aujourdhui + n * UN_JOUR for n in range(3))
        return
    yield from candidats(jour, ctx)


def _refuse_aujourdhui(jour: Jour, choisi: date, heure: Heure, ctx: Contexte) -> None:
    """« aujourd'hui », « le 3 décembre » le 3 : l'heure passée, on ne saute pas d'un an."""
    fixe = isinstance(jour, Relatif | Dans | FinDe) or (
        isinstance(jour, Quantieme | Rang) and jour.mois
    )
    if fixe and choisi == ctx.aujourdhui:
        raise Incompris(
            f"{dire_heure(heure)} est déjà passé aujourd'hui : dites une heure plus tardive, ou "
            "un autre jour."
        )


def _apres(fiche: Fiche, ctx: Contexte) -> datetime:
    fiche.seulement("delai", "echeance")
    if fiche.delai is None:
        raise Incompris("Il manque le délai : écrivez par exemple « dans 2 heures ».")
    ecoule = ctx.maintenant.astimezone(UTC) + timedelta(minutes=fiche.delai.n)
    instant = ecoule.replace(microsecond=0).astimezone(ctx.zone)
    horizon(instant.date(), ctx)
    return instant


def jour_de(fiche: Fiche, ctx: Contexte) -> Jour | None:
    """Le seul jour de la fiche, précisé par sa période s'il y en a une."""
    if fiche.rangs:
        return _rang_de(fiche, ctx)
    if fiche.jours is None:
        return None
    jour = fiche.jours.suite[0]
    if isinstance(jour, FinDe) and jour.unite == "semaine":
        raise ambigu(fiche.jours.texte, "est-ce vendredi ou dimanche ?")
    return preciser(jour, fiche.periode, ctx) if fiche.periode else jour


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


def preciser(jour: Jour, periode: Periode, ctx: Contexte) -> Jour:
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
