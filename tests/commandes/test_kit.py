"""Le kit de survie : le lire, en choisir l'ordre, l'imprimer sans nommer qui ne le veut pas."""

import re
from html import unescape
from typing import Any

import pytest

from donnees.astuce import Astuce
from donnees.theme import Referent
from tests.scenario import Monde, OuvreReseau, Salon

KARIM, INES = "@karim:localhost", "@ines:localhost"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau, monde: Monde) -> Salon:
    """Cinq astuces, dont trois de compta ; Karim en est référent, Inès parle à part."""
    salon = ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "paul"), animation="nadia",
        themes={"compta": ("karim", "ines"), "archives": (), "accueil": ("paul",)},
    )  # fmt: skip
    le = monde.horloge.now()
    monde.fil.pose(Referent(theme=1, membre=KARIM, etat="oui", propose_par="", depuis=le))
    for id, theme, texte, utiles, auteur in (
        (1, 1, "Chorus : vérifier le SIRET", 1, KARIM),
        (2, 1, "Le bon de commande se vise avant", 5, INES),
        (3, 2, "Les cartons vont au sous-sol", 0, "@paul:localhost"),
        (4, None, "La cantine ferme à 13 h 30", 0, ""),
        (5, 1, "Le code service n'est pas toujours exigé", 0, INES),
    ):
        pose(monde, id=id, theme=theme, texte=texte, utiles=utiles, auteur=auteur)
    salon["ines"].ouvre_une_conversation().oublie()
    return salon


def pose(monde: Monde, **ligne: Any) -> None:
    le = monde.horloge.now()
    monde.fil.pose(Astuce(reseau=ligne.pop("reseau", 1), cree_le=le, notee_le=le, **ligne))


def page(reseau: Salon) -> str:
    """La page que reçoit qui la demande, ses balises ôtées."""
    reseau["paul"].dit("!kit export html")
    reseau.bot_dit(type="kit")
    brut = reseau.monde.fil.documents[-1].contenu.decode()
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", brut, flags=re.DOTALL))


# -- lire ------------------------------------------------------------------------------------------


def test_le_kit_theme_par_theme(reseau: Salon) -> None:
    reseau["paul"].dit("!kit")
    lu = reseau.bot_dit(
        "compta, 3 astuces", "archives, 1 astuce", "Divers", "!kit compta", "!kit export",
        type="kit", champs={"resultats": [2, 1, 5, 3, 4]},
    )  # fmt: skip
    assert "accueil" not in lu.corps
    assert lu.corps.index("SIRET") > lu.corps.index("bon de commande")


def test_un_theme_les_plus_utiles_d_abord(reseau: Salon) -> None:
    reseau["paul"].dit("!kit compta")
    reseau.bot_dit(
        "n° 2 « Le bon", "!astuce 2", type="kit", champs={"theme": "compta", "resultats": [2, 1, 5]}
    )


def test_un_long_theme_se_lit_ecran_par_ecran(reseau: Salon, monde: Monde) -> None:
    for id in range(11, 21):
        pose(monde, id=id, theme=1, texte=f"Étape {id} du dossier")
    reseau["paul"].dit("!kit compta")
    ecran = reseau.bot_dit("suite (7 de plus)", type="kit", boutons=("⏬",))
    reseau["ines"].reagit("⏬", sur=ecran)
    ecran = reseau.bot_dit("suite (1 de plus)", type="kit", repond_a=ecran)
    reseau["paul"].repond_a(ecran, "suite")
    assert "Étape 20" in reseau.bot_dit(type="kit", boutons=()).corps
    reseau["ines"].dit("kit compta", en_prive=True)
    reseau["ines"].recoit(type="kit")
    reseau["ines"].dit("suite", en_prive=True)
    reseau["ines"].recoit("Étape 14", type="kit")


def test_beaucoup_de_themes_tiennent_sur_un_ecran(ouvre_reseau: OuvreReseau, monde: Monde) -> None:
    grand = ouvre_reseau("Régions", ("paul",), themes={f"métier {n}": () for n in range(1, 16)})
    for id in range(101, 161):
        pose(monde, id=id, theme=1 + id % 15, texte=f"Une étape {id} du dossier " * 9)
    grand["paul"].dit("!kit", dans=grand)
    lu = grand.bot_dit("métier 15, 4 astuces", "!kit métier 1", type="kit")
    assert len(lu.corps.splitlines()) <= 20
    assert "étape" not in lu.corps


def test_mille_astuces_se_disent_en_un_message(reseau: Salon, monde: Monde) -> None:
    for id in range(1001, 2001):
        pose(monde, id=id, theme=1, texte=f"Étape {id} du dossier")
    for mots in ("!kit", "!kit compta", "!kit export html"):
        reseau["paul"].dit(mots)
        dit = reseau.bot_dit(type="kit")
        assert 100 <= len(dit.jumeau["resultats"]) <= 400
        assert len(str(dit.contenu)) < 20_000


def test_en_prive_aussi(reseau: Salon) -> None:
    reseau["ines"].dit("kit compta", en_prive=True)
    reseau["ines"].recoit(type="kit", champs={"theme": "compta"})


def test_un_theme_sans_astuce_dit_comment_faire(reseau: Salon) -> None:
    reseau["paul"].dit("!kit accueil")
    reseau.bot_dit("!astuce", "!aide accueil", type="kit", champs={"resultats": []})


def test_un_theme_inconnu_a_un_exemple(reseau: Salon) -> None:
    reseau["paul"].dit("!kit jardinage")
    reseau.bot_dit("!kit compta", type="usage", champs={"commande": "kit"})


def test_ni_brouillon_ni_perimee_ni_d_un_autre_reseau(reseau: Salon, monde: Monde) -> None:
    for id, etat in ((6, "brouillon"), (7, "attente"), (8, "perimee"), (9, "retiree")):
        pose(monde, id=id, theme=1, texte="secret", etat=etat)
    pose(monde, id=10, theme=None, texte="ailleurs", reseau=2)
    reseau["paul"].dit("!kit")
    lu = reseau.bot_dit(type="kit", champs={"resultats": [2, 1, 5, 3, 4]})
    assert "secret" not in lu.corps
    assert "ailleurs" not in lu.corps


def test_vide_il_dit_comment_le_remplir(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Archivistes", ("nadia", "oscar"))
    for mot in ("!kit", "!kit export"):
        reseau["oscar"].dit(mot)
        reseau.bot_dit("encore vide", "!astuce", "récolte", type="kit", champs={"resultats": []})


# -- l'ordre ---------------------------------------------------------------------------------------


def ordre(reseau: Salon) -> list[int]:
    reseau["paul"].dit("!kit compta")
    trouve: list[int] = reseau.bot_dit(type="kit").jumeau["resultats"]
    return trouve


def test_la_personne_referente_epingle(reseau: Salon) -> None:
    for id in (5, 1):
        reseau["karim"].dit(f"!kit épingler {id}")
        reseau.bot_dit("en tête", type="kit", champs={"astuce": id, "theme": "compta"})
    assert ordre(reseau) == [5, 1, 2]
    reseau["karim"].dit("!kit épingler 1 1")
    reseau.bot_dit(type="kit")
    assert ordre(reseau) == [1, 5, 2]
    reseau["karim"].dit("!kit détacher n° 1")
    reseau.bot_dit("à sa place", type="kit")
    assert ordre(reseau) == [5, 2, 1]
    reseau["karim"].dit("!kit désépingler 5")
    reseau.bot_dit(type="kit")
    assert ordre(reseau) == [2, 1, 5]


def test_l_animation_aussi_les_autres_non(reseau: Salon) -> None:
    reseau["nadia"].dit("!kit épingler 3")
    reseau.bot_dit(type="kit", champs={"theme": "archives"})
    reseau["karim"].dit("!kit épingler 3")
    reseau.bot_dit("référentes", type="refus", champs={"commande": "kit"})
    reseau["paul"].dit("!kit épingler 1")
    reseau.bot_dit("référentes", type="refus")


@pytest.mark.parametrize(("suite", "type"), [("99", "refus"), ("", "usage"), ("1 zéro", "usage")])
def test_epingler_mal_dit(reseau: Salon, suite: str, type: str) -> None:
    reseau["karim"].dit(f"!kit épingler {suite}")
    reseau.bot_dit("!kit", type=type)


# -- imprimer --------------------------------------------------------------------------------------


def test_a_imprimer_un_pdf_balise(reseau: Salon, monde: Monde) -> None:
    message = reseau["paul"].dit("!kit export")
    dit = reseau.bot_dit(
        "Assistantes", "!profil cité kit oui", type="kit", repond_a=message,
        champs={"resultats": [2, 1, 5, 3, 4]},
    )  # fmt: skip
    assert dit.contenu["filename"] == "kit-assistantes.pdf"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in monde.fil.documents[-1].contenu


def test_personne_n_y_est_nomme_sans_l_avoir_voulu(reseau: Salon) -> None:
    lue = page(reseau)
    assert lue.index("Compta") < lue.index("bon de commande") < lue.index("SIRET")
    assert "2 personnes s'en occupent" in lue
    assert "Aujourd'hui, personne ne s'en occupe." in lue
    assert not {"Karim", "Ines", "Paul"} & set(re.findall(r"\w+", lue))
    assert "@" not in lue


def test_qui_l_a_voulu_y_est_nomme(reseau: Salon) -> None:
    reseau["ines"].dit("profil cité bulletin oui", en_prive=True)
    reseau["ines"].recoit(type="profil")
    reseau["karim"].dit("profil cité kit oui", en_prive=True)
    reseau["karim"].recoit(type="profil")
    lue = page(reseau)
    assert "À qui demander\u00a0: Karim et une autre personne." in lue
    assert lue.count("Dite par Karim.") == 1
    assert "Ines" not in lue
    reseau["karim"].part()
    reseau.oublie()
    assert "Karim" not in page(reseau)


@pytest.mark.parametrize("mot", ["!kit exporter", "!kit export en PDF", "!kit-export"])
def test_dit_autrement(reseau: Salon, mot: str) -> None:
    reseau["paul"].dit(mot)
    assert reseau.bot_dit(type="kit").contenu["filename"].endswith(".pdf")


def test_en_prive_aussi_le_document(reseau: Salon) -> None:
    reseau["ines"].dit("kit export html", en_prive=True)
    dit = reseau["ines"].recoit(type="kit")
    assert dit.contenu["filename"] == "kit-assistantes.html"
    assert dit.contenu["info"]["mimetype"] == "text/html"


def test_un_autre_format_est_refuse(reseau: Salon) -> None:
    reseau["paul"].dit("!kit export excel")
    reseau.bot_dit("!kit export pdf", type="usage")
