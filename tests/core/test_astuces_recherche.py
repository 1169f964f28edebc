"""La recherche des astuces : les mots des gens, leurs fautes, les mêmes résultats partout."""

import pytest
from sqlalchemy.engine import Engine

from bot.core.astuces_mots import jetons, mots_pleins
from donnees.astuce import NOTEE, Astuce
from tests.bench.astuces import NOW, RESEAU, inventees, jeu, resultats, semer

PART_VOULUE = 0.95


@pytest.fixture
def seme(base: Engine) -> tuple[Engine, list[str]]:
    """Le jeu d'astuces de la mesure ; rend aussi leurs clés, dans l'ordre des numéros."""
    astuces, _ = jeu()
    semer(base, astuces.values())
    return base, list(astuces)


def test_l_astuce_attendue_est_dans_les_trois_premieres(seme: tuple[Engine, list[str]]) -> None:
    base, cles = seme
    _, posees = jeu()
    assert len(posees) >= 100
    ratees = [
        f"{question!r} : {[cles[n - 1] for n in trouvees[:3]]} au lieu de {attendue}"
        for question, attendue in posees
        if cles.index(attendue) + 1 not in (trouvees := resultats(base, question))[:3]
    ]
    assert len(ratees) <= len(posees) * (1 - PART_VOULUE), "\n".join(ratees)


@pytest.mark.parametrize(
    "tape",
    ["", "!!!", "le la les", "zzzz", "' OR 1=1 --", '"chorus" AND NOT (', "a*", "NEAR(", "🎉",
     "x" * 500, "chorus:facture", "-chorus", "\u202echorus", "12 34"],
)  # fmt: skip
def test_rien_de_ce_que_l_on_tape_ne_la_casse(seme: tuple[Engine, list[str]], tape: str) -> None:
    resultats(seme[0], tape)


def test_les_memes_mots_dans_un_autre_ordre(seme: tuple[Engine, list[str]]) -> None:
    base, _ = seme
    assert resultats(base, "facture chorus refusée") == resultats(base, "refusée facture chorus")


def test_les_astuces_inventees_pour_la_mesure_sont_indexees_comme_les_vraies() -> None:
    for texte, dits, faits in inventees(50):
        vraie = Astuce(id=1, reseau=RESEAU, texte=texte, cree_le=NOW, avec=[], utiles=0, etat=NOTEE)
        assert jetons(vraie, "") == faits
        assert set(mots_pleins(texte)) == set(dits)
