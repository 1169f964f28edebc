"""La récolte : un kit naît d'une question, et rien n'est gardé sans un oui."""

import pytest

from tests.scenario import Dit, OuvreReseau, Salon

QUESTION = "!kit récolte qu'auriez-vous aimé savoir le premier jour ?"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime, Inès parle à part."""
    salon = ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "paul"), animation="nadia",
        themes={"compta": ("karim",)},
    )  # fmt: skip
    salon["ines"].ouvre_une_conversation().oublie()
    return salon


def pose(reseau: Salon, question: str = QUESTION) -> Dit:
    message = reseau["nadia"].dit(question)
    return reseau.bot_dit("Répondez à ce message", type="kit", repond_a=message)


def kit(reseau: Salon) -> list[int]:
    reseau["paul"].dit("!kit")
    trouve: list[int] = reseau.bot_dit(type="kit").jumeau["resultats"]
    return trouve


def test_chaque_reponse_est_un_brouillon_de_son_auteur(reseau: Salon) -> None:
    question = pose(reseau)
    mot = reseau["ines"].repond_a(question, "le parapheur se dépose avant onze heures")
    reseau.bot_dit(
        "« le parapheur se dépose avant onze heures »", "signée Ines", type="astuce.accord",
        mention="ines", repond_a=mot, boutons=("✅", "✏️", "❌"),
    )  # fmt: skip
    assert kit(reseau) == []
    reseau["karim"].reagit("✅")
    assert kit(reseau) == []
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="astuce.notee")
    assert kit(reseau) == [1]


def test_un_non_ne_garde_rien(reseau: Salon) -> None:
    reseau["ines"].repond_a(pose(reseau), "le parapheur se dépose avant onze heures")
    reseau.bot_dit(type="astuce.accord", mention="ines")
    reseau["ines"].reagit("❌")
    reseau.bot_dit(type="astuce")
    assert kit(reseau) == []


def test_a_la_fin_du_jour_on_dit_combien(reseau: Salon) -> None:
    question = pose(reseau, "!kit récolte compta : que vérifier d'abord ?")
    for n, nom in enumerate(("ines", "karim", "paul"), start=1):
        reseau[nom].repond_a(question, f"vérifier la case {n} du bordereau {nom}")
        reseau.bot_dit(
            type="astuce.accord", mention=nom, champs={"astuce": n, "theme": "compta"}
        )  # fmt: skip
        if nom != "paul":
            reseau[nom].reagit("✅")
            reseau.bot_dit(type="astuce.notee")
    reseau.passe(jusqua="2026-11-30 17:59")
    reseau.passe(jusqua="2026-11-30 18:01")
    reseau.bot_dit("2 astuces gardées", "!kit compta", type="kit", champs={"resultats": [1, 2]})
    reseau["ines"].repond_a(question, "une idée qui arrive trop tard")


def test_sans_reponse_elle_finit_sans_bruit(reseau: Salon) -> None:
    pose(reseau)
    reseau.passe(days=3)


def test_ni_politesse_ni_conversation(reseau: Salon) -> None:
    question = pose(reseau)
    reseau["karim"].repond_a(question, "merci")
    mot = reseau["ines"].repond_a(question, "le parapheur se dépose avant onze heures")
    reseau.bot_dit(type="astuce.accord", mention="ines")
    reseau["karim"].repond_a(mot, "ah oui, je ne le savais pas")
    reseau["karim"].dit("on répond où ?")


def test_supprimee_sa_reponse_emporte_l_astuce(reseau: Salon) -> None:
    mot = reseau["ines"].repond_a(pose(reseau), "le parapheur se dépose avant onze heures")
    reseau.bot_dit(type="astuce.accord", mention="ines")
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="astuce.notee")
    reseau["ines"].supprime(mot)
    assert kit(reseau) == []


@pytest.mark.parametrize(
    ("qui", "mots", "type", "attendu"),
    [
        ("karim", QUESTION, "refus", "référentes"),
        ("nadia", "!kit récolte", "usage", "!kit récolte"),
        ("nadia", "!kit récolte " + "très " * 80, "usage", "long"),
    ],
)
def test_chaque_refus_dit_quoi_faire(
    reseau: Salon, qui: str, mots: str, type: str, attendu: str
) -> None:
    reseau[qui].dit(mots)
    reseau.bot_dit(attendu, type=type, champs={"commande": "kit"})


def test_ni_a_part_ni_dans_un_reseau_discret(reseau: Salon) -> None:
    reseau["nadia"].ouvre_une_conversation().oublie()
    reseau["nadia"].dit("kit récolte que savez-vous ?", en_prive=True)
    reseau["nadia"].recoit("dans le salon", type="refus")
    reseau["nadia"].dit("!réseau régler discret oui")
    reseau.bot_dit(type="reseau.regle")
    reseau["nadia"].dit(QUESTION)
    reseau.bot_dit("discret", type="refus")


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_coupee_au_milieu_posee_une_fois(reseau: Salon, validation: int) -> None:
    reseau.coupe_au_milieu(validation)
    pose(reseau)


def test_corriger_sa_reponse_corrige_l_astuce(reseau: Salon) -> None:
    mot = reseau["ines"].repond_a(pose(reseau), "le parapheur se dépose avant onze heures")
    reseau.bot_dit(type="astuce.accord", mention="ines")
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="astuce.notee")
    reseau["ines"].corrige(mot, "le parapheur se dépose avant midi")
    reseau["paul"].dit("!astuce 1")
    reseau.bot_dit("« le parapheur se dépose avant midi »", type="astuce.fiche")


def test_une_reponse_que_l_animation_supprime_ne_se_garde_pas(reseau: Salon) -> None:
    mot = reseau["paul"].repond_a(pose(reseau), "le chef est un incapable notoire")
    accord = reseau.bot_dit(type="astuce.accord", mention="paul")
    reseau["nadia"].supprime(mot)
    reseau["paul"].reagit("✅", sur=accord)
    assert kit(reseau) == []
