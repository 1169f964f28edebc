"""Ce que coûte le chiffrement, et ce qui reste après un arrêt brutal ; sur un vrai serveur.

1. La même personne, sur le même client, questionne le même bot dans un salon en clair puis dans un
   salon chiffré, à tour de rôle : le rapport des deux est ce que le chiffrement coûte.
2. Trois commandes, SIGKILL aussitôt, redémarrage : le bot doit y avoir répondu trois fois, ni plus
   ni moins.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from tests.bench.measure import Progress
from tests.bench.peers import MOT_DE_PASSE, Peer
from tests.bench.process import BotProcess

SALONS = ("clair", "chiffré")
_PATIENCE = 8.0  # secondes pour qu'une réponse de trop se montre


@dataclass
class EncryptedResult:
    """Par sorte de salon : attentes (s) par tour et calcul (s) ; `apres_arret` : les réponses."""

    attentes: dict[str, list[list[float]]] = field(default_factory=dict)
    calcul: dict[str, float] = field(default_factory=dict)
    apres_arret: int = 0

    def cpu_ms(self, sorte: str) -> float:
        """Calcul par commande, en millisecondes."""
        return 1000 * self.calcul[sorte] / sum(map(len, self.attentes[sorte]))


class Duo:
    """Un bot, une personne, leurs deux salons."""

    def __init__(self, peer: Peer, process: BotProcess, personne: Member, bot: str) -> None:
        self.peer, self.process, self.personne, self.bot = peer, process, personne, bot
        self.salons: dict[str, str] = {}
        self.result = EncryptedResult()

    async def open(self) -> None:
        """Lance le bot, l'invite dans les deux salons, attend qu'il y réponde."""
        self.process.start()
        for sorte in SALONS:
            chiffre = sorte != "clair"
            salon = await self.personne.create_room(sorte, encrypted=chiffre, invites=[self.bot])
            self.salons[sorte] = salon
            await self.personne.waits(
                lambda s: s.content.get("membership") == "join",
                timeout=40, type="m.room.member", sender=self.bot, room=salon,
            )  # fmt: skip
            await asyncio.sleep(1)
            await self.ask(sorte, self.peer.ouverture or self.peer.question)
        await asyncio.sleep(2)

    async def ask(self, sorte: str, question: str) -> float:
        """Pose une question ; rend l'attente de la réponse, en secondes."""
        salon, depuis = self.salons[sorte], self.personne.now
        debut = time.perf_counter()
        dit = await self.personne.say(salon, question.replace("{mot}", str(depuis)))
        await self.personne.waits(reply_to=dit, sender=self.bot, room=salon, since=depuis)
        return time.perf_counter() - debut

    async def turn(self, sorte: str, nombre: int) -> None:
        """Un bloc de questions dans l'un des salons."""
        avant = self.process.cpu()
        mesures = [await self.ask(sorte, self.peer.question) for _ in range(nombre)]
        self.result.attentes.setdefault(sorte, []).append(mesures)
        calcul = self.process.cpu() - avant
        self.result.calcul[sorte] = self.result.calcul.get(sorte, 0.0) + calcul

    async def killed(self) -> None:
        """Trois commandes, un arrêt brutal, un redémarrage : combien de réponses ?"""
        salon, depuis = self.salons["clair"], self.personne.now
        dits = [
            await self.personne.say(salon, self.peer.question.replace("{mot}", f"k{rang}"))
            for rang in range(3)
        ]
        self.process.kill()
        await asyncio.sleep(0.5)
        self.process.start()
        await asyncio.sleep(_PATIENCE)
        vus = self.personne.seen(room=salon, sender=self.bot, since=depuis)
        self.result.apres_arret = sum(s.reply_to in dits for s in vus)


@asynccontextmanager
async def _duo(serveur: Homeserver, peer: Peer, dossier: Path) -> AsyncIterator[Duo]:
    bot = await serveur.register(f"chiffre-{peer.nom}", MOT_DE_PASSE)
    mxid = await serveur.register(f"personne-{peer.nom}", MOT_DE_PASSE)
    personne = Member(serveur.url, mxid, MOT_DE_PASSE, dossier / "personne", "Inès")
    if peer.ours:
        process = peer.process(serveur.url, bot, "", dossier / "bot")
    else:
        (dossier / "bot").mkdir(parents=True)
        arguments = (serveur.url, bot, MOT_DE_PASSE, str(dossier / "bot"))
        commande = [sys.executable, "-m", "tests.bench.nio_encrypted", *arguments]
        process = BotProcess(commande, dossier / "bot", {})
    await personne.open()
    duo = Duo(peer, process, personne, bot)
    try:
        yield duo
    finally:
        await personne.close()
        await process.stop()


async def encrypted_race(
    pairs: list[Peer], tours: int, bloc: int, dossier: Path, dire: Progress
) -> dict[str, EncryptedResult]:
    """Clair et chiffré, puis l'arrêt brutal, pour chaque bot (`raw` ne chiffre pas)."""
    rendus: dict[str, EncryptedResult] = {}
    async with Homeserver() as serveur:
        for peer in (p for p in pairs if p.nom != "raw"):
            dire(f"salons chiffrés : {peer.nom} se prépare")
            async with _duo(serveur, peer, dossier / peer.nom) as duo:
                await duo.open()
                for tour in range(1, tours + 1):
                    for sorte in SALONS:
                        dire(f"salon {sorte}, tour {tour} sur {tours} : {peer.nom}")
                        await duo.turn(sorte, bloc)
                dire(f"trois commandes et un arrêt brutal : {peer.nom}")
                await duo.killed()
                rendus[peer.nom] = duo.result
    return rendus
