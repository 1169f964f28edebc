"""Ce qui arrive à une demande sans commande : le temps, la parole, une correction, un départ."""

from bot.core import demandes_droits as droits
from bot.core.boutons import NON, PAS_ENCORE, PASSER, PRENDRE, from_word
from bot.core.context import Context
from bot.core.delais import Delai
from bot.core.demandes import SUIVI, Entraide
from bot.core.demandes_correction import lire_correction
from bot.core.demandes_recherche import RELAIS
from bot.core.effects import Effect, Save
from bot.core.events import Departure, Due, Edition, Message, Reaction
from bot.core.registry import on_departure, on_due, on_edition, on_reaction, on_reply
from donnees.demande import A_PRENDRE, APPEL, EN_COURS, OUVERTE, PRISE, PROPOSEE, Demande
from donnees.histoire import SOURCE

PATIENCE = Delai(jours=2)


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


@on_due(SUIVI)
def suivi(echu: Due, ctx: Context) -> list[Effect]:
    """Quelqu'un avait répondu en parlant : est-ce réglé ?"""
    demande = droits.suivie(ctx, echu.about)
    if demande is None or ctx.reseau is None or demande.etat != PRISE or demande.pair is not None:
        return []
    return Entraide(ctx).suivre(demande)


@on_reaction(PAS_ENCORE, about="demande")
def touche_pas_encore(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Pas encore réglée : on redemandera."""

    def agir(demande: Demande) -> list[Effect]:
        droits.peut_dire_la_suite(demande, reaction.auteur)
        return Entraide(ctx).resuivre(demande, PATIENCE)

    return droits.par_touche(reaction, ctx, "resolu", agir)


@on_reaction(NON, about="demande")
def touche_quelqu_un_d_autre(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Il faut quelqu'un d'autre : on reprend avec le pair suivant."""

    def agir(demande: Demande) -> list[Effect]:
        droits.peut_dire_la_suite(demande, reaction.auteur)
        return Entraide(ctx).relancer(demande)

    return droits.par_touche(reaction, ctx, "annule", agir)


@on_reply("demande")
def repondu_en_parlant(message: Message, ctx: Context) -> list[Effect]:
    """Un membre répond avec ses mots : c'est une réponse, le robot se tait (contrat §7.4).

    « Je m'en occupe », dit à la question elle-même, vaut la touche ; un autre mot de bouton, là où
    le message ne l'offre pas, n'est ni une réponse ni un geste.
    """
    demande = droits.suivie(ctx, ctx.about_of(message.reply_to))
    if demande is None or not ctx.est_membre(message.auteur):
        return []
    mot = from_word(message.texte, (PRENDRE, PASSER))
    if mot == PRENDRE and ctx.type_of(message.reply_to or "") == SOURCE:
        ctx.commande = "prends"
        droits.peut_prendre(demande, message.auteur)
        return Entraide(ctx).prendre(demande, message.auteur)
    if mot or message.auteur == demande.demandeur or demande.etat not in A_PRENDRE:
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
    return Entraide(ctx).quitter(parti.membre)
