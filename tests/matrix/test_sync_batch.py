"""Lire une réponse de `/sync` : invitations, entrées, trous, réponses absurdes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from bot.core.acces import Acces
from bot.matrix.sync_batch import GAP_MAX, VAINS, SyncReader
from bot.matrix.transport import Transport, Unreachable
from bot.pieces import Batch, Fact, Left, Lost, Read, Roster, Seen
from donnees.inbox import Illisible
from tests.matrix.stub import stub

BOT, INES, SALON = "@maillon:localhost", "@ines:localhost", "!s:localhost"
ACCES = Acces(
    serveurs=("localhost",), externes=False, responsables=(), commandes_par_minute=0,
    commandes_par_minute_salon=0,
)  # fmt: skip


def parole(rang: int, texte: str = "!aide") -> dict[str, Any]:
    return {
        "event_id": f"$m{rang}", "sender": INES, "type": "m.room.message",
        "origin_server_ts": 1_700_000_000_000 + rang,
        "content": {"msgtype": "m.text", "body": texte},
    }  # fmt: skip


def adhesion(event_id: str, membre: str, avant: str | None, **contenu: Any) -> dict[str, Any]:
    unsigned = {} if avant is None else {"prev_content": {"membership": avant}}
    return {
        "event_id": event_id, "sender": membre, "state_key": membre, "type": "m.room.member",
        "origin_server_ts": 1, "content": {"membership": "join", **contenu}, "unsigned": unsigned,
    }  # fmt: skip


def reponse(*evenements: dict[str, Any], limited: bool = False, etat: Any = ()) -> dict[str, Any]:
    fil = {"events": list(evenements), "limited": limited, "prev_batch": "p0"}
    return {
        "next_batch": "s2",
        "rooms": {"join": {SALON: {"timeline": fil, "state": {"events": list(etat)}}}},
    }


class Passe:
    """Le passé d'un salon, servi par pages, du plus récent au plus ancien."""

    def __init__(self, pages: list[list[dict[str, Any]]], statut: int = 200) -> None:
        self.pages, self.statut, self.demandes = pages, statut, 0

    async def sert(self, requete: web.Request) -> web.StreamResponse:
        if requete.path.endswith("/joined_members"):
            return web.json_response({"joined": {BOT: {}, INES: {"display_name": "Inès"}}})
        if self.statut != 200:
            return web.json_response({"errcode": "M_FORBIDDEN"}, status=self.statut)
        assert requete.query["dir"] == "b"
        assert requete.query["to"] == "s1"
        rang = int(requete.query["from"][1:])
        self.demandes += 1
        suite = {"end": f"p{rang + 1}"} if rang + 1 < len(self.pages) else {}
        return web.json_response({"chunk": self.pages[rang], **suite})


async def lire(passe: Passe, brut: dict[str, Any], since: str | None = "s1") -> Batch:
    async with stub(passe.sert) as url:
        transport = Transport(url)
        try:
            return await SyncReader(transport, None, BOT, ACCES, "{}").read(brut, since)
        finally:
            await transport.close()


def dits(batch: Batch) -> list[str]:
    return [p.event_id for p in batch.pieces if isinstance(p, Seen)]


@pytest.mark.parametrize(
    ("invitant", "accepte"),
    [(INES, True), ("@x:ailleurs.org", False), ("@x:agent.externe.tchap.gouv.fr", False)],
)
async def test_une_invitation_d_un_serveur_non_autorise_est_ignoree(
    invitant: str, accepte: bool
) -> None:
    invitation = {
        "type": "m.room.member", "state_key": BOT, "sender": invitant,
        "content": {"membership": "invite"},
    }  # fmt: skip
    brut = {"rooms": {"invite": {SALON: {"invite_state": {"events": [invitation]}}}}}
    batch = await lire(Passe([]), brut)
    assert [type(p) for p in batch.pieces] == ([Fact] if accepte else [])


async def test_un_trou_se_comble_du_plus_ancien_au_plus_recent() -> None:
    passe = Passe([[parole(4), parole(3)], [parole(2), parole(1)]])
    batch = await lire(passe, reponse(parole(5), limited=True))
    assert dits(batch) == ["$m1", "$m2", "$m3", "$m4", "$m5"]
    assert any(isinstance(p, Roster) for p in batch.pieces)


async def test_apres_notre_entree_le_trou_s_arrete_a_elle() -> None:
    entree = adhesion("$entree", BOT, "invite")
    passe = Passe([[parole(3), entree, parole(2)], [parole(1)]])
    creation = {"event_id": "$c", "sender": INES, "state_key": "", "type": "m.room.create",
                "origin_server_ts": 1, "content": {"room_version": "12"}}  # fmt: skip
    batch = await lire(passe, reponse(parole(4), limited=True, etat=[creation]))
    assert dits(batch) == ["$m3", "$m4"]
    assert passe.demandes == 1


async def test_changer_de_nom_n_est_pas_entrer() -> None:
    passe = Passe([[parole(1)]])
    renomme = adhesion("$nom", BOT, "join", displayname="Maillon 2")
    batch = await lire(passe, reponse(renomme, parole(2), limited=True))
    assert dits(batch) == ["$m1", "$m2"]


async def test_a_la_premiere_synchronisation_rien_n_est_remonte() -> None:
    passe = Passe([[parole(1)]])
    batch = await lire(passe, reponse(parole(2), limited=True), since=None)
    assert (batch.premiere, passe.demandes) == (True, 0)


async def test_un_passe_refuse_ne_retient_pas_les_autres_salons() -> None:
    batch = await lire(Passe([], statut=403), reponse(parole(5), limited=True))
    assert dits(batch) == ["$m5"]


async def test_un_serveur_en_panne_fait_redemander_toute_la_reponse() -> None:
    with pytest.raises(Unreachable):
        await lire(Passe([], statut=502), reponse(parole(5), limited=True))


async def test_un_salon_ou_le_serveur_echoue_toujours_ne_rend_pas_sourd() -> None:
    """`/sync` répond, mais jamais le passé d'un seul salon : c'est dit là, le reste passe."""
    async with stub(Passe([], statut=502).sert) as url:
        transport = Transport(url)
        lecteur = SyncReader(transport, None, BOT, ACCES, "{}")
        brut = reponse(parole(5), limited=True)
        for _essai in range(VAINS - 1):
            with pytest.raises(Unreachable):
                await lecteur.read(brut, "s1")
        batch = await lecteur.read(brut, "s1")
        assert dits(batch) == ["$m5"]
        assert sum(isinstance(p, Lost) for p in batch.pieces) == 1
        await transport.close()


def _profond(etages: int) -> Any:
    """Un document emboîté plus que la pile n'en supporte."""
    dedans: Any = []
    for _ in range(etages):
        dedans = [dedans]
    return dedans


async def test_un_fait_qui_fait_lever_ne_coute_que_lui() -> None:
    """Dans l'état d'un salon ou dans une invitation, comme dans le fil."""
    mauvais = adhesion("$profond", INES, None, x=_profond(800))
    invitation = {**adhesion("$i", BOT, None, x=_profond(800)), "sender": INES}
    brut = reponse(parole(1), etat=[mauvais, adhesion("$bon", "@karim:localhost", None)])
    brut["rooms"]["invite"] = {"!i:localhost": {"invite_state": {"events": [invitation]}}}
    batch = await lire(Passe([]), brut)
    assert dits(batch) == ["$m1"]
    assert [p.event_id for p in batch.pieces if isinstance(p, Fact)] == ["$bon"]


async def test_un_message_garde_a_part_qui_fait_lever_n_est_plus_relu() -> None:
    garde = Illisible(
        event_id="$g", salon=SALON, auteur=INES, session="s", recu_le=datetime.now(UTC),
        brut=adhesion("$g", INES, None, x=_profond(800)),
    )  # fmt: skip
    lecteur = SyncReader(Transport("http://127.0.0.1:1"), None, BOT, ACCES, "{}")
    assert lecteur.again(garde) == [Read(event_id="$g", salon=SALON)]


async def test_un_trou_sans_fin_est_borne_et_note() -> None:
    pages = [[parole(100 * p + r) for r in range(100)] for p in range(GAP_MAX // 100 + 3)]
    passe = Passe(pages)
    batch = await lire(passe, reponse(limited=True))
    assert passe.demandes == GAP_MAX // 100
    assert sum(isinstance(p, Lost) for p in batch.pieces) == 1


async def test_une_page_du_passe_qui_n_en_est_pas_une_ne_comble_rien() -> None:
    async def sert(_requete: web.Request) -> web.StreamResponse:
        return web.json_response({})

    async with stub(sert) as url:
        transport = Transport(url)
        lecteur = SyncReader(transport, None, BOT, ACCES, "{}")
        with pytest.raises(Unreachable):
            await lecteur.read(reponse(parole(5), limited=True), "s1")
        await transport.close()


@pytest.mark.parametrize(
    "brut",
    [
        {}, {"rooms": 3}, {"rooms": {"join": []}}, {"rooms": {"join": {SALON: 4}}},
        {"rooms": {"join": {SALON: {"timeline": {"events": [3, None, {}, {"type": 4}]}}}}},
        {"rooms": {"join": {SALON: {"timeline": {"events": [{**parole(1), "content": []}]}}}}},
        {"rooms": {"join": {SALON: {"timeline": {"events": [{**parole(1), "event_id": "\x00"}]}}}}},
        {"rooms": {"join": {SALON: {"state": {"events": [{**parole(1), "state_key": 3}]}}}}},
        {"rooms": {"invite": {SALON: {"invite_state": {"events": [None, {"type": []}]}}}}},
        {"account_data": {"events": [{"type": "m.direct", "content": {"@a:b": [3, None]}}]}},
        {"next_batch": 3}, {"rooms": {"leave": {SALON: None}}},
    ],
)  # fmt: skip
async def test_une_reponse_absurde_ne_leve_pas(brut: dict[str, Any]) -> None:
    batch = await lire(Passe([]), brut)
    assert [p for p in batch.pieces if not isinstance(p, Fact)] == []


async def test_reinvite_pendant_l_absence_l_invitation_vient_apres_le_depart() -> None:
    invitation = {
        "type": "m.room.member", "sender": INES, "state_key": BOT,
        "content": {"membership": "invite"},
    }  # fmt: skip
    salons = {
        "invite": {SALON: {"invite_state": {"events": [invitation]}}},
        "leave": {SALON: {"timeline": {"events": []}, "state": {"events": []}}},
    }
    lot = await lire(Passe([]), {"next_batch": "s2", "rooms": salons})
    assert [type(piece) for piece in lot.pieces] == [Left, Fact]
