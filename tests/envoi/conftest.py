"""Un serveur de carton et un poste d'envoi par essai."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine as Base

from tests.envoi.poste import Poste, nouveau_poste
from tests.envoi.serveur import Serveur, serveur

NouveauPoste = Callable[..., Poste]


@pytest.fixture
async def carton() -> AsyncIterator[Serveur]:
    """Le serveur de carton."""
    async with serveur() as ouvert:
        yield ouvert


@pytest.fixture
async def faire_poste(base: Base, carton: Serveur, tmp_path: Path) -> AsyncIterator[NouveauPoste]:
    """`faire_poste(appareil="AUTRE")` : un poste de plus, sur la même base."""
    ouverts: list[Poste] = []

    def faire(**options: Any) -> Poste:
        ouverts.append(nouveau_poste(base, carton.url, tmp_path, **options))
        return ouverts[-1]

    yield faire
    for poste in ouverts:
        await poste.ferme()


@pytest.fixture
def poste(faire_poste: NouveauPoste) -> Poste:
    """Un poste ordinaire, sans limite de cadence, avec un salon `!a:localhost`."""
    fait = faire_poste()
    fait.salon("!a:localhost")
    return fait
