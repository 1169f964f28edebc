"""« Qui sait quoi ? » : demander à tous, et noter d'une touche."""

from bot.core import droits, execution
from bot.core import qui_sait_quoi as regles
from bot.core.boutons import CHIFFRES, canonical
from bot.core.context import Context
from bot.core.effects import Effect, Refusal, Save
from bot.core.events import Due, Message, Reaction, Redaction
from bot.core.registry import ANIMATION, command, on_due, on_reaction, on_untap
from bot.core.texte import Texte
from donnees import demande as demandes
from donnees import reseau as reseaux
from donnees.demande import Avis
from donnees.histoire import Geste


@command(
    "!qui-sait-quoi", exemple="!qui sait quoi", role=ANIMATION,
    envie="Demander à tous qui connaît quoi",
)  # fmt: skip
def qui_sait_quoi(message: Message, ctx: Context) -> list[Effect]:
    """Demande à tous, dans le salon, qui connaît quoi : une touche suffit pour répondre."""
    ici = message.salon == ctx.ici.salon
    appel = regles.appeler(ctx, message.id if ici else None)
    if not appel:
        raise Refusal("Il faut d'abord des thèmes. Des tout prêts : !thème modèle")
    if ici:
        return appel
    return [*appel, ctx.dit(Texte.ligne("C'est demandé, dans le salon."))]


@on_due(regles.APPELER)
def appeler(echu: Due, ctx: Context) -> list[Effect]:
    """Les premiers thèmes sont choisis : ce que l'animation peut lancer, et l'appel à tous."""
    ctx.reseau = reseaux.reseau(ctx.session, int(echu.about.partition(":")[2]))
    if ctx.reseau is None or ctx.ici.reglages.get(regles.FAIT):
        return []
    appel = regles.appeler(ctx)
    return [*regles.elan(ctx), *appel] if appel else []


@on_due(regles.NOTER)
def noter(echu: Due, ctx: Context) -> list[Effect]:
    """Plus de touche depuis un moment : qui a dit quoi."""
    attente = regles.offert(ctx, echu.about)
    return [] if attente is None else regles.noter(ctx, attente)


@on_reaction(*CHIFFRES, about=regles.DEBUT)
def sait(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Une touche vaut « !jesais »."""
    attente = regles.offert(ctx, ctx.about_of(reaction.target))
    if attente is None or not ctx.est_membre(reaction.auteur):
        return []
    return regles.sait(ctx, attente, reaction.auteur, reaction.emoji)


@on_untap(*CHIFFRES, about=regles.DEBUT)
def ne_sait_plus(retrait: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """La touche retirée défait."""
    attente = regles.offert(ctx, geste.about)
    emoji = canonical(geste.emoji, CHIFFRES)
    if attente is None or emoji is None:
        return []
    return regles.ne_sait_plus(ctx, attente, geste.auteur, emoji)


# -- ce que l'animation lance d'une touche ---------------------------------------------------------


@on_reaction(*CHIFFRES, about=regles.ELAN)
def lancer(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Fait ce que ferait la phrase offerte, écrite par cette personne."""
    attente = regles.offert(ctx, ctx.about_of(reaction.target))
    if attente is None or not ctx.est_membre(reaction.auteur):
        return []
    cible = reaction.id if reaction.parole else reaction.target
    if not ctx.anime(reaction.auteur):
        return _pas_l_animation(reaction, ctx, cible)
    if reaction.emoji in attente.contexte["faits"]:
        return []
    faits = [*attente.contexte["faits"], reaction.emoji]
    attente.contexte = {**attente.contexte, "faits": faits}
    texte = str(attente.options[CHIFFRES.index(reaction.emoji)])
    message = Message(id=cible, salon=reaction.salon, auteur=reaction.auteur, texte=texte,
                      sent_at=reaction.sent_at)  # fmt: skip
    return [Save(attente), *execution.executer_texte(message, texte, ctx)]


def _pas_l_animation(reaction: Reaction, ctx: Context, cible: str) -> list[Effect]:
    """Un seul refus par personne et par message."""
    if demandes.avis(ctx.session, reaction.target, reaction.auteur) is not None:
        return []
    ctx.commande = "reseau"
    try:
        droits.exiger_animation(reaction.auteur, ctx)
    except Refusal as refus:
        about = ctx.about_of(reaction.target) or ""
        dit = ctx.dit(refus.texte, champs={"commande": "reseau"}, type="refus", reply_to=cible)
        return [Save(Avis(cible=reaction.target, membre=reaction.auteur, about=about)), dit]
    return []
