"""Qui part avant qui : l'ordre des files, les dépendances, les abandons, les adresses."""

import random

import pytest

from bot.pace import Pace
from bot.pieces import Batch, Left
from bot.queues import Queues
from donnees import outbox
from donnees.outbox import BOUTON, BOUTON_DE_MASSE, MASSE, REPONSE, OutboxItem
from tests.envoi.conftest import NouveauPoste
from tests.envoi.poste import INES, Poste, bouton, ligne, message, ouverture
from tests.envoi.serveur import Serveur, refus, toujours

A, B = "!a:localhost", "!b:localhost"


async def test_les_personnes_puis_leurs_boutons_puis_la_masse_dans_un_meme_salon(
    poste: Poste, carton: Serveur
) -> None:
    masse, reponse = message(A, priorite=MASSE), message(A, priorite=REPONSE)
    lignes = [masse, bouton(masse), reponse, bouton(reponse), message(A, priorite=MASSE)]
    poste.offre(*lignes)
    await poste.vide()
    attendu = [lignes[2], lignes[3], lignes[0], lignes[4], lignes[1]]
    assert carton.envois() == [ligne.envoi for ligne in attendu]


async def test_entre_salons_aussi(faire_poste: NouveauPoste, carton: Serveur) -> None:
    poste = faire_poste(largeur=1)
    lignes = []
    for rang, priorite in enumerate([BOUTON_DE_MASSE, MASSE, BOUTON, REPONSE, MASSE, REPONSE]):
        lignes.append(message(poste.salon(f"!{rang}:localhost"), priorite=priorite))
    poste.offre(*lignes)
    await poste.vide()
    ordre = sorted(lignes, key=lambda ligne: (ligne.priorite, ligne.seq))
    assert carton.envois() == [ligne.envoi for ligne in ordre]


async def test_la_correction_pressee_d_un_texte_de_masse_l_attend(
    poste: Poste, carton: Serveur
) -> None:
    masse = message(A, priorite=MASSE)
    corrige = message(
        A, "mieux", priorite=REPONSE, depend_de=masse.envoi, contenu={"edite": masse.envoi}
    )
    reponse = message(A, priorite=REPONSE)
    poste.offre(masse, corrige, reponse)
    await poste.vide()
    assert carton.envois() == [reponse.envoi, masse.envoi, corrige.envoi]
    relation = carton.dits()[2]["content"]["m.relates_to"]
    assert relation == {"rel_type": "m.replace", "event_id": "$e2"}


async def test_une_touche_sur_un_message_parti_avant_le_redemarrage(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur
) -> None:
    dit = message(A)
    poste.offre(dit)
    await poste.vide()
    second = faire_poste()
    second.offre(bouton(dit))
    await second.vide()
    assert carton.dits()[1]["content"]["m.relates_to"]["event_id"] == "$e1"


async def test_un_message_abandonne_emporte_ses_boutons_et_ses_corrections(
    poste: Poste, carton: Serveur
) -> None:
    poste.salon(B)
    dit = message(A, about="demande:1")
    corrige = message(A, depend_de=dit.envoi, contenu={"edite": dit.envoi})
    corrige_encore = message(A, depend_de=corrige.envoi, contenu={"edite": corrige.envoi})
    autre = message(B)
    carton.conduite = toujours(refus(403, "M_FORBIDDEN"), ou=A)
    poste.offre(dit, bouton(dit), corrige, corrige_encore, autre)
    await poste.vide()
    assert carton.envois() == [autre.envoi]
    etats = [poste.ligne(e.envoi).etat for e in (dit, corrige, corrige_encore)]
    assert etats == [outbox.ABANDONNE] * 3
    assert poste.sender.given_up == {"refus": 4}
    assert len(carton.puts()) == 2
    (abandon,) = poste.recus("gave_up")
    assert abandon.contenu is not None
    assert (abandon.contenu["about"], abandon.contenu["envoi"]) == ("demande:1", dit.envoi)
    assert poste.changes == 1
    assert poste.engine.handle(abandon.event_id) == []


async def test_ce_qui_vise_un_message_abandonne_jadis_est_abandonne(
    poste: Poste, carton: Serveur
) -> None:
    poste.offre(ligne(A, outbox.REACTION, {"emoji": "✋", "envoi": "inconnu"}, depend_de="inconnu"))
    await poste.vide()
    assert carton.puts() == []
    assert poste.sender.given_up == {"dependance": 1}


async def test_rien_ne_part_vers_un_salon_quitte(poste: Poste, carton: Serveur) -> None:
    poste.salon(B)
    poste.engine.keep(Batch(position="s1", pieces=[Left(salon=B)]))
    poste.offre(message(B), message(A))
    await poste.vide()
    assert [e["room_id"] for e in carton.dits()] == [A]
    assert poste.sender.given_up == {"salon_quitte": 1}


async def test_le_salon_d_une_histoire_attend_son_ouverture(poste: Poste, carton: Serveur) -> None:
    suite = ligne(None, outbox.MESSAGE, message(A).contenu, histoire="prive:ines")
    poste.offre(suite, ouverture(INES))
    await poste.vide()
    (cree,) = carton.salons
    assert carton.envois(cree) == [suite.envoi]


async def test_une_ouverture_refusee_emporte_ce_qui_l_attendait(
    poste: Poste, carton: Serveur
) -> None:
    carton.conduite = toujours(refus(403, "M_FORBIDDEN"), ou="createRoom", methode="POST")
    suite = ligne(None, outbox.MESSAGE, message(A).contenu, histoire="prive:ines")
    demande = ouverture(INES)
    poste.offre(suite, demande)
    await poste.vide()
    assert [poste.ligne(e.envoi).etat for e in (suite, demande)] == [outbox.ABANDONNE] * 2
    (abandon,) = poste.recus("gave_up")
    assert abandon.contenu is not None
    assert abandon.contenu["about"] == "prive:ines"


# -- les files, seules -----------------------------------------------------------------------------


def _vide(files: Queues) -> list[OutboxItem]:
    """Prend tout, une ligne à la fois, dans l'ordre où les files les donnent."""
    sortis = []
    while (file := files.next()) is not None:
        prise = files.take(file)
        sortis.append(prise)
        files.sent(prise.envoi)
        files.landed(file)
    return sortis


@pytest.mark.parametrize("graine", range(20))
def test_tout_sort_une_fois_dans_l_ordre_quoi_que_l_on_offre(graine: int) -> None:
    tirage = random.Random(graine)  # noqa: S311 (un mélange, pas un secret)
    lignes: list[OutboxItem] = []
    for _ in range(60):
        salon = f"!{tirage.randrange(5)}:localhost"
        mere = tirage.choice(lignes) if lignes and tirage.random() < 0.4 else None
        depend = mere.envoi if mere is not None else None
        lignes.append(message(salon, priorite=tirage.randrange(4), depend_de=depend))
    files = Queues()
    for ligne_offerte in lignes:
        files.offer(ligne_offerte)
        files.offer(ligne_offerte)
    sortis = _vide(files)
    assert sorted(e.seq for e in sortis) == [e.seq for e in lignes]
    place = {e.envoi: rang for rang, e in enumerate(sortis)}
    assert all(place[e.depend_de] < place[e.envoi] for e in lignes if e.depend_de)
    libres = [e for e in sortis if e.depend_de is None]
    assert libres == sorted(libres, key=lambda e: (e.priorite, e.seq))


def test_ce_qui_est_retire_ne_sort_plus() -> None:
    files = Queues()
    mere = message(A)
    fille, petite = message(A, depend_de=mere.envoi), message(A)
    for e in (mere, fille, petite):
        files.offer(e)
    files.drop([mere.envoi, fille.envoi])
    assert _vide(files) == [petite]
    assert len(files) == 0


def test_une_file_en_attente_ne_sort_qu_a_son_heure() -> None:
    heure = [100.0]
    files = Queues(lambda: heure[0])
    files.offer(message(A))
    file = files.next()
    assert file is not None
    files.postpone(file, 130.0)
    assert files.next() is None
    assert files.soonest() == 130.0
    heure[0] = 130.0
    assert files.next() is file


def test_au_retour_du_serveur_seul_ce_qu_il_a_demande_d_attendre_attend() -> None:
    heure = [100.0]
    files = Queues(lambda: heure[0])
    presse, limite = message(A), message(B)
    for e in (presse, limite):
        files.offer(e)
        file = files.next()
        assert file is not None
        files.postpone(file, 160.0, asked=e is limite)
    files.recover()
    assert _vide(files) == [presse]
    heure[0] = 160.0
    assert _vide(files) == [limite]


def test_la_cadence_lue_d_un_autre_fil_ne_prend_rien() -> None:
    pace = Pace(1.0, 3, lambda: 0.0)
    assert all(pace.available() for _ in range(10))
    for _ in range(3):
        pace.take()
    assert not pace.available()
