"""« Laquelle ? » : le numéro, dit seul, choisit dans la liste que le robot vient de montrer."""

from bot.core.attendus import perimee
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Refusal
from bot.core.events import Message
from bot.core.execution import executer_texte
from bot.core.formes import numero_seul
from bot.core.prive import courtoisie
from bot.core.registry import on_reply


@on_reply("laquelle")
def laquelle(message: Message, ctx: Context) -> list[Effect]:
    """La commande qui attendait s'exécute, avec ce numéro ; d'autres mots sont de la parole."""
    attente = ctx.attente
    if attente is None:
        return []
    commande = str(attente.contexte["commande"])
    numero = numero_seul(message.texte)
    if numero is None and (not message.prive or courtoisie(message.texte)):
        return []
    ctx.commande = commande
    if numero is None or perimee(attente, ctx.now):
        exemple = f"!{attente.contexte['ecrite']} {numero or attente.options[0]}"
        raise Refusal(f"Dites-le en entier, par exemple : {exemple}", type="usage")
    return [Delete(attente), *executer_texte(message, f"{commande} {numero}", ctx)]
