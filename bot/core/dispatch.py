"""De l'événement à la fonction qui le traite : rien d'autre que lire et choisir.

1. Une réponse sans `!` n'agit que si elle est tout entière un mot qu'offre le message ; sinon,
   c'est de la parole entre membres.
2. En privé, une commande se passe de `!` ; une réponse nue va à la dernière question qui l'accepte.
3. Une question qui attend des mots libres (`contexte["libre"]`) les reçoit par `on_reply` : en
   réponse à son message, quels qu'ils soient ; sans citer, si ce n'est ni une commande ni une
   politesse. `ctx.attente` est la question à laquelle on répond. Si `libre` nomme un lecteur
   (`bot.core.attendus`), seuls les mots qu'il reconnaît sont pris sans citer, comme un mot offert.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core import attendus, boutons, prive
from bot.core.appels import Effets, sans_refus, toutes, une
from bot.core.context import Context
from bot.core.effects import Delete
from bot.core.events import (
    Arrival,
    Back,
    Departure,
    Due,
    Edition,
    Entered,
    GaveUp,
    Message,
    Reaction,
    Redaction,
    RoomOpened,
    Unread,
)
from bot.core.execution import commande_dite, traiter
from bot.core.gestes import repondre, sur_edition, sur_reaction, sur_redaction
from bot.core.pliage import clean
from donnees import attention as attentions
from donnees import histoire as histoires
from donnees import meteo as meteos
from donnees import reseau as reseaux
from donnees.histoire import Question

# En privé, on ne parle qu'au robot : seule une réponse qu'il attend en est une. Sous une demande,
# celle dont il n'a rien à faire est un mot libre.
_DEMANDE = "demande:"
_REPONSES_EN_PRIVE = ("choixtheme:", "meteoapart:", _DEMANDE)
_PEU = timedelta(days=4)
_QUESTIONS = ("demande.proposee", "demande.relance", "demande.suivi")


def dispatch(event: Any, ctx: Context) -> Effets:
    """Les effets d'un événement ; ne lève que ce qu'une commande lève par erreur."""
    ctx.event = event
    match event:
        case Message():
            return [*_a_parle(event, ctx), *_message(event, ctx)]
        case Edition():
            return sur_edition(event, ctx)
        case Reaction():
            return [*_a_parle(event, ctx), *sur_reaction(event, ctx)]
        case Redaction():
            return sur_redaction(event, ctx)
        case Due():
            return une(ctx, "due", event.about, event.reason, sans_debut=True)
        case RoomOpened():
            return une(ctx, "room_opened", event.about)
        case Arrival() | Departure():
            ctx.reseau = reseaux.reseau_du_salon(ctx.session, event.salon)
            genre = "arrival" if isinstance(event, Arrival) else "departure"
            return toutes(ctx, genre) if ctx.reseau is not None else []
        case Entered():
            return toutes(ctx, "entered")
        case Back() | Unread():
            ctx.reseau = reseaux.reseau_du_salon(ctx.session, event.salon)
            return toutes(ctx, "back" if isinstance(event, Back) else "unread")
        case GaveUp():
            return une(ctx, "gave_up", event.about)
    raise TypeError(type(event).__name__)


def _a_parle(event: Message | Reaction, ctx: Context) -> Effets:
    """Un mot, une touche : les silences de cette personne ne comptent plus (contrat §11)."""
    return [Delete(ligne) for ligne in attentions.silences_de(ctx.session, event.auteur)]


def _message(message: Message, ctx: Context) -> Effets:
    ctx.reseau = reseaux.reseau_du_salon(ctx.session, message.salon)
    explicite = commande_dite(message)
    if explicite is not None:
        return traiter(message, explicite, ctx)
    if message.reply_to is not None:
        effets = _reponse(message, ctx)
        if effets is not None:
            return effets
    if message.prive:
        return _en_prive(message, ctx)
    return []


def _reponse(message: Message, ctx: Context) -> Effets | None:
    """Une réponse à un message de l'histoire ; `None` : ce n'en est pas une."""
    cible = histoires.envoye_ici(ctx.session, message.reply_to or "", message.salon)
    if cible is None or cible.about is None:
        return None
    emoji = boutons.from_word(message.texte, cible.boutons) if cible.boutons else None
    if emoji is not None:
        return sur_reaction(_parole(message, emoji, message.reply_to or ""), ctx)
    attente = histoires.question(ctx.session, cible.about)
    if attente is not None and attente.a == message.auteur and attente.contexte.get("libre"):
        return _libre(message, attente, ctx)
    if message.prive and not cible.about.startswith(_REPONSES_EN_PRIVE):
        return None
    effets = une(ctx, "reply", cible.about)
    return effets or None if message.prive and cible.about.startswith(_DEMANDE) else effets


def _libre(message: Message, attente: Question, ctx: Context) -> Effets:
    """Les mots libres qu'attend cette question, comme si l'on avait cité son dernier message."""
    cite = message.reply_to or histoires.dernier_envoye(ctx.session, attente.about, message.salon)
    ctx.event, ctx.attente = replace(message, reply_to=cite or None), attente
    return une(ctx, "reply", attente.about)


def _parole(message: Message, emoji: str, cible: str) -> Reaction:
    return Reaction(
        id=message.id, salon=message.salon, auteur=message.auteur, emoji=emoji, target=cible,
        sent_at=message.sent_at, parole=True, prive=message.prive,
    )  # fmt: skip


def _mot_d_un_bouton(message: Message, texte: str, ctx: Context) -> Reaction | None:
    """Le mot d'un bouton de nos derniers messages d'ici, écrit sans citer.

    Un mot de politesse (« oui », « ok ») ne vaut que pour ce qui est une question.
    """
    poli = prive.courtoisie(texte)
    for dit in histoires.derniers_boutons(ctx.session, message.salon):
        emoji = boutons.from_word(texte, tuple(dit.boutons))
        if emoji is not None and (dit.type in _QUESTIONS or not poli):
            return _parole(message, emoji, str(dit.event_id))
    return None


def _offerts(ouverte: Question, ctx: Context) -> dict[str, str]:
    """Les boutons de cette question, avec leurs mots."""
    mots = histoires.mots_offerts(ctx.session, ouverte.about)
    return {emoji: mots.get(emoji, "") for emoji in ouverte.contexte.get("boutons", ())}


def _reconnu(message: Message, texte: str, ouverte: Question, ctx: Context) -> Effets:
    """La question que ces mots reconnaissent, sauf si un message plus récent les offre aussi."""
    for dit in histoires.derniers_boutons(ctx.session, message.salon):
        emoji = boutons.from_word(texte, tuple(dit.boutons))
        if emoji is not None and dit.le > ouverte.le:
            return sur_reaction(_parole(message, emoji, str(dit.event_id)), ctx)
    return _libre(message, ouverte, ctx)


def _trop_tard(message: Message, texte: str, ctx: Context) -> Effets | None:
    """Un mot qu'attendait une question close depuis peu : le dire, plutôt que d'en faire une
    demande d'aide."""
    if not attendus.reconnait("meteo", texte):
        return None
    dit = meteos.derniere_question(ctx.session, message.salon)
    if dit is None or ctx.now - dit.le > _PEU:
        return None
    ctx.event = replace(message, reply_to=dit.event_id)
    return une(ctx, "reply", str(dit.about))


def _en_prive(message: Message, ctx: Context) -> Effets:
    """En privé : une commande sans `!`, un mot attendu, sinon des mots libres."""
    texte = clean(message.texte).strip()
    ouvertes = histoires.questions_ouvertes(ctx.session, message.auteur, message.salon)
    ouvertes = [q for q in ouvertes if not attendus.perimee(q, ctx.now)]
    for ouverte in ouvertes:
        if attendus.reconnait(ouverte.contexte.get("libre"), texte):
            return _reconnu(message, texte, ouverte, ctx)
        emoji = boutons.from_word(texte, _offerts(ouverte, ctx))
        if emoji is not None:
            offert = histoires.dernier_envoye(ctx.session, ouverte.about, message.salon)
            return repondre(_parole(message, emoji, offert), ouverte, ctx)
    touche = _mot_d_un_bouton(message, texte, ctx)
    if touche is not None:
        return sur_reaction(touche, ctx)
    if prive.courtoisie(texte) or not texte:
        return []
    if ctx.registry.find(texte) is not None and not prive.demande_polie(texte):
        return traiter(message, texte, ctx)
    attente = next((q for q in ouvertes if q.contexte.get("libre") is True), None)
    if attente is not None:
        return _libre(message, attente, ctx)
    tardive = _trop_tard(message, texte, ctx)
    if tardive is not None:
        return tardive
    handler = ctx.registry.hook("free_text")
    return [] if handler is None else sans_refus(ctx, handler, message, ctx)
