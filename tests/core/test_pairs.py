"""La règle des pairs (contrat §7.2), phrase par phrase, sur des lignes nues."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.pairs import ALL_BUSY, NOBODY, Charge, choisir
from donnees.theme import Savoir

MIDI = datetime(2026, 11, 30, 12, tzinfo=UTC)
H = timedelta(hours=1)


def savoirs(*membres: str) -> list[Savoir]:
    """Qui connaît le thème, du plus ancien au plus récent."""
    return [Savoir(theme=1, membre=m, depuis=MIDI + n * H) for n, m in enumerate(membres)]


def choix(*membres: str, demandeur: str = "ines", deja: tuple[str, ...] = (), **charge: Any) -> Any:
    """À qui l'on demande, quand tous sont présents sauf avis contraire."""
    charge.setdefault("presents", (*membres, demandeur))
    return choisir(savoirs(*membres), Charge(**charge), demandeur=demandeur, deja=deja)


def test_qui_connait_le_theme() -> None:
    assert choix("karim") == "karim"
    assert choix() is NOBODY


def test_jamais_la_personne_qui_demande() -> None:
    assert choix("ines", "karim") == "karim"
    assert choix("ines") is NOBODY


def test_present_et_membre_en_ce_moment() -> None:
    assert choix("karim", "lucie", presents=("lucie",)) == "lucie"
    assert choix("karim", "lucie", absents=("karim",)) == "lucie"
    assert choix("karim", presents=()) is NOBODY


def test_nul_n_est_sollicite_deux_fois_pour_une_demande() -> None:
    assert choix("karim", "lucie", deja=("karim",)) == "lucie"
    assert choix("karim", "lucie", deja=("karim", "lucie")) is NOBODY


def test_moins_de_deux_demandes_en_main() -> None:
    assert choix("karim", "lucie", en_main={"karim": 2}) == "lucie"
    assert choix("karim", "lucie", en_main={"karim": 2, "lucie": 3}) is ALL_BUSY
    assert choix("karim", "lucie", en_main={"karim": 2}, deja=("lucie",)) is ALL_BUSY
    assert choix("karim", "lucie", en_main={"karim": 2}, deja=("karim", "lucie")) is NOBODY


def test_d_abord_qui_ne_l_a_jamais_ete_dans_ce_reseau() -> None:
    charge: dict[str, Any] = {"dernieres": {"karim": (MIDI - 99 * H, 1)}, "en_main": {"lucie": 1}}
    assert choix("karim", "lucie", **charge) == "lucie"


def test_puis_qui_en_a_le_moins_en_main() -> None:
    dernieres = {"karim": (MIDI - 9 * H, 1), "lucie": (MIDI - H, 2)}
    assert choix("karim", "lucie", dernieres=dernieres, en_main={"karim": 1}) == "lucie"


def test_puis_qui_l_a_ete_il_y_a_le_plus_longtemps() -> None:
    dernieres = {"karim": (MIDI - H, 2), "lucie": (MIDI - 2 * H, 1)}
    assert choix("karim", "lucie", dernieres=dernieres) == "lucie"
    au_meme_instant = {"karim": (MIDI, 8), "lucie": (MIDI, 7)}
    assert choix("karim", "lucie", dernieres=au_meme_instant) == "lucie"


def test_a_egalite_le_savoir_le_plus_ancien_puis_l_identifiant() -> None:
    assert choix("zoe", "anne") == "zoe"
    jumeaux = [Savoir(theme=1, membre=m, depuis=MIDI) for m in ("zoe", "anne")]
    charge = Charge(presents=("zoe", "anne"))
    assert choisir(jumeaux, charge, demandeur="ines", deja=()) == "anne"


def test_le_referent_en_dernier_recours_meme_s_il_connait() -> None:
    dernieres = {"karim": (MIDI, 5)}
    charge: dict[str, Any] = {"referents": ("lucie",), "dernieres": dernieres}
    assert choix("karim", "lucie", **charge) == "karim"
    assert choix("karim", "lucie", en_main={"karim": 2}, **charge) == "lucie"
    assert choix("karim", "lucie", deja=("karim",), **charge) == "lucie"


@given(
    membres=st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8),
    presents=st.sets(st.sampled_from("abcdefgh")),
    deja=st.sets(st.sampled_from("abcdefgh")),
    en_main=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3)),
    referents=st.sets(st.sampled_from("abcdefgh")),
)
def test_le_choix_respecte_toujours_la_regle(
    membres: list[str], presents: set[str], deja: set[str], en_main: dict[str, int],
    referents: set[str],
) -> None:  # fmt: skip
    charge = Charge(presents=presents, en_main=en_main, referents=referents)
    trouve = choisir(savoirs(*membres), charge, demandeur="a", deja=deja)
    possibles = {m for m in membres if m in presents and m not in deja and m != "a"}
    libres = {m for m in possibles if en_main.get(m, 0) < 2}
    if isinstance(trouve, str):
        assert trouve in libres
        assert trouve not in referents or libres <= referents
        egaux = libres - referents or libres
        assert en_main.get(trouve, 0) == min(en_main.get(m, 0) for m in egaux)
    else:
        assert not libres
        assert (trouve is ALL_BUSY) == bool(possibles)


@pytest.mark.parametrize("combien", [2, 3, 7, 40])
def test_mille_demandes_se_partagent_a_une_pres(combien: int) -> None:
    """Chacune finie avant la suivante : entre pairs égaux, personne n'en a deux de plus."""
    pairs = [f"p{n}" for n in range(combien)]
    dernieres: dict[str, tuple[datetime, int]] = {}
    charges = dict.fromkeys(pairs, 0)
    for numero in range(1, 1001):
        trouve = choix(*pairs, dernieres=dernieres)
        dernieres[trouve] = (MIDI, numero)
        charges[trouve] += 1
        assert max(charges.values()) - min(charges.values()) <= 1
    assert sum(charges.values()) == 1000
