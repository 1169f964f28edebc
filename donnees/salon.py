"""Les salons où est le robot, qui s'y trouve et ce que chacun y peut.

Tenus avec la position de synchronisation : nom, chiffrement (collant : une fois vrai, vrai pour
toujours), niveaux de pouvoir, créateurs (salons de version 12 : tout pouvoir), remplacement.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func
from sqlmodel import Field, Session, SQLModel, col, select

from donnees import outbox
from donnees.colonnes import document, instant
from donnees.gardees import gardee

JOINT, INVITE, PARTI = "join", "invite", "leave"


class Salon(SQLModel, table=True):
    """Un salon Matrix connu du robot. `etat` est l'appartenance du robot lui-même."""

    id: str = Field(primary_key=True)
    nom: str = ""
    etat: str = JOINT
    chiffre: bool = False
    version: str = "1"
    createurs: list[str] = document(default=list)
    pouvoirs: dict[str, Any] = document(default=dict)
    rotation: dict[str, Any] = document(default=dict)
    remplace_par: str | None = None
    precedent: str | None = None
    direct: bool = False
    ouvert_par_nous: str | None = None  # l'histoire qui l'a fait ouvrir
    entree: str | None = None  # l'événement de la dernière entrée du robot
    prive_avec: str | None = Field(default=None, index=True)


class Adhesion(SQLModel, table=True):
    """L'appartenance d'une personne à un salon : `join`, `invite` ou `leave`."""

    salon: str = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    etat: str = JOINT
    nom: str = ""
    depuis: datetime | None = instant(nullable=True)
    deja_venu: bool = False


_UN = select(Salon).where(Salon.id == bindparam("id"))
_LES_JOINTS = (
    select(Adhesion)
    .where(Adhesion.salon == bindparam("salon"), Adhesion.etat == JOINT)
    .order_by(col(Adhesion.membre))
)
_UNE_ADHESION = select(Adhesion).where(
    Adhesion.salon == bindparam("salon"), Adhesion.membre == bindparam("membre")
)
# Lus à chaque commande : une colonne, sans objet, coûte trois fois moins qu'une ligne entière.
_MEMBRES_JOINTS = (
    select(col(Adhesion.membre))
    .where(Adhesion.salon == bindparam("salon"), Adhesion.etat == JOINT)
    .order_by(col(Adhesion.membre))
)
_ETAT = select(col(Adhesion.etat)).where(
    Adhesion.salon == bindparam("salon"), Adhesion.membre == bindparam("membre")
)


def salon(session: Session, id: str) -> Salon | None:
    """Le salon, s'il est connu."""
    return session.execute(_UN, {"id": id}).scalars().first()


def salons_joints(session: Session) -> list[Salon]:
    """Les salons où est le robot."""
    return list(session.exec(select(Salon).where(Salon.etat == JOINT).order_by(col(Salon.id))))


def adhesion(session: Session, salon: str, membre: str) -> Adhesion | None:
    """L'appartenance d'une personne à un salon, présente ou passée."""
    return session.execute(_UNE_ADHESION, {"salon": salon, "membre": membre}).scalars().first()


def joints(session: Session, salon: str) -> list[Adhesion]:
    """Qui est là maintenant, par identifiant."""
    return list(session.execute(_LES_JOINTS, {"salon": salon}).scalars())


@gardee
def membres_joints(session: Session, salon: str) -> tuple[str, ...]:
    """Les identifiants de qui est là maintenant, dans l'ordre."""
    return tuple(session.connection().execute(_MEMBRES_JOINTS, {"salon": salon}).scalars())


def joints_ou_invites(session: Session, salon: str) -> list[Adhesion]:
    """Qui lit, ou lira dès son entrée, ce qui se dit là."""
    requete = select(Adhesion).where(Adhesion.salon == salon, Adhesion.etat != PARTI)
    return list(session.exec(requete))


@gardee
def est_joint(session: Session, salon: str, membre: str) -> bool:
    """Vrai si cette personne est dans le salon."""
    lu = session.connection().execute(_ETAT, {"salon": salon, "membre": membre})
    return lu.scalar() == JOINT


def conversation(session: Session, membre: str) -> Salon | None:
    """La conversation privée avec cette personne, si le robot et elle y sont encore.

    S'il y en a plusieurs : celle où elle est entrée en dernier, avant celles où elle est invitée.
    """
    requete = (
        select(Salon)
        .join(Adhesion, col(Adhesion.salon) == col(Salon.id))
        .where(
            Salon.prive_avec == membre,
            Salon.etat == JOINT,
            Adhesion.membre == membre,
            Adhesion.etat != PARTI,
        )
        .order_by(
            col(Adhesion.etat).desc(), col(Adhesion.depuis).desc().nulls_last(), col(Salon.id)
        )
    )
    return session.exec(requete).first()


def nombre_de_joints(session: Session, salon: str) -> int:
    """Combien de personnes sont là, le robot compris."""
    requete = select(func.count()).where(col(Adhesion.salon) == salon, col(Adhesion.etat) == JOINT)
    return session.exec(requete).one()


def pouvoir(ligne: Salon, membre: str) -> float:
    """Le niveau de pouvoir d'une personne ; sans borne pour les créateurs d'un salon version 12.

    Source : Matrix 1.16, salles version 12 (MSC4289).
    """
    if membre in ligne.createurs and _version(ligne) >= 12:
        return float("inf")
    niveaux = ligne.pouvoirs
    if not niveaux:
        return 100.0 if membre in ligne.createurs else 0.0
    personnes = niveaux.get("users")
    niveau = personnes.get(membre) if isinstance(personnes, dict) else None
    defaut = niveaux.get("users_default", 0)
    return float(niveau if isinstance(niveau, int) else defaut if isinstance(defaut, int) else 0)


def _version(ligne: Salon) -> int:
    return int(ligne.version) if ligne.version.isdigit() else 0


def salon_de_l_histoire(session: Session, about: str) -> Salon | None:
    """Le salon que le robot a ouvert pour cette histoire, une fois son ouverture close.

    La synchronisation apporte parfois le salon avant ses invités : ce qui y partirait alors,
    chiffré, ne le serait pour personne.
    """
    if outbox.ouverture_en_route(session, about):
        return None
    return session.exec(select(Salon).where(Salon.ouvert_par_nous == about)).first()


def invitations(session: Session) -> list[str]:
    """Les salons où le robot est invité et pas encore entré."""
    return list(session.exec(select(Salon.id).where(Salon.etat == INVITE).order_by(col(Salon.id))))


def ouverts_pour(session: Session, about: str) -> list[Salon]:
    """Tous les salons que le robot a ouverts pour cette histoire et où il est encore."""
    requete = select(Salon).where(Salon.ouvert_par_nous == about, Salon.etat == JOINT)
    return list(session.exec(requete.order_by(col(Salon.id))))


def est_venu(session: Session, salon: str, membre: str) -> bool:
    """Vrai si cette personne a déjà été dans ce salon."""
    trouve = adhesion(session, salon, membre)
    return trouve is not None and trouve.deja_venu


def remplacement(session: Session, ligne: Salon) -> tuple[str, str] | None:
    """(ancien, nouveau) si ce salon et un autre se désignent l'un l'autre."""
    if ligne.precedent is not None:
        ancien = salon(session, ligne.precedent)
        if ancien is not None and ancien.remplace_par == ligne.id:
            return ancien.id, ligne.id
    if ligne.remplace_par is not None:
        nouveau = salon(session, ligne.remplace_par)
        if nouveau is not None and nouveau.precedent == ligne.id:
            return ligne.id, nouveau.id
    return None


def a_suivre(session: Session) -> list[tuple[str, tuple[str, ...]]]:
    """Les salons qui remplacent un salon du robot, où il n'est pas encore, et des serveurs où les
    trouver (ceux des membres : un identifiant de salon de version 12 n'en nomme aucun)."""
    requete = select(Salon).where(Salon.etat == JOINT, col(Salon.remplace_par).is_not(None))
    suivre = []
    for ancien in session.exec(requete):
        suite = ancien.remplace_par or ""
        nouveau = salon(session, suite)
        if nouveau is None or nouveau.etat not in (JOINT, PARTI):
            serveurs = {a.membre.split(":", 1)[1] for a in joints(session, ancien.id)}
            suivre.append((suite, tuple(sorted(serveurs)[:5])))
    return suivre


def present_depuis(session: Session, salon: str, membre: str) -> datetime | None:
    """Depuis quand cette personne est dans ce salon."""
    trouve = adhesion(session, salon, membre)
    return trouve.depuis if trouve is not None and trouve.etat == JOINT else None


def invite_depuis(session: Session, salon: str, membre: str) -> datetime | None:
    """De quand date l'invitation en attente de cette personne dans ce salon."""
    trouve = adhesion(session, salon, membre)
    return trouve.depuis if trouve is not None and trouve.etat == INVITE else None


def note_invites(
    session: Session, id: str, membres: Sequence[str], le: datetime, *, direct: bool
) -> None:
    """Le robot vient d'ouvrir ce salon et d'y inviter ces personnes, que la synchronisation dira.

    Sans quoi le premier message, chiffré avant elle, ne le serait pour personne.
    """
    for membre in membres:
        if adhesion(session, id, membre) is None:
            session.add(Adhesion(salon=id, membre=membre, etat=INVITE, depuis=le))
    ligne = salon(session, id)
    if direct and ligne is not None and len(membres) == 1:
        ligne.direct, ligne.prive_avec = True, membres[0]
    session.flush()


def origines(session: Session) -> dict[str, str | None]:
    """Les salons dont le robot connaît l'origine : l'histoire qui les a fait ouvrir, ou rien."""
    return {s.id: s.ouvert_par_nous for s in session.exec(select(Salon)) if s.createurs}
