"""La boîte d'envoi : des intentions, envoyées une fois chacune sous leur propre nom.

`envoi` est l'identifiant de transaction : le serveur reconnaît un second essai. Une ligne marquée
`essaye` avant l'appel dit, après une coupure, qu'il a peut-être eu lieu.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, or_, update
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import document, instant, instant_requis

EN_ATTENTE, ESSAYE, PARTI, ABANDONNE = "attente", "essaye", "parti", "abandonne"
MESSAGE, REACTION, OUVERTURE, SUPPRESSION = "message", "reaction", "ouverture", "suppression"
DEPART = "depart"

# priorités : réponses aux personnes, leurs boutons, textes de masse, boutons de masse
REPONSE, BOUTON, MASSE, BOUTON_DE_MASSE = 0, 1, 2, 3


class OutboxItem(SQLModel, table=True):
    """Un envoi. `salon` est vide tant que l'adresse (personne, histoire) n'est pas connue."""

    envoi: str = Field(primary_key=True)
    seq: int = Field(index=True)
    genre: str
    salon: str | None = Field(default=None, index=True)
    histoire: str | None = None  # adresse : le salon ouvert pour cette histoire
    personne: str | None = None  # adresse : la conversation avec cette personne
    contenu: dict[str, Any] = document()
    about: str | None = None
    depend_de: str | None = Field(default=None, index=True)
    priorite: int = REPONSE
    etat: str = Field(default=EN_ATTENTE, index=True)
    cree_le: datetime = instant_requis()
    essaye_le: datetime | None = instant(nullable=True)
    appareil: str | None = None
    event_id: str | None = None
    raison: str | None = None


_DERNIER = select(func.max(OutboxItem.seq))
_PARTI = (
    update(OutboxItem)
    .where(col(OutboxItem.envoi) == bindparam("nom"))
    .values(etat=PARTI, event_id=bindparam("evenement"), contenu={})
    .execution_options(synchronize_session=False)
)


_AJOUTE = insert(OutboxItem)
_A_PARTIR = col(OutboxItem.etat).in_((EN_ATTENTE, ESSAYE))
_SANS_SALON = col(OutboxItem.salon).is_(None)
_CHAMPS = tuple(OutboxItem.model_fields)


def add_all(session: Session, lignes: Sequence[OutboxItem]) -> None:
    """Ajoute ces lignes, sans les attacher à la session : l'expéditeur les garde en main."""
    if lignes:
        valeurs = [{champ: getattr(ligne, champ) for champ in _CHAMPS} for ligne in lignes]
        session.connection().execute(_AJOUTE, valeurs)


def next_seq(session: Session) -> int:
    """Le prochain rang de la boîte."""
    return (session.execute(_DERNIER).scalar() or 0) + 1


def to_send(session: Session) -> list[OutboxItem]:
    """Tout ce qui reste à envoyer, dans l'ordre (au démarrage)."""
    requete = select(OutboxItem).where(_A_PARTIR)
    return list(session.exec(requete.order_by(col(OutboxItem.seq))))


def outbox_item(session: Session, envoi: str) -> OutboxItem | None:
    """Un envoi par son nom."""
    return session.get(OutboxItem, envoi)


def pour_l_histoire(session: Session, about: str) -> list[str]:
    """Les envois qui attendent le salon de cette histoire."""
    requete = select(OutboxItem.envoi).where(OutboxItem.histoire == about, _SANS_SALON)
    return list(session.exec(requete))


def ouverture_en_route(session: Session, about: str) -> bool:
    """Vrai si un salon est demandé pour cette histoire et que le serveur n'a pas encore répondu."""
    requete = select(OutboxItem.envoi).where(
        OutboxItem.about == about,
        OutboxItem.genre == OUVERTURE,
        _A_PARTIR,
    )
    return session.exec(requete.limit(1)).first() is not None


def mark_attempted(session: Session, envois: Iterable[str], appareil: str, le: datetime) -> None:
    """Va partir : écrit avant l'appel ; le premier essai seul date la fenêtre de reconnaissance."""
    session.execute(
        update(OutboxItem)
        .where(col(OutboxItem.envoi).in_(list(envois)), col(OutboxItem.etat) == EN_ATTENTE)
        .values(etat=ESSAYE, appareil=appareil, essaye_le=le)
    )


def renew_attempt(session: Session, envoi: str, appareil: str, le: datetime) -> None:
    """Le serveur ne l'a pas, c'est sûr : une nouvelle fenêtre de reconnaissance commence."""
    session.execute(
        update(OutboxItem)
        .where(col(OutboxItem.envoi) == envoi, col(OutboxItem.etat) == ESSAYE)
        .values(appareil=appareil, essaye_le=le)
    )


def mark_sent(session: Session, arrives: Sequence[tuple[str, str | None]]) -> None:
    """Partis, sous ces identifiants : le contenu, devenu inutile, est effacé."""
    if arrives:
        session.connection().execute(_PARTI, [{"nom": n, "evenement": e} for n, e in arrives])


def mark_given_up(session: Session, envoi: str, raison: str) -> None:
    """Abandonné, avec la raison technique."""
    session.execute(
        update(OutboxItem)
        .where(col(OutboxItem.envoi) == envoi)
        .values(etat=ABANDONNE, raison=raison, contenu={})
    )


def what_waits_for(session: Session, ligne: OutboxItem) -> list[OutboxItem]:
    """Ce qui ne peut partir sans cette ligne : touches, corrections, ou ce qui va dans son salon.

    De proche en proche, dans l'ordre.
    """
    trouvees: list[OutboxItem] = []
    a_voir = [ligne]
    while a_voir:
        mere = a_voir.pop()
        attend = col(OutboxItem.depend_de) == mere.envoi
        if mere.genre == OUVERTURE:
            attend = or_(attend, and_(col(OutboxItem.histoire) == mere.about, _SANS_SALON))
        suivantes = list(session.exec(select(OutboxItem).where(attend, _A_PARTIR)))
        trouvees += suivantes
        a_voir += suivantes
    return sorted(trouvees, key=lambda suite: suite.seq)


def note_deposit(session: Session, envoi: str, contenu: dict[str, Any]) -> None:
    """Le fichier de cet envoi est déposé : son adresse est gardée avec l'intention."""
    session.execute(
        update(OutboxItem).where(col(OutboxItem.envoi) == envoi, _A_PARTIR).values(contenu=contenu)
    )


def queue_by_priority(session: Session) -> list[tuple[int, int, datetime]]:
    """(priorité, combien de lignes attendent, la plus ancienne), par priorité."""
    requete = select(OutboxItem.priorite, func.count(), func.min(OutboxItem.cree_le))
    groupes = requete.where(_A_PARTIR).group_by(col(OutboxItem.priorite))
    return [(p, n, le) for p, n, le in session.exec(groupes.order_by(col(OutboxItem.priorite)))]
