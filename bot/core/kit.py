"""Le kit de survie d'un réseau : ses astuces, thème par thème, dans l'ordre de qui en est référent.

1. Les épinglées d'abord, à leur rang, puis les plus utiles ; une astuce périmée n'y est pas.
2. Épingle et récolte qui est référent de ce thème, ou anime.
3. Le document que l'on imprime sort du salon : n'y sont nommés que les membres qui l'ont voulu
   (`bot.core.citations`). Il dit aussi à qui demander, et comment.
"""

from dataclasses import dataclass

from bot.core.context import Context
from bot.core.effects import Refusal
from donnees import astuce as astuces
from donnees import theme as themes
from donnees.astuce import Astuce
from donnees.theme import Theme

SANS_THEME = "Divers"


@dataclass(frozen=True)
class Chapitre:
    """Un thème (ou aucun) et ses astuces, dans l'ordre."""

    theme: Theme | None
    astuces: tuple[Astuce, ...]

    @property
    def nom(self) -> str:
        """Le nom du thème, tel que créé."""
        return SANS_THEME if self.theme is None else self.theme.nom


def chapitres(ctx: Context) -> list[Chapitre]:
    """Les thèmes qui ont des astuces, dans l'ordre de leur création ; à la fin, le reste."""
    par_theme: dict[int | None, list[Astuce]] = {}
    connus = {t.id: t for t in ctx.themes()}
    for astuce in astuces.lues(ctx.session, ctx.ici.id):
        theme = astuce.theme if astuce.theme in connus else None
        par_theme.setdefault(theme, []).append(astuce)
    ordre: list[Theme | None] = [*connus.values(), None]
    return [
        Chapitre(t, tuple(par_theme[cle]))
        for t in ordre
        if (cle := None if t is None else t.id) in par_theme
    ]


def chapitre(ctx: Context, theme: Theme) -> Chapitre:
    """Les astuces d'un thème."""
    return Chapitre(theme, tuple(astuces.lues(ctx.session, ctx.ici.id, theme.id)))


def exiger_referent(ctx: Context, mxid: str, theme: int | None) -> None:
    """Lève `Refusal` si cette personne n'anime pas et n'est pas référente de ce thème.

    Sans thème, être référent de l'un d'eux suffit.
    """
    siens = {r.theme for r in themes.referents(ctx.session, ctx.ici.id) if r.membre == mxid}
    if ctx.anime(mxid) or (theme in siens if theme is not None else siens):
        return
    raise Refusal(
        "Les personnes référentes du thème, et celles qui animent le réseau, peuvent le faire. "
        "Pour savoir qui : !annuaire"
    )


# -- épingler --------------------------------------------------------------------------------------


def epinglees(ctx: Context, theme: int | None) -> list[Astuce]:
    """Les astuces épinglées de ce thème, dans l'ordre."""
    toutes = astuces.lues(ctx.session, ctx.ici.id)
    return [a for a in toutes if a.theme == theme and a.rang is not None]


def epingler(ctx: Context, visee: Astuce, place: int | None = None) -> list[Astuce]:
    """Les lignes changées quand cette astuce prend cette place (la dernière, si rien n'est dit)."""
    rangees = [a for a in epinglees(ctx, visee.theme) if a.id != visee.id]
    rangees.insert(len(rangees) if place is None else max(0, place - 1), visee)
    return _ranger(rangees)


def detacher(ctx: Context, visee: Astuce) -> list[Astuce]:
    """Les lignes changées quand cette astuce n'est plus épinglée."""
    rangees = [a for a in epinglees(ctx, visee.theme) if a.id != visee.id]
    visee.rang = None
    return [visee, *_ranger(rangees)]


def _ranger(rangees: list[Astuce]) -> list[Astuce]:
    changees = []
    for rang, astuce in enumerate(rangees, start=1):
        if astuce.rang != rang:
            astuce.rang = rang
            changees.append(astuce)
    return changees
