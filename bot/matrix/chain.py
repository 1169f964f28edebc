"""La signature croisée vue d'ailleurs : un autre compte tiendrait-il cet appareil pour sûr ?

Fonctions pures sur la réponse de `/keys/query`, de forme quelconque ; pour les essais et pour
« maillon diagnostic ».

Source : spécification Matrix 1.18, « Cross-signing ».
"""

from typing import Any

from bot.matrix.signing import is_signed_by


def section_of(answer: object, section: str, user_id: str) -> dict[str, Any] | None:
    """La part d'une personne dans une réponse de `/keys/query`, si elle a la bonne forme."""
    found = answer.get(section) if isinstance(answer, dict) else None
    value = found.get(user_id) if isinstance(found, dict) else None
    return value if isinstance(value, dict) else None


def verify_chain(user_id: str, keys_query_response: object, device_id: str) -> bool:
    """Dit si un client quelconque tiendrait cet appareil pour signé par son propriétaire.

    Suit la chaîne identité → clé de signature → appareil, et la signature de l'appareil par
    lui-même. Pure : ne lit que la réponse de `/keys/query`, de forme quelconque.
    """
    master = section_of(keys_query_response, "master_keys", user_id)
    signer = section_of(keys_query_response, "self_signing_keys", user_id)
    devices = section_of(keys_query_response, "device_keys", user_id) or {}
    device = devices.get(device_id)
    if not isinstance(device, dict) or device.get("device_id") != device_id:
        return False
    keys = device.get("keys")
    own_key = keys.get(f"ed25519:{device_id}") if isinstance(keys, dict) else None
    master_key, signer_key = _only_key(master, "master"), _only_key(signer, "self_signing")
    return (
        is_signed_by(signer, user_id, f"ed25519:{master_key}", master_key)
        and is_signed_by(device, user_id, f"ed25519:{signer_key}", signer_key)
        and is_signed_by(device, user_id, f"ed25519:{device_id}", own_key)
    )


def master_signed_by_device(user_id: str, keys_query_response: object, device_id: str) -> bool:
    """Dit si l'appareil a signé l'identité (ce que des clients plus anciens regardent)."""
    master = section_of(keys_query_response, "master_keys", user_id)
    devices = section_of(keys_query_response, "device_keys", user_id) or {}
    device = devices.get(device_id)
    keys = device.get("keys") if isinstance(device, dict) else None
    own_key = keys.get(f"ed25519:{device_id}") if isinstance(keys, dict) else None
    return is_signed_by(master, user_id, f"ed25519:{device_id}", own_key)


def _only_key(content: dict[str, Any] | None, usage: str) -> str | None:
    """La clé publique d'un objet d'identité, s'il en a une seule et le bon usage."""
    keys = content.get("keys") if content is not None else None
    usages = content.get("usage") if content is not None else None
    if not isinstance(keys, dict) or len(keys) != 1 or usages != [usage]:
        return None
    name, key = next(iter(keys.items()))
    return key if isinstance(key, str) and name == f"ed25519:{key}" else None
