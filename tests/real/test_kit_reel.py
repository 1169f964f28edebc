"""Le kit imprimé, sur un vrai serveur, en clair et chiffré : déposé, relu entier, une seule fois.

Chiffré, le serveur ne garde ni le nom du fichier, ni sa nature, ni un mot de ce qu'il dit.
"""

import pytest
from nio.crypto import decrypt_attachment

from bot.demo.member import Member
from bot.demo.seen import Seen
from tests.conftest import OpenMember
from tests.real.piege import CODE
from tests.real.robot import Robot

ASTUCE = "Chorus refuse une facture : vérifier d'abord le SIRET du fournisseur"
DEPOSE = "coupe bot.matrix.transport:Transport.upload apres 1"
ENVOYE = "coupe bot.matrix.delivery:Delivery._put apres 1"
CHIFFRES = pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])


async def _reseau(robot: Robot, nadia: Member, *, encrypted: bool) -> str:
    """Un réseau, et une astuce dans son kit."""
    salon = await nadia.create_room("Assistantes", encrypted=encrypted, invites=[robot.mxid])
    await nadia.waits(sender=robot.mxid, room=salon, fr="presentation")
    for dit in ("!réseau ouvrir Assistantes", f"!astuce {ASTUCE}"):
        await nadia.waits(reply_to=await nadia.say(salon, dit), room=salon)
    return salon


async def _telecharge(robot: Robot, membre: Member, adresse: str) -> tuple[bytes, str]:
    """Le fichier de cette adresse, son nom et sa nature selon le serveur."""
    url = f"{robot.homeserver.url}/_matrix/client/v1/media/download/{adresse[6:]}"
    assert membre.client.client_session is not None
    jeton = {"Authorization": f"Bearer {membre.client.access_token}"}
    async with membre.client.client_session.get(url, headers=jeton) as reponse:
        assert reponse.status == 200
        dit = [reponse.headers.get(c, "") for c in ("Content-Disposition", "Content-Type")]
        return await reponse.read(), " ".join(dit)


async def _ouvre(robot: Robot, membre: Member, vu: Seen, *, encrypted: bool) -> bytes:
    """Le fichier tel que cette personne l'ouvre."""
    assert ("file" in vu.content, "url" in vu.content) == (encrypted, not encrypted)
    if not encrypted:
        return (await _telecharge(robot, membre, vu.content["url"]))[0]
    cle = vu.content["file"]
    couvert, dit = await _telecharge(robot, membre, cle["url"])
    assert not any(mot in dit for mot in ("kit", "pdf", "html"))
    assert not couvert.startswith((b"%PDF", b"<!DOCTYPE"))
    clair: bytes = decrypt_attachment(couvert, cle["key"]["k"], cle["hashes"]["sha256"], cle["iv"])
    return clair


def _joints(membre: Member, robot: Robot, salon: str) -> list[Seen]:
    return membre.seen(
        lambda s: s.content.get("msgtype") == "m.file", sender=robot.mxid, room=salon, fr="kit"
    )


@CHIFFRES
@pytest.mark.parametrize(
    ("format", "debut", "nature"),
    [("pdf", b"%PDF-", "application/pdf"), ("html", b"<!DOCTYPE html>", "text/html")],
)
async def test_le_document_se_lit_chez_un_membre(
    robot: Robot, member: OpenMember, encrypted: bool, format: str, debut: bytes, nature: str
) -> None:
    nadia = await member("nadia")
    salon = await _reseau(robot, nadia, encrypted=encrypted)
    demande = await nadia.say(salon, f"!kit export {format}")
    joint = await nadia.waits(reply_to=demande, room=salon, fr="kit")
    assert joint.encrypted is encrypted
    assert joint.content["filename"] == f"kit-assistantes.{format}"
    assert joint.content["info"]["mimetype"] == nature
    lu = await _ouvre(robot, nadia, joint, encrypted=encrypted)
    assert lu.startswith(debut)
    assert len(lu) == joint.content["info"]["size"]
    if format == "html":
        assert "vérifier d&#x27;abord le SIRET" in lu.decode()
        assert "nadia" not in lu.decode().lower()  # elle n'a pas dit qu'on la nomme
    assert "SIRET" not in robot.log()


@CHIFFRES
@pytest.mark.parametrize("piege", [DEPOSE, ENVOYE], ids=["depose", "envoye"])
async def test_arrete_net_le_document_vient_une_fois(
    robot: Robot, member: OpenMember, encrypted: bool, piege: str
) -> None:
    nadia = await member("nadia")
    salon = await _reseau(robot, nadia, encrypted=encrypted)
    await robot.calm()
    await robot.stop()
    robot.programme, robot.environ["MAILLON_PIEGE"] = "tests.real.piege", piege
    robot.start()
    await robot.ready()
    demande = await nadia.say(salon, "!kit export")
    assert await robot.ended() == CODE
    assert len(_joints(nadia, robot, salon)) <= (1 if piege == ENVOYE else 0)
    robot.programme = "bot"
    await robot.restart()
    joint = await nadia.waits(reply_to=demande, room=salon, fr="kit")
    await robot.calm()
    apres = await nadia.say(salon, "!kit")
    await nadia.waits(reply_to=apres, room=salon, fr="kit")
    assert [s.event_id for s in _joints(nadia, robot, salon)] == [joint.event_id]
    assert (await _ouvre(robot, nadia, joint, encrypted=encrypted)).startswith(b"%PDF-")
