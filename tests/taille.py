"""La taille des preuves : courante à chaque validation, pleine pour la promesse entière.

`MAILLON_TAILLE=pleine python -m pytest …` ; la graine est fixe (celle des
exemples tirés par hypothesis, à la taille courante seulement).
"""

import os

TAILLE = os.environ.get("MAILLON_TAILLE", "")


def taille(courante: int, pleine: int) -> int:
    """Combien de fois : `courante`, ou `pleine` si on le demande."""
    return pleine if TAILLE == "pleine" else courante
