"""Ce que n'importe qui peut envoyer ne doit ni arrêter le robot, ni cacher le reste du lot.

Chaque cas place une entrée hostile devant un message honnête du même lot, qui doit être lu.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import vodozemac
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matrix.crypto import Crypto, Decrypted, Reason, Undecryptable
from tests.matrix.conftest import OpenWired
from tests.matrix.local import MEGOLM, SALON, Voice, direct, meet, open_local, published

OLM = "m.olm.v1.curve25519-aes-sha2"
NESTED = "[" * 30_000 + "]" * 30_000
HUGE = "9" * 5_000


@dataclass
class Scene:
    maillon: Crypto
    ines: Crypto
    mallory: Crypto

    def own_ciphertext(self, type: Any, body: Any) -> dict[str, Any]:
        return {self.maillon.olm.curve25519: {"type": type, "body": body}}

    def olm(self, ciphertext: Any, sender_key: Any = None) -> dict[str, Any]:
        key = self.mallory.olm.curve25519 if sender_key is None else sender_key
        content = {"algorithm": OLM, "sender_key": key, "ciphertext": ciphertext}
        return {"type": "m.room.encrypted", "sender": "@mallory:ailleurs", "content": content}

    def good_after(self, *hostile: Any) -> None:
        """Le lot : l'hostile, puis la clé d'Inès ; son message doit se lire."""
        voice = Voice(self.ines)
        key = direct(self.ines, self.maillon, "m.room_key", voice.key)
        arrived = self.maillon.receive_keys([*hostile, key])
        assert (SALON, voice.group.session_id) in arrived
        read = self.maillon.decrypt(SALON, voice.says("bonjour"))
        assert isinstance(read, Decrypted)
        assert read.content["body"] == "bonjour"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    maillon = open_local(tmp_path / "m", "@maillon:localhost", "MAILLON")
    ines = open_local(tmp_path / "i", "@ines:localhost", "INES")
    mallory = open_local(tmp_path / "x", "@mallory:ailleurs", "MALLORY")
    meet(ines, maillon)
    meet(mallory, maillon)
    meet(maillon, ines)
    yield Scene(maillon, ines, mallory)
    for crypto in (maillon, ines, mallory):
        crypto.close()


@pytest.mark.parametrize(
    "event",
    [
        None,
        3,
        "texte",
        [],
        {},
        {"type": "m.room.encrypted"},
        {"type": "m.room.encrypted", "sender": 3, "content": {}},
        {"type": ["m.room.encrypted"], "sender": "@x:y", "content": {}},
        {"type": "m.room.encrypted", "sender": "@x:y", "content": {"algorithm": OLM}},
        {"type": "m.room.encrypted", "sender": "@x:y", "content": {"algorithm": {}}},
        {"type": "m.room.encrypted", "sender": "@x:y" * 100, "content": {"algorithm": OLM}},
        {"type": "m.room_key", "sender": "@x:y", "content": {"session_key": "x"}},
        {"type": "m.room_key_request", "sender": "@x:y", "content": {"action": "request"}},
        {"type": "m.key.verification.start", "sender": "@x:y", "content": {"method": NESTED}},
        {"type": "m.forwarded_room_key", "sender": "@x:y", "content": {}},
        {"type": "m.room_key.withheld", "sender": "@x:y", "content": {"room_id": [], "code": 3}},
        {"type": "m.secret.request", "sender": "@x:y", "content": {"name": "m.megolm_backup.v1"}},
    ],
)
def test_un_message_direct_mal_forme(scene: Scene, event: Any) -> None:
    scene.good_after(event, event)


@pytest.mark.parametrize("type", [0, 1])
@pytest.mark.parametrize(
    "body",
    ["", "!!!", "AAAA", "é", "A" * 60_000, "\ud800", 3, None, [], {}, "AwAAAA", "BAAAAAAA"],
)
def test_un_chiffre_mal_forme(scene: Scene, type: int, body: Any) -> None:
    scene.good_after(scene.olm(scene.own_ciphertext(type, body)))


@pytest.mark.parametrize("type", [2, -1, True, "0", None, [], 10**400])
def test_un_type_de_message_inconnu(scene: Scene, type: Any) -> None:
    scene.good_after(scene.olm(scene.own_ciphertext(type, "AAAA")))


@pytest.mark.parametrize("ciphertext", [None, [], "x", 3, {}, {"x": 3}])
def test_un_chiffre_qui_n_en_est_pas_un(scene: Scene, ciphertext: Any) -> None:
    scene.good_after(scene.olm(ciphertext))


@pytest.mark.parametrize("sender_key", ["", "A" * 43, "x" * 43, "A" * 5000, 3, None, [], {}])
def test_une_cle_d_appareil_absurde(scene: Scene, sender_key: Any) -> None:
    honest = direct(scene.mallory, scene.maillon, "m.dummy", {})
    honest["content"]["sender_key"] = sender_key
    before = len(scene.maillon.olm.session_store._entries)
    scene.good_after(honest)
    assert len(scene.maillon.olm.session_store._entries) <= before + 1


def test_une_cle_a_usage_unique_inconnue(scene: Scene) -> None:
    """Cela arrive honnêtement : Inès écrit avec une clé que le robot n'a plus."""
    message = direct(scene.mallory, scene.maillon, "m.dummy", {})
    for _ in range(3):
        # Le premier la consomme ; les suivants n'ont plus de clé, ou sont des redites.
        scene.good_after(message)


def tampered(scene: Scene, **changes: Any) -> dict[str, Any]:
    """Une clé de salon de Mallory, chiffrée dans les règles, au contenu qui ne l'est pas."""
    key = {**Voice(scene.mallory).key, **changes}
    return direct(scene.mallory, scene.maillon, "m.room_key", key)


@pytest.mark.parametrize(
    "changes",
    [
        {"session_key": "pas du base64"},
        {"session_key": ""},
        {"session_key": 3},
        {"session_key": "A" * 40_000},
        {"session_id": "une autre"},
        {"session_id": ""},
        {"session_id": []},
        {"room_id": 3},
        {"room_id": ""},
        {"room_id": "!" + "x" * 5000},
        {"room_id": "\ud800"},
        {"algorithm": "m.inconnu"},
        {"algorithm": None},
    ],
)
def test_une_cle_de_salon_absurde(scene: Scene, changes: dict[str, Any]) -> None:
    scene.good_after(tampered(scene, **changes))
    scene.maillon.close()


@pytest.mark.parametrize(
    "plaintext",
    ["", "null", "[]", "3", NESTED, HUGE, '{"a":' + HUGE + "}", '{"type":3}', "\x00", "{" * 900],
)
def test_un_texte_olm_absurde(scene: Scene, plaintext: str) -> None:
    device = scene.mallory.olm.device_store["@maillon:localhost"]["MAILLON"]
    session = scene.mallory.olm.session_store.get(device.curve25519)
    assert session is not None
    message_type, raw = session.encrypt(plaintext).to_parts()
    body = base64.b64encode(raw).decode().rstrip("=")
    scene.good_after(scene.olm(scene.own_ciphertext(message_type, body)))


def test_le_texte_olm_d_un_autre_n_est_pas_cru(scene: Scene) -> None:
    """Mallory fait passer sa clé pour celle d'Inès : l'expéditeur du serveur ne correspond pas."""
    voice = Voice(scene.mallory)
    message = direct(scene.mallory, scene.maillon, "m.room_key", voice.key)
    message["sender"] = "@ines:localhost"
    assert scene.maillon.receive_keys([message]) == set()
    assert isinstance(scene.maillon.decrypt(SALON, voice.says("x")), Undecryptable)


# --- événements de salon -----------------------------------------------------------------


def listening(scene: Scene, sender: Crypto) -> Voice:
    voice = Voice(sender)
    scene.maillon.receive_keys([direct(sender, scene.maillon, "m.room_key", voice.key)])
    return voice


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {},
        {"algorithm": MEGOLM},
        {"algorithm": MEGOLM, "sender_key": "", "session_id": "", "ciphertext": ""},
        {"algorithm": MEGOLM, "sender_key": "x", "session_id": [], "ciphertext": "x"},
        {"algorithm": MEGOLM, "session_id": {}, "ciphertext": {}},
        {"algorithm": OLM, "session_id": "x", "ciphertext": {}},
        {"algorithm": [], "session_id": "x"},
    ],
)
def test_un_evenement_chiffre_mal_forme(scene: Scene, content: Any) -> None:
    event = {"type": "m.room.encrypted", "event_id": "$x", "sender": "@x:y", "content": content}
    read = scene.maillon.decrypt(SALON, event)
    assert isinstance(read, Undecryptable)
    assert not read.waiting


@pytest.mark.parametrize("event", [{}, {"content": {}}, {"sender": [], "event_id": {}}])
def test_un_evenement_sans_rien(scene: Scene, event: dict[str, Any]) -> None:
    assert scene.maillon.decrypt(SALON, event) == Undecryptable("", Reason.MALFORMED)


def payload(**changes: Any) -> bytes:
    base = {"type": "m.room.message", "room_id": SALON, "content": {"body": "x"}}
    return json.dumps({**base, **changes}).encode()


DEEP: Any = []
for _ in range(150):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "plaintext",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"3",
        NESTED.encode(),
        b'{"a":' + HUGE.encode() + b"}",
        payload(room_id="!autre:localhost"),
        payload(room_id=None),
        payload(type=3),
        payload(content=[]),
        payload(content={"body": DEEP}),
        payload(content={"body": "\ud800"}),
        '{"type":"m","room_id":"!salon:localhost","content":{}}'.encode("utf-16"),
    ],
)
def test_un_texte_de_salon_absurde(scene: Scene, plaintext: bytes) -> None:
    voice = listening(scene, scene.mallory)
    read = scene.maillon.decrypt(SALON, voice.raw(plaintext))
    assert isinstance(read, Undecryptable)
    assert (read.reason, read.waiting) == (Reason.MALFORMED, False)
    assert isinstance(scene.maillon.decrypt(SALON, voice.says("suite")), Decrypted)


def test_un_texte_aux_emojis_echappes_se_lit(scene: Scene) -> None:
    voice = listening(scene, scene.ines)
    read = scene.maillon.decrypt(SALON, voice.says("✋ 🙏 😀"))
    assert isinstance(read, Decrypted)
    assert read.content["body"] == "✋ 🙏 😀"


def test_le_message_d_un_appareil_non_publie_n_est_pas_atteste(scene: Scene) -> None:
    voice = listening(scene, scene.mallory)
    read = scene.maillon.decrypt(SALON, voice.says("bonjour"))
    assert isinstance(read, Decrypted)
    assert (read.verified_owner, read.owner_pending) == (False, True)
    # La même chose sous le nom d'Inès, dont l'appareil est connu : toujours pas le sien.
    faux = {**voice.says("bonjour"), "sender": "@ines:localhost"}
    read = scene.maillon.decrypt(SALON, faux)
    assert isinstance(read, Decrypted)
    assert (read.verified_owner, read.owner_pending) == (False, True)
    # Redemandée une fois, sa liste ne l'a pas ; à l'annonce d'un changement, on relira.
    tracker = scene.maillon._tracker
    tracker.answered(tracker.marks(["@ines:localhost"]), published(scene.ines))
    read = scene.maillon.decrypt(SALON, faux)
    assert isinstance(read, Undecryptable)
    assert (read.reason, read.waiting) == (Reason.UNKNOWN_DEVICE, True)
    # L'appareil est publié, mais par Mallory : c'est une copie, et il n'y a rien à attendre.
    tracker.answered(tracker.marks(["@mallory:ailleurs"]), published(scene.mallory))
    read = scene.maillon.decrypt(SALON, faux)
    assert isinstance(read, Decrypted)
    assert (read.verified_owner, read.owner_pending) == (False, False)


def test_un_serveur_qui_ne_dit_pas_ses_appareils_ne_fait_pas_passer_pour_un_menteur(
    tmp_path: Path,
) -> None:
    """Le serveur de Karim ne répond pas : son message attend, et sera lu."""
    heure = [0.0]
    maillon = open_local(tmp_path / "m", "@maillon:localhost", "MAILLON")
    maillon._tracker._clock = lambda: heure[0]
    karim = open_local(tmp_path / "k", "@karim:lent", "KARIM")
    meet(karim, maillon)
    voice = Voice(karim)
    maillon.receive_keys([direct(karim, maillon, "m.room_key", voice.key)])
    dit = voice.says("!aide")
    for _fois in range(3):
        lu = maillon.decrypt(SALON, dit)
        assert isinstance(lu, Decrypted)
        assert (lu.verified_owner, lu.owner_pending) == (False, True)
        marques = maillon._tracker.marks(maillon._tracker.wanted())
        maillon._tracker.answered(marques, {"device_keys": {}, "failures": {"lent": {}}})
        assert maillon._tracker.wanted() == []
    heure[0] = 61.0
    assert maillon._tracker.wanted() == ["@karim:lent"]
    maillon._tracker.answered(maillon._tracker.marks(["@karim:lent"]), published(karim))
    lu = maillon.decrypt(SALON, dit)
    assert isinstance(lu, Decrypted)
    assert lu.verified_owner
    maillon.close()
    karim.close()


def test_la_cle_d_ines_redite_par_mallory_ne_vole_rien(scene: Scene, tmp_path: Path) -> None:
    voice = Voice(scene.ines)
    premier = voice.says("bonjour")
    tardive = {**voice.key, "session_key": voice.group.session_key.to_base64()}
    volee = direct(scene.mallory, scene.maillon, "m.room_key", tardive)
    vraie = direct(scene.ines, scene.maillon, "m.room_key", voice.key)
    scene.maillon.receive_keys([vraie, volee])
    read = scene.maillon.decrypt(SALON, premier)
    assert isinstance(read, Decrypted)
    assert read.verified_owner
    scene.maillon.close()
    scene.maillon = open_local(tmp_path / "m", "@maillon:localhost", "MAILLON")
    for event in (premier, voice.says("après redémarrage")):
        read = scene.maillon.decrypt(SALON, event)
        assert isinstance(read, Decrypted)
        assert read.verified_owner


def test_cent_fausses_provenances_ne_font_pas_grossir_la_memoire(scene: Scene) -> None:
    voice = Voice(scene.ines)
    scene.maillon.receive_keys([direct(scene.ines, scene.maillon, "m.room_key", voice.key)])
    for rang in range(100):
        ailleurs = {**voice.key, "room_id": f"!ailleurs{rang}:localhost"}
        scene.maillon.receive_keys([direct(scene.mallory, scene.maillon, "m.room_key", ailleurs)])
    assert len(scene.maillon.olm.groups._all(voice.group.session_id)) == 4
    assert isinstance(scene.maillon.decrypt(SALON, voice.says("bonjour")), Decrypted)


def test_un_cran_plus_recent_ne_remplace_pas_la_cle(scene: Scene) -> None:
    voice = Voice(scene.ines)
    premier = voice.says("premier")
    tardive = {**voice.key, "session_key": voice.group.session_key.to_base64()}
    ordre = [voice.key, tardive]
    scene.maillon.receive_keys(
        [direct(scene.ines, scene.maillon, "m.room_key", key) for key in ordre]
    )
    assert isinstance(scene.maillon.decrypt(SALON, premier), Decrypted)


def test_une_cle_arrivee_trop_tard_le_dit_puis_se_complete(scene: Scene) -> None:
    voice = Voice(scene.ines)
    premier = voice.says("premier")
    tardive = {**voice.key, "session_key": voice.group.session_key.to_base64()}
    scene.maillon.receive_keys([direct(scene.ines, scene.maillon, "m.room_key", tardive)])
    read = scene.maillon.decrypt(SALON, premier)
    assert isinstance(read, Undecryptable)
    assert (read.reason, read.waiting) == (Reason.TOO_OLD, True)
    assert scene.maillon.receive_keys(
        [direct(scene.ines, scene.maillon, "m.room_key", voice.key)]
    ) == {(SALON, voice.group.session_id)}
    assert isinstance(scene.maillon.decrypt(SALON, premier), Decrypted)


def test_un_refus_de_cle_donne_la_raison(scene: Scene) -> None:
    voice = Voice(scene.ines)
    refus = {
        "type": "m.room_key.withheld",
        "sender": "@ines:localhost",
        "content": {
            "algorithm": MEGOLM,
            "room_id": SALON,
            "session_id": voice.group.session_id,
            "code": "m.unverified",
        },
    }
    d_un_autre = {**refus, "sender": "@mallory:ailleurs"}
    scene.maillon.receive_keys([d_un_autre])
    sans = scene.maillon.decrypt(SALON, voice.says("x"))
    assert isinstance(sans, Undecryptable)
    assert sans.reason is Reason.NO_KEY
    scene.maillon.receive_keys([refus])
    avec = scene.maillon.decrypt(SALON, voice.says("x"))
    assert isinstance(avec, Undecryptable)
    assert (avec.reason, avec.withheld_code) == (Reason.WITHHELD, "m.unverified")


def test_la_memoire_ne_grossit_pas_avec_les_inconnus(scene: Scene) -> None:
    refus = {"type": "m.room_key.withheld", "sender": "@x:y"}
    for rang in range(6_000):
        content = {"room_id": f"!{rang}", "session_id": "s", "code": "c"}
        scene.maillon.olm.receive({**refus, "content": content})
    assert len(scene.maillon.olm.withheld) == 5_000
    sessions = len(scene.maillon.olm.session_store._entries)
    devices = len(scene.maillon.olm.device_store._entries)
    for rang in range(50):
        event = scene.olm(scene.own_ciphertext(1, "AwAAAA"), "A" * 42 + "ABCDEFGHIJ"[rang % 10])
        event["sender"] = f"@inconnu{rang}:ailleurs"
        scene.maillon.receive_keys([event])
    assert len(scene.maillon.olm.session_store._entries) == sessions
    assert len(scene.maillon.olm.device_store._entries) == devices


def test_des_inconnus_sans_fin_ne_font_grossir_ni_la_memoire_ni_le_coffre(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """La clé de secours sert à qui veut : chaque inconnu ouvre une vraie session."""
    monkeypatch.setattr("bot.matrix.guard.MAX_STRANGERS", 20)
    maillon = scene.maillon
    body = maillon.olm.keys_to_upload(49, fallback=True)
    maillon.olm.keys_uploaded(shared=True)
    secours = next(iter(body["fallback_keys"].values()))["key"]
    for rang in range(60):
        inconnu = vodozemac.Account()
        session = inconnu.create_outbound_session(
            vodozemac.Curve25519PublicKey.from_base64(maillon.olm.curve25519),
            vodozemac.Curve25519PublicKey.from_base64(secours),
        )
        genre, chiffre = session.encrypt(b"{}").to_parts()
        corps = base64.b64encode(chiffre).decode().rstrip("=")
        cle = inconnu.curve25519_key.to_base64()
        event = scene.olm(scene.own_ciphertext(genre, corps), cle)
        maillon.receive_keys([{**event, "sender": f"@inconnu{rang}:ailleurs"}])
    entrees = maillon.olm.session_store._entries
    assert cle in entrees
    assert len(entrees) <= 21 + 2
    assert len(maillon.olm.store.load_sessions()._entries) <= 21 + 2
    # Ceux que l'on connaît n'y ont rien perdu.
    scene.good_after()


# --- clés d'appareils --------------------------------------------------------------------


def test_une_cle_d_appareil_hostile_n_en_cache_aucune(scene: Scene, tmp_path: Path) -> None:
    karim = open_local(tmp_path / "k", "@karim:localhost", "KARIM")
    bonne = karim.olm.device_keys()

    def avec(**changes: Any) -> dict[str, Any]:
        return {**json.loads(json.dumps(bonne)), **changes}

    hostiles: dict[str, Any] = {
        "a": None,
        "b": [],
        "c": {},
        "d": avec(user_id="@autre:localhost"),
        "e": avec(keys={}),
        "f": avec(keys={"ed25519:KARIM": "zzz", "curve25519:KARIM": "zzz"}),
        "KARIM2": avec(device_id="KARIM2"),
        "g": avec(device_id="g", keys={"ed25519:g": "!", "curve25519:g": 3}),
        "h": avec(device_id="h", keys={"ed25519:h": "A" * 43, "curve25519:h": "A" * 43}),
        "i": avec(signatures=3),
        "j": avec(unsigned=DEEP),
        "\ud800": avec(device_id="\ud800"),
    }
    devices = {**hostiles, "KARIM": bonne}
    answer = {"device_keys": {"@x:y": 3, "@y:z": {"d": 3}, "@karim:localhost": devices}}
    tracker = scene.maillon._tracker
    tracker.answered(tracker.marks(["@x:y", "@y:z", "@karim:localhost"]), answer)
    connus = [one.id for one in scene.maillon.olm.devices_of("@karim:localhost")]
    assert connus == ["KARIM"]
    assert scene.maillon.stats.devices_rejected == len(hostiles) + 1
    assert tracker.missing(["@karim:localhost", "@y:z"]) == []
    karim.close()


def test_un_appareil_ne_change_pas_de_signature(scene: Scene, tmp_path: Path) -> None:
    avant = [one.ed25519 for one in scene.maillon.olm.devices_of("@ines:localhost")]
    usurpateur = open_local(tmp_path / "u", "@ines:localhost", "INES")
    answer = {"device_keys": {"@ines:localhost": {"INES": usurpateur.olm.device_keys()}}}
    tracker = scene.maillon._tracker
    tracker.answered(tracker.marks(["@ines:localhost"]), answer)
    assert [one.ed25519 for one in scene.maillon.olm.devices_of("@ines:localhost")] == avant
    usurpateur.close()


def test_un_appareil_retire_puis_revenu(scene: Scene) -> None:
    tracker = scene.maillon._tracker
    user = "@ines:localhost"
    (device,) = scene.maillon.olm.devices_of(user)
    tracker.answered(tracker.marks([user]), {"device_keys": {user: {}}})
    assert device.deleted
    revenu = {"device_keys": {user: {"INES": scene.ines.olm.device_keys()}}}
    tracker.answered(tracker.marks([user]), revenu)
    assert not device.deleted


# --- au hasard ---------------------------------------------------------------------------

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "body", "content", "algorithm", "sender_key", "ciphertext", "session_id"]
            )
            | st.text(max_size=8),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
types = st.sampled_from(["m.room.encrypted", "m.room_key.withheld", "m.dummy"]) | junk
contents = st.fixed_dictionaries(
    {},
    optional={
        "algorithm": st.sampled_from([OLM, MEGOLM]) | junk,
        "sender_key": st.sampled_from(["A" * 43, ""]) | junk,
        "ciphertext": junk,
        "session_id": junk,
        "room_id": st.just(SALON) | junk,
        "code": junk,
    },
)
events = st.fixed_dictionaries(
    {"type": types, "sender": st.just("@x:y") | junk, "content": contents | junk},
    optional={"event_id": junk},
)


@settings(max_examples=300)
@given(st.lists(events | junk, max_size=4))
def test_au_hasard_rien_ne_leve_et_le_bon_message_passe(scene: Scene, batch: list[Any]) -> None:
    scene.good_after(*batch)
    for event in batch:
        if isinstance(event, dict):
            assert isinstance(scene.maillon.decrypt(SALON, event), Undecryptable)


@settings(max_examples=200)
@given(st.integers(0, 10_000), st.text(max_size=3))
def test_un_message_honnete_mute_ne_leve_pas(scene: Scene, at: int, text: str) -> None:
    message = direct(scene.mallory, scene.maillon, "m.room_key", Voice(scene.mallory).key)
    sealed = message["content"]["ciphertext"][scene.maillon.olm.curve25519]
    body = sealed["body"]
    at %= len(body)
    sealed["body"] = body[:at] + text + body[at + 1 :]
    scene.good_after(message)


async def test_sur_un_vrai_serveur_le_bon_message_passe(wired: OpenWired) -> None:
    maillon, ines, mallory = await wired("maillon"), await wired("ines"), await wired("mallory")
    salon = await ines.room(maillon.mxid)
    await maillon.join(salon)
    device = maillon.session.appareil
    own = maillon.crypto.olm.curve25519
    for body in ("!!!", "AAAA", ""):
        for kind in (0, 1, 7):
            ciphertext = {own: {"type": kind, "body": body}}
            content = {
                "algorithm": OLM,
                "sender_key": mallory.crypto.olm.curve25519,
                "ciphertext": ciphertext,
            }
            await mallory.to_device("m.room.encrypted", maillon.mxid, device, content)
    await ines.put(salon, "m.room.encrypted", {"algorithm": MEGOLM, "session_id": ""})
    await ines.say(salon, "bonjour")
    await maillon.sync()
    assert maillon.bodies(salon) == ["bonjour"]
    assert maillon.crypto.stats.hostile >= 6
