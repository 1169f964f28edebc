"""Ce que tous les essais partagent : un vrai serveur Matrix et des personnes pour y parler, une
base neuve, et le monde des essais en conversation (`tests.scenario`)."""

import importlib
import itertools
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import Engine

import commandes
from bot.core.registry import Registry
from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from tests.bases import POSTGRES, base, base_postgres, modele_sqlite
from tests.gabarits.navigateur import CHROMIUM
from tests.scenario import Monde, OuvreReseau
from tests.taille import taille

__all__ = ["base", "base_postgres", "modele_sqlite"]

# Une machine lente n'est pas un échec ; et une base neuve par exemple n'apprendrait rien de plus.
# La graine est fixe, sauf à la taille pleine : ce qui échoue ici échoue partout, et se relance.
settings.register_profile(
    "maillon",
    deadline=None,
    derandomize=bool(taille(1, 0)),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("maillon")

MOT_DE_PASSE = "phrase-de-passe-d-essai"
_rang = itertools.count(1)

OpenMember = Callable[..., Awaitable[Member]]


@pytest.fixture(scope="session")
async def homeserver() -> AsyncIterator[Homeserver]:
    """Un Synapse pour toute la session d'essais, limites de débit levées."""
    async with Homeserver() as serveur:
        yield serveur


@pytest.fixture
def unique() -> Callable[[str], str]:
    """Rend un nom de compte qui n'a pas encore servi sur le serveur : `unique("ines")`."""
    return lambda nom: f"{nom}{next(_rang)}"


@pytest.fixture
async def member(
    homeserver: Homeserver, unique: Callable[[str], str], tmp_path: Path
) -> AsyncIterator[OpenMember]:
    """`await member("ines")` : une personne neuve, connectée, refermée à la fin de l'essai."""
    ouverts: list[Member] = []

    async def open_member(nom: str) -> Member:
        compte = unique(nom)
        mxid = await homeserver.register(compte, MOT_DE_PASSE, affichage=nom.capitalize())
        personne = Member(homeserver.url, mxid, MOT_DE_PASSE, tmp_path / compte, nom.capitalize())
        ouverts.append(personne)
        await personne.open()
        return personne

    yield open_member
    for personne in ouverts:
        await personne.close()


# -- l'ordre ------------------------------------------------------------------------------------

LONGS = ("tests/real/test_kill.py", "tests/real/test_coupures.py", "tests/real/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Les plus longs d'abord : à plusieurs files, aucune n'en attend une autre à la fin."""
    items.sort(key=lambda item: [not item.nodeid.startswith(debut) for debut in LONGS])


# -- les essais en conversation --------------------------------------------------------------


@cache
def toutes_les_commandes() -> tuple[ModuleType, ...]:
    """Les fichiers de `commandes/`, chargés dans l'ordre de leur nom."""
    noms = sorted(m.name for m in pkgutil.iter_modules(commandes.__path__))
    return tuple(importlib.import_module(f"commandes.{nom}") for nom in noms)


@pytest.fixture
def modules() -> tuple[ModuleType, ...]:
    """Les modules de commandes du robot de l'essai ; un dossier peut en donner d'autres."""
    return toutes_les_commandes()


@pytest.fixture
def registre(modules: tuple[ModuleType, ...]) -> Registry:
    """Le registre du robot de l'essai."""
    return Registry.of(modules)


@pytest.fixture
def monde(base: Engine, registre: Registry) -> Iterator[Monde]:
    """Le robot, sa base, un serveur, une horloge ; à la fin, rien ne doit avoir été dit de trop."""
    monde = Monde(base, registre)
    yield monde
    monde.ferme()


@pytest.fixture
def ouvre_reseau(monde: Monde) -> OuvreReseau:
    """`ouvre_reseau("Assistantes", membres=("nadia", "ines"), animation="nadia")`."""
    return monde.ouvre_reseau


def _monde_de(item: pytest.Item) -> Monde | None:
    trouve = getattr(item, "funcargs", {}).get("monde")
    return trouve if isinstance(trouve, Monde) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Un essai réussi échoue si le robot a dit une chose de plus."""
    yield
    monde = _monde_de(item)
    if monde is not None:
        monde.verifie_le_silence()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Un échec montre la conversation."""
    rapport = yield
    monde = _monde_de(item)
    if rapport.failed and monde is not None:
        rapport.sections.append(("Conversation", monde.transcription()))
    return rapport


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Dit en une ligne ce qui n'a pas été éprouvé ici : PostgreSQL, un vrai navigateur."""
    if not POSTGRES:
        terminalreporter.write_line(
            "PostgreSQL : essais laissés de côté (donnez MAILLON_TEST_POSTGRES, ou .ci/run)"
        )
    if CHROMIUM is None:
        terminalreporter.write_line(
            "Chromium : la page du kit n'est pas examinée par axe (apt-get install chromium)"
        )
