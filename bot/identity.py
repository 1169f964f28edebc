"""L'identité d'une intention : ce à quoi elle répond, et son rang. Rien d'autre.

Déterministe, donc reconnue après une coupure ou une base restaurée ; c'est aussi l'identifiant de
transaction Matrix (spec v1.7, `PUT /rooms/{roomId}/send/{eventType}/{txnId}`).
"""

from hashlib import sha256


def envoi(origine: str, rang: int | str) -> str:
    """Le nom d'un envoi : 32 chiffres hexadécimaux."""
    return sha256(f"{origine}|{rang}".encode()).hexdigest()[:32]


def reminder_id(origine: str, about: str, reason: str) -> str:
    """L'identité d'un rappel : l'événement qui l'a demandé, l'histoire et la raison."""
    return "rappel:" + sha256(f"{origine}|{about}|{reason}".encode()).hexdigest()[:32]
