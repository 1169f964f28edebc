"""Ce que tous les essais partagent : un vrai serveur Matrix, et des personnes pour y parler."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.member import Member

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
