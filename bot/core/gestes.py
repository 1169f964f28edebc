"""Touches, corrections, suppressions : ce qui arrive à un message déjà dit (contrat §5).

1. Une touche se garde, pour que la retirer ait un sens ; le mot d'un bouton ne se retire pas.
2. Corriger ne fait jamais exécuter : une parole devenue commande reçoit un seul `usage`.
"""

from dataclasses import replace

from bot.core import boutons, prive
from bot.core.appels import Effets, reseau_de, sans_refus, une
from bot.core.context import Context
from bot.core.effects import Delete, Save, Send
from bot.core.events import Edition, Reaction, Redaction
from bot.core.execution import commande_dite, executer_texte, freine
from bot.core.pliage import fold_emoji
from bot.core.texte import Texte
from donnees import demande as demandes
from donnees import histoire as histoires
from donnees import reseau as reseaux
from donnees.demande import Avis
from donnees.histoire import SOURCE, Geste, Question


def sur_edition(edition: Edition, ctx: Context) -> Effets:
    """Un message corrigé : celui d'où part une histoire, ou une parole devenue commande."""
    ctx.reseau = reseaux.reseau_du_salon(ctx.session, edition.salon)
    source = histoires.envoye_ici(ctx.session, edition.cible, edition.salon)
    if source is not None and source.type == SOURCE and source.about is not None:
        return une(ctx, "edition", source.about)
    texte = commande_dite(edition)
    trouvee = None if texte is None else ctx.registry.find(texte)
    if trouvee is None or demandes.avis(ctx.session, edition.cible, edition.auteur) is not None:
        return []
    ctx.commande = trouvee[1]
    dit = Avis(cible=edition.cible, membre=edition.auteur, about=f"edition:{edition.cible}")
    lent = freine(edition, ctx)
    return [Save(dit), *([_a_redire(ctx)] if lent is None else lent)]


def _a_redire(ctx: Context) -> Send:
    phrase = (
        "Je n'exécute pas une commande ajoutée en corrigeant un message. "
        f"Écrivez-la dans un nouveau message : {ctx.registry.commands[ctx.commande].exemple}"
    )
    return ctx.dit(Texte.ligne(phrase), type="usage", champs={"commande": ctx.commande})


def sur_reaction(reaction: Reaction, ctx: Context) -> Effets:
    """Une touche, ou le mot d'un bouton, sous un message d'une histoire."""
    cible = histoires.envoye_ici(ctx.session, reaction.target, reaction.salon)
    if cible is None or cible.about is None:
        return []
    emoji = boutons.canonical(reaction.emoji, (*cible.boutons, boutons.AUSSI))
    if emoji is None:
        return []
    garde = _garder(reaction, emoji, cible.about)
    ouverte = histoires.question(ctx.session, cible.about)
    if ouverte is not None and ouverte.a == reaction.auteur:
        return [*garde, *repondre(_avec(reaction, emoji), ouverte, ctx)]
    handler = ctx.registry.hook("reaction", cible.about, emoji)
    if handler is None:
        return []
    ctx.reseau = reseau_de(cible.about, ctx) or reseaux.reseau_du_salon(ctx.session, reaction.salon)
    ctx.event = _avec(reaction, emoji)
    return [*garde, *sans_refus(ctx, handler, ctx.event, ctx)]


def _avec(reaction: Reaction, emoji: str) -> Reaction:
    return replace(reaction, emoji=emoji)


def _garder(reaction: Reaction, emoji: str, about: str) -> Effets:
    """Une touche se garde, pour que la retirer ait un sens ; un mot ne se retire pas."""
    if reaction.parole:
        return []
    geste = Geste(
        event_id=reaction.id, cible=reaction.target, auteur=reaction.auteur,
        emoji=fold_emoji(emoji), about=about, le=reaction.sent_at,
    )  # fmt: skip
    return [Save(geste)]


def repondre(reaction: Reaction, ouverte: Question, ctx: Context) -> Effets:
    """La réponse attendue à une question ouverte : celle du choix d'un réseau, ou d'un sujet."""
    ctx.event = reaction
    if ouverte.type == prive.CHOIX_RESEAU:
        if reaction.emoji not in ouverte.contexte["boutons"]:
            return []  # ➕ se touche partout, et n'est pas un choix
        return prive.reseau_choisi(reaction, ouverte, ctx, executer_texte)
    ctx.reseau = reseau_de(ouverte.about, ctx)
    handler = ctx.registry.hook("reaction", ouverte.about, reaction.emoji)
    return [] if handler is None else sans_refus(ctx, handler, reaction, ctx)


def sur_redaction(redaction: Redaction, ctx: Context) -> Effets:
    """Une touche retirée, ou le message d'où part une histoire supprimé."""
    geste = histoires.geste(ctx.session, redaction.target)
    if geste is not None and geste.auteur == redaction.auteur:
        handler = ctx.registry.hook("untap", geste.about, _canonique(geste.emoji))
        ctx.reseau = reseau_de(geste.about, ctx)
        return [] if handler is None else sans_refus(ctx, handler, redaction, ctx, geste)
    source = histoires.envoye_ici(ctx.session, redaction.target, redaction.salon)
    if source is None or source.type != SOURCE or source.about is None:
        return []
    ouverte = histoires.question(ctx.session, source.about)
    if ouverte is not None and ouverte.type == prive.CHOIX_RESEAU:
        return [Delete(ouverte)]  # supprimée avant le choix du réseau, la commande n'a pas lieu
    return une(ctx, "redaction", source.about)


def _canonique(emoji: str) -> str:
    tous = (*boutons.CHIFFRES, *boutons.TOUS, *boutons.METEO)
    return boutons.canonical(emoji, tous) or emoji
