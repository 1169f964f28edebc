"""« Qui sait quoi ? » : un réseau qui sert dix minutes après son ouverture, en quelques touches."""

import pytest

from tests.scenario import Monde, OuvreReseau, Salon

GENS = ("nadia", "ines", "karim", "paul", "sara")


@pytest.fixture
def ouvert(monde: Monde) -> Salon:
    """Nadia vient d'ouvrir le réseau et de toucher deux thèmes."""
    salon = monde.ouvre_salon("Assistantes", GENS)
    salon.oublie()
    salon["nadia"].dit("!réseau ouvrir Assistantes")
    salon.bot_dit("qui sait quoi ?", type="reseau.ouvert")
    for chiffre in ("1️⃣", "2️⃣"):
        salon["nadia"].reagit(chiffre)
        note = salon.bot_dit(type="theme.note")
        assert "\n" not in note.corps, "l'appel qui suit dira le reste"
    return salon


@pytest.fixture
def appele(ouvert: Salon) -> Salon:
    """L'appel a suivi."""
    ouvert.passe(minutes=1)
    ouvert.bot_dit(type="reseau")
    ouvert.bot_dit("Qui sait quoi ?", "1️⃣", "2️⃣", type="quisaitquoi", appel=True,
                   boutons=("1️⃣", "2️⃣"))  # fmt: skip
    ouvert.oublie()
    return ouvert


def test_dix_minutes_suffisent(ouvert: Salon, monde: Monde) -> None:
    """Une phrase et deux touches de Nadia, une touche de Karim : une question trouve quelqu'un."""
    debut = monde.horloge.now()
    ouvert.passe(minutes=1)
    ouvert.bot_dit(type="reseau")
    appel = ouvert.bot_dit(type="quisaitquoi", appel=True)
    ouvert.oublie()
    ouvert["karim"].reagit("1️⃣", sur=appel)
    theme = appel.jumeau["themes"][0]
    ouvert["ines"].dit(f"!aide {theme} Chorus refuse ma facture")
    ouvert.bot_dit(type="demande.proposee", mention="karim")
    assert (monde.horloge.now() - debut).total_seconds() < 600
    ouvert.passe(minutes=1)
    ouvert.bot_dit("Karim", type="savoir.note")


def test_une_seule_ligne_pour_toutes_les_touches(appele: Salon) -> None:
    for nom in ("karim", "paul", "sara"):
        appele[nom].reagit("1️⃣")
    appele["karim"].reagit("2️⃣")
    appele.bot_se_tait()
    appele.passe(minutes=1)
    appele.bot_dit("Karim (", "Paul", "Sara", "Retirez votre touche", type="savoir.note")
    appele["ines"].dit("!thèmes")
    appele.bot_dit("Karim", "Paul", "Sara", type="theme.liste")


def test_la_touche_retiree_defait(appele: Salon) -> None:
    appele["karim"].reagit("1️⃣")
    appele["karim"].retire("1️⃣")
    appele.passe(minutes=1)
    appele.bot_se_tait()
    appele["karim"].dit("!jesais")
    appele.bot_dit("rien dit", type="savoir.note")


def test_l_appel_n_a_lieu_qu_une_fois(appele: Salon) -> None:
    appele["nadia"].dit("!thème modèle")
    appele.bot_dit(type="theme.liste")
    appele["nadia"].reagit("1️⃣")
    appele.bot_dit("Vous le connaissez ? Dites-le : !jesais", type="theme.note")
    appele.passe(hours=1)
    appele.bot_se_tait()


def test_l_animation_le_relance(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", GENS, themes={"compta": ("karim",), "archives": ()})
    reseau["nadia"].dit("!qui sait quoi")
    reseau.bot_dit("1️⃣ archives", "2️⃣ compta", type="quisaitquoi", appel=True)
    reseau["nadia"].dit("qui sait quoi", en_prive=True)
    reseau["nadia"].recoit("dans le salon", type="quisaitquoi")
    reseau.bot_dit(type="quisaitquoi", appel=True)
    reseau["paul"].dit("!qui sait quoi")
    reseau.bot_dit(type="refus")


def test_sans_theme_il_en_faut_d_abord(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", GENS)
    reseau["nadia"].dit("!qui sait quoi")
    reseau.bot_dit("!thème modèle", type="refus", champs={"commande": "quisaitquoi"})


# -- l'élan ----------------------------------------------------------------------------------------


def test_d_une_touche_le_bulletin_du_vendredi(ouvert: Salon) -> None:
    ouvert.passe(minutes=1)
    elan = ouvert.bot_dit("Pour qui anime", "1️⃣ un bulletin chaque vendredi", type="reseau")
    ouvert.bot_dit(type="quisaitquoi", appel=True)
    paul, nadia = ouvert["paul"], ouvert["nadia"]
    paul.reagit("1️⃣", sur=elan)
    ouvert.bot_dit("animent", type="refus", repond_a=elan)
    paul.retire("1️⃣")
    paul.reagit("1️⃣", sur=elan)
    nadia.reagit("1️⃣", sur=elan)
    ouvert.bot_dit("vendredi", type="rituel.cree", repond_a=elan)
    nadia.retire("1️⃣", sur=elan)
    nadia.reagit("1️⃣", sur=elan)
    ouvert.bot_se_tait()


def test_d_une_touche_la_recolte_des_premieres_astuces(ouvert: Salon) -> None:
    ouvert.passe(minutes=1)
    elan = ouvert.bot_dit("2️⃣ les premières astuces", type="reseau")
    ouvert.bot_dit(type="quisaitquoi", appel=True)
    ouvert["nadia"].reagit("2️⃣", sur=elan)
    demande = ouvert.bot_dit("Qu'auriez-vous aimé savoir", type="kit")
    ouvert["karim"].repond_a(demande, "Le badge se demande avant le premier jour.")
    ouvert.bot_dit("Le badge", type="astuce.accord", mention="karim")
