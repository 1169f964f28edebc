"""Ce qui est dû à quelqu'un : par qui, pour quand, et la fin que l'on a vue."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import instant, instant_requis

OUVERT, TENU, ABANDONNE = "ouvert", "tenu", "abandonne"


class Suivi(SQLModel, table=True):
    """Une chose due, au plus une par histoire.

    `quoi`, `chez`, `terme` se lisent à la suite, devant la date : « Question n° 12, portée »,
    « à la direction » (les mots des membres, ou un MXID), « réponse attendue ». `porteur` : le MXID
    de qui s'en charge, vide si c'est l'animation ; `pour` : à qui elle est due ; `fin` : la raison
    de la fin.
    """

    about: str = Field(primary_key=True)
    reseau: int = Field(index=True)
    genre: str
    quoi: str
    chez: str = ""
    terme: str = "promis"
    porteur: str = Field(default="", index=True)
    pour: str = Field(default="", index=True)
    depuis: datetime = instant_requis()
    promis: datetime = instant_requis()
    retard_dit_le: datetime | None = instant(nullable=True)
    etat: str = Field(default=OUVERT, index=True)
    fin: str = ""
    fini_le: datetime | None = instant(nullable=True)


def suivi(session: Session, about: str) -> Suivi | None:
    """Ce qui est dû dans cette histoire."""
    return session.get(Suivi, about)


def ouverts(session: Session, reseau: int) -> list[Suivi]:
    """Ce qui est encore dû dans un réseau, le plus tôt promis d'abord."""
    requete = select(Suivi).where(Suivi.reseau == reseau, Suivi.etat == OUVERT)
    return list(session.exec(requete.order_by(col(Suivi.promis), col(Suivi.about))))
