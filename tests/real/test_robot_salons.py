"""Le robot dans ses salons : entrer, être exclu, revenir, chiffrer, et ce que porte chaque message.

Un seul robot pour tout le fichier ; le dernier essai relit tout ce qu'il a dit et son journal.
"""

import asyncio
import itertools
from typing import Any

import pytest

from bot.demo.member import Member
from bot.demo.seen import Seen
from tests.conftest import OpenMember
from tests.real.conftest import NewRobot
from tests.real.flot import server_events
from tests.real.robot import Robot

CLAIR_ET_CHIFFRE = pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
ENTREES: list[tuple[Member, str]] = []  # tout salon du fichier, et qui l'a vu d'un bout à l'autre


async def _room(
    robot: Robot, creatrice: Member, *autres: Member, encrypted: bool, **reglages: Any
) -> str:
    """Un salon où le robot s'est présenté."""
    invites = [robot.mxid, *(m.mxid for m in autres)]
    salon = await creatrice.create_room("Pairs", encrypted=encrypted, invites=invites, **reglages)
    for membre in autres:
        await membre.join(salon)
    await creatrice.waits(sender=robot.mxid, room=salon, fr="presentation")
    ENTREES.append((creatrice, salon))
    return salon


async def _network(
    robot: Robot, creatrice: Member, *autres: Member, encrypted: bool, **reglages: Any
) -> str:
    """Un salon, son réseau, un thème."""
    salon = await _room(robot, creatrice, *autres, encrypted=encrypted, **reglages)
    await _ask(robot, creatrice, salon, "!réseau ouvrir Pairs", "reseau.ouvert")
    await _ask(robot, creatrice, salon, "!thème compta : Chorus", "theme.note")
    return salon


async def _ask(robot: Robot, personne: Member, salon: str, texte: str, fr: str) -> Seen:
    """Dit, et rend la réponse, du type attendu."""
    dit = await personne.say(salon, texte)
    return await personne.waits(sender=robot.mxid, room=salon, reply_to=dit, fr=fr)


# -- entrer, sortir, revenir -----------------------------------------------------------------------


@CLAIR_ET_CHIFFRE
async def test_une_demande_d_un_bout_a_l_autre(
    robot_du_module: Robot, member: OpenMember, encrypted: bool
) -> None:
    robot = robot_du_module
    ines, karim = await member("ines"), await member("karim")
    salon = await _network(robot, ines, karim, encrypted=encrypted)
    await _ask(robot, karim, salon, "!jesais compta", "savoir.note")

    proposee = await _ask(robot, ines, salon, "!aide compta Chorus refuse", "demande.proposee")
    assert proposee.mentions == (karim.mxid,)
    assert proposee.content["msgtype"] == "m.text"
    await karim.waits(type="m.reaction", sender=robot.mxid, target=proposee.event_id, key="➡️")
    touches = karim.seen(type="m.reaction", sender=robot.mxid, target=proposee.event_id)
    assert [t.key for t in touches] == ["✋", "➡️"]

    await karim.react(salon, proposee.event_id, "✋")
    prise = await ines.waits(sender=robot.mxid, room=salon, fr="demande.prise")
    assert (prise.reply_to, prise.mentions) == (proposee.reply_to, (ines.mxid,))
    await ines.react(salon, prise.event_id, "✅")
    resolue = await karim.waits(sender=robot.mxid, room=salon, fr="demande.resolue")
    assert set(resolue.mentions) == {ines.mxid, karim.mxid}


async def test_invite_avant_le_premier_demarrage(new_robot: NewRobot, member: OpenMember) -> None:
    robot: Robot = await new_robot()
    ines = await member("ines")
    salon = await ines.create_room("Avant", encrypted=False, invites=[robot.mxid])
    avant = await ines.say(salon, "!réseau ouvrir Trop tôt")
    robot.start()
    await ines.waits(sender=robot.mxid, room=salon, fr="presentation")
    await _ask(robot, ines, salon, "!réseau ouvrir Après", "reseau.ouvert")
    assert ines.seen(reply_to=avant) == []
    assert len(ines.seen(sender=robot.mxid, fr="presentation")) == 1


async def test_exclu_puis_reinvite(robot_du_module: Robot, member: OpenMember) -> None:
    robot = robot_du_module
    ines = await member("ines")
    salon = await _network(robot, ines, encrypted=False)
    await ines.request("POST", f"/rooms/{salon}/kick", {"user_id": robot.mxid})
    dehors = await ines.say(salon, "!thèmes")
    await ines.invite(salon, robot.mxid)
    depuis = ines.now
    await ines.waits(sender=robot.mxid, room=salon, fr="presentation", since=depuis)
    fiche = await _ask(robot, ines, salon, "!réseau", "reseau.fiche")
    assert "compta" in fiche.body
    assert ines.seen(reply_to=dehors) == []
    assert len(ines.seen(sender=robot.mxid, room=salon, fr="presentation")) == 2


async def test_chiffrement_allume_ensuite(robot_du_module: Robot, member: OpenMember) -> None:
    robot = robot_du_module
    ines = await member("ines")
    salon = await _room(robot, ines, encrypted=False)
    await ines.state(salon, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    guide = await _ask(robot, ines, salon, "!aide", "guide")
    assert guide.encrypted


# -- qui peut quoi ---------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["10", "12"])
async def test_qui_peut_ouvrir_un_reseau(
    robot_du_module: Robot, member: OpenMember, version: str
) -> None:
    robot = robot_du_module
    ines, karim, lea = await member("ines"), await member("karim"), await member("lea")
    users = {karim.mxid: 50, **({ines.mxid: 100} if version == "10" else {})}
    salon = await _room(
        robot, ines, karim, lea, encrypted=False, room_version=version, power={"users": users}
    )
    await _ask(robot, lea, salon, "!réseau ouvrir Non", "refus")
    await _ask(robot, karim, salon, "!réseau ouvrir Oui", "reseau.ouvert")
    autre = await _room(robot, ines, lea, encrypted=False, room_version=version)
    await _ask(robot, ines, autre, "!réseau ouvrir Créatrice", "reseau.ouvert")


async def test_qui_part_n_est_plus_membre(robot_du_module: Robot, member: OpenMember) -> None:
    robot = robot_du_module
    ines, karim = await member("ines"), await member("karim")
    salon = await _network(robot, ines, karim, encrypted=False)
    await _ask(robot, karim, salon, "!jesais compta", "savoir.note")
    assert "Karim" in (await _ask(robot, ines, salon, "!annuaire compta", "annuaire")).body
    await karim.leave(salon)
    assert "Karim" not in (await _ask(robot, ines, salon, "!annuaire compta", "annuaire")).body
    await _ask(robot, ines, salon, "!aide compta qui reste ?", "demande.appel")


async def test_une_conversation_privee(robot_du_module: Robot, member: OpenMember) -> None:
    robot = robot_du_module
    ines = await member("ines")
    await _network(robot, ines, encrypted=True)
    prive = await ines.direct(robot.mxid)
    accueil = await ines.waits(sender=robot.mxid, room=prive, fr="presentation")
    assert accueil.encrypted
    assert accueil.mentions == (ines.mxid,)
    ENTREES.append((ines, prive))
    await _ask(robot, ines, prive, "thèmes", "theme.liste")


# -- ce que tout message porte ---------------------------------------------------------------------


async def test_tout_ce_qui_fut_dit(robot_du_module: Robot) -> None:
    """Les salons de ce fichier, relus : jumeaux, sonneries, chiffrement, réponses."""
    robot = robot_du_module
    assert len(ENTREES) >= 7
    envois: list[str] = []
    for personne, salon in ENTREES:
        dits = [s for s in personne.seen(room=salon, sender=robot.mxid) if s.state_key is None]
        for dit in dits:
            assert dit.fr is not None, dit.line()
            assert dit.fr["type"], dit.line()
            envois.append(dit.fr["envoi"])
        for dit in (s for s in dits if s.type == "m.room.message"):
            sonne = bool(dit.mentions)
            appel = (dit.fr or {})["type"] == "demande.appel"
            assert "m.mentions" in dit.content, dit.line()
            assert (dit.content["msgtype"] == "m.text") == (sonne or appel), dit.line()
            assert "room" not in dit.content["m.mentions"]
            attend_reponse = (dit.fr or {})["type"] != "presentation"
            assert bool(dit.reply_to) == attend_reponse, dit.line()
        assert personne.unreadable == []
    assert len(envois) == len(set(envois)) > 30


async def test_rien_en_clair_dans_un_salon_chiffre(robot_du_module: Robot) -> None:
    """Le serveur, relu : après `m.room.encryption`, le robot n'écrit en clair que des touches."""
    robot, chiffres = robot_du_module, 0
    for personne, salon in ENTREES:
        bruts = await server_events(personne, salon)
        await personne.close()  # relire a rouvert sa connexion
        apres = itertools.dropwhile(lambda e: e["type"] != "m.room.encryption", bruts)
        ecrits = [e for e in apres if e["sender"] == robot.mxid and "state_key" not in e]
        assert {e["type"] for e in ecrits} <= {"m.room.encrypted", "m.reaction"}
        chiffres += bool(ecrits)
    assert chiffres >= 4


async def test_le_journal_ne_dit_rien_de_personne(robot_du_module: Robot) -> None:
    robot = robot_du_module
    await asyncio.sleep(0.5)
    await robot.stop()
    journal = robot.log()
    interdits = {"Chorus", "compta", "qui reste", robot.mxid, ":localhost"}
    interdits |= {m.mxid for m, _ in ENTREES} | {"Karim", "Pairs"}
    assert [mot for mot in interdits if mot in journal] == []
