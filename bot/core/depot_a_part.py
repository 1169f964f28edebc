"""« discret », écrit dans un salon : la question passe dans la conversation privée (contrat §6).

1. Sans conversation, rien n'est fait, et une phrase le dit ; aucun mot n'en est répété au salon.
2. Avec, tout se passe comme si elle y avait été écrite ; 📬 sur le message en est la seule trace.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.core.appels import refuse
from bot.core.boutons import RANGE_EN_PRIVE
from bot.core.context import Context
from bot.core.effects import Effect, Follow, Original, React, Refusal, Room, Save, Send
from donnees.histoire import Question

DU_SALON = "du_salon"  # gardé avec une question en suspens : où fut écrit le message
Agir = Callable[[Any], list[Effect]]


def discretement(message: Any, ctx: Context, agir: Agir) -> list[Effect]:
    """Fait `agir` dans la conversation de qui a écrit ce message au salon.

    Lève `Refusal` s'il n'y en a pas. Un refus de `agir` se dit là-bas.
    """
    conversation = ctx.conversation(message.auteur)
    if conversation is None:
        raise Refusal(
            "C'est entre vous et moi : écrivez-moi en privé, et posez-la là-bas. "
            "Je n'ai rien demandé à personne."
        )
    la_bas = replace(message, salon=conversation, prive=True)
    ctx.event = la_bas
    try:
        effets = agir(la_bas)
    except Refusal as refus:
        effets = [refuse(refus, ctx)]
    trace = React(to=Room(message.salon), on=Original(message.id), emoji=RANGE_EN_PRIVE)
    return [*rendre_au_salon(effets, message.id, message.salon), trace]


def rendre_au_salon(effets: list[Effect], event_id: str, salon: str) -> list[Effect]:
    """Le message est resté dans ce salon : on ne le cite pas d'ailleurs, mais il s'y corrige."""
    return [_rendu(effet, event_id, salon) for effet in effets]


def _rendu(effet: Effect, event_id: str, salon: str) -> Effect:
    if isinstance(effet, Send) and effet.reply_to == event_id:
        return replace(effet, reply_to=None)
    if isinstance(effet, Follow) and effet.event_id == event_id:
        return replace(effet, salon=salon)
    if isinstance(effet, Save) and isinstance(effet.row, Question):
        effet.row.contexte = {**effet.row.contexte, DU_SALON: salon}
    return effet
