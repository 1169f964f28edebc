"""Le fil de l'unique écrivain : toutes les écritures, l'une après l'autre, jamais sur la boucle.

Le fil (au sens du réseau) n'attend donc jamais un disque, et deux ✋ ne se croisent jamais.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Writer:
    """Un exécuteur d'un seul fil ; `run` rend la main à la boucle pendant l'écriture."""

    def __init__(self) -> None:
        self._fil = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ecrivain")

    async def run(self, fonction: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Exécute dans le fil, à son tour ; ce que la fonction lève est relevé ici."""
        return await self.submit(fonction, *args, **kwargs)

    def submit(
        self, fonction: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> asyncio.Future[R]:
        """Prend son tour dans le fil dès maintenant ; rend de quoi attendre la fin."""
        boucle = asyncio.get_running_loop()
        return boucle.run_in_executor(self._fil, lambda: fonction(*args, **kwargs))

    def close(self) -> None:
        """Finit ce qui est commencé, puis ferme le fil."""
        self._fil.shutdown(wait=True)
