"""Les tableaux : ce que chacun a donné, puis nos objectifs, tenus ou non."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from tests.bench.measure import Result
from tests.bench.measure_stub import StubResult
from tests.bench.stats import Interval, median, rank, ratio

P95, P99 = rank(0.95), rank(0.99)


@dataclass(frozen=True)
class Goal:
    """Une promesse chiffrée : la mesure, le seuil, et s'il faut être au plus ou au moins."""

    quoi: str
    mesure: Interval
    seuil: float
    au_moins: bool = False
    unite: str = ""

    @property
    def tenu(self) -> bool:
        """Vrai si la valeur mesurée est du bon côté du seuil."""
        valeur = self.mesure.valeur
        return valeur >= self.seuil if self.au_moins else valeur <= self.seuil


def print_race(console: Console, resultats: Mapping[str, Result]) -> None:
    """La course sur le vrai serveur."""
    table = Table(title="Vrai serveur, salons en clair", title_justify="left")
    for titre in (
        "bot",
        "départ (s)",
        "une à une : médiane / p95 / p99 (ms)",
        "à vingt : /s",
        "à vingt : médiane / p99 (ms)",
        "calcul (ms/cde)",
        "mémoire repos / après (Mio)",
    ):
        table.add_column(titre, justify="left" if titre == "bot" else "right")
    for nom, r in resultats.items():
        seul, charge = _flat(r.seul), _flat(r.charge)
        table.add_row(
            nom,
            f"{median(r.depart):.2f}",
            _ms(median(seul), P95(seul), P99(seul)),
            f"{median(r.debit):.1f}",
            _ms(median(charge), P99(charge)),
            f"{r.cpu_ms:.2f}",
            f"{r.repos:.0f} / {r.apres:.0f}",
        )
    console.print(table)


def print_stub(console: Console, resultats: Mapping[str, Mapping[float, StubResult]]) -> None:
    """La course sur le serveur de carton."""
    table = Table(title="Serveur de carton, 20 salons", title_justify="left")
    for titre in ("bot", "envoi (ms)", "commandes/s", "attente médiane / p99 (ms)"):
        table.add_column(titre, justify="left" if titre == "bot" else "right")
    table.add_column("calcul (ms/cde)", justify="right")
    table.add_column("requêtes en trop", justify="right")
    for nom, par_envoi in resultats.items():
        for envoi, r in par_envoi.items():
            table.add_row(
                nom,
                f"{envoi * 1000:.0f}",
                f"{median(_flat(r.debits)):.0f}",
                _ms(median(r.attentes), P99(r.attentes)),
                f"{r.cpu_ms:.2f}",
                f"{r.en_trop:.2f}",
            )
    console.print(table)


def race_goals(resultats: Mapping[str, Result], graine: int) -> list[Goal]:
    """Nos objectifs sur le vrai serveur (seuls ceux dont les bots ont couru)."""
    nous, nio = resultats.get("maillon"), resultats.get("nio")
    if nous is None:
        return []
    hasard = random.Random(graine)  # noqa: S311 (un rééchantillonnage, pas un secret)
    buts = [
        Goal("du lancement à la première réponse", _exact(median(nous.depart)), 1.7, unite="s"),
        Goal("mémoire au repos", _exact(nous.repos), 110, unite="Mio"),
    ]
    for nom in ("raw", "raw-contrat"):
        if (autre := resultats.get(nom)) is not None:
            buts += _face_a(nous, autre, nom, hasard)
    if nio is not None:
        m = ratio(nous.seul, nio.seul, median, hasard)
        c = ratio(nous.charge, nio.charge, P99, hasard)
        buts += [
            Goal("réponse médiane, une à une", m, 1.0, unite="× nio"),
            Goal("p99, vingt personnes", c, 0.5, unite="× nio"),
            Goal("calcul par commande", _exact(nous.cpu_ms / nio.cpu_ms), 1.3, unite="× nio"),
        ]
    return buts


def _face_a(nous: Result, raw: Result, nom: str, hasard: random.Random) -> list[Goal]:
    """Face au bot nu, muet sur tout ou disant ce que le contrat demande."""
    m = ratio(nous.seul, raw.seul, median, hasard)
    p = ratio(nous.seul, raw.seul, P99, hasard)
    d = ratio([[x] for x in nous.debit], [[x] for x in raw.debit], median, hasard)
    c = ratio(nous.charge, raw.charge, P99, hasard)
    return [
        Goal("réponse médiane, une à une", m, 1.10, unite=f"× {nom}"),
        Goal("réponse p99, une à une", p, 1.3, unite=f"× {nom}"),
        Goal("débit, vingt personnes", d, 0.95, au_moins=True, unite=f"× {nom}"),
        Goal("p99, vingt personnes", c, 1.0, unite=f"× {nom}"),
    ]


def stub_goals(resultats: Mapping[str, Mapping[float, StubResult]], graine: int) -> list[Goal]:
    """Nos objectifs sur le serveur de carton."""
    nous, raw, nio = (resultats.get(nom) for nom in ("maillon", "raw", "nio"))
    if nous is None:
        return []
    hasard = random.Random(graine)  # noqa: S311 (un rééchantillonnage, pas un secret)

    def debit(autre: Mapping[float, StubResult], envoi: float) -> Interval:
        return ratio(nous[envoi].debits, autre[envoi].debits, median, hasard)

    buts = [Goal("requêtes en trop par commande", _exact(nous[0.05].en_trop), 0.01)]
    if raw is not None:
        rapport = debit(raw, 0.05)
        buts.append(Goal("débit, envois de 50 ms", rapport, 0.8, au_moins=True, unite="× raw"))
    if nio is not None:
        rapport = debit(nio, 0.05)
        buts.append(Goal("débit, envois de 50 ms", rapport, 15, au_moins=True, unite="× nio"))
        rapport = debit(nio, 0.0)
        buts.append(Goal("débit, envois immédiats", rapport, 0.5, au_moins=True, unite="× nio"))
    return buts


def print_goals(console: Console, buts: Sequence[Goal]) -> None:
    """Nos objectifs, un par ligne, avec l'intervalle à 95 %."""
    table = Table(title="Nos objectifs", title_justify="left")
    table.add_column("quoi")
    for titre in ("objectif", "mesuré", "intervalle à 95 %", ""):
        table.add_column(titre, justify="right")
    for but in buts:
        m = but.mesure
        table.add_row(
            but.quoi,
            f"{'≥' if but.au_moins else '≤'} {but.seuil:g} {but.unite}",
            f"{m.valeur:.2f}",
            "" if m.bas == m.haut else f"{m.bas:.2f} à {m.haut:.2f}",
            "tenu" if but.tenu else "[bold]manqué[/bold]",
        )
    console.print(table)


def _flat(tours: Sequence[Sequence[float]]) -> list[float]:
    return [mesure for tour in tours for mesure in tour]


def _exact(valeur: float) -> Interval:
    return Interval(valeur, valeur, valeur)


def _ms(*secondes: float) -> str:
    return " / ".join(f"{1000 * s:.0f}" if s >= 0.1 else f"{1000 * s:.1f}" for s in secondes)
