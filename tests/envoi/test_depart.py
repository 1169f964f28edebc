"""Quitter un salon : en dernier, une fois, et sans s'obstiner."""

import pytest

from donnees import outbox
from tests.envoi.poste import Poste, bouton, ligne, message
from tests.envoi.serveur import Serveur, refus, toujours

A = "!depart:localhost"


async def test_le_depart_part_apres_les_mots_et_leurs_boutons(
    poste: Poste, carton: Serveur
) -> None:
    poste.salon(A)
    carton.salons.append(A)
    adieu = message(A, "Je pars.")
    depart = ligne(A, outbox.DEPART, {}, priorite=outbox.BOUTON_DE_MASSE)
    poste.offre(depart, adieu, bouton(adieu))
    await poste.vide()
    assert carton.salons == []
    assert carton.demandes[-1].chemin.endswith("/leave")
    assert len(carton.dits(A)) == 2
    assert poste.ligne(depart.envoi).etat == outbox.PARTI


@pytest.mark.parametrize(("statut", "errcode"), [(403, "M_FORBIDDEN"), (404, "M_NOT_FOUND")])
async def test_en_etre_deja_parti_est_un_succes(
    poste: Poste, carton: Serveur, statut: int, errcode: str
) -> None:
    poste.salon(A)
    carton.conduite = toujours(refus(statut, errcode), ou="/leave", methode="POST")
    depart = ligne(A, outbox.DEPART, {})
    poste.offre(depart)
    await poste.vide()
    assert poste.ligne(depart.envoi).etat == outbox.PARTI
    assert not poste.sender.given_up
