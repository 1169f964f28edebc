"""Une météo et sa courbe sur un vrai serveur, en clair et chiffrée : un membre voit l'image."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from nio.crypto import decrypt_attachment
from sqlmodel import Session

from bot.demo.member import Member
from bot.demo.seen import Seen
from donnees.database import database_url, open_engine
from donnees.meteo import CLOSE, Meteo
from tests.conftest import OpenMember
from tests.real.conftest import NewRobot
from tests.real.robot import Robot

MATIN = ("--horloge", "2026-11-30T10:00:00+01:00", "--vitesse", "1")
SOIR = ("--horloge", "2026-11-30T23:59:57+01:00", "--vitesse", "1")
NOMS = ("nadia", "ines", "karim", "lucie", "paul")
TEMPS = "11133"
AVANT: tuple[dict[str, int], ...] = ({"clair": 2, "gros temps": 3}, {}, {"clair": 4, "couvert": 2})


async def _reseau(robot: Robot, gens: list[Member], *, encrypted: bool) -> str:
    nadia, *autres = gens
    invites = [robot.mxid, *(m.mxid for m in autres)]
    salon = await nadia.create_room("Assistantes", encrypted=encrypted, invites=invites)
    for membre in autres:
        await membre.join(salon)
    await nadia.waits(sender=robot.mxid, room=salon, fr="presentation")
    for texte in ("!réseau ouvrir Assistantes", "!rituel météo chaque lundi à 9h"):
        dit = await nadia.say(salon, texte)
        await nadia.waits(reply_to=dit, room=salon)
    return salon


async def _une_fois(robot: Robot, gens: list[Member], salon: str, temps: str) -> None:
    """Nadia la demande ; chacun répond dans le salon, sans conversation : un 👍, rien d'autre."""
    nadia = gens[0]
    await nadia.say(salon, "!rituel 1 maintenant")
    await nadia.waits(room=salon, fr="meteo.question")
    for membre, dit in zip(gens, temps, strict=True):
        message = await membre.say(salon, f"!météo {dit}")
        await nadia.waits(room=salon, sender=robot.mxid, target=message, key="👍")


def _les_fois_d_avant(robot: Robot) -> None:
    """Trois lundis déjà clos, robot arrêté : celle-ci sera la quatrième."""
    moteur = open_engine(database_url(robot.var, robot.base))
    with Session(moteur) as session:
        for rang, montre in enumerate(AVANT):
            le = datetime(2026, 11, 9, 8, tzinfo=UTC) + timedelta(weeks=rang)
            session.add(
                Meteo(id=101 + rang, reseau=1, rituel=1, mode="confidentielle", etat=CLOSE, le=le,
                      montre=montre)
            )  # fmt: skip
        session.commit()
    moteur.dispose()


async def _telecharge(robot: Robot, membre: Member, adresse: str) -> bytes:
    chemin = adresse.removeprefix("mxc://")
    url = f"{robot.homeserver.url}/_matrix/client/v1/media/download/{chemin}"
    entetes = {"Authorization": f"Bearer {membre.client.access_token}"}
    async with ClientSession() as http, http.get(url, headers=entetes) as reponse:
        assert reponse.status == 200
        return await reponse.read()


async def _image(robot: Robot, membre: Member, courbe: Seen) -> bytes:
    """L'image, déchiffrée avec la clé du message si le salon est chiffré."""
    contenu: Any = courbe.content
    if "file" not in contenu:
        return await _telecharge(robot, membre, contenu["url"])
    fichier = contenu["file"]
    couvert = await _telecharge(robot, membre, fichier["url"])
    assert not couvert.startswith(b"\x89PNG")
    clair: bytes = decrypt_attachment(
        couvert, fichier["key"]["k"], fichier["hashes"]["sha256"], fichier["iv"]
    )
    return clair


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
async def test_la_meteo_et_sa_courbe_arrivent_chez_un_membre(
    new_robot: NewRobot, member: OpenMember, encrypted: bool
) -> None:
    robot: Robot = await new_robot(options=MATIN)
    robot.start()
    await robot.ready()
    gens = [await member(nom) for nom in NOMS]
    salon = await _reseau(robot, gens, encrypted=encrypted)
    await _une_fois(robot, gens, salon, TEMPS)
    await robot.stop()
    _les_fois_d_avant(robot)
    robot.options = list(SOIR)
    robot.start()
    ines = gens[1]
    courbe = await ines.waits(lambda s: s.content.get("msgtype") == "m.image", room=salon)
    assert courbe.encrypted == encrypted
    assert ("file" in courbe.content) == encrypted
    image = await _image(robot, ines, courbe)
    assert image.startswith(b"\x89PNG")
    assert len(image) == courbe.content["info"]["size"]
    (resultat,) = ines.seen(room=salon, fr="meteo.resultat")
    assert resultat.fr is not None
    assert "rien à montrer" in resultat.body
    assert resultat.fr["comptes"] == {"clair": 3, "couvert": 2}
    await robot.stop()
    assert robot.rows("select count(*) from vote")[0][0] == 0
    ecrit = b"".join(f.read_bytes() for f in robot.var.glob("maillon.sqlite*"))
    assert robot.rows("select sel from meteo where id = 1")[0][0] == ""
    for membre in gens[
        3:
    ]:  # « 3 » : l'en-tête de SQLite (météo n° 1, un texte, un octet), puis eux
        entete = bytes([4, 9, 13 + 2 * len(membre.mxid), 1])
        assert entete + membre.mxid.encode() + b"\x03" not in ecrit
