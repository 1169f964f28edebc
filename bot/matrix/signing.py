"""Signer et vérifier des objets JSON comme le veut Matrix.

Source : spécification Matrix 1.18, annexes « Canonical JSON » et « Signing JSON » ; Ed25519 selon
RFC 8032. La liaison Python de vodozemac ne sait pas signer avec une graine choisie : c'est
pycryptodome qui signe, et vodozemac, plus rapide, qui vérifie.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

import vodozemac
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa


def canonical_json(content: Mapping[str, Any]) -> bytes:
    """Forme canonique d'un objet, sans `signatures` ni `unsigned`.

    Raises:
        ValueError: texte impossible à encoder (demi-paire UTF-16 isolée).
        RecursionError: objet emboîté trop profondément.
    """
    signed = {name: value for name, value in content.items() if name not in _UNSIGNED}
    text = json.dumps(signed, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


_UNSIGNED = frozenset({"signatures", "unsigned"})


def unpadded(data: bytes) -> str:
    """Base64 sans remplissage, comme partout dans Matrix."""
    return base64.b64encode(data).decode().rstrip("=")


def public_key(seed: bytes) -> str:
    """Clé publique Ed25519 d'une graine de 32 octets, en base64 sans remplissage."""
    key = ECC.construct(curve="Ed25519", seed=seed)
    return unpadded(key.public_key().export_key(format="raw"))


def sign(seed: bytes, content: Mapping[str, Any]) -> str:
    """Signature Ed25519 d'un objet par une graine, en base64 sans remplissage."""
    signer = eddsa.new(ECC.construct(curve="Ed25519", seed=seed), "rfc8032")
    return unpadded(signer.sign(canonical_json(content)))


def is_signed_by(content: object, user_id: str, key_id: str, key: object) -> bool:
    """Dit si un objet porte une signature valable ; une entrée absurde répond non, sans lever.

    Args:
        content: objet reçu du serveur, de forme quelconque.
        user_id: signataire attendu.
        key_id: nom de la signature (`ed25519:<appareil>` ou `ed25519:<clé publique>`).
        key: clé publique, en base64.
    """
    try:
        signature = content["signatures"][user_id][key_id]  # type: ignore[index]
        verifier = vodozemac.Ed25519PublicKey.from_base64(key)  # type: ignore[arg-type]
        message = canonical_json(content)  # type: ignore[arg-type]
        verifier.verify_signature(message, vodozemac.Ed25519Signature.from_base64(signature))
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return False
    return True
