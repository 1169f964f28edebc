"""Le nôtre dans beaucoup de salons, et longtemps : sur le serveur de carton.

Ouvrir 500 salons sur un vrai serveur prend une minute, 2 000 en prennent quatre : le carton les a
tout de suite, et n'ajoute rien à ce que coûte le bot. `MAILLON_TAILLE=pleine` : 2 000 salons.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

from tests.bench.measure import Progress
from tests.bench.measure_stub import StubLane, _free_port
from tests.bench.peers import Peer
from tests.taille import taille

SALONS = taille(500, 2000)
COMMANDES = taille(5_000, 10_000)


@dataclass
class ScaleResult:
    """Par nombre de salons. Temps en secondes, calcul en ms par commande, mémoire en Mio."""

    salons: int
    depart: float
    calcul_depart: float
    memoire: float
    cpu_ms: float
    debit: float


@dataclass
class SoakResult:
    """La mémoire avant et après (Mio) ; `blocage` : p99,9 des retards de la boucle (ms)."""

    commandes: int
    avant: float
    apres: float
    blocage: float


async def _many(
    peer: Peer, salons: int, dossier: Path, session: ClientSession, dire: Progress
) -> ScaleResult:
    file = StubLane(peer, dossier, session, salons)
    dire(f"{salons} salons : ouverture des réseaux")
    try:
        await file.start(delai=300)
        dire(f"{salons} salons : arrêt et redémarrage")
        await file.bot.stop()
        debut = time.perf_counter()
        file.bot.start()
        await file.one(peer.question, 60)
        depart, calcul = time.perf_counter() - debut, file.bot.cpu()
        dire(f"{salons} salons : commandes")
        await file.run(2.0, 0.0, compte=False)
        await file.run(6.0, 0.0)
        rendu = file.results[0.0]
        debit = sum(d[0] for d in rendu.debits) / len(rendu.debits)
        return ScaleResult(salons, depart, calcul, file.bot.rss(), rendu.cpu_ms, debit)
    finally:
        await file.stop()


async def _soak(peer: Peer, dossier: Path, session: ClientSession, dire: Progress) -> SoakResult:
    adresse = f"127.0.0.1:{_free_port()}"
    file = StubLane(peer, dossier, session, 20, supervision=adresse)
    try:
        await file.start()
        await file.run(4.0, 0.0, compte=False)
        avant, rendu = file.bot.rss(), file.results[0.0]
        while len(rendu.attentes) < COMMANDES:
            dire(f"endurance : {len(rendu.attentes)} commandes sur {COMMANDES}")
            await file.run(4.0, 0.0)
        blocage = await _block(session, adresse)
        return SoakResult(len(rendu.attentes), avant, file.bot.rss(), blocage)
    finally:
        await file.stop()


async def _block(session: ClientSession, adresse: str) -> float:
    """Ce que le bot dit de sa boucle : le p99,9 de ses retards sur la dernière minute, en ms."""
    async with session.get(f"http://{adresse}/metrics") as reponse:
        texte = await reponse.text()
    debut = 'maillon_boucle_retard_secondes{quantile="0.999"}'
    (valeur,) = (li.split()[1] for li in texte.splitlines() if li.startswith(debut))
    return 1000 * float(valeur)


async def scale_race(
    peer: Peer, dossier: Path, dire: Progress
) -> tuple[list[ScaleResult], SoakResult]:
    """Vingt salons, puis beaucoup ; puis dix mille commandes."""
    async with ClientSession(timeout=ClientTimeout(total=400)) as session:
        rendus = [
            await _many(peer, salons, dossier / str(salons), session, dire)
            for salons in (20, SALONS)
        ]
        return rendus, await _soak(peer, dossier / "endurance", session, dire)
