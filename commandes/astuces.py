"""Chercher dans les astuces du réseau."""

from bot.core import astuces_textes as phrases
from bot.core import demandes_depot as depot
from bot.core.astuces import nom_du_theme, trouver
from bot.core.astuces_mots import mots_pleins
from bot.core.astuces_recherche import Recherche
from bot.core.astuces_verbes import fiche
from bot.core.boutons import SUITE
from bot.core.context import Context
from bot.core.demandes_droits import extrait
from bot.core.effects import Delete, Effect, Save, Send
from bot.core.events import Message, Reaction
from bot.core.registry import command, on_reaction
from bot.core.texte import Texte
from donnees import astuce as astuces
from donnees import astuce_recherche as lignes
from donnees import histoire as histoires
from donnees.histoire import Question

LISTE, FIL = "astuce.liste", "astuces"
MONTREES, GARDEES = 3, 30


@command(
    "!astuces <n°>", "!astuces <mots…>", "!astuces",
    exemple="!astuces Chorus facture refusée", numeros="astuce", envie="chercher une astuce",
)  # fmt: skip
def chercher(
    message: Message, ctx: Context, numero: int | None, mots: str | None
) -> list[Effect]:  # fmt: skip
    """Cherchez dans ce que le réseau a noté, avec vos mots : les fautes ne gênent pas.

    Trois astuces à la fois ; « suite » en réponse montre les suivantes.
    """
    if numero is None and mots is None:
        return _les_mieux_tenues(message, ctx)
    if numero is not None and _se_lit(ctx, numero):
        return [fiche(message, ctx, trouver(ctx, numero))]
    cherches = mots or str(numero)  # « !astuces 12156 » : le nombre est peut-être un mot
    trouvees = [t.id for t in Recherche(ctx).chercher(cherches)[:GARDEES]]
    if not trouvees and numero is not None:
        trouver(ctx, numero)  # le refus dit pourquoi
    if not trouvees:
        return [_rien(ctx, cherches)]
    return _montrer(ctx, message, trouvees, mots_pleins(cherches))


def _les_mieux_tenues(message: Message, ctx: Context) -> list[Effect]:
    """Sans mots : les plus utiles, pour faire connaissance."""
    toutes = [a.id for a in astuces.lues(ctx.session, ctx.ici.id)[:GARDEES]]
    if not toutes:
        texte = Texte.de("Aucune astuce n'est encore notée ici. La première ?", phrases.EXEMPLE)
        return [ctx.dit(texte, type=LISTE, champs={"resultats": []})]
    return _montrer(ctx, message, toutes, [])


def _rien(ctx: Context, mots: str) -> Send:
    exemple = f"!aide {extrait(mots, 120)}"
    if not mots_pleins(mots):
        exemple = depot.exemple(ctx)
    texte = phrases.rien(extrait(mots, 120), exemple)
    return ctx.dit(texte, type=LISTE, champs={"resultats": []})


def _montrer(
    ctx: Context, message: Message, trouvees: list[int], cherchees: list[str]
) -> list[Effect]:
    about = f"{FIL}:{message.id}"
    reste = trouvees[MONTREES:]
    dit = _page(ctx, trouvees[:MONTREES], len(reste), cherchees, about)
    if not reste:
        return [dit]
    attente = Question(
        about=about, a=message.auteur, salon=message.salon, type=LISTE, options=list(reste),
        contexte={"boutons": [SUITE], "reseau": ctx.ici.id}, le=ctx.now,
    )  # fmt: skip
    return [*_anciennes(ctx, message), Save(attente), dit]


def _anciennes(ctx: Context, message: Message) -> list[Effect]:
    """« suite » vaut pour la dernière recherche d'une personne : les autres s'oublient."""
    ouvertes = histoires.questions_ouvertes(ctx.session, message.auteur, message.salon)
    return [Delete(q) for q in ouvertes if q.type == LISTE]


def _page(ctx: Context, ids: list[int], reste: int, cherchees: list[str], about: str) -> Send:
    lues = lignes.dans_l_ordre(ctx.session, ctx.ici.id, ids)
    dites = [
        phrases.ligne(a, nom_du_theme(ctx, a), phrases.passage(a.texte, cherchees)) for a in lues
    ]
    texte = phrases.trouvees(dites, lues[0].id, reste)
    return ctx.dit(
        texte, type=LISTE, champs={"resultats": [a.id for a in lues]},
        boutons=(SUITE,) if reste else (), about=about if reste else None,
    )  # fmt: skip


@on_reaction(SUITE, about=FIL)
def suite(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Les trois suivantes, à tout membre qui les demande."""
    attente = histoires.question(ctx.session, ctx.about_of(reaction.target) or "")
    if attente is None:
        return [_plus_de_suite(ctx)] if reaction.parole else []
    if not ctx.est_membre(reaction.auteur):
        return []
    encore = [n for n in attente.options if _se_lit(ctx, int(n))]
    if not encore:
        return [Delete(attente)]
    attente.options = encore[MONTREES:]
    apres: Effect = Save(attente) if attente.options else Delete(attente)
    dit = _page(ctx, encore[:MONTREES], len(attente.options), [], attente.about)
    return [apres, dit]


def _plus_de_suite(ctx: Context) -> Send:
    """Tout est lu, ou une autre recherche a suivi : on le dit à qui l'écrit."""
    phrase = "Il n'y a plus de suite à cette recherche. Pour chercher : !astuces facture Chorus"
    return ctx.dit(Texte.ligne(phrase), type=LISTE, champs={"resultats": []})


def _se_lit(ctx: Context, id: int) -> bool:
    trouvee = astuces.astuce(ctx.session, ctx.ici.id, id)
    return trouvee is not None and trouvee.etat in astuces.LUES
