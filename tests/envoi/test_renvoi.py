"""Une ligne déjà essayée : ni doublée, ni perdue sans qu'on le dise (R13, R14)."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.matrix.echo import Absent, Found, Unknown, find_echo
from bot.matrix.transport import Transport
from bot.resend import Decision, decide, recognised
from donnees import outbox
from donnees.outbox import OutboxItem
from tests.envoi.conftest import NouveauPoste
from tests.envoi.poste import Poste, bouton, message
from tests.envoi.serveur import BOT, Reponse, Serveur, dabord

A = "!a:localhost"
COUPE_APRES = Reponse(coupe=True, apres=True)
COUPE_AVANT = Reponse(coupe=True)
AGES = [timedelta(minutes=1), timedelta(hours=1), timedelta(hours=19), timedelta(hours=25)]


async def _essaie_une_fois(poste: Poste, carton: Serveur, *, arrive: bool) -> OutboxItem:
    """Une ligne dont la réponse n'est jamais venue ; le robot s'arrête net."""
    ligne = message(A)
    # Deux fois : sur une connexion déjà ouverte, aiohttp redemande une fois de lui-même.
    carton.conduite = dabord(*[COUPE_APRES if arrive else COUPE_AVANT] * 2)
    poste.offre(ligne)
    async with poste.en_marche():
        while not poste.sender.retries:
            await poste.writer.run(lambda: None)
    carton.conduite = None
    assert poste.ligne(ligne.envoi).etat == outbox.ESSAYE
    return ligne


async def _redemarre(poste: Poste, apres: timedelta) -> None:
    """Le robot repart, ce temps plus tard, de ce que dit la base."""
    poste.horloge.decalage = apres
    poste.sender.offer(poste.engine.to_send())
    await poste.vide()


@pytest.mark.parametrize("age", AGES, ids=str)
@pytest.mark.parametrize("arrive", [True, False])
@pytest.mark.parametrize("oublie", [True, False])
async def test_reessaye_plus_tard_sur_le_meme_appareil(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur, age: timedelta, arrive: bool,
    oublie: bool,
) -> None:  # fmt: skip
    ligne = await _essaie_une_fois(poste, carton, arrive=arrive)
    if oublie and age > timedelta(hours=20):
        carton.oublie_les_noms()
    await _redemarre(faire_poste(), age)
    assert carton.envois() == [ligne.envoi]
    relue = poste.ligne(ligne.envoi)
    assert (relue.etat, relue.event_id) == (outbox.PARTI, "$e1")


@pytest.mark.parametrize("age", AGES, ids=str)
@pytest.mark.parametrize("arrive", [True, False])
async def test_nouvel_appareil_en_clair(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur, age: timedelta, arrive: bool
) -> None:
    ligne = await _essaie_une_fois(poste, carton, arrive=arrive)
    carton.appareil = "NEUF"
    await _redemarre(faire_poste(appareil="NEUF"), age)
    assert carton.envois() == [ligne.envoi]
    assert poste.ligne(ligne.envoi).etat == outbox.PARTI


@pytest.mark.parametrize("arrive", [True, False])
async def test_nouvel_appareil_dans_un_salon_chiffre_rien_ne_repart(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur, arrive: bool
) -> None:
    """L'ancien coffre est perdu : nos vieux échos sont illisibles, et deux fois serait pire."""
    ligne = await _essaie_une_fois(poste, carton, arrive=arrive)
    for evenement in carton.evenements:
        evenement |= {"type": "m.room.encrypted", "content": {"ciphertext": "x", "session_id": "s"}}
    carton.etats[A, "m.room.encryption", ""] = {"algorithm": "m.megolm.v1.aes-sha2"}
    carton.appareil = "NEUF"
    neuf = faire_poste(appareil="NEUF")
    await _redemarre(neuf, timedelta(minutes=1))
    assert len(carton.dits()) == int(arrive)
    assert poste.ligne(ligne.envoi).etat == outbox.ABANDONNE
    assert neuf.sender.given_up == {"prudence": 1}


async def test_apres_une_recherche_vaine_la_fenetre_repart(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur
) -> None:
    """Le second essai est daté et signé : s'il se perd aussi, il sera reconnu."""
    ligne = await _essaie_une_fois(poste, carton, arrive=False)
    avant = poste.ligne(ligne.envoi).essaye_le
    assert avant is not None
    carton.appareil = "NEUF"
    neuf = faire_poste(appareil="NEUF")
    neuf.horloge.decalage = timedelta(hours=30)
    carton.conduite = dabord(*[COUPE_APRES] * 2)
    neuf.sender.offer(neuf.engine.to_send())
    await neuf.vide()
    relue = poste.ligne(ligne.envoi)
    assert relue.essaye_le is not None
    assert relue.essaye_le - avant > timedelta(hours=29)
    assert (relue.appareil, carton.envois()) == ("NEUF", [ligne.envoi])


@pytest.mark.parametrize("faux", [Reponse(502), Reponse(200, "{}")], ids=["panne", "vide"])
async def test_la_recherche_attend_un_serveur_qui_ne_repond_pas(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur, faux: Reponse
) -> None:
    ligne = await _essaie_une_fois(poste, carton, arrive=True)
    carton.oublie_les_noms()
    carton.conduite = dabord(faux, ou="/messages", methode="GET")
    await _redemarre(faire_poste(), timedelta(hours=25))
    assert carton.envois() == [ligne.envoi]


async def test_une_touche_se_repose_sans_recherche(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur
) -> None:
    """Le serveur refuse la seconde : c'est un succès."""
    dit = message(A)
    touche = bouton(dit)
    poste.offre(dit, touche)
    await poste.vide()
    with_attempt = bouton(dit, etat=outbox.ESSAYE, appareil="AUTRE",
                          essaye_le=datetime.now(UTC) - timedelta(days=3))  # fmt: skip
    corps = '{"errcode": "M_DUPLICATE_ANNOTATION", "error": "deux fois"}'
    carton.conduite = dabord(Reponse(400, corps), ou="m.reaction")
    neuf = faire_poste()
    neuf.offre(with_attempt)
    await neuf.vide()
    assert poste.ligne(with_attempt.envoi).etat == outbox.PARTI
    assert not [d for d in carton.demandes if d.chemin.endswith("/messages")]


async def test_une_remontee_trop_longue_ne_conclut_rien(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur, monkeypatch: pytest.MonkeyPatch
) -> None:
    ligne = await _essaie_une_fois(poste, carton, arrive=False)
    poste.offre(*(message(A) for _ in range(9)))
    await poste.vide()
    carton.evenements = [e for e in carton.evenements if e["txn"] != ligne.envoi]
    carton.oublie_les_noms()
    monkeypatch.setattr("bot.matrix.echo.PAGES", 3)
    douteux = message(
        A, etat=outbox.ESSAYE, appareil="AUTRE", essaye_le=datetime.now(UTC) - timedelta(days=1)
    )
    neuf = faire_poste()
    neuf.offre(douteux)
    await neuf.vide()
    assert neuf.sender.given_up == {"prudence": 1}
    assert len(carton.dits()) == 9


def _essayee(genre: str, age: timedelta | None, appareil: str = "ICI") -> OutboxItem:
    essaye_le = None if age is None else datetime.now(UTC) - age
    return message(A, etat=outbox.ESSAYE, appareil=appareil, essaye_le=essaye_le).model_copy(
        update={"genre": genre}
    )


@pytest.mark.parametrize(
    ("genre", "age", "appareil", "sur"),
    [
        (outbox.MESSAGE, timedelta(minutes=1), "ICI", True),
        (outbox.MESSAGE, timedelta(hours=19, minutes=59), "ICI", True),
        (outbox.MESSAGE, timedelta(hours=20), "ICI", False),
        (outbox.MESSAGE, timedelta(days=30), "ICI", False),
        (outbox.MESSAGE, timedelta(minutes=1), "AUTRE", False),
        (outbox.MESSAGE, timedelta(hours=-2), "ICI", False),  # horloge reculée
        (outbox.MESSAGE, timedelta(minutes=-1), "ICI", True),
        (outbox.MESSAGE, None, "ICI", False),
        (outbox.REACTION, timedelta(days=30), "AUTRE", True),
        (outbox.SUPPRESSION, timedelta(days=30), "AUTRE", True),
    ],
)
def test_ce_que_le_serveur_reconnait_a_coup_sur(
    genre: str, age: timedelta | None, appareil: str, sur: bool
) -> None:
    assert recognised(_essayee(genre, age, appareil), "ICI", datetime.now(UTC)) is sur


@pytest.mark.parametrize(
    ("verdict", "chiffre", "appareil", "attendu"),
    [
        (Found("$e"), False, "ICI", Decision.SENT),
        (Found("$e"), True, "AUTRE", Decision.SENT),
        (Absent(), False, "ICI", Decision.RENEW),
        (Absent(), False, "AUTRE", Decision.RENEW),
        (Absent(), True, "ICI", Decision.RENEW),
        (Absent(), True, "AUTRE", Decision.GIVE_UP),
        (Unknown("illisible"), False, "ICI", Decision.GIVE_UP),
        (Unknown("trop_loin"), True, "AUTRE", Decision.GIVE_UP),
    ],
)
def test_que_faire_selon_ce_que_l_on_trouve(
    verdict: Found | Absent | Unknown, chiffre: bool, appareil: str, attendu: Decision
) -> None:
    ligne = _essayee(outbox.MESSAGE, timedelta(hours=30), appareil)
    assert decide(ligne, verdict, "ICI", chiffre=chiffre) is attendu


async def test_un_contenu_supprime_ne_prouve_rien(carton: Serveur) -> None:
    transport = Transport(carton.url, "jeton")
    carton.evenements.append(
        {"event_id": "$e1", "room_id": A, "sender": BOT, "type": "m.room.message", "content": {},
         "txn": "x", "appareil": "JADIS",
         "origin_server_ts": int(datetime.now(UTC).timestamp() * 1000)}
    )  # fmt: skip
    trouve = await find_echo(transport, None, BOT, A, "x", datetime.now(UTC))
    await transport.close()
    assert trouve == Unknown("illisible")
