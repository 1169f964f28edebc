"""Remercier quelqu'un devant tout le réseau."""

import re

from bot.core import citations, droits, publication
from bot.core.boutons import NON, OUI
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Refusal, Room, Save, Send
from bot.core.events import Message, Reaction, Redaction
from bot.core.pliage import clean
from bot.core.registry import command, on_reaction, on_untap
from bot.core.texte import MXID, Cite, Morceau, Personne, Texte
from donnees import merci as mercis
from donnees.histoire import Geste
from donnees.merci import BULLETIN, Merci

EXEMPLE = "!merci @Karim pour le modèle de courrier"
TYPE, ACCORD = "merci", "merciaccord"
LONGUEUR = 200
_ET = re.compile(r"(?:et |& ?|, ?(?:et )?)", re.IGNORECASE)


@command(
    "!merci <@personne> <pour…>", "!merci <@personne>", "!merci à <@personne> <pour…>",
    "!merci à <@personne>", "!merci <autre…>", "!merci",
    exemple=EXEMPLE, envie="Remercier quelqu'un devant tous",
)  # fmt: skip
def merci(
    message: Message, ctx: Context, personne: str | None, pour: str | None, autre: str | None
) -> list[Effect]:
    """Remerciez quelqu'un, et dites pourquoi si vous voulez : le salon le lit.

    La personne remerciée n'est nommée dans le bulletin que si elle le veut bien.
    """
    if personne is None:
        if not clean(message.texte).strip().startswith("!"):
            return []  # « merci pour tout » : une politesse, pas une commande
        raise droits.personne_illisible(autre or "", message.mentions, EXEMPLE)
    if _en_nomme_une_autre(pour or "", ctx):
        raise Refusal(f"Un merci à la fois, s'il vous plaît. Par exemple : {EXEMPLE}", type="usage")
    _verifie(message.auteur, personne, ctx)
    mots = _pour(pour)
    if message.prive:
        vu = Texte.de("Je le dis dans le salon du réseau, en votre nom :",
                      _phrase(message.auteur, personne, mots))  # fmt: skip
        return publication.demander(
            message, ctx, ACCORD, TYPE, vu, membre=personne, pour=mots
        )  # fmt: skip
    return _dire(ctx, message.auteur, personne, mots, cite=message.id)


def _en_nomme_une_autre(pour: str, ctx: Context) -> bool:
    """« @Karim et @Inès pour… » : la seconde ne serait ni prévenue, ni comptée."""
    lie = _ET.match(pour)
    reste = pour[lie.end() :] if lie else pour
    fins = [pris for _mxid, pris in ctx.lecture().personne(reste)]
    return bool(MXID.match(reste)) or (bool(fins) and (lie is not None or len(reste) in fins))


def _verifie(auteur: str, personne: str, ctx: Context) -> None:
    if personne == ctx.bot:
        raise Refusal("C'est gentil. Je suis un robot : remerciez plutôt la personne qui a aidé.")
    if personne == auteur:
        raise Refusal(f"Un merci se dit à quelqu'un d'autre. Par exemple : {EXEMPLE}")
    droits.exiger_designable(personne, ctx)


def _pour(pour: str | None) -> str:
    mots = publication.une_ligne(pour or "").strip(" ,;:.")
    if len(mots) > LONGUEUR:
        raise Refusal(
            f"C'est un peu long : {LONGUEUR} signes au plus. Par exemple : {EXEMPLE}", type="usage"
        )
    return mots


def _phrase(auteur: str, personne: str, mots: str) -> tuple[Morceau, ...]:
    suite: tuple[Morceau, ...] = (" : ", Cite(mots)) if mots else (".",)
    return (Personne(auteur), " remercie ", Personne(personne), *suite)


def _dire(
    ctx: Context, auteur: str, personne: str, mots: str, cite: str | None
) -> list[Effect]:  # fmt: skip
    """Le merci, dans le salon ; la première fois, la question de son nom dans le bulletin."""
    ligne = Merci(
        numero=ctx.numero("merci"), reseau=ctx.ici.id, auteur=auteur, membre=personne, pour=mots,
        le=ctx.now,
    )  # fmt: skip
    demande = citations.a_dit(ctx, personne, BULLETIN) is None
    texte = Texte.de(
        _phrase(auteur, personne, mots),
        (Personne(personne), ", votre nom peut paraître dans le bulletin ?") if demande else None,
        f"{OUI} oui" if demande else None,
        f"{NON} non" if demande else None,
    )
    dit = Send(
        to=Room(ctx.ici.salon), texte=texte, type=TYPE, champs={"membre": personne},
        mention=(personne,), reply_to=cite, about=ligne.about,
        boutons=(OUI, NON) if demande else (),
    )  # fmt: skip
    return [Save(ligne), dit]


@on_reaction(OUI, about=ACCORD)
def publier(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Écrit à part, relu, dit dans le salon avec l'accord de son auteur."""
    question = publication.reponse(reaction, ctx)
    if question is None or not ctx.est_membre(reaction.auteur):
        return []
    personne = str(question.contexte["membre"])
    _verifie(reaction.auteur, personne, ctx)
    dit = _dire(ctx, reaction.auteur, personne, str(question.contexte["pour"]), None)
    note = ctx.dit(Texte.ligne("C'est dit dans le salon."), type=TYPE, reply_to=reaction.target)
    return [Delete(question), *dit, note]


@on_reaction(NON, about=ACCORD)
def garder_pour_soi(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Le merci reste entre eux."""
    return publication.laisser(reaction, ctx, TYPE)


# -- être nommé ------------------------------------------------------------------------------------


@on_reaction(OUI, NON, about=TYPE)
def nommer(reaction: Reaction, ctx: Context) -> list[Effect]:
    """La personne remerciée, elle seule, dit si son nom peut paraître."""
    ligne = _merci(ctx, ctx.about_of(reaction.target))
    if ligne is None or ligne.membre != reaction.auteur or not ctx.est_membre(reaction.auteur):
        return []
    oui = reaction.emoji == OUI
    geste = None if reaction.parole else reaction.id
    texte = Texte.ligne("C'est noté. Cela se change quand on veut : !profil cité")
    dit = ctx.dit(texte, type=TYPE, reply_to=reaction.target)
    return [*citations.repondre(ctx, reaction.auteur, BULLETIN, oui, geste), dit]


@on_untap(OUI, NON, about=TYPE)
def touche_retiree(redaction: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """Sa touche retirée, elle n'a plus rien dit : elle n'est pas nommée."""
    ligne = mercis.citation(ctx.session, ctx.ici.id, geste.auteur, BULLETIN)
    return [Delete(ligne)] if ligne is not None and ligne.geste == geste.event_id else []


def _merci(ctx: Context, about: str | None) -> Merci | None:
    _, _, numero = (about or "").partition(":")
    return mercis.merci(ctx.session, int(numero)) if numero.isdecimal() else None
