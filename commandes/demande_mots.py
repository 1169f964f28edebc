"""Des mots libres en privé : les envoyer comme question ? (contrat §5)

1. Rien ne part sans l'accord de qui a écrit, et rien n'en est gardé sans lui.
2. Corriger ses mots avant d'avoir répondu change ce qui partira ; les supprimer, c'est non.
"""

from dataclasses import replace

from bot.core import a_part, a_part_textes, accords, droits, prive, voisins
from bot.core import demandes_depot as depot
from bot.core import demandes_droits as regles
from bot.core.boutons import NON, OUI
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Follow, Refusal, Save
from bot.core.events import Edition, Message, Reaction, Redaction
from bot.core.pliage import clean, deceptive
from bot.core.registry import on_edition, on_free_text, on_reaction, on_redaction
from bot.core.texte import Personne, Texte
from bot.core.themes_dits import theme_de_la_question
from donnees import histoire as histoires
from donnees.histoire import SOURCE, Question

ENVOI = "envoi"
MOTS_MAX = 2000


@on_free_text
def mots_libres(message: Message, ctx: Context) -> list[Effect]:
    """Une question écrite à part, avec ses mots : l'envoyer ?"""
    attendue = _a_qui_s_adresse(message, ctx)
    if attendue is not None:
        return attendue
    siens = ctx.reseaux_de(message.auteur)
    if not siens:
        raise Refusal(prive.sans_reseau(ctx), commande="aide")
    about = f"{ENVOI}:{message.id}"
    question = Question(
        about=about, a=message.auteur, salon=message.salon, type=accords.TYPE,
        contexte={"boutons": [OUI, NON], "texte": _lisibles(message.texte)}, le=ctx.now,
    )  # fmt: skip
    return [
        Save(question),
        Follow(event_id=message.id, salon=message.salon, about=about, type=SOURCE),
        ctx.dit(a_part_textes.accord_envoi(), type=accords.TYPE, mention=(message.auteur,),
                boutons=(OUI, NON), about=about),
    ]  # fmt: skip


def _a_qui_s_adresse(message: Message, ctx: Context) -> list[Effect] | None:
    """Une réponse à une question d'un autre : il ne la lira pas ici ; `None` sinon."""
    about = ctx.about_of(message.reply_to) or ""
    demande = regles.suivie(ctx, about)
    trouves = voisins.de(ctx, about)
    if trouves is not None and trouves[0].pair != message.auteur:
        phrase = "La personne qui demande ne lit pas ici. Touchez ✋ : je vous présente."
        return [ctx.dit(Texte.ligne(phrase), type="refus", champs={"commande": "prends"})]
    if demande is None or demande.demandeur == message.auteur:
        return None
    if not a_part.lisible(ctx, demande, message.auteur):
        phrase = "La personne qui demande ne lit pas ici. Pour l'aider, prenez la question : "
        texte = Texte.ligne(f"{phrase}prends {demande.numero}")
        return [ctx.dit(texte, type="refus", champs={"commande": "prends"})]
    phrase = " ne lit pas cette conversation. Écrivez-lui directement, elle comprendra."
    texte = Texte.ligne(Personne(demande.demandeur), phrase)
    return [ctx.dit(texte, type="refus", champs={"commande": "prends"})]


def _lisibles(texte: str) -> str:
    if len(texte) > MOTS_MAX or deceptive(texte):
        raise Refusal(
            "Je n'arrive pas à lire ce message. Redites l'essentiel en quelques lignes.",
            type="usage", commande="aide",
        )  # fmt: skip
    return clean(texte).strip()


# -- la réponse ------------------------------------------------------------------------------------


@on_reaction(OUI, NON, about=ENVOI)
def envoi(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Qui a écrit dit oui, ou non."""
    attente = histoires.question(ctx.session, ctx.about_of(reaction.target) or "")
    if attente is None or attente.a != reaction.auteur:
        return []
    envoyer = _envoyer if reaction.emoji == OUI else _ne_pas_envoyer
    return envoyer(reaction, ctx, attente)


def _ne_pas_envoyer(reaction: Reaction, ctx: Context, attente: Question) -> list[Effect]:
    texte = Texte.ligne("Entendu, je n'envoie rien et je n'en garde rien.")
    return [Delete(attente), ctx.dit(texte, type="aide")]


def _envoyer(reaction: Reaction, ctx: Context, attente: Question) -> list[Effect]:
    """Ses mots deviennent une demande privée, dans son réseau ; plusieurs : lequel ?"""
    texte, ecrit = str(attente.contexte["texte"]), attente.about.removeprefix(f"{ENVOI}:")
    source = histoires.envoye(ctx.session, ecrit)
    fin: list[Effect] = [Delete(attente)]
    fin += [] if source is None else [Delete(source)]  # il sera le message de la demande
    message = Message(
        id=ecrit, salon=attente.salon, auteur=attente.a, texte=texte, sent_at=reaction.sent_at,
        prive=True,
    )  # fmt: skip
    ctx.event, ctx.commande = message, "aide"
    siens = ctx.reseaux_de(attente.a)
    designes = [r for r in siens if theme_de_la_question(ctx.dans(r), texte) is not None]
    possibles = designes if len(designes) == 1 else siens
    if len(possibles) > 1:
        pose = replace(message, texte=f"question {texte}")
        return [*fin, *prive.demander_le_reseau(pose, possibles, ctx)]
    ctx.reseau = possibles[0] if possibles else None
    droits.exiger_membre(attente.a, ctx)
    return [*fin, *depot.deposer(message, ctx, None, texte)]


@on_edition(ENVOI)
def mots_corriges(edition: Edition, ctx: Context) -> list[Effect]:
    """Ce sont les mots corrigés qui partiront."""
    attente = histoires.question(ctx.session, ctx.about_of(edition.cible) or "")
    if attente is None or attente.a != edition.auteur:
        return []
    attente.contexte = {**attente.contexte, "texte": _lisibles(edition.texte)}
    return [Save(attente)]


@on_redaction(ENVOI)
def mots_supprimes(redaction: Redaction, ctx: Context) -> list[Effect]:
    """Supprimés avant la réponse, ils ne partent pas."""
    attente = histoires.question(ctx.session, ctx.about_of(redaction.target) or "")
    return [] if attente is None else [Delete(attente)]
