"""« maillon diagnostic » devant une base : vierge, à jour, en retard, trop récente, abîmée."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.config import Configuration, Donnees
from bot.diagnostic import controle_base
from donnees.database import database_url, open_engine
from donnees.examen import niveau_attendu
from donnees.schema import migrate


@pytest.fixture
def reglages(tmp_path: Path) -> Configuration:
    """Des réglages dont la base SQLite vient d'être menée à son schéma."""
    engine = open_engine(database_url(tmp_path, ""))
    migrate(engine)
    engine.dispose()
    return Configuration(donnees=Donnees(dossier=tmp_path))


def execute(reglages: Configuration, ordre: str) -> None:
    engine = open_engine(database_url(reglages.donnees.dossier, ""))
    with engine.begin() as connexion:
        connexion.execute(text(ordre))
    engine.dispose()


def constate(reglages: Configuration) -> list[tuple[str, str]]:
    return [(constat.etat, constat.detail) for constat in controle_base(reglages)]


def test_pas_encore_de_base(tmp_path: Path) -> None:
    assert constate(Configuration(donnees=Donnees(dossier=tmp_path))) == [
        ("attention", "pas encore créée")
    ]
    assert list(tmp_path.iterdir()) == []


def test_base_a_jour(reglages: Configuration) -> None:
    assert constate(reglages) == [("ok", f"SQLite saine, niveau {niveau_attendu()}")]


def test_base_vierge(reglages: Configuration) -> None:
    execute(reglages, "DROP TABLE migration")
    assert constate(reglages) == [("attention", "SQLite est vierge")]


def test_base_d_un_maillon_plus_recent(reglages: Configuration) -> None:
    execute(reglages, "INSERT INTO migration (numero, nom) VALUES (9999, 'demain')")
    assert constate(reglages) == [("échec", "niveau 9999, d'un Maillon plus récent")]


def test_base_en_retard(reglages: Configuration) -> None:
    execute(reglages, "UPDATE migration SET numero = numero - 1")
    attendu = niveau_attendu()
    assert constate(reglages) == [("attention", f"niveau {attendu - 1} sur {attendu}")]


def test_base_abimee(reglages: Configuration) -> None:
    fichier = reglages.donnees.dossier / "maillon.sqlite"
    octets = bytearray(fichier.read_bytes())
    octets[4096:12288] = b"\xa5" * 8192
    fichier.write_bytes(octets)
    [(etat, detail)] = constate(reglages)
    assert etat == "échec"
    assert "Error" in detail or "abîmée" in detail


def test_le_diagnostic_n_ecrit_rien(reglages: Configuration) -> None:
    fichier = reglages.donnees.dossier / "maillon.sqlite"
    avant = fichier.read_bytes()
    constate(reglages)
    assert fichier.read_bytes() == avant


def test_une_base_postgresql_qui_ne_repond_pas(tmp_path: Path) -> None:
    donnees = Donnees(dossier=tmp_path, base="postgresql://maillon:s3cr3t@127.0.0.1:9/b")
    [constat] = controle_base(Configuration(donnees=donnees))
    assert constat.etat == "échec"
    assert "s3cr3t" not in str(constat)
