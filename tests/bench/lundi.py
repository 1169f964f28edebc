"""Lundi, 9 h : deux cents réseaux demandent la météo à la même seconde, un envoi par seconde.

Le moteur, les commandes, la base, les files, la cadence et l'expéditeur sont les vrais, devant un
serveur de carton ; la boucle compte seule le temps trente fois trop vite, pour que dix minutes
tiennent en vingt secondes. Pendant ce temps, des personnes posent une question : combien
attendent-elles ?
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from bot.clock import Clock
from bot.core.registry import Registry
from bot.core.reglages import OUVERTE
from bot.matrix.parsing import piece
from bot.pace import Pace
from bot.pieces import Batch
from bot.sender import Sender
from donnees.database import database_url, open_engine
from donnees.outbox import OutboxItem
from donnees.reminder import Reminder
from donnees.reseau import Reseau
from donnees.rituel import METEO, Rituel
from donnees.salon import Adhesion, Salon
from donnees.schema import migrate
from tests.bench.stats import median, rank
from tests.conftest import toutes_les_commandes
from tests.envoi.poste import Poste, nouveau_poste
from tests.envoi.serveur import BOT, Serveur, serveur

VITESSE = 30
NEUF_HEURES = datetime(2026, 12, 7, 8, tzinfo=UTC)
MEMBRES = 6
TOUTES_LES = 15.0  # secondes entre deux questions de personnes


class Boucle(asyncio.SelectorEventLoop):
    """Une boucle pour qui une seconde vraie en dure trente."""

    def __init__(self) -> None:
        selecteur = selectors.DefaultSelector()
        super().__init__(selecteur)
        attendre = selecteur.select

        def presse(timeout: float | None = None) -> Any:
            return attendre(None if timeout is None else timeout / VITESSE)

        selecteur.select = presse  # type: ignore[method-assign]

    def time(self) -> float:
        """L'heure de la boucle."""
        return time.monotonic() * VITESSE


class HeureDuLundi(Clock):
    """9 h tant que tout n'est pas décidé, puis l'heure de la boucle depuis `debut`."""

    debut: float | None = None

    def real(self) -> datetime:
        """L'instant, à la vitesse de la boucle."""
        passe = 0.0 if self.debut is None else time.monotonic() - self.debut
        return NEUF_HEURES + timedelta(seconds=passe * VITESSE)


@dataclass
class Lundi:
    """Ce que l'on a vu, en secondes depuis 9 h ; `calcul` : temps de processeur, pour décider."""

    reseaux: int
    questions: list[float] = field(default_factory=list)
    boutons: list[float] = field(default_factory=list)
    sans_bouton: int = 0
    attentes: list[float] = field(default_factory=list)
    calcul: float = 0.0


async def _vivre(poste: Poste, carton: Serveur, reseaux: int) -> Lundi:
    boucle, lundi = asyncio.get_running_loop(), Lundi(reseaux)
    debut = time.process_time()
    poste.engine.clock = horloge = HeureDuLundi()
    sender = poste.sender = Sender(
        poste.engine, poste.writer, poste.sender.delivery, Pace(1.0, 10, boucle.time),
        poste.largeur, poste._opened, poste._note, boucle.time,
    )  # fmt: skip
    poste.engine.may_leave = sender.may_leave
    poste.engine.crowded = lambda: sender.pace.crowded(sender.waiting)

    def confie(lignes: list[OutboxItem]) -> None:
        boucle.call_soon_threadsafe(sender.offer, lignes)

    while await poste.writer.run(poste.engine.next_reminder) == NEUF_HEURES:
        await poste.writer.run(poste.engine.handle_due, confie)
    lundi.calcul = time.process_time() - debut
    horloge.debut = debut = time.monotonic()
    async with poste.en_marche():
        posees = await _demander(poste, sender, confie, reseaux)
        await sender.drain(3600)
    _compter(lundi, carton, debut, posees)
    return lundi


async def _demander(
    poste: Poste, sender: Sender, confie: Callable[[list[OutboxItem]], None], reseaux: int
) -> dict[str, float]:
    """Tant que la file dure, une personne pose une question de temps en temps ; rend quand."""
    posees: dict[str, float] = {}
    while sender.waiting:
        n = len(posees)
        evenement = {
            "event_id": f"$q{n}", "sender": f"@membre{n % MEMBRES}:localhost",
            "type": "m.room.message", "content": {"msgtype": "m.text", "body": "!thèmes"},
            "origin_server_ts": int(poste.engine.clock.real().timestamp() * 1000),
        }  # fmt: skip
        recu = piece(f"!r{n % reseaux}:localhost", evenement, BOT)
        lot = Batch(position=f"s{n}", pieces=[recu] if recu is not None else [])
        posees[f"$q{n}"] = time.monotonic()
        lignes, _ = await poste.writer.run(poste.engine.receive, lot)
        confie(lignes)
        while await poste.writer.run(poste.engine.handle_some, confie):
            pass
        await asyncio.sleep(TOUTES_LES)
    return posees


def _compter(lundi: Lundi, carton: Serveur, debut: float, posees: dict[str, float]) -> None:
    avec: set[str] = set()
    for put in carton.puts():
        quand = (put.instant - debut) * VITESSE
        relation = put.corps.get("m.relates_to", {})
        if relation.get("rel_type") == "m.annotation":
            lundi.boutons.append(quand)
            avec.add(put.chemin.split("/")[5])
        elif put.corps["fr.maillon"]["type"] == "meteo.question":
            lundi.questions.append(quand)
        else:
            cite = relation.get("m.in_reply_to", {}).get("event_id")
            lundi.attentes.append((put.instant - posees[cite]) * VITESSE)
    lundi.sans_bouton = lundi.reseaux - len(avec)


# -- l'état de départ ------------------------------------------------------------------------------


def _poser(poste: Poste, reseaux: int) -> None:
    """Des réseaux de six personnes, chacun avec sa météo ouverte du lundi, 9 h."""
    with Session(poste.base) as session:
        for n in range(1, reseaux + 1):
            salon = f"!r{n - 1}:localhost"
            session.add(Salon(id=salon, createurs=[], pouvoirs={}, rotation={}))
            membres = [BOT, *(f"@membre{m}:localhost" for m in range(MEMBRES))]
            session.add_all(Adhesion(salon=salon, membre=m) for m in membres)
            session.add(Reseau(
                id=n, nom=f"R{n}", salon=salon, ouvert_par=membres[1], ouvert_le=NEUF_HEURES,
                reglages={"meteo": OUVERTE},
            ))  # fmt: skip
            session.add(Rituel(
                id=n, reseau=n, genre=METEO, mots="chaque lundi à 9h", fuseau="Europe/Paris",
                rrule="FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0", debut=NEUF_HEURES,
                origine=NEUF_HEURES, prochaine=NEUF_HEURES, cree_le=NEUF_HEURES,
            ))  # fmt: skip
            session.add(
                Reminder(id=f"r{n}", about=f"rituel:{n}", reason="rituel", planned=NEUF_HEURES)
            )
        session.commit()


async def _tout(dossier: Path, reseaux: int) -> Lundi:
    base = open_engine(database_url(dossier, ""))
    migrate(base)
    async with serveur() as carton:
        poste = nouveau_poste(base, carton.url, dossier)
        poste.engine.registry = Registry.of(toutes_les_commandes())
        _poser(poste, reseaux)
        try:
            return await _vivre(poste, carton, reseaux)
        finally:
            await poste.ferme()
            base.dispose()


def lundi(dossier: Path, reseaux: int = 200) -> Lundi:
    """Le lundi de ces réseaux, du premier envoi au dernier."""
    with asyncio.Runner(loop_factory=Boucle) as coureur:
        return coureur.run(_tout(dossier, reseaux))


def print_lundi(console: Console, vu: Lundi) -> None:
    """Ce qui est parti, quand ; ce qu'ont attendu les personnes."""
    table = Table(
        title=f"Lundi, 9 h : {vu.reseaux} réseaux, un envoi par seconde", title_justify="left"
    )
    table.add_column("quoi")
    for titre in ("combien", "le premier (s)", "le médian (s)", "le dernier (s)"):
        table.add_column(titre, justify="right")
    for nom, instants in (("questions", vu.questions), ("boutons", vu.boutons)):
        if instants:
            table.add_row(
                nom, str(len(instants)), f"{min(instants):.0f}", f"{median(instants):.0f}",
                f"{max(instants):.0f}",
            )  # fmt: skip
    table.add_row("réseaux en mots, sans boutons", str(vu.sans_bouton))
    console.print(table)
    console.print(f"Décider pour tous : {vu.calcul:.1f} s de calcul.")
    if vu.attentes:
        console.print(
            f"Pendant ce temps, {len(vu.attentes)} personnes ont eu leur réponse en "
            f"{median(vu.attentes):.1f} s (médiane), {rank(0.99)(vu.attentes):.1f} s (p99) ; "
            f"le calcul y compte {VITESSE} fois."
        )
