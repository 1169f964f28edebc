"""Les fiches guidées : ce qu'une personne a répondu, et où elle en est."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import document, instant, instant_requis
from donnees.histoire import Question

EN_COURS, FINIE = "en_cours", "finie"


class Fiche(SQLModel, table=True):
    """Une fiche d'un modèle (« accueil »), remplie par une personne.

    `demandes` : les champs déjà demandés, dans l'ordre ; `reponses` : par champ, une valeur simple,
    ou rien si elle a passé.
    """

    numero: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    membre: str = Field(index=True)
    modele: str
    etat: str = EN_COURS
    demandes: list[str] = document(default=list)
    reponses: dict[str, Any] = document(default=dict)
    le: datetime = instant_requis()
    finie_le: datetime | None = instant(nullable=True)

    def about(self, champ: str) -> str:
        """Le fil d'une de ses questions : « accueil:12:savoirs »."""
        return f"{self.modele}:{self.numero}:{champ}"


def fiche(session: Session, numero: int) -> Fiche | None:
    """Une fiche par son numéro."""
    return session.get(Fiche, numero)


def reseau_de(session: Session, numero: int) -> int | None:
    """Le réseau d'une fiche, pour qui n'a que son histoire."""
    trouvee = session.get(Fiche, numero)
    return None if trouvee is None else trouvee.reseau


def en_cours(session: Session, reseau: int, membre: str, modele: str) -> Fiche | None:
    """La fiche que cette personne n'a pas finie, s'il y en a une."""
    requete = select(Fiche).where(
        Fiche.reseau == reseau, Fiche.membre == membre, Fiche.modele == modele,
        Fiche.etat == EN_COURS,
    )  # fmt: skip
    return session.exec(requete.order_by(col(Fiche.numero).desc())).first()


def questions(session: Session, ligne: Fiche) -> list[Question]:
    """Ses questions encore ouvertes, la plus récente d'abord."""
    debut = f"{ligne.modele}:{ligne.numero}:"
    requete = select(Question).where(col(Question.about).startswith(debut, autoescape=True))
    return list(session.exec(requete.order_by(col(Question.le).desc())))
