"""Avant de déranger quelqu'un : les astuces qui répondent peut-être déjà (contrat §7.1).

1. Une demande nouvelle montre, dans le message qui l'accuse, trois astuces au plus, par leur titre.
2. Une astuce vérifiée et très proche passe d'abord : ✅ ça répond, ✋ demander. Sans réponse après
   quinze minutes ouvrées, la demande part d'elle-même ; urgente, elle part tout de suite.
3. Tant qu'elle attend, la demande est ouverte et a son rappel ; tout pas qui l'enregistre lève
   l'attente (`lever`). Un collègue peut la prendre sans attendre.
"""

from dataclasses import replace

from bot.core.astuces_mots import mots_pleins, titre
from bot.core.astuces_recherche import Recherche, Trouvee
from bot.core.boutons import OUI, PRENDRE
from bot.core.context import Context
from bot.core.demandes_temps import SUITE, dire, ouverture
from bot.core.demandes_textes import Sujet
from bot.core.effects import Delete, Effect, RemindAt, Room, Save, Send
from bot.core.texte import Cite, Morceau, Texte, numero
from donnees import astuce as astuces
from donnees import astuce_recherche as lignes
from donnees import histoire as histoires
from donnees.astuce import LUES, Astuce
from donnees.demande import OUVERTE, Demande
from donnees.histoire import Question

FIL = "avant"
MONTREES, ASSEZ_PROCHE, TRES_PROCHE = 3, 0.5, 0.75
MOTS_MIN, EXTRAIT = 2, 300
QUINZE_MINUTES = 0.25  # en heures ouvrées


# -- l'attente -------------------------------------------------------------------------------------


def _fil(demande: Demande) -> str:
    return f"{FIL}:{demande.numero}"


def attend(ctx: Context, demande: Demande) -> bool:
    """Vrai tant que la personne qui demande n'a pas dit si l'astuce montrée lui répond."""
    return demande.etat == OUVERTE and histoires.question(ctx.session, _fil(demande)) is not None


def lever(ctx: Context, demande: Demande) -> list[Effect]:
    """Un pas est fait : l'attente n'a plus lieu d'être."""
    attente = histoires.question(ctx.session, _fil(demande))
    return [] if attente is None else [Delete(attente)]


def montree(ctx: Context, demande: Demande) -> Astuce | None:
    """L'astuce montrée d'abord, si la demande l'attendait encore."""
    attente = histoires.question(ctx.session, _fil(demande))
    if attente is None:
        return None
    return astuces.astuce(ctx.session, demande.reseau, int(attente.options[0]))


def d_abord(ctx: Context, demande: Demande, sujet: Sujet) -> list[Effect]:
    """Une astuce vérifiée et très proche : la montrer, avant de demander à quiconque."""
    trouvees = [] if demande.urgent else qui_repondent(ctx, demande.question)
    proche = next((t for t in trouvees if t.verifiee and t.pertinence >= TRES_PROCHE), None)
    lue = None if proche is None else astuces.astuce(ctx.session, demande.reseau, proche.id)
    if lue is None:
        return []
    horaires = ctx.reglages.horaires
    quand = horaires.ajoute_heures(ouverture(ctx), QUINZE_MINUTES)
    attente = Question(
        about=_fil(demande), a=demande.demandeur, salon=demande.salon, type="demande.ouverte",
        options=[lue.id], contexte={"reseau": demande.reseau}, le=ctx.now,
    )  # fmt: skip
    dit = Send(
        to=Room(demande.salon), texte=_texte(lue, sujet, dire(ctx, quand)), type="demande.ouverte",
        champs={"demande": demande.numero, "theme": sujet.theme, "astuce": lue.id},
        about=demande.about, boutons=(OUI, PRENDRE), reply_to=demande.evenement,
    )  # fmt: skip
    return [Save(demande), Save(attente), dit,
            RemindAt(when=quand, reason=SUITE, about=demande.about)]  # fmt: skip


def _texte(lue: Astuce, sujet: Sujet, quand: str) -> Texte:
    return Texte.de(
        (sujet.demandeur, f", votre question {sujet.incise} est notée."),
        f"L'astuce {numero(lue.id)}, vérifiée, y répond peut-être :",
        Cite(lue.texte if len(lue.texte) <= EXTRAIT else f"{lue.texte[:EXTRAIT].rstrip()}…"),
        f"{OUI} ça répond",
        f"{PRENDRE} demander aux collègues",
        f"Sans réponse, je leur demande {quand}.",
    )


# -- les titres ------------------------------------------------------------------------------------


def qui_repondent(ctx: Context, question: str) -> list[Trouvee]:
    """Les astuces qui répondent peut-être à cette question, la meilleure d'abord."""
    if len(mots_pleins(question)) < MOTS_MIN:
        return []
    trouvees = Recherche(ctx).chercher(question, ASSEZ_PROCHE)
    return [t for t in trouvees if not t.perimee][:MONTREES]


def joindre(ctx: Context, demande: Demande, effets: list[Effect]) -> list[Effect]:
    """Les mêmes effets ; l'accusé de réception montre aussi les astuces qui répondent peut-être."""
    trouvees = qui_repondent(ctx, demande.question)
    lues = lignes.dans_l_ordre(ctx.session, ctx.ici.id, [t.id for t in trouvees])
    if not lues:
        return effets
    for rang, effet in enumerate(effets):
        if isinstance(effet, Send) and _accuse(demande, effet):
            joint = replace(effet, texte=effet.texte + titres(lues))
            return [*effets[:rang], joint, *effets[rang + 1 :]]
    return effets


def _accuse(demande: Demande, dit: Send) -> bool:
    """Vrai pour le message qui dit à la personne que sa question est notée : privée, il est chez
    elle, et nulle part ailleurs."""
    ici = dit.to == Room(demande.salon)
    types = ("demande.ouverte",) if demande.prive else (
        "demande.proposee", "demande.ouverte", "demande.appel"
    )  # fmt: skip
    return dit.about == demande.about and ici and dit.type in types


def titres(lues: list[Astuce]) -> Texte:
    """Trois astuces par leur titre, rien de plus."""
    dites: list[tuple[Morceau, ...]] = [
        (f"{numero(a.id)} : {titre(a.texte)}",) for a in lues if a.etat in LUES
    ]
    return Texte.de("Cela répond peut-être déjà :", *dites, f"Pour lire : !astuce {lues[0].id}")
