"""Le journal : une ligne par fait, sans texte de membre, sans nom, sans compte, sans secret.

1. Tout part sur la sortie d'erreur ; le service (systemd, conteneur) le garde et le purge.
2. Un compte (`@nom:serveur`, adresse électronique) devient `personne:ab12cd` : même personne, même
   marque jusqu'à l'arrêt ; la clé est tirée au démarrage et n'est écrite nulle part.
3. Le masque est posé sur la ligne finie : rien, bibliothèque comprise, ne passe à côté.
4. Une erreur se dit par son type et les lignes de code traversées. Son message n'est gardé que s'il
   est de nous ou du système : un message d'erreur de Python cite volontiers ce qu'il lisait.
5. D'une bibliothèque, on ne garde que la première ligne, à partir de WARNING : asyncio met dans la
   suite le contenu de ce qu'il traitait. De nio, rien que le pire.

`MAILLON_JOURNAL=complet` lève les points 2, 4 et 5, le temps d'une enquête ; les secrets restent
tus.
"""

import hmac
import logging
import os
import re
import secrets
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

Levee = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_CLE = secrets.token_bytes(16)
_MAISON = ("bot", "commandes", "donnees", "__main__")
_BAVARDS = ("aiohttp", "apscheduler", "sqlalchemy", "peewee", "asyncio", "urllib3")

# Le mot de passe d'une adresse, un jeton d'accès : tus dans tous les modes.
_SECRETS = re.compile(
    r"(?P<garde>://[^\s:/@]*:)[^\s@]+(?=@)"
    # « jeton : » suivi d'une espace est du français, pas une valeur.
    r"|(?P<nom>(?:access_token|password|mot_de_passe|jeton)[\"']?(?:\s*=|:)\s*[\"']?|Bearer\s+)"
    r"[^\s\"'&,;]+"
    r"|\b(?:syt|mat|mct|mpt)_[0-9A-Za-z_]{8,}",
    re.IGNORECASE,
)
# « @nom:serveur », sa forme échappée dans une adresse, et les adresses électroniques.
_PERSONNE = re.compile(
    r"[\w.+-]*(?:@|%40)[^\s@:\"'<>()\[\]{},;]+(?:(?::|%3A)(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::\d+)?)?",
    re.IGNORECASE,
)


def personne(mxid: str) -> str:
    """La marque d'un compte dans le journal : `personne:` et six caractères."""
    lu = mxid.replace("%40", "@").replace("%3A", ":").replace("%3a", ":")
    return "personne:" + hmac.new(_CLE, lu.encode(errors="replace"), "sha256").hexdigest()[:6]


def masque(texte: str, *, complet: bool = False) -> str:
    """Le texte sur une ligne imprimable, sans secret ; sans compte non plus, sauf `complet`."""
    texte = _SECRETS.sub(lambda lu: (lu["garde"] or lu["nom"] or "") + "…", texte)
    if not complet:
        texte = _PERSONNE.sub(lambda lu: personne(lu[0].rstrip(".")), texte)
    return "".join(c if c.isprintable() else " " for c in texte)


def resume(erreur: BaseException, *, complet: bool = False) -> str:
    """Une erreur en une ligne : type, message s'il est sûr, lignes de code de la plus profonde."""
    trace = traceback.extract_tb(erreur.__traceback__)
    lieux = [f"{Path(part.filename).name}:{part.lineno}" for part in reversed(trace)]
    sur = complet or isinstance(erreur, OSError) or _de_la_maison(type(erreur).__module__)
    message = f": {erreur}" if sur and str(erreur) else ""
    suite = f" [{' ← '.join(lieux[:12])}]" if lieux else ""
    cause = erreur.__cause__ or (None if erreur.__suppress_context__ else erreur.__context__)
    dit = f"{type(erreur).__name__}{message}{suite}"
    return dit if cause is None else f"{dit} ; causée par {resume(cause, complet=complet)}"


def _de_la_maison(nom: str) -> bool:
    return nom.split(".")[0] in _MAISON


class Ligne(logging.Formatter):
    """Met un fait du journal sur une ligne masquée : instant UTC, niveau, source, message."""

    def __init__(self, *, complet: bool = False) -> None:
        super().__init__()
        self.complet = complet

    def format(self, record: logging.LogRecord) -> str:
        """La ligne d'un fait ; jamais de trace sur plusieurs lignes."""
        message = record.getMessage()
        if not self.complet and not _de_la_maison(record.name):
            message = message.partition("\n")[0][:200]
        if record.exc_info:
            message = f"{message} ; {self.formatException(record.exc_info)}"
        instant = datetime.fromtimestamp(record.created, UTC)
        entete = f"{instant:%Y-%m-%dT%H:%M:%S}.{int(record.msecs):03}Z {record.levelname}"
        return masque(f"{entete} {record.name} : {message}", complet=self.complet)

    def formatException(self, ei: Levee) -> str:
        """L'erreur d'un fait, en une ligne."""
        return resume(ei[1], complet=self.complet) if ei[1] else ""


def configure(flux: TextIO | None = None, *, complet: bool | None = None) -> None:
    """Installe le journal pour tout le processus. `complet` : sinon, lu dans `MAILLON_JOURNAL`."""
    if complet is None:
        complet = os.environ.get("MAILLON_JOURNAL") == "complet"
    sortie = logging.StreamHandler(flux or sys.stderr)
    sortie.setFormatter(Ligne(complet=complet))
    racine = logging.getLogger()
    racine.handlers[:] = [sortie]
    racine.setLevel(logging.INFO)
    for nom in _BAVARDS:
        logging.getLogger(nom).setLevel(logging.WARNING)
    # nio écrit des comptes et des clés de session jusque dans ses avertissements.
    logging.getLogger("nio").setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
    sys.excepthook = _perdue
    threading.excepthook = lambda perdue: _perdue(
        perdue.exc_type, perdue.exc_value, perdue.exc_traceback
    )
    sys.unraisablehook = lambda perdue: _perdue(
        perdue.exc_type, perdue.exc_value, perdue.exc_traceback
    )


def _perdue(
    genre: type[BaseException], erreur: BaseException | None, trace: TracebackType | None
) -> None:
    """Une erreur que personne n'a rattrapée : au journal, pas à l'écran."""
    erreur = (erreur or genre()).with_traceback(trace)
    logging.getLogger("bot").critical(
        "erreur que personne n'a rattrapée", exc_info=(genre, erreur, trace)
    )


_incidents: list[Path] = []


def incidents_dans(dossier: Path) -> None:
    """Désormais, les incidents se notent dans ce dossier, s'il existe."""
    _incidents[:] = [dossier]


def incident(erreur: BaseException) -> tuple[str, Path | None]:
    """Note une erreur dans `incidents.log` ; rend sa référence et le fichier (rien si impossible).

    Le fichier (0600) est dans le dossier des données s'il est connu et existe, sinon dans celui de
    l'état du compte (`XDG_STATE_HOME`).
    """
    reference = secrets.token_hex(3)
    dossier = next((dossier for dossier in _incidents if dossier.is_dir()), None)
    fichier = (dossier or _dossier_d_etat()) / "incidents.log"
    complet = os.environ.get("MAILLON_JOURNAL") == "complet"
    ligne = masque(
        f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {reference} {resume(erreur, complet=complet)}",
        complet=complet,
    )
    try:
        fichier.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        poignee = os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(poignee, "a", encoding="utf-8", errors="replace") as sortie:
            sortie.write(ligne + "\n")
    except OSError:
        return reference, None
    return reference, fichier


def _dossier_d_etat() -> Path:
    etat = os.environ.get("XDG_STATE_HOME", "")
    return (Path(etat) if etat else Path.home() / ".local" / "state") / "maillon"
