"""La clé d'un salon : à tous les appareils, une fois, et le verrou toujours rendu."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.matrix.crypto import Crypto, Decrypted, Undecryptable
from bot.matrix.key_requests import query_devices
from bot.matrix.room_session import Limits
from bot.matrix.transport import RateLimited, Transport, Unreachable
from tests.garde import GARDE
from tests.matrix.conftest import OpenWired
from tests.matrix.stub import Answer, stub
from tests.matrix.wired import Wired, api

TEXTE = {"msgtype": "m.text", "body": "bonjour"}
Change = Callable[[web.Request, Any], Any]


def relay(real: Transport, *, ask: Change | None = None, got: Change | None = None) -> Answer:
    """Un relais vers le vrai serveur, qui peut changer la question ou la réponse."""

    async def answer(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if ask is not None:
            changed = ask(request, body)
            if isinstance(changed, web.Response):
                return changed
        found = await real.request(request.method, request.path, body=body)
        return web.json_response(got(request, found) if got is not None else found)

    return answer


async def seal(bot: Wired, room: str, transport: Transport | None = None, **more: Any) -> Any:
    members = await bot.members(room)
    return await bot.crypto.encrypt(
        transport or bot.transport, room, members, "m.room.message", TEXTE, **more
    )


async def together(wired: OpenWired, *noms: str) -> tuple[str, list[Wired]]:
    """Un salon chiffré ouvert par le premier, où tous sont entrés."""
    comptes = [await wired(nom) for nom in noms]
    salon = await comptes[0].room(*(compte.mxid for compte in comptes[1:]))
    for compte in comptes[1:]:
        await compte.join(salon)
    for compte in comptes:
        await compte.sync()
    return salon, comptes


async def reads(compte: Wired, salon: str, sealed: dict[str, Any]) -> bool:
    await compte.sync()
    event = {"event_id": "$essai", "sender": "@maillon:localhost", "content": sealed}
    return isinstance(compte.crypto.decrypt(salon, event), Decrypted)


async def test_un_second_message_ne_demande_rien(wired: OpenWired) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")
    members = await maillon.members(salon)
    await seal(maillon, salon)
    sent = maillon.transport.sent
    for rang in range(20):
        egal = frozenset(members) if rang % 2 else members
        await maillon.crypto.encrypt(maillon.transport, salon, egal, "m.room.message", TEXTE)
    assert maillon.transport.sent == sent
    assert maillon.crypto.stats.sessions_made == 1
    assert await reads(ines, salon, await seal(maillon, salon))


async def test_dix_envois_a_la_fois_partagent_une_seule_cle(wired: OpenWired) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")
    sealed = await asyncio.gather(*(seal(maillon, salon) for _ in range(10)))
    assert len({one["session_id"] for one in sealed}) == 1
    assert len({one["ciphertext"] for one in sealed}) == 10
    assert maillon.crypto.stats.sessions_made == 1
    assert await reads(ines, salon, sealed[0])


async def test_la_relation_reste_en_clair(wired: OpenWired) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")
    relation = {"m.in_reply_to": {"event_id": "$question"}}
    await maillon.say(salon, "réponse", **{"m.relates_to": relation})
    await ines.sync()
    (event,) = ines.encrypted(salon)
    assert event["content"]["m.relates_to"] == relation
    (lu,) = ines.read(salon)
    assert isinstance(lu, Decrypted)
    assert lu.content["m.relates_to"] == relation


async def test_un_nouveau_membre_lit_la_suite_sans_nouvelle_cle(wired: OpenWired) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")
    avant = await seal(maillon, salon)
    karim = await wired("karim")
    await maillon.transport.request(
        "POST", api("rooms", salon, "invite"), body={"user_id": karim.mxid}
    )
    await karim.join(salon)
    apres = await seal(maillon, salon)
    assert apres["session_id"] == avant["session_id"]
    assert not await reads(karim, salon, avant)
    assert await reads(karim, salon, apres)
    assert await reads(ines, salon, apres)


async def test_un_depart_change_la_cle(wired: OpenWired) -> None:
    salon, (maillon, ines, karim) = await together(wired, "maillon", "ines", "karim")
    avant = await seal(maillon, salon)
    await karim.transport.request("POST", api("rooms", salon, "leave"), body={})
    apres = await seal(maillon, salon)
    assert apres["session_id"] != avant["session_id"]
    assert await reads(ines, salon, apres)
    assert not await reads(karim, salon, apres)


async def test_un_appareil_retire_change_la_cle_un_appareil_neuf_la_recoit(
    wired: OpenWired, tmp_path: Path
) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")
    avant = await seal(maillon, salon)
    telephone = await Wired.login(ines.transport.serveur, ines.mxid, tmp_path / "telephone")
    await maillon.sync()
    avec = await seal(maillon, salon)
    assert avec["session_id"] == avant["session_id"]
    assert await reads(telephone, salon, avec)
    await telephone.transport.request("POST", api("logout"), body={})
    await maillon.sync()
    sans = await seal(maillon, salon)
    assert sans["session_id"] != avec["session_id"]
    assert await reads(ines, salon, sans)
    await telephone.close()


async def test_la_cle_change_apres_cent_messages_ou_sept_jours(wired: OpenWired) -> None:
    salon, (maillon, _) = await together(wired, "maillon", "ines")
    clock = [0.0]
    maillon.crypto.close()
    maillon.crypto = Crypto.open(maillon.dossier, maillon.session, horloge_reelle=lambda: clock[0])
    numeros = [(await seal(maillon, salon))["session_id"] for _ in range(201)]
    assert [len(set(part)) for part in (numeros[:100], numeros[100:200])] == [1, 1]
    assert len(set(numeros)) == 3
    clock[0] += 7 * 24 * 3600
    assert (await seal(maillon, salon))["session_id"] not in numeros


async def test_les_durees_du_salon_sont_suivies(wired: OpenWired) -> None:
    salon, (maillon, _) = await together(wired, "maillon", "ines")
    numeros = [(await seal(maillon, salon, rotation_period_msgs=3))["session_id"] for _ in range(6)]
    assert len(set(numeros)) == 2


@pytest.mark.parametrize(
    ("msgs", "ms", "attendu"),
    [
        (None, None, Limits()),
        (3, 7_200_000, Limits(3, 7200)),
        ("3", True, Limits()),
        (0, 1, Limits(1, 3600)),
        (10**30, 10**30, Limits(10_000, 7 * 24 * 3600)),
        (-5, [], Limits(1)),
    ],
)
def test_des_durees_insensees_sont_bornees(msgs: object, ms: object, attendu: Limits) -> None:
    assert Limits.of_room(msgs, ms) == attendu


def breaking(endpoint: str, user: str) -> Change:
    """Un serveur qui refuse toute question nommant cette personne."""

    def ask(request: web.Request, body: Any) -> Any:
        if request.path.startswith(endpoint) and user in json.dumps(body):
            return web.json_response({"errcode": "M_INVALID_PARAM"}, status=400)
        return None

    return ask


@pytest.mark.parametrize(
    "endpoint",
    [
        "/_matrix/client/v3/keys/query",
        "/_matrix/client/v3/keys/claim",
        "/_matrix/client/v3/sendToDevice",
    ],
)
async def test_une_personne_refusee_n_empeche_pas_les_autres(
    wired: OpenWired, endpoint: str
) -> None:
    salon, (maillon, *autres) = await together(wired, "maillon", "ines", "karim", "nadia", "omar")
    async with stub(relay(maillon.transport, ask=breaking(endpoint, autres[1].mxid))) as url:
        via = Transport(url)
        sealed = await seal(maillon, salon, via)
        sent = via.sent
        await seal(maillon, salon, via)
        assert via.sent == sent
        await via.close()
    lus = [await reads(compte, salon, sealed) for compte in autres]
    assert lus == [True, False, True, True]


Mangle = Callable[[dict[str, Any]], Any]


def no_keys(keys: dict[str, Any]) -> Any:
    return {}


def bad_signature(keys: dict[str, Any]) -> Any:
    for key in keys.values():
        key["signatures"] = {}
    return keys


def bad_key(keys: dict[str, Any]) -> Any:
    for key in keys.values():
        key["key"] = "pas une clé"
    return keys


@pytest.mark.parametrize("mangle", [no_keys, bad_signature, bad_key, lambda _: 3, lambda _: None])
async def test_une_cle_a_usage_unique_mauvaise_n_empeche_pas_les_autres(
    wired: OpenWired, mangle: Mangle
) -> None:
    salon, (maillon, ines, karim) = await together(wired, "maillon", "ines", "karim")

    def got(request: web.Request, found: Any) -> Any:
        if request.path.endswith("/keys/claim"):
            devices = found["one_time_keys"][karim.mxid]
            found["one_time_keys"][karim.mxid] = {one: mangle(devices[one]) for one in devices}
        return found

    async with stub(relay(maillon.transport, got=got)) as url:
        via = Transport(url)
        sealed = await seal(maillon, salon, via)
        await via.close()
    assert await reads(ines, salon, sealed)
    assert not await reads(karim, salon, sealed)
    assert maillon.crypto.stats.devices_unserved >= 1


async def test_un_appareil_injoignable_est_reessaye_plus_tard(wired: OpenWired) -> None:
    salon, (maillon, _, karim) = await together(wired, "maillon", "ines", "karim")
    clock = [0.0]
    maillon.crypto.close()
    maillon.crypto = Crypto.open(maillon.dossier, maillon.session, horloge_reelle=lambda: clock[0])

    def got(request: web.Request, found: Any) -> Any:
        if request.path.endswith("/keys/claim"):
            found["one_time_keys"].pop(karim.mxid)
        return found

    async with stub(relay(maillon.transport, got=got)) as url:
        via = Transport(url)
        await seal(maillon, salon, via)
        await via.close()
    sent = maillon.transport.sent
    await maillon.members(salon)
    await seal(maillon, salon)
    assert maillon.transport.sent == sent + 2  # les membres, deux fois ; rien pour les clés
    clock[0] += 601.0
    assert await reads(karim, salon, await seal(maillon, salon))


def failing(endpoint: str, status: int, times: int) -> Change:
    left = [times]

    def ask(request: web.Request, body: Any) -> Any:
        if request.path.startswith(endpoint) and left[0]:
            left[0] -= 1
            return web.Response(status=status, text="<html>panne</html>")
        return None

    return ask


@pytest.mark.parametrize("endpoint", ["keys/query", "keys/claim", "sendToDevice"])
@pytest.mark.parametrize("status", [502, 429])
async def test_une_panne_rend_le_verrou_et_la_suite_reprend(
    wired: OpenWired, endpoint: str, status: int
) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")
    ask = failing(f"/_matrix/client/v3/{endpoint}", status, 1)
    async with stub(relay(maillon.transport, ask=ask)) as url:
        via = Transport(url)
        with pytest.raises((Unreachable, RateLimited)):
            await seal(maillon, salon, via)
        sealed = await asyncio.wait_for(seal(maillon, salon, via), GARDE)
        await via.close()
    assert await reads(ines, salon, sealed)


async def test_un_serveur_muet_rend_le_verrou_a_l_echeance(wired: OpenWired) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")

    async def mute(_: web.Request) -> web.Response:
        await asyncio.sleep(2 * GARDE)
        return web.Response()

    async with stub(mute) as url:
        via = Transport(url)
        with pytest.raises(Unreachable):
            await seal(maillon, salon, via, deadline=0.2)
        task = asyncio.create_task(seal(maillon, salon, via))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await via.close()
    sealed = await asyncio.wait_for(seal(maillon, salon), GARDE)
    assert await reads(ines, salon, sealed)


async def test_un_salon_bloque_ne_retarde_pas_l_autre(wired: OpenWired) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")
    bloque = await maillon.room()

    async def mute(_: web.Request) -> web.Response:
        await asyncio.sleep(2 * GARDE)
        return web.Response()

    async with stub(mute) as url:
        via = Transport(url)
        task = asyncio.create_task(seal(maillon, bloque, via))
        await asyncio.sleep(0.1)
        sealed = await asyncio.wait_for(seal(maillon, salon), GARDE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await via.close()
    assert await reads(ines, salon, sealed)


async def test_un_redemarrage_fait_une_session_neuve(wired: OpenWired) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")
    avant = await seal(maillon, salon)
    maillon.reopen()
    apres = await seal(maillon, salon)
    assert apres["session_id"] != avant["session_id"]
    assert await reads(ines, salon, apres)
    event = {"event_id": "$echo", "sender": maillon.mxid, "content": avant}
    echo = maillon.crypto.decrypt(salon, event)
    assert isinstance(echo, Decrypted)
    assert echo.verified_owner


async def test_beaucoup_d_appareils_recoivent_tous_la_cle(wired: OpenWired, tmp_path: Path) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")
    appareils = [
        await Wired.login(ines.transport.serveur, ines.mxid, tmp_path / f"appareil{rang}")
        for rang in range(24)
    ]
    sealed = await seal(maillon, salon)
    lus = [await reads(compte, salon, sealed) for compte in (ines, *appareils)]
    assert lus == [True] * 25
    # Celui d'Inès, ses 24 autres ; ni le nôtre, ni ceux que le serveur crée sans clés.
    assert maillon.crypto.stats.devices_served == 25
    for compte in appareils:
        await compte.close()


def test_un_fichier_chiffre_se_dechiffre() -> None:
    from nio.crypto import decrypt_attachment  # type: ignore[import-untyped]

    data = b"un tableau" * 1000
    ciphertext, info = Crypto.encrypt_file(data)
    assert data not in ciphertext
    clair = decrypt_attachment(ciphertext, info["key"]["k"], info["hashes"]["sha256"], info["iv"])
    assert clair == data
    assert (info["v"], "url" in info) == ("v2", False)


async def test_un_texte_impossible_a_encoder_ne_bloque_pas_le_salon(wired: OpenWired) -> None:
    salon, (maillon, ines) = await together(wired, "maillon", "ines")
    await maillon.say(salon, "avant \ud800 après")
    await ines.sync()
    assert ines.bodies(salon) == ["avant ? après"]
    assert not [one for one in ines.read(salon) if isinstance(one, Undecryptable)]


async def test_un_appareil_qui_prend_la_cle_d_identite_d_un_autre_ne_le_prive_de_rien(
    wired: OpenWired,
) -> None:
    """Mallory publie, sous sa signature, la clé d'identité d'Inès : Inès lit quand même."""
    maillon, ines, mallory = await wired("maillon"), await wired("ines"), await wired("mallory")
    volee = mallory.crypto.olm
    volee.curve25519 = ines.crypto.olm.curve25519
    await mallory.transport.request("POST", api("keys", "upload"), body={
        "device_keys": volee.device_keys(),
        "one_time_keys": {"signed_curve25519:" + "A" * 6: volee._signed(
            {"key": volee.account.identity_keys["curve25519"]})},
    })  # fmt: skip
    salon = await maillon.room(mallory.mxid, ines.mxid)
    for compte in (ines, mallory):
        await compte.join(salon)
    await maillon.sync()
    await query_devices(maillon.transport, maillon.crypto._tracker, [mallory.mxid])
    cles = [d.curve25519 for d in maillon.crypto.olm.devices_of(mallory.mxid)]
    if ines.crypto.olm.curve25519 not in cles:
        pytest.fail("le serveur n'a pas gardé la clé volée : l'essai n'éprouve rien")
    for _fois in range(2):
        # D'abord sans session, puis après un redémarrage, avec celles du coffre.
        assert await reads(ines, salon, await seal(maillon, salon))
        maillon.reopen()
