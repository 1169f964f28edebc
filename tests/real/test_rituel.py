"""Un rituel devant un vrai serveur : à son heure, une fois, malgré un arrêt et une absence."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import OpenMember
from tests.real.conftest import NewRobot
from tests.real.robot import Robot

DEPART = datetime(2026, 12, 7, 8, 50, tzinfo=ZoneInfo("Europe/Paris"))


def _a(instant: datetime, vitesse: int = 60) -> list[str]:
    return ["--horloge", instant.isoformat(), "--vitesse", str(vitesse)]


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
async def test_chaque_jour_a_9_h_une_fois_et_en_retard_apres_une_absence(
    new_robot: NewRobot, member: OpenMember, encrypted: bool
) -> None:
    # D'abord au pas : si lente que soit la machine, tout est prêt avant 9 h.
    robot: Robot = await new_robot(options=_a(DEPART, vitesse=1))
    robot.start()
    await robot.ready()
    ines = await member("ines")
    salon = await ines.create_room("Pairs", encrypted=encrypted, invites=[robot.mxid])
    await ines.waits(sender=robot.mxid, room=salon, fr="presentation")
    for texte in ("!réseau ouvrir Pairs", "!rituel rappel chaque jour à 9h : pensez aux congés"):
        dit = await ines.say(salon, texte)
        cree = await ines.waits(reply_to=dit, room=salon)
    assert (cree.fr or {})["prochaines"][0] == "2026-12-07T09:00:00+01:00"
    await robot.stop()
    robot.options = _a(DEPART + timedelta(minutes=9))
    robot.start()
    rappel = await ines.waits(room=salon, fr="rituel.rappel")
    assert (rappel.fr or {})["occurrence"] == "2026-12-07T09:00:00+01:00"
    robot.kill()
    # Trois jours plus tard, à 11 h : seule la fois du jour a encore un sens.
    robot.options = _a(DEPART + timedelta(days=3, hours=2))
    robot.start()
    tard = await ines.waits(lambda s: s.event_id != rappel.event_id, room=salon, fr="rituel.rappel")
    assert (tard.fr or {})["occurrence"] == "2026-12-10T09:00:00+01:00"
    await robot.stop()
    assert len(ines.seen(room=salon, fr="rituel.rappel")) == 2
    etats = robot.rows("select jour, etat from occurrence order by id")
    assert [tuple(ligne) for ligne in etats] == [
        ("2026-12-07", "close"), ("2026-12-08", "sautee"), ("2026-12-09", "sautee"),
        ("2026-12-10", "close"),
    ]  # fmt: skip
