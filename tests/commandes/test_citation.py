"""Dire où l'on veut bien être nommé : à part, et pour chaque lieu."""

import pytest

from tests.scenario import OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Inès parle à part ; Karim, non."""
    salon = ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), animation="nadia")
    salon["ines"].ouvre_une_conversation().oublie()
    return salon


@pytest.mark.parametrize(
    ("dit", "bulletin", "kit"),
    [
        ("", "non", "non"),
        ("oui", "oui", "oui"),
        ("bulletin oui", "oui", "non"),
        ("oui, dans le kit", "non", "oui"),
        ("kit : non", "non", "non"),
    ],
)
def test_pour_l_un_pour_l_autre_ou_les_deux(
    reseau: Salon, dit: str, bulletin: str, kit: str
) -> None:
    reseau["ines"].dit(f"profil cité {dit}", en_prive=True)
    reseau["ines"].recoit(
        f"dans le bulletin : {bulletin}", f"sur le kit imprimé : {kit}", type="profil"
    )


def test_un_non_defait_un_oui(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("profil cité oui", en_prive=True)
    ines.recoit("bulletin : oui", type="profil")
    ines.dit("profil cité bulletin non", en_prive=True)
    ines.recoit("bulletin : non", "kit imprimé : oui", type="profil")


def test_cela_se_lit_dans_son_profil(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("profil", en_prive=True)
    ines.recoit("ni dans le bulletin, ni sur le kit imprimé", type="profil")
    ines.dit("profil cité kit oui", en_prive=True)
    ines.recoit(type="profil")
    ines.dit("profil", en_prive=True)
    ines.recoit("peut paraître sur le kit imprimé.", type="profil")


def test_dans_le_salon_rien_n_est_repete(reseau: Salon) -> None:
    message = reseau["ines"].dit("!profil cité non")
    reseau.bot_reagit("📬", message)
    reseau["ines"].recoit("bulletin : non", type="profil")
    reseau["karim"].dit("!profil cité oui")
    reseau.bot_dit("en privé", type="refus")


@pytest.mark.parametrize("suite", ["peut-être", "oui et non", "le bulletin"])
def test_ni_oui_ni_non_un_exemple_suffit(reseau: Salon, suite: str) -> None:
    reseau["ines"].dit(f"profil cité {suite}", en_prive=True)
    reseau["ines"].recoit("!profil cité", type="usage")
