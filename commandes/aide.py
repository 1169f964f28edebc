"""Demander de l'aide : le guide, l'explication d'une commande, une question posée au réseau."""

from bot.core import demandes_depot as depot
from bot.core import droits, prive
from bot.core.boutons import OUI, PASSER, PRENDRE, PRIVE
from bot.core.context import Context
from bot.core.couverture import couvertures
from bot.core.effects import Delete, Effect, Refusal, Save
from bot.core.events import Message, Reaction
from bot.core.registry import Command, command, on_reaction
from bot.core.texte import Gras, Texte, liste
from donnees import histoire as histoires
from donnees.histoire import Question
from donnees.theme import Theme

THEMES_CITES = 12


@command(
    "!aide <thème> <question…>",
    "!aide <question…>",
    "!aide",
    "!question <thème> <question…>",
    "!question <question…>",
    exemple="!aide compta Chorus refuse ma facture",
    reseau=False,
    envie="poser une question aux collègues",
)
def aide(message: Message, ctx: Context, theme: Theme | None, question: str | None) -> list[Effect]:
    """Posez une question : je cherche dans le réseau qui peut vous aider.

    Dites le thème, puis la question, avec vos mots. Je demande à une personne à la fois.
    """
    _situer(message, ctx)
    if question is None:
        return [ctx.dit(_guide(ctx), type="guide")]
    if theme is None:
        expliquee = _commande_nommee(question, ctx)
        if expliquee is not None:
            return _expliquer(message, ctx, expliquee, question)
        seul = ctx.theme_nomme(question)
        if seul is not None:
            raise Refusal(depot.sans_question(ctx, seul), type="usage")
    siens = ctx.reseaux_de(message.auteur) if ctx.reseau is None and message.prive else []
    if len(siens) > 1:
        return prive.demander_le_reseau(message, siens, ctx)
    return depot.deposer(message, ctx, theme, question)


def _situer(message: Message, ctx: Context) -> None:
    """En privé, le réseau est celui de la personne, si elle n'en a qu'un."""
    if ctx.reseau is not None:
        droits.exiger_membre(message.auteur, ctx)
    elif message.prive:
        siens = ctx.reseaux_de(message.auteur)
        ctx.reseau = siens[0] if len(siens) == 1 else None


# -- le guide --------------------------------------------------------------------------------------


def _guide(ctx: Context) -> Texte:
    return Texte.de(
        (_ou_demander(ctx), Gras(depot.exemple(ctx))),
        "Sous mes messages, une touche suffit :",
        f"{PRENDRE} je m'en occupe",
        f"{PASSER} pas cette fois",
        f"{OUI} réglé",
        f"{PRIVE} me parler à part",
        *_themes(ctx),
        _suites(ctx),
        "Pour comprendre un mot, par exemple : !aide prends",
    )


def _suites(ctx: Context) -> str | None:
    """Là où il n'y a pas de réseau, ces deux mots n'auraient qu'un refus."""
    siens = ctx.event.prive and ctx.reseaux_de(ctx.event.auteur)
    if ctx.reseau is None and not siens:
        return None
    return "Où en sont les questions : !demandes. Tout ce que je sais faire : !menu"


def _ou_demander(ctx: Context) -> str:
    if ctx.event.prive:
        return "Une question ? Ici, elle reste à part ; au salon, tous la lisent : "
    return "Une question ? Je cherche qui peut vous aider : "


def _themes(ctx: Context) -> tuple[str, ...]:
    """Les thèmes, et ceux dont personne ne s'occupe."""
    if ctx.reseau is None:
        return _sans_reseau(ctx)
    connus = couvertures(ctx)
    if not connus:
        return ("Pas encore de thème ici : l'animation en crée. Qui anime ? !animation",)
    lignes = [f"Les thèmes : {_noms([c.theme.nom for c in connus])}."]
    seuls = [c.theme.nom for c in connus if not c.membres]
    if seuls:
        lignes.append(
            f"Personne ne s'en occupe encore : {_noms(seuls)}. "
            f"Si vous connaissez : !jesais {seuls[0]}"
        )
    return tuple(lignes)


def _sans_reseau(ctx: Context) -> tuple[str, ...]:
    """Un salon sans réseau ; en privé, qui n'en a aucun, ou en a plusieurs."""
    if not ctx.event.prive:
        return ("Ce salon n'a pas de réseau : !réseau ouvrir Assistantes de direction",)
    siens = ctx.reseaux_de(ctx.event.auteur)
    if not siens:
        return (
            "Je ne vous connais dans aucun réseau. Entrez d'abord dans le salon du vôtre, "
            "puis revenez me parler.",
        )
    return (f"Vos réseaux : {liste([r.nom for r in siens])}. Au besoin, je demande lequel.",)


def _noms(noms: list[str]) -> str:
    reste = len(noms) - THEMES_CITES
    if reste <= 0:
        return liste(noms)
    return f"{', '.join(noms[:THEMES_CITES])} et {reste} autre{'s' if reste > 1 else ''}"


# -- expliquer une commande ------------------------------------------------------------------------


def _commande_nommee(question: str, ctx: Context) -> Command | None:
    """La commande que ce texte nomme, s'il ne dit rien d'autre."""
    trouvee = ctx.registry.find(question.removeprefix("!").strip())
    return trouvee[0] if trouvee is not None and not trouvee[2] else None


def _expliquer(message: Message, ctx: Context, commande: Command, mot: str) -> list[Effect]:
    # Une ligne de l'aide est coupée pour le code ; un téléphone coupe où il veut.
    paragraphes = [" ".join(p.split("\n")) for p in commande.aide.split("\n\n")]
    texte = Texte.de(*paragraphes, f"Par exemple : {commande.exemple}")
    champs = {"commande": commande.mot}
    if message.prive or ctx.reseau is None:
        return [ctx.dit(texte, type="aide", champs=champs)]
    about = f"aide:{message.id}"
    attente = Question(
        about=about, a=message.auteur, salon=message.salon, type="aide",
        contexte={"boutons": [PRENDRE], "texte": mot, "reseau": ctx.ici.id}, le=ctx.now,
    )  # fmt: skip
    texte += Texte.de("C'était une question ?", f"{PRENDRE} demander aux collègues")
    return [
        Save(attente),
        ctx.dit(texte, type="aide", champs=champs, boutons=(PRENDRE,), about=about),
    ]


@on_reaction(PRENDRE, about="aide")
def plutot_aux_collegues(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Le mot expliqué était une question : elle part comme si elle avait été posée d'emblée."""
    attente = histoires.question(ctx.session, ctx.about_of(reaction.target) or "")
    if attente is None or attente.a != reaction.auteur:
        return []
    ctx.event = Message(
        id=attente.about.removeprefix("aide:"), salon=attente.salon, auteur=attente.a,
        texte=str(attente.contexte["texte"]), sent_at=reaction.sent_at,
    )  # fmt: skip
    ctx.commande = "aide"
    return [Delete(attente), *depot.deposer(ctx.event, ctx, None, ctx.event.texte)]
