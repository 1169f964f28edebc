"""L'identité du robot : trois clés qui disent « cet appareil est bien le sien ».

Sans elles, chaque message du robot s'affiche avec un avertissement, et la spécification 1.18
recommande aux clients d'ignorer un tel appareil. nio ne sait pas les faire. Règles :

1. Les graines sont sur le disque avant que le serveur n'en entende parler : une coupure entre les
   deux se répare en renvoyant les mêmes, ce que le serveur accepte.
2. Graines perdues alors que le serveur a une identité : on s'arrête, on dit le remède, on ne
   recrée jamais. Une identité qui change alarme tous ceux qui ont épinglé l'ancienne.
3. Au redémarrage on relit ce que le serveur publie, et l'on répare seulement ce qui manque : la
   signature de l'appareil par l'identité, celle de l'identité par l'appareil.

Sources : spécification Matrix 1.18, « Cross-signing » ; MSC3967 (premier envoi sans preuve) ;
MSC4312 et `org.matrix.cross_signing_reset` (approbation sur la page du compte).
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.matrix.chain import master_signed_by_device, section_of, verify_chain
from bot.matrix.guard import GuardedOlm
from bot.matrix.private_file import PrivateFileError, read_private, write_private
from bot.matrix.signing import canonical_json, is_signed_by, public_key, sign, unpadded
from bot.matrix.transport import AuthRequired, Transport, Unreachable, path

__all__ = [
    "IDENTITY_FILE",
    "IdentityError",
    "IdentityLost",
    "State",
    "ensure",
    "master_signed_by_device",
    "verify_chain",
]

IDENTITY_FILE: Final = "identite.json"
_USAGES: Final = ("master", "self_signing", "user_signing")
_PASSWORD: Final = "m.login.password"  # noqa: S105 (nom d'étape, pas un mot de passe)


class IdentityError(Exception):
    """L'identité ne peut être établie ; le texte est une phrase française pour l'exploitant."""


class IdentityLost(IdentityError):
    """Le serveur a une identité dont nous n'avons pas les graines."""


@dataclass(frozen=True)
class State:
    """Ce qui est en place après `ensure`.

    Attributes:
        master: clé publique de l'identité.
        self_signing: clé publique qui signe nos appareils.
        published: l'identité vient d'être publiée.
        signed: une signature vient d'être ajoutée.
    """

    master: str
    self_signing: str
    published: bool
    signed: bool


async def ensure(
    transport: Transport, olm: GuardedOlm, dossier: Path, *, mot_de_passe: str | None = None
) -> State:
    """Publie l'identité au premier passage, vérifie et répare aux suivants.

    À appeler une fois les clés de l'appareil publiées (`Crypto.upkeep`).

    Args:
        dossier: dossier de données, où sont les graines.
        mot_de_passe: pour les serveurs qui veulent une preuve au premier envoi.

    Raises:
        IdentityLost: graines perdues ou d'une autre identité que celle du serveur.
        IdentityError: graines abîmées, ou preuve demandée que nous n'avons pas.
        WireError: serveur injoignable.
    """
    seeds = _load_seeds(dossier, olm.user_id)
    published = await _query(transport, olm.user_id)
    if published.master is None:
        seeds = seeds or _create_seeds(dossier, olm.user_id)
        await _publish(transport, olm, seeds, mot_de_passe)
        fresh = await _query(transport, olm.user_id)
    else:
        fresh = published
    if seeds is None or not _matches(fresh, seeds, olm.user_id):
        raise IdentityLost(_LOST)
    signed = await _sign_missing(transport, olm, seeds, fresh)
    keys = {usage: public_key(seed) for usage, seed in seeds.items()}
    return State(keys["master"], keys["self_signing"], published.master is None, signed)


_LOST: Final = (
    "Le serveur a déjà une identité chiffrée pour ce compte, et ses clés ne sont pas dans le"
    f" dossier de données. Remettez le fichier {IDENTITY_FILE} de la sauvegarde. Si elle n'existe"
    " plus, réinitialisez l'identité depuis la page du compte, ou dans Tchap (Sécurité,"
    " « Réinitialiser »), puis relancez : les membres verront que l'identité du robot a changé."
)


# --- ce que le serveur publie ------------------------------------------------------------


@dataclass(frozen=True)
class _Published:
    master: dict[str, Any] | None
    self_signing: dict[str, Any] | None
    devices: dict[str, Any]


async def _query(transport: Transport, user_id: str) -> _Published:
    target = path("_matrix", "client", "v3", "keys", "query")
    answer = await transport.request("POST", target, body={"device_keys": {user_id: []}})
    devices = section_of(answer, "device_keys", user_id)
    if devices is None:
        raise Unreachable("reponse")  # ne rien dire n'est pas dire qu'il n'y a pas d'identité
    return _Published(
        section_of(answer, "master_keys", user_id),
        section_of(answer, "self_signing_keys", user_id),
        devices,
    )


def _matches(published: _Published, seeds: Mapping[str, bytes], user_id: str) -> bool:
    return all(
        shown is not None and canonical_json(shown) == canonical_json(_key(user_id, usage, seed))
        for usage, seed, shown in (
            ("master", seeds["master"], published.master),
            ("self_signing", seeds["self_signing"], published.self_signing),
        )
    )


# --- graines -----------------------------------------------------------------------------


def _load_seeds(dossier: Path, user_id: str) -> dict[str, bytes] | None:
    try:
        raw = read_private(dossier / IDENTITY_FILE)
    except PrivateFileError as error:
        raise IdentityError(str(error)) from error
    if raw is None:
        return None
    try:
        seeds = {usage: base64.b64decode(raw[usage] + "=", validate=True) for usage in _USAGES}
        sound = raw["identifiant"] == user_id and all(len(seed) == 32 for seed in seeds.values())
    except (KeyError, TypeError, binascii.Error):
        sound = False
    if not sound:
        raise IdentityError(
            f"{dossier / IDENTITY_FILE} est abîmé, ou d'un autre compte :"
            " remettez la copie de sauvegarde."
        )
    return seeds


def _create_seeds(dossier: Path, user_id: str) -> dict[str, bytes]:
    seeds = {usage: secrets.token_bytes(32) for usage in _USAGES}
    shown = {usage: unpadded(seed) for usage, seed in seeds.items()}
    try:
        write_private(dossier / IDENTITY_FILE, {"identifiant": user_id, **shown})
    except PrivateFileError as error:
        raise IdentityError(str(error)) from error
    return seeds


# --- publication -------------------------------------------------------------------------


def _key(user_id: str, usage: str, seed: bytes) -> dict[str, Any]:
    key = public_key(seed)
    return {"user_id": user_id, "usage": [usage], "keys": {f"ed25519:{key}": key}}


def _add_signature(content: dict[str, Any], user_id: str, key_id: str, signature: str) -> None:
    content.setdefault("signatures", {}).setdefault(user_id, {})[f"ed25519:{key_id}"] = signature


async def _publish(
    transport: Transport, olm: GuardedOlm, seeds: Mapping[str, bytes], mot_de_passe: str | None
) -> None:
    keys = {usage: _key(olm.user_id, usage, seed) for usage, seed in seeds.items()}
    master = public_key(seeds["master"])
    for usage in ("self_signing", "user_signing"):
        _add_signature(keys[usage], olm.user_id, master, sign(seeds["master"], keys[usage]))
    _sign_by_device(olm, keys["master"])
    body = {f"{usage}_key": key for usage, key in keys.items()}
    target = path("_matrix", "client", "v3", "keys", "device_signing", "upload")
    try:
        await transport.request("POST", target, body=body)
    except AuthRequired as error:
        proof = _proof(error, olm.user_id, mot_de_passe)
        try:
            await transport.request("POST", target, body={**body, "auth": proof})
        except AuthRequired as refused:
            raise IdentityError("Le serveur refuse le mot de passe du robot.") from refused


def _sign_by_device(olm: GuardedOlm, master: dict[str, Any]) -> None:
    signature = olm.account.sign(canonical_json(master).decode())
    _add_signature(master, olm.user_id, olm.device_id, signature)


def _proof(error: AuthRequired, user_id: str, mot_de_passe: str | None) -> dict[str, Any]:
    """La preuve demandée par mot de passe, si le serveur s'en contente et que nous l'avons."""
    if (_PASSWORD,) in error.flows and mot_de_passe is not None:
        return {
            "type": _PASSWORD,
            "identifier": {"type": "m.id.user", "user": user_id},
            "password": mot_de_passe,
            "session": error.session,
        }
    if (_PASSWORD,) in error.flows:
        raise IdentityError(
            "Le serveur veut le mot de passe du robot pour publier son identité :"
            " relancez « maillon connexion » avec MAILLON_MOT_DE_PASSE."
        )
    page = _approval_page(error)
    raise IdentityError(
        "Le serveur veut qu'une personne approuve l'identité du robot sur la page du compte"
        f"{f' ({page})' if page else ''} : approuvez, puis relancez dans les dix minutes."
    )


def _approval_page(error: AuthRequired) -> str | None:
    for stage in ("org.matrix.cross_signing_reset", "m.oauth"):
        params = error.params.get(stage)
        url = params.get("url") if isinstance(params, dict) else None
        if isinstance(url, str) and url.startswith("https://"):
            return url[:500]
    return None


# --- signatures qui manquent -------------------------------------------------------------


async def _sign_missing(
    transport: Transport, olm: GuardedOlm, seeds: Mapping[str, bytes], published: _Published
) -> bool:
    user_id, device_id = olm.user_id, olm.device_id
    device, master = published.devices.get(device_id), published.master
    if not isinstance(device, dict) or master is None:
        raise IdentityError("L'appareil du robot n'est pas encore publié sur le serveur.")
    signer = public_key(seeds["self_signing"])
    missing: dict[str, Any] = {}
    if not is_signed_by(device, user_id, f"ed25519:{signer}", signer):
        own = olm.device_keys()
        _add_signature(own, user_id, signer, sign(seeds["self_signing"], own))
        missing[device_id] = own
    if not is_signed_by(master, user_id, f"ed25519:{device_id}", olm.ed25519):
        key = _key(user_id, "master", seeds["master"])
        _sign_by_device(olm, key)
        missing[public_key(seeds["master"])] = key
    if missing:
        await _upload_signatures(transport, user_id, missing)
    return bool(missing)


async def _upload_signatures(transport: Transport, user_id: str, signed: dict[str, Any]) -> None:
    target = path("_matrix", "client", "v3", "keys", "signatures", "upload")
    answer = await transport.request("POST", target, body={user_id: signed})
    if answer.get("failures"):
        # Le serveur répond 200 même quand il refuse une signature.
        raise IdentityError("Le serveur refuse la signature de l'appareil du robot.")
