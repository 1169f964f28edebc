"""Ce qu'il faut savoir d'un salon pour y écrire, lu une fois et gardé jusqu'au prochain changement.

`members` garde le même objet d'un envoi à l'autre : le chiffrement reconnaît que rien n'a changé.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot.matrix.rendering import NameOf, display_name
from bot.writer import Writer
from donnees import reseau as reseaux
from donnees import salon as salons
from donnees.salon import JOINT


@dataclass(frozen=True)
class RoomView:
    """Un salon vu d'un envoi. `joint` : le robot y est ; `chiffre` : rien n'y part en clair."""

    id: str
    joint: bool
    chiffre: bool
    rotation: dict[str, Any]
    members: tuple[str, ...]
    noms: dict[str, str]

    def name_of(self, mxid: str) -> str:
        """Le nom affiché d'une personne, dans ce salon."""
        return display_name(mxid, self.noms.get(mxid, ""))


class RoomBook:
    """Les salons, par identifiant ; oubliés dès qu'un lot les touche."""

    def __init__(
        self, writer: Writer, read: Callable[[Callable[[Session], Any]], Any],
        encrypted: Callable[[str, dict[str, Any]], None],
    ) -> None:  # fmt: skip
        self._writer, self._read, self._encrypted = writer, read, encrypted
        self._vues: dict[str, RoomView] = {}

    async def now_encrypted(self, salon: str, contenu: dict[str, Any]) -> RoomView:
        """Le serveur dit ce salon chiffré : c'est noté, pour toujours."""
        await self._writer.run(self._encrypted, salon, contenu)
        self.forget([salon])
        return await self.view(salon)

    def forget(self, salons_touches: Iterable[str]) -> None:
        """Ces salons ont changé : ils seront relus."""
        for salon in salons_touches:
            self._vues.pop(salon, None)

    async def view(self, salon: str) -> RoomView:
        """La vue d'un salon, relue s'il a changé."""
        connue = self._vues.get(salon)
        if connue is not None:
            return connue
        vue: RoomView = await self._writer.run(self._read, lambda session: _lire(session, salon))
        self._vues[salon] = vue
        return vue

    async def names(self, vue: RoomView, mxids: Iterable[str]) -> NameOf:
        """Comment nommer ces personnes dans ce salon.

        Qui n'y est pas garde le nom qu'on lui connaît dans un salon d'attache.
        """
        absents = sorted({m for m in mxids if not vue.noms.get(m)})
        if not absents:
            return vue.name_of
        ailleurs: dict[str, str] = await self._writer.run(
            self._read, lambda session: reseaux.noms_connus(session, absents)
        )
        return lambda mxid: display_name(mxid, vue.noms.get(mxid) or ailleurs.get(mxid, ""))


def _lire(session: Session, salon: str) -> RoomView:
    ligne = salons.salon(session, salon)
    presents = salons.joints_ou_invites(session, salon)
    return RoomView(
        id=salon,
        joint=ligne is not None and ligne.etat == JOINT,
        chiffre=ligne is not None and ligne.chiffre,
        rotation={} if ligne is None else ligne.rotation,
        members=tuple(sorted(a.membre for a in presents)),
        noms={a.membre: a.nom for a in presents},
    )
