"""L'accueil : qui vient d'arriver, où en est son accueil, qui veut bien accompagner.

1. `Salut` est la ligne du salon qui reste à dire, ou la dernière dite.
2. `Accueil` suit la fiche d'une personne arrivée (`donnees.fiche`, même numéro) : ses jours de
   travail comptés un à un, et qui l'accompagne.
3. `Accompagnant` est le tour des volontaires ; `Sollicite` : à qui l'on a demandé pour une arrivée.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import document, instant, instant_requis
from donnees.fiche import Fiche

EN_COURS, FINI = "en_cours", "fini"
ATTENTE, OUI, NON, TU = "attente", "oui", "non", "tu"
LIBRE = "libre"  # a dit oui après quelqu'un d'autre : à redemander si la place se libère


class Salut(SQLModel, table=True):
    """La dernière entrée d'une personne ; `dit` : la ligne du salon l'a saluée."""

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    revient: bool = False
    le: datetime = instant_requis()
    dit: bool = False


class Accueil(SQLModel, table=True):
    """L'accueil d'une personne. `fiche` : le numéro de sa fiche.

    `jours` : ses jours de travail passés ici, comptés jusqu'à `compte_le`. `accompagnant` : qui a
    dit oui ; `presente` : elle le sait ; `a_signaler` : l'animation doit savoir que
    personne ne l'accompagne.
    `mots` : ce qu'elle a voulu dire à l'animation, [question, mots], jusqu'à ce que ce soit lu.
    """

    fiche: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    membre: str = Field(index=True)
    etat: str = Field(default=EN_COURS, index=True)
    arrive_le: datetime = instant_requis()
    jours: int = 0
    compte_le: datetime = instant_requis()
    accompagnant: str = ""
    presente: bool = False
    a_signaler: bool = False
    mots: list[Any] = document(default=list)
    fini_le: datetime | None = instant(nullable=True)

    @property
    def about(self) -> str:
        """Le fil de ses rappels."""
        return f"accueil:{self.fiche}"


class Accompagnant(SQLModel, table=True):
    """Une personne qui veut bien accompagner les nouveaux ; `dernier` : la dernière fois."""

    reseau: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    depuis: datetime = instant_requis()
    dernier: datetime | None = instant(nullable=True)


class Sollicite(SQLModel, table=True):
    """Une personne à qui l'on a demandé d'accompagner cette arrivée, et sa réponse."""

    fiche: int = Field(primary_key=True)
    membre: str = Field(primary_key=True, index=True)
    reseau: int = Field(index=True)
    etat: str = ATTENTE
    le: datetime = instant_requis()

    @property
    def about(self) -> str:
        """Le fil de la question qu'on lui pose."""
        return f"accompagner:{self.fiche}:{self.membre}"


def salut(session: Session, reseau: int, membre: str) -> Salut | None:
    """La dernière entrée de cette personne."""
    return session.get(Salut, (reseau, membre))


def a_saluer(session: Session, reseau: int) -> list[Salut]:
    """Qui attend sa ligne au salon, par ordre d'arrivée."""
    requete = select(Salut).where(Salut.reseau == reseau, col(Salut.dit).is_(False))
    return list(session.exec(requete.order_by(col(Salut.le), col(Salut.membre))))


def entres(session: Session, reseau: int, depuis: datetime) -> set[str]:
    """Qui est entré depuis cet instant, salué ou non."""
    requete = select(Salut.membre).where(Salut.reseau == reseau, col(Salut.le) >= depuis)
    return set(session.exec(requete))


def accueil(session: Session, fiche: int) -> Accueil | None:
    """Un accueil, par le numéro de sa fiche."""
    return session.get(Accueil, fiche)


def accueils(session: Session, reseau: int) -> list[Accueil]:
    """Les accueils en cours d'un réseau, le plus ancien d'abord."""
    requete = select(Accueil).where(Accueil.reseau == reseau, Accueil.etat == EN_COURS)
    return list(session.exec(requete.order_by(col(Accueil.fiche))))


def du_membre(session: Session, membre: str) -> list[Accueil]:
    """Les accueils de cette personne, dans tous ses réseaux."""
    requete = select(Accueil).where(Accueil.membre == membre)
    return list(session.exec(requete.order_by(col(Accueil.fiche))))


def sans_accompagnant(session: Session, reseau: int) -> list[Accueil]:
    """Les arrivées que l'animation doit savoir sans personne pour les accompagner."""
    return [a for a in accueils(session, reseau) if a.a_signaler and not a.accompagnant]


def confies(session: Session, reseau: int) -> list[Accueil]:
    """Ceux dont des mots attendent d'être lus par l'animation."""
    requete = select(Accueil).where(Accueil.reseau == reseau).order_by(col(Accueil.fiche))
    return [a for a in session.exec(requete) if a.mots]


def volontaires(session: Session, reseau: int) -> list[Accompagnant]:
    """Qui veut bien accompagner : jamais encore, puis il y a le plus longtemps."""
    requete = select(Accompagnant).where(Accompagnant.reseau == reseau)
    tous = list(session.exec(requete.order_by(col(Accompagnant.depuis), col(Accompagnant.membre))))
    return sorted(tous, key=lambda a: (a.dernier is not None, a.dernier or a.depuis))


def dernieres_fois(session: Session, reseau: int) -> dict[str, datetime]:
    """Quand chaque volontaire a été sollicité, ou a accompagné, pour la dernière fois."""
    fois = {v.membre: v.dernier for v in volontaires(session, reseau) if v.dernier is not None}
    for demande in session.exec(select(Sollicite).where(Sollicite.reseau == reseau)):
        fois[demande.membre] = max(fois.get(demande.membre, demande.le), demande.le)
    return fois


def volontaire(session: Session, reseau: int, membre: str) -> Accompagnant | None:
    """Cette personne, si elle veut bien accompagner."""
    return session.get(Accompagnant, (reseau, membre))


def sollicites(session: Session, fiche: int) -> list[Sollicite]:
    """À qui l'on a demandé pour cette arrivée, dans l'ordre."""
    requete = select(Sollicite).where(Sollicite.fiche == fiche)
    return list(session.exec(requete.order_by(col(Sollicite.le), col(Sollicite.membre))))


def sollicite(session: Session, fiche: int, membre: str) -> Sollicite | None:
    """La question posée à cette personne pour cette arrivée."""
    return session.get(Sollicite, (fiche, membre))


def purger(session: Session, avant: datetime, limite: int) -> int:
    """Efface les accueils finis avant cet instant, leur fiche et leur fil, et les vieux saluts."""
    requete = select(Accueil).where(Accueil.etat == FINI, col(Accueil.fini_le) < avant)
    finis = [a for a in session.exec(requete.limit(limite)) if not a.mots]
    execute = session.connection().execute
    for accueil in finis:
        for debut in ("accueil", "accompagner"):
            for table in SQLModel.metadata.sorted_tables:
                if "about" in table.c and table.name != "outboxitem":
                    fil = table.c.about.startswith(f"{debut}:{accueil.fiche}:", autoescape=True)
                    execute(delete(table).where(fil))
        execute(delete(Sollicite).where(col(Sollicite.fiche) == accueil.fiche))
        execute(delete(Fiche).where(col(Fiche.numero) == accueil.fiche))
        execute(delete(Accueil).where(col(Accueil.fiche) == accueil.fiche))
    vieux = delete(Salut).where(col(Salut.dit).is_(True), col(Salut.le) < avant)
    return len(finis) + int(execute(vieux).rowcount)
