"""Ce qui est écrit à part et que tout le réseau lira : jamais sans un oui dit là, mot pour mot.

1. Les mots sont relus à leur auteur tels que le réseau les verra ; sans réponse, rien n'en sort.
2. L'accord ne vaut que pour ces mots-là.
3. Sans réponse au bout de cinq jours ouvrés, ils s'oublient : un « oui » dit plus tard à autre
   chose ne les publie pas.
"""

from typing import Any

from bot.core.boutons import NON, OUI
from bot.core.context import Context
from bot.core.delais import Delai
from bot.core.effects import Delete, Effect, RemindAt, Save
from bot.core.events import Due, Message, Reaction
from bot.core.pliage import clean
from bot.core.texte import Texte
from donnees import histoire as histoires
from donnees.histoire import Question

SANS_REPONSE = "publication.sans_reponse"
PATIENCE = Delai(jours=5)


def demander(
    message: Message, ctx: Context, genre: str, type: str, vu: Texte, **garde: Any
) -> list[Effect]:
    """« Je le publie ? » : les mots tels qu'on les lira, ✅ ❌. `garde` attend la réponse."""
    about = f"{genre}:{message.id}"
    question = Question(
        about=about, a=message.auteur, salon=message.salon, type=type, le=ctx.now,
        contexte={"boutons": [OUI, NON], "reseau": ctx.ici.id, **garde},
    )  # fmt: skip
    texte = Texte.de(vu, f"{OUI} oui, publier", f"{NON} non, cela reste entre nous")
    dit = ctx.dit(texte, type=type, mention=(message.auteur,), boutons=(OUI, NON), about=about)
    oubli = RemindAt(when=ctx.apres(PATIENCE), reason=SANS_REPONSE, about=about)
    return [Save(question), dit, oubli]


def oublier(echu: Due, ctx: Context) -> list[Effect]:
    """Personne n'a répondu : les mots sont oubliés."""
    question = histoires.question(ctx.session, echu.about)
    return [] if question is None else [Delete(question)]


def reponse(reaction: Reaction, ctx: Context) -> Question | None:
    """La question à laquelle répond cette touche, si c'est à cette personne d'y répondre."""
    question = histoires.question(ctx.session, ctx.about_of(reaction.target) or "")
    return question if question is not None and question.a == reaction.auteur else None


def laisser(reaction: Reaction, ctx: Context, type: str) -> list[Effect]:
    """Elle ne veut pas : les mots sont oubliés."""
    question = reponse(reaction, ctx)
    if question is None:
        return []
    texte = Texte.ligne("Entendu, je ne publie rien et j'oublie ces mots.")
    return [Delete(question), ctx.dit(texte, type=type, reply_to=reaction.target)]


def une_ligne(texte: str) -> str:
    """Les mots d'un membre, sur une ligne."""
    return " ".join(clean(texte).split())
