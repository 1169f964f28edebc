"""Les débugages : une situation, deux personnes de services différents, six temps, des suites."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import instant, instant_requis

# où en est un débugage
CHERCHE, INVITE, EN_COURS, SUITES, FINI, ABANDONNE = (
    "cherche", "invite", "en_cours", "suites", "fini", "abandonne",
)  # fmt: skip
# ce qu'a répondu une personne à qui on l'a proposé
EN_ATTENTE, ACCEPTE, DECLINE, TU = "attente", "accepte", "decline", "tu"


class Debugage(SQLModel, table=True):
    """Un débugage. `pair` : qui est sollicité, ou qui y participe ; `pair_reseau` : son réseau.

    `etape` : le temps en cours, de 1 à 6 (0 : pas commencé). `suites` : ce qu'ils ont décidé, gardé
    avec l'accord de qui demandait ; `essais` : les jours où l'on n'a trouvé personne.
    """

    numero: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    demandeur: str = Field(index=True)
    situation: str
    etat: str = Field(default=CHERCHE, index=True)
    pair: str | None = Field(default=None, index=True)
    pair_reseau: int | None = None
    etape: int = 0
    essais: int = 0
    suites: str = ""
    cree_le: datetime = instant_requis()
    fini_le: datetime | None = instant(nullable=True)

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"debugage:{self.numero}"


class VolontaireDebugage(SQLModel, table=True):
    """Une personne qui veut bien réfléchir avec quelqu'un d'un autre réseau ou service."""

    membre: str = Field(primary_key=True)
    reseau: int = Field(primary_key=True)
    depuis: datetime = instant_requis()


class Pressenti(SQLModel, table=True):
    """À qui un débugage fut proposé, et ce qu'il en fut : on ne le lui propose pas deux fois."""

    debugage: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    etat: str = EN_ATTENTE
    le: datetime = instant_requis()


def debugage(session: Session, numero: int) -> Debugage | None:
    """Un débugage par son numéro."""
    return session.get(Debugage, numero)


def du_demandeur(session: Session, membre: str) -> list[Debugage]:
    """Les débugages que cette personne a demandés et qui n'ont pas eu lieu jusqu'au bout."""
    vivants = col(Debugage.etat).in_((CHERCHE, INVITE, EN_COURS, SUITES))
    requete = select(Debugage).where(Debugage.demandeur == membre, vivants)
    return list(session.exec(requete.order_by(col(Debugage.numero))))


def volontaires(session: Session) -> list[VolontaireDebugage]:
    """Tous ceux qui veulent bien, tous réseaux confondus, par ancienneté."""
    depuis, membre = col(VolontaireDebugage.depuis), col(VolontaireDebugage.membre)
    return list(session.exec(select(VolontaireDebugage).order_by(depuis, membre)))


def volontariats(session: Session, membre: str) -> list[VolontaireDebugage]:
    """Les réseaux où cette personne s'est dite volontaire."""
    requete = select(VolontaireDebugage).where(VolontaireDebugage.membre == membre)
    return list(session.exec(requete))


def pressentis(session: Session, numero: int) -> list[Pressenti]:
    """À qui ce débugage fut proposé."""
    return list(session.exec(select(Pressenti).where(Pressenti.debugage == numero)))


def pressenti(session: Session, numero: int, membre: str) -> Pressenti | None:
    """La proposition faite à cette personne."""
    return session.get(Pressenti, (numero, membre))


def dernieres_propositions(session: Session) -> dict[str, datetime]:
    """Quand un débugage fut proposé pour la dernière fois à chacun."""
    lignes = session.exec(select(Pressenti).order_by(col(Pressenti.le)))
    return {ligne.membre: ligne.le for ligne in lignes}
