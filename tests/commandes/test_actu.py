"""Donner une nouvelle : au salon, ou à part avec son accord."""

import pytest

from tests.scenario import Monde, OuvreReseau, Salon

NOUVELLE = "!actu la salle Loire est prête"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime, Inès parle à part."""
    salon = ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), animation="nadia")
    salon["ines"].ouvre_une_conversation().oublie()
    return salon


def test_dite_dans_le_salon_elle_paraitra(reseau: Salon) -> None:
    message = reseau["ines"].dit(NOUVELLE)
    reseau.bot_dit("prochain bulletin", "supprimez", type="actu.notee", repond_a=message)
    reseau["ines"].dit("bulletin", en_prive=True)
    reseau["ines"].recoit("« la salle Loire est prête »", type="bulletin")


def test_supprimee_elle_ne_parait_pas(reseau: Salon) -> None:
    message = reseau["ines"].dit(NOUVELLE)
    reseau.bot_dit(type="actu.notee")
    reseau["ines"].supprime(message)
    reseau["ines"].dit("bulletin", en_prive=True)
    reseau["ines"].recoit("Rien", type="bulletin")


def test_ecrite_a_part_elle_attend_un_oui(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("actu la salle Loire est prête", en_prive=True)
    ines.recoit(
        "Tout le réseau lira", "« la salle Loire est prête »", type="actu.notee", mention=ines,
        boutons=("✅", "❌"),
    )  # fmt: skip
    ines.dit("bulletin", en_prive=True)
    ines.recoit("Rien", type="bulletin")
    ines.reagit("✅")
    ines.recoit("prochain bulletin", type="actu.notee")
    ines.dit("bulletin", en_prive=True)
    ines.recoit("salle Loire", type="bulletin")
    reseau.bot_se_tait()


def test_ecrite_a_part_puis_retenue_elle_est_oubliee(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("actu la salle Loire est prête", en_prive=True)
    ines.recoit(type="actu.notee", mention=ines)
    ines.dit("non", en_prive=True)
    ines.recoit("je ne publie rien", type="actu.notee")
    ines.dit("oui", en_prive=True)
    ines.dit("mesdonnees", en_prive=True)
    dit = ines.recoit(type="donnees")
    assert "Loire" not in str(dit.contenu)


def test_un_oui_redit_ne_la_donne_qu_une_fois(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("actu la salle Loire est prête", en_prive=True)
    ines.recoit(type="actu.notee", mention=ines)
    ines.reagit("✅")
    ines.recoit(type="actu.notee")
    ines.retire("✅")
    ines.reagit("✅")


@pytest.mark.parametrize("suite", ["", "…", "a " * 200])
def test_vide_ou_trop_longue_un_exemple_suffit(reseau: Salon, suite: str) -> None:
    reseau["ines"].dit(f"!actu {suite}")
    reseau.bot_dit("!actu la salle", type="usage", champs={"commande": "actu"})


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_coupee_au_milieu_notee_une_fois(reseau: Salon, validation: int) -> None:
    reseau.coupe_au_milieu(validation)
    reseau["ines"].dit(NOUVELLE)
    reseau.bot_dit(type="actu.notee")
    reseau["ines"].dit("bulletin", en_prive=True)
    dit = reseau["ines"].recoit(type="bulletin")
    assert dit.corps.count("Loire") == 1


def test_qui_se_fait_oublier_emporte_sa_nouvelle(reseau: Salon, monde: Monde) -> None:
    ines = reseau["ines"]
    ines.dit(NOUVELLE)
    reseau.bot_dit(type="actu.notee")
    ines.dit("mesdonnees", en_prive=True)
    ines.recoit("« la salle Loire est prête »", type="donnees")
    ines.dit("oubliemoi", en_prive=True)
    ines.recoit(type="oubli")
    ines.reagit("✅")
    ines.recoit(type="oubli")
    reseau["karim"].dit("bulletin", en_prive=True)
    reseau["karim"].recoit("Rien", type="bulletin")


def test_celle_que_l_animation_supprime_ne_parait_pas(reseau: Salon) -> None:
    message = reseau["karim"].dit("!actu le chef est un incapable")
    reseau.bot_dit(type="actu.notee")
    reseau["nadia"].supprime(message)
    reseau["ines"].dit("bulletin", en_prive=True)
    reseau["ines"].recoit("Rien", type="bulletin")


def test_corriger_son_message_corrige_la_nouvelle(reseau: Salon) -> None:
    karim = reseau["karim"]
    message = karim.dit("!actu la réunion est mardi")
    reseau.bot_dit(type="actu.notee")
    karim.corrige(message, "!actu la réunion est mercredi")
    karim.corrige(message, "je me suis trompé")
    reseau["ines"].dit("bulletin", en_prive=True)
    reseau["ines"].recoit("« la réunion est mercredi »", type="bulletin")
    karim.corrige(message, "!actu " + "très " * 80)
    reseau.bot_dit("trop long", type="usage")


def test_ecrite_a_part_ce_qui_fut_relu_parait(reseau: Salon) -> None:
    ines = reseau["ines"]
    message = ines.dit(NOUVELLE, en_prive=True)
    ines.recoit(type="actu.notee", mention=ines)
    ines.reagit("✅")
    ines.recoit(type="actu.notee")
    ines.corrige(message, "!actu la salle Loire est en feu")
    ines.dit("bulletin", en_prive=True)
    ines.recoit("salle Loire est prête", type="bulletin")


def test_corrigee_elle_ne_cache_rien(reseau: Salon) -> None:
    message = reseau["karim"].dit("!actu la réunion est mardi")
    reseau.bot_dit(type="actu.notee")
    reseau["karim"].corrige(message, "!actu la réunion \u202eest mercredi")
    reseau.bot_dit("invisibles", type="usage")
    reseau["ines"].dit("bulletin", en_prive=True)
    reseau["ines"].recoit("« la réunion est mardi »", type="bulletin")


@pytest.mark.parametrize("mots", ["actu la salle Loire est prête", "merci karim pour tout"])
def test_ecrit_a_part_un_oui_dit_trop_tard_ne_publie_rien(reseau: Salon, mots: str) -> None:
    ines = reseau["ines"]
    ines.dit(mots, en_prive=True)
    ines.recoit(type="actu.notee" if "actu" in mots else "merci", mention=ines)
    reseau.passe(days=9)
    ines.dit("oui", en_prive=True)
    reseau.bot_se_tait()
