"""Des mots libres qu'une question reconnaît comme siens : un lecteur par sujet.

Une question qui nomme son lecteur (`contexte["libre"] = "meteo"`) ne prend, sans être citée, que ce
qu'il reconnaît ; le reste suit son chemin.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.meteo_lue import est_une_reponse

LECTEURS: Mapping[str, Callable[[str], bool]] = {"meteo": est_une_reponse}


def reconnait(libre: Any, texte: str) -> bool:
    """Vrai si la question a un lecteur, et qu'il reconnaît ce texte."""
    return isinstance(libre, str) and libre in LECTEURS and LECTEURS[libre](texte)
