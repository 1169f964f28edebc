"""Le thème deviné : combien de questions, écrites comme au téléphone, trouvent le leur.

`questions.toml` a été écrit avant les vocabulaires, sans eux. Les questions de rang pair servent à
régler (vocabulaires et poids), celles de rang impair à mesurer : seules celles-ci font foi.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.core.devine import Modele
from bot.core.vocabulaires import vocabulaires

QUESTIONS = Path(__file__).with_name("questions.toml")

Question = tuple[str, str]  # (thème attendu, texte)


@dataclass(frozen=True)
class Justesse:
    """Des parts de 0 à 1 : premier juste, parmi les deux proposés, sûr, et juste quand sûr."""

    nombre: int
    premier: float
    parmi_deux: float
    sur: float
    juste_si_sur: float


def questions() -> tuple[list[Question], list[Question]]:
    """Les questions qui ont servi à régler, puis celles qui mesurent."""
    themes = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["theme"]
    toutes = [
        (rang % 2, (theme["nom"], texte))
        for theme in themes
        for rang, texte in enumerate(theme["questions"])
    ]
    return (
        [question for rang, question in toutes if rang == 0],
        [question for rang, question in toutes if rang == 1],
    )


def modele_pret() -> Modele:
    """Un modèle qui ne sait que les vocabulaires livrés."""
    modele = Modele()
    for pret in vocabulaires().values():
        modele.connait(pret.nom, pret.expressions())
    return modele


def justesse(modele: Modele, posees: Iterable[Question]) -> Justesse:
    """Pose les questions au modèle et compte."""
    avis = [(theme, modele.devine(texte)) for theme, texte in posees]
    rangs = [[piste.theme for piste in rendu.pistes[:2]] for _, rendu in avis]
    premiers = sum(rang[:1] == [theme] for rang, (theme, _) in zip(rangs, avis, strict=True))
    deux = sum(theme in rang for rang, (theme, _) in zip(rangs, avis, strict=True))
    surs = [(theme, rendu.pistes[0].theme) for theme, rendu in avis if rendu.sur]
    return Justesse(
        len(avis),
        premiers / len(avis),
        deux / len(avis),
        len(surs) / len(avis),
        sum(attendu == rendu for attendu, rendu in surs) / max(len(surs), 1),
    )


def noms_seuls() -> Modele:
    """Le point de départ : un modèle qui ne sait que le nom des thèmes."""
    modele = Modele()
    for pret in vocabulaires().values():
        modele.connait(pret.nom, (pret.nom, *pret.courts))
    return modele


def print_themes(console: Console) -> None:
    """Imprime le tableau, les questions de réglage à part."""
    reglees, mesurees = questions()
    table = Table(title="Thème deviné", title_justify="left")
    for titre in ("questions", "nombre", "premier", "parmi deux", "sûr", "juste si sûr"):
        table.add_column(titre, justify="left" if titre == "questions" else "right")
    for titre, modele, posees in (
        ("noms des thèmes seuls", noms_seuls(), mesurees),
        ("vocabulaires, questions de réglage", modele_pret(), reglees),
        ("vocabulaires, questions de mesure", modele_pret(), mesurees),
    ):
        vu = justesse(modele, posees)
        parts = (vu.premier, vu.parmi_deux, vu.sur, vu.juste_si_sur)
        table.add_row(titre, str(vu.nombre), *(f"{part:.0%}" for part in parts))
    console.print(table)


if __name__ == "__main__":
    print_themes(Console())
