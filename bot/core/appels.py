"""Appeler ce qu'un fichier de `commandes/` a déclaré ; un refus y devient une phrase."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from bot.core.context import Context
from bot.core.effects import Effect, Refusal, Send
from donnees import actu as actus
from donnees import astuce as astuces
from donnees import demande as demandes
from donnees import fiche as fiches
from donnees import histoire as histoires
from donnees import merci as mercis
from donnees import meteo as meteos
from donnees import reseau as reseaux
from donnees import rituel as rituels
from donnees.reseau import Reseau

Effets = list[Effect]


def une(ctx: Context, genre: str, about: str, cle: str = "", *, sans_debut: bool = False) -> Effets:
    handler = ctx.registry.hook(genre, "" if sans_debut else about, cle)
    if handler is None:
        return []
    ctx.reseau = ctx.reseau or reseau_de(about, ctx)
    return sans_refus(ctx, handler, ctx.event, ctx)


def toutes(ctx: Context, genre: str) -> Effets:
    effets: Effets = []
    for handler in ctx.registry.hooks_of(genre):
        effets += handler(ctx.event, ctx)
    return effets


def sans_refus(ctx: Context, handler: Any, *arguments: Any, **nommes: Any) -> Effets:
    """Appelle la fonction ; un refus devient une phrase, sans autre effet."""
    try:
        return list(handler(*arguments, **nommes))
    except Refusal as refus:
        return [refuse(refus, ctx)]


def refuse(refus: Refusal, ctx: Context) -> Send:
    """La phrase d'un refus, avec la commande qu'il refuse."""
    champs = {"commande": refus.commande or ctx.commande}
    return ctx.dit(refus.texte, type=refus.type, champs=champs)


# Le début d'une histoire (« demande » dans « demande:12 ») dit où trouver son réseau.
RESEAU_DE: dict[str, Callable[[Session, int], int | None]] = {
    "accompagner": fiches.reseau_de,
    "accueil": fiches.reseau_de,
    "actu": actus.reseau_de,
    "astuce": astuces.reseau_de,
    "demande": demandes.reseau_de,
    "merci": mercis.reseau_de,
    "meteo": meteos.reseau_de,
    "meteoaccord": lambda _session, numero: numero,
    "occurrence": rituels.reseau_de_l_occurrence,
    "rituel": rituels.reseau_de,
    "tour": rituels.reseau_de_l_occurrence,
}


def reseau_de(about: str, ctx: Context) -> Reseau | None:
    """Le réseau d'une histoire : celui de ce qu'elle raconte, ou celui que porte sa question."""
    debut, numero, *_ = *about.split(":", 2), ""
    if debut in RESEAU_DE and numero.isdecimal():
        trouve = RESEAU_DE[debut](ctx.session, int(numero))
        return None if trouve is None else reseaux.reseau(ctx.session, trouve)
    ouverte = histoires.question(ctx.session, about)
    if ouverte is not None and "reseau" in ouverte.contexte:
        return reseaux.reseau(ctx.session, int(ouverte.contexte["reseau"]))
    return None
