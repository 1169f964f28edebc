"""Ce qui s'est passé pendant que le robot, ou le serveur, n'était pas là : tout, et une fois."""

import asyncio
import os
import random
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from bot.matrix.session import load_session
from bot.matrix.transport import Transport, path
from donnees.database import database_url, open_engine
from tests.bases import POSTGRES
from tests.conftest import OpenMember
from tests.real.conftest import NewRobot
from tests.real.flot import Flot, base_faults, everything_said, faults, open_room, server_events
from tests.real.robot import Robot, database

CLAIR_ET_CHIFFRE = pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
BAVARDAGE = 150
V3 = ("_matrix", "client", "v3")


async def _talk(personne: Member, salon: str, combien: int) -> None:
    """Des gens parlent entre eux : assez pour qu'une synchronisation en saute."""
    for rang in range(combien):
        await personne.say(salon, f"et puis {rang}")


async def _settled(robot: Robot, flot: Flot, personne: Member) -> list[str]:
    """Attend le calme, arrête le robot, et rend ce qui ne va pas."""
    await everything_said(flot)
    await robot.calm()
    await robot.stop()
    trouves = [
        faute
        for salon in flot.salons
        for faute in faults(flot, salon, await server_events(personne, salon.id))
    ]
    return [*trouves, *base_faults(flot)]


async def _by_robot(robot: Robot, methode: str, *morceaux: str, **corps: str) -> None:
    """Un appel avec le jeton du robot, pendant qu'il est arrêté."""
    session = load_session(robot.var)
    assert session is not None
    transport = Transport(session.serveur, session.jeton)
    await transport.request(methode, path(*V3, *morceaux), body=corps)
    await transport.close()


@CLAIR_ET_CHIFFRE
async def test_un_trou_se_comble(robot: Robot, member: OpenMember, encrypted: bool) -> None:
    gens = [await member("ines"), await member("karim")]
    salon = await open_room(robot, gens, "Trou", encrypted=encrypted)
    flot = Flot(robot, [salon], random.Random(3), 0.001)  # noqa: S311
    robot.kill()
    await flot.run(20)
    # Un nom changé n'est pas une entrée : ce qui précède reste pour le robot.
    await _by_robot(robot, "PUT", "profile", robot.mxid, "displayname", displayname="Maillon 2")
    await _talk(gens[0], salon.id, BAVARDAGE)
    await flot.run(10)
    robot.start()
    trous = "maillon_trous_combles_total"
    await robot.ready()
    assert f"{trous} 1.0" in (await robot.page("/metrics"))[1]
    assert await _settled(robot, flot, gens[0]) == []


async def test_entre_puis_absent_pendant_que_l_on_parle(robot: Robot, member: OpenMember) -> None:
    """Tué juste après être entré : ce qui suit l'entrée est traité, ce qui la précède non."""
    ines = await member("ines")
    salon = await ines.create_room("Entrée", encrypted=False)
    trop_tot = await ines.say(salon, "!réseau ouvrir Trop tôt")
    robot.kill()
    await ines.invite(salon, robot.mxid)
    await _by_robot(robot, "POST", "join", salon)
    ouvre = await ines.say(salon, "!réseau ouvrir Entrée")
    await _talk(ines, salon, BAVARDAGE)
    apres = await ines.say(salon, "!thèmes")
    robot.start()
    await ines.waits(reply_to=apres, fr="theme.liste")
    await ines.waits(reply_to=ouvre, fr="reseau.ouvert")
    await robot.stop()
    assert ines.seen(reply_to=trop_tot) == []
    assert len(ines.seen(sender=robot.mxid, room=salon, fr="presentation")) == 1
    assert len(ines.seen(sender=robot.mxid, room=salon, type="m.room.message")) == 3


async def test_le_serveur_redemarre_pendant_que_l_on_parle(
    robot: Robot, member: OpenMember, homeserver: Homeserver
) -> None:
    gens = [await member("ines"), await member("karim")]
    salons = [
        await open_room(robot, gens, "Clair", encrypted=False),
        await open_room(robot, gens, "Chiffré", encrypted=True),
    ]
    flot = Flot(robot, salons, random.Random(4), 0.5)  # noqa: S311
    parle = asyncio.create_task(flot.run(60))
    await asyncio.sleep(1.5)
    await homeserver.restart()
    await asyncio.sleep(1.5)
    homeserver.kill()
    await homeserver.start_async()
    await parle
    assert await _settled(robot, flot, gens[0]) == []


@CLAIR_ET_CHIFFRE
async def test_des_touches_pendant_l_absence(
    robot: Robot, member: OpenMember, encrypted: bool
) -> None:
    gens = [await member("ines"), await member("karim")]
    ines, karim = gens
    salon = await open_room(robot, gens, "Touches", encrypted=encrypted)
    appels = []
    for rang in range(3):
        dit = await ines.say(salon.id, f"!aide paie question {rang}")
        appels.append(await karim.waits(reply_to=dit, fr="demande.appel"))
        await karim.waits(sender=robot.mxid, target=appels[-1].event_id, key="✋")
    robot.kill()
    touches = [await karim.react(salon.id, appel.event_id, "✋") for appel in appels]
    await karim.redact(salon.id, touches[1])
    await karim.react(salon.id, appels[2].event_id, "👍")  # deux fois la même chose
    robot.start()
    await robot.ready()
    await ines.waits(room=salon.id, fr="demande.prise", reply_to=appels[2].reply_to)
    await robot.stop()
    etats = dict(robot.rows("select numero, etat from demande"))
    assert etats[1] == etats[3] == "prise"
    assert etats[2] == "appel"
    prises = [s.reply_to for s in ines.seen(room=salon.id, fr="demande.prise")]
    assert prises.count(appels[0].reply_to) == prises.count(appels[2].reply_to) == 1


async def test_une_base_tenue_par_un_autre_ne_perd_rien(
    new_robot: NewRobot, member: OpenMember
) -> None:
    """Le fichier SQLite verrouillé une quinzaine de secondes : le robot attend, puis répond."""
    robot: Robot = await new_robot()
    robot.start()
    ines = await member("ines")
    salon = await open_room(robot, [ines], "Verrou", encrypted=False)
    flot = Flot(robot, [salon], random.Random(5), 0.01)  # noqa: S311
    autre = sqlite3.connect(robot.var / "maillon.sqlite", isolation_level=None)
    autre.execute("BEGIN IMMEDIATE")
    await flot.run(5)
    await asyncio.sleep(15)
    assert robot.running
    autre.execute("ROLLBACK")
    autre.close()
    assert await _settled(robot, flot, ines) == []


if POSTGRES:

    async def test_postgresql_coupe_les_connexions(new_robot: NewRobot, member: OpenMember) -> None:
        """Le serveur de base ferme dix fois les connexions du robot, pendant que l'on parle."""
        nom = f"coupe{os.getpid()}"
        with database("postgresql", nom) as base:
            robot: Robot = await new_robot(base=base)
            robot.start()
            ines = await member("ines")
            salon = await open_room(robot, [ines], "Coupures", encrypted=True)
            flot = Flot(robot, [salon], random.Random(6), 0.3)  # noqa: S311
            parle = asyncio.create_task(flot.run(30))
            for _ in range(10):
                await asyncio.sleep(0.7)
                await asyncio.to_thread(_cut, nom)
            await parle
            assert await _settled(robot, flot, ines) == []


def _cut(application: str) -> None:
    """Ferme les connexions de cette application, comme le fait un serveur qui redémarre."""
    moteur = open_engine(database_url(Path(), POSTGRES))
    coupe = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = :nom"
    with moteur.begin() as connexion:
        connexion.execute(text(coupe), {"nom": application})
    moteur.dispose()
