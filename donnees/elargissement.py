"""Ce qui sort une question du cercle où elle fut posée, pas à pas, avec l'accord de son auteur."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import instant_requis

# ce que l'auteur a dit d'un pas
PAS_DEMANDE, DEMANDE, OUI, NON = "", "demande", "oui", "non"
# ce qu'a répondu une personne d'un autre réseau
EN_ATTENTE, ACCEPTE, DECLINE, TU, LIBERE = "attente", "accepte", "decline", "tu", "libere"


class Elargissement(SQLModel, table=True):
    """Les accords donnés pour une demande : le salon (privées seulement), les autres réseaux.

    `rencontre` : le salon à deux, demandé par l'un des deux une fois mis en relation.
    """

    demande: int = Field(primary_key=True)
    salon: str = PAS_DEMANDE
    voisins: str = PAS_DEMANDE
    rencontre: bool = False


class Voisin(SQLModel, table=True):
    """Une personne d'un autre réseau à qui la question fut posée, sans nom, et sa réponse."""

    demande: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    reseau: int
    etat: str = EN_ATTENTE
    le: datetime = instant_requis()

    @property
    def about(self) -> str:
        """Le fil de ce que l'on dit à cette personne."""
        return f"voisin:{self.demande}:{self.membre}"


def elargissement(session: Session, demande: int) -> Elargissement | None:
    """Les accords donnés pour cette demande, s'il en fut demandé."""
    return session.get(Elargissement, demande)


def voisins(session: Session, demande: int) -> list[Voisin]:
    """À qui cette question fut posée dans les autres réseaux, dans l'ordre."""
    requete = select(Voisin).where(Voisin.demande == demande)
    return list(session.exec(requete.order_by(col(Voisin.le), col(Voisin.membre))))


def d_un_membre(session: Session, reseau: int, membre: str) -> list[Voisin]:
    """Les questions d'ailleurs posées à cette personne dans ce réseau, dans l'ordre."""
    requete = select(Voisin).where(Voisin.reseau == reseau, Voisin.membre == membre)
    return list(session.exec(requete.order_by(col(Voisin.demande))))


def voisin(session: Session, demande: int, membre: str) -> Voisin | None:
    """La question posée à cette personne."""
    return session.get(Voisin, (demande, membre))


def dernieres(session: Session) -> dict[str, datetime]:
    """Quand une question d'ailleurs fut posée pour la dernière fois à chacun."""
    lignes = session.exec(select(Voisin).order_by(col(Voisin.le)))
    return {ligne.membre: ligne.le for ligne in lignes}
