"""Des comptes tenus par notre seul fil, sur le vrai serveur."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from tests.matrix.wired import MOT_DE_PASSE, Wired

OpenWired = Callable[[str], Awaitable[Wired]]


@pytest.fixture
async def wired(
    homeserver: Homeserver, unique: Callable[[str], str], tmp_path: Path
) -> AsyncIterator[OpenWired]:
    """`await wired("maillon")` : un compte neuf, connecté, clés publiées, refermé à la fin."""
    opened: list[Wired] = []

    async def open_wired(nom: str) -> Wired:
        mxid = await homeserver.register(unique(nom), MOT_DE_PASSE)
        account = await Wired.login(homeserver.url, mxid, tmp_path / mxid[1:].partition(":")[0])
        opened.append(account)
        return account

    yield open_wired
    for account in opened:
        await account.close()
