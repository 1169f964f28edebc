"""Les adhésions que le serveur redit : gardées une fois, elles ne coûtent plus rien."""

from collections.abc import Awaitable, Callable

from bot.matrix.known_members import CONNUS_MAX, KnownMembers
from bot.matrix.sync_batch import SyncReader
from bot.matrix.transport import Transport
from bot.pieces import Batch, Fact, Left
from tests.matrix.stub import stub
from tests.matrix.test_sync_batch import (
    ACCES,
    BOT,
    INES,
    SALON,
    Passe,
    adhesion,
    parole,
    reponse,
)
from tests.matrix.wired import Wired

OpenWired = Callable[[str], Awaitable[Wired]]


def faits(batch: Batch) -> list[str]:
    return [p.event_id for p in batch.pieces if isinstance(p, Fact)]


async def lire(connus: KnownMembers, *etat: object, limited: bool = False) -> Batch:
    async with stub(Passe([[parole(1)]]).sert) as url:
        transport = Transport(url)
        lecteur = SyncReader(transport, None, BOT, ACCES, "{}", membres=connus)
        try:
            return await lecteur.read(reponse(parole(2), etat=etat, limited=limited), "s1")
        finally:
            await transport.close()


async def test_redite_apres_avoir_ete_gardee_elle_est_ecartee() -> None:
    connus = KnownMembers()
    premiere = await lire(connus, adhesion("$ines", INES, None))
    assert faits(premiere) == ["$ines"]
    connus.kept(premiere.pieces)
    assert faits(await lire(connus, adhesion("$ines", INES, None))) == []


async def test_lue_mais_pas_gardee_elle_est_relue() -> None:
    """La base a refusé : la même réponse reviendra, et rien n'en est encore su."""
    connus = KnownMembers()
    await lire(connus, adhesion("$ines", INES, None))
    assert faits(await lire(connus, adhesion("$ines", INES, None))) == ["$ines"]


async def test_une_adhesion_nouvelle_passe() -> None:
    connus = KnownMembers()
    connus.kept((await lire(connus, adhesion("$ines", INES, None))).pieces)
    assert faits(await lire(connus, adhesion("$ines2", INES, "join"))) == ["$ines2"]


async def test_apres_un_trou_tout_se_relit() -> None:
    connus = KnownMembers()
    connus.kept((await lire(connus, adhesion("$ines", INES, None))).pieces)
    assert faits(await lire(connus, adhesion("$ines", INES, None), limited=True)) == ["$ines"]


async def test_sorti_du_salon_on_n_en_sait_plus_rien() -> None:
    connus = KnownMembers()
    connus.kept((await lire(connus, adhesion("$ines", INES, None))).pieces)
    connus.kept([Left(salon=SALON)])
    assert faits(await lire(connus, adhesion("$ines", INES, None))) == ["$ines"]


async def test_seuls_les_derniers_restent_connus() -> None:
    connus = KnownMembers()
    lue = (await lire(connus, adhesion("$ines", INES, None))).pieces[0]
    assert isinstance(lue, Fact)
    connus.kept([lue])
    connus.kept(
        Fact(**{**lue.__dict__, "cle": f"@x{rang}:localhost", "event_id": f"$x{rang}"})
        for rang in range(CONNUS_MAX)
    )
    assert connus.news([lue]) == [lue]


async def test_le_vrai_serveur_redit_qui_ecrit_dans_deux_salons(wired: OpenWired) -> None:
    """Le même auteur d'un salon à l'autre : Synapse le redit, nous ne le gardons qu'une fois."""
    robot, ines = await wired("robot"), await wired("ines")
    salons = [await ines.room(robot.mxid) for _ in range(2)]
    for salon in salons:
        await robot.join(salon)
    await robot.sync()
    lecteur = SyncReader(robot.transport, None, robot.mxid, ACCES, "{}")
    redites, gardes = 0, []
    for _tour in range(3):
        for salon in salons:
            await ines.put(salon, "m.room.message", {"msgtype": "m.text", "body": "bonjour"})
            since = robot.since
            await robot.sync()
            etat = robot.last["rooms"]["join"][salon].get("state", {}).get("events", [])
            redites += sum(e["state_key"] == ines.mxid for e in etat)
            batch = await lecteur.read(robot.last, since)
            lecteur.membres.kept(batch.pieces)
            gardes += faits(batch)
    assert redites > len(salons)
    assert len(gardes) == len(set(gardes))
