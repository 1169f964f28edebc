"""Les clés à usage unique : jamais perdues, jamais à court, jamais deux fois le même refus."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.matrix.crypto import Crypto, Decrypted, DeviceConflict
from bot.matrix.session import save_session
from bot.matrix.transport import Transport, Unreachable
from bot.matrix.vault import VAULT_FILE
from tests.matrix.conftest import OpenWired
from tests.matrix.stub import Answer, stub
from tests.matrix.wired import Wired, api
from tests.taille import taille

SIGNED = "signed_curve25519"


def uploads(real: Transport, seen: list[dict[str, Any]], *, drop: bool) -> Answer:
    """Un relais vers le vrai serveur, qui retient les envois de clés et peut perdre la réponse."""

    async def answer(request: web.Request) -> web.Response:
        body = await request.json()
        got = await real.request(request.method, request.path, body=body)
        if request.path.endswith("/keys/upload"):
            seen.append(body)
            if drop:
                return web.Response(status=502)
        return web.json_response(got)

    return answer


async def drain(other: Wired, maillon: Wired, most: int = 100) -> int:
    """Consomme les clés à usage unique du robot, toutes au besoin ; rend leur nombre."""
    wanted = {maillon.mxid: {maillon.session.appareil: SIGNED}}
    taken: set[str] = set()
    while len(taken) < most:
        answer = await other.transport.request(
            "POST", api("keys", "claim"), body={"one_time_keys": wanted}
        )
        (name,) = answer["one_time_keys"][maillon.mxid][maillon.session.appareil]
        key = answer["one_time_keys"][maillon.mxid][maillon.session.appareil][name]
        if key.get("fallback") or name in taken:
            break
        taken.add(name)
    return len(taken)


async def test_coupure_entre_l_envoi_et_l_enregistrement(wired: OpenWired) -> None:
    """Le serveur a les clés, nous n'en savons rien : les mêmes repartent, et elles servent."""
    maillon, ines = await wired("maillon"), await wired("ines")
    await drain(ines, maillon)
    seen: list[dict[str, Any]] = []
    await maillon.sync_without_upkeep()
    async with stub(uploads(maillon.transport, seen, drop=True)) as url:
        lossy = Transport(url)
        with pytest.raises(Unreachable):
            await maillon.crypto.upkeep(lossy)
        await lossy.close()
    maillon.reopen()
    async with stub(uploads(maillon.transport, seen, drop=False)) as url:
        sound = Transport(url)
        await maillon.crypto.upkeep(sound)
        await sound.close()
    premier, second = (one["one_time_keys"] for one in seen)
    assert second == premier
    assert maillon.crypto.stats.uploads_refused == 0
    assert not maillon.crypto.needs_upkeep
    salon = await ines.room(maillon.mxid)
    await maillon.join(salon)
    await ines.say(salon, "toujours là ?")
    await maillon.sync()
    assert maillon.bodies(salon) == ["toujours là ?"]


@pytest.mark.parametrize("tours", [1, taille(5, 100)])
async def test_coupure_des_la_premiere_publication(
    wired: OpenWired, tmp_path: Path, tours: int
) -> None:
    ines = await wired("ines")
    neuf = await Wired.login(ines.transport.serveur, ines.mxid, tmp_path / "neuf", upkeep=False)
    seen: list[dict[str, Any]] = []
    for _ in range(tours):
        async with stub(uploads(neuf.transport, seen, drop=True)) as url:
            lossy = Transport(url)
            with pytest.raises(Unreachable):
                await neuf.crypto.upkeep(lossy)
            await lossy.close()
        neuf.reopen()
    await neuf.crypto.upkeep(neuf.transport)
    assert len(seen) == tours
    assert all(one == seen[0] for one in seen)
    assert neuf.crypto.stats.uploads_refused == 0
    await neuf.close()


async def test_une_reserve_a_zero_est_remplie_au_tour_suivant(wired: OpenWired) -> None:
    maillon, ines = await wired("maillon"), await wired("ines")
    assert await drain(ines, maillon) == 50
    await maillon.sync()
    assert await drain(ines, maillon) == 50


async def test_une_reserve_a_moitie_pleine_n_est_pas_touchee(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    await maillon.sync()
    for reste, attendu in ((50, False), (26, False), (25, True), (0, True)):
        maillon.crypto.receive_keys([], None, {SIGNED: reste}, [SIGNED])
        assert maillon.crypto.needs_upkeep is attendu
    maillon.crypto.receive_keys([], None, {}, [SIGNED])
    assert maillon.crypto.needs_upkeep
    maillon.crypto.receive_keys([], None, {SIGNED: "beaucoup"}, [SIGNED])
    assert maillon.crypto.needs_upkeep


async def test_la_cle_de_secours_sert_puis_est_remplacee(wired: OpenWired) -> None:
    maillon, ines = await wired("maillon"), await wired("ines")
    await drain(ines, maillon)
    # La réserve est vide et la clé de secours entamée : Inès peut tout de même écrire.
    salon = await ines.room(maillon.mxid)
    await maillon.join(salon)
    await ines.say(salon, "par la clé de secours")
    await maillon.sync()
    assert maillon.bodies(salon) == ["par la clé de secours"]
    await maillon.sync()
    assert maillon.last["device_unused_fallback_key_types"] == [SIGNED]


async def test_un_succes_qui_ne_dit_rien_n_est_pas_cru(wired: OpenWired, tmp_path: Path) -> None:
    """Un relais répond « {} » à la place du serveur : l'appareil n'est pas publié pour autant."""
    ines = await wired("ines")
    maillon = await Wired.login(ines.transport.serveur, ines.mxid, tmp_path / "neuf", upkeep=False)

    async def faux(requete: web.Request) -> web.StreamResponse:
        if requete.path.endswith("/keys/upload"):
            return web.json_response({})
        corps = await requete.json()
        vrai = await maillon.transport.request(requete.method, requete.path, body=corps)
        return web.json_response(vrai)

    async with stub(faux) as url:
        relais = Transport(url, maillon.session.jeton)
        with pytest.raises(Unreachable):
            await maillon.crypto.upkeep(relais)
        await relais.close()
    assert not maillon.crypto.olm.account.shared
    await maillon.crypto.upkeep(maillon.transport)
    assert maillon.crypto.olm.account.shared
    assert maillon.crypto.stats.uploads_refused == 0
    await maillon.close()


async def test_un_refus_du_serveur_n_est_jamais_repete(wired: OpenWired) -> None:
    """Le numéro est déjà pris par une autre clé : celles-ci sont jetées, d'autres sont faites."""
    maillon, ines = await wired("maillon"), await wired("ines")
    maillon.crypto.close()
    vieux = (maillon.dossier / VAULT_FILE).read_bytes()
    maillon.reopen()
    await drain(ines, maillon)
    await maillon.sync()
    # Un vieux coffre est remis en service : ses prochains numéros sont déjà sur le serveur.
    maillon.crypto.close()
    for suffix in ("", "-wal", "-shm"):
        (maillon.dossier / f"{VAULT_FILE}{suffix}").unlink(missing_ok=True)
    (maillon.dossier / VAULT_FILE).touch(mode=0o600)
    (maillon.dossier / VAULT_FILE).write_bytes(vieux)
    clock = [0.0]
    maillon.crypto = Crypto.open(maillon.dossier, maillon.session, horloge_reelle=lambda: clock[0])
    maillon.crypto.receive_keys([], None, {SIGNED: 0}, [SIGNED])
    await maillon.crypto.upkeep(maillon.transport)
    assert (maillon.crypto.stats.uploads_refused, maillon.crypto.needs_upkeep) == (1, False)
    clock[0] += 61.0
    assert (maillon.crypto.stats.uploads_refused, maillon.crypto.needs_upkeep) == (1, True)
    await maillon.crypto.upkeep(maillon.transport)
    assert maillon.crypto.stats.uploads_refused == 1
    assert maillon.crypto.stats.uploads == 1
    assert await drain(ines, maillon, 200) == 100


async def test_un_coffre_perdu_arrete_au_lieu_de_rendre_muet(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    maillon.crypto.close()
    for suffix in ("", "-wal", "-shm"):
        (maillon.dossier / f"{VAULT_FILE}{suffix}").unlink(missing_ok=True)
    save_session(maillon.dossier, maillon.session)
    maillon.reopen()
    with pytest.raises(DeviceConflict, match="coffre"):
        await maillon.crypto.upkeep(maillon.transport)


async def test_une_session_rompue_est_rouverte_une_fois(wired: OpenWired) -> None:
    """Inès a perdu sa session Olm : le robot la rouvre, et elle relit ses clés."""
    maillon, ines = await wired("maillon"), await wired("ines")
    salon = await ines.room(maillon.mxid)
    await maillon.join(salon)
    await maillon.say(salon, "premier")
    await ines.sync()
    assert ines.bodies(salon) == ["premier"]
    clock = [0.0]
    maillon.crypto.close()
    maillon.crypto = Crypto.open(maillon.dossier, maillon.session, horloge_reelle=lambda: clock[0])
    (device,) = maillon.crypto.olm.devices_of(ines.mxid)[:1]
    for _ in range(3):
        maillon.crypto.olm.wedged_devices.append(device)
        assert maillon.crypto.needs_upkeep
        await maillon.crypto.upkeep(maillon.transport)
        assert not maillon.crypto.olm.wedged_devices
    assert maillon.crypto.stats.unwedged == 1
    clock[0] += 3601.0
    maillon.crypto.olm.wedged_devices.append(device)
    await maillon.crypto.upkeep(maillon.transport)
    assert maillon.crypto.stats.unwedged == 2
    await maillon.say(salon, "second")
    await ines.sync()
    read = ines.read(salon)
    assert [one.content["body"] for one in read if isinstance(one, Decrypted)][-1] == "second"
