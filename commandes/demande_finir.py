"""Finir une demande : réglée ou retirée, par une touche, un mot, une commande, une suppression."""

from datetime import timedelta

from bot.core import demandes_astuces, themes_devines
from bot.core import demandes_droits as droits
from bot.core.boutons import OUI
from bot.core.context import Context
from bot.core.demandes import Entraide
from bot.core.effects import Effect, Save
from bot.core.events import Message, Reaction, Redaction
from bot.core.registry import command, on_reaction, on_redaction, on_untap
from bot.core.texte import numero as dire_numero
from donnees.demande import EN_COURS, PRISE, RESOLUE, Demande
from donnees.histoire import Geste

REPENTIR = timedelta(hours=1)


@command(
    "!résolu <n°> <texte…>",
    "!résolu <n°>",
    "!résolu <texte…>",
    "!résolu",
    exemple="!résolu 12",
    numeros="demande",
    envie="dire que c'est réglé",
)
def resolu(message: Message, ctx: Context, numero: int | None, texte: str | None) -> list[Effect]:
    """Dites qu'une question est réglée : je remercie la personne qui a aidé.

    Sans numéro, c'est celle à laquelle votre message répond, ou la seule que vous avez.
    La touche ✅ sous mon message fait la même chose.
    """
    visee = droits.viser(message, ctx, numero, lambda d: _a_regler(d, message.auteur))
    if isinstance(visee, list):
        aucune = "Vous n'avez aucune question en cours."
        return droits.lesquelles(message, ctx, visee, "résolu", aucune)
    droits.peut_regler(ctx, visee, message.auteur, texte or "")
    effets = Entraide(ctx).resoudre(visee, reponse=texte or "")
    return [
        *demandes_astuces.apprendre(ctx, visee, effets, texte or "", message.auteur),
        *_accuser(message, ctx, visee, "réglée"),
    ]


def _a_regler(demande: Demande, membre: str) -> bool:
    return membre == demande.demandeur or (demande.etat == PRISE and demande.pair == membre)


@command(
    "!annule <n°> <texte…>",
    "!annule <n°>",
    "!annule <texte…>",
    "!annule",
    exemple="!annule 12",
    numeros="demande",
)
def annule(message: Message, ctx: Context, numero: int | None, texte: str | None) -> list[Effect]:
    """Retirez votre question : plus personne n'est sollicité.

    Sans numéro, c'est celle à laquelle votre message répond, ou votre seule question en cours.
    """
    visee = droits.viser(message, ctx, numero, lambda d: d.demandeur == message.auteur)
    if isinstance(visee, list):
        aucune = "Vous n'avez aucune question en cours."
        return droits.lesquelles(message, ctx, visee, "annule", aucune)
    droits.peut_retirer(visee, message.auteur)
    return [
        *Entraide(ctx).annuler(visee),
        *_accuser(message, ctx, visee, "retirée"),
    ]


def _accuser(message: Message, ctx: Context, demande: Demande, fin: str) -> list[Effect]:
    """Écrit d'ailleurs : c'est noté. Posée à part, le salon n'en lit rien, et chacun des deux
    apprend déjà la fin dans sa conversation."""
    phrase = f"C'est noté : la question {dire_numero(demande.numero)} est {fin}."
    if not demande.prive:
        return droits.accuser(message, ctx, demande, f"{phrase} Je le dis dans le salon.")
    deja = message.prive and message.auteur in (demande.demandeur, demande.pair)
    return [] if deja else droits.accuser(message, ctx, demande, phrase)


# -- les touches, la suppression -----------------------------------------------------------------


@on_reaction(OUI, about="demande")
def touche_regle(reaction: Reaction, ctx: Context) -> list[Effect]:
    """La personne qui demande, ou qui s'en occupe, dit que c'est réglé."""

    def agir(demande: Demande) -> list[Effect]:
        droits.peut_regler(ctx, demande, reaction.auteur)
        effets = Entraide(ctx).resoudre(demande, None if reaction.parole else reaction.id)
        return demandes_astuces.apprendre(ctx, demande, effets)

    return droits.par_touche(reaction, ctx, "resolu", agir)


@on_untap(OUI, about="demande")
def touche_regle_retiree(redaction: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """La touche qui l'avait close est retirée dans l'heure : la demande reprend."""
    demande = droits.suivie(ctx, geste.about)
    if demande is None or demande.etat != RESOLUE or not ctx.est_membre(geste.auteur):
        return []
    if demande.fin_par_geste != geste.event_id or demande.finie_le is None:
        return []
    if redaction.sent_at - demande.finie_le > REPENTIR:
        return []
    return Entraide(ctx).rouvrir(demande)


@on_redaction("demande")
def message_supprime(redaction: Redaction, ctx: Context) -> list[Effect]:
    """Supprimer la question la retire ; ses mots sont oubliés, finie ou non."""
    demande = droits.suivie(ctx, ctx.about_of(redaction.target))
    if demande is None:
        return []
    demande.question = ""
    themes_devines.oublier(ctx)
    if demande.etat not in EN_COURS:
        return [Save(demande)]
    return Entraide(ctx).annuler(demande)
