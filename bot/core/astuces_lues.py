"""Lire une astuce telle qu'on l'écrit : ses mots, son `#thème`, et si elle peut se garder."""

import re
from dataclasses import dataclass

from bot.core import themes_devines
from bot.core.context import Context
from bot.core.effects import Refusal
from bot.core.pliage import clean, deceptive, fold
from bot.core.themes_dits import theme_de_la_question
from donnees.theme import Theme

TEXTE_MAX, LIGNES_MAX = 1500, 40
MOTS_MIN = 2
# Ni la fin d'une adresse (« /aide#compta »), ni un numéro (« ticket #4512 »).
_DIESE = re.compile(r"(?:(?<!\S)|(?<=\())#(?=[^\W\d])")


@dataclass(frozen=True, kw_only=True)
class Dite:
    """Une astuce telle qu'on la lit : ses mots, le thème dit ou deviné."""

    texte: str
    theme: Theme | None = None
    devine: bool = False
    inconnu: str = ""


def lire(ctx: Context, brut: str, ailleurs: str | None = None) -> Dite:
    """Sépare `#thème` du texte ; sans thème dit, le reconnaît ou le devine s'il est sûr.

    `ailleurs` : les mots d'un autre message, dont `brut` ne donne que le thème.
    """
    texte, dit, inconnu = _diese(ctx, clean(brut).strip())
    texte = texte if ailleurs is None else clean(ailleurs).strip()
    if dit is not None or not texte:
        return Dite(texte=texte, theme=dit, inconnu=inconnu)
    nomme = theme_de_la_question(ctx, texte)
    if nomme is None and ctx.themes():
        pistes, sur = themes_devines.deviner(ctx, texte)
        nomme = pistes[0] if sur and pistes else None
    return Dite(texte=texte, theme=nomme, devine=nomme is not None, inconnu=inconnu)


def _diese(ctx: Context, texte: str) -> tuple[str, Theme | None, str]:
    """Le texte sans son `#thème`, ce thème, ou le mot qui n'en nomme aucun."""
    inconnu = ""
    for croise in _DIESE.finditer(texte):
        suite = texte[croise.end() :]
        lu = next(ctx.lecture_theme(suite), None)
        if lu is None:
            mot = suite.split()[0].rstrip(".,;:!?")
            seul = ctx.theme_nomme(mot)
            lu = None if seul is None else (seul, len(mot))
            inconnu = inconnu or mot
        if lu is not None:
            reste = f"{texte[: croise.start()].rstrip()} {suite[lu[1] :].lstrip()}"
            return reste.strip(" \n"), lu[0], ""
    return texte, None, inconnu


def verifier_le_texte(texte: str, exemple: str) -> None:
    """Lève `Refusal` si ces mots ne peuvent pas faire une astuce."""
    if len(texte) > TEXTE_MAX or texte.count("\n") >= LIGNES_MAX:
        raise Refusal(
            "C'est long pour une astuce. Dites l'essentiel en quelques lignes, par exemple : "
            f"{exemple}", type="usage",
        )  # fmt: skip
    if deceptive(texte):
        raise Refusal(
            "Ces mots portent des caractères invisibles, je préfère ne pas les garder. "
            "Retapez-les, sans copier-coller.", type="usage",
        )  # fmt: skip
    if len(fold(texte).split()) < MOTS_MIN:
        raise Refusal(f"Dites-en un peu plus. Par exemple : {exemple}", type="usage")
