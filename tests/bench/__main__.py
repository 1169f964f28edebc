"""`python -m tests.bench` : lance les courses et imprime les tableaux."""

import argparse
import asyncio
import dataclasses
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from tests.bench.annee import DEBUT, FIN, print_annee, vivre
from tests.bench.bulletin import print_bulletin
from tests.bench.lundi import lundi, print_lundi
from tests.bench.measure import Plan, race
from tests.bench.measure_astuces import TAILLES, Vue, mesurer, print_astuces
from tests.bench.measure_encrypted import encrypted_race
from tests.bench.measure_scale import scale_race
from tests.bench.measure_stub import StubPlan, stub_race
from tests.bench.peers import peers
from tests.bench.tables import print_goals, print_race, print_stub, race_goals, stub_goals
from tests.bench.tables_more import encrypted_goals, print_encrypted, print_scale, scale_goals
from tests.bench.themes import print_themes

COURSES = "vrai,carton,chiffre,salons,themes,lundi,annee,bulletin,astuces"
ASTUCES = ",".join(map(str, TAILLES))


def _arguments() -> argparse.Namespace:
    lecteur = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Nos mesures, à côté de deux bots nus."
    )
    lecteur.add_argument("--bots", default="raw,nio,maillon", help="lesquels (raw,nio,maillon)")
    lecteur.add_argument("--commande", default="!thèmes", help="la nôtre (défaut : !thèmes)")
    lecteur.add_argument("--courses", default=COURSES, help=f"lesquelles ({COURSES})")
    lecteur.add_argument("--tours", type=int, default=Plan.tours, help="tours une à une")
    lecteur.add_argument("--graine", type=int, default=int(time.time()) % 100_000)
    lecteur.add_argument(
        "--astuces",
        default=os.environ.get("MAILLON_BENCH_ASTUCES", ASTUCES),
        help=f"combien d'astuces ({ASTUCES} ; 1000000 prend dix minutes)",
    )
    lecteur.add_argument("--court", action="store_true", help="une minute, pour voir")
    return lecteur.parse_args()


def _plans(choix: argparse.Namespace) -> tuple[Plan, StubPlan]:
    plan = Plan(tours=choix.tours, graine=choix.graine)
    carton = StubPlan(graine=choix.graine)
    if choix.court:
        plan = dataclasses.replace(plan, tours=3, tours_charge=1, par_personne=5, departs=1)
        carton = dataclasses.replace(carton, tours=1, secondes=2.0)
    return plan, carton


async def _main(choix: argparse.Namespace, console: Console, dossier: Path) -> bool:
    connus = peers(choix.commande)
    pairs = [connus[nom] for nom in choix.bots.split(",")]
    plan, plan_carton = _plans(choix)
    buts = []
    console.print(f"Graine : {choix.graine}. Commande mesurée chez nous : {choix.commande}")
    with console.status("préparation") as etat:

        def dire(quoi: str) -> None:
            etat.update(quoi)
            if not console.is_terminal:
                console.print(quoi)

        if "vrai" in choix.courses:
            au_contrat = [connus["raw-contrat"]] if connus["raw"] in pairs else []
            resultats = await race([*pairs, *au_contrat], plan, dossier / "vrai", dire)
            print_race(console, resultats)
            buts += race_goals(resultats, choix.graine)
        if "carton" in choix.courses:
            carton = await stub_race(pairs, plan_carton, dossier / "carton", dire)
            print_stub(console, carton)
            buts += stub_goals(carton, choix.graine)
        if "chiffre" in choix.courses:
            tours, bloc = (2, 5) if choix.court else (8, 10)
            chiffres = await encrypted_race(pairs, tours, bloc, dossier / "chiffre", dire)
            print_encrypted(console, chiffres)
            buts += encrypted_goals(chiffres, choix.graine)
        if "salons" in choix.courses:
            beaucoup, endurance = await scale_race(connus["maillon"], dossier / "salons", dire)
            print_scale(console, beaucoup)
            buts += scale_goals(beaucoup, endurance)
    if "themes" in choix.courses:
        print_themes(console)
    if "lundi" in choix.courses:
        (dossier / "lundi").mkdir()
        print_lundi(console, await asyncio.to_thread(lundi, dossier / "lundi"))
    vite = "bulletin" not in choix.courses or print_bulletin(console)
    if "astuces" in choix.courses:
        buts += print_astuces(console, await asyncio.to_thread(_astuces, choix, dossier))
    tenue = "annee" not in choix.courses or _annee(choix, console, dossier / "annee")
    if buts:
        print_goals(console, buts)
    return tenue and vite and all(but.tenu for but in buts)


def _astuces(choix: argparse.Namespace, dossier: Path) -> list[Vue]:
    """La recherche parmi mille astuces si l'on est pressé, sinon aux tailles voulues."""
    tailles = [1000] if choix.court else [int(t) for t in choix.astuces.split(",")]
    return [mesurer(dossier / f"astuces{t}", t) for t in tailles]


def _annee(choix: argparse.Namespace, console: Console, dossier: Path) -> bool:
    """Un an d'un réseau de quarante personnes (deux mois si l'on est pressé)."""
    dossier.mkdir(parents=True)
    jusqua = DEBUT + timedelta(days=60) if choix.court else FIN
    return print_annee(console, vivre(dossier, choix.graine, console, jusqua))


def main() -> int:
    """Rend 0 si les courses ont eu lieu, 1 si un bot n'a pas pu courir."""
    # Hors d'un terminal, les tableaux gardent leurs lignes entières.
    console = Console() if sys.stdout.isatty() else Console(width=150)
    with tempfile.TemporaryDirectory(prefix="maillon-banc-") as dossier:
        try:
            asyncio.run(_main(_arguments(), console, Path(dossier)))
        except RuntimeError as panne:
            console.print(str(panne), markup=False)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
