"""S'occuper d'une demande, ou la laisser passer : ✋ et ➡️, leurs mots, leurs commandes."""

from bot.core import demandes_avant as avant
from bot.core import demandes_droits as droits
from bot.core.boutons import PASSER, PRENDRE
from bot.core.context import Context
from bot.core.demandes import Entraide
from bot.core.demandes_echeances import Echeances
from bot.core.effects import Effect
from bot.core.events import Message, Reaction, Redaction
from bot.core.registry import command, on_reaction, on_untap
from bot.core.texte import Texte
from bot.core.texte import numero as dire_numero
from donnees.demande import A_PRENDRE, EN_COURS, PRISE, PROPOSEE, Demande
from donnees.histoire import Geste


@command(
    "!prends <n°> <texte…>",
    "!prends <n°>",
    "!prends <texte…>",
    "!prends",
    exemple="!prends 12",
    numeros="demande",
    envie="aider un collègue",
)
def prends(message: Message, ctx: Context, numero: int | None, texte: str | None) -> list[Effect]:
    """Dites que vous vous occupez d'une question.

    Sans numéro, c'est celle à laquelle votre message répond, ou la seule qui attend.
    La touche ✋ sous mon message fait la même chose.
    """
    visee = droits.viser(message, ctx, numero, lambda d: _a_prendre(d, message.auteur))
    if isinstance(visee, list):
        aucune = "Aucune question d'un collègue n'attend quelqu'un en ce moment. Merci à vous."
        return droits.lesquelles(message, ctx, visee, "prends", aucune)
    droits.peut_prendre(ctx, visee, message.auteur)
    if visee.prive:
        return Entraide(ctx).prendre(visee, message.auteur)
    return [
        *Entraide(ctx).prendre(visee, message.auteur),
        *droits.accuser(
            message, ctx, visee,
            f"C'est noté : vous vous occupez de la question {dire_numero(visee.numero)}. "
            "Je le dis dans le salon.",
        ),
    ]  # fmt: skip


def _a_prendre(demande: Demande, membre: str) -> bool:
    return demande.etat in A_PRENDRE and demande.demandeur != membre


@command(
    "!passe <n°> <@personne>",
    "!passe <@personne>",
    "!passe <n°> <texte…>",
    "!passe <n°>",
    "!passe <texte…>",
    "!passe",
    exemple="!passe 12",
    numeros="demande",
)
def passe(
    message: Message, ctx: Context, numero: int | None, personne: str | None, texte: str | None
) -> list[Effect]:
    """Laissez passer une question : je demande à quelqu'un d'autre, sans rien expliquer.

    Vous pensez à quelqu'un : « !passe 12 @Lucie », et je lui demande. Sans numéro, c'est la
    question à laquelle votre message répond, ou la seule que vous avez. La touche ➡️ suffit aussi.
    """
    visee = droits.viser(message, ctx, numero, lambda d: _a_passer(d, message.auteur))
    if isinstance(visee, list):
        aucune = "Aucune question ne vous attend, vous n'avez rien à faire."
        return droits.lesquelles(message, ctx, visee, "passe", aucune)
    droits.peut_passer(ctx, visee, message.auteur)
    if personne is not None:
        droits.peut_recevoir(ctx, visee, personne)
    return [
        *Entraide(ctx).passer(visee, message.auteur, personne),
        *droits.accuser(message, ctx, visee, "C'est noté, je demande à quelqu'un d'autre."),
    ]


def _a_passer(demande: Demande, membre: str) -> bool:
    return demande.etat in (PROPOSEE, PRISE) and demande.pair == membre


# -- les touches ---------------------------------------------------------------------------------


@on_reaction(PRENDRE, about="demande")
def touche_prendre(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Tout membre, sauf la personne qui demande, peut prendre une proposition encore ouverte."""

    def agir(demande: Demande) -> list[Effect]:
        if demande.demandeur == reaction.auteur and avant.attend(ctx, demande):
            return Echeances(ctx).avancer(demande)  # l'astuce ne répond pas : ✋ demander
        droits.peut_prendre(ctx, demande, reaction.auteur)
        geste = None if reaction.parole else reaction.id
        return Entraide(ctx).prendre(demande, reaction.auteur, geste)

    return droits.par_touche(reaction, ctx, "prends", agir)


@on_reaction(PASSER, about="demande")
def touche_passer(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Seule la personne sollicitée, ou qui s'en occupe, peut passer."""

    def agir(demande: Demande) -> list[Effect]:
        droits.peut_passer(ctx, demande, reaction.auteur)
        effets = Entraide(ctx).passer(demande, reaction.auteur)
        if not (demande.prive and reaction.prive):
            return effets
        merci = Texte.ligne("C'est noté, je demande à quelqu'un d'autre. Merci.")
        return [*effets, ctx.dit(merci, type="passe", champs={"demande": demande.numero})]

    return droits.par_touche(reaction, ctx, "passe", agir)


@on_untap(PRENDRE, about="demande")
def touche_prendre_retiree(redaction: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """La touche qui avait pris la demande est retirée : c'est passer."""
    demande = droits.suivie(ctx, geste.about)
    if demande is None or demande.etat not in EN_COURS or not ctx.est_membre(geste.auteur):
        return []
    if demande.prise_par_geste != geste.event_id or demande.pair != geste.auteur:
        return []
    return Entraide(ctx).passer(demande, geste.auteur)
