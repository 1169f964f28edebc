"""L'accord de qui demande, avant que sa question n'aille plus loin (contrat §7.7, §7.8).

Un pas à la fois, une question à la fois ; `Elargissement` garde ce qui fut répondu.
"""

from bot.core import a_part, a_part_textes, voisins, voisins_textes
from bot.core.boutons import NON, OUI
from bot.core.context import Context
from bot.core.demandes_textes import Sujet
from bot.core.effects import Effect, Room, Save, Send
from bot.core.texte import Texte
from donnees import elargissement as elargissements
from donnees.demande import Demande
from donnees.elargissement import DEMANDE, PAS_DEMANDE, Elargissement
from donnees.histoire import Question

TYPE = "demande.accord"
SALON, VOISINS = "salon", "voisins"


def ligne_de(ctx: Context, demande: Demande) -> Elargissement:
    """Les accords de cette demande, neufs s'il n'y en a pas."""
    trouvee = elargissements.elargissement(ctx.session, demande.numero)
    return trouvee or Elargissement(demande=demande.numero)


def demander(
    ctx: Context, demande: Demande, sujet: Sujet, nouvelle: bool, *, reste: bool = False
) -> list[Effect]:
    """Le salon, pour une question posée à part (`reste` : d'autres pourraient l'avoir en privé)."""
    ligne = ligne_de(ctx, demande)
    if ligne.salon != PAS_DEMANDE:
        return []
    ligne.salon = DEMANDE
    texte = a_part_textes.accord_salon(sujet, nouvelle=nouvelle, reste=reste)
    return [Save(ligne), *_question(ctx, demande, SALON, texte)]


def demander_les_voisins(ctx: Context, demande: Demande, sujet: Sujet) -> list[Effect]:
    """Les autres réseaux, s'il s'y trouve quelqu'un à qui demander."""
    ligne = ligne_de(ctx, demande)
    if ligne.voisins != PAS_DEMANDE or not voisins.possibles(ctx, demande):
        return []
    ligne.voisins = DEMANDE
    return [Save(ligne), *_question(ctx, demande, VOISINS, voisins_textes.accord(sujet))]


def _question(ctx: Context, demande: Demande, pas: str, texte: Texte) -> list[Effect]:
    """Posée là où la demande est suivie : la conversation si elle est privée, sinon son salon."""
    about = f"{voisins.histoire(demande)}:{pas}"
    salon = demande.salon
    if demande.prive:
        salon = ctx.conversation(demande.demandeur) or salon
    question = Question(
        about=about, a=demande.demandeur, salon=salon, type=TYPE,
        contexte={"boutons": [OUI, NON], "reseau": demande.reseau}, le=ctx.now,
    )  # fmt: skip
    la = not demande.prive or a_part.est_la(ctx, demande, demande.evenement, salon)
    dit = Send(
        to=Room(salon), texte=texte, type=TYPE, champs={"demande": demande.numero},
        mention=(demande.demandeur,), boutons=(OUI, NON), about=about,
        reply_to=demande.evenement if la else None,
    )  # fmt: skip
    return [Save(question), dit]
