"""`maillon quand` : ce qui s'écrit, où, et avec quel code de sortie."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.quand import quand

LUNDI = "2026-11-30T08:59:00+01:00"
PARIS = "Europe/Paris"


def _objet(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    sortie = capsys.readouterr()
    assert sortie.err == ""
    objet = json.loads(sortie.out)
    assert isinstance(objet, dict)
    return objet


def test_une_recurrence_en_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert quand("chaque lundi à 9h", LUNDI, PARIS, 2, json=True, lot=False) == 0
    assert _objet(capsys) == {
        "expression": "chaque lundi à 9h",
        "genre": "recurrence",
        "rrule": "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0",
        "phrase": "chaque lundi à 9 h",
        "occurrences": ["2026-11-30T09:00:00+01:00", "2026-12-07T09:00:00+01:00"],
        "fin": None,
    }


def test_une_periode_et_un_moment_en_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert quand("jusqu'au 10", LUNDI, PARIS, 4, json=True, lot=False) == 0
    periode = _objet(capsys)
    assert (periode["genre"], periode["rrule"]) == ("periode", None)
    assert periode["occurrences"] == ["2026-11-30T08:59:00+01:00"]
    assert periode["fin"] == "2026-12-10T23:59:59+01:00"
    assert quand("demain 9h30", LUNDI, PARIS, 4, json=True, lot=False) == 0
    moment = _objet(capsys)
    assert (moment["genre"], moment["fin"]) == ("date", None)
    assert moment["occurrences"] == ["2026-12-01T09:30:00+01:00"]


def test_sans_json_une_personne_peut_lire(capsys: pytest.CaptureFixture[str]) -> None:
    assert quand("chaque lundi, 2 fois", LUNDI, PARIS, 4, json=False, lot=False) == 0
    assert capsys.readouterr().out.splitlines() == [
        "chaque lundi à 9 h, 2 fois (heure non précisée : 9 h)",
        "Règle : FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0;COUNT=2",
        "Prochaines dates :",
        "  aujourd'hui à 9 h",
        "  lundi 7 décembre à 9 h",
        "Dernière date : lundi 7 décembre à 9 h",
    ]


def test_pas_compris_une_ligne_et_le_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert quand("31 février", LUNDI, PARIS, 4, json=False, lot=False) == 2
    sortie = capsys.readouterr()
    assert sortie.out == ""
    assert sortie.err == "« 31 février » n'existe pas : écrivez par exemple « le 28 février ».\n"


def test_pas_compris_en_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert quand("hier", LUNDI, PARIS, 4, json=True, lot=False) == 2
    refus = _objet(capsys)
    assert set(refus) == {"expression", "erreur"}
    assert refus["expression"] == "hier"


def test_un_lot_rend_une_ligne_par_ligne_et_0(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lignes = ["chaque lundi à 9h", "25h", "", "demain\r"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lignes)))
    assert quand(None, LUNDI, PARIS, 1, json=False, lot=True) == 0
    objets = [json.loads(ligne) for ligne in capsys.readouterr().out.splitlines()]
    assert [o["expression"] for o in objets] == ["chaque lundi à 9h", "25h", "", "demain"]
    assert ["erreur" in o for o in objets] == [False, True, True, False]


def test_un_instant_sans_decalage_se_lit_dans_le_fuseau(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert quand("dans 2 heures", "2026-11-30T08:59", "Indian/Reunion", 1, True, False) == 0
    assert _objet(capsys)["occurrences"] == ["2026-11-30T10:59:00+04:00"]


def test_sans_instant_c_est_maintenant(capsys: pytest.CaptureFixture[str]) -> None:
    assert quand("dans 2 heures", None, "UTC", 1, json=True, lot=False) == 0
    occurrences = _objet(capsys)["occurrences"]
    assert isinstance(occurrences, list)
    ecart = datetime.fromisoformat(occurrences[0]) - datetime.now(UTC)
    assert timedelta(minutes=119) < ecart <= timedelta(hours=2)


@pytest.mark.parametrize(
    ("maintenant", "zone", "nombre", "dit"),
    [
        ("demain", PARIS, 4, "Je ne lis pas l'instant « demain »"),
        ("2026-13-45T00:00", PARIS, 4, "Je ne lis pas l'instant"),
        ("9999-12-31T23:59", PARIS, 4, "Je ne lis pas l'instant"),
        (LUNDI, "Mars/Olympus", 4, "Je ne connais pas le fuseau « Mars/Olympus »"),
        (LUNDI, "Europe", 4, "Je ne connais pas le fuseau"),
        (LUNDI, "../../etc/passwd", 4, "Je ne connais pas le fuseau"),
        (LUNDI, "", 4, "Je ne connais pas le fuseau"),
        (LUNDI, "\x00", 4, "Je ne connais pas le fuseau"),
        (LUNDI, PARIS, 0, "au moins 1"),
    ],
)
@pytest.mark.parametrize("lot", [False, True])
def test_une_option_illisible_est_une_ligne_et_le_code_2(
    maintenant: str,
    zone: str,
    nombre: int,
    dit: str,
    lot: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert quand("demain", maintenant, zone, nombre, json=False, lot=lot) == 2
    sortie = capsys.readouterr()
    assert sortie.out == ""
    assert dit in sortie.err
    assert sortie.err.count("\n") == 1


def test_un_octet_illisible_du_terminal_ne_casse_rien(capsys: pytest.CaptureFixture[str]) -> None:
    assert quand("demain \udce9", LUNDI, PARIS, 1, json=True, lot=False) == 2
    assert "erreur" in _objet(capsys)
    assert quand("demain \udce9", LUNDI, PARIS, 1, json=False, lot=False) == 2
    capsys.readouterr().err.encode("utf-8")
