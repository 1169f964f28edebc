"""Le même chiffré, redonné sous un autre nom."""

from bot.matrix.crypto import Decrypted, Reason, Undecryptable
from bot.matrix.reading import MAX_SEEN, Reader
from tests.matrix.conftest import OpenWired


async def test_un_chiffre_renvoye_par_un_autre_membre_n_est_pas_cru(wired: OpenWired) -> None:
    maillon, ines, mallory = await wired("maillon"), await wired("ines"), await wired("mallory")
    salon = await ines.room(maillon.mxid, mallory.mxid)
    for autre in (maillon, mallory):
        await autre.join(salon)
    await ines.say(salon, "!prends 12")
    await maillon.sync()
    (original,) = maillon.encrypted(salon)
    # Mallory recopie le chiffré d'Inès, tel quel, en son nom : nouvel événement, même contenu.
    await mallory.put(salon, "m.room.encrypted", original["content"])
    await maillon.sync()
    (copie,) = maillon.encrypted(salon)
    # Lue la première, la copie ne vole pas la place de l'original.
    for _fois in range(2):
        lue = maillon.crypto.decrypt(salon, copie)
        assert isinstance(lue, Decrypted)
        assert not lue.verified_owner
        lu = maillon.crypto.decrypt(salon, original)
        assert isinstance(lu, Decrypted)
        assert lu.replay_key == lue.replay_key
        connu = lu.verified_owner
        await maillon.sync()
    assert connu


async def test_le_meme_chiffre_du_meme_auteur_est_une_redite(wired: OpenWired) -> None:
    maillon, ines = await wired("maillon"), await wired("ines")
    salon = await ines.room(maillon.mxid)
    await maillon.join(salon)
    await ines.say(salon, "!prends 12")
    await maillon.sync()
    (original,) = maillon.encrypted(salon)
    await maillon.sync()
    lu = maillon.crypto.decrypt(salon, original)
    if isinstance(lu, Decrypted) and not lu.verified_owner:
        await maillon.sync()
        lu = maillon.crypto.decrypt(salon, original)
    assert isinstance(lu, Decrypted)
    assert lu.verified_owner
    refus = maillon.crypto.decrypt(salon, {**original, "event_id": "$redite"})
    assert isinstance(refus, Undecryptable)
    assert (refus.reason, refus.waiting) == (Reason.REPLAYED, False)
    assert maillon.crypto.stats.replayed == 1
    # Relire l'original n'en est pas une.
    relu = maillon.crypto.decrypt(salon, original)
    assert isinstance(relu, Decrypted)
    assert (relu.content, relu.replay_key) == (lu.content, lu.replay_key)
    # Après un redémarrage la mémoire est vide : la clé durable est la même, à l'appelant de voir.
    maillon.reopen()
    apres = maillon.crypto.decrypt(salon, original)
    assert isinstance(apres, Decrypted)
    assert apres.replay_key == lu.replay_key


async def test_chaque_message_a_sa_cle_de_redite(wired: OpenWired) -> None:
    maillon, ines = await wired("maillon"), await wired("ines")
    salon = await ines.room(maillon.mxid)
    await maillon.join(salon)
    for rang in range(5):
        await ines.say(salon, f"message {rang}")
    await maillon.sync()
    lus = [one for one in maillon.read(salon) if isinstance(one, Decrypted)]
    assert len({one.replay_key for one in lus}) == 5


async def test_la_memoire_des_redites_est_bornee(wired: OpenWired) -> None:
    maillon = await wired("maillon")
    reader: Reader = maillon.crypto._reader
    reader._seen.update({f"s:{rang}": "$e" for rang in range(MAX_SEEN + 500)})
    salon = await maillon.room()
    await maillon.say(salon, "bonjour")
    await maillon.sync()
    assert maillon.bodies(salon) == ["bonjour"]
    assert len(reader._seen) == MAX_SEEN
