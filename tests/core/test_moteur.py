"""Un événement à la fois, tout ou rien, exactement une fois."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import event as sa_event
from sqlmodel import Session, select

from bot.engine import ESSAIS
from bot.pieces import Batch
from donnees import inbox, outbox
from donnees.compteur import Compteur
from donnees.inbox import InboxItem
from donnees.outbox import OutboxItem
from donnees.reminder import Reminder
from tests.scenario import Dit, Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Inès et Karim sont membres."""
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"))


def suivi(reseau: Salon, **champs: int) -> Dit:
    """Ce que le robot répond à !suivre."""
    return reseau.bot_dit(type="suivre", mention="ines", champs=champs, boutons=("✋", "➡️"))


# -- exactement une fois --------------------------------------------------------------------------


def test_traiter_deux_fois_le_meme_element(monde: Monde, reseau: Salon) -> None:
    message = reseau["ines"].dit("!suivre le courrier")
    suivi(reseau, demande=1)
    assert monde.fil.moteur.handle(message) == []
    assert monde.fil.moteur.handle("$inconnu") == []
    reseau["ines"].dit("!suivre le colis")
    suivi(reseau, demande=2)


@pytest.mark.parametrize("validation", range(1, 9))
def test_coupe_avant_n_importe_quelle_validation(reseau: Salon, validation: int) -> None:
    reseau.coupe_au_milieu(validation)
    reseau["ines"].dit("!suivre le courrier")
    suivi(reseau, demande=1)
    reseau.redemarre()
    reseau.passe(hours=3)
    reseau.bot_dit("rappel suivi:1", appel=True)
    reseau.bot_se_tait()


def test_coupe_entre_l_envoi_et_sa_marque(reseau: Salon) -> None:
    reseau.coupe_au_milieu(apres_envoi=True)
    reseau["ines"].dit("!suivre le courrier")
    suivi(reseau, demande=1)
    reseau["karim"].reagit("✋")
    reseau.bot_dit("touché ✋")


@pytest.mark.parametrize("validation", range(1, 6))
def test_coupe_pendant_un_rappel(monde: Monde, reseau: Salon, validation: int) -> None:
    reseau["ines"].dit("!suivre le courrier")
    suivi(reseau)
    reseau.coupe_au_milieu(validation)
    reseau.passe(hours=3)
    monde.arme_la_coupure(0)
    reseau.bot_dit("rappel suivi:1", appel=True)
    reseau.bot_se_tait()


def test_les_accuses_survivent_a_une_transaction_annulee(monde: Monde, reseau: Salon) -> None:
    """L'accusé attend la validation suivante ; celle-ci échoue : il attend encore."""
    reseau["ines"].dit("!suivre le courrier")
    dit = suivi(reseau)
    monde.fil.moteur.arrives.append((str(dit.jumeau["envoi"]), dit.event_id))
    reseau["ines"].dit("!casse")
    reseau.bot_dit(type="panne", mention="ines")
    assert not monde.fil.moteur.arrives


# -- ce qui casse ---------------------------------------------------------------------------------


def test_trois_essais_puis_mis_de_cote_et_dit_une_fois(
    monde: Monde, reseau: Salon, caplog: pytest.LogCaptureFixture
) -> None:
    ines = reseau["ines"]
    with caplog.at_level(logging.ERROR):
        message = ines.dit("!casse")
    panne = reseau.bot_dit("pas votre faute", type="panne", mention=ines, repond_a=message)
    echecs = [r for r in caplog.records if r.exc_info]
    assert len(echecs) == ESSAIS
    reference = panne.jumeau["reference"]
    assert reference in panne.corps
    assert reference in caplog.text
    assert "ines" not in caplog.text.replace(message, "")
    with Session(monde.base) as session:
        casse = session.get(InboxItem, message)
        assert casse is not None
        assert (casse.etat, casse.contenu) == (inbox.ECARTE, None)
    ines.dit("!écho la suite continue")
    reseau.bot_dit("la suite continue")
    reseau.redemarre()
    reseau.bot_se_tait()


def test_un_element_que_l_on_ne_sait_plus_lire(monde: Monde, reseau: Salon) -> None:
    """Une ligne gardée par une version plus ancienne n'arrête pas les suivantes."""
    maintenant = monde.horloge.now()
    monde.fil.pose(
        InboxItem(event_id="$vieux", seq=0, salon=reseau.id, auteur="@ines:localhost",
                  genre="message", contenu={"ancien": True}, sent_at=maintenant,
                  recu_le=maintenant)
    )  # fmt: skip
    monde.fil.traite()
    reseau.bot_dit(type="panne", mention="ines")
    reseau["ines"].dit("!écho la suite")
    reseau.bot_dit("la suite")


def test_un_rappel_qui_casse_est_mis_de_cote(monde: Monde, reseau: Salon) -> None:
    quand = monde.horloge.now() + timedelta(minutes=1)
    monde.fil.pose(
        Reminder(id="rappel:a", about="suivi:13", reason="suivi", planned=quand),
        Reminder(id="rappel:b", about="suivi:14", reason="suivi", planned=quand),
    )
    reseau.passe(minutes=5)
    reseau.bot_dit("rappel suivi:14", appel=True)
    with Session(monde.base) as session:
        casse = session.get(Reminder, "rappel:a")
        assert casse is not None
        assert (casse.essais, casse.ecarte) == (ESSAIS, True)
    assert monde.fil.moteur.next_reminder() is None


def test_un_rappel_dont_personne_ne_veut_plus(monde: Monde, reseau: Salon) -> None:
    monde.fil.pose(
        Reminder(id="rappel:a", about="x:1", reason="disparu", planned=monde.horloge.now())
    )
    reseau.passe(minutes=1)
    reseau.bot_se_tait()
    assert monde.fil.moteur.next_reminder() is None


# -- le temps -------------------------------------------------------------------------------------


def test_les_rappels_sonnent_dans_l_ordre_a_leur_heure(monde: Monde, reseau: Salon) -> None:
    for nom in ("un", "deux"):
        reseau["ines"].dit(f"!suivre {nom}")
        suivi(reseau)
    debut = monde.horloge.now()
    reseau.passe(hours=5)
    premier = reseau.bot_dit("rappel suivi:1, retard 0", appel=True)
    second = reseau.bot_dit("rappel suivi:2, retard 0", appel=True)
    assert premier.quand < second.quand < debut + timedelta(hours=2)


def test_un_rappel_manque_pendant_une_panne_sait_qu_il_est_en_retard(
    monde: Monde, reseau: Salon
) -> None:
    reseau["ines"].dit("!suivre le courrier")
    suivi(reseau)
    monde.horloge.instant += timedelta(hours=5)
    reseau.redemarre()
    monde.fil.rappelle()
    dit = reseau.bot_dit("rappel suivi:1", appel=True)
    assert "retard 0" not in dit.corps


# -- une seule validation, peu d'écritures --------------------------------------------------------


def test_une_commande_coute_deux_validations(monde: Monde, reseau: Salon) -> None:
    """La réception, le traitement ; le reste est à l'envoi."""
    validations: list[int] = []
    contenu = {"msgtype": "m.text", "body": "!écho bonjour"}
    vu = monde.fil.brut(reseau.id, "m.room.message", "@ines:localhost", contenu, event_id="$m")
    assert vu is not None
    moteur = monde.fil.moteur

    def compte(_connexion: object) -> None:
        validations.append(1)

    sa_event.listen(monde.base, "commit", compte)
    try:
        moteur.keep(Batch("s", [vu]))
        moteur.may_leave = lambda _ligne: True
        (envoi,) = moteur.handle("$m")
    finally:
        sa_event.remove(monde.base, "commit", compte)
    assert len(validations) == 2
    assert envoi.etat == outbox.ESSAYE
    assert envoi.appareil == "ESSAI"
    monde.fil.traite()
    reseau.bot_dit("écho")


def test_une_commande_seule_tient_en_une_validation(monde: Monde, reseau: Salon) -> None:
    """Rien devant elle : l'élément, ses effets et la position, ensemble ou pas du tout."""
    reseau["ines"].dit("!écho avant")
    reseau.bot_dit("écho")
    validations: list[int] = []
    contenu = {"msgtype": "m.text", "body": "!écho bonjour"}
    vu = monde.fil.brut(reseau.id, "m.room.message", "@ines:localhost", contenu, event_id="$m")
    assert vu is not None
    moteur = monde.fil.moteur

    def compte(_connexion: object) -> None:
        validations.append(1)

    sa_event.listen(monde.base, "commit", compte)
    try:
        (envoi,), reste = moteur.receive(Batch("s", [vu]))
    finally:
        sa_event.remove(monde.base, "commit", compte)
    assert (len(validations), reste, envoi.salon) == (1, False, reseau.id)
    monde.fil.traite()
    reseau.bot_dit("écho")


def test_une_commande_qui_casse_n_emporte_pas_ses_voisines(monde: Monde, reseau: Salon) -> None:
    """Reçues ensemble : la réponse est gardée, chacune est traitée à part."""
    reseau["ines"].dit("!écho avant")
    reseau.bot_dit("écho")
    pieces = [
        monde.fil.brut(reseau.id, "m.room.message", "@ines:localhost",
                       {"msgtype": "m.text", "body": texte})
        for texte in ("!écho un", "!casse", "!écho deux")
    ]  # fmt: skip
    monde.fil.livre(*pieces)
    reseau.bot_dit("un")
    reseau.bot_dit("deux")
    reseau.bot_dit("cassé de mon côté", type="panne", mention="ines")


def test_parti_un_envoi_n_a_plus_de_contenu(monde: Monde, reseau: Salon) -> None:
    reseau["ines"].dit("!écho confidence")
    reseau.bot_dit("confidence")
    with Session(monde.base) as session:
        envois = session.exec(select(OutboxItem)).all()
        assert envois
        assert all(e.etat == outbox.PARTI and e.contenu == {} for e in envois)


def test_un_numero_refuse_n_est_pas_perdu(monde: Monde, reseau: Salon) -> None:
    reseau["nadia"].dit(f"!demander {reseau['karim']}")
    reseau.bot_dit(type="refus")
    with Session(monde.base) as session:
        assert session.get(Compteur, "suivi") is None


def test_l_identite_ne_depend_que_de_l_evenement_et_du_rang(monde: Monde, reseau: Salon) -> None:
    from bot.identity import envoi

    message = reseau["ines"].dit("!suivre le courrier")
    assert suivi(reseau).jumeau["envoi"] == envoi(message, 0)
