"""Mettre le robot en marche : le dossier, la base, la session, le registre, puis `bot.robot`.

Seul ce fichier (pour `__main__`) charge `commandes/`.
"""

import asyncio
import importlib
import os
import pkgutil
import sys
from datetime import datetime
from typing import Any

import commandes
from bot import journal as journal_du_processus
from bot.config import Configuration, secrets
from bot.core.registry import Registry
from bot.matrix.private_file import private_folder
from bot.matrix.session import Session, load_session
from bot.pannes import Panne
from bot.robot import Robot
from bot.verrou import seul_sur
from bot.writer import Writer
from donnees.database import (
    DatabaseError,
    StorageTrouble,
    database_url,
    hold_alone,
    open_engine,
)
from donnees.schema import migrate


def run(config: Configuration, *, horloge: datetime | None, vitesse: float, pilotage: bool) -> int:
    """Fait tourner le robot au premier plan jusqu'à SIGTERM ou Ctrl-C ; rend le code de sortie."""
    journal_du_processus.configure()
    os.umask(0o077)
    # L'écrivain et la boucle se passent la main plus souvent que les 5 ms d'origine : c'est le
    # temps qu'attendrait, sinon, chaque réponse prête à partir.
    sys.setswitchinterval(0.0005)
    dossier = config.donnees.dossier
    private_folder(dossier)
    with seul_sur(dossier):
        asyncio.run(_main(config, horloge, vitesse, pilotage))
    return 0


def load_registry() -> Registry:
    """Le registre de tous les fichiers de `commandes/`."""
    noms = sorted(m.name for m in pkgutil.iter_modules(commandes.__path__))
    return Registry.of(importlib.import_module(f"commandes.{nom}") for nom in noms)


async def _session(config: Configuration) -> Session:
    """La session gardée ; sinon la première, par les secrets de l'environnement."""
    dossier = config.donnees.dossier
    session = load_session(dossier)
    neuve = session is None
    if session is not None:
        _verifie_le_compte(session, config)
    if session is None:
        from bot.connexion import premiere_session

        donnes = secrets()
        if not (donnes.mot_de_passe or donnes.jeton):
            raise Panne(
                "Pas de session gardée : lancez « maillon connexion », ou donnez "
                "MAILLON_MOT_DE_PASSE, ou MAILLON_JETON et MAILLON_APPAREIL"
            )
        serveur, compte = config.matrix.serveur, config.matrix.identifiant
        session = await premiere_session(serveur, compte, donnes, dossier)
    if config.matrix.chiffrement and (neuve or not (dossier / "identite.json").exists()):
        from bot.connexion import publie_identite

        await publie_identite(session, dossier, secrets())
    return session


def _verifie_le_compte(session: Session, config: Configuration) -> None:
    """Servir un compte quand les réglages en nomment un autre ne serait dit nulle part."""
    regle = config.matrix.identifiant
    if session.identifiant.casefold() != regle.casefold():
        raise Panne(
            f"La session gardée est celle de {session.identifiant}, et matrix.identifiant dit "
            f"{regle} : corrigez l'un, ou donnez un autre dossier à l'autre compte"
        )


async def _main(
    config: Configuration, horloge: datetime | None, vitesse: float, pilotage: bool
) -> None:
    session = await _session(config)
    writer = Writer()
    try:
        base = await writer.run(_open_base, config)
    except (DatabaseError, StorageTrouble) as erreur:
        phrase = "La base ne s'ouvre pas : vérifiez donnees.base et le dossier"
        raise Panne(str(erreur) if isinstance(erreur, DatabaseError) else phrase) from erreur
    robot = Robot(config, session, load_registry(), writer, base)
    await robot.prepare(horloge, vitesse, pilotage)
    await robot.live(pilotage)


def _open_base(config: Configuration) -> Any:
    base = open_engine(database_url(config.donnees.dossier, config.donnees.base))
    hold_alone(base)
    migrate(base)
    return base
