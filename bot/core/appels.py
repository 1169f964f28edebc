"""Appeler ce qu'un fichier de `commandes/` a déclaré ; un refus y devient une phrase."""

from typing import Any

from bot.core.context import Context
from bot.core.effects import Effect, Refusal, Send
from donnees import demande as demandes
from donnees import histoire as histoires
from donnees import reseau as reseaux
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


def reseau_de(about: str, ctx: Context) -> Reseau | None:
    """Le réseau d'une histoire : celui de sa demande, ou celui que porte sa question."""
    debut, _, numero = about.partition(":")
    if debut == "demande" and numero.isdigit():
        trouvee = demandes.demande(ctx.session, int(numero))
        return None if trouvee is None else reseaux.reseau(ctx.session, trouvee.reseau)
    ouverte = histoires.question(ctx.session, about)
    if ouverte is not None and "reseau" in ouverte.contexte:
        return reseaux.reseau(ctx.session, int(ouverte.contexte["reseau"]))
    return None
