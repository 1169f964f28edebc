"""« maillon » : choisit quoi charger, et fait de toute fin une phrase et un code de sortie.

1. `lancer` ne charge aucune bibliothèque d'écran ; les autres commandes passent par `bot/cli.py`.
2. Rien ne sort d'ici en trace de Python : 2 pour l'usage, 1 pour un échec, avec une référence.
"""

import io
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Exécute une ligne de commande (celle du processus si rien n'est donné) ; rend son code."""
    mots = list(sys.argv[1:] if arguments is None else arguments)
    _tolere_tous_les_octets()
    try:
        return _execute(mots)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Le lecteur (« | head ») est parti : rien à dire, et plus personne à qui le dire.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as erreur:
        from bot.pannes import code_de_sortie

        return code_de_sortie(erreur)


def _tolere_tous_les_octets() -> None:
    """Un terminal d'un autre alphabet, un octet illisible : un « ? » vaut mieux qu'un arrêt."""
    for flux in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(flux, io.TextIOWrapper):
            flux.reconfigure(errors="replace")


def _execute(mots: list[str]) -> int:
    if mots[:1] == ["lancer"]:
        from bot.lancer import lancer

        return lancer(mots[1:])
    from bot.cli import execute

    return execute(mots)


if __name__ == "__main__":
    sys.exit(main())
