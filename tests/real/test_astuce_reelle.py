"""« !astuce » en réponse, sur un vrai serveur, en clair et chiffré : les mots cités sont lus."""

import pytest

from tests.conftest import OpenMember
from tests.real.robot import Robot


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
async def test_les_mots_d_une_collegue_avec_son_accord(
    robot: Robot, member: OpenMember, encrypted: bool
) -> None:
    nadia, ines = await member("nadia"), await member("ines")
    invites = [robot.mxid, ines.mxid]
    salon = await nadia.create_room("Assistantes", encrypted=encrypted, invites=invites)
    await ines.join(salon)
    await nadia.waits(sender=robot.mxid, room=salon, fr="presentation")
    ouvre = await nadia.say(salon, "!réseau ouvrir Assistantes")
    await nadia.waits(reply_to=ouvre, room=salon)

    parole = await ines.say(salon, "moi je vide le cache du navigateur, et ça repart")
    await nadia.waits(sender=ines.mxid, contains="cache")
    apres = await nadia.say(salon, "!thèmes")  # le message cité vient d'une réponse d'avant
    await nadia.waits(reply_to=apres, room=salon)
    note = await nadia.say(salon, "!astuce", reply_to=parole)
    accord = await ines.waits(reply_to=note, room=salon, fr="astuce.accord")
    assert "je vide le cache du navigateur" in accord.body
    assert accord.mentions == (ines.mxid,)
    await ines.react(salon, accord.event_id, "✅")
    await nadia.waits(sender=robot.mxid, room=salon, fr="astuce.notee")

    cherche = await nadia.say(salon, "!astuces cahce du navigateur")
    liste = await nadia.waits(reply_to=cherche, room=salon, fr="astuce.liste")
    assert "vide le cache" in liste.body
    assert "cache du navigateur" not in robot.log()


async def test_dite_a_part_elle_n_en_sort_que_sur_son_oui(robot: Robot, member: OpenMember) -> None:
    nadia = await member("nadia")
    salon = await nadia.create_room("Assistantes", encrypted=True, invites=[robot.mxid])
    await nadia.waits(sender=robot.mxid, room=salon, fr="presentation")
    ouvre = await nadia.say(salon, "!réseau ouvrir Assistantes")
    await nadia.waits(reply_to=ouvre, room=salon)
    prive = await nadia.direct(robot.mxid)
    await nadia.waits(sender=robot.mxid, room=prive, fr="presentation")
    dite = await nadia.say(prive, "astuce vider le cache du navigateur, et ça repart")
    relue = await nadia.waits(reply_to=dite, room=prive, fr="astuce.accord")
    assert relue.mentions == (nadia.mxid,)
    avant = await nadia.say(salon, "!astuces cache")
    vide = await nadia.waits(reply_to=avant, room=salon, fr="astuce.liste")
    assert (vide.fr or {})["resultats"] == []
    await nadia.say(prive, "oui")
    await nadia.waits(sender=robot.mxid, room=prive, fr="astuce.notee")
    apres = await nadia.say(salon, "!astuces cache")
    liste = await nadia.waits(reply_to=apres, room=salon, fr="astuce.liste")
    assert "vider le cache" in liste.body
    assert "nadia" not in liste.body.lower()
