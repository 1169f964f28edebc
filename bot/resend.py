"""Une ligne déjà essayée : la renvoyer, chercher si elle est arrivée, ou y renoncer.

Le serveur reconnaît un second essai au nom de l'envoi, mais seulement du même appareil, et pendant
un temps : Synapse l'oublie au bout d'un jour.

| essayée | et | alors |
| --- | --- | --- |
| par cet appareil, il y a moins de vingt heures | | même nom, sans risque |
| autrement | touche, retrait ou départ | même nom : le faire deux fois ne fait qu'une |
| autrement | notre écho est là | c'est parti |
| autrement | tout relu, il n'y est pas | même nom, nouvelle fenêtre de vingt heures |
| autrement | salon chiffré, autre appareil | abandon visible : deux fois serait pire que pas |
| autrement | on ne peut pas savoir | abandon visible, de même |

L'horloge est celle du fil (vraie) : une répétition ne vieillit pas les essais. Un essai daté du
futur (horloge reculée) ne prouve rien : il est vérifié lui aussi.
"""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from bot.matrix.echo import Absent, Found, Unknown, Verdict
from donnees import outbox
from donnees.outbox import OutboxItem

FENETRE: Final = timedelta(hours=20)
_AVANCE: Final = timedelta(minutes=5)
_SANS_RISQUE: Final = (outbox.REACTION, outbox.SUPPRESSION, outbox.DEPART)


class Decision(Enum):
    """Ce que l'on fait d'une ligne déjà essayée."""

    SENT = auto()
    RENEW = auto()
    GIVE_UP = auto()


def recognised(ligne: OutboxItem, appareil: str, now: datetime) -> bool:
    """Vrai si le serveur reconnaîtrait à coup sûr un second essai de cette ligne."""
    if ligne.genre in _SANS_RISQUE:
        return True
    if ligne.essaye_le is None or ligne.appareil != appareil:
        return False
    return -_AVANCE <= now - ligne.essaye_le < FENETRE


def decide(ligne: OutboxItem, verdict: Verdict, appareil: str, *, chiffre: bool) -> Decision:
    """Que faire d'une ligne que le serveur ne reconnaîtrait plus, selon ce qu'on a trouvé."""
    match verdict:
        case Found():
            return Decision.SENT
        case Absent() if not chiffre or ligne.appareil == appareil:
            return Decision.RENEW
        case Absent() | Unknown():
            return Decision.GIVE_UP
