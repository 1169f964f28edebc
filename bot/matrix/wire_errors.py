"""Les façons, en petit nombre, dont un échange avec le serveur peut mal finir.

La famille est close : l'appelant choisit sa conduite par le type, jamais par un texte.

| exception | conduite attendue |
| --- | --- |
| `RateLimited` | attendre `retry_after`, puis la même requête |
| `Unreachable` | attendre de plus en plus, puis la même requête |
| `TokenRefused` | s'arrêter : une personne doit reconnecter le robot |
| `AccountExpired` | ne plus demander que rarement : une personne doit renouveler le compte |
| `AuthRequired` | prouver une seconde fois qui l'on est |
| `Forbidden`, `NotFound`, `Rejected` | renoncer à cette requête, et le dire |

Source : spécification Matrix 1.18, « Standard error response » et « Rate limiting » ; RFC 9110,
10.2.3 (`Retry-After`) ; module d'expiration des comptes de Tchap (`ORG_MATRIX_EXPIRED_ACCOUNT`).
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

DEFAULT_RETRY: Final = 5.0
MAX_RETRY: Final = 3600.0
EXPIRED_PAUSE: Final = 1200.0
EXPIRED_ACCOUNT: Final = "ORG_MATRIX_EXPIRED_ACCOUNT"


class WireError(Exception):
    """Un échange avec le serveur n'a pas abouti ; le texte ne contient que des codes."""


class RateLimited(WireError):
    """Le serveur demande d'attendre `retry_after` secondes (429)."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"429, attendre {retry_after:g} s")
        self.retry_after = retry_after


class TokenRefused(WireError):
    """Le jeton n'est plus valable (401) ; `soft_logout` : l'appareil existe encore."""

    def __init__(self, soft_logout: bool) -> None:
        super().__init__("jeton refusé")
        self.soft_logout = soft_logout


class AccountExpired(WireError):
    """Le compte a expiré (403 de Tchap) : tout est refusé jusqu'au renouvellement.

    `retry_after` : secondes avant de redemander.
    """

    def __init__(self, retry_after: float = EXPIRED_PAUSE) -> None:
        super().__init__("compte expiré")
        self.retry_after = retry_after


class Forbidden(WireError):
    """Le serveur refuse cette action à ce compte (403)."""

    def __init__(self, errcode: str) -> None:
        super().__init__(f"403 {errcode}")
        self.errcode = errcode


class NotFound(WireError):
    """Ce qui est demandé n'existe pas (404)."""

    def __init__(self, errcode: str) -> None:
        super().__init__(f"404 {errcode}")
        self.errcode = errcode


class AuthRequired(WireError):
    """Le serveur veut une preuve de plus (401 avec `flows`) ; rien n'a été fait."""

    def __init__(
        self,
        flows: tuple[tuple[str, ...], ...],
        session: str | None,
        params: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__("preuve d'identité demandée")
        self.flows = flows
        self.session = session
        self.params: Mapping[str, Any] = params or {}


class Rejected(WireError):
    """Le serveur refuse la requête telle qu'elle est (autre 4xx) : la répéter ne sert à rien."""

    def __init__(self, status: int, errcode: str) -> None:
        super().__init__(f"{status} {errcode}")
        self.status = status
        self.errcode = errcode


class Unreachable(WireError):
    """Pas de réponse exploitable ; on ne sait pas si la requête a été exécutée.

    `reason` : `reseau`, `delai`, `http_<code>`, `reponse` (ni JSON ni objet), `trop_long`,
    `menage` (rien n'est parti : voir `breaker.py`).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"serveur injoignable ({reason})")
        self.reason = reason


def error_from(
    status: int, headers: Mapping[str, str], body: Mapping[str, Any] | None
) -> WireError:
    """Traduit une réponse qui n'est pas un succès.

    Args:
        status: code HTTP, quel qu'il soit.
        headers: en-têtes de la réponse.
        body: objet JSON de la réponse, ou rien si elle n'en est pas un.
    """
    if status == 429:
        return RateLimited(_retry_after(headers, body))
    if status == 413:
        # Souvent la page HTML d'un relais : insister n'y changerait rien.
        return Rejected(status, "M_TOO_LARGE")
    if not 400 <= status < 500:
        return Unreachable("reponse" if 200 <= status < 300 else f"http_{status}")
    if body is None:
        # Un 4xx sans JSON ne vient pas de Matrix mais de ce qui se tient devant.
        return Unreachable("reponse")
    return _client_error(status, body)


def _client_error(status: int, body: Mapping[str, Any]) -> WireError:
    errcode = _errcode(body)
    if status == 401 and errcode in {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"}:
        return TokenRefused(body.get("soft_logout") is True)
    if status == 401 and isinstance(body.get("flows"), list):
        return _auth_required(body)
    if status == 403:
        return AccountExpired() if errcode == EXPIRED_ACCOUNT else Forbidden(errcode)
    if status == 404:
        return NotFound(errcode)
    return Rejected(status, errcode)


def _errcode(body: Mapping[str, Any]) -> str:
    """Le code d'erreur, seulement s'il a la forme d'un code : il ira dans le journal."""
    errcode = body.get("errcode")
    if isinstance(errcode, str) and len(errcode) <= 64 and errcode.isascii():
        if errcode.replace("_", "").replace(".", "").isalnum():
            return errcode
    return "M_UNKNOWN"


def _auth_required(body: Mapping[str, Any]) -> AuthRequired:
    flows = tuple(
        tuple(stage for stage in flow["stages"] if isinstance(stage, str))
        for flow in body["flows"]
        if isinstance(flow, dict) and isinstance(flow.get("stages"), list)
    )
    session = body.get("session")
    params = body.get("params")
    return AuthRequired(
        flows,
        session if isinstance(session, str) else None,
        params if isinstance(params, dict) else None,
    )


def _retry_after(headers: Mapping[str, str], body: Mapping[str, Any] | None) -> float:
    """Secondes à attendre : le plus long de ce que disent le corps et l'en-tête ; sinon cinq.

    La spécification préfère l'en-tête et garde le corps pour les vieux clients ; un relais peut
    changer l'un sans l'autre. Jamais trop tôt, donc ; toujours entre 0 et 1 h.
    """
    from_body = body.get("retry_after_ms") if body else None
    lowered = {name.lower(): value for name, value in headers.items()}
    header = lowered.get("retry-after", "").strip()
    said: list[float] = []
    if isinstance(from_body, int | float) and not isinstance(from_body, bool):
        said.append(_clamp(from_body, 1000))
    if header.isascii() and header.isdigit():
        said.append(_clamp(int(header[:9]), 1))
    elif header:
        said.append(_until(header, lowered.get("date")))
    return max(said, default=DEFAULT_RETRY)


def _clamp(value: float, unit: int) -> float:
    # Comparer avant de diviser : un entier de quatre mille chiffres ne devient pas un flottant.
    if value != value or value < 0:
        return DEFAULT_RETRY
    if value >= MAX_RETRY * unit:
        return MAX_RETRY
    return max(0.0, float(value) / unit)


def _until(header: str, date: str | None) -> float:
    """Durée jusqu'à une date HTTP, comptée sur l'horloge du serveur quand il la donne."""
    target = _http_date(header)
    if target is None:
        return DEFAULT_RETRY
    now = (_http_date(date) if date else None) or datetime.now(UTC)
    return min(MAX_RETRY, max(0.0, math.ceil((target - now).total_seconds())))


def _http_date(text: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
