"""S'absenter, faire une pause, revenir : ce que l'on garde, ce que l'on tait, ce qui est passé."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.core.absences_dites import lire_periode
from bot.core.dates import Incompris
from donnees.absence import Absence
from tests.scenario import DEPART, Monde, OuvreReseau, Salon

QUESTION = "!aide compta Chorus refuse ma facture"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Karim, puis Lucie, connaissent la compta."""
    return ouvre_reseau(
        "Assistantes", membres=("nadia", "ines", "karim", "lucie"), animation="nadia",
        themes={"compta": ("karim", "lucie")},
    )  # fmt: skip


def absences(monde: Monde) -> list[Absence]:
    with Session(monde.base) as session:
        return list(session.exec(select(Absence).order_by(col(Absence.id))))


def demandee(reseau: Salon, pair: str) -> None:
    """Inès demande, ce pair est sollicité."""
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention=pair, champs={"pair": reseau[pair].mxid})


# -- noter -----------------------------------------------------------------------------------------


def test_en_prive_la_periode_est_redite(reseau: Salon) -> None:
    reseau["karim"].dit("absent du 3 au 10 décembre", en_prive=True)
    reseau["karim"].recoit(
        "du jeudi 3 au jeudi 10 décembre", "ne vous demande rien", "!présent", type="absence.note"
    )


def test_dans_un_salon_sans_conversation_un_pouce_est_la_seule_trace(reseau: Salon) -> None:
    message = reseau["karim"].dit("!absent aujourd'hui")
    reseau.bot_reagit("👍", message)
    reseau.bot_se_tait()
    demandee(reseau, "lucie")


def test_dans_un_salon_la_reponse_va_en_prive(reseau: Salon) -> None:
    reseau["karim"].ouvre_une_conversation().oublie()
    message = reseau["karim"].dit("!absent aujourd'hui")
    reseau.bot_reagit("📬", message)
    reseau["karim"].recoit("jusqu'à la fin de la journée", type="absence.note")
    reseau.bot_se_tait()


def test_la_raison_n_est_ni_gardee_ni_redite(reseau: Salon, monde: Monde) -> None:
    reseau["karim"].dit("!absent du 3 au 10 décembre pour maladie", en_prive=True)
    dit = reseau["karim"].recoit("du jeudi 3 au jeudi 10", "pas la raison", type="absence.note")
    assert "maladie" not in dit.corps
    [notee] = absences(monde)
    assert "maladie" not in str(notee.model_dump())


def test_une_periode_incomprise_ne_repete_rien_au_salon(reseau: Salon, monde: Monde) -> None:
    reseau["karim"].dit("!absent pour maladie")
    dit = reseau.bot_dit("Par exemple : !absent du 3", type="usage", champs={"commande": "absent"})
    assert "maladie" not in dit.corps
    assert absences(monde) == []


def test_une_periode_incomprise_s_explique_en_prive(reseau: Salon) -> None:
    reseau["karim"].ouvre_une_conversation().oublie()
    message = reseau["karim"].dit("!absent du 3 au 10 décembre sauf le 5")
    reseau.bot_reagit("📬", message)
    reseau["karim"].recoit("exception", type="usage", champs={"commande": "absent"})


@pytest.mark.parametrize("texte", ["!absent", "!absente"])
def test_sans_periode_un_exemple(reseau: Salon, texte: str) -> None:
    reseau["karim"].dit(texte)
    reseau.bot_dit("!absent du 3 au 10", type="usage")


def test_chaque_mercredi_se_dit_autrement(reseau: Salon) -> None:
    reseau["karim"].dit("absent tous les mercredis", en_prive=True)
    reseau["karim"].recoit("!profil jours", type="usage")


@pytest.mark.parametrize(
    ("texte", "dite"),
    [
        ("du 3 au 10 pour maladie", "du jeudi 3 au jeudi 10 décembre"),
        ("en congés du 3 au 10 décembre", "du jeudi 3 au jeudi 10 décembre"),
        ("congés annuels jusqu'à vendredi", "jusqu'au vendredi 4 décembre inclus"),
        ("vendredi, rendez-vous chez le médecin", "toute la journée du vendredi 4 décembre"),
        ("formation demain matin (à Lyon)", "mardi 1er décembre de 0 h à 12 h"),
        ("je serai absente la semaine prochaine, merci", "du lundi 7 au dimanche 13 décembre"),
    ],
)
def test_les_mots_qui_ne_disent_pas_quand_sont_laisses(texte: str, dite: str) -> None:
    lue, laisse = lire_periode(texte, DEPART, "Europe/Paris")
    assert (lue.phrase, laisse) == (dite, True)


@pytest.mark.parametrize(
    "texte",
    ["du 3 au 10 sauf le 5", "maladie", "le 3 et le 31 février", "du 3 au 32 décembre",
     "demain puis toutes les semaines", ""],
)  # fmt: skip
def test_un_mot_du_temps_n_est_jamais_ote(texte: str) -> None:
    with pytest.raises(Incompris):
        lire_periode(texte, DEPART, "Europe/Paris")


# -- pendant ---------------------------------------------------------------------------------------


def test_absent_on_n_est_pas_sollicite_puis_de_nouveau(reseau: Salon) -> None:
    reseau["karim"].dit("absent aujourd'hui", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    demandee(reseau, "lucie")
    reseau["lucie"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="demande.resolue", mention=("ines", "lucie"))
    reseau.passe(jusqua="2026-12-01 09:30")
    demandee(reseau, "karim")


def test_seul_a_savoir_et_absent_l_appel_part(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", ("nadia", "ines", "karim"), themes={"compta": ("karim",)})
    reseau["karim"].dit("pause deux semaines", en_prive=True)
    reseau["karim"].recoit("jusqu'au dimanche 13 décembre", type="absence.note")
    reseau["ines"].dit(QUESTION)
    dit = reseau.bot_dit(type="demande.appel", appel=True)
    assert "Karim" not in dit.corps


def test_l_absence_qui_commence_passe_ce_qui_etait_propose(reseau: Salon) -> None:
    demandee(reseau, "karim")
    message = reseau["karim"].dit("!absent jusqu'à vendredi")
    dit = reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie")
    assert "Karim" not in dit.corps
    assert "absent" not in dit.corps
    reseau.bot_reagit("👍", message)


def test_l_absence_annoncee_commence_a_l_ouverture(reseau: Salon) -> None:
    reseau["karim"].dit("absent demain", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    reseau.passe(jusqua="2026-11-30 17:30")
    demandee(reseau, "karim")
    reseau.passe(jusqua="2026-12-01 08:59")
    reseau.bot_se_tait()
    reseau.passe(minutes=2)
    reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie")


def test_ce_qui_etait_pris_se_demande_a_qui_attend(reseau: Salon) -> None:
    demandee(reseau, "karim")
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    message = reseau["karim"].dit("!absent jusqu'à vendredi")
    reseau.bot_reagit("👍", message)
    dit = reseau.bot_dit(type="demande.suivi", mention="ines", boutons=("✅", "⏳", "❌"))
    assert "absen" not in dit.corps
    reseau["ines"].reagit("❌")
    reseau.bot_dit(type="demande.proposee", mention="lucie")


def test_si_on_vient_de_demander_on_ne_redemande_pas(reseau: Salon) -> None:
    demandee(reseau, "karim")
    reseau["karim"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")
    reseau.passe(jusqua="2026-12-01 10:00")
    reseau.bot_dit(type="demande.suivi", mention="ines")
    reseau["karim"].dit("absent aujourd'hui", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    reseau.bot_se_tait()


def test_dans_un_reseau_discret_les_autres_restent_sollicites(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau(
        "A", ("nadia", "ines", "karim", "lucie"), themes={"compta": ("karim", "lucie")},
        reglages={"discret": True},
    )  # fmt: skip
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.proposee", mention=("karim", "lucie"))
    reseau.bot_reagit("👍", reseau["karim"].dit("!absent aujourd'hui"))
    reseau.bot_se_tait()
    reseau["lucie"].reagit("✋")
    reseau.bot_dit(type="demande.prise", mention="ines")


def test_une_absence_effacee_avant_son_debut_ne_commence_pas(reseau: Salon, monde: Monde) -> None:
    reseau["karim"].dit("absent demain", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    reseau["karim"].dit("présent", en_prive=True)
    reseau["karim"].recoit("effacé", type="absence.note")
    reseau.passe(jusqua="2026-11-30 17:30")
    demandee(reseau, "karim")
    reseau.passe(jusqua="2026-12-01 09:05")
    reseau.bot_se_tait()
    assert absences(monde) == []


# -- revenir ---------------------------------------------------------------------------------------


def test_present_met_fin_a_l_absence(reseau: Salon) -> None:
    reseau["karim"].dit("absent jusqu'à vendredi", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    reseau["karim"].dit("absent du 20 au 24 décembre", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    reseau["karim"].dit("présent", en_prive=True)
    reseau["karim"].recoit("Bon retour", "Reste notée", "24 décembre", type="absence.note")
    demandee(reseau, "karim")


def test_un_retour_sert_qui_attendait(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau(
        "A", ("nadia", "ines", "karim", "lucie"), themes={"compta": ("karim", "lucie")}
    )
    reseau.bot_reagit("👍", reseau["lucie"].dit("!absent jusqu'à vendredi"))
    for _ in range(2):
        demandee(reseau, "karim")
    reseau["ines"].dit(QUESTION)
    reseau.bot_dit(type="demande.ouverte")
    retour = reseau["lucie"].dit("!présente")
    reseau.bot_dit(type="demande.proposee", mention="lucie", champs={"demande": 3})
    reseau.bot_reagit("👍", retour)


def test_present_sans_absence(reseau: Salon) -> None:
    reseau["karim"].dit("présent", en_prive=True)
    reseau["karim"].recoit("déjà là", type="absence.note")


def test_redire_le_meme_debut_remplace(reseau: Salon, monde: Monde) -> None:
    for texte in ("absent du 3 au 10 décembre", "absent du 3 au 8 décembre"):
        reseau["karim"].dit(texte, en_prive=True)
        reseau["karim"].recoit(type="absence.note")
    [notee] = absences(monde)
    assert notee.fin is not None
    assert notee.fin.astimezone(DEPART.tzinfo).day == 8


# -- la pause --------------------------------------------------------------------------------------


@pytest.mark.parametrize("texte", ["pause", "je ne peux plus", "Je ne peux plus."])
def test_sans_duree_jusqu_au_retour(reseau: Salon, monde: Monde, texte: str) -> None:
    reseau["karim"].dit(texte, en_prive=True)
    reseau["karim"].recoit("jusqu'à ce que vous écriviez : !présent", type="absence.note")
    [notee] = absences(monde)
    assert notee.fin is None
    reseau.passe(days=40)
    reseau["ines"].dit("!demandes", en_prive=True)
    reseau["ines"].recoit()


@pytest.mark.parametrize(
    ("texte", "phrase", "minutes"),
    [
        ("pause deux heures", "Pause notée : jusqu'à 11 h 02", 120),
        ("pause 1h30", "Pause notée : jusqu'à 10 h 32", 90),
        ("absent pendant une heure", "Absence notée : jusqu'à 10 h 02", 60),
        ("pause une demi-journée", "Pause notée : jusqu'à 13 h 02", 240),
    ],
)
def test_une_pause_de_quelques_heures(
    reseau: Salon, monde: Monde, texte: str, phrase: str, minutes: int
) -> None:
    reseau["karim"].dit(texte, en_prive=True)
    reseau["karim"].recoit(phrase, type="absence.note")
    [notee] = absences(monde)
    assert notee.fin == DEPART + timedelta(minutes=minutes)


@pytest.mark.parametrize("texte", ["absent 14h", "absent à 3h", "pause 0h"])
def test_une_heure_du_jour_n_est_pas_une_duree(reseau: Salon, monde: Monde, texte: str) -> None:
    reseau["karim"].dit(texte, en_prive=True)
    reseau["karim"].recoit(type="usage")
    assert absences(monde) == []


@pytest.mark.parametrize("texte", ["absente jusqu'à nouvel ordre", "pause jusqu’à nouvel ordre."])
def test_jusqu_a_nouvel_ordre_n_a_pas_de_fin(reseau: Salon, monde: Monde, texte: str) -> None:
    reseau["karim"].dit(texte, en_prive=True)
    reseau["karim"].recoit("jusqu'à ce que vous écriviez : !présent", type="absence.note")
    [notee] = absences(monde)
    assert notee.fin is None


def test_je_ne_peux_plus_suivi_d_autre_chose_n_est_pas_une_pause(
    reseau: Salon, monde: Monde
) -> None:
    reseau["karim"].dit("je ne peux plus ouvrir Chorus depuis ce matin", en_prive=True)
    reseau["karim"].recoit(type="demande.accord", mention="karim", boutons=("✅", "❌"))
    assert absences(monde) == []


def test_qui_quitte_le_reseau_n_y_a_plus_d_absence(reseau: Salon, monde: Monde) -> None:
    reseau["karim"].dit("absent demain", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    reseau["karim"].part()
    assert absences(monde) == []
    reseau.passe(days=2)


def test_une_absence_finie_ne_se_garde_pas(reseau: Salon, monde: Monde) -> None:
    reseau["karim"].dit("absent aujourd'hui", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    reseau.passe(days=3)
    reseau["karim"].dit("absent demain", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    [notee] = absences(monde)
    assert notee.debut > datetime(2026, 12, 3, tzinfo=DEPART.tzinfo)
