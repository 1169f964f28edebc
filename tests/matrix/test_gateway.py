"""La boucle de réception face à un serveur qui répond à côté : ni martelé, ni sourd."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy.engine import Engine as Base

from bot.matrix.crypto import Crypto
from bot.matrix.gateway import Gateway
from bot.matrix.transport import Transport
from donnees import salon as salons
from tests.envoi.poste import INES, Poste, nouveau_poste
from tests.envoi.serveur import BOT
from tests.garde import GARDE
from tests.matrix.local import open_local
from tests.matrix.stub import stub

SALON = "!s:localhost"
Reponds = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Scene:
    """Une passerelle et son serveur. `repond` : ce que dit le serveur, par fin de chemin."""

    def __init__(self) -> None:
        self.demandes: Counter[str] = Counter()
        self.reponses: dict[str, Callable[[web.Request], Any]] = {
            "filter": lambda _r: {"filter_id": "F1"},
        }

    async def sert(self, requete: web.Request) -> web.StreamResponse:
        """Note la requête et répond ; ce qui n'est pas prévu vaut `{}`."""
        for fin, rend in self.reponses.items():
            if f"/{fin}" in requete.path:
                self.demandes[fin] += 1
                rendu = rend(requete)
                rendu = await rendu if asyncio.iscoroutine(rendu) else rendu
                return rendu if isinstance(rendu, web.Response) else web.json_response(rendu)
        return web.json_response({})

    def branche(self, poste: Poste) -> Gateway:
        """La passerelle du robot, sur ce poste."""
        self.poste = poste
        self.gateway = Gateway(
            poste.transport, poste.crypto, poste.engine, poste.writer, poste.rooms,
            lambda: None, lambda _lignes: None,
        )  # fmt: skip
        return self.gateway

    @contextlib.asynccontextmanager
    async def en_marche(self) -> AsyncIterator[asyncio.Task[None]]:
        """La boucle tourne pendant ce bloc."""
        tache = asyncio.create_task(self.gateway.run())
        yield tache
        tache.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await tache


async def quand(vrai: Callable[[], bool]) -> None:
    """Attend que ce soit vrai."""
    fin = time.monotonic() + GARDE
    while not vrai():
        assert time.monotonic() < fin, "toujours pas"
        await asyncio.sleep(0.005)


@pytest.fixture
async def scene(base: Base, tmp_path: Path) -> AsyncIterator[Scene]:
    fait = Scene()
    async with stub(fait.sert) as url:
        poste = nouveau_poste(base, url, tmp_path, transport=Transport(url, "jeton"))
        fait.branche(poste)
        yield fait
        await poste.ferme()


@pytest.fixture
def coffre(tmp_path: Path) -> Iterator[Crypto]:
    ouvert = open_local(tmp_path / "coffre", BOT, "MAILLON")
    yield ouvert
    ouvert.close()


@pytest.mark.parametrize("corps", [{}, {"next_batch": None}, {"next_batch": 3, "rooms": {}}])
async def test_une_reponse_sans_position_n_est_pas_redemandee_sans_repit(
    scene: Scene, corps: dict[str, Any]
) -> None:
    scene.reponses["sync"] = lambda _r: corps
    async with scene.en_marche():
        await quand(lambda: scene.demandes["sync"] >= 2)
        await asyncio.sleep(1.0)
    assert scene.demandes["sync"] <= 5
    assert not scene.gateway.ready.is_set()


async def test_un_relais_qui_se_repete_n_est_pas_martele(scene: Scene) -> None:
    scene.reponses["sync"] = lambda _r: {"next_batch": "s1"}
    async with scene.en_marche():
        await scene.gateway.ready.wait()
        await asyncio.sleep(1.0)
    assert scene.demandes["sync"] <= 4


async def test_un_filtre_sans_identifiant_n_est_pas_retenu(scene: Scene) -> None:
    filtres = [{}, {"filter_id": 3}, {"filter_id": "F2"}]
    vus: list[str] = []
    scene.reponses["filter"] = lambda _r: filtres.pop(0)

    def sync(requete: web.Request) -> dict[str, Any]:
        vus.append(requete.query["filter"])
        return {"next_batch": f"s{len(vus)}"}

    scene.reponses["sync"] = sync
    async with scene.en_marche():
        await scene.gateway.ready.wait()
    assert set(vus) == {"F2"}


async def test_un_filtre_que_le_serveur_a_oublie_est_depose_a_nouveau(scene: Scene) -> None:
    """Serveur restauré d'une sauvegarde : l'identifiant gardé n'y est plus."""
    filtres = iter(("F1", "F2"))
    scene.reponses["filter"] = lambda _r: {"filter_id": next(filtres)}

    def sync(requete: web.Request) -> Any:
        if requete.query["filter"] == "F1":
            refus = {"errcode": "M_INVALID_PARAM", "error": "No such filter"}
            return web.json_response(refus, status=400)
        return {"next_batch": f"s{scene.demandes['sync']}"}

    scene.reponses["sync"] = sync
    async with scene.en_marche():
        await asyncio.wait_for(scene.gateway.ready.wait(), GARDE)
    assert scene.demandes["filter"] == 2


async def test_les_cles_limitees_ne_sont_pas_redemandees_a_chaque_synchronisation(
    base: Base, tmp_path: Path, coffre: Crypto
) -> None:
    scene = Scene()
    limite = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 3_600_000}
    scene.reponses |= {
        "sync": lambda _r: {"next_batch": f"s{scene.demandes['sync']}"},
        "keys/": lambda _r: web.json_response(limite, status=429),
    }
    async with stub(scene.sert) as url:
        transport = Transport(url, "jeton")
        poste = nouveau_poste(base, url, tmp_path, transport=transport, crypto=coffre)
        scene.branche(poste)
        async with scene.en_marche():
            await quand(lambda: scene.demandes["sync"] >= 20)
        assert scene.demandes["keys/"] == 1
        await poste.ferme()


async def test_un_salon_silencieux_n_est_pas_une_absence(scene: Scene) -> None:
    """Une réponse sans rien n'est pas écrite, mais l'on n'a pas cessé d'écouter."""
    await scene.gateway.absorb({"next_batch": "s1"}, "s0")
    intake = scene.poste.engine.intake
    vu = intake.vu
    assert vu is not None
    scene.poste.horloge.decalage += timedelta(minutes=9)
    await scene.gateway.absorb({"next_batch": "s2"}, "s1")
    assert intake.vu is not None
    assert intake.vu - vu >= timedelta(minutes=9)


async def test_une_adhesion_redite_ne_fait_rien_ecrire_ni_oublier(scene: Scene) -> None:
    """Synapse redit l'auteur à presque chaque message : le salon n'a pas changé pour autant."""
    membre = {
        "event_id": "$ines", "type": "m.room.member", "sender": INES, "state_key": INES,
        "origin_server_ts": 1, "content": {"membership": "join"},
    }  # fmt: skip
    brut = {"rooms": {"join": {SALON: {"state": {"events": [membre]}}}}}
    await scene.gateway.absorb({**brut, "next_batch": "s1"}, "s0")
    assert scene.gateway.reader.touched == {SALON}
    garde = scene.gateway._kept
    await scene.gateway.absorb({**brut, "next_batch": "s2"}, "s1")
    assert scene.gateway.reader.touched == set()
    assert scene.gateway._kept == garde


def _invite(rang: int) -> dict[str, Any]:
    invitation = {
        "type": "m.room.member", "sender": INES, "state_key": BOT,
        "content": {"membership": "invite"}, "origin_server_ts": 1_795_000_000_000 + rang,
    }  # fmt: skip
    return {
        "next_batch": f"s{rang}",
        "rooms": {"invite": {SALON: {"invite_state": {"events": [invitation]}}}},
    }


async def test_une_vieille_entree_refusee_tard_n_oublie_pas_l_invitation_suivante(
    scene: Scene,
) -> None:
    """Invité, l'invitation retirée, invité de nouveau : le premier refus ne parle que d'elle."""
    lache, entres = asyncio.Event(), asyncio.Event()

    async def entree(_requete: web.Request) -> Any:
        if scene.demandes["join"] > 1:
            entres.set()
            return {"room_id": SALON}
        await lache.wait()
        return web.json_response({"errcode": "M_FORBIDDEN"}, status=403)

    scene.reponses["join"] = entree
    await scene.gateway.absorb(_invite(1), "s0")
    await quand(lambda: scene.demandes["join"] == 1)
    await scene.gateway.absorb({"next_batch": "s2", "rooms": {"leave": {SALON: {}}}}, "s1")
    await scene.gateway.absorb(_invite(3), "s2")
    lache.set()
    await asyncio.wait_for(entres.wait(), GARDE)
    assert scene.poste._a_son_tour(salons.invitations) == [SALON]


async def test_une_invitation_refusee_pour_de_bon_est_oubliee(scene: Scene) -> None:
    scene.reponses["join"] = lambda _r: web.json_response({"errcode": "M_FORBIDDEN"}, status=403)
    await scene.gateway.absorb(_invite(1), "s0")

    await quand(lambda: not scene.poste._a_son_tour(salons.invitations))
    assert scene.demandes["join"] == 1
