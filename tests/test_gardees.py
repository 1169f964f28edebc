"""Les lectures gardées : lues une fois, oubliées à la première écriture ou annulation."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from donnees import inbox
from donnees.gardees import _sans_effet
from donnees.salon import JOINT, PARTI, Adhesion, Salon, est_joint, membres_joints


@pytest.fixture
def salon(base: Engine) -> str:
    with Session(base) as session:
        session.add(Salon(id="!s:h", createurs=[], pouvoirs={}, rotation={}))
        session.add(Adhesion(salon="!s:h", membre="@ines:h"))
        session.commit()
    return "!s:h"


@contextmanager
def lectures(base: Engine) -> Iterator[list[str]]:
    """Les ordres de lecture qui vont vraiment à la base."""
    vues: list[str] = []

    def note(_c: Any, _k: Any, ordre: str, *_suite: Any) -> None:
        if ordre.startswith("SELECT"):
            vues.append(ordre)

    event.listen(base, "before_cursor_execute", note)
    yield vues
    event.remove(base, "before_cursor_execute", note)


def test_ce_qui_n_a_pas_change_n_est_lu_qu_une_fois(base: Engine, salon: str) -> None:
    with lectures(base) as vues:
        for _ in range(3):
            with Session(base) as session:
                assert membres_joints(session, salon) == ("@ines:h",)
                assert est_joint(session, salon, "@ines:h")
    assert len(vues) == 2


def test_une_ecriture_fait_tout_relire(base: Engine, salon: str) -> None:
    with Session(base) as session:
        assert est_joint(session, salon, "@ines:h")
        session.add(Adhesion(salon=salon, membre="@karim:h"))
        session.flush()
        assert membres_joints(session, salon) == ("@ines:h", "@karim:h")
        partie = session.get(Adhesion, (salon, "@ines:h"))
        assert partie is not None
        assert partie.etat == JOINT
        partie.etat = PARTI
        session.commit()
    with Session(base) as session:
        assert not est_joint(session, salon, "@ines:h")


def test_ce_qui_fut_lu_d_une_ecriture_annulee_est_oublie(base: Engine, salon: str) -> None:
    with Session(base) as session:
        session.add(Adhesion(salon=salon, membre="@karim:h"))
        session.flush()
        assert est_joint(session, salon, "@karim:h")
        session.rollback()
    with Session(base) as session:
        assert not est_joint(session, salon, "@karim:h")


def test_une_validation_qui_echoue_emporte_aussi_ce_qu_on_y_a_lu(
    base: Engine, salon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(connexion: Any) -> None:
        if base.dialect.name == "postgresql":  # il annule lui-même ce qu'il refuse de valider
            connexion.rollback()
        raise base.dialect.loaded_dbapi.OperationalError("disque plein")

    monkeypatch.setattr(base.dialect, "do_commit", refuse)
    with Session(base) as session:
        session.add(Adhesion(salon=salon, membre="@karim:h"))
        session.flush()
        assert est_joint(session, salon, "@karim:h")
        with pytest.raises(OperationalError):
            session.commit()
    monkeypatch.undo()
    with Session(base) as session:
        assert not est_joint(session, salon, "@karim:h")


def test_les_files_s_ecrivent_sans_rien_faire_relire(base: Engine, salon: str) -> None:
    with Session(base) as session:
        assert membres_joints(session, salon)
    with lectures(base) as vues, Session(base) as session:
        inbox.mark_done(session, "$inconnu")
        assert membres_joints(session, salon)
        session.commit()
    assert vues == []


@pytest.mark.parametrize("ordre", [
    "UPDATE adhesion SET etat=?", 'DELETE FROM "reseau"', "INSERT INTO theme (id) VALUES (?)",
    "WITH x AS (SELECT 1) DELETE FROM theme", "TRUNCATE theme", "ALTER TABLE theme ADD a",
    "ROLLBACK TO SAVEPOINT s", "INSERT OR REPLACE INTO repere VALUES (1)",
])  # fmt: skip
def test_dans_le_doute_tout_est_oublie(ordre: str) -> None:
    assert not _sans_effet(ordre)
