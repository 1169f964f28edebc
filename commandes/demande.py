"""Suivre les demandes d'aide : les miennes, celles du réseau, où en est l'une d'elles."""

from bot.core import a_part, demandes_fiche, portee, rencontres
from bot.core import demandes_depot as depot
from bot.core.context import Context
from bot.core.demandes import Entraide
from bot.core.demandes_droits import LIGNES, ligne, trouver
from bot.core.demandes_textes import quand
from bot.core.effects import Effect
from bot.core.events import Message
from bot.core.registry import command
from bot.core.texte import Cite, Morceau, Personne, Texte
from donnees import demande as demandes
from donnees.demande import (
    A_PRENDRE,
    ANNULEE,
    APPEL,
    ESCALADEE,
    OUVERTE,
    PRISE,
    RANGEE,
    RESOLUE,
    SANS_REPONSE,
    Demande,
)
from donnees.theme import Theme

Ligne = tuple[Morceau, ...]


@command(
    "!demande <n°>",
    "!demande <thème> <question…>",
    "!demande <question…>",
    exemple="!demande 12",
    numeros="demande",
    envie="voir où en est une question",
)
def demande(
    message: Message, ctx: Context, numero: int | None, theme: Theme | None, question: str | None
) -> list[Effect]:
    """Avec un numéro, je dis où en est cette question.

    Avec des mots, c'est une question : !demande compta Chorus refuse ma facture
    """
    if numero is None:
        return depot.deposer(message, ctx, theme, question or "")
    suivie = trouver(ctx, numero)
    champs = {"demande": suivie.numero, "etat": suivie.etat}
    return [ctx.dit(_fiche(ctx, suivie), type="demande.fiche", champs=champs, about=suivie.about)]


def _fiche(ctx: Context, suivie: Demande) -> Texte:
    sujet = Entraide(ctx).sujet(suivie)
    le = quand(suivie.cree_le, ctx.now, ctx.reglages.fuseau)
    cite = a_part.citable(ctx, suivie)
    posee = (", posée par ", sujet.demandeur) if cite else (", posée à part",)
    a_prendre = suivie.etat in A_PRENDRE and suivie.demandeur != getattr(ctx.event, "auteur", "")
    return Texte.de(
        (f"Question {sujet.nomme}", *posee, f" {le}."),
        Cite(suivie.question) if suivie.question and cite else None,
        portee.ou_elle_est(ctx, suivie) or _ou_elle_en_est(ctx, suivie),
        demandes_fiche.suite(ctx, suivie),
        f"Pour la prendre : !prends {suivie.numero}" if a_prendre else None,
    )


def _ou_elle_en_est(ctx: Context, suivie: Demande) -> tuple[Morceau, ...]:
    """L'état en une phrase ; rien ne dit qui fut sollicité en vain."""
    nomme = suivie.pair if rencontres.nommable(ctx, suivie) else None
    if suivie.etat == PRISE:
        if suivie.pair is None:
            return ("Quelqu'un y a répondu.",)
        return (Personne(nomme) if nomme else "Quelqu'un", " s'en occupe.")
    if suivie.etat == RESOLUE:
        aide: tuple[Morceau, ...] = (" Merci ", Personne(nomme), ".") if nomme else ()
        return ("Elle est réglée.", *aide)
    phrases = {
        APPEL: "Elle est posée à tout le salon.",
        OUVERTE: "Elle attend que quelqu'un puisse répondre.",
        ESCALADEE: "Personne n'a encore pu répondre.",
        RANGEE: "Elle est rangée, sans nouvelles. Un mot de vous en réponse, et je la rouvre.",
        SANS_REPONSE: "Je n'ai pas trouvé de réponse.",
        ANNULEE: "Elle a été retirée.",
    }
    return (phrases.get(suivie.etat, "Je cherche quelqu'un."),)


@command("!demandes", exemple="!demandes", intime=True, envie="retrouver mes questions")
def demandes_du_reseau(message: Message, ctx: Context) -> list[Effect]:
    """Vos questions en cours, celles dont vous vous occupez, et celles qui attendent quelqu'un.

    Si vous l'écrivez dans un salon, je vous réponds en privé.
    """
    en_cours = demandes.demandes_en_cours(ctx.session, ctx.ici.id)
    posees = [d for d in en_cours if d.demandeur == message.auteur]
    prises = [d for d in en_cours if d.pair == message.auteur]
    miennes = {d.numero for d in (*posees, *prises)}
    autres = [
        d for d in en_cours
        if d.etat in A_PRENDRE and d.numero not in miennes
        and a_part.connue(ctx, d, message.auteur)
    ]  # fmt: skip
    champs = {"demandes": [d.numero for d in (*posees, *prises, *autres)]}
    texte = Texte.de(
        None if champs["demandes"] else "Aucune question en cours. Tout est calme.",
        *_bloc(
            [(*ligne(ctx, d), ". ", *_ou_elle_en_est(ctx, d)) for d in posees], "Vos questions :"
        ),
        *_bloc([ligne(ctx, d) for d in prises], "On compte sur vous :"),
        *_bloc([ligne(ctx, d) for d in autres], "Elles attendent quelqu'un :"),
    )
    return [ctx.dit(texte, type="demande.liste", champs=champs)]


def _bloc(lignes: list[Ligne], titre: str) -> list[str | Ligne]:
    """Un titre et ses lignes ; rien s'il n'y en a pas."""
    if not lignes:
        return []
    reste = len(lignes) - LIGNES
    suite = [f"et {reste} autre{'s' if reste > 1 else ''}."] if reste > 0 else []
    return [titre, *lignes[:LIGNES], *suite]
