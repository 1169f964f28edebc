"""Les fichiers secrets du dossier de données : lus et écrits avec les mêmes précautions.

0600 dans un dossier 0700. Un fichier est remplacé d'un seul geste (voisin, fsync, renommage,
fsync du dossier) : une coupure laisse l'ancien ou le neuf, jamais un morceau.
"""

import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

from bot.systeme import raison


class PrivateFileError(Exception):
    """Un fichier secret ne peut servir ; le texte est une phrase française pour l'exploitant."""


def read_private(file: Path) -> dict[str, Any] | None:
    """Lit un fichier JSON secret, ou rien s'il n'existe pas.

    Raises:
        PrivateFileError: droits trop larges, fichier illisible ou qui n'est pas un objet JSON.
    """
    try:
        mode = file.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise PrivateFileError(
                f"{file} peut être lu par d'autres comptes : « chmod 600 {file} », puis relancez."
            )
        parsed = json.loads(file.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PrivateFileError(f"{file} ne peut pas être lu : {raison(error)}.") from error
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise PrivateFileError(f"{file} est abîmé : remettez la copie de sauvegarde.")
    return parsed


def write_private(file: Path, content: dict[str, Any]) -> None:
    """Remplace un fichier JSON secret ; une coupure laisse l'ancien ou le neuf, entier.

    Raises:
        PrivateFileError: dossier qu'on ne peut créer ou écrire.
    """
    data = json.dumps(content, ensure_ascii=False, indent=1).encode()
    try:
        private_folder(file.parent)
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as out:  # mkstemp crée en 0600
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(file.parent)
    except OSError as error:
        raise PrivateFileError(f"{file} ne peut pas être écrit : {raison(error)}.") from error


def private_folder(dossier: Path) -> None:
    """Crée le dossier de données en 0700 s'il manque.

    Raises:
        OSError: il ne peut être créé.
        PrivateFileError: il existe et d'autres comptes peuvent y entrer.
    """
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    if dossier.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PrivateFileError(
            f"D'autres comptes peuvent entrer dans {dossier} : « chmod 700 {dossier} »,"
            " puis relancez."
        )


def _sync_folder(dossier: Path) -> None:
    handle = os.open(dossier, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
