"""Les tableaux du chiffrement et du nombre de salons, et leurs objectifs."""

import random
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from tests.bench.measure_encrypted import SALONS, EncryptedResult
from tests.bench.measure_scale import ScaleResult, SoakResult
from tests.bench.stats import Interval, median, rank, ratio
from tests.bench.tables import Goal


def print_encrypted(console: Console, resultats: Mapping[str, EncryptedResult]) -> None:
    """Clair et chiffré, côte à côte."""
    table = Table(title="Salons chiffrés, vrai serveur", title_justify="left")
    table.add_column("bot")
    for titre in ("salon", "médiane / p99 (ms)", "calcul (ms/cde)", "réponses après arrêt brutal"):
        table.add_column(titre, justify="right")
    for nom, r in resultats.items():
        for sorte in SALONS:
            plat = [m for tour in r.attentes[sorte] for m in tour]
            temps = f"{1000 * median(plat):.1f} / {1000 * rank(0.99)(plat):.1f}"
            arret = str(r.apres_arret) if sorte == SALONS[0] else ""
            table.add_row(nom, sorte, temps, f"{r.cpu_ms(sorte):.2f}", arret)
    console.print(table)


def encrypted_goals(resultats: Mapping[str, EncryptedResult], graine: int) -> list[Goal]:
    """Chiffré sur clair, le nôtre sur nio, et ce qui reste d'un arrêt brutal."""
    nous, nio = resultats.get("maillon"), resultats.get("nio")
    if nous is None:
        return []
    hasard = random.Random(graine)  # noqa: S311 (un rééchantillonnage, pas un secret)
    clair, chiffre = (nous.attentes[sorte] for sorte in SALONS)
    surcout = ratio(chiffre, clair, median, hasard)
    trois = _exact(abs(nous.apres_arret - 3))
    buts = [
        Goal("réponse médiane, chiffré", surcout, 1.25, unite="× clair"),
        Goal("réponses en trop ou en moins après un arrêt brutal", trois, 0),
    ]
    if nio is not None:
        face = ratio(chiffre, nio.attentes["chiffré"], median, hasard)
        calcul = _exact(nous.cpu_ms("chiffré") / nio.cpu_ms("chiffré"))
        buts += [
            Goal("réponse médiane, chiffré", face, 1.0, unite="× nio"),
            Goal("calcul par commande, chiffré", calcul, 1.3, unite="× nio"),
        ]
    return buts


def print_scale(console: Console, resultats: Sequence[ScaleResult]) -> None:
    """Vingt salons, puis beaucoup."""
    table = Table(title="Beaucoup de salons, serveur de carton", title_justify="left")
    for titre in (
        "salons",
        "du lancement à la réponse (s)",
        "calcul du lancement (s)",
        "mémoire (Mio)",
        "calcul (ms/cde)",
        "commandes/s",
    ):
        table.add_column(titre, justify="right")
    for r in resultats:
        table.add_row(
            str(r.salons), f"{r.depart:.2f}", f"{r.calcul_depart:.2f}", f"{r.memoire:.0f}",
            f"{r.cpu_ms:.2f}", f"{r.debit:.0f}",
        )  # fmt: skip
    console.print(table)


def scale_goals(resultats: Sequence[ScaleResult], endurance: SoakResult) -> list[Goal]:
    """Redémarrer, tenir en mémoire, ne pas coûter plus par commande."""
    peu, beaucoup = resultats
    nom = f"{beaucoup.salons} salons"
    return [
        Goal(f"calcul du lancement en plus, {nom}",
             _exact(beaucoup.calcul_depart - peu.calcul_depart), 0.3, unite="s"),
        Goal(f"du lancement à la réponse, {nom}", _exact(beaucoup.depart), 3.4, unite="s"),
        Goal(f"mémoire, {nom}", _exact(beaucoup.memoire), 150, unite="Mio"),
        Goal(f"calcul par commande, {nom}", _exact(beaucoup.cpu_ms / peu.cpu_ms), 2, unite="× 20"),
        Goal(f"mémoire prise en {endurance.commandes} commandes",
             _exact(endurance.apres - endurance.avant), 5, unite="Mio"),
        Goal("blocage de la boucle, p99,9", _exact(endurance.blocage), 20, unite="ms"),
    ]  # fmt: skip


def _exact(valeur: float) -> Interval:
    return Interval(valeur, valeur, valeur)
