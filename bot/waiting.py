"""Les éléments gardés qui attendent d'être traités : leurs identifiants, sans relire la base.

Vit dans le fil de l'unique écrivain. `forget` au moindre doute (une validation qui n'aboutit pas,
un salon ouvert, une reprise) : la base seule fait foi, et sera relue.
"""

from collections import deque
from collections.abc import Callable, Sequence


class Waiting:
    """La file, dans l'ordre. `limit` : combien `read` en rend au plus d'un coup."""

    def __init__(self, limit: int) -> None:
        self._ids: deque[str] | None = None
        self._more = False  # la base en a plus que la file
        self._limit = limit

    @property
    def known(self) -> bool:
        """Vrai si la file dit tout ce qui attend."""
        return self._ids is not None and not self._more

    @property
    def remain(self) -> bool:
        """Vrai s'il reste peut-être quelque chose à traiter."""
        return self._more or self._ids is None or bool(self._ids)

    def forget(self) -> None:
        """La file est à relire."""
        self._ids = None

    def add(self, ids: Sequence[str]) -> None:
        """Ceux-ci viennent d'être gardés, à la suite."""
        if self._ids is not None and not self._more:
            self._ids.extend(ids)

    def head(self, combien: int, read: Callable[[], list[str]]) -> list[str]:
        """Prend la tête de la file, relue s'il le faut."""
        if self._ids is None or (self._more and not self._ids):
            self._ids = deque(read())
            self._more = len(self._ids) >= self._limit
        return [self._ids.popleft() for _ in range(min(combien, len(self._ids)))]

    def put_back(self, ids: Sequence[str]) -> None:
        """Ceux-ci, pris mais pas traités, passeront les premiers."""
        if self._ids is not None:
            self._ids.extendleft(reversed(ids))
