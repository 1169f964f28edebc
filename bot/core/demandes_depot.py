"""Poser une question : ce qu'il faut pour qu'elle devienne une demande, et que répondre sinon.

1. Son thème est dit ; sinon reconnu à ses mots ; sinon deviné : sûr, elle part, et l'on dit quel
   thème et comment le corriger d'un mot ; pas sûr, les deux meilleurs en boutons ; sans aucun
   indice, on le demande.
2. Elle est gardée telle qu'elle fut écrite, ses marques en moins : « urgent », « discret », avant
   ou après le thème.
3. Posée en privé, ou « discret », elle n'est lue d'aucun salon (`bot.core.a_part`).
4. Un choix de thème laissé sans réponse ne laisse pas la question en plan : elle part avec le
   premier.
"""

from dataclasses import dataclass
from typing import Any

from bot.core import droits, themes_devines
from bot.core.boutons import CHIFFRES, NON
from bot.core.context import Context
from bot.core.couverture import couvertures
from bot.core.demandes import Entraide
from bot.core.demandes_droits import extrait
from bot.core.demandes_textes import quand as dire_quand
from bot.core.depot_a_part import discretement
from bot.core.effects import Effect, Follow, Refusal, RemindAt, Save
from bot.core.pliage import fold_word
from bot.core.texte import Personne, Texte, liste
from bot.core.themes_dits import theme_de_la_question, themes_nommes, themes_proches
from donnees.demande import DEVINE, DIT
from donnees.histoire import SOURCE, Question
from donnees.theme import Theme

CHOIX = "choixtheme"
URGENT, DISCRET = "urgent", "discret"
_MARQUES = {"urgent": URGENT, "urgente": URGENT, "discret": DISCRET, "discrete": DISCRET}
EXEMPLE = "il me manque une pièce, que faire ?"


@dataclass(frozen=True, kw_only=True)
class Depot:
    """Une question telle qu'on la lit : son thème s'il est dit, ses mots, ses marques."""

    theme: Theme | None
    question: str
    urgent: bool = False
    discret: bool = False


def lire(ctx: Context, theme: Theme | None, question: str) -> Depot:
    """Sépare les marques et le thème de la question, dans quelque ordre qu'ils soient dits."""
    marques: set[str] = set()
    while True:
        mots = question.split(maxsplit=1)
        marque = _MARQUES.get(fold_word(mots[0])) if mots else None
        if marque is not None:
            marques.add(marque)
            question = "".join(mots[1:]).lstrip(" :,")
            continue
        lu = next(ctx.lecture_theme(question), None) if marques and theme is None else None
        if lu is None:
            break
        theme, question = lu[0], question[lu[1] :].lstrip(" :,")
    return Depot(theme=theme, question=question, urgent=URGENT in marques,
                 discret=DISCRET in marques)  # fmt: skip


def deposer(message: Any, ctx: Context, theme: Theme | None, question: str) -> list[Effect]:
    """Fait de ce message une demande ; lève `Refusal` s'il y manque quelque chose."""
    droits.exiger_membre(message.auteur, ctx)
    depot = lire(ctx, theme, question)
    if depot.discret and not message.prive:
        return discretement(message, ctx, lambda la_bas: _deposer(la_bas, ctx, depot))
    return _deposer(message, ctx, depot)


def _deposer(message: Any, ctx: Context, depot: Depot) -> list[Effect]:
    if not depot.question.strip():
        raise Refusal(sans_question(ctx, depot.theme), type="usage")
    reconnu = depot.theme or theme_de_la_question(ctx, depot.question)
    if reconnu is not None:
        return poser(message, ctx, reconnu, depot)
    pistes, sur = themes_devines.deviner(ctx, depot.question)
    if sur:
        return poser(message, ctx, pistes[0], depot, origine=DEVINE)
    if not pistes:
        raise Refusal(sans_theme(ctx, depot.question), type="usage")
    return _demander_le_theme(message, ctx, pistes, depot)


def poser(
    message: Any, ctx: Context, theme: Theme, depot: Depot, *, origine: str = DIT
) -> list[Effect]:
    """La demande naît, avec ce thème ; écrite en privé, elle le reste."""
    return Entraide(ctx).demander(
        message, theme, depot.question, urgent=depot.urgent, origine=origine,
        a_part=message.salon if message.prive else None,
    )  # fmt: skip


def _demander_le_theme(
    message: Any, ctx: Context, pistes: list[Theme], depot: Depot
) -> list[Effect]:
    """Les deux meilleurs en boutons ; sans réponse, la question part avec le premier."""
    about = f"{CHOIX}:{message.id}"
    chiffres = CHIFFRES[: len(pistes)]
    attente = Question(
        about=about, a=message.auteur, salon=message.salon, type="demande.choix",
        options=[t.id for t in pistes],
        contexte={"boutons": [*chiffres, NON], "reseau": ctx.ici.id, "texte": depot.question,
                  "urgent": depot.urgent, "prive": message.prive},
        le=ctx.now,
    )  # fmt: skip
    delai = ctx.reglages.delai_pair
    quand = ctx.apres(delai.urgent() if depot.urgent else delai)
    texte = Texte.de(
        (Personne(message.auteur), ", de quel thème s'agit-il ?"),
        *(f"{c} {t.nom}" for c, t in zip(chiffres, pistes, strict=True)),
        f"{NON} aucun",
        f"Sans réponse {dire_quand(quand, ctx.now, ctx.reglages.fuseau)}, "
        f"je choisis {pistes[0].nom}.",
    )
    return [
        Save(attente),
        Follow(event_id=message.id, salon=message.salon, about=about, type=SOURCE),
        RemindAt(when=quand, reason=CHOIX, about=about),
        ctx.dit(texte, type="demande.choix", champs={"themes": [t.nom for t in pistes]},
                mention=(message.auteur,), boutons=(*chiffres, NON), about=about),
    ]  # fmt: skip


def exemple(ctx: Context, theme: Theme | None = None) -> str:
    """Une vraie phrase à recopier, avec un thème du réseau où quelqu'un répond."""
    if theme is None and ctx.reseau is not None:
        connus = couvertures(ctx)
        tenus = [c.theme for c in connus if c.membres]
        theme = next(iter([*tenus, *(c.theme for c in connus)]), None)
    return f"!aide {theme.nom} {EXEMPLE}" if theme else "!aide compta Chorus refuse ma facture"


def sans_theme(ctx: Context, question: str) -> Texte:
    """Le thème manque : les plus proches, et la même question à renvoyer."""
    connus = ctx.themes()
    if not connus:
        return Texte.de(
            "Ce réseau n'a pas encore de thème. Une personne qui l'anime peut en créer un :",
            "!thème compta : budget, facture, Chorus",
        )
    nommes = themes_nommes(ctx, question)
    proches = nommes or themes_proches(ctx, question)
    debut = "Je ne vois pas de quel thème il s'agit."
    if len(nommes) > 1:
        debut = f"Votre question touche plusieurs thèmes : {liste([t.nom for t in nommes])}."
    elif proches:
        debut += f" Peut-être {liste([t.nom for t in proches], 'ou')} ?"
    else:
        debut += f" Ceux d'ici : {liste([t.nom for t in connus[:9]])}."
    return Texte.de(
        debut,
        "Redites votre question avec le thème en tête, par exemple :",
        f"!aide {(proches or connus)[0].nom} {extrait(question, 120)}",
    )


def sans_question(ctx: Context, theme: Theme | None) -> Texte:
    """Un thème, ou une marque, mais pas de question."""
    return Texte.de("Et votre question ? Par exemple :", exemple(ctx, theme))
