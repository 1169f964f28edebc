"""Brancher l'envoi : la boîte, la cadence, ce qui livre, ce qui ouvre des salons."""

from collections.abc import Callable

from bot.config import Configuration
from bot.engine import Engine
from bot.matrix.crypto import Crypto
from bot.matrix.delivery import Delivery
from bot.matrix.openings import Openings
from bot.matrix.rooms import RoomBook
from bot.matrix.transport import Transport
from bot.pace import Pace
from bot.sender import Sender
from bot.stored_files import StoredFiles
from bot.writer import Writer
from donnees import salon as salons
from donnees.outbox import OutboxItem


def sender_of(
    config: Configuration, engine: Engine, writer: Writer, transport: Transport,
    crypto: Crypto | None, rooms: RoomBook, changed: Callable[[], None],
) -> Sender:  # fmt: skip
    """L'expéditeur ; `changed` : quelque chose attend d'être traité (salon ouvert, abandon)."""

    async def conversation(personne: str) -> str | None:
        trouvee = await writer.run(engine.read, lambda s: salons.conversation(s, personne))
        return None if trouvee is None else str(trouvee.id)

    async def origins() -> dict[str, str | None]:
        origines: dict[str, str | None] = await writer.run(engine.read, salons.origines)
        return origines

    async def opened(ligne: OutboxItem, salon: str) -> None:
        about, invites = ligne.about or "", ligne.contenu["invites"]
        direct = bool(ligne.contenu["direct"])
        await writer.run(engine.opened, ligne.envoi, about, salon, invites, direct)
        rooms.forget([salon])
        sender.resolve(about, salon)
        changed()

    bot, rythme = engine.bot, config.rythme
    openings = Openings(
        transport, bot, encrypted=crypto is not None, conversation=conversation, origins=origins
    )
    fichiers = StoredFiles(config.donnees.dossier)
    delivery = Delivery(transport, crypto, rooms, bot, fichiers, openings)
    pace = Pace(rythme.evenements_par_seconde, rythme.rafale)
    sender = Sender(engine, writer, delivery, pace, rythme.envois_simultanes, opened, changed)
    engine.may_leave = sender.may_leave
    engine.crowded = lambda: pace.crowded(sender.waiting)
    return sender
