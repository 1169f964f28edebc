"""Une requête, et toutes les façons dont un serveur peut mal y répondre."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.transport import (
    AccountExpired,
    AuthRequired,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    TokenRefused,
    Transport,
    Unreachable,
    WireError,
    path,
)
from bot.matrix.wire_errors import error_from
from tests.garde import GARDE
from tests.matrix.stub import Answer, stub

HTML = "<html><body>Service indisponible</body></html>"


async def ask(answer: Answer, *, deadline: float = 5.0) -> dict[str, Any]:
    async with stub(answer) as url:
        transport = Transport(url, "jeton-secret")
        try:
            return await transport.request("GET", path("_matrix"), deadline=deadline)
        finally:
            await transport.close()


def replying(status: int, text: str | bytes, headers: Mapping[str, str] | None = None) -> Answer:
    body = text.encode() if isinstance(text, str) else text

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers=headers)

    return answer


async def test_une_reponse_json_est_rendue() -> None:
    assert await ask(replying(200, '{"ok": [1, "é"]}')) == {"ok": [1, "é"]}


NESTED = '{"a":' * 100_000 + "1" + "}" * 100_000


@pytest.mark.parametrize(
    ("status", "text", "reason"),
    [
        (200, "", "reponse"),
        (200, HTML, "reponse"),
        (200, "[1, 2]", "reponse"),
        (200, "null", "reponse"),
        (200, b"\xff\xfe{", "reponse"),
        (200, NESTED, "reponse"),
        (200, '{"a": ' + "9" * 5000 + "}", "reponse"),
        (200, '{"a": 1', "reponse"),
        (302, "", "http_302"),
        (404, HTML, "reponse"),
        (403, HTML, "reponse"),
        (500, HTML, "http_500"),
        (502, "", "http_502"),
        (503, '{"errcode": "M_UNKNOWN"}', "http_503"),
    ],
)
async def test_une_reponse_inexploitable_est_un_serveur_injoignable(
    status: int, text: str | bytes, reason: str
) -> None:
    with pytest.raises(Unreachable) as caught:
        await ask(replying(status, text))
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        ({"retry_after_ms": 1500}, {}, 1.5),
        # Le corps et l'en-tête se contredisent : le plus long des deux.
        ({"retry_after_ms": 0}, {"Retry-After": "9"}, 9.0),
        ({"retry_after_ms": 9000}, {"Retry-After": "2"}, 9.0),
        ({"retry_after_ms": "bientôt"}, {"Retry-After": "9"}, 9.0),
        ({"retry_after_ms": -1}, {}, 5.0),
        ({"retry_after_ms": 10**30}, {}, 3600.0),
        ({"retry_after_ms": True}, {}, 5.0),
        ({}, {"Retry-After": "2"}, 2.0),
        ({}, {"Retry-After": "٣"}, 5.0),
        ({}, {"Retry-After": "demain"}, 5.0),
        ({}, {}, 5.0),
        (
            {},
            {
                "Date": "Wed, 04 Nov 2026 09:00:00 GMT",
                "Retry-After": "Wed, 04 Nov 2026 09:00:30 GMT",
            },
            30.0,
        ),
        (
            {},
            {
                "Date": "Wed, 04 Nov 2026 09:00:00 GMT",
                "Retry-After": "Wed, 04 Nov 2026 08:00:00 GMT",
            },
            0.0,
        ),
        ({}, {"Retry-After": "Wed, 99 Nov 2026 08:00:00 GMT"}, 5.0),
    ],
)
def test_le_delai_demande_est_lu_partout_ou_il_peut_etre(
    body: dict[str, Any], headers: dict[str, str], expected: float
) -> None:
    error = error_from(429, headers, body)
    assert isinstance(error, RateLimited)
    assert error.retry_after == expected


async def test_un_429_sans_corps_lit_l_en_tete() -> None:
    with pytest.raises(RateLimited) as caught:
        await ask(replying(429, HTML, {"Retry-After": "7"}))
    assert caught.value.retry_after == 7.0


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, {"errcode": "M_UNKNOWN_TOKEN", "soft_logout": True}, TokenRefused),
        (401, {"errcode": "M_MISSING_TOKEN"}, TokenRefused),
        (401, {"errcode": "M_UNAUTHORIZED"}, Rejected),
        (403, {"errcode": "ORG_MATRIX_EXPIRED_ACCOUNT"}, AccountExpired),
        (403, {"errcode": "M_FORBIDDEN"}, Forbidden),
        (404, {"errcode": "M_NOT_FOUND"}, NotFound),
        (400, {"errcode": ["pas", "un", "code"]}, Rejected),
        (413, None, Rejected),
    ],
)
def test_chaque_refus_a_son_type(
    status: int, body: dict[str, Any] | None, expected: type[WireError]
) -> None:
    assert type(error_from(status, {}, body)) is expected


def test_une_preuve_demandee_dit_lesquelles() -> None:
    body = {
        "session": "abc",
        "flows": [{"stages": ["m.login.password"]}, {"stages": 3}, "rien"],
        "params": {"m.oauth": {"url": "https://exemple.fr"}},
    }
    error = error_from(401, {}, body)
    assert isinstance(error, AuthRequired)
    assert (error.flows, error.session) == ((("m.login.password",),), "abc")
    assert error.params["m.oauth"]["url"] == "https://exemple.fr"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["errcode", "flows", "stages", "retry_after_ms", "params", "session"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
keys = st.sampled_from(["errcode", "flows", "retry_after_ms", "params", "session", "soft_logout"])


@given(
    st.integers(100, 599),
    st.dictionaries(st.sampled_from(["Retry-After", "Date"]), st.text(max_size=40)),
    st.none() | st.dictionaries(keys, json_values, max_size=4),
)
def test_aucun_corps_d_erreur_ne_fait_lever_autre_chose(
    status: int, headers: dict[str, str], body: dict[str, Any] | None
) -> None:
    error = error_from(status, headers, body)
    assert isinstance(error, WireError)
    if isinstance(error, RateLimited):
        assert 0 <= error.retry_after <= 3600


async def test_un_serveur_muet_est_abandonne_a_l_echeance() -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(2 * GARDE)
        return web.Response()

    started = asyncio.get_running_loop().time()
    with pytest.raises(Unreachable) as caught:
        await ask(answer, deadline=0.2)
    assert caught.value.reason == "delai"
    assert asyncio.get_running_loop().time() - started < GARDE


async def test_un_serveur_qui_coupe_est_injoignable() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"a":')
        assert request.transport is not None
        request.transport.abort()
        return response

    with pytest.raises(Unreachable) as caught:
        await ask(answer)
    assert caught.value.reason == "reseau"


@pytest.mark.parametrize(
    "serveur", ["http://127.0.0.1:1", "http://", "ceci n'est pas une adresse", "http://[::1"]
)
async def test_une_adresse_ou_personne_ne_repond(serveur: str) -> None:
    transport = Transport(serveur)
    with pytest.raises(Unreachable):
        await transport.request("GET", "/", deadline=5.0)
    await transport.close()


async def test_une_reponse_sans_fin_est_abandonnee() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(70):
            await response.write(b" " * 1024 * 1024)
        return response

    with pytest.raises(Unreachable) as caught:
        await ask(answer, deadline=30.0)
    assert caught.value.reason == "trop_long"


async def test_une_reponse_mal_compressee_est_injoignable() -> None:
    headers = {"Content-Encoding": "gzip"}
    with pytest.raises(Unreachable):
        await ask(replying(200, b"ce n'est pas du gzip", headers))
    assert await ask(replying(200, gzip.compress(b'{"a": 1}'), headers)) == {"a": 1}


async def test_aucune_redirection_n_emporte_le_jeton() -> None:
    seen: list[str | None] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(status=307, headers={"Location": "/ailleurs"})

    with pytest.raises(Unreachable):
        await ask(answer)
    assert seen == ["Bearer jeton-secret"]


async def test_le_jeton_ne_part_pas_quand_il_n_est_pas_demande() -> None:
    seen: list[str | None] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.json_response({})

    async with stub(answer) as url:
        transport = Transport(url, "jeton-secret")
        await transport.request("POST", "/login", body={}, jeton=False)
        await transport.close()
    assert seen == [None]


@pytest.mark.parametrize(
    "part", ["!salon:ex.fr", "$id/../x", "a?b#c", "..", ".", "é ✋", "%2F", "\ud800"]
)
async def test_un_morceau_de_chemin_arrive_entier(part: str) -> None:
    seen: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.rel_url.raw_path)
        return web.json_response({})

    async with stub(answer) as url:
        transport = Transport(url)
        await transport.request("GET", path("_matrix", part, "fin"), query={"q": "a&b"})
        await transport.close()
    (raw,) = seen
    assert raw == path("_matrix", part, "fin")
    assert len(raw.split("/")) == 4


async def test_un_texte_impossible_a_encoder_part_quand_meme() -> None:
    seen: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(json.loads(await request.text()))
        return web.json_response({})

    async with stub(answer) as url:
        transport = Transport(url)
        await transport.request("PUT", "/x", body={"body": "avant \ud800 après"})
        await transport.close()
    assert seen == [{"body": "avant ? après"}]


async def test_un_fichier_depose_rend_son_adresse() -> None:
    async def answer(request: web.Request) -> web.Response:
        assert request.headers["Content-Type"] == "text/plain"
        assert request.query["filename"] == "note é.txt"
        assert await request.read() == b"bonjour"
        return web.json_response({"content_uri": "mxc://localhost/abc"})

    async with stub(answer) as url:
        transport = Transport(url, "jeton")
        uri = await transport.upload(b"bonjour", "text/plain", "note é.txt", 5.0)
        await transport.close()
    assert uri == "mxc://localhost/abc"


async def test_un_depot_sans_adresse_n_est_pas_un_succes() -> None:
    async with stub(replying(200, "{}")) as url:
        transport = Transport(url, "jeton")
        with pytest.raises(Unreachable):
            await transport.upload(b"x", "text/plain", None, 5.0)
        await transport.close()


def test_aucune_erreur_ne_montre_ce_que_le_serveur_dit() -> None:
    body = {"errcode": "M_FORBIDDEN", "error": "@ines:exemple.fr n'est pas dans le salon"}
    bavard = {"errcode": "@ines:exemple.fr"}
    assert "ines" not in str(error_from(403, {}, body))
    assert "ines" not in str(error_from(400, {}, bavard))
