"""L'horloge d'une répétition, conduite par l'entrée standard (la démonstration s'en sert).

Une ligne, un ordre : `vitesse 60`, `saut 2026-11-30T09:00:00+01:00`, `etat`. À `etat`, une ligne de
JSON sur la sortie : l'heure du réseau, ce qui attend d'être envoyé, le prochain rappel.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.clock import RehearsalClock


async def follow(
    clock: RehearsalClock,
    state: Callable[[], Awaitable[dict[str, object]]],
    moved: Callable[[], None],
) -> None:
    """Suit les ordres jusqu'à la fin de l'entrée ; un ordre illisible est ignoré."""
    lecteur = asyncio.StreamReader()
    boucle = asyncio.get_running_loop()
    await boucle.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lecteur), sys.stdin)
    while ligne := (await lecteur.readline()).decode(errors="replace").strip():
        ordre, _, valeur = ligne.partition(" ")
        try:
            if ordre == "vitesse":
                clock.set_speed(float(valeur))
            elif ordre == "saut":
                clock.jump_to(datetime.fromisoformat(valeur))
            elif ordre == "etat":
                sys.stdout.write(json.dumps(await state()) + "\n")
                sys.stdout.flush()
                continue
        except ValueError:
            continue
        moved()
