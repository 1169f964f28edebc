"""Porter une question à qui peut y répondre : le lieu, la date, le retard, la réponse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.portee import chez_qui
from tests.scenario import OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Karim connaît la compta ; Inès a posé la question n° 1, proposée à Karim."""
    ouvert = ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "paul"), animation="nadia",
        themes={"compta": ("karim",)},
    )  # fmt: skip
    ouvert["ines"].dit("!aide compta Chorus refuse ma facture")
    ouvert.bot_dit(type="demande.proposee", mention="karim")
    ouvert["nadia"].dit("bonjour", en_prive=True)
    return ouvert


def portee(reseau: Salon, suite: str = "direction 12 décembre") -> None:
    reseau["nadia"].dit(f"!porter 1 {suite}")
    reseau.bot_dit(type="demande.portee", mention="ines", champs={"demande": 1})


@pytest.mark.parametrize(
    "suite", ["direction 12 décembre", "à la direction, réponse attendue le 12 décembre"]
)
def test_portee_avec_sa_date(reseau: Salon, suite: str) -> None:
    reseau["nadia"].dit(f"!porter 1 {suite}")
    reseau.bot_dit(
        "compta, est portée à la direction, réponse attendue le 12 décembre", "Ines",
        type="demande.portee", mention="ines", champs={"demande": 1},
    )  # fmt: skip
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("portée", type="demande.fiche", champs={"etat": "portee"})
    reseau["ines"].dit("!réseau")
    reseau.bot_dit(
        "portée à la direction, réponse attendue le 12 décembre", "depuis le 30 novembre",
        type="reseau.fiche",
    )  # fmt: skip


def test_qui_s_en_occupait_l_apprend(reseau: Salon) -> None:
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["nadia"].dit("!porter 1 direction vendredi")
    reseau.bot_dit(type="demande.portee", mention=("ines", "karim"))


def test_le_pair_sollicite_est_libere(reseau: Salon) -> None:
    portee(reseau)
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines", champs={"pair": "@karim:localhost"})
    reseau["ines"].dit("!réseau")
    dit = reseau.bot_dit(type="reseau.fiche")
    assert "portée" not in dit.corps


def test_la_reponse_revient_a_qui_attend(reseau: Salon) -> None:
    portee(reseau)
    reseau["nadia"].dit("!résolu 1 la direction ouvre le poste en janvier")
    reseau.bot_dit(
        "Ines", "« la direction ouvre le poste en janvier »", type="demande.resolue",
        mention="ines",
    )  # fmt: skip
    reseau["ines"].dit("!réseau")
    dit = reseau.bot_dit(type="reseau.fiche")
    assert "portée" not in dit.corps
    reseau.passe(days=40)


def test_l_animation_doit_dire_la_reponse(reseau: Salon) -> None:
    portee(reseau)
    reseau["nadia"].dit("!résolu 1")
    reseau.bot_dit("réponse", type="usage", champs={"commande": "resolu"})
    reseau["paul"].dit("!résolu 1 au hasard")
    reseau.bot_dit(type="refus", champs={"commande": "resolu"})
    reseau["ines"].dit("!résolu 1")
    reseau.bot_dit(type="demande.resolue", mention="ines")


def test_le_jour_dit_l_animation_est_rappelee_puis_le_retard_se_dit_une_fois(
    reseau: Salon,
) -> None:
    portee(reseau, "direction mercredi")
    reseau.passe(jusqua="2026-12-02 08:59")
    reseau.passe(jusqua="2026-12-02 12:00")
    reseau["nadia"].recoit(
        "portée à la direction", "le 2 décembre", "résolu 1", type="animation.point",
        mention="nadia", champs={"demandes": [1], "arrivees": [], "departs": []},
    )  # fmt: skip
    reseau.passe(jusqua="2026-12-03 12:00")
    reseau.bot_dit("pas encore de réponse", type="demande.portee", mention="ines")
    reseau["nadia"].recoit("en retard", type="animation.point", mention="nadia")
    reseau.passe(jusqua="2026-12-04 12:00")
    reseau["nadia"].recoit("en retard", type="animation.point", mention="nadia")


def test_redite_elle_change_de_date(reseau: Salon) -> None:
    portee(reseau, "direction mercredi")
    portee(reseau, "préfecture le 11 décembre")
    reseau.passe(jusqua="2026-12-10 18:00")
    reseau["ines"].dit("!réseau")
    reseau.bot_dit("préfecture, réponse attendue le 11 décembre (depuis le 30 novembre)")


def test_retiree_elle_n_est_plus_due(reseau: Salon) -> None:
    portee(reseau, "direction mercredi")
    reseau["ines"].dit("!annule 1")
    reseau.bot_dit(type="demande.annulee", mention="ines")
    reseau.passe(days=30)


def test_reglee_par_erreur_elle_redevient_due(reseau: Salon) -> None:
    portee(reseau, "direction mercredi")
    reseau["ines"].dit("!résolu 1")
    reseau.bot_dit(type="demande.resolue", mention="ines")
    reseau.passe(jusqua="2026-12-02 12:00")


def test_portee_depuis_le_prive_se_dit_dans_le_salon(reseau: Salon) -> None:
    reseau["nadia"].dit("porter 1 la direction pour le 12 décembre", en_prive=True)
    reseau.bot_dit("portée à la direction", type="demande.portee", mention="ines")
    reseau["nadia"].recoit("!résolu 1", type="porter")


def test_seule_l_animation_porte(reseau: Salon) -> None:
    reseau["karim"].dit("!porter 1 direction 12 décembre")
    reseau.bot_dit("animent", type="refus", champs={"commande": "porter"})


@pytest.mark.parametrize(
    "suite",
    ["", "1", "1 direction", "1 direction hier", "1 direction 31 février", "1 12 décembre", "x"],
)
def test_incomplete_un_exemple_suffit(reseau: Salon, suite: str) -> None:
    reseau["nadia"].dit(f"!porter {suite}")
    reseau.bot_dit("!porter 12 direction 12 décembre", type="usage", champs={"commande": "porter"})


def test_une_question_finie_ne_se_porte_plus(reseau: Salon) -> None:
    reseau["ines"].dit("!annule 1")
    reseau.bot_dit(type="demande.annulee", mention="ines")
    reseau["nadia"].dit("!porter 1 direction 12 décembre")
    reseau.bot_dit("retirée", type="refus", champs={"commande": "porter"})
    reseau["nadia"].dit("!porter 7 direction 12 décembre")
    reseau.bot_dit("!demandes", type="refus")


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_coupe_au_milieu_portee_une_fois(reseau: Salon, validation: int) -> None:
    reseau.coupe_au_milieu(validation)
    portee(reseau)


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        ("direction", "à la direction"),
        ("la direction", "à la direction"),
        ("le préfet", "au préfet"),
        ("l'inspection", "à l'inspection"),
        ("les finances", "aux finances"),
        ("finances", "aux finances"),
        ("au secrétaire général", "au secrétaire général"),
        ("secrétariat général", "au secrétariat général"),
        ("inspection", "à l'inspection"),
        ("chez Mme Diallo", "chez Mme Diallo"),
        ("DGFiP", "à DGFiP"),
        ("@karim:localhost", "@karim:localhost"),
    ],
)
def test_le_lieu_se_dit_en_francais(mots: str, dit: str) -> None:
    assert chez_qui(mots) == dit


@given(st.text(max_size=200))
def test_tout_lieu_se_lit_sans_se_plaindre(mots: str) -> None:
    assert len(chez_qui(mots)) <= 70
