"""Un message d'un appareil que l'on ne connaît pas encore : attendu, ni cru ni perdu."""

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine as Base

from bot.demo.homeserver import Homeserver
from bot.ledger import Handed
from bot.matrix.backoff import Backoff
from bot.matrix.crypto import Decrypted, Reason, Undecryptable
from bot.matrix.devices import DOUTES_MAX, RETRY_SOON, DeviceTracker
from bot.matrix.transport import Transport
from bot.pieces import Batch
from donnees import inbox
from donnees.database import StorageTrouble
from tests.envoi.poste import Poste, nouveau_poste
from tests.envoi.serveur import BOT
from tests.matrix.conftest import OpenWired
from tests.matrix.local import SALON as LA
from tests.matrix.local import Voice, direct, meet, open_local
from tests.matrix.stub import stub
from tests.matrix.test_gateway import Scene
from tests.matrix.wired import Wired

INES, SALON = "@ines:ailleurs", "!s:localhost"
INES_ICI = "@ines:localhost"


async def test_un_telephone_neuf_annonce_apres_son_message_n_est_pas_perdu(
    wired: OpenWired, homeserver: Homeserver, tmp_path: Path
) -> None:
    """D'un serveur à l'autre, le message peut précéder l'annonce de l'appareil qui l'a écrit."""
    maillon, ines = await wired("maillon"), await wired("ines")
    salon = await ines.room(maillon.mxid)
    await maillon.join(salon)
    await ines.say(salon, "bonjour")
    await maillon.sync()
    await maillon.sync()
    neuf = await Wired.login(homeserver.url, ines.mxid, tmp_path / "neuf")
    await neuf.say(salon, "!aide compta")
    # La réponse du serveur, sans l'annonce ; et à la question, l'ancienne liste.
    recu = await maillon.pull()
    annonce = recu.pop("device_lists")
    assert ines.mxid in annonce["changed"]
    maillon.absorb(recu)
    (message,) = maillon.encrypted(salon)
    tracker = maillon.crypto._tracker
    anciens = {ines.session.appareil: ines.crypto.olm.device_keys()}
    for _fois in range(2):  # jamais demandée, puis redemandée dans le doute
        lu = maillon.crypto.decrypt(salon, message)
        assert isinstance(lu, Decrypted)
        assert (lu.verified_owner, lu.owner_pending) == (False, True)
        tracker.answered(tracker.marks([ines.mxid]), {"device_keys": {ines.mxid: anciens}})
    attend = maillon.crypto.decrypt(salon, message)
    assert attend == Undecryptable(message["content"]["session_id"], Reason.UNKNOWN_DEVICE, True)
    # L'annonce arrive : il est relu, et l'on sait enfin à qui il est.
    arrivees = maillon.crypto.receive_keys([], annonce)
    assert arrivees == {(salon, message["content"]["session_id"])}
    await maillon.crypto.upkeep(maillon.transport)
    lu = maillon.crypto.decrypt(salon, message)
    assert isinstance(lu, Decrypted)
    assert (lu.verified_owner, lu.content["body"]) == (True, "!aide compta")
    await neuf.close()


def test_la_liste_n_est_redemandee_qu_une_fois_par_minute(tmp_path: Path) -> None:
    """Qui écrit depuis un appareil jamais publié ne fait pas travailler le serveur à chaque mot."""
    coffre = open_local(tmp_path, "@maillon:localhost", "MAILLON")
    instant = 1000.0
    tracker = DeviceTracker(coffre.olm, lambda: instant)
    assert [tracker.doubt(INES, SALON, f"s{rang}") for rang in range(4)] == [True, *[False] * 3]
    instant += RETRY_SOON
    assert tracker.doubt(INES, SALON, "s9")
    for rang in range(2 * DOUTES_MAX):
        tracker.doubt(INES, SALON, f"t{rang}")
    tracker.heard({"changed": ["@karim:ailleurs"]})
    assert tracker.take_again() == set()
    tracker.heard({"changed": [INES]})
    assert len(tracker.take_again()) == DOUTES_MAX
    assert tracker.take_again() == set()
    coffre.close()


async def test_garde_a_part_puis_traite_des_que_l_appareil_est_annonce(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maillon = open_local(tmp_path / "m", BOT, "MAILLON")
    ancien, neuf = (open_local(tmp_path / nom, INES_ICI, nom) for nom in ("ANCIEN", "NEUF"))
    meet(neuf, maillon)
    voix, publies = Voice(neuf), [ancien]
    scene = Scene()
    scene.reponses |= {
        "keys/query": lambda _r: {
            "device_keys": {INES_ICI: {un.olm.device_id: un.olm.device_keys() for un in publies}}
        },
        "keys/upload": lambda _r: {"one_time_key_counts": {"signed_curve25519": 50}},
    }
    dit = voix.says("!thèmes")
    async with stub(scene.sert) as url:
        poste = nouveau_poste(
            base, url, tmp_path, transport=Transport(url, "jeton"), crypto=maillon
        )
        gateway = scene.branche(poste)
        gateway.ready.set()
        recu = {"rooms": {"join": {LA: {"timeline": {"events": [dit]}}}}}
        cle = direct(neuf, maillon, "m.room_key", voix.key)
        await gateway.absorb({**recu, "to_device": {"events": [cle]}, "next_batch": "s1"}, "s0")
        assert _mis_de_cote(poste) == [dit["event_id"]]
        publies.append(neuf)
        annonce = {"device_lists": {"changed": [INES_ICI]}}
        # La base refuse une fois : ce que le lot annonçait, le lot refait ne l'annonce plus.
        recevoir, refus = poste.engine.receive, [StorageTrouble("", None, OSError("disque"))]

        def receive(batch: Batch) -> tuple[Handed, bool]:
            if refus:
                raise refus.pop()
            return recevoir(batch)

        monkeypatch.setattr(poste.engine, "receive", receive)
        lot = {**annonce, "next_batch": "s2"}
        await gateway._retry(Backoff(), lambda: gateway.absorb(lot, "s1"))
        assert _mis_de_cote(poste) == []
        assert poste._a_son_tour(lambda s: inbox.item(s, dit["event_id"])) is not None
        assert gateway.reader.spoofed == 0
        await poste.ferme()
    for coffre in (maillon, ancien, neuf):
        coffre.close()


def _mis_de_cote(poste: Poste) -> list[str]:
    return poste._a_son_tour(lambda s: [un.event_id for un in inbox.unreadables(s, None)])
