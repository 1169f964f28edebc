"""Deux comptes qui se parlent dans un salon chiffré, à travers un vrai Synapse."""

from bot.matrix.crypto import Decrypted
from tests.matrix.conftest import OpenWired


async def test_deux_comptes_se_lisent(wired: OpenWired) -> None:
    maillon, ines = await wired("maillon"), await wired("ines")
    salon = await ines.room(maillon.mxid)
    await maillon.join(salon)
    await ines.say(salon, "bonjour")
    await maillon.sync()
    (lu,) = maillon.read(salon)
    assert isinstance(lu, Decrypted)
    assert lu.content["body"] == "bonjour"
    assert (lu.type, lu.sender, lu.verified_owner) == ("m.room.message", ines.mxid, False)
    await maillon.say(salon, "bonsoir")
    await ines.sync()
    assert ines.bodies(salon) == ["bonjour", "bonsoir"]
    # Pour répondre, il a fallu connaître les appareils d'Inès : le sien est maintenant reconnu.
    relu = maillon.crypto.decrypt(salon, maillon.encrypted(salon)[0])
    assert isinstance(relu, Decrypted)
    assert relu.verified_owner
    assert not relu.owner_pending
