"""Le point privé du jour de l'animation : ce qui attend, qui est arrivé, qui est parti.

1. Un par réseau et par jour ouvré, à l'ouverture, seulement si quelque chose attend (contrat §11).
2. Il va à la personne qui anime depuis le plus longtemps parmi celles qui sont là ; absente ou
   ayant dit « stop », à la suivante, sa seconde ; à défaut, à une personne référente qui a déjà sa
   conversation. Personne : rien n'est perdu, le point suivant le dira.
3. Attendent : les questions pour lesquelles personne n'a été trouvé, ce que l'animation doit
   rappeler ce jour (`bot.core.suivi`), les chiffres d'un thème sans personne, une météo qui ne
   montre jamais rien. Aucun mot des questions n'y est : certaines sont privées.
4. Attendent aussi les arrivées que personne n'accompagne, et ce qu'une personne arrivée a voulu
   dire à l'animation : cela se dit une fois, puis n'est plus gardé.
5. Deux passages qui se défont (parti, revenu) entre deux points ne font pas une nouvelle.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.core import a_part, attention, lacunes, presence, suivi
from bot.core.context import Context
from bot.core.effects import Effect, RemindAt, Save
from donnees import accueil as accueils
from donnees import demande as demandes
from donnees import meteo as meteos
from donnees import passage as passages
from donnees import reminder as rappels
from donnees import theme as themes
from donnees.accueil import Accueil
from donnees.demande import APPEL, ESCALADEE, Demande
from donnees.lacune import Lacune
from donnees.meteo import Meteo
from donnees.passage import ARRIVEE, DEPART, Passage
from donnees.suivi import Suivi

POINT = "animation.point"
SANS_PERSONNE = (APPEL, ESCALADEE)


@dataclass(frozen=True)
class Point:
    """Ce qui attend l'animation d'un réseau, à un instant."""

    demandes: tuple[Demande, ...]
    dus: tuple[Suivi, ...]
    passages: tuple[Passage, ...]
    lacunes: tuple[Lacune, ...] = ()
    seuls: tuple[Accueil, ...] = ()
    confies: tuple[Accueil, ...] = ()
    meteos: tuple[Meteo, ...] = ()  # trois fois de suite, aucun total à montrer

    def __bool__(self) -> bool:
        attendent = self.demandes or self.dus or self.passages or self.lacunes
        return bool(attendent or self.seuls or self.confies or self.meteos)

    @property
    def numeros(self) -> list[int]:
        """Les numéros des questions dont il parle, sans redite."""
        portees = [d.about.removeprefix("demande:") for d in self.dus]
        numeros = [d.numero for d in self.demandes] + [int(n) for n in portees if n.isdigit()]
        return sorted(set(numeros))

    def mouvements(self, sens: str) -> list[str]:
        """Les MXID de qui est arrivé, ou parti."""
        return [p.membre for p in self.passages if p.sens == sens]


def point(ctx: Context, personne: str) -> Point:
    """Ce qui attend maintenant ; ce qui fut confié à l'animation n'est que pour elle."""
    confies = accueils.confies(ctx.session, ctx.ici.id) if ctx.anime(personne) else []
    en_cours = demandes.demandes_en_cours(ctx.session, ctx.ici.id)
    return Point(
        demandes=tuple(d for d in en_cours if d.etat in SANS_PERSONNE and a_part.accorde(ctx, d)),
        dus=tuple(d for d in suivi.dus(ctx) if suivi.a_rappeler(ctx, d)),
        passages=tuple(passages.a_dire(ctx.session, ctx.ici.id)),
        lacunes=tuple(lacunes.a_dire(ctx)),
        seuls=tuple(accueils.sans_accompagnant(ctx.session, ctx.ici.id)),
        confies=tuple(confies),
        meteos=tuple(meteos.a_conseiller(ctx.session, ctx.ici.id)),
    )


# -- à qui -----------------------------------------------------------------------------------------


def secondes(ctx: Context) -> list[str]:
    """À qui dire ce qui revient à l'animation, dans l'ordre, parmi les personnes là et d'accord."""
    animent = [m for m in ctx.animation() if _la(ctx, m)]
    acceptes = themes.referents(ctx.session, ctx.ici.id)
    referents = dict.fromkeys(r.membre for r in acceptes if ctx.est_membre(r.membre))
    restent = [m for m in referents if m not in animent and _la(ctx, m) and ctx.conversation(m)]
    return [*animent, *restent]


def _la(ctx: Context, membre: str) -> bool:
    return attention.peut_ecrire(ctx, membre) and presence.est_la(ctx, membre)


# -- quand -----------------------------------------------------------------------------------------


def histoire(ctx: Context) -> str:
    """Le fil des points de ce réseau."""
    return f"point:{ctx.ici.id}"


def veiller(ctx: Context) -> list[Effect]:
    """Le premier point, à la prochaine ouverture d'un jour ; sans effet s'il est déjà prévu."""
    if any(not r.ecarte for r in rappels.reminders_of(ctx.session, histoire(ctx))):
        return []
    return [RemindAt(when=prochain(ctx), reason=POINT, about=histoire(ctx))]


def prochain(ctx: Context) -> datetime:
    """L'ouverture du prochain jour ouvré, plus tard que maintenant."""
    horaires = ctx.reglages.horaires
    jour = horaires.jour_local(ctx.now)
    ouvertures = horaires.ouvertures(jour)
    if ouvertures and ouvertures[0][0] > ctx.now:
        return ouvertures[0][0]
    return horaires.ouvertures(horaires.jour_ouvre_suivant(jour))[0][0]


# -- arrivées, départs -----------------------------------------------------------------------------


def passe(ctx: Context, membre: str, sens: str) -> list[Effect]:
    """Une personne arrive ou part : l'animation le saura."""
    avant = passages.passage(ctx.session, ctx.ici.id, membre)
    annule = avant is not None and not avant.dit and avant.sens != sens
    ligne = Passage(reseau=ctx.ici.id, membre=membre, sens=sens, le=ctx.now, dit=annule)
    return [Save(ligne)]


def arrivee(ctx: Context, membre: str) -> list[Effect]:
    """Une personne arrive."""
    return passe(ctx, membre, ARRIVEE)


def depart(ctx: Context, membre: str) -> list[Effect]:
    """Une personne part ; ce qu'elle portait revient à l'animation."""
    return [*passe(ctx, membre, DEPART), *suivi.depart(ctx, membre)]
