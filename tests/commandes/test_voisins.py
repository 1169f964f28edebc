"""Les autres réseaux : une question, sans nom, avec accord ; deux personnes présentées."""

import pytest

from bot.core.pliage import fold
from tests.scenario import Monde, Personne, Salon

CANARI = "Zéphyrin refuse ma facture"
LA, AILLEURS = ("grenadine", "ines", "nadia"), ("mirabelle", "paul", "lea")


@pytest.fixture
def la(monde: Monde) -> Salon:
    """Le réseau d'Inès, où personne ne connaît la compta."""
    return monde.ouvre_reseau("Grenadine", ("nadia", "ines", "karim"), themes={"compta": ()})


@pytest.fixture
def ailleurs(monde: Monde, la: Salon) -> Salon:
    """Le réseau de Paul et Léa, qui la connaissent."""
    salon = monde.ouvre_reseau("Mirabelle", ("lea", "paul"), themes={"Compta": ("paul", "lea")})
    for nom in ("paul", "lea"):
        salon[nom].ouvre_une_conversation().oublie()
    return salon


def accord(la: Salon, *, conversation: bool = True) -> Personne:
    """Inès a demandé au salon, sans réponse : le robot propose d'élargir."""
    ines = la["ines"]
    if conversation:
        ines.ouvre_une_conversation().oublie()
    mot = ines.dit(f"!aide compta {CANARI}")
    la.bot_dit("personne ne s'en occupe", type="demande.appel", appel=True, repond_a=mot)
    la.passe(hours=2, minutes=1)
    la.bot_dit("J'élargis ?", "✅ oui, sans votre nom", "❌ non", type="demande.accord",
               mention=ines, boutons=("✅", "❌"), champs={"demande": 1}, repond_a=mot)  # fmt: skip
    return ines


def prise_ailleurs(la: Salon, monde: Monde) -> tuple[Personne, Personne]:
    """Inès et Léa, présentées : Léa s'en occupe."""
    ines, lea = accord(la), monde.personne("lea")
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lea.recoit(type="demande.proposee", mention=lea)
    lea.reagit("✋")
    lea.recoit(type="prends", mention=lea)
    ines.recoit(type="demande.prise", mention=ines)
    la.bot_dit(type="demande.prise")
    return ines, lea


def rien_n_a_fui(monde: Monde) -> None:
    """Aucun salon d'un réseau n'a lu un nom ni un mot de l'autre."""
    for salon in monde.salons.values():
        mots = {"Grenadine": AILLEURS, "Mirabelle": (*LA, "zephyrin")}.get(salon.titre, ())
        for dit in (d for d in monde.fil.dits if d.salon == salon.id):
            for mot in mots:
                assert mot not in fold(str(dit.contenu)), f"{salon.titre} : {dit.corps}"


def test_avec_son_accord_une_personne_d_ailleurs_lit_la_question_sans_nom(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    ines, lea = accord(la), monde.personne("lea")
    ines.reagit("✅")
    la.bot_dit("je demande ailleurs", type="demande.ouverte", champs={"demande": 1})
    dit = lea.recoit("d'un autre réseau", "n° 1, Compta", CANARI, "✋ je m'en occupe",
                     "➡️ pas cette fois", type="demande.proposee", mention=lea,
                     boutons=("✋", "➡️"), champs={"demande": 1, "pair": lea})  # fmt: skip
    for mot in LA:
        assert mot not in fold(str(dit.contenu))
    rien_n_a_fui(monde)


def test_les_deux_sont_presentes_par_leur_nom_en_prive(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    ines, lea = accord(la), monde.personne("lea")
    ines.dit("!demande 1")
    la.bot_dit(type="demande.fiche")
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lea.recoit(type="demande.proposee", mention=lea)
    lea.dit("je m'en occupe", en_prive=True)
    lea.recoit("Voici qui pose", "Ines", "✉️ ouvrir un salon", type="prends", mention=lea,
               boutons=("✉️", "➡️"))  # fmt: skip
    ines.recoit("Lea, d'un autre réseau", "✅ réglé", type="demande.prise", mention=ines,
                champs={"pair": lea}, boutons=("✉️", "✅"))  # fmt: skip
    la.bot_dit("quelqu'un d'un autre réseau s'en occupe", "en privé", type="demande.prise")
    la["karim"].dit("!prends 1")
    la.bot_dit("Quelqu'un s'en occupe déjà", type="refus")
    la["karim"].dit("!demande 1")
    la.bot_dit("Quelqu'un s'en occupe", type="demande.fiche")
    ines.dit("réglé", en_prive=True)
    la.bot_dit("est réglée. Merci à une personne d'un autre réseau.", type="demande.resolue",
               mention=ines)  # fmt: skip
    lea.recoit("est réglée. Merci", type="demande.resolue", mention=lea)
    rien_n_a_fui(monde)


def test_un_salon_pour_deux_seulement_si_l_un_le_veut_et_le_robot_s_en_va(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    ines, lea = accord(la), monde.personne("lea")
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lea.recoit(type="demande.proposee", mention=lea)
    avant = len(monde.salons)
    lea.reagit("✋")
    assert len(monde.salons) == avant
    lea.recoit(type="prends", mention=lea)
    presente = ines.recoit(type="demande.prise", mention=ines)
    la.bot_dit(type="demande.prise")
    ines.reagit("✉️", sur=presente)
    ines.recoit("invités tous les deux", type="prends")
    lea.reagit("✉️")
    salon = ines.invitee
    assert salon is not None
    assert salon is lea.invitee
    ines.accepte()
    lea.accepte()
    salon.bot_dit("Bonjour Ines et Lea", "je ne lis que", "✅ réglé", type="prends",
                  mention=(ines, lea), boutons=("✅",))  # fmt: skip
    lea.reagit("✅")
    salon.bot_dit("je pars", type="prends")
    assert monde.fil.quittes == [salon.id]
    la.bot_dit("est réglée", type="demande.resolue", mention=ines)
    lea.recoit("Merci", type="demande.resolue", mention=lea)
    rien_n_a_fui(monde)


def test_si_le_salon_ne_s_ouvre_pas_on_s_ecrit_sans_lui(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    ines, lea = prise_ailleurs(la, monde)
    lea.reagit("✉️")
    lea.recoit("invités", type="prends")
    salon = lea.invitee
    assert salon is not None
    salon.oublie()
    (ouverture,) = [e for e, s in monde.fil.par_envoi.items() if s == salon.id]
    monde.fil.moteur.give_up(ouverture, "invitation")
    monde.fil.traite()
    for qui in (ines, lea):
        qui.recoit("Écrivez-vous directement", type="prends", mention=qui)


def test_sans_conversation_l_enveloppe_dit_qui(la: Salon, ailleurs: Salon, monde: Monde) -> None:
    ines, lea = accord(la, conversation=False), monde.personne("lea")
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lea.recoit(type="demande.proposee", mention=lea)
    lea.reagit("✋")
    lea.recoit(type="prends", mention=lea)
    la.bot_dit("d'un autre réseau", "✉️ me parler à part", type="demande.prise", mention=ines,
               boutons=("✉️",))  # fmt: skip
    la["karim"].reagit("✉️")
    la.bot_se_tait()
    ines.reagit("✉️")
    ines.recoit("Lea, d'un autre réseau", type="demande.prise", mention=ines)
    rien_n_a_fui(monde)


def test_non_rien_ne_sort(la: Salon, ailleurs: Salon, monde: Monde) -> None:
    ines = accord(la)
    ines.reagit("❌")
    la.bot_dit("ne sort pas d'ici", type="aide", champs={"demande": 1})
    la["karim"].reagit("✅", sur=next(d for d in monde.fil.dits if d.type == "demande.accord"))
    la.bot_se_tait()


def test_une_personne_a_la_fois_puis_la_suivante(la: Salon, ailleurs: Salon, monde: Monde) -> None:
    ines, lea, paul = accord(la), monde.personne("lea"), monde.personne("paul")
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    propose = lea.recoit(type="demande.proposee", mention=lea)
    lea.dit("pas cette fois", en_prive=True)
    lea.recoit("Merci", type="passe")
    paul.recoit(type="demande.proposee", mention=paul)
    lea.reagit("✋", sur=propose)
    lea.recoit("Voici qui pose la question", "Ines", type="prends", mention=lea)
    ines.recoit("Lea", type="demande.prise", mention=ines)
    la.bot_dit(type="demande.prise")
    paul.reagit("✋")
    paul.recoit("Quelqu'un s'en occupe déjà", type="refus")


def test_le_silence_passe_a_la_suivante(la: Salon, ailleurs: Salon, monde: Monde) -> None:
    ines, lea, paul = accord(la), monde.personne("lea"), monde.personne("paul")
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lea.recoit(type="demande.proposee", mention=lea)
    monde.passe(hours=4, minutes=10)
    paul.recoit(type="demande.proposee", mention=paul)
    rien_n_a_fui(monde)


def test_prendre_puis_rendre_relance_chez_elle(la: Salon, ailleurs: Salon, monde: Monde) -> None:
    ines, lea, paul = accord(la), monde.personne("lea"), monde.personne("paul")
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lea.recoit(type="demande.proposee", mention=lea)
    lea.reagit("✋")
    lea.recoit(type="prends", mention=lea)
    ines.recoit(type="demande.prise", mention=ines)
    la.bot_dit(type="demande.prise")
    lea.retire("✋")
    lea.recoit("Merci", type="passe")
    la.bot_dit("qui peut aider", type="demande.appel", appel=True)
    paul.recoit(type="demande.proposee", mention=paul)
    rien_n_a_fui(monde)


@pytest.mark.parametrize("ferme", ["la", "ailleurs"])
def test_un_reseau_ferme_ne_donne_ni_ne_recoit(
    la: Salon, ailleurs: Salon, monde: Monde, ferme: str
) -> None:
    anime = {"la": la["nadia"], "ailleurs": ailleurs["lea"]}[ferme]
    anime.dit("!réseau régler voisins non")
    (la if ferme == "la" else ailleurs).bot_dit(type="reseau.regle")
    la["ines"].dit(f"!aide compta {CANARI}")
    la.bot_dit(type="demande.appel", appel=True)
    monde.passe(hours=6)
    la.bot_se_tait()


def test_une_question_d_ailleurs_prend_l_attention_du_jour(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    lea, ines = ailleurs["lea"], la["ines"]
    ailleurs["paul"].dit("!jesais plus Compta")
    ailleurs.bot_dit(type="savoir.note")
    accord(la)
    la["karim"].dit("!aide compta et une autre")
    la.bot_dit(type="demande.appel", appel=True)
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lea.recoit(type="demande.proposee", mention=lea)
    lea.reagit("➡️")
    lea.recoit(type="passe")
    la.passe(hours=4)
    la.bot_dit("J'élargis ?", type="demande.accord", mention="karim", champs={"demande": 2})
    la["karim"].reagit("✅")
    la.bot_dit("dès que possible", type="demande.ouverte")
    monde.passe(jusqua="2026-12-01 09:05")
    lea.recoit("n° 2", type="demande.proposee", mention=lea)


def presentes(la: Salon, monde: Monde) -> tuple[Personne, Personne, Salon]:
    """Léa aide Inès, et leur salon est ouvert."""
    ines, lea = accord(la), monde.personne("lea")
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lea.recoit(type="demande.proposee", mention=lea)
    lea.reagit("✋")
    lea.recoit(type="prends", mention=lea)
    presente = ines.recoit(type="demande.prise", mention=ines)
    la.bot_dit(type="demande.prise")
    ines.reagit("✉️", sur=presente)
    ines.recoit(type="prends")
    salon = ines.invitee
    assert salon is not None
    salon.oublie()
    return ines, lea, salon


def test_portee_ailleurs_le_salon_n_apprend_pas_qui_aidait(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    ines, lea, salon = presentes(la, monde)
    la["nadia"].dit("!porter 1 direction vendredi")
    la.bot_dit(type="demande.portee", mention=ines)
    lea.recoit("n'attend plus rien de vous", type="prends", mention=lea)
    salon.bot_dit("je pars", type="prends")
    rien_n_a_fui(monde)


def test_il_faut_quelqu_un_d_autre_libere_qui_aidait_d_ailleurs(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    ines, lea, salon = presentes(la, monde)
    la.passe(jusqua="2026-12-01 11:10")
    ines.reagit("❌", sur=la.bot_dit(type="demande.suivi", mention=ines))
    la.bot_dit(type="demande.appel", appel=True)
    lea.recoit("n'attend plus rien de vous", type="prends", mention=lea)
    salon.bot_dit("je pars", type="prends")
    assert monde.fil.quittes == [salon.id]
    rien_n_a_fui(monde)


def test_absente_on_ne_lui_demande_pas_d_elargir_avant_son_retour(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    ines = la["ines"]
    ines.ouvre_une_conversation().oublie()
    ines.dit(f"!aide compta {CANARI}")
    la.bot_dit(type="demande.appel", appel=True)
    ines.dit("absent aujourd'hui", en_prive=True)
    ines.recoit(type="absence.note")
    monde.passe(jusqua="2026-12-01 08:59")
    la.bot_se_tait()
    monde.passe(jusqua="2026-12-01 09:01")
    la.bot_dit("J'élargis ?", type="demande.accord", mention=ines)


def test_une_question_urgente_n_attend_pas_le_lendemain(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    lea, ines, karim = ailleurs["lea"], la["ines"], la["karim"]
    ailleurs["paul"].dit("!jesais plus Compta")
    ailleurs.bot_dit(type="savoir.note")
    accord(la)
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lea.recoit("n° 1", type="demande.proposee", mention=lea)
    lea.reagit("➡️")
    lea.recoit(type="passe")
    karim.dit("!aide urgent compta et une autre, vite")
    la.bot_dit(type="demande.appel", appel=True)
    la.passe(jusqua="2026-11-30 11:40")
    la.bot_dit("J'élargis ?", type="demande.accord", mention=karim, champs={"demande": 2})
    karim.reagit("✅")
    la.bot_dit("je demande ailleurs", type="demande.ouverte")
    lea.recoit("n° 2", type="demande.proposee", mention=lea)


def test_une_question_privee_va_ailleurs_sans_passer_par_le_salon(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    ines, lea = la["ines"], monde.personne("lea")
    ines.dit(f"aide compta {CANARI}", en_prive=True)
    ines.recoit("J'élargis au salon ?", type="demande.accord", mention=ines)
    ines.dit("non", en_prive=True)
    ines.recoit("reste entre nous", type="aide")
    ines.recoit("d'un autre réseau", type="demande.accord", mention=ines, champs={"demande": 1})
    ines.dit("oui", en_prive=True)
    ines.recoit("je demande ailleurs", type="demande.ouverte")
    lea.recoit(CANARI, type="demande.proposee", mention=lea)
    lea.reagit("✋")
    lea.recoit("Voici qui pose la question", "Ines", type="prends", mention=lea)
    ines.recoit("Lea", type="demande.prise", mention=ines)
    ines.reagit("✅")
    ines.recoit("est réglée", type="demande.resolue", mention=ines)
    lea.recoit("Merci", type="demande.resolue", mention=lea)
    assert not [d for d in monde.fil.dits if d.salon == la.id and d.type != "presentation"]
    rien_n_a_fui(monde)


def test_qui_a_quitte_son_reseau_n_est_plus_presente_a_personne(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    ines, lea = accord(la), monde.personne("lea")
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lu = lea.recoit(type="demande.proposee", mention=lea)
    lea.part(ailleurs)
    ailleurs.oublie()
    monde.personne("paul").recoit(type="demande.proposee", mention="paul")
    lea.reagit("✋", sur=lu)
    assert lea.prive is not None
    lea.prive.bot_se_tait()
    la.bot_se_tait()


def test_un_delai_allonge_en_route_ne_laisse_pas_la_question_en_plan(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    ines, lea = accord(la), monde.personne("lea")
    ines.reagit("✅")
    la.bot_dit(type="demande.ouverte")
    lea.recoit(type="demande.proposee", mention=lea)
    lea.dit("!réseau régler délai pair 4h", dans=ailleurs)
    ailleurs.bot_dit(type="reseau.regle")
    monde.passe(hours=6)
    monde.personne("paul").recoit(type="demande.proposee", mention="paul")


def test_rangee_se_dit_aux_deux_chacun_chez_soi(la: Salon, ailleurs: Salon, monde: Monde) -> None:
    ines, lea = prise_ailleurs(la, monde)
    la.passe(days=8)
    for _ in range(2):
        la.bot_dit(type="demande.suivi", mention=ines)
    la.bot_dit("Ines, sans nouvelles, je range", type="demande.rangee", mention=ines)
    lea.recoit("n'attend plus rien de vous", type="demande.rangee", mention=lea)
    rien_n_a_fui(monde)


def test_qui_aidait_d_ailleurs_et_quitte_son_reseau_est_remplace(
    la: Salon, ailleurs: Salon, monde: Monde
) -> None:
    _, lea = prise_ailleurs(la, monde)
    lea.part(ailleurs)
    ailleurs.oublie()
    la.bot_dit("qui peut aider Ines", type="demande.appel", appel=True)
    la.passe(days=1)
    monde.personne("paul").recoit(type="demande.proposee", mention="paul")
    la["karim"].dit("!demande 1")
    la.bot_dit(type="demande.fiche", champs={"etat": "appel"})
