"""La vie du processus : première session, verrou, arrêt, identité, supervision."""

import asyncio
import base64
import json
import os
import signal
import socket
import stat
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from Crypto.Signature import eddsa

from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from bot.matrix.crosssigning import master_signed_by_device, verify_chain
from bot.matrix.transport import Transport, path
from tests.conftest import OpenMember
from tests.real.conftest import NewRobot
from tests.real.robot import MOT_DE_PASSE, Robot

V3 = ("_matrix", "client", "v3")


def _session(robot: Robot) -> dict[str, str]:
    lue: dict[str, str] = json.loads((robot.var / "session.json").read_text())
    return lue


@asynccontextmanager
async def _as_robot(robot: Robot) -> AsyncIterator[Transport]:
    """Le serveur, vu avec le jeton du robot."""
    transport = Transport(robot.homeserver.url, _session(robot)["jeton"])
    yield transport
    await transport.close()


async def _devices(robot: Robot) -> list[str]:
    async with _as_robot(robot) as transport:
        rendu = await transport.request("GET", path(*V3, "devices"))
    return [appareil["device_id"] for appareil in rendu["devices"]]


async def _answers(robot: Robot, personne: Member, *, encrypted: bool = True) -> str:
    """Vérifie que le robot répond dans un salon neuf ; rend ce salon."""
    salon = await personne.create_room("Salon", encrypted=encrypted, invites=[robot.mxid])
    await personne.waits(sender=robot.mxid, room=salon, fr="presentation")
    guide = await personne.say(salon, "!aide")
    await personne.waits(sender=robot.mxid, reply_to=guide, fr="guide")
    return salon


def _one_line(texte: str) -> bool:
    return texte.count("\n") == 1 and "Traceback" not in texte


# -- la session ------------------------------------------------------------------------------------


async def test_une_seule_session_pour_toujours(new_robot: NewRobot, member: OpenMember) -> None:
    robot: Robot = await new_robot()
    robot.start()
    await robot.ready()
    premiere = _session(robot)
    assert await _devices(robot) == [premiere["appareil"]]
    ines = await member("ines")
    await _answers(robot, ines)
    await robot.stop()
    robot.environ = {}
    robot.start()
    await robot.ready()
    await _answers(robot, ines)
    assert _session(robot) == premiere
    assert await _devices(robot) == [premiere["appareil"]]
    ouverts = [f.name for f in (robot.var, *robot.var.iterdir()) if f.stat().st_mode & 0o077]
    assert ouverts == []
    assert stat.S_IMODE(robot.var.stat().st_mode) == 0o700


async def test_premiere_session_par_jeton(
    new_robot: NewRobot, member: OpenMember, homeserver: Homeserver
) -> None:
    robot: Robot = await new_robot()
    transport = Transport(homeserver.url)
    corps = {
        "type": "m.login.password", "password": MOT_DE_PASSE, "device_id": "DONNE",
        "identifier": {"type": "m.id.user", "user": robot.mxid},
    }  # fmt: skip
    jeton = (await transport.request("POST", path(*V3, "login"), body=corps))["access_token"]
    await transport.close()
    robot.environ = {"MAILLON_JETON": jeton, "MAILLON_APPAREIL": "DONNE"}
    robot.start()
    await robot.ready()
    await _answers(robot, await member("ines"))
    assert await _devices(robot) == ["DONNE"]


async def test_sans_session_ni_secret(new_robot: NewRobot) -> None:
    robot: Robot = await new_robot()
    robot.environ = {}
    fini = await robot.run()
    assert fini.returncode == 1
    assert fini.stderr.startswith("Pas de session gardée : lancez « maillon connexion »")
    assert _one_line(fini.stderr)


async def test_une_seconde_instance_est_refusee(robot: Robot, member: OpenMember) -> None:
    fini = await robot.run()
    assert fini.returncode == 1
    assert fini.stderr.startswith("Maillon tourne déjà sur ")
    assert _one_line(fini.stderr)
    await _answers(robot, await member("ines"))


async def test_un_jeton_revoque_arrete_et_le_dit(robot: Robot) -> None:
    async with _as_robot(robot) as transport:
        await transport.request("POST", path(*V3, "logout"), body={})
    assert await robot.ended() == 1
    derniere = robot.log().splitlines()[-1]
    remede = "Le serveur ne reconnaît plus le jeton : reconnectez avec « maillon connexion »."
    assert derniere.startswith(remede)
    assert "Traceback" not in robot.log()


# -- l'arrêt ---------------------------------------------------------------------------------------


async def test_sigterm_finit_ce_qui_est_en_main(robot: Robot, member: OpenMember) -> None:
    ines = await member("ines")
    salon = await _answers(robot, ines)
    dits = await asyncio.gather(*(ines.say(salon, "!aide") for _ in range(12)))
    await ines.waits(reply_to=dits[0], room=salon)
    await robot.stop()
    assert {e for (e,) in robot.rows("select etat from inboxitem")} == {"traite"}
    assert {e for (e,) in robot.rows("select etat from outboxitem")} == {"parti"}
    await robot.restart()
    for dit in dits:
        await ines.waits(reply_to=dit, room=salon)
    await robot.stop()
    assert [len(ines.seen(reply_to=dit)) for dit in dits] == [1] * len(dits)


@pytest.mark.parametrize("signe", [signal.SIGTERM, signal.SIGINT])
async def test_un_arret_pendant_le_demarrage(robot: Robot, signe: signal.Signals) -> None:
    """Des imports à la première synchronisation : toujours le code 0, et rien d'abîmé."""
    debut = time.monotonic()
    await robot.restart()
    depart = time.monotonic() - debut
    for instant in (depart * part for part in (0.4, 0.6, 0.8, 1.0)):
        await robot.stop()
        robot.start()
        await asyncio.sleep(instant)
        assert robot.processus is not None
        robot.processus.send_signal(signe)
        assert await robot.ended() == 0, f"après {instant} s"
        await robot.restart()
    assert "Traceback" not in robot.log()


async def test_sigterm_devant_un_serveur_muet(
    robot: Robot, member: OpenMember, homeserver: Homeserver
) -> None:
    ines = await member("ines")
    salon = await _answers(robot, ines)
    serveur = homeserver.pid
    assert serveur is not None
    dit = await ines.say(salon, "!aide")
    os.kill(serveur, signal.SIGSTOP)
    try:
        debut = time.monotonic()
        await robot.stop()
        assert time.monotonic() - debut < 25  # sans attendre l'échéance d'un envoi (30 s)
    finally:
        os.kill(serveur, signal.SIGCONT)
    await robot.restart()
    await ines.waits(reply_to=dit, room=salon)
    await robot.stop()
    assert len(ines.seen(reply_to=dit)) == 1


# -- l'identité ------------------------------------------------------------------------------------


async def test_la_signature_croisee_se_verifie_d_un_autre_compte(
    robot: Robot, member: OpenMember
) -> None:
    ines = await member("ines")
    cles = await ines.request("POST", "/keys/query", {"device_keys": {robot.mxid: []}})
    appareil = _session(robot)["appareil"]
    assert verify_chain(robot.mxid, cles, appareil)
    assert master_signed_by_device(robot.mxid, cles, appareil)
    # La même chaîne, sans rien de notre code : pycryptodome et le JSON canonique de Matrix.
    maitre, signataire = (cles[f"{nom}_keys"][robot.mxid] for nom in ("master", "self_signing"))
    vu = cles["device_keys"][robot.mxid][appareil]
    cle_maitre, cle_signataire = (next(iter(o["keys"].values())) for o in (maitre, signataire))
    assert _signed(signataire, robot.mxid, cle_maitre, cle_maitre)
    assert _signed(vu, robot.mxid, cle_signataire, cle_signataire)
    assert _signed(maitre, robot.mxid, appareil, vu["keys"][f"ed25519:{appareil}"])
    assert not _signed({**vu, "device_id": "X"}, robot.mxid, cle_signataire, cle_signataire)


def _signed(objet: dict[str, Any], mxid: str, nom: str, cle: str) -> bool:
    signature = objet["signatures"][mxid][f"ed25519:{nom}"]
    nu = {c: v for c, v in objet.items() if c not in ("signatures", "unsigned")}
    texte = json.dumps(nu, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        publique = eddsa.import_public_key(_bytes(cle))
        eddsa.new(publique, "rfc8032").verify(texte.encode(), _bytes(signature))
    except ValueError:
        return False
    return True


def _bytes(texte: str) -> bytes:
    return base64.b64decode(texte + "=" * (-len(texte) % 4))


async def test_graines_perdues_arret_net_et_remede(robot: Robot, member: OpenMember) -> None:
    ines = await member("ines")
    demande: dict[str, Any] = {"device_keys": {robot.mxid: []}}
    avant = await ines.request("POST", "/keys/query", demande)
    await robot.stop()
    (robot.var / "identite.json").unlink()
    fini = await robot.run()
    assert fini.returncode == 1
    assert "Remettez le fichier identite.json de la sauvegarde" in fini.stderr
    assert _one_line(fini.stderr)
    assert not (robot.var / "identite.json").exists()
    apres = await ines.request("POST", "/keys/query", demande)
    assert apres["master_keys"] == avant["master_keys"]


# -- la supervision --------------------------------------------------------------------------------


async def test_pret_et_mesures(robot: Robot, homeserver: Homeserver) -> None:
    code, texte = await robot.page("/metrics")
    assert code == 200
    assert "maillon_envois_en_attente 0.0" in texte
    assert "@" not in texte
    assert await robot.status("/autre") == 404
    await robot.stop()
    serveur = homeserver.pid
    assert serveur is not None
    os.kill(serveur, signal.SIGSTOP)
    try:
        robot.start()
        while (code := await robot.status()) == 0:
            assert robot.running
            await asyncio.sleep(0.1)
        assert code == 503
    finally:
        os.kill(serveur, signal.SIGCONT)
    await robot.ready()


async def test_port_de_supervision_pris(new_robot: NewRobot, member: OpenMember) -> None:
    robot: Robot = await new_robot()
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", robot.port))
        prise.listen()
        robot.start()
        await _answers(robot, await member("ines"))
        await asyncio.sleep(1)
        await robot.stop()
    pris = [ligne for ligne in robot.log().splitlines() if "supervision" in ligne]
    assert len(pris) == 1
    assert "WARNING" in pris[0]


async def test_pas_de_repetition_loin_de_la_boucle_locale(new_robot: NewRobot) -> None:
    robot: Robot = await new_robot()
    robot.configure(serveur="https://matrix.example.org")
    fini = await robot.run("--horloge", "2026-11-30T09:00:00+01:00", "--vitesse", "60")
    assert fini.returncode == 2
    assert fini.stderr.startswith("Une répétition")
    assert _one_line(fini.stderr)
