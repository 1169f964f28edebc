"""Une fiche qui n'existe que dans les essais : trois questions qui se suivent, puis une fin."""

from bot.core import fiche
from bot.core.boutons import CHIFFRES, NON, OUI, PASSER
from bot.core.context import Context
from bot.core.effects import Effect
from bot.core.events import Message, Reaction, Redaction
from bot.core.fiche import Champ, Modele
from bot.core.registry import command, on_reaction, on_reply, on_untap
from bot.core.texte import Texte, liste
from donnees import fiche as fiches
from donnees.fiche import Fiche
from donnees.histoire import Geste

TYPE = "menu"  # un type du contrat, pour l'essai


def _fin(ctx: Context, ligne: Fiche) -> list[Effect]:
    dits = [f"{nom}={valeur}" for nom, valeur in ligne.reponses.items()]
    return [ctx.dit(Texte.ligne(f"Fini : {liste(dits)}."), type=TYPE)]


MODELE = Modele(
    nom="retour", type=TYPE, fin=_fin, jumeau=lambda ligne, champ: {"champ": champ},
    champs=(
        Champ(nom="titre", question=lambda ctx, ligne: Texte.ligne("Un titre ?"),
              libre=lambda ctx, ligne, mots: mots or None, passable=False),
        Champ(nom="couleur", question=lambda ctx, ligne: Texte.ligne("Quelle couleur ?"),
              choix=lambda ctx, ligne: [("r", "rouge"), ("b", "bleu")]),
        Champ(nom="public", question=lambda ctx, ligne: Texte.ligne("Publier ?"), passable=False,
              touches={OUI: "oui", NON: "non"}),
    ),
)  # fmt: skip


@command("!retour", exemple="!retour")
def retour(message: Message, ctx: Context) -> list[Effect]:
    """Ouvre une fiche, ou la reprend où elle en était."""
    ligne = fiches.en_cours(ctx.session, ctx.ici.id, message.auteur, MODELE.nom)
    if ligne is not None:
        return fiche.reprendre(ctx, MODELE, ligne)
    return fiche.ouvrir(ctx, MODELE, message.auteur)[1]


@on_reaction(*CHIFFRES, OUI, NON, PASSER, about=MODELE.nom)
def touche(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Une touche."""
    return fiche.toucher(ctx, MODELE, reaction)


@on_reply(MODELE.nom)
def mots(message: Message, ctx: Context) -> list[Effect]:
    """Des mots."""
    return fiche.ecrire(ctx, MODELE, message)


@on_untap(*CHIFFRES, OUI, about=MODELE.nom)
def retiree(retrait: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """Une touche retirée."""
    return fiche.retirer(ctx, MODELE, retrait, geste)
