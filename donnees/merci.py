"""Les mercis que les membres se disent, et où chacun veut bien être nommé."""

from datetime import datetime

from sqlmodel import Field, Index, Session, SQLModel, col, select

from donnees.colonnes import instant_requis

BULLETIN, KIT = "bulletin", "kit"


class Merci(SQLModel, table=True):
    """Un merci d'`auteur` à `membre`."""

    __table_args__ = (Index("ix_merci_reseau_le", "reseau", "le"),)

    numero: int = Field(primary_key=True)
    reseau: int
    auteur: str = Field(index=True)
    membre: str = Field(index=True)
    pour: str
    le: datetime = instant_requis()

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"merci:{self.numero}"


class Citation(SQLModel, table=True):
    """Cette personne veut bien, ou ne veut pas, être nommée là. Sans ligne : elle n'a rien dit.

    `lieu` : `bulletin` (lu dans le salon) ou `kit` (imprimé, affiché) ; `geste` : la touche qui l'a
    dit, que l'on peut retirer.
    """

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    lieu: str = Field(primary_key=True)
    oui: bool
    le: datetime = instant_requis()
    geste: str | None = None


def reseau_de(session: Session, numero: int) -> int | None:
    """Le réseau de ce merci."""
    trouve = session.get(Merci, numero)
    return None if trouve is None else trouve.reseau


def merci(session: Session, numero: int) -> Merci | None:
    """Un merci par son numéro."""
    return session.get(Merci, numero)


def remercies(session: Session, reseau: int, debut: datetime, fin: datetime) -> list[str]:
    """Les MXID remerciés dans ce réseau depuis `debut`, avant `fin`, sans redite."""
    requete = select(Merci.membre).where(
        Merci.reseau == reseau, col(Merci.le) >= debut, col(Merci.le) < fin, Merci.membre != ""
    )
    return list(dict.fromkeys(session.exec(requete.order_by(col(Merci.le), col(Merci.numero)))))


def citation(session: Session, reseau: int, membre: str, lieu: str) -> Citation | None:
    """Ce que cette personne a répondu pour ce lieu."""
    return session.get(Citation, (reseau, membre, lieu))


def citables(session: Session, reseau: int, lieu: str) -> set[str]:
    """Les MXID qui veulent bien être nommés là."""
    requete = select(Citation.membre).where(
        Citation.reseau == reseau, Citation.lieu == lieu, col(Citation.oui).is_(True)
    )
    return set(session.exec(requete))
