"""« maillon connexion » puis « maillon diagnostic », comme on les tape, sur un vrai serveur."""

import asyncio
import contextlib
import json
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.demo.homeserver import Homeserver
from bot.matrix.session import load_session
from bot.matrix.transport import Transport, path
from bot.verrou import seul_sur
from tests.conftest import OpenMember
from tests.garde import GARDE

RACINE = Path(__file__).parent.parent.parent
MOT_DE_PASSE = "phrase-de-passe-du-robot"


class Installation:
    """Un dossier de réglages, et « maillon » lancé dedans."""

    def __init__(self, dossier: Path, serveur: str, identifiant: str) -> None:
        self.dossier, self.var = dossier, dossier / "var"
        self.regle(serveur, identifiant)

    def regle(self, serveur: str, identifiant: str, suite: str = "") -> None:
        texte = f'[matrix]\nserveur = "{serveur}"\nidentifiant = "{identifiant}"\n{suite}'
        (self.dossier / "config.toml").write_text(texte, encoding="utf-8")

    async def tape(self, *mots: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "bot", *mots, "--config", str(self.dossier / "config.toml")],
            capture_output=True, text=True, cwd=RACINE, check=False, timeout=GARDE,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "XDG_STATE_HOME": str(self.dossier / "etat"), **environ},
        )  # fmt: skip

    async def connecte(self) -> "subprocess.CompletedProcess[str]":
        return await self.tape("connexion", MAILLON_MOT_DE_PASSE=MOT_DE_PASSE)

    async def diagnostic(self) -> tuple[int, dict[str, list[str]]]:
        """Le code de sortie, et les états de chaque contrôle."""
        fini = await self.tape("diagnostic", "--json")
        etats: dict[str, list[str]] = {}
        for constat in json.loads(fini.stdout)["constats"]:
            assert set(constat) == {"controle", "etat", "detail", "remede"}
            etats.setdefault(constat["controle"], []).append(constat["etat"])
        assert fini.stderr == ""
        return fini.returncode, etats


@pytest.fixture
async def installation(
    homeserver: Homeserver, unique: Callable[[str], str], tmp_path: Path
) -> Installation:
    """Un compte neuf sur le serveur, et ses réglages ; pas encore de session."""
    mxid = await homeserver.register(unique("robot"), MOT_DE_PASSE)
    return Installation(tmp_path, homeserver.url, mxid)


async def test_connexion_ouvre_une_session_la_garde_et_signe_l_appareil(
    installation: Installation,
) -> None:
    fini = await installation.connecte()
    assert (fini.returncode, fini.stderr) == (0, "")
    assert "Session ouverte" in fini.stdout
    assert "Identité publiée." in fini.stdout
    assert MOT_DE_PASSE not in fini.stdout
    ouverts = [
        fichier.name
        for fichier in (installation.var, *installation.var.iterdir())
        if stat.S_IMODE(fichier.stat().st_mode) & 0o077
    ]
    assert ouverts == []


async def test_une_seconde_connexion_reprend_la_meme_session(installation: Installation) -> None:
    await installation.connecte()
    session = (installation.var / "session.json").read_bytes()
    fini = await installation.tape("connexion")
    assert fini.returncode == 0
    assert "Une session est déjà gardée" in fini.stdout
    assert "Identité vérifiée." in fini.stdout
    assert (installation.var / "session.json").read_bytes() == session


async def test_mot_de_passe_faux(installation: Installation) -> None:
    fini = await installation.tape("connexion", MAILLON_MOT_DE_PASSE="faux")
    assert fini.returncode == 1
    assert fini.stderr.startswith("Le serveur refuse cet identifiant ou ce mot de passe.")
    assert "(référence " in fini.stderr
    assert len(fini.stderr.splitlines()) == 1
    assert not (installation.var / "session.json").exists()


async def test_sans_mot_de_passe(installation: Installation) -> None:
    fini = await installation.tape("connexion")
    assert fini.returncode == 2
    assert fini.stderr.startswith("Il faut un mot de passe")


async def test_serveur_injoignable(installation: Installation) -> None:
    installation.regle("http://127.0.0.1:9", "@maillon:localhost")
    fini = await installation.connecte()
    assert fini.returncode == 1
    assert fini.stderr.startswith("Le serveur Matrix ne répond pas : vérifiez matrix.serveur")
    code, etats = await installation.diagnostic()
    assert code == 1
    assert etats["serveur"] == ["échec"]


async def test_le_mot_de_passe_se_tape_sans_echo(installation: Installation) -> None:
    def tape() -> tuple[int, bytes]:
        terminal, esclave = pty.openpty()
        config = str(installation.dossier / "config.toml")
        enfant = subprocess.Popen(
            [sys.executable, "-m", "bot", "connexion", "--config", config],
            stdin=esclave, stdout=esclave, stderr=esclave, cwd=RACINE, start_new_session=True,
        )  # fmt: skip
        os.close(esclave)
        vu = b""
        while b"Mot de passe de" not in vu:
            vu += os.read(terminal, 1024)
        os.write(terminal, MOT_DE_PASSE.encode() + b"\n")
        with contextlib.suppress(OSError):  # le terminal se ferme avec l'enfant
            while lu := os.read(terminal, 1024):
                vu += lu
        os.close(terminal)
        return enfant.wait(), vu

    code, vu = await asyncio.to_thread(tape)
    assert code == 0
    assert MOT_DE_PASSE.encode() not in vu
    assert "Identité publiée.".encode() in vu


async def test_une_session_par_jeton_puis_un_compte_mal_regle(
    installation: Installation, homeserver: Homeserver, tmp_path: Path
) -> None:
    await installation.connecte()
    session: dict[str, Any] = json.loads((installation.var / "session.json").read_text())
    autre_dossier = tmp_path / "autre"
    autre_dossier.mkdir()
    autre = Installation(autre_dossier, homeserver.url, "@maillon:localhost")
    fini = await autre.tape("connexion", MAILLON_JETON=session["jeton"], MAILLON_APPAREIL="AUTRE")
    assert fini.returncode == 1
    assert "Ce jeton est celui de l'appareil" in fini.stderr
    (autre_dossier / "config.toml").write_text(
        (autre_dossier / "config.toml").read_text() + "chiffrement = false\n"
    )
    fini = await autre.tape(
        "connexion", MAILLON_JETON=session["jeton"], MAILLON_APPAREIL=session["appareil"]
    )
    assert fini.returncode == 0
    assert f'identifiant = "{session["identifiant"]}"' in fini.stdout
    fini = await autre.tape("lancer")
    assert fini.returncode == 1
    assert fini.stderr.startswith(f"La session gardée est celle de {session['identifiant']}, ")
    assert len(fini.stderr.splitlines()) == 1


async def test_identite_perdue_dit_le_remede(installation: Installation) -> None:
    await installation.connecte()
    (installation.var / "identite.json").unlink()
    fini = await installation.tape("connexion")
    assert fini.returncode == 1
    assert "Remettez le fichier identite.json de la sauvegarde" in fini.stderr
    code, etats = await installation.diagnostic()
    assert code == 1
    assert etats["chiffrement"] == ["échec"]


async def test_diagnostic_avant_la_premiere_connexion(installation: Installation) -> None:
    code, etats = await installation.diagnostic()
    assert code == 1
    assert etats == {
        "réglages": ["ok"],
        "dossier": ["attention"],
        "base": ["attention"],
        "serveur": ["ok"],
        "horloge": ["ok"],
        "session": ["échec"],
    }


async def test_diagnostic_apres_la_connexion(installation: Installation) -> None:
    await installation.connecte()
    code, etats = await installation.diagnostic()
    assert code == 0
    assert etats == {
        "réglages": ["ok"],
        "dossier": ["ok"],
        "base": ["attention"],
        "serveur": ["ok"],
        "horloge": ["ok"],
        "jeton": ["ok"],
        "chiffrement": ["ok"],
        "salons": ["attention"],
    }


async def test_diagnostic_compte_ses_droits_dans_chaque_salon(
    installation: Installation, member: OpenMember
) -> None:
    await installation.connecte()
    session = json.loads((installation.var / "session.json").read_text())
    ines = await member("ines")
    await ines.create_room("Pas encore rejoint", encrypted=False, invites=[session["identifiant"]])
    libre = await ines.create_room("Compta\u202e", encrypted=True, invites=[session["identifiant"]])
    muet = await ines.create_room(
        "Annonces", encrypted=False, invites=[session["identifiant"]],
        power={"events_default": 50},
    )  # fmt: skip
    await rejoint(installation, libre, muet)
    fini = await installation.tape("diagnostic")
    assert fini.returncode == 1
    lignes = [ligne for ligne in fini.stdout.splitlines() if " salon : " in ligne]
    assert sorted(lignes) == [
        f"ok        salon : Compta  ({libre}) : chiffré, messages et touches",
        f"échec     salon : Annonces ({muet}) : en clair, sans droit d'écrire (messages, touches)"
        " → demandez à un administrateur du salon de relever le niveau du robot",
    ]


async def rejoint(installation: Installation, *salons: str) -> None:
    """Le robot entre dans des salons, par son propre jeton."""
    session = load_session(installation.var)
    assert session is not None
    transport = Transport(session.serveur, session.jeton)
    for salon in salons:
        await transport.request("POST", path("_matrix", "client", "v3", "join", salon), body={})
    await transport.close()


async def test_diagnostic_d_un_jeton_revoque(installation: Installation) -> None:
    await installation.connecte()
    fichier = installation.var / "session.json"
    session = json.loads(fichier.read_text())
    fichier.write_text(json.dumps({**session, "jeton": "syt_faux"}))
    code, etats = await installation.diagnostic()
    assert (code, etats["jeton"]) == (1, ["échec"])


async def test_diagnostic_d_une_base_abimee_et_d_un_dossier_ouvert(
    installation: Installation,
) -> None:
    await installation.connecte()
    base = installation.var / "maillon.sqlite"
    base.write_bytes(b"ceci n'est pas une base" * 100)
    installation.var.chmod(0o755)
    code, etats = await installation.diagnostic()
    assert code == 1
    assert etats["base"] == ["échec"]
    assert set(etats["dossier"]) == {"échec"}


async def test_deux_maillons_sur_les_memes_donnees(installation: Installation) -> None:
    installation.var.mkdir(mode=0o700)
    with seul_sur(installation.var):
        fini = await installation.connecte()
    assert fini.returncode == 1
    assert fini.stderr.startswith(
        f"Maillon tourne déjà sur {installation.var} (processus {os.getpid()})"
    )
