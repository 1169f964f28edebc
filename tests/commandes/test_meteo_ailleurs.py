"""La météo d'un moment, des petits réseaux, à l'essai ; le carnet ; le bulletin."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from donnees.histoire import Envoye, Geste, Question
from donnees.meteo import AccordMeteo, Carnet, Meteo, NoteCarnet, Vote
from donnees.retention import purger
from donnees.rituel import Occurrence
from tests.commandes.test_meteo import GENS, ORAGE, PLUIE, SOLEIL, fermee, ouverte, reseau_de
from tests.scenario import Monde, OuvreReseau, Salon, sans_limite


def tables(monde: Monde) -> list[object]:
    """Ce que la base garde de la météo."""
    with Session(monde.base) as session:
        genres = (Meteo, Vote, Geste, Occurrence)
        return [ligne for genre in genres for ligne in session.exec(select(genre))]


# -- ici, sortie -----------------------------------------------------------------------------------


@pytest.fixture
def salon(ouvre_reseau: OuvreReseau, monde: Monde) -> Salon:
    """Un réseau de six, sans rituel ; Nadia anime."""
    sans_limite(monde)
    return ouvre_reseau("Assistantes", GENS[:6], "nadia")


@pytest.mark.parametrize(
    ("commande", "dit"), [("!météo ici", "En arrivant"), ("!météo sortie", "En partant")]
)
def test_ici_dix_minutes_dans_le_salon_rien_n_est_garde(
    salon: Salon, monde: Monde, commande: str, dit: str
) -> None:
    salon["nadia"].dit(commande)
    salon.bot_dit(dit, "rien n'est gardé", type="meteo.question", appel=True,
                  boutons=("☀️", "🌤️", "☁️", "🌧️", "⛈️"), champs={"rituel": 0})  # fmt: skip
    salon["ines"].reagit(SOLEIL)
    salon["karim"].reagit(ORAGE)
    salon.passe(minutes=9)
    salon.bot_se_tait()
    salon.passe(minutes=1)
    dit_ = salon.bot_dit("2 réponses", type="meteo.resultat",
                         champs={"comptes": {SOLEIL: 1, ORAGE: 1}})  # fmt: skip
    assert dit_.jumeau["rituel"] == 0
    assert tables(monde) == []


def test_ici_reserve_a_l_animation_et_au_salon(salon: Salon) -> None:
    salon["ines"].dit("!météo ici")
    salon.bot_dit(type="refus", champs={"commande": "meteo"})
    salon["nadia"].dit("!météo ici", en_prive=True)
    salon["nadia"].recoit("devant tout le monde", type="refus")


def test_une_seule_a_la_fois(salon: Salon) -> None:
    salon["nadia"].dit("!météo ici")
    salon.bot_dit(type="meteo.question", appel=True)
    salon["nadia"].dit("!météo sortie")
    salon.bot_dit("déjà ouverte", type="refus")
    salon.passe(minutes=11)
    salon.bot_dit("Personne n'a répondu", type="meteo.resultat")


def test_ici_pas_dans_un_petit_reseau(ouvre_reseau: OuvreReseau) -> None:
    salon = ouvre_reseau("A", GENS[:4], "nadia")
    salon["nadia"].dit("!météo ici")
    salon.bot_dit("qu'en privé", type="refus")


# -- chacun a dit oui ------------------------------------------------------------------------------


def test_un_petit_reseau_attend_le_oui_de_chacun_puis_tout_se_passe_a_part(monde: Monde) -> None:
    reseau = reseau_de(monde, 3)
    reseau.passe(jusqua="2026-11-30 10:00")
    reseau.bot_dit("chacun m'a dit oui", type="meteo", boutons=("✉️",))
    for nom in ("nadia", "ines", "karim"):
        reseau[nom].recoit("Voulez-vous", type="meteo", mention=nom, boutons=("✅", "❌"))
        reseau[nom].reagit("✅")
        reseau[nom].recoit("c'est noté : oui", type="meteo")
    reseau.passe(jusqua="2026-12-07 10:00")
    for nom in ("nadia", "ines", "karim"):
        reseau[nom].recoit(type="meteo.question", mention=nom)
    reseau["ines"].dit("orage", en_prive=True)
    reseau["ines"].recoit("Merci de l'avoir dit", type="meteo.note")
    reseau.passe(jusqua="2026-12-07 18:01")
    dit = reseau["ines"].recoit(type="meteo.resultat")  # à qui a répondu, et rien dans le salon
    assert not any(c.isdigit() for c in dit.corps)
    reseau.bot_se_tait()


def test_un_non_suffit_et_personne_ne_sait_de_qui(monde: Monde) -> None:
    reseau = reseau_de(monde, 3)
    for nom, dit_ in (("nadia", "!météo oui"), ("ines", "météo oui"), ("karim", "!météo non")):
        reseau[nom].dit(dit_, en_prive=True)
        reseau[nom].recoit(dit_[-3:], type="meteo")
    reseau.passe(jusqua="2026-11-30 10:00")
    dit = reseau.bot_dit(type="meteo")
    assert "Karim" not in dit.corps
    reseau.passe(jusqua="2026-12-07 18:30")
    reseau.bot_se_tait()


def test_sans_conversation_on_dit_oui_par_la_touche_du_salon(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", GENS[:3], "nadia")
    reseau["nadia"].dit("!rituel météo chaque lundi à 10h")
    reseau.bot_dit(type="rituel.cree")
    reseau.passe(jusqua="2026-11-30 10:00")
    reseau.bot_dit(type="meteo", boutons=("✉️",))
    reseau["ines"].reagit("✉️")
    reseau["ines"].accepte()
    reseau["ines"].recoit(type="prive.ouverture", mention="ines")
    reseau["ines"].recoit("Voulez-vous", type="meteo", mention="ines")
    reseau["ines"].reagit("❌")
    reseau["ines"].recoit("c'est noté : non", type="meteo")


def test_un_reseau_discret_n_a_rien_dans_le_salon_meme_en_mode_ouvert(monde: Monde) -> None:
    reseau = reseau_de(monde, 7, "ouverte", discret=True)
    for nom in GENS[:7]:
        reseau[nom].dit("!météo oui", en_prive=True)
        reseau[nom].recoit(type="meteo")
    reseau.passe(jusqua="2026-11-30 10:00")
    for nom in GENS[:7]:
        reseau[nom].recoit(type="meteo.question", mention=nom)
    for nom, temps in zip(GENS[:4], "1155", strict=True):
        reseau[nom].dit(temps, en_prive=True)
        reseau[nom].recoit(type="meteo.note")
    reseau.passe(jusqua="2026-11-30 18:01")
    for nom in GENS[:4]:
        assert "comptes" not in reseau[nom].recoit(type="meteo.resultat").jumeau
    reseau.bot_se_tait()


# -- essai, pause ----------------------------------------------------------------------------------


def test_a_l_essai_chez_une_seule_personne_rien_n_est_compte(monde: Monde) -> None:
    reseau = reseau_de(monde)
    reseau["nadia"].dit("rituel 1 essai", en_prive=True)
    reseau.passe(seconds=1)
    dits = [d for d in monde.fil.dits if not d.attendu]
    essai = next(d for d in dits if d.type == "meteo.question")
    assert "pour vous seulement" in essai.corps
    assert {d.salon for d in dits} == {reseau["nadia"].prive and reseau["nadia"].prive.id}
    reseau["nadia"].ouvre_une_conversation().oublie()
    with Session(monde.base) as session:
        assert session.exec(select(Meteo)).all() == []
        assert session.exec(select(Question)).all() == []


def test_en_pause_rien_n_est_demande(monde: Monde) -> None:
    reseau = reseau_de(monde)
    reseau["nadia"].dit("!rituel 1 pause")
    reseau.bot_dit(type="rituel.change")
    reseau.passe(jusqua="2026-12-07 18:30")
    reseau.bot_se_tait()


def test_maintenant_deux_fois_de_suite_une_seule_a_lieu(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    reseau["nadia"].dit("!rituel 1 maintenant")
    reseau["nadia"].dit("!rituel 1 maintenant")
    reseau.bot_dit("déjà en cours", type="refus", champs={"commande": "rituel"})
    reseau.passe(seconds=1)
    reseau.bot_dit(type="meteo.question", appel=True)
    for membre in reseau.membres:
        membre.recoit(type="meteo.question", mention=membre)


def test_maintenant_dans_un_petit_reseau_la_commande_a_toujours_sa_reponse(monde: Monde) -> None:
    reseau = monde.ouvre_reseau("Petit", GENS[:4], "nadia")
    reseau["nadia"].dit("!rituel météo chaque lundi à 10h")
    reseau.bot_dit(type="rituel.cree")
    reseau["nadia"].dit("!rituel 1 maintenant")
    reseau.bot_dit("en privé", "chaque membre a dit oui", type="rituel.change")
    reseau.passe(seconds=1)
    reseau.bot_dit("chacun m'a dit oui", type="meteo")
    reseau["nadia"].dit("!rituel 1 maintenant")
    reseau.bot_dit("en privé", type="rituel.change")
    reseau.passe(seconds=1)


def test_maintenant(monde: Monde) -> None:
    reseau = reseau_de(monde)
    reseau["nadia"].dit("!rituel 1 maintenant")
    reseau.passe(seconds=1)
    dits = [d for d in monde.fil.dits if not d.attendu and d.salon == reseau.id]
    assert "meteo.question" in {d.type for d in dits}
    reseau.oublie()
    for membre in reseau.membres:
        membre.ouvre_une_conversation().oublie()


def test_arrete_a_l_heure_dite_elle_est_posee_en_retard(monde: Monde) -> None:
    reseau = reseau_de(monde)
    monde.horloge.instant += timedelta(hours=2)
    monde.fil.ecoute()
    monde.fil.rappelle()
    reseau.passe(seconds=1)
    dit = reseau.bot_dit(type="meteo.question", appel=True)
    assert "j'étais arrêté" in dit.corps
    for membre in reseau.membres:
        membre.recoit(type="meteo.question", mention=membre)
    fermee(reseau)


# -- l'attention -----------------------------------------------------------------------------------


def test_deja_sollicite_ce_jour_on_n_est_pas_interroge_a_part(monde: Monde) -> None:
    """Une sollicitation par jour ouvré, tous sujets confondus (contrat §11)."""
    reseau = reseau_de(monde, 6)
    ouverte(reseau)
    with Session(monde.base) as session:
        assert len(session.exec(select(Question)).all()) == 6
    reseau["nadia"].dit("!rituel météo chaque lundi à 15h")
    reseau.bot_dit(type="rituel.cree")
    reseau.passe(jusqua="2026-11-30 15:00")
    reseau.bot_dit(type="meteo.question", appel=True)
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-11-30 18:01")
    reseau.bot_dit(type="meteo.resultat", champs={"rituel": 1})
    reseau.bot_dit(type="meteo.resultat", champs={"rituel": 2})


def test_stop_et_absent_ne_sont_pas_interroges(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    reseau["ines"].dit("stop", en_prive=True)
    reseau["ines"].recoit(type="ecoute")
    reseau["karim"].dit("absent cette semaine", en_prive=True)
    reseau["karim"].recoit(type="absence.note")
    ouverte(reseau)
    with Session(monde.base) as session:
        assert {q.a for q in session.exec(select(Question))} == {
            reseau[n].mxid for n in ("nadia", "lucie", "paul", "zoe")
        }
    fermee(reseau)


def test_trois_meteos_sans_reponse_le_sujet_s_arrete_et_le_dit_une_fois(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    for jour in ("2026-11-30", "2026-12-07", "2026-12-14"):
        ouverte(reseau, f"{jour} 10:00")
        fermee(reseau, jour)
    reseau.passe(jusqua="2026-12-15 09:30")
    reseau["nadia"].recoit(type="animation.point", mention="nadia")
    reseau.passe(jusqua="2026-12-21 10:00")
    reseau.bot_dit(type="meteo.question", appel=True)
    for membre in reseau.membres:
        membre.recoit("plus pour la météo", type="ecoute", mention=membre)
    fermee(reseau, "2026-12-21")
    ouverte(reseau, "2026-12-28 10:00")
    fermee(reseau, "2026-12-28")


# -- le carnet -------------------------------------------------------------------------------------


def test_rien_n_est_garde_sauf_le_carnet_que_l_on_ouvre(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    reseau["ines"].dit("!mamétéo garder", en_prive=True)
    reseau["ines"].recoit("pour vous seul", type="mameteo")
    ouverte(reseau)
    reseau["ines"].dit("4 grosse semaine", en_prive=True)
    reseau["ines"].recoit(type="meteo.note")
    reseau["karim"].dit("1", en_prive=True)
    reseau["karim"].recoit(type="meteo.note")
    fermee(reseau)
    reseau["ines"].dit("ma météo", en_prive=True)
    reseau["ines"].recoit("lundi 30 novembre", "pluie", "grosse semaine", type="mameteo")
    reseau["karim"].dit("mamétéo", en_prive=True)
    reseau["karim"].recoit("je ne garde rien", type="mameteo")
    reseau["ines"].dit("mamétéo oublier", en_prive=True)
    reseau["ines"].recoit("effacé", type="mameteo")
    with Session(monde.base) as session:
        assert session.exec(select(NoteCarnet)).all() == []
        assert session.exec(select(Carnet)).all() == []


def test_oubliez_moi_efface_aussi_la_meteo(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    reseau["ines"].dit("!mamétéo garder", en_prive=True)
    reseau["ines"].recoit(type="mameteo")
    reseau["ines"].dit("!météo oui", en_prive=True)
    reseau["ines"].recoit(type="meteo")
    ouverte(reseau)
    reseau["ines"].dit("4", en_prive=True)
    reseau["ines"].recoit(type="meteo.note")
    reseau["ines"].dit("mesdonnées", en_prive=True)
    reseau["ines"].recoit("réponses à une météo", "carnet", type="donnees")
    reseau["ines"].dit("oubliemoi", en_prive=True)
    reseau["ines"].recoit(type="oubli")
    reseau["ines"].reagit("✅")
    reseau["ines"].recoit("effacé", type="oubli")
    with Session(monde.base) as session:
        for genre in (Vote, Carnet, NoteCarnet, AccordMeteo, Question):
            assert session.exec(select(genre)).all() == [] or genre is Question
        assert not [q for q in session.exec(select(Question)) if q.a == reseau["ines"].mxid]
        assert not [e for e in session.exec(select(Envoye)) if "ines" in (e.about or "")]
    fermee(reseau)


# -- d'autres conversations ------------------------------------------------------------------------


def test_un_mot_nu_va_a_la_derniere_question_qui_l_offre(monde: Monde) -> None:
    """« pas cette fois » : à la météo, ou à la question d'un collègue venue après."""
    sans_limite(monde)
    reseau = monde.ouvre_reseau("A", GENS[:6], "nadia", themes={"compta": ("ines",)})
    for nom in ("ines", "karim"):
        reseau[nom].ouvre_une_conversation().oublie()
    reseau["nadia"].dit("!rituel météo chaque lundi à 10h")
    reseau.bot_dit(type="rituel.cree")
    ouverte(reseau)
    reseau.passe(seconds=5)
    reseau["karim"].dit("!aide discret compta Chorus refuse ma facture", en_prive=True)
    reseau["karim"].recoit(type="demande.ouverte")
    reseau["ines"].recoit(type="demande.proposee", mention="ines")
    reseau["ines"].dit("pas cette fois", en_prive=True)
    dits = [d.type for d in monde.fil.dits if not d.attendu]
    assert "meteo.note" not in dits
    for nom in ("ines", "karim"):
        reseau[nom].ouvre_une_conversation().oublie()
    reseau.oublie()
    reseau["ines"].dit("pluie", en_prive=True)
    reseau["ines"].recoit("pluie", type="meteo.note")
    reseau.passe(jusqua="2026-11-30 18:01")
    assert "meteo.resultat" in {d.type for d in monde.fil.dits if not d.attendu}
    reseau.oublie()
    for nom in ("ines", "karim"):
        reseau[nom].ouvre_une_conversation().oublie()


def test_de_deux_reseaux_on_sait_lequel_demande(monde: Monde) -> None:
    reseau = reseau_de(monde, 5)
    monde.ouvre_reseau("Comptables", ("ines", "zoe"), "zoe")
    reseau.passe(jusqua="2026-11-30 10:00")
    reseau.bot_dit(type="meteo.question", appel=True)
    for membre in reseau.membres:
        dit = membre.recoit(type="meteo.question", mention=membre)
        assert ("Réseau Assistantes" in dit.corps) == (membre.nom == "ines")
    reseau["ines"].dit("4", en_prive=True)
    reseau["ines"].recoit("pluie", type="meteo.note")
    fermee(reseau)


def test_des_reponses_sont_dues_l_animation_l_apprend_d_abord(monde: Monde) -> None:
    """Avant une nouvelle ronde, ce qui est dû aux membres (contrat §8)."""
    sans_limite(monde)
    reseau = monde.ouvre_reseau("A", GENS[:6], "nadia", themes={"compta": ()})
    reseau["nadia"].ouvre_une_conversation().oublie()
    reseau["nadia"].dit("!rituel météo chaque jeudi à 10h")
    reseau.passe(jusqua="2026-12-01 09:20")
    reseau["ines"].dit("!aide compta Chorus refuse ma facture")  # l'animation saisie jeudi à 9 h 20
    reseau.passe(jusqua="2026-12-03 10:00")
    dits = [d for d in monde.fil.dits if not d.attendu]
    meteo = next(rang for rang, d in enumerate(dits) if d.type == "meteo.question")
    assert any("due" in d.corps and d.type == "animation.point" for d in dits[:meteo])
    reseau.oublie()
    reseau["nadia"].ouvre_une_conversation().oublie()


def test_une_personne_d_ailleurs_ne_compte_pas(monde: Monde) -> None:
    reseau = reseau_de(monde, 6, "ouverte")
    ouverte(reseau)
    intrus = monde.personne("intrus", serveur="ailleurs")
    intrus.arrive(reseau)
    intrus.reagit(PLUIE)
    assert "comptes" not in fermee(reseau).jumeau


def test_le_bulletin_redit_ce_qui_fut_montre_et_rien_d_autre(monde: Monde) -> None:
    reseau = reseau_de(monde)
    ouverte(reseau)
    for nom, temps in zip(GENS, "1 1 1 3 3 4 4".split(), strict=False):
        reseau[nom].dit(temps, en_prive=True)
        reseau[nom].recoit(type="meteo.note")
    fermee(reseau)
    reseau["nadia"].dit("bulletin", en_prive=True)
    reseau["nadia"].recoit("lundi 30 novembre", "clair 3, couvert 2, gros temps 2",
                           type="bulletin")  # fmt: skip
    ouverte(reseau, "2026-12-07 10:00")
    fermee(reseau, "2026-12-07")
    reseau.passe(jusqua="2026-12-09 10:00")
    reseau["nadia"].dit("bulletin", en_prive=True)
    dits = [d for d in monde.fil.dits if not d.attendu]
    assert not any("gros temps" in d.corps or "rien à montrer" in d.corps for d in dits)
    reseau["nadia"].ouvre_une_conversation().oublie()


def test_ce_que_le_bulletin_peut_redire(monde: Monde) -> None:
    from bot.core.meteo_close import de_la_semaine
    from donnees.reseau import reseaux_du_membre

    reseau = reseau_de(monde)
    ouverte(reseau)
    for nom, temps in zip(GENS, "1 1 1 3 3 4 4".split(), strict=False):
        reseau[nom].dit(temps, en_prive=True)
        reseau[nom].recoit(type="meteo.note")
    fermee(reseau)
    ouverte(reseau, "2026-12-07 10:00")
    fermee(reseau, "2026-12-07")
    moteur = monde.fil.moteur
    with Session(monde.base) as session:
        ctx = moteur._context(session)
        ctx.reseau = reseaux_du_membre(session, reseau["nadia"].mxid)[0]
        semaine = datetime(2026, 11, 29, 23, tzinfo=UTC)
        [vue] = de_la_semaine(ctx, semaine, semaine + timedelta(days=7))
        assert vue.comptes == {"clair": 3, "couvert": 2, "gros temps": 2}
        suivante = semaine + timedelta(days=7)
        assert de_la_semaine(ctx, suivante, suivante + timedelta(days=7)) == []


# -- ce qui se perd --------------------------------------------------------------------------------


def test_une_reponse_en_avance_d_une_meteo_qui_n_a_jamais_lieu_s_oublie(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    reseau.passe(jusqua="2026-11-30 09:30")  # le rituel est à 10 h, on est depuis vendredi soir
    reseau["ines"].dit("météo 4", en_prive=True)
    reseau["ines"].recoit("pour la météo", type="meteo.note")
    reseau["nadia"].dit("!rituel 1 supprimer")
    reseau.oublie()
    reseau.passe(jusqua="2026-12-02 09:00")
    with Session(monde.base) as session:
        assert session.exec(select(Vote)).all() == []
        assert session.exec(select(Meteo)).all() == []


def test_une_reponse_ne_survit_pas_a_une_cloture_perdue(monde: Monde) -> None:
    le = datetime(2026, 11, 20, 8, tzinfo=UTC)
    monde.fil.pose(
        Meteo(id=1, reseau=1, rituel=1, mode="confidentielle", le=le),
        Vote(meteo=1, cle="@ines:localhost", temps=4),
    )
    with Session(monde.base) as session:
        assert purger(session, le + timedelta(days=2), le) == 0
        assert purger(session, le + timedelta(days=4), le) == 1
        assert session.exec(select(Vote)).all() == []
