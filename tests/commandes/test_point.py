"""Le point du jour de l'animation : à qui, quand, et seulement si quelque chose attend."""

from datetime import timedelta

import pytest

from donnees.reseau import Animateur
from donnees.theme import OUI, Referent
from tests.scenario import DEPART, Monde, Salon

MEMBRES = ("nadia", "ines", "karim", "paul")


@pytest.fixture
def reseau(monde: Monde) -> Salon:
    """Un réseau que Nadia vient d'ouvrir, sans conversation privée avec personne."""
    salon = monde.ouvre_salon("Assistantes", MEMBRES)
    salon["nadia"].dit("!réseau ouvrir Assistantes")
    salon["nadia"].dit("!thème archives")
    salon.oublie()
    return salon


def sans_personne(reseau: Salon) -> None:
    reseau["ines"].dit("!aide archives où vont les cartons ?")
    reseau.bot_dit(type="demande.appel", appel=True)


def test_rien_n_attend_rien_n_est_dit(reseau: Salon) -> None:
    reseau.passe(days=10)
    reseau.bot_se_tait()


def test_une_question_sans_personne_attend_le_matin(reseau: Salon) -> None:
    sans_personne(reseau)
    reseau.passe(jusqua="2026-12-01 08:59")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-01 09:30")
    dit = reseau["nadia"].recoit(
        "n° 1, archives", "porter 1", "stop", type="animation.point", mention="nadia",
        champs={"demandes": [1], "arrivees": [], "departs": []},
    )  # fmt: skip
    assert "cartons" not in dit.corps


def test_la_conversation_ouverte_sert_les_jours_suivants(reseau: Salon) -> None:
    sans_personne(reseau)
    reseau.passe(jusqua="2026-12-01 09:30")
    premier = reseau["nadia"].recoit(type="animation.point", mention="nadia")
    reseau.passe(jusqua="2026-12-02 09:01")
    second = reseau["nadia"].recoit(type="animation.point", mention="nadia")
    assert premier.salon == second.salon


def test_ni_le_soir_ni_le_samedi(reseau: Salon) -> None:
    reseau.passe(jusqua="2026-12-04 17:00")
    reseau["paul"].part()
    reseau.passe(jusqua="2026-12-07 08:59")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-07 09:01")
    reseau["nadia"].recoit("Départ : paul", type="animation.point", mention="nadia",
                           champs={"departs": ["@paul:localhost"]})  # fmt: skip


def test_arrivees_et_departs_se_disent_une_fois(reseau: Salon) -> None:
    monde = reseau.monde
    monde.personne("lucie").arrive(reseau)
    reseau["paul"].part()
    reseau.passe(minutes=1)
    reseau.oublie()
    monde.personne("lucie").recoit(type="bienvenue.prive", mention="lucie")
    reseau.passe(days=1)
    reseau["nadia"].recoit(
        "Arrivée : lucie", "Départ : paul", type="animation.point", mention="nadia",
        champs={"demandes": [], "arrivees": ["@lucie:localhost"], "departs": ["@paul:localhost"]},
    )  # fmt: skip
    monde.personne("lucie").dit("stop", en_prive=True)
    monde.personne("lucie").recoit(type="ecoute")
    reseau.passe(jusqua="2026-12-02 10:00")
    reseau["nadia"].recoit("Pour accompagner Lucie", type="animation.point", mention="nadia")
    reseau.passe(days=3)


def test_parti_puis_revenu_n_est_pas_une_nouvelle(reseau: Salon) -> None:
    reseau["paul"].part()
    reseau["paul"].arrive(reseau)
    reseau.passe(minutes=1)
    reseau.oublie()
    reseau.passe(days=3)
    reseau.bot_se_tait()


def test_un_seul_point_pour_plusieurs_qui_animent(reseau: Salon) -> None:
    reseau["nadia"].dit("!animation @paul:localhost")
    reseau.oublie()
    sans_personne(reseau)
    reseau.passe(days=1)
    reseau["nadia"].recoit(type="animation.point", mention="nadia")
    assert reseau["paul"].prive is None


def test_stop_ou_absente_la_seconde_le_recoit(reseau: Salon) -> None:
    seconde = Animateur(reseau=1, membre="@paul:localhost", depuis=DEPART + timedelta(days=1))
    reseau.monde.fil.pose(seconde)
    sans_personne(reseau)
    reseau["nadia"].dit("stop", en_prive=True)
    reseau["nadia"].recoit(type="ecoute")
    reseau.passe(days=1)
    reseau["paul"].recoit(type="animation.point", mention="paul")


def test_sans_animation_une_personne_referente_qui_a_sa_conversation(reseau: Salon) -> None:
    for qui in ("karim", "paul"):
        reseau.monde.fil.pose(Referent(theme=1, membre=f"@{qui}:localhost", etat=OUI,
                                       propose_par="@nadia:localhost", depuis=DEPART))  # fmt: skip
    reseau["paul"].dit("bonjour", en_prive=True)
    sans_personne(reseau)
    reseau["nadia"].part()
    reseau.oublie()
    reseau.passe(days=1)
    reseau["paul"].recoit(type="animation.point", mention="paul")


def test_personne_a_qui_le_dire_rien_n_est_perdu(reseau: Salon) -> None:
    reseau["paul"].part()
    reseau["nadia"].dit("stop", en_prive=True)
    reseau["nadia"].recoit(type="ecoute")
    reseau.passe(days=2)
    reseau["nadia"].dit("reprendre", en_prive=True)
    reseau["nadia"].recoit(type="ecoute")
    reseau.passe(days=1)
    reseau["nadia"].recoit(type="animation.point", mention="nadia",
                           champs={"departs": ["@paul:localhost"]})  # fmt: skip


def test_un_long_arret_ne_donne_qu_un_point(reseau: Salon) -> None:
    sans_personne(reseau)
    reseau.monde.horloge.instant = DEPART + timedelta(days=4)  # arrêté : rien n'a sonné
    reseau.redemarre()
    reseau.passe(hours=1)
    reseau["nadia"].recoit(type="animation.point", mention="nadia")
    reseau["nadia"].recoit(type="demande.escalade", mention="nadia")


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_coupe_au_milieu_le_point_se_dit_une_fois(reseau: Salon, validation: int) -> None:
    sans_personne(reseau)
    reseau.coupe_au_milieu(validation)
    reseau.passe(days=1)
    reseau["nadia"].recoit(type="animation.point", mention="nadia")
