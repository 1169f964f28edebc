"""Des mots libres qu'une question reconnaît comme siens : un lecteur par sujet.

Une question qui nomme son lecteur (`contexte["libre"] = "meteo"`) ne prend, sans être citée, que ce
qu'il reconnaît ; le reste suit son chemin.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.core.formes import numero_seul
from bot.core.meteo_lue import est_une_reponse
from donnees.histoire import Question

NUMERO = "numero"
FRAICHE = timedelta(hours=1)

LECTEURS: Mapping[str, Callable[[str], bool]] = {
    "meteo": est_une_reponse,
    NUMERO: lambda texte: numero_seul(texte) is not None,
}


def perimee(attente: Question, maintenant: datetime) -> bool:
    """Un numéro dit seul longtemps après la liste n'y répond plus."""
    return attente.contexte.get("libre") == NUMERO and maintenant - attente.le > FRAICHE


def reconnait(libre: Any, texte: str) -> bool:
    """Vrai si la question a un lecteur, et qu'il reconnaît ce texte."""
    return isinstance(libre, str) and libre in LECTEURS and LECTEURS[libre](texte)
