"""Dire où l'on veut bien être nommé."""

from bot.core import citations
from bot.core.citations import LIEUX
from bot.core.context import Context
from bot.core.effects import Effect, Refusal
from bot.core.events import Message
from bot.core.pliage import fold
from bot.core.registry import command
from bot.core.texte import Texte
from donnees.merci import BULLETIN, KIT

EXEMPLE = "!profil cité oui"
_MOTS = {
    "bulletin": BULLETIN, "bulletins": BULLETIN, "kit": KIT, "affiche": KIT, "imprime": KIT,
}  # fmt: skip
_SENS = {"oui": True, "non": False, "jamais": False}


@command(
    "!profil-cité <reponse…>", "!profil-cité", exemple=EXEMPLE, intime=True, sous="profil",
    envie="Dire si votre nom peut paraître dans le bulletin ou le kit",
)  # fmt: skip
def cite(message: Message, ctx: Context, reponse: str | None) -> list[Effect]:
    """Dites si votre nom peut paraître dans le bulletin, et sur le kit que l'on imprime.

    « !profil cité oui » vaut pour les deux ; « !profil cité kit non », pour l'un d'eux. Sans votre
    oui, vous n'y êtes pas nommé.
    """
    if reponse is None:
        return [ctx.dit(_fiche(ctx, message.auteur, {}))]
    dits = _lire(reponse)
    effets = [e for lieu, oui in dits.items()
              for e in citations.repondre(ctx, message.auteur, lieu, oui)]  # fmt: skip
    return [*effets, ctx.dit(_fiche(ctx, message.auteur, dits))]


def _lire(reponse: str) -> dict[str, bool]:
    """{lieu: oui ou non} ; lève `Refusal` si la phrase ne se comprend pas."""
    mots = [m.strip(".,;:!") for m in fold(reponse).split()]
    sens = [_SENS[m] for m in mots if m in _SENS]
    lieux = [_MOTS[m] for m in mots if m in _MOTS]
    if len(sens) != 1:
        raise Refusal(
            f"Dites oui ou non. Par exemple : {EXEMPLE}, ou : !profil cité kit non", type="usage"
        )
    return dict.fromkeys(lieux or LIEUX, sens[0])


def _fiche(ctx: Context, membre: str, dits: dict[str, bool]) -> Texte:
    lignes = []
    for lieu, ou in LIEUX.items():
        oui = dits.get(lieu, citations.a_dit(ctx, membre, lieu))
        lignes.append(f"Votre nom {ou} : {'oui' if oui else 'non'}.")
    return Texte.de(
        "C'est noté." if dits else None, *lignes,
        f"Pour changer : {EXEMPLE}, !profil cité non, ou : !profil cité kit non",
    )  # fmt: skip
