"""Le message auquel une commande répond : lu pour elle seule, et jamais pour rien."""

from typing import Any

import pytest
from aiohttp import web

from bot.matrix.sync_batch import SyncReader
from bot.matrix.transport import Transport
from bot.pieces import Seen
from tests.matrix.stub import stub
from tests.matrix.test_sync_batch import ACCES, BOT, INES, reponse

KARIM = "@karim:localhost"


def parole(event_id: str, texte: str, auteur: str = KARIM, **plus: Any) -> dict[str, Any]:
    return {
        "event_id": event_id, "sender": auteur, "type": "m.room.message", "origin_server_ts": 1,
        "content": {"msgtype": "m.text", "body": texte, **plus},
    }  # fmt: skip


def citant(texte: str, cible: str = "$karim") -> dict[str, Any]:
    return parole("$ines", texte, INES, **{"m.relates_to": {"m.in_reply_to": {"event_id": cible}}})


class Serveur:
    """Donne un événement, et compte combien de fois on le lui demande."""

    def __init__(self, evenement: dict[str, Any] | None, statut: int = 200) -> None:
        self.evenement, self.statut, self.demandes = evenement, statut, 0

    async def sert(self, requete: web.Request) -> web.StreamResponse:
        assert "/event/" in requete.path
        self.demandes += 1
        corps = self.evenement if self.evenement is not None else {"errcode": "M_NOT_FOUND"}
        return web.json_response(corps, status=self.statut)


async def cite(serveur: Serveur, *evenements: dict[str, Any]) -> Any:
    """Ce que porte la dernière parole lue."""
    async with stub(serveur.sert) as url:
        transport = Transport(url)
        lecteur = SyncReader(transport, None, BOT, ACCES, "{}", cites=lambda t: t == "!astuce")
        try:
            batch = await lecteur.read(reponse(*evenements), "s1")
        finally:
            await transport.close()
    dits = [p for p in batch.pieces if isinstance(p, Seen)]
    return dits[-1].contenu.get("cite")


async def test_le_message_est_demande_au_serveur() -> None:
    serveur = Serveur(parole("$karim", "je vérifie le SIRET"))
    lu = await cite(serveur, citant("!astuce"))
    assert lu == {"event_id": "$karim", "auteur": KARIM, "texte": "je vérifie le SIRET"}
    assert serveur.demandes == 1


async def test_dans_la_meme_reponse_rien_n_est_demande() -> None:
    serveur = Serveur(None)
    lu = await cite(serveur, parole("$karim", "je vérifie le SIRET"), citant("!astuce"))
    assert lu["texte"] == "je vérifie le SIRET"
    assert serveur.demandes == 0


@pytest.mark.parametrize("texte", ["!prends", "merci !", "!astuces"])
async def test_une_autre_parole_ne_demande_rien(texte: str) -> None:
    serveur = Serveur(parole("$karim", "je vérifie le SIRET"))
    assert await cite(serveur, citant(texte)) is None
    assert serveur.demandes == 0


async def test_corrige_depuis_c_est_la_derniere_version() -> None:
    ancien = parole("$karim", "je vérifie le SIRTE")
    correction: dict[str, Any] = {
        "m.new_content": {"msgtype": "m.text", "body": "je vérifie le SIRET"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$karim"},
    }
    nouveau = parole("$bis", "* je vérifie le SIRET", **correction)
    ancien["unsigned"] = {"m.relations": {"m.replace": nouveau}}
    assert (await cite(Serveur(ancien), citant("!astuce")))["texte"] == "je vérifie le SIRET"


@pytest.mark.parametrize(
    ("evenement", "statut"),
    [
        (None, 404),
        ({"event_id": "$autre"}, 200),
        (parole("$autre", "les mots d'un autre message"), 200),
        (parole("$karim", "moi, le robot", BOT), 200),
        ({**parole("$karim", "x"), "content": {"msgtype": "m.image", "body": "photo.jpg"}}, 200),
        ({**parole("$karim", "x"), "unsigned": {"m.relations": ["n'importe quoi"]}}, 200),
    ],
)
async def test_un_serveur_quelconque_ne_casse_rien(evenement: Any, statut: int) -> None:
    lu = await cite(Serveur(evenement, statut), citant("!astuce"))
    assert lu is None or lu["texte"] == "x"
