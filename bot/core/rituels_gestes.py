"""Ce que l'animation fait d'un rituel, par son numéro : pause, reprise, fin, essai, maintenant."""

import re
from collections.abc import Callable
from datetime import datetime

from bot.core import rituels as regles
from bot.core import rituels_dits as dits
from bot.core import rituels_dus as dettes
from bot.core.absences_dites import lire_periode, sans_fin
from bot.core.boutons import NON, OUI, RANGE_EN_PRIVE
from bot.core.context import Context
from bot.core.dates import Incompris, comprendre, dire_moment, dire_periode
from bot.core.effects import (
    Delete,
    Effect,
    Forget,
    OpenRoom,
    Original,
    React,
    Refusal,
    Room,
    Save,
    Send,
)
from bot.core.events import Message
from bot.core.pliage import fold_word
from bot.core.texte import Texte
from donnees import rituel as rituels
from donnees.histoire import Question
from donnees.rituel import ACTIF, FINI, METEO, OUVERTE, PREVUE, SAUTEE, SUPPRIME, TOUR, Rituel

CHANGE, LANCER = "rituel.change", "lancer"
A_PART = (
    "Entendu. Ici, la météo se demande en privé, et seulement quand chaque membre a dit oui : rien "
    "n'en paraît dans le salon."
)
Geste = Callable[[Message, Context, Rituel, str], list[Effect]]


def trouver(ctx: Context, numero: int) -> Rituel:
    """Le rituel de ce réseau ; lève `Refusal` s'il n'y en a pas de tel."""
    trouve = rituels.rituel(ctx.session, numero)
    if trouve is None or trouve.reseau != ctx.ici.id or trouve.etat == SUPPRIME:
        raise Refusal("Je ne trouve pas ce rituel ici. Pour voir les numéros : !rituels")
    if trouve.etat == FINI:
        raise Refusal(f"Le rituel {dits.nomme(trouve)}, est fini. Vous pouvez en prévoir un autre.")
    return trouve


def faire(message: Message, ctx: Context, rituel: Rituel, suite: str) -> list[Effect]:
    """Le geste que disent ces mots ; lève `Refusal` (usage) si ce n'en est pas un."""
    premier, _, reste = suite.strip().partition(" ")
    mot = fold_word(premier)
    if mot in ("jusqua", "jusqu") and re.match(r"jusqu\W*[aà]\b", suite.strip(), re.IGNORECASE):
        return _fenetre(ctx, rituel, suite.strip())
    geste = next((g for mots, g in _GESTES.items() if mot in mots.split()), None)
    if geste is None or (reste.strip() and geste is not _pause):
        raise Refusal(
            Texte.de(
                "Je n'ai pas compris quoi faire de ce rituel.",
                f"Par exemple : !rituel {rituel.id} pause jusqu'au 10 janvier",
                "Je connais aussi : reprendre, supprimer, essai, maintenant, jusqu'à 11h.",
            ),
            type="usage",
        )
    return geste(message, ctx, rituel, reste.strip())


def _dit(ctx: Context, rituel: Rituel, *lignes: str | Texte | None, **options: object) -> Send:
    champs = dits.champs(ctx, rituel)
    return ctx.dit(Texte.de(*lignes), type=CHANGE, champs=champs, about=rituel.about, **options)


# -- pause, reprise, fin ---------------------------------------------------------------------------


def _pause(message: Message, ctx: Context, rituel: Rituel, dite: str) -> list[Effect]:
    rituel.pause_depuis, rituel.pause_jusqua = ctx.now, None
    combien = "jusqu'à nouvel ordre"
    if dite and not sans_fin(dite):
        debut, fin = _periode(ctx, rituel, dite)
        rituel.pause_depuis, rituel.pause_jusqua = debut, fin
        combien = dire_periode(debut, fin, ctx.reglages.fuseau, ctx.now)
    effets = regles.planifier(ctx, rituel, ctx.now)
    suite = regles.a_venir(ctx, rituel)
    return [*effets, _dit(
        ctx, rituel, f"Le rituel {dits.nomme(rituel)}, est en pause {combien}.",
        dits.dates(ctx, rituel, suite) if suite else None,
        f"Pour le reprendre : !rituel {rituel.id} reprendre",
    )]  # fmt: skip


def _periode(ctx: Context, rituel: Rituel, dite: str) -> tuple[datetime, datetime]:
    """De quand à quand ; lève `Refusal` (usage) si cela ne se comprend pas."""
    try:
        lue, _ = lire_periode(dite, ctx.now, ctx.reglages.fuseau)
    except Incompris as refus:
        exemple = f"Par exemple : !rituel {rituel.id} pause jusqu'au 10 janvier"
        raise Refusal(Texte.de(str(refus), exemple), type="usage") from None
    return lue.occurrences[0], lue.fin or lue.occurrences[0]


def _reprendre(message: Message, ctx: Context, rituel: Rituel, _reste: str) -> list[Effect]:
    deja = rituel.pause_depuis is None
    rituel.pause_depuis = rituel.pause_jusqua = None
    effets = regles.planifier(ctx, rituel, ctx.now)
    phrase = f"Le rituel {dits.nomme(rituel)}, reprend."
    if deja:
        phrase = f"Le rituel {dits.nomme(rituel)}, n'était pas en pause : rien ne change."
    return [
        *effets,
        _dit(ctx, rituel, phrase, dits.dates(ctx, rituel, regles.a_venir(ctx, rituel))),
    ]


def _supprimer(message: Message, ctx: Context, rituel: Rituel, _reste: str) -> list[Effect]:
    texte = f" : {rituel.texte}" if rituel.texte and "\n" not in rituel.texte else ""
    remettre = f"!rituel {dits.NOMS[rituel.genre]} {rituel.mots}{texte}"
    rituel.etat, rituel.fini_le = SUPPRIME, ctx.now
    rituel.origine = rituel.prochaine = None
    return [
        Save(rituel), Forget(about=rituel.about),
        _dit(ctx, rituel, f"Le rituel {dits.nomme(rituel)}, est supprimé.",
             f"Pour le remettre : {remettre}"),
    ]  # fmt: skip


def _fenetre(ctx: Context, rituel: Rituel, dite: str) -> list[Effect]:
    """« jusqu'à 11h » : l'heure où l'on cesse d'attendre, chaque fois."""
    heure = re.sub(r"^jusqu\W*[aà]\s*", "", dite, flags=re.IGNORECASE)
    zone = ctx.reglages.fuseau
    try:
        lue = comprendre(f"chaque jour à {heure}", ctx.now, zone)
    except Incompris as refus:
        exemple = f"Par exemple : !rituel {rituel.id} jusqu'à 11h"
        raise Refusal(Texte.de(str(refus), exemple), type="usage") from None
    rituel.jusqua = f"{lue.occurrences[0]:%H:%M}"
    dit = dire_moment(lue.occurrences[0], zone, ctx.now).rsplit(" à ", 1)[1]
    phrase = f"Le rituel {dits.nomme(rituel)}, attend désormais jusqu'à {dit}, chaque fois."
    return [Save(rituel), _dit(ctx, rituel, phrase)]


# -- essai, maintenant -----------------------------------------------------------------------------


def _essai(message: Message, ctx: Context, rituel: Rituel, _reste: str) -> list[Effect]:
    """Joué chez la seule personne qui le demande ; rien n'en est compté."""
    conversation = ctx.conversation(message.auteur)
    if conversation is None:
        about = f"prive:{message.auteur}"
        texte = "J'ouvre notre conversation. Acceptez l'invitation, puis redites : "
        return [
            OpenRoom(about=about, invites=(message.auteur,), direct=True),
            _dit(ctx, rituel, f"{texte}!rituel {rituel.id} essai"),
        ]
    effets = regles.demander(ctx, rituel, essai=True, salon=conversation, pour=message.auteur)
    if message.salon == conversation:
        return effets
    trace = React(to=Room(message.salon), on=Original(message.id), emoji=RANGE_EN_PRIVE)
    return [*effets, trace]


def _maintenant(message: Message, ctx: Context, rituel: Rituel, _reste: str) -> list[Effect]:
    """Lancé tout de suite ; si des réponses sont dues, l'animation est d'abord prévenue."""
    dernieres = rituels.occurrences(ctx.session, ctx.ici.id, rituel.id, 5)
    if any(f.etat in (PREVUE, OUVERTE) and ctx.now < f.fin for f in dernieres):
        raise Refusal("Il est déjà en cours. Laissez-le finir, puis recommencez.")
    if rituel.genre == TOUR and regles.reserve(ctx):
        raise Refusal(sans_tour(ctx))
    dus = dettes.dus(ctx) if rituel.genre in dettes.RONDES else []
    if dus:
        return _confirmer(message, ctx, rituel, dus)
    effets = regles.demander(ctx, rituel)
    if rituel.genre == METEO and regles.reserve(ctx):
        return [*effets, _dit(ctx, rituel, A_PART)]
    if message.salon == ctx.ici.salon:
        return effets
    return [*effets, _dit(ctx, rituel, f"C'est lancé dans le salon : {dits.nomme(rituel)}.")]


def _confirmer(message: Message, ctx: Context, rituel: Rituel, dus: list[int]) -> list[Effect]:
    about = f"{LANCER}:{rituel.id}:{message.id}"
    question = Question(
        about=about, a=message.auteur, salon=message.salon, type=CHANGE, le=ctx.now,
        contexte={"boutons": [OUI, NON], "reseau": ctx.ici.id, "rituel": rituel.id},
    )  # fmt: skip
    texte = Texte.de(
        dettes.phrase(dus), "Je lance quand même ?", f"{OUI} oui", f"{NON} non, plus tard"
    )
    champs = dits.champs(ctx, rituel) | {"demandes": dus}
    dit = ctx.dit(texte, type=CHANGE, champs=champs, about=about, boutons=(OUI, NON))
    return [Save(question), dit]


def confirme(ctx: Context, attente: Question, *, oui: bool) -> list[Effect]:
    """La réponse à « je lance quand même ? »."""
    rituel = rituels.rituel(ctx.session, int(attente.contexte["rituel"]))
    if rituel is None or rituel.etat != ACTIF or not ctx.anime(attente.a):
        return [Delete(attente)]
    if not oui:
        return [Delete(attente), _dit(ctx, rituel, "Entendu, je ne lance rien maintenant.")]
    return [Delete(attente), *regles.demander(ctx, rituel)]


_GESTES: dict[str, Geste] = {
    "pause suspendre suspends": _pause,
    "reprendre reprends reprise": _reprendre,
    "supprimer supprime retirer arreter arrete annuler": _supprimer,
    "essai essayer repeter tester": _essai,
    "maintenant lancer lance": _maintenant,
}


# -- phrases ---------------------------------------------------------------------------------------


def sans_tour(ctx: Context) -> str:
    """Pourquoi il n'y a pas de tour ici, et quoi faire à la place."""
    plutot = "Pour demander quelque chose à chacun, parlez-en plutôt de vive voix."
    if ctx.reglages.discret:
        return f"Ce réseau est discret : je n'y fais pas de tour dans le salon. {plutot}"
    return f"Vous êtes moins de cinq : je ne fais pas de tour dans le salon. {plutot}"


def derniere(ctx: Context, rituel: Rituel) -> str | None:
    """Ce qu'il en fut la dernière fois, si cela n'a pas eu lieu ou n'est pas fini."""
    fois = rituels.occurrences(ctx.session, ctx.ici.id, rituel.id, 1)
    if not fois:
        return None
    quand = dire_moment(fois[0].le, rituel.fuseau, ctx.now)
    if fois[0].etat == SAUTEE:
        return f"La dernière, {quand}, n'a pas eu lieu."
    return f"En ce moment : celle de {quand}." if fois[0].etat == OUVERTE else None
