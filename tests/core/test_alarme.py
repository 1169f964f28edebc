"""L'alarme, quand la base refuse : ni en boucle, ni perdue."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.robot import Robot

ECHU = datetime(2026, 11, 30, 9, tzinfo=UTC)


class _Base:
    """Un moteur dont la base refuse ces ordres."""

    def __init__(self, *refuse: str) -> None:
        self.refuse = refuse

    def _fait(self, ordre: str) -> None:
        if ordre in self.refuse:
            raise OperationalError(ordre, None, Exception("refus"))

    def handle_due(self, _hand: Any) -> None:
        self._fait("ecrire")

    def next_reminder(self) -> datetime:
        self._fait("lire")
        return ECHU


class _Alarmes:
    """Note ce que l'on arme : `None`, c'est dans vingt secondes."""

    def __init__(self) -> None:
        self.armees: list[datetime | None] = []

    def arm(self, prochain: datetime | None) -> None:
        self.armees.append(prochain)


class _Ecrivain:
    async def run(self, fonction: Callable[..., Any], *args: Any) -> Any:
        return fonction(*args)


@pytest.mark.parametrize(
    ("refuse", "armee"),
    [((), ECHU), (("ecrire",), None), (("lire",), None), (("ecrire", "lire"), None)],
)
async def test_la_base_refuse_l_alarme_attend_et_resonne(
    refuse: tuple[str, ...], armee: datetime | None
) -> None:
    robot: Any = Robot.__new__(Robot)
    robot.engine, robot.writer, robot.scheduler = _Base(*refuse), _Ecrivain(), _Alarmes()
    robot.stopping = asyncio.Event()
    await robot._ring()
    assert robot.scheduler.armees == [armee]
