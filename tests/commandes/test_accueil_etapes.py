"""Les étapes de l'accueil : jours de travail à soi, passer, stop, se confier avec son accord."""

from datetime import datetime

import pytest

from tests.commandes.test_accueil import arrive
from tests.scenario import Dit, OuvreReseau, Personne, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime. C'est lundi 30 novembre, 9 h 02."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "paul", "sara"), animation="nadia",
        themes={"compta": ("karim",), "archives": ()},
    )  # fmt: skip


def etapes_de(reseau: Salon, lucie: Personne, jusqua: str) -> list[tuple[str, str]]:
    """(jour, étape) de ce qui lui est écrit jusque-là."""
    reseau.passe(jusqua=jusqua)
    assert lucie.prive is not None
    neufs = [d for d in reseau.monde.fil.dits if d.salon == lucie.prive.id and not d.attendu]
    lucie.prive.oublie()
    return [(f"{d.quand:%m-%d}", d.jumeau["etape"]) for d in neufs]


def surprise(reseau: Salon, lucie: Personne) -> Dit:
    """Arrivée au trentième jour, elle n'a encore rien répondu."""
    etapes_de(reseau, lucie, "2027-01-12 08:59")
    reseau.passe(jusqua="2027-01-13 12:00")
    return lucie.recoit("surpris", "sans votre accord", type="bienvenue.prive", mention="lucie",
                        champs={"etape": "surprise"}, boutons=("➡️",))  # fmt: skip


# -- à son jour ------------------------------------------------------------------------------------


def test_trois_sept_trente_jours_ouvres(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    # Les vendredis 25 décembre et 1er janvier ne comptent pas.
    vus = etapes_de(reseau, lucie, "2027-02-01 12:00")
    assert vus == [("12-03", "savoirs"), ("12-09", "kit"), ("01-13", "surprise")]


def test_les_jours_de_temps_partiel_ne_comptent_pas(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    lucie.dit("profil jours lundi, mardi", en_prive=True)
    lucie.recoit(type="profil")
    assert etapes_de(reseau, lucie, "2026-12-11 18:00") == [("12-08", "savoirs")]


def test_une_absence_meme_finie_ne_compte_pas(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    lucie.dit("absent du 1er au 4 décembre", en_prive=True)
    lucie.recoit(type="absence.note")
    reseau.passe(jusqua="2026-12-07 10:00")
    lucie.dit("absent le 23 décembre", en_prive=True)  # efface l'absence passée
    lucie.recoit(type="absence.note")
    assert etapes_de(reseau, lucie, "2026-12-14 18:00") == [("12-09", "savoirs")]


def test_arrivee_le_soir_on_compte_du_lendemain(reseau: Salon) -> None:
    reseau.passe(jusqua="2026-11-30 22:00")
    lucie = arrive(reseau, "lucie")
    assert etapes_de(reseau, lucie, "2026-12-08 18:00") == [("12-04", "savoirs")]


def test_le_robot_arrete_ne_rattrape_pas_deux_etapes_le_meme_jour(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    reseau.monde.horloge.instant = datetime.fromisoformat("2027-01-14T10:00+01:00")
    reseau.redemarre()
    vus = etapes_de(reseau, lucie, "2027-01-18 18:00")
    assert vus == [("01-14", "savoirs"), ("01-15", "kit"), ("01-18", "surprise")]


def test_une_sollicitation_par_jour_tous_sujets_confondus(reseau: Salon) -> None:
    """Lucie, volontaire, est sollicitée pour accompagner Marc le jour de son étape."""
    lucie = arrive(reseau, "lucie")
    lucie.dit("accueil volontaire", en_prive=True)
    lucie.recoit(type="accueil")
    reseau.passe(jusqua="2026-12-03 09:00")
    arrive(reseau, "marc")
    lucie.recoit("Marc vient d'arriver", type="accueil", mention="lucie")
    lucie.dit("pas cette fois", en_prive=True)
    lucie.recoit(type="accueil")
    assert etapes_de(reseau, lucie, "2026-12-04 08:59") == []
    assert etapes_de(reseau, lucie, "2026-12-07 08:59") == [("12-04", "savoirs")]


# -- passer, arrêter -------------------------------------------------------------------------------


def test_passer_suffit(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    lucie.dit("pas cette fois", en_prive=True)
    lucie.recoit("Entendu", type="bienvenue.prive")


def test_stop_termine_l_accueil(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    lucie.dit("stop", en_prive=True)
    lucie.recoit(type="ecoute")
    reseau.passe(jusqua="2026-12-10 12:00")
    lucie.dit("reprendre", en_prive=True)
    lucie.recoit(type="ecoute")
    assert etapes_de(reseau, lucie, "2027-02-01 12:00") == []


def test_partie_elle_ne_recoit_plus_rien(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    lucie.part()
    reseau.passe(jusqua="2026-12-10 12:00")
    lucie.arrive(reseau)
    reseau.passe(seconds=10)
    reseau.bot_dit("De retour", type="bienvenue.salon", mention="lucie")
    assert etapes_de(reseau, lucie, "2027-02-01 12:00") == []


def test_sans_conversation_les_etapes_se_taisent(reseau: Salon) -> None:
    lucie = reseau.monde.personne("lucie")
    lucie.arrive(reseau)
    reseau.passe(seconds=10)
    reseau.bot_dit(type="bienvenue.salon", mention="lucie")
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    assert lucie.invitee is not None
    lucie.invitee.appartenance(lucie, "leave")
    assert etapes_de(reseau, lucie, "2027-02-01 12:00") == []


# -- ce qui surprend -------------------------------------------------------------------------------


def test_rien_ne_sort_sans_accord(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    surprise(reseau, lucie)
    lucie.dit("Personne ne dit bonjour le matin.", en_prive=True)
    lucie.recoit("avec votre nom", "Nadia", "« Personne ne dit bonjour le matin. »",
                 type="bienvenue.prive", mention="lucie",
                 boutons=("✅", "✏️", "❌", "✋"))  # fmt: skip
    lucie.reagit("❌")
    lucie.recoit("je ne garde rien", type="bienvenue.prive")
    reseau.passe(days=10)
    reseau.bot_se_tait()


def test_avec_accord_l_animation_le_lit_dans_son_point(reseau: Salon) -> None:
    ouvre_le_point(reseau)
    lucie = arrive(reseau, "lucie")
    surprise(reseau, lucie)
    reseau["nadia"].prive.oublie()  # type: ignore[union-attr]
    lucie.dit("Personne ne dit bonjour le matin.", en_prive=True)
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    lucie.dit("oui", en_prive=True)
    lucie.recoit("L'animation le lira", type="bienvenue.prive")
    reseau.passe(jusqua="2027-01-14 09:30")
    reseau["nadia"].recoit("Lucie", "« Personne ne dit bonjour le matin. »",
                           type="animation.point", mention="nadia")  # fmt: skip
    reseau.passe(days=5)
    reseau.bot_se_tait()


def test_le_texte_se_recrit_avant_de_partir(reseau: Salon) -> None:
    ouvre_le_point(reseau)
    lucie = arrive(reseau, "lucie")
    surprise(reseau, lucie)
    reseau["nadia"].prive.oublie()  # type: ignore[union-attr]
    lucie.dit("Untel est malpoli.", en_prive=True)
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    lucie.reagit("✏️")
    lucie.recoit("Écrivez votre texte", type="bienvenue.prive")
    lucie.dit("On se salue peu le matin.", en_prive=True)
    lucie.recoit("« On se salue peu le matin. »", type="bienvenue.prive", mention="lucie")
    lucie.reagit("✅")
    lucie.recoit(type="bienvenue.prive")
    reseau.passe(jusqua="2027-01-14 09:30")
    point = reseau["nadia"].recoit("On se salue peu", type="animation.point", mention="nadia")
    assert "malpoli" not in point.corps


def test_l_accord_retire_avant_la_lecture_reprend_les_mots(reseau: Salon) -> None:
    ouvre_le_point(reseau)
    lucie = arrive(reseau, "lucie")
    surprise(reseau, lucie)
    reseau["nadia"].prive.oublie()  # type: ignore[union-attr]
    lucie.dit("Personne ne dit bonjour le matin.", en_prive=True)
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    lucie.reagit("✅")
    lucie.recoit(type="bienvenue.prive")
    lucie.retire("✅")
    lucie.recoit("repris", type="bienvenue.prive")
    reseau.passe(days=3)
    reseau.bot_se_tait()


def test_c_etait_une_question(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    surprise(reseau, lucie)
    lucie.dit("compta : où se range une facture ?", en_prive=True)
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    lucie.reagit("✋")
    lucie.recoit("n° 1", type="demande.accord", mention="lucie")


def test_deux_jours_apres_des_mots_sont_une_question(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    surprise(reseau, lucie)
    reseau.passe(jusqua="2027-01-18 10:00")
    lucie.dit("où se range une facture", en_prive=True)
    lucie.recoit(type="demande.accord", mention="lucie")


def test_un_redemarrage_n_y_change_rien(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    surprise(reseau, lucie)
    reseau.redemarre()
    lucie.dit("Personne ne dit bonjour le matin.", en_prive=True)
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    reseau.redemarre()
    lucie.dit("oui", en_prive=True)
    lucie.recoit("L'animation le lira", type="bienvenue.prive")


def ouvre_le_point(reseau: Salon) -> None:
    """Nadia a sa conversation, et son point du matin."""
    reseau["nadia"].ouvre_une_conversation().oublie()
    veille(reseau)


def veille(reseau: Salon) -> None:
    """Le premier rendez-vous du point, tel qu'ouvrir un réseau le pose."""
    from bot.identity import reminder_id
    from donnees.reminder import Reminder

    quand = datetime.fromisoformat("2026-12-01T09:00+01:00")
    reseau.monde.fil.pose(
        Reminder(id=reminder_id("essai", "point:1", "animation.point"), about="point:1",
                 reason="animation.point", planned=quand)
    )  # fmt: skip


def test_une_touche_montre_le_kit_d_un_theme(reseau: Salon) -> None:
    reseau["karim"].dit("!astuce Chorus : vérifier le SIRET avant d'envoyer #compta")
    reseau.oublie()
    lucie = arrive(reseau, "lucie")
    etapes_de(reseau, lucie, "2026-12-08 12:00")
    reseau.passe(jusqua="2026-12-09 12:00")
    lucie.recoit("1️⃣ compta", type="bienvenue.prive", mention="lucie", boutons=("1️⃣", "➡️"))
    lucie.reagit("1️⃣")
    lucie.recoit("SIRET", type="kit")


def test_sans_theme_un_sujet_se_propose_a_l_animation(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Archives", ("nadia", "ines", "karim"))
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    lucie.recoit("pas encore de thème", type="bienvenue.prive", mention="lucie")
    lucie.dit("le récolement des cartons", en_prive=True)
    lucie.recoit("« le récolement des cartons »", "avec votre nom", type="bienvenue.prive",
                 mention="lucie")  # fmt: skip


def test_apres_deux_jours_un_chiffre_n_y_repond_plus_une_touche_si(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    question = lucie.recoit(type="bienvenue.prive", mention="lucie")
    reseau.passe(jusqua="2026-12-08 12:00")
    lucie.dit("la salle 2 est fermée", en_prive=True)
    lucie.recoit(type="demande.accord", mention="lucie")
    lucie.reagit("1️⃣", sur=question)
    lucie.recoit("archives", type="savoir.note")
