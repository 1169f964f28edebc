"""Des lectures gardées d'une commande à l'autre : ce qui change rarement et se lit toujours.

1. Il n'y a qu'un écrivain, et il passe par cette base : à la première écriture ailleurs que dans
   les files, tout est oublié. Il n'y a rien à déclarer, donc rien à oublier d'invalider.
2. Ce qu'une transaction lit après avoir écrit ne lui survit pas : elle peut être annulée.
3. Ne se gardent que des valeurs que nul ne peut changer (tuples, chaînes, nombres).
"""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session

P = ParamSpec("P")
R = TypeVar("R")

GARDEES_MAX = 2000
_FILES = frozenset({"inboxitem", "outboxitem", "envoye", "repere", "compteur"})
_LIT = re.compile(r"\s*(SELECT|BEGIN|PRAGMA|SET|RESET)\b", re.IGNORECASE)
_ECRIT = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


_PAR_BASE: WeakKeyDictionary[Engine, dict[Any, Any]] = WeakKeyDictionary()


def suivre(base: Engine) -> None:
    """Garde désormais les lectures de cette base, par où passent toutes les écritures."""
    lues = _PAR_BASE[base] = {}
    ecrit = False

    # « commit » est dit avant la validation : qu'elle aboutisse ou non, tout sera relu.
    @event.listens_for(base, "commit")
    @event.listens_for(base, "rollback")
    @event.listens_for(base, "begin")
    def _autre_transaction(_connexion: Connection) -> None:
        nonlocal ecrit
        if ecrit:
            lues.clear()
            ecrit = False

    @event.listens_for(base, "before_cursor_execute")
    def _ordre(_connexion: Connection, _curseur: Any, ordre: str, *_suite: Any) -> None:
        nonlocal ecrit
        if not _sans_effet(ordre):
            lues.clear()
            ecrit = True


@lru_cache(maxsize=512)
def _sans_effet(ordre: str) -> bool:
    """Vrai d'une lecture, ou d'une écriture dans une file ; dans le doute, faux."""
    ecrit = _ECRIT.match(ordre)
    return ecrit[1].lower() in _FILES if ecrit else _LIT.match(ordre) is not None


def gardee(
    lecture: Callable[Concatenate[Session, P], R],
) -> Callable[Concatenate[Session, P], R]:
    """Garde ce que rend cette lecture (une valeur immuable), par base et par arguments."""

    @wraps(lecture)
    def lue(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
        base = session.bind
        lues = _PAR_BASE.get(base) if isinstance(base, Engine) else None
        if lues is None or kwargs:
            return lecture(session, *args, **kwargs)
        cle = (lecture, args)
        if cle not in lues:
            if len(lues) >= GARDEES_MAX:
                lues.clear()
            lues[cle] = lecture(session, *args, **kwargs)
        trouvee: R = lues[cle]
        return trouvee

    return lue
