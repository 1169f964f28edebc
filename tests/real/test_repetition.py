"""La répétition : l'horloge du réseau va vite, celle du fil reste vraie, un arrêt ne l'efface pas.

Ici l'on travaille jour et nuit : un délai ouvré est un délai tout court. À 1 200 fois la vitesse,
les deux heures d'attente d'un pair passent en six secondes.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.member import Member
from bot.demo.seen import Seen
from tests.conftest import OpenMember
from tests.real.conftest import NewRobot
from tests.real.robot import Robot

DEPART = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
LIGNE = ("--horloge", DEPART.isoformat(), "--vitesse", "1200")


async def _asked(robot: Robot, gens: list[Member], *, encrypted: bool) -> tuple[str, Seen]:
    """Un réseau où deux personnes savent ; la question est posée, la première est sollicitée."""
    ines, *pairs = gens
    invites = [robot.mxid, *(p.mxid for p in pairs)]
    salon = await ines.create_room("Pairs", encrypted=encrypted, invites=invites)
    for pair in pairs:
        await pair.join(salon)
    await ines.waits(sender=robot.mxid, room=salon, fr="presentation")
    for personne, texte in (
        (ines, "!réseau ouvrir Pairs"), (ines, "!thème compta"),
        *((pair, "!jesais compta") for pair in pairs),
    ):  # fmt: skip
        dit = await personne.say(salon, texte)
        await ines.waits(reply_to=dit, room=salon)
    question = await ines.say(salon, "!aide compta comment faire ?")
    proposee = await ines.waits(reply_to=question, fr="demande.proposee")
    return salon, proposee


def _clock(robot: Robot) -> datetime:
    return datetime.fromisoformat(robot.rows("select valeur from repere where nom='horloge'")[0][0])


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
async def test_deux_heures_passent_et_un_autre_est_sollicite(
    new_robot: NewRobot, member: OpenMember, encrypted: bool
) -> None:
    robot: Robot = await new_robot(options=LIGNE)
    robot.start()
    await robot.ready()
    gens = [await member(nom) for nom in ("ines", "karim", "lea")]
    salon, premiere = await _asked(robot, gens, encrypted=encrypted)
    suivante = await gens[0].waits(
        lambda s: s.event_id != premiere.event_id, room=salon, fr="demande.proposee"
    )
    assert {*premiere.mentions, *suivante.mentions} == {gens[1].mxid, gens[2].mxid}
    demande = next(s for s in gens[0].events if s.event_id == premiere.reply_to)
    ecoule = timedelta(milliseconds=suivante.ts - demande.ts) * 1200
    assert timedelta(minutes=119) < ecoule < timedelta(hours=12)
    assert "répétition : l'horloge du réseau part de 2026-11-30" in robot.log()
    await robot.stop()
    assert _clock(robot) > DEPART + timedelta(hours=2)


async def test_la_meme_ligne_continue_apres_un_arret_brutal(
    new_robot: NewRobot, member: OpenMember
) -> None:
    robot: Robot = await new_robot(options=LIGNE)
    robot.start()
    await robot.ready()
    gens = [await member(nom) for nom in ("ines", "karim", "lea")]
    salon, premiere = await _asked(robot, gens, encrypted=False)
    robot.kill()
    avant = _clock(robot)
    assert avant > DEPART
    robot.start()
    await gens[0].waits(
        lambda s: s.event_id != premiere.event_id, room=salon, fr="demande.proposee"
    )
    robot.kill()
    assert _clock(robot) > avant
    # Une horloge plus tardive joue une absence : personne n'a pris, tout le salon est appelé.
    robot.options = ["--horloge", (DEPART + timedelta(days=1)).isoformat(), "--vitesse", "60"]
    robot.start()
    await gens[0].waits(room=salon, sender=robot.mxid, fr="demande.appel")
    await robot.stop()
    assert _clock(robot) > DEPART + timedelta(days=1)
    sollicites = [s.mentions for s in gens[0].seen(room=salon, fr="demande.proposee")]
    assert len(sollicites) == len(set(sollicites)) == 2
