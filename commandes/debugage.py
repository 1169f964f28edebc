"""Le débugage : réfléchir à deux, avec quelqu'un d'un autre réseau ou d'un autre service."""

from bot.core import debugage_temps as temps
from bot.core import debugage_textes as phrases
from bot.core import debugages as regles
from bot.core.boutons import NON, OUI, PAS_ENCORE, PASSER, PRENDRE
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Refusal, Save
from bot.core.events import Message, Reaction
from bot.core.pliage import clean, fold_word
from bot.core.registry import command, menu_line, on_reaction, on_reply
from bot.core.texte import Texte
from donnees import debugage as debugages
from donnees import histoire as histoires
from donnees import salon as salons
from donnees.debugage import (
    ABANDONNE,
    CHERCHE,
    EN_COURS,
    FINI,
    INVITE,
    SUITES,
    Debugage,
    VolontaireDebugage,
)

EXEMPLE = "!débugage mon service refuse la nouvelle procédure"
SUITES_MAX = 500


@menu_line("Aider quelqu'un d'un autre réseau à y voir clair", exemple="!débugage volontaire",
           role="membre")  # fmt: skip
@command(
    "!débugage <situation…>", exemple=EXEMPLE, intime=True,
    envie="Réfléchir à deux, avec quelqu'un d'ailleurs",
)  # fmt: skip
def debugage(message: Message, ctx: Context, situation: str) -> list[Effect]:
    """Dites ce qui coince : je cherche quelqu'un d'ailleurs pour y réfléchir avec vous.

    Quarante minutes, six temps, un salon pour vous deux. Pour aider les autres ainsi :
    « !débugage volontaire ». Pour ne plus le faire : « !débugage plus volontaire ».
    """
    mot = fold_word(situation)
    if mot in ("volontaire", "plusvolontaire"):
        return _se_dire_volontaire(message, ctx, oui=mot == "volontaire")
    en_cours = debugages.du_demandeur(ctx.session, message.auteur)
    if en_cours:
        raise Refusal("Vous avez déjà un débugage en cours. Pour l'arrêter : terminer")
    ligne = Debugage(
        numero=ctx.numero("debugage"), reseau=ctx.ici.id, demandeur=message.auteur,
        situation=clean(situation).strip(), cree_le=ctx.now,
    )  # fmt: skip
    return regles.chercher(ctx, ligne, nouveau=True)


def _se_dire_volontaire(message: Message, ctx: Context, *, oui: bool) -> list[Effect]:
    siens = debugages.volontariats(ctx.session, message.auteur)
    if not oui:
        texte = Texte.ligne("C'est noté : je ne vous propose plus de débugage.")
        return [*(Delete(v) for v in siens), ctx.dit(texte)]
    texte = Texte.de(
        f"Merci. Quand quelqu'un d'ailleurs voudra réfléchir à deux, {phrases.DUREE} minutes, "
        "je vous le proposerai ici.",
        "Vous restez libre de passer. Pour arrêter : débugage plus volontaire",
    )
    note = VolontaireDebugage(membre=message.auteur, reseau=ctx.ici.id, depuis=ctx.now)
    deja = any(v.reseau == ctx.ici.id for v in siens)
    return [*([] if deja else [Save(note)]), ctx.dit(texte)]


@command("!suivant", exemple="!suivant", reseau=False)
def suivant(message: Message, ctx: Context) -> list[Effect]:
    """Dans le salon d'un débugage : passez au temps suivant."""
    return _suivant(_ici(message, ctx), ctx)


@command("!terminer", exemple="!terminer", reseau=False)
def terminer(message: Message, ctx: Context) -> list[Effect]:
    """Arrêtez votre débugage, ou la recherche de quelqu'un."""
    siens = debugages.du_demandeur(ctx.session, message.auteur)
    if message.prive and siens and siens[0].etat in (CHERCHE, INVITE):
        texte = Texte.ligne("C'est entendu : je ne cherche plus personne, et j'efface tout.")
        return [*regles.clore(ctx, siens[0], ABANDONNE), ctx.dit(texte)]
    return _terminer(_ici(message, ctx), ctx)


def _ici(message: Message, ctx: Context) -> Debugage:
    """Le débugage dont c'est le salon ; lève `Refusal` si ce n'en est pas un."""
    salon = salons.salon(ctx.session, message.salon)
    ligne = regles.suivi(ctx, None if salon is None else salon.ouvert_par_nous)
    if ligne is None or message.auteur not in (ligne.demandeur, ligne.pair):
        raise Refusal(
            "Ce mot sert dans le salon d'un débugage. Pour en demander un, en privé : " + EXEMPLE
        )
    return ligne


def _suivant(ligne: Debugage, ctx: Context) -> list[Effect]:
    if ligne.etat != EN_COURS:
        raise Refusal("Ce débugage est fini. Il n'y a plus de temps à passer.")
    return temps.avancer(ctx, ligne)


def _terminer(ligne: Debugage, ctx: Context) -> list[Effect]:
    if ligne.etat == EN_COURS:
        return temps.terminer(ctx, ligne)
    if ligne.etat == SUITES:
        return temps.partir(ctx, ligne, "")
    raise Refusal("Ce débugage est déjà fini.")


# -- les touches ---------------------------------------------------------------------------------


@on_reaction(PRENDRE, PASSER, OUI, PAS_ENCORE, NON, about="debugage")
def touche(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Une touche de qui est sollicité, de l'un des deux, ou de qui donne des nouvelles."""
    about = ctx.about_of(reaction.target) or _question_de(reaction, ctx)
    ligne = regles.suivi(ctx, about)
    if ligne is None:
        return []
    ctx.commande = "debugage"
    if reaction.auteur not in (ligne.demandeur, ligne.pair):
        return _trop_tard(reaction, ctx, ligne)
    if ligne.etat == INVITE and reaction.auteur == ligne.pair:
        return _repond(reaction, ctx, ligne)
    if ligne.etat == EN_COURS and about == f"{ligne.about}:{ligne.etape}":
        return temps.terminer(ctx, ligne) if reaction.emoji == NON else temps.avancer(ctx, ligne)
    if ligne.etat == SUITES and reaction.auteur == ligne.demandeur and about == ligne.about:
        return temps.partir(ctx, ligne, ligne.suites if reaction.emoji == OUI else "")
    ouverte = histoires.question(ctx.session, ligne.about)
    if ligne.etat == FINI and ouverte is not None and reaction.auteur == ligne.demandeur:
        merci = ctx.dit(Texte.ligne(phrases.NOUVELLES[reaction.emoji]))
        return [*regles.clore(ctx, ligne, FINI), merci]
    return []


def _trop_tard(reaction: Reaction, ctx: Context, ligne: Debugage) -> list[Effect]:
    """Qui fut sollicité et s'était tu ; toute autre personne est ignorée."""
    vu = debugages.pressenti(ctx.session, ligne.numero, reaction.auteur)
    if vu is not None and reaction.emoji == PRENDRE:
        raise Refusal("Il n'y a plus besoin de vous pour ce débugage. Merci à vous.")
    return []


def _repond(reaction: Reaction, ctx: Context, ligne: Debugage) -> list[Effect]:
    if reaction.emoji == PRENDRE:
        la = regles.chez(ctx, ligne.pair_reseau)
        present = la.reseau is not None and la.est_membre(reaction.auteur)
        return regles.accepter(ctx, ligne) if present else []
    merci = ctx.dit(Texte.ligne("C'est noté, je demande à quelqu'un d'autre. Merci."))
    return [merci, *regles.decliner(ctx, ligne)]


def _question_de(reaction: Reaction, ctx: Context) -> str | None:
    """Le débugage dont un mot nu, en privé, est la réponse."""
    ouvertes = histoires.questions_ouvertes(ctx.session, reaction.auteur, reaction.salon)
    return next((q.about for q in ouvertes if q.type == regles.SUJET), None)


@on_reply("debugage")
def reponse(message: Message, ctx: Context) -> list[Effect]:
    """Dans leur salon : « suivant », « terminer », ou le prochain pas quand on le demande."""
    about = ctx.about_of(message.reply_to)
    ligne = regles.suivi(ctx, about)
    if ligne is None or message.auteur not in (ligne.demandeur, ligne.pair):
        return []
    ctx.commande = "debugage"
    mot = fold_word(message.texte)
    if mot in ("suivant", "terminer"):
        return _suivant(ligne, ctx) if mot == "suivant" else _terminer(ligne, ctx)
    if ligne.etat != SUITES or about != ligne.about:
        return []
    mots = clean(message.texte).strip()[:SUITES_MAX]
    if message.auteur == ligne.demandeur:
        return temps.partir(ctx, ligne, mots)
    return temps.proposer_les_suites(ctx, ligne, mots)
