"""« python -m bot.demo.image » : refait l'image du README, d'après une vraie conversation.

Les deux premières scènes sont jouées pour de bon ; la seconde est enregistrée telle que l'écran la
montre, et écrite en SVG, sans police ni rien qui vienne d'ailleurs.
"""

import asyncio
import io
import sys
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from bot.demo.ecran import PARIS, Ecran
from bot.demo.joueur import Joueur
from bot.demo.plateau import Plateau
from bot.demo.semaine import DEBUT
from bot.demo.semaine.ouverture import OUVERTURE
from bot.demo.semaine.question import QUESTION

IMAGE = Path(__file__).parents[2] / "docs" / "conversation.svg"
_LARGEUR = 66
# Fond clair, encre foncée : contraste d'au moins 4,5 pour chaque couleur employée.
_THEME = TerminalTheme(
    (255, 255, 255),
    (38, 40, 48),
    [(38, 40, 48), (176, 32, 32), (20, 110, 50), (140, 90, 0), (30, 80, 180), (150, 30, 130),
     (0, 105, 125), (90, 95, 105)],
)  # fmt: skip
_LIGNE = 24.4  # hauteur d'une ligne, fixée par rich
_SVG = """\
<svg viewBox="0 0 {width} HAUTEUR" xmlns="http://www.w3.org/2000/svg"
  role="img" aria-label="Une conversation entre des membres et Maillon, à l'écran">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
{lines}
</defs>
<rect fill="#ffffff" width="{width}" height="HAUTEUR" rx="8"/>
<g transform="translate({terminal_x}, -8)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


async def conversation() -> str:
    """Le SVG de la scène « Une question trouve sa réponse »."""
    console = Console(
        record=True, width=_LARGEUR, file=io.StringIO(), force_terminal=True, highlight=False,
        color_system="truecolor",
    )  # fmt: skip
    ecran = Ecran(console)
    ecran.anime = False
    plateau = Plateau(ecran)
    try:
        await plateau.ouvre(datetime.fromisoformat(DEBUT).replace(tzinfo=PARIS))
        joueur = Joueur(plateau)
        await joueur.joue([OUVERTURE])
        console.export_text(clear=True)  # l'image commence ici
        await joueur.joue([QUESTION])
    finally:
        await plateau.ferme()
    svg = console.export_svg(theme=_THEME, code_format=_SVG, unique_id="conversation")
    # Le cadre de rich réserve une barre de fenêtre : la hauteur est celle des lignes écrites.
    return svg.replace("HAUTEUR", f"{svg.count('<clipPath') * _LIGNE + 8:.0f}")


def main() -> int:
    """Écrit l'image ; rend 0."""
    IMAGE.parent.mkdir(exist_ok=True)
    IMAGE.write_text(asyncio.run(conversation()), encoding="utf-8")
    print(IMAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
