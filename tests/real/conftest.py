"""Le robot des essais sur un vrai serveur : un par module, redémarré quand l'essai le demande."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.demo.homeserver import Homeserver
from tests.real.robot import MOT_DE_PASSE, Robot

NewRobot = Callable[..., Any]


@pytest.fixture
async def new_robot(
    homeserver: Homeserver, unique: Callable[[str], str], tmp_path: Path
) -> AsyncIterator[NewRobot]:
    """`await new_robot(chiffrement=False)` : un robot neuf, pas encore lancé."""
    faits: list[Robot] = []

    async def make(**reglages: Any) -> Robot:
        compte = unique("robot")
        mxid = await homeserver.register(compte, MOT_DE_PASSE, affichage="Maillon")
        robot = Robot(homeserver, mxid, tmp_path / compte, **reglages)
        faits.append(robot)
        return robot

    yield make
    for robot in faits:
        if robot.running:
            robot.kill()


@pytest.fixture
async def robot(new_robot: NewRobot) -> Robot:
    """Un robot neuf, lancé et prêt."""
    neuf: Robot = await new_robot()
    neuf.start()
    await neuf.ready()
    return neuf


@pytest.fixture(scope="module")
async def robot_du_module(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Robot]:
    """Un robot pour tout le module, jamais relancé : ce qu'il dit se relit à la fin."""
    dossier = tmp_path_factory.mktemp("module")
    mxid = await homeserver.register(dossier.name.replace("_", "-"), MOT_DE_PASSE)
    robot = Robot(homeserver, mxid, dossier / "robot")
    robot.start()
    await robot.ready()
    yield robot
    if robot.running:
        robot.kill()
