"""Le même robot sous un autre jeton, ou un autre appareil : rien de doublé (R13)."""

import asyncio
import dataclasses

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from bot.matrix.session import load_session, login_password, save_session
from bot.matrix.transport import Transport
from tests.conftest import OpenMember
from tests.garde import GARDE
from tests.real.conftest import NewRobot
from tests.real.flot import Salon, open_room, server_events
from tests.real.mandataire import COUPE_APRES, COUPE_AVANT, Mandataire, Sort, mandataire
from tests.real.robot import MOT_DE_PASSE, Robot
from tests.taille import taille


async def _doutes(
    fil: Mandataire, robot: Robot, ines: Member, salons: list[Salon]
) -> tuple[list[str], int]:
    """Des réponses essayées, dont le robot ignore si elles sont arrivées ; il s'arrête net.

    Dans le premier salon rien n'arrive ; dans le second tout arrive, et la réponse du serveur se
    perd. Rend les commandes, et combien de leurs réponses étaient douteuses à l'arrêt.
    """

    def conduite(methode: str, chemin: str) -> Sort:
        if methode == "PUT" and "/send/m.room." in chemin:
            return COUPE_AVANT if salons[0].id in chemin else COUPE_APRES
        return Sort()

    fil.conduite = conduite
    commandes: list[str] = []
    for rang in range(taille(4, 40)):
        commandes.append(await ines.say(salons[rang % 2].id, "!thèmes"))
        await asyncio.sleep(0.4)
    for _ in range(int(GARDE)):
        await asyncio.sleep(1.0)
        if {d.sort for d in fil.puts()} >= {COUPE_AVANT, COUPE_APRES}:
            break
    robot.kill()
    fil.conduite = lambda _methode, _chemin: Sort()
    ((douteuses,),) = robot.rows("select count(*) from outboxitem where etat = 'essaye'")
    assert douteuses >= 1  # sans quoi cet essai ne prouverait rien
    return commandes, int(douteuses)


async def _prepare(
    fil: Mandataire, robot: Robot, ines: Member, *, encrypted: bool
) -> tuple[list[Salon], list[str], int]:
    robot.configure(serveur=fil.url)
    robot.start()
    salons = [
        await open_room(robot, [ines], nom, encrypted=encrypted) for nom in ("Rien", "Sans réponse")
    ]
    await asyncio.sleep(1)
    return (salons, *await _doutes(fil, robot, ines, salons))


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
async def test_meme_appareil_nouveau_jeton(
    new_robot: NewRobot, member: OpenMember, homeserver: Homeserver, encrypted: bool
) -> None:
    async with mandataire(homeserver.url) as fil:
        robot: Robot = await new_robot()
        ines = await member("ines")
        salons, commandes, _ = await _prepare(fil, robot, ines, encrypted=encrypted)
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
        dits = [s.reply_to for s in ines.seen(fr="theme.liste")]
        assert sorted(map(str, dits)) == sorted(commandes)
        for salon in salons:
            bruts = await server_events(ines, salon.id)
            ecrits = [e for e in bruts if e["sender"] == robot.mxid and "state_key" not in e]
            vus = ines.seen(room=salon.id, sender=robot.mxid)
            assert len(ecrits) == sum(s.state_key is None for s in vus)


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
        salons, commandes, douteuses = await _prepare(fil, robot, ines, encrypted=encrypted)
        for fichier in robot.var.iterdir():
            if fichier.name.startswith(("session", "chiffrement.db")):
                fichier.unlink()
        robot.start()
        await robot.ready()
        await asyncio.sleep(2)  # le temps que les membres apprennent le nouvel appareil
        for salon in salons:
            suite = await ines.say(salon.id, "!thèmes")
            await ines.waits(reply_to=suite, fr="theme.liste")
        mesures = (await robot.page("/metrics"))[1]
        await robot.stop()
        dits = [s.reply_to for s in ines.seen(fr="theme.liste")]
        assert len(dits) == len(set(dits))
        etats = dict(robot.rows("select etat, count(*) from outboxitem group by etat"))
        perdus = set(commandes) - {str(d) for d in dits}
        if not encrypted:
            assert perdus == set()
            assert set(etats) == {"parti"}
            return
        assert 1 <= len(perdus) <= etats["abandonne"] == douteuses
        assert 'motif="prudence"' in mesures
