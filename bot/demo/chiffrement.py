"""Ce qu'un serveur garde d'un salon chiffré, relu par un membre, et la signature de l'appareil."""

from typing import Any
from urllib.parse import quote

from bot.demo.member import Member
from bot.matrix.chain import section_of, verify_chain

_MEGOLM = "m.megolm.v1.aes-sha2"


async def constat(membre: Member, room: str, bot: str) -> str:
    """La phrase de ce qui est constaté ; lève `AssertionError` si un mot est en clair."""
    tous = await _garde(membre, room)
    paroles = [e for e in tous if e["type"] in ("m.room.message", "m.room.encrypted")]
    siennes = [e for e in paroles if e["sender"] == bot]
    for evenement in paroles:
        contenu = evenement["content"]
        if not contenu:  # supprimé
            continue
        if evenement["type"] != "m.room.encrypted" or contenu.get("algorithm") != _MEGOLM:
            raise AssertionError("le serveur garde un message en clair dans un salon chiffré")
    if not siennes:
        raise AssertionError("le serveur ne garde aucun message du robot dans le salon chiffré")
    if not await _signe(membre, bot):
        raise AssertionError("l'appareil du robot n'est pas signé par son compte")
    return (
        f"le serveur garde {len(paroles)} messages de ce salon, dont {len(siennes)} de Maillon, "
        "et n'en peut lire aucun. L'appareil de Maillon est signé : pas de bouclier d'alerte."
    )


async def _garde(membre: Member, room: str) -> list[dict[str, Any]]:
    """Tout ce que le serveur garde du salon, tel quel."""
    chemin, depuis = f"/rooms/{quote(room)}/messages?dir=b&limit=500", ""
    trouves: list[dict[str, Any]] = []
    while True:
        page = await membre.request("GET", chemin + depuis)
        trouves += page["chunk"]
        if not page["chunk"] or "end" not in page:
            return trouves
        depuis = f"&from={quote(page['end'])}"


async def _signe(membre: Member, bot: str) -> bool:
    cles = await membre.request("POST", "/keys/query", {"device_keys": {bot: []}})
    appareils = section_of(cles, "device_keys", bot) or {}
    return bool(appareils) and all(verify_chain(bot, cles, appareil) for appareil in appareils)
