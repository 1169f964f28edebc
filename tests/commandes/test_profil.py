"""Ce que le robot sait d'une personne ; ses jours de travail."""

import pytest

from tests.scenario import OuvreReseau, Salon

QUESTION = "!aide compta Chorus refuse ma facture"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Karim, puis Lucie, connaissent la compta. C'est lundi."""
    return ouvre_reseau(
        "Assistantes", membres=("nadia", "ines", "karim", "lucie"), animation="nadia",
        themes={"compta": ("karim", "lucie"), "archives": ()},
    )  # fmt: skip


def dit_ses_jours(reseau: Salon, qui: str, jours: str, *mots: str) -> None:
    reseau[qui].dit(f"profil jours {jours}", en_prive=True)
    reseau[qui].recoit(*mots, type="profil")


def test_la_fiche_en_prive(reseau: Salon) -> None:
    reseau["karim"].dit("absent du 3 au 10 décembre", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    reseau["karim"].dit("profil", en_prive=True)
    dit = reseau["karim"].recoit(
        "Assistantes", "Vous connaissez : compta", "!jesais plus compta", "du lundi au vendredi",
        "du jeudi 3 au jeudi 10 décembre", "!confidentialité", type="profil",
    )  # fmt: skip
    assert "archives" not in dit.corps
    assert "animez" not in dit.corps


def test_la_fiche_de_qui_n_a_rien_dit(reseau: Salon) -> None:
    reseau["nadia"].dit("profil", en_prive=True)
    reseau["nadia"].recoit("rien dit", "!jesais", "Absence : aucune", "Vous animez", type="profil")


def test_dans_un_salon_la_fiche_va_en_prive(reseau: Salon) -> None:
    reseau["karim"].ouvre_une_conversation().oublie()
    message = reseau["karim"].dit("!profil")
    reseau.bot_reagit("📬", message)
    reseau["karim"].recoit("compta", type="profil")
    reseau.bot_se_tait()


@pytest.mark.parametrize("texte", ["!profil", "!profil jours lundi"])
def test_sans_conversation_rien_n_est_fait(reseau: Salon, texte: str) -> None:
    reseau["karim"].dit(texte)
    reseau.bot_dit("écrivez-moi en privé", type="refus", champs={"commande": "profil"})


def test_ses_autres_reseaux(reseau: Salon, ouvre_reseau: OuvreReseau) -> None:
    ouvre_reseau("Comptables", membres=("sara", "karim"))
    reseau["karim"].ouvre_une_conversation().oublie()
    message = reseau["karim"].dit("!profil", dans=reseau)
    reseau.bot_reagit("📬", message)
    reseau["karim"].recoit("Assistantes", "Vos autres réseaux : Comptables", type="profil")


def test_un_jour_de_temps_partiel_on_n_est_pas_sollicite(reseau: Salon) -> None:
    dit_ses_jours(reseau, "karim", "mardi, mercredi et jeudi", "du mardi au jeudi")
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="lucie")
    reseau["lucie"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="demande.resolue", mention=("ines", "lucie"))
    reseau.passe(jusqua="2026-12-01 10:00")
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")


def test_tous_rend_les_jours_du_reseau(reseau: Salon) -> None:
    dit_ses_jours(reseau, "karim", "mardi", "le mardi")
    dit_ses_jours(reseau, "karim", "tous", "les mêmes jours que le réseau")
    reseau["karim"].dit("profil", en_prive=True)
    reseau["karim"].recoit("les jours du réseau", type="profil")


@pytest.mark.parametrize("jours", ["samedi et dimanche", "noël", "12"])
def test_des_jours_impossibles_donnent_un_exemple(reseau: Salon, jours: str) -> None:
    reseau["karim"].dit(f"profil jours {jours}", en_prive=True)
    reseau["karim"].recoit("xemple", type="usage", champs={"commande": "profil"})


@pytest.mark.parametrize("texte", ["profil jours", "profil couleur"])
def test_a_moitie_dit_un_exemple(reseau: Salon, texte: str) -> None:
    reseau["karim"].dit(texte, en_prive=True)
    reseau["karim"].recoit("!profil jours lundi", type="usage")


def test_tout_s_y_change(reseau: Salon) -> None:
    """Ce que dit la fiche se change par la phrase qu'elle montre."""
    karim = reseau["karim"]
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention="karim")
    karim.reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    karim.dit("profil", en_prive=True)
    karim.recoit("En main : n° 1. La passer : !passe 1", "Pour en être : !accueil volontaire",
                 "Arrêter : !stop", "!profil cité oui", type="profil")  # fmt: skip
    for texte in ("!accueil volontaire", "!profil cité oui", "!jesais plus compta", "!stop"):
        karim.dit(texte, en_prive=True)
        assert karim.recoit().type not in ("usage", "inconnu", "refus")
    karim.dit("profil", en_prive=True)
    karim.recoit("à votre tour", "!accueil plus volontaire", "Pour changer : !reprendre",
                 "peut paraître dans le bulletin", "rien dit", type="profil")  # fmt: skip


def test_ce_qui_fut_refuse_ou_ouvert_s_y_voit(reseau: Salon) -> None:
    karim = reseau["karim"]
    for texte in ("plus de météo", "mamétéo garder", "débugage volontaire", "météo non"):
        karim.dit(texte, en_prive=True)
        karim.recoit()
    karim.dit("profil", en_prive=True)
    dit = karim.recoit(
        "La météo, à part : non. La reprendre : !météo reprendre", "!débugage plus volontaire",
        "Une météo dans ce réseau : non. Pour changer : !météo oui",
        "Votre carnet de météo est ouvert. Tout effacer : !mamétéo oublier",
        "Votre nom ne paraît ni dans le bulletin, ni sur le kit imprimé. Pour changer : "
        "!profil cité oui", type="profil",
    )  # fmt: skip
    assert dit.corps.count("Votre nom") == 1


def test_qui_arrive_y_voit_ce_qu_il_reste(reseau: Salon) -> None:
    paul = reseau.monde.personne("paul")
    paul.arrive(reseau)
    reseau.passe(seconds=10)
    reseau.bot_dit(type="bienvenue.salon", mention="paul")
    paul.accepte()
    paul.recoit(type="bienvenue.prive", mention="paul")
    paul.dit("profil", en_prive=True)
    paul.recoit("Votre arrivée : encore 3 fois au plus. Pour l'éviter : !stop", type="profil")


def test_cesser_d_animer(reseau: Salon) -> None:
    nadia = reseau["nadia"]
    nadia.dit("animation arrêter", en_prive=True)
    nadia.recoit("nommez d'abord quelqu'un", type="refus", champs={"commande": "animation"})
    nadia.dit("!animation @ines:localhost")
    reseau.bot_dit(type="animation")
    nadia.dit("profil", en_prive=True)
    nadia.recoit("Vous animez ce réseau. Cesser : !animation arrêter", type="profil")
    nadia.dit("!animation arrêter")
    reseau.bot_dit("Nadia n'anime plus", type="animation")
    reseau["karim"].dit("!animation arrêter")
    reseau.bot_dit(type="refus")
