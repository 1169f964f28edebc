"""Ce qui revient : les rituels d'un réseau, et chacune de leurs fois.

Une fois (`Occurrence`) n'a lieu qu'une fois, à jamais : sa clé est le rituel, le jour local où la
règle la place (« 2026-11-30 ») et son heure (le créneau, « 09:00 »), avant tout déplacement. Hors
d'un rituel (`rituel` = 0), à l'essai ou à la demande, le créneau porte le numéro : rien à
confondre.
"""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import instant, instant_requis

METEO, TOUR, RAPPEL, BULLETIN = "meteo", "tour", "rappel", "bulletin"
GENRES = (METEO, TOUR, RAPPEL, BULLETIN)
# où en est un rituel
ACTIF, FINI, SUPPRIME = "actif", "fini", "supprime"
# où en est une de ses fois
PREVUE, OUVERTE, CLOSE, SAUTEE = "prevue", "ouverte", "close", "sautee"


class Rituel(SQLModel, table=True):
    """Un rituel. `mots` : le rythme tel qu'il fut dit ; `rrule` : la règle, comptée de `debut`.

    `origine` : l'instant où la règle place la prochaine fois ; `prochaine` : celui où elle aura
    lieu, fêtes et jours chômés évités ; vides quand il n'y en a plus. `jusqua` : l'heure locale où
    l'on cesse d'attendre (« 16:30 »), vide pour la fin de la journée de travail. De `pause_depuis`
    à `pause_jusqua` (sans fin si vide), il n'a pas lieu.
    """

    id: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    genre: str
    mots: str
    rrule: str
    fuseau: str
    texte: str = ""
    debut: datetime = instant_requis()
    origine: datetime | None = instant(nullable=True)
    prochaine: datetime | None = instant(nullable=True)
    jusqua: str = ""
    etat: str = Field(default=ACTIF, index=True)
    pause_depuis: datetime | None = instant(nullable=True)
    pause_jusqua: datetime | None = instant(nullable=True)
    cree_le: datetime = instant_requis()
    fini_le: datetime | None = instant(nullable=True)

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"rituel:{self.id}"

    def en_pause(self, quand: datetime) -> bool:
        """Vrai si ce qui tombe à cet instant n'a pas lieu."""
        if self.pause_depuis is None or quand < self.pause_depuis:
            return False
        return self.pause_jusqua is None or quand <= self.pause_jusqua


class Occurrence(SQLModel, table=True):
    """Une fois d'un rituel. `le` : quand elle a lieu ; `fin` : jusqu'à quand elle a un sens.

    `essai` : jouée en privé, pour `pour` seulement, sans rien compter. `texte` : ce qui y fut
    demandé. `avertie_le` : quand l'animation a su que des réponses étaient dues.
    """

    __table_args__ = (UniqueConstraint("rituel", "jour", "creneau"),)

    id: int = Field(primary_key=True)
    rituel: int = Field(default=0, index=True)
    reseau: int = Field(index=True)
    genre: str
    jour: str
    creneau: str
    le: datetime = instant_requis()
    fin: datetime = instant_requis()
    etat: str = Field(default=PREVUE, index=True)
    salon: str
    essai: bool = False
    pour: str = ""
    texte: str = ""
    avertie_le: datetime | None = instant(nullable=True)
    ouverte_le: datetime | None = instant(nullable=True)
    close_le: datetime | None = instant(nullable=True)

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"occurrence:{self.id}"


class QuestionTour(SQLModel, table=True):
    """Une question que le réseau garde pour ses tours ; la plus anciennement posée revient."""

    id: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    texte: str
    ajoutee_le: datetime = instant_requis()
    posee_le: datetime | None = instant(nullable=True)


class ReponseTour(SQLModel, table=True):
    """Ce qu'une personne a répondu à un tour, jusqu'à ce qu'il soit réuni. `evenement` : son
    message ; `prive` : donné à part, après avoir lu que ce serait publié."""

    occurrence: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    evenement: str = Field(index=True)
    texte: str
    prive: bool = False
    le: datetime = instant_requis()


# -- les rituels -----------------------------------------------------------------------------------


def rituel(session: Session, numero: int) -> Rituel | None:
    """Un rituel par son numéro."""
    return session.get(Rituel, numero)


def rituels(session: Session, reseau: int) -> list[Rituel]:
    """Les rituels d'un réseau qui ont encore un avenir, par numéro."""
    requete = select(Rituel).where(Rituel.reseau == reseau, Rituel.etat == ACTIF)
    return list(session.exec(requete.order_by(col(Rituel.id))))


def reseau_de(session: Session, numero: int) -> int | None:
    """Le réseau d'un rituel."""
    trouve = session.get(Rituel, numero)
    return None if trouve is None else trouve.reseau


# -- leurs fois ------------------------------------------------------------------------------------


def occurrence(session: Session, numero: int) -> Occurrence | None:
    """Une fois, par son numéro."""
    return session.get(Occurrence, numero)


def reseau_de_l_occurrence(session: Session, numero: int) -> int | None:
    """Le réseau de cette fois."""
    trouve = session.get(Occurrence, numero)
    return None if trouve is None else trouve.reseau


def au_creneau(session: Session, rituel: int, jour: str, creneau: str) -> Occurrence | None:
    """La fois de ce rituel que la règle place ce jour, à cette heure."""
    requete = select(Occurrence).where(
        Occurrence.rituel == rituel, Occurrence.jour == jour, Occurrence.creneau == creneau
    )
    return session.exec(requete).first()


def occurrences(session: Session, reseau: int, rituel: int, limite: int = 20) -> list[Occurrence]:
    """Les fois d'un rituel (0 : hors d'un rituel), essais exclus, la plus récente d'abord."""
    requete = select(Occurrence).where(
        Occurrence.reseau == reseau, Occurrence.rituel == rituel, col(Occurrence.essai).is_(False)
    )
    ordre = requete.order_by(col(Occurrence.le).desc(), col(Occurrence.id).desc())
    return list(session.exec(ordre.limit(limite)))


# -- les tours -------------------------------------------------------------------------------------


def questions_du_tour(session: Session, reseau: int) -> list[QuestionTour]:
    """Les questions d'un réseau pour ses tours, la prochaine à poser d'abord."""
    requete = select(QuestionTour).where(QuestionTour.reseau == reseau)
    posee, numero = col(QuestionTour.posee_le), col(QuestionTour.id)
    return list(session.exec(requete.order_by(posee.asc().nulls_first(), numero)))


def reponses_du_tour(session: Session, occurrence: int) -> list[ReponseTour]:
    """Ce qui fut répondu, dans l'ordre."""
    requete = select(ReponseTour).where(ReponseTour.occurrence == occurrence)
    return list(session.exec(requete.order_by(col(ReponseTour.le), col(ReponseTour.membre))))


def reponse_du_tour(session: Session, occurrence: int, membre: str) -> ReponseTour | None:
    """Ce que cette personne a répondu."""
    return session.get(ReponseTour, (occurrence, membre))
