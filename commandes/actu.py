"""Donner une nouvelle à son réseau : elle paraîtra dans le prochain bulletin."""

from bot.core import publication
from bot.core.boutons import NON, OUI
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Follow, Refusal, Save
from bot.core.events import Due, Edition, Message, Reaction, Redaction
from bot.core.pliage import clean, deceptive
from bot.core.registry import command, on_due, on_edition, on_reaction, on_redaction
from bot.core.texte import Cite, Texte
from donnees import actu as actus
from donnees.actu import Actu
from donnees.histoire import SOURCE

EXEMPLE = "!actu la salle Loire est prête, on peut la réserver"
TYPE, ACCORD = "actu.notee", "actuaccord"
LONGUEUR = 280


@command("!actu <texte…>", exemple=EXEMPLE, envie="Donner une nouvelle au réseau")
def actu(message: Message, ctx: Context, texte: str) -> list[Effect]:
    """Donnez une nouvelle : elle paraîtra dans le prochain bulletin, lu dans le salon.

    Vous l'avez écrite à part : je vous demande d'abord si tout le réseau peut la lire. Supprimez
    votre message, et elle n'y paraîtra pas.
    """
    mots = publication.une_ligne(texte)
    _verifie(mots)
    if message.prive:
        vu = Texte.de("Tout le réseau lira ceci dans le prochain bulletin :", Cite(mots))
        return publication.demander(message, ctx, ACCORD, TYPE, vu, texte=mots)
    return _noter(ctx, message.id, message.salon, message.auteur, mots)


def _verifie(mots: str) -> None:
    if not any(lettre.isalnum() for lettre in mots):
        raise Refusal(f"Il faut quelques mots. Par exemple : {EXEMPLE}", type="usage")
    if deceptive(mots):
        raise Refusal(f"Ces mots portent des caractères invisibles. Retapez-les : {EXEMPLE}",
                      type="usage")  # fmt: skip
    if len(mots) > LONGUEUR:
        raise Refusal(
            f"C'est trop long pour un bulletin : {LONGUEUR} signes au plus, une idée. "
            f"Par exemple : {EXEMPLE}",
            type="usage",
        )


def _noter(ctx: Context, evenement: str, salon: str, auteur: str, mots: str) -> list[Effect]:
    ligne = Actu(
        numero=ctx.numero("actu"), reseau=ctx.ici.id, evenement=evenement, auteur=auteur,
        texte=mots, le=ctx.now,
    )  # fmt: skip
    suit = Follow(event_id=evenement, salon=salon, about=ligne.about, type=SOURCE)
    texte = Texte.de(
        "C'est noté pour le prochain bulletin.",
        "Vous changez d'avis : supprimez votre message. L'aperçu, à part : !bulletin",
    )
    return [Save(ligne), suit, ctx.dit(texte, type=TYPE, about=ligne.about)]


@on_reaction(OUI, about=ACCORD)
def publier(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Écrite à part, relue, publiée avec l'accord de son auteur."""
    question = publication.reponse(reaction, ctx)
    if question is None or not ctx.est_membre(reaction.auteur):
        return []
    source = question.about.removeprefix(f"{ACCORD}:")
    mots = str(question.contexte["texte"])
    noter = _noter(ctx, source, question.salon, reaction.auteur, mots)
    return [Delete(question), *noter]


@on_reaction(NON, about=ACCORD)
def garder_pour_soi(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Elle reste entre elle et moi, oubliée."""
    return publication.laisser(reaction, ctx, TYPE)


@on_due(publication.SANS_REPONSE)
def sans_reponse(echu: Due, ctx: Context) -> list[Effect]:
    """Écrit à part (une nouvelle, un merci), sans réponse : oublié."""
    return publication.oublier(echu, ctx)


@on_redaction("actu")
def message_supprime(redaction: Redaction, ctx: Context) -> list[Effect]:
    """Son message supprimé, la nouvelle ne paraîtra pas ; parue, elle n'est plus relue.

    Par elle, ou par qui modère le salon : le serveur ne laisse personne d'autre le faire.
    """
    ligne = _nouvelle(redaction.target, ctx)
    return [] if ligne is None else [Delete(ligne)]


@on_edition("actu")
def message_corrige(edition: Edition, ctx: Context) -> list[Effect]:
    """Son message corrigé, la nouvelle l'est aussi, sans un mot ; écrite à part, elle reste telle
    qu'elle fut relue."""
    ligne = _nouvelle(edition.cible, ctx)
    lue = ctx.registry.find(clean(edition.texte).strip().removeprefix("!").lstrip())
    if ligne is None or ligne.auteur != edition.auteur or edition.prive:
        return []
    if lue is None or lue[1] != "actu":
        return []
    mots = publication.une_ligne(lue[2])
    if ligne.texte == mots:
        return []
    _verifie(mots)
    ligne.texte = mots
    return [Save(ligne)]


def _nouvelle(evenement: str, ctx: Context) -> Actu | None:
    _, _, numero = (ctx.about_of(evenement) or "").partition(":")
    return actus.actu(ctx.session, int(numero)) if numero.isdecimal() else None
