"""Coupé net à chaque point nommé (R2), par une commande qui casse (R3), par le fil (R5, R7, R8)."""

import asyncio
import itertools
import random
import statistics
import time

import pytest

from bot.core.registry import Command, Registry
from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from bot.engine import GROUPE
from tests.conftest import OpenMember, toutes_les_commandes
from tests.garde import GARDE
from tests.real.conftest import NewRobot
from tests.real.flot import Flot, base_faults, everything_said, faults, open_room, server_events
from tests.real.mandataire import MUET, PASSE, Sort, coupe_les_put, mandataire
from tests.real.piege import CODE
from tests.real.robot import Robot
from tests.taille import taille

# Où le processus s'arrête net, avant puis après : du fil au disque, et retour.
POINTS = (
    "bot.matrix.gateway:Gateway.absorb",
    "bot.matrix.gateway:Gateway._keys",
    "bot.matrix.sync_batch:SyncReader.read",
    "bot.engine:Engine.keep",
    "bot.intake:Intake.keep",
    "bot.engine:Engine.handle_some",
    "bot.engine:Engine._handle",
    "bot.engine:Engine._apply",
    "bot.ledger:Ledger.mark_attempted",
    "bot.attempts:Attempts.prepare",
    "bot.matrix.delivery:Delivery.send",
    "bot.matrix.delivery:Delivery._timed",
    "bot.matrix.crypto:Crypto.encrypt",
    "bot.matrix.sharing:Sharer.prepare",
    "bot.sender:Sender._done",
    "donnees.outbox:mark_sent",
)
COUPURES = [(point, quand) for point in POINTS for quand in ("avant", "apres")]
# Passent par là une fois par vie, au mieux, et seulement si beaucoup attend au démarrage.
RARES = {"bot.engine:Engine.keep": GROUPE + 4}


async def _fautes(robot: Robot, flot: Flot, personne: Member) -> list[str]:
    """Attend que tout soit dit, arrête le robot, rend ce qui ne va pas."""
    await everything_said(flot)
    await robot.calm()
    await robot.stop()
    trouvees = [
        faute
        for salon in flot.salons
        for faute in faults(flot, salon, await server_events(personne, salon.id))
    ]
    return [*trouvees, *base_faults(flot)]


async def test_coupe_net_a_chaque_point_nomme(new_robot: NewRobot, member: OpenMember) -> None:
    """Chaque vie du robot finit à un point choisi ; la suivante repart du disque.

    On parle tant qu'il reste des vies, et chacune est sûre d'arriver à son point.
    """
    robot: Robot = await new_robot()
    robot.start()
    gens = [await member("ines"), await member("karim")]
    salons = [
        await open_room(robot, gens, "Clair", encrypted=False),
        await open_room(robot, gens, "Chiffré", encrypted=True),
    ]
    robot.kill()
    robot.programme = "tests.real.piege"
    tirage = random.Random(20261123)  # noqa: S311
    vies = COUPURES * 20 if taille(0, 1) else tirage.sample(COUPURES, 25)
    flot, fini = Flot(robot, salons, tirage, 1.0), asyncio.Event()
    async with asyncio.TaskGroup() as ensemble:
        ensemble.create_task(flot.until(fini))
        for point, quand in vies:
            rang = 1 if point in RARES else tirage.randint(1, 2)
            await Flot(robot, salons, tirage, 0.02).run(RARES.get(point, 0))
            robot.environ["MAILLON_PIEGE"] = f"coupe {point} {quand} {rang}"
            robot.start()
            assert await robot.ended() == CODE, robot.log()[-2000:]
        fini.set()
    robot.environ["MAILLON_PIEGE"] = "rien"
    robot.start()
    assert len(COUPURES) >= 25
    assert await _fautes(robot, flot, gens[0]) == []


async def test_toute_commande_qui_leve_est_mise_de_cote(
    new_robot: NewRobot, member: OpenMember
) -> None:
    """Ce que Karim demande lève partout ; Inès a ses réponses, et Karim une seule excuse."""
    robot: Robot = await new_robot(chiffrement=False)
    gens = [await member("ines"), await member("karim")]
    ines, karim = gens
    robot.start()
    droits = {"users": {ines.mxid: 100, karim.mxid: 100}}
    invites = [robot.mxid, karim.mxid]
    salon = await ines.create_room(
        "Pièges", encrypted=False, invites=invites, room_version="10", power=droits
    )
    await karim.join(salon)
    await ines.waits(sender=robot.mxid, room=salon, fr="presentation")
    for texte in ("!réseau ouvrir Pièges", "!thème compta", "!thème paie"):
        await ines.waits(reply_to=await karim.say(salon, texte))
    appel = await ines.waits(reply_to=await ines.say(salon, "!aide compta ?"), fr="demande.appel")
    prive = await karim.direct(robot.mxid, encrypted=False)
    await karim.waits(sender=robot.mxid, room=prive, fr="presentation")
    robot.kill()
    robot.programme = "tests.real.piege"
    robot.environ["MAILLON_PIEGE"] = f"leve {karim.mxid}"
    robot.start()
    await robot.ready()
    pieges: dict[str, str] = {}

    async def eprouve(commande: Command) -> float:
        """Karim fait lever cette commande ; rend combien attend la suivante, d'Inès."""
        ou = prive if commande.intime else salon
        pieges[await karim.say(ou, commande.exemple)] = commande.mot
        debut = time.monotonic()
        await ines.waits(reply_to=await ines.say(salon, "!thèmes"), fr="theme.liste")
        return time.monotonic() - debut

    toutes = list(Registry.of(toutes_les_commandes()).all_commands())
    delais = [await eprouve(commande) for commande in toutes]
    # Une machine qui hésite n'hésite pas deux fois au même endroit ; un défaut, si.
    lentes = [c for c, delai in zip(toutes, delais, strict=True) if delai >= 5]
    toujours = [c.mot for c in lentes if await eprouve(c) >= 5]
    touche = await karim.react(salon, appel.event_id, "✋")
    await ines.waits(reply_to=await ines.say(salon, "!thèmes"), fr="theme.liste")
    await robot.calm()
    await robot.stop()
    assert toujours == []
    assert statistics.median(delais) < 5
    dites = [s.reply_to for s in karim.seen(sender=robot.mxid, fr="panne")]
    ecartes = {e for (e,) in robot.rows("select event_id from inboxitem where etat = 'ecarte'")}
    assert set(dites) == ecartes - {touche}
    assert len(dites) == len(set(dites))
    assert {robot.log().count(f"élément {element} : échec") for element in ecartes} == {3}
    assert touche in ecartes
    oublies = sorted({mot for message, mot in pieges.items() if message not in ecartes})
    assert oublies == [], oublies
    assert robot.rows("select count(*) from inboxitem where etat = 'a_traiter'")[0][0] == 0


async def test_reponses_coupees_et_serveur_relance(
    new_robot: NewRobot, member: OpenMember, homeserver: Homeserver
) -> None:
    """Trois envois sur dix perdent leur réponse ou n'arrivent pas, et Synapse redémarre."""
    tirage = random.Random(20261124)  # noqa: S311
    async with mandataire(homeserver.url) as fil:
        robot: Robot = await new_robot()
        robot.configure(serveur=fil.url)
        robot.start()
        gens = [await member("ines"), await member("karim")]
        salons = [
            await open_room(robot, gens, "Clair", encrypted=False),
            await open_room(robot, gens, "Chiffré", encrypted=True),
        ]
        avant = len(fil.puts())
        fil.conduite = coupe_les_put(0.3, tirage)
        relances = taille(2, 20)
        flot = Flot(robot, salons, tirage, 0.35 if relances == 2 else 1.5)
        parle = asyncio.create_task(flot.run(taille(80, 500)))
        for _ in range(relances):
            await asyncio.sleep(1.5)
            await homeserver.restart()
        await parle
        await everything_said(flot)
        demandes = fil.puts()[avant:]
        assert sum(d.sort is not PASSE for d in demandes) > 0.1 * len(demandes)
        fil.conduite = lambda _methode, _chemin: PASSE
        assert await _fautes(robot, flot, gens[0]) == []


FAUX = (
    Sort(faux=(500, '{"errcode": "M_UNKNOWN"}', "application/json")),
    Sort(faux=(502, "<html>Bad Gateway</html>", "text/html")),
    Sort(faux=(401, "<html>portail</html>", "text/html")),
    Sort(faux=(403, "<html>pare-feu</html>", "text/html")),
    Sort(faux=(200, "", "application/json")),
    Sort(faux=(200, "<html>portail</html>", "text/html")),
)


async def test_reponses_fausses_peu_de_requetes_puis_tout_repart(
    new_robot: NewRobot, member: OpenMember, homeserver: Homeserver
) -> None:
    duree = taille(10, 480)  # à plus de dix minutes, une reprise est due, et c'est un autre essai
    async with mandataire(homeserver.url) as fil:
        robot: Robot = await new_robot()
        robot.configure(serveur=fil.url)
        robot.start()
        ines = await member("ines")
        salon = await open_room(robot, [ines], "Faux", encrypted=True)
        await asyncio.sleep(1)
        tour = itertools.cycle(FAUX)
        fil.conduite = lambda _methode, _chemin: next(tour)
        avant = len(fil.demandes)
        flot = Flot(robot, [salon], random.Random(7), 0.01)  # noqa: S311
        await flot.run(5)
        await asyncio.sleep(duree)
        instants = [d.instant for d in fil.demandes[avant:]]
        par_minute = max(sum(d <= i < d + 60 for i in instants) for d in instants)
        assert par_minute <= 30
        assert robot.running
        fil.conduite = lambda _methode, _chemin: PASSE
        retour, avant = time.monotonic(), len(fil.puts())
        await everything_said(flot)
        # Reparti : non pas une requête, mais la première parole rendue.
        assert fil.puts()[avant].instant - retour < 60
        assert robot.log().count(" ERROR ") <= 1
        assert await _fautes(robot, flot, ines) == []


async def test_un_salon_muet_ne_retarde_pas_les_autres(
    new_robot: NewRobot, member: OpenMember, homeserver: Homeserver
) -> None:
    """Un salon dont les envois n'ont jamais de réponse, un serveur lent, puis un trou noir."""
    lent = taille(2, 20)  # sous l'échéance d'un appel (30 s) : au-delà, c'est le trou noir
    async with mandataire(homeserver.url) as fil:
        robot: Robot = await new_robot()
        robot.configure(serveur=fil.url)
        robot.start()
        ines = await member("ines")
        muet, *vifs = [
            await open_room(robot, [ines], f"Salon {rang}", encrypted=rang % 2 == 1)
            for rang in range(6)
        ]

        def conduite(methode: str, chemin: str) -> Sort:
            return MUET if methode == "PUT" and muet.id in chemin else PASSE

        fil.conduite = conduite
        attente = [await ines.say(muet.id, "!thèmes") for _ in range(3)]
        delais = []
        for _ in range(taille(4, 40)):
            for salon in vifs:
                debut = time.monotonic()
                await ines.waits(reply_to=await ines.say(salon.id, "!thèmes"))
                delais.append(time.monotonic() - debut)
        assert sum(d < 10 for d in delais) > 0.99 * len(delais)
        fil.conduite = lambda _m, chemin: Sort(attente=0 if "/sync" in chemin else lent)
        await ines.waits(reply_to=await ines.say(vifs[0].id, "!thèmes"), timeout=8 * lent + GARDE)
        fil.conduite = lambda _methode, _chemin: MUET
        dans_le_trou = [await ines.say(salon.id, "!thèmes") for salon in vifs]
        await asyncio.sleep(taille(5, 90))
        assert robot.running
        fil.conduite = lambda _methode, _chemin: PASSE
        if taille(1, 0):  # pleine : chaque appel attend sa propre échéance (30 s, 60 s)
            fil.relache.set()
        for message in [*attente, *dans_le_trou]:
            await ines.waits(reply_to=message, timeout=GARDE)
        await robot.stop()
        dits = [s.reply_to for s in ines.seen(sender=robot.mxid, fr="theme.liste")]
        assert len(dits) == len(set(dits))


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
async def test_muet_pendant_que_tout_arrive(
    new_robot: NewRobot, member: OpenMember, homeserver: Homeserver, encrypted: bool
) -> None:
    """Arrêté pendant que l'on parle : tout est répondu une fois, en ordre, au rythme dit (R4)."""
    beaucoup, salons, chacun = taille(120, 500), taille(8, 20), taille(5, 50)
    debit, rafale = taille(40, 1), 10
    async with mandataire(homeserver.url) as fil:
        robot: Robot = await new_robot()
        robot.configure(serveur=fil.url)
        config = robot.dossier / "config.toml"
        lent = f"evenements_par_seconde = {debit}\nrafale = {rafale}"
        texte = config.read_text(encoding="utf-8")
        robot.start()
        ines = await member("ines")
        ouverts = [
            await open_room(robot, [ines], f"Absence {rang}", encrypted=encrypted)
            for rang in range(salons + 1)
        ]
        await asyncio.sleep(1)
        robot.kill()
        config.write_text(texte.replace("evenements_par_seconde = 0", lent), encoding="utf-8")
        dits = {s.id: [await ines.say(s.id, "!thèmes") for _ in range(chacun)] for s in ouverts[1:]}
        dits[ouverts[0].id] = [await ines.say(ouverts[0].id, "!thèmes") for _ in range(beaucoup)]
        avant = len(fil.demandes)
        robot.start()
        total = sum(map(len, dits.values()))
        for messages in dits.values():
            await ines.waits(reply_to=messages[-1], timeout=GARDE + 1.5 * total / debit)
        await robot.stop()
        for salon, messages in dits.items():
            reponses = ines.seen(room=salon, sender=robot.mxid, fr="theme.liste")
            assert [r.reply_to for r in reponses] == messages
        envois = [d for d in fil.demandes[avant:] if "/send/" in d.chemin]
        assert len({d.chemin for d in envois}) == total
        instants = [d.instant for d in envois]
        # Une rafale déjà en main quand la première part (clés à donner), puis une autre.
        assert len(instants) <= 2 * rafale + debit * (instants[-1] - instants[0]) + 2
