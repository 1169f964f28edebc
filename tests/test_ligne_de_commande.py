"""« maillon » vu d'un terminal : une ligne de français, le bon code, jamais de trace de Python."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.lancer import analyse

RACINE = Path(__file__).parent.parent
DISTANT = '[matrix]\nserveur = "https://m.exemple.fr"\n'


@pytest.fixture(autouse=True)
def etat_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Les incidents des essais ne vont pas dans le dossier de la personne."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "etat"))
    monkeypatch.setattr("bot.journal._incidents", [])
    monkeypatch.chdir(tmp_path)


USAGE = [
    ([], "Il manque une commande : lancer, connexion, diagnostic, quand, demo"),
    (["quanf"], "La commande « quanf » n'existe pas ; vouliez-vous dire quand ?"),
    (["zzzzzzzz"], "La commande « zzzzzzzz » n'existe pas ; voyez « maillon --help »"),
    (["--versio"], "L'option --versio n'existe pas ; vouliez-vous dire --version ?"),
    (["quand"], "Il manque l'expression"),
    (["quand", "--nomb", "3", "x"], "L'option --nomb n'existe pas ; vouliez-vous dire --nombre ?"),
    (["quand", "x", "--nombre"], "L'option --nombre attend une valeur"),
    (["quand", "x", "--nombre", "zz"], "--nombre : valeur refusée"),
    (["quand", "x", "--nombre", "0"], "--nombre : valeur refusée"),
    (["quand", "--lot=3"], "L'option --lot ne prend pas de valeur"),
    (["quand", "chaque", "lundi", "à", "9h"], "« lundi à 9h » est de trop (des guillemets"),
    (["demo", "x"], "« x » est de trop"),
    (["connexion", "--config", "absent.toml"], "absent.toml : fichier introuvable"),
    (["lancer", "--config", "absent.toml"], "absent.toml : fichier introuvable"),
    (["lancer", "--config"], "L'option --config attend une valeur"),
    (["lancer", "--vites", "3"], "L'option --vites n'existe pas ; vouliez-vous dire --vitesse ?"),
    (["lancer", "--zzz"], "L'option --zzz n'existe pas ; voyez « maillon lancer --help »"),
    (["lancer", "x"], "« x » est de trop"),
    (["lancer", "--repetition=oui"], "L'option --repetition ne prend pas de valeur"),
    (["lancer", "--vitesse", "0"], "--vitesse : un nombre plus grand que 0 attendu"),
    (["lancer", "--vitesse", "-1"], "--vitesse : un nombre plus grand que 0 attendu"),
    (["lancer", "--vitesse", "nan"], "--vitesse : un nombre plus grand que 0 attendu"),
    (["lancer", "--vitesse", "inf"], "--vitesse : un nombre plus grand que 0 attendu"),
    (["lancer", "--vitesse", "vite"], "--vitesse : un nombre plus grand que 0 attendu"),
    (["lancer", "--horloge", "2026-11-30"], "--horloge : un instant avec son décalage"),
    (["lancer", "--horloge", "2026-11-30T08:59:00"], "--horloge : un instant avec son décalage"),
    (["lancer", "--horloge", "demain"], "--horloge : un instant avec son décalage"),
    (["lancer", "--horloge", "0001-01-01T00:00:00+23:00"], "--horloge : un instant avec"),
]


@pytest.mark.parametrize(
    ("mots", "dit"), USAGE, ids=lambda v: " ".join(v) if type(v) is list else ""
)
def test_erreur_d_usage(mots: list[str], dit: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(mots) == 2
    sorties = capsys.readouterr()
    assert sorties.out == ""
    assert dit in sorties.err
    assert len(sorties.err.splitlines()) == 1


@pytest.mark.parametrize(
    "mots", [["--horloge", "2026-11-30T08:59:00+01:00"], ["--vitesse", "60"], ["--pilotage"]]
)
def test_repetition_refusee_hors_de_la_boucle_locale(
    mots: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text(DISTANT)
    assert main(["lancer", *mots]) == 2
    assert "https://m.exemple.fr ; ajoutez --repetition" in capsys.readouterr().err


def test_lancer_lit_ses_options() -> None:
    lus = analyse(["--config=c.toml", "--horloge", "2026-11-30T08:59:00+01:00", "--vitesse", "1,5"])
    assert (lus.config, lus.vitesse, lus.repetition, lus.pilotage) == (
        Path("c.toml"), 1.5, False, False,
    )  # fmt: skip
    assert lus.horloge.isoformat() == "2026-11-30T08:59:00+01:00"
    assert analyse(["--horloge", "2026-11-30T07:59:00Z"]).horloge == lus.horloge


def test_une_configuration_fausse_sort_en_2_avec_sa_ligne(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text("[reseau]\nseuil_meteo = 3\n")
    for commande in ("lancer", "connexion"):
        assert main([commande]) == 2
        assert "config.toml, ligne 2 : reseau.seuil_meteo : " in capsys.readouterr().err


def test_un_defaut_du_robot_sort_en_1_avec_une_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def casse(_mots: list[str]) -> int:
        raise ZeroDivisionError("Chorus refuse ma facture")

    monkeypatch.setattr("bot.lancer.lancer", casse)
    assert main(["lancer"]) == 1
    dit = capsys.readouterr().err
    lu = re.fullmatch(r"Erreur imprévue, .*\(référence ([0-9a-f]{6}), dans (\S+)\)\n", dit)
    assert lu
    assert "Chorus" not in dit
    note = Path(lu[2]).read_text()
    assert f" {lu[1]} ZeroDivisionError [" in note


@pytest.mark.parametrize(
    "mots",
    [["--help"], *([c, "--help"] for c in ("lancer", "connexion", "diagnostic", "quand", "demo"))],
)
def test_les_aides_sont_en_francais(mots: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(mots) == 0
    aide = capsys.readouterr().out
    assert aide.startswith("Usage : maillon")
    assert "Options :" in aide
    anglais = r"\b(?:Show|message|exit|default|required|Commands|Arguments:|Options:|Usage:)"
    assert re.findall(anglais, aide) == []


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("maillon ")


def test_lancer_ne_charge_ni_typer_ni_rich_ni_pydantic_settings() -> None:
    code = (
        "import sys; from bot.__main__ import main\n"
        "main(['lancer', '--config', 'absent.toml'])\n"
        "print(sorted({'typer', 'rich', 'pydantic_settings', 'nio'} & sys.modules.keys()))"
    )
    fini = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=RACINE
    )
    assert fini.stdout == "[]\n"


def test_un_terminal_d_un_autre_alphabet_ne_l_arrete_pas() -> None:
    fini = subprocess.run(
        [sys.executable, "-m", "bot", "quand", "--lot"],
        input="caf\xe9 \xff\n".encode("latin-1"), capture_output=True, check=False, cwd=RACINE,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (fini.returncode, fini.stderr) == (0, b"")
    assert json.loads(fini.stdout)["erreur"]


def test_une_expression_vide_est_un_refus_comme_un_autre(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["quand", "", "--json"]) == 2
    assert set(json.loads(capsys.readouterr().out)) == {"expression", "erreur"}


def test_un_lecteur_parti_ne_laisse_pas_de_trace() -> None:
    tube = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m bot --help | true"],
        capture_output=True, text=True, check=False,
        cwd=RACINE,
    )  # fmt: skip
    assert tube.stderr == ""
