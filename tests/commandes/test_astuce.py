"""Noter ce qui marche, le retrouver, le corriger, le retirer : toujours avec l'accord de qui l'a
écrit."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from donnees.astuce import Astuce, MotConnu
from tests.scenario import Dit, Monde, OuvreReseau, Salon

CHORUS = "Chorus refuse une facture : vérifier d'abord le SIRET du fournisseur"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Karim connaît la compta ; Nadia anime."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "lucie"), animation="nadia",
        themes={"compta": ("karim",), "ressources humaines": ()},
    )  # fmt: skip


def gardee(monde: Monde, id: int = 1) -> Astuce:
    with Session(monde.base) as session:
        trouvee = session.get(Astuce, id)
        assert trouvee is not None
        session.expunge(trouvee)
        return trouvee


def mots_connus(monde: Monde) -> set[str]:
    with Session(monde.base) as session:
        return set(session.exec(select(MotConnu.mot)))


# -- noter -----------------------------------------------------------------------------------------


def test_une_astuce_se_note_et_se_retrouve(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    note = ines.dit(f"!astuce {CHORUS} #compta")
    reseau.bot_dit(
        "astuce n° 1, compta", "Signée Ines", "Tout le réseau", "!astuce 1 retirer",
        type="astuce.notee", repond_a=note, champs={"astuce": 1, "theme": "compta"},
        boutons=("👍",),
    )  # fmt: skip
    karim.dit("!astuces facture rejeté chorus")
    reseau.bot_dit("n° 1, compta", "SIRET", type="astuce.liste", champs={"resultats": [1]})
    karim.dit("!astuce 1")
    reseau.bot_dit(CHORUS, "Signée Ines", "!astuce 1 périmée", type="astuce.fiche",
                   champs={"astuce": 1, "theme": "compta"})  # fmt: skip
    assert gardee(reseau.monde).texte == CHORUS


def test_le_theme_dit_en_plusieurs_mots_ou_abrege(reseau: Salon) -> None:
    reseau["ines"].dit("!astuce #ressources humaines poser ses congés avant le 15")
    reseau.bot_dit("n° 1, ressources humaines", type="astuce.notee",
                   champs={"theme": "ressources humaines"})  # fmt: skip
    assert gardee(reseau.monde).texte == "poser ses congés avant le 15"


def test_un_theme_inconnu_se_dit_et_l_astuce_est_gardee(reseau: Salon) -> None:
    reseau["ines"].dit("!astuce la clé du local est au poste de garde #logistique")
    reseau.bot_dit("ne connais pas ce thème", "!thèmes", type="astuce.notee")


def test_sans_theme_il_est_reconnu_et_se_dit(reseau: Salon) -> None:
    reseau["ines"].dit("!astuce pour la compta, scanner les factures en noir et blanc")
    reseau.bot_dit("n° 1, compta", "deviné le thème", type="astuce.notee",
                   champs={"theme": "compta"})  # fmt: skip


@pytest.mark.parametrize("texte", ["!astuce", "!astuce vide", "!astuce #compta"])
def test_il_manque_quelque_chose(reseau: Salon, texte: str) -> None:
    reseau["ines"].dit(texte)
    reseau.bot_dit("!astuce Chorus", type="usage", champs={"commande": "astuce"})


def test_un_texte_qui_commence_par_un_nombre_est_une_astuce(reseau: Salon) -> None:
    reseau["ines"].dit("!astuce 12 boîtes au plus par demande d'archivage")
    reseau.bot_dit("astuce n° 1", type="astuce.notee")
    assert gardee(reseau.monde).texte.startswith("12 boîtes")


def a_part(reseau: Salon, texte: str = f"astuce {CHORUS}") -> Dit:
    """Ines l'écrit à part : on lui relit ses mots d'abord."""
    ines = reseau["ines"]
    ines.dit(texte, en_prive=True)
    return ines.recoit(
        "Tout le réseau Assistantes lira ceci", CHORUS, "oui, la noter", type="astuce.accord",
        mention=ines, champs={"astuce": 1}, boutons=("✅", "❌"),
    )  # fmt: skip


def test_dite_a_part_elle_ne_porte_pas_de_nom(reseau: Salon) -> None:
    ines, relue = reseau["ines"], a_part(reseau)
    ines.reagit("✅", sur=relue)
    dit = ines.recoit("Tout le réseau", "!astuce 1 signer", type="astuce.notee")
    assert "Signée" not in dit.corps
    reseau["karim"].dit("!astuce 1")
    assert "Ines" not in reseau.bot_dit(type="astuce.fiche").corps
    ines.dit("!astuce 1 signer", en_prive=True)
    ines.recoit("Signée Ines", type="astuce.fiche")


def test_dite_a_part_rien_n_en_sort_sans_son_oui(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    a_part(reseau, f"!astuce {CHORUS}")
    karim.dit("!astuces siret")
    reseau.bot_dit("Je ne trouve pas", type="astuce.liste", champs={"resultats": []})
    ines.dit("non", en_prive=True)
    ines.recoit("je ne garde rien", type="astuce")
    assert gardee(reseau.monde).texte == ""
    ines.dit("oui", en_prive=True)
    karim.dit("!astuces siret")
    reseau.bot_dit("Je ne trouve pas", type="astuce.liste")


def test_dite_a_part_un_oui_nu_suffit_et_ne_vaut_qu_une_fois(reseau: Salon) -> None:
    ines = reseau["ines"]
    a_part(reseau)
    ines.dit("oui", en_prive=True)
    ines.recoit(type="astuce.notee", champs={"astuce": 1})
    ines.dit("oui", en_prive=True)
    reseau.bot_se_tait()


def test_dite_a_part_sans_reponse_ses_mots_s_effacent(reseau: Salon) -> None:
    a_part(reseau)
    reseau.passe(days=8)
    assert gardee(reseau.monde).texte == ""
    reseau["ines"].dit("oui", en_prive=True)
    reseau.bot_se_tait()


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_dite_a_part_coupee_au_milieu_on_la_demande_une_fois(
    reseau: Salon, validation: int
) -> None:
    ines = reseau["ines"]
    ines.ouvre_une_conversation().oublie()
    reseau.coupe_au_milieu(validation)
    relue = a_part(reseau)
    reseau.coupe_au_milieu(validation)
    ines.reagit("✅", sur=relue)
    ines.recoit(type="astuce.notee", champs={"astuce": 1})


def test_dite_a_part_ce_qui_existe_deja_se_dit(reseau: Salon) -> None:
    reseau["karim"].dit(f"!astuce {CHORUS}")
    reseau.bot_dit(type="astuce.notee")
    reseau["ines"].dit(f"astuce {CHORUS}", en_prive=True)
    reseau["ines"].recoit(
        "déjà presque la même chose : !astuce 1", type="astuce.accord", mention="ines"
    )


def test_dite_a_part_en_citant_ses_propres_mots(reseau: Salon) -> None:
    ines = reseau["ines"]
    dit = ines.dit("pour Chorus je vérifie le SIRET", en_prive=True)
    ines.recoit(type="demande.accord", mention=ines)
    ines.repond_a(dit, "!astuce")
    assert gardee(reseau.monde).etat == "attente"
    assert not gardee(reseau.monde).signee
    ines.recoit("sans votre nom", type="astuce.accord", mention=ines)


def test_ce_qui_est_presque_la_meme_se_montre_avant(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    ines.dit(f"!astuce {CHORUS}")
    reseau.bot_dit(type="astuce.notee")
    karim.dit("!astuce vérifier le SIRET du fournisseur quand Chorus refuse la facture")
    dit = reseau.bot_dit("dit déjà", "n° 1", "Je garde la vôtre aussi", type="astuce.liste",
                         champs={"resultats": [1]}, boutons=("✅", "❌"))  # fmt: skip
    ines.reagit("✅", sur=dit)
    reseau.bot_se_tait()
    karim.dit("!astuces siret")
    reseau.bot_dit(type="astuce.liste", champs={"resultats": [1]})
    karim.reagit("✅", sur=dit)
    reseau.bot_dit("astuce n° 2", type="astuce.notee", champs={"astuce": 2})


def test_finalement_non_rien_n_est_garde(reseau: Salon) -> None:
    reseau["ines"].dit(f"!astuce {CHORUS}")
    reseau.bot_dit(type="astuce.notee")
    reseau["karim"].dit(f"!astuce {CHORUS}")
    reseau["karim"].reagit("❌", sur=reseau.bot_dit(type="astuce.liste"))
    reseau.bot_dit("je ne garde rien")
    assert gardee(reseau.monde, 2).texte == ""


@pytest.mark.parametrize(
    "texte",
    [
        "voir https://intranet.exemple.gouv.fr/aide#compta pour la marche à suivre",
        "le ticket #4512 explique la panne de l'imprimante", "C# est interdit sur ce poste",
    ],
)  # fmt: skip
def test_un_diese_n_est_pas_toujours_un_theme(reseau: Salon, texte: str) -> None:
    reseau["ines"].dit(f"!astuce {texte}")
    assert "ne connais pas" not in reseau.bot_dit(type="astuce.notee").corps
    assert gardee(reseau.monde).texte == texte


def test_un_nombre_se_cherche_comme_un_mot(reseau: Salon) -> None:
    ines = reseau["ines"]
    for texte in ("le cerfa 12156 sert aux associations", "le cerfa 15059 rend compte en fin d'an"):
        ines.dit(f"!astuce {texte}")
        reseau.bot_dit(type="astuce.notee")
    for mots in ("12156", "cerfa 12156", "imprimé 12156"):
        ines.dit(f"!astuces {mots}")
        assert reseau.bot_dit(type="astuce.liste").jumeau["resultats"][0] == 1
    ines.dit("!astuces 15059")
    reseau.bot_dit("fin d'an", type="astuce.liste", champs={"resultats": [2]})
    ines.dit("!astuces 2")
    reseau.bot_dit(type="astuce.fiche", champs={"astuce": 2})
    ines.dit("!astuces 15058")
    reseau.bot_dit("Je ne trouve pas d'astuce n° 15058", type="refus")


# -- en réponse à un message -----------------------------------------------------------------------


def test_les_mots_d_un_autre_demandent_son_accord(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    parole = karim.dit("moi je vérifie toujours le SIRET avant de relancer Chorus")
    reseau.bot_se_tait()
    demande = ines.repond_a(parole, "!astuce #compta")
    accord = reseau.bot_dit(
        "Karim", "Ines propose", "toujours le SIRET", "signée Karim", "Sans votre accord",
        type="astuce.accord", mention=karim, champs={"astuce": 1, "theme": "compta"},
        boutons=("✅", "✏️", "❌"), repond_a=demande,
    )  # fmt: skip
    ines.reagit("✅", sur=accord)
    reseau.bot_se_tait()
    ines.dit("!astuces siret")
    reseau.bot_dit("Je ne trouve pas", type="astuce.liste", champs={"resultats": []})
    karim.reagit("✅", sur=accord)
    reseau.bot_dit("astuce n° 1", "Signée Karim", type="astuce.notee", champs={"astuce": 1})
    ines.dit("!astuces siret")
    reseau.bot_dit(type="astuce.liste", champs={"resultats": [1]})


@pytest.mark.parametrize("commande", ["!météo orage", "!absent demain"])
def test_une_commande_n_est_pas_une_astuce(reseau: Salon, commande: str) -> None:
    parole = reseau["karim"].dit(commande)
    reseau.bot_reagit("👍", sur=parole)
    reseau["ines"].repond_a(parole, "!astuce")
    dit = reseau.bot_dit("est une commande", "!astuce Chorus", type="refus")
    assert "orage" not in dit.corps


def test_une_personne_nommee_se_lit_par_son_nom(reseau: Salon) -> None:
    reseau["ines"].dit("!astuce pour la paie, appeler @karim:localhost avant midi #compta")
    reseau.bot_dit(type="astuce.notee")
    reseau["lucie"].dit("!astuces paie")
    reseau.bot_dit("« pour la paie, appeler Karim avant midi »", type="astuce.liste")


def test_a_qui_l_on_demande_son_accord_on_dit_ce_qui_existe_deja(reseau: Salon) -> None:
    reseau["ines"].dit(f"!astuce {CHORUS}")
    reseau.bot_dit(type="astuce.notee")
    parole = reseau["karim"].dit("vérifier le SIRET du fournisseur quand Chorus refuse la facture")
    reseau["ines"].repond_a(parole, "!astuce")
    reseau.bot_dit("déjà presque la même chose : !astuce 1", type="astuce.accord", mention="karim")


def test_il_dit_non_ses_mots_ne_restent_nulle_part(reseau: Salon) -> None:
    parole = reseau["karim"].dit("le zzsecretzz est sous le paillasson du bureau")
    reseau["ines"].repond_a(parole, "!astuce")
    accord = reseau.bot_dit(type="astuce.accord", mention="karim")
    reseau["karim"].repond_a(accord, "non")
    reseau.bot_dit("je ne garde rien")
    assert gardee(reseau.monde).texte == ""
    assert "zzsecretzz" not in mots_connus(reseau.monde)


def test_il_ne_repond_pas_ses_mots_s_effacent(reseau: Salon) -> None:
    parole = reseau["karim"].dit("le zzsecretzz est sous le paillasson du bureau")
    reseau["ines"].repond_a(parole, "!astuce")
    reseau.bot_dit(type="astuce.accord", mention="karim")
    reseau.passe(days=8)
    assert gardee(reseau.monde).texte == ""
    reseau.bot_se_tait()


def test_il_la_redit_avec_ses_mots(reseau: Salon) -> None:
    karim = reseau["karim"]
    parole = karim.dit("bah moi je regarde le siret quoi")
    reseau["ines"].repond_a(parole, "!astuce #compta")
    accord = reseau.bot_dit(type="astuce.accord", mention="karim")
    reseau["lucie"].repond_a(accord, "bonne idée, je fais pareil depuis longtemps")
    reseau.bot_se_tait()
    karim.repond_a(accord, "Facture refusée : vérifier d'abord le SIRET #compta")
    reseau.bot_dit("astuce n° 1, compta", "Signée Karim", type="astuce.notee")
    assert gardee(reseau.monde).texte == "Facture refusée : vérifier d'abord le SIRET"


def test_ses_propres_mots_sont_notes_tout_de_suite(reseau: Salon) -> None:
    ines = reseau["ines"]
    parole = ines.dit("je viens de comprendre, il faut vider le cache du navigateur")
    ines.repond_a(parole, "!astuce")
    reseau.bot_dit("Signée Ines", type="astuce.notee", champs={"astuce": 1})
    ines.repond_a(parole, "!astuce")
    reseau.bot_dit("déjà une astuce : !astuce 1", type="refus")


def test_en_reponse_au_robot_ou_a_un_inconnu_on_explique(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit(f"!astuce {CHORUS}")
    dit = reseau.bot_dit(type="astuce.notee")
    ines.repond_a(dit, "!astuce")
    reseau.bot_dit("n'ai pas pu lire", type="usage")
    ines.dit("!astuce", reponse_a="$perdu")
    reseau.bot_dit("n'ai pas pu lire", type="usage")


# -- corriger, retirer, juger ----------------------------------------------------------------------


def test_corriger_change_ce_que_l_on_trouve(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    ines.dit("!astuce le code du parapheur est au secrétariat")
    reseau.bot_dit(type="astuce.notee")
    karim.dit("!astuce 1 corriger autre chose de tout à fait faux")
    reseau.bot_dit("n'est pas de vous", "!astuce 1 périmée", type="refus")
    ines.dit("!astuce 1 corriger le code de la photocopieuse est au secrétariat")
    reseau.bot_dit("astuce n° 1", type="astuce.notee", champs={"astuce": 1})
    ines.dit("!astuces parapheur")
    reseau.bot_dit(type="astuce.liste", champs={"resultats": []})
    ines.dit("!astuces photocopieur")
    reseau.bot_dit(type="astuce.liste", champs={"resultats": [1]})
    assert "parapheur" not in mots_connus(reseau.monde)


def test_retirer_n_en_laisse_pas_un_mot(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("!astuce le zzsecretzz est au secrétariat")
    reseau.bot_dit(type="astuce.notee")
    reseau["karim"].dit("!astuce 1 retirer")
    reseau.bot_dit("n'est pas de vous", type="refus")
    ines.dit("!astuce 1 retirer")
    reseau.bot_dit("retirée", champs={"astuce": 1})
    assert gardee(reseau.monde).texte == gardee(reseau.monde).racines == ""
    assert mots_connus(reseau.monde) == set()
    ines.dit("!astuce 1")
    reseau.bot_dit("a été retirée", type="refus")


def test_l_animation_peut_retirer(reseau: Salon) -> None:
    reseau["ines"].dit("!astuce le numéro de Monsieur Untel est le 12")
    reseau.bot_dit(type="astuce.notee")
    reseau["nadia"].dit("!astuce 1 retirer")
    reseau.bot_dit("retirée")


def test_supprimer_le_message_retire_l_astuce(reseau: Salon) -> None:
    ines = reseau["ines"]
    note = ines.dit("!astuce le zzsecretzz est au secrétariat")
    reseau.bot_dit(type="astuce.notee")
    ines.supprime(note)
    reseau.bot_se_tait()
    assert gardee(reseau.monde).texte == ""


def test_corriger_son_message_corrige_l_astuce(reseau: Salon) -> None:
    ines = reseau["ines"]
    note = ines.dit("!astuce vérifier le SIRTE du fournisseur #compta")
    reseau.bot_dit(type="astuce.notee")
    ines.corrige(note, "!astuce vérifier le SIRET du fournisseur #compta")
    reseau.bot_se_tait()
    assert gardee(reseau.monde).texte == "vérifier le SIRET du fournisseur"


def test_un_pouce_compte_une_fois_et_jamais_de_soi(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    ines.dit(f"!astuce {CHORUS}")
    dit = reseau.bot_dit(type="astuce.notee")
    ines.reagit("👍", sur=dit)
    karim.reagit("👍🏽", sur=dit)
    karim.dit("!astuce 1")
    fiche = reseau.bot_dit("Utile à 1", type="astuce.fiche")
    karim.reagit("👍", sur=fiche)
    assert gardee(reseau.monde).utiles == 1
    karim.retire("👍", sur=dit)
    assert gardee(reseau.monde).utiles == 0


def test_signalee_perimee_elle_passe_apres(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    ines.dit("!astuce Chorus : le support répond au 01")
    reseau.bot_dit(type="astuce.notee")
    ines.dit("!astuce Chorus : le guichet ferme le vendredi")
    reseau.bot_dit(type="astuce.notee")
    karim.dit("!astuce 2 périmée")
    reseau.bot_dit("signalée périmée", "relira", type="astuce.fiche", champs={"astuce": 2})
    karim.dit("!astuces chorus")
    reseau.bot_dit("peut-être périmée", type="astuce.liste", champs={"resultats": [1, 2]})
    karim.dit("!astuce 2 périmée")
    reseau.bot_dit("déjà signalée", type="refus")


def test_a_pertinence_egale_l_utile_et_la_verifiee_d_abord(reseau: Salon) -> None:
    ines, karim = reseau["ines"], reseau["karim"]
    for fin in ("au premier étage", "au deuxième sous-sol", "chez le concierge"):
        ines.dit(f"!astuce parking : la borne se recharge {fin} du bâtiment {len(fin)}")
        reseau.bot_dit(type=None)
    reseau.oublie()
    karim.dit("!astuce 1")
    karim.reagit("👍", sur=reseau.bot_dit(type="astuce.fiche"))
    karim.dit("!astuces borne parking")
    reseau.bot_dit(type="astuce.liste", champs={"resultats": [1, 3, 2]})
    reseau["nadia"].dit("!astuce 2 vérifiée")
    reseau.bot_dit("vérifiée", type="astuce.fiche")
    karim.dit("!astuces borne parking")
    reseau.bot_dit(type="astuce.liste", champs={"resultats": [2, 1, 3]})


def test_un_mot_apres_le_numero_n_est_pas_une_astuce(reseau: Salon) -> None:
    reseau["ines"].dit(f"!astuce {CHORUS}")
    reseau.bot_dit(type="astuce.notee")
    for mot in ("corriger", "changer"):
        reseau["ines"].dit(f"!astuce 1 {mot}")
        reseau.bot_dit("!astuce 1 corriger, puis", "!astuce 1 retirer", type="usage")
    reseau["ines"].dit("!astuces 1")
    reseau.bot_dit(CHORUS, type="astuce.fiche")


def test_le_oui_retire_ne_vaut_plus(reseau: Salon) -> None:
    karim = reseau["karim"]
    parole = karim.dit("moi je vérifie toujours le SIRET avant de relancer Chorus")
    reseau["ines"].repond_a(parole, "!astuce")
    karim.reagit("✅", sur=reseau.bot_dit(type="astuce.accord", mention="karim"))
    reseau.bot_dit(type="astuce.notee")
    karim.retire("✅")
    reseau.bot_dit("L'accord est repris", type="astuce")
    assert gardee(reseau.monde).texte == ""


def test_supprimer_ses_mots_avant_d_avoir_repondu_les_efface(reseau: Salon) -> None:
    parole = reseau["karim"].dit("le zzsecretzz est sous le paillasson du bureau")
    reseau["ines"].repond_a(parole, "!astuce")
    reseau.bot_dit(type="astuce.accord", mention="karim")
    reseau["karim"].supprime(parole)
    reseau.bot_se_tait()
    assert gardee(reseau.monde).texte == ""


# -- d'un réseau à l'autre, en privé ---------------------------------------------------------------


def test_un_autre_reseau_n_en_sait_rien(monde: Monde) -> None:
    ici = monde.ouvre_reseau("Grenadine", ("nadia", "ines"))
    la = monde.ouvre_reseau("Mirabelle", ("paul", "sara"))
    ici["ines"].dit(f"!astuce {CHORUS}")
    ici.bot_dit(type="astuce.notee")
    la["paul"].dit("!astuce 1")
    la.bot_dit("Je ne trouve pas d'astuce n° 1", type="refus")
    la["paul"].dit("!astuces siret")
    la.bot_dit(type="astuce.liste", champs={"resultats": []})


def test_partie_depuis_trente_jours_elle_ne_signe_plus(reseau: Salon) -> None:
    from bot.retention import purge

    reseau["ines"].dit(f"!astuce {CHORUS}")
    reseau.bot_dit(type="astuce.notee")
    reseau["ines"].part()
    reseau.oublie()
    reseau.monde.horloge.instant += timedelta(days=31)
    while purge(reseau.monde.base, reseau.monde.horloge):
        pass
    assert gardee(reseau.monde).auteur == ""
    assert gardee(reseau.monde).texte == CHORUS


# -- la suite, la relecture ------------------------------------------------------------------------


@pytest.mark.parametrize("mot", ["⏬", "suite"])
def test_trois_a_la_fois_puis_la_suite(reseau: Salon, mot: str) -> None:
    ines = reseau["ines"]
    for fin in ("garage", "grenier", "vestiaire", "hangar", "jardin"):
        ines.dit(f"!astuce la borne du {fin} se recharge la nuit dans le {fin}")
        reseau.oublie()
    ines.dit("!astuces borne")
    liste = reseau.bot_dit("suite (2 autres)", type="astuce.liste", boutons=("⏬",),
                           champs={"resultats": [5, 4, 3]})  # fmt: skip
    if mot == "suite":
        ines.repond_a(liste, mot)
    else:
        ines.reagit(mot, sur=liste)
    reseau.bot_dit(type="astuce.liste", champs={"resultats": [2, 1]}, boutons=())
    ines.repond_a(liste, "suite")
    reseau.bot_dit("plus de suite", "!astuces facture", type="astuce.liste")


def test_la_suite_d_un_mot_en_prive(reseau: Salon) -> None:
    ines = reseau["ines"]
    for fin in ("garage", "grenier", "vestiaire", "hangar"):
        ines.dit(f"!astuce la borne du {fin} se recharge la nuit dans le {fin}")
        reseau.oublie()
    ines.dit("astuces borne", en_prive=True)
    ines.recoit(type="astuce.liste", champs={"resultats": [4, 3, 2]})
    ines.dit("suite", en_prive=True)
    ines.recoit(type="astuce.liste", champs={"resultats": [1]})


def test_rien_trouve_on_propose_de_demander(reseau: Salon) -> None:
    reseau["ines"].dit("!astuces machine à café en panne")
    reseau.bot_dit("Je ne trouve pas", "!aide machine à café en panne", type="astuce.liste",
                   champs={"resultats": []})  # fmt: skip


def referente(reseau: Salon) -> None:
    """Karim est référent de la compta, et parle avec le robot."""
    reseau["karim"].ouvre_une_conversation().oublie()
    reseau["nadia"].dit(f"!référent {reseau['karim']} compta")
    reseau["karim"].reagit("✅", sur=reseau.bot_dit(type="referent.note", mention="karim"))
    reseau.bot_dit(type="referent.note")


def a_relire(reseau: Salon) -> Dit:
    """Quatre-vingt-dix jours plus tard, on demande à Karim si elle est toujours vraie."""
    referente(reseau)
    reseau["ines"].dit(f"!astuce {CHORUS} #compta")
    reseau.bot_dit(type="astuce.notee")
    reseau.passe(days=89)
    reseau.bot_se_tait()
    reseau.passe(days=4)
    return reseau["karim"].recoit(
        "l'astuce n° 1 est-elle toujours vraie", CHORUS, type="astuce.fiche", mention="karim",
        champs={"astuce": 1, "theme": "compta"}, boutons=("✅", "✏️", "❌"),
    )  # fmt: skip


def test_toujours_vraie_elle_est_verifiee(reseau: Salon) -> None:
    reseau["karim"].reagit("✅", sur=a_relire(reseau))
    reseau["karim"].recoit("est vérifiée", type="astuce.fiche")
    assert gardee(reseau.monde).etat == "verifiee"
    reseau.passe(days=80)
    reseau.bot_se_tait()


def test_corrigee_entre_temps_le_oui_ne_vaut_pas_pour_ce_qui_n_est_pas_lu(reseau: Salon) -> None:
    question = a_relire(reseau)
    reseau["ines"].dit("!astuce 1 corriger Chorus refuse : tout payer en liquide")
    reseau.bot_dit(type="astuce.notee")
    reseau["karim"].reagit("✅", sur=question)
    reseau["karim"].recoit("corrigée depuis", "liquide", "!astuce 1 vérifiée", type="astuce.fiche")
    assert gardee(reseau.monde).etat == "notee"


def test_plus_vraie_elle_est_perimee(reseau: Salon) -> None:
    a_relire(reseau)
    reseau["karim"].dit("non", en_prive=True)
    reseau["karim"].recoit("passe après", type="astuce.fiche")
    assert gardee(reseau.monde).etat == "perimee"
    reseau.passe(days=10)
    reseau.bot_se_tait()


def test_a_corriger_ses_mots_sont_signes_de_lui(reseau: Salon) -> None:
    karim = reseau["karim"]
    karim.reagit("✏️", sur=a_relire(reseau))
    karim.recoit("le bon texte", type="astuce.fiche")
    karim.dit("Chorus refuse : vérifier le SIRET puis l'engagement", en_prive=True)
    karim.recoit("corrigée et vérifiée", type="astuce.notee")
    lue = gardee(reseau.monde)
    assert (lue.etat, lue.auteur) == ("verifiee", karim.mxid)


def test_signalee_perimee_elle_est_relue_le_lendemain(reseau: Salon) -> None:
    referente(reseau)
    reseau["ines"].dit(f"!astuce {CHORUS} #compta")
    reseau.bot_dit(type="astuce.notee")
    reseau["lucie"].dit("!astuce 1 périmée")
    reseau.bot_dit(type="astuce.fiche")
    reseau.passe(days=1)
    dit = reseau["karim"].recoit("périmée", "toujours vraie", type="astuce.fiche", mention="karim")
    reseau["karim"].reagit("✅", sur=dit)
    reseau["karim"].recoit("est vérifiée")


def test_trois_relectures_par_semaine_au_plus(reseau: Salon) -> None:
    referente(reseau)
    for n in range(5):
        reseau["ines"].dit(f"!astuce la borne numéro {n} du garage {'x' * n} marche #compta")
        reseau.oublie()
        reseau["ines"].reagit("✅") if n else None
        reseau.oublie()
    reseau.passe(days=97)
    demandees = [d for d in reseau.monde.fil.dits if d.mentions and d.type == "astuce.fiche"]
    for dit in reseau.monde.fil.dits:
        dit.attendu = True
    assert 1 <= len(demandees) <= 3
    assert len({d.quand.date() for d in demandees}) == len(demandees)
