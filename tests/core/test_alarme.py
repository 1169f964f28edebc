"""L'alarme, quand la base refuse : ni en boucle, ni perdue."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.clock import Clock
from bot.robot import Robot
from bot.scheduler import Scheduler
from tests.garde import GARDE

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


async def test_rearmee_pour_tout_de_suite_en_sonnant_elle_resonne() -> None:
    """Un rappel déjà échu naît d'un rappel : le second réveil n'attend pas, et n'est pas perdu."""
    sonneries, horloge = 0, Clock()
    fini = asyncio.Event()

    async def sonne() -> None:
        nonlocal sonneries
        sonneries += 1
        if sonneries < 5:
            alarme.arm(horloge.now())
            await asyncio.sleep(0.02)  # l'écrivain a encore à faire
        else:
            fini.set()

    alarme = Scheduler(horloge, sonne)
    alarme.start()
    try:
        await asyncio.wait_for(fini.wait(), GARDE)
    finally:
        alarme.stop()
    assert sonneries == 5
