"""« maillon connexion » : la première session, une fois pour toutes.

1. Le dossier est prêt et tenu avant que le serveur n'entende parler de nous : une connexion dont on
   ne pourrait garder le jeton laisserait un appareil de trop au compte.
2. La session est gardée dès qu'elle est ouverte ; la signature croisée vient après et se reprend.
3. Une session gardée n'est jamais remplacée : la commande ne fait alors que vérifier l'identité.

`premiere_session` et `publie_identite` servent aussi à « maillon lancer », sans terminal.
"""

import asyncio
import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from bot.config import Configuration, Secrets, secrets
from bot.matrix import crosssigning
from bot.matrix.crypto import Crypto
from bot.matrix.private_file import private_folder
from bot.matrix.session import (
    SESSION_FILE,
    Session,
    adopt_token,
    load_session,
    login_password,
    save_session,
)
from bot.matrix.tchap import SERVEURS_TCHAP, TchapServer, find_tchap_homeserver
from bot.matrix.transport import Transport
from bot.pannes import Panne, Usage
from bot.verrou import seul_sur

NOM_D_APPAREIL = "Maillon"


def connecte(reglages: Configuration, courriel: str) -> int:
    """Ouvre et garde la première session, en demandant ce qu'il faut à la personne."""
    dossier = reglages.donnees.dossier
    private_folder(dossier)
    with seul_sur(dossier):
        asyncio.run(_connecte(reglages, courriel, secrets()))
    return 0


async def _connecte(reglages: Configuration, courriel: str, donnes: Secrets) -> None:
    dossier = reglages.donnees.dossier
    session = load_session(dossier)
    if session is not None:
        print(f"Une session est déjà gardée dans {dossier / SESSION_FILE}, je m'en sers.")
    else:
        serveur = await _serveur(reglages, courriel)
        compte = courriel or reglages.matrix.identifiant
        donnes = donnes if donnes.jeton or donnes.mot_de_passe else _demande(compte)
        session = await premiere_session(serveur, compte, donnes, dossier)
        print(f"Session ouverte et gardée dans {dossier / SESSION_FILE}.")
    print(f"Compte {session.identifiant}, appareil {session.appareil}, serveur {session.serveur}.")
    if reglages.matrix.chiffrement:
        etat = await publie_identite(session, dossier, donnes)
        print("Identité publiée." if etat.published else "Identité vérifiée.")
        print(f"Gardez une copie de {dossier / crosssigning.IDENTITY_FILE} en lieu sûr.")
    _a_corriger(reglages, session)


def _a_corriger(reglages: Configuration, session: Session) -> None:
    """Ce que la personne doit mettre dans ses réglages pour que « lancer » serve ce compte."""
    lignes = [
        f'{cle} = "{ouverte}"'
        for cle, ouverte, reglee in (
            ("serveur", session.serveur, reglages.matrix.serveur),
            ("identifiant", session.identifiant, reglages.matrix.identifiant),
        )
        if ouverte != reglee
    ]
    if lignes:
        print("Dans vos réglages, sous [matrix], écrivez :", *lignes, sep="\n")


async def premiere_session(serveur: str, compte: str, donnes: Secrets, dossier: Path) -> Session:
    """Ouvre une session par jeton ou par mot de passe, et la garde.

    `compte` : identifiant Matrix ou adresse électronique. Lève `SessionError` (refus),
    `PrivateFileError` (disque), `WireError` (serveur injoignable).
    """
    transport = Transport(serveur)
    try:
        if donnes.jeton:
            session = await adopt_token(transport, donnes.jeton, donnes.appareil)
        else:
            session = await login_password(transport, compte, donnes.mot_de_passe, NOM_D_APPAREIL)
    finally:
        await transport.close()
    save_session(dossier, session)
    return session


async def publie_identite(session: Session, dossier: Path, donnes: Secrets) -> crosssigning.State:
    """Publie les clés de l'appareil puis la signature croisée, ou vérifie qu'elles le sont.

    Lève `IdentityError` (perdue, refusée), `CryptoStoreError`, `DeviceConflict`, `WireError`.
    """
    transport = Transport(session.serveur, session.jeton)
    crypto = Crypto.open(dossier, session)
    try:
        await crypto.upkeep(transport)
        return await crosssigning.ensure(
            transport, crypto.olm, dossier, mot_de_passe=donnes.mot_de_passe or None
        )
    finally:
        crypto.close()
        await transport.close()


# --- ce qui se demande à une personne --------------------------------------------------------


async def _serveur(reglages: Configuration, courriel: str) -> str:
    """L'adresse du serveur : celle des réglages, ou celle que Tchap donne pour un courriel."""
    if not courriel:
        return reglages.matrix.serveur
    # Le serveur des réglages d'abord : c'est ainsi que les serveurs d'essai de Tchap sont trouvés.
    trouve = await find_tchap_homeserver(
        Transport, courriel, serveurs=(reglages.matrix.serveur, *SERVEURS_TCHAP)
    )
    print(f"Serveur trouvé : {trouve.url}")
    if trouve.avertissement and not _accepte(trouve, input):
        raise Panne("Connexion abandonnée, rien n'a été gardé")
    return trouve.url


def _accepte(trouve: TchapServer, demande: Callable[[str], str]) -> bool:
    print(trouve.avertissement)
    if not sys.stdin.isatty():
        return False
    return demande("Continuer ? (oui/non) ").strip().lower() in {"o", "oui"}


def _demande(compte: str) -> Secrets:
    """Le mot de passe, tapé sans écho ; d'un tube, sa première ligne."""
    if sys.stdin.isatty():
        mot_de_passe = getpass.getpass(f"Mot de passe de {compte} : ")
    else:
        mot_de_passe = sys.stdin.readline().rstrip("\r\n")
    if not mot_de_passe:
        raise Usage(
            "Il faut un mot de passe : tapez-le dans un terminal, ou donnez MAILLON_MOT_DE_PASSE"
        )
    return Secrets(mot_de_passe=mot_de_passe)
