"""Plier : ce qui ne change pas le sens d'un mot, et ce qui trompe l'œil."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import boutons
from bot.core.pliage import clean, clean_name, deceptive, fold, fold_emoji, fold_word
from bot.core.reading import addressed


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("Météo", "meteo"),
        ("me\u0301te\u0301o", "METEO"),
        ("ＭÉＴÉＯ", "météo"),
        ("l’été", "l'ete"),
        ("œuvre", "OEUVRE"),
        ("Ça\u00a0va", "ca va"),
        ("  deux   mots ", "deux mots"),
    ],
)
def test_deux_ecritures_du_meme_mot(un: str, autre: str) -> None:
    assert fold(un) == fold(autre)


@pytest.mark.parametrize("ecrit", ["mes données", "Mes-Données", "mesdonnees", "mes’données"])
def test_un_mot_de_commande_n_a_que_lettres_et_chiffres(ecrit: str) -> None:
    assert fold_word(ecrit) == "mesdonnees"


@given(st.text())
def test_plier_deux_fois_ne_change_plus_rien(texte: str) -> None:
    assert fold(fold(texte)) == fold(texte)
    assert fold_word(fold_word(texte)) == fold_word(texte)
    assert fold_emoji(fold_emoji(texte)) == fold_emoji(texte)


@given(st.text())
def test_un_nom_propre_tient_sur_une_ligne(nom: str) -> None:
    propre = clean_name(nom)
    assert "\n" not in propre
    assert not deceptive(propre)
    assert len(propre) <= 60
    assert clean_name(propre) == propre


@given(st.text(alphabet=st.characters(codec=None)))
def test_un_texte_nettoye_se_garde_partout(texte: str) -> None:
    propre = clean(texte)
    assert "\x00" not in propre
    propre.encode()


@pytest.mark.parametrize("cache", ["\u200b", "\u202e", "\u2067", "\u2060", "\ufeff"])
def test_les_signes_caches_sont_vus(cache: str) -> None:
    assert deceptive(f"fac{cache}ture")
    assert clean_name(f"Inès{cache}") == "Inès"


def test_un_emoji_compose_ou_un_texte_accentue_ne_trompent_pas() -> None:
    assert not deceptive("été 👩‍💼 ✋🏽 1️⃣ « oui »\u00a0!")


# -- boutons ---------------------------------------------------------------------------------------

DEMANDE = (boutons.PRENDRE, boutons.PASSER)


@pytest.mark.parametrize("mot", ["✋", "✋🏿", "👍", "🙋‍♀️", "Je m’en occupe.", "je prends !"])
def test_prendre_se_dit_de_bien_des_facons(mot: str) -> None:
    assert boutons.from_word(mot, DEMANDE) == boutons.PRENDRE


@pytest.mark.parametrize("mot", ["", "oui", "je", "je m'en occupe demain", "1", "❌", "✋ ✋"])
def test_un_autre_mot_n_est_pas_un_bouton(mot: str) -> None:
    assert boutons.from_word(mot, DEMANDE) is None


def test_le_pouce_ne_prend_que_la_ou_l_on_demande() -> None:
    assert boutons.canonical("👍", (boutons.OUI, boutons.NON)) is None


@pytest.mark.parametrize("mot", ["2", "2️⃣", "2.", " 2 ", "2)"])
def test_un_chiffre_choisit(mot: str) -> None:
    assert boutons.from_word(mot, boutons.CHIFFRES[:3]) == "2️⃣"


@pytest.mark.parametrize("mot", ["0", "4", "10", "22", "deux"])
def test_un_chiffre_hors_du_choix_ne_choisit_rien(mot: str) -> None:
    assert boutons.from_word(mot, boutons.CHIFFRES[:3]) is None


@pytest.mark.parametrize("mot", ["1" * 5000, "\U00010a40", "01", "0"])
def test_un_chiffre_demesure_ou_d_une_autre_ecriture_ne_casse_rien(mot: str) -> None:
    assert boutons.from_word(mot, boutons.CHIFFRES) is None


@given(st.text(max_size=80), st.sets(st.sampled_from(boutons.TOUS + boutons.CHIFFRES)))
def test_un_bouton_rendu_est_toujours_offert(texte: str, offerts: set[str]) -> None:
    assert boutons.from_word(texte, tuple(offerts)) in {None, *offerts}


# -- s'adresse-t-on au robot ? ---------------------------------------------------------------------

NOMS = ("Maillon", "Maillon du réseau")


@pytest.mark.parametrize(
    ("texte", "suite"),
    [
        ("Maillon, aide", "aide"),
        ("maillon :aide", "aide"),
        ("Maillon du reseau : aide", "aide"),
        ("@m:h aide", "aide"),
        ("@m:h, aide", "aide"),
        ("Maillon aide", None),
        ("Maillons, aide", None),
        ("@m:hopital.example aide", None),
        ("bonjour Maillon, aide", None),
        ("", None),
    ],
)
def test_qui_parle_au_robot(texte: str, suite: str | None) -> None:
    assert addressed(texte, NOMS, "@m:h") == suite
