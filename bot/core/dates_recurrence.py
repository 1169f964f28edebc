"""D'une fiche à une règle de récurrence et à sa première occurrence.

1. La règle se compte de sa première occurrence : le premier instant qui convient après maintenant
   (ou à partir du jour dit). L'intervalle ne sert pas à le chercher : « toutes les six semaines
   le mardi » commence au premier mardi venu.
2. Un rythme sans jour (« chaque semaine », « chaque trimestre ») prend le jour de sa première
   occurrence, et la phrase le dit. Du 29 au 31, un mois plus court donne son dernier jour.
3. « le 31 de chaque mois », dit, ne vaut que les mois qui ont un 31 (RFC 5545) ; la phrase le dit.
4. « pendant 6 semaines » s'écrit `COUNT` : ce qui tombe dans les six semaines depuis la première
   occurrence. `UNTIL` est la dernière seconde locale du jour dit, en UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bot.core.dates_bornes import debut_de_borne, fin_de_borne, jours_de, limites
from bot.core.dates_jours import (
    UN_JOUR,
    Contexte,
    Heure,
    Quantieme,
    debut_du_jour,
    fin_du_jour,
    plus_tard,
    poser,
)
from bot.core.dates_lecture import Fiche
from bot.core.dates_mots import MOIS
from bot.core.dates_occurrences import derouler
from bot.core.dates_phrases import dire_jour
from bot.core.dates_refus import Incompris, ambigu, cite, contradiction
from bot.core.dates_regle import FOIS_MAX, Regle
from bot.core.dates_rythmes import avec_repli, base_de, etendue_de_jours


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Une règle, sa première occurrence et ce qui n'avait pas été dit."""

    regle: Regle
    debut: datetime
    jour_dit: bool
    depart_dit: bool


def est_recurrente(fiche: Fiche) -> bool:
    """Vrai si la fiche dit une habitude ; une question si l'on ne peut pas savoir."""
    if fiche.rythme or fiche.parite or fiche.sauf_jours or fiche.sauf_mois or fiche.seuls_mois:
        return True
    if fiche.rangs:
        return fiche.rangs.chaque or fiche.periode is None
    jours = fiche.jours
    if jours is not None and jours.habituel:
        return jours.habituel == 2 or fiche.periode is None
    if jours is not None and _quantiemes_nus(jours.suite) and fiche.periode is None:
        _refuse_les_suivis(jours.suite, jours.texte)
        return True
    if fiche.etendue and fiche.etendue.habituelle and fiche.heures and not fiche.jours:
        return fiche.periode is None
    if fiche.fois:
        raise ambigu(fiche.dit("fois"), "à quel rythme ? Écrivez « chaque lundi, 6 fois ».")
    return False


def _quantiemes_nus(suite: Iterable[object]) -> bool:
    tous = list(suite)
    nus = [j for j in tous if isinstance(j, Quantieme) and not j.mois and j.nom is None]
    return len(tous) > 1 and len(nus) == len(tous)


def _refuse_les_suivis(suite: Iterable[object], dit: str) -> None:
    nombres = [j.jour for j in suite if isinstance(j, Quantieme)]
    if nombres == list(range(nombres[0], nombres[-1] + 1)):
        raise ambigu(
            dit,
            f"une fois, « du {nombres[0]} au {nombres[-1]} », ou chaque mois, "
            f"« les {nombres[0]} et {nombres[-1]} de chaque mois » ?",
        )


def recurrence(fiche: Fiche, heures: tuple[Heure, ...], ctx: Contexte) -> Recurrence:
    """La récurrence d'une fiche ; `Incompris` si elle se contredit ou ne vient jamais."""
    _refuse_l_inutile(fiche)
    minutes = {h.m for h in heures}
    if len(minutes) > 1:
        raise Incompris("Ces heures n'ont pas les mêmes minutes : faites-en deux récurrences.")
    base = base_de(fiche)
    if fiche.ou_dernier and base.freq != "MONTHLY":
        raise contradiction(fiche.dit("ou_dernier"), fiche.premier_dit())
    jour_dit = base.freq == "DAILY" or bool(base.jours or base.quantiemes)
    base = replace(
        _mois_de(fiche, base), heures=tuple(sorted({h.h for h in heures})), minute=heures[0].m
    )
    depuis, jusque = _limites(fiche, ctx)
    regle, debut = _premiere(base, depuis, ctx)
    regle = _bornee(fiche, regle, debut, jusque, ctx)
    return Recurrence(regle, debut, jour_dit, depuis is not None)


def heure_des_bornes(fiche: Fiche) -> Fiche:
    """« chaque lundi jusqu'au 17 mars à 9 h » : la seule heure dite est celle de la règle."""
    bornes = [b for b in (fiche.depuis, fiche.jusque) if b and b.jour and b.heure]
    if fiche.heures or fiche.partie or len(bornes) != 1:
        return fiche
    fiche.heures = tuple(b.heure for b in bornes if b.heure)
    fiche.depuis = replace(fiche.depuis, heure=None) if fiche.depuis else None
    fiche.jusque = replace(fiche.jusque, heure=None) if fiche.jusque else None
    return fiche


def _refuse_l_inutile(fiche: Fiche) -> None:
    """Ce qui ne se dit pas d'une habitude, ou qui n'y changerait rien."""
    if fiche.creneau:
        raise Incompris(
            f"{cite(fiche.dit('creneau'))} : une récurrence n'a qu'une heure de début, écrivez "
            "par exemple « chaque lundi à 9 h »."
        )
    for case in ("journee", "delai", "echeance"):
        if fiche.dit(case):
            raise contradiction(fiche.dit(case), fiche.premier_dit())
    jours_ou_mois = etendue_de_jours(fiche) or _etendue_de_mois(fiche)
    for case in ("jours", "rangs") if etendue_de_jours(fiche) else ("seuls_mois",):
        if jours_ou_mois and fiche.dit(case):
            raise contradiction(fiche.dit("etendue"), fiche.dit(case))
    if not (fiche.rythme or fiche.jours or fiche.rangs or fiche.parite or jours_ou_mois):
        raise ambigu(fiche.premier_dit(), "à quel rythme ? Écrivez par exemple « chaque lundi ».")
    if any(h.minuit for h in fiche.heures) and not _quotidienne(fiche):
        raise ambigu("minuit", "au début ou à la fin du jour ? Écrivez « à 0 h » ou « à 23 h 59 ».")


def _quotidienne(fiche: Fiche) -> bool:
    return bool(fiche.rythme and fiche.rythme.unite == "jour") and not fiche.sauf_jours


def _mois_de(fiche: Fiche, regle: Regle) -> Regle:
    """« sauf en août », « de septembre à juin »."""
    mois = _etendue_de_mois(fiche) or fiche.seuls_mois
    mois = tuple(m for m in mois or range(1, 13) if m not in fiche.sauf_mois)
    if len(mois) == 12:
        return regle
    if not mois or regle.mois:
        raise Incompris("Ces mois ne laissent aucune date : corrigez-les.")
    return replace(regle, mois=tuple(sorted(mois)))


def _etendue_de_mois(fiche: Fiche) -> tuple[int, ...]:
    if fiche.etendue is None or fiche.etendue.debut.periode is None:
        return ()
    un, deux = fiche.etendue.debut.periode, fiche.etendue.fin.periode
    if deux is None or {un.unite, deux.unite} != {"mois nomme"} or un.annee or deux.annee:
        return ()
    return tuple((un.numero - 1 + n) % 12 + 1 for n in range((deux.numero - un.numero) % 12 + 1))


def _limites(fiche: Fiche, ctx: Contexte) -> tuple[datetime | None, datetime | None]:
    """Le premier instant permis et le dernier, d'après toutes les bornes dites."""
    depuis = debut_de_borne(fiche.depuis, ctx) if fiche.depuis else None
    jusque = fin_de_borne(fiche.jusque, ctx, depuis) if fiche.jusque else None
    nommee = fiche.periode is not None and not (fiche.rangs or _mois_possible(fiche))
    dates = fiche.etendue and not (etendue_de_jours(fiche) or _etendue_de_mois(fiche))
    if (nommee or dates) and (depuis or jusque):
        raise Incompris("Il y a une borne de trop : gardez un seul début et une seule fin.")
    if fiche.etendue and dates:
        return limites(fiche.etendue, ctx)
    if fiche.periode and nommee:
        if fiche.periode.unite == "mois nomme" and not fiche.periode.annee:
            nom = f"en {MOIS[fiche.periode.numero - 1]}"
            raise ambigu(
                fiche.periode.texte, f"une seule fois, ou chaque année (« seulement {nom} ») ?"
            )
        un, deux = jours_de(fiche.periode, ctx)
        return debut_du_jour(un, ctx.zone), fin_du_jour(deux, ctx.zone)
    return depuis, jusque


def _mois_possible(fiche: Fiche) -> bool:
    jours = fiche.jours.suite if fiche.jours else ()
    nomme = fiche.periode is not None and fiche.periode.unite == "mois nomme"
    return nomme and bool(jours) and all(isinstance(j, Quantieme) for j in jours)


def _premiere(base: Regle, depuis: datetime | None, ctx: Contexte) -> tuple[Regle, datetime]:
    """La première occurrence, et la règle complétée de son jour s'il n'était pas dit."""
    seuil = ctx.maintenant
    if depuis is not None:
        seuil = max(seuil, depuis - timedelta(microseconds=1), key=lambda i: i.astimezone(UTC))
    jour = seuil.astimezone(ctx.zone).date()
    if not _complete(base):
        base = _completee(base, _prochain_jour(base, seuil, ctx))
    if base.intervalle > 1 or base.fois:
        libre = replace(base, intervalle=1)
    else:
        libre = base
    depart = debut_du_jour(jour - UN_JOUR, ctx.zone)
    for instant in derouler(libre, ctx.zone, depart):
        if instant.astimezone(UTC) > seuil.astimezone(UTC):
            return base, instant
    raise Incompris("Cette récurrence ne donne aucune date : corrigez les jours ou les mois.")


def _complete(regle: Regle) -> bool:
    return regle.freq == "DAILY" or bool(regle.jours or regle.quantiemes)


def _prochain_jour(regle: Regle, seuil: datetime, ctx: Contexte) -> date:
    jour = seuil.astimezone(ctx.zone).date()
    derniere = Heure(regle.heures[-1], regle.minute)
    while poser(jour, derniere, ctx.zone).astimezone(UTC) <= seuil.astimezone(UTC) or (
        regle.mois and jour.month not in regle.mois
    ):
        jour += UN_JOUR
    return jour


def _completee(regle: Regle, jour: date) -> Regle:
    if regle.semaines:
        while jour.isocalendar().week not in regle.semaines:
            jour += UN_JOUR
    if regle.semaines or regle.freq == "WEEKLY":
        return replace(regle, jours=((0, jour.weekday()),))
    if regle.freq == "MONTHLY":
        return avec_repli(regle, jour.day)
    if (jour.month, jour.day) == (2, 29):
        return replace(regle, mois=(2,), quantiemes=(-1,))
    return replace(regle, mois=(jour.month,), quantiemes=(jour.day,))


def _bornee(
    fiche: Fiche, regle: Regle, debut: datetime, jusque: datetime | None, ctx: Contexte
) -> Regle:
    if sum(map(bool, (fiche.fois, fiche.pendant, jusque))) > 1:
        raise Incompris("Deux fins sont dites : gardez « jusqu'au », « pendant » ou « fois ».")
    if fiche.fois > FOIS_MAX:
        raise Incompris(f"{cite(fiche.dit('fois'))} : au plus {FOIS_MAX} fois.")
    if jusque is not None:
        if debut.astimezone(UTC) > jusque.astimezone(UTC):
            premiere = dire_jour(debut.date(), ctx.aujourdhui)
            raise Incompris(
                f"La première date serait {premiere}, après la fin dite : corrigez la fin."
            )
        return replace(regle, jusque=jusque.astimezone(UTC))
    if fiche.pendant:
        return replace(regle, fois=_compte(fiche, regle, debut, ctx))
    return replace(regle, fois=fiche.fois)


def _compte(fiche: Fiche, regle: Regle, debut: datetime, ctx: Contexte) -> int:
    """Combien d'occurrences dans la durée dite, la première comprise."""
    duree = fiche.pendant
    if fiche.duree_nue:
        dit = fiche.dit("pendant")
        raise ambigu(dit, f"si c'est la durée de l'ensemble, écrivez « pendant {dit} ».")
    if duree is None or duree.unite == "minute" or duree.n > 999:
        raise Incompris(f"{cite(fiche.dit('pendant'))} ne va pas avec ce qui revient.")
    fin = debut_du_jour(plus_tard(debut.date(), duree.n, duree.unite), ctx.zone)
    compte = 0
    for instant in derouler(regle, ctx.zone, debut):
        if instant.astimezone(UTC) >= fin.astimezone(UTC):
            return compte
        compte += 1
        if compte > FOIS_MAX:
            break
    raise Incompris(f"{cite(fiche.dit('pendant'))} : c'est trop long, écrivez « jusqu'au ».")
