"""Le bulletin : ce qui s'y lit, une fois par semaine, et rien de ce qui est à part."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from donnees.astuce import Astuce, Utile
from donnees.bulletin import Bulletin
from donnees.reminder import Reminder
from donnees.rituel import ACTIF, PREVUE, Occurrence, Rituel
from tests.scenario import Dit, Monde, OuvreReseau, Salon

SALLE = "!actu la salle Loire est prête"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime et Inès parle à part ; Karim connaît la compta, personne les archives."""
    salon = ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim"), animation="nadia",
        themes={"compta": ("karim",), "archives": ()},
    )  # fmt: skip
    salon["ines"].ouvre_une_conversation().oublie()
    return salon


def l_heure(reseau: Salon, n: int = 1, dans: timedelta = timedelta(seconds=1)) -> None:
    """L'heure du bulletin sonne, comme un rituel la ferait sonner."""
    monde = reseau.monde
    le = monde.horloge.now() + dans
    fois = Occurrence(
        id=n, rituel=1, reseau=1, genre="bulletin", jour=f"{n}", creneau="16:00", le=le,
        fin=le + timedelta(hours=8), etat=PREVUE, salon=reseau.id,
    )  # fmt: skip
    rappel = Reminder(id=f"r{n}", about=fois.about, reason="rituel.bulletin", planned=le)
    monde.fil.pose(fois, rappel)
    monde.passe(seconds=dans.total_seconds())


def apercu(reseau: Salon, **attendu: Any) -> Dit:
    reseau["ines"].dit("bulletin", en_prive=True)
    return reseau["ines"].recoit(type="bulletin", **attendu)


def dit(reseau: Salon, mots: str, type: str, mention: str | tuple[str, ...] = ()) -> None:
    """Inès le dit dans le salon, et le robot répond."""
    reseau["ines"].dit(mots)
    reseau.bot_dit(type=type, mention=mention)


# -- paraître --------------------------------------------------------------------------------------


def test_a_l_heure_dite_il_parait_dans_le_salon(reseau: Salon) -> None:
    dit(reseau, SALLE, "actu.notee")
    l_heure(reseau)
    reseau.bot_dit(
        "semaine du lundi 30 novembre", "Nouvelles : « la salle Loire est prête »",
        type="bulletin", champs={"semaine": "2026-W49", "sections": ["actus"]},
    )  # fmt: skip


def test_rien_a_dire_rien_n_est_dit(reseau: Salon, monde: Monde) -> None:
    l_heure(reseau)
    with Session(monde.base) as session:
        assert session.exec(select(Bulletin)).all() == []


def test_un_par_semaine_quoi_qu_il_arrive(reseau: Salon) -> None:
    for n in (1, 2, 3):
        dit(reseau, SALLE, "actu.notee")
        l_heure(reseau, n, timedelta(hours=1))
        if n == 1:
            reseau.bot_dit(type="bulletin", champs={"semaine": "2026-W49"})
    l_heure(reseau, 4, timedelta(days=7))
    paru = reseau.bot_dit(type="bulletin", champs={"semaine": "2026-W50"})
    assert paru.corps.count("Loire") == 2, "ce qui n'a pas paru attend le numéro suivant"


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_coupe_au_milieu_il_parait_une_fois(reseau: Salon, validation: int) -> None:
    dit(reseau, SALLE, "actu.notee")
    reseau.monde.fil.redemarre()
    l_heure(reseau, dans=timedelta())
    reseau.coupe_au_milieu(validation)
    reseau.passe(seconds=5)
    reseau.redemarre()
    reseau.bot_dit("Loire", type="bulletin")


def test_le_robot_arrete_toute_la_soiree_il_ne_parait_plus(reseau: Salon) -> None:
    dit(reseau, SALLE, "actu.notee")
    monde = reseau.monde
    le = monde.horloge.now()
    fois = Occurrence(
        id=9, rituel=1, reseau=1, genre="bulletin", jour="9", creneau="16:00", le=le,
        fin=le + timedelta(hours=1), etat=PREVUE, salon=reseau.id,
    )  # fmt: skip
    monde.horloge.instant += timedelta(days=2)
    monde.fil.pose(
        fois, Reminder(id="r9", about=fois.about, reason="rituel.bulletin", planned=le)
    )  # fmt: skip
    reseau.passe(seconds=1)


def test_par_un_rituel_chaque_vendredi(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel bulletin chaque vendredi à 16h")
    reseau.bot_dit(type="rituel.cree")
    dit(reseau, SALLE, "actu.notee")
    reseau.passe(jusqua="2026-12-04 15:59")
    reseau.passe(jusqua="2026-12-04 16:01")
    reseau.bot_dit("Loire", type="bulletin", champs={"semaine": "2026-W49", "sections": ["actus"]})
    reseau.passe(jusqua="2026-12-11 17:00")


def test_a_l_essai_il_se_lit_a_part_et_ne_compte_pas(reseau: Salon) -> None:
    reseau["nadia"].ouvre_une_conversation().oublie()
    reseau["nadia"].dit("!rituel bulletin chaque vendredi à 16h")
    reseau.bot_dit(type="rituel.cree")
    dit(reseau, SALLE, "actu.notee")
    reseau["nadia"].dit("rituel 1 essai", en_prive=True)
    reseau.passe(seconds=2)
    reseau["nadia"].recoit("Aperçu", "Loire", type="bulletin")
    reseau.passe(jusqua="2026-12-04 16:01")
    reseau.bot_dit("Loire", type="bulletin")


def test_maintenant_une_fois_puis_on_dit_pourquoi(reseau: Salon) -> None:
    reseau["nadia"].dit("!rituel bulletin chaque vendredi à 16h")
    reseau.bot_dit(type="rituel.cree")
    reseau["nadia"].dit("!rituel 1 maintenant")
    reseau.passe(seconds=2)
    reseau.bot_dit("rien à dire", type="rituel")
    dit(reseau, SALLE, "actu.notee")
    for attendu in ("bulletin", "rituel"):
        reseau.passe(days=1)
        reseau["nadia"].dit("!rituel 1 maintenant")
        reseau.passe(seconds=2)
        reseau.bot_dit(type=attendu)


# -- ce qui s'y lit --------------------------------------------------------------------------------


def test_les_arrivees_sauf_qui_est_reparti(reseau: Salon, monde: Monde) -> None:
    for nom in ("lea", "paul"):
        monde.personne(nom).arrive(dans=reseau)
    monde.personne("paul").part(dans=reseau)
    for salon in monde.salons.values():
        salon.oublie()  # l'accueil a ses essais
    lu = apercu(reseau, champs={"sections": ["arrivees"]})
    assert "Arrivées\u00a0: bienvenue à Lea\u00a0!" in lu.corps
    assert "Paul" not in lu.corps


def test_l_entraide_sans_nommer_qui_demande(reseau: Salon) -> None:
    dit(reseau, "!aide compta Chorus refuse ma facture", "demande.proposee", "karim")
    lu = apercu(reseau, champs={"sections": ["aide"]})
    assert "Une question attend quelqu'un en compta, depuis lundi 30 novembre." in lu.corps
    assert "Ines" not in lu.corps
    assert "Chorus" not in lu.corps
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="demande.resolue", mention=("ines", "karim"))
    lu = apercu(reseau, champs={"sections": ["aide"]})
    assert "Une question réglée. Merci à la personne qui a aidé." in lu.corps
    assert "Karim" not in lu.corps
    reseau["karim"].dit("profil cité oui", en_prive=True)
    reseau["karim"].recoit(type="profil")
    assert "Merci à Karim." in apercu(reseau).corps


def test_ce_qui_est_porte_et_la_reponse_attendue(reseau: Salon) -> None:
    dit(reseau, "!aide compta Chorus refuse ma facture", "demande.proposee", "karim")
    reseau["nadia"].dit("!porter 1 direction 12 décembre")
    reseau.bot_dit(type="demande.portee", mention="ines")
    lu = apercu(reseau).corps
    assert "portée à la direction\u00a0: réponse attendue le samedi 12 décembre." in lu
    reseau["nadia"].dit("!résolu 1 la direction ouvre un poste")
    reseau.bot_dit(type="demande.resolue", mention="ines")
    lu = apercu(reseau).corps
    assert "portée à la direction\u00a0: la réponse est venue." in lu
    assert "poste" not in lu


def test_une_question_posee_a_part_n_y_est_pas(reseau: Salon) -> None:
    reseau["karim"].ouvre_une_conversation().oublie()
    reseau["ines"].dit("aide compta zephyrin bloque", en_prive=True)
    reseau["ines"].recoit(type="demande.ouverte")
    reseau["karim"].recoit("zephyrin", type="demande.proposee", mention="karim")
    assert apercu(reseau).jumeau["sections"] == []
    reseau["karim"].reagit("✋")
    reseau["ines"].recoit(type="demande.prise", mention="ines")
    reseau["karim"].recoit("zephyrin", type="prends", mention="karim")
    reseau["ines"].dit("résolu 1", en_prive=True)
    reseau["ines"].recoit(type="demande.resolue", mention="ines")
    reseau["karim"].recoit(type="demande.resolue", mention="karim")
    assert apercu(reseau).jumeau["sections"] == []


def test_les_astuces_nouvelles_puis_les_utiles(reseau: Salon, monde: Monde) -> None:
    le = monde.horloge.now() - timedelta(minutes=1)
    vieille = le - timedelta(days=40)
    for n, (quand, etat) in enumerate(
        [(vieille, "notee"), (le, "notee"), (le, "retiree"), (le, "brouillon")], start=1
    ):
        monde.fil.pose(Astuce(id=n, reseau=1, texte=f"tourner la clé {n}", auteur="", etat=etat,
                              cree_le=quand, notee_le=quand))  # fmt: skip
    monde.fil.pose(Utile(astuce=1, membre="@karim:localhost", reseau=1, le=le))
    lu = apercu(reseau, champs={"sections": ["astuces"]})
    nouvelle, utile = lu.corps.splitlines()[1:]
    assert nouvelle.endswith("Astuces\u00a0: n°\u00a02 «\u00a0tourner la clé 2\u00a0»")
    assert utile == "utile à plusieurs, n°\u00a01 «\u00a0tourner la clé 1\u00a0»"
    assert "clé 3" not in lu.corps
    assert "clé 4" not in lu.corps


def test_les_rendez_vous_qui_viennent(reseau: Salon, monde: Monde) -> None:
    maintenant = monde.horloge.now()
    for n, (genre, jours) in enumerate([("tour", 2), ("meteo", 7), ("meteo", 12), ("bulletin", 1)]):
        monde.fil.pose(Rituel(
            id=n + 1, reseau=1, genre=genre, mots="", rrule="", fuseau="Europe/Paris", etat=ACTIF,
            debut=maintenant, cree_le=maintenant, prochaine=maintenant + timedelta(days=jours),
        ))  # fmt: skip
    lu = apercu(reseau, champs={"sections": ["rituels"]})
    assert "Rendez-vous\u00a0: tour, mercredi 2 décembre à 9 h 02\nmétéo, lundi 7" in lu.corps
    assert lu.corps.count("météo") == 1


# -- un écran, et la suite -------------------------------------------------------------------------


def test_un_ecran_puis_la_suite_en_reponse(reseau: Salon) -> None:
    for n in range(12):
        reseau.passe(minutes=2)
        dit(reseau, f"!actu la salle {n} est prête : " + "et elle est grande, " * 8, "actu.notee")
    l_heure(reseau)
    ecran = reseau.bot_dit("⏬ suite", type="bulletin", boutons=("⏬",))
    vus = [ecran.corps]
    reseau["karim"].repond_a(ecran, "merci pour la suite !")
    while "⏬" in vus[-1]:
        mot = reseau["karim"].repond_a(ecran, "Suite")
        ecran = reseau.bot_dit(type="bulletin", champs={"sections": ["actus"]}, repond_a=mot)
        vus.append(ecran.corps)
    assert all(len(v) < 1000 for v in vus)
    assert all(any(f"salle {n} est" in v for v in vus) for n in range(12))
    reseau["karim"].repond_a(ecran, "suite")


def test_une_touche_ne_donne_la_suite_qu_une_fois(reseau: Salon) -> None:
    for n in range(12):
        reseau.passe(minutes=2)
        dit(reseau, f"!actu la salle {n} est prête : " + "et elle est grande, " * 8, "actu.notee")
    l_heure(reseau)
    ecran = reseau.bot_dit(type="bulletin", boutons=("⏬",))
    reseau["karim"].reagit("⏬", sur=ecran)
    suite = reseau.bot_dit(type="bulletin", repond_a=ecran)
    reseau["nadia"].reagit("⏬", sur=ecran)
    reseau["nadia"].dit("!bulletin dernier")
    relu = reseau.bot_dit(type="bulletin")
    reseau["nadia"].reagit("⏬", sur=relu)
    assert reseau.bot_dit(type="bulletin", repond_a=relu).corps == suite.corps


def test_la_suite_d_un_apercu_d_un_mot_nu(reseau: Salon) -> None:
    for n in range(12):
        reseau.passe(minutes=2)
        dit(reseau, f"!actu la salle {n} est prête : " + "et elle est grande, " * 8, "actu.notee")
    premier = apercu(reseau)
    reseau["ines"].dit("suite", en_prive=True)
    deux = reseau["ines"].recoit(type="bulletin")
    reseau["ines"].repond_a(premier, "suite")
    assert reseau["ines"].recoit(type="bulletin").corps == deux.corps


# -- relire, régler --------------------------------------------------------------------------------


@pytest.mark.parametrize("mots", ["49", "2026-W49", "semaine 49", "S49", "dernier", "2026 49",
                                  "de la semaine dernière"])  # fmt: skip
def test_relire_un_numero(reseau: Salon, mots: str) -> None:
    dit(reseau, SALLE, "actu.notee")
    l_heure(reseau)
    reseau.bot_dit(type="bulletin")
    reseau.passe(days=8)
    message = reseau["karim"].dit(f"!bulletin {mots}")
    reseau.bot_dit(
        "semaine du lundi 30 novembre", "Loire", type="bulletin", repond_a=message,
        champs={"semaine": "2026-W49"},
    )  # fmt: skip


def test_relu_ce_qui_fut_retire_n_y_est_plus(reseau: Salon) -> None:
    nouvelle = reseau["ines"].dit(SALLE)
    reseau.bot_dit(type="actu.notee")
    dit(reseau, "!actu la cantine rouvre", "actu.notee")
    l_heure(reseau)
    reseau.bot_dit("Loire", "cantine", type="bulletin")
    reseau["ines"].supprime(nouvelle)
    reseau["karim"].dit("!bulletin 49")
    assert "Loire" not in reseau.bot_dit("cantine", type="bulletin").corps


def test_relu_qui_s_est_fait_oublier_n_y_est_plus(reseau: Salon, monde: Monde) -> None:
    lea = monde.personne("lea")
    lea.arrive(dans=reseau)
    monde.passe(minutes=30)
    for salon in monde.salons.values():
        salon.oublie()  # l'accueil a ses essais
    dit(reseau, SALLE, "actu.notee")
    l_heure(reseau)
    reseau.bot_dit("Lea", "Loire", type="bulletin")
    lea.dit("oubliemoi", en_prive=True)
    lea.recoit(type="oubli")
    lea.reagit("✅")
    lea.recoit(type="oubli")
    reseau["karim"].dit("!bulletin 49")
    relu = reseau.bot_dit("Loire", type="bulletin", champs={"sections": ["actus"]})
    assert "Lea" not in relu.corps


def test_relu_qui_ne_veut_plus_etre_nomme_ne_l_est_plus(reseau: Salon) -> None:
    dit(reseau, "!merci Karim", "merci", mention="karim")
    reseau["karim"].reagit("✅")
    reseau.bot_dit(type="merci")
    l_heure(reseau)
    reseau.bot_dit("Merci à Karim.", type="bulletin")
    reseau["karim"].dit("profil cité non", en_prive=True)
    reseau["karim"].recoit()
    reseau["ines"].dit("!bulletin dernier")
    relu = reseau.bot_dit("Merci à la personne qui a aidé.", type="bulletin")
    assert "Karim" not in relu.corps


def test_toutes_les_arrivees_comptent(reseau: Salon, monde: Monde) -> None:
    for n in range(30):
        monde.personne(f"recrue{n}").arrive(dans=reseau)
    monde.passe(minutes=40)
    for salon in monde.salons.values():
        salon.oublie()
    lu = apercu(reseau).corps
    assert "et 25 autres" in lu


@pytest.mark.parametrize(
    ("mots", "type", "attendu"),
    [
        ("48", "refus", "Aucun bulletin"),
        ("dernier", "refus", "Aucun bulletin"),
        ("jamais", "usage", "!bulletin 48"),
        ("99", "usage", "!bulletin 48"),
    ],
)
def test_chaque_refus_dit_quoi_faire(reseau: Salon, mots: str, type: str, attendu: str) -> None:
    reseau["ines"].dit(f"!bulletin {mots}")
    reseau.bot_dit(attendu, type=type, champs={"commande": "bulletin"})


def test_une_autre_semaine_nomme_le_dernier(reseau: Salon) -> None:
    dit(reseau, SALLE, "actu.notee")
    l_heure(reseau)
    reseau.bot_dit(type="bulletin")
    reseau["ines"].dit("!bulletin 12")
    reseau.bot_dit("!bulletin 2026-W49", type="refus")


def test_l_apercu_ne_se_lit_pas_dans_le_salon(reseau: Salon) -> None:
    dit(reseau, SALLE, "actu.notee")
    message = reseau["ines"].dit("!bulletin")
    reseau.bot_reagit("📬", message)
    reseau["ines"].recoit("Aperçu", "Loire", type="bulletin")
    reseau["karim"].dit("!bulletin")
    reseau.bot_dit("en privé", "!bulletin dernier", type="refus")


@pytest.mark.parametrize(
    ("reglage", "sections"),
    [
        ("sans nouvelles", ["aide"]),
        ("nouvelles", ["actus"]),
        ("nouvelles, entraide et astuces", ["aide", "actus"]),
        ("tout", ["aide", "actus"]),
    ],
)
def test_chaque_reseau_choisit_ses_sections(
    reseau: Salon, reglage: str, sections: list[str]
) -> None:
    dit(reseau, SALLE, "actu.notee")
    reseau["ines"].dit("!aide archives où est le carton")
    reseau.oublie()
    reseau["nadia"].dit(f"!réseau régler bulletin {reglage}")
    reseau.bot_dit("bulletin", type="reseau.regle")
    apercu(reseau, champs={"sections": sections})


def test_une_section_inconnue_est_refusee(reseau: Salon) -> None:
    reseau["nadia"].dit("!réseau régler bulletin horoscope")
    reseau.bot_dit("entraide", type="usage")
    toutes = "arrivées entraide astuces météo nouvelles rituels"
    reseau["nadia"].dit(f"!réseau régler bulletin sans {toutes}")
    reseau.bot_dit("au moins une", type="usage")


def test_deux_reseaux_chacun_le_sien(reseau: Salon, ouvre_reseau: OuvreReseau) -> None:
    voisin = ouvre_reseau("Archivistes", ("oscar", "ines"), animation="oscar")
    voisin["oscar"].dit("!actu les rayonnages sont posés")
    voisin.bot_dit(type="actu.notee")
    reseau["ines"].dit(SALLE, dans=reseau)
    reseau.bot_dit(type="actu.notee")
    l_heure(reseau)
    assert "rayonnages" not in reseau.bot_dit("Loire", type="bulletin").corps
    voisin["oscar"].dit("!bulletin 49")
    voisin.bot_dit("Aucun bulletin", type="refus")
