"""L'écran de la démonstration : une conversation qui se lit dans un terminal étroit, sans couleur.

1. La couleur aide, elle ne dit rien à elle seule ; ni cadre ni colonne qu'un petit écran casserait.
2. Ce que disent les gens n'est jamais du balisage de terminal.
3. Ce qui s'efface (l'heure qui file, l'attente) ne s'écrit que sur un vrai terminal.
"""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from bot.core.dates_jours import dire_date
from bot.core.heures_dites import JOURS
from bot.demo.ecran_html import to_text

PARIS = ZoneInfo("Europe/Paris")
ROBOT = "bold cyan"
_LARGEUR = 78
# rich coupe à toute espace, insécable ou non : le temps de couper, celles-là sont des lettres.
_INSECABLE = re.compile("[\u00a0\u202f]| (?=[?!:;»])|(?<=«) ")
_EN_LETTRES = {" ": "\ue000", "\u00a0": "\ue001", "\u202f": "\ue002"}
_EN_ESPACES = str.maketrans({lettre: espace for espace, lettre in _EN_LETTRES.items()})


class Ecran:
    """Écrit au fur et à mesure ; `anime` : des pauses pour lire, et l'heure qui file."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self.console.width = min(self.console.width, _LARGEUR)
        self.anime = self.console.is_terminal and not self.console.is_dumb_terminal
        self._marge = 7 if self.console.width >= 56 else 2
        self._lieu = ""
        self._file = False

    # -- mise en place ---------------------------------------------------------------------

    def titre(self, titre: str, dessous: str) -> None:
        """Le titre de la démonstration."""
        self._ligne(Text(titre, style="bold"))
        self._ligne(Text(dessous, style="dim"))
        self._ligne()

    @contextmanager
    def prepare(self, quoi: str) -> Iterator[None]:
        """Montre que l'on prépare quelque chose, puis le temps que cela a pris."""
        debut = time.monotonic()
        if self.anime:
            with self.console.status(f"{quoi}…", spinner="dots"):
                yield
        else:
            yield
        duree = f"{time.monotonic() - debut:.1f}".replace(".", ",")
        self._ligne(Text.assemble(("  prêt  ", "green"), quoi, (f"  {duree} s", "dim")))

    # -- le récit --------------------------------------------------------------------------

    def jour(self, instant: datetime) -> None:
        """L'en-tête d'une journée."""
        la = instant.astimezone(PARIS)
        self._ligne()
        self._ligne(self._filet(f"{JOURS[la.weekday()]} {dire_date(la.date())}", "━", "bold"))
        self._lieu = ""

    def scene(self, titre: str) -> None:
        """L'en-tête d'une scène."""
        self._ligne()
        self._ligne(Text(titre, style="bold underline"))
        self._lieu = ""

    def lieu(self, titre: str) -> None:
        """Où l'on se trouve, quand cela change."""
        if titre != self._lieu:
            self._ligne()
            self._ligne(self._filet(titre, "─", "dim"))
            self._lieu = titre

    def note(self, texte: str) -> None:
        """Une phrase de qui raconte."""
        self._ligne()
        self._corps(Text(texte, style="italic dim"), 2)

    def file(self, instant: datetime) -> None:
        """L'heure qui file, sur place."""
        if self.anime:
            heure = instant.astimezone(PARIS).strftime("%H:%M")
            self.efface()
            self.console.print(Text(f"{heure}  …", style="dim"), end="")
            self._file = True

    # -- la conversation -------------------------------------------------------------------

    def dit(
        self, instant: datetime, nom: str, couleur: str, texte: str, *,
        html: str = "", precision: str = "",
    ) -> None:  # fmt: skip
        """Une parole : qui, à quelle heure, le texte ; `precision` : « sonne chez Karim »."""
        suite = f"  ({precision})" if precision else ""
        self._ligne()
        self._tete(instant, nom, couleur, Text(suite, style="dim"))
        self._corps(to_text(html) if html else Text(texte))

    def touches(self, emojis: Sequence[str]) -> None:
        """Les touches posées sous le message qui précède."""
        self._corps(Text("  ".join(f"[ {emoji} ]" for emoji in emojis), style="cyan"))

    def geste(
        self, instant: datetime, nom: str, couleur: str, phrase: str, texte: str = ""
    ) -> None:
        """Un geste qui n'est pas une parole : toucher, retirer, corriger (`texte`), entrer."""
        self._ligne()
        self._tete(instant, nom, couleur, Text(f" {phrase}"))
        if texte:
            self._corps(Text(texte))

    def constat(self, texte: str, tete: str = "vérifié") -> None:
        """Ce que la démonstration vient de vérifier, ou de compter (`tete`)."""
        self._ligne()
        self._corps(Text.assemble((f"{tete} : ", "bold green"), texte), 2)

    def faute(self, texte: str) -> None:
        """Ce qui a manqué."""
        self._ligne()
        self._ligne(Text(texte, style="bold red"))

    def phrase(self, texte: str, style: str = "") -> None:
        """Une ligne simple."""
        self._ligne(Text(texte, style=style))

    # -- l'invite --------------------------------------------------------------------------

    def invite(self, nom: str, couleur: str) -> None:
        """« Inès › », et l'on attend."""
        self.console.print(Text.assemble((nom, f"bold {couleur}"), " › "), end="")

    def efface(self) -> None:
        """Efface la ligne où l'on est : quelque chose va s'écrire à sa place."""
        if self.anime:  # rich ôterait le retour chariot
            self.console.file.write("\r\x1b[K")
            self.console.file.flush()

    # -- rouages ---------------------------------------------------------------------------

    def _tete(self, instant: datetime, nom: str, couleur: str, suite: Text) -> None:
        heure = instant.astimezone(PARIS).strftime("%H:%M")
        self._ligne(Text.assemble((f"{heure}  ", "dim"), (nom, f"bold {couleur}"), suite))

    def _corps(self, texte: Text, marge: int = 0) -> None:
        marge = marge or self._marge
        texte.plain = _INSECABLE.sub(lambda espace: _EN_LETTRES[espace[0]], texte.plain)
        for ligne in texte.wrap(self.console, max(20, self.console.width - marge)):
            ligne.rstrip()
            ligne.plain = ligne.plain.translate(_EN_ESPACES)
            self._ligne(Text(" " * marge) + ligne if ligne else "")

    def _filet(self, texte: str, trait: str, style: str) -> Text:
        reste = self.console.width - len(texte) - 5
        return Text(f"{trait * 3} {texte} {trait * reste}".rstrip(), style=style)

    def _ligne(self, objet: Text | str = "") -> None:
        if self._file:
            self.efface()
            self._file = False
        self.console.print(objet)
