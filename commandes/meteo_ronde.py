"""La météo d'un rituel : elle s'ouvre, on répond, elle se ferme et s'oublie."""

from bot.core import meteo as regles
from bot.core import meteo_accord, meteo_close, meteo_reponses, prive, rituels
from bot.core import meteo_textes as phrases
from bot.core import rituels_dus as dettes
from bot.core.boutons import PRIVE, canonical
from bot.core.context import Context
from bot.core.effects import Delete, Effect, OpenRoom, Room, Send
from bot.core.events import Due, Message, Reaction, Redaction, RoomOpened
from bot.core.meteo_lue import EMOJI, lire, plus_de_meteo
from bot.core.registry import on_due, on_reaction, on_reply, on_room_opened, on_untap
from bot.core.reglages import OUVERTE
from bot.core.texte import Texte
from donnees import meteo as meteos
from donnees import outbox
from donnees import reseau as reseaux
from donnees import salon as salons
from donnees.histoire import Geste
from donnees.meteo import ATTEND
from donnees.rituel import METEO, Occurrence

A_RELIRE = "Un chiffre de 1 à 5, ou un mot : soleil, éclaircies, couvert, pluie, orage."


# -- ouvrir, relancer, fermer ----------------------------------------------------------------------


@on_due(rituels.raison(METEO))
def demander(echu: Due, ctx: Context) -> list[Effect]:
    """Une météo s'ouvre ; dans un petit réseau, si chacun a dit oui."""
    fois, effets = rituels.commencer(ctx, echu.about)
    if fois is None:
        return effets
    if fois.essai:
        return _essayer(ctx, fois)
    if rituels.reserve(ctx) and not meteo_accord.tous_d_accord(ctx):
        return meteo_accord.demander(ctx, fois)
    return [*effets, *dettes.prevenir(ctx, "Une météo est prévue"), *regles.ouvrir(ctx, fois)]


def _essayer(ctx: Context, fois: Occurrence) -> list[Effect]:
    """Chez une seule personne, telle que chacun la lirait ; rien n'est compté."""
    fausse = regles.nouvelle(ctx, fois.rituel, fois.le, ctx.reglages.meteo)
    fausse.fin = fois.fin
    dit = Send(
        to=Room(fois.salon), texte=phrases.essai(ctx, fausse), type=regles.QUESTION,
        champs=regles.champs(ctx, fausse),
    )  # fmt: skip
    return [*rituels.clore(ctx, fois), dit]


@on_due(regles.CLORE)
def fermer(echu: Due, ctx: Context) -> list[Effect]:
    """La fenêtre se ferme : le résultat, et l'oubli ; une météo qui n'a pas eu lieu s'oublie."""
    meteo = regles.du_fil(ctx, echu.about)
    if meteo is None or ctx.reseau is None:
        return []
    if meteo.etat == ATTEND:
        return [*regles.oublier(ctx, meteo), Delete(meteo)]
    return meteo_close.clore(ctx, meteo) if meteo.etat == meteos.OUVERTE else []


@on_due(regles.RELANCER)
def relancer(echu: Due, ctx: Context) -> list[Effect]:
    """Un mot à qui n'a pas répondu."""
    meteo = regles.du_fil(ctx, echu.about)
    if meteo is None or not regles.vivante(ctx, meteo) or ctx.reseau is None:
        return []
    return regles.relancer(ctx, meteo)


@on_due(regles.A_PART_DUE)
def plus_tard(echu: Due, ctx: Context) -> list[Effect]:
    """Cette personne peut maintenant être interrogée à part, si la fenêtre court encore."""
    meteo = regles.du_fil(ctx, echu.about)
    if meteo is None or not regles.vivante(ctx, meteo):
        return []
    ctx.reseau = reseaux.reseau(ctx.session, meteo.reseau)
    membre = echu.about.split(":", 2)[2]
    return [] if ctx.reseau is None else regles.demander_a(ctx, meteo, membre)


# -- répondre dans le salon ------------------------------------------------------------------------


@on_reaction(*EMOJI, about="meteo")
def touche(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Un temps touché, ou son mot écrit en réponse, sous une météo ouverte."""
    meteo = regles.du_fil(ctx, ctx.about_of(reaction.target))
    if meteo is None or not _peut(ctx, reaction.auteur) or not regles.vivante(ctx, meteo):
        return []
    return meteo_reponses.toucher(ctx, meteo, reaction.auteur, reaction.emoji)


@on_untap(*EMOJI, about="meteo")
def retiree(retrait: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """Une touche retirée ne compte plus."""
    meteo = regles.du_fil(ctx, geste.about)
    if meteo is None or not regles.vivante(ctx, meteo):
        return []
    siens = [g for g in meteos.gestes(ctx.session, meteo.about) if g.auteur == geste.auteur]
    restent = [
        emoji for g in siens
        if g.event_id != geste.event_id and (emoji := canonical(g.emoji, EMOJI)) is not None
    ]  # fmt: skip
    return [Delete(geste), *meteo_reponses.retirer(ctx, meteo, geste.auteur, restent)]


@on_reply("meteo")
def au_salon(message: Message, ctx: Context) -> list[Effect]:
    """Un chiffre, un mot, en réponse à la question du salon : pris, jamais répété."""
    meteo = regles.du_fil(ctx, ctx.about_of(message.reply_to))
    lu = lire(message.texte)
    if meteo is None or not _peut(ctx, message.auteur) or not regles.vivante(ctx, meteo):
        return []
    if lu is None or lu.mot:
        return []  # des gens qui se parlent
    if meteo.mode == OUVERTE:
        return regles.voter(ctx, meteo, message.auteur, lu.temps)
    ctx.commande = "meteo"
    commande = ctx.registry.commands["meteo"]
    return prive.ailleurs(message, commande, {"temps": message.texte}, ctx)


def _peut(ctx: Context, membre: str) -> bool:
    return ctx.reseau is not None and ctx.est_membre(membre)


# -- répondre à part -------------------------------------------------------------------------------


@on_reply(regles.A_PART)
def a_part(message: Message, ctx: Context) -> list[Effect]:
    """La réponse à la question posée à part."""
    meteo = regles.du_fil(ctx, _fil(message, ctx))
    if meteo is not None:
        ctx.reseau = reseaux.reseau(ctx.session, meteo.reseau)
    if meteo is None or ctx.reseau is None or not ctx.est_membre(message.auteur):
        return []
    if plus_de_meteo(message.texte):
        return meteo_reponses.plus_de_meteo(ctx, message.auteur)
    lu = lire(message.texte)
    if lu is None:
        texte = Texte.de(A_RELIRE, "Par exemple : éclaircies")
        return [ctx.dit(texte, type="usage", champs={"commande": "meteo"})]
    cite = meteo if regles.vivante(ctx, meteo) else None
    return meteo_reponses.repondre(ctx, message.auteur, lu, prive=True, meteo=cite)


def _fil(message: Message, ctx: Context) -> str | None:
    return ctx.attente.about if ctx.attente is not None else ctx.about_of(message.reply_to)


@on_reaction(PRIVE, about="meteo")
def me_parler(reaction: Reaction, ctx: Context) -> list[Effect]:
    """« Me parler à part » : la question, dans la conversation de cette personne."""
    meteo = regles.du_fil(ctx, ctx.about_of(reaction.target))
    if meteo is None or not _peut(ctx, reaction.auteur) or not regles.vivante(ctx, meteo):
        return []
    conversation = ctx.conversation(reaction.auteur)
    if conversation is not None:
        return regles.poser(ctx, meteo, reaction.auteur, conversation)
    return _ouvrir(ctx, regles.fil_a_part(meteo, reaction.auteur), reaction.auteur)


def _ouvrir(ctx: Context, about: str, membre: str) -> list[Effect]:
    """Une conversation, sauf si elle est déjà en route."""
    en_route = outbox.ouverture_en_route(ctx.session, about)
    if en_route or salons.ouverts_pour(ctx.session, about):
        return []
    return [OpenRoom(about=about, invites=(membre,), direct=True)]


@on_room_opened(regles.A_PART)
def ouverte(event: RoomOpened, ctx: Context) -> list[Effect]:
    """La conversation existe : les premiers mots, puis la question."""
    membre = event.about.split(":", 2)[2]
    meteo = regles.du_fil(ctx, event.about)
    if meteo is not None:
        ctx.reseau = reseaux.reseau(ctx.session, meteo.reseau)
    premiers = _premiers_mots(event.room, membre)
    if meteo is None or ctx.reseau is None or not regles.vivante(ctx, meteo):
        return [premiers]
    return [premiers, *regles.poser(ctx, meteo, membre, event.room)]


def _premiers_mots(salon: str, membre: str) -> Send:
    texte = Texte.de(
        "Me voici, à part. Je suis un robot. Ce que vous écrivez ici reste entre vous et moi.",
        "Pour voir ce que l'on peut faire ici : menu",
    )
    return Send(to=Room(salon), texte=texte, type="prive.ouverture", mention=(membre,))
