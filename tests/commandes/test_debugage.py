"""!débugage : quelqu'un d'ailleurs, un salon à deux, six temps, des nouvelles plus tard."""

import pytest
from sqlmodel import Session, select

from bot.core.pliage import fold
from donnees.debugage import ABANDONNE, Debugage
from tests.scenario import Dit, Monde, Personne, Salon

SITUATION = "mon service refuse la nouvelle procédure de Zéphyrine"


@pytest.fixture
def ines(monde: Monde) -> Personne:
    """Inès, d'un réseau d'assistantes, avec sa conversation privée."""
    reseau = monde.ouvre_reseau("Assistantes", ("nadia", "ines"))
    reseau["ines"].ouvre_une_conversation().oublie()
    return reseau["ines"]


@pytest.fixture
def paul(monde: Monde, ines: Personne) -> Personne:
    """Paul, d'un réseau de comptables, volontaire."""
    reseau = monde.ouvre_reseau("Comptables", ("lea", "paul"))
    reseau["paul"].dit("débugage volontaire", en_prive=True)
    reseau["paul"].recoit("Merci", "débugage plus volontaire", type="debugage")
    return reseau["paul"]


def a_deux(monde: Monde, ines: Personne, paul: Personne) -> Salon:
    """Paul a dit oui : le salon des deux, où rien n'a commencé."""
    ines.dit(f"débugage {SITUATION}", en_prive=True)
    ines.recoit("40 minutes", "pas votre nom", "Je demande à quelqu'un", type="debugage")
    paul.recoit(type="debugage", mention=paul)
    paul.reagit("✋")
    paul.recoit("Voici la personne : Ines", type="debugage", mention=paul)
    ines.recoit("Quelqu'un veut bien : Paul", type="debugage", mention=ines)
    assert ines.invitee is not None
    assert ines.invitee is paul.invitee
    salon = ines.invitee
    ines.accepte()
    paul.accepte()
    salon.bot_dit("Ines et Paul", "Six temps", "je ne lis que", "✅ oui, on commence",
                  type="debugage", mention=(ines, paul), boutons=("✅", "❌"))  # fmt: skip
    return salon


def test_la_personne_sollicitee_lit_la_situation_sans_nom_ni_reseau(
    ines: Personne, paul: Personne
) -> None:
    ines.dit(f"débugage {SITUATION}", en_prive=True)
    ines.recoit(type="debugage")
    dit = paul.recoit(
        "une personne d'ailleurs", SITUATION, "✋ je m'en occupe", "➡️ pas cette fois",
        type="debugage", mention=paul, boutons=("✋", "➡️"),
    )  # fmt: skip
    assert "ines" not in fold(dit.corps)
    assert "assistantes" not in fold(dit.corps)


def test_six_temps_puis_des_suites_et_le_robot_s_en_va(
    monde: Monde, ines: Personne, paul: Personne
) -> None:
    salon = a_deux(monde, ines, paul)
    ines.reagit("✅")
    salon.bot_dit("1 sur 6, la situation : 5 minutes", "➡️ suivant", "❌ terminer",
                  mention=(ines, paul), boutons=("➡️", "❌"))  # fmt: skip
    monde.passe(minutes=5)
    deuxieme = salon.bot_dit("2 sur 6, les questions : 10 minutes", mention=(ines, paul))
    paul.reagit("➡️", sur=deuxieme)
    troisieme = salon.bot_dit("3 sur 6", mention=(ines, paul))
    ines.reagit("➡️", sur=deuxieme)
    salon.bot_se_tait()
    paul.repond_a(troisieme, "Suivant")
    salon.bot_dit("4 sur 6, les idées", mention=(ines, paul))
    ines.dit("!suivant", dans=salon)
    salon.bot_dit("5 sur 6", mention=(ines, paul))
    monde.passe(minutes=5)
    salon.bot_dit("6 sur 6, le prochain pas", mention=(ines, paul))
    monde.passe(minutes=5)
    fin = salon.bot_dit("quel est le prochain pas ?", "❌ non", mention=ines, boutons=("❌",))
    ines.repond_a(fin, "En parler à Zoé mardi.")
    salon.bot_dit("C'est noté", "en privé lundi 14 décembre.", "Je pars")
    assert monde.fil.quittes == [salon.id]
    monde.passe(jusqua="2026-12-14 10:00")
    ines.recoit("avec Paul", SITUATION, "En parler à Zoé mardi.", "Où en êtes-vous ?",
                type="debugage", mention=ines, boutons=("✅", "⏳", "❌"))  # fmt: skip
    ines.dit("réglé", en_prive=True)
    ines.recoit("Tant mieux", "efface", type="debugage")
    monde.passe(days=30)


def test_les_suites_ecrites_par_l_autre_demandent_un_accord(
    monde: Monde, ines: Personne, paul: Personne
) -> None:
    salon = a_deux(monde, ines, paul)
    ines.reagit("❌")
    fin = salon.bot_dit("prochain pas", mention=ines)
    paul.repond_a(fin, "Inès écrit à son chef.")
    accord = salon.bot_dit("je garde ceci", "Inès écrit à son chef.", mention=ines,
                           boutons=("✅", "❌"))  # fmt: skip
    paul.reagit("✅", sur=accord)
    salon.bot_se_tait()
    ines.reagit("❌", sur=accord)
    salon.bot_dit("Je ne garde rien")
    monde.passe(jusqua="2026-12-14 10:00")
    retour = ines.recoit("Où en êtes-vous ?", mention=ines)
    assert "chef" not in retour.corps
    ines.dit("non", en_prive=True)
    ines.recoit("efface", type="debugage")


def test_non_merci_personne_d_autre_puis_on_arrete_et_on_le_dit(
    monde: Monde, ines: Personne, paul: Personne
) -> None:
    ines.dit(f"débugage {SITUATION}", en_prive=True)
    ines.recoit(type="debugage")
    paul.recoit(type="debugage", mention=paul)
    paul.dit("pas cette fois", en_prive=True)
    paul.recoit("Merci", type="debugage")
    monde.passe(days=12)
    ines.recoit("n'ai trouvé personne", "aide", type="debugage", mention=ines)


def test_le_silence_d_un_jour_passe_a_quelqu_un_d_autre(
    monde: Monde, ines: Personne, paul: Personne
) -> None:
    lea = monde.personne("lea")
    lea.dit("!débugage volontaire", en_prive=True)
    lea.recoit(type="debugage")
    ines.dit(f"débugage {SITUATION}", en_prive=True)
    ines.recoit(type="debugage")
    paul.recoit(type="debugage", mention=paul)
    monde.passe(days=1, hours=1)
    lea.recoit("une personne d'ailleurs", type="debugage", mention=lea)
    lea.reagit("➡️")
    lea.recoit(type="debugage")
    ines.dit("terminer", en_prive=True)
    ines.recoit("ne cherche plus", type="terminer")
    monde.passe(days=20)
    paul.reagit("✋")
    paul.recoit("plus besoin", type="refus")


def test_une_seule_sollicitation_par_jour(monde: Monde, ines: Personne, paul: Personne) -> None:
    nadia = monde.personne("nadia")
    for qui in (ines, nadia):
        qui.dit(f"débugage {SITUATION}", en_prive=True)
    ines.recoit(type="debugage")
    nadia.recoit("je cherche de nouveau demain à 9 h", type="debugage")
    paul.recoit(type="debugage", mention=paul)
    paul.reagit("➡️")
    paul.recoit(type="debugage")
    monde.passe(days=1)
    paul.recoit(type="debugage", mention=paul)
    for qui in (ines, nadia):
        qui.dit("terminer", en_prive=True)
        qui.recoit(type="terminer")


def test_un_reseau_ferme_aux_voisins_n_est_pas_cherche(
    monde: Monde, ines: Personne, paul: Personne
) -> None:
    lea = monde.personne("lea")
    lea.dit("!réseau régler voisins non")
    assert lea.ici is not None
    lea.ici.oublie()
    ines.dit(f"débugage {SITUATION}", en_prive=True)
    ines.recoit("Personne n'est libre", type="debugage")
    ines.dit("terminer", en_prive=True)
    ines.recoit(type="terminer")


def test_un_collegue_du_meme_reseau_mais_d_un_autre_service(monde: Monde) -> None:
    reseau = monde.ouvre_reseau("Assistantes", ("nadia", "ines", "karim"))
    ines, karim, nadia = reseau["ines"], reseau["karim"], reseau["nadia"]
    services = {ines: "Ines [Mairie]", karim: "Karim [Lycée]", nadia: "Nadia [Mairie]"}
    for qui, nom in services.items():
        contenu = {"membership": "join", "displayname": nom}
        monde.fil.livre(monde.fil.brut(reseau.id, "m.room.member", qui.mxid, contenu, qui.mxid))
        qui.ouvre_une_conversation().oublie()
    for qui in (nadia, karim):
        qui.dit("débugage volontaire", en_prive=True)
        qui.recoit(type="debugage")
    ines.dit(f"débugage {SITUATION}", en_prive=True)
    ines.recoit(type="debugage")
    karim.recoit(type="debugage", mention=karim)
    ines.dit("!terminer", en_prive=True)
    ines.recoit(type="terminer")


def test_ecrit_dans_un_salon_rien_n_en_est_repete(monde: Monde) -> None:
    reseau = monde.ouvre_reseau("Assistantes", ("nadia", "ines"))
    reseau["ines"].dit(f"!débugage {SITUATION}")
    dit = reseau.bot_dit("écrivez-moi en privé", type="refus")
    assert "procédure" not in dit.corps


def test_hors_du_salon_d_un_debugage_les_mots_ne_font_rien(ines: Personne) -> None:
    ines.dit("!suivant")
    assert ines.ici is not None
    ines.ici.bot_dit("salon d'un débugage", type="refus", champs={"commande": "suivant"})
    ines.dit("!débugage plus volontaire", en_prive=True)
    ines.recoit("ne vous propose plus", type="debugage")


def test_sans_commencer_une_relance_puis_le_depart(
    monde: Monde, ines: Personne, paul: Personne
) -> None:
    salon = a_deux(monde, ines, paul)
    monde.passe(days=2, hours=1)
    salon.bot_dit("Toujours partants", mention=(ines, paul), boutons=("✅", "❌"))
    monde.passe(days=6)
    salon.bot_dit("je pars", type="debugage")
    assert monde.fil.quittes == [salon.id]


def test_si_le_salon_ne_s_ouvre_pas_chacun_l_apprend(
    monde: Monde, ines: Personne, paul: Personne
) -> None:
    salon = a_deux(monde, ines, paul)
    (ouverture,) = [e for e, s in monde.fil.par_envoi.items() if s == salon.id]
    monde.fil.moteur.give_up(ouverture, "invitation")
    monde.fil.traite()
    ines.recoit("Paul", "Écrivez-vous directement", type="debugage", mention=ines)
    paul.recoit("Ines", "Écrivez-vous directement", type="debugage", mention=paul)
    monde.passe(days=20)


@pytest.mark.parametrize("validation", [1, 2, 3, 4])
def test_coupe_au_milieu_un_seul_salon(
    monde: Monde, ines: Personne, paul: Personne, validation: int
) -> None:
    ines.dit(f"débugage {SITUATION}", en_prive=True)
    ines.recoit(type="debugage")
    paul.recoit(type="debugage", mention=paul)
    avant = len(monde.salons)
    assert paul.prive is not None
    paul.prive.coupe_au_milieu(validation)
    paul.reagit("✋")
    assert len(monde.salons) == avant + 1
    debuts: list[Dit] = [d for d in monde.fil.dits if d.salon == list(monde.salons)[-1]]
    assert len(debuts) == 1
    for salon in monde.salons.values():
        salon.oublie()


def test_qui_a_quitte_son_reseau_n_est_plus_presente(
    monde: Monde, ines: Personne, paul: Personne
) -> None:
    ines.dit(f"débugage {SITUATION}", en_prive=True)
    ines.recoit(type="debugage")
    dit = paul.recoit(type="debugage", mention=paul)
    paul.part()
    paul.reagit("✋", sur=dit)
    assert paul.prive is not None
    assert ines.prive is not None
    paul.prive.bot_se_tait()
    ines.prive.bot_se_tait()


@pytest.mark.parametrize("comment", ["depart", "oubli"])
def test_qui_s_en_va_ne_fait_plus_chercher_personne(
    monde: Monde, ines: Personne, paul: Personne, comment: str
) -> None:
    ines.dit(f"débugage {SITUATION}", en_prive=True)
    ines.recoit(type="debugage")
    dit = paul.recoit(type="debugage", mention=paul)
    if comment == "depart":
        ines.part()
    else:
        ines.dit("oubliemoi", en_prive=True)
        ines.recoit(type="oubli")
        ines.dit("oui", en_prive=True)
        ines.recoit("C'est fait", type="oubli")
    paul.reagit("✋", sur=dit)
    monde.passe(hours=30)
    assert paul.prive is not None
    paul.prive.bot_se_tait()
    with Session(monde.base) as session:
        (ligne,) = session.exec(select(Debugage))
        assert (ligne.etat, ligne.situation) == (ABANDONNE, "")
