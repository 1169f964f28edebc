"""Les demandes d'aide et à qui on les a proposées."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import instant, instant_requis

PROPOSEE, OUVERTE, APPEL, ESCALADEE, PRISE, PORTEE = (
    "proposee", "ouverte", "appel", "escaladee", "prise", "portee",
)  # fmt: skip
RESOLUE, ANNULEE, RANGEE, SANS_REPONSE = "resolue", "annulee", "rangee", "sans_reponse"
EN_COURS = (PROPOSEE, OUVERTE, APPEL, ESCALADEE, PRISE, PORTEE)
A_PRENDRE = (PROPOSEE, OUVERTE, APPEL, ESCALADEE)

# états d'une sollicitation
EN_ATTENTE, ACCEPTEE, DECLINEE, EXPIREE, LIBEREE = (
    "attente", "acceptee", "declinee", "expiree", "liberee",
)  # fmt: skip


class Demande(SQLModel, table=True):
    """Une demande d'aide. `pair` : qui est sollicité (proposée) ou s'en occupe (prise)."""

    numero: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    salon: str
    evenement: str = Field(index=True)
    demandeur: str = Field(index=True)
    theme: int | None = None
    question: str
    etat: str = Field(default=OUVERTE, index=True)
    pair: str | None = Field(default=None, index=True)
    prise_par_geste: str | None = None
    fin_par_geste: str | None = None
    reponse: str = ""
    cree_le: datetime = instant_requis()
    finie_le: datetime | None = instant(nullable=True)

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"demande:{self.numero}"


class Sollicitation(SQLModel, table=True):
    """Un pair à qui une demande fut proposée, et ce qu'il en fut."""

    demande: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    reseau: int = Field(index=True)
    etat: str = EN_ATTENTE
    le: datetime = instant_requis()


class Avis(SQLModel, table=True):
    """Un refus déjà dit à cette personne pour ce message : on ne le répète pas."""

    cible: str = Field(primary_key=True)
    membre: str = Field(primary_key=True)
    about: str = Field(index=True)


def demande(session: Session, numero: int) -> Demande | None:
    """Une demande par son numéro, tous réseaux confondus : l'appelant vérifie le réseau."""
    return session.get(Demande, numero)


def demande_de_l_evenement(session: Session, evenement: str) -> Demande | None:
    """La demande née de ce message."""
    return session.exec(select(Demande).where(Demande.evenement == evenement)).first()


def demandes_en_cours(session: Session, reseau: int) -> list[Demande]:
    """Les demandes d'un réseau qui n'ont pas encore de fin, par numéro."""
    requete = select(Demande).where(Demande.reseau == reseau, col(Demande.etat).in_(EN_COURS))
    return list(session.exec(requete.order_by(col(Demande.numero))))


def sollicitations(session: Session, numero: int) -> list[Sollicitation]:
    """À qui cette demande fut proposée, dans l'ordre."""
    requete = select(Sollicitation).where(Sollicitation.demande == numero)
    return list(session.exec(requete.order_by(col(Sollicitation.le))))


def sollicitation(session: Session, numero: int, membre: str) -> Sollicitation | None:
    """La proposition faite à cette personne."""
    return session.get(Sollicitation, (numero, membre))


def dernieres_sollicitations(session: Session, reseau: int) -> dict[str, datetime]:
    """Quand chacun fut sollicité pour la dernière fois dans ce réseau."""
    requete = select(Sollicitation).where(Sollicitation.reseau == reseau)
    dernieres: dict[str, datetime] = {}
    for ligne in session.exec(requete.order_by(col(Sollicitation.le))):
        dernieres[ligne.membre] = ligne.le
    return dernieres


def en_main(session: Session, reseau: int) -> dict[str, int]:
    """Combien de demandes chacun a en main (proposées ou prises) dans ce réseau."""
    compte: dict[str, int] = {}
    requete = select(Demande.pair).where(
        Demande.reseau == reseau, col(Demande.etat).in_((PROPOSEE, PRISE))
    )
    for pair in session.exec(requete):
        if pair is not None:
            compte[pair] = compte.get(pair, 0) + 1
    return compte


def avis(session: Session, cible: str, membre: str) -> Avis | None:
    """Le refus déjà dit à cette personne sur ce message."""
    return session.get(Avis, (cible, membre))
