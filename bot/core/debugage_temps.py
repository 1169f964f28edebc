"""Les six temps d'un débugage, ses suites, et les nouvelles deux semaines après.

Les règles sont en tête de `bot.core.debugages`.
"""

from datetime import timedelta

from bot.core import attention
from bot.core import debugage_textes as phrases
from bot.core.boutons import NON, OUI, PAS_ENCORE, PASSER
from bot.core.context import Context
from bot.core.dates_phrases import dire_jour
from bot.core.debugages import RETOUR, SUJET, TEMPS, chez, clore
from bot.core.delais import Delai
from bot.core.demandes_textes import quand
from bot.core.effects import Effect, Forget, LeaveRoom, RemindAt, Room, Save, Send, Story
from bot.core.texte import Texte
from donnees import histoire as histoires
from donnees.debugage import ABANDONNE, FINI, SUITES, Debugage
from donnees.histoire import Question

RENONCER, OUBLIER = Delai(jours=3), Delai(jours=5)
DIRE_LES_SUITES = timedelta(minutes=30)
DEUX_SEMAINES = timedelta(days=14)


def avancer(ctx: Context, ligne: Debugage) -> list[Effect]:
    """Le temps suivant, ou les suites après le sixième."""
    if ligne.etape >= len(phrases.TEMPS):
        return terminer(ctx, ligne)
    ligne.etape += 1
    fin = ctx.now + timedelta(minutes=phrases.TEMPS[ligne.etape - 1].minutes)
    deux = (ligne.demandeur, str(ligne.pair))
    return [
        Save(ligne),
        RemindAt(when=fin, reason=TEMPS, about=ligne.about),
        dans_le_salon(ligne, phrases.etape(ligne.etape, *deux), mention=deux,
                      boutons=(PASSER, NON), about=f"{ligne.about}:{ligne.etape}"),
    ]  # fmt: skip


def dans_le_salon(ligne: Debugage, texte: Texte, **options: object) -> Send:
    """Un message dans le salon des deux."""
    return Send(to=Story(ligne.about), texte=texte, type=SUJET, **options)  # type: ignore[arg-type]


def attendre_le_debut(ctx: Context, ligne: Debugage) -> list[Effect]:
    """Deux jours ouvrés sans commencer : une relance, puis le départ."""
    deux = (ligne.demandeur, str(ligne.pair))
    if ligne.essais:
        texte = Texte.ligne("Vous n'avez pas commencé : je pars. Ce salon reste à vous deux.")
        fin = clore(ctx, ligne, ABANDONNE)
        return [*fin, dans_le_salon(ligne, texte), LeaveRoom(to=Story(ligne.about))]
    ligne.essais = 1
    la = chez(ctx, ligne.reseau)
    limite = la.apres(RENONCER)
    texte = phrases.encore(quand(limite, ctx.now, la.reglages.fuseau))
    return [
        Save(ligne),
        RemindAt(when=limite, reason=TEMPS, about=ligne.about),
        dans_le_salon(ligne, texte, mention=deux, boutons=(OUI, NON), about=f"{ligne.about}:0"),
    ]


def terminer(ctx: Context, ligne: Debugage) -> list[Effect]:
    """Les six temps sont passés, ou l'un des deux s'arrête : le prochain pas."""
    ligne.etat = SUITES
    return [
        Save(ligne),
        RemindAt(when=ctx.now + DIRE_LES_SUITES, reason=TEMPS, about=ligne.about),
        dans_le_salon(ligne, phrases.suites(ligne.demandeur), mention=(ligne.demandeur,),
                      boutons=(NON,), about=ligne.about),
    ]  # fmt: skip


def proposer_les_suites(ctx: Context, ligne: Debugage, mots: str) -> list[Effect]:
    """L'autre a écrit le prochain pas : gardé seulement si qui demandait le veut."""
    ligne.suites = mots
    limite = ctx.now + DIRE_LES_SUITES
    return [
        Save(ligne),
        RemindAt(when=limite, reason=TEMPS, about=ligne.about),
        dans_le_salon(ligne, phrases.garder(ligne.demandeur, mots), mention=(ligne.demandeur,),
                      boutons=(OUI, NON), about=ligne.about),
    ]  # fmt: skip


def partir(ctx: Context, ligne: Debugage, suites: str) -> list[Effect]:
    """Le robot dit quand il prendra des nouvelles, et quitte le salon."""
    la = chez(ctx, ligne.reseau)
    retour = la.reglages.horaires.prochaine_ouverture(ctx.now + DEUX_SEMAINES)
    ligne.etat, ligne.suites, ligne.fini_le = FINI, suites, ctx.now
    horaires = la.reglages.horaires
    dit = dire_jour(horaires.jour_local(retour), horaires.jour_local(ctx.now))
    return [
        Save(ligne),
        Forget(about=ligne.about),
        RemindAt(when=retour, reason=RETOUR, about=ligne.about),
        dans_le_salon(ligne, phrases.adieu(dit, note=bool(suites))),
        LeaveRoom(to=Story(ligne.about)),
    ]


def revenir(ctx: Context, ligne: Debugage) -> list[Effect]:
    """Deux semaines après : des nouvelles, en privé, sauf à qui a dit « stop ».

    Sans réponse, tout est effacé sans un mot.
    """
    conversation = attention.joignable(ctx, ligne.demandeur)
    deja = histoires.question(ctx.session, ligne.about) is not None
    if conversation is None or deja:
        return clore(ctx, ligne, FINI)
    oubli = chez(ctx, ligne.reseau).apres(OUBLIER)
    boutons = (OUI, PAS_ENCORE, NON)
    question = Question(
        about=ligne.about, a=ligne.demandeur, salon=conversation, type=SUJET,
        contexte={"boutons": list(boutons), "reseau": ligne.reseau}, le=ctx.now,
    )  # fmt: skip
    texte = phrases.retour(ligne.situation, ligne.suites, str(ligne.pair))
    return [
        Save(question),
        RemindAt(when=oubli, reason=RETOUR, about=ligne.about),
        Send(to=Room(conversation), texte=texte, type=SUJET, mention=(ligne.demandeur,),
             boutons=boutons, about=ligne.about),
    ]  # fmt: skip


def sans_salon(ctx: Context, ligne: Debugage) -> list[Effect]:
    """Il n'y a pas, ou plus, de salon : chacun l'apprend chez soi."""
    effets: list[Effect] = []
    for un, autre in ((ligne.demandeur, ligne.pair), (ligne.pair, ligne.demandeur)):
        conversation = ctx.conversation(str(un))
        if conversation is not None:
            texte = phrases.sans_salon(str(autre))
            dit = Send(to=Room(conversation), texte=texte, type=SUJET, mention=(str(un),))
            effets.append(dit)
    return [*clore(ctx, ligne, ABANDONNE), *effets]
