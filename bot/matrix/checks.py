"""Les contrôles de « maillon diagnostic » qui parlent au serveur. Ils lisent, et n'écrivent rien.

Tous les salons viennent d'une seule synchronisation sans position : elle n'acquitte rien, et le
robot qui tourne à côté ne perd donc ni clé ni message.
"""

import json
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp

from bot.config import Configuration
from bot.config_valeurs import boucle_locale
from bot.constats import Constat, attention, echec, ok
from bot.matrix.crosssigning import (
    IDENTITY_FILE,
    master_signed_by_device,
    verify_chain,
)
from bot.matrix.session import Session
from bot.matrix.transport import Transport, WireError, path
from bot.matrix.vault import VAULT_FILE
from bot.pannes import phrase
from donnees.salon import Salon, pouvoir

_RECONNECTER: Final = "reconnectez le robot avec « maillon connexion »"
_ECART_TOLERE, _ECART_GRAVE = 10.0, 300.0  # secondes ; l'en-tête Date est à la seconde près
_ETATS: Final = (
    "m.room.create",
    "m.room.power_levels",
    "m.room.encryption",
    "m.room.name",
    "m.room.tombstone",
)
_RIEN: Final = {"not_types": ["*"]}
_FILTRE: Final = {
    "presence": _RIEN,
    "account_data": _RIEN,
    "room": {
        "account_data": _RIEN,
        "ephemeral": _RIEN,
        "state": {"types": list(_ETATS)},
        "timeline": {"types": list(_ETATS), "limit": 20},
    },
}


async def controle_serveur(serveur: str) -> tuple[bool, list[Constat]]:
    """Le serveur répond-il, et à la même heure que nous ? Rend aussi s'il est joignable."""
    debut = time.monotonic()
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as http,
            http.get(f"{serveur}/_matrix/client/versions", allow_redirects=False) as reponse,
        ):
            corps = await reponse.content.read(65536)
            date, recu = reponse.headers.get("Date", ""), datetime.now(UTC)
            versions = _versions(corps) if reponse.status == 200 else []
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        remede = "vérifiez matrix.serveur, le réseau et le mandataire"
        return False, [echec("serveur", f"{serveur} ne répond pas", remede)]
    if not versions:
        detail = f"{serveur} répond, mais ce n'est pas un serveur Matrix (HTTP {reponse.status})"
        return False, [echec("serveur", detail, "vérifiez matrix.serveur")]
    delai = round(1000 * (time.monotonic() - debut))
    constats = [ok("serveur", f"{serveur} répond en {delai} ms (Matrix {versions[-1]})")]
    if serveur.startswith("http://") and not boucle_locale(serveur):
        detail = "le jeton et les messages passent en clair sur le réseau"
        constats.append(attention("serveur", detail, "mettez https:// dans matrix.serveur"))
    return True, [*constats, *_horloge(date, recu)]


def _versions(corps: bytes) -> list[str]:
    try:
        lues = json.loads(corps)["versions"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return []
    return [v for v in lues if isinstance(v, str)] if isinstance(lues, list) else []


def _horloge(date: str, recu: datetime) -> Iterator[Constat]:
    try:
        annonce = parsedate_to_datetime(date)
    except ValueError:
        return
    if annonce.tzinfo is None:
        annonce = annonce.replace(tzinfo=UTC)
    ecart = (recu - annonce).total_seconds()
    sens = "en avance" if ecart > 0 else "en retard"
    if abs(ecart) <= _ECART_TOLERE:
        yield ok("horloge", "à l'heure du serveur")
        return
    juge = echec if abs(ecart) > _ECART_GRAVE else attention
    yield juge("horloge", f"{sens} de {abs(ecart):.0f} s sur le serveur", "réglez l'heure (NTP)")


async def controle_session(reglages: Configuration, session: Session) -> list[Constat]:
    """Le jeton, l'appareil, la signature croisée et les salons."""
    transport = Transport(session.serveur, session.jeton)
    constats: list[Constat] = []
    try:
        constats += _compte(await _lit(transport, "account", "whoami"), session)
        if reglages.matrix.chiffrement:
            constats += await _identite(transport, reglages, session)
        constats += await _salons(transport, reglages, session)
    except WireError as erreur:
        constats.append(echec("jeton", phrase(erreur), ""))
    finally:
        await transport.close()
    return constats


async def _lit(transport: Transport, *morceaux: str) -> dict[str, Any]:
    return await transport.request("GET", path("_matrix", "client", "v3", *morceaux))


def _compte(lu: Mapping[str, Any], session: Session) -> Iterator[Constat]:
    if lu.get("user_id") != session.identifiant or lu.get("device_id") != session.appareil:
        yield echec("jeton", "il est d'un autre compte ou d'un autre appareil", _RECONNECTER)
        return
    yield ok("jeton", f"le serveur reconnaît l'appareil {session.appareil}")


async def _identite(
    transport: Transport, reglages: Configuration, session: Session
) -> list[Constat]:
    """Les clés de l'appareil, l'identité et la chaîne de signatures, vues d'un autre compte."""
    dossier, moi = reglages.donnees.dossier, session.identifiant
    manque = [nom for nom in (VAULT_FILE, IDENTITY_FILE) if not (dossier / nom).is_file()]
    if manque:
        return [
            echec(
                "chiffrement",
                f"il manque {' et '.join(manque)} dans {dossier}",
                "« maillon connexion » les crée la première fois ; sinon, remettez la sauvegarde",
            )
        ]
    cible = path("_matrix", "client", "v3", "keys", "query")
    cles = await transport.request("POST", cible, body={"device_keys": {moi: []}})
    if not verify_chain(moi, cles, session.appareil):
        detail = "l'appareil n'est pas signé par l'identité du robot"
        return [echec("chiffrement", detail, "relancez « maillon connexion »")]
    if not master_signed_by_device(moi, cles, session.appareil):
        detail = "l'identité du robot n'est pas signée par son appareil"
        return [attention("chiffrement", detail, "relancez « maillon connexion »")]
    return [
        ok("chiffrement", "l'appareil est signé par l'identité du robot"),
        *_autres(cles, session),
    ]


def _autres(cles: Mapping[str, Any], session: Session) -> Iterator[Constat]:
    appareils = cles.get("device_keys", {}).get(session.identifiant, {})
    autres = sorted(nom for nom in appareils if nom != session.appareil)
    if autres:
        detail = f"le compte a d'autres appareils ({', '.join(autres[:5])})"
        yield attention("appareils", detail, "fermez ces sessions : le robot n'en a qu'une")


# --- les salons ------------------------------------------------------------------------------


async def _salons(transport: Transport, reglages: Configuration, session: Session) -> list[Constat]:
    """Une ligne par salon où est le robot : ce qu'il y peut."""
    demande = {"filter": json.dumps(_FILTRE), "timeout": "0", "set_presence": "offline"}
    lu = await transport.request(
        "GET", path("_matrix", "client", "v3", "sync"), query=demande, deadline=120.0
    )
    salons = _table(_table(lu.get("rooms")).get("join"))
    if not salons:
        return [attention("salons", "le robot n'est dans aucun salon", "invitez-le dans un salon")]
    return [
        _salon(nom, _etats(_table(salon)), reglages, session.identifiant)
        for nom, salon in sorted(salons.items())
    ]


def _table(valeur: object) -> dict[str, Any]:
    return valeur if isinstance(valeur, dict) else {}


def _etats(salon: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Le dernier état de chaque sorte, l'événement entier (l'auteur de la création compte)."""
    lus: dict[str, dict[str, Any]] = {}
    for partie in ("state", "timeline"):
        evenements = _table(salon.get(partie)).get("events")
        for evenement in evenements if isinstance(evenements, list) else []:
            if isinstance(evenement, dict) and evenement.get("state_key") == "":
                lus[str(evenement.get("type"))] = evenement
    return lus


def _salon(
    nom: str, etats: Mapping[str, Mapping[str, Any]], reglages: Configuration, moi: str
) -> Constat:
    """Ce que le robot peut dans un salon, et ce qui l'y gêne."""
    contenus = {sorte: _table(evenement.get("content")) for sorte, evenement in etats.items()}
    dit = contenus.get("m.room.name", {}).get("name")
    qui = f"{dit[:60]} ({nom})" if isinstance(dit, str) and dit.strip() else nom
    chiffre = "m.room.encryption" in etats
    if "m.room.tombstone" in etats:
        return attention(
            "salon", f"{qui} : remplacé par un autre", "invitez le robot dans le nouveau"
        )
    if chiffre and not reglages.matrix.chiffrement:
        detail = f"{qui} : chiffré, et matrix.chiffrement est à false : le robot s'y tait"
        return attention("salon", detail, "mettez matrix.chiffrement = true")
    envoi = "m.room.encrypted" if chiffre else "m.room.message"
    ligne = _ligne(nom, etats, contenus)
    interdits = [
        mot
        for mot, sorte in (("messages", envoi), ("touches", "m.reaction"))
        if not _peut(ligne, moi, sorte)
    ]
    genre = "chiffré" if chiffre else "en clair"
    if not interdits:
        return ok("salon", f"{qui} : {genre}, messages et touches")
    remede = "demandez à un administrateur du salon de relever le niveau du robot"
    return echec("salon", f"{qui} : {genre}, sans droit d'écrire ({', '.join(interdits)})", remede)


def _ligne(
    nom: str, etats: Mapping[str, Mapping[str, Any]], contenus: Mapping[str, dict[str, Any]]
) -> Salon:
    """Le salon tel que `donnees` le connaîtrait, pour y compter les pouvoirs de la même façon."""
    creation = contenus.get("m.room.create", {})
    ajoutes = creation.get("additional_creators")
    return Salon(
        id=nom,
        version=str(creation.get("room_version", "1")),
        createurs=[
            str(etats.get("m.room.create", {}).get("sender", "")),
            *(ajoutes if isinstance(ajoutes, list) else []),
        ],
        pouvoirs=contenus.get("m.room.power_levels", {}),
    )


def _peut(ligne: Salon, moi: str, sorte: str) -> bool:
    """Le robot a-t-il le niveau qu'il faut pour envoyer cette sorte d'événement ?"""
    niveaux = ligne.pouvoirs
    voulu = _table(niveaux.get("events")).get(sorte, niveaux.get("events_default", 0))
    return pouvoir(ligne, moi) >= (voulu if isinstance(voulu, int) else 0)
