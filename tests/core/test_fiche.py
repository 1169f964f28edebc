"""La fiche : une question à la fois, reprise où elle en était, par touches ou avec ses mots."""

from types import ModuleType

import pytest

from bot.core import appels
from donnees import fiche as fiches
from tests.core import fiche_d_essai
from tests.scenario import OuvreReseau, Personne, Salon


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ...]:
    """La fiche d'essai, et rien d'autre ; son histoire dit son réseau, comme toute autre."""
    monkeypatch.setitem(appels.RESEAU_DE, "retour", fiches.reseau_de)
    return (fiche_d_essai,)


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Un réseau ; Inès a sa conversation."""
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines", "karim"))
    reseau["ines"].ouvre_une_conversation().oublie()
    return reseau


@pytest.fixture
def ines(reseau: Salon) -> Personne:
    """Inès vient d'ouvrir une fiche."""
    reseau["ines"].dit("retour", en_prive=True)
    demande(reseau["ines"], "titre")
    return reseau["ines"]


def demande(qui: Personne, champ: str, *boutons: str) -> None:
    qui.recoit(type="menu", mention=qui, champs={"champ": champ}, boutons=boutons)


def test_une_question_a_la_fois_jusqu_a_la_fin(ines: Personne) -> None:
    ines.dit("Un bel essai", en_prive=True)
    demande(ines, "couleur", "1️⃣", "2️⃣", "➡️")
    ines.reagit("2️⃣")
    demande(ines, "public", "✅", "❌")
    ines.dit("oui", en_prive=True)
    ines.recoit("titre=Un bel essai, couleur=b et public=✅", type="menu")


def test_passer_mene_a_la_suivante(ines: Personne) -> None:
    ines.dit("Un bel essai", en_prive=True)
    demande(ines, "couleur", "1️⃣", "2️⃣", "➡️")
    ines.dit("pas cette fois", en_prive=True)
    demande(ines, "public", "✅", "❌")
    ines.reagit("❌")
    ines.recoit("couleur=None", type="menu")


def test_elle_reprend_ou_elle_en_etait_apres_un_arret(ines: Personne, reseau: Salon) -> None:
    ines.dit("Un bel essai", en_prive=True)
    demande(ines, "couleur", "1️⃣", "2️⃣", "➡️")
    reseau.redemarre()
    reseau.passe(days=20)
    ines.dit("retour", en_prive=True)
    demande(ines, "couleur", "1️⃣", "2️⃣", "➡️")
    reseau.coupe_au_milieu()
    ines.dit("1", en_prive=True)
    demande(ines, "public", "✅", "❌")


def test_une_touche_d_une_question_deja_repondue_n_y_fait_rien(
    ines: Personne, reseau: Salon
) -> None:
    ines.dit("Un bel essai", en_prive=True)
    assert ines.prive is not None
    couleur = ines.recoit(mention=ines, champs={"champ": "couleur"})
    ines.reagit("1️⃣", sur=couleur)
    demande(ines, "public", "✅", "❌")
    ines.reagit("2️⃣", sur=couleur)
    reseau.bot_se_tait()
    ines.reagit("✅")
    ines.recoit("couleur=r", type="menu")


def test_personne_d_autre_n_y_repond(ines: Personne, reseau: Salon) -> None:
    reseau["karim"].dit("oui", en_prive=True)
    reseau["karim"].dit("Un bel essai", en_prive=True)
    reseau.bot_se_tait()
