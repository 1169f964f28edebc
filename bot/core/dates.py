"""Le temps dit en français : moments, dates, périodes, récurrences (contrat §2, `maillon quand`).

1. Texte et instant entrent, instants sortent : ce module n'a ni horloge ni réseau. Le même texte
   au même instant donne toujours la même réponse.
2. **Rien n'est deviné en silence.** Ce qui n'est pas dit a une règle, et la phrase la rappelle :
   sans heure, 9 h ; sans jour, celui de la première occurrence. Deux sens possibles : on demande.
3. **Rien n'est sauté.** Un mot qui n'est pas lu est un refus qui le nomme.
4. **Rien n'est passé.** Une occurrence est strictement après maintenant ; ce qui est fini, ce qui
   n'existe pas (31 février, 25 h) est refusé avec sa raison. Seule une période commencée part de
   maintenant.
5. Une règle de récurrence est une valeur RFC 5545 nue, comptée de sa première occurrence ; dite en
   français puis relue, elle redevient la même règle.
6. Une heure locale sautée par le passage à l'été est poussée ; une heure double ne vaut qu'une
   fois, la première.

Où c'est écrit : les mots (`dates_mots`, `dates_lexique`), les clauses (`dates_grammaire` et
`dates_lire_*`), les jours et leurs candidats (`dates_jours`, `dates_bornes`), le sens d'une fiche
(`dates_moments`, `dates_periodes`, `dates_recurrence`,
`dates_rythmes`), les règles (`dates_regle`, `dates_occurrences`), et le retour
en français (`dates_phrases`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core.dates_grammaire import lire_fiche
from bot.core.dates_jours import Contexte, Heure
from bot.core.dates_lecture import Fiche
from bot.core.dates_lire_heures import dire_heure
from bot.core.dates_moments import heures_de, moment
from bot.core.dates_occurrences import derouler, prochaines
from bot.core.dates_periodes import est_periode, periode
from bot.core.dates_phrases import (
    dire_jour,
    dire_moment,
    dire_moment_entier,
    dire_periode,
    dire_recurrence,
    dire_regle,
)
from bot.core.dates_recurrence import Recurrence, est_recurrente, heure_des_bornes, recurrence
from bot.core.dates_refus import Incompris

__all__ = [
    "Compris",
    "Incompris",
    "comprendre",
    "comprendre_periode",
    "dire_jour",
    "dire_moment",
    "dire_periode",
    "dire_recurrence",
    "prochaines",
]

Genre = Literal["recurrence", "date", "periode"]


@dataclass(frozen=True, kw_only=True)
class Compris:
    """Ce que dit une expression. `rrule` : valeur RFC 5545 nue, ou rien ; `occurrences` : instants
    dans le fuseau demandé (une date en a un, une période son début) ; `fin` : dernier instant
    d'une période, dernière occurrence d'une récurrence finie ; `heure_dite` : faux si l'heure
    vient d'une règle (9 h, ou l'heure d'une partie du jour)."""

    expression: str
    genre: Genre
    rrule: str | None
    phrase: str
    occurrences: tuple[datetime, ...]
    fin: datetime | None
    heure_dite: bool


def comprendre(
    expression: str, maintenant: datetime, zone: str = "Europe/Paris", nombre: int = 4
) -> Compris:
    """Lit une expression française ; lève `Incompris` (une phrase à montrer) sinon.

    `maintenant` porte un fuseau (`ValueError` sinon) ; `zone` est un nom IANA ; `nombre` est le
    nombre d'occurrences rendues pour une récurrence.
    """
    ctx = _contexte(maintenant, zone)
    fiche = lire_fiche(expression)
    if est_recurrente(fiche):
        return _recurrence(expression, fiche, ctx, nombre)
    if est_periode(fiche):
        return _periode(expression, fiche, ctx)
    return _date(expression, fiche, ctx)


def comprendre_periode(
    expression: str, maintenant: datetime, zone: str = "Europe/Paris"
) -> Compris:
    """Comme `comprendre`, là où l'on attend une période (`!absent mardi`) : un jour sans heure
    dure toute sa journée, une partie du jour toute sa durée. Lève `Incompris` pour le reste."""
    ctx = _contexte(maintenant, zone)
    fiche = lire_fiche(expression)
    instant = fiche.heures or fiche.delai or not (fiche.jours or fiche.rangs)
    if est_recurrente(fiche) or (instant and not est_periode(fiche)):
        raise Incompris(
            "Il faut une période : écrivez par exemple « mardi », « du 3 au 10 décembre » ou "
            "« jusqu'à vendredi »."
        )
    if not est_periode(fiche):
        fiche.etendre_au_jour()
    return _periode(expression, fiche, ctx)


def _contexte(maintenant: datetime, zone: str) -> Contexte:
    if maintenant.tzinfo is None:
        raise ValueError("comprendre : « maintenant » doit porter un fuseau")
    fuseau = ZoneInfo(zone)
    return Contexte(maintenant.astimezone(fuseau), fuseau)


def _recurrence(expression: str, fiche: Fiche, ctx: Contexte, nombre: int) -> Compris:
    heures, dite = heures_de(heure_des_bornes(fiche))
    lue = recurrence(fiche, heures, ctx)
    toutes = derouler(lue.regle, ctx.zone, lue.debut, ctx.maintenant)
    fin = None
    if lue.regle.fois or lue.regle.jusque:
        fin = max(derouler(lue.regle, ctx.zone, lue.debut), key=lambda i: i.astimezone(UTC))
    return Compris(
        expression=expression,
        genre="recurrence",
        rrule=str(lue.regle),
        phrase=_phrase(lue, ctx) + _notes(fiche, heures, dite, lue.jour_dit),
        occurrences=tuple(islice(toutes, max(nombre, 1))),
        fin=fin,
        heure_dite=dite,
    )


def _phrase(lue: Recurrence, ctx: Contexte) -> str:
    """La règle dite, avec son départ s'il compte ou s'il a été dit."""
    debut = lue.debut if lue.depart_dit or lue.regle.intervalle > 1 else None
    return dire_regle(lue.regle, ctx.zone.key, debut, ctx.maintenant)


def _notes(fiche: Fiche, heures: tuple[Heure, ...], dite: bool, jour_dit: bool = True) -> str:
    notes = []
    if not jour_dit:
        notes.append("jour non précisé : celui de la première fois")
    if not dite and fiche.partie:
        notes.append(f"« {fiche.dit('partie')} » : {dire_heure(heures[0])}")
    elif not dite:
        notes.append("heure non précisée : 9 h")
    return f" ({' ; '.join(notes)})" if notes else ""


def _periode(expression: str, fiche: Fiche, ctx: Contexte) -> Compris:
    debut, fin = periode(fiche, ctx)
    return Compris(
        expression=expression,
        genre="periode",
        rrule=None,
        phrase=dire_periode(debut, fin, ctx.zone.key, ctx.maintenant),
        occurrences=(debut,),
        fin=fin,
        heure_dite=bool(fiche.heures or fiche.creneau or _bornes_avec_heure(fiche)),
    )


def _bornes_avec_heure(fiche: Fiche) -> bool:
    bornes = [fiche.depuis, fiche.jusque]
    if fiche.etendue:
        bornes += [fiche.etendue.debut, fiche.etendue.fin]
    return any(b is not None and b.heure is not None for b in bornes)


def _date(expression: str, fiche: Fiche, ctx: Contexte) -> Compris:
    heures, dite = heures_de(fiche)
    instant = moment(fiche, heures, ctx)
    dite = dite or fiche.delai is not None
    phrase = dire_moment_entier(instant, ctx.zone.key, ctx.maintenant)
    local = instant.astimezone(ctx.zone)
    if fiche.delai is None and (local.hour, local.minute) != (heures[0].h, heures[0].m):
        phrase += f" ({dire_heure(heures[0])} n'existe pas ce jour-là : l'heure avance)"
    return Compris(
        expression=expression,
        genre="date",
        rrule=None,
        phrase=phrase + _notes(fiche, heures, dite),
        occurrences=(instant,),
        fin=None,
        heure_dite=dite,
    )
