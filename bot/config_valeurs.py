"""Ce qu'une valeur de config.toml doit être. Un refus est un `ValueError` qui dit l'attendu.

Sources : identifiants et noms de serveur, annexe « Identifier Grammar » de la spécification
Matrix ; fuseaux, base IANA.
"""

import ipaddress
import re
import zoneinfo
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic_core import PydanticCustomError

from bot.core.delais import Delai, lire_delai
from bot.core.fuseaux import lire_fuseau
from bot.core.heures_dites import HorairesInvalides, lire_jours, lire_plages

_NOM_DE_SERVEUR = re.compile(r"(?:[0-9A-Za-z.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
# Les caractères historiques sont admis : de vieux comptes en portent encore.
_MXID = re.compile(r"@[\x21-\x39\x3B-\x7E]+:(?P<serveur>.+)")
_MOTIF = re.compile(r"[0-9A-Za-z.*?\[\]:-]+")
_MXID_OCTETS = 255


def url_de_serveur(texte: str) -> str:
    """L'adresse d'un serveur Matrix, sans barre finale."""
    partie = _decoupe(texte)
    if partie is None or partie.scheme not in ("http", "https"):
        raise ValueError('une adresse comme "https://matrix.exemple.fr" attendue')
    if partie.username or partie.password:
        raise ValueError("une adresse sans compte ni mot de passe attendue")
    if partie.query or partie.fragment:
        raise ValueError("une adresse sans « ? » ni « # » attendue")
    return texte.rstrip("/")


def _decoupe(texte: str) -> SplitResult | None:
    """L'adresse découpée, ou rien si elle n'a ni machine ni port sensés."""
    if re.search(r"\s", texte):
        return None
    try:
        partie = urlsplit(texte)
        return partie if partie.hostname and partie.port != 0 else None
    except ValueError:
        return None


def boucle_locale(url: str) -> bool:
    """Vrai si l'adresse mène à cette machine même : 127.0.0.0/8, ::1 ou localhost."""
    hote = urlsplit(url).hostname or ""
    if hote == "localhost" or hote.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(hote).is_loopback
    except ValueError:
        return False


def mxid(texte: str) -> str:
    """Un identifiant Matrix complet."""
    lu = _MXID.fullmatch(texte)
    if not lu or not _NOM_DE_SERVEUR.fullmatch(lu["serveur"]):
        raise ValueError('un identifiant Matrix comme "@maillon:exemple.fr" attendu')
    if len(texte.encode()) > _MXID_OCTETS:
        raise ValueError(f"un identifiant d'au plus {_MXID_OCTETS} octets attendu")
    return texte


def motif_de_serveur(texte: str) -> str:
    """Un nom de serveur, où * et ? sont admis ; rendu en minuscules."""
    if not _MOTIF.fullmatch(texte):
        raise ValueError('un nom de serveur ou un motif comme "agent.*.exemple.fr" attendu')
    return texte.lower()


def base(texte: str) -> str:
    """Vide pour SQLite, ou l'adresse d'une base PostgreSQL. La valeur n'est jamais redite."""
    if not texte:
        return texte
    if not texte.startswith("postgresql://") or re.search(r"\s", texte) or not _port_lisible(texte):
        raise ValueError('"" (SQLite) ou "postgresql://compte@machine/base" attendu')
    return texte


def _port_lisible(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def fuseau(texte: str) -> str:
    """Le nom d'un fuseau de la base IANA ; un nom voisin est proposé."""
    try:
        return lire_fuseau(texte)
    except HorairesInvalides:
        proche = voisin(texte, zoneinfo.available_timezones())
        suite = f" ; vouliez-vous dire « {proche} » ?" if proche else ""
        raise ValueError(f'un fuseau comme "Europe/Paris" attendu{suite}') from None


def jours(texte: str) -> str:
    """Des jours de travail lisibles, gardés comme ils sont écrits."""
    lire_jours(texte)
    return texte


def heures(texte: str) -> str:
    """Des heures de travail lisibles, gardées comme elles sont écrites."""
    lire_plages(texte)
    return texte


def delai(valeur: object) -> Delai:
    """Un délai en temps de travail, écrit comme « 2h » ou « 1j »."""
    if isinstance(valeur, Delai):
        return valeur
    return lire_delai(_texte(valeur))


def chemin(valeur: object) -> Path:
    """Un chemin, vers le dossier de la personne s'il commence par « ~ »."""
    if isinstance(valeur, Path):
        return valeur
    texte = _texte(valeur)
    if not texte.strip() or not texte.isprintable():
        raise ValueError('un chemin de dossier comme "var" attendu')
    try:
        return Path(texte).expanduser()
    except RuntimeError:
        raise ValueError("un chemin attendu ; le dossier de ce compte est introuvable") from None


def _texte(valeur: object) -> str:
    if not isinstance(valeur, str):
        raise PydanticCustomError("texte", "texte")  # l'attendu est la description de la clé
    return valeur


def adresse(texte: str) -> str:
    """« machine:port », « [::1]:port », ou vide."""
    if not texte:
        return texte
    hote, separe, port = texte.rpartition(":")
    crochets = hote.startswith("[") and hote.endswith("]")
    valide = separe and port.isascii() and port.isdigit() and int(port) <= 65535
    if not valide or not _NOM_DE_SERVEUR.fullmatch(hote) or (":" in hote and not crochets):
        raise ValueError('"machine:port" attendu, comme "127.0.0.1:9464", ou "" pour rien')
    return texte


def voisin(mot: str, connus: set[str] | frozenset[str]) -> str | None:
    """Le mot connu le plus proche, s'il y en a un d'assez proche."""
    # Chargée seulement quand il y a une faute à corriger (47 ms).
    from rapidfuzz import fuzz, process

    trouve = process.extractOne(
        mot.lower(),
        {nom: nom.lower() for nom in sorted(connus)},
        scorer=fuzz.ratio,
        score_cutoff=60,
    )
    return trouve[2] if trouve else None
