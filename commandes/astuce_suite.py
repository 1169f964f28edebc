"""Ce qui arrive à une astuce sans commande : un accord, une touche, le temps, une suppression."""

from bot.core import astuces_corrigees
from bot.core import astuces_textes as phrases
from bot.core.astuces import (
    SANS_ACCORD,
    Carnet,
    lire,
    nom_du_theme,
    suivie,
    verifier_le_texte,
)
from bot.core.astuces_verbes import NOTEE, dire
from bot.core.boutons import CORRIGER, FAIT, NON, OUI, TOUS, from_word
from bot.core.context import Context
from bot.core.effects import Effect, Refusal, Save
from bot.core.events import Due, Edition, Message, Reaction, Redaction
from bot.core.registry import on_due, on_edition, on_reaction, on_redaction, on_reply, on_untap
from bot.core.texte import Personne, Texte, numero
from donnees import astuce as astuces
from donnees import demande as demandes
from donnees import histoire as histoires
from donnees.astuce import ATTENDU, ATTENTE, DONNE, LUES, Astuce
from donnees.histoire import Geste

ACCORD = "astuce.accord"


# -- l'accord --------------------------------------------------------------------------------------


@on_reaction(OUI, NON, CORRIGER, about="astuce")
def accord(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Qui doit dire oui le dit, ou non ; personne ne le dit à sa place."""
    about = ctx.about_of(reaction.target) or ""
    visee = suivie(ctx, about)
    if visee is None or not ctx.est_membre(reaction.auteur):
        return []
    carnet = Carnet(ctx)
    if not carnet.attendu_de(visee, reaction.auteur):
        return []
    if reaction.emoji == CORRIGER:
        texte = Texte.ligne(Personne(reaction.auteur), ", répondez à ce message avec votre texte.")
        return [ctx.dit(texte, type=ACCORD, champs=_champs(ctx, visee), about=visee.about,
                        mention=(reaction.auteur,))]  # fmt: skip
    if reaction.emoji == NON:
        carnet.refuser(visee, reaction.auteur)
        fin = Texte.ligne("Entendu : je ne garde rien.")
        return [*carnet.effets, ctx.dit(fin, type="astuce", champs={"astuce": visee.id})]
    if not _derniers_mots(ctx, visee, reaction.target):
        phrase = "Ces mots ont changé depuis. Répondez sous mon dernier message."
        raise Refusal(phrase, commande="astuce")
    if not carnet.accorder(visee, reaction.auteur):
        return carnet.effets
    return [*carnet.effets, _notee(ctx, visee)]


def _derniers_mots(ctx: Context, visee: Astuce, cible: str) -> bool:
    """Un oui ne vaut que pour les mots sous lesquels il est posé : les derniers montrés."""
    dits = histoires.envoyes_de(ctx.session, visee.about)
    montres = [d.event_id for d in dits if NON in d.boutons]
    return cible not in montres[:-1]


def _champs(ctx: Context, visee: Astuce) -> dict[str, object]:
    return {"astuce": visee.id, "theme": nom_du_theme(ctx, visee)}


def _notee(ctx: Context, visee: Astuce) -> Effect:
    texte = phrases.notee(visee, nom_du_theme(ctx, visee))
    return dire(ctx, visee, texte, NOTEE)


@on_untap(OUI, about="astuce")
def accord_repris(redaction: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """Le ✅ est retiré : il ne vaut plus. Ce qu'il avait fait noter ne se garde pas sans lui."""
    visee = suivie(ctx, geste.about)
    ligne = None if visee is None else astuces.accord(ctx.session, visee.id, geste.auteur)
    if visee is None or ligne is None or ligne.etat != DONNE:
        return []
    if not _derniers_mots(ctx, visee, geste.cible):
        return []
    if visee.etat == ATTENTE:
        ligne.etat = ATTENDU
        return [Save(ligne)]
    if visee.etat not in LUES:
        return []
    carnet = Carnet(ctx)
    carnet.retirer(visee)
    phrase = f"L'accord est repris : je ne garde rien de l'astuce {numero(visee.id)}."
    return [*carnet.effets, ctx.dit(Texte.ligne(phrase), type="astuce",
                                    champs={"astuce": visee.id})]  # fmt: skip


@on_reply("astuce")
def en_mots(message: Message, ctx: Context) -> list[Effect]:
    """Le texte corrigé, en réponse à la demande d'accord ; sinon, de la parole."""
    visee = suivie(ctx, ctx.about_of(message.reply_to))
    if visee is None or not ctx.est_membre(message.auteur):
        return []
    if ctx.type_of(message.reply_to or "") != ACCORD or from_word(message.texte, TOUS):
        return []
    carnet = Carnet(ctx)
    if not carnet.attendu_de(visee, message.auteur):
        return []
    return _d_autres_mots(message, ctx, carnet, visee)


def _d_autres_mots(message: Message, ctx: Context, carnet: Carnet, visee: Astuce) -> list[Effect]:
    """Ses mots à elle : notés, sauf s'ils demandent encore l'accord de qui a aidé."""
    dite = lire(ctx, message.texte)
    verifier_le_texte(dite.texte, phrases.EXEMPLE)
    gens = [a.membre for a in astuces.accords(ctx.session, visee.id)]
    autres = [m for m in gens if m != message.auteur]
    visee.texte, visee.auteur, visee.avec = dite.texte, message.auteur, []
    aide = None if visee.nee_de is None else demandes.demande(ctx.session, visee.nee_de)
    if not autres or (aide is not None and aide.pair == message.auteur):
        carnet.oublier_les_accords(visee)
        carnet.noter(visee)
        return [*carnet.effets, _notee(ctx, visee)]
    visee.avec = autres
    carnet.redemander(visee, gens)
    texte = phrases.accord(visee, "", gens, [message.auteur, *autres])
    dit = ctx.dit(texte, type=ACCORD, champs=_champs(ctx, visee), mention=tuple(gens),
                  about=visee.about, boutons=(OUI, CORRIGER, NON))  # fmt: skip
    return [*carnet.effets, dit]


@on_due(SANS_ACCORD)
def sans_accord(echu: Due, ctx: Context) -> list[Effect]:
    """Personne n'a dit oui : ses mots s'effacent, sans rien en dire."""
    visee = suivie(ctx, echu.about)
    if visee is None or visee.etat != ATTENTE:
        return []
    carnet = Carnet(ctx)
    carnet.retirer(visee)
    return carnet.effets


# -- une touche, une correction, une suppression ---------------------------------------------------


@on_reaction(FAIT, about="astuce")
def sert(reaction: Reaction, ctx: Context) -> list[Effect]:
    """👍 : elle sert à cette personne, comptée une fois ; jamais à qui l'a écrite."""
    visee = suivie(ctx, ctx.about_of(reaction.target))
    if visee is None or not ctx.est_membre(reaction.auteur):
        return []
    carnet = Carnet(ctx)
    carnet.utile(visee, reaction.auteur)
    return carnet.effets


@on_untap(FAIT, about="astuce")
def ne_sert_plus(redaction: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """La touche retirée ne compte plus."""
    visee = suivie(ctx, geste.about)
    if visee is None:
        return []
    carnet = Carnet(ctx)
    carnet.plus_utile(visee, geste.auteur)
    return carnet.effets


@on_redaction("astuce")
def message_supprime(redaction: Redaction, ctx: Context) -> list[Effect]:
    """Le message d'où elle vient est supprimé : ses mots le sont aussi, sans un mot."""
    visee = suivie(ctx, ctx.about_of(redaction.target))
    if visee is None:
        return []
    carnet = Carnet(ctx)
    carnet.retirer(visee)
    return carnet.effets


@on_edition("astuce")
def message_corrige(edition: Edition, ctx: Context) -> list[Effect]:
    """Qui l'a écrite corrige son message : l'astuce suit, sans un mot."""
    visee = suivie(ctx, ctx.about_of(edition.cible))
    if visee is None or edition.auteur != visee.auteur or edition.cible != visee.source:
        return []
    return astuces_corrigees.suivre(edition, ctx, visee)
