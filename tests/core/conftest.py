"""Le cœur s'éprouve avec ses propres commandes, pour ne dépendre des mots d'aucun sujet."""

from types import ModuleType

import pytest

from tests.core import commandes_d_essai


@pytest.fixture
def modules() -> tuple[ModuleType, ...]:
    """Les seules commandes d'essai."""
    return (commandes_d_essai,)
