"""L'identité du robot, vue d'un autre compte, et ce qui arrive quand elle se perd."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.matrix import crosssigning
from bot.matrix.crosssigning import (
    IDENTITY_FILE,
    IdentityError,
    IdentityLost,
    master_signed_by_device,
    verify_chain,
)
from bot.matrix.transport import Transport, Unreachable
from tests.matrix.conftest import OpenWired
from tests.matrix.stub import stub
from tests.matrix.wired import MOT_DE_PASSE, Wired, api


async def keys_seen_by(other: Wired, user: str) -> dict[str, Any]:
    return await other.transport.request(
        "POST", api("keys", "query"), body={"device_keys": {user: []}}
    )


async def test_la_chaine_se_verifie_depuis_un_autre_compte(wired: OpenWired) -> None:
    maillon, ines = await wired("maillon"), await wired("ines")
    device = maillon.session.appareil
    avant = await keys_seen_by(ines, maillon.mxid)
    assert not verify_chain(maillon.mxid, avant, device)
    state = await maillon.identity()
    assert (state.published, state.signed) == (True, True)
    apres = await keys_seen_by(ines, maillon.mxid)
    assert verify_chain(maillon.mxid, apres, device)
    assert master_signed_by_device(maillon.mxid, apres, device)
    file = maillon.dossier / IDENTITY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("avec_graines", [True, False])
async def test_une_reponse_vide_ne_fait_ni_perdre_ni_creer_d_identite(
    wired: OpenWired, avec_graines: bool
) -> None:
    """Un relais répond « {} » à la place du serveur : on ne conclut rien."""
    maillon = await wired("maillon")
    if avec_graines:
        await maillon.identity()

    async def vide(_requete: web.Request) -> web.StreamResponse:
        return web.json_response({})

    async with stub(vide) as url:
        relais = Transport(url, maillon.session.jeton)
        with pytest.raises(Unreachable):
            await crosssigning.ensure(relais, maillon.crypto.olm, maillon.dossier)
        await relais.close()
    assert (maillon.dossier / IDENTITY_FILE).exists() == avec_graines


async def test_une_chaine_alteree_ne_se_verifie_pas(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    await maillon.identity()
    mxid, device = maillon.mxid, maillon.session.appareil
    bonne = json.dumps(await keys_seen_by(maillon, mxid))
    assert verify_chain(mxid, json.loads(bonne), device)
    for section in ("master_keys", "self_signing_keys", "device_keys"):
        sans = json.loads(bonne)
        del sans[section][mxid]
        assert not verify_chain(mxid, sans, device)
    autre = json.loads(bonne)
    autre["device_keys"][mxid][device]["keys"][f"curve25519:{device}"] = "A" * 43
    assert not verify_chain(mxid, autre, device)
    assert not verify_chain(mxid, json.loads(bonne), "AUTRE")
    absurdes: list[Any] = [None, [], {"master_keys": 3}, {"device_keys": {mxid: {device: []}}}]
    for absurde in absurdes:
        assert not verify_chain(mxid, absurde, device)
        assert not master_signed_by_device(mxid, absurde, device)


async def test_au_second_passage_rien_ne_change(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    premier = await maillon.identity()
    maillon.reopen()
    sent = maillon.transport.sent
    second = await maillon.identity()
    assert (second.master, second.published, second.signed) == (premier.master, False, False)
    assert maillon.transport.sent == sent + 1


async def test_des_graines_perdues_arretent_et_ne_sont_jamais_refaites(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    await maillon.identity()
    avant = await keys_seen_by(maillon, maillon.mxid)
    (maillon.dossier / IDENTITY_FILE).unlink()
    with pytest.raises(IdentityLost, match="sauvegarde"):
        await maillon.identity()
    assert not (maillon.dossier / IDENTITY_FILE).exists()
    assert await keys_seen_by(maillon, maillon.mxid) == avant


async def test_les_graines_d_une_autre_identite_arretent(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    await maillon.identity()
    (maillon.dossier / IDENTITY_FILE).unlink()
    crosssigning._create_seeds(maillon.dossier, maillon.mxid)
    with pytest.raises(IdentityLost):
        await maillon.identity()


@pytest.mark.parametrize("texte", ["{}", "[]", "abc", '{"identifiant": "@autre:localhost"}'])
async def test_des_graines_abimees_arretent(wired: OpenWired, texte: str) -> None:
    maillon = await wired("maillon")
    await maillon.identity()
    (maillon.dossier / IDENTITY_FILE).write_text(texte)
    with pytest.raises(IdentityError, match="abîmé"):
        await maillon.identity()


async def test_une_coupure_apres_l_ecriture_des_graines_se_repare(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    crosssigning._create_seeds(maillon.dossier, maillon.mxid)
    graines = (maillon.dossier / IDENTITY_FILE).read_text()
    maillon.reopen()
    assert (await maillon.identity()).published
    assert (maillon.dossier / IDENTITY_FILE).read_text() == graines
    vue = await keys_seen_by(maillon, maillon.mxid)
    assert verify_chain(maillon.mxid, vue, maillon.session.appareil)


async def test_une_coupure_apres_la_publication_se_repare(wired: OpenWired) -> None:
    maillon, ines = await wired("maillon"), await wired("ines")
    seeds = crosssigning._create_seeds(maillon.dossier, maillon.mxid)
    await crosssigning._publish(maillon.transport, maillon.crypto.olm, seeds, None)
    vue = await keys_seen_by(ines, maillon.mxid)
    assert not verify_chain(maillon.mxid, vue, maillon.session.appareil)
    maillon.reopen()
    state = await maillon.identity()
    assert (state.published, state.signed) == (False, True)
    vue = await keys_seen_by(ines, maillon.mxid)
    assert verify_chain(maillon.mxid, vue, maillon.session.appareil)
    # Le même envoi, refait à l'identique, est accepté.
    await crosssigning._publish(maillon.transport, maillon.crypto.olm, seeds, None)


async def test_un_second_appareil_est_signe_sans_mot_de_passe(
    wired: OpenWired, tmp_path: Path
) -> None:
    maillon, ines = await wired("maillon"), await wired("ines")
    premier = await maillon.identity()
    autre = await Wired.login(maillon.transport.serveur, maillon.mxid, tmp_path / "second")
    graines = (maillon.dossier / IDENTITY_FILE).read_bytes()
    (autre.dossier / IDENTITY_FILE).touch(mode=0o600)
    (autre.dossier / IDENTITY_FILE).write_bytes(graines)
    second = await autre.identity()
    assert (second.master, second.published, second.signed) == (premier.master, False, True)
    vue = await keys_seen_by(ines, maillon.mxid)
    assert verify_chain(maillon.mxid, vue, autre.session.appareil)
    assert verify_chain(maillon.mxid, vue, maillon.session.appareil)
    await autre.close()


def proving(
    maillon: Wired, flows: list[list[str]], params: dict[str, Any], taken: list[Any]
) -> Any:
    """Un serveur qui veut une preuve au premier envoi, et transmet le reste au vrai."""

    async def answer(request: web.Request) -> web.Response:
        body = await request.json()
        if request.path.endswith("/device_signing/upload"):
            auth = body.pop("auth", None)
            taken.append(auth)
            if auth is None or auth.get("password") != MOT_DE_PASSE:
                stages = [{"stages": stages} for stages in flows]
                asked = {"session": "s1", "flows": stages, "params": params}
                return web.json_response(asked, status=401)
        real = await maillon.transport.request("POST", request.path, body=body)
        return web.json_response(real)

    return answer


async def test_la_preuve_par_mot_de_passe_est_donnee(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    taken: list[Any] = []
    async with stub(proving(maillon, [["m.login.password"]], {}, taken)) as url:
        via = Transport(url)
        olm, dossier = maillon.crypto.olm, maillon.dossier
        with pytest.raises(IdentityError, match="MAILLON_MOT_DE_PASSE"):
            await crosssigning.ensure(via, olm, dossier)
        with pytest.raises(IdentityError, match="refuse le mot de passe"):
            await crosssigning.ensure(via, olm, dossier, mot_de_passe="faux")
        state = await crosssigning.ensure(via, olm, dossier, mot_de_passe=MOT_DE_PASSE)
        await via.close()
    assert state.published
    assert taken[-1]["session"] == "s1"
    assert taken[-1]["identifier"]["user"] == maillon.mxid


async def test_l_approbation_sur_la_page_du_compte_est_demandee(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    flows = [["org.matrix.cross_signing_reset"]]
    params = {"org.matrix.cross_signing_reset": {"url": "https://compte.exemple.fr/approuver"}}
    async with stub(proving(maillon, flows, params, [])) as url:
        via = Transport(url)
        with pytest.raises(IdentityError, match=r"https://compte\.exemple\.fr/approuver"):
            await crosssigning.ensure(
                via, maillon.crypto.olm, maillon.dossier, mot_de_passe=MOT_DE_PASSE
            )
        await via.close()


async def test_l_identite_attend_que_l_appareil_soit_publie(
    wired: OpenWired, tmp_path: Path
) -> None:
    maillon = await wired("maillon")
    neuf = await Wired.login(
        maillon.transport.serveur, maillon.mxid, tmp_path / "neuf", upkeep=False
    )
    with pytest.raises(IdentityError, match="pas encore publié"):
        await neuf.identity()
    await neuf.close()


async def test_un_serveur_injoignable_ne_fait_rien_ecrire(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    muet = Transport("http://127.0.0.1:1")
    with pytest.raises(Unreachable):
        await crosssigning.ensure(muet, maillon.crypto.olm, maillon.dossier)
    await muet.close()
    assert not (maillon.dossier / IDENTITY_FILE).exists()
