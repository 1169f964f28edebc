"""Les astuces d'un réseau : ce que chacun sait, noté pour tous avec l'accord de qui l'a dit.

1. Une astuce se lit quand son état est dans `LUES` ; avant (brouillon, accord attendu), elle n'est
   montrée qu'à qui doit répondre ; retirée, ses mots sont effacés et seul son numéro demeure.
2. `racines` est ce que l'on cherche : vide tant qu'elle ne se lit pas. Un index plein texte en est
   tenu par la base elle-même (migration 0004), quel que soit l'ordre qui change la ligne.
3. `auteur` et `avec` signent ; `signee` dit si leurs noms se montrent. Qui est parti depuis trente
   jours ne signe plus (contrat §11) : le texte reste, sans nom.
"""

from datetime import datetime

from sqlalchemy import Index, bindparam, func, or_
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import Instant, document, instant, instant_requis

BROUILLON, ATTENTE, NOTEE, VERIFIEE = "brouillon", "attente", "notee", "verifiee"
PERIMEE, RETIREE = "perimee", "retiree"
LUES = (NOTEE, VERIFIEE, PERIMEE)
SURES = (NOTEE, VERIFIEE)

DITE, MESSAGE, DEMANDE, RECOLTE = "dite", "message", "demande", "recolte"  # d'où elle vient

ATTENDU, DONNE, REFUSE = "attendu", "donne", "refuse"


class Astuce(SQLModel, table=True):
    """Une astuce. `avec` : qui la signe avec son auteur ; `rang` : sa place parmi les épinglées.

    `source` : le message dont elle est tirée, dans `salon` ; `nee_de` : le numéro de la demande
    réglée, ou `None`. `demandee_le` : quand on a demandé si elle est toujours vraie.
    """

    __table_args__ = (Index("ix_astuce_reseau_notee_le", "reseau", "notee_le"),)

    id: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    theme: int | None = Field(default=None, index=True)
    texte: str
    auteur: str = Field(default="", index=True)
    avec: list[str] = document(default=list)
    signee: bool = True
    origine: str = DITE
    source: str = Field(default="", index=True)
    salon: str = ""
    nee_de: int | None = Field(default=None, index=True)
    etat: str = Field(default=NOTEE, index=True)
    utiles: int = 0
    rang: int | None = None
    racines: str = ""
    cree_le: datetime = instant_requis()
    notee_le: datetime | None = instant(nullable=True)
    changee_le: datetime | None = instant(nullable=True)
    demandee_le: datetime | None = instant(nullable=True)
    verifiee_le: datetime | None = instant(nullable=True)
    verifiee_par: str = ""
    perimee_le: datetime | None = instant(nullable=True)
    perimee_par: str = ""

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"astuce:{self.id}"

    @property
    def signataires(self) -> list[str]:
        """Qui la signe, si les noms se montrent : l'auteur, puis les autres."""
        gens = [self.auteur, *(self.avec or ())] if self.signee else []
        return list(dict.fromkeys(mxid for mxid in gens if mxid))


class AccordAstuce(SQLModel, table=True):
    """L'accord d'une personne pour qu'une astuce soit gardée : attendu, donné ou refusé."""

    astuce: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    reseau: int
    etat: str = ATTENDU
    le: datetime = instant_requis()


class Utile(SQLModel, table=True):
    """Cette personne a dit que l'astuce lui sert (👍) : elle ne compte qu'une fois."""

    __table_args__ = (Index("ix_utile_reseau_le", "reseau", "le"),)

    astuce: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    reseau: int
    le: datetime = instant_requis()


class MotConnu(SQLModel, table=True):
    """Un mot des astuces d'un réseau, plié : ce à quoi l'on compare un mot mal écrit ou abrégé.

    `combien` d'astuces l'emploient ; à zéro, la ligne s'efface.
    """

    __table_args__ = (Index("ix_motconnu_racine", "reseau", "racine"),)

    reseau: int = Field(primary_key=True)
    mot: str = Field(primary_key=True)
    racine: str
    combien: int = 0


def reseau_de(session: Session, id: int) -> int | None:
    """Le réseau de cette astuce."""
    trouvee = session.get(Astuce, id)
    return None if trouvee is None else trouvee.reseau


def astuce(session: Session, reseau: int, id: int) -> Astuce | None:
    """Une astuce de ce réseau par son numéro, quel que soit son état."""
    trouvee = session.get(Astuce, id)
    return trouvee if trouvee is not None and trouvee.reseau == reseau else None


def lues(session: Session, reseau: int, theme: int | None = None) -> list[Astuce]:
    """Les astuces qui se lisent dans ce réseau (et ce thème) : les épinglées à leur rang, puis les
    plus utiles ; les périmées n'en sont pas."""
    requete = select(Astuce).where(Astuce.reseau == reseau, col(Astuce.etat).in_(SURES))
    if theme is not None:
        requete = requete.where(Astuce.theme == theme)
    trouvees = session.exec(requete.order_by(col(Astuce.utiles).desc(), col(Astuce.id)))
    return sorted(trouvees, key=lambda a: (a.rang is None, a.rang or 0))


def de_la_source(session: Session, evenement: str) -> Astuce | None:
    """La première astuce tirée de ce message."""
    requete = select(Astuce).where(Astuce.source == evenement)
    return session.exec(requete.order_by(col(Astuce.id))).first()


def de_la_demande(session: Session, numero: int) -> Astuce | None:
    """L'astuce née de cette demande réglée."""
    return session.exec(select(Astuce).where(Astuce.nee_de == numero)).first()


def signees_par(session: Session, mxid: str) -> list[Astuce]:
    """Les astuces dont cette personne est l'auteur, tous réseaux confondus, par numéro."""
    requete = select(Astuce).where(Astuce.auteur == mxid)
    return list(session.exec(requete.order_by(col(Astuce.id))))


def attendant(session: Session, mxid: str) -> list[Astuce]:
    """Les astuces pas encore notées qui demandent l'accord de cette personne, par numéro."""
    siens = select(AccordAstuce.astuce).where(AccordAstuce.membre == mxid)
    requete = select(Astuce).where(Astuce.etat == ATTENTE, col(Astuce.id).in_(siens))
    return list(session.exec(requete.order_by(col(Astuce.id))))


def accords(session: Session, id: int) -> list[AccordAstuce]:
    """Les accords que demande cette astuce."""
    requete = select(AccordAstuce).where(AccordAstuce.astuce == id)
    return list(session.exec(requete.order_by(col(AccordAstuce.membre))))


def accord(session: Session, id: int, membre: str) -> AccordAstuce | None:
    """L'accord de cette personne pour cette astuce."""
    return session.get(AccordAstuce, (id, membre))


def utile(session: Session, id: int, membre: str) -> Utile | None:
    """Ce que cette personne a dit de l'utilité de cette astuce."""
    return session.get(Utile, (id, membre))


def a_relire(session: Session, reseau: int, avant: datetime, limite: int = 20) -> list[Astuce]:
    """Ce qu'il faut relire : les signalées périmées, puis ce qui n'a été ni noté, ni vérifié, ni
    demandé depuis `avant`, le plus ancien d'abord."""
    base = select(Astuce).where(Astuce.reseau == reseau)
    signalees = base.where(
        Astuce.etat == PERIMEE,
        or_(col(Astuce.demandee_le).is_(None), col(Astuce.demandee_le) < col(Astuce.perimee_le)),
    ).order_by(col(Astuce.perimee_le), col(Astuce.id))
    depuis = func.coalesce(Astuce.verifiee_le, Astuce.changee_le, Astuce.notee_le, Astuce.cree_le)
    anciennes = base.where(
        col(Astuce.etat).in_(SURES),
        depuis < bindparam("avant", avant, type_=Instant),
        or_(col(Astuce.demandee_le).is_(None), col(Astuce.demandee_le) < avant),
    ).order_by(depuis, col(Astuce.id))
    trouvees = list(session.exec(signalees.limit(limite)))
    return [*trouvees, *session.exec(anciennes.limit(limite))][:limite]


def demandees_depuis(session: Session, reseau: int, depuis: datetime) -> int:
    """Combien de relectures furent demandées depuis cet instant."""
    requete = select(func.count()).where(Astuce.reseau == reseau, col(Astuce.demandee_le) > depuis)
    return session.exec(requete).one()
