"""Un poste d'envoi : vrai moteur, vraie base, vrai expéditeur ; l'heure des essais est la nôtre."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.engine import Engine as Base
from sqlmodel import Session, select

from bot.clock import Clock
from bot.core.acces import Acces
from bot.core.context import Reglages
from bot.core.registry import Registry
from bot.core.texte import Texte
from bot.engine import Engine
from bot.intake import Intake
from bot.matrix.breaker import Breaker
from bot.matrix.crypto import Crypto
from bot.matrix.delivery import Delivery
from bot.matrix.openings import Openings
from bot.matrix.rooms import RoomBook
from bot.matrix.transport import Transport
from bot.pace import Pace
from bot.sender import Sender
from bot.stored_files import StoredFiles
from bot.writer import Writer
from donnees import outbox
from donnees import salon as salons
from donnees.inbox import InboxItem
from donnees.outbox import OutboxItem
from donnees.salon import Adhesion, Salon
from tests.envoi.serveur import BOT
from tests.garde import GARDE

INES = "@ines:localhost"
T = TypeVar("T")
_rang = itertools.count(1)


class Horloge(Clock):
    """L'horloge vraie, décalée à volonté."""

    def __init__(self) -> None:
        self.decalage = timedelta()

    def real(self) -> datetime:
        return datetime.now(UTC) + self.decalage


@dataclass
class Poste:
    """Les pièces de l'envoi, branchées comme dans le robot."""

    base: Base
    transport: Transport
    dossier: Path
    crypto: Crypto | None = None
    bot: str = BOT
    appareil: str = "ICI"
    pace: Pace = field(default_factory=lambda: Pace(0, 1))
    largeur: int = 24
    horloge: Horloge = field(default_factory=Horloge)
    changes: int = 0

    def __post_init__(self) -> None:
        acces = Acces(
            serveurs=("*",), externes=False, responsables=(), commandes_par_minute=0,
            commandes_par_minute_salon=0,
        )  # fmt: skip
        self.engine = Engine(
            base=self.base, registry=Registry.of(()), clock=self.horloge, bot=self.bot,
            acces=acces, defauts=Reglages(), appareil=self.appareil,
            intake=Intake(self.bot, ("Maillon",), acces),
        )  # fmt: skip
        self.writer = Writer()
        self.rooms = RoomBook(self.writer, self.engine.read, self.engine.encrypted)
        openings = Openings(
            self.transport, self.bot, encrypted=self.crypto is not None,
            conversation=self._conversation, origins=self._origins,
        )  # fmt: skip
        self.files = StoredFiles(self.dossier)
        delivery = Delivery(self.transport, self.crypto, self.rooms, self.bot, self.files, openings)
        self.sender = Sender(
            self.engine, self.writer, delivery, self.pace, self.largeur, self._opened, self._note
        )
        self.engine.may_leave = self.sender.may_leave

    def _note(self) -> None:
        self.changes += 1

    async def _conversation(self, personne: str) -> str | None:
        trouvee = await self.writer.run(
            self.engine.read, lambda s: salons.conversation(s, personne)
        )
        return None if trouvee is None else str(trouvee.id)

    async def _origins(self) -> dict[str, str | None]:
        lues: dict[str, str | None] = await self.writer.run(self.engine.read, salons.origines)
        return lues

    async def _opened(self, ligne: OutboxItem, salon: str) -> None:
        contenu = ligne.contenu
        await self.writer.run(
            self.engine.opened, ligne.envoi, ligne.about or "", salon, contenu["invites"],
            bool(contenu["direct"]),
        )  # fmt: skip
        self.rooms.forget([salon])
        self.sender.resolve(ligne.about or "", salon)

    def _a_son_tour(self, geste: Callable[[Session], T]) -> T:
        """Dans le fil de l'unique écrivain : SQLite n'a qu'une connexion, qui ne se partage pas."""

        def fait() -> T:
            with Session(self.base, expire_on_commit=False) as session:
                rendu = geste(session)
                session.commit()
                return rendu

        return self.writer._fil.submit(fait).result()

    # -- préparer --------------------------------------------------------------------------------

    def salon(self, id: str, *, chiffre: bool = False, membres: tuple[str, ...] = ()) -> str:
        """Un salon où est le robot."""

        def entre(session: Session) -> None:
            session.add(Salon(id=id, chiffre=chiffre, createurs=[INES], pouvoirs={}, rotation={}))
            for membre in (self.bot, *membres):
                session.add(Adhesion(salon=id, membre=membre))

        self._a_son_tour(entre)
        return id

    def ecrit(self, *lignes: OutboxItem) -> list[OutboxItem]:
        """Écrit ces lignes dans la base."""
        self._a_son_tour(lambda session: outbox.add_all(session, lignes))
        return list(lignes)

    def offre(self, *lignes: OutboxItem) -> None:
        """Les écrit, et les donne à l'expéditeur."""
        self.sender.offer(self.ecrit(*lignes))

    # -- envoyer ---------------------------------------------------------------------------------

    @asynccontextmanager
    async def en_marche(self) -> AsyncIterator[Sender]:
        """L'expéditeur tourne ; il est arrêté net à la sortie."""
        tache = asyncio.create_task(self.sender.run())
        try:
            yield self.sender
        finally:
            tache.cancel()
            await asyncio.gather(tache, return_exceptions=True)

    async def vide(self, secondes: float = GARDE) -> None:
        """Envoie tout ; échoue s'il reste une ligne au bout de ce temps."""
        async with self.en_marche() as sender:
            await sender.drain(secondes)
            await self.writer.run(self.engine.flush)
        assert sender.waiting == 0, f"{sender.waiting} lignes attendent encore"

    async def ferme(self) -> None:
        """Ferme ce qui est ouvert."""
        await self.transport.close()
        self.writer.close()

    # -- regarder --------------------------------------------------------------------------------

    def ligne(self, envoi: str) -> OutboxItem:
        """Cette ligne, telle que la base la connaît."""
        cherche = select(OutboxItem).where(OutboxItem.envoi == envoi)
        return self._a_son_tour(lambda session: session.exec(cherche).one())

    def recus(self, genre: str) -> list[InboxItem]:
        """Les éléments de cette sorte qui attendent le moteur."""
        cherche = select(InboxItem).where(InboxItem.genre == genre)
        return self._a_son_tour(lambda session: list(session.exec(cherche)))


def nouveau_poste(base: Base, url: str, dossier: Path, **options: Any) -> Poste:
    """Un poste vers ce serveur."""
    options.setdefault("transport", Transport(url, "jeton", breaker=Breaker()))
    return Poste(base, dossier=dossier, **options)


def message(salon: str, texte: str = "bonjour", **champs: Any) -> OutboxItem:
    """Un message à envoyer."""
    contenu = {
        "texte": Texte.ligne(texte).json(), "type": "essai", "champs": {}, "mention": [],
        "appel": False, "reply_to": None, **champs.pop("contenu", {}),
    }  # fmt: skip
    return ligne(salon, outbox.MESSAGE, contenu, **champs)


def bouton(mere: OutboxItem, emoji: str = "✋", **champs: Any) -> OutboxItem:
    """Une touche du robot sous l'un de ses messages."""
    contenu = {"emoji": emoji, "envoi": mere.envoi}
    champs.setdefault("priorite", mere.priorite + 1)
    return ligne(mere.salon, outbox.REACTION, contenu, depend_de=mere.envoi, **champs)


def ouverture(personne: str, about: str = "prive:ines", **champs: Any) -> OutboxItem:
    """Une conversation privée à ouvrir."""
    contenu = {"invites": [personne], "nom": None, "direct": True}
    return ligne(None, outbox.OUVERTURE, contenu, about=about, **champs)


def ligne(salon: str | None, genre: str, contenu: dict[str, Any], **champs: Any) -> OutboxItem:
    """Une ligne de la boîte d'envoi, au rang suivant."""
    rang = next(_rang)
    champs.setdefault("envoi", f"{rang:032x}")
    return OutboxItem(
        seq=rang, genre=genre, salon=salon, contenu=contenu, cree_le=datetime.now(UTC), **champs
    )
