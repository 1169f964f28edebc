"""L'hostile et le démesuré coûtent une phrase, jamais davantage."""

from datetime import timedelta

import pytest

from bot.core.execution import TAILLE_MAX
from tests.scenario import ACCES, Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Inès et Karim sont membres."""
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"))


def test_une_commande_de_plus_de_2_ko(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("!écho " + "é" * ((TAILLE_MAX - 6) // 2))
    reseau.bot_dit("écho")
    ines.dit("!écho " + "é" * (TAILLE_MAX // 2))
    reseau.bot_dit("trop long", type="usage", champs={"commande": "echo"})
    ines.dit("!écho " + "a" * 60_000)
    reseau.bot_dit("trop long", type="usage")
    ines.dit("!" + "a" * 60_000)
    reseau.bot_se_tait()


@pytest.mark.parametrize("piege", ["\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041"])
def test_les_caracteres_qui_trompent_l_oeil(reseau: Salon, piege: str) -> None:
    ines = reseau["ines"]
    ines.dit(f"!écho facture{piege}fdp.exe")
    reseau.bot_dit("caractères invisibles", type="usage", champs={"commande": "echo"})


def test_dix_mille_mentions(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("!écho tout le monde", mentions=[f"@x{n}:localhost" for n in range(10_000)])
    reseau.bot_dit("Trop de personnes", type="usage", champs={"commande": "echo"})


def test_le_texte_d_un_membre_n_est_jamais_du_balisage(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("!écho <b>gras</b> <a href='https://x'>ici</a> @room & \x00 \x1b[31m")
    dit = reseau.bot_dit("<b>gras</b>")
    assert "<b>" not in dit.contenu["formatted_body"]
    assert "<a " not in dit.contenu["formatted_body"]
    assert dit.contenu["m.mentions"] == {}
    assert "\x00" not in dit.corps
    assert "\x1b" not in dit.corps


def test_trop_de_commandes_un_seul_avis_puis_le_silence(monde: Monde, reseau: Salon) -> None:
    monde.pas = timedelta(seconds=1)
    ines, karim = reseau["ines"], reseau["karim"]
    for n in range(ACCES.commandes_par_minute):
        ines.dit(f"!écho {n}")
        reseau.bot_dit("écho")
    ines.dit("!écho encore")
    reseau.bot_dit("Doucement", type="lenteur", champs={"commande": "echo"})
    for _ in range(5):
        ines.dit("!écho encore")
    karim.dit("!écho et moi")
    reseau.bot_dit("et moi")
    reseau.passe(minutes=2)
    ines.dit("!écho me revoici")
    reseau.bot_dit("me revoici")


def test_le_salon_entier_a_sa_limite(monde: Monde) -> None:
    monde.pas = timedelta(milliseconds=100)
    gens = [f"membre{n}" for n in range(7)]
    reseau = monde.ouvre_reseau("Assistantes", gens)
    for n in range(ACCES.commandes_par_minute_salon):
        reseau[gens[n % 6]].dit("!écho bonjour")
        reseau.bot_dit("écho")
    reseau[gens[6]].dit("!écho bonjour")
    reseau.bot_dit("Doucement", type="lenteur")
    reseau[gens[0]].dit("!écho bonjour")
    reseau.bot_se_tait()


def test_les_mots_inconnus_sont_freines_aussi(monde: Monde, reseau: Salon) -> None:
    monde.pas = timedelta(milliseconds=100)
    for _ in range(ACCES.commandes_par_minute):
        reseau["ines"].dit("!ecoh bonjour")
        reseau.bot_dit(type="inconnu")
    reseau["ines"].dit("!ecoh bonjour")
    reseau.bot_dit(type="lenteur", champs={"commande": "echo"})
    reseau["ines"].dit("!ecoh bonjour")
    reseau.bot_se_tait()


def test_la_limite_se_leve(monde: Monde, reseau: Salon) -> None:
    from dataclasses import replace

    monde.acces = replace(ACCES, commandes_par_minute=0, commandes_par_minute_salon=0)
    monde.fil.redemarre()
    monde.pas = timedelta(0)
    for n in range(70):
        reseau["ines"].dit(f"!écho {n}")
        reseau.bot_dit(f"« {n} »")
