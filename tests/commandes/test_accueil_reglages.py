"""Changer l'accueil en parlant : les étapes, le mot, la capsule, et l'essayer sur soi."""

import pytest

from tests.commandes.test_accueil import arrive
from tests.scenario import OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime. C'est lundi 30 novembre, 9 h 02."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "paul", "sara"), animation="nadia",
        themes={"compta": ("karim",)},
    )  # fmt: skip


def regle(reseau: Salon, texte: str, *mots: str) -> None:
    reseau["nadia"].dit(texte)
    reseau.bot_dit(*mots, type="accueil")


def test_les_etapes_se_montrent(reseau: Salon) -> None:
    for texte in ("!accueil étapes", "!accueil étape"):
        regle(reseau, texte, "1. jour 3", "3. jour 30", "!accueil étapes 1 jour 5", "essai")


def test_changer_un_jour(reseau: Salon) -> None:
    regle(reseau, "!accueil étapes 1 jour 2", "1. jour 2")
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-02 12:00")
    lucie.recoit(type="bienvenue.prive", mention="lucie", champs={"etape": "savoirs"})


def test_changer_un_texte_puis_le_rendre(reseau: Salon) -> None:
    regle(reseau, "!accueil étapes 1 : Dites-nous vos talents <b>.", "« Dites-nous vos talents")
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    dit = lucie.recoit("Dites-nous vos talents <b>.", "1️⃣ compta", type="bienvenue.prive",
                       mention="lucie")  # fmt: skip
    assert "<b>" not in dit.contenu.get("formatted_body", "")
    regle(reseau, "!accueil étapes 1 : aucun", "depuis quelques jours")


def test_retirer_puis_remettre(reseau: Salon) -> None:
    regle(reseau, "!accueil étapes 3 retirer", "pas demandé")
    regle(reseau, "!accueil étapes 3 remettre", "jour 30")


@pytest.mark.parametrize(
    "texte", ["9 jour 5", "1 jour 0", "1 jour 99", "1 jour mardi", "1 chanter", "chanter", "1"]
)
def test_a_moitie_dit_un_exemple(reseau: Salon, texte: str) -> None:
    reseau["nadia"].dit(f"!accueil étapes {texte}")
    reseau.bot_dit("Par exemple", type="usage", champs={"commande": "accueil"})


@pytest.mark.parametrize(
    "texte", ["!accueil étapes", "!accueil mot Bonjour", "!accueil capsule https://a.fr"]
)
def test_l_animation_seule(reseau: Salon, texte: str) -> None:
    reseau["karim"].dit(texte)
    reseau.bot_dit(type="refus", champs={"commande": "accueil"})


def test_l_essai_ne_compte_pas(reseau: Salon) -> None:
    nadia = reseau["nadia"]
    nadia.dit("!accueil étapes essai")
    reseau.bot_dit("à part", type="accueil")
    nadia.recoit("rien ne compte", "bienvenue", type="accueil", mention="nadia", boutons=())
    nadia.recoit("Jour 3", "1️⃣ compta", type="accueil", mention="nadia", boutons=())
    while any(d.salon == nadia.prive.id and not d.attendu for d in reseau.monde.fil.dits):  # type: ignore[union-attr]
        nadia.recoit("Jour", type="accueil", mention="nadia", boutons=())
    reseau.passe(jusqua="2027-02-01 12:00")
    reseau.bot_se_tait()


def test_le_mot_d_accueil(reseau: Salon) -> None:
    regle(reseau, "!accueil mot Le café se prend à 10 h.", "Qui arrive lira aussi")
    lucie = reseau.monde.personne("lucie")
    lucie.arrive(reseau)
    reseau.passe(seconds=10)
    reseau.bot_dit(type="bienvenue.salon", mention="lucie")
    lucie.recoit("Le café se prend à 10 h.", "stop", type="bienvenue.prive", mention="lucie")
    regle(reseau, "!accueil mot aucun", "enlevé")
    reseau["nadia"].dit("!accueil mot")
    reseau.bot_dit("Par exemple", type="usage")


def test_une_capsule_puis_sa_question(reseau: Salon) -> None:
    regle(reseau, "!accueil capsule https://exemple.fr/pas : qu'en retenez-vous ?",
          "https://exemple.fr/pas", "qu'en retenez-vous ?")  # fmt: skip
    regle(reseau, "!accueil étapes 1 retirer", "pas demandé")
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-09 12:00")
    lucie.recoit("https://exemple.fr/pas", "qu'en retenez-vous ?", type="bienvenue.prive",
                 mention="lucie", champs={"etape": "kit"})  # fmt: skip
    lucie.dit("Que l'on peut demander sans gêne.", en_prive=True)
    lucie.recoit("« Que l'on peut demander sans gêne. »", "avec votre nom", type="bienvenue.prive",
                 mention="lucie", boutons=("✅", "✏️", "❌", "✋"))  # fmt: skip


def test_un_fichier_pour_capsule_en_repondant_au_message_qui_le_porte(reseau: Salon) -> None:
    fichier = reseau["nadia"].dit("premiers-pas.pdf", msgtype="m.file")
    reseau["nadia"].repond_a(fichier, "!accueil capsule Une question après lecture ?")
    reseau.bot_dit(f"matrix.to/#/{reseau.id}/{fichier}", "Une question après lecture ?",
                   type="accueil")  # fmt: skip
    regle(reseau, "!accueil capsule aucune", "enlevé")


def test_une_capsule_vide(reseau: Salon) -> None:
    reseau["nadia"].dit("!accueil capsule")
    reseau.bot_dit("Par exemple", type="usage")
