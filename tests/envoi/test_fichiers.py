"""Joindre un fichier, retirer un message : exactement une fois aussi."""

from dataclasses import asdict
from pathlib import Path

import pytest

from bot.core.effects import Fichier
from bot.core.texte import Texte
from bot.matrix.crypto import Crypto
from bot.stored_files import FileMissing, StoredFiles
from donnees import outbox
from donnees.outbox import OutboxItem
from tests.envoi.conftest import NouveauPoste
from tests.envoi.poste import Poste, ligne, message
from tests.envoi.serveur import Reponse, Serveur, dabord, refus, toujours

A = "!a:localhost"
PDF = b"%PDF-1.7 un export"


def _joint(poste: Poste, legende: str = "Voici l'export.", **fichier: object) -> OutboxItem:
    decrit = Fichier(
        empreinte=poste.files.keep(PDF), nom="export.pdf", mimetype="application/pdf",
        taille=len(PDF),
    )  # fmt: skip
    contenu = {"fichier": {**asdict(decrit), **fichier}, "texte": Texte.ligne(legende).json()}
    return message(A, contenu=contenu)


async def test_un_fichier_et_sa_legende(poste: Poste, carton: Serveur) -> None:
    joint = _joint(poste)
    poste.offre(joint)
    await poste.vide()
    (dit,) = carton.dits()
    contenu = dit["content"]
    assert carton.depots == [PDF]
    assert (contenu["msgtype"], contenu["url"]) == ("m.file", "mxc://localhost/1")
    assert (contenu["body"], contenu["filename"]) == ("Voici l'export.", "export.pdf")
    assert contenu["info"] == {"mimetype": "application/pdf", "size": len(PDF)}
    assert contenu["fr.maillon"]["envoi"] == joint.envoi


async def test_une_image_sans_legende_porte_son_nom(poste: Poste, carton: Serveur) -> None:
    poste.offre(_joint(poste, "", nom="plan.png", mimetype="image/png", largeur=4, hauteur=3))
    await poste.vide()
    contenu = carton.dits()[0]["content"]
    assert (contenu["msgtype"], contenu["body"]) == ("m.image", "plan.png")
    assert (contenu["info"]["w"], contenu["info"]["h"]) == (4, 3)
    assert "formatted_body" not in contenu


async def test_un_nouvel_essai_ne_depose_pas_deux_fois(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur
) -> None:
    """Ni dans la foulée, ni après un arrêt brutal."""
    poste.offre(_joint(poste))
    carton.conduite = toujours(Reponse(502))
    carton.conduite = toujours(Reponse(502), ou="/send/")
    async with poste.en_marche():
        while poste.sender.retries < 2:
            await poste.writer.run(lambda: None)
    carton.conduite = None
    second = faire_poste()
    second.sender.offer(second.engine.to_send())
    await second.vide()
    assert carton.depots == [PDF]
    assert len(carton.dits()) == 1


async def test_un_depot_manque_est_refait(poste: Poste, carton: Serveur) -> None:
    carton.conduite = dabord(Reponse(502), ou="/upload", methode="POST")
    poste.offre(_joint(poste))
    await poste.vide()
    assert (carton.depots, len(carton.dits())) == ([PDF], 1)


async def test_trop_gros_pour_le_serveur(poste: Poste, carton: Serveur) -> None:
    carton.conduite = toujours(refus(413, "M_TOO_LARGE"), ou="/upload", methode="POST")
    poste.offre(_joint(poste), message(A))
    await poste.vide()
    assert poste.sender.given_up == {"refus": 1}
    assert len(carton.dits()) == 1


async def test_un_fichier_disparu_ne_part_pas(poste: Poste, carton: Serveur) -> None:
    poste.offre(_joint(poste, empreinte="0" * 64))
    await poste.vide()
    assert poste.sender.given_up == {"fichier": 1}
    assert carton.puts() == []


def test_le_dossier_des_fichiers(tmp_path: Path) -> None:
    fichiers = StoredFiles(tmp_path)
    empreinte = fichiers.keep(PDF)
    assert fichiers.keep(PDF) == empreinte
    assert fichiers.read(empreinte) == PDF
    (garde,) = (tmp_path / "fichiers").iterdir()
    assert garde.stat().st_mode & 0o777 == 0o600
    garde.write_bytes(b"autre chose")
    for mauvaise in (empreinte, "0" * 64, "../../etc/passwd", ""):
        with pytest.raises(FileMissing):
            fichiers.read(mauvaise)


def test_un_fichier_chiffre_a_sa_cle_et_ne_dit_rien() -> None:
    couvert, cle = Crypto.encrypt_file(PDF)
    assert PDF not in couvert
    assert {"key", "iv", "hashes", "v"} <= set(cle)


# -- retirer -----------------------------------------------------------------------------------


async def test_retirer_son_propre_message_l_attend(poste: Poste, carton: Serveur) -> None:
    dit = message(A)
    retrait = ligne(A, outbox.SUPPRESSION, {"envoi": dit.envoi}, depend_de=dit.envoi)
    poste.offre(dit, retrait)
    await poste.vide()
    assert [e["type"] for e in carton.dits()] == ["m.room.message", "m.room.redaction"]
    assert carton.dits()[1]["vise"] == "$e1"
    assert carton.dits()[1]["txn"] == retrait.envoi


async def test_retirer_ce_qui_n_est_plus_la_est_un_succes(poste: Poste, carton: Serveur) -> None:
    carton.conduite = dabord(refus(404, "M_NOT_FOUND"), ou="/redact/")
    retrait = ligne(A, outbox.SUPPRESSION, {"event_id": "$vieux"})
    poste.offre(retrait)
    await poste.vide()
    assert poste.ligne(retrait.envoi).etat == outbox.PARTI


async def test_un_retrait_perdu_en_route_n_est_fait_qu_une_fois(
    poste: Poste, carton: Serveur
) -> None:
    carton.conduite = dabord(*[Reponse(coupe=True, apres=True)] * 2, ou="/redact/")
    poste.offre(ligne(A, outbox.SUPPRESSION, {"event_id": "$vieux"}))
    await poste.vide()
    assert len(carton.dits()) == 1
