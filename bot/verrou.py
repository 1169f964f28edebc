"""Un seul Maillon par dossier de données : deux se voleraient les clés et répondraient deux fois.

Le verrou est celui du noyau (`flock`) : il tombe avec le processus, même tué, et ne laisse rien à
nettoyer. Le fichier garde le numéro du processus, pour le dire.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.pannes import Panne

FICHIER = "verrou"


@contextmanager
def seul_sur(dossier: Path) -> Iterator[None]:
    """Tient le dossier (qui existe) le temps du bloc. Lève `Panne` si un autre le tient."""
    poignee = os.open(dossier / FICHIER, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(poignee, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            numero = os.read(poignee, 20).decode(errors="replace").strip()
            autre = f" (processus {numero})" if numero.isdigit() else ""
            raise Panne(f"Maillon tourne déjà sur {dossier}{autre} : arrêtez-le d'abord") from None
        os.ftruncate(poignee, 0)
        os.write(poignee, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(poignee)
