"""Qui est le robot sur le serveur : un compte, un appareil pour toujours, un jeton.

1. On ne se connecte qu'une fois. Chaque connexion par mot de passe crée un appareil de plus, que
   les membres verraient arriver ; et l'identifiant d'envoi qui évite les doublons n'est reconnu
   par le serveur que pour le même appareil (spécification Matrix 1.18, « Transaction
   identifiers »).
2. Le fichier `session.json` contient le jeton et la clé du coffre : 0600 dans un dossier 0700,
   écrit d'un seul geste (fichier voisin, fsync, renommage). Un fichier que d'autres peuvent lire
   arrête le démarrage.
3. Un jeton copié depuis un navigateur expire : `adopt_token` vérifie seulement à qui il est, la
   durée de vie est l'affaire de qui l'a délivré.
"""

import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from bot.matrix.private_file import PrivateFileError, read_private, write_private
from bot.matrix.transport import (
    AuthRequired,
    Forbidden,
    RateLimited,
    Rejected,
    TokenRefused,
    Transport,
    WireError,
    path,
)

SESSION_FILE: Final = "session.json"


class SessionError(PrivateFileError):
    """La session ne peut servir ; le texte est une phrase française pour l'exploitant."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """Ce qu'il faut pour parler au serveur et ouvrir le coffre de chiffrement.

    Attributes:
        identifiant: identifiant Matrix complet du robot.
        appareil: identifiant de l'appareil.
        jeton: jeton d'accès.
        serveur: URL de base du serveur.
        pickle_key: 32 octets au hasard, en hexadécimal, qui chiffrent le coffre.
    """

    identifiant: str
    appareil: str
    jeton: str
    serveur: str
    pickle_key: str

    def __repr__(self) -> str:
        # Ni jeton ni clé dans un journal, même par accident.
        return f"Session({self.appareil!r})"


def load_session(dossier: Path) -> Session | None:
    """Lit la session du dossier de données.

    Returns:
        La session, ou rien s'il n'y en a pas encore.

    Raises:
        PrivateFileError: fichier lisible par d'autres, abîmé ou incomplet.
    """
    raw = read_private(dossier / SESSION_FILE)
    if raw is None:
        return None
    names = {field.name for field in fields(Session)}
    values = {name: raw.get(name) for name in names}
    if not all(isinstance(value, str) and value for value in values.values()):
        raise SessionError(
            f"{dossier / SESSION_FILE} est incomplet :"
            " reconnectez le robot avec « maillon connexion »."
        )
    return Session(**{name: str(value) for name, value in values.items()})


def save_session(dossier: Path, session: Session) -> None:
    """Écrit la session d'un seul geste, lisible du seul compte du service.

    Raises:
        PrivateFileError: dossier qu'on ne peut créer ou écrire.
    """
    write_private(dossier / SESSION_FILE, asdict(session))


async def login_password(
    transport: Transport,
    identifiant: str,
    mot_de_passe: str,
    nom_appareil: str,
    *,
    appareil: str | None = None,
) -> Session:
    """Ouvre une session par mot de passe et pose le jeton obtenu sur le transport.

    Args:
        identifiant: `@nom:serveur`, nom seul, ou adresse électronique.
        nom_appareil: nom que les membres verront pour cet appareil.
        appareil: identifiant d'un appareil à reprendre ; sinon le serveur en choisit un.

    Raises:
        SessionError: refus du serveur, dit en une phrase.
        WireError: serveur injoignable.
    """
    body: dict[str, Any] = {
        "type": "m.login.password",
        "identifier": _identifier(identifiant),
        "password": mot_de_passe,
        "initial_device_display_name": nom_appareil,
    }
    if appareil is not None:
        body["device_id"] = appareil
    try:
        answer = await transport.request(
            "POST", path("_matrix", "client", "v3", "login"), body=body, jeton=False
        )
    except (Forbidden, Rejected, AuthRequired, RateLimited) as error:
        raise SessionError(_refusal(error)) from error
    return _adopted(transport, answer, answer.get("access_token"))


def _identifier(identifiant: str) -> dict[str, str]:
    if "@" in identifiant[1:]:
        return {"type": "m.id.thirdparty", "medium": "email", "address": identifiant}
    return {"type": "m.id.user", "user": identifiant}


def _refusal(error: WireError) -> str:
    if isinstance(error, RateLimited):
        return (
            "Le serveur a reçu trop d'essais de connexion :"
            f" recommencez dans {max(1, round(error.retry_after))} s."
        )
    if isinstance(error, Forbidden) and error.errcode == "M_USER_DEACTIVATED":
        return "Ce compte est désactivé : demandez aux administrateurs du serveur."
    if isinstance(error, Forbidden):
        return "Le serveur refuse cet identifiant ou ce mot de passe."
    return (
        "Ce serveur n'accepte pas la connexion par mot de passe :"
        " donnez un jeton (access_token) et un appareil (device_id)."
    )


async def adopt_token(transport: Transport, jeton: str, appareil: str | None = None) -> Session:
    """Reprend un jeton délivré ailleurs, après avoir vérifié à quel appareil il est.

    Args:
        appareil: appareil annoncé dans la configuration ; s'il est donné, il doit être le bon.

    Raises:
        SessionError: jeton refusé, sans appareil, ou d'un autre appareil.
        WireError: serveur injoignable.
    """
    transport.jeton = jeton
    target = path("_matrix", "client", "v3", "account", "whoami")
    try:
        answer = await transport.request("GET", target)
    except (TokenRefused, Forbidden, Rejected) as error:
        raise SessionError(
            "Le serveur refuse ce jeton : il est faux, révoqué ou expiré."
        ) from error
    device = answer.get("device_id")
    if not isinstance(device, str) or not device:
        raise SessionError("Ce jeton n'est lié à aucun appareil : le chiffrement est impossible.")
    if appareil is not None and device != appareil:
        raise SessionError(
            f"Ce jeton est celui de l'appareil {device}, pas de {appareil} :"
            " corrigez device_id, ou donnez le jeton de cet appareil."
        )
    return _adopted(transport, answer, jeton)


def _adopted(transport: Transport, answer: dict[str, Any], jeton: object) -> Session:
    user_id, device_id = answer.get("user_id"), answer.get("device_id")
    if not (isinstance(user_id, str) and isinstance(device_id, str) and isinstance(jeton, str)):
        raise SessionError("La réponse du serveur à la connexion est incompréhensible.")
    transport.jeton = jeton
    return Session(
        identifiant=user_id,
        appareil=device_id,
        jeton=jeton,
        serveur=transport.serveur,
        pickle_key=secrets.token_hex(32),
    )
