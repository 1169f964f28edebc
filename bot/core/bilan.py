"""Les chiffres d'un mois, pour qui doit les montrer (« !réseau bilan novembre »). Les règles :

1. Des nombres et des thèmes : ni personne, ni question, ni humeur.
2. Un thème n'a de nombre qu'à partir de `PLANCHER` questions ; s'il n'en manque qu'un au total, le
   plus petit de ceux que l'on montrerait est tu aussi : la soustraction le rendrait.
3. Le délai ordinaire est une médiane, en temps de travail, à partir de `PLANCHER` questions.
"""

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from zoneinfo import ZoneInfo

from bot.core.context import Context
from bot.core.couverture import PERSONNE, couvertures
from bot.core.dates_mots import MOIS
from bot.core.pliage import fold
from bot.core.texte import Gras, Texte, liste
from donnees import bilan as nombres

PLANCHER = 5


@dataclass(frozen=True, kw_only=True)
class Bilan:
    """Un mois. `themes` : (nom, combien), le plus demandé d'abord ; `delai` en minutes ouvrées."""

    mois: date
    demandees: int
    reglees: int
    delai: float | None
    themes: tuple[tuple[str, int], ...]
    sans_personne: tuple[str, ...]
    portees: int
    repondues: int


def lire_mois(dit: str | None, aujourdhui: date) -> date | None:
    """Le premier du mois dit ; sans rien dire, le dernier mois entier ; rien s'il ne se lit pas.

    Sans année, le dernier de ce nom qui a commencé.
    """
    mots = fold(dit or "dernier").replace("/", " ").replace("-", " ").split()
    mots = [m for m in mots if m not in ("le", "de", "du", "mois")]
    if mots in (["dernier"], ["passe"], ["precedent"]):
        return _precedent(aujourdhui.replace(day=1))
    if mots in (["ce"], ["courant"], ["en", "cours"]):
        return aujourdhui.replace(day=1)
    annees = [int(m) for m in mots if m.isdecimal() and len(m) == 4]
    numeros = [n for m in mots if (n := _numero(m))]
    if len(numeros) != 1 or len(mots) != len(annees) + 1 or len(annees) > 1:
        return None
    if annees:
        return date(annees[0], numeros[0], 1) if 2000 <= annees[0] <= 9998 else None
    choisi = date(aujourdhui.year, numeros[0], 1)
    return choisi if choisi <= aujourdhui else choisi.replace(year=choisi.year - 1)


def _numero(mot: str) -> int:
    """Le numéro du mois que ce mot nomme (« nov », « 11 ») ; 0 s'il n'en nomme aucun."""
    if mot.isdecimal() and len(mot) <= 2:
        return int(mot) if 1 <= int(mot) <= 12 else 0
    trouves = [n for n, nom in enumerate(MOIS, start=1) if len(mot) >= 3
               and fold(nom).startswith(mot)]  # fmt: skip
    return trouves[0] if len(trouves) == 1 else 0


def _precedent(premier: date) -> date:
    return date(premier.year - (premier.month == 1), (premier.month - 2) % 12 + 1, 1)


def _suivant(premier: date) -> date:
    return date(premier.year + (premier.month == 12), premier.month % 12 + 1, 1)


def bilan(ctx: Context, mois: date) -> Bilan:
    """Les chiffres de ce mois, à l'heure du réseau."""
    zone = ZoneInfo(ctx.reglages.fuseau)
    debut, fin = (datetime(j.year, j.month, 1, tzinfo=zone) for j in (mois, _suivant(mois)))
    bornes = (ctx.session, ctx.ici.id, debut, fin)
    par_theme, reglees = nombres.demandees(*bornes), nombres.reglees(*bornes)
    return Bilan(
        mois=mois, demandees=sum(par_theme.values()), reglees=len(reglees),
        delai=_delai(ctx, reglees), themes=_montrables(ctx, par_theme),
        sans_personne=tuple(c.theme.nom for c in couvertures(ctx) if not c.membres),
        portees=nombres.portees(*bornes), repondues=nombres.repondues(*bornes),
    )  # fmt: skip


def _delai(ctx: Context, reglees: list[tuple[datetime, datetime]]) -> float | None:
    if len(reglees) < PLANCHER:
        return None
    compte = ctx.reglages.horaires.minutes_ouvrees_entre
    return median(compte(posee, finie) for posee, finie in reglees)


def _montrables(ctx: Context, par_theme: dict[int | None, int]) -> tuple[tuple[str, int], ...]:
    """Les thèmes qui ont assez de questions pour qu'un nombre ne désigne personne."""
    noms = {t.id: t.nom for t in ctx.themes()}
    tous = sorted(par_theme.items(), key=lambda p: (-p[1], noms.get(p[0] or 0, "")))
    assez = [(theme, n) for theme, n in tous if n >= PLANCHER]
    if len(tous) - len(assez) == 1:
        assez = assez[:-1]
    return tuple((noms[theme], n) for theme, n in assez if theme in noms)


# -- le dire ---------------------------------------------------------------------------------------


def dire(ctx: Context, lu: Bilan) -> Texte:
    """Les chiffres, à montrer tels quels à qui les demande."""
    mois = f"{MOIS[lu.mois.month - 1]} {lu.mois.year}"
    themes = liste([f"{nom} ({n})" for nom, n in lu.themes])
    return Texte.de(
        (f"Réseau {ctx.ici.nom}, ", Gras(mois)),
        f"Questions posées : {lu.demandees}. Réglées : {lu.reglees}.",
        _dire_delai(ctx, lu.delai),
        f"Les thèmes les plus demandés : {themes}." if themes else None,
        f"Aujourd'hui, {PERSONNE} : {liste(lu.sans_personne)}." if lu.sans_personne else None,
        f"Portées plus haut : {lu.portees}. Réponses venues : {lu.repondues}."
        if lu.portees or lu.repondues else None,
        f"Aucun nom, et aucun thème sous {PLANCHER} questions : vous pouvez le montrer.",
    )  # fmt: skip


def _dire_delai(ctx: Context, minutes: float | None) -> str | None:
    """« La moitié des questions réglées l'ont été en moins de 3 heures de travail. »"""
    if minutes is None:
        return None
    heures = minutes / 60
    jour = ctx.reglages.horaires.heures_par_jour()
    if heures < 1:
        duree = "d'une heure"
    elif heures < jour:
        duree = f"de {int(heures) + 1} heures"
    else:
        duree = f"de {int(heures / jour) + 1} jours"
    return f"La moitié des questions réglées l'ont été en moins {duree} de travail."
