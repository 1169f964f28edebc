"""Les fichiers que le robot joindra à ses messages : un dossier, un nom par contenu.

1. Le nom d'un fichier est l'empreinte SHA-256 de son contenu : le garder deux fois ne change rien,
   et ce qui est relu est vérifié.
2. Écrit à côté puis renommé : un arrêt brutal ne laisse jamais un fichier à moitié écrit.
3. Dossier 0700, fichiers 0600.
"""

import os
from hashlib import sha256
from pathlib import Path

from bot.matrix.private_file import private_folder

DOSSIER = "fichiers"


class FileMissing(Exception):
    """Le fichier n'est plus là, ou n'est plus lui-même."""


class StoredFiles:
    """Les fichiers du dossier de données."""

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier / DOSSIER

    def keep(self, contenu: bytes) -> str:
        """Garde ce contenu ; rend son empreinte. Lève `OSError` si le disque refuse."""
        private_folder(self._dossier)
        empreinte = sha256(contenu).hexdigest()
        cible = self._dossier / empreinte
        if not cible.exists():
            provisoire = self._dossier / f"{empreinte}.{os.getpid()}"
            descripteur = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descripteur, "wb") as sortie:
                sortie.write(contenu)
                sortie.flush()
                os.fsync(sortie.fileno())
            provisoire.replace(cible)
        return empreinte

    def read(self, empreinte: str) -> bytes:
        """Le contenu de cette empreinte ; lève `FileMissing`."""
        if not (len(empreinte) == 64 and empreinte.isalnum()):
            raise FileMissing(empreinte)
        try:
            contenu = (self._dossier / empreinte).read_bytes()
        except OSError as erreur:
            raise FileMissing(empreinte) from erreur
        if sha256(contenu).hexdigest() != empreinte:
            raise FileMissing(empreinte)
        return contenu
