"""Les demandes d'aide et à qui on les a proposées."""

from datetime import datetime

from sqlalchemy import Index, func
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import instant, instant_requis

PROPOSEE, OUVERTE, APPEL, ESCALADEE, PRISE, PORTEE = (
    "proposee", "ouverte", "appel", "escaladee", "prise", "portee",
)  # fmt: skip
RESOLUE, ANNULEE, RANGEE, SANS_REPONSE = "resolue", "annulee", "rangee", "sans_reponse"
EN_COURS = (PROPOSEE, OUVERTE, APPEL, ESCALADEE, PRISE, PORTEE)
A_PRENDRE = (PROPOSEE, OUVERTE, APPEL, ESCALADEE)

DIT, DEVINE, CORRIGE = "dit", "devine", "corrige"  # d'où l'on tient le thème

# états d'une sollicitation
EN_ATTENTE, ACCEPTEE, DECLINEE, EXPIREE, LIBEREE = (
    "attente", "acceptee", "declinee", "expiree", "liberee",
)  # fmt: skip


class Demande(SQLModel, table=True):
    """Une demande d'aide. `pair` : qui est sollicité (proposée) ou s'en occupe (prise).

    `depuis` : d'où comptent les délais ; `suivant` : la personne nommée par qui a passé ;
    `suivis` : combien de fois on a demandé si c'est réglé sans qu'on le dise ; `origine` : comment
    le thème est connu (`DIT`, `DEVINE`, `CORRIGE`).
    `prive` : posée à part. `salon` est alors la conversation de qui demande, et aucun autre salon
    n'en lit un mot.
    """

    __table_args__ = (
        Index("ix_demande_reseau_etat", "reseau", "etat"),
        Index("ix_demande_reseau_finie_le", "reseau", "finie_le"),
        Index("ix_demande_reseau_cree_le", "reseau", "cree_le"),
    )

    numero: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    salon: str
    evenement: str = Field(index=True)
    demandeur: str = Field(index=True)
    theme: int | None = None
    question: str
    prive: bool = False
    urgent: bool = False
    origine: str = DIT
    etat: str = Field(default=OUVERTE, index=True)
    pair: str | None = Field(default=None, index=True)
    prise_par_geste: str | None = None
    fin_par_geste: str | None = None
    etat_avant: str = ""  # celui d'avant la fin : une touche retirée le rend
    reponse: str = ""
    cree_le: datetime = instant_requis()
    depuis: datetime | None = instant(nullable=True)
    appelee_le: datetime | None = instant(nullable=True)
    alertee_le: datetime | None = instant(nullable=True)
    finie_le: datetime | None = instant(nullable=True)
    suivant: str | None = None
    relancee: bool = False
    suivis: int = 0

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"demande:{self.numero}"


class Sollicitation(SQLModel, table=True):
    """Un pair à qui une demande fut proposée, et ce qu'il en fut.

    `spontanee` : prise d'elle-même puis rendue, sans avoir été sollicitée.
    """

    demande: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    reseau: int = Field(index=True)
    etat: str = EN_ATTENTE
    spontanee: bool = False
    le: datetime = instant_requis()


class Aussi(SQLModel, table=True):
    """Cette personne a la même question : on lui dira quand elle sera réglée."""

    demande: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)


class Avis(SQLModel, table=True):
    """Un refus déjà dit à cette personne pour ce message : on ne le répète pas."""

    cible: str = Field(primary_key=True)
    membre: str = Field(primary_key=True)
    about: str = Field(index=True)


def reseau_de(session: Session, numero: int) -> int | None:
    """Le réseau de cette demande."""
    trouvee = session.get(Demande, numero)
    return None if trouvee is None else trouvee.reseau


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


def en_attente(session: Session, reseau: int) -> list[Sollicitation]:
    """Les propositions auxquelles quelqu'un n'a pas encore répondu."""
    requete = select(Sollicitation).where(
        Sollicitation.reseau == reseau, Sollicitation.etat == EN_ATTENTE
    )
    return list(session.exec(requete))


def aussi(session: Session, numero: int) -> list[Aussi]:
    """Qui a la même question."""
    requete = select(Aussi).where(Aussi.demande == numero)
    return list(session.exec(requete.order_by(col(Aussi.membre))))


def apprises(session: Session, reseau: int, sous: int, sur: int, combien: int) -> list[Demande]:
    """Les demandes d'un réseau dont le numéro est sous `sous` ou au-dessus de `sur`, les plus
    récentes d'abord."""
    requete = select(Demande).where(
        Demande.reseau == reseau,
        (col(Demande.numero) < sous) | (col(Demande.numero) > sur),
        col(Demande.theme).is_not(None),
    )
    return list(session.exec(requete.order_by(col(Demande.numero).desc()).limit(combien)))


def par_etat(session: Session, theme: int) -> dict[str, int]:
    """Combien de demandes de ce thème sont dans chaque état."""
    requete = (
        select(Demande.etat, func.count()).where(Demande.theme == theme).group_by(Demande.etat)
    )
    return dict(session.exec(requete).all())


def dernieres_sollicitations(session: Session, reseau: int) -> dict[str, tuple[datetime, int]]:
    """Pour chacun, l'instant et le numéro de la dernière demande proposée dans ce réseau."""
    requete = (
        select(
            col(Sollicitation.membre),
            func.max(col(Sollicitation.le)),
            func.max(col(Sollicitation.demande)),
        )
        .where(col(Sollicitation.reseau) == reseau, col(Sollicitation.spontanee).is_(False))
        .group_by(col(Sollicitation.membre))
    )
    return {membre: (le, numero) for membre, le, numero in session.exec(requete)}


def avis(session: Session, cible: str, membre: str) -> Avis | None:
    """Le refus déjà dit à cette personne sur ce message."""
    return session.get(Avis, (cible, membre))


def demenage(session: Session, ancien: str, nouveau: str) -> None:
    """Les demandes ouvertes d'un salon remplacé continuent dans le nouveau."""
    requete = select(Demande).where(Demande.salon == ancien, col(Demande.etat).in_(EN_COURS))
    for ligne in session.exec(requete):
        ligne.salon = nouveau
