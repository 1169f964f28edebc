"""Des réponses de `/sync` et de clés mutées, à travers la vraie réception et sa base (S1, S2, S7).

Chaque cas : une réponse complète, abîmée à plusieurs endroits, où deux événements honnêtes sont
glissés (dans le salon abîmé et dans un autre). Rien ne doit lever, et les deux doivent être gardés.
"""

import contextlib
import copy
import json
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import event
from sqlalchemy.engine import Engine as Base

from bot.matrix.crypto import Crypto
from bot.matrix.gateway import Gateway
from bot.matrix.sync_batch import VAINS
from bot.matrix.transport import Transport, Unreachable
from donnees import inbox
from tests.envoi.poste import Poste, nouveau_poste
from tests.matrix.conftest import OpenWired
from tests.matrix.local import MEGOLM, SALON, Voice, direct, meet, open_local
from tests.matrix.stub import stub
from tests.taille import taille

BOT, INES, AUTRE = "@maillon:localhost", "@ines:localhost", "!autre:localhost"
PROFOND: Any = []
for _ in range(120):
    PROFOND = [PROFOND]
CASSE: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, 1.5, float("inf"), "", "\x00", "\ud800", "é" * 70_000, "@x",
    "@ines:localhost", SALON, [], {}, [None], {"": None}, {"\ud800": 1}, [[]] * 50, PROFOND,
    "m.room.member", "m.room.encrypted", "join", "leave", "ban", {"membership": "leave"},
)  # fmt: skip


def _evenement(rang: int, genre: str, contenu: Any, auteur: str = INES, **reste: Any) -> Any:
    return {
        "event_id": f"$x{rang}", "type": genre, "sender": auteur, "content": contenu,
        "origin_server_ts": 1_795_000_000_000 + rang, **reste,
    }  # fmt: skip


def _texte(texte: str, **reste: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": texte, **reste}


def _membre(rang: int, qui: str, comment: str = "join") -> Any:
    return _evenement(rang, "m.room.member", {"membership": comment}, qui, state_key=qui)


def reponse(voix: Voice, cle: dict[str, Any]) -> dict[str, Any]:
    """Une réponse où il y a de tout : la grammaire dont partent les mutations."""
    fil = [
        _evenement(1, "m.room.message", _texte("!thèmes")),
        _evenement(2, "m.room.message", _texte(f"* {BOT} aide", **{
            "m.new_content": _texte("!aide"),
            "m.relates_to": {"rel_type": "m.replace", "event_id": "$x1"}})),
        _evenement(3, "m.reaction", {
            "m.relates_to": {"rel_type": "m.annotation", "event_id": "$x1", "key": "✋"}}),
        _evenement(4, "m.room.redaction", {"redacts": "$x1"}, redacts="$x1"),
        _evenement(5, "m.room.message", _texte("oui", **{
            "m.relates_to": {"m.in_reply_to": {"event_id": "$x1"}},
            "format": "org.matrix.custom.html",
            "formatted_body": '<a href="https://matrix.to/#/@ines:localhost">Inès</a> <p>oui'})),
        _evenement(6, "m.room.tombstone", {"replacement_room": AUTRE}, state_key=""),
        _membre(7, "@karim:localhost"),
        _evenement(8, "m.room.message", {"fr.maillon": {"envoi": "e"}}, BOT,
                   unsigned={"transaction_id": "e"}),
        voix.says("!chiffré"),
        voix.raw(b"{}"),
    ]  # fmt: skip
    etat = [
        _evenement(20, "m.room.create", {"room_version": "12"}, state_key=""),
        _membre(21, BOT), _membre(22, INES),
        _evenement(23, "m.room.power_levels", {"users": {INES: 100}}, state_key=""),
        _evenement(24, "m.room.encryption", {"algorithm": MEGOLM}, state_key=""),
        _evenement(25, "m.room.name", {"name": "Salon"}, state_key=""),
    ]  # fmt: skip
    return {
        "next_batch": "s",
        "account_data": {"events": [{"type": "m.direct", "content": {INES: [SALON]}}]},
        "to_device": {"events": [cle, {"type": "m.room_key.withheld", "sender": INES, "content": {
            "room_id": SALON, "session_id": "s", "code": "m.unverified"}}]},
        "device_lists": {"changed": [INES], "left": ["@parti:localhost"]},
        "device_one_time_keys_count": {"signed_curve25519": 50},
        "device_unused_fallback_key_types": ["signed_curve25519"],
        "rooms": {
            "join": {SALON: {
                "timeline": {"events": fil, "limited": False, "prev_batch": "p"},
                "state": {"events": etat}}},
            "invite": {"!invite:localhost": {"invite_state": {"events": [_membre(30, BOT)]}}},
            "leave": {"!quitte:localhost": {"timeline": {"events": []}}},
        },
    }  # fmt: skip


def _endroits(valeur: Any) -> Iterator[tuple[Any, Any]]:
    """Tous les (contenant, clé) d'un arbre JSON."""
    pile = [valeur]
    while pile:
        courant = pile.pop()
        cles = courant.keys() if isinstance(courant, dict) else range(len(courant))
        for cle in cles:
            yield courant, cle
            if isinstance(courant[cle], dict | list):
                pile.append(courant[cle])


def abime(arbre: Any, tirage: random.Random) -> Any:
    """Une copie abîmée en un à six endroits : absurde, retiré, doublé, pris ailleurs."""
    arbre = copy.deepcopy(arbre)
    for _ in range(tirage.randint(1, 6)):
        endroits = list(_endroits(arbre))
        if not endroits:
            break
        ou, cle = tirage.choice(endroits)
        geste = tirage.randrange(4)
        if geste == 0 or (geste == 2 and isinstance(ou, dict)):
            ou[cle] = copy.deepcopy(tirage.choice(CASSE))
        elif geste == 1:
            del ou[cle]
        elif geste == 2:
            ou.insert(cle, copy.deepcopy(ou[cle]))
        else:
            autre, la = tirage.choice(endroits)
            if isinstance(autre, dict) or la < len(autre):
                ou[cle] = copy.deepcopy(autre.get(la) if isinstance(autre, dict) else autre[la])
    return arbre


def _glisse(brut: Any, salon: str, evenement: Any) -> None:
    """Met l'événement à la fin du fil de ce salon, en refaisant le chemin s'il n'existe plus."""
    ou: Any = brut
    for cle in ("rooms", "join", salon, "timeline"):
        if not isinstance(ou.get(cle), dict):
            ou[cle] = {}
        ou = ou[cle]
    if not isinstance(ou.get("events"), list):
        ou["events"] = []
    ou["events"].append(evenement)


class Reception:
    """La réception du robot : passerelle, coffre, base ; le serveur rend des clés abîmées."""

    def __init__(self, poste: Poste, crypto: Crypto) -> None:
        self.poste, self.crypto = poste, crypto
        self.gateway = Gateway(
            poste.transport, crypto, poste.engine, poste.writer, poste.rooms, lambda: None,
            lambda _lignes: None,
        )  # fmt: skip
        self.gateway.ready.set()

    async def recoit(self, brut: Any) -> None:
        """Une synchronisation, relue du JSON comme si le serveur venait de répondre cela.

        Un trou dont la page n'en est pas une fait tout redemander, comme dans la boucle.
        """
        for _essai in range(VAINS):
            with contextlib.suppress(Unreachable):
                await self.gateway.absorb(json.loads(json.dumps(brut)), "s0")
                return
        pytest.fail("toujours redemandée")

    def gardes(self, *noms: str) -> list[str]:
        """Ceux de ces événements qui sont dans la boîte."""
        return self.poste._a_son_tour(
            lambda session: [nom for nom in noms if inbox.item(session, nom) is not None]
        )


@pytest.fixture
def gens(tmp_path: Path) -> Iterator[tuple[Crypto, Crypto]]:
    maillon = open_local(tmp_path / "m", BOT, "MAILLON")
    ines = open_local(tmp_path / "i", INES, "INES")
    meet(ines, maillon)
    meet(maillon, ines)
    yield maillon, ines
    maillon.close()
    ines.close()


@pytest.fixture
async def reception(
    base: Base, gens: tuple[Crypto, Crypto], tmp_path: Path
) -> AsyncIterator[Reception]:
    maillon, ines = gens
    tirage = random.Random(5)  # noqa: S311
    publie = {
        "device_keys": {INES: {"INES": ines.olm.device_keys()}},
        "one_time_keys": {INES: {"INES": {"signed_curve25519:A": {"key": "A" * 43}}}},
        "one_time_key_counts": {"signed_curve25519": 50},
        "joined": {BOT: {"display_name": "Maillon"}, INES: {"display_name": "Inès"}},
        "chunk": [_evenement(90, "m.room.message", _texte("!avant"))], "end": "p1",
    }  # fmt: skip

    async def repond(_requete: web.Request) -> web.Response:
        corps = abime(publie, tirage)
        texte = json.dumps(corps if isinstance(corps, dict) else {}).encode(errors="replace")
        return web.Response(body=texte, content_type="application/json")

    if base.dialect.name == "sqlite":  # la durée du disque n'est pas ce qu'on éprouve ici
        event.listen(base, "connect", lambda lien, _: lien.execute("pragma synchronous = off"))
    async with stub(repond) as url:
        poste = nouveau_poste(
            base, url, tmp_path, transport=Transport(url, "jeton"), crypto=maillon
        )
        yield Reception(poste, maillon)
        await poste.ferme()


async def test_aucune_reponse_mutee_ne_leve_ni_ne_cache_la_bonne(
    reception: Reception, gens: tuple[Crypto, Crypto]
) -> None:
    maillon, ines = gens
    tirage = random.Random(20261125)  # noqa: S311
    voix = Voice(ines)
    cle = direct(ines, maillon, "m.room_key", voix.key)
    modele = reponse(voix, cle)
    await reception.recoit(copy.deepcopy(modele))
    for rang in range(taille(300, 100_000)):
        brut = abime(modele, tirage)
        brut = brut if isinstance(brut, dict) else {}
        brut["next_batch"] = f"s{rang}"
        for salon, nom in ((SALON, f"$bon-a{rang}"), (AUTRE, f"$bon-b{rang}")):
            _glisse(brut, salon, {**_evenement(rang, "m.room.message", _texte("!aide")),
                                  "event_id": nom})  # fmt: skip
        await reception.recoit(brut)
        noms = (f"$bon-a{rang}", f"$bon-b{rang}")
        assert reception.gardes(*noms) == [*noms], json.dumps(brut)[:3000]


async def test_l_appareil_d_un_autre_ne_fait_rien_executer(
    reception: Reception, gens: tuple[Crypto, Crypto], tmp_path: Path
) -> None:
    """Mallory signe du nom d'Inès : ni gardé, ni exécuté, ni remis à plus tard."""
    maillon, ines = gens
    mallory = open_local(tmp_path / "x", "@mallory:localhost", "MALLORY")
    meet(mallory, maillon)
    meet(maillon, mallory)
    fausse, vraie = Voice(mallory), Voice(ines)
    cles = [direct(p, maillon, "m.room_key", v.key) for p, v in ((mallory, fausse), (ines, vraie))]
    usurpe = {**fausse.says("!réseau oublier"), "sender": INES}
    bon = vraie.says("!thèmes")
    brut = reponse(vraie, cles[1])
    brut["to_device"]["events"] = cles
    brut["rooms"]["join"][SALON]["timeline"]["events"] = [usurpe, bon]
    brut["device_lists"] = {}
    await reception.recoit(brut)
    assert reception.gardes(usurpe["event_id"], bon["event_id"]) == [bon["event_id"]]
    assert reception.gateway.reader.spoofed == 1
    assert reception.poste._a_son_tour(lambda session: inbox.unreadables(session, None)) == []
    mallory.close()


async def test_un_mauvais_appareil_n_en_cache_aucun_autre(wired: OpenWired, tmp_path: Path) -> None:
    """Un appareil aux clés absurdes parmi beaucoup : tous les autres lisent (S2)."""
    from tests.matrix.wired import Wired, api

    maillon, ines = await wired("maillon"), await wired("ines")
    salon = await maillon.room(ines.mxid)
    await ines.join(salon)
    autres = [
        await Wired.login(ines.transport.serveur, ines.mxid, tmp_path / f"a{rang}")
        for rang in range(taille(20, 199))
    ]
    url = ines.transport.serveur
    mauvais = await Wired.login(url, ines.mxid, tmp_path / "mauvais", upkeep=False)
    cles = {
        **mauvais.crypto.olm.device_keys(),
        "keys": {"ed25519:X": "A" * 43, "curve25519:X": "z"},
    }
    signature = {ines.mxid: {f"ed25519:{mauvais.session.appareil}": "A" * 86}}
    await mauvais.transport.request("POST", api("keys", "upload"), body={
        "device_keys": cles,
        "one_time_keys": {"signed_curve25519:AAAA": {"key": "A" * 43, "signatures": signature}},
    })  # fmt: skip
    await maillon.sync()
    await maillon.say(salon, "à tous")
    lus = 0
    for compte in autres:
        await compte.sync()
        lus += compte.bodies(salon) == ["à tous"]
    assert lus == len(autres)
    for compte in (*autres, mauvais):
        await compte.close()
