"""La clôture d'une météo : ce qui se montre, ce qui s'oublie, ce que l'animation apprend.

1. Un résultat, et à partir de la quatrième fois une courbe : les dernières fois, ramenées aux trois
   familles. Le résultat la dit en mots : tous les clients ne montrent pas la légende d'une image.
   Si cette fois ne montre rien, il n'y en a pas.
2. Trois fois de suite sous le seuil : l'animation l'apprend par son point, une fois par série.
3. Une météo d'un moment, ou jamais ouverte, ne laisse rien.
"""

from datetime import datetime

from bot.core import animation, rituels
from bot.core import meteo as regles
from bot.core import meteo_textes as phrases
from bot.core.context import Context
from bot.core.dates import dire_jour
from bot.core.dates_mots import JOURS
from bot.core.effects import Delete, Document, Effect, Room, Save, Send
from bot.core.meteo_publiee import Comptes, Vue, familles, publier
from bot.core.reglages import OUVERTE
from donnees import meteo as meteos
from donnees import rituel as lignes_rituel
from donnees.meteo import CLOSE, Meteo

PREMIERE_COURBE, FOIS_MONTREES, SERIE = 4, 6, 3
MOIS_COURTS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
               "nov.", "déc.")  # fmt: skip


def clore(ctx: Context, meteo: Meteo) -> list[Effect]:
    """La fenêtre se ferme : le résultat, puis l'oubli, ensemble ou pas du tout."""
    montre = publier(
        regles.temps_dits(ctx, meteo), seuil=ctx.reglages.seuil_meteo,
        ouverte=meteo.mode == OUVERTE,
    )  # fmt: skip
    ou = _ou(ctx, meteo)
    avant = meteos.closes(ctx.session, meteo.rituel, FOIS_MONTREES) if meteo.rituel else []
    oubli = regles.oublier(ctx, meteo)
    vues = _vues(ctx, meteo, montre, avant)
    texte = phrases.resultat(ctx, meteo, montre, _reference(ctx, avant), vues)
    champs = regles.champs(ctx, meteo)
    if montre:
        champs |= {"reponses": sum(montre.values()), "comptes": montre}
    dits = [
        Send(to=Room(salon), texte=texte, type=regles.RESULTAT, champs=champs, collectif=True)
        for salon in ou
    ]
    if not meteo.rituel:
        return [*dits, *oubli, Delete(meteo)]
    meteo.etat, meteo.montre = CLOSE, montre
    courbes = [_courbe(ctx, meteo, vues, salon) for salon in ou if vues]
    return [*dits, *courbes, *oubli, *_garder(ctx, meteo, avant)]


def _ou(ctx: Context, meteo: Meteo) -> list[str]:
    """Le salon ; dans un petit réseau, la conversation de chaque personne qui a répondu."""
    if not meteo.reservee:
        return [ctx.ici.salon]
    repondu = [m for m in ctx.membres() if regles.a_repondu(ctx, meteo, m) is not None]
    return [la for m in repondu if (la := ctx.conversation(m)) is not None]


def _garder(ctx: Context, meteo: Meteo, avant: list[Meteo]) -> list[Effect]:
    """Ce qui reste : les nombres montrés ; ce que l'animation apprendra."""
    effets: list[Effect] = []
    if _a_conseiller([meteo, *avant]):
        meteo.conseillee = True
        effets += animation.veiller(ctx)
    fois = lignes_rituel.occurrence(ctx.session, meteo.fois)
    finie = [] if fois is None else rituels.clore(ctx, fois)
    return [Save(meteo), *finie, *effets]


def _reference(ctx: Context, avant: list[Meteo]) -> Vue | None:
    """La dernière fois qui fut montrée, à qui comparer."""
    montree = next((m for m in avant if m.montre), None)
    if montree is None:
        return None
    horaires = ctx.reglages.horaires
    jour = dire_jour(horaires.jour_local(montree.le), horaires.jour_local(ctx.now))
    return Vue(f"le {jour}", montree.montre)


def _a_conseiller(dernieres: list[Meteo]) -> bool:
    """Vrai à la troisième de suite qui n'a rien pu montrer, puis à la sixième."""
    de_suite = 0
    for meteo in dernieres:
        if meteo.montre or meteo.mode == OUVERTE:
            break
        de_suite += 1
    return de_suite > 0 and de_suite % SERIE == 0


# -- la courbe -------------------------------------------------------------------------------------


def _vues(ctx: Context, meteo: Meteo, montre: Comptes, avant: list[Meteo]) -> list[Vue]:
    """Ce que dessine la courbe, la plus ancienne d'abord ; vide : pas de courbe cette fois."""
    if not meteo.rituel or not montre or len(avant) + 1 < PREMIERE_COURBE:
        return []
    anciennes = [
        Vue(_date_courte(ctx, m.le), familles(m.montre))
        for m in reversed(avant[: FOIS_MONTREES - 1])
    ]
    return [*anciennes, Vue(_date_courte(ctx, meteo.le), familles(montre))]


def _courbe(ctx: Context, meteo: Meteo, vues: list[Vue], salon: str) -> Send:
    fois = [{"quand": v.quand, **({"comptes": v.comptes} if v.comptes else {})} for v in vues]
    document = Document(
        gabarit="meteo", format="png", nom="meteo.png",
        donnees={
            "titre": "La météo, fois après fois", "fois": fois,
            "pied": "En nombre de réponses. Rien n’est montré quand cela désignerait quelqu’un.",
        },
    )  # fmt: skip
    return Send(
        to=Room(salon), texte=phrases.EN_IMAGE, type="meteo", fichier=document,
        champs=regles.champs(ctx, meteo), collectif=True,
    )  # fmt: skip


def _date_courte(ctx: Context, instant: datetime) -> str:
    jour = ctx.reglages.horaires.jour_local(instant)
    return f"{JOURS[jour.weekday()][:3]}. {jour.day} {MOIS_COURTS[jour.month - 1]}"


# -- le bulletin -----------------------------------------------------------------------------------


def de_la_semaine(ctx: Context, debut: datetime, fin: datetime) -> list[Vue]:
    """Ce que le bulletin peut redire : les météos closes de `debut` à `fin`, celles qui montrent.

    Rien de ce qui n'a pas été montré n'y est, pas même qu'il y eut des réponses ; ni rien de ce qui
    ne fut dit qu'en privé.
    """
    closes = meteos.closes_entre(ctx.session, ctx.ici.id, debut, fin)
    horaires = ctx.reglages.horaires
    return [
        Vue(dire_jour(horaires.jour_local(m.le), horaires.jour_local(fin)), dict(m.montre))
        for m in closes if m.montre and not m.reservee
    ]  # fmt: skip


def lignes_de_la_semaine(ctx: Context, debut: datetime, fin: datetime) -> tuple[str, ...]:
    """Les mêmes, à lire : « lundi 30 novembre : clair 3, gros temps 4 »."""
    return tuple(
        f"{vue.quand} : {phrases.en_une_ligne(vue)}" for vue in de_la_semaine(ctx, debut, fin)
    )
