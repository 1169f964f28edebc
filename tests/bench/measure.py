"""La course sur un vrai serveur : départ à froid, questions une à une, puis vingt à la fois."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from bot.demo.homeserver import Homeserver
from tests.bench.asker import Asker
from tests.bench.peers import MOT_DE_PASSE, Peer
from tests.bench.process import BotProcess

Progress = Callable[[str], None]

_DELAI_DEPART = 40.0


@dataclass(frozen=True)
class Plan:
    """Combien de tours, de questions par bloc, de personnes ; et la graine de l'ordre."""

    tours: int = 12
    bloc: int = 20
    tours_charge: int = 12  # courts et nombreux : un moment lent du banc ne pèse sur personne
    par_personne: int = 4
    personnes: int = 20
    departs: int = 5
    graine: int = 0


@dataclass
class Result:
    """Ce qu'un bot a donné. Temps en secondes, un tour par liste ; mémoire en Mio."""

    depart: list[float] = field(default_factory=list)
    seul: list[list[float]] = field(default_factory=list)
    charge: list[list[float]] = field(default_factory=list)
    debit: list[float] = field(default_factory=list)
    calcul: float = 0.0
    commandes: int = 0
    repos: float = 0.0
    apres: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """Calcul par commande, en millisecondes."""
        return 1000 * self.calcul / self.commandes


class Lane:
    """Un bot dans la course : son processus, son compte, ses questionneurs, son résultat."""

    def __init__(self, peer: Peer, process: BotProcess, askers: Sequence[Asker]) -> None:
        self.peer = peer
        self.process = process
        self.askers = askers
        self.result = Result()

    async def first_answer(self) -> float:
        """Du lancement à la première réponse, en demandant toutes les 100 ms."""
        personne = self.askers[0]
        await personne.listen()
        debut = time.perf_counter()
        self.process.start()
        questions: list[asyncio.Task[float]] = []
        while not any(question.done() for question in questions):
            if not self.process.alive or time.perf_counter() - debut > _DELAI_DEPART:
                raise RuntimeError(f"{self.peer.nom} ne répond pas :\n{self.process.last_words()}")
            demande = personne.ask(self.peer.question, delai=_DELAI_DEPART)
            questions.append(asyncio.create_task(demande))
            await asyncio.wait(questions, timeout=0.1, return_when=asyncio.FIRST_COMPLETED)
        duree = time.perf_counter() - debut
        # Ce qui a été demandé avant qu'il écoute peut rester sans réponse (raw, nio).
        await asyncio.wait(questions, timeout=3)
        for question in questions:
            question.cancel()
        await asyncio.gather(*questions, return_exceptions=True)
        await personne.hush()
        return duree

    async def one_by_one(self, nombre: int) -> None:
        """Un bloc de questions, chacune après la réponse à la précédente."""
        personne = self.askers[0]
        await personne.listen()
        avant = self.process.cpu()
        self.result.seul.append([await personne.ask(self.peer.question) for _ in range(nombre)])
        self._count(avant, nombre)
        await personne.hush()

    async def all_together(self, par_personne: int) -> None:
        """Toutes les personnes à la fois, chacune dans son salon."""
        await asyncio.gather(*(personne.listen() for personne in self.askers))
        avant, debut = self.process.cpu(), time.perf_counter()
        mesures = await asyncio.gather(*(self._chain(p, par_personne) for p in self.askers))
        duree = time.perf_counter() - debut
        nombre = par_personne * len(self.askers)
        self.result.charge.append([mesure for suite in mesures for mesure in suite])
        self.result.debit.append(nombre / duree)
        self._count(avant, nombre)
        await asyncio.gather(*(personne.hush() for personne in self.askers))

    async def _chain(self, personne: Asker, nombre: int) -> list[float]:
        return [await personne.ask(self.peer.question, delai=60) for _ in range(nombre)]

    def _count(self, avant: float, nombre: int) -> None:
        self.result.calcul += self.process.cpu() - avant
        self.result.commandes += nombre


async def race(
    pairs: Sequence[Peer], plan: Plan, dossier: Path, dire: Progress
) -> dict[str, Result]:
    """Court toute la course ; rend un résultat par bot."""
    hasard = random.Random(plan.graine)  # noqa: S311 (un ordre, pas un secret)
    async with AsyncExitStack() as pile:
        dire("démarrage du serveur Matrix")
        serveur = await pile.enter_async_context(Homeserver())
        session = await pile.enter_async_context(_session(serveur.url))
        files = []
        for pair in pairs:
            dire(f"{pair.nom} : {plan.personnes} personnes et leurs salons")
            file = await _enter(serveur, session, pair, plan.personnes, dossier / pair.nom)
            pile.push_async_callback(file.process.stop)
            files.append(file)
        await _cold_starts(files, plan, dire)
        await _rounds(files, plan, hasard, dire)
        for file in files:
            file.result.apres = file.process.rss()
        return {file.peer.nom: file.result for file in files}


def _session(url: str) -> ClientSession:
    return ClientSession(
        f"{url}/_matrix/client/v3/",
        connector=TCPConnector(limit=0),
        timeout=ClientTimeout(total=90),
    )


async def _enter(
    serveur: Homeserver, session: ClientSession, pair: Peer, personnes: int, dossier: Path
) -> Lane:
    bot = await serveur.register(f"bot-{pair.nom}", MOT_DE_PASSE)
    # Le nôtre garde son unique appareil : il se connecte et entre lui-même.
    jeton = "" if pair.ours else await _login(session, bot)
    askers = []
    for rang in range(personnes):
        mxid = await serveur.register(f"{pair.nom}{rang}", MOT_DE_PASSE)
        personne = Asker(session, await _login(session, mxid), bot)
        await personne.open_room()
        if jeton:
            await _join(session, jeton, personne.room)
        askers.append(personne)
    file = Lane(pair, pair.process(serveur.url, bot, jeton, dossier), askers)
    await _prepare(file)
    return file


async def _prepare(file: Lane) -> None:
    """Le premier lancement : connexion, entrée dans les salons, ouverture des réseaux."""
    if not file.peer.ours:
        return
    file.process.start()
    try:
        for rang, personne in enumerate(file.askers):
            await personne.wait_for_bot(_DELAI_DEPART)
            await personne.listen()
            ouverture = file.peer.ouverture.replace("{mot}", str(rang))
            await personne.ask(ouverture, delai=_DELAI_DEPART)
            await personne.hush()
    except TimeoutError:
        raise RuntimeError(
            f"{file.peer.nom} n'est pas prêt :\n{file.process.last_words()}"
        ) from None
    await asyncio.sleep(2)  # ce qu'il dit encore après l'ouverture
    await file.process.stop()


async def _login(session: ClientSession, mxid: str) -> str:
    corps = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": mxid},
        "password": MOT_DE_PASSE,
    }
    async with session.post("login", json=corps) as reponse:
        reponse.raise_for_status()
        return str((await reponse.json())["access_token"])


async def _join(session: ClientSession, jeton: str, room: str) -> None:
    entetes = {"Authorization": f"Bearer {jeton}"}
    async with session.post(f"join/{quote(room)}", headers=entetes, json={}) as reponse:
        reponse.raise_for_status()


async def _cold_starts(files: Sequence[Lane], plan: Plan, dire: Progress) -> None:
    for tour in range(plan.departs + 1):  # le premier remplit les caches, il ne compte pas
        for file in files:
            dire(f"départ à froid, tour {tour} sur {plan.departs} : {file.peer.nom}")
            await file.process.stop()
            duree = await file.first_answer()
            if tour:
                file.result.depart.append(duree)
    await asyncio.sleep(2)
    for file in files:
        file.result.repos = file.process.rss()


async def _rounds(files: Sequence[Lane], plan: Plan, hasard: random.Random, dire: Progress) -> None:
    for tour in range(1, plan.tours + 1):
        for file in hasard.sample(files, len(files)):
            dire(f"une question à la fois, tour {tour} sur {plan.tours} : {file.peer.nom}")
            await file.one_by_one(plan.bloc)
    for tour in range(1, plan.tours_charge + 1):
        for file in hasard.sample(files, len(files)):
            dire(f"vingt personnes, tour {tour} sur {plan.tours_charge} : {file.peer.nom}")
            await file.all_together(plan.par_personne)
