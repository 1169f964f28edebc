"""Appliquer des effets, dans l'ordre, dans une transaction."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from bot.core.effects import (
    Delete,
    Effect,
    Envoi,
    Follow,
    Forget,
    OpenRoom,
    Original,
    Person,
    React,
    RemindAt,
    Room,
    Save,
    Send,
    Story,
)
from bot.core.texte import Texte
from bot.effects_applied import Application
from donnees import outbox
from donnees.compteur import Compteur
from donnees.histoire import Envoye, Question
from donnees.outbox import OutboxItem
from donnees.reminder import Reminder
from donnees.salon import Adhesion, Salon

NOW = datetime(2026, 11, 30, 8, 2, tzinfo=UTC)
DEMAIN = NOW + timedelta(days=1)


@pytest.fixture
def session(base: Engine) -> Iterator[Session]:
    """Une session sur une base vide."""
    with Session(base, expire_on_commit=False, autoflush=False) as ouverte:
        yield ouverte


def applique(session: Session, *effets: Effect, origine: str = "$m1") -> list[OutboxItem]:
    """Applique ces effets et valide ; rend les envois nés."""
    application = Application(session, origine, NOW, outbox.next_seq(session))
    application.apply(list(effets), {})
    outbox.add_all(session, application.nouveaux)
    session.commit()
    return application.nouveaux


def question(**champs: Any) -> Question:
    """Une ligne à enregistrer."""
    valeurs: dict[str, Any] = {
        "about": "q:1",
        "a": "@ines:h",
        "salon": "!s:h",
        "type": "x",
        "le": NOW,
    }
    return Question(**{**valeurs, "options": [], "contexte": {}, **champs})


def dire(**options: Any) -> Send:
    """Un message au salon."""
    valeurs: dict[str, Any] = {"to": Room("!s:h"), "texte": Texte.ligne("bonjour"), "type": "essai"}
    return Send(**{**valeurs, **options})


def test_un_message_et_ses_boutons(session: Session) -> None:
    message, prendre, passer = applique(session, dire(about="d:1", boutons=("✋", "➡️")))
    assert message.genre == outbox.MESSAGE
    assert [prendre.depend_de, passer.depend_de] == [message.envoi] * 2
    assert message.seq < prendre.seq < passer.seq
    assert message.priorite < prendre.priorite
    trace = session.exec(select(Envoye)).one()
    assert (trace.envoi, trace.about, trace.boutons) == (
        message.envoi,
        "d:1",
        {"✋": "", "➡️": ""},
    )


def test_les_textes_de_masse_passent_apres(session: Session) -> None:
    masse, bouton = applique(session, dire(collectif=True, about="d:1", boutons=("✋",)))
    reponse, touche = applique(session, dire(about="d:2", boutons=("✋",)), origine="$m2")
    rangs = [reponse.priorite, touche.priorite, masse.priorite, bouton.priorite]
    assert rangs == sorted(set(rangs))


def test_rejoues_les_memes_effets_portent_les_memes_noms(session: Session) -> None:
    effets = (dire(boutons=("✋",), about="d:1"), dire())
    noms = [e.envoi for e in applique(session, *effets)]
    with pytest.raises(IntegrityError):
        applique(session, *effets)
    session.rollback()
    assert [e.envoi for e in applique(session, *effets, origine="$m2")] != noms


def test_cinq_personnes_sonnent_au_plus(session: Session) -> None:
    (message,) = applique(session, dire(mention=tuple(f"@m{n}:h" for n in range(9))))
    assert len(message.contenu["mention"]) == 5


def test_une_correction_attend_son_message(session: Session) -> None:
    premier, second = applique(session, dire(about="d:1"), dire(edite=Envoi("abc"), about="d:1"))
    assert (premier.depend_de, second.depend_de) == (None, "abc")
    assert [e.envoi for e in session.exec(select(Envoye))] == [premier.envoi]


def test_une_touche_sur_le_message_d_une_personne_ou_le_notre(session: Session) -> None:
    sur_elle, sur_nous = applique(
        session,
        React(to=Room("!s:h"), on=Original("$m1"), emoji="📬"),
        React(to=Room("!s:h"), on=Envoi("abc"), emoji="👍"),
    )
    assert sur_elle.contenu == {"emoji": "📬", "event_id": "$m1"}
    assert (sur_nous.contenu, sur_nous.depend_de) == ({"emoji": "👍", "envoi": "abc"}, "abc")


def test_les_adresses(session: Session) -> None:
    session.add(Salon(id="!p:h", prive_avec="@ines:h", createurs=[], pouvoirs={}, rotation={}))
    session.add(Adhesion(salon="!p:h", membre="@ines:h"))
    session.add(Salon(id="!o:h", ouvert_par_nous="d:1", createurs=[], pouvoirs={}, rotation={}))
    session.commit()
    envois = applique(
        session, dire(to=Person("@ines:h")), dire(to=Person("@leo:h")), dire(to=Story("d:1")),
        dire(to=Story("d:2")), OpenRoom(about="d:2", invites=("@leo:h",), direct=True),
    )  # fmt: skip
    assert [e.salon for e in envois] == ["!p:h", None, "!o:h", None, None]
    assert [e.personne for e in envois[:2]] == ["@ines:h", "@leo:h"]
    assert envois[3].histoire == "d:2"
    assert envois[4].genre == outbox.OUVERTURE


def test_le_salon_d_une_histoire_attend_que_son_ouverture_soit_close(session: Session) -> None:
    """La synchronisation dit le salon avant ses invités : le premier mot serait perdu."""
    session.add(Salon(id="!o:h", ouvert_par_nous="d:1", createurs=[], pouvoirs={}, rotation={}))
    session.commit()
    (ouverture,) = applique(session, OpenRoom(about="d:1", invites=("@ines:h",), direct=True))
    (dit,) = applique(session, dire(to=Story("d:1")), origine="$m2")
    assert dit.salon is None
    outbox.mark_sent(session, [(ouverture.envoi, "!o:h")])
    session.commit()
    (dit,) = applique(session, dire(to=Story("d:1")), origine="$m3")
    assert dit.salon == "!o:h"


def test_enregistrer_deux_fois_la_meme_ligne_neuve(session: Session) -> None:
    applique(session, Save(question()), Save(question(type="y")))
    assert session.exec(select(Question)).one().type == "y"


def test_enregistrer_puis_effacer_puis_enregistrer(session: Session) -> None:
    applique(session, Save(question()), Delete(question()))
    assert session.exec(select(Question)).all() == []
    applique(session, Save(question()), Delete(question()), Save(question(type="y")))
    assert session.exec(select(Question)).one().type == "y"


def test_effacer_ce_qui_ne_l_est_plus(session: Session) -> None:
    applique(session, Delete(question()))
    assert session.exec(select(Question)).all() == []


def test_une_ligne_lue_puis_changee_ne_change_que_par_save(session: Session) -> None:
    applique(session, Save(question()))
    lue = session.get(Question, "q:1")
    assert lue is not None
    lue.type = "change"
    applique(session)
    session.expire_all()
    assert session.exec(select(Question)).one().type == "x"
    lue.type = "change"
    applique(session, Save(lue))
    assert session.exec(select(Question)).one().type == "change"


def test_un_seul_rappel_par_histoire_et_par_raison(session: Session) -> None:
    rappel = RemindAt(when=NOW, reason="relance", about="d:1")
    plus_tard = RemindAt(when=DEMAIN, reason="relance", about="d:1")
    applique(session, rappel, plus_tard, RemindAt(when=NOW, reason="suivi", about="d:1"))
    poses = {r.reason: r.planned for r in session.exec(select(Reminder))}
    assert poses == {"relance": DEMAIN, "suivi": NOW}
    applique(session, rappel, origine="$m2")
    assert len(session.exec(select(Reminder)).all()) == 2


def test_oublier_une_raison_ou_toute_l_histoire(session: Session) -> None:
    poses = [RemindAt(when=NOW, reason=r, about=a) for a in ("d:1", "d:2") for r in ("x", "y")]
    applique(session, *poses, Forget(about="d:1", reason="x"), Forget(about="d:2"))
    assert [(r.about, r.reason) for r in session.exec(select(Reminder))] == [("d:1", "y")]


def test_oublier_puis_rappeler(session: Session) -> None:
    applique(session, RemindAt(when=NOW, reason="x", about="d:1"))
    applique(session, Forget(about="d:1"), RemindAt(when=DEMAIN, reason="x", about="d:1"))
    assert session.exec(select(Reminder)).one().planned == DEMAIN


def test_suivre_deux_fois_le_meme_message(session: Session) -> None:
    suivre = Follow(event_id="$m1", salon="!s:h", about="d:1", type="source")
    autre = Follow(event_id="$m1", salon="!s:h", about="d:2", type="source")
    applique(session, suivre, suivre, autre)
    assert session.exec(select(Envoye)).one().about == "d:1"


def test_les_numeros_avancent_avec_la_validation(session: Session) -> None:
    application = Application(session, "$m1", NOW, 1)
    application.apply([], {"demande": 12})
    session.rollback()
    assert session.get(Compteur, "demande") is None
    application.apply([], {"demande": 12})
    session.commit()
    trouve = session.get(Compteur, "demande")
    assert trouve is not None
    assert trouve.valeur == 12


@pytest.mark.parametrize(("collectif", "presse", "poses"), [
    (True, True, 0), (True, False, 2), (False, True, 2),
])  # fmt: skip
def test_file_longue_un_message_a_tous_se_passe_de_boutons(
    session: Session, collectif: bool, presse: bool, poses: int
) -> None:
    """Ses mots valent toujours : ce qu'il offrait est gardé."""
    dit = Send(
        to=Room("!s:h"), texte=Texte.ligne("a"), type="t", boutons=("✅", "❌"),
        collectif=collectif,
    )  # fmt: skip
    application = Application(session, "$m1", NOW, 1, lambda: presse)
    application.apply([dit], {})
    assert len(application.nouveaux) == 1 + poses
    assert list(session.exec(select(Envoye)).one().boutons) == ["✅", "❌"]
