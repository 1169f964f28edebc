"""Ce qui arrive à une demande sans commande : le temps, la parole, une correction, un départ."""

from bot.core import demandes_droits as droits
from bot.core.context import Context
from bot.core.demandes import RELAIS, Entraide
from bot.core.demandes_correction import lire_correction
from bot.core.effects import Effect, Save
from bot.core.events import Departure, Due, Edition, Message
from bot.core.registry import on_departure, on_due, on_edition, on_reply
from donnees import demande as demandes
from donnees.demande import A_PRENDRE, APPEL, EN_COURS, OUVERTE, PROPOSEE


@on_due(RELAIS)
def relais(echu: Due, ctx: Context) -> list[Effect]:
    """Le pair sollicité s'est tu : au suivant. Tous encore occupés : on attend.

    En retard (le robot était arrêté), tout se compte à partir de maintenant.
    """
    demande = droits.suivie(ctx, echu.about)
    if demande is None or ctx.reseau is None:
        return []
    entraide = Entraide(ctx)
    if demande.etat == PROPOSEE:
        return entraide.expirer(demande)
    if demande.etat == OUVERTE:
        entraide.chercher(demande)
    return entraide.effets


@on_reply("demande")
def repondu_en_parlant(message: Message, ctx: Context) -> list[Effect]:
    """Un membre répond avec ses mots : c'est une réponse, le robot se tait (contrat §7.4)."""
    demande = droits.suivie(ctx, ctx.about_of(message.reply_to))
    if demande is None or demande.etat not in A_PRENDRE:
        return []
    if message.auteur == demande.demandeur or not ctx.est_membre(message.auteur):
        return []
    return Entraide(ctx).repondue(demande)


@on_edition("demande")
def question_corrigee(edition: Edition, ctx: Context) -> list[Effect]:
    """La question corrigée remplace l'ancienne, sans un mot.

    Un thème corrigé ne dérange pas la personne déjà sollicitée ; si l'on n'avait trouvé personne,
    on cherche de nouveau.
    """
    demande = droits.suivie(ctx, ctx.about_of(edition.cible))
    if demande is None or demande.etat not in EN_COURS or edition.auteur != demande.demandeur:
        return []
    theme, question = lire_correction(edition, ctx)
    demande.question = question or demande.question
    change = theme is not None and theme.id != demande.theme
    if theme is not None:
        demande.theme = theme.id
    entraide = Entraide(ctx, [Save(demande)])
    if change and demande.etat in (APPEL, OUVERTE) and isinstance(entraide.choix(demande), str):
        entraide.chercher(demande)
    return entraide.effets


@on_departure
def depart(parti: Departure, ctx: Context) -> list[Effect]:
    """Ce que la personne avait en main va à quelqu'un d'autre ; ses questions sont retirées."""
    entraide = Entraide(ctx)
    for demande in demandes.demandes_en_cours(ctx.session, ctx.ici.id):
        if demande.demandeur == parti.membre:
            entraide.annuler(demande, partie=True)
        elif demande.pair == parti.membre:
            entraide.passer(demande, parti.membre)
    return entraide.effets
