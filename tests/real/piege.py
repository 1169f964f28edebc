"""Le robot, piégé : le même processus, dont une fonction lève ou arrête tout net.

    MAILLON_PIEGE="leve @karim:localhost" python -m tests.real.piege lancer --config …
    MAILLON_PIEGE="coupe bot.engine:Engine.keep apres 2" python -m tests.real.piege lancer …

`leve` : toute fonction de `commandes/` appelée par cette personne lève. `coupe` : `os._exit(9)`
avant ou après le n-ième appel de cette fonction. Le code du robot n'en sait rien.
"""

import dataclasses
import functools
import importlib
import inspect
import itertools
import os
import sys
from collections.abc import Callable
from typing import Any

from bot.__main__ import main

CODE = 9


def _leve(qui: str) -> None:
    from bot.core.registry import Registry

    neuf = Registry.of

    def pieges(modules: Any) -> Registry:
        registre = neuf(modules)
        registre.commands = {
            mot: dataclasses.replace(c, handler=_trappe(c.handler, qui))
            for mot, c in registre.commands.items()
        }
        registre.hooks = [
            dataclasses.replace(h, handler=_trappe(h.handler, qui)) for h in registre.hooks
        ]
        return registre

    Registry.of = pieges  # type: ignore[method-assign]


def _trappe(fonction: Callable[..., Any], qui: str) -> Callable[..., Any]:
    @functools.wraps(fonction)
    def trappe(*args: Any, **mots: Any) -> Any:
        if any(getattr(a, "auteur", None) == qui for a in args):
            raise RuntimeError("piège")
        return fonction(*args, **mots)

    return trappe


def _coupe(ou: str, quand: str, rang: str) -> None:
    nom_module, _, chemin = ou.partition(":")
    porteur: Any = importlib.import_module(nom_module)
    *parents, nom = chemin.split(".")
    for parent in parents:
        porteur = getattr(porteur, parent)
    vraie = getattr(porteur, nom)
    compte = itertools.count(1)

    def ici(moment: str, tour: int) -> None:
        if moment == quand and tour == int(rang):
            os._exit(CODE)

    if inspect.iscoroutinefunction(vraie):

        @functools.wraps(vraie)
        async def attend(*args: Any, **mots: Any) -> Any:
            tour = next(compte)
            ici("avant", tour)
            rendu = await vraie(*args, **mots)
            ici("apres", tour)
            return rendu

        setattr(porteur, nom, attend)
        return

    @functools.wraps(vraie)
    def appelle(*args: Any, **mots: Any) -> Any:
        tour = next(compte)
        ici("avant", tour)
        rendu = vraie(*args, **mots)
        ici("apres", tour)
        return rendu

    setattr(porteur, nom, appelle)


if __name__ == "__main__":
    piege = os.environ.get("MAILLON_PIEGE", "rien")
    sys.stderr.write(f"piège : {piege}\n")  # en tête de cette vie, dans le journal
    genre, *reste = piege.split()
    if genre == "leve":
        _leve(*reste)
    elif genre == "coupe":
        _coupe(*reste)
    sys.exit(main())
