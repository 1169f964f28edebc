"""Ce qui tient aux conversations privées, aux réseaux multiples et aux explications d'usage.

1. En privé, une commande agit sur le réseau de la personne ; s'il y en a plusieurs, on demande.
2. Ce qui est intime, écrit dans un salon, n'y est jamais répété : la réponse va en privé (📬 sur le
   message) ; sans conversation, rien n'est fait et l'on dit « écrivez-moi en privé » (contrat §6).
3. « Merci de me dire… » n'est pas un merci : c'est une demande, dite poliment.
4. Une commande `muette` est faite en tout cas ; sans conversation, un 👍 est la seule trace. Un
   refus suit la réponse en privé, ou se dit sans rien répéter.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.core import boutons
from bot.core.appels import refuse
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Follow, Original, React, Refusal, Room, Save, Send
from bot.core.events import Message, Reaction
from bot.core.pliage import fold
from bot.core.registry import Command
from bot.core.texte import Texte
from donnees import histoire as histoires
from donnees import reseau as reseaux
from donnees.histoire import SOURCE, Question

CHOIX_RESEAU = "reseau.choix"
# Une phrase faite de ces seuls mots n'appelle rien : « ok merci », « merci à vous, à demain ».
_POLIS = frozenset(
    "a accord au beaucoup bien bientot bjr bon bonjour bonne bonsoir c ca compris coucou "
    "d de demain encore end entendu est et genial hello infiniment journee la maillon "
    "marche merci mille nickel non note ok oui parfait pour recu revoir rien salut slt "
    "soiree super top tous tout tres va votre vous week weekend".split()
)

# « Merci de me dire », « merci d'avance de bien vouloir » : le verbe, passé les petits mots.
_MERCI_DE = re.compile(
    r"merci (?:beaucoup |bien |par avance |d'avance )?(?:de |d')"
    r"(?:(?:me|nous|lui|leur|le|la|les|y|en|bien|ne|pas) |[mls]')*(\w+)"
)
_PAS_UNE_PRIERE = frozenset("avoir etre votre notre hier autre".split())


def courtoisie(texte: str) -> bool:
    """Vrai pour une simple politesse : elle n'appelle ni commande ni demande."""
    mots = "".join(c if c.isalnum() else " " for c in fold(texte)).split()
    polis = _POLIS | {"aide"} if mots[:1] == ["merci"] else _POLIS
    return all(mot in polis for mot in mots)


def demande_polie(texte: str) -> bool:
    """Vrai pour « merci de me dire comment… » : un merci qui demande, pas un merci à quelqu'un."""
    plie = fold(texte)
    suite = _MERCI_DE.match(plie)
    if suite is None:
        return plie.startswith("merci") and plie.endswith("?")
    verbe = suite[1]
    return verbe.endswith(("er", "ir", "re")) and verbe not in _PAS_UNE_PRIERE


def sans_reseau(ctx: Context) -> Texte:
    """Ce que l'on répond là où il n'y a pas de réseau."""
    if getattr(ctx.event, "prive", False):
        return Texte.ligne(
            "Je ne vous connais dans aucun réseau. Entrez d'abord dans le salon du vôtre, "
            "puis revenez me parler."
        )
    return Texte.ligne(
        "Ce salon n'a pas encore de réseau. Une personne qui administre le salon peut l'ouvrir : "
        "!réseau ouvrir Assistantes de direction"
    )


def usage(commande: Command, suite: str, ctx: Context) -> Texte:
    """La bonne façon d'écrire cette commande, par un exemple."""
    manque = (
        "Il manque quelque chose à votre message."
        if not suite.strip()
        else "Je n'ai pas compris la suite de votre message."
    )
    return Texte.de(manque, f"Par exemple : {commande.exemple}")


def ailleurs(
    message: Any, commande: Command, parametres: dict[str, Any], ctx: Context
) -> list[Effect]:
    """Répond en privé à une commande intime écrite dans un salon ; lève `Refusal` sans privé."""
    conversation = ctx.conversation(message.auteur)
    if conversation is None and not commande.muette:
        raise Refusal("C'est personnel : écrivez-moi en privé, je vous répondrai là-bas.")
    try:
        effets = commande.handler(message, ctx, **parametres)
    except Refusal as refus:
        if conversation is None:
            raise _sans_rien_repeter(refus, commande) from None
        effets = [refuse(refus, ctx)]
    emoji = boutons.FAIT if conversation is None else boutons.RANGE_EN_PRIVE
    trace = React(to=Room(message.salon), on=Original(message.id), emoji=emoji)
    return [*_la_bas(effets, message, conversation), trace]


def _la_bas(effets: list[Effect], message: Any, conversation: str | None) -> list[Effect]:
    """Les mêmes effets, la réponse au message allant en privé, ou nulle part ; ce qui concerne
    d'autres personnes reste où il est."""
    suite: list[Effect] = []
    for effet in effets:
        if not isinstance(effet, Send) or effet.reply_to != message.id:
            suite.append(effet)
        elif conversation is not None:
            suite.append(replace(effet, to=Room(conversation), reply_to=None))
    return suite


def _sans_rien_repeter(refus: Refusal, commande: Command) -> Refusal:
    if refus.type != "usage":
        return refus
    phrase = "Je n'ai pas compris, et je n'ai rien noté. Par exemple : "
    return Refusal(f"{phrase}{commande.exemple}", type="usage", commande=refus.commande)


def demander_le_reseau(message: Any, possibles: list[Any], ctx: Context) -> list[Effect]:
    """« Pour quel réseau ? », en boutons ; la commande attend la réponse."""
    proposes = possibles[: len(boutons.CHIFFRES)]
    chiffres = boutons.CHIFFRES[: len(proposes)]
    about = f"choix:{message.id}"
    question = Question(
        about=about, a=message.auteur, salon=message.salon, type=CHOIX_RESEAU,
        options=[r.id for r in proposes],
        contexte={"texte": message.texte, "mentions": list(message.mentions),
                  "boutons": list(chiffres)},
        le=ctx.now,
    )  # fmt: skip
    lignes = [f"{c} {r.nom}" for c, r in zip(chiffres, proposes, strict=True)]
    texte = Texte.de("Pour quel réseau ?", *lignes)
    return [
        Save(question),
        Follow(event_id=message.id, salon=message.salon, about=about, type=SOURCE),
        ctx.dit(texte, type=CHOIX_RESEAU, mention=(message.auteur,), boutons=chiffres, about=about,
                champs={"reseau": proposes[0].nom, "reseaux": [r.nom for r in proposes]}),
    ]  # fmt: skip


def reseau_choisi(
    reaction: Reaction,
    ouverte: Question,
    ctx: Context,
    executer: Callable[[Message, str, Context], list[Effect]],
) -> list[Effect]:
    """Le réseau est choisi : la commande qui attendait s'exécute, une fois."""
    source = histoires.envoye(ctx.session, ouverte.about.removeprefix("choix:"))
    fin: list[Effect] = [Delete(ouverte), *([] if source is None else [Delete(source)])]
    rang = boutons.CHIFFRES.index(reaction.emoji)
    choisi = reseaux.reseau(ctx.session, int(ouverte.options[rang]))
    if choisi is None:
        return fin
    ctx.reseau = choisi
    texte = str(ouverte.contexte["texte"]).strip().removeprefix("!").lstrip()
    message = Message(
        id=ouverte.about.removeprefix("choix:"), salon=ouverte.salon, auteur=reaction.auteur,
        texte=texte, mentions=tuple(ouverte.contexte["mentions"]), sent_at=reaction.sent_at,
        prive=True,
    )  # fmt: skip
    return [*fin, *executer(message, texte, ctx)]
