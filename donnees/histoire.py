"""Le fil des histoires : ce que le robot a dit (et à quel message cela tient), les gestes reçus.

`about` (« demande:12 ») joint les lignes, les messages du robot, les gestes et les rappels.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import document, instant_requis

SOURCE = "source"  # le message d'une personne d'où part l'histoire


class Envoye(SQLModel, table=True):
    """Un message de l'histoire : du robot (`envoi` est son intention) ou d'une personne (`source`).

    `event_id` n'est connu qu'à la réponse du serveur ou à notre propre écho, le premier des deux.
    `boutons` : chaque touche offerte et son mot (une liste, au début : sans le mot).
    """

    envoi: str = Field(primary_key=True)
    event_id: str | None = Field(default=None, unique=True)
    salon: str | None = None
    about: str | None = Field(default=None, index=True)
    type: str
    boutons: dict[str, str] | list[str] = document(default=dict)
    le: datetime = instant_requis()
    fil: str | None = None  # la racine du fil où il se trouve


class Geste(SQLModel, table=True):
    """Une touche d'une personne sur un message d'une histoire : la retirer a un sens."""

    event_id: str = Field(primary_key=True)
    cible: str = Field(index=True)
    auteur: str
    emoji: str
    about: str = Field(index=True)
    le: datetime = instant_requis()


class Question(SQLModel, table=True):
    """Une question posée à une personne, qui attend sa réponse : un mot, un chiffre, une touche."""

    about: str = Field(primary_key=True)
    a: str = Field(index=True)
    salon: str
    type: str
    options: list[Any] = document(default=list)
    contexte: dict[str, Any] = document(default=dict)
    le: datetime = instant_requis()


_DE_L_EVENEMENT = select(Envoye).where(Envoye.event_id == bindparam("id"))
_ARRIVE = (
    update(Envoye)
    .where(col(Envoye.envoi) == bindparam("nom"), col(Envoye.event_id).is_(None))
    .values(event_id=bindparam("evenement"))
    .execution_options(synchronize_session=False)
)


def envoye(session: Session, event_id: str) -> Envoye | None:
    """Ce message, s'il appartient à une histoire."""
    return session.execute(_DE_L_EVENEMENT, {"id": event_id}).scalars().first()


def learn(session: Session, arrives: Sequence[tuple[str, str | None]]) -> None:
    """Ces messages ont maintenant leur identifiant (le premier appris reste)."""
    if arrives:
        session.connection().execute(_ARRIVE, [{"nom": n, "evenement": e} for n, e in arrives])


def situer(session: Session, envois: Iterable[str], salon: str) -> None:
    """Ces messages, dont l'adresse manquait, vont dans ce salon : on y saura ce qui fut offert."""
    session.execute(
        update(Envoye)
        .where(col(Envoye.envoi).in_(list(envois)), col(Envoye.salon).is_(None))
        .values(salon=salon)
    )


def envoye_ici(session: Session, event_id: str, salon: str) -> Envoye | None:
    """Ce message, s'il appartient à une histoire et se trouve dans ce salon.

    Le serveur laisse citer ou toucher, depuis un salon, un message d'un autre.
    """
    trouve = envoye(session, event_id)
    return trouve if trouve is not None and trouve.salon in (None, salon) else None


def envoye_par_envoi(session: Session, envoi: str) -> Envoye | None:
    """Le message de cette intention."""
    return session.get(Envoye, envoi)


def envoyes_de(session: Session, about: str) -> list[Envoye]:
    """Les messages d'une histoire, dans l'ordre."""
    requete = select(Envoye).where(Envoye.about == about)
    return list(session.exec(requete.order_by(col(Envoye.le), col(Envoye.envoi))))


def dernier_envoye(session: Session, about: str, salon: str) -> str:
    """Le dernier message du robot dans cette histoire et ce salon (vide s'il n'y en a pas)."""
    dits = [e.event_id for e in envoyes_de(session, about) if e.salon == salon and e.event_id]
    return dits[-1] if dits else ""


def mots_offerts(session: Session, about: str) -> dict[str, str]:
    """Les touches offertes dans cette histoire et leurs mots, les derniers dits l'emportant."""
    dits: dict[str, str] = {}
    for message in envoyes_de(session, about):
        dits.update(message.boutons if isinstance(message.boutons, dict) else {})
    return dits


def derniers_boutons(session: Session, salon: str, limite: int = 8) -> list[Envoye]:
    """Les derniers messages du robot dans ce salon qui offrent des boutons, le plus récent
    d'abord."""
    requete = select(Envoye).where(Envoye.salon == salon, col(Envoye.event_id).is_not(None))
    recents = session.exec(requete.order_by(col(Envoye.le).desc()).limit(limite * 4))
    return [e for e in recents if e.boutons][:limite]


def suivi_de(session: Session, cible: Envoye, about: str) -> bool:
    """Vrai si un message de cette histoire fut dit depuis celui-ci, dans le même salon."""
    return any(e.salon == cible.salon and e.le >= cible.le for e in envoyes_de(session, about))


def geste(session: Session, event_id: str) -> Geste | None:
    """Une touche reçue."""
    return session.get(Geste, event_id)


def question(session: Session, about: str) -> Question | None:
    """Une question encore ouverte."""
    return session.get(Question, about)


def questions_ouvertes(session: Session, a: str, salon: str) -> list[Question]:
    """Les questions posées à cette personne dans cette conversation, la plus récente d'abord."""
    requete = select(Question).where(Question.a == a, Question.salon == salon)
    return list(session.exec(requete.order_by(col(Question.le).desc())))


def questions_du_fil(session: Session, debut: str) -> list[Question]:
    """Les questions encore ouvertes dont le fil commence ainsi (« tour:12: »)."""
    requete = select(Question).where(col(Question.about).startswith(debut, autoescape=True))
    return list(session.exec(requete))
