"""Le banc du bulletin mesure ce qu'il dit, et l'histoire n'y ajoute pas une requête."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.bench.bulletin import composer, mesurer, remplir


def test_une_longue_histoire_n_ajoute_aucune_requete(base: Engine) -> None:
    dites: list[str] = []

    def note(_c: Any, _k: Any, ordre: str, *_reste: Any) -> None:
        dites.append(ordre)

    remplir(base, 3000)
    event.listen(base, "before_cursor_execute", note)
    assert composer(base) > 1
    event.remove(base, "before_cursor_execute", note)
    lues = [o for o in dites if o.startswith("SELECT")]
    assert 5 < len(lues) < 45
    assert mesurer(base, 3000, passes=2).calcul > 0
