"""Le robot tué n'importe quand, pendant que l'on parle : rien de perdu, rien de doublé.

Taille courante : 300 commandes et 60 SIGKILL par sorte de salon. `MAILLON_TAILLE=pleine` : 1 000
et 200 ; `petite` : un aperçu pour qui développe. La graine est fixe.
"""

import asyncio
import os
import random
import time
from dataclasses import dataclass

import pytest

from tests.bases import POSTGRES
from tests.conftest import OpenMember
from tests.real.conftest import NewRobot
from tests.real.flot import Flot, base_faults, everything_said, faults, open_room, server_events
from tests.real.robot import Robot, database

TAILLE = os.environ.get("MAILLON_TAILLE", "")


@dataclass(frozen=True)
class Taille:
    commandes: int
    morts: int


ENTIERE, PETITE = {
    "pleine": (Taille(1000, 200), Taille(300, 60)),
    "petite": (Taille(60, 8), Taille(40, 4)),
}.get(TAILLE, (Taille(300, 60), Taille(100, 20)))
CAS = [
    pytest.param(False, "", ENTIERE, id="clair-sqlite"),
    pytest.param(True, "", ENTIERE, id="chiffre-sqlite"),
]
if POSTGRES:
    CAS.append(pytest.param(True, "postgresql", PETITE, id="chiffre-postgresql"))


async def _massacre(robot: Robot, tirage: random.Random, morts: int, depart: float) -> None:
    """Tue et relance ; l'instant va de l'import des bibliothèques au travail établi."""
    for _ in range(morts):
        await asyncio.sleep(depart * tirage.uniform(0.5, 1.4))
        robot.kill()
        robot.start()


@pytest.mark.parametrize(("encrypted", "sorte", "taille"), CAS)
async def test_tue_n_importe_quand(
    new_robot: NewRobot, member: OpenMember, encrypted: bool, sorte: str, taille: Taille
) -> None:
    tirage = random.Random(20261122)  # noqa: S311 (des instants, pas un secret)
    with database(sorte) as base:
        robot: Robot = await new_robot(base=base)
        robot.start()
        await robot.ready()
        gens = [await member(nom) for nom in ("ines", "karim", "lea")]
        salons = [
            await open_room(robot, gens, nom, encrypted=encrypted) for nom in ("Paie", "Compta")
        ]
        debut = time.monotonic()
        await robot.restart()
        depart = time.monotonic() - debut
        pause = depart * 0.9 * taille.morts / (taille.commandes / (2 * len(gens)))
        flot = Flot(robot, salons, tirage, pause)
        async with asyncio.TaskGroup() as ensemble:
            ensemble.create_task(flot.run(taille.commandes))
            ensemble.create_task(_massacre(robot, tirage, taille.morts, depart))
        await everything_said(flot)
        await robot.calm()
        trouves = [
            f"{salon.id} : {faute}"
            for salon in salons
            for faute in faults(flot, salon, await server_events(gens[0], salon.id))
        ]
        await robot.stop()
        trouves += base_faults(flot)
        prises = sum(len(s.prises) for s in salons)
        assert not trouves, "\n".join([f"{prises} prises", *trouves, robot.log()[-3000:]])
        assert sum(len(s.commandes) for s in salons) == taille.commandes
        assert robot.starts == taille.morts + 2
        assert prises > 0
