"""Petits réseaux et réseaux discrets : pas de météo tant que chacun n'a pas dit oui (contrat §8).

1. Le salon l'apprend une fois ; ensuite, chacun est interrogé à part, comme pour toute
   sollicitation. Un non suffit, et personne ne sait de qui.
2. Un nouveau membre compte aussi : la météo s'arrête jusqu'à son oui.
"""

from bot.core import attention, rituels
from bot.core import meteo as regles
from bot.core import meteo_textes as phrases
from bot.core.boutons import NON, OUI, PRIVE
from bot.core.context import Context
from bot.core.effects import Effect, Room, Save, Send
from bot.core.texte import Texte
from donnees import histoire as histoires
from donnees import meteo as meteos
from donnees.histoire import Question
from donnees.meteo import SANS, AccordMeteo
from donnees.rituel import Occurrence

ACCORD, TYPE = "meteoaccord", "meteo"


def tous_d_accord(ctx: Context) -> bool:
    """Vrai si chaque membre a dit oui."""
    dits = meteos.accords(ctx.session, ctx.ici.id)
    return all(dits.get(membre, False) for membre in ctx.membres())


def demander(ctx: Context, fois: Occurrence) -> list[Effect]:
    """Cette fois n'a pas lieu ; ceux qui n'ont rien dit sont interrogés à part."""
    effets = rituels.sauter(ctx, fois)
    if not meteos.deja_sans(ctx.session, fois.rituel):
        sans = regles.nouvelle(ctx, fois.rituel, fois.le, ctx.reglages.meteo)
        sans.etat = SANS
        effets += [Save(sans), _au_salon(ctx)]
    dits = meteos.accords(ctx.session, ctx.ici.id)
    for membre in ctx.membres():
        conversation = ctx.conversation(membre)
        if membre not in dits and conversation is not None:
            pose = poser(ctx, membre, conversation)
            if pose:
                effets += attention.solliciter(
                    ctx, membre, regles.SUJET, regles.QUOI, *pose, a_toute_heure=True
                )
    return effets


def _au_salon(ctx: Context) -> Send:
    return Send(
        to=Room(ctx.ici.salon), texte=phrases.chacun_d_abord(), type=TYPE,
        about=f"{ACCORD}:{ctx.ici.id}", boutons=(PRIVE,), collectif=True,
    )  # fmt: skip


def fil(ctx: Context, membre: str) -> str:
    """Le fil de la question posée à cette personne."""
    return f"{ACCORD}:{ctx.ici.id}:{membre}"


def poser(ctx: Context, membre: str, salon: str) -> list[Effect]:
    """« Voulez-vous d'une météo ? », une fois."""
    about = fil(ctx, membre)
    if histoires.question(ctx.session, about) is not None:
        return []
    question = Question(
        about=about, a=membre, salon=salon, type=TYPE, le=ctx.now,
        contexte={"boutons": [OUI, NON], "reseau": ctx.ici.id},
    )  # fmt: skip
    dit = Send(
        to=Room(salon), texte=phrases.accord(ctx), type=TYPE, about=about, mention=(membre,),
        boutons=(OUI, NON),
    )  # fmt: skip
    return [Save(question), dit]


def noter(ctx: Context, membre: str, *, oui: bool) -> list[Effect]:
    """Son oui, ou son non ; les deux se reprennent."""
    ligne = AccordMeteo(reseau=ctx.ici.id, membre=membre, oui=oui, le=ctx.now)
    texte = Texte.de(
        "C'est noté : oui. La météo viendra quand chacun l'aura dit." if oui
        else "C'est noté : non. Il n'y aura pas de météo, et personne ne saura pourquoi.",
        f"Pour changer d'avis : météo {'non' if oui else 'oui'}",
    )  # fmt: skip
    repond = attention.repond(ctx, membre, regles.SUJET)
    return [*repond, Save(ligne), ctx.dit(texte, type=TYPE)]
