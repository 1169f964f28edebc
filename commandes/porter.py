"""Porter une question à qui peut y répondre, hors du réseau."""

from datetime import datetime

from bot.core import demandes_droits as droits
from bot.core import portee, suivi
from bot.core.context import Context
from bot.core.dates import Incompris
from bot.core.effects import Effect, Refusal
from bot.core.events import Due, Message
from bot.core.portee import Portage
from bot.core.registry import ANIMATION, command, on_due
from bot.core.suivi import Etape
from bot.core.texte import numero as dire_numero
from donnees import suivi as suivis
from donnees.demande import EN_COURS, PORTEE, RANGEE, SANS_REPONSE, Demande
from donnees.suivi import ABANDONNE

EXEMPLE = "!porter 12 direction 12 décembre"
PORTABLES = (*EN_COURS, RANGEE, SANS_REPONSE)


@command(
    "!porter <n°> <texte…>", exemple=EXEMPLE, role=ANIMATION, numeros="demande",
    envie="Porter une question plus haut",
)  # fmt: skip
def porter(message: Message, ctx: Context, numero: int, texte: str) -> list[Effect]:
    """Portez une question à qui peut y répondre : dites à qui, et pour quand.

    Je vous rappelle la date, et la réponse revient à la personne qui a demandé : « !résolu 12 » et
    la réponse. Redite, la commande change la date ou le lieu.
    """
    visee = droits.trouver(ctx, numero)
    if visee.etat not in PORTABLES:
        droits.ouverte(visee)
    chez, promis = _a_qui_pour_quand(ctx, texte)
    return [
        *Portage(ctx).porter(visee, chez, promis),
        *droits.accuser(message, ctx, visee, _note(visee)),
    ]


def _a_qui_pour_quand(ctx: Context, texte: str) -> tuple[str, datetime]:
    try:
        lu = portee.lire(texte, ctx.now, ctx.reglages.fuseau)
    except Incompris as erreur:
        raise Refusal(f"{erreur} Pour porter une question : {EXEMPLE}", type="usage") from None
    if lu is None:
        raise Refusal(
            f"Dites à qui vous la portez, et pour quand. Par exemple : {EXEMPLE}", type="usage"
        )
    return lu


def _note(demande: Demande) -> str:
    n = demande.numero
    return (
        f"C'est noté : la question {dire_numero(n)} est portée. Je vous rappelle la date. "
        f"La réponse venue, écrivez : !résolu {n} et la réponse."
    )


@on_due(portee.GENRE)
def rappel(echu: Due, ctx: Context) -> list[Effect]:
    """La date approche ou passe : l'animation le voit dans son point, qui attend l'apprend."""
    ligne = suivis.suivi(ctx.session, echu.about)
    demande = droits.suivie(ctx, echu.about)
    if ligne is None or demande is None or ctx.reseau is None:
        return []
    if demande.etat != PORTEE:
        return suivi.clore(ctx, echu.about, demande.etat, ABANDONNE)
    etape, effets = suivi.echeance(ctx, ligne)
    if etape is Etape.RETARD:
        return [*effets, *Portage(ctx).en_retard(demande, ligne)]
    return effets
