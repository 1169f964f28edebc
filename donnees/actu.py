"""Les nouvelles que les membres donnent à leur réseau, pour le prochain bulletin."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Field, Index, Session, SQLModel, col, select

from donnees.colonnes import instant_requis


class Actu(SQLModel, table=True):
    """Une nouvelle. Sans texte, son auteur s'est fait oublier : elle n'est plus montrée."""

    __table_args__ = (Index("ix_actu_reseau_le", "reseau", "le"),)

    numero: int = Field(primary_key=True)
    reseau: int
    evenement: str = Field(index=True)
    auteur: str = Field(index=True)
    texte: str
    le: datetime = instant_requis()

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"actu:{self.numero}"


def reseau_de(session: Session, numero: int) -> int | None:
    """Le réseau de cette nouvelle."""
    trouvee = session.get(Actu, numero)
    return None if trouvee is None else trouvee.reseau


def actu(session: Session, numero: int) -> Actu | None:
    """Une nouvelle par son numéro."""
    return session.get(Actu, numero)


def entre(session: Session, reseau: int, debut: datetime, fin: datetime) -> list[int]:
    """Les numéros des nouvelles d'un réseau données depuis `debut`, avant `fin`."""
    requete = select(Actu.numero).where(
        Actu.reseau == reseau, col(Actu.le) >= debut, col(Actu.le) < fin, Actu.texte != ""
    )
    return list(session.exec(requete.order_by(col(Actu.le), col(Actu.numero))))


def textes(session: Session, reseau: int, numeros: Iterable[int]) -> list[str]:
    """Ce que disent ces nouvelles, dans l'ordre donné, moins celles qui ne sont plus là."""
    voulues = list(numeros)
    requete = select(Actu.numero, Actu.texte).where(
        Actu.reseau == reseau, col(Actu.numero).in_(voulues), Actu.texte != ""
    )
    gardees = dict(session.exec(requete).all())
    return [gardees[n] for n in voulues if n in gardees]


def donnees_par(session: Session, auteur: str) -> list[Actu]:
    """Celles de cette personne, de la plus récente à la plus ancienne."""
    requete = select(Actu).where(Actu.auteur == auteur)
    return list(session.exec(requete.order_by(col(Actu.numero).desc())))
