"""Le coffre : secret, durable, et jamais en avance ni en retard sur la mémoire."""

import json
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest

from bot.matrix.crypto import Crypto, CryptoStoreError, Decrypted
from bot.matrix.session import Session
from bot.matrix.vault import VAULT_FILE
from tests.matrix.local import SALON, Voice, direct, meet, open_local


@contextmanager
def full_disk(crypto: Crypto) -> Iterator[None]:
    """La base n'a plus le droit de grandir d'une page : SQLite répond « disque plein »."""
    database = crypto.olm.store.database
    (pages,) = database.execute_sql("PRAGMA page_count").fetchone()
    database.execute_sql(f"PRAGMA max_page_count={pages}")
    yield
    database.execute_sql("PRAGMA max_page_count=1073741823")


@contextmanager
def read_only(crypto: Crypto) -> Iterator[None]:
    """La base refuse toute écriture."""
    crypto.olm.store.database.execute_sql("PRAGMA query_only=1")
    yield
    crypto.olm.store.database.execute_sql("PRAGMA query_only=0")


def test_le_coffre_est_secret_et_durable(tmp_path: Path) -> None:
    crypto = open_local(tmp_path / "m", "@m:localhost", "M")
    database = crypto.olm.store.database
    assert database.execute_sql("PRAGMA journal_mode").fetchone() == ("wal",)
    assert database.execute_sql("PRAGMA synchronous").fetchone() == (2,)
    assert database.execute_sql("PRAGMA secure_delete").fetchone() == (1,)
    for file in (tmp_path / "m").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    crypto.close()


@pytest.mark.parametrize("trouble", [full_disk, read_only])
def test_un_disque_qui_refuse_puis_revient_ne_perd_aucune_cle(
    tmp_path: Path, trouble: Callable[[Crypto], AbstractContextManager[None]]
) -> None:
    maillon = open_local(tmp_path / "m", "@m:localhost", "M")
    ines = open_local(tmp_path / "i", "@i:localhost", "I")
    meet(ines, maillon)
    voices = [Voice(ines) for _ in range(40)]
    batch = [direct(ines, maillon, "m.room_key", voice.key) for voice in voices]
    with trouble(maillon), pytest.raises(CryptoStoreError, match="coffre"):
        maillon.receive_keys(batch)
    # La position n'a pas avancé : le même lot revient, et tout s'y lit.
    assert len(maillon.receive_keys(batch)) == 40
    maillon.close()
    maillon = open_local(tmp_path / "m", "@m:localhost", "M")
    lus = [maillon.decrypt(SALON, voice.says("x")) for voice in voices]
    assert all(isinstance(lu, Decrypted) for lu in lus)
    maillon.close()
    ines.close()


def test_une_synchronisation_vide_n_ecrit_rien(tmp_path: Path) -> None:
    crypto = open_local(tmp_path / "m", "@m:localhost", "M")
    crypto.receive_keys([])
    before = crypto.olm.store.database.connection().total_changes
    statements: list[str] = []
    crypto.olm.store.database.connection().set_trace_callback(statements.append)
    for _ in range(10):
        crypto.receive_keys([], {"changed": ["@x:y"], "left": []}, {"signed_curve25519": 50})
    assert statements == []
    assert crypto.olm.store.database.connection().total_changes == before
    crypto.close()


@pytest.mark.parametrize("debris", [b"", b"ceci n'est pas une base" * 100])
def test_un_coffre_abime_est_dit_en_francais(tmp_path: Path, debris: bytes) -> None:
    open_local(tmp_path / "m", "@m:localhost", "M").close()
    (tmp_path / "m" / VAULT_FILE).write_bytes(debris)
    if debris:
        with pytest.raises(CryptoStoreError, match="coffre"):
            open_local(tmp_path / "m", "@m:localhost", "M")
    else:
        # Un fichier vide est un coffre neuf : c'est l'entretien qui verra le conflit.
        open_local(tmp_path / "m", "@m:localhost", "M").close()


@pytest.mark.parametrize("offset", range(0, 40_000, 4_096))
def test_une_page_abimee_est_dite_ou_sans_effet(tmp_path: Path, offset: int) -> None:
    maillon = open_local(tmp_path / "m", "@m:localhost", "M")
    ines = open_local(tmp_path / "i", "@i:localhost", "I")
    meet(ines, maillon)
    maillon.receive_keys([direct(ines, maillon, "m.room_key", Voice(ines).key)])
    maillon.close()
    ines.close()
    file = tmp_path / "m" / VAULT_FILE
    raw = bytearray(file.read_bytes())
    raw[offset : offset + 2048] = b"\xa5" * len(raw[offset : offset + 2048])
    file.write_bytes(raw)
    with suppress(CryptoStoreError):
        open_local(tmp_path / "m", "@m:localhost", "M").close()


def test_la_cle_d_un_autre_n_ouvre_pas_le_coffre(tmp_path: Path) -> None:
    open_local(tmp_path / "m", "@m:localhost", "M").close()
    autre = Session(
        identifiant="@m:localhost",
        appareil="M",
        jeton="j",
        serveur="http://127.0.0.1:1",
        pickle_key="11" * 32,
    )
    with pytest.raises(CryptoStoreError, match="ensemble"):
        Crypto.open(tmp_path / "m", autre)


CUT = """
import os, sys
from pathlib import Path
sys.path.insert(0, os.getcwd())
from tests.matrix.local import open_local
import json
maillon = open_local(Path(sys.argv[1]), "@m:localhost", "M")
batch, at = json.loads(sys.stdin.read()), int(sys.argv[2])
seen = 0
def trace(statement):
    global seen
    seen += 1
    if seen >= at:
        os._exit(9)
maillon.olm.store.database.connection().set_trace_callback(trace)
maillon.receive_keys(batch)
os._exit(0)
"""


def test_une_coupure_a_chaque_ecriture_ne_perd_aucune_cle(tmp_path: Path) -> None:
    """À chaque ordre SQL, le processus meurt ; le même lot redonné doit rendre les mêmes clés."""
    cut = 1
    while True:
        dossier = tmp_path / f"m{cut}"
        maillon = open_local(dossier, "@m:localhost", "M")
        ines = open_local(tmp_path / f"i{cut}", "@i:localhost", "I")
        meet(ines, maillon)
        maillon.close()
        voices = [Voice(ines) for _ in range(2)]
        batch = [direct(ines, maillon, "m.room_key", voice.key) for voice in voices]
        done = subprocess.run(
            [sys.executable, "-c", CUT, str(dossier), str(cut)],
            input=json.dumps(batch).encode(),
            check=False,
        )
        assert done.returncode in {0, 9}
        maillon = open_local(dossier, "@m:localhost", "M")
        maillon.receive_keys(batch)
        for voice in voices:
            assert isinstance(maillon.decrypt(SALON, voice.says("x")), Decrypted)
        maillon.close()
        ines.close()
        if done.returncode == 0:
            break
        cut += 2
    assert cut > 10
