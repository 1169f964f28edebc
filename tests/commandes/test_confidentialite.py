"""Ce que le robot garde : dit partout, à tous."""

import pytest

from tests.scenario import Monde, OuvreReseau


def test_dans_un_reseau(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    reseau["ines"].dit("!confidentialité")
    reseau.bot_dit("douze mois", "trente jours", "!jesais plus", "usager", type="confidentialite")


@pytest.mark.parametrize(
    "mot", ["!confidentialite", "! Confidentialité", "Maillon, confidentialité"]
)
def test_dans_un_salon_sans_reseau(monde: Monde, mot: str) -> None:
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"))
    salon.oublie()
    salon["ines"].dit(mot)
    salon.bot_dit("Ce que je garde", type="confidentialite")


def test_en_prive_sans_reseau(monde: Monde) -> None:
    monde.personne("seul").dit("confidentialité", en_prive=True)
    monde.personne("seul").recoit("Qui le lit", type="confidentialite")
