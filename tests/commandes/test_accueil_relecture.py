"""L'accueil, relu à neuf : s'effacer en route, répondre tard, deux réseaux, une étape déplacée."""

import pytest
from sqlmodel import select

from donnees.accueil import Sollicite
from donnees.histoire import Question
from tests.commandes.test_accompagner import sollicite, volontaire
from tests.commandes.test_accueil import arrive
from tests.commandes.test_accueil_etapes import etapes_de, ouvre_le_point, surprise
from tests.fil import BOT
from tests.scenario import OuvreReseau, Personne, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime. C'est lundi 30 novembre, 9 h 02."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "paul", "sara"), animation="nadia",
        themes={"compta": ("karim",), "archives": ()},
    )  # fmt: skip


def s_efface(qui: Personne) -> None:
    qui.dit("oubliemoi", en_prive=True)
    qui.recoit("J'efface tout", type="oubli")
    qui.reagit("✅")


# -- s'effacer en route ----------------------------------------------------------------------------


def test_qui_accompagnait_s_efface_on_cherche_quelqu_un_d_autre(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    lucie = arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    karim.reagit("✋")
    karim.recoit("le premier mot", type="accueil")
    s_efface(karim)
    sollicite(paul, "Lucie")
    karim.recoit("C'est fait", type="oubli")
    paul.reagit("✋")
    paul.recoit("le premier mot", type="accueil")
    reseau.passe(jusqua="2026-11-30 18:00")
    lucie.recoit("Paul", type="bienvenue.prive", mention="lucie", champs={"pair": paul})


def test_qui_arrive_s_efface_rien_n_attend_plus_pour_elle(reseau: Salon) -> None:
    karim = volontaire(reseau, "karim")
    lucie = arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    s_efface(lucie)
    lucie.recoit("C'est fait", type="oubli")
    assert (
        reseau.monde.fil.moteur.read(
            lambda s: [*s.exec(select(Sollicite)).all(), *s.exec(select(Question)).all()]
        )
        == []
    )
    karim.reagit("✋")
    karim.recoit("plus nécessaire", type="accueil")
    reseau.passe(jusqua="2027-02-01 12:00")
    reseau.bot_se_tait()


# -- à son heure, quoi qu'il arrive ----------------------------------------------------------------


def test_une_etape_avancee_se_demande_a_qui_en_a_passe_le_jour(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    etapes_de(reseau, lucie, "2026-12-28 12:00")  # le dix-neuvième jour
    reseau["nadia"].dit("!accueil étapes 3 jour 10")
    reseau.bot_dit("3. jour 10", type="accueil")
    assert etapes_de(reseau, lucie, "2026-12-30 08:00") == [("12-29", "surprise")]
    lucie.dit("Personne ne dit bonjour le matin.", en_prive=True)
    lucie.recoit("avec votre nom", type="bienvenue.prive", mention="lucie")


def test_l_invitation_acceptee_tard_elle_sait_quand_meme_qui_l_accompagne(reseau: Salon) -> None:
    karim = volontaire(reseau, "karim")
    lucie = reseau.monde.personne("lucie")
    lucie.arrive(reseau)
    reseau.passe(seconds=10)
    reseau.bot_dit(type="bienvenue.salon", mention="lucie")
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    assert lucie.invitee is not None
    lucie.invitee.appartenance(lucie, "leave")
    sollicite(karim, "Lucie")
    karim.reagit("✋")
    karim.recoit("le premier mot", type="accueil")
    reseau.passe(jusqua="2026-12-01 12:00")
    lucie.accepte()
    reseau.passe(jusqua="2026-12-01 18:00")
    lucie.recoit("Karim", type="bienvenue.prive", mention="lucie", champs={"pair": karim})


# -- répondre --------------------------------------------------------------------------------------


def test_une_reponse_qui_cite_l_etape_vaut_meme_tard(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    question = surprise(reseau, lucie)
    reseau.passe(jusqua="2027-01-18 10:00")
    lucie.repond_a(question, "Personne ne dit bonjour le matin.")
    lucie.recoit("avec votre nom", "bonjour le matin", type="bienvenue.prive", mention="lucie")


def test_l_accord_ne_vaut_que_pour_les_mots_sous_lesquels_il_est_pose(reseau: Salon) -> None:
    ouvre_le_point(reseau)
    lucie = arrive(reseau, "lucie")
    surprise(reseau, lucie)
    reseau["nadia"].prive.oublie()  # type: ignore[union-attr]
    lucie.dit("Untel est malpoli.", en_prive=True)
    avant = lucie.recoit("malpoli", type="bienvenue.prive", mention="lucie")
    lucie.dit("On se salue peu.", en_prive=True)
    lucie.recoit("se salue peu", type="bienvenue.prive", mention="lucie")
    lucie.reagit("✅", sur=avant)
    redit = lucie.recoit("« On se salue peu. »", type="bienvenue.prive", mention="lucie")
    reseau.passe(jusqua="2027-01-14 09:30")
    reseau.bot_se_tait()
    lucie.reagit("✅", sur=redit)
    lucie.recoit("L'animation le lira", type="bienvenue.prive")


# -- deux réseaux ----------------------------------------------------------------------------------


def test_de_deux_reseaux_chacun_dit_lequel_il_est(reseau: Salon, ouvre_reseau: OuvreReseau) -> None:
    autre = ouvre_reseau("Comptables", ("lea", "marc"), themes={"compta": (), "paie": ("marc",)})
    lucie = arrive(reseau, "lucie")
    lucie.arrive(autre)
    reseau.passe(seconds=10)
    autre.bot_dit(type="bienvenue.salon", mention="lucie")
    lucie.recoit("dans le réseau Comptables", type="bienvenue.prive", mention="lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    lucie.recoit("Réseau Assistantes :", "archives", type="bienvenue.prive", mention="lucie")
    reseau.passe(jusqua="2026-12-04 12:00")
    lucie.recoit("Réseau Comptables :", "paie", type="bienvenue.prive", mention="lucie")
    lucie.dit("compta", en_prive=True)
    lucie.recoit("compta", type="savoir.note")
    autre["lea"].dit("!annuaire compta", dans=autre)
    autre.bot_dit("Lucie", type="annuaire")


# -- passer, puis se raviser -----------------------------------------------------------------------


def test_apres_avoir_passe_une_touche_et_son_retrait_valent_encore(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    question = lucie.recoit(type="bienvenue.prive", mention="lucie")
    lucie.reagit("1️⃣", sur=question)
    lucie.recoit("vous connaissez archives", type="savoir.note")
    lucie.reagit("➡️", sur=question)
    lucie.recoit("Entendu", type="bienvenue.prive")
    lucie.retire("1️⃣", sur=question)
    lucie.recoit("enlevé", type="savoir.note")
    lucie.reagit("2️⃣", sur=question)
    lucie.recoit("vous connaissez compta", type="savoir.note")
    lucie.dit("la salle 2 est fermée", en_prive=True)
    lucie.recoit(type="demande.accord", mention="lucie")


def test_un_sujet_sans_theme_se_propose_a_l_animation(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    lucie.recoit("Touchez, ou écrivez-le", type="bienvenue.prive", mention="lucie")
    lucie.dit("la plomberie", en_prive=True)
    lucie.recoit("« la plomberie »", "avec votre nom", type="bienvenue.prive", mention="lucie")
    lucie.reagit("✅")
    lucie.recoit("L'animation le lira", type="bienvenue.prive")


# -- accompagner -----------------------------------------------------------------------------------


def test_jamais_sollicite_deux_fois_en_un_mois_si_d_autres_peuvent(reseau: Salon) -> None:
    karim, paul, sara = (volontaire(reseau, nom) for nom in ("karim", "paul", "sara"))
    arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    reseau.passe(jusqua="2026-11-30 11:30")  # il n'a pas répondu
    sollicite(paul, "Lucie")
    paul.reagit("✋")
    paul.recoit(type="accueil")
    reseau.passe(jusqua="2026-12-02 10:00")
    reseau["lucie"].recoit(type="bienvenue.prive", mention="lucie")
    arrive(reseau, "marc")
    sollicite(sara, "Marc")


def test_cesser_d_accompagner_se_dit(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    paul.dit("accueil accompagner Lucie", en_prive=True)
    paul.recoit("le premier mot", type="accueil")
    paul.dit("profil", en_prive=True)
    paul.recoit("Vous accompagnez Lucie. Cesser : !accueil plus accompagner", type="profil")
    paul.dit("accueil plus accompagner", en_prive=True)
    paul.recoit("je cherche quelqu'un d'autre", type="accueil")
    paul.dit("accueil plus accompagner", en_prive=True)
    paul.recoit("n'accompagnez personne", type="accueil")
    reseau.passe(jusqua="2026-12-01 12:00")
    karim.reagit("✋")  # on ne le lui redemande pas, mais son oui vaut encore
    karim.recoit("le premier mot", type="accueil")


def test_une_capsule_ne_se_prend_pas_dans_une_conversation_privee(reseau: Salon) -> None:
    nadia = reseau["nadia"]
    fichier = nadia.dit("profil", en_prive=True)
    nadia.recoit(type="profil")
    nadia.dit("accueil capsule : qu'en retenez-vous ?", en_prive=True, reponse_a=fichier)
    nadia.recoit("dans le salon du réseau", type="usage", champs={"commande": "accueil"})


def test_dans_un_salon_chiffre_un_lien_est_plus_sur(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Archives", ("nadia", "ines", "karim"), chiffre=True)
    fichier = reseau["karim"].dit("guide.pdf")
    reseau["nadia"].dit("!accueil capsule : qu'en retenez-vous ?", reponse_a=fichier)
    reseau.bot_dit("Ce salon est chiffré", type="accueil")
    reseau["nadia"].dit("!accueil capsule https://a.fr : qu'en retenez-vous ?")
    assert "chiffré" not in reseau.bot_dit("https://a.fr", type="accueil").corps


# -- plusieurs à la fois, un salon remplacé --------------------------------------------------------


def test_quarante_sur_un_serveur_charge_une_ligne(reseau: Salon) -> None:
    """Jusqu'à onze secondes entre deux : c'est encore le même moment."""
    gens = [reseau.monde.personne(f"p{n}") for n in range(12)]
    for rang, personne in enumerate(gens):
        personne.arrive(reseau)
        if rang:
            reseau.passe(seconds=1 if rang % 3 else 7)
    reseau.passe(minutes=2)
    reseau.bot_dit("et 7 autres", type="bienvenue.salon", mention=gens[:5])
    for personne in gens:
        personne.recoit(type="bienvenue.prive", mention=personne)


def test_seule_elle_n_attend_pas_les_autres(reseau: Salon) -> None:
    arrive(reseau, "lucie")
    reseau.passe(minutes=2)
    arrive(reseau, "marc")


def test_suivre_tard_un_salon_remplace_ne_perd_pas_la_suite_de_l_accueil(reseau: Salon) -> None:
    lucie, monde, fil = arrive(reseau, "lucie"), reseau.monde, reseau.monde.fil
    neuf = monde.nouveau_salon("Assistantes", ("nadia", "ines"), createur="nadia")
    neuf.presents = set()
    creation = {"room_version": "11", "predecessor": {"room_id": reseau.id}}
    fil.livre(
        fil.brut(neuf.id, "m.room.create", neuf.createur, creation, ""),
        fil.brut(neuf.id, "m.room.name", neuf.createur, {"name": "Assistantes"}, ""),
        fil.brut(neuf.id, "m.room.member", neuf.createur, {"membership": "join"}, BOT),
    )
    reseau.change("m.room.tombstone", replacement_room=neuf.id)
    reseau.passe(jusqua="2026-12-08 15:00")
    neuf.oublie()
    lucie.arrive(neuf)
    assert etapes_de(reseau, lucie, "2026-12-10 18:00") == [("12-09", "savoirs"), ("12-10", "kit")]


def test_un_oui_de_trop_n_est_pas_perdu(reseau: Salon) -> None:
    karim, paul = volontaire(reseau, "karim"), volontaire(reseau, "paul")
    arrive(reseau, "lucie")
    sollicite(karim, "Lucie")
    reseau.passe(jusqua="2026-11-30 11:30")
    sollicite(paul, "Lucie")
    karim.reagit("✋")
    karim.recoit("le premier mot", type="accueil")
    paul.reagit("✋")
    paul.recoit("l'accompagne déjà", type="refus")
    karim.retire("✋")
    karim.recoit("à quelqu'un d'autre", type="accueil")
    reseau.passe(jusqua="2026-12-01 10:00")
    sollicite(paul, "Lucie")
