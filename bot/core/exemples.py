"""Un exemple donné aux membres est une vraie phrase : ses propres formes doivent la lire."""

import re
from collections.abc import Iterator, Sequence

from bot.core.formes import Forme, Lecture, lier
from bot.core.pliage import fold_word


def _debuts(texte: str) -> Iterator[tuple[str, int]]:
    """Les débuts du texte par mots entiers : de quoi lire sans connaître de réseau."""
    for espace in re.finditer(r"\s|$", texte):
        if espace.start():
            yield texte[: espace.start()], espace.start()


def se_lit(exemple: str, formes: Sequence[Forme]) -> bool:
    """Vrai si l'une de ces formes lit cet exemple, `!` compris, tout entier."""
    if not exemple.startswith("!"):
        return False
    lecture = Lecture(theme=_debuts, personne=_debuts)
    for combien in (1, 2, 3, 4):
        mots = exemple[1:].split(maxsplit=combien)
        mot, suite = fold_word("".join(mots[:combien])), "".join(mots[combien:])
        if any(f.mot == mot and lier(f, suite, lecture) is not None for f in formes):
            return True
    return False
