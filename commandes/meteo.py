"""La météo, en mots : dire son temps, la faire ici et maintenant, la régler, tenir son carnet."""

from bot.core import meteo as regles
from bot.core import meteo_accord, meteo_carnet, meteo_reponses, rituels
from bot.core import meteo_textes as phrases
from bot.core.context import Context
from bot.core.effects import Effect, Refusal, RemindAt, Room, Save, Send
from bot.core.events import Message
from bot.core.meteo_lue import EMOJI, lire, plus_de_meteo
from bot.core.pliage import fold_word
from bot.core.registry import ANIMATION, command
from bot.core.reglages import OUVERTE
from bot.core.texte import Texte

EXEMPLE = "!météo éclaircies"
A_RELIRE = "Un chiffre de 1 à 5, ou un mot : soleil, éclaircies, couvert, pluie, orage."


@command(
    "!météo <temps…>", "!météo", exemple=EXEMPLE, muette=True,
    envie="Dire le temps qu'il fait chez moi",
)  # fmt: skip
def meteo(message: Message, ctx: Context, temps: str | None) -> list[Effect]:
    """Dites comment vous allez, en un mot : soleil, éclaircies, couvert, pluie, orage.

    Un chiffre de 1 à 5 suffit, un mot peut suivre : « !météo 4 fatiguée ». « pas cette fois » est
    une réponse. On ne montre jamais qui a dit quoi. Ne plus être interrogé : « plus de météo ».
    """
    if temps is None:
        raise Refusal(Texte.de(A_RELIRE, f"Par exemple : {EXEMPLE}"), type="usage")
    if plus_de_meteo(temps):
        return meteo_reponses.plus_de_meteo(ctx, message.auteur)
    lu = lire(temps)
    if lu is None:
        raise Refusal(Texte.de(A_RELIRE, f"Par exemple : {EXEMPLE}"), type="usage")
    return meteo_reponses.repondre(ctx, message.auteur, lu, prive=message.prive)


@command("!plus-de-météo", exemple="!plus de météo", muette=True)
def plus(message: Message, ctx: Context) -> list[Effect]:
    """Je ne vous pose plus la question de la météo en privé."""
    return meteo_reponses.plus_de_meteo(ctx, message.auteur)


@command("!météo-reprendre", exemple="!météo reprendre", muette=True, sous="météo")
def reprendre(message: Message, ctx: Context) -> list[Effect]:
    """Je vous pose de nouveau la question de la météo."""
    return meteo_reponses.reprendre(ctx, message.auteur)


@command("!météo-oui", "!météo-non", exemple="!météo oui", muette=True)
def accord(message: Message, ctx: Context) -> list[Effect]:
    """Dans un petit réseau, ou un réseau discret : vous voulez bien de la météo, ou non.

    Elle n'a lieu que si chacun dit oui. Personne ne sait qui a dit quoi.
    """
    oui = fold_word(ctx.commande) == "meteooui"
    return meteo_accord.noter(ctx, message.auteur, oui=oui)


# -- ici, maintenant -------------------------------------------------------------------------------


@command(
    "!météo-ici", exemple="!météo ici", role=ANIMATION, sous="météo",
    envie="Commencer une réunion par une météo",
)  # fmt: skip
def ici(message: Message, ctx: Context) -> list[Effect]:
    """Une météo ouverte, dans ce salon, pendant dix minutes. Rien n'en est gardé.

    Pour la fin de la réunion : « !météo sortie ».
    """
    return _moment(message, ctx, sortie=False)


@command("!météo-sortie", exemple="!météo sortie", role=ANIMATION, sous="météo")
def sortie(message: Message, ctx: Context) -> list[Effect]:
    """Comme « !météo ici », quand la réunion finit : dix minutes, ouverte, rien de gardé."""
    return _moment(message, ctx, sortie=True)


def _moment(message: Message, ctx: Context, *, sortie: bool) -> list[Effect]:
    if message.prive:
        raise Refusal("Cela se fait dans le salon, devant tout le monde : écrivez-le là-bas.")
    if rituels.reserve(ctx):
        raise Refusal(
            "Dans un petit réseau, ou un réseau discret, je ne demande la météo qu'en privé."
        )
    if any(not m.rituel for m in regles.toutes_en_cours(ctx)):
        raise Refusal("Une météo est déjà ouverte ici : elle se ferme au bout de dix minutes.")
    moment = regles.nouvelle(ctx, 0, ctx.now, OUVERTE)
    moment.fin = ctx.now + regles.MOMENT
    dit = Send(
        to=Room(message.salon), texte=phrases.moment(ctx, moment, sortie=sortie), appel=True,
        type=regles.QUESTION, champs=regles.champs(ctx, moment), about=moment.about, boutons=EMOJI,
    )  # fmt: skip
    return [Save(moment), dit, RemindAt(when=moment.fin, reason=regles.CLORE, about=moment.about)]


# -- régler ----------------------------------------------------------------------------------------


@command(
    "!météo-relance <oui…>", exemple="!météo relance oui", role=ANIMATION, sous="météo",
)  # fmt: skip
def relance(message: Message, ctx: Context, oui: str) -> list[Effect]:
    """Un rappel, un peu avant la fin, à qui n'a pas répondu et me parle en privé.

    « !météo relance oui », « !météo relance non ». Jamais deux fois de suite, jamais en mode
    anonyme.
    """
    mot = fold_word(oui)
    if mot not in ("oui", "non"):
        raise Refusal("Par exemple : !météo relance oui", type="usage")
    ctx.ici.reglages = {**ctx.ici.reglages, regles.AVEC_RELANCE: mot == "oui"}
    texte = Texte.ligne(
        "C'est noté : un peu avant la fin de la météo, j'écrirai un mot à qui n'a pas répondu."
        if mot == "oui" else "C'est noté : la météo n'a plus de rappel."
    )  # fmt: skip
    if message.salon == ctx.ici.salon:
        return [Save(ctx.ici), ctx.dit(texte, type="reseau.regle")]
    annonce = ctx.dit(texte, type="reseau.regle", to=Room(ctx.ici.salon), reply_to=None)
    return [Save(ctx.ici), annonce, ctx.dit(Texte.ligne("C'est noté, et dit dans le salon."))]


# -- le carnet -------------------------------------------------------------------------------------


@command(
    "!mamétéo <geste…>", "!mamétéo", exemple="!mamétéo garder", intime=True,
    envie="Garder un carnet de mes météos, pour moi seul",
)  # fmt: skip
def mameteo(message: Message, ctx: Context, geste: str | None) -> list[Effect]:
    """Votre carnet : ce que vous dites de votre temps, gardé pour vous seul, si vous le voulez.

    « !mamétéo garder » l'ouvre, « !mamétéo oublier » l'efface, « !mamétéo » le montre.
    """
    return meteo_carnet.faire(ctx, message.auteur, fold_word(geste or ""))
