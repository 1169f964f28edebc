"""Les bouts d'une période : du jour dit à l'instant.

1. « du 3 au 10 » se lit depuis sa fin : la première fin à venir, et le dernier début avant elle ;
   une période commencée reste donc celle d'aujourd'hui. « du lundi au jeudi » se lit depuis son
   début : lundi qui vient, puis le jeudi qui le suit.
2. Sans heure, un début est 00:00 et une fin 23:59:59 de leur jour local.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import takewhile

from dateutil.relativedelta import relativedelta

from bot.core.dates_jours import (
    ANNEES_MAX,
    UN_JOUR,
    Contexte,
    FinDe,
    Heure,
    Jour,
    Quantieme,
    Rang,
    Semaine,
    candidats,
    debut_du_jour,
    dire_date,
    fin_de_mois,
    fin_du_jour,
    poser,
    verifier,
)
from bot.core.dates_lecture import Borne, Etendue, Periode
from bot.core.dates_refus import Incompris, ambigu, cite, passe

# Un début sans année se cherche jusque-là ; si loin de la fin, c'est qu'il venait après elle.
_PLUS_D_UN_AN = 396
_PRESQUE_UN_AN = 336


def choisir(jour: Jour, ctx: Contexte, depuis: date | None = None, dit: str = "") -> date:
    """La première date d'un jour nommé, à partir de `depuis` ; jamais avant aujourd'hui."""
    for choisi in candidats(jour, ctx, depuis):
        if choisi >= ctx.aujourdhui:
            refuse_recent(jour, choisi, ctx.aujourdhui)
            return horizon(verifier(jour, choisi), ctx)
    raise passe(dit or "cette date")


def refuse_recent(jour: Jour, choisi: date, depuis: date) -> None:
    """« le 28 novembre », dit le 30 : passé de peu, et l'an prochain si loin qu'on veut l'année."""
    sans_annee = isinstance(jour, Quantieme | Rang | FinDe) and jour.mois and not jour.annee
    if sans_annee and (choisi - depuis).days > _PRESQUE_UN_AN and choisi.month != 2:
        raise Incompris(
            f"Cette date est passée depuis peu : si c'est celle de l'an prochain, écrivez "
            f"« {dire_date(choisi)} »."
        )


def horizon(jour: date, ctx: Contexte) -> date:
    """La date, si elle est dans les vingt ans."""
    if jour.year > ctx.aujourdhui.year + ANNEES_MAX:
        raise Incompris(f"Le {dire_date(jour)} est trop loin : vingt ans au plus.")
    return jour


def debut_de_borne(borne: Borne, ctx: Contexte) -> datetime:
    """L'instant où commence une borne « à partir de »."""
    if borne.periode is not None:
        return debut_du_jour(jours_de(borne.periode, ctx)[0], ctx.zone)
    if borne.jour is None:
        return _heure_qui_vient(borne.heure, ctx) if borne.heure else ctx.maintenant
    jour = choisir(borne.jour, ctx, dit=borne.texte)
    return (
        poser(jour, _sans_minuit(borne.heure), ctx.zone)
        if borne.heure
        else debut_du_jour(jour, ctx.zone)
    )


def fin_de_borne(borne: Borne, ctx: Contexte, depuis: datetime | None = None) -> datetime:
    """L'instant où finit une borne « jusqu'à » : après maintenant et après `depuis`."""
    seuil = max(ctx.maintenant, depuis or ctx.maintenant, key=lambda i: i.astimezone(UTC))
    local = seuil.astimezone(ctx.zone).date()
    if borne.jour is None:
        if borne.heure is None:
            raise passe(borne.texte or "maintenant")
        return _heure_qui_vient(borne.heure, ctx, seuil)
    for choisi in candidats(borne.jour, ctx, local):
        fin = _fin(choisi, borne.heure, ctx)
        if fin.astimezone(UTC) > seuil.astimezone(UTC):
            refuse_recent(borne.jour, choisi, local)
            horizon(verifier(borne.jour, choisi), ctx)
            return fin
    raise passe(borne.texte)


def _heure_qui_vient(heure: Heure, ctx: Contexte, seuil: datetime | None = None) -> datetime:
    repere = seuil or ctx.maintenant
    jour = repere.astimezone(ctx.zone).date()
    while (instant := poser(jour, heure, ctx.zone)).astimezone(UTC) <= repere.astimezone(UTC):
        jour += UN_JOUR
    return instant


def _fin(jour: date, heure: Heure | None, ctx: Contexte) -> datetime:
    return poser(jour, _sans_minuit(heure), ctx.zone) if heure else fin_du_jour(jour, ctx.zone)


def _sans_minuit(heure: Heure | None) -> Heure:
    if heure is None or heure.minuit:
        raise ambigu("minuit", "au début ou à la fin du jour ? Écrivez « à 0 h » ou « à 23 h 59 ».")
    return heure


def limites(etendue: Etendue, ctx: Contexte) -> tuple[datetime, datetime]:
    """Le début et la fin de « du … au … »."""
    if etendue.debut.periode is not None and etendue.fin.periode is not None:
        return _entre_periodes(etendue.debut.periode, etendue.fin.periode, ctx)
    un, deux = etendue.debut.jour, etendue.fin.jour
    if un is None:
        return ctx.maintenant, fin_de_borne(etendue.fin, ctx)
    debut, fin = _jours(un, deux, etendue, ctx)
    depart = (
        poser(debut, _sans_minuit(etendue.debut.heure), ctx.zone)
        if etendue.debut.heure
        else debut_du_jour(debut, ctx.zone)
    )
    arrivee = _fin(fin, etendue.fin.heure, ctx)
    if depart.astimezone(UTC) >= arrivee.astimezone(UTC):
        raise Incompris(f"{cite(_texte(etendue))} finit avant de commencer : inversez les bornes.")
    if ctx.est_passe(arrivee):
        raise passe(_texte(etendue))
    return depart, arrivee


def _texte(etendue: Etendue) -> str:
    return f"{etendue.debut.texte} – {etendue.fin.texte}"


def _jours(un: Jour, deux: Jour | None, etendue: Etendue, ctx: Contexte) -> tuple[date, date]:
    if deux is None:
        jour = choisir(un, ctx, dit=etendue.debut.texte)
        return jour, jour
    if isinstance(un, Quantieme | Rang) and isinstance(deux, Quantieme | Rang | FinDe):
        return _depuis_la_fin(un, deux, etendue, ctx)
    debut = choisir(un, ctx, dit=etendue.debut.texte)
    fin = next((d for d in candidats(deux, ctx, debut) if d >= debut), None)
    if fin is None:
        raise Incompris(f"{cite(_texte(etendue))} finit avant de commencer : inversez les bornes.")
    refuse_recent(deux, fin, debut)
    return debut, horizon(verifier(deux, fin), ctx)


def _depuis_la_fin(
    un: Quantieme | Rang, deux: Quantieme | Rang | FinDe, etendue: Etendue, ctx: Contexte
) -> tuple[date, date]:
    fin = choisir(deux, ctx, dit=etendue.fin.texte)
    tous = candidats(un, ctx, fin - _PLUS_D_UN_AN * UN_JOUR)
    avant = list(takewhile(lambda jour: jour <= fin, tous))
    trop_long = bool(avant) and (fin - avant[-1]).days > _PRESQUE_UN_AN
    if not avant or (trop_long and not (un.annee or deux.annee)):
        raise Incompris(f"{cite(_texte(etendue))} finit avant de commencer : inversez les bornes.")
    return verifier(un, avant[-1]), fin


def _entre_periodes(un: Periode, deux: Periode, ctx: Contexte) -> tuple[datetime, datetime]:
    debut, _ = jours_de(un, ctx)
    _, fin = jours_de(deux, ctx)
    if fin < debut and deux.unite == "mois nomme" and not deux.annee:
        fin = fin_de_mois(debut.year + (deux.numero < debut.month), deux.numero)
    if fin < debut:
        raise Incompris(f"{cite(un.texte)} vient après {cite(deux.texte)} : inversez-les.")
    return debut_du_jour(debut, ctx.zone), fin_du_jour(fin, ctx.zone)


def suite_de_jours(suite: tuple[Jour, ...], ctx: Contexte, dit: str) -> tuple[date, date]:
    """« mardi et mercredi » : le premier et le dernier, s'ils se suivent ; une question sinon."""
    if any(isinstance(j, Semaine) and j.apres for j in suite[:-1]):
        raise ambigu(dit, "donnez les dates, par exemple « du 3 au 5 décembre ».")
    jours = [_premier_de_la_suite(suite, ctx, dit)]
    for jour in suite[1:]:
        suivant = next((d for d in candidats(jour, ctx, jours[-1]) if d > jours[-1]), None)
        if suivant is None or suivant != jours[-1] + UN_JOUR:
            raise _separes(dit)
        jours.append(verifier(jour, suivant))
    return jours[0], horizon(jours[-1], ctx)


def _premier_de_la_suite(suite: tuple[Jour, ...], ctx: Contexte, dit: str) -> date:
    """Le premier jour ; une suite de dates déjà commencée reste celle d'aujourd'hui."""
    un = suite[0]
    if isinstance(un, Quantieme):
        recul = ctx.aujourdhui - (len(suite) - 1) * UN_JOUR
        choisi = next(iter(candidats(un, ctx, recul)), None)
        if choisi is None:
            raise passe(dit)
        return verifier(un, choisi)
    return choisir(un, ctx, dit=dit)


def _separes(dit: str) -> Incompris:
    return Incompris(
        f"{cite(dit)} ne se suivent pas : écrivez une date à la fois, « du … au … », ou "
        "« chaque … » si cela revient."
    )


def jours_de(periode: Periode, ctx: Contexte) -> tuple[date, date]:
    """Le premier et le dernier jour d'une période nommée, même commencée."""
    la = ctx.aujourdhui
    if periode.autour is not None:
        jour = choisir(periode.autour, ctx, dit=periode.texte)
        return _semaine(jour) if periode.unite == "semaine" else _weekend(jour)
    if periode.unite == "semaine":
        return _semaine(la + 7 * periode.decalage * UN_JOUR)
    if periode.unite == "weekend":
        return _weekend(la)
    if periode.unite == "semaine numero":
        return _semaine_numero(periode, ctx)
    if periode.unite in ("annee", "annee nommee"):
        annee = periode.numero or la.year + periode.decalage
        if annee < la.year:
            raise passe(periode.texte)
        return date(annee, 1, 1), horizon(date(annee, 12, 31), ctx)
    if periode.unite == "trimestre":
        vise = la + relativedelta(months=3 * periode.decalage)
        premier = date(vise.year, (vise.month - 1) // 3 * 3 + 1, 1)
        return premier, premier + relativedelta(months=3, days=-1)
    return _mois(periode, ctx)


def _mois(periode: Periode, ctx: Contexte) -> tuple[date, date]:
    vise = ctx.aujourdhui + relativedelta(months=periode.decalage)
    annee, mois = vise.year, vise.month
    if periode.unite == "mois nomme":
        mois = periode.numero
        annee = periode.annee or ctx.aujourdhui.year + (mois < ctx.aujourdhui.month)
    fin = fin_de_mois(annee, mois)
    if fin < ctx.aujourdhui:
        raise passe(periode.texte)
    return date(annee, mois, 1), horizon(fin, ctx)


def _semaine(jour: date) -> tuple[date, date]:
    lundi = jour - jour.weekday() * UN_JOUR
    return lundi, lundi + 6 * UN_JOUR


def _weekend(jour: date) -> tuple[date, date]:
    samedi = jour - jour.weekday() * UN_JOUR + 5 * UN_JOUR
    return samedi, samedi + UN_JOUR


def _semaine_numero(periode: Periode, ctx: Contexte) -> tuple[date, date]:
    la = ctx.aujourdhui
    for annee in range(la.year, la.year + ANNEES_MAX):
        try:
            lundi = date.fromisocalendar(annee, periode.numero, 1)
        except ValueError:
            continue
        if lundi + 6 * UN_JOUR >= la:
            if (lundi - la).days > _PRESQUE_UN_AN:
                raise passe(periode.texte)
            return lundi, lundi + 6 * UN_JOUR
    raise Incompris(f"{cite(periode.texte)} n'existe pas : une année a 52 ou 53 semaines.")
