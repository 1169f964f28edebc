"""Quarante arrivées d'un coup, des allées et venues, un salon remplacé : qui arrive est accueilli
une fois, et une seule, en clair et chiffré, à travers un arrêt brutal."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import ClientSession

from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from tests.conftest import MOT_DE_PASSE, OpenMember
from tests.real.flot import open_room
from tests.real.robot import Robot

CLAIR_ET_CHIFFRE = pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
COMBIEN = 40


@dataclass
class Leger:
    """Un compte sans clés, qui entre et sort : quarante vrais clients seraient trop ici."""

    http: ClientSession
    url: str
    mxid: str
    jeton: str = ""

    async def appelle(self, methode: str, chemin: str, corps: Any = None) -> Any:
        """Un appel au serveur, repris s'il demande d'attendre."""
        entetes = {"Authorization": f"Bearer {self.jeton}"} if self.jeton else {}
        url = f"{self.url}/_matrix/client/v3{chemin}"
        async with self.http.request(methode, url, json=corps, headers=entetes) as reponse:
            assert reponse.status == 200, (methode, chemin, await reponse.text())
            return await reponse.json()

    async def entre(self, salon: str) -> None:
        """Entre dans le salon."""
        await self.appelle("POST", f"/join/{quote(salon)}", {})

    async def sort(self, salon: str) -> None:
        """Quitte le salon."""
        await self.appelle("POST", f"/rooms/{quote(salon)}/leave", {})

    async def invitations(self, de: str) -> list[str]:
        """Les conversations où cette personne l'invite."""
        vu = await self.appelle("GET", "/sync?timeout=0")
        return [
            salon for salon, etat in vu["rooms"].get("invite", {}).items()
            if any(e["sender"] == de for e in etat["invite_state"]["events"])
        ]  # fmt: skip

    async def recu_de(self, de: str, salon: str) -> int:
        """Combien de messages cette personne a écrits là."""
        chemin = f"/rooms/{quote(salon)}/messages?dir=b&limit=100"
        vus = (await self.appelle("GET", chemin))["chunk"]
        ecrits = ("m.room.message", "m.room.encrypted")
        return sum(e["sender"] == de and e["type"] in ecrits for e in vus)


@pytest.fixture
async def legers(
    homeserver: Homeserver, unique: Callable[[str], str]
) -> AsyncIterator[list[Leger]]:
    """Quarante comptes."""
    async with ClientSession() as http:
        gens = []
        for _ in range(COMBIEN):
            nom = unique("arrive")
            mxid = await homeserver.register(nom, MOT_DE_PASSE, affichage=nom.capitalize())
            qui = {"type": "m.id.user", "user": nom}
            corps = {"type": "m.login.password", "identifier": qui, "password": MOT_DE_PASSE}
            leger = Leger(http, homeserver.url, mxid)
            leger.jeton = (await leger.appelle("POST", "/login", corps))["access_token"]
            gens.append(leger)
        yield gens


async def _accueillis(robot: Robot, legers: list[Leger]) -> Counter[int]:
    """Combien de conversations le robot a ouvertes avec chacun, une fois toutes ouvertes."""
    for _ in range(240):
        vues = await asyncio.gather(*(q.invitations(robot.mxid) for q in legers))
        if all(vues):
            break
        await asyncio.sleep(0.5)
    return Counter(len(v) for v in vues)


def _bienvenues(robot: Robot, personne: Member, salon: str, etape: str) -> list[list[str]]:
    dits = personne.seen(sender=robot.mxid, room=salon, fr="bienvenue.salon")
    return [(d.fr or {})["membres"] for d in dits if (d.fr or {})["etape"] == etape]


@CLAIR_ET_CHIFFRE
async def test_quarante_d_un_coup_puis_des_allees_et_venues(
    robot: Robot, member: OpenMember, legers: list[Leger], encrypted: bool
) -> None:
    ines, lucie = await member("ines"), await member("lucie")
    salon = (await open_room(robot, [ines], "Arrivées", encrypted=encrypted)).id
    await ines.state(salon, "m.room.join_rules", {"join_rule": "public"})
    await asyncio.gather(lucie.join(salon), *(q.entre(salon) for q in legers))
    bienvenue = await lucie.waits(sender=robot.mxid, fr="bienvenue.salon")
    assert bienvenue.encrypted is encrypted
    assert await _accueillis(robot, legers) == {1: COMBIEN}
    invitee = await lucie.waits(
        lambda s: s.content.get("membership") == "invite" and s.state_key == lucie.mxid,
        sender=robot.mxid,
    )  # fmt: skip
    await lucie.join(invitee.room)
    prive = await lucie.waits(sender=robot.mxid, fr="bienvenue.prive")
    assert prive.encrypted
    assert prive.mentions == (lucie.mxid,)
    assert "quatre fois en six semaines" in prive.body
    lignes = _bienvenues(robot, ines, salon, "arrivee")
    assert len(lignes) == 1
    assert sorted(m for ligne in lignes for m in ligne) == sorted(
        [lucie.mxid, *(q.mxid for q in legers)]
    )
    conversations = [(await q.invitations(robot.mxid))[0] for q in legers]
    for qui, conversation in zip(legers, conversations, strict=True):
        await qui.entre(conversation)
        assert await qui.recu_de(robot.mxid, conversation) == 1

    partants = legers[:10]
    await asyncio.gather(*(q.sort(salon) for q in partants))
    await robot.restart()  # tué pendant les départs
    await asyncio.gather(*(q.entre(salon) for q in partants))
    await ines.waits(lambda s: (s.fr or {}).get("etape") == "retour", room=salon)
    await asyncio.sleep(14)
    revenus = _bienvenues(robot, ines, salon, "retour")
    assert len(revenus) <= 2
    assert sorted(m for ligne in revenus for m in ligne) == sorted(q.mxid for q in partants)
    assert _bienvenues(robot, ines, salon, "arrivee") == lignes
    for qui, conversation in zip(legers, conversations, strict=True):
        assert set(await qui.invitations(robot.mxid)) <= {conversation}
        assert await qui.recu_de(robot.mxid, conversation) == 1
    await robot.stop()
    assert robot.rows("select count(*) from outboxitem where genre = 'ouverture'") == [
        (COMBIEN + 1,)
    ]


@CLAIR_ET_CHIFFRE
async def test_suivre_un_salon_remplace_n_est_pas_arriver(
    robot: Robot, member: OpenMember, legers: list[Leger], encrypted: bool
) -> None:
    ines, lucie = await member("ines"), await member("lucie")
    anciens, parti = legers[:5], legers[5]
    salon = (await open_room(robot, [ines], "Avant", encrypted=encrypted)).id
    for qui in (*anciens, parti):
        await ines.invite(salon, qui.mxid)
        await qui.entre(salon)
    await ines.waits(sender=robot.mxid, fr="bienvenue.salon")
    await parti.sort(salon)
    await asyncio.sleep(14)
    chemin = f"/rooms/{quote(salon)}/upgrade"
    neuf = (await ines.request("POST", chemin, {"new_version": "11"}))["replacement_room"]
    await ines.invite(neuf, robot.mxid)
    await ines.waits(
        lambda s: s.content.get("membership") == "join" and s.state_key == robot.mxid, room=neuf
    )
    for mxid in (*(q.mxid for q in anciens), parti.mxid, lucie.mxid):
        await ines.invite(neuf, mxid)
    await asyncio.gather(*(q.entre(neuf) for q in (*anciens, parti)), lucie.join(neuf))
    await ines.waits(lambda s: lucie.mxid in (s.fr or {}).get("membres", ()), room=neuf)
    await asyncio.sleep(14)
    assert _bienvenues(robot, ines, neuf, "arrivee") == [[lucie.mxid]]
    assert _bienvenues(robot, ines, neuf, "retour") == [[parti.mxid]]
