"""Dire ce que l'on sait."""

import pytest

from tests.scenario import OuvreReseau, Salon

NOMS = ("compta", "paie", "Marchés publics", "archives et documents", "RH / absences")
THEMES: dict[str, tuple[str, ...]] = {nom: () for nom in NOMS}


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Un réseau de cinq thèmes, dont personne n'a rien dit."""
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), themes=THEMES)


def test_un_theme_puis_l_annuaire_le_dit(reseau: Salon) -> None:
    demande = reseau["ines"].dit("!jesais compta")
    reseau.bot_dit(
        "vous connaissez compta", "deux au plus", type="savoir.note",
        champs={"themes": ["compta"]}, repond_a=demande,
    )  # fmt: skip
    reseau["karim"].dit("!annuaire compta")
    reseau.bot_dit("une seule personne s'en occupe, Ines", type="annuaire")


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("compta, paie", ["compta", "paie"]),
        ("compta et paie", ["compta", "paie"]),
        ("PAIE COMPTA", ["paie", "compta"]),
        ("la compta et la paie, marches-publics", ["compta", "paie", "Marchés publics"]),
        ("archives et documents et paie", ["archives et documents", "paie"]),
        ("marchés", ["Marchés publics"]),
        ("compta ; paie\nmarchés publics", ["compta", "paie", "Marchés publics"]),
        ("#compta, compta et encore", ["compta"]),
        ("compta/paie", ["compta", "paie"]),
        ("rh/absences + paie", ["RH / absences", "paie"]),
        ("faire de la compta", ["compta"]),
    ],
)
def test_plusieurs_themes_a_la_fois(reseau: Salon, texte: str, attendus: list[str]) -> None:
    reseau["ines"].dit(f"!je sais {texte}")
    reseau.bot_dit(type="savoir.note", champs={"themes": attendus})


def test_ce_qui_est_inconnu_se_dit_le_reste_se_note(reseau: Salon) -> None:
    reseau["ines"].dit("!jesais compta, couture, paye")
    reseau.bot_dit(
        "connaissez compta", "« couture »", "« paye »", "Peut-être paie",
        type="savoir.note", champs={"themes": ["compta"]},
    )  # fmt: skip


def test_rien_de_connu_montre_les_themes(reseau: Salon) -> None:
    reseau["ines"].dit("!jesais couture")
    reseau.bot_dit(
        "« couture »", "compta, paie", "!jesais compta",
        type="refus", champs={"commande": "jesais"},
    )  # fmt: skip


def test_sans_aucun_theme_on_dit_a_qui_parler(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Nouveau", ("nadia", "ines"))
    reseau["ines"].dit("!jesais compta")
    reseau.bot_dit("pas encore de thème", type="refus")
    reseau["ines"].dit("!jesais")
    reseau.bot_dit("pas encore de thème", type="savoir.note", champs={"themes": []})


def test_le_dire_deux_fois_ne_change_rien(reseau: Salon) -> None:
    for _ in range(2):
        reseau["ines"].dit("!jesais compta")
        reseau.bot_dit("vous connaissez compta", type="savoir.note", champs={"themes": ["compta"]})
    reseau["ines"].dit("!jesais")
    reseau.bot_dit(
        "compta", "!jesais plus compta", type="savoir.note", champs={"themes": ["compta"]}
    )


def test_ne_plus_savoir(reseau: Salon) -> None:
    reseau["ines"].dit("!jesais compta, paie")
    reseau.bot_dit(type="savoir.note")
    reseau["ines"].dit("!jesais plus la compta")
    reseau.bot_dit("plus rien sur compta", type="savoir.note", champs={"themes": ["compta"]})
    reseau["ines"].dit("!jesais")
    reseau.bot_dit(type="savoir.note", champs={"themes": ["paie"]})


def test_ne_plus_savoir_ce_que_l_on_n_avait_pas_dit(reseau: Salon) -> None:
    reseau["ines"].dit("!jesais plus paie")
    reseau.bot_dit(type="savoir.note", champs={"themes": ["paie"]})
    reseau["ines"].dit("!jesais plus couture")
    reseau.bot_dit("« couture »", type="refus", champs={"commande": "jesais"})


def test_plus_tout_seul_demande_le_theme(reseau: Salon) -> None:
    reseau["ines"].dit("!jesais plus")
    reseau.bot_dit("!jesais plus compta", type="usage", champs={"commande": "jesais"})


def test_un_mot_du_theme_vaut_son_nom(reseau: Salon) -> None:
    reseau["nadia"].dit("!thème compta : Chorus, budget")
    reseau.bot_dit(type="theme.note")
    reseau["nadia"].dit("!thème paie : primes, budget")
    reseau.bot_dit(type="theme.note")
    reseau["ines"].dit("!jesais chorus")
    reseau.bot_dit(type="savoir.note", champs={"themes": ["compta"]})
    reseau["ines"].dit("!jesais budget")
    reseau.bot_dit("« budget »", type="refus")


@pytest.mark.parametrize("texte", ["<b>gras</b>", "@room", "@karim:localhost", "a" * 1500])
def test_des_mots_hostiles_restent_du_texte(reseau: Salon, texte: str) -> None:
    reseau["ines"].dit(f"!jesais {texte}")
    dit = reseau.bot_dit(type="refus")
    assert "<b>" not in dit.contenu["formatted_body"]
    assert len(dit.corps) < 600


def test_trois_cents_mots_inconnus_font_une_reponse_courte(reseau: Salon) -> None:
    reseau["ines"].dit("!jesais " + ", ".join(f"x{n}q" for n in range(300)))
    dit = reseau.bot_dit("297 autres mots", type="refus")
    assert len(dit.corps.splitlines()) < 10


def test_trois_cents_themes_d_un_coup(ouvre_reseau: OuvreReseau) -> None:
    noms = [f"thème{n}" for n in range(300)]
    reseau = ouvre_reseau("Grand", ("nadia",), themes={nom: () for nom in noms})
    reseau["nadia"].dit("!jesais " + " ".join(f"thème{n}" for n in range(200)))
    dit = reseau.bot_dit("188 autres", type="savoir.note", champs={"themes": noms[:200]})
    assert len(dit.corps) < 600


def test_en_prive_sans_point_d_exclamation(reseau: Salon) -> None:
    reseau["ines"].dit("je sais compta", en_prive=True)
    reseau["ines"].recoit(type="savoir.note", champs={"themes": ["compta"]})


def test_coupe_au_milieu_cela_se_note_une_fois(reseau: Salon) -> None:
    reseau.coupe_au_milieu(apres_envoi=True)
    reseau["ines"].dit("!jesais compta")
    reseau.bot_dit(type="savoir.note", champs={"themes": ["compta"]})


def test_hors_reseau_cela_se_refuse(reseau: Salon) -> None:
    ailleurs = reseau.monde.ouvre_salon("Cantine", ("ines", "paul"))
    ailleurs.oublie()
    ailleurs["ines"].dit("!jesais compta")
    ailleurs.bot_dit("!réseau ouvrir", type="refus", champs={"commande": "jesais"})
