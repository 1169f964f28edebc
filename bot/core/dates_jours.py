"""Les jours, les heures et les durées qu'on peut nommer, et les dates qu'ils désignent.

1. Un jour nommé a des *candidats*, dans l'ordre : « le 17 » désigne tous les 17 à venir. Qui a
   besoin d'une date prend le premier candidat dont l'instant est après maintenant.
2. « lundi prochain » n'est jamais aujourd'hui ; « lundi » peut l'être si l'heure n'est pas passée.
3. « vendredi en huit » est le vendredi d'après le vendredi qui vient.
4. Un jour qui n'existe pas cette année-là (29 février) attend l'année où il existe ; un jour qui
   n'existe jamais (31 février) est refusé à la lecture.
5. Un jour de la semaine écrit à côté d'une date la vérifie et ne la déplace jamais.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.tz import resolve_imaginary

from bot.core.dates_mots import JOURS, MOIS
from bot.core.dates_refus import Incompris, ambigu

UN_JOUR = timedelta(days=1)
ANNEES_MAX = 20
_ANNEES_EN = {"ouvre": 261, "semaine": 53, "mois": 12, "trimestre": 4, "semestre": 2, "annee": 1}
_FIN_DU_JOUR = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Heure:
    """Une heure du jour. `minuit` : dite « minuit », donc de quel jour ? `douteuse` : les
    mots d'une petite heure en lettres (« deux heures »), donc du matin ou de l'après-midi ?"""

    h: int
    m: int = 0
    minuit: bool = False
    douteuse: str = ""


@dataclass(frozen=True, slots=True)
class Duree:
    """« 2 jours », « 1 h 30 » : `n` unités ; les heures sont comptées en minutes."""

    n: int
    unite: str


@dataclass(frozen=True, slots=True)
class Semaine:
    """Un jour de la semaine. `apres` : semaines de plus (« en huit » : 1) ; `habituel` : dit comme
    une habitude (« le lundi » 1, « chaque lundi », « lundis » 2)."""

    jour: int
    prochain: bool = False
    apres: int = 0
    habituel: int = 0


@dataclass(frozen=True, slots=True)
class Quantieme:
    """« le 17 », « jeudi 3 décembre 2026 » ; `nom` : le jour de la semaine écrit à côté."""

    jour: int
    mois: int = 0
    annee: int = 0
    nom: int | None = None


@dataclass(frozen=True, slots=True)
class Relatif:
    """« demain » (1) ; `confirme` : le jour écrit juste à côté, qui doit dire la même chose."""

    n: int
    confirme: Semaine | Quantieme | None = None


@dataclass(frozen=True, slots=True)
class Dans:
    """« dans 3 semaines », « demain en huit »."""

    n: int
    unite: str


@dataclass(frozen=True, slots=True)
class FinDe:
    """« fin du mois », « fin janvier », « fin de l'année », « fin de la semaine »."""

    unite: str
    decalage: int = 0
    mois: int = 0
    annee: int = 0


@dataclass(frozen=True, slots=True)
class Rang:
    """« le premier lundi de décembre », une seule fois. `cible` : 0 à 6, "jour" ou "ouvre"."""

    n: int
    cible: int | str
    mois: int
    annee: int = 0


Jour = Semaine | Quantieme | Relatif | Dans | FinDe | Rang


@dataclass(frozen=True, slots=True)
class Contexte:
    """D'où l'on parle : un instant avec fuseau, et le fuseau où se lisent les heures."""

    maintenant: datetime
    zone: ZoneInfo

    @property
    def aujourdhui(self) -> date:
        """La date locale de maintenant."""
        return self.maintenant.astimezone(self.zone).date()

    def est_passe(self, instant: datetime) -> bool:
        """Vrai si l'instant n'est pas strictement après maintenant (comparé en UTC)."""
        return instant.astimezone(UTC) <= self.maintenant.astimezone(UTC)


def poser(jour: date, heure: Heure, zone: ZoneInfo) -> datetime:
    """L'instant d'une heure locale : une heure sautée est poussée, une heure double vaut une fois
    (la première), comme le demande la RFC 5545 §3.3.5."""
    naif = datetime.combine(jour, time(heure.h, heure.m))
    return resolve_imaginary(naif.replace(tzinfo=zone))


def debut_du_jour(jour: date, zone: ZoneInfo) -> datetime:
    """00:00 local, ou la première heure qui existe."""
    return poser(jour, Heure(0), zone)


def fin_du_jour(jour: date, zone: ZoneInfo) -> datetime:
    """23:59:59 local ; la seconde fois si l'heure est double."""
    return resolve_imaginary(datetime.combine(jour, _FIN_DU_JOUR, zone).replace(fold=1))


def candidats(jour: Jour, ctx: Contexte, depuis: date | None = None) -> Iterator[date]:
    """Les dates qu'un jour peut désigner, dans l'ordre, à partir de `depuis` (aujourd'hui)."""
    debut = depuis or ctx.aujourdhui
    match jour:
        case Relatif(n):
            yield _confirmee(jour, ctx.aujourdhui + n * UN_JOUR)
        case Dans(n, unite):
            yield plus_tard(ctx.aujourdhui, n, unite)
        case Semaine():
            yield from _semaines(jour, ctx, debut)
        case Quantieme():
            yield from _quantiemes(jour, debut)
        case Rang():
            yield from _rangs(jour, debut)
        case FinDe():
            yield from _fins(jour, ctx, debut)


def verifier(jour: Jour, choisi: date) -> date:
    """La date choisie, si le jour de la semaine écrit à côté est bien le sien."""
    if isinstance(jour, Quantieme) and jour.nom not in (None, choisi.weekday()):
        raise Incompris(
            f"Le {dire_date(choisi)} est un {JOURS[choisi.weekday()]}, pas un "
            f"{JOURS[jour.nom or 0]} : corrigez le jour ou la date."
        )
    return choisi


def dire_date(jour: date) -> str:
    """« 3 décembre 2026 », « 1er mars 2027 »."""
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]} {jour.year}"


def plus_tard(jour: date, n: int, unite: str) -> date:
    """La date `n` unités plus tard ; un mois court donne son dernier jour."""
    if n > _ANNEES_EN.get(unite, 366) * ANNEES_MAX:
        raise Incompris(f"C'est trop loin : {ANNEES_MAX} ans au plus.")
    if unite == "ouvre":
        return jour + relativedelta(days=_jours_pour_ouvres(jour, n))
    mois = {"mois": 1, "trimestre": 3, "semestre": 6, "annee": 12}.get(unite)
    if mois:
        return jour + relativedelta(months=n * mois)
    return jour + relativedelta(days=n * {"semaine": 7}.get(unite, 1))


def _jours_pour_ouvres(jour: date, n: int) -> int:
    compte = avance = 0
    while compte < n:
        avance += 1
        compte += (jour + avance * UN_JOUR).weekday() < 5
    return avance


def fin_de_mois(annee: int, mois: int) -> date:
    """Le dernier jour d'un mois."""
    return date(annee, mois, monthrange(annee, mois)[1])


def _confirmee(jour: Relatif, choisi: date) -> date:
    autre = jour.confirme
    if isinstance(autre, Semaine):
        return verifier(Quantieme(choisi.day, nom=autre.jour), choisi)
    if autre is None:
        return choisi
    dit = (autre.jour, autre.mois or choisi.month, autre.annee or choisi.year)
    if dit != (choisi.day, choisi.month, choisi.year):
        raise Incompris(f"Ce jour-là est le {dire_date(choisi)} : corrigez l'un ou l'autre.")
    return verifier(autre, choisi)


def _semaines(jour: Semaine, ctx: Contexte, debut: date) -> Iterator[date]:
    if jour.apres and ctx.aujourdhui.weekday() == jour.jour:
        un, deux = (ctx.aujourdhui + 7 * n * UN_JOUR for n in (jour.apres, jour.apres + 1))
        nom = JOURS[jour.jour]
        raise ambigu(
            f"{nom} en {'huit' if jour.apres == 1 else 'quinze'}",
            f"aujourd'hui est un {nom}, est-ce le {dire_date(un)} ou le {dire_date(deux)} ?",
        )
    if jour.prochain or jour.apres:
        debut = max(debut, ctx.aujourdhui + UN_JOUR)
    premier = debut + (jour.jour - debut.weekday()) % 7 * UN_JOUR
    for tour in range(54):
        yield premier + 7 * (tour + jour.apres) * UN_JOUR


def _quantiemes(jour: Quantieme, debut: date) -> Iterator[date]:
    annees = (jour.annee,) if jour.annee else range(debut.year, debut.year + ANNEES_MAX)
    for annee in annees:
        for mois in (jour.mois,) if jour.mois else range(1, 13):
            if jour.jour <= monthrange(annee, mois)[1]:
                choisi = date(annee, mois, jour.jour)
                if choisi >= debut or jour.annee:
                    yield choisi


def _rangs(jour: Rang, debut: date) -> Iterator[date]:
    annees = (jour.annee,) if jour.annee else range(debut.year, debut.year + ANNEES_MAX)
    for annee in annees:
        tous = [date(annee, jour.mois, n + 1) for n in range(monthrange(annee, jour.mois)[1])]
        bons = [d for d in tous if _convient(d, jour.cible)]
        if -len(bons) <= jour.n <= len(bons):
            choisi = bons[jour.n - 1 if jour.n > 0 else jour.n]
            if choisi >= debut or jour.annee:
                yield choisi


def _convient(jour: date, cible: int | str) -> bool:
    if cible == "ouvre":
        return jour.weekday() < 5
    return cible in ("jour", jour.weekday())


def _fins(jour: FinDe, ctx: Contexte, debut: date) -> Iterator[date]:
    la = ctx.aujourdhui
    if jour.mois:
        annees = (jour.annee,) if jour.annee else range(debut.year, debut.year + 2)
        yield from (d for a in annees if (d := fin_de_mois(a, jour.mois)) >= debut or jour.annee)
    elif jour.unite == "annee":
        yield date(la.year + jour.decalage, 12, 31)
    elif jour.unite == "mois":
        vise = la + relativedelta(months=jour.decalage)
        yield fin_de_mois(vise.year, vise.month)
    else:
        yield la + (6 - la.weekday() + 7 * jour.decalage) * UN_JOUR
