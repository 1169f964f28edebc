"""Chercher qui sait quoi : un thème, un nom, un service ; personne ne sonne."""

import pytest

from tests.scenario import Monde, OuvreReseau, Personne, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau, monde: Monde) -> Salon:
    """Un réseau où les noms disent le service, à la façon de Tchap."""
    for nom, service in (("ines", "Inès martin [mairie]"), ("karim", "Karim benali [préfecture]")):
        monde.personnes[nom] = Personne(monde, service, f"@{nom}:localhost")
    themes = {"compta": ("karim", "ines"), "archives": (), "Marchés publics": ("karim",)}
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), themes=themes)


def test_seul_il_montre_tout(reseau: Salon) -> None:
    reseau["nadia"].dit("!annuaire")
    reseau.bot_dit(
        "compta : Inès martin et Karim benali", "archives : personne ne s'en occupe",
        type="annuaire", champs={"themes": ["compta", "archives", "Marchés publics"]},
    )  # fmt: skip


def test_un_theme(reseau: Salon) -> None:
    reseau["nadia"].dit("!annuaire Compta")
    reseau.bot_dit(
        "Inès martin et Karim benali", "!aide compta",
        type="annuaire", champs={"themes": ["compta"]},
    )  # fmt: skip


def test_un_theme_que_personne_ne_couvre(reseau: Salon) -> None:
    reseau["nadia"].dit("!annuaire archives")
    reseau.bot_dit("personne ne s'en occupe", "!jesais archives", type="annuaire")


@pytest.mark.parametrize(("mot", "attendu"), [("mairie", "Inès martin (mairie) : compta"),
                                              ("PREFECTURE", "Karim benali (préfecture)"),
                                              ("ines", "Inès martin"), ("ben", "Karim benali"),
                                              ("martin inès", "Inès martin")])  # fmt: skip
def test_un_nom_ou_un_service(reseau: Salon, mot: str, attendu: str) -> None:
    reseau["nadia"].dit(f"!annuaire {mot}")
    dit = reseau.bot_dit(attendu, type="annuaire", champs={"themes": []})
    assert len(dit.corps.splitlines()) == 1


def test_un_mot_de_plusieurs_themes(reseau: Salon) -> None:
    for theme in ("compta", "archives"):
        reseau["nadia"].dit(f"!thème {theme} : dossiers")
        reseau.bot_dit(type="theme.note")
    reseau["nadia"].dit("!annuaire dossiers")
    reseau.bot_dit(type="annuaire", champs={"themes": ["compta", "archives"]})


def test_rien_trouve_propose_la_suite(reseau: Salon) -> None:
    reseau["nadia"].dit("!annuaire plomberie")
    reseau.bot_dit("« plomberie »", "!annuaire", type="annuaire", champs={"themes": []})
    reseau["nadia"].dit("!annuaire conpta")
    reseau.bot_dit("compta", type="annuaire", champs={"themes": []})


@pytest.mark.parametrize("texte", ["x", "é a"])
def test_trop_court_donne_un_exemple(reseau: Salon, texte: str) -> None:
    reseau["nadia"].dit(f"!annuaire {texte}")
    reseau.bot_dit(
        "deux lettres", "!annuaire compta", type="usage", champs={"commande": "annuaire"}
    )


def test_qui_est_parti_ou_d_ailleurs_n_y_est_pas(ouvre_reseau: OuvreReseau, monde: Monde) -> None:
    monde.personne("eve", serveur="ailleurs.example")
    reseau = ouvre_reseau("Assistantes", ("nadia", "eve", "karim"), themes={"paie": ("karim",)})
    reseau["karim"].part()
    for nom in ("eve", "karim", "maillon"):
        reseau["nadia"].dit(f"!annuaire {nom}")
        reseau.bot_dit("rien ni personne", type="annuaire")


def test_un_nom_hostile_reste_du_texte(ouvre_reseau: OuvreReseau, monde: Monde) -> None:
    monde.personnes["eve"] = Personne(monde, "<b>eve</b> [@room \u202e <i>x</i>]", "@eve:localhost")
    reseau = ouvre_reseau("Assistantes", ("nadia", "eve"), themes={"paie": ("eve",)})
    reseau["nadia"].dit("!annuaire eve")
    dit = reseau.bot_dit("eve", type="annuaire")
    assert "\u202e" not in dit.corps
    assert "<i>" not in dit.contenu["formatted_body"]


def test_trois_cents_personnes_se_coupent(ouvre_reseau: OuvreReseau) -> None:
    gens = [f"agent {n}" for n in range(300)]
    reseau = ouvre_reseau("Grand", gens, themes={"compta": gens})
    reseau["agent 0"].dit("!annuaire agent")
    dit = reseau.bot_dit("288 de plus", type="annuaire")
    assert len(dit.corps.splitlines()) < 15
    reseau["agent 0"].dit("!annuaire compta")
    reseau.bot_dit("290 autres", type="annuaire")


def test_les_referents_se_disent(reseau: Salon) -> None:
    reseau["nadia"].dit("!référent @ines:localhost compta")
    reseau.bot_dit(mention=reseau["ines"])
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="referent.note")
    reseau["nadia"].dit("!annuaire compta")
    reseau.bot_dit("Personne référente : Inès martin", type="annuaire")


def test_les_services_et_qui_est_la(reseau: Salon) -> None:
    reseau["nadia"].dit("!annuaire")
    reseau.bot_dit("Services : mairie (1), préfecture (1).", type="annuaire")
    reseau["karim"].dit("absent jusqu'à vendredi", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    reseau["nadia"].dit("!annuaire présents")
    dit = reseau.bot_dit("Là aujourd'hui", "Inès martin", "Pas là : 1 personne", type="annuaire")
    assert "Karim" not in dit.corps
    reseau["nadia"].dit("!annuaire compta")
    dit = reseau.bot_dit("Pas là en ce moment : Karim benali", type="annuaire")
    assert "vendredi" not in dit.corps
    reseau["nadia"].dit("!annuaire préfecture")
    reseau.bot_dit("Karim benali (préfecture, pas là en ce moment)", type="annuaire")


@pytest.mark.parametrize("mot", ["@karim:localhost", "karim:localhost"])
def test_une_personne_nommee_se_trouve(reseau: Salon, mot: str) -> None:
    reseau["nadia"].dit(f"!annuaire {mot}")
    reseau.bot_dit("Karim benali (préfecture)", type="annuaire", champs={"themes": []})


def test_qui_est_la_pour_un_theme_ou_un_service(reseau: Salon) -> None:
    reseau["karim"].dit("absent jusqu'à vendredi", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    for mots, attendu in (
        ("compta présents", "Là aujourd'hui pour compta : Inès martin."),
        ("mairie présentes ?", "pour « mairie » : Inès martin."),
        ("préfecture présents", "personne aujourd'hui"), ("archives présents", "personne"),
    ):  # fmt: skip
        reseau["nadia"].dit(f"!annuaire {mots}")
        assert "Karim" not in reseau.bot_dit(attendu, type="annuaire").corps


def test_un_nom_retire_ne_reste_pas(reseau: Salon) -> None:
    fil, karim = reseau.monde.fil, reseau["karim"]
    fil.livre(fil.brut(reseau.id, "m.room.member", karim.mxid, {"membership": "join"}, karim.mxid))
    reseau["nadia"].dit("!annuaire préfecture")
    reseau.bot_dit("rien ni personne", type="annuaire")
