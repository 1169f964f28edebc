"""Ce que je garde de vous, et tout effacer : « !mesdonnées », « !oubliemoi »."""

from bot.core import accompagnement, attention, debugages, mes_donnees
from bot.core.astuces import effacer_les_siennes
from bot.core.boutons import NON, OUI
from bot.core.context import Context
from bot.core.demandes import Entraide
from bot.core.effects import Delete, Effect, Erase, Save
from bot.core.events import Message, Reaction
from bot.core.registry import command, on_reaction
from bot.core.texte import Gras, Texte
from donnees import demande as demandes
from donnees import histoire as histoires
from donnees import reseau as reseaux
from donnees.histoire import Question

OUBLI = "oubli"


@command(
    "!mesdonnées", exemple="!mesdonnées", reseau=False, intime=True,
    envie="Voir tout ce que je garde de vous",
)  # fmt: skip
def mesdonnees(message: Message, ctx: Context) -> list[Effect]:
    """Je vous montre tout ce que je garde de vous, en clair.

    Pour tout effacer : « oubliemoi ».
    """
    garde = mes_donnees.de(ctx, message.auteur)
    texte = Texte.de(
        Gras("Ce que je garde de vous"),
        *mes_donnees.lignes(garde),
        "Et votre nom, là où vous êtes membre d'un salon où je suis.",
        "Pour tout effacer : oubliemoi",
    )
    return [ctx.dit(texte, type="donnees", champs={"donnees": garde})]


# -- tout effacer ----------------------------------------------------------------------------------


@command("!oubliemoi", exemple="!oubliemoi", reseau=False, intime=True, envie="Tout effacer de moi")
def oubliemoi(message: Message, ctx: Context) -> list[Effect]:
    """J'efface tout ce que je garde de vous, une fois que vous l'avez confirmé.

    Vos questions en cours sont retirées, et ce que vous aviez en main va à quelqu'un d'autre.
    """
    about = f"{OUBLI}:{message.id}"
    salon = message.salon if message.prive else ctx.conversation(message.auteur) or message.salon
    question = Question(
        about=about, a=message.auteur, salon=salon, type=OUBLI,
        contexte={"boutons": [OUI, NON]}, le=ctx.now,
    )  # fmt: skip
    texte = Texte.de(
        "J'efface tout ce que je garde de vous ? On ne peut pas revenir en arrière.",
        "Vos questions en cours sont retirées, vos rôles, ce que vous savez et vos astuces aussi.",
        *_seul(ctx, message.auteur),
        "Ce que vous avez écrit dans les salons y reste : personne d'autre ne peut l'y supprimer.",
        f"{OUI} oui, tout effacer",
        f"{NON} non",
    )
    dit = ctx.dit(texte, type=OUBLI, boutons=(OUI, NON), about=about)
    return [Save(question), dit]


def _seul(ctx: Context, mxid: str) -> list[str]:
    """Les réseaux qui n'auraient plus personne pour les animer."""
    siens = [r for r in ctx.reseaux_de(mxid) if ctx.dans(r).animation() == [mxid]]
    return [
        f"Vous animez seul le réseau {r.nom} : nommez d'abord quelqu'un, avec !animation."
        for r in siens
    ]


@on_reaction(NON, about=OUBLI)
def finalement_non(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Rien n'est effacé."""
    question = _question(reaction, ctx)
    if question is None:
        return []
    return [Delete(question), ctx.dit(Texte.ligne("Entendu, je ne touche à rien."), type=OUBLI)]


@on_reaction(OUI, about=OUBLI)
def tout_effacer(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Les demandes en cours ont d'abord leur fin, que l'on voit ; puis tout est effacé."""
    if _question(reaction, ctx) is None:
        return []
    mxid = reaction.auteur
    ctx.partis.add(mxid)  # plus rien ne lui est proposé, dès maintenant
    effets: list[Effect] = []
    for reseau in reseaux.tous(ctx.session):
        effets += _retirer(ctx.dans(reseau), mxid)
        effets += effacer_les_siennes(ctx.dans(reseau), mxid)
        effets += accompagnement.oublier(ctx.dans(reseau), mxid)
    effets += debugages.abandonner(ctx, mxid)
    stop = not attention.peut_ecrire(ctx, mxid)
    texte = Texte.de(
        "C'est fait : j'ai effacé ce que je gardais de vous.",
        "Tant que vous êtes dans un salon où je suis, votre nom reste dans sa liste.",
        "Je garde votre « stop » : je ne vous écris pas le premier." if stop else None,
    )
    ctx.memoire.clear()  # ce que ses mots ont appris à deviner s'oublie aussi
    return [*effets, Erase(mxid), ctx.dit(texte, type=OUBLI)]


def _retirer(ctx: Context, mxid: str) -> list[Effect]:
    """Ses questions sont retirées ; ce qu'elle avait en main va à quelqu'un d'autre."""
    entraide = Entraide(ctx)
    for demande in demandes.demandes_en_cours(ctx.session, ctx.ici.id):
        if demande.demandeur == mxid:
            entraide.annuler(demande)
        elif demande.pair == mxid:
            entraide.passer(demande, mxid)
    return entraide.effets


def _question(reaction: Reaction, ctx: Context) -> Question | None:
    """La question posée à cette personne : elle seule peut y répondre."""
    ouvertes = histoires.questions_ouvertes(ctx.session, reaction.auteur, reaction.salon)
    about = ctx.about_of(reaction.target)
    return next((q for q in ouvertes if q.type == OUBLI and about in (None, q.about)), None)
