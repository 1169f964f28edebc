"""Nommer qui anime."""

import pytest

from tests.scenario import Monde, OuvreReseau, Personne, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Un réseau que Nadia anime."""
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), animation="nadia")


def test_une_personne_nommee_anime_a_son_tour(reseau: Salon) -> None:
    reseau.passe(minutes=1)
    demande = reseau["nadia"].dit(f"!animation {reseau['karim']}")
    reseau.bot_dit("Karim anime aussi", type="animation", repond_a=demande)
    reseau["karim"].dit(f"!animation {reseau['ines']}")
    reseau.bot_dit("Ines anime aussi", type="animation")
    reseau["ines"].dit("!animation")
    reseau.bot_dit("Nadia, Karim et Ines animent", type="animation")


def test_son_nom_suffit(reseau: Salon) -> None:
    reseau["nadia"].dit("!animation Karim")
    reseau.bot_dit("Karim anime aussi", type="animation")


def test_demande_en_prive_annonce_dans_le_salon(reseau: Salon) -> None:
    reseau["nadia"].dit("!animation karim", en_prive=True)
    reseau.bot_dit("Karim anime aussi", type="animation")
    reseau["nadia"].recoit("dit dans le salon", type="animation")


def test_qui_anime_deja_se_dit_simplement(reseau: Salon) -> None:
    reseau["nadia"].dit("!animation nadia")
    reseau.bot_dit("anime déjà", type="animation")


def test_un_membre_ne_nomme_personne(reseau: Salon) -> None:
    reseau["ines"].dit("!animation karim")
    reseau.bot_dit("animent", "!animation", type="refus", champs={"commande": "animation"})
    reseau["ines"].dit("!animation")
    reseau.bot_dit("Nadia anime ce réseau")


def test_administrer_le_salon_ne_suffit_pas(ouvre_reseau: OuvreReseau) -> None:
    pouvoirs = {"@nadia:localhost": 100, "@ines:localhost": 100}
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"), animation="nadia", pouvoirs=pouvoirs)
    reseau["ines"].dit("!animation ines")
    reseau.bot_dit(type="refus")


def test_le_robot_n_anime_pas(reseau: Salon) -> None:
    reseau["nadia"].dit("!animation @maillon:localhost")
    reseau.bot_dit("je suis un robot", type="refus")


def test_qui_n_est_pas_dans_le_salon_n_anime_pas(reseau: Salon, monde: Monde) -> None:
    reseau["nadia"].dit(f"!animation {monde.personne('paul')}")
    reseau.bot_dit("Invitez-la", type="refus", champs={"commande": "animation"})
    reseau["karim"].part()
    reseau["nadia"].dit("!animation @karim:localhost")
    reseau.bot_dit("Invitez-la", type="refus")


def test_un_serveur_non_autorise_n_anime_pas(ouvre_reseau: OuvreReseau, monde: Monde) -> None:
    monde.personne("eve", serveur="ailleurs.example")
    reseau = ouvre_reseau("Assistantes", ("nadia", "eve"), animation="nadia")
    reseau["nadia"].dit("!animation @eve:ailleurs.example")
    reseau.bot_dit("serveur", type="refus")


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("Gertrude", "de qui vous parlez"),
        ("@karim:localhost @ines:localhost", "Une personne à la fois"),
        ("karim et ines", "de qui vous parlez"),
        ("<b>Karim</b> <script>", "de qui vous parlez"),
    ],
)
def test_une_personne_mal_designee_donne_un_exemple(reseau: Salon, texte: str, phrase: str) -> None:
    reseau["nadia"].dit(f"!animation {texte}")
    dit = reseau.bot_dit(phrase, "!animation @Karim", type="usage")
    assert "Gertrude" not in dit.corps


def test_deux_personnes_du_meme_nom_ne_se_devinent_pas(
    ouvre_reseau: OuvreReseau, monde: Monde
) -> None:
    monde.personnes["karim2"] = Personne(monde, "karim", "@karim2:localhost")
    reseau = ouvre_reseau("Assistantes", ("nadia", "karim", "karim2"), animation="nadia")
    reseau["nadia"].dit("!animation Karim")
    reseau.bot_dit("choisissez la personne", type="usage")


def test_l_animation_partie_laisse_un_reseau_sans_animation(reseau: Salon) -> None:
    reseau["nadia"].part()
    reseau.bot_dit("plus personne n'anime", type="animation")
    reseau["ines"].dit("!animation")
    reseau.bot_dit("Personne n'anime", "administre", type="animation")
