"""Les membres que le serveur redit à chaque message, et que l'on sait déjà.

`lazy_load_members` joint aux messages l'adhésion de leurs auteurs (spec, « Lazy-loading room
members »). Synapse se souvient de celles qu'il a dites, mais par personne et non par salon : qui
écrit dans vingt salons, le robot d'abord, lui est redit presque à chaque fois. Relu comme un fait
neuf, chaque écho coûtait une validation et faisait oublier ce que l'on sait du salon.

1. Seul l'état joint à un fil sans trou passe au tamis ; une entrée et un trou se lisent entiers.
2. N'est connu que ce qui a été gardé : une réponse relue après un échec est relue entière.
"""

from collections.abc import Iterable
from typing import Final

from bot.pieces import Fact, Left, Piece

CONNUS_MAX: Final = 5000


class KnownMembers:
    """Le dernier événement d'adhésion gardé, par salon et par personne (les plus récents)."""

    def __init__(self) -> None:
        self._connus: dict[tuple[str, str], str] = {}

    def news(self, faits: Iterable[Fact]) -> list[Fact]:
        """Ceux de ces faits qui ne sont pas déjà gardés."""
        return [
            f for f in faits
            if f.genre != "m.room.member" or self._connus.get((f.salon, f.cle)) != f.event_id
        ]  # fmt: skip

    def kept(self, pieces: Iterable[Piece]) -> None:
        """Ces morceaux viennent d'être gardés. Sorti d'un salon, on n'en sait plus rien."""
        for piece in pieces:
            if isinstance(piece, Left):
                self._connus = {c: e for c, e in self._connus.items() if c[0] != piece.salon}
            elif isinstance(piece, Fact) and piece.genre == "m.room.member":
                self._connus.pop((piece.salon, piece.cle), None)
                self._connus[piece.salon, piece.cle] = piece.event_id
        while len(self._connus) > CONNUS_MAX:
            self._connus.pop(next(iter(self._connus)))
