"""Avant de déranger quelqu'un, ce que l'on sait déjà ; après, ce qui a marché."""

import pytest
from sqlmodel import Session

from donnees.astuce import Astuce
from tests.scenario import Dit, OuvreReseau, Salon

QUESTION = "!aide compta Chorus refuse ma facture"
CHORUS = "Chorus refuse une facture : vérifier d'abord le SIRET du fournisseur"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Karim et Lucie connaissent la compta ; Nadia anime."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "lucie"), animation="nadia",
        themes={"compta": ("karim", "lucie")},
    )  # fmt: skip


def astuce(reseau: Salon, texte: str = CHORUS, *, verifiee: bool = False) -> None:
    """Une astuce déjà notée, et vérifiée ou non."""
    reseau["lucie"].dit(f"!astuce {texte} #compta")
    numero = reseau.bot_dit(type="astuce.notee").jumeau["astuce"]
    if verifiee:
        reseau["nadia"].dit(f"!astuce {numero} vérifiée")
        reseau.bot_dit(type="astuce.fiche")


def texte_garde(reseau: Salon, id: int = 1) -> str | None:
    with Session(reseau.monde.base) as session:
        trouvee = session.get(Astuce, id)
        return None if trouvee is None else trouvee.texte


# -- avant -----------------------------------------------------------------------------------------


def test_trois_titres_dans_le_meme_message(reseau: Salon) -> None:
    for fin in ("le SIRET. Puis le numéro d'engagement", "la TVA", "le RIB", "la date du bon"):
        astuce(reseau, f"Chorus refuse la facture quand il manque {fin}")
        reseau.oublie()
    question = reseau["ines"].dit(QUESTION)
    dit = reseau.bot_dit(
        "Karim, pouvez-vous aider", "Cela répond peut-être déjà", "n° 4", "!astuce",
        type="demande.proposee", mention="karim", repond_a=question, boutons=("✋", "➡️"),
    )  # fmt: skip
    assert dit.corps.count("Chorus refuse la facture") == 3
    assert "engagement" not in dit.corps


def test_sans_rapport_rien_n_est_ajoute(reseau: Salon) -> None:
    astuce(reseau, "Le parapheur se dépose avant dix heures au secrétariat")
    reseau["ines"].dit(QUESTION)
    dit = reseau.bot_dit(type="demande.proposee", mention="karim")
    assert "répond peut-être" not in dit.corps


def montree(reseau: Salon) -> Dit:
    """Inès demande : l'astuce vérifiée passe d'abord."""
    astuce(reseau, verifiee=True)
    question = reseau["ines"].dit(QUESTION)
    return reseau.bot_dit(
        "n° 1, compta, est notée", "vérifiée", "le SIRET", "ça répond", "demander",
        "à 9 h 17", type="demande.ouverte", champs={"demande": 1, "theme": "compta", "astuce": 1},
        boutons=("✅", "✋"), repond_a=question,
    )  # fmt: skip


def test_l_astuce_verifiee_repond_et_personne_n_est_derange(reseau: Salon) -> None:
    dit = montree(reseau)
    reseau["ines"].reagit("✅", sur=dit)
    reseau.bot_dit("est réglée", type="demande.resolue", mention="ines")
    reseau.passe(days=2)
    reseau.bot_se_tait()
    reseau["karim"].dit("!astuce 1")
    reseau.bot_dit("Utile à 1", type="astuce.fiche")


@pytest.mark.parametrize("geste", ["✋", "demander", "demander aux collègues"])
def test_elle_ne_repond_pas_la_demande_part(reseau: Salon, geste: str) -> None:
    dit = montree(reseau)
    if geste == "✋":
        reseau["ines"].reagit("✋", sur=dit)
    else:
        reseau["ines"].repond_a(dit, geste)
    reseau.bot_dit("Karim, pouvez-vous aider", type="demande.proposee", mention="karim")
    reseau.passe(minutes=20)
    reseau.bot_se_tait()


def test_au_bout_de_quinze_minutes_ouvrees_elle_part(reseau: Salon) -> None:
    montree(reseau)
    reseau.passe(minutes=14)
    reseau.bot_se_tait()
    reseau.passe(minutes=2)
    reseau.bot_dit(type="demande.proposee", mention="karim", boutons=("✋", "➡️"))


def test_le_soir_elle_part_le_lendemain_un_quart_d_heure_apres_l_ouverture(reseau: Salon) -> None:
    astuce(reseau, verifiee=True)
    reseau.passe(hours=10)
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit("demain à 9 h 15", type="demande.ouverte")
    reseau.passe(jusqua="2026-12-01 09:14")
    reseau.bot_se_tait()
    reseau.passe(minutes=2)
    reseau.bot_dit(type="demande.proposee", mention="karim")


def test_ce_qui_arrive_a_d_autres_ne_la_fait_pas_partir(reseau: Salon) -> None:
    dit = montree(reseau)
    reseau["nadia"].dit("!aide compta une régie à clore")
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["karim"].reagit("➡️")
    reseau.bot_dit(type="demande.proposee", mention="lucie")
    reseau.bot_se_tait()
    reseau["ines"].reagit("✅", sur=dit)
    reseau.bot_dit("est réglée", type="demande.resolue", mention="ines")


def test_un_collegue_la_prend_sans_attendre(reseau: Salon) -> None:
    dit = montree(reseau)
    reseau["karim"].reagit("✋", sur=dit)
    reseau.bot_dit("Karim s'occupe", type="demande.prise", mention="ines")
    reseau.passe(minutes=20)
    reseau.bot_se_tait()


def test_urgente_elle_part_tout_de_suite(reseau: Salon) -> None:
    astuce(reseau, verifiee=True)
    reseau["ines"].dit("!aide urgent compta Chorus refuse ma facture")
    reseau.bot_dit("répond peut-être déjà", type="demande.proposee", mention="karim")


def test_a_part_l_astuce_se_montre_a_part(reseau: Salon) -> None:
    astuce(reseau, verifiee=True)
    reseau["karim"].ouvre_une_conversation().oublie()
    ines = reseau["ines"]
    ines.dit("aide compta Chorus refuse ma facture", en_prive=True)
    dit = ines.recoit("SIRET", type="demande.ouverte", boutons=("✅", "✋"))
    reseau.bot_se_tait()
    ines.reagit("✋", sur=dit)
    reseau["karim"].recoit("Chorus refuse ma facture", type="demande.proposee", mention="karim")


# -- après -----------------------------------------------------------------------------------------


def prise(reseau: Salon) -> Dit:
    """La question d'Inès, que Karim a prise."""
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["karim"].reagit("✋")
    return reseau.bot_dit(type="demande.prise", mention="ines")


def reglee(reseau: Salon) -> Dit:
    reseau["ines"].reagit("✅", sur=prise(reseau))
    return reseau.bot_dit(
        "Merci Karim", "En une phrase, qu'est-ce qui a marché ?", type="demande.resolue",
        mention=("ines", "karim"), boutons=(),
    )  # fmt: skip


def test_les_mots_de_qui_a_aide_sont_notes(reseau: Salon) -> None:
    fin = reglee(reseau)
    mots = reseau["karim"].repond_a(fin, "Il fallait remettre le SIRET à jour dans Chorus")
    reseau.bot_dit("astuce n° 1, compta", "Signée Karim", type="astuce.notee", repond_a=mots,
                   champs={"astuce": 1, "theme": "compta"}, boutons=("👍",))  # fmt: skip
    reseau["lucie"].dit("!astuces siret chorus")
    reseau.bot_dit(type="astuce.liste", champs={"resultats": [1]})


def test_les_mots_de_qui_demandait_veulent_l_accord_des_deux(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    fin = reglee(reseau)
    ines.repond_a(fin, "Karim m'a fait remettre le SIRET à jour")
    accord = reseau.bot_dit(
        "signée Karim et Ines", "à tous les deux", type="astuce.accord", mention=(ines, karim),
        boutons=("✅", "✏️", "❌"), champs={"astuce": 1},
    )  # fmt: skip
    karim.reagit("✅", sur=accord)
    reseau.bot_se_tait()
    ines.dit("!astuces siret")
    reseau.bot_dit(type="astuce.liste", champs={"resultats": []})
    ines.reagit("✅", sur=accord)
    reseau.bot_dit("astuce n° 1", "Ines et Karim", type="astuce.notee")


def test_un_oui_ne_vaut_que_pour_les_mots_sous_lesquels_il_est_pose(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    ines.repond_a(reglee(reseau), "Karim m'a fait remettre le SIRET à jour")
    avant = reseau.bot_dit("SIRET", type="astuce.accord", mention=(ines, karim))
    karim.reagit("✅", sur=avant)
    ines.repond_a(avant, "Karim a fait le travail à ma place, comme toujours")
    apres = reseau.bot_dit("à ma place", type="astuce.accord", mention=(ines, karim))
    ines.reagit("✅", sur=apres)
    karim.reagit("✅", sur=avant)
    reseau.bot_dit("mots ont changé", type="refus", champs={"commande": "astuce"})
    assert "à ma place" not in recherche(reseau)
    karim.reagit("✅", sur=apres)
    reseau.bot_dit(type="astuce.notee")
    karim.retire("✅", sur=avant)
    assert "à ma place" in recherche(reseau)
    karim.retire("✅", sur=apres)
    reseau.bot_dit("accord est repris")
    assert texte_garde(reseau) == ""


def recherche(reseau: Salon) -> str:
    reseau["lucie"].dit("!astuces travail place")
    return reseau.bot_dit(type="astuce.liste").corps


def test_un_seul_non_et_rien_n_est_garde(reseau: Salon) -> None:
    fin = reglee(reseau)
    reseau["ines"].repond_a(fin, "Karim m'a fait remettre le SIRET à jour")
    accord = reseau.bot_dit(type="astuce.accord", mention=("ines", "karim"))
    reseau["ines"].reagit("✅", sur=accord)
    reseau["karim"].reagit("❌", sur=accord)
    reseau.bot_dit("je ne garde rien")
    assert texte_garde(reseau) == ""


def test_les_mots_laisses_en_reglant_sont_proposes(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    prise(reseau)
    karim.dit("!résolu 1 il fallait remettre le SIRET à jour")
    fin = reseau.bot_dit("Merci Karim", type="demande.resolue", mention=(ines, karim))
    assert "En une phrase" not in fin.corps
    accord = reseau.bot_dit("remettre le SIRET", "signée Karim", type="astuce.accord",
                            mention=karim)  # fmt: skip
    ines.reagit("✅", sur=accord)
    reseau.bot_se_tait()
    karim.reagit("✅", sur=accord)
    reseau.bot_dit("Signée Karim", type="astuce.notee", champs={"astuce": 1, "theme": "compta"})


def test_laisses_par_qui_demandait_il_faut_les_deux(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    prise(reseau)
    ines.dit("!résolu 1 le SIRET était faux, Karim l'a trouvé")
    reseau.bot_dit(type="demande.resolue", mention=(ines, karim))
    accord = reseau.bot_dit(type="astuce.accord", mention=(ines, karim))
    karim.repond_a(accord, "Facture refusée : vérifier le SIRET avant tout")
    reseau.bot_dit("Signée Karim", type="astuce.notee")
    assert texte_garde(reseau) == "Facture refusée : vérifier le SIRET avant tout"


@pytest.mark.parametrize("parole", ["merci beaucoup Karim, super !", "ok", "de rien, avec plaisir",
                                    "👍", "tu me sauves"])  # fmt: skip
def test_remercier_n_est_pas_une_astuce(reseau: Salon, parole: str) -> None:
    fin = reglee(reseau)
    reseau["ines"].repond_a(fin, parole)
    reseau["lucie"].repond_a(fin, "moi je remets toujours le SIRET à jour avant")
    reseau.bot_se_tait()
    assert texte_garde(reseau) is None


def test_une_question_a_part_n_en_fait_jamais_une(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    karim.ouvre_une_conversation().oublie()
    ines.dit("aide compta Chorus refuse ma facture", en_prive=True)
    ines.recoit(type="demande.ouverte")
    karim.reagit("✋", sur=karim.recoit(type="demande.proposee", mention="karim"))
    ines.recoit(type="demande.prise", mention="ines")
    karim.recoit(type="prends", mention="karim")
    ines.dit("résolu 1 il fallait le zzsecretzz", en_prive=True)
    fin = ines.recoit(type="demande.resolue", mention="ines")
    karim.recoit(type="demande.resolue", mention="karim")
    assert "En une phrase" not in fin.corps
    assert texte_garde(reseau) is None


def test_un_mot_ecrit_en_prive_sur_une_question_du_salon_n_en_sort_pas(reseau: Salon) -> None:
    prise(reseau)
    reseau["karim"].dit("résolu 1 il fallait le zzsecretzz partout", en_prive=True)
    fin = reseau.bot_dit("En une phrase", type="demande.resolue", mention=("ines", "karim"))
    reseau["karim"].recoit("réglée", champs={"demande": 1})
    assert "zzsecretzz" not in fin.corps
    assert texte_garde(reseau) is None
