"""Qui s'occupe de quoi dans un réseau, en ce moment, et comment on le dit.

1. S'occupe d'un thème qui a dit le connaître, ou en est référent ; les absents du salon ne comptent
   plus. Ce n'est pas l'ordre dans lequel on sollicite.
2. « personne ne s'en occupe » se dit tout net : c'est ce qui permet d'en parler.
"""

from dataclasses import dataclass

from bot.core.context import Context
from bot.core.texte import Gras, Morceau, Personne
from donnees import theme as themes
from donnees.theme import Theme

PERSONNE = "personne ne s'en occupe"


@dataclass(frozen=True)
class Couverture:
    """Un thème, qui s'en occupe (par ancienneté, référents compris), et qui en est référent."""

    theme: Theme
    membres: tuple[str, ...]
    referents: tuple[str, ...]

    @property
    def fragile(self) -> bool:
        """Vrai si personne, ou une seule personne, s'en occupe."""
        return len(self.membres) <= 1


def couvertures(ctx: Context) -> list[Couverture]:
    """Tous les thèmes du réseau, dans l'ordre de leur création."""
    presents = set(ctx.membres())
    savent: dict[int, list[str]] = {}
    for savoir in themes.savoirs(ctx.session, ctx.ici.id):
        savent.setdefault(savoir.theme, []).append(savoir.membre)
    nommes: dict[int, list[str]] = {}
    for referent in themes.referents(ctx.session, ctx.ici.id):
        nommes.setdefault(referent.theme, []).append(referent.membre)

    def ici(membres: list[str]) -> tuple[str, ...]:
        return tuple(m for m in dict.fromkeys(membres) if m in presents)

    return [
        Couverture(
            theme=theme,
            membres=ici([*savent.get(theme.id, []), *nommes.get(theme.id, [])]),
            referents=ici(nommes.get(theme.id, [])),
        )
        for theme in ctx.themes()
    ]


def ligne(couverte: Couverture, limite: int = 3) -> tuple[Morceau, ...]:
    """« compta : Karim, Inès et 2 autres » ; au plus `limite` noms."""
    return (Gras(couverte.theme.nom), " : ", *_qui(couverte.membres, limite))


def noms(membres: tuple[str, ...], limite: int = 3) -> tuple[Morceau, ...]:
    """« Karim, Inès et 2 autres » ; rien si la liste est vide."""
    montres: list[Morceau] = []
    reste = len(membres) - limite
    for rang, membre in enumerate(membres[:limite]):
        dernier = rang == len(membres) - 1
        montres += ([] if rang == 0 else [" et " if dernier else ", "]) + [Personne(membre)]
    if reste > 0:
        montres.append(f" et {reste} autre{'s' if reste > 1 else ''}")
    return tuple(montres)


def _qui(membres: tuple[str, ...], limite: int) -> tuple[Morceau, ...]:
    if not membres:
        return (PERSONNE,)
    if len(membres) == 1:
        return ("une seule personne s'en occupe, ", Personne(membres[0]))
    return noms(membres, limite)
