"""Relire la fin des salons actifs : ce que `/sync` a omis se retrouve, une fois."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine as Base

from bot.matrix import reconcile
from bot.matrix.crypto import CryptoStoreError
from bot.matrix.reconcile import Reconciler
from bot.matrix.transport import Transport
from bot.pieces import Piece
from donnees import inbox
from tests.envoi.poste import INES, nouveau_poste
from tests.garde import GARDE
from tests.matrix.stub import stub
from tests.matrix.test_gateway import SALON, Scene, quand


def _dit(nom: str, il_y_a: timedelta = timedelta(minutes=5), **reste: Any) -> dict[str, Any]:
    instant = datetime.now(UTC) - il_y_a
    return {
        "event_id": nom, "sender": INES, "type": "m.room.message",
        "origin_server_ts": int(instant.timestamp() * 1000),
        "content": {"msgtype": "m.text", "body": "!aide"}, **reste,
    }  # fmt: skip


class Relecture(Scene):
    """Une scène, et ce qui relit ; `passe` : la fin du salon, du plus récent au plus ancien."""

    def __init__(self) -> None:
        super().__init__()
        self.passe: list[Any] = []
        self.reveils = 0
        self.reponses["messages"] = lambda _r: {"chunk": self.passe}

    def relit(self) -> Reconciler:
        """Ce qui relit, branché sur cette scène."""
        poste = self.poste
        return Reconciler(self.gateway.reader, poste.engine, poste.writer, self._reveille)

    def _reveille(self) -> None:
        self.reveils += 1

    def gardes(self) -> list[str]:
        """Ce qui attend d'être traité, dans l'ordre."""
        return self.poste._a_son_tour(inbox.pending)


@pytest.fixture
async def scene(base: Base, tmp_path: Path) -> AsyncIterator[Relecture]:
    fait = Relecture()
    async with stub(fait.sert) as url:
        poste = nouveau_poste(base, url, tmp_path, transport=Transport(url, "jeton"))
        fait.branche(poste)
        poste.salon(SALON)
        depuis = datetime.now(UTC) - timedelta(hours=3)
        poste._a_son_tour(lambda s: s.connection().exec_driver_sql(
            f"update adhesion set depuis = '{depuis:%Y-%m-%d %H:%M:%S.%f}'"))  # noqa: S608  # fmt: skip
        yield fait
        await poste.ferme()


async def test_une_parole_omise_par_la_synchronisation_est_retrouvee_une_fois(
    scene: Relecture,
) -> None:
    vue = _dit("$vue")
    fil = {"events": [vue], "limited": False}
    brut = {"next_batch": "s1", "rooms": {"join": {SALON: {"timeline": fil}}}}
    await scene.gateway.absorb(brut, "s0")
    scene.passe = [_dit("$omise", timedelta(minutes=2)), vue, None, {"event_id": 3}]
    relit = scene.relit()
    assert await relit.check(SALON) == 1
    assert (await relit.check(SALON), scene.reveils, relit.recovered) == (0, 1, 1)
    assert "$omise" in scene.gardes()


async def test_ni_ce_qui_est_vieux_ni_ce_qui_precede_notre_entree(scene: Relecture) -> None:
    scene.passe = [_dit("$vieille", timedelta(hours=2))]
    assert await scene.relit().check(SALON) == 0
    scene.passe = [_dit("$avant", timedelta(minutes=5))]
    scene.poste._a_son_tour(
        lambda s: s.connection().exec_driver_sql("update adhesion set depuis = null")
    )
    assert await scene.relit().check(SALON) == 0
    assert scene.gardes() == []


async def test_un_coffre_illisible_un_moment_n_arrete_pas_la_relecture(
    scene: Relecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "EVERY", 0.01)
    essais: list[Piece] = []

    def refuse(_salon: str, _evenement: Any) -> Any:
        essais.append(_evenement)
        raise CryptoStoreError("Le disque refuse.")

    scene.passe = [_dit("$m")]
    scene.gateway.reader.active[SALON] = time.monotonic()
    monkeypatch.setattr(scene.gateway.reader, "event", refuse)
    tache = asyncio.create_task(scene.relit().run())

    def toujours_actif() -> bool:
        scene.gateway.reader.active[SALON] = time.monotonic() + GARDE
        return len(essais) >= 3 or tache.done()

    await quand(toujours_actif)
    assert not tache.done()
    tache.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await tache
