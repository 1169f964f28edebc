"""Le lundi du banc : les textes d'abord, personne n'attend derrière eux."""

from pathlib import Path

from tests.bench.lundi import lundi


def test_les_questions_d_abord_puis_les_boutons_les_personnes_n_attendent_pas(
    tmp_path: Path,
) -> None:
    vu = lundi(tmp_path, reseaux=24)
    assert len(vu.questions) == 24
    assert len(vu.boutons) == 24 * 5
    assert max(vu.questions) < min(vu.boutons) + 1
    assert max(vu.questions) < 40
    # Une seconde vraie en vaut trente ici : la marge est celle d'une machine chargée.
    assert len(vu.attentes) >= 5
    assert sorted(vu.attentes)[len(vu.attentes) // 2] < 10
