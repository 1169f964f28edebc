"""« maillon demo » : une semaine d'un réseau, sur un vrai serveur, puis la parole à qui regarde.

1. Rien ne reste : ni processus, ni dossier, que cela finisse bien, mal, ou par Ctrl-C.
2. Un premier Ctrl-C (ou SIGTERM, ou le terminal fermé) arrête et range ; les suivants attendent.
3. Sans terminal, tout s'arrête après la dernière scène, avec le code 0 si tout fut tenu.
"""

import asyncio
import contextlib
import importlib.util
import logging
import signal
import sys
from collections.abc import Iterable
from datetime import datetime

from aiohttp import ClientError

from bot.demo.ecran import PARIS, Ecran
from bot.demo.guet import Ecart
from bot.demo.joueur import Joueur
from bot.demo.mesure import Effort, compte
from bot.demo.pas import Scene
from bot.demo.plateau import Plateau
from bot.demo.semaine import DEBUT, SCENES

_SIGNAUX = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERROMPUE = 130


def main() -> int:
    """Joue la démonstration ; 0 si tout s'est passé comme promis, 1 sinon, 130 si on l'arrête."""
    if importlib.util.find_spec("synapse") is None:
        from bot.pannes import Usage

        raise Usage(
            "La démonstration demande le serveur Matrix d'essai : lancez-la par « make demo »"
        )
    logging.getLogger().addHandler(logging.NullHandler())
    return asyncio.run(_main(Ecran()))


async def _main(ecran: Ecran) -> int:
    boucle = asyncio.get_running_loop()
    partie = asyncio.ensure_future(play(ecran, prompt=sys.stdin.isatty() and sys.stdout.isatty()))
    demandes: list[int] = []

    def arrete(signe: int) -> None:
        demandes.append(signe)
        if len(demandes) == 1:
            partie.cancel()

    for signe in _SIGNAUX:
        boucle.add_signal_handler(signe, arrete, signe)
    try:
        return await partie
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):  # le terminal est peut-être fermé
            ecran.phrase("Arrêtée. Rien ne reste sur la machine.")
        return INTERROMPUE


async def play(ecran: Ecran, *, prompt: bool, scenes: Iterable[Scene] = SCENES) -> int:
    """Ouvre, joue, donne la parole (`prompt`), range ; rend 0, ou 1 si une promesse manque."""
    ecran.titre(
        "Maillon : une semaine dans un réseau",
        "Un vrai serveur, un vrai robot, de vrais comptes. Ctrl-C arrête tout.",
    )
    plateau = Plateau(ecran)
    try:
        await plateau.ouvre(datetime.fromisoformat(DEBUT).replace(tzinfo=PARIS))
        joueur = Joueur(plateau)
        await joueur.joue(scenes)
        _conclut(ecran, joueur.effort)
        if prompt:
            from bot.demo.parole import Parole

            await Parole(plateau).donne()
        return 0
    except (Ecart, RuntimeError, AssertionError, ClientError, OSError) as erreur:
        _echoue(ecran, plateau, erreur)
        return 1
    finally:
        await _range(plateau)


async def _range(plateau: Plateau) -> None:
    """Range jusqu'au bout, même si l'on insiste pour s'arrêter."""
    rangement = asyncio.ensure_future(plateau.ferme())
    while not rangement.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(rangement)
    rangement.result()


def _conclut(ecran: Ecran, effort: Effort | None) -> None:
    ecran.phrase("")
    if effort is not None:
        ecran.phrase(f"Un réseau utile en {compte(effort)}, dix minutes au plus.", "bold")
    ecran.phrase("Tout ce que Maillon devait dire a été dit, une fois, et rien de plus.", "bold")


def _echoue(ecran: Ecran, plateau: Plateau, erreur: Exception) -> None:
    phrase = str(erreur).splitlines()
    ecran.faute("La démonstration n'a pas tenu ce qu'elle promet.")
    for ligne in phrase:
        ecran.phrase(ligne)
    if plateau.robot is not None and (journal := plateau.robot.last_words()):
        ecran.phrase("Les dernières lignes du journal du robot :", "dim")
        ecran.phrase(journal, "dim")
