"""Récolter ensemble : une question, et chaque réponse peut devenir une astuce du kit."""

from datetime import timedelta

from bot.core import astuces_corrigees
from bot.core import astuces_textes as phrases
from bot.core import kit as regles
from bot.core.astuces import Carnet, lire, nom_du_theme, proches, verifier_le_texte
from bot.core.boutons import CORRIGER, NON, OUI
from bot.core.context import Context
from bot.core.dates import dire_moment
from bot.core.demandes_droits import extrait
from bot.core.effects import Effect, Follow, Refusal, RemindAt, Room, Send
from bot.core.events import Due, Edition, Message, Redaction
from bot.core.prive import courtoisie
from bot.core.publication import une_ligne
from bot.core.registry import command, on_due, on_edition, on_redaction, on_reply
from bot.core.texte import Cite, Gras, Texte
from donnees import astuce as astuces
from donnees import histoire as histoires
from donnees import reminder as rappels
from donnees import reseau as reseaux
from donnees import theme as themes
from donnees.astuce import ATTENTE, LUES, RECOLTE, Astuce
from donnees.histoire import SOURCE
from donnees.theme import Theme

TYPE, FIL, FIN = "kit", "recolte", "recolte.fin"
EXEMPLE = "!kit récolte qu'auriez-vous aimé savoir le premier jour ?"
QUESTION_MAX = 300
UNE_HEURE = timedelta(hours=1)  # trop tard dans la journée, elle finit le lendemain


@command(
    "!kit-récolte <thème> : <question…>", "!kit-récolte <question…>", exemple=EXEMPLE, sous="kit",
    envie="Remplir le kit ensemble, par une question à tous",
)  # fmt: skip
def recolte(message: Message, ctx: Context, theme: Theme | None, question: str) -> list[Effect]:
    """Posez une question à tout le salon : chaque réponse peut devenir une astuce.

    Je demande à chacun avant de garder la sienne. Pour un thème : « !kit récolte compta : … ».
    """
    regles.exiger_referent(ctx, message.auteur, None if theme is None else theme.id)
    mots = une_ligne(question)
    _verifie(message, ctx, mots)
    fin = ctx.reglages.horaires.fermeture(ctx.now + UNE_HEURE)
    numero = ctx.numero("recolte")
    about = f"{FIL}:{ctx.ici.id}:{0 if theme is None else theme.id}:{numero}"
    nom = "" if theme is None else theme.nom
    texte = Texte.de(
        (Gras(f"Récolte{f', {nom}' if nom else ''} : "), Cite(mots)),
        "Répondez à ce message avec ce que vous savez, en une ou deux phrases.",
        "Je demande à chacun avant de garder sa réponse dans le kit. "
        f"La récolte finit {dire_moment(fin, ctx.reglages.fuseau, ctx.now)}.",
    )
    champs = {"theme": nom, "resultats": []} if nom else {"resultats": []}
    dit = ctx.dit(texte, type=TYPE, champs=champs, about=about)
    return [dit, RemindAt(when=fin, reason=FIN, about=about)]


def _verifie(message: Message, ctx: Context, mots: str) -> None:
    if message.prive:
        raise Refusal(f"Une récolte se lance dans le salon, devant tous : {EXEMPLE}")
    if ctx.reglages.discret:
        raise Refusal(
            "Ce réseau est discret : pas de question à la cantonade. Chacun peut noter, à part : "
            "astuce et ses mots"
        )
    if len(mots) > QUESTION_MAX:
        raise Refusal(
            f"C'est long pour une question : {QUESTION_MAX} signes au plus. Par exemple : "
            f"{EXEMPLE}", type="usage",
        )  # fmt: skip


# -- une réponse -----------------------------------------------------------------------------------


@on_reply(FIL)
def reponse(message: Message, ctx: Context) -> list[Effect]:
    """Une réponse à la question : un brouillon, gardé si son auteur dit oui."""
    about = ctx.about_of(message.reply_to) or ""
    ouverte = bool(rappels.reminders_of(ctx.session, about))
    a_la_question = ctx.type_of(message.reply_to or "") == TYPE
    if not ouverte or not a_la_question or courtoisie(message.texte):
        return []
    if ctx.reseau is None or not ctx.est_membre(message.auteur):
        return []
    return _brouillon(message, ctx, about)


def _brouillon(message: Message, ctx: Context, about: str) -> list[Effect]:
    dite = lire(ctx, message.texte)
    verifier_le_texte(dite.texte, phrases.EXEMPLE)
    carnet = Carnet(ctx)
    neuve = carnet.creer(dite, message.auteur, origine=RECOLTE, source=message.id,
                         salon=message.salon)  # fmt: skip
    voulu = int(about.split(":")[2])
    if themes.theme(ctx.session, ctx.ici.id, voulu) is not None:
        neuve.theme = voulu
    carnet.attendre(neuve, [message.auteur])
    deja_dit = proches(ctx, dite.texte, neuve.id)
    texte = phrases.accord(neuve, "", [message.auteur], [message.auteur], deja_dit)
    champs = {"astuce": neuve.id, "theme": nom_du_theme(ctx, neuve)}
    dit = ctx.dit(texte, type="astuce.accord", champs=champs, mention=(message.auteur,),
                  about=neuve.about, boutons=(OUI, CORRIGER, NON))  # fmt: skip
    suit = Follow(event_id=message.id, salon=message.salon, about=about, type=SOURCE)
    return [*carnet.effets, suit, dit]


def _nee_de(evenement: str, ctx: Context) -> Astuce | None:
    """L'astuce née de cette réponse ; pose son réseau."""
    nee = astuces.de_la_source(ctx.session, evenement)
    ctx.reseau = None if nee is None else reseaux.reseau(ctx.session, nee.reseau)
    return nee if nee is not None and (nee.etat == ATTENTE or nee.etat in LUES) else None


@on_edition(FIL)
def reponse_corrigee(edition: Edition, ctx: Context) -> list[Effect]:
    """Sa réponse corrigée par elle, l'astuce qui en vient l'est aussi."""
    nee = _nee_de(edition.cible, ctx)
    if nee is None or nee.auteur != edition.auteur:
        return []
    return astuces_corrigees.suivre(edition, ctx, nee)


@on_redaction(FIL)
def reponse_supprimee(redaction: Redaction, ctx: Context) -> list[Effect]:
    """Sa réponse supprimée, par elle ou par qui modère le salon, l'astuce l'est aussi."""
    nee = _nee_de(redaction.target, ctx)
    if nee is None:
        return []
    carnet = Carnet(ctx)
    carnet.retirer(nee)
    return carnet.effets


# -- la fin ----------------------------------------------------------------------------------------


@on_due(FIN)
def fin(echu: Due, ctx: Context) -> list[Effect]:
    """La récolte est finie : combien d'astuces sont gardées, et où les lire."""
    dits = histoires.envoyes_de(ctx.session, echu.about)
    ctx.reseau = reseaux.reseau(ctx.session, int(echu.about.split(":")[1]))
    if ctx.reseau is None or not dits:
        return []
    nees = [astuces.de_la_source(ctx.session, d.event_id or "") for d in dits if d.type == SOURCE]
    gardees = [a for a in nees if a is not None and a.etat in LUES]
    if not nees:
        return []
    theme = themes.theme(ctx.session, ctx.ici.id, int(echu.about.split(":")[2]))
    combien = len(gardees)
    dit = {0: "aucune astuce gardée pour l'instant", 1: "une astuce gardée"}.get(
        combien, f"{combien} astuces gardées"
    )
    texte = Texte.de(
        f"La récolte est finie : {dit}. Merci à vous.",
        f"Les lire : !kit {extrait(theme.nom)}" if theme is not None else "Les lire : !kit",
    )
    champs = {"resultats": [a.id for a in gardees]}
    return [Send(to=Room(ctx.ici.salon), texte=texte, type=TYPE, champs=champs)]
