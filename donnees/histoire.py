"""Le fil des histoires : ce que le robot a dit (et à quel message cela tient), les gestes reçus.

`about` (« demande:12 ») joint les lignes, les messages du robot, les gestes et les rappels.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import document, instant_requis

SOURCE = "source"  # le message d'une personne d'où part l'histoire


class Envoye(SQLModel, table=True):
    """Un message de l'histoire : du robot (`envoi` est son intention) ou d'une personne (`source`).

    `event_id` n'est connu qu'à la réponse du serveur ou à notre propre écho, le premier des deux.
    """

    envoi: str = Field(primary_key=True)
    event_id: str | None = Field(default=None, unique=True)
    salon: str | None = None
    about: str | None = Field(default=None, index=True)
    type: str
    boutons: list[str] = document(default=list)
    le: datetime = instant_requis()


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


def envoye(session: Session, event_id: str) -> Envoye | None:
    """Ce message, s'il appartient à une histoire."""
    return session.exec(select(Envoye).where(Envoye.event_id == event_id)).first()


def envoye_par_envoi(session: Session, envoi: str) -> Envoye | None:
    """Le message de cette intention."""
    return session.get(Envoye, envoi)


def envoyes_de(session: Session, about: str) -> list[Envoye]:
    """Les messages d'une histoire, dans l'ordre."""
    requete = select(Envoye).where(Envoye.about == about)
    return list(session.exec(requete.order_by(col(Envoye.le), col(Envoye.envoi))))


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
