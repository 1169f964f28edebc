"""Donner leur adresse aux envois qui l'attendent : une conversation, le salon d'une histoire.

La table des salons le sait la première ; on l'interroge de temps en temps plutôt que d'écouter
chaque fait, car ces attentes sont rares (une ouverture en cours, une personne pas encore entrée).
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

from bot.engine import Engine
from bot.queues import HISTOIRE, PERSONNE, Queues
from bot.writer import Writer
from donnees import salon as salons
from donnees.database import StorageTrouble

PAUSE: Final = 5.0


async def find_addresses(
    queues: Queues, engine: Engine, writer: Writer, found: Callable[[], None]
) -> None:
    """Tourne jusqu'à l'annulation ; `found` est appelé quand une file a reçu son adresse."""
    while True:
        await asyncio.sleep(PAUSE)
        cherches = [(PERSONNE, p) for p in queues.persons()]
        cherches += [(HISTOIRE, h) for h in queues.stories()]
        for genre, nom in cherches:
            with contextlib.suppress(StorageTrouble):
                if await _find(queues, engine, writer, genre, nom):
                    found()


async def _find(queues: Queues, engine: Engine, writer: Writer, genre: str, nom: str) -> bool:
    cherche = salons.conversation if genre == PERSONNE else salons.salon_de_l_histoire
    trouve = await writer.run(engine.read, lambda session: cherche(session, nom))
    if trouve is None:
        return False
    queues.readdress(f"{genre}{nom}", trouve.id)
    return True
