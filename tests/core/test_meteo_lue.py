"""Lire une météo : ce que les gens écrivent vraiment, et ce qui n'en est pas une."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.meteo_lue import Lu, est_une_reponse, lire, plus_de_meteo

LUES = [
    ("1", 1, ""), ("5", 5, ""), (" 3 ", 3, ""), ("4.", 4, ""), ("4, fatiguée", 4, "fatiguée"),
    ("2 : ça va", 2, "ça va"), ("le 4", 4, ""), ("numéro 2", 2, ""), ("c'est 3", 3, ""),
    ("1️⃣", 1, ""), ("soleil", 1, ""), ("SOLEIL !", 1, ""), ("Grand soleil", 1, ""),
    ("plein soleil ce matin", 1, "ce matin"), ("Beau temps", 1, ""), ("ciel bleu", 1, ""),
    ("ensoleillé", 1, ""), ("☀️", 1, ""), ("☀", 1, ""), ("🌞 enfin", 1, "enfin"),
    ("éclaircies", 2, ""), ("Éclaircie", 2, ""), ("quelques nuages", 2, ""), ("🌤", 2, ""),
    ("plutôt des éclaircies", 2, ""), ("ça va", 2, ""), ("couvert", 3, ""), ("Nuageux", 3, ""),
    ("plutôt couvert", 3, ""), ("un peu couvert", 3, ""), ("☁️", 3, ""), ("brouillard", 3, ""),
    ("gris", 3, ""), ("bof", 3, ""), ("pluie", 4, ""), ("de la pluie", 4, ""), ("il pleut", 4, ""),
    ("averses, trop de dossiers", 4, "trop de dossiers"), ("🌧️", 4, ""), ("pas top", 4, ""),
    ("orage", 5, ""), ("l'orage", 5, ""), ("l’orage", 5, ""), ("Orages", 5, ""), ("tempête", 5, ""),
    ("c'est la tempête", 5, ""), ("⛈️", 5, ""), ("⛈", 5, ""), ("ça ne va pas", 5, ""),
    ("ca va mal", 5, ""), ("chez moi c'est l'orage", 5, ""), ("météo 3", 3, ""),
    ("il fait couvert", 3, ""), ("pas cette fois", 0, ""), ("Pas cette fois-ci", 0, ""),
    ("je passe", 0, ""), ("joker", 0, ""), ("0", 0, ""), ("➡️", 0, ""),
]  # fmt: skip
PAS_LUES = [
    "", "6", "10", "12", "3,5", "3.5", "2 ou 3", "2/3", "3/5", "2-3", "50%", "bonjour", "merci",
    "pas de soleil", "pas d'orage", "un rendez-vous demain", "bien sûr, je m'en occupe",
    "je passe voir Karim", "passe à lundi", "mal de tête", "violet", "😀", "la compta", "🌈",
    "soleilleux", "orageade", "n°12", "!météo",
]  # fmt: skip


@pytest.mark.parametrize(("texte", "temps", "mot"), LUES)
def test_ce_que_l_on_ecrit(texte: str, temps: int, mot: str) -> None:
    assert lire(texte) == Lu(temps, mot)


@pytest.mark.parametrize("texte", PAS_LUES)
def test_ce_qui_n_en_est_pas_une(texte: str) -> None:
    assert lire(texte) is None


@pytest.mark.parametrize(
    "texte",
    ["plus de météo", "Plus de météo.", "plus la météo", "stop météo", "arrêtez la météo"],
)
def test_ne_plus_etre_interroge(texte: str) -> None:
    assert plus_de_meteo(texte)
    assert est_une_reponse(texte)


@pytest.mark.parametrize(
    "texte",
    ["3 dossiers sont bloqués, qui peut m'aider ?", "2 personnes attendent une réponse depuis hier",
     "stop", "plus de papier dans l'imprimante"],
)  # fmt: skip
def test_en_prive_une_phrase_n_est_pas_une_reponse(texte: str) -> None:
    assert not est_une_reponse(texte)


@given(st.text(max_size=600))
def test_rien_ne_fait_tomber_la_lecture(texte: str) -> None:
    lu = lire(texte)
    assert lu is None or (0 <= lu.temps <= 5 and len(lu.mot) <= 120)
    est_une_reponse(texte)
