"""Un robot réduit à son fil : transport, session, chiffrement, et un `/sync` à la main."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.matrix import crosssigning
from bot.matrix.crypto import Crypto, Decrypted, Undecryptable
from bot.matrix.private_file import private_folder
from bot.matrix.session import Session, load_session, login_password, save_session
from bot.matrix.transport import Transport, path

MOT_DE_PASSE = "phrase-de-passe-d-essai"
FILTRE = '{"room":{"timeline":{"limit":100},"state":{"lazy_load_members":true}}}'

Reading = Decrypted | Undecryptable


def api(*parts: str) -> str:
    return path("_matrix", "client", "v3", *parts)


@dataclass
class Wired:
    """Un compte sur le vrai serveur, tenu par nos seuls `transport`, `session` et `crypto`."""

    dossier: Path
    transport: Transport
    session: Session
    crypto: Crypto
    since: str | None = None
    last: dict[str, Any] = field(default_factory=dict)

    @classmethod
    async def login(cls, url: str, mxid: str, dossier: Path, *, upkeep: bool = True) -> "Wired":
        private_folder(dossier)
        transport = Transport(url)
        session = await login_password(transport, mxid, MOT_DE_PASSE, "Maillon")
        save_session(dossier, session)
        wired = cls(dossier, transport, session, Crypto.open(dossier, session))
        if upkeep:
            await wired.crypto.upkeep(transport)
            await wired.sync()
        return wired

    @property
    def mxid(self) -> str:
        return self.session.identifiant

    async def close(self) -> None:
        self.crypto.close()
        await self.transport.close()

    def reopen(self) -> None:
        """Comme après un arrêt brutal : la mémoire est perdue, le disque reste."""
        self.crypto.close()
        session = load_session(self.dossier)
        assert session is not None
        self.crypto = Crypto.open(self.dossier, session)

    async def identity(self) -> crosssigning.State:
        return await crosssigning.ensure(self.transport, self.crypto.olm, self.dossier)

    async def pull(self) -> dict[str, Any]:
        """Un `/sync` brut, sans rien en faire."""
        query = {"timeout": "0", "filter": FILTRE}
        if self.since is not None:
            query["since"] = self.since
        return await self.transport.request("GET", api("sync"), query=query)

    def absorb(self, sync: dict[str, Any]) -> set[tuple[str, str]]:
        """Donne au chiffrement ce qu'un `/sync` lui apporte, et avance."""
        arrived = self.crypto.receive_keys(
            sync.get("to_device", {}).get("events", []),
            sync.get("device_lists"),
            sync.get("device_one_time_keys_count"),
            sync.get("device_unused_fallback_key_types"),
        )
        self.since = sync["next_batch"]
        self.last = sync
        return arrived

    async def sync(self) -> set[tuple[str, str]]:
        arrived = await self.sync_without_upkeep()
        if self.crypto.needs_upkeep:
            await self.crypto.upkeep(self.transport)
        return arrived

    async def sync_without_upkeep(self) -> set[tuple[str, str]]:
        return self.absorb(await self.pull())

    def encrypted(self, room: str) -> list[dict[str, Any]]:
        """Les événements chiffrés du dernier `/sync` dans ce salon."""
        joined = self.last.get("rooms", {}).get("join", {}).get(room, {})
        events = joined.get("timeline", {}).get("events", [])
        return [event for event in events if event["type"] == "m.room.encrypted"]

    def read(self, room: str) -> list[Reading]:
        return [self.crypto.decrypt(room, event) for event in self.encrypted(room)]

    def bodies(self, room: str) -> list[str]:
        read = [one for one in self.read(room) if isinstance(one, Decrypted)]
        return [str(one.content["body"]) for one in read]

    async def room(self, *invites: str) -> str:
        encryption = {
            "type": "m.room.encryption",
            "state_key": "",
            "content": {"algorithm": "m.megolm.v1.aes-sha2"},
        }
        body = {
            "preset": "private_chat",
            "invite": list(invites),
            "initial_state": [encryption],
        }
        return str((await self.transport.request("POST", api("createRoom"), body=body))["room_id"])

    async def join(self, room: str) -> None:
        await self.transport.request("POST", api("join", room), body={})

    async def members(self, room: str) -> frozenset[str]:
        answer = await self.transport.request("GET", api("rooms", room, "joined_members"))
        return frozenset(answer["joined"])

    async def put(self, room: str, type: str, content: dict[str, Any]) -> str:
        target = api("rooms", room, "send", type, uuid4().hex)
        return str((await self.transport.request("PUT", target, body=content))["event_id"])

    async def say(self, room: str, text: str, **more: Any) -> str:
        """Chiffre et envoie un message à tous les membres présents."""
        content = {"msgtype": "m.text", "body": text, **more}
        sealed = await self.crypto.encrypt(
            self.transport, room, await self.members(room), "m.room.message", content
        )
        return await self.put(room, "m.room.encrypted", sealed)

    async def to_device(self, type: str, user: str, device: str, content: Any) -> None:
        """Un message direct quelconque, hostile si l'on veut."""
        body = {"messages": {user: {device: content}}}
        target = api("sendToDevice", type, uuid4().hex)
        await self.transport.request("PUT", target, body=body)
