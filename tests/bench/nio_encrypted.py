"""Le bot nio des tutoriels, chiffrement compris : confiance à tous, coffre sur disque.

python -m tests.bench.nio_encrypted URL MXID MOT_DE_PASSE DOSSIER
"""

import asyncio
import sys

from nio import AsyncClient, AsyncClientConfig, InviteMemberEvent, MatrixRoom, RoomMessageText


async def _main(url: str, mxid: str, mot_de_passe: str, dossier: str) -> None:
    config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
    client = AsyncClient(url, mxid, store_path=dossier, config=config)
    await client.login(mot_de_passe)

    async def enter(room: MatrixRoom, _event: InviteMemberEvent) -> None:
        await client.join(room.room_id)

    async def answer(room: MatrixRoom, message: RoomMessageText) -> None:
        if message.sender != mxid and message.body.startswith("!ping "):
            contenu = {
                "msgtype": "m.notice", "body": f"pong {message.body[6:]}",
                "m.relates_to": {"m.in_reply_to": {"event_id": message.event_id}},
            }  # fmt: skip
            await client.room_send(
                room.room_id, "m.room.message", contenu, ignore_unverified_devices=True
            )

    client.add_event_callback(enter, InviteMemberEvent)
    client.add_event_callback(answer, RoomMessageText)
    await client.sync_forever(timeout=30_000)


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:5]))
