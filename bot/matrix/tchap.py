"""Trouver le serveur Tchap d'une adresse électronique.

N'importe quel serveur de Tchap sait dire lequel héberge une adresse (annuaire d'identité, API
`/_matrix/identity/api/v1/info`). Piège : une adresse inconnue, ou mal tapée, est dirigée sans un
mot vers le serveur des externes ; `TchapServer.externe` permet de prévenir.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.matrix.session import SessionError
from bot.matrix.transport import Transport, WireError, path

# Quelques-uns suffisent : on demande au premier qui répond.
SERVEURS_TCHAP: Final = (
    "matrix.agent.dinum.tchap.gouv.fr",
    "matrix.agent.finances.tchap.gouv.fr",
    "matrix.agent.collectivites.tchap.gouv.fr",
)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\Z")
# Les adresses d'essai de Tchap vivent sous incubateur.net.
_FAMILIES: Final = (".tchap.gouv.fr", ".tchap.incubateur.net")


@dataclass(frozen=True)
class TchapServer:
    """Le serveur d'une adresse : nom dans les identifiants, URL, et s'il est celui des externes."""

    hs: str
    url: str
    externe: bool

    @property
    def avertissement(self) -> str | None:
        """La phrase à montrer avant d'aller plus loin, s'il y a lieu."""
        if not self.externe:
            return None
        return (
            "Tchap dirige cette adresse vers le serveur des externes. C'est aussi ce qu'il fait"
            " d'une adresse mal tapée : vérifiez-la avant de continuer."
        )


async def find_tchap_homeserver(
    transport_factory: Callable[[str], Transport],
    courriel: str,
    *,
    serveurs: Sequence[str] = SERVEURS_TCHAP,
) -> TchapServer:
    """Demande à Tchap quel serveur héberge une adresse.

    Args:
        transport_factory: fait un transport pour une URL de base ; il est fermé ici.
        courriel: adresse complète.
        serveurs: hôtes à interroger dans l'ordre, jusqu'à une réponse.

    Raises:
        SessionError: adresse sans domaine, aucun serveur ne répond, ou réponse inattendue.
    """
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", courriel):
        raise SessionError("Cette adresse électronique n'en est pas une.")
    for host in serveurs:
        url = host if "://" in host else f"https://{host}"
        transport = transport_factory(url)
        try:
            return await _ask(transport, courriel)
        except WireError:
            continue
        finally:
            await transport.close()
    raise SessionError("Aucun serveur de Tchap ne répond : vérifiez l'accès au réseau.")


async def _ask(transport: Transport, courriel: str) -> TchapServer:
    answer = await transport.request(
        "GET",
        path("_matrix", "identity", "api", "v1", "info"),
        query={"medium": "email", "address": courriel},
        deadline=15.0,
        jeton=False,
    )
    hs = answer.get("hs")
    if not isinstance(hs, str) or not _HOST.match(hs) or not hs.endswith(_FAMILIES):
        raise SessionError("Tchap désigne un serveur inattendu pour cette adresse.")
    # agent.externe… en production ; les serveurs d'essai abrègent (ext…).
    externe = any(label.startswith("ext") for label in hs.split("."))
    return TchapServer(hs, f"https://matrix.{hs}", externe)
