"""Proposer à une personne d'être référente d'un thème ; elle seule répond."""

from bot.core import droits
from bot.core.boutons import NON, OUI
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Refusal, Room, Save
from bot.core.events import Message, Reaction, Redaction
from bot.core.registry import ANIMATION, command, on_reaction, on_untap
from bot.core.texte import Gras, Morceau, Personne, Texte, liste
from bot.core.themes_dits import themes_proches
from bot.core.themes_lus import lire
from donnees import demande as demandes
from donnees import histoire as histoires
from donnees import theme as themes
from donnees.demande import Avis
from donnees.histoire import Geste, Question
from donnees.theme import Referent, Theme

EXEMPLE = "!référent @Karim compta"
TYPE = "referent.note"


@command(
    "!référent <@personne> <thème…>", "!référent <@personne>", "!référent <autre…>",
    exemple=EXEMPLE, role=ANIMATION, envie="Proposer une personne référente d'un thème",
)  # fmt: skip
def referent(
    message: Message, ctx: Context, personne: str | None, theme: str | None, autre: str | None
) -> list[Effect]:
    """Propose à une personne d'être référente d'un thème.

    Cela ne compte qu'après son ✅. Elle n'est sollicitée qu'en dernier recours.
    """
    if personne is None:
        raise droits.personne_illisible(autre or "", message.mentions, EXEMPLE)
    droits.exiger_designable(personne, ctx)
    vise = _theme_vise(theme, ctx)
    deja = themes.referent(ctx.session, vise.id, personne)
    if deja is not None:
        return [ctx.dit(_deja(deja, vise), type=TYPE, champs={"theme": vise.nom})]
    return _proposer(personne, vise, message, ctx)


def _theme_vise(dit: str | None, ctx: Context) -> Theme:
    tous = ctx.themes()
    if dit is None:
        raise Refusal(f"Il manque le thème. Par exemple : {EXEMPLE}", type="usage")
    connus, inconnus = lire(dit, tous)
    if len(connus) > 1:
        raise Refusal(f"Un thème à la fois, s'il vous plaît. Par exemple : {EXEMPLE}", type="usage")
    if connus and not inconnus:
        return connus[0]
    voisins = [t.nom for t in themes_proches(ctx, dit)] or [t.nom for t in tous[:5]]
    suite = f"Peut-être : {liste(voisins, 'ou')}." if voisins else "Créez-le : !thème compta"
    raise Refusal(f"Je ne connais pas ce thème. {suite}", type="usage")


def _deja(deja: Referent, vise: Theme) -> Texte:
    if deja.etat == themes.OUI:
        return Texte.ligne(Personne(deja.membre), " a déjà dit oui pour le thème ", _nom(vise), ".")
    return Texte.ligne("Je le lui ai déjà demandé pour le thème ", _nom(vise),
                       ". J'attends sa réponse.")  # fmt: skip


def _proposer(personne: str, vise: Theme, message: Message, ctx: Context) -> list[Effect]:
    about = f"referent:{ctx.numero('referent')}"
    attache = ctx.ici.salon
    ligne = Referent(theme=vise.id, membre=personne, propose_par=message.auteur, depuis=ctx.now)
    question = Question(
        about=about, a=personne, salon=attache, type=TYPE, options=[vise.id], le=ctx.now,
        contexte={"boutons": [OUI, NON], "reseau": ctx.ici.id, "par": message.auteur},
    )  # fmt: skip
    texte = Texte.de(
        (
            Personne(personne),
            ", acceptez-vous d'être la personne référente du thème ",
            _nom(vise),
            " ?",
        ),
        "On vous sollicite alors en dernier, quand personne d'autre n'a pu répondre.",
        f"{OUI} oui",
        f"{NON} non, sans explication",
        "Vous pourrez arrêter quand vous voudrez : retirez votre ✅.",
    )
    ici = message.salon == attache
    demande = ctx.dit(
        texte, type=TYPE, champs={"theme": vise.nom}, mention=(personne,), about=about,
        boutons=(OUI, NON), to=Room(attache), reply_to=message.id if ici else None,
    )  # fmt: skip
    suite = Texte.ligne("Je le lui demande dans le salon. Cela compte dès son oui.")
    ailleurs = [] if ici else [ctx.dit(suite, type=TYPE, champs={"theme": vise.nom})]
    return [Save(ligne), Save(question), demande, *ailleurs]


# -- la réponse ------------------------------------------------------------------------------------


@on_reaction(OUI, NON, about="referent")
def reponse(reaction: Reaction, ctx: Context) -> list[Effect]:
    """La personne proposée répond ; personne ne répond à sa place."""
    trouve = _proposition(ctx.about_of(reaction.target), ctx)
    if trouve is None or not ctx.est_membre(reaction.auteur):
        return []
    question, vise = trouve
    if question.a != reaction.auteur:
        return _pas_la_sienne(reaction, question, ctx)
    ligne = themes.referent(ctx.session, vise.id, question.a)
    cible = reaction.id if reaction.parole else reaction.target
    if reaction.emoji == OUI:
        if ligne is not None and ligne.etat == themes.OUI:
            return []
        return [Save(_accepte(question, vise, ctx)), _dit(_oui(question.a, vise), vise, cible, ctx)]
    if ligne is None:
        return []
    texte = Texte.ligne("C'est entendu, et merci d'avoir répondu.")
    return [Delete(ligne), _dit(texte, vise, cible, ctx)]


@on_untap(OUI, NON, about="referent")
def reprise(redaction: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """La touche est retirée : la proposition redevient sans réponse, un oui cesse de compter."""
    trouve = _proposition(geste.about, ctx)
    if trouve is None or trouve[0].a != geste.auteur or not ctx.est_membre(geste.auteur):
        return []
    question, vise = trouve
    ligne = themes.referent(ctx.session, vise.id, question.a)
    attend = _accepte(question, vise, ctx)
    attend.etat = themes.PROPOSE
    if geste.emoji == NON:
        return [] if ligne is not None else [Save(attend)]
    if ligne is None or ligne.etat != themes.OUI:
        return []
    texte = Texte.ligne(Personne(question.a), " n'est plus la personne référente du thème ",
                        _nom(vise), ".")  # fmt: skip
    return [Save(attend), _dit(texte, vise, geste.cible, ctx)]


def _proposition(about: str | None, ctx: Context) -> tuple[Question, Theme] | None:
    question = histoires.question(ctx.session, about) if about is not None else None
    if question is None or ctx.reseau is None:
        return None
    vise = themes.theme(ctx.session, ctx.ici.id, int(question.options[0]))
    return None if vise is None else (question, vise)


def _accepte(question: Question, vise: Theme, ctx: Context) -> Referent:
    return Referent(theme=vise.id, membre=question.a, etat=themes.OUI, depuis=ctx.now,
                    propose_par=str(question.contexte["par"]))  # fmt: skip


def _oui(membre: str, vise: Theme) -> Texte:
    return Texte.ligne("Merci. ", Personne(membre), " est la personne référente du thème ",
                       _nom(vise), ".")  # fmt: skip


def _pas_la_sienne(reaction: Reaction, question: Question, ctx: Context) -> list[Effect]:
    """Un seul refus par personne et par message : insister ne remplit pas le salon."""
    if demandes.avis(ctx.session, reaction.target, reaction.auteur) is not None:
        return []
    texte = Texte.ligne("Seule la personne à qui je pose la question peut y répondre.")
    return [
        Save(Avis(cible=reaction.target, membre=reaction.auteur, about=question.about)),
        ctx.dit(texte, type="refus", champs={"commande": "referent"},
                reply_to=reaction.id if reaction.parole else reaction.target),
    ]  # fmt: skip


def _dit(texte: Texte, vise: Theme, cible: str, ctx: Context) -> Effect:
    return ctx.dit(texte, type=TYPE, champs={"theme": vise.nom}, reply_to=cible)


def _nom(theme: Theme) -> Morceau:
    return Gras(theme.nom)
