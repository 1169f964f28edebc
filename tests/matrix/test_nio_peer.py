"""Face à un vrai client : celui de nio, tel que des membres l'emploient."""

from bot.matrix.crypto import Decrypted
from tests.conftest import OpenMember
from tests.matrix.conftest import OpenWired


async def test_un_client_nio_et_notre_fil_se_lisent(wired: OpenWired, member: OpenMember) -> None:
    maillon, ines = await wired("maillon"), await member("ines")
    salon = await ines.create_room("Comptables", encrypted=True, invites=[maillon.mxid])
    await maillon.join(salon)
    await ines.say(salon, "!aide compta Chorus refuse ma facture")
    await maillon.sync()
    (lu,) = maillon.read(salon)
    assert isinstance(lu, Decrypted)
    assert lu.content["body"] == "!aide compta Chorus refuse ma facture"
    await maillon.say(salon, "C'est noté.")
    vu = await ines.waits(sender=maillon.mxid, room=salon, contains="C'est noté.")
    assert vu.body == "C'est noté."
    assert ines.unreadable == []
    await maillon.sync()
    assert maillon.bodies(salon) == ["C'est noté."]


async def test_cinquante_messages_dans_les_deux_sens(wired: OpenWired, member: OpenMember) -> None:
    maillon, ines = await wired("maillon"), await member("ines")
    salon = await ines.create_room("Comptables", encrypted=True, invites=[maillon.mxid])
    await maillon.join(salon)
    recus: list[str] = []
    for rang in range(50):
        await ines.say(salon, f"question {rang}")
        await maillon.sync()
        recus += [body for body in maillon.bodies(salon) if body.startswith("question")]
        await maillon.say(salon, f"réponse {rang}")
    assert recus == [f"question {rang}" for rang in range(50)]
    await ines.waits(sender=maillon.mxid, room=salon, contains="réponse 49")
    lues = [vu.body for vu in ines.events if vu.sender == maillon.mxid and vu.room == salon]
    assert [body for body in lues if body.startswith("réponse")] == [
        f"réponse {rang}" for rang in range(50)
    ]
    assert ines.unreadable == []
