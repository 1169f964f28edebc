"""Les thèmes dont personne ne s'occupe, et ce que l'on en a déjà dit."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from donnees.colonnes import instant_requis


class Lacune(SQLModel, table=True):
    """Un thème sans personne. `appels` : les appels à volontaires déjà lancés, deux au plus.

    `a_dire` : l'animation doit recevoir de quoi le montrer à qui détient les moyens.
    """

    theme: int = Field(primary_key=True)
    reseau: int = Field(index=True)
    appels: int = 0
    depuis: datetime = instant_requis()
    a_dire: bool = False

    @property
    def about(self) -> str:
        """Le fil de son histoire."""
        return f"lacune:{self.theme}"


def lacune(session: Session, theme: int) -> Lacune | None:
    """Ce que l'on sait de ce thème sans personne."""
    return session.get(Lacune, theme)


def a_dire(session: Session, reseau: int) -> list[Lacune]:
    """Celles que l'animation attend, la plus ancienne d'abord."""
    requete = select(Lacune).where(Lacune.reseau == reseau, col(Lacune.a_dire).is_(True))
    return list(session.exec(requete.order_by(col(Lacune.depuis), col(Lacune.theme))))
