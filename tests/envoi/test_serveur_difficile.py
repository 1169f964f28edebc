"""429 sous toutes leurs formes, pannes, coupures, salons coincés : ni perte, ni doublon."""

import asyncio
import json
import logging
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.matrix.wire_errors import TokenRefused
from bot.pace import Pace
from donnees import outbox
from donnees.outbox import MASSE
from tests.envoi.conftest import NouveauPoste
from tests.envoi.poste import INES, Poste, bouton, message, ouverture
from tests.envoi.serveur import Conduite, Reponse, Serveur, dabord, refus, toujours
from tests.garde import GARDE

A, B = "!a:localhost", "!b:localhost"


async def _quand(vrai: Callable[[], bool]) -> None:
    """Attend que ce soit vrai."""
    fin = time.monotonic() + GARDE
    while not vrai():
        assert time.monotonic() < fin, "toujours pas"
        await asyncio.sleep(0.005)


def _a_la_date(secondes: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=secondes), usegmt=True)


LIMITES: dict[str, tuple[Callable[[], Reponse], float]] = {
    "corps": (lambda: refus(429, "M_LIMIT_EXCEEDED", retry_after_ms=1200), 1.2),
    "secondes": (lambda: Reponse(429, "{}", {"Retry-After": "1"}), 1.0),
    "html": (lambda: Reponse(429, "<p>non", {"Retry-After": "1"}, "text/html"), 1.0),
    "zero": (lambda: refus(429, "M_LIMIT_EXCEEDED", retry_after_ms=0), 0.0),
}


@pytest.mark.parametrize("forme", LIMITES)
async def test_429_jamais_avant_le_delai(poste: Poste, carton: Serveur, forme: str) -> None:
    reponse, attente = LIMITES[forme]
    carton.conduite = dabord(reponse())
    poste.offre(message(A))
    await poste.vide()
    premier, second = carton.puts()
    assert second.instant - premier.instant >= attente
    assert len(carton.dits()) == 1


async def test_429_jusqu_a_la_date_dite(poste: Poste, carton: Serveur) -> None:
    debut = time.monotonic()
    carton.conduite = dabord(Reponse(429, "{}", {"Retry-After": _a_la_date(3)}))
    poste.offre(message(A))
    await poste.vide()
    assert len(carton.puts()) == 2
    assert carton.puts()[1].instant - debut >= 2.0  # une date ne dit que la seconde


async def test_429_sans_rien_dire_attend_cinq_secondes(poste: Poste, carton: Serveur) -> None:
    carton.conduite = dabord(Reponse(429))
    poste.offre(message(A))
    await poste.vide()
    premier, second = carton.puts()
    assert second.instant - premier.instant >= 5.0


async def test_un_429_arrete_tous_les_salons_puis_une_seule_ligne_redemande(
    faire_poste: NouveauPoste, carton: Serveur
) -> None:
    poste = faire_poste(largeur=2)
    salons = [poste.salon(f"!{rang}:localhost") for rang in range(12)]
    limite = refus(429, "M_LIMIT_EXCEEDED", retry_after_ms=1000)
    carton.conduite = dabord(0.02, 0.02, limite, limite, limite)
    poste.offre(*(message(salon) for salon in salons))
    await poste.vide()
    instants = [d.instant for d in carton.puts()]
    assert len(instants) == 15
    # Les deux en route au premier refus, puis une seule à chaque reprise.
    assert instants[4] - instants[3] >= 1.0
    assert instants[5] - instants[4] >= 1.0
    assert len(carton.dits()) == 12


async def test_ouvrir_un_salon_a_sa_propre_limite(poste: Poste, carton: Serveur) -> None:
    """Deux conversations à ouvrir sont limitées ; un message ordinaire passe pendant ce temps."""
    limite = refus(429, "M_LIMIT_EXCEEDED", retry_after_ms=3000)
    carton.conduite = dabord(limite, ou="createRoom", methode="POST")
    poste.offre(ouverture(INES), ouverture("@karim:localhost", "prive:karim"))
    async with poste.en_marche() as sender:
        await _quand(lambda: bool(carton.demandes))
        poste.offre(message(A))
        await _quand(lambda: bool(carton.dits()))
        assert len(carton.salons) < 2
        await sender.drain(GARDE)
    demandes = [d.instant for d in carton.demandes if d.chemin.endswith("createRoom")]
    assert len(demandes) == 3
    assert demandes[2] - demandes[0] >= 3.0
    assert len(carton.salons) == 2


async def test_tempete_de_429(
    faire_poste: NouveauPoste, carton: Serveur, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Huit envois sur dix refusés : aucun perdu, jamais deux essais à la fois dans un salon, ni
    avant le délai que son dernier refus demandait, quelle qu'en fût la forme."""
    monkeypatch.setattr("bot.matrix.backoff._INSISTANCE", 0.02)
    tirage = random.Random(20261130)  # noqa: S311
    poste = faire_poste()
    salons = [poste.salon(f"!{rang}:localhost") for rang in range(6)]
    en_vol: dict[str, int] = {}
    pires: list[int] = []
    pas_avant: dict[str, float] = {}
    trop_tot: list[float] = []

    def limite(salon: str) -> Reponse:
        """Un refus, d'une forme au hasard ; et l'instant qu'il demande d'attendre."""
        bref = tirage.randrange(1, 20)
        dit, secondes = tirage.choice(
            [({"retry_after_ms": bref}, None)] * 18 + [({}, "1"), ({"retry_after_ms": bref}, "1")]
        )
        pas_avant[salon] = time.monotonic() + (float(secondes) if secondes else bref / 1000)
        entetes = {} if secondes is None else {"Retry-After": secondes}
        return Reponse(429, json.dumps({"errcode": "M_LIMIT_EXCEEDED", **dit}), entetes)

    async def conduite(methode: str, chemin: str) -> Reponse | None:
        if methode != "PUT":
            return None
        salon = chemin.split("/")[5]
        trop_tot.append(pas_avant.get(salon, 0.0) - time.monotonic())
        en_vol[salon] = en_vol.get(salon, 0) + 1
        pires.append(en_vol[salon])
        await asyncio.sleep(0.002)
        en_vol[salon] -= 1
        if tirage.random() < 0.8:
            return limite(salon)
        return None

    carton.conduite = conduite
    lignes = [message(salon) for salon in salons for _ in range(2)]
    poste.offre(*lignes)
    await poste.vide()
    assert sorted(carton.envois()) == sorted(ligne.envoi for ligne in lignes)
    assert max(pires) == 1
    assert max(trop_tot) <= 0.0


PANNES: dict[str, Reponse] = {
    "500": Reponse(500, "{}"),
    "502 html": Reponse(502, "<html>Bad Gateway", nature="text/html"),
    "200 html": Reponse(200, "<html>portail", nature="text/html"),
    "200 vide": Reponse(200, ""),
    "403 html": Reponse(403, "<html>pare-feu", nature="text/html"),
    "coupure avant": Reponse(coupe=True),
    "coupure après": Reponse(coupe=True, apres=True),
    "réponse perdue": Reponse(504, "", apres=True),
}


@pytest.mark.parametrize("panne", PANNES)
async def test_une_panne_passagere_ne_double_rien(
    poste: Poste, carton: Serveur, panne: str
) -> None:
    carton.conduite = dabord(PANNES[panne], PANNES[panne])
    lignes = [message(A), message(A)]
    poste.offre(*lignes)
    await poste.vide()
    assert carton.envois() == [ligne.envoi for ligne in lignes]
    assert poste.sender.retries in (1, 2)  # aiohttp en refait un seul, de lui-même


async def test_serveur_mort_peu_de_requetes_puis_tout_repart(
    faire_poste: NouveauPoste, carton: Serveur, caplog: pytest.LogCaptureFixture
) -> None:
    poste = faire_poste()
    salons = [poste.salon(f"!{rang}:localhost") for rang in range(30)]
    carton.conduite = _tout(Reponse(502, "<html>", nature="text/html"))
    with caplog.at_level(logging.ERROR):
        async with poste.en_marche() as sender:
            poste.offre(*(message(salon) for salon in salons))
            debut = time.monotonic()
            await asyncio.sleep(12)
            # Au plus une par salon de la première volée, puis une toutes les 2,5 s.
            assert len(carton.demandes) <= 8 + 5 + (time.monotonic() - debut) / 2.5
            carton.conduite = None
            await sender.drain(GARDE)
            assert sender.waiting == 0
    assert sorted(carton.envois()) == sorted(set(carton.envois()))
    assert len(carton.dits()) == 30
    assert len(caplog.records) == 1


def _tout(reponse: Reponse) -> Conduite:
    async def conduite(_methode: str, _chemin: str) -> Reponse | None:
        return reponse

    return conduite


async def test_un_salon_coince_ne_retarde_pas_les_autres(
    faire_poste: NouveauPoste, carton: Serveur
) -> None:
    """Trois salons ne répondent jamais ; quarante autres, largeur de quatre."""
    poste = faire_poste(largeur=4)
    coinces = [poste.salon(f"!coince{rang}:localhost") for rang in range(3)]
    vifs = [poste.salon(f"!vif{rang}:localhost") for rang in range(40)]

    async def conduite(methode: str, chemin: str) -> Reponse | None:
        if "coince" in chemin:
            await asyncio.Event().wait()
        return None

    carton.conduite = conduite
    async with poste.en_marche() as sender:
        poste.offre(*(message(salon) for salon in coinces))
        await _quand(lambda: _coincees(carton) == 3)
        poste.offre(*(message(salon) for salon in vifs))
        await _quand(lambda: len(carton.dits()) == 40)
        assert sender.waiting >= 3
    # Aucun des trois n'a même atteint son échéance : personne ne les a attendus.
    assert _coincees(carton) == 3


def _coincees(carton: Serveur) -> int:
    return sum("coince" in d.chemin for d in carton.demandes)


async def test_tout_envoi_a_une_echeance(
    poste: Poste, carton: Serveur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.matrix.delivery._PUT_DEADLINE", 1.0)
    carton.conduite = dabord(2 * GARDE)
    poste.offre(message(A))
    await poste.vide()
    assert len(carton.puts()) >= 2
    assert len(carton.dits()) == 1


@pytest.mark.parametrize(
    "corps", ["{}", '{"event_id": null}', '{"event_id": ""}', r'{"event_id": "$\ud800"}']
)
async def test_un_succes_sans_evenement_n_en_est_pas_un(
    poste: Poste, carton: Serveur, corps: str
) -> None:
    """Un relais répond « {} » à la place du serveur : rien n'est parti."""
    carton.conduite = dabord(Reponse(200, corps))
    dit = message(A)
    poste.offre(dit, bouton(dit))
    await poste.vide()
    assert len(carton.dits()) == 2
    assert poste.ligne(dit.envoi).event_id == "$e1"


@pytest.mark.parametrize(
    "faux", [Reponse(200, "{}"), refus(404, "M_UNRECOGNIZED"), Reponse(404, "<p>non", {})]
)
async def test_dans_le_doute_sur_le_chiffrement_rien_ne_part(
    poste: Poste, carton: Serveur, faux: Reponse
) -> None:
    """Ni en clair dans un salon peut-être chiffré, ni tenu pour chiffré à jamais."""
    carton.conduite = dabord(faux, ou="m.room.encryption", methode="GET")
    poste.offre(message(A))
    await poste.vide()
    questions = [d for d in carton.demandes if "m.room.encryption" in d.chemin]
    assert (len(questions), len(carton.puts())) == (2, 1)
    assert [e["type"] for e in carton.dits()] == ["m.room.message"]


async def test_un_refus_net_est_dit_et_n_arrete_rien(
    poste: Poste, carton: Serveur, caplog: pytest.LogCaptureFixture
) -> None:
    poste.salon(B)
    refuse, autre = message(A), message(B)
    carton.conduite = toujours(refus(413, "M_TOO_LARGE"), ou=A)
    with caplog.at_level(logging.ERROR):
        poste.offre(refuse, autre)
        await poste.vide()
    assert refuse.envoi in caplog.text
    assert A in caplog.text
    assert poste.ligne(refuse.envoi).raison == "413 M_TOO_LARGE"
    assert carton.envois() == [autre.envoi]


async def test_un_jeton_refuse_arrete_l_expediteur(poste: Poste, carton: Serveur) -> None:
    carton.conduite = toujours(refus(401, "M_UNKNOWN_TOKEN"))
    poste.offre(message(A))
    with pytest.raises(BaseExceptionGroup) as groupe:
        await asyncio.wait_for(poste.sender.run(), GARDE)
    assert groupe.group_contains(TokenRefused)


async def test_un_compte_expire_fait_tout_attendre(poste: Poste, carton: Serveur) -> None:
    carton.conduite = _tout(refus(403, "ORG_MATRIX_EXPIRED_ACCOUNT"))
    poste.salon(B)
    poste.offre(message(A), message(B))
    async with poste.en_marche() as sender:
        await asyncio.sleep(1.5)
        assert sender.waiting == 2
    assert len(carton.demandes) <= 2


async def test_une_ligne_qui_fait_trebucher_le_robot_ne_l_arrete_pas(
    poste: Poste, carton: Serveur
) -> None:
    poste.salon(B)
    cassee, autre = message(A, contenu={"texte": 3}), message(B)
    poste.offre(cassee, autre)
    await poste.vide()
    assert carton.envois() == [autre.envoi]
    assert poste.ligne(cassee.envoi).etat == outbox.ABANDONNE
    assert poste.sender.given_up == {"panne": 1}


async def test_le_defaut_de_l_expediteur_lui_meme_se_voit(
    poste: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    def casse(*_quoi: object) -> None:
        raise RuntimeError("défaut")

    monkeypatch.setattr(poste.sender.queues, "landed", casse)
    poste.offre(message(A))
    with pytest.raises(BaseExceptionGroup) as groupe:
        await asyncio.wait_for(poste.sender.run(), GARDE)
    assert groupe.group_contains(RuntimeError, match="défaut")


async def test_la_cadence_vaut_jusqu_au_serveur(faire_poste: NouveauPoste, carton: Serveur) -> None:
    poste = faire_poste(pace=Pace(20.0, 4))
    salons = [poste.salon(f"!{rang}:localhost") for rang in range(24)]
    debut = time.monotonic()
    poste.offre(*(message(salon) for salon in salons))
    await poste.vide()
    instants = [d.instant for d in carton.puts()]
    assert len(instants) == 24
    assert instants[-1] - debut >= (24 - 4) / 20 - 0.01


async def test_une_reponse_double_le_courrier_de_masse(
    faire_poste: NouveauPoste, carton: Serveur
) -> None:
    poste = faire_poste(largeur=4)
    salons = [poste.salon(f"!{rang}:localhost") for rang in range(60)]

    async def conduite(methode: str, _chemin: str) -> Reponse | None:
        await asyncio.sleep(0.05 if methode == "PUT" else 0)
        return None

    carton.conduite = conduite
    async with poste.en_marche() as sender:
        poste.offre(*(message(salon, priorite=MASSE) for salon in salons))
        await _quand(lambda: len(carton.dits()) > 4)
        reponse = message(poste.salon(A))
        avant = len(carton.puts())
        poste.offre(reponse)
        await _quand(lambda: reponse.envoi in carton.envois())
        # Tout au plus ce qui était déjà choisi passe encore avant elle.
        suite = [d.chemin.rsplit("/", 1)[1] for d in carton.puts()[avant:]]
        assert suite.index(reponse.envoi) <= 4
        await sender.drain(GARDE)
    assert len(carton.dits()) == 61
    assert json.dumps(poste.sender.given_up) == "{}"
