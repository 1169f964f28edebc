"""Une question prise par quelqu'un d'un autre réseau : qui apprend quoi (contrat §7.7). Règles :

1. Les deux sont présentés par leur nom, chacun dans sa conversation. Le salon apprend qu'elle est
   prise, jamais par qui : cette personne n'y est pas, et n'a dit oui qu'à une autre.
2. Qui demande sans conversation privée touche ✉️ pour savoir : cela l'ouvre (contrat §4).
3. Un salon pour les deux ne s'ouvre que si l'un le veut ; le robot dit ce qu'il y lit, et le quitte
   dès que la demande finit, ou change de mains.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.core import a_part
from bot.core import voisins_textes as phrases
from bot.core.boutons import OUI, PASSER, PRIVE
from bot.core.context import Context
from bot.core.demandes_textes import Sujet
from bot.core.effects import Address, Effect, LeaveRoom, OpenRoom, Person, Room, Save, Send, Story
from bot.core.texte import Morceau, Personne, Texte
from donnees import elargissement as elargissements
from donnees.demande import PRISE, RESOLUE, Demande
from donnees.elargissement import Elargissement

D_AILLEURS = "une personne d'un autre réseau"


def histoire(demande: Demande) -> str:
    """L'histoire du salon des deux."""
    return f"rencontre:{demande.numero}"


def d_ailleurs(ctx: Context, demande: Demande) -> bool:
    """Vrai si qui s'en occupe, ou s'en est occupé, vient d'un autre réseau."""
    if demande.pair is None or ctx.est_membre(demande.pair):
        return False
    return elargissements.voisin(ctx.session, demande.numero, demande.pair) is not None


def nommable(ctx: Context, demande: Demande) -> bool:
    """Vrai si qui s'en occupe peut être nommé là où l'on répond."""
    if not demande.prive and not d_ailleurs(ctx, demande):
        return True
    prive = bool(getattr(ctx.event, "prive", False))
    return prive and getattr(ctx.event, "auteur", "") in (demande.demandeur, demande.pair)


def adresser(ctx: Context, demande: Demande, dit: Send, sujet: Sujet) -> list[Effect]:
    """Ce que dit un pas d'une demande, adressé à qui peut le lire."""
    if not d_ailleurs(ctx, demande):
        return a_part.diriger(ctx, demande, dit, sujet)
    if dit.type == "demande.prise" and demande.etat == PRISE:
        return [*_presenter(ctx, demande, dit, sujet), _a_qui_aide(ctx, demande)]
    if demande.prive:
        proche: list[Effect] = a_part.diriger(ctx, demande, _sans(dit, str(demande.pair)), sujet)
    else:
        proche = [_sans_nom(dit, str(demande.pair))]
    return [*proche, *_finir(ctx, demande, dit)]


# -- présenter -------------------------------------------------------------------------------------


def _presenter(ctx: Context, demande: Demande, dit: Send, sujet: Sujet) -> list[Effect]:
    """À qui demande : le nom, en privé ; au salon, un mot neutre."""
    conversation = ctx.conversation(demande.demandeur)
    if conversation is None and demande.prive:
        conversation = demande.salon
    effets: list[Effect] = []
    if not demande.prive:
        sait = conversation is not None
        effets.append(replace(
            dit, texte=phrases.quelqu_un_d_ailleurs(sujet, prive=sait),
            champs={"demande": demande.numero}, boutons=() if sait else (PRIVE,),
            mention=() if sait else (demande.demandeur,),
        ))  # fmt: skip
    if conversation is not None:
        effets.append(presentation(demande, sujet, Room(conversation)))
    return effets


def presentation(demande: Demande, sujet: Sujet, adresse: Address) -> Send:
    """À qui demande, en privé : voici qui l'aide."""
    pair = str(demande.pair)
    return Send(
        to=adresse, texte=phrases.voici_qui_aide(sujet, pair), type="demande.prise",
        champs={"demande": demande.numero, "pair": pair}, mention=(demande.demandeur,),
        boutons=(PRIVE, OUI), about=demande.about,
    )  # fmt: skip


def _a_qui_aide(ctx: Context, demande: Demande) -> Send:
    """À qui l'a prise : voici qui demande."""
    pair = str(demande.pair)
    texte = phrases.voici_qui_demande(demande.numero, demande.demandeur, salon=True)
    return Send(
        to=Person(pair), texte=texte, type="prends", mention=(pair,),
        champs={"demande": demande.numero}, boutons=(PRIVE, PASSER),
        about=f"voisin:{demande.numero}:{pair}", reply_to=ctx.cite(ctx.conversation(pair)),
    )  # fmt: skip


# -- le salon des deux -----------------------------------------------------------------------------


def ouvrir(ctx: Context, demande: Demande) -> list[Effect]:
    """L'un des deux le veut : le salon, une seule fois."""
    ligne = elargissements.elargissement(ctx.session, demande.numero)
    ligne = ligne or Elargissement(demande=demande.numero)
    if ligne.rencontre or demande.etat != PRISE or demande.pair is None:
        return []
    ligne.rencontre = True
    deux = (demande.demandeur, demande.pair)
    about = histoire(demande)
    accueil = Send(
        to=Story(about), texte=phrases.rencontre(demande.numero, *deux), type="prends",
        champs={"demande": demande.numero}, mention=deux, boutons=(OUI,), about=about,
    )  # fmt: skip
    nom = f"Question n° {demande.numero}"
    return [Save(ligne), OpenRoom(about=about, invites=deux, nom=nom), accueil]


def fermer(ctx: Context, demande: Demande) -> list[Effect]:
    """Le robot quitte le salon des deux, s'il y en a un."""
    ligne = elargissements.elargissement(ctx.session, demande.numero)
    if ligne is None or not ligne.rencontre:
        return []
    ligne.rencontre = False
    la = Story(histoire(demande))
    return [Save(ligne), Send(to=la, texte=phrases.adieu(), type="prends"), LeaveRoom(to=la)]


def liberer(ctx: Context, demande: Demande) -> list[Effect]:
    """Qui s'en occupait d'ailleurs, ou à part, n'a plus à le faire : il l'apprend chez lui, et le
    salon des deux se ferme. Au salon, les autres le voient d'eux-mêmes."""
    pair = demande.pair
    if pair is None or not (demande.prive or d_ailleurs(ctx, demande)):
        return []
    return [*_a_celui_qui_aidait(ctx, demande, pair, phrases.plus_besoin), *fermer(ctx, demande)]


def sans_salon(ctx: Context, demande: Demande) -> list[Effect]:
    """Le salon ne s'ouvre pas : les deux s'écriront sans lui."""
    ligne = elargissements.elargissement(ctx.session, demande.numero)
    if ligne is None or not ligne.rencontre or demande.pair is None:
        return []
    ligne.rencontre = False
    effets: list[Effect] = [Save(ligne)]
    for membre in (demande.demandeur, demande.pair):
        conversation = ctx.conversation(membre)
        if conversation is not None:
            effets.append(Send(
                to=Room(conversation), texte=phrases.sans_salon(demande.numero), type="prends",
                champs={"demande": demande.numero}, mention=(membre,),
            ))  # fmt: skip
    return effets


def _finir(ctx: Context, demande: Demande, dit: Send) -> list[Effect]:
    """La demande a une fin : qui aidait d'ailleurs l'apprend, le salon des deux se ferme."""
    if demande.finie_le is None:
        return []
    mots = phrases.merci if demande.etat == RESOLUE else phrases.plus_besoin
    fin = _a_celui_qui_aidait(ctx, demande, str(demande.pair), mots, dit.type)
    return [*fin, *fermer(ctx, demande)]


def _a_celui_qui_aidait(
    ctx: Context, demande: Demande, pair: str, mots: Callable[[int], Texte], type: str = "prends"
) -> list[Effect]:
    """Un mot à qui aidait, dans sa conversation ; rien s'il n'en a plus."""
    conversation = ctx.conversation(pair)
    if conversation is None:
        return []
    return [Send(to=Room(conversation), texte=mots(demande.numero), type=type,
                 mention=(pair,), champs={"demande": demande.numero})]  # fmt: skip


# -- rouages ---------------------------------------------------------------------------------------


def _sans(dit: Send, mxid: str) -> Send:
    """Le même message, sans faire sonner cette personne."""
    return replace(dit, mention=tuple(m for m in dit.mention if m != mxid))


def _sans_nom(dit: Send, mxid: str) -> Send:
    """Le même message, sans le nom ni l'identifiant de cette personne."""
    champs = {cle: valeur for cle, valeur in dit.champs.items() if valeur != mxid}
    return replace(_sans(dit, mxid), texte=taire(dit.texte, mxid), champs=champs)


def taire(texte: Texte, mxid: str) -> Texte:
    """Le même texte, où cette personne n'est plus nommée."""

    def tu(avant: Morceau, morceau: Morceau) -> Morceau:
        if morceau != Personne(mxid):
            return morceau
        return f"à {D_AILLEURS}" if str(avant).endswith("Merci ") else D_AILLEURS

    return Texte(tuple(tuple(map(tu, ("", *ligne), ligne)) for ligne in texte.lignes))
