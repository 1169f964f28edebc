"""Un tour : une question à tous, des réponses dans le salon ou à part, un seul message à la fin."""

from typing import Any

import pytest
from sqlmodel import Session, SQLModel, select

from donnees.histoire import Question
from donnees.rituel import ReponseTour
from tests.scenario import Dit, Monde, OuvreReseau, Salon

CINQ = ("nadia", "ines", "karim", "lucie", "paul")
SECRET = "je n'ose pas demander zzsecretzz"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Le rituel n° 1 : un tour chaque mardi à 10 h, avec sa question."""
    salon = ouvre_reseau("Assistantes", CINQ, animation="nadia", themes={"compta": ("karim",)})
    salon["nadia"].dit("!rituel tour chaque mardi à 10h : qu'est-ce qui vous a aidé ?")
    salon.bot_dit("chaque mardi à 10 h", type="rituel.cree")
    return salon


def reste(monde: Monde, table: type[SQLModel]) -> list[Any]:
    with Session(monde.base) as session:
        return list(session.exec(select(table)))


def pose(reseau: Salon) -> Dit:
    """Mardi, 10 h : la question est posée à tous."""
    reseau.passe(jusqua="2026-12-01 10:00:30")
    return reseau.bot_dit(
        "qu'est-ce qui vous a aidé ?", "à 18 h", type="tour.question", appel=True, boutons=("✉️",),
        champs={"rituel": 1, "occurrence": "2026-12-01T10:00:00+01:00"},
    )  # fmt: skip


def test_les_reponses_du_salon_sont_reunies_en_un_message(reseau: Salon) -> None:
    question = pose(reseau)
    reseau["ines"].repond_a(question, "le nouveau guide")
    reseau["karim"].repond_a(question, "un café avec Lucie")
    reseau["karim"].repond_a(question, "et son modèle de lettre")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-01 18:01")
    reseau.bot_dit(
        "qu'est-ce qui vous a aidé ?", "Ines : « le nouveau guide »",
        "Karim : « un café avec Lucie et son modèle de lettre »", type="tour.resultat",
        champs={"rituel": 1, "occurrence": "2026-12-01T10:00:00+01:00"},
    )  # fmt: skip
    assert reste(reseau.monde, ReponseTour) == []


def test_ce_qui_n_est_pas_une_reponse_a_la_question_n_en_est_pas_une(
    reseau: Salon, monde: Monde
) -> None:
    question = pose(reseau)
    dit = reseau["ines"].repond_a(question, "le nouveau guide")
    reseau["karim"].repond_a(dit, "lequel ?")
    reseau["lucie"].dit("moi aussi je bavarde")
    reseau.passe(jusqua="2026-12-01 18:01")
    resultat = reseau.bot_dit("le nouveau guide", type="tour.resultat")
    assert "lequel" not in resultat.corps
    reseau["paul"].repond_a(question, "trop tard")
    reseau["paul"].repond_a(resultat, "merci à toutes")
    assert reste(monde, ReponseTour) == []


def test_corriger_et_supprimer_valent_jusqu_a_la_fin(reseau: Salon) -> None:
    question = pose(reseau)
    ines = reseau["ines"].repond_a(question, "le nouveau gide")
    karim = reseau["karim"].repond_a(question, "rien")
    reseau["ines"].corrige(ines, "le nouveau guide")
    reseau["karim"].supprime(karim)
    reseau.passe(jusqua="2026-12-01 18:01")
    dit = reseau.bot_dit("« le nouveau guide »", type="tour.resultat")
    assert "Karim" not in dit.corps


def test_sans_reponse_une_phrase_le_dit(reseau: Salon) -> None:
    pose(reseau)
    reseau.passe(jusqua="2026-12-01 18:01")
    reseau.bot_dit("Pas de réponse cette fois", type="tour.resultat")


# -- à part ----------------------------------------------------------------------------------------


def test_a_part_on_est_averti_que_c_est_publie_sans_nom(reseau: Salon) -> None:
    reseau["ines"].ouvre_une_conversation().oublie()
    pose(reseau)
    reseau["ines"].reagit("✉️")
    reseau["ines"].recoit(
        "Je la publie dans le salon à 18 h", "sans votre nom", type="tour.question", mention="ines"
    )
    reseau["ines"].dit(SECRET, en_prive=True)
    reseau["ines"].recoit("C'est noté", "sans votre nom", type="tour", champs={"rituel": 1})
    reseau.passe(jusqua="2026-12-01 18:01")
    dit = reseau.bot_dit(f"À part : « {SECRET} »", type="tour.resultat")
    assert "Ines" not in dit.corps
    assert reste(reseau.monde, ReponseTour) == []
    assert reste(reseau.monde, Question) == []


def test_qui_n_a_pas_de_conversation_en_recoit_une(reseau: Salon) -> None:
    pose(reseau)
    reseau["ines"].reagit("✉️")
    reseau["ines"].recoit("Je suis un robot", type="prive.ouverture", mention="ines")
    reseau["ines"].recoit("sans votre nom", type="tour.question", mention="ines")
    reseau["ines"].accepte()
    reseau["ines"].dit(SECRET, en_prive=True)
    reseau["ines"].recoit("C'est noté", type="tour")
    reseau.passe(jusqua="2026-12-01 18:01")
    reseau.bot_dit(SECRET, type="tour.resultat")


def test_pas_cette_fois_ni_message_supprime_ne_sont_publies(reseau: Salon) -> None:
    for nom in ("ines", "karim"):
        reseau[nom].ouvre_une_conversation().oublie()
    pose(reseau)
    for nom in ("ines", "karim"):
        reseau[nom].reagit("✉️")
        reseau[nom].recoit(type="tour.question", mention=nom)
    reseau["ines"].dit("pas cette fois", en_prive=True)
    reseau["ines"].recoit("rien ne sera publié", type="tour")
    message = reseau["karim"].dit(SECRET, en_prive=True)
    reseau["karim"].recoit("C'est noté", type="tour")
    reseau["karim"].supprime(message)
    reseau.passe(jusqua="2026-12-01 18:01")
    dit = reseau.bot_dit("Pas de réponse", type="tour.resultat")
    assert "secret" not in dit.corps


def test_sans_avoir_touche_l_enveloppe_rien_de_prive_n_est_publie(reseau: Salon) -> None:
    """Des mots libres en privé restent une demande possible, jamais une réponse au tour."""
    reseau["ines"].ouvre_une_conversation().oublie()
    pose(reseau)
    reseau["ines"].dit(SECRET, en_prive=True)
    reseau["ines"].recoit(type="demande.accord", mention="ines")
    reseau.passe(jusqua="2026-12-01 18:01")
    dit = reseau.bot_dit("Pas de réponse", type="tour.resultat")
    assert "secret" not in dit.corps


def test_repondu_apres_la_fin_rien_n_est_garde(reseau: Salon) -> None:
    reseau["ines"].ouvre_une_conversation().oublie()
    pose(reseau)
    reseau["ines"].reagit("✉️")
    reseau["ines"].recoit(type="tour.question", mention="ines")
    reseau.passe(jusqua="2026-12-01 18:01")
    reseau.bot_dit("Pas de réponse", type="tour.resultat")
    reseau["ines"].dit(SECRET, en_prive=True)
    reseau["ines"].recoit(type="demande.accord", mention="ines")
    assert reste(reseau.monde, ReponseTour) == []


# -- la liste --------------------------------------------------------------------------------------


def test_les_questions_du_reseau_viennent_l_une_apres_l_autre(reseau: Salon) -> None:
    nadia = reseau["nadia"]
    nadia.dit("!rituel 1 supprimer")
    reseau.bot_dit(type="rituel.change")
    nadia.dit("!tour")
    reseau.bot_dit("toutes prêtes", type="tour")
    for question in ("Une bonne nouvelle ?", "Un outil à montrer ?"):
        nadia.dit(f"!tour {question}")
        reseau.bot_dit("C'est gardé", "!rituel tour", type="tour")
    nadia.dit("!tour une bonne nouvelle ?")
    reseau.bot_dit("déjà", type="refus")
    nadia.dit("!rituel tour chaque mardi à 10h")
    reseau.bot_dit("votre liste", type="rituel.cree")
    vues = []
    for jour in ("2026-12-01", "2026-12-08", "2026-12-15"):
        reseau.passe(jusqua=f"{jour} 10:01")
        vues.append(reseau.bot_dit(type="tour.question", appel=True).corps.splitlines()[1][:-2])
        reseau.passe(jusqua=f"{jour} 18:01")
        reseau.bot_dit(type="tour.resultat")
    assert vues == ["Une bonne nouvelle", "Un outil à montrer", "Une bonne nouvelle"]
    nadia.dit("!tour retirer 1")
    reseau.bot_dit("retirée", type="tour")
    nadia.dit("!tour retirer 1")
    reseau.bot_dit("Je ne trouve pas", type="refus")
    reseau["ines"].dit("!tour")
    reseau.bot_dit("animent", type="refus")


def test_essaye_rien_n_est_demande_au_salon(reseau: Salon) -> None:
    nadia = reseau["nadia"]
    nadia.ouvre_une_conversation().oublie()
    nadia.dit("rituel 1 essai", en_prive=True)
    reseau.passe(seconds=1)
    nadia.recoit("À l'essai", "qu'est-ce qui vous a aidé ?", type="tour.question")
    reseau.bot_se_tait()


# -- où il n'y en a pas ----------------------------------------------------------------------------


def test_moins_de_cinq_ou_discret_pas_de_tour(ouvre_reseau: OuvreReseau) -> None:
    petit = ouvre_reseau("Comptables", CINQ[:4], animation="nadia")
    petit["nadia"].dit("!rituel tour chaque mardi à 10h")
    petit.bot_dit("moins de cinq", type="refus", champs={"commande": "rituel"})


def test_devenu_discret_le_tour_prevu_n_a_pas_lieu(reseau: Salon) -> None:
    reseau["nadia"].dit("!réseau régler discret oui")
    reseau.bot_dit(type="reseau.regle")
    reseau.passe(jusqua="2026-12-01 20:00")
    reseau.bot_se_tait()
    reseau["nadia"].dit("!rituels")
    reseau.bot_dit("n'a pas eu lieu", type="rituel.liste")
    reseau["nadia"].dit("!rituel 1 maintenant")
    reseau.bot_dit("discret", type="refus")


# -- ce qui est dû d'abord -------------------------------------------------------------------------


def due(reseau: Salon) -> None:
    """La question n° 1 est portée, et la date est passée."""
    reseau["ines"].dit("!aide compta Chorus refuse ma facture")
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["nadia"].dit("!porter 1 direction 2 décembre")
    reseau.passe(jusqua="2026-12-03 09:30")
    for personne in reseau:
        if personne.prive is not None:
            personne.prive.oublie()
    reseau.oublie()


def test_prevoir_un_tour_rappelle_ce_qui_est_du(reseau: Salon) -> None:
    due(reseau)
    reseau["nadia"].dit("!rituel tour chaque jeudi à 15h : une nouvelle ?")
    reseau.bot_dit("Une réponse est encore due aux membres : n° 1", type="rituel.cree")
    reseau["nadia"].dit("!rituel rappel chaque jeudi à 15h : les congés")
    dit = reseau.bot_dit(type="rituel.cree")
    assert "due" not in dit.corps
    reseau.passe(jusqua="2026-12-03 09:45")


def test_lancer_un_tour_demande_d_abord_et_non_vaut_non(reseau: Salon) -> None:
    due(reseau)
    nadia = reseau["nadia"]
    nadia.dit("!rituel 1 maintenant")
    reseau.bot_dit(
        "Une réponse est encore due", "Je lance quand même ?", type="rituel.change",
        boutons=("✅", "❌"), champs={"demandes": [1]},
    )  # fmt: skip
    reseau["ines"].reagit("✅")
    reseau.passe(seconds=5)
    reseau.bot_se_tait()
    nadia.reagit("❌")
    reseau.bot_dit("je ne lance rien", type="rituel.change")
    nadia.dit("!rituel 1 maintenant")
    reseau.bot_dit("quand même", type="rituel.change")
    nadia.reagit("✅")
    reseau.passe(seconds=1)
    reseau.bot_dit(type="tour.question", appel=True)


def test_le_point_previent_avant_le_tour(reseau: Salon) -> None:
    due(reseau)
    reseau.passe(jusqua="2026-12-07 09:10")
    points = [d for d in reseau.monde.fil.dits if d.type == "animation.point"]
    assert "Je dois demander quelque chose à tous, demain à 10 h" in points[-1].corps
    conseil = points[-1].corps.split("Pour attendre\u00a0: ")[1].splitlines()[0]
    reseau["nadia"].dit(conseil, en_prive=True)
    reseau.passe(jusqua="2026-12-08 12:00")
    assert not [d for d in reseau.monde.fil.dits if d.type == "tour.question"][1:]
    for personne in reseau:
        if personne.prive is not None:
            personne.prive.oublie()
