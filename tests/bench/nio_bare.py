"""Le bot nio des tutoriels : `sync_forever`, et la réponse attendue dans le rappel.

python -m tests.bench.nio_bare URL MXID JETON
"""

import asyncio
import sys

from nio import AsyncClient, AsyncClientConfig, MatrixRoom, RoomMessageText


async def _main(url: str, mxid: str, jeton: str) -> None:
    client = AsyncClient(url, mxid, config=AsyncClientConfig(encryption_enabled=False))
    client.access_token, client.user_id = jeton, mxid
    await client.sync(timeout=0)

    async def answer(room: MatrixRoom, message: RoomMessageText) -> None:
        if message.sender != mxid and message.body.startswith("!ping "):
            contenu = {"msgtype": "m.notice", "body": f"pong {message.body[6:]}"}
            await client.room_send(room.room_id, "m.room.message", contenu)

    client.add_event_callback(answer, RoomMessageText)
    await client.sync_forever(timeout=30_000)


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:4]))
