"""Qui est le robot : se connecter une fois, garder le secret, trouver son serveur."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from bot.demo.homeserver import Homeserver
from bot.matrix.private_file import PrivateFileError
from bot.matrix.session import (
    Session,
    SessionError,
    adopt_token,
    load_session,
    login_password,
    save_session,
)
from bot.matrix.tchap import find_tchap_homeserver
from bot.matrix.transport import Transport
from tests.matrix.stub import stub
from tests.matrix.wired import MOT_DE_PASSE, api

SESSION = Session(
    identifiant="@maillon:localhost",
    appareil="APPAREIL",
    jeton="jeton-secret",
    serveur="https://matrix.localhost",
    pickle_key="00" * 32,
)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_une_session_gardee_se_relit_et_reste_secrete(tmp_path: Path) -> None:
    dossier = tmp_path / "donnees"
    assert load_session(dossier) is None
    save_session(dossier, SESSION)
    assert load_session(dossier) == SESSION
    assert (mode(dossier), mode(dossier / "session.json")) == (0o700, 0o600)
    assert [file.name for file in dossier.iterdir()] == ["session.json"]
    assert "jeton-secret" not in repr(SESSION)


@pytest.mark.parametrize("droits", [0o640, 0o604, 0o660])
def test_une_session_lisible_par_d_autres_est_refusee(tmp_path: Path, droits: int) -> None:
    save_session(tmp_path / "donnees", SESSION)
    (tmp_path / "donnees" / "session.json").chmod(droits)
    with pytest.raises(PrivateFileError, match="peut être lu par d'autres"):
        load_session(tmp_path / "donnees")


def test_un_dossier_ouvert_aux_autres_est_refuse(tmp_path: Path) -> None:
    dossier = tmp_path / "donnees"
    dossier.mkdir(mode=0o755)
    with pytest.raises(PrivateFileError, match="chmod 700"):
        save_session(dossier, SESSION)
    assert list(dossier.iterdir()) == []


@pytest.mark.parametrize("texte", ["", "{", "[]", "\xff", '{"jeton": 3}', "[" * 100_000])
def test_une_session_abimee_est_dite(tmp_path: Path, texte: str) -> None:
    save_session(tmp_path / "donnees", SESSION)
    (tmp_path / "donnees" / "session.json").write_text(texte)
    with pytest.raises(PrivateFileError, match=r"abîmé|incomplet"):
        load_session(tmp_path / "donnees")


async def test_la_connexion_par_mot_de_passe(
    homeserver: Homeserver, unique: Callable[[str], str]
) -> None:
    mxid = await homeserver.register(unique("maillon"), MOT_DE_PASSE)
    transport = Transport(homeserver.url)
    session = await login_password(transport, mxid, MOT_DE_PASSE, "Maillon")
    assert session.identifiant == mxid
    assert len(session.pickle_key) == 64
    avant = await transport.request("GET", api("devices"))
    reprise = await login_password(
        transport, mxid, MOT_DE_PASSE, "Maillon", appareil=session.appareil
    )
    assert reprise.appareil == session.appareil
    apres = await transport.request("GET", api("devices"))
    assert len(apres["devices"]) == len(avant["devices"])
    await transport.close()


async def test_un_mauvais_mot_de_passe_est_dit_en_francais(
    homeserver: Homeserver, unique: Callable[[str], str]
) -> None:
    mxid = await homeserver.register(unique("maillon"), MOT_DE_PASSE)
    transport = Transport(homeserver.url)
    with pytest.raises(SessionError, match="refuse cet identifiant ou ce mot de passe"):
        await login_password(transport, mxid, "autre chose", "Maillon")
    with pytest.raises(SessionError, match="refuse cet identifiant ou ce mot de passe"):
        await login_password(transport, "personne@exemple.fr", MOT_DE_PASSE, "Maillon")
    assert transport.jeton is None
    await transport.close()


async def test_un_serveur_sans_mot_de_passe_propose_le_jeton() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"errcode": "M_UNKNOWN"}, status=400)

    async with stub(answer) as url:
        transport = Transport(url)
        with pytest.raises(SessionError, match="access_token"):
            await login_password(transport, "maillon", MOT_DE_PASSE, "Maillon")
        await transport.close()


async def test_un_jeton_repris_doit_etre_celui_de_l_appareil_annonce(
    homeserver: Homeserver, unique: Callable[[str], str]
) -> None:
    mxid = await homeserver.register(unique("maillon"), MOT_DE_PASSE)
    premier = Transport(homeserver.url)
    session = await login_password(premier, mxid, MOT_DE_PASSE, "Maillon")
    second = Transport(homeserver.url)
    repris = await adopt_token(second, session.jeton, session.appareil)
    assert (repris.identifiant, repris.appareil) == (mxid, session.appareil)
    assert (await adopt_token(second, session.jeton)).appareil == session.appareil
    with pytest.raises(SessionError, match="pas de AUTRE"):
        await adopt_token(second, session.jeton, "AUTRE")
    with pytest.raises(SessionError, match="refuse ce jeton"):
        await adopt_token(second, "faux", session.appareil)
    await premier.close()
    await second.close()


def annuaire(hs: object) -> web.Response:
    return web.json_response({"hs": hs})


async def test_le_serveur_tchap_d_une_adresse_est_trouve() -> None:
    asked: list[dict[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        assert request.path == "/_matrix/identity/api/v1/info"
        asked.append(dict(request.query))
        return annuaire("agent.dinum.tchap.gouv.fr")

    async with stub(answer) as url:
        # Le premier serveur est muet : on passe au suivant.
        found = await find_tchap_homeserver(
            Transport, "robot+essai@exemple.gouv.fr", serveurs=["http://127.0.0.1:1", url]
        )
    assert asked == [{"medium": "email", "address": "robot+essai@exemple.gouv.fr"}]
    assert found.url == "https://matrix.agent.dinum.tchap.gouv.fr"
    assert found.avertissement is None


async def test_une_adresse_dirigee_vers_les_externes_previent() -> None:
    async def answer(_: web.Request) -> web.Response:
        return annuaire("agent.externe.tchap.gouv.fr")

    async with stub(answer) as url:
        found = await find_tchap_homeserver(Transport, "robot@exemple.com", serveurs=[url])
    assert found.externe
    assert found.avertissement is not None
    assert "externes" in found.avertissement


@pytest.mark.parametrize("hs", ["pirate.exemple.com", "x/y.tchap.gouv.fr", 3, None, ""])
async def test_un_annuaire_qui_delire_n_est_pas_suivi(hs: object) -> None:
    async def answer(_: web.Request) -> web.Response:
        return annuaire(hs)

    async with stub(answer) as url:
        with pytest.raises(SessionError, match="inattendu"):
            await find_tchap_homeserver(Transport, "robot@exemple.fr", serveurs=[url])


@pytest.mark.parametrize("courriel", ["", "robot", "robot@", "@exemple.fr", "a b@exemple.fr"])
async def test_une_adresse_qui_n_en_est_pas_une(courriel: str) -> None:
    with pytest.raises(SessionError, match="n'en est pas une"):
        await find_tchap_homeserver(Transport, courriel, serveurs=[])


async def test_personne_ne_repond() -> None:
    with pytest.raises(SessionError, match="Aucun serveur"):
        await find_tchap_homeserver(Transport, "robot@exemple.fr", serveurs=["http://127.0.0.1:1"])
