"""Mener la base à son schéma : le même que celui des tables déclarées, sur les deux bases."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import Engine

from donnees import schema
from donnees.database import DatabaseError, database_url, open_engine
from donnees.schema import level, migrate, steps
from donnees.tables import METADATA
from tests.bases import SORTES, efface_schema, nouveau_schema, postgres_url

Vierge = Callable[[str], Engine]


@pytest.fixture(params=SORTES)
def vierge(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vierge]:
    """`vierge("a")` : une base sans rien, rouverte si on la redemande."""
    ouverts: dict[str, Engine] = {}
    prefixe = f"schema_{os.getpid()}"

    def ouvre(nom: str) -> Engine:
        if nom in ouverts:
            ouverts[nom].dispose()
        elif request.param == "postgresql":
            nouveau_schema(f"{prefixe}_{nom}")
        if request.param == "postgresql":
            ouverts[nom] = open_engine(postgres_url(f"{prefixe}_{nom}"))
        else:
            (tmp_path / nom).mkdir(exist_ok=True)
            ouverts[nom] = open_engine(database_url(tmp_path / nom, ""))
        return ouverts[nom]

    yield ouvre
    for nom, moteur in ouverts.items():
        moteur.dispose()
        if request.param == "postgresql":
            efface_schema(f"{prefixe}_{nom}")


def tables(moteur: Engine) -> dict[str, Any]:
    """Tout ce que la base dit d'elle-même, comparable d'un moteur à l'autre.

    Sauf les index plein texte (`*_index*`), propres à chaque base : leurs essais sont ailleurs.
    """
    vue = inspect(moteur)
    return {
        nom: {
            "colonnes": {
                c["name"]: (str(c["type"]), c["nullable"], c["default"])
                for c in vue.get_columns(nom)
            },
            "cle": vue.get_pk_constraint(nom)["constrained_columns"],
            "index": sorted(
                (i["name"] or "", tuple(i["column_names"]), bool(i["unique"]))
                for i in vue.get_indexes(nom)
                if not i.get("duplicates_constraint") and not _plein_texte(i["name"])
            ),
            "uniques": sorted(tuple(u["column_names"]) for u in vue.get_unique_constraints(nom)),
        }
        for nom in vue.get_table_names()
        if nom != "migration" and not _plein_texte(nom)
    }


def _plein_texte(nom: str | None) -> bool:
    return "_index" in (nom or "")


def test_les_pas_menent_aux_tables_declarees(vierge: Vierge) -> None:
    menee, declaree = vierge("menee"), vierge("declaree")
    assert migrate(menee) == steps()[-1][0]
    METADATA.create_all(declaree)
    assert tables(menee) == tables(declaree)
    assert set(tables(menee)) == {t.name for t in METADATA.sorted_tables}


def test_les_pas_se_suivent_sans_trou() -> None:
    assert [numero for numero, _nom, _sql in steps()] == list(range(1, len(steps()) + 1))


def test_un_pas_venu_apres_un_plus_recent_est_fait(
    vierge: Vierge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deux pas écrits côte à côte, le second arrivé le premier : aucun n'est sauté."""
    premier, *suite = steps()
    un, deux = (9001, "un", "CREATE TABLE un (a INT);"), (9002, "deux", "CREATE TABLE deux (a INT)")
    monkeypatch.setattr(schema, "steps", lambda: [premier, *suite, deux])
    migrate(vierge("a"))
    monkeypatch.setattr(schema, "steps", lambda: [premier, *suite, un, deux])
    assert migrate(vierge("a")) == 9002
    assert {"un", "deux"} <= set(tables(vierge("a")))


def test_un_ordre_propre_a_une_base_n_est_pas_donne_a_l_autre(
    vierge: Vierge, monkeypatch: pytest.MonkeyPatch
) -> None:
    pas = "".join(
        f"-- {base} seulement\nCREATE TABLE pour_{base} (a INT);\n"
        for base in ("sqlite", "postgresql")
    )
    monkeypatch.setattr(schema, "steps", lambda: [(1, "un", pas)])
    moteur = vierge("a")
    migrate(moteur)
    assert set(tables(moteur)) == {f"pour_{moteur.dialect.name}"}


def test_mener_deux_fois_ne_change_rien(vierge: Vierge) -> None:
    assert migrate(vierge("a")) == migrate(vierge("a"))


def test_un_pas_coupe_est_refait_en_entier(vierge: Vierge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le dernier ordre du pas échoue (disque plein, coupure) : rien n'en reste."""
    numero, nom, sql = steps()[0]
    monkeypatch.setattr(schema, "steps", lambda: [(numero, nom, sql + ";INSERT INTO absente;")])
    with pytest.raises(Exception, match=r"absente|syntax"):
        migrate(vierge("a"))
    monkeypatch.undo()
    moteur = vierge("a")
    assert tables(moteur) == {}
    assert migrate(moteur) == steps()[-1][0]


def test_coupe_entre_les_tables_et_la_note_du_pas(
    vierge: Vierge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arrêté juste avant de noter le pas fait : les tables n'y sont pas non plus."""
    fait = schema._apply

    def coupe(connexion: Connection, numero: int, nom: str, sql: str) -> None:
        fait(connexion, numero, nom, sql)
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "_apply", coupe)
    with pytest.raises(KeyboardInterrupt):
        migrate(vierge("a"))
    monkeypatch.undo()
    assert tables(vierge("a")) == {}
    assert migrate(vierge("a")) == steps()[-1][0]


def test_une_base_plus_recente_est_refusee(vierge: Vierge) -> None:
    moteur = vierge("a")
    migrate(moteur)
    with moteur.begin() as connexion:
        connexion.execute(text("INSERT INTO migration (numero, nom) VALUES (9999, 'demain')"))
    with pytest.raises(DatabaseError, match="plus récente"):
        migrate(vierge("a"))
    with vierge("a").begin() as connexion:
        assert level(connexion) == 9999


# -- l'ouverture -----------------------------------------------------------------------------------


def test_sqlite_est_regle_pour_durer(tmp_path: Path) -> None:
    moteur = open_engine(database_url(tmp_path, ""))
    with moteur.connect() as connexion:
        lus = {
            nom: connexion.exec_driver_sql(f"PRAGMA {nom}").scalar_one()
            for nom in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    moteur.dispose()
    assert lus == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_une_lecture_longue_n_ecrit_pas(tmp_path: Path) -> None:
    moteur = open_engine(database_url(tmp_path, ""))
    migrate(moteur)
    lecture = open_engine(database_url(tmp_path, ""), read_only=True)
    with lecture.connect() as connexion, pytest.raises(Exception, match="readonly"):
        connexion.execute(text("DELETE FROM reseau"))
    lecture.dispose()
    moteur.dispose()


@pytest.mark.parametrize("base", ["mysql://x/y", "sqlite:///a", "n'importe quoi"])
def test_une_autre_base_est_refusee(base: str) -> None:
    with pytest.raises(DatabaseError, match="postgresql"):
        database_url(Path(), base)
