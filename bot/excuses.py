"""Ce que l'on dit quand quelque chose s'est cassé de notre côté, à qui attendait (contrat §5).

Une phrase, une référence que le journal porte aussi ; rien de l'erreur.
"""

from sqlmodel import Session

from bot.core.effects import Effect, Room, Send
from bot.core.texte import Texte, numero
from donnees import demande as demandes
from donnees.demande import EN_COURS
from donnees.inbox import InboxItem


def du_message(item: InboxItem, reference: str) -> list[Effect]:
    """À qui a écrit ce message, mis de côté."""
    if item.genre != "message":
        return []
    texte = Texte.ligne(
        "Quelque chose s'est cassé de mon côté, je n'ai pas pu traiter votre message. "
        f"Ce n'est pas votre faute. Réessayez plus tard ; {_reference(reference)}"
    )
    return [Send(
        to=Room(item.salon), texte=texte, type="panne", champs={"reference": reference},
        mention=(item.auteur,), reply_to=item.event_id,
    )]  # fmt: skip


def du_rappel(session: Session, about: str, reference: str) -> list[Effect]:
    """À qui a posé la demande dont c'était la suite : elle n'avancera plus d'elle-même."""
    debut, _, n = about.partition(":")
    suivie = demandes.demande(session, int(n)) if debut == "demande" and n.isdigit() else None
    if suivie is None or suivie.etat not in EN_COURS:
        return []
    texte = Texte.ligne(
        "Quelque chose s'est cassé de mon côté : je ne peux plus suivre votre question "
        f"{numero(suivie.numero)}. Ce n'est pas votre faute. Posez-la de nouveau ; "
        f"{_reference(reference)}"
    )
    return [Send(
        to=Room(suivie.salon), texte=texte, type="panne", mention=(suivie.demandeur,),
        champs={"reference": reference, "demande": suivie.numero}, about=about,
        reply_to=None if suivie.prive else suivie.evenement,
    )]  # fmt: skip


def _reference(reference: str) -> str:
    return f"si cela recommence, donnez la référence {reference} à la personne qui s'occupe de moi."
