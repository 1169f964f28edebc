"""Préparer l'essai d'une ligne : ce dont elle dépend, la trace de l'essai, le doute levé.

1. « Essayé », l'appareil et l'instant sont écrits avant l'appel, groupés avec ceux des lignes
   qui partent au même moment : une seule validation pour toutes.
2. Si cette écriture échoue, aucune d'elles ne part.
3. Une ligne déjà essayée que le serveur ne reconnaîtrait plus est d'abord cherchée (`resend.py`).
"""

import asyncio
from typing import Final

from bot.engine import Engine
from bot.matrix.delivery import Delivery
from bot.matrix.echo import Found
from bot.matrix.undeliverable import Undeliverable
from bot.resend import Decision, decide, recognised
from bot.writer import Writer
from donnees import outbox
from donnees.outbox import OutboxItem

CONNUS: Final = 5000
_Attendu = asyncio.Future[None]


class Attempts:
    """Prépare les essais.

    Attributes:
        known: l'événement de chaque envoi parti, pour ce qui en dépend (les derniers).
    """

    def __init__(self, engine: Engine, writer: Writer, delivery: Delivery) -> None:
        self.engine, self.writer, self.delivery = engine, writer, delivery
        self.known: dict[str, str] = {}
        self._a_noter: list[tuple[str, _Attendu]] = []

    async def prepare(self, ligne: OutboxItem, *, vain: bool) -> str | None:
        """Prépare l'essai ; rend l'événement si la ligne est déjà arrivée.

        Args:
            vain: le serveur a beaucoup échoué sur cette ligne alors qu'il répondait au reste.

        Raises:
            Undeliverable: elle ne doit pas ou ne doit plus partir.
            WireError, StorageTrouble: plus tard.
        """
        if ligne.depend_de is not None:
            await self._know(ligne.depend_de)
        if ligne.etat == outbox.EN_ATTENTE:
            await self._note(ligne)
            return None
        now = self.engine.clock.real()
        sans_nom = ligne.genre == outbox.OUVERTURE  # cherchée à sa façon, à chaque essai
        if sans_nom or recognised(ligne, self.engine.appareil, now):
            return None
        if vain:
            raise Undeliverable("vain", "le serveur échoue toujours sur cet envoi")
        return await self._look_for(ligne)

    def remember(self, nom: str, event_id: str) -> None:
        """Cet envoi est parti sous cet identifiant."""
        if event_id:
            self.known[nom] = event_id
        while len(self.known) > CONNUS:
            del self.known[next(iter(self.known))]

    async def deposited(self, ligne: OutboxItem) -> None:
        """Garde l'adresse où le fichier de cette ligne est déposé."""
        await self.writer.run(
            self.engine.on_outbox,
            lambda session: outbox.note_deposit(session, ligne.envoi, ligne.contenu),
        )

    async def _know(self, mere: str) -> None:
        """Apprend l'événement dont dépend une ligne."""
        if mere not in self.known:
            _etat, event_id = await self.writer.run(self.engine.located, mere)
            if event_id is None:
                raise Undeliverable("dependance", "ce dont il dépend n'est pas parti")
            self.remember(mere, event_id)

    async def _look_for(self, ligne: OutboxItem) -> str | None:
        """L'événement d'une ligne douteuse si elle est arrivée ; rien si elle peut repartir."""
        appareil, now = self.engine.appareil, self.engine.clock.real()
        verdict, chiffre = await self.delivery.find(ligne)
        if isinstance(verdict, Found):
            return verdict.event_id
        if decide(ligne, verdict, appareil, chiffre=chiffre) is Decision.GIVE_UP:
            raise Undeliverable("prudence", "déjà essayé, et l'on ne peut savoir s'il est arrivé")
        await self.writer.run(
            self.engine.on_outbox,
            lambda session: outbox.renew_attempt(session, ligne.envoi, appareil, now),
        )
        ligne.appareil, ligne.essaye_le = appareil, now
        return None

    async def _note(self, ligne: OutboxItem) -> None:
        futur: _Attendu = asyncio.get_running_loop().create_future()
        self._a_noter.append((ligne.envoi, futur))
        if len(self._a_noter) == 1:
            await asyncio.sleep(0)
            groupe, self._a_noter = self._a_noter, []
            await self._write(groupe)
        await futur
        ligne.etat, ligne.appareil = outbox.ESSAYE, self.engine.appareil
        ligne.essaye_le = self.engine.clock.real()

    async def _write(self, groupe: list[tuple[str, _Attendu]]) -> None:
        try:
            await self.writer.run(self.engine.mark_attempted, [nom for nom, _futur in groupe])
        except Exception as erreur:
            for _nom, futur in groupe:
                if not futur.done():
                    futur.set_exception(erreur)
            return
        except asyncio.CancelledError:
            for _nom, futur in groupe:
                futur.cancel()
            raise
        for _nom, futur in groupe:
            if not futur.done():
                futur.set_result(None)
