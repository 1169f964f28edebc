"""Une question, de la première touche à la fin, dans un salon."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.scenario import ACCES, Monde, OuvreReseau, Salon

QUESTION = "!aide compta Chorus refuse ma facture"
MEMBRES = ("nadia", "ines", "karim", "lucie", "paul", "sara")


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Karim, Lucie et Paul connaissent la compta ; personne, les archives."""
    return ouvre_reseau(
        "Assistantes", membres=MEMBRES, animation="nadia",
        themes={"compta": ("karim", "lucie", "paul"), "archives": ()},
    )  # fmt: skip


def test_une_question_trouve_son_pair_et_sa_fin(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    question = ines.dit(QUESTION)
    dit = reseau.bot_dit(
        "Karim, pouvez-vous aider Ines", "n° 1, compta", "je m'en occupe", "pas cette fois",
        "directement", "Ines, c'est noté", "à 11 h 02", "quelqu'un d'autre",
        type="demande.proposee", mention=karim, boutons=("✋", "➡️"), repond_a=question,
        champs={"demande": 1, "theme": "compta", "pair": karim},
    )  # fmt: skip
    assert len(dit.corps.splitlines()) <= 6
    karim.reagit("✋")
    reseau.bot_dit(
        "Karim s'occupe de la question n° 1", "Ines, une fois que c'est bon", "✅ réglé",
        type="demande.prise", mention=ines, boutons=("✅",), repond_a=question,
        champs={"demande": 1, "pair": karim},
    )  # fmt: skip
    ines.reagit("✅")
    reseau.bot_dit(
        "La question n° 1 est réglée. Merci Karim.", type="demande.resolue",
        mention=(ines, karim), repond_a=question, champs={"demande": 1}, boutons=(),
    )  # fmt: skip
    reseau.passe(days=30)


# -- à qui l'on demande ensuite ------------------------------------------------------------------


def test_passer_demande_a_quelqu_un_d_autre_en_une_phrase_neutre(reseau: Salon) -> None:
    question = reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["karim"].reagit("➡️")
    dit = reseau.bot_dit(
        "Je demande aussi à Lucie", "n° 1, compta", type="demande.proposee", mention="lucie",
        boutons=("✋", "➡️"), repond_a=question, champs={"pair": "@lucie:localhost"},
    )  # fmt: skip
    assert "Karim" not in dit.corps
    assert len(dit.corps.splitlines()) == 3


def test_le_silence_de_deux_heures_passe_au_suivant_puis_a_tous(reseau: Salon) -> None:
    question = reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau.passe(minutes=119)
    reseau.bot_se_tait()
    reseau.passe(minutes=2)
    deuxieme = reseau.bot_dit(
        "aussi à Lucie", "à 15 h 02, je demande à quelqu'un", type="demande.proposee",
        mention="lucie", repond_a=question,
    )  # fmt: skip
    assert "Karim" not in deuxieme.corps
    reseau.passe(hours=4)  # la pause de midi ne compte pas
    reseau.bot_dit("aussi à Paul", "j'appelle tout le salon", type="demande.proposee",
                   mention="paul")  # fmt: skip
    reseau.passe(hours=2)
    appel = reseau.bot_dit(
        "qui peut aider Ines", "n° 1, compta", type="demande.appel", appel=True,
        boutons=("✋", "➕"), repond_a=question, champs={"demande": 1},
    )  # fmt: skip
    assert not {"Karim", "Lucie", "Paul"} & set(appel.corps.split())


def test_la_proposition_d_avant_vaut_encore(reseau: Salon) -> None:
    reseau["ines"].dit(QUESTION)
    premiere = reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau.passe(hours=2, minutes=1)
    reseau.bot_dit(type="demande.proposee", mention="lucie")
    reseau["karim"].reagit("✋", sur=premiere)
    reseau.bot_dit("Karim s'occupe", type="demande.prise", mention="ines")


def test_qui_s_est_tu_peut_passer_sans_un_mot(reseau: Salon) -> None:
    reseau["ines"].dit(QUESTION)
    premiere = reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau.passe(hours=2, minutes=1)
    reseau.bot_dit(type="demande.proposee", mention="lucie")
    reseau["karim"].reagit("➡️", sur=premiere)
    reseau["karim"].dit("!passe 1")
    reseau.bot_dit("rien à faire", type="refus", champs={"commande": "passe"})


def test_un_rappel_tres_en_retard_se_compte_a_partir_de_maintenant(reseau: Salon) -> None:
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau.monde.horloge.instant += reseau.monde.pas * 15 * 60 * 5  # cinq heures d'arrêt
    reseau.redemarre()
    reseau.passe(seconds=1)
    reseau.bot_dit("aussi à Lucie", "à 16 h 02", type="demande.proposee", mention="lucie")
    reseau.passe(minutes=119)
    reseau.bot_se_tait()
    reseau.passe(minutes=2)
    reseau.bot_dit("demain à 9 h 02", type="demande.proposee", mention="paul")


def test_personne_ne_s_en_occupe_se_dit_d_emblee(reseau: Salon) -> None:
    question = reseau["ines"].dit("!aide archives où vont les boîtes de 1998 ?")
    reseau.bot_dit(
        "Ines, votre question n° 1, archives, est notée", "ici, personne ne s'en occupe",
        "!demande 1", "!jesais archives", type="demande.appel", appel=True, boutons=("✋", "➕"),
        repond_a=question,
    )  # fmt: skip
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")


def test_seule_a_connaitre_son_theme(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", membres=("nadia", "ines"), themes={"paie": ("ines",)})
    reseau["ines"].dit("!aide paie mon bulletin est faux")
    reseau.bot_dit("À part vous, ici, personne", type="demande.appel", appel=True)


def test_tous_occupes_on_attend_que_l_un_se_libere(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", membres=MEMBRES, themes={"compta": ("karim",), "paie": ("karim",)})
    ines, karim = reseau["ines"], reseau["karim"]
    for texte in ("!aide compta un", "!aide paie deux"):
        ines.dit(texte)
        reseau.bot_dit(type="demande.proposee", mention=karim)
    attente = reseau["paul"].dit("!aide compta trois")
    reseau.bot_dit(
        "Paul, votre question n° 3, compta, est notée", "se libère", "je m'en occupe",
        type="demande.ouverte", repond_a=attente, boutons=("✋",),
        champs={"demande": 3, "theme": "compta"},
    )  # fmt: skip
    reseau["paul"].dit("!aide paie quatre")
    reseau.bot_dit(type="demande.ouverte", champs={"demande": 4})
    ines.dit("!annule 1")
    reseau.bot_dit("retirée", type="demande.annulee", mention=ines)
    reseau.bot_dit(
        "Karim, pouvez-vous aider Paul", "n° 3", type="demande.proposee", mention=karim,
        repond_a=attente, champs={"demande": 3},
    )  # fmt: skip
    karim.dit("!prends 2")
    reseau.bot_dit(type="demande.prise", mention=ines)
    reseau.bot_se_tait()
    ines.dit("!résolu 2")
    reseau.bot_dit(type="demande.resolue", mention=(ines, karim))
    reseau.bot_dit(type="demande.proposee", mention=karim, champs={"demande": 4})


def test_tous_occupes_la_proposition_laissee_sert_qui_attend(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", membres=MEMBRES, themes={"compta": ("karim",)})
    for rang in (1, 2):
        reseau["ines"].dit(QUESTION)
        reseau.bot_dit(type="demande.proposee", mention="karim", champs={"demande": rang})
    reseau["paul"].dit(QUESTION)
    reseau.bot_dit(type="demande.ouverte", champs={"demande": 3})
    refus = reseau["karim"].dit("!passe 1")
    reseau.bot_dit(type="demande.appel", appel=True, champs={"demande": 1}, repond_a=refus)
    reseau.bot_dit(type="demande.proposee", mention="karim", champs={"demande": 3})
    reseau.passe(hours=3)
    for rang in (2, 3):
        reseau.bot_dit(type="demande.appel", appel=True, champs={"demande": rang})


def test_qui_attend_est_appele_quand_le_seul_pair_s_en_va(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", membres=MEMBRES, themes={"compta": ("karim",)})
    for rang in (1, 2, 3):
        reseau["ines"].dit(QUESTION)
        reseau.bot_dit(mention="karim" if rang < 3 else (), champs={"demande": rang})
    reseau["karim"].part()
    for rang in (1, 2):
        reseau.bot_dit(type="demande.appel", appel=True, champs={"demande": rang})
    reseau.passe(hours=3)
    reseau.bot_dit(type="demande.appel", appel=True, champs={"demande": 3})


def test_le_referent_vient_en_dernier_meme_s_il_connait(reseau: Salon) -> None:
    reseau["nadia"].dit("!référent @karim:localhost compta")
    reseau.bot_dit(type="referent.note", mention="karim")
    reseau["karim"].reagit("✅")
    reseau.oublie()
    for pair in ("lucie", "paul", "karim"):
        if pair == "lucie":
            reseau["ines"].dit(QUESTION)
        reseau.bot_dit(type="demande.proposee", mention=pair)
        reseau[pair].reagit("➡️")
    reseau.bot_dit(type="demande.appel", appel=True)


def test_cent_demandes_se_partagent(monde_sans_frein: Salon) -> None:
    reseau = monde_sans_frein
    comptes: dict[str, int] = {}
    for rang in range(1, 101):
        reseau["ines"].dit(QUESTION)
        pair = str(reseau.monde.fil.dits[-1].jumeau["pair"])
        comptes[pair] = comptes.get(pair, 0) + 1
        reseau["ines"].dit(f"!résolu {rang}")
        reseau.oublie()
    assert sum(comptes.values()) == 100
    assert max(comptes.values()) - min(comptes.values()) <= 1


@pytest.fixture
def monde_sans_frein(monde: Monde) -> Salon:
    """Le même réseau, l'horloge arrêtée et la cadence libre."""
    monde.acces = replace(ACCES, commandes_par_minute=0, commandes_par_minute_salon=0)
    monde.pas = timedelta()
    monde.fil.redemarre()
    return monde.ouvre_reseau(
        "Assistantes", membres=MEMBRES, themes={"compta": ("karim", "lucie", "paul")}
    )
