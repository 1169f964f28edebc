"""La recherche d'astuces : combien de temps, selon le nombre d'astuces et ce que l'on tape.

    python -m tests.bench.measure_astuces --tailles 10000,100000,1000000

1. Une base SQLite neuve par taille, des astuces de neuf à vingt mots tirés selon une loi de Zipf
   (le mot le plus courant est dans plus d'une sur deux), un dixième vérifiées, un quart utiles.
2. La recherche entière est comptée, de la question tapée aux numéros rangés : lexique, synonymes,
   fautes, base, rangement. Une session neuve à chaque fois, comme un événement du moteur.
3. Autant de questions de chaque sorte ; on garde le p99 de toutes. Le calcul du fil (sans l'attente
   d'une machine partagée) est imprimé à côté du temps écoulé.
4. Ensuite, un tiers des mêmes recherches dans un fil, comme le moteur, pendant qu'une boucle
   d'événements bat toutes les cinq millisecondes : son retard dit si chercher la bloque.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import Engine as Base

from donnees.database import database_url, open_engine
from donnees.schema import migrate
from tests.bench.astuces import jeu, lexique, resultats, semer_inventees, tirage
from tests.bench.stats import Interval, median, rank
from tests.bench.tables import Goal

TAILLES = (10_000, 100_000)
BUTS = {10_000: 10.0, 100_000: 40.0, 1_000_000: 150.0}
PAR_SORTE = 60
BATTEMENT = 0.005


@dataclass
class Vue:
    """Ce que l'on a mesuré à cette taille, en millisecondes."""

    taille: int
    pose: float
    ecoule: dict[str, list[float]] = field(default_factory=dict)
    calcul: list[float] = field(default_factory=list)
    retards: list[float] = field(default_factory=list)

    @property
    def toutes(self) -> list[float]:
        """Tous les temps écoulés."""
        return [t for sorte in self.ecoule.values() for t in sorte]


def questions() -> Iterator[tuple[str, str]]:
    """(sorte, question), mêlées comme on les tape."""
    mots = lexique()
    _, posees = jeu()
    for n in range(PAR_SORTE):
        a, b, c = mots[n % 20], mots[tirage(f"b{n}", 40)], mots[tirage(f"c{n}", 200)]
        rare = mots[2000 + tirage(f"r{n}", 14_000)]
        faute = rare[:2] + rare[3:4] + rare[2:3] + rare[4:]
        yield "un mot courant", a
        yield "deux mots courants", f"{a} {b}"
        yield "trois mots courants", f"{a} {b} {c}"
        yield "un mot rare", rare
        yield "un début de mot", (a if n % 2 else b)[:4]
        yield "un début rare", rare[:3]
        yield "une faute de frappe", faute
        yield "une phrase", f"comment faire quand {a} {b} {c} {rare} ne marche plus {faute}"
        yield "une question du jeu", posees[tirage(f"q{n}", len(posees))][0]


def _chercher(base: Base, vue: Vue) -> None:
    for chauffe in ("chorus facture", "chor", "fatcure"):
        resultats(base, chauffe)
    for sorte, question in questions():
        debut, fil = time.perf_counter(), time.thread_time()
        resultats(base, question)
        vue.calcul.append(1000 * (time.thread_time() - fil))
        vue.ecoule.setdefault(sorte, []).append(1000 * (time.perf_counter() - debut))


async def _battre(base: Base, vue: Vue) -> None:
    """Cherche dans un fil, pendant qu'une boucle bat ici."""
    posees = [question for _sorte, question in questions()][::3]
    with ThreadPoolExecutor(max_workers=1) as fil:
        cherche = fil.submit(lambda: [resultats(base, question) for question in posees])
        while not cherche.done():
            debut = time.perf_counter()
            await asyncio.sleep(BATTEMENT)
            vue.retards.append(1000 * (time.perf_counter() - debut - BATTEMENT))
        cherche.result()


def mesurer(dossier: Path, taille: int) -> Vue:
    """Pose `taille` astuces dans une base neuve, et y cherche."""
    dossier.mkdir(parents=True)
    base = open_engine(database_url(dossier, ""))
    migrate(base)
    debut = time.perf_counter()
    semer_inventees(base, taille)
    vue = Vue(taille, time.perf_counter() - debut)
    _chercher(base, vue)
    asyncio.run(_battre(base, vue))
    base.dispose()
    return vue


def print_astuces(console: Console, vues: list[Vue]) -> list[Goal]:
    """Le tableau par taille et par sorte ; rend les objectifs."""
    table = Table(title="Chercher une astuce (SQLite, ms)", title_justify="left")
    for titre in ("astuces", "question", "médiane", "p99"):
        table.add_column(titre, justify="left" if titre == "question" else "right")
    for vue in vues:
        for sorte, temps in vue.ecoule.items():
            p99 = f"{rank(0.99)(temps):.1f}"
            table.add_row(str(vue.taille), sorte, f"{median(temps):.1f}", p99)
        table.add_row(str(vue.taille), "toutes", f"{median(vue.toutes):.1f}",
                      f"{rank(0.99)(vue.toutes):.1f}", end_section=True)  # fmt: skip
        console.print(
            f"{vue.taille} astuces posées en {vue.pose:.0f} s ; calcul du fil, p99 : "
            f"{rank(0.99)(vue.calcul):.1f} ms ; retard de la boucle, p99,9 : "
            f"{rank(0.999)(vue.retards):.1f} ms"
        )
    console.print(table)
    return [
        Goal(f"recherche parmi {v.taille} astuces, p99",
             Interval(*[rank(0.99)(v.toutes)] * 3), BUTS[v.taille], unite="ms")
        for v in vues if v.taille in BUTS
    ]  # fmt: skip


def main() -> None:
    """Mesure aux tailles demandées."""
    lecteur = argparse.ArgumentParser(description="La recherche d'astuces, mesurée.")
    lecteur.add_argument("--tailles", default=",".join(map(str, TAILLES)))
    tailles = [int(t) for t in lecteur.parse_args().tailles.split(",")]
    with tempfile.TemporaryDirectory(prefix="maillon-banc-") as dossier:
        vues = [mesurer(Path(dossier) / str(t), t) for t in tailles]
    print_astuces(Console(width=150), vues)


if __name__ == "__main__":
    main()
