"""Le même robot sous un autre jeton, ou un autre appareil : rien de doublé (R13)."""

import asyncio
import dataclasses
import random

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from bot.matrix.session import load_session, login_password, save_session
from bot.matrix.transport import Transport
from tests.conftest import OpenMember
from tests.real.conftest import NewRobot
from tests.real.flot import Salon, open_room, server_events
from tests.real.mandataire import COUPE_APRES, COUPE_AVANT, Mandataire, Sort, mandataire
from tests.real.robot import MOT_DE_PASSE, Robot
from tests.taille import taille


async def _doutes(
    fil: Mandataire, robot: Robot, ines: Member, salon: Salon
) -> tuple[list[str], int]:
    """Des réponses essayées, dont le robot ignore si elles sont arrivées ; il s'arrête net.

    Rend les commandes, et combien de leurs réponses sont arrivées.
    """
    tirage = random.Random(13)  # noqa: S311
    combien = taille(4, 40)

    def conduite(methode: str, chemin: str) -> Sort:
        if methode == "PUT" and "/send/m.room." in chemin:
            return COUPE_APRES if tirage.random() < 0.5 else COUPE_AVANT
        return Sort()

    fil.conduite = conduite
    commandes: list[str] = []
    arrivees = 0
    while len(commandes) < combien:
        commandes.append(await ines.say(salon.id, "!thèmes"))
        await asyncio.sleep(0.4)
    await asyncio.sleep(1.0)
    robot.kill()
    arrivees = len({d.chemin for d in fil.puts() if d.sort is COUPE_APRES})
    fil.conduite = lambda _methode, _chemin: Sort()
    return commandes, arrivees


async def _prepare(
    fil: Mandataire, robot: Robot, ines: Member, *, encrypted: bool
) -> tuple[Salon, list[str], int]:
    robot.configure(serveur=fil.url)
    robot.start()
    salon = await open_room(robot, [ines], "Session", encrypted=encrypted)
    await asyncio.sleep(1)
    return (salon, *await _doutes(fil, robot, ines, salon))


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
async def test_meme_appareil_nouveau_jeton(
    new_robot: NewRobot, member: OpenMember, homeserver: Homeserver, encrypted: bool
) -> None:
    async with mandataire(homeserver.url) as fil:
        robot: Robot = await new_robot()
        ines = await member("ines")
        salon, commandes, _ = await _prepare(fil, robot, ines, encrypted=encrypted)
        session = load_session(robot.var)
        assert session is not None
        transport = Transport(homeserver.url)
        neuve = await login_password(
            transport, robot.mxid, MOT_DE_PASSE, "Maillon", appareil=session.appareil
        )
        await transport.close()
        assert neuve.jeton != session.jeton
        save_session(robot.var, dataclasses.replace(session, jeton=neuve.jeton))
        robot.start()
        for message in commandes:
            await ines.waits(reply_to=message, fr="theme.liste")
        await robot.stop()
        dits = [s.reply_to for s in ines.seen(room=salon.id, fr="theme.liste")]
        assert sorted(map(str, dits)) == sorted(commandes)
        bruts = await server_events(ines, salon.id)
        ecrits = [e for e in bruts if e["sender"] == robot.mxid and "state_key" not in e]
        assert len(ecrits) == len(ines.seen(room=salon.id, sender=robot.mxid, fr=None)) - sum(
            s.state_key is not None for s in ines.seen(room=salon.id, sender=robot.mxid)
        )


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
async def test_nouvel_appareil(
    new_robot: NewRobot, member: OpenMember, homeserver: Homeserver, encrypted: bool
) -> None:
    """En clair, l'écho est cherché : tout arrive une fois. Chiffré, ce qui est douteux est perdu

    visiblement, compté à part, et jamais doublé ; la suite reçoit ses réponses.
    """
    async with mandataire(homeserver.url) as fil:
        robot: Robot = await new_robot()
        ines = await member("ines")
        salon, commandes, arrivees = await _prepare(fil, robot, ines, encrypted=encrypted)
        for fichier in robot.var.iterdir():
            if fichier.name.startswith(("session", "chiffrement.db")):
                fichier.unlink()
        avant = len(commandes) - arrivees
        robot.start()
        await robot.ready()
        await asyncio.sleep(2)  # le temps que les membres apprennent le nouvel appareil
        suite = await ines.say(salon.id, "!thèmes")
        await ines.waits(reply_to=suite, fr="theme.liste")
        mesures = (await robot.page("/metrics"))[1]
        await robot.stop()
        dits = [s.reply_to for s in ines.seen(room=salon.id, fr="theme.liste")]
        assert len(dits) == len(set(dits))
        etats = dict(robot.rows("select etat, count(*) from outboxitem group by etat"))
        perdus = set(commandes) - {str(d) for d in dits}
        if not encrypted:
            assert perdus == set()
            assert set(etats) == {"parti"}
            return
        assert avant >= len(perdus) >= 0
        assert etats.get("abandonne", 0) >= len(perdus)
        assert 'motif="prudence"' in mesures or not etats.get("abandonne")
