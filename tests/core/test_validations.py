"""Une validation dont la réponse s'est perdue : la base l'a faite, le robot l'ignore."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.pieces import Batch, Seen
from bot.robot import Robot
from donnees import salon as salons
from donnees.outbox import OutboxItem
from tests.scenario import Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Inès vient de parler, le robot a répondu : plus rien n'attend."""
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    reseau["ines"].dit("!écho avant")
    reseau.bot_dit("avant")
    return reseau


@pytest.fixture
def se_perd(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """La prochaine validation est faite, puis la connexion coupe avant de le dire."""
    vrai = monde.base.dialect.do_commit

    def fait_puis_coupe(connexion: Any) -> None:
        vrai(connexion)
        monkeypatch.setattr(monde.base.dialect, "do_commit", vrai)
        raise monde.base.dialect.loaded_dbapi.OperationalError("connexion coupée")

    return lambda: monkeypatch.setattr(monde.base.dialect, "do_commit", fait_puis_coupe)


def paroles(monde: Monde, reseau: Salon, *textes: str) -> list[Any]:
    """Ce qu'Inès dit, vu par la synchronisation."""
    vues = [
        monde.fil.brut(reseau.id, "m.room.message", "@ines:localhost",
                       {"msgtype": "m.text", "body": texte})
        for texte in textes
    ]  # fmt: skip
    assert all(isinstance(vue, Seen) for vue in vues)
    return vues


class _Ecrivain:
    async def run(self, fonction: Callable[..., Any], *args: Any) -> Any:
        return fonction(*args)


class _Envois:
    def __init__(self) -> None:
        self.offerts: list[OutboxItem] = []

    def offer(self, lignes: list[OutboxItem]) -> None:
        self.offerts += lignes


async def un_tour(monde: Monde) -> set[str]:
    """Le robot, réveillé, traite ce qui reste ; rend ce qu'il confie à l'expéditeur.

    Redit, un envoi n'y est qu'une fois, comme dans les files.
    """
    robot: Any = Robot.__new__(Robot)
    robot.engine, robot.writer, robot.sender = monde.fil.moteur, _Ecrivain(), _Envois()
    robot._hand = robot.sender.offer
    robot.engine.rearm = False
    robot.work = asyncio.Event()
    robot.work.set()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(robot._worker(), 0.05)
    return {ligne.envoi for ligne in robot.sender.offerts}


async def test_la_reponse_nee_a_la_reception_part_sans_attendre_un_redemarrage(
    monde: Monde, reseau: Salon, se_perd: Callable[[], None]
) -> None:
    se_perd()
    nes, reste = monde.fil.moteur.receive(Batch("s", paroles(monde, reseau, "!écho bonjour")))
    assert (nes, reste) == ([], True)
    assert len(await un_tour(monde)) == 1
    assert await un_tour(monde) == set()
    monde.fil.traite()
    reseau.bot_dit("bonjour")


async def test_les_reponses_d_un_groupe_aussi(
    monde: Monde, reseau: Salon, se_perd: Callable[[], None]
) -> None:
    monde.fil.moteur.keep(Batch("s", paroles(monde, reseau, "!écho un", "!écho deux")))
    se_perd()
    assert len(await un_tour(monde)) == 2
    monde.fil.traite()
    reseau.bot_dit("un")
    reseau.bot_dit("deux")


# -- une seule transaction -------------------------------------------------------------------------


def test_deux_sessions_a_la_fois_echouent_au_lieu_de_perdre_la_premiere(monde: Monde) -> None:
    """Une seule connexion : la seconde n'annule pas, sans un mot, ce que la première écrivait."""
    if monde.base.dialect.name != "sqlite":
        pytest.skip("chaque session y attend la connexion de l'autre")
    with Session(monde.base) as une, Session(monde.base) as autre:
        une.add(salons.Salon(id="!s:h", createurs=[], pouvoirs={}, rotation={}))
        une.flush()
        with pytest.raises(OperationalError, match="within a transaction"):
            salons.salon(autre, "!s:h")
    with Session(monde.base) as ensuite:
        assert salons.salon(ensuite, "!s:h") is None


def test_l_entree_du_robot_est_notee_meme_traitee_sur_le_champ(monde: Monde) -> None:
    salon = monde.nouveau_salon("Nouveau salon", ("nadia",))
    monde.fil.traite()
    bot = "@maillon:localhost"
    entree: Any = monde.fil.brut(salon.id, "m.room.member", bot, {"membership": "join"}, bot)
    (dit,), _reste = monde.fil.moteur.receive(Batch("s", [entree]))
    assert dit.salon == salon.id
    note = monde.fil.moteur.read(lambda s: salons.salon(s, salon.id))
    assert note.entree == entree.event_id
    monde.fil.traite()
    salon.bot_dit("me voici")


# -- recommencer ---------------------------------------------------------------------------------


def test_recommencer_a_cause_d_une_commande_qui_casse_ne_freine_pas_les_autres(
    monde: Monde, reseau: Salon
) -> None:
    """La réponse, puis le groupe, puis chacune : trois lectures d'une commande n'en font qu'une."""
    textes = [f"!écho {n} fois" for n in range(9)]
    monde.fil.livre(*paroles(monde, reseau, *textes, "!casse"))
    for texte in textes:
        reseau.bot_dit(texte.removeprefix("!écho "))
    reseau.bot_dit("cassé de mon côté", type="panne", mention="ines")
