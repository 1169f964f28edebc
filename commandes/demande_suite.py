"""Ce qui arrive à une demande sans commande : le temps, la parole, une correction, un départ."""

from bot.core import demandes_astuces, themes_devines
from bot.core import demandes_droits as droits
from bot.core import lacunes as regles_lacunes
from bot.core.boutons import AUSSI, FAIT, NON, OUI, PAS_ENCORE, PASSER, PRENDRE, from_word
from bot.core.context import Context
from bot.core.demandes import Entraide
from bot.core.demandes_correction import lire_correction
from bot.core.demandes_echeances import Echeances
from bot.core.demandes_temps import PATIENCE, SUITE
from bot.core.effects import Delete, Effect, Original, React, Room, Save
from bot.core.events import Departure, Due, Edition, Message, Reaction, Redaction
from bot.core.lacunes import VOLONTAIRES
from bot.core.registry import on_departure, on_due, on_edition, on_reaction, on_reply, on_untap
from donnees import lacune as lacunes
from donnees import reseau as reseaux
from donnees.demande import (
    A_PRENDRE,
    APPEL,
    CORRIGE,
    DEVINE,
    EN_COURS,
    OUVERTE,
    PRISE,
    RANGEE,
    RESOLUE,
    Aussi,
    Demande,
)
from donnees.histoire import SOURCE, Geste


@on_due(SUITE)
def suite(echu: Due, ctx: Context) -> list[Effect]:
    """L'heure du pas suivant est venue, ou passée si le robot était arrêté."""
    demande = droits.suivie(ctx, echu.about)
    if demande is None or ctx.reseau is None:
        return []
    return Echeances(ctx).avancer(demande)


@on_due(VOLONTAIRES)
def volontaires(echu: Due, ctx: Context) -> list[Effect]:
    """Un mois est passé : personne ne s'occupe toujours de ce thème ?"""
    ligne = lacunes.lacune(ctx.session, int(echu.about.partition(":")[2]))
    ctx.reseau = None if ligne is None else reseaux.reseau(ctx.session, ligne.reseau)
    if ligne is None or ctx.reseau is None:
        return []
    return regles_lacunes.echue(ctx, ligne)


@on_reaction(PAS_ENCORE, about="demande")
def touche_pas_encore(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Pas encore réglée : on redemandera."""

    def agir(demande: Demande) -> list[Effect]:
        droits.peut_dire_la_suite(demande, reaction.auteur)
        if demande.etat == RANGEE:
            return Entraide(ctx).rouvrir(demande)
        return Entraide(ctx).resuivre(demande, PATIENCE)

    return droits.par_touche(reaction, ctx, "resolu", agir)


@on_reaction(NON, about="demande")
def touche_quelqu_un_d_autre(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Il faut quelqu'un d'autre : on reprend avec le pair suivant."""

    def agir(demande: Demande) -> list[Effect]:
        droits.peut_dire_la_suite(demande, reaction.auteur)
        return Entraide(ctx).relancer(demande)

    return droits.par_touche(reaction, ctx, "annule", agir)


# -- moi aussi -----------------------------------------------------------------------------------


@on_reaction(AUSSI, about="demande")
def touche_aussi(reaction: Reaction, ctx: Context) -> list[Effect]:
    """La même question : on le lui dira quand elle sera réglée. Offerte ou non, la touche vaut."""
    demande = droits.suivie(ctx, ctx.about_of(reaction.target))
    if demande is None or not ctx.est_membre(reaction.auteur):
        return []
    return _aussi(demande, reaction.auteur)


def _aussi(demande: Demande, membre: str) -> list[Effect]:
    if membre == demande.demandeur or demande.etat not in EN_COURS:
        return []
    return [Save(Aussi(demande=demande.numero, membre=membre))]


@on_untap(AUSSI, about="demande")
def touche_aussi_retiree(redaction: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """Elle ne veut plus le savoir."""
    demande = droits.suivie(ctx, geste.about)
    return [] if demande is None else [Delete(Aussi(demande=demande.numero, membre=geste.auteur))]


# -- la parole -------------------------------------------------------------------------------------


@on_reply("demande")
def repondu_en_parlant(message: Message, ctx: Context) -> list[Effect]:
    """Un membre répond avec ses mots : c'est une réponse, le robot se tait (contrat §7.4).

    « Je m'en occupe », dit à la question elle-même, vaut la touche, comme « moi aussi » ; un autre
    mot de bouton, là où le message ne l'offre pas, n'est ni une réponse ni un geste.
    """
    demande = droits.suivie(ctx, ctx.about_of(message.reply_to))
    if demande is None or not ctx.est_membre(message.auteur):
        return []
    if message.prive or demande.prive:
        return _a_part(message, ctx, demande)
    mot = from_word(message.texte, (PRENDRE, PASSER, AUSSI, OUI))
    if mot == PRENDRE and ctx.type_of(message.reply_to or "") == SOURCE:
        ctx.commande = "prends"
        droits.peut_prendre(ctx, demande, message.auteur)
        return Entraide(ctx).prendre(demande, message.auteur)
    if mot == AUSSI and message.auteur != demande.demandeur:
        fait = React(to=Room(message.salon), on=Original(message.id), emoji=FAIT)
        return [*_aussi(demande, message.auteur), fait]
    if mot:
        return []
    if demande.etat == RESOLUE and ctx.type_of(message.reply_to or "") == "demande.resolue":
        return demandes_astuces.en_une_phrase(message, ctx, demande)
    if message.auteur == demande.demandeur:
        return _la_personne_qui_demande_parle(message, ctx, demande)
    if demande.etat == RANGEE and message.auteur == demande.pair:
        return Entraide(ctx).rouvrir(demande)
    if demande.etat not in (*A_PRENDRE, RANGEE) or from_word(message.texte, (NON, PAS_ENCORE)):
        return []  # « non », à qui l'on demandait d'aider, n'est pas une réponse à la question
    return Entraide(ctx).repondue(demande)


def _a_part(message: Message, ctx: Context, demande: Demande) -> list[Effect]:
    """Personne d'autre ne lit ces mots : ce n'est pas une réponse. Ils rouvrent ce qui est rangé,
    ou corrigent d'un nom un thème deviné."""
    if not message.prive or message.auteur not in (demande.demandeur, demande.pair):
        return []
    if demande.etat == RANGEE:
        return Entraide(ctx).rouvrir(demande)
    return _corriger_le_theme(message, ctx, demande)


def _la_personne_qui_demande_parle(
    message: Message, ctx: Context, demande: Demande
) -> list[Effect]:
    """Elle rouvre ce qui était rangé, ou corrige d'un nom un thème deviné ; sinon, elle parle."""
    if demande.etat == RANGEE:
        return Entraide(ctx).rouvrir(demande)
    return _corriger_le_theme(message, ctx, demande)


def _corriger_le_theme(message: Message, ctx: Context, demande: Demande) -> list[Effect]:
    """Le nom d'un autre thème, rien d'autre, dit par qui demande."""
    corrigible = demande.origine == DEVINE and demande.etat in EN_COURS
    if not corrigible or message.auteur != demande.demandeur:
        return []
    nomme = ctx.theme_nomme(message.texte)
    if nomme is None or nomme.id == demande.theme:
        return []
    themes_devines.oublier(ctx)
    effets = Entraide(ctx).changer_de_theme(demande, nomme, CORRIGE)
    if demande.etat == PRISE or message.prive:
        effets.append(React(to=Room(message.salon), on=Original(message.id), emoji=FAIT))
    return effets


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
    themes_devines.oublier(ctx)
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
