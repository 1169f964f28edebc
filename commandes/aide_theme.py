"""Le thème d'une question, quand le robot hésite : un bouton, un nom, ou le temps qui passe."""

from bot.core import demandes_depot as depot
from bot.core.boutons import CHIFFRES, NON
from bot.core.context import Context
from bot.core.demandes_correction import lire_correction
from bot.core.demandes_depot import CHOIX
from bot.core.depot_a_part import DU_SALON, rendre_au_salon
from bot.core.effects import Delete, Effect, Forget, Save
from bot.core.events import Due, Edition, Message, Reaction, Redaction
from bot.core.registry import on_due, on_edition, on_reaction, on_redaction, on_reply
from bot.core.texte import Texte, liste
from donnees import histoire as histoires
from donnees import reseau as reseaux
from donnees import theme as themes
from donnees.demande import DEVINE, DIT
from donnees.histoire import Question
from donnees.theme import Theme

THEMES_CITES = 12


@on_reaction(*CHIFFRES[:2], NON, about=CHOIX)
def theme_choisi(reaction: Reaction, ctx: Context) -> list[Effect]:
    """La personne qui demande choisit ; personne ne choisit à sa place."""
    attente = histoires.question(ctx.session, ctx.about_of(reaction.target) or "")
    if attente is None or attente.a != reaction.auteur or not ctx.est_membre(reaction.auteur):
        return []
    if reaction.emoji == NON:
        return [Forget(about=attente.about), _les_themes(ctx, attente)]
    rang = CHIFFRES.index(reaction.emoji)
    return _part(ctx, attente, int(attente.options[rang]), DIT)


@on_reply(CHOIX)
def theme_nomme(message: Message, ctx: Context) -> list[Effect]:
    """Le nom d'un autre thème, écrit en réponse ; toute autre parole est de la parole."""
    attente = histoires.question(ctx.session, ctx.about_of(message.reply_to) or "")
    if attente is None or attente.a != message.auteur or not ctx.est_membre(message.auteur):
        return []
    nomme = ctx.theme_nomme(message.texte)
    return [] if nomme is None else _part(ctx, attente, nomme.id, DIT)


@on_edition(CHOIX)
def question_corrigee(edition: Edition, ctx: Context) -> list[Effect]:
    """La question est corrigée avant que son thème soit choisi ; si elle le dit, elle part."""
    attente = histoires.question(ctx.session, ctx.about_of(edition.cible) or "")
    if attente is None or attente.a != edition.auteur:
        return []
    ctx.reseau = reseaux.reseau(ctx.session, int(attente.contexte["reseau"]))
    theme, question = lire_correction(edition, ctx)
    attente.contexte = {**attente.contexte, "texte": question or attente.contexte["texte"]}
    if theme is not None and ctx.est_membre(attente.a):
        return _part(ctx, attente, theme.id, DIT)
    return [Save(attente)]


@on_redaction(CHOIX)
def question_supprimee(redaction: Redaction, ctx: Context) -> list[Effect]:
    """Supprimée avant que son thème soit choisi, elle ne part pas."""
    attente = histoires.question(ctx.session, ctx.about_of(redaction.target) or "")
    return [] if attente is None else [Delete(attente), Forget(about=attente.about)]


@on_due(CHOIX)
def sans_choix(echu: Due, ctx: Context) -> list[Effect]:
    """Pas de réponse : la question part avec le premier thème, et l'on dit comment le corriger."""
    attente = histoires.question(ctx.session, echu.about)
    if attente is None:
        return []
    ctx.reseau = reseaux.reseau(ctx.session, int(attente.contexte["reseau"]))
    if ctx.reseau is None or not ctx.est_membre(attente.a):
        return [Delete(attente)]
    return _part(ctx, attente, int(attente.options[0]), DEVINE)


def _part(ctx: Context, attente: Question, theme: int, origine: str) -> list[Effect]:
    """La question part, comme si son thème avait été dit d'emblée."""
    choisi: Theme | None = themes.theme(ctx.session, ctx.ici.id, theme)
    fin: list[Effect] = [Delete(attente), Forget(about=attente.about)]
    source = histoires.envoye(ctx.session, attente.about.removeprefix(f"{CHOIX}:"))
    fin += [] if source is None else [Delete(source)]  # il sera le message de la demande
    if choisi is None:
        return [*fin, _les_themes(ctx, attente)]
    posee = depot.Depot(theme=choisi, question=str(attente.contexte["texte"]),
                        urgent=bool(attente.contexte["urgent"]))  # fmt: skip
    ctx.event = _la_question(ctx, attente)
    ctx.commande = "aide"
    effets = [*fin, *depot.poser(ctx.event, ctx, choisi, posee, origine=origine)]
    du_salon = attente.contexte.get(DU_SALON)
    return rendre_au_salon(effets, ctx.event.id, du_salon) if du_salon else effets


def _la_question(ctx: Context, attente: Question) -> Message:
    return Message(
        id=attente.about.removeprefix(f"{CHOIX}:"), salon=attente.salon, auteur=attente.a,
        texte=str(attente.contexte["texte"]), sent_at=ctx.now,
        prive=bool(attente.contexte.get("prive")),
    )  # fmt: skip


def _les_themes(ctx: Context, attente: Question) -> Effect:
    """Ni l'un ni l'autre : tous les thèmes, et le nom à répondre."""
    noms = [t.nom for t in ctx.themes()]
    reste = len(noms) - THEMES_CITES
    suite = f" et {reste} autres (!thèmes)" if reste > 0 else ""
    texte = Texte.de(
        f"Les thèmes d'ici : {liste(noms[:THEMES_CITES])}{suite}.",
        "Répondez à ce message par le nom du bon, et votre question part.",
    )
    return ctx.dit(
        texte, type="usage", champs={"commande": "aide"}, about=attente.about,
        reply_to=None if DU_SALON in attente.contexte else attente.about.removeprefix(f"{CHOIX}:"),
    )  # fmt: skip
