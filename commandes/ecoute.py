"""Être laissé tranquille, ou trouver à qui parler : « stop », « reprendre », « parler »."""

from bot.core import a_qui_parler, attention
from bot.core.a_qui_parler import CARTE
from bot.core.context import Context
from bot.core.effects import Effect, Refusal, Room, Save
from bot.core.events import Message
from bot.core.pliage import clean_name
from bot.core.registry import ANIMATION, command
from bot.core.texte import Cite, Texte

TYPE = "ecoute"
CARTE_MAX = 300
EXEMPLE_CARTE = "!carte le médecin de prévention, 01 23 45 67 89, le mardi"


@command(
    "!stop", exemple="!stop", reseau=False, intime=True,
    envie="Ne plus recevoir de messages que je n'ai pas demandés",
)  # fmt: skip
def stop(message: Message, ctx: Context) -> list[Effect]:
    """Je ne vous écris plus le premier en privé. Vous, écrivez-moi quand vous voulez.

    Pour ne plus être sollicité dans le salon : « !absent vendredi », « !pause une semaine » ou
    « !jesais plus compta ». Pour revenir en arrière : « reprendre ».
    """
    if not attention.peut_ecrire(ctx, message.auteur):
        texte = Texte.de(
            "C'est déjà le cas : je ne vous écris pas le premier.", "Pour reprendre : reprendre"
        )
        return [ctx.dit(texte, type=TYPE)]
    texte = Texte.de(
        "C'est entendu : je ne vous écris plus le premier en privé.",
        "Si vous m'écrivez, je réponds. Dans le salon, on peut encore vous solliciter : "
        "!absent, !pause ou !jesais plus l'arrêtent.",
        "Pour revenir en arrière : reprendre",
    )
    return [*attention.stop(ctx, message.auteur), ctx.dit(texte, type=TYPE)]


@command("!reprendre", exemple="!reprendre", reseau=False, intime=True)
def reprendre(message: Message, ctx: Context) -> list[Effect]:
    """Je peux de nouveau vous écrire le premier : une fois par jour de travail, pas davantage."""
    texte = Texte.de(
        "C'est noté : je peux de nouveau vous écrire, une fois par jour de travail, pas davantage.",
        "Pour arrêter : stop",
    )
    return [*attention.reprendre(ctx, message.auteur), ctx.dit(texte, type=TYPE)]


# -- parler ----------------------------------------------------------------------------------------


@command(
    "!parler", exemple="!parler", reseau=False, intime=True,
    envie="Savoir à qui parler quand ça ne va pas",
)  # fmt: skip
def parler(message: Message, ctx: Context) -> list[Effect]:
    """Dit à qui vous pouvez parler. Je suis un robot, et je ne le dis à personne."""
    miens = ctx.reseaux_de(message.auteur)
    nommer = len(miens) > 1
    lignes = [
        ligne for reseau in miens
        for ligne in a_qui_parler.dans(ctx.dans(reseau), message.auteur, nommer=nommer)
    ]  # fmt: skip
    dit = Texte.de(
        "Je suis un robot : je ne sais pas écouter comme une personne. "
        "Je ne dis à personne que vous me l'avez demandé.",
        "À qui vous pouvez parler :" if lignes else None,
        *lignes,
        "Le médecin de prévention et le service social du personnel reçoivent aussi, "
        "sans rien en dire autour de vous.",
        "Si c'est trop lourd, tout de suite : le 3114, gratuit, jour et nuit.",
    )
    return [ctx.dit(dit, type=TYPE)]


@command(
    "!carte <texte…>", exemple=EXEMPLE_CARTE, role=ANIMATION,
    envie="Dire à qui parler hors du réseau, quand ça ne va pas",
)  # fmt: skip
def carte(message: Message, ctx: Context, texte: str) -> list[Effect]:
    """Dites qui écoute hors du réseau, et comment joindre cette personne.

    Qui m'écrit « parler » en privé le lit aussi. Une nouvelle carte remplace l'ancienne.
    """
    propre = clean_name(texte, CARTE_MAX + 1)
    if not propre or len(propre) > CARTE_MAX:
        raise Refusal(
            f"Une ou deux lignes, {CARTE_MAX} signes au plus. Par exemple : {EXEMPLE_CARTE}",
            type="usage",
        )
    ctx.ici.reglages = {**ctx.ici.reglages, CARTE: propre}
    dit = Texte.de(
        ("C'est noté. Qui m'écrit « parler » en privé lira aussi : ", Cite(propre)),
    )
    if message.salon == ctx.ici.salon:
        return [Save(ctx.ici), ctx.dit(dit)]
    # Réglé en privé : cela concerne tout le monde, cela se dit donc dans le salon.
    annonce = ctx.dit(dit, to=Room(ctx.ici.salon), reply_to=None)
    return [Save(ctx.ici), annonce, ctx.dit(Texte.ligne("C'est noté. Je l'ai dit dans le salon."))]
