"""« maillon lancer » : sa ligne de commande, lue sans typer ni rich.

Le service redémarre souvent et doit répondre vite : ce qui n'est utile qu'à l'écran (79 ms pour
typer) n'est pas chargé ici. `argparse` est déjà dans Python ; ses phrases anglaises sont traduites.
"""

import argparse
import math
import re
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import NoReturn

from bot.config import Configuration, load
from bot.config_valeurs import voisin
from bot.journal import incidents_dans
from bot.pannes import Usage

AIDE = """\
Usage : maillon lancer [options]

  Fait tourner le robot au premier plan, jusqu'à Ctrl-C ou SIGTERM.

  Sans session gardée, il se connecte avec MAILLON_MOT_DE_PASSE, ou avec
  MAILLON_JETON et MAILLON_APPAREIL ; ensuite la session gardée sert toujours.

Options :
  --config FICHIER   réglages (config.toml par défaut)
  --horloge INSTANT  répétition : l'horloge du réseau part de cet instant,
                     comme 2026-11-30T08:59:00+01:00
  --vitesse NOMBRE   répétition : elle va autant de fois plus vite (1 par défaut)
  --repetition       admet une répétition hors de la boucle locale
  --help             montre cette aide"""

_OPTIONS = frozenset({"--config", "--horloge", "--vitesse", "--repetition", "--help"})


class _Analyse(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Traduit un refus d'argparse et le lève au lieu d'écrire puis de sortir."""
        lu = re.match(r"argument (?:-\w/)?(?P<option>[\w/-]+): (?P<raison>.*)", message, re.DOTALL)
        if lu is None:
            raise Usage(f"Cette ligne de commande ne se comprend pas ; {RENVOI}")
        if lu["raison"].startswith("expected"):
            raise Usage(f"L'option {lu['option']} attend une valeur ; {RENVOI}")
        if lu["raison"].startswith("ignored explicit"):
            raise Usage(f"L'option {lu['option']} ne prend pas de valeur ; {RENVOI}")
        raise Usage(f"{lu['option']} : {lu['raison']}")


RENVOI = "voyez « maillon lancer --help »"


def instant(texte: str) -> datetime:
    """Lit un instant ISO 8601 avec son décalage ; lève `ArgumentTypeError` sinon."""
    try:
        lu = datetime.fromisoformat(texte)
        if lu.utcoffset() is not None:
            lu.astimezone(UTC)  # les bords du calendrier n'ont pas d'heure universelle
            return lu
    except (ValueError, OverflowError):
        pass
    raise argparse.ArgumentTypeError(
        "un instant avec son décalage attendu, comme 2026-11-30T08:59:00+01:00"
    )


def vitesse(texte: str) -> float:
    """Lit une vitesse : un nombre fini plus grand que 0 ; lève `ArgumentTypeError` sinon."""
    try:
        lue = float(texte.replace(",", "."))
    except ValueError:
        lue = 0.0
    if not (math.isfinite(lue) and lue > 0):
        raise argparse.ArgumentTypeError("un nombre plus grand que 0 attendu, comme 60")
    return lue


def analyse(arguments: Sequence[str]) -> argparse.Namespace:
    """Lit les arguments de « lancer » ; lève `Usage` à la première faute."""
    lecteur = _Analyse(prog="maillon lancer", add_help=False, allow_abbrev=False)
    lecteur.add_argument("--config", type=Path, default=Path("config.toml"))
    lecteur.add_argument("--horloge", type=instant)
    lecteur.add_argument("--vitesse", type=vitesse, default=1.0)
    lecteur.add_argument("--repetition", action="store_true")
    # La démonstration conduit l'horloge par l'entrée standard ; ce n'est l'affaire de personne.
    lecteur.add_argument("--pilotage", action="store_true")
    lecteur.add_argument("-h", "--help", action="store_true", dest="aide")
    lus, restes = lecteur.parse_known_args(arguments)
    if restes:
        raise Usage(_de_trop(restes[0]))
    return lus


def _de_trop(mot: str) -> str:
    if not mot.startswith("-"):
        return f"« {mot} » est de trop ; {RENVOI}"
    option = mot.partition("=")[0]
    proche = voisin(option, _OPTIONS)
    suite = f"vouliez-vous dire {proche} ?" if proche else RENVOI
    return f"L'option {option} n'existe pas ; {suite}"


def lancer(arguments: Sequence[str]) -> int:
    """Vérifie la ligne de commande et les réglages, puis fait tourner le robot."""
    lus = analyse(arguments)
    if lus.aide:
        sys.stdout.write(AIDE + "\n")
        return 0
    _ecouter(_noter)
    reglages = load(lus.config)
    incidents_dans(reglages.donnees.dossier)
    _verifie_repetition(lus, reglages)
    # Le robot entier ne se charge qu'une fois la ligne de commande et les réglages reconnus bons.
    from bot.running import run

    _ecouter(_arret)
    if _recus:
        return 0
    return run(reglages, horloge=lus.horloge, vitesse=lus.vitesse, pilotage=lus.pilotage)


_recus: list[int] = []  # les signaux d'arrêt venus pendant le chargement


def _ecouter(geste: Callable[[int, FrameType | None], None]) -> None:
    for signe in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signe, geste)


def _noter(signe: int, _cadre: FrameType | None) -> None:
    """Une exception levée pendant un import peut y être avalée : l'arrêt attend qu'il finisse."""
    _recus.append(signe)


def _arret(_signe: int, _cadre: FrameType | None) -> NoReturn:
    """Rien n'est encore en main : s'arrêter tout de suite est s'arrêter proprement."""
    raise SystemExit(0)


def _verifie_repetition(lus: argparse.Namespace, reglages: Configuration) -> None:
    """Une répétition enverrait de vrais messages, à de fausses heures, à de vraies personnes."""
    repete = lus.horloge is not None or lus.vitesse != 1.0 or lus.pilotage
    if repete and not (reglages.matrix.boucle_locale or lus.repetition):
        raise Usage(
            "Une répétition (--horloge, --vitesse) n'est admise que sur la boucle locale, et "
            f"matrix.serveur est {reglages.matrix.serveur} ; ajoutez --repetition si c'est voulu"
        )
