"""La configuration d'un Synapse de poche : ce qu'il faut à un salon, et rien d'autre.

1. Tout reste sur la boucle locale : pas de fédération, pas de serveur de clés, pas d'aperçus.
2. Tout tient dans un dossier que l'on efface : base SQLite, médias, clé de signature, journal.
3. Les limites de débit sont levées, sauf demande : une démonstration ne doit pas attendre, et
   un essai des limites veut les siennes, ou celles de Synapse telles quelles.
4. Le mot de passe est haché au plus court (`bcrypt_rounds`) : ces comptes vivent une minute.

Source des clés : documentation de configuration de Synapse (« Configuration Manual »).
"""

import base64
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NOM_SERVEUR = "localhost"

_SANS_LIMITE: dict[str, float] = {"per_second": 100_000, "burst_count": 100_000}

LIMITES_LEVEES: Mapping[str, Any] = {
    "rc_message": _SANS_LIMITE,
    "rc_registration": _SANS_LIMITE,
    "rc_login": {
        "address": _SANS_LIMITE,
        "account": _SANS_LIMITE,
        "failed_attempts": _SANS_LIMITE,
    },
    "rc_joins": {"local": _SANS_LIMITE, "remote": _SANS_LIMITE},
    "rc_joins_per_room": _SANS_LIMITE,
    "rc_invites": {
        "per_room": _SANS_LIMITE,
        "per_user": _SANS_LIMITE,
        "per_issuer": _SANS_LIMITE,
    },
    "rc_admin_redaction": _SANS_LIMITE,
    "rc_key_requests": _SANS_LIMITE,
    "rc_media_create": _SANS_LIMITE,
    "rc_room_creation": _SANS_LIMITE,
    "rc_profile": _SANS_LIMITE,
}
"""Aucune limite de débit qu'une démonstration puisse atteindre (événements par seconde)."""


def write_config(
    dossier: Path,
    *,
    port: int,
    secret: str,
    room_version: str,
    limites: Mapping[str, Any],
) -> Path:
    """Écrit dans `dossier` la configuration, la clé et le réglage du journal.

    Rend le chemin de la configuration. Elle est en JSON, que tout lecteur de YAML accepte.
    """
    _write_key(dossier / "signature.key")
    _write_json(dossier / "journal.json", _log_settings(dossier))
    chemin = dossier / "homeserver.json"
    _write_json(chemin, _settings(dossier, port, secret, room_version) | dict(limites))
    return chemin


def _settings(dossier: Path, port: int, secret: str, room_version: str) -> dict[str, Any]:
    return {
        "server_name": NOM_SERVEUR,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "listeners": [_listener(port)],
        "database": _database(dossier),
        "default_room_version": room_version,
        "registration_shared_secret": secret,
        "macaroon_secret_key": secrets.token_hex(16),
        "form_secret": secrets.token_hex(16),
        "bcrypt_rounds": 4,
        **_paths(dossier),
        **_nothing_outside(),
    }


def _listener(port: int) -> dict[str, Any]:
    return {
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "type": "http",
        "tls": False,
        "resources": [{"names": ["client"], "compress": False}],
    }


def _database(dossier: Path) -> dict[str, Any]:
    return {
        "name": "sqlite3",
        "args": {"database": str(dossier / "homeserver.db"), "cp_min": 1, "cp_max": 1},
    }


def _paths(dossier: Path) -> dict[str, Any]:
    return {
        "signing_key_path": str(dossier / "signature.key"),
        "log_config": str(dossier / "journal.json"),
        "media_store_path": str(dossier / "medias"),
        "pid_file": str(dossier / "homeserver.pid"),
    }


def _nothing_outside() -> dict[str, Any]:
    return {
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "allow_profile_lookup_over_federation": False,
        "presence": {"enabled": False},
        "url_preview_enabled": False,
        "enable_metrics": False,
        "report_stats": False,
        "enable_registration": False,
    }


def _log_settings(dossier: Path) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ligne": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "fichier": {
                "class": "logging.FileHandler",
                "filename": str(dossier / "homeserver.log"),
                "formatter": "ligne",
            }
        },
        "root": {"level": "WARNING", "handlers": ["fichier"]},
    }


def _write_key(chemin: Path) -> None:
    # Le format de Synapse : algorithme, nom de la clé, graine de 32 octets en base64 sans bourrage.
    graine = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    _write(chemin, f"ed25519 a_{secrets.token_hex(2)} {graine}\n")


def _write_json(chemin: Path, contenu: Mapping[str, Any]) -> None:
    _write(chemin, json.dumps(contenu, indent=1))


def _write(chemin: Path, texte: str) -> None:
    # Le mode d'abord : le secret ne doit pas être lisible, même le temps de l'écrire.
    chemin.touch(mode=0o600)
    chemin.write_text(texte, encoding="utf-8")
