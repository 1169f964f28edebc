"""Remercier devant tous, et choisir d'être nommé ou non."""

import pytest

from tests.scenario import OuvreReseau, Salon

MERCI = "!merci @karim:localhost pour le modèle de courrier"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime, Inès parle à part."""
    salon = ouvre_reseau("Assistantes", ("nadia", "ines", "karim", "paul"), animation="nadia")
    salon["ines"].ouvre_une_conversation().oublie()
    return salon


def remercie(reseau: Salon) -> None:
    reseau["ines"].dit(MERCI)
    reseau.bot_dit(
        "Ines remercie Karim : « pour le modèle de courrier »", type="merci", mention="karim",
        boutons=("✅", "❌"),
    )  # fmt: skip


def apercu(reseau: Salon) -> str:
    reseau["ines"].dit("bulletin", en_prive=True)
    return reseau["ines"].recoit(type="bulletin").corps


def test_la_personne_remerciee_sonne_seule(reseau: Salon) -> None:
    message = reseau["ines"].dit(MERCI)
    reseau.bot_dit(
        "Ines remercie Karim", type="merci", mention="karim", champs={"membre": reseau["karim"]},
        repond_a=message,
    )  # fmt: skip


@pytest.mark.parametrize("dit", ["!merci Karim", "Maillon, merci karim", "!merci @Karim."])
def test_par_son_nom_et_sans_raison(reseau: Salon, dit: str) -> None:
    reseau["ines"].dit(dit)
    reseau.bot_dit("Ines remercie Karim.", type="merci", mention="karim")


def test_sans_un_oui_elle_n_est_pas_nommee(reseau: Salon) -> None:
    remercie(reseau)
    dit = apercu(reseau)
    assert "Karim" not in dit
    assert "Merci à la personne qui a aidé." in dit


def test_son_oui_la_fait_nommer_une_fois_pour_toutes(reseau: Salon) -> None:
    remercie(reseau)
    reseau["karim"].reagit("✅")
    reseau.bot_dit("!profil cité", type="merci")
    assert "Merci à Karim" in apercu(reseau)
    reseau["paul"].dit("!merci Karim")
    reseau.bot_dit(type="merci", mention="karim", boutons=())


def test_son_non_aussi(reseau: Salon) -> None:
    remercie(reseau)
    reseau["karim"].repond_a(reseau.monde.fil.dits[-1], "non")
    reseau.bot_dit("C'est noté", type="merci")
    assert "Karim" not in apercu(reseau)


def test_son_oui_retire_elle_n_est_plus_nommee(reseau: Salon) -> None:
    remercie(reseau)
    reseau["karim"].reagit("✅")
    reseau.bot_dit(type="merci")
    reseau["karim"].retire("✅")
    assert "Karim" not in apercu(reseau)


def test_personne_d_autre_ne_repond_pour_elle(reseau: Salon) -> None:
    remercie(reseau)
    reseau["paul"].reagit("✅")
    assert "Karim" not in apercu(reseau)


def test_ecrit_a_part_il_attend_un_oui(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("merci karim pour le modèle", en_prive=True)
    ines.recoit("dans le salon", "Ines remercie Karim", type="merci", mention=ines)
    reseau.bot_se_tait()
    ines.reagit("✅")
    reseau.bot_dit("Ines remercie Karim", type="merci", mention="karim")
    ines.recoit("C'est dit", type="merci")


def test_ecrit_a_part_il_peut_y_rester(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("merci karim pour le modèle", en_prive=True)
    ines.recoit(type="merci", mention=ines)
    ines.reagit("❌")
    ines.recoit("j'oublie", type="merci")


@pytest.mark.parametrize("mots", ["merci", "merci pour tout", "merci, c'est très clair"])
def test_une_politesse_n_est_pas_un_merci(reseau: Salon, mots: str) -> None:
    reseau["ines"].dit(mots, en_prive=True)
    reseau["ines"].dit(f"Maillon, {mots}")


@pytest.mark.parametrize(
    ("suite", "type", "mots"),
    [
        ("", "usage", "de qui vous parlez"),
        ("à toute l'équipe", "usage", "de qui vous parlez"),
        ("@karim:localhost @paul:localhost", "usage", "à la fois"),
        ("@ines:localhost", "refus", "quelqu'un d'autre"),
        ("@maillon:localhost", "refus", "robot"),
        ("@absente:localhost", "refus", "pas dans le salon"),
        ("@karim:localhost " + "très " * 60, "usage", "long"),
    ],
)
def test_chaque_refus_dit_quoi_faire(reseau: Salon, suite: str, type: str, mots: str) -> None:
    reseau["ines"].dit(f"!merci {suite}")
    reseau.bot_dit(mots, type=type)


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_coupe_au_milieu_dit_une_fois(reseau: Salon, validation: int) -> None:
    reseau.coupe_au_milieu(validation)
    remercie(reseau)


@pytest.mark.parametrize(
    "mots",
    [
        "merci de me dire comment saisir une facture", "Merci de m'aider sur Chorus",
        "merci d'indiquer la marche à suivre", "merci d’avance de bien vouloir m’envoyer le modèle",
        "merci de ne pas oublier les congés", "merci, et comment on fait pour la paie ?",
    ],
)  # fmt: skip
def test_un_merci_qui_demande_est_une_demande(reseau: Salon, mots: str) -> None:
    ines = reseau["ines"]
    ines.dit(mots, en_prive=True)
    ines.recoit("envoie", type="demande.accord", mention=ines, boutons=("✅", "❌"))


@pytest.mark.parametrize(
    "mots",
    ["merci de votre aide", "merci d'avoir répondu", "merci de m'avoir aidée", "merci d'avance"],
)
def test_un_merci_qui_remercie_n_appelle_rien(reseau: Salon, mots: str) -> None:
    reseau["ines"].dit(mots, en_prive=True)
    reseau.bot_se_tait()


@pytest.mark.parametrize("suite", ["à @karim:localhost", "à Karim pour le modèle"])
def test_merci_a_quelqu_un(reseau: Salon, suite: str) -> None:
    reseau["nadia"].dit(f"!merci {suite}")
    reseau.bot_dit(
        "Nadia remercie Karim", type="merci", mention="karim", champs={"membre": "@karim:localhost"}
    )


@pytest.mark.parametrize(
    "suite",
    ["@karim:localhost @ines:localhost pour tout", "@karim:localhost et @ines:localhost",
     "Karim et Ines pour le modèle", "Karim, Ines"],
)  # fmt: skip
def test_deux_personnes_ce_sont_deux_mercis(reseau: Salon, suite: str) -> None:
    reseau["nadia"].dit(f"!merci {suite}")
    reseau.bot_dit("Un merci à la fois", "!merci @Karim", type="usage")


def test_une_personne_nommee_dans_la_raison_se_lit_par_son_nom(reseau: Salon) -> None:
    reseau["nadia"].dit("!merci @karim:localhost d'avoir aidé @ines:localhost hier")
    reseau.bot_dit("« d'avoir aidé Ines hier »", type="merci", mention="karim")
