"""D'une réponse de `/sync` à une `Batch` : salons dans l'ordre, trous comblés, messages déchiffrés.

1. Un trou (`timeline.limited`) se comble par `/messages`, du plus ancien au plus récent, borné ;
   au-delà de la borne, ou si le serveur échoue toujours sur ce salon, il est noté et dit une fois.
2. Un salon où l'on vient d'entrer : sa liste de membres fait foi, et rien d'avant n'est lu ; un
   trou n'y remonte que jusqu'à notre entrée.
3. Une réponse qui dit un départ et une invitation au même salon : l'invitation vient après.
4. Ce qui ne se déchiffre pas encore est gardé à part et réessayé quand sa clé arrive.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.core.acces import Acces
from bot.matrix import cited, parsing
from bot.matrix.crypto import Crypto, CryptoStoreError, Decrypted, Reason, Undecryptable
from bot.matrix.known_members import KnownMembers
from bot.matrix.transport import Transport, path
from bot.matrix.wire_errors import Forbidden, NotFound, Rejected, Unreachable
from bot.pieces import Batch, Fact, Left, Lost, Piece, Read, Roster, Unreadable
from donnees.inbox import Illisible

journal = logging.getLogger(__name__)
GAP_MAX = 2000
VAINS = 8


@dataclass
class SyncReader:
    """Lit les réponses du serveur ; `since` est la position d'où elles partent."""

    transport: Transport
    crypto: Crypto | None
    bot: str
    acces: Acces
    filtre: str
    cites: Callable[[str], bool] = lambda _texte: False  # une commande qui lit ce qu'elle cite
    spoofed: int = 0
    gaps: int = 0
    pending_owner: bool = False
    touched: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    vains: Counter[str] = field(default_factory=Counter)  # échecs de suite sur ce seul salon
    active: dict[str, float] = field(default_factory=dict)  # salon -> dernière activité
    membres: KnownMembers = field(default_factory=KnownMembers)

    async def read(self, brut: dict[str, Any], since: str | None) -> Batch:
        """La `Batch` de cette réponse ; `brut` a été vérifié objet."""
        self.touched = set()
        batch = Batch(position=_texte(brut.get("next_batch")), premiere=since is None)
        batch.directs = _directs(brut)
        salons = _objet(brut.get("rooms"))
        # Exclu puis réinvité pendant ce temps, le salon est dans « leave » et dans « invite ».
        for salon, contenu in _objets(salons.get("leave")):
            batch.pieces += self._left(salon, contenu)
        for salon, contenu in _objets(salons.get("invite")):
            batch.pieces += self._invite(salon, contenu)
        for salon, contenu in _objets(salons.get("join")):
            batch.pieces += await self._joined(salon, contenu, since)
        return batch

    def _invite(self, salon: str, contenu: dict[str, Any]) -> list[Piece]:
        """Une invitation ne compte que venant d'un serveur autorisé."""
        evenements = _liste(_objet(contenu.get("invite_state")).get("events"))
        faits: list[Piece] = []
        for evenement in evenements:
            rendu = {"event_id": f"invite:{salon}", **evenement}
            if not parsing.well_formed(rendu):
                continue
            if rendu.get("state_key") == self.bot and rendu["type"] == "m.room.member":
                if not self.acces.autorise(rendu["sender"]):
                    return []
                faits += self._faits(salon, [rendu])
        if faits:
            self.touched.add(salon)
        return faits

    async def _joined(self, salon: str, contenu: dict[str, Any], since: str | None) -> list[Piece]:
        fil = _objet(contenu.get("timeline"))
        evenements = list(_valides(fil.get("events")))
        etat = list(self._faits(salon, _objet(contenu.get("state")).get("events")))
        entre, troue = since is None or self._entree(etat, evenements), fil.get("limited") is True
        if not (entre or troue):
            etat = self.membres.news(etat)
        if troue and since is not None and not self._arrive(evenements):
            evenements = await self._gap(salon, _texte(fil.get("prev_batch")), since) + evenements
        pieces: list[Piece] = [*etat]
        for evenement in evenements:
            pieces += self.event(salon, evenement)
        pieces = await cited.complete(self.transport, self.event, pieces, evenements, self.cites)
        if salon in self.lost:
            self.lost.discard(salon)
            pieces.append(Lost(salon=salon))
        if entre or troue:
            pieces += await self.roster(salon)
        self.active[salon] = time.monotonic()
        if etat or any(isinstance(p, Fact) for p in pieces):
            self.touched.add(salon)
        return pieces

    def _entree(self, etat: list[Fact], evenements: list[dict[str, Any]]) -> bool:
        """Vrai si le robot entre dans ce salon avec cette réponse (l'état complet y est)."""
        return any(f.genre == "m.room.create" for f in etat) or self._arrive(evenements)

    def _arrive(self, evenements: list[dict[str, Any]]) -> bool:
        """Vrai si le robot entre par l'un de ces événements (changer de nom n'est pas entrer)."""
        return any(self._notre_entree(e) for e in evenements)

    def _notre_entree(self, evenement: dict[str, Any]) -> bool:
        if evenement["type"] != "m.room.member" or evenement.get("state_key") != self.bot:
            return False
        avant = _objet(_objet(evenement.get("unsigned")).get("prev_content")).get("membership")
        return evenement["content"].get("membership") == "join" and avant != "join"

    def _faits(self, salon: str, evenements: Any) -> Iterator[Fact]:
        """Les faits d'état de ces événements."""
        for evenement in _valides(evenements):
            fait = None
            with _a_part(evenement):
                fait = parsing.fact(salon, evenement)
            if fait is not None:
                yield fait

    def event(self, salon: str, evenement: dict[str, Any]) -> Iterator[Piece]:
        """Les morceaux d'un événement, en clair ou chiffré (un, ou aucun)."""
        lus: list[Piece | None] = []
        with _a_part(evenement):
            if evenement["type"] == "m.room.encrypted":
                lus += self.encrypted(salon, evenement)
            else:
                lus.append(parsing.piece(salon, evenement, self.bot))
        yield from (morceau for morceau in lus if morceau is not None)

    def encrypted(self, salon: str, evenement: dict[str, Any]) -> Iterator[Piece]:
        """Les morceaux d'un événement chiffré (un, ou aucun)."""
        if evenement["sender"] == self.bot:
            echo = parsing.echo(salon, evenement)
            if echo is not None:
                yield echo
            return
        if self.crypto is None:
            return
        lu = self.crypto.decrypt(salon, evenement)
        if isinstance(lu, Decrypted) and not lu.owner_pending:
            if not lu.verified_owner:
                self.spoofed += 1
                journal.warning(
                    "événement %s : appareil qui n'est pas à son auteur", evenement["event_id"]
                )
                return
            clair = {**evenement, "type": lu.type, "content": lu.content}
            morceau = parsing.piece(salon, clair, self.bot, lu.replay_key)
            if morceau is not None:
                yield morceau
            return
        if isinstance(lu, Undecryptable) and lu.reason is Reason.REPLAYED:
            return  # refusé, et rien à en dire
        self.pending_owner = self.pending_owner or isinstance(lu, Decrypted)
        session = evenement["content"].get("session_id")
        lisible = isinstance(session, str) and len(session) <= parsing.ID_MAX
        yield Unreadable(
            event_id=evenement["event_id"], salon=salon, auteur=evenement["sender"],
            session=parsing.sain(session) if lisible else "", brut=evenement,
            raison="" if isinstance(lu, Decrypted) else str(lu.reason),
        )  # fmt: skip

    def again(self, garde: Illisible) -> list[Piece]:
        """Un message gardé à part, relu ; dès qu'il se lit, il n'est plus gardé.

        Ni s'il fait lever : relu à chaque démarrage, il empêcherait le robot de partir.
        """
        pieces = list(self.event(garde.salon, garde.brut))
        if any(isinstance(p, Unreadable) for p in pieces):
            return pieces
        return [Read(event_id=garde.event_id, salon=garde.salon), *pieces]

    def _left(self, salon: str, contenu: dict[str, Any]) -> list[Piece]:
        self.touched.add(salon)
        return [Left(salon=salon)]

    async def roster(self, salon: str) -> list[Piece]:
        reponse = await self._du_salon(salon, "joined_members")
        if reponse is None:
            return []
        noms = {
            mxid: parsing.sain(nom) if isinstance(nom := profil.get("display_name"), str) else ""
            for mxid, profil in _objets(reponse.get("joined"))
            if parsing.is_user(mxid)
        }
        return [Roster(salon=salon, noms=noms)] if self.bot in noms else []

    async def _gap(self, salon: str, depuis: str | None, jusque: str) -> list[dict[str, Any]]:
        """Les événements manquants d'un salon, du plus ancien au plus récent.

        Un salon dont le serveur refuse le passé ne retient pas les autres.
        """
        self.gaps += 1
        trouves: list[dict[str, Any]] = []
        while depuis is not None and len(trouves) < GAP_MAX:
            page, depuis = await self._page(salon, depuis, jusque)
            for evenement in page:
                trouves.append(evenement)
                if self._notre_entree(evenement):
                    return trouves[::-1]
        if depuis is not None and len(trouves) >= GAP_MAX:
            journal.warning(
                "salon %s : trou de plus de %d événements, le reste est perdu", salon, GAP_MAX
            )
            self.lost.add(salon)
        return trouves[::-1]

    async def _page(
        self, salon: str, depuis: str, jusque: str
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Une page du passé, du plus récent au plus ancien, et d'où lire la suivante."""
        query = {"from": depuis, "to": jusque, "dir": "b", "limit": "100", "filter": self.filtre}
        page = await self._du_salon(salon, "messages", query) or {}
        suite = _texte(page.get("end")) if page.get("chunk") else None
        return list(_valides(page.get("chunk"))), suite

    async def _du_salon(
        self, salon: str, quoi: str, query: dict[str, str] | None = None
    ) -> dict[str, Any] | None:
        """Ce que le serveur dit de ce salon ; rien s'il s'y refuse.

        Ni s'il échoue toujours sur lui alors qu'il répond au reste : les autres seraient sourds.

        Raises:
            WireError: à redemander, avec toute la réponse.
        """
        cible = path("_matrix", "client", "v3", "rooms", salon, quoi)
        try:
            reponse = await self.transport.request("GET", cible, query=query)
            if quoi == "messages" and not isinstance(reponse.get("chunk"), list):
                raise Unreachable("reponse")  # le trou n'est pas comblé pour autant
        except (Forbidden, NotFound, Rejected, Unreachable) as erreur:
            if isinstance(erreur, Unreachable):
                self.vains[salon] += erreur.reason != "menage"
                if self.vains[salon] < VAINS:
                    raise
            journal.warning("salon %s : %s non lu (%s)", salon, quoi, erreur)
            if quoi == "messages" and isinstance(erreur, Rejected | Unreachable):
                self.lost.add(salon)
            return None
        self.vains.pop(salon, None)
        return reponse


@contextmanager
def _a_part(evenement: dict[str, Any]) -> Iterator[None]:
    """Un défaut de lecture sur un événement ne doit coûter que lui.

    Levé d'ici, il reviendrait avec la même réponse à chaque démarrage, et plus personne ne serait
    servi.
    """
    try:
        yield
    except CryptoStoreError:
        raise  # le disque refuse : la même réponse sera relue, rien n'est perdu
    except Exception:
        journal.exception("événement %s : illisible, laissé de côté", evenement["event_id"])


def _texte(valeur: Any) -> str | None:
    return valeur if isinstance(valeur, str) and valeur and parsing.encodable(valeur) else None


def _objet(valeur: Any) -> dict[str, Any]:
    return valeur if isinstance(valeur, dict) else {}


def _liste(valeur: Any) -> list[dict[str, Any]]:
    return [v for v in valeur if isinstance(v, dict)] if isinstance(valeur, list) else []


def _objets(valeur: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    objets = _objet(valeur).items()
    return ((k, v) for k, v in objets if isinstance(v, dict) and parsing.encodable(k))


def _valides(valeur: Any) -> Iterator[dict[str, Any]]:
    return (e for e in _liste(valeur) if parsing.well_formed(e))


def _directs(brut: dict[str, Any]) -> dict[str, str] | None:
    """Les conversations privées déclarées (`m.direct`) : salon -> personne."""
    for evenement in _liste(_objet(brut.get("account_data")).get("events")):
        if evenement.get("type") == "m.direct":
            return {
                salon: personne
                for personne, liste in _objet(evenement.get("content")).items()
                for salon in (liste if isinstance(liste, list) else [])
                if isinstance(salon, str) and parsing.encodable(salon + personne)
            }
    return None
