"""Une base neuve par essai, sur SQLite et, quand on en donne une, sur PostgreSQL.

1. Le schéma est mené une fois par session d'essais ; chaque essai part d'une copie du fichier
   (SQLite) ou de tables vidées (PostgreSQL) : quelques millisecondes.
2. `MAILLON_TEST_POSTGRES` donne l'adresse d'une base PostgreSQL d'essai ; nous n'y touchons qu'à
   notre propre schéma, effacé à la fin.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, Engine

from donnees.database import database_url, open_engine
from donnees.schema import migrate
from donnees.tables import METADATA

POSTGRES = os.environ.get("MAILLON_TEST_POSTGRES", "")
SORTES = ("sqlite", "postgresql") if POSTGRES else ("sqlite",)


def postgres_url(schema: str) -> URL:
    """L'adresse de la base d'essai, où tout se passe dans ce schéma."""
    url = database_url(Path(), POSTGRES)
    return url.update_query_dict({"options": f"-csearch_path={schema}"})


def nouveau_schema(schema: str) -> None:
    """Un schéma vide de ce nom (celui qui s'y trouvait est effacé)."""
    _dans_postgres(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE', f'CREATE SCHEMA "{schema}"')


def efface_schema(schema: str) -> None:
    """Efface ce schéma et tout ce qu'il contient."""
    _dans_postgres(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


def _dans_postgres(*ordres: str) -> None:
    moteur = open_engine(database_url(Path(), POSTGRES))
    with moteur.begin() as connexion:
        for ordre in ordres:
            connexion.execute(text(ordre))
    moteur.dispose()


@pytest.fixture(scope="session")
def modele_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le dossier d'un fichier SQLite mené à son schéma, que chaque essai recopie."""
    dossier = tmp_path_factory.mktemp("modele")
    moteur = open_engine(database_url(dossier, ""))
    migrate(moteur)
    moteur.dispose()
    return dossier


@pytest.fixture(scope="session")
def base_postgres() -> Iterator[Engine]:
    """La base PostgreSQL de la session d'essais, menée à son schéma."""
    schema = f"essais_{os.getpid()}"
    nouveau_schema(schema)
    moteur = open_engine(postgres_url(schema))
    migrate(moteur)
    yield moteur
    moteur.dispose()
    efface_schema(schema)


@pytest.fixture(params=SORTES)
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Une base vide, au dernier schéma ; l'essai est rejoué sur chaque sorte de base."""
    if request.param == "postgresql":
        moteur: Engine = request.getfixturevalue("base_postgres")
        with moteur.begin() as connexion:
            for table in reversed(METADATA.sorted_tables):
                connexion.execute(table.delete())  # soixante fois plus vite que TRUNCATE
        yield moteur
        return
    shutil.copytree(request.getfixturevalue("modele_sqlite"), tmp_path / "base")
    moteur = open_engine(database_url(tmp_path / "base", ""))
    yield moteur
    moteur.dispose()
