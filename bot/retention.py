"""La corvée du jour : effacer ce qui a fait son temps, sans jamais faire attendre personne.

Au démarrage, puis chaque jour. Par petits lots, chacun sa validation : un message reçu entre deux
lots passe devant. En répétition, l'horloge du réseau va plus vite : la corvée revient plus souvent.
"""

import logging

from sqlalchemy.engine import Engine as Base
from sqlmodel import Session

from bot.clock import Clock
from bot.writer import Writer
from donnees.database import StorageTrouble
from donnees.oubli import tasser
from donnees.retention import purger

journal = logging.getLogger(__name__)
CHAQUE_JOUR, EN_REPETITION = 86_400.0, 60.0


def period(clock: Clock) -> float:
    """Combien de secondes vraies entre deux corvées."""
    return EN_REPETITION if clock.rehearsal else CHAQUE_JOUR


def purge(base: Base, clock: Clock) -> int:
    """Un lot, dans sa validation (appelé dans le fil de l'écrivain) ; rend combien de lignes."""
    with Session(base) as session:
        effacees = purger(session, clock.now(), clock.real())
        session.commit()
    return effacees


async def chore(base: Base, clock: Clock, writer: Writer) -> None:
    """La corvée entière ; si la base refuse, elle sera refaite le lendemain."""
    total = 0
    try:
        while lot := await writer.run(purge, base, clock):
            total += lot
        await writer.run(tasser, base)
    except StorageTrouble:
        journal.error("effacement : la base refuse, il sera refait")
    if total:
        journal.info("effacement : %d lignes avaient fait leur temps", total)
