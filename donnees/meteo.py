"""La météo : ce qui se dit le temps d'une fenêtre, ce qui en reste après.

1. `Vote` ne vit que le temps de la fenêtre : à la clôture, tout est effacé, du fichier aussi
   (`intime`). Reste `Meteo.montre` : les nombres qui peuvent être montrés, ou rien.
2. Mode anonyme : un vote n'est qu'un jeton salé, sans temps ; les temps sont des nombres dans
   `votes`. Le sel naît avec la ligne, et disparaît à la clôture.
3. Le carnet est à la personne qui l'ouvre : lui seul garde ce qu'elle a dit, pour elle seule.
"""

import hmac
import secrets
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Connection, event
from sqlalchemy import select as alchemy_select
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import document, instant, instant_requis
from donnees.histoire import Envoye, Geste, Question

ANONYME = "anonyme"
ATTEND, OUVERTE, CLOSE, SANS = "attend", "ouverte", "close", "sans"
PAS_CETTE_FOIS, TU = 0, -1  # « pas cette fois » ; un temps que l'on ne garde pas (anonyme)


class Meteo(SQLModel, table=True):
    """Une météo. `rituel`, `fois` : zéro pour celle d'un moment (« !météo ici »).

    `etat` : attend (des réponses sont venues avant l'heure), ouverte, close, sans (elle n'a pas eu
    lieu : un petit réseau n'a pas dit oui). `mode` vaut pour toute sa fenêtre. `conseillee` : la
    troisième de suite sous le seuil, et l'animation ne le sait pas encore.
    """

    id: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    rituel: int = Field(default=0, index=True)
    fois: int = 0
    mode: str
    etat: str = Field(default=OUVERTE, index=True)
    le: datetime = instant_requis()
    fin: datetime | None = instant(nullable=True)
    sel: str = ""
    votes: dict[str, Any] = document(default=dict)
    montre: dict[str, Any] = document(default=dict)
    relancee: bool = False
    conseillee: bool = False
    reservee: bool = False  # en privé seulement, résultat compris

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"meteo:{self.id}"


class Vote(SQLModel, table=True):
    """Ce qu'une personne a dit, jusqu'à la clôture ; `cle` : elle, ou son jeton."""

    intime: ClassVar[bool] = True

    meteo: int = Field(primary_key=True)
    cle: str = Field(primary_key=True, index=True)
    temps: int


class AccordMeteo(SQLModel, table=True):
    """Dans un petit réseau, ou un réseau discret : elle veut bien de la météo, ou non."""

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    oui: bool
    le: datetime = instant_requis()


class Carnet(SQLModel, table=True):
    """Elle a ouvert son carnet : ce qu'elle dit de son temps lui est gardé."""

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    depuis: datetime = instant_requis()


class NoteCarnet(SQLModel, table=True):
    """Une ligne d'un carnet : le dernier temps dit ce jour-là."""

    intime: ClassVar[bool] = True

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    jour: str = Field(primary_key=True)
    temps: int
    mot: str = ""


def jeton(sel: str, membre: str) -> str:
    """Ce qui tient lieu d'une personne tant que ce sel existe, et n'en dit plus rien après."""
    return hmac.new(sel.encode(), membre.encode(), "sha256").hexdigest()


@event.listens_for(Meteo, "before_insert")
def _saler(_table: Any, _connexion: Any, ligne: Meteo) -> None:
    """Le sel naît quand la ligne s'écrit : le cœur, lui, n'a pas de hasard."""
    ligne.sel = ligne.sel or secrets.token_hex(16)


@event.listens_for(Vote, "before_insert")
def _taire(_table: Any, connexion: Connection, ligne: Vote) -> None:
    """En anonyme, c'est un jeton qui s'écrit, jamais la personne."""
    vues = SQLModel.metadata.tables["meteo"]
    requete = alchemy_select(vues.c.mode, vues.c.sel).where(vues.c.id == ligne.meteo)
    mode, sel = connexion.execute(requete).one()
    if mode == ANONYME and "@" in ligne.cle:
        ligne.cle = jeton(sel, ligne.cle)


# -- les météos ------------------------------------------------------------------------------------


def meteo(session: Session, id: int) -> Meteo | None:
    """Une météo par son numéro."""
    return session.get(Meteo, id)


def reseau_de(session: Session, id: int) -> int | None:
    """Le réseau d'une météo."""
    trouvee = session.get(Meteo, id)
    return None if trouvee is None else trouvee.reseau


def ouvertes(session: Session, reseau: int) -> list[Meteo]:
    """Celles qui attendent des réponses, la plus récente d'abord."""
    requete = select(Meteo).where(Meteo.reseau == reseau, Meteo.etat == OUVERTE)
    return list(session.exec(requete.order_by(col(Meteo.le).desc(), col(Meteo.id).desc())))


def qui_attend(session: Session, rituel: int) -> Meteo | None:
    """Celle dont des réponses sont venues avant l'heure."""
    requete = select(Meteo).where(Meteo.rituel == rituel, Meteo.etat == ATTEND)
    return session.exec(requete.order_by(col(Meteo.id).desc())).first()


def closes(session: Session, rituel: int, limite: int) -> list[Meteo]:
    """Les dernières météos closes d'un rituel, la plus récente d'abord."""
    requete = select(Meteo).where(Meteo.rituel == rituel, Meteo.etat == CLOSE)
    return list(session.exec(requete.order_by(col(Meteo.le).desc()).limit(limite)))


def closes_entre(session: Session, reseau: int, debut: datetime, fin: datetime) -> list[Meteo]:
    """Celles d'un réseau closes de `debut` à `fin` (exclu), dans l'ordre."""
    requete = select(Meteo).where(
        Meteo.reseau == reseau, Meteo.etat == CLOSE, col(Meteo.fin) >= debut, col(Meteo.fin) < fin
    )
    return list(session.exec(requete.order_by(col(Meteo.fin), col(Meteo.id))))


def a_conseiller(session: Session, reseau: int) -> list[Meteo]:
    """Celles dont l'animation n'a pas encore su qu'elles étaient la troisième sous le seuil."""
    requete = select(Meteo).where(Meteo.reseau == reseau, col(Meteo.conseillee).is_(True))
    return list(session.exec(requete.order_by(col(Meteo.id))))


def deja_sans(session: Session, rituel: int) -> bool:
    """Vrai si l'on a déjà dit qu'un oui de chacun est attendu."""
    requete = select(Meteo.id).where(Meteo.rituel == rituel, Meteo.etat == SANS)
    return session.exec(requete.limit(1)).first() is not None


# -- les réponses ----------------------------------------------------------------------------------


def vote(session: Session, meteo: int, cle: str) -> Vote | None:
    """Ce que cette personne (ou ce jeton) a dit."""
    return session.get(Vote, (meteo, cle))


def votes(session: Session, meteo: int) -> list[Vote]:
    """Tout ce qui fut dit."""
    return list(session.exec(select(Vote).where(Vote.meteo == meteo).order_by(col(Vote.cle))))


def questions(session: Session, debut: str) -> list[Question]:
    """Les questions posées en privé dont le fil commence ainsi."""
    requete = select(Question).where(col(Question.about).startswith(debut, autoescape=True))
    return list(session.exec(requete.order_by(col(Question.about))))


def derniere_question(session: Session, salon: str) -> Envoye | None:
    """Le dernier message d'une météo posée à part, dans cette conversation."""
    requete = select(Envoye).where(
        Envoye.salon == salon, col(Envoye.event_id).is_not(None),
        col(Envoye.about).startswith("meteoapart:"),
    )  # fmt: skip
    return session.exec(requete.order_by(col(Envoye.le).desc()).limit(1)).first()


def gestes(session: Session, about: str) -> list[Geste]:
    """Les touches posées sous une météo ouverte, dans l'ordre."""
    requete = select(Geste).where(Geste.about == about)
    return list(session.exec(requete.order_by(col(Geste.le), col(Geste.event_id))))


# -- ce qui est à chacun ---------------------------------------------------------------------------


def accords(session: Session, reseau: int) -> dict[str, bool]:
    """Qui a dit oui, ou non, à la météo d'un réseau qui demande à chacun."""
    requete = select(AccordMeteo).where(AccordMeteo.reseau == reseau)
    return {ligne.membre: ligne.oui for ligne in session.exec(requete)}


def carnet(session: Session, reseau: int, membre: str) -> Carnet | None:
    """Son carnet, si elle l'a ouvert."""
    return session.get(Carnet, (reseau, membre))


def notes(session: Session, reseau: int, membre: str) -> list[NoteCarnet]:
    """Les lignes de son carnet, la plus récente d'abord."""
    requete = select(NoteCarnet).where(NoteCarnet.reseau == reseau, NoteCarnet.membre == membre)
    return list(session.exec(requete.order_by(col(NoteCarnet.jour).desc())))
