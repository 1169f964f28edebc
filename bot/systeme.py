"""Ce que le système refuse, en français : il ne le dit qu'en anglais."""

import errno
from typing import Final

_RAISONS: Final = {
    errno.ENOENT: "introuvable",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EEXIST: "ce n'est pas un dossier",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EISDIR: "c'est un dossier",
    errno.ENOSPC: "disque plein",
    errno.EDQUOT: "disque plein",
    errno.EROFS: "disque en lecture seule",
    errno.EIO: "le disque ne répond pas",
    errno.ELOOP: "trop de liens",
    errno.ENAMETOOLONG: "nom trop long",
    errno.EADDRINUSE: "déjà pris",
    errno.EADDRNOTAVAIL: "cette machine n'a pas cette adresse",
}


def raison(erreur: OSError) -> str:
    """La raison d'un refus du système, en quelques mots."""
    if erreur.errno in _RAISONS:
        return _RAISONS[erreur.errno]
    return f"erreur {erreur.errno}" if erreur.errno else type(erreur).__name__
