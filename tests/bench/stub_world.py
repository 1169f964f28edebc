"""Les salons du serveur de carton : un bot, une personne, une commande en vol par salon."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Salon:
    """Ce qui attend le prochain `/sync`, et la question en vol : son identifiant, son mot."""

    a_livrer: list[dict[str, Any]] = field(default_factory=list)
    en_vol: str = ""
    mot: str = ""
    livre_a: float = 0.0
    repondu: asyncio.Event = field(default_factory=asyncio.Event)


class StubWorld:
    """`salons` salons en clair ; la personne les a créés et y a tous les droits."""

    def __init__(self, bot: str, salons: int) -> None:
        self.bot = bot
        self.personne = f"@ines:{bot.partition(':')[2]}"
        self.salons = {f"!banc{rang}:localhost": Salon() for rang in range(salons)}
        self._reveil = asyncio.Event()
        self._ecoute = asyncio.Event()
        self._rang = itertools.count(1)
        self._position = self._tour = 0
        self._entend = asyncio.Event()
        self._question = ""
        self._envoi = 0.0
        self._attentes: list[float] = []
        self.reponses = 0

    async def sync(self, connu: bool, attente: float) -> dict[str, Any]:
        """Le premier rend l'état ; les suivants attendent qu'il se passe quelque chose."""
        if connu:
            self._ecoute.set()
        self._tour = tour = self._tour + 1
        self._entend.set()
        if connu and not self._waiting():
            self._reveil.clear()
            try:
                await asyncio.wait_for(self._reveil.wait(), attente)
            except TimeoutError:
                pass
        if tour != self._tour:
            return {"next_batch": f"s{self._position}"}  # un processus mort : rien n'est livré
        self._position += 1
        livres = self.salons if not connu else self._waiting()
        salons = {room: self._deliver(room, not connu) for room in livres}
        return {
            "next_batch": f"s{self._position}",
            "rooms": {"join": salons, "invite": {}, "leave": {}},
            "device_one_time_keys_count": {"signed_curve25519": 50},
            "device_unused_fallback_key_types": ["signed_curve25519"],
        }

    async def send(self, room: str, genre: str, corps: dict[str, Any], txn: str) -> str:
        """Un envoi du bot : le délai, puis l'écho ; s'il répond, la question suivante."""
        salon = self.salons[room]
        event_id = f"$bot{next(self._rang)}"
        repond = genre == "m.room.message" and self._answers(salon, corps)
        if repond:
            salon.en_vol = ""  # une seule réponse compte
            self.reponses += 1
        if self._envoi:
            await asyncio.sleep(self._envoi)
        unsigned = {"transaction_id": txn.partition("/")[2]}
        self._put(salon, event_id, self.bot, corps, type=genre, unsigned=unsigned)
        if repond:
            self._attentes.append(time.perf_counter() - salon.livre_a)
            salon.repondu.set()
            if self._question:
                self._ask(salon, self._question, str(next(self._rang)))
        return event_id

    async def say_everywhere(self, texte: str, delai: float) -> None:
        """Un texte dans chaque salon (`{mot}` y est le rang du salon) ; attend les réponses.

        Ce que montre le premier `/sync` est du passé pour un bot : on attend le deuxième.
        """
        self._question, self._envoi = "", 0.0
        async with asyncio.timeout(delai):
            await self._ecoute.wait()
        for rang, salon in enumerate(self.salons.values()):
            salon.repondu.clear()
            self._ask(salon, texte, str(rang))
        async with asyncio.timeout(delai):
            await asyncio.gather(*(salon.repondu.wait() for salon in self.salons.values()))

    async def say_once(self, question: str, delai: float) -> None:
        """Une question dans le premier salon, dès la prochaine écoute ; attend sa réponse."""
        self._question, self._envoi = "", 0.0
        salon = next(iter(self.salons.values()))
        salon.repondu.clear()
        self._entend.clear()
        async with asyncio.timeout(delai):
            await self._entend.wait()
            self._ask(salon, question, str(next(self._rang)))
            await salon.repondu.wait()

    async def run(self, question: str, secondes: float, envoi: float, de_front: int) -> list[float]:
        """Une course : les attentes, de la livraison de la question à la fin de l'envoi.

        `de_front` : dans combien de salons, tirés parmi tous.
        """
        self._question, self._envoi, self._attentes, self.reponses = question, envoi, [], 0
        tous = list(self.salons.values())
        for salon in tous[:: max(1, len(tous) // de_front)][:de_front]:
            self._ask(salon, question, str(next(self._rang)))
        await asyncio.sleep(secondes)
        self._question = ""
        attentes, self._attentes = self._attentes, []
        return attentes

    def state(self, room: str) -> list[dict[str, Any]]:
        """L'état complet d'un salon."""
        rang = list(self.salons).index(room)
        membres = ({"membership": "join", "displayname": m} for m in (self.personne, self.bot))
        ines, bot = membres
        etats: list[tuple[str, str, dict[str, Any]]] = [
            ("m.room.create", "", {"room_version": "10", "creator": self.personne}),
            ("m.room.member", self.personne, ines),
            ("m.room.member", self.bot, bot),
            ("m.room.power_levels", "", {"users": {self.personne: 100}, "users_default": 0}),
            ("m.room.join_rules", "", {"join_rule": "invite"}),
            ("m.room.name", "", {"name": f"Banc {rang}"}),
        ]
        return [self._state_event(room, *etat) for etat in etats]

    def _state_event(
        self, room: str, genre: str, cle: str, contenu: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "type": genre,
            "state_key": cle,
            "content": contenu,
            "event_id": f"$etat-{genre}-{cle}-{room}",
            "sender": cle or self.personne,
            "origin_server_ts": 1_700_000_000_000,
        }

    def _waiting(self) -> list[str]:
        return [room for room, salon in self.salons.items() if salon.a_livrer]

    def _deliver(self, room: str, avec_etat: bool) -> dict[str, Any]:
        salon = self.salons[room]
        evenements, salon.a_livrer = salon.a_livrer, []
        if any(evenement["event_id"] == salon.en_vol for evenement in evenements):
            salon.livre_a = time.perf_counter()
        return {
            "state": {"events": self.state(room) if avec_etat else []},
            "timeline": {"events": evenements, "limited": False, "prev_batch": "s0"},
            "ephemeral": {"events": []},
            "account_data": {"events": []},
            "summary": {"m.joined_member_count": 2, "m.invited_member_count": 0},
            "unread_notifications": {},
        }

    def _ask(self, salon: Salon, question: str, mot: str) -> None:
        salon.en_vol, salon.mot = f"$question{next(self._rang)}", mot
        corps = {"msgtype": "m.text", "body": question.replace("{mot}", mot)}
        self._put(salon, salon.en_vol, self.personne, corps)

    def _answers(self, salon: Salon, corps: dict[str, Any]) -> bool:
        lien = corps.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id")
        return bool(salon.en_vol) and (
            lien == salon.en_vol or corps.get("body") == f"pong {salon.mot}"
        )

    def _put(
        self, salon: Salon, event_id: str, sender: str, contenu: dict[str, Any], **reste: Any
    ) -> None:
        evenement = {
            "type": "m.room.message",
            "event_id": event_id,
            "sender": sender,
            "content": contenu,
            "origin_server_ts": int(time.time() * 1000),
        }
        salon.a_livrer.append({**evenement, **reste})
        self._reveil.set()
