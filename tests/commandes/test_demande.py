"""Une question, de la première touche à la fin, dans un salon."""

import pytest

from tests.scenario import OuvreReseau, Salon

QUESTION = "!aide compta Chorus refuse ma facture"
MEMBRES = ("nadia", "ines", "karim", "lucie", "paul", "sara")


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Karim, Lucie et Paul connaissent la compta ; personne, les archives."""
    return ouvre_reseau(
        "Assistantes", membres=MEMBRES, animation="nadia",
        themes={"compta": ("karim", "lucie", "paul"), "archives": ()},
    )  # fmt: skip


def test_une_question_trouve_son_pair_et_sa_fin(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    question = ines.dit(QUESTION)
    dit = reseau.bot_dit(
        "Karim, pouvez-vous aider Ines", "n° 1, compta", "je m'en occupe", "pas cette fois",
        "directement", "Ines, c'est noté", "à 11 h 02", "quelqu'un d'autre",
        type="demande.proposee", mention=karim, boutons=("✋", "➡️"), repond_a=question,
        champs={"demande": 1, "theme": "compta", "pair": karim},
    )  # fmt: skip
    assert len(dit.corps.splitlines()) <= 6
    karim.reagit("✋")
    reseau.bot_dit(
        "Karim s'occupe de la question n° 1", "Ines, une fois que c'est bon", "✅ réglé",
        type="demande.prise", mention=ines, boutons=("✅",), repond_a=question,
        champs={"demande": 1, "pair": karim},
    )  # fmt: skip
    ines.reagit("✅")
    reseau.bot_dit(
        "La question n° 1 est réglée. Merci Karim.", type="demande.resolue",
        mention=(ines, karim), repond_a=question, champs={"demande": 1}, boutons=(),
    )  # fmt: skip
    reseau.passe(days=3)
