"""Une requête HTTP vers le serveur Matrix, et le peu de façons dont elle peut mal finir.

Pourquoi pas le client de nio. `nio.AsyncClient` enregistre la position de synchronisation avant
d'avoir traité le lot, insiste sans délai sur un serveur en panne, dort sur les 429 à l'insu de
l'appelant, garde le verrou d'un salon quand une réclamation de clés échoue et paie une validation
de schéma pour chaque événement. On parle donc HTTP nous-mêmes, et de nio on ne garde que la
machine cryptographique, qui n'attend rien et n'ouvre aucune connexion (voir `guard.py`).

Règles de ce fichier :

1. Une requête, un essai. Recommencer est l'affaire de l'appelant, qui seul sait si c'est permis.
2. Toute requête a une échéance, et toute réponse une taille maximale.
3. Rien d'autre que les exceptions de la famille `WireError` ne sort d'ici, quoi que réponde le
   serveur : page HTML d'un relais, JSON emboîté mille fois, entier de cinq mille chiffres.
4. Aucune redirection n'est suivie : le jeton ne part que là où on l'envoie.
5. Aucun message d'erreur ne contient le corps d'une réponse, un jeton ou un identifiant.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from bot.matrix.breaker import Breaker
from bot.matrix.wire_errors import (
    AccountExpired,
    AuthRequired,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    TokenRefused,
    Unreachable,
    WireError,
    error_from,
)

__all__ = [
    "AccountExpired",
    "AuthRequired",
    "Forbidden",
    "NotFound",
    "RateLimited",
    "Rejected",
    "TokenRefused",
    "Transport",
    "Unreachable",
    "WireError",
    "path",
]

MAX_BODY: Final = 64 * 1024 * 1024
_CHUNK: Final = 256 * 1024
_USER_AGENT: Final = "Maillon"


def path(*parts: str) -> str:
    """Assemble un chemin d'API en échappant chaque morceau.

    Args:
        parts: morceaux du chemin, bruts (`"_matrix"`, un identifiant de salon…).

    Returns:
        Le chemin, barre de tête comprise ; un `/` ou un `?` dans un morceau ne peut rien ouvrir.
        Les morceaux `.` et `..`, que l'échappement laisserait intacts, sont échappés aussi.
    """
    return "/" + "/".join(_quote(part) for part in parts)


def _quote(part: str) -> str:
    if part in {".", ".."}:
        return part.replace(".", "%2E")
    return quote(part, safe="", errors="replace")


class Transport:
    """Connexion HTTP à un serveur Matrix : un essai par appel, une échéance, des erreurs closes.

    Attributes:
        serveur: URL de base, sans barre finale.
        jeton: jeton d'accès envoyé avec chaque requête qui le demande.
        sent: nombre de requêtes parties depuis le début (mesures, essais).
        latency: durée de la dernière réponse complète, en secondes réelles.
        breaker: ce qui espace les requêtes quand le serveur est en peine, ou rien.
    """

    def __init__(
        self,
        serveur: str,
        jeton: str | None = None,
        *,
        horloge_reelle: Callable[[], float] = time.monotonic,
        breaker: Breaker | None = None,
    ) -> None:
        self.serveur = serveur.rstrip("/")
        self.jeton = jeton
        self.breaker = breaker
        self.sent = 0
        self.latency = 0.0
        self._clock = horloge_reelle
        self._http: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        deadline: float = 30.0,
        jeton: bool = True,
    ) -> dict[str, Any]:
        """Envoie une requête JSON et rend l'objet JSON de la réponse.

        Args:
            method: verbe HTTP.
            path: chemin déjà échappé (voir `path`).
            body: objet JSON à envoyer, ou rien.
            query: paramètres d'URL, non échappés.
            deadline: durée maximale de l'échange entier, en secondes.
            jeton: envoyer le jeton d'accès, s'il y en a un.

        Raises:
            WireError: toujours un membre de cette famille, jamais autre chose.
        """
        data = None if body is None else _encode(body)
        headers = {} if data is None else {"Content-Type": "application/json"}
        return await self._exchange(method, path, data, headers, query, deadline, jeton)

    async def upload(
        self, data: bytes, content_type: str, filename: str | None, deadline: float = 120.0
    ) -> str:
        """Dépose un fichier et rend son adresse `mxc://`.

        Args:
            data: contenu, déjà chiffré s'il doit l'être.
            content_type: type MIME annoncé au serveur.
            filename: nom annoncé, ou rien (un fichier chiffré n'en annonce pas).
            deadline: durée maximale, en secondes.

        Raises:
            WireError: comme `request` ; `Unreachable` si la réponse n'a pas d'adresse.
        """
        query = {"filename": filename} if filename else None
        headers = {"Content-Type": content_type}
        target = path("_matrix", "media", "v3", "upload")
        answer = await self._exchange("POST", target, data, headers, query, deadline, True)
        uri = answer.get("content_uri")
        if not isinstance(uri, str) or not uri.startswith("mxc://"):
            raise Unreachable("reponse")
        return uri

    async def close(self) -> None:
        """Ferme les connexions ; sans effet si rien n'a été ouvert."""
        http, self._http = self._http, None
        if http is not None:
            await http.close()

    async def _exchange(
        self,
        method: str,
        path: str,
        data: bytes | None,
        headers: dict[str, str],
        query: Mapping[str, str] | None,
        deadline: float,
        jeton: bool,
    ) -> dict[str, Any]:
        if self.breaker is None:
            return await self._attempt(method, path, data, headers, query, deadline, jeton)
        self.breaker.admit()
        try:
            answer = await self._attempt(method, path, data, headers, query, deadline, jeton)
        except WireError as error:
            self.breaker.heard(error)
            raise
        self.breaker.heard(None)
        return answer

    async def _attempt(
        self,
        method: str,
        path: str,
        data: bytes | None,
        headers: dict[str, str],
        query: Mapping[str, str] | None,
        deadline: float,
        jeton: bool,
    ) -> dict[str, Any]:
        if jeton and self.jeton is not None:
            headers["Authorization"] = f"Bearer {self.jeton}"
        self.sent += 1
        started = self._clock()
        url = self.serveur + path + (f"?{urlencode(query, errors='replace')}" if query else "")
        try:
            answer = await self._once(method, url, data, headers, deadline)
        except TimeoutError as error:
            raise Unreachable("delai") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # ValueError : adresse inexploitable, en-tête impossible, corps mal compressé.
            raise Unreachable("reseau") from error
        self.latency = self._clock() - started
        return _answer(*answer)

    async def _once(
        self, method: str, url: str, data: bytes | None, headers: dict[str, str], deadline: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        # encoded=True : sans quoi « %2E%2E » redeviendrait « .. » et remonterait le chemin.
        async with self._session().request(
            method,
            URL(url, encoded=True),
            data=data,
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=deadline),
            allow_redirects=False,
        ) as response:
            raw = await _read(response)
            return response.status, dict(response.headers), raw

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None or self._http.closed:
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=64),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": _USER_AGENT},
            )
        return self._http


def _encode(body: Mapping[str, Any]) -> bytes:
    """JSON compact ; une demi-paire UTF-16 isolée devient « ? » plutôt que d'empêcher l'envoi."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


async def _read(response: aiohttp.ClientResponse) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_chunked(_CHUNK):
        size += len(chunk)
        if size > MAX_BODY:
            raise Unreachable("trop_long")
        chunks.append(chunk)
        if size >= _CHUNK:
            # Une réponse énorme et déjà arrivée se lit sans attendre : on laisse passer les autres.
            await asyncio.sleep(0)
    return b"".join(chunks)


def _answer(status: int, headers: Mapping[str, str], raw: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(raw)
    except (ValueError, RecursionError):
        parsed = None
    body = parsed if isinstance(parsed, dict) else None
    if 200 <= status < 300 and body is not None:
        return body
    raise error_from(status, headers, body)
