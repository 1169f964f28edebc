"""Lire le message auquel une commande répond, quand elle en a besoin (« !astuce » en réponse).

1. Rien de ce que se disent les membres n'est gardé : le message cité n'est demandé au serveur que
   pour une commande qui le dit (`Command.cite`), et ne vit que le temps de la traiter.
2. Il vient de la même réponse du serveur s'il s'y trouve, sinon d'une requête courte ; sans lui, la
   commande est traitée quand même, et dit quoi faire.
3. Corrigé depuis, il est lu dans sa dernière version.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from bot.matrix import parsing
from bot.matrix.transport import Transport, path
from bot.matrix.wire_errors import TokenRefused, WireError
from bot.pieces import Piece, Seen

journal = logging.getLogger(__name__)
PATIENCE = 5.0

Lecture = Callable[[str, dict[str, Any]], Iterator[Piece]]


async def complete(
    transport: Transport, lire: Lecture, pieces: list[Piece], connus: list[dict[str, Any]],
    cites: Callable[[str], bool],
) -> list[Piece]:  # fmt: skip
    """Les mêmes morceaux ; une commande qui cite porte aussi les mots auxquels elle répond."""
    ici = {e["event_id"]: e for e in connus}
    complets: list[Piece] = []
    for piece in pieces:
        cible = _cible(piece, cites)
        if isinstance(piece, Seen) and cible is not None:
            brut = ici.get(cible) or await _demander(transport, piece.salon, cible)
            lu = None if brut is None else _lire(lire, piece.salon, brut)
            complets.append(piece if lu is None else with_words(piece, lu))
        else:
            complets.append(piece)
    return complets


def _cible(piece: Piece, cites: Callable[[str], bool]) -> str | None:
    """Le message auquel répond ce morceau, si c'est une commande qui en veut les mots."""
    if not isinstance(piece, Seen) or piece.genre != "message":
        return None
    cible = piece.contenu.get("reply_to")
    return cible if isinstance(cible, str) and cites(str(piece.contenu["texte"])) else None


def with_words(piece: Seen, cite: Seen) -> Seen:
    """Cette commande, avec les mots du message auquel elle répond."""
    mots = {"event_id": cite.event_id, "auteur": cite.auteur, "texte": cite.contenu["texte"]}
    return replace(piece, contenu={**piece.contenu, "cite": mots})


async def _demander(transport: Transport, salon: str, cible: str) -> dict[str, Any] | None:
    """L'événement, tel que le serveur l'a ; rien s'il ne le donne pas."""
    chemin = path("_matrix", "client", "v3", "rooms", salon, "event", cible)
    try:
        brut = await transport.request("GET", chemin, deadline=PATIENCE)
    except TokenRefused:
        raise
    except WireError as erreur:
        journal.warning("salon %s : message cité illisible (%s)", salon, erreur)
        return None
    return brut if parsing.well_formed(brut) and brut["event_id"] == cible else None


def _lire(lire: Lecture, salon: str, brut: dict[str, Any]) -> Seen | None:
    """Ses mots, dans leur dernière version."""
    dit = next((p for p in lire(salon, brut) if isinstance(p, Seen)), None)
    if dit is None or dit.genre != "message":
        return None
    relations = brut.get("unsigned", {}).get("m.relations", {})
    corrige: Any = relations.get("m.replace") if isinstance(relations, dict) else None
    if parsing.well_formed(corrige) and corrige["sender"] == brut["sender"]:
        nouveau = next((p for p in lire(salon, corrige) if isinstance(p, Seen)), None)
        if nouveau is not None and nouveau.genre == "edition":
            return replace(dit, contenu={**dit.contenu, "texte": nouveau.contenu["texte"]})
    return dit
