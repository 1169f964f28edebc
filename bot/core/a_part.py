"""Une question posée à part le reste : qui en lit quoi (contrat §7.8). Les règles :

1. La question n'est lue que de qui la pose, de qui est sollicité, de qui l'a prise, chacun dans sa
   conversation privée. Aucun salon n'en lit un mot, ni le nom de qui la pose.
2. Qui n'a pas de conversation, ou a dit « stop », n'est pas sollicité : l'ouvrir serait écrire le
   premier. Qui la prend reçoit la sienne (contrat §4).
3. Le salon n'est appelé qu'avec l'accord de qui la pose : le thème et le numéro, rien d'autre.
4. Tout ce que disent les pas d'une demande passe par `diriger`, qui l'adresse : un pas nouveau ne
   peut pas l'oublier.
"""

from dataclasses import replace

from bot.core import a_part_textes as phrases
from bot.core import attention, lacunes
from bot.core import demandes_temps as temps
from bot.core.boutons import OUI, PASSER, PRENDRE
from bot.core.context import Context
from bot.core.demandes_textes import Sujet
from bot.core.effects import Address, Effect, OpenRoom, Room, Send, Story
from donnees import demande as demandes
from donnees import elargissement as elargissements
from donnees import histoire as histoires
from donnees.demande import Demande
from donnees.elargissement import NON as REFUSE
from donnees.elargissement import OUI as ACCORDE

# -- qui peut lire ---------------------------------------------------------------------------------


def lisible(ctx: Context, demande: Demande, membre: str) -> bool:
    """Vrai si cette personne peut lire la question (dans sa conversation, si elle est privée)."""
    if not demande.prive or membre in (demande.demandeur, demande.pair):
        return True
    return demandes.sollicitation(ctx.session, demande.numero, membre) is not None


def citable(ctx: Context, demande: Demande) -> bool:
    """Vrai si la question peut être citée là où l'on répond."""
    auteur = getattr(ctx.event, "auteur", "")
    prive = bool(getattr(ctx.event, "prive", False))
    return not demande.prive or (prive and lisible(ctx, demande, auteur))


def accorde(ctx: Context, demande: Demande) -> bool:
    """Vrai si le salon peut savoir qu'elle existe : publique, ou élargie avec accord."""
    if not demande.prive:
        return True
    ligne = elargissements.elargissement(ctx.session, demande.numero)
    return ligne is not None and ligne.salon == ACCORDE


def reste_a_part(ctx: Context, demande: Demande) -> bool:
    """Vrai si l'on a refusé de l'élargir au salon : elle se cherche en privé, jusqu'au bout."""
    if not demande.prive:
        return False
    ligne = elargissements.elargissement(ctx.session, demande.numero)
    return ligne is not None and ligne.salon == REFUSE


def connue(ctx: Context, demande: Demande, membre: str) -> bool:
    """Vrai si cette personne peut savoir que la demande existe."""
    return accorde(ctx, demande) or lisible(ctx, demande, membre)


def sollicitables(ctx: Context, demande: Demande, membres: set[str]) -> set[str]:
    """Ceux de ces gens à qui cette demande peut être proposée là où elle doit l'être."""
    if not demande.prive:
        return membres
    return {m for m in membres if attention.joignable(ctx, m) is not None}


# -- adresser ce qui se dit ------------------------------------------------------------------------


def diriger(ctx: Context, demande: Demande, dit: Send, sujet: Sujet) -> list[Effect]:
    """Ce message, adressé : tel quel pour une demande publique, à part pour une privée."""
    if not demande.prive:
        return [dit]
    match dit.type:
        case "demande.proposee":
            return _proposer(ctx, demande, dit, sujet)
        case "demande.ouverte":
            quand = None if temps.ouvert(ctx) else temps.dire(ctx, temps.ouverture(ctx))
            neuve = _nouvelle(ctx, demande)
            texte = phrases.en_attente(
                sujet, quand, nouvelle=neuve, origine=demande.origine if neuve else ""
            )
            return [_a_qui_demande(ctx, demande, replace(dit, texte=texte, boutons=()))]
        case "demande.appel":
            salon = Room(ctx.ici.salon)
            seuls = bool(lacunes.appel_joint(ctx, demande))
            texte = phrases.au_salon(sujet, volontaires=sujet.theme if seuls else "")
            return [replace(dit, to=salon, texte=texte, reply_to=None, boutons=(PRENDRE,))]
        case "demande.escalade":
            texte = phrases.attend_encore(sujet, dit.mention)
            return [replace(dit, to=Room(ctx.ici.salon), texte=texte, reply_to=None)]
        case "demande.prise" if demande.pair is not None:
            return _prise(ctx, demande, dit, sujet)
    return _a_chacun(ctx, demande, dit)


def _proposer(ctx: Context, demande: Demande, dit: Send, sujet: Sujet) -> list[Effect]:
    """À chaque personne sollicitée, la question ; à qui demande, une fois, que c'est parti."""
    limite = temps.dire(
        ctx, min(temps.limite_pair(ctx, demande, ctx.now), temps.limite_appel(ctx, demande))
    )
    combien = len(dit.mention)
    texte = phrases.proposee(sujet, demande.question, limite, seule=combien == 1)
    effets: list[Effect] = []
    if _nouvelle(ctx, demande):
        champs = {k: v for k, v in dit.champs.items() if k in ("demande", "theme")}
        note = replace(
            dit, type="demande.ouverte", champs=champs, boutons=(), mention=(),
            texte=phrases.notee(sujet, limite, combien, origine=demande.origine),
        )  # fmt: skip
        effets.append(_a_qui_demande(ctx, demande, note))
    for pair in dit.mention:
        conversation = ctx.conversation(pair)
        if conversation is not None:
            effets.append(replace(
                dit, to=Room(conversation), texte=texte, mention=(pair,), reply_to=None,
                champs={**dit.champs, "pair": pair} | ({"pairs": [pair]} if combien > 1 else {}),
            ))  # fmt: skip
    return effets


def _prise(ctx: Context, demande: Demande, dit: Send, sujet: Sujet) -> list[Effect]:
    """À qui demande ; à qui la prend, la question ; au salon, s'il fut appelé, un mot neutre."""
    pair = str(demande.pair)
    adresse, effets = adresse_de(ctx, demande, pair)
    effets.append(_a_qui_demande(ctx, demande, dit))
    texte = phrases.prise_par_vous(sujet, demande.question)
    effets.append(replace(
        dit, to=adresse, texte=texte, type="prends", mention=(pair,), boutons=(OUI, PASSER),
        reply_to=ctx.cite(ctx.conversation(pair)),
    ))  # fmt: skip
    if demande.appelee_le is not None and accorde(ctx, demande):
        champs = {"demande": demande.numero}
        effets.append(replace(
            dit, to=Room(ctx.ici.salon), texte=phrases.prise_au_salon(sujet), champs=champs,
            mention=(), boutons=(), reply_to=None, about=None,
        ))  # fmt: skip
    return effets


def adresse_de(ctx: Context, demande: Demande, membre: str) -> tuple[Address, list[Effect]]:
    """La conversation de qui prend une question privée, ouverte s'il le faut (contrat §4)."""
    conversation = ctx.conversation(membre)
    if conversation is not None:
        return Room(conversation), []
    about = f"prise:{demande.numero}:{membre}"
    return Story(about), [OpenRoom(about=about, invites=(membre,), direct=True)]


def _a_chacun(ctx: Context, demande: Demande, dit: Send) -> list[Effect]:
    """À qui demande, et à chaque autre personne qui sonne, chacun chez soi."""
    effets: list[Effect] = []
    pour_elle = not dit.mention or demande.demandeur in dit.mention
    if pour_elle and ctx.est_membre(demande.demandeur):
        effets.append(_a_qui_demande(ctx, demande, dit))
    for autre in dit.mention:
        conversation = ctx.conversation(autre)
        if autre != demande.demandeur and conversation is not None:
            effets.append(replace(dit, to=Room(conversation), mention=(autre,), reply_to=None,
                                  boutons=()))  # fmt: skip
    return effets


def _a_qui_demande(ctx: Context, demande: Demande, dit: Send) -> Send:
    """Le même message dans la conversation de qui demande, et nulle part ailleurs."""
    conversation = ctx.conversation(demande.demandeur) or demande.salon
    sonne = tuple(m for m in dit.mention if m == demande.demandeur)
    la = est_la(ctx, demande, dit.reply_to, conversation)
    repond = dit.reply_to if la else None
    return replace(dit, to=Room(conversation), mention=sonne, reply_to=repond)


def est_la(ctx: Context, demande: Demande, event_id: str | None, salon: str) -> bool:
    """Vrai si ce message se trouve dans ce salon (Matrix ne cite pas d'un salon à l'autre)."""
    if event_id is None or event_id == getattr(ctx.event, "id", None):
        return event_id is not None and bool(ctx.event.salon == salon)
    if _nouvelle(ctx, demande):
        return demande.salon == salon  # des mots libres, devenus une question par un accord
    trouve = histoires.envoye(ctx.session, event_id)
    return trouve is not None and trouve.salon == salon


def _nouvelle(ctx: Context, demande: Demande) -> bool:
    """Vrai si la demande naît de cet événement."""
    return demandes.demande(ctx.session, demande.numero) is None
