"""Un salon remplacé, un bannissement, un retour : l'état suit, rien ne part où l'on n'est plus."""

from urllib.parse import quote

import pytest

from bot.demo.member import Member
from tests.conftest import OpenMember
from tests.real.flot import open_room, server_events
from tests.real.robot import Robot

CLAIR_ET_CHIFFRE = pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])


async def _dits_par(robot: Robot, personne: Member, salon: str) -> int:
    """Combien d'événements (hors état) le robot a écrits là, vu du serveur."""
    bruts = await server_events(personne, salon)
    return sum(e["sender"] == robot.mxid and "state_key" not in e for e in bruts)


@CLAIR_ET_CHIFFRE
async def test_un_salon_remplace_garde_son_reseau(
    robot: Robot, member: OpenMember, encrypted: bool
) -> None:
    ines = await member("ines")
    salon = await open_room(robot, [ines], "Avant", encrypted=encrypted)
    await robot.calm()
    chemin = f"/rooms/{quote(salon.id)}/upgrade"
    neuf = (await ines.request("POST", chemin, {"new_version": "11"}))["replacement_room"]
    await ines.invite(neuf, robot.mxid)
    await ines.waits(
        lambda s: s.content.get("membership") == "join" and s.state_key == robot.mxid, room=neuf
    )
    avant = await _dits_par(robot, ines, salon.id)
    depuis = ines.now
    liste = await ines.waits(
        reply_to=await ines.say(neuf, "!thèmes"), fr="theme.liste", since=depuis
    )
    assert "compta" in liste.body
    assert liste.encrypted is encrypted
    await robot.stop()
    assert await _dits_par(robot, ines, salon.id) == avant
    assert len(robot.rows("select id from reseau")) == 1


@CLAIR_ET_CHIFFRE
async def test_banni_puis_reinvite_pendant_une_absence(
    robot: Robot, member: OpenMember, encrypted: bool
) -> None:
    """Le serveur dit d'une seule réponse le départ et l'invitation : le robot revient."""
    ines = await member("ines")
    salon = await open_room(robot, [ines], "Absent", encrypted=encrypted)
    await robot.calm()
    robot.kill()
    qui, depuis = {"user_id": robot.mxid}, ines.now
    await ines.request("POST", f"/rooms/{quote(salon.id)}/ban", qui)
    await ines.request("POST", f"/rooms/{quote(salon.id)}/unban", qui)
    await ines.invite(salon.id, robot.mxid)
    robot.start()
    await ines.waits(sender=robot.mxid, room=salon.id, fr="presentation", since=depuis)
    liste = await ines.waits(reply_to=await ines.say(salon.id, "!thèmes"), fr="theme.liste")
    assert "compta" in liste.body
    await robot.stop()


@CLAIR_ET_CHIFFRE
async def test_banni_puis_revenu(robot: Robot, member: OpenMember, encrypted: bool) -> None:
    ines = await member("ines")
    salon = await open_room(robot, [ines], "Banni", encrypted=encrypted)
    qui = {"user_id": robot.mxid}
    await robot.calm()  # ses dernières touches
    await ines.request("POST", f"/rooms/{quote(salon.id)}/ban", qui)
    dehors = await ines.say(salon.id, "!thèmes")
    await ines.request("POST", f"/rooms/{quote(salon.id)}/unban", qui)
    depuis = ines.now
    await ines.invite(salon.id, robot.mxid)
    await ines.waits(sender=robot.mxid, room=salon.id, fr="presentation", since=depuis)
    dit = await ines.say(salon.id, "!thèmes")
    liste = await ines.waits(reply_to=dit, fr="theme.liste")
    assert "compta" in liste.body
    assert ines.seen(reply_to=dehors) == []
    await robot.stop()
    bruts = await server_events(ines, salon.id)
    membre = [
        (rang, e["content"]["membership"])
        for rang, e in enumerate(bruts)
        if e["type"] == "m.room.member" and e["state_key"] == robot.mxid
    ]
    assert [m for _, m in membre][-4:] == ["ban", "leave", "invite", "join"]
    parti, revenu = membre[-4][0], membre[-1][0]
    assert not [e for e in bruts[parti + 1 : revenu] if e["sender"] == robot.mxid]
    assert {etat for (etat,) in robot.rows("select etat from outboxitem")} == {"parti"}
