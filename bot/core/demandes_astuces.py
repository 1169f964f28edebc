"""Ce qu'une demande réglée peut apprendre à tous (contrat §7.11).

1. Réglée par quelqu'un que l'on connaît : si l'on a laissé des mots (« !résolu 12 … »), on propose
   d'en faire une astuce ; sinon, on demande ce qui a marché, en une phrase.
2. Les mots de qui a aidé sont à elle : son accord suffit. Ceux de qui demandait parlent aussi de
   l'autre : il faut l'accord des deux. Rien d'autre n'est gardé.
3. Ce qui se dit à part y reste : ni une demande privée, ni des mots écrits en privé n'en font une.
4. Réglée par une astuce (`bot.core.demandes_avant`) : elle a servi, et c'est compté.
"""

from dataclasses import replace

from bot.core import astuces_textes as phrases
from bot.core import demandes_avant as avant
from bot.core.astuces import Carnet, Dite
from bot.core.astuces_lues import MOTS_MIN, TEXTE_MAX
from bot.core.astuces_mots import mots_pleins
from bot.core.boutons import CORRIGER, NON, OUI
from bot.core.context import Context
from bot.core.effects import Effect, Room, Send
from bot.core.events import Message
from bot.core.pliage import clean, deceptive, fold
from bot.core.prive import courtoisie
from bot.core.texte import Texte
from donnees import astuce as astuces
from donnees import theme as themes
from donnees.astuce import ATTENTE, DEMANDE, Astuce
from donnees.demande import RESOLUE, Demande

RESOLUE_DITE, ACCORD = "demande.resolue", "astuce.accord"
_PAROLES = ("merci", "bravo", "super", "de rien", "avec plaisir", "genial", "top ", "parfait")


# -- ce qu'elle apprend ----------------------------------------------------------------------------


def apprendre(
    ctx: Context, demande: Demande, effets: list[Effect], mots: str = "", par: str = ""
) -> list[Effect]:
    """Les mêmes effets, et ce que l'on demande à qui a aidé ou demandé ; `mots` : ceux laissés."""
    effets = [*effets, *_a_servi(ctx, demande)]
    if demande.etat != RESOLUE or demande.pair is None or demande.prive:
        return effets
    if not ctx.est_membre(demande.pair):
        return effets  # venue d'un autre réseau : ses mots y restent
    if _utiles(mots) and not getattr(ctx.event, "prive", False):
        return [*effets, *_proposer(ctx, demande, clean(mots).strip(), par)]
    question = Texte.ligne(
        "En une phrase, qu'est-ce qui a marché ? Répondez à ce message : cela servira à d'autres."
    )
    joints: list[Effect] = []
    for effet in effets:
        if isinstance(effet, Send) and effet.type == RESOLUE_DITE and demande.pair in effet.mention:
            joints.append(replace(effet, texte=effet.texte + question))
        else:
            joints.append(effet)
    return joints


def _a_servi(ctx: Context, demande: Demande) -> list[Effect]:
    """L'astuce montrée d'abord a répondu : elle a servi à cette personne."""
    montree = avant.montree(ctx, demande)
    if montree is None or demande.etat != RESOLUE:
        return []
    carnet = Carnet(ctx)
    carnet.utile(montree, demande.demandeur)
    return carnet.effets


def _utiles(mots: str) -> bool:
    """Vrai si ces mots peuvent faire une astuce : ni un remerciement, ni un mot seul."""
    nu = fold(clean(mots)).strip(" !.,")
    return (
        len(nu.split()) >= MOTS_MIN
        and len(mots) <= TEXTE_MAX
        and not deceptive(mots)
        and not courtoisie(mots)
        and not nu.startswith(_PAROLES)
        and len(mots_pleins(mots)) >= MOTS_MIN
    )


def en_une_phrase(message: Message, ctx: Context, demande: Demande) -> list[Effect]:
    """Ce qui a marché, dit en réponse à la fin d'une demande ; toute autre parole est de la
    parole."""
    gens = (demande.demandeur, demande.pair)
    if message.auteur not in gens or demande.prive or message.prive or not _utiles(message.texte):
        return []
    deja = astuces.de_la_demande(ctx.session, demande.numero)
    if deja is not None and (deja.etat != ATTENTE or message.auteur != demande.pair):
        return []
    if message.auteur != demande.pair:
        return _proposer(ctx, demande, clean(message.texte).strip(), message.auteur)
    carnet = Carnet(ctx)
    if deja is not None:
        carnet.retirer(deja)
    neuve = _neuve(ctx, carnet, demande, clean(message.texte).strip(), message.auteur)
    carnet.noter(neuve)
    nom = _nom(ctx, demande)
    dit = ctx.dit(
        phrases.notee(neuve, nom), type="astuce.notee", about=neuve.about,
        champs={"astuce": neuve.id, "theme": nom}, boutons=("👍",),
    )  # fmt: skip
    return [*carnet.effets, dit]


def _proposer(ctx: Context, demande: Demande, mots: str, par: str) -> list[Effect]:
    """On propose d'en faire une astuce, à qui doit être d'accord."""
    aide = demande.pair or ""
    gens = [aide] if par == aide else [aide, demande.demandeur]
    carnet = Carnet(ctx)
    neuve = _neuve(ctx, carnet, demande, mots, par)
    neuve.avec = [] if par == aide else [aide]
    carnet.attendre(neuve, gens)
    texte = phrases.accord(neuve, "", gens, gens)
    return [
        *carnet.effets,
        Send(
            to=Room(demande.salon), texte=texte, type=ACCORD, mention=tuple(gens),
            champs={"astuce": neuve.id, "theme": _nom(ctx, demande)}, about=neuve.about,
            boutons=(OUI, CORRIGER, NON), reply_to=demande.evenement,
        ),
    ]  # fmt: skip


def _neuve(ctx: Context, carnet: Carnet, demande: Demande, mots: str, par: str) -> Astuce:
    theme = themes.theme(ctx.session, demande.reseau, demande.theme or 0)
    return carnet.creer(
        Dite(texte=mots, theme=theme), par, origine=DEMANDE, nee_de=demande.numero,
        source=getattr(ctx.event, "id", ""), salon=demande.salon,
    )  # fmt: skip


def _nom(ctx: Context, demande: Demande) -> str:
    theme = themes.theme(ctx.session, demande.reseau, demande.theme or 0)
    return "" if theme is None else theme.nom
