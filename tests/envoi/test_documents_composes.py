"""Un document est composé au moment de partir, et joint comme un fichier."""

import subprocess
import sys
from dataclasses import asdict
from typing import Any

import pytest

from bot import documents
from bot.core.effects import Document
from bot.core.texte import Texte
from bot.matrix.crypto import Crypto
from donnees.outbox import OutboxItem
from tests.envoi.conftest import NouveauPoste
from tests.envoi.poste import Poste, message
from tests.envoi.serveur import Reponse, Serveur, dabord, toujours
from tests.garde import GARDE

A = "!a:localhost"
PNG = b"\x89PNG\r\n\x1a\n"
DONNEES: dict[str, Any] = {
    "titre": "La météo", "pied": "Nombre de réponses.",
    "fois": [{"quand": "lun. 23 nov.", "comptes": {"clair": 4, "couvert et gros temps": 3}},
             {"quand": "lun. 30 nov."}],
}  # fmt: skip


def _joint(**change: Any) -> OutboxItem:
    document = Document(gabarit="meteo", format="png", nom="meteo.png", donnees=DONNEES)
    contenu = {
        "document": {**asdict(document), **change},
        "texte": Texte.ligne("Quatre clairs, trois couverts.").json(),
    }
    return message(A, contenu=contenu)


async def test_une_image_composee_part_avec_ses_mesures(poste: Poste, carton: Serveur) -> None:
    poste.offre(_joint())
    await poste.vide()
    (depot,), (dit,) = carton.depots, carton.dits()
    assert depot.startswith(PNG)
    contenu = dit["content"]
    assert (contenu["msgtype"], contenu["filename"]) == ("m.image", "meteo.png")
    assert contenu["body"] == "Quatre clairs, trois couverts."
    assert contenu["info"]["mimetype"] == "image/png"
    assert contenu["info"]["size"] == len(depot)
    assert contenu["info"]["w"] >= 600


async def test_apres_un_arret_le_document_n_est_pas_depose_deux_fois(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur
) -> None:
    carton.conduite = toujours(Reponse(502), ou="/send/")
    poste.offre(_joint())
    async with poste.en_marche():
        while poste.sender.retries < 2:
            await poste.writer.run(lambda: None)
    carton.conduite = None
    second = faire_poste()
    second.sender.offer(second.engine.to_send())
    await second.vide()
    assert len(carton.depots) == 1
    assert carton.dits()[0]["content"]["msgtype"] == "m.image"


async def test_un_depot_manque_est_recompose(poste: Poste, carton: Serveur) -> None:
    carton.conduite = dabord(Reponse(502), ou="/upload", methode="POST")
    poste.offre(_joint())
    await poste.vide()
    assert (len(carton.depots), len(carton.dits())) == (1, 1)


@pytest.mark.parametrize("change", [{"donnees": {}}, {"gabarit": "absent"}, {"format": "gif"}])
async def test_un_document_impossible_ne_retient_pas_la_suite(
    poste: Poste, carton: Serveur, change: dict[str, Any]
) -> None:
    poste.offre(_joint(**change), message(A))
    await poste.vide()
    assert poste.sender.given_up == {"document": 1}
    assert len(carton.dits()) == 1


async def test_rien_n_en_reste_sur_le_disque(poste: Poste, carton: Serveur) -> None:
    joint = _joint()
    poste.offre(joint)
    await poste.vide()
    await poste.writer.run(poste.engine.flush)
    assert not (poste.dossier / "fichiers").exists()
    assert poste.ligne(joint.envoi).contenu == {}


def test_le_meme_document_donne_la_meme_image() -> None:
    document = asdict(Document(gabarit="meteo", format="png", nom="m.png", donnees=DONNEES))
    assert documents.compose(document).contenu == documents.compose(document).contenu


def test_les_mots_d_un_membre_ne_sont_jamais_du_balisage() -> None:
    """Le compositeur a un langage : un titre n'en est pas."""
    piege = '#panic("x") $x^2$ *gras* @quelqu_un \\ " \n #import "/etc/passwd"'
    document = Document(
        gabarit="meteo", format="png", nom="m.png", donnees={**DONNEES, "titre": piege}
    )
    assert documents.compose(asdict(document)).contenu.startswith(PNG)


def test_le_compositeur_n_est_charge_qu_au_premier_document() -> None:
    essai = "import sys, bot.documents, bot.matrix.delivery; assert 'typst' not in sys.modules"
    subprocess.run([sys.executable, "-c", essai], check=True, timeout=GARDE)


def test_une_image_chiffree_ne_se_voit_pas() -> None:
    document = asdict(Document(gabarit="meteo", format="png", nom="m.png", donnees=DONNEES))
    couvert, _ = Crypto.encrypt_file(documents.compose(document).contenu)
    assert not couvert.startswith(PNG)
