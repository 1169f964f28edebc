"""Le disque : plein pendant que l'on parle, en lecture seule, tenu par un autre (R9).

Le dossier de données est un vrai petit disque en mémoire (tmpfs), que l'essai remplit pour de bon :
il faut être root pour le monter.
"""

import asyncio
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import OpenMember
from tests.real.conftest import NewRobot
from tests.real.flot import Flot, base_faults, everything_said, faults, open_room, server_events
from tests.real.robot import Robot
from tests.taille import taille

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="monter un petit disque demande root")


@pytest.fixture
def disque(tmp_path: Path) -> Iterator[Path]:
    """Un disque de 12 Mio."""
    ou = tmp_path / "disque"
    ou.mkdir(mode=0o700)
    _fait("mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "essai", str(ou))
    yield ou
    _fait("umount", "-l", str(ou))


def _fait(*mots: str) -> None:
    subprocess.run(mots, check=True, capture_output=True)


def _remplit(disque: Path) -> Path:
    """Occupe tout ce qui reste ; rend le fichier à effacer."""
    lest = disque / "lest"
    with lest.open("wb", buffering=0) as flux:
        try:
            while flux.write(b"\0" * 4096):
                pass
        except OSError:
            pass
    return lest


async def _sur(disque: Path, robot: Robot) -> None:
    """Le dossier de données de ce robot sera sur ce disque."""
    config = robot.dossier / "config.toml"
    robot.var = disque / "var"
    texte = config.read_text(encoding="utf-8")
    config.write_text(texte.replace('dossier = "var"', f'dossier = "{robot.var}"'), "utf-8")
    robot.start()
    await robot.ready()


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
async def test_disque_plein_pendant_que_l_on_parle(
    new_robot: NewRobot, member: OpenMember, disque: Path, encrypted: bool
) -> None:
    """Plein pendant la réception, l'envoi, les clés ; un arrêt brutal au milieu ; puis réparé."""
    robot: Robot = await new_robot()
    await _sur(disque, robot)
    gens = [await member("ines"), await member("karim")]
    salon = await open_room(robot, gens, "Plein", encrypted=encrypted)
    flot = Flot(robot, [salon], random.Random(9), 0.05)  # noqa: S311
    for tour in range(taille(2, 20)):
        parle = asyncio.create_task(flot.run(8))
        await asyncio.sleep(0.1 * tour)
        lest = _remplit(disque)
        if encrypted:  # des clés neuves à garder, alors que rien ne se garde
            await gens[0].request("PUT", f"/profile/{gens[0].mxid}/displayname",
                                  {"displayname": f"Inès {tour}"})  # fmt: skip
        await parle
        await asyncio.sleep(1.5)
        if tour % 2:  # tué, et relancé sur un disque plein : il attend, ou s'arrête en une phrase
            if robot.running:
                robot.kill()
            robot.start()
            await asyncio.sleep(2)
            assert robot.running or robot.processus.returncode == 1  # type: ignore[union-attr]
            assert "Traceback" not in robot.log()
        lest.unlink()
        if not robot.running:
            robot.start()
        await everything_said(flot)
    await robot.calm()
    await robot.stop()
    assert [*faults(flot, salon, await server_events(gens[0], salon.id))] == []
    assert [*base_faults(flot)] == []
    assert robot.rows("pragma integrity_check") == [("ok",)]


async def test_dossier_en_lecture_seule(
    new_robot: NewRobot, member: OpenMember, disque: Path
) -> None:
    robot: Robot = await new_robot()
    await _sur(disque, robot)
    ines = await member("ines")
    salon = await open_room(robot, [ines], "Lecture seule", encrypted=True)
    await robot.stop()
    dit = await ines.say(salon.id, "!thèmes")
    _fait("mount", "-o", "remount,ro", str(disque))
    fini = await robot.run()
    assert fini.returncode == 1
    assert fini.stderr.count("\n") == 1
    assert "Traceback" not in fini.stderr
    _fait("mount", "-o", "remount,rw", str(disque))
    robot.start()
    await ines.waits(reply_to=dit, fr="theme.liste")
    await robot.stop()
    assert len(ines.seen(reply_to=dit)) == 1
