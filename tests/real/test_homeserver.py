"""Le banc d'essai lui-même : si deux personnes ne s'y comprennent pas, aucun essai ne vaut."""

import asyncio
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from bot.demo.member_client import MatrixRefusal
from bot.demo.seen import ILLISIBLE
from tests.conftest import MOT_DE_PASSE, OpenMember
from tests.garde import GARDE

CLAIR_ET_CHIFFRE = pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])


async def _together(member: OpenMember, *, encrypted: bool) -> tuple[Member, Member, str]:
    ines, karim = await member("ines"), await member("karim")
    salon = await ines.create_room("Comptables", encrypted=encrypted, invites=[karim.mxid])
    await karim.join(salon)
    return ines, karim, salon


@CLAIR_ET_CHIFFRE
async def test_deux_personnes_se_parlent(member: OpenMember, encrypted: bool) -> None:
    ines, karim, salon = await _together(member, encrypted=encrypted)

    question = await ines.say(salon, "Qui sait ? <b>Chorus</b>", txn="question-1")
    lu = await karim.waits(type="m.room.message", room=salon, sender=ines.mxid)
    reponse = await karim.say(salon, "Moi.", reply_to=question, mention=[ines.mxid])
    rendu = await ines.waits(reply_to=question)
    echo = await ines.waits(type="m.room.message", sender=ines.mxid)

    assert (lu.event_id, lu.body, lu.html) == (question, "Qui sait ? <b>Chorus</b>", "")
    assert (rendu.event_id, rendu.sender, rendu.mentions) == (reponse, karim.mxid, (ines.mxid,))
    assert (echo.event_id, echo.txn) == (question, "question-1")
    assert lu.encrypted is rendu.encrypted is encrypted
    assert lu.ts == pytest.approx(time.time() * 1000, abs=60_000)


@CLAIR_ET_CHIFFRE
async def test_corriger_reagir_retirer(member: OpenMember, encrypted: bool) -> None:
    ines, karim, salon = await _together(member, encrypted=encrypted)
    message = await ines.say(salon, "Chorsu ?")
    await karim.waits(contains="Chorsu")

    await ines.edit(salon, message, "Chorus ?")
    correction = await karim.waits(contains="Chorus")
    main = await karim.react(salon, message, "✋")
    geste = await ines.waits(type="m.reaction")
    await karim.redact(salon, main)
    retrait = await ines.waits(type="m.room.redaction")

    assert (correction.rel_type, correction.target) == ("m.replace", message)
    assert (geste.event_id, geste.target, geste.key) == (main, message, "✋")
    assert (retrait.target, retrait.sender) == (main, karim.mxid)


@CLAIR_ET_CHIFFRE
async def test_fil_et_pastille(member: OpenMember, encrypted: bool) -> None:
    ines, karim, salon = await _together(member, encrypted=encrypted)
    racine = await ines.say(salon, "Un sujet")

    await ines.say(salon, f"Merci {karim.mxid} & bravo", mention=[karim.mxid], thread=racine)
    lu = await karim.waits(mention=karim.mxid)

    assert lu.body == "Merci Karim & bravo"
    lien = f'<a href="https://matrix.to/#/{karim.mxid}">Karim</a>'
    assert lu.html == f"Merci {lien} &amp; bravo"
    assert (lu.rel_type, lu.target, lu.reply_to) == ("m.thread", racine, racine)


async def test_message_prive(member: OpenMember) -> None:
    ines, karim = await member("ines"), await member("karim")

    salon = await ines.direct(karim.mxid)
    invitation = await karim.waits(type="m.room.member", room=salon)
    await karim.join(salon)
    await ines.say(salon, "Entre nous")
    lu = await karim.waits(contains="Entre nous")

    assert invitation.content["membership"] == "invite"
    assert invitation.content["is_direct"] is True
    assert lu.encrypted
    carnet = await ines.request("GET", f"/user/{ines.mxid}/account_data/m.direct")
    assert carnet == {karim.mxid: [salon]}


async def test_qui_entre_a_l_instant_peut_lire(member: OpenMember) -> None:
    """La clé déjà partagée ne suffit pas : Leïla est entrée sans qu'Inès l'ait encore appris."""
    ines, karim, salon = await _together(member, encrypted=True)
    leila = await member("leila")
    await ines.say(salon, "Avant")
    await karim.waits(contains="Avant")

    await ines.invite(salon, leila.mxid)
    await ines.pause()
    await leila.join(salon)
    await ines.say(salon, "Après")

    assert (await leila.waits(contains="Après")).sender == ines.mxid
    assert [s.type for s in leila.unreadable] == [ILLISIBLE]  # « Avant », écrit sans elle


async def test_chiffrement_allume_en_route(member: OpenMember) -> None:
    ines, karim, salon = await _together(member, encrypted=False)
    await ines.say(salon, "En clair")

    await ines.state(salon, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    await karim.waits(type="m.room.encryption")
    await karim.say(salon, "À couvert")

    assert (await ines.waits(contains="À couvert")).encrypted


@CLAIR_ET_CHIFFRE
async def test_rien_ne_se_perd_pendant_une_longue_pause(
    member: OpenMember, encrypted: bool
) -> None:
    """Plus de cent messages : le serveur n'en rend que la fin, le reste vient de l'historique."""
    ines, karim, salon = await _together(member, encrypted=encrypted)
    await ines.say(salon, "Attention")
    await karim.waits(contains="Attention")

    await karim.pause()
    for rang in range(130):
        await ines.say(salon, f"message {rang}")
    karim.resume()
    await karim.waits(contains="message 129")

    recus = [s.body for s in karim.seen(contains="message")]
    assert recus == [f"message {rang}" for rang in range(130)]
    assert karim.unreadable == []


async def test_un_chiffre_malforme_n_arrete_personne(member: OpenMember) -> None:
    ines, karim, salon = await _together(member, encrypted=False)
    faux = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "sender_key": "",
        "session_id": "",
        "ciphertext": "x",
        "device_id": "D",
    }

    await ines.send(salon, "m.room.encrypted", faux)
    await ines.say(salon, "Toujours là ?")

    await karim.waits(contains="Toujours là ?")
    assert [s.type for s in karim.unreadable] == [ILLISIBLE]


async def test_partir_et_revenir(member: OpenMember) -> None:
    ines, karim, salon = await _together(member, encrypted=True)

    await karim.leave(salon)
    await ines.waits(type="m.room.member", sender=karim.mxid, predicate=_leaves)
    with pytest.raises(MatrixRefusal, match="M_FORBIDDEN"):
        await karim.request("GET", f"/rooms/{salon}/joined_members")
    await ines.invite(salon, karim.mxid)
    await karim.join(salon)
    await karim.say(salon, "Me revoilà")

    assert (await ines.waits(contains="Me revoilà")).sender == karim.mxid


def _leaves(seen: object) -> bool:
    return getattr(seen, "content", {}).get("membership") == "leave"


async def test_une_attente_decue_raconte_le_salon(member: OpenMember) -> None:
    ines, _, salon = await _together(member, encrypted=False)
    await ines.say(salon, "Bonjour")
    await ines.waits(contains="Bonjour")

    with pytest.raises(AssertionError, match=r"m\.room\.message : 'Bonjour'"):
        await ines.waits(room=salon, contains="Bonsoir", timeout=0.1)


async def test_salon_et_version_12_par_defaut(member: OpenMember) -> None:
    ines = await member("ines")
    salon = await ines.create_room("Récent", encrypted=False)
    ancien = await ines.create_room("Ancien", encrypted=False, room_version="10")

    creation = await ines.waits(type="m.room.create", room=salon)
    assert creation.content["room_version"] == "12"
    assert ":" not in salon
    assert ancien.endswith(":localhost")


async def test_le_serveur_relance_garde_tout(unique: Callable[[str], str], tmp_path: Path) -> None:
    """Arrêt propre, puis chute : comptes, salons et messages restent ; les clients reprennent."""
    async with Homeserver() as serveur:
        mxid = await serveur.register(unique("ines"), MOT_DE_PASSE)
        ines = Member(serveur.url, mxid, MOT_DE_PASSE, tmp_path / "ines", "Inès")
        await ines.open()
        salon = await ines.create_room("Durable", encrypted=True)
        await ines.say(salon, "avant")

        await serveur.restart()
        await ines.say(salon, "entre deux")
        await ines.waits(contains="entre deux")
        serveur.kill()
        envoi = asyncio.create_task(ines.say(salon, "après"))
        await serveur.start_async()
        await envoi

        await ines.waits(contains="après")
        assert [s.body for s in ines.seen(type="m.room.message")] == [
            "avant",
            "entre deux",
            "après",
        ]
        await ines.close()


async def test_les_limites_de_synapse_sur_demande(tmp_path: Path) -> None:
    limites = {"rc_message": {"per_second": 0.01, "burst_count": 3}}
    async with Homeserver(limites=limites) as serveur:
        mxid = await serveur.register("ines", MOT_DE_PASSE)
        async with asyncio.timeout(GARDE):
            ines = Member(serveur.url, mxid, MOT_DE_PASSE, tmp_path / "ines", "Inès")
            await ines.open()
            salon = await ines.create_room("Compté", encrypted=False)
            envoyes = [asyncio.create_task(ines.say(salon, str(n))) for n in range(8)]
            await asyncio.wait(envoyes, return_when=asyncio.FIRST_COMPLETED)
            faits, restants = await asyncio.wait(envoyes, timeout=3)
            for envoi in restants:
                envoi.cancel()
            await asyncio.gather(*restants, return_exceptions=True)
            await ines.close()
    assert 1 <= len(faits) <= 3


def test_le_serveur_et_son_dossier_disparaissent() -> None:
    with Homeserver() as serveur:
        pid, dossier = serveur.pid, serveur.dossier
        assert pid is not None
        assert stat.S_IMODE(dossier.stat().st_mode) == 0o700
    assert not dossier.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="prctl n'existe que sous Linux")
def test_le_serveur_meurt_avec_son_pere() -> None:
    programme = (
        "import os, signal; from bot.demo.homeserver import Homeserver; s = Homeserver();"
        "s.start(); print(s.pid, s.dossier, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    fini = subprocess.run(
        [sys.executable, "-c", programme],
        capture_output=True,
        text=True,
        timeout=GARDE,
        check=False,
    )
    pid, dossier = fini.stdout.split()
    try:
        fin = time.monotonic() + GARDE
        while Path(f"/proc/{pid}/cmdline").exists() and _command(pid):
            assert time.monotonic() < fin, "le serveur a survécu à son père"
            time.sleep(0.05)
    finally:
        subprocess.run(["rm", "-r", dossier], check=True)


def _command(pid: str) -> bytes:
    # Vide pour un processus mort que son nouveau père n'a pas encore recueilli.
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
