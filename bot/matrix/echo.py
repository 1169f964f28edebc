"""Chercher notre propre écho : cet envoi est-il arrivé, ou non, ou ne peut-on pas le savoir ?

1. On remonte `/messages` du plus récent jusqu'à l'instant du premier essai, moins une marge qui
   couvre deux horloges mal réglées ; vingt pages de cent au plus, de nos seuls événements.
2. Un événement est le nôtre s'il porte l'identifiant de transaction (le serveur ne le rend qu'à
   l'appareil qui l'a écrit) ou, en clair ou une fois déchiffré, `fr.maillon.envoi`.
3. Un événement à nous que l'on ne sait pas lire (clé perdue, contenu supprimé), une remontée
   coupée trop tôt : on ne sait pas, et qui ne sait pas n'envoie pas une seconde fois.

Source : spécification Matrix 1.18, « Transaction identifiers » et `/rooms/{roomId}/messages`.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.matrix.crypto import Crypto, Decrypted
from bot.matrix.parsing import when
from bot.matrix.rendering import NAMESPACE
from bot.matrix.transport import Transport, Unreachable, path

MARGE: Final = timedelta(days=3)
PAGES: Final = 20
_TYPES: Final = ("m.room.message", "m.room.encrypted", "m.reaction")


@dataclass(frozen=True)
class Found:
    """Il est arrivé, sous cet identifiant."""

    event_id: str


@dataclass(frozen=True)
class Absent:
    """Il n'est pas arrivé : tout a été relu, jusqu'avant le premier essai."""


@dataclass(frozen=True)
class Unknown:
    """On ne peut pas savoir ; `pourquoi` est un mot technique."""

    pourquoi: str


Verdict = Found | Absent | Unknown


async def find_echo(
    transport: Transport, crypto: Crypto | None, bot: str, salon: str, envoi: str, depuis: datetime
) -> Verdict:
    """Cherche l'envoi de ce nom dans ce salon, depuis cet instant.

    Raises:
        WireError: le serveur n'a pas tout donné ; à refaire.
    """
    fini = False
    doute: str | None = None
    async for evenement in _walk(transport, bot, salon):
        if evenement is None or when(evenement) < depuis - MARGE:
            fini = True
            break
        nom = _name_of(crypto, salon, evenement)
        if nom == envoi:
            return Found(str(evenement["event_id"]))
        doute = doute or (None if nom is not None else "illisible")
    if doute is None and fini:
        return Absent()
    return Unknown(doute or "trop_loin")


async def _walk(transport: Transport, bot: str, salon: str) -> AsyncIterator[dict[str, Any] | None]:
    """Nos événements, du plus récent au plus ancien ; `None` : le salon n'en a plus."""
    filtre = json.dumps({"senders": [bot], "types": list(_TYPES)}, separators=(",", ":"))
    query = {"dir": "b", "limit": "100", "filter": filtre}
    for _page in range(PAGES):
        page = await transport.request(
            "GET", path("_matrix", "client", "v3", "rooms", salon, "messages"), query=query
        )
        morceau = page.get("chunk")
        if not isinstance(morceau, list):
            raise Unreachable("reponse")  # n'avoir rien lu n'est pas avoir tout lu
        for evenement in morceau:
            if _ours(evenement, bot):
                yield evenement
        suite = page.get("end")
        if not isinstance(suite, str):
            yield None
            return
        query["from"] = suite


def _ours(evenement: object, bot: str) -> bool:
    return (
        isinstance(evenement, dict)
        and evenement.get("sender") == bot
        and evenement.get("type") in _TYPES
        and isinstance(evenement.get("event_id"), str)
        and isinstance(evenement.get("content"), dict)
    )


def _name_of(crypto: Crypto | None, salon: str, evenement: dict[str, Any]) -> str | None:
    """Le nom que porte cet événement (vide : il n'est d'aucun envoi) ; `None` : illisible."""
    unsigned = evenement.get("unsigned")
    transaction = unsigned.get("transaction_id") if isinstance(unsigned, dict) else None
    if isinstance(transaction, str):
        return transaction
    contenu: Mapping[str, Any] = evenement["content"]
    if not contenu:
        return None
    if evenement["type"] == "m.room.encrypted":
        lu = None if crypto is None else crypto.decrypt(salon, evenement)
        if not isinstance(lu, Decrypted):
            return None
        contenu = lu.content
    jumeau = contenu.get(NAMESPACE)
    nom = jumeau.get("envoi") if isinstance(jumeau, dict) else None
    return nom if isinstance(nom, str) else ""
