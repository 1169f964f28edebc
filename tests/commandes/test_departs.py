"""S'en aller : rien ne reste en main, l'animation sait ce qui devient fragile, et qui anime."""

import pytest

from tests.commandes.test_accueil_etapes import ouvre_le_point
from tests.scenario import OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime et administre ; Karim connaît compta et archives, Lucie la compta."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "lucie", "paul"), animation="nadia",
        themes={"compta": ("karim", "lucie"), "archives": ("karim",), "paie": ("lucie", "paul")},
    )  # fmt: skip


def test_ce_qui_devient_fragile_se_dit_au_point(reseau: Salon) -> None:
    ouvre_le_point(reseau)
    reseau["nadia"].dit("!référent @karim:localhost archives")
    reseau.bot_dit(mention="karim")
    reseau["karim"].reagit("✅")
    reseau.bot_dit(type="referent.note")
    reseau["karim"].part()
    reseau.passe(jusqua="2026-12-01 09:01")
    dit = reseau["nadia"].recoit(
        "Départ : Karim", "Deviennent fragiles", "compta : une seule personne s'en occupe, Lucie",
        "archives : personne ne s'en occupe", "Karim était la référence de archives",
        type="animation.point", mention="nadia",
    )  # fmt: skip
    assert "paie" not in dit.corps
    reseau.passe(days=3)


def test_sa_demande_va_a_quelqu_un_d_autre(reseau: Salon) -> None:
    reseau["ines"].dit("!aide compta Chorus refuse ma facture")
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["karim"].part()
    reseau.bot_dit(type="demande.proposee", mention="lucie")
    reseau["ines"].dit("!annuaire archives")
    reseau.bot_dit("personne ne s'en occupe", type="annuaire")


def test_revenue_avant_trente_jours_elle_retrouve_ses_themes(reseau: Salon) -> None:
    reseau["karim"].part()
    reseau["karim"].arrive(reseau)
    reseau.passe(minutes=1)
    reseau.bot_dit("De retour", type="bienvenue.salon", mention="karim")
    reseau["ines"].dit("!annuaire archives")
    reseau.bot_dit("Karim", type="annuaire")


def test_la_seule_personne_qui_animait_s_en_va(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim"), pouvoirs={"@nadia:localhost": 100,
                                                            "@ines:localhost": 50},
    )  # fmt: skip
    reseau["nadia"].part()
    reseau.bot_dit("plus personne n'anime", "Ines, à vous", type="animation", mention="ines")
    reseau["karim"].dit("!animation @karim:localhost")
    reseau.bot_dit(type="refus")
    reseau["ines"].dit("!animation @karim:localhost")
    reseau.bot_dit("Karim anime", type="animation")
    reseau["ines"].dit("!animation @ines:localhost")
    reseau.bot_dit(type="refus")


def test_il_en_reste_une_pour_animer(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines", "karim"))
    reseau["nadia"].dit("!animation @karim:localhost")
    reseau.bot_dit(type="animation")
    reseau["nadia"].part()
    reseau.bot_se_tait()
