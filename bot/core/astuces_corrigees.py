"""Qui corrige le message d'où vient une astuce corrige l'astuce, sans un mot."""

from bot.core import astuces_textes as phrases
from bot.core.astuces import Carnet, Dite, lire, verifier_le_texte
from bot.core.context import Context
from bot.core.effects import Effect, Refusal
from bot.core.events import Edition
from bot.core.pliage import clean
from donnees.astuce import LUES, Astuce


def suivre(edition: Edition, ctx: Context, visee: Astuce) -> list[Effect]:
    """Ses nouveaux mots, si ce sont les siens seuls et s'ils peuvent faire une astuce."""
    texte = clean(edition.texte).strip()
    commande = ctx.registry.find(texte.removeprefix("!").lstrip()) if texte[:1] == "!" else None
    if edition.prive and visee.etat in LUES:
        return []  # à part, l'accord ne valait que pour les mots relus
    if visee.avec or (commande is not None and commande[1] != "astuce"):
        return []  # signée à plusieurs, ou d'autres mots que les siens : « corriger » le dit
    dite = lire(ctx, texte if commande is None else commande[2])
    carnet = Carnet(ctx)
    try:
        verifier_le_texte(dite.texte, phrases.EXEMPLE)
    except Refusal:
        return []
    carnet.corriger(visee, Dite(texte=dite.texte, theme=dite.theme), visee.auteur)
    return carnet.effets
