"""Un flot de commandes et de touches dans plusieurs salons, et ce qui doit en rester.

1. Chaque commande est notée par l'identifiant de son message ; chaque touche par celui du geste.
2. Le compte se fait du côté des membres (ce qu'ils ont reçu et déchiffré), du côté du serveur (tout
   ce que le robot y a écrit) et dans la base du robot : les trois doivent dire la même chose.
"""

import asyncio
import itertools
import math
import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from bot.demo.member import Member
from bot.demo.seen import Seen
from tests.garde import GARDE
from tests.real.robot import Robot

PRENDRE = "✋"
SANS_REPONSE = 20  # commandes par salon ; au-delà, un flot sans fin se tait
# Ce que chaque sorte de commande reçoit en premier, et seulement une fois.
ATTENDU = {
    "aide": "demande.appel",
    "theme": "theme.note",
    "jesais": "savoir.note",
    "themes": "theme.liste",
    "annuaire": "annuaire",
    "inconnu": "inconnu",
}


@dataclass
class Salon:
    """Un salon du flot : qui y parle, ce qui y fut dit au robot, ce qui y fut touché."""

    id: str
    gens: list[Member]
    commandes: dict[str, str] = field(default_factory=dict)  # message -> sorte
    prises: dict[str, str] = field(default_factory=dict)  # geste -> message touché
    vus: Counter[str] = field(default_factory=Counter)  # combien d'appels chacun a déjà vus
    themes: int = 1


async def open_room(robot: Robot, gens: list[Member], nom: str, *, encrypted: bool) -> Salon:
    """Un salon, son réseau, un thème que personne ne connaît."""
    premiere, *autres = gens
    invites = [robot.mxid, *(g.mxid for g in autres)]
    salon = Salon(await premiere.create_room(nom, encrypted=encrypted, invites=invites), gens)
    for personne in autres:
        await personne.join(salon.id)
    await premiere.waits(sender=robot.mxid, room=salon.id, fr="presentation")
    for texte in (f"!réseau ouvrir {nom}", "!thème paie", "!thème compta"):
        message = await premiere.say(salon.id, texte)
        await premiere.waits(reply_to=message)
    return salon


@dataclass
class Flot:
    """Qui parle, où, et à quelle cadence."""

    robot: Robot
    salons: list[Salon]
    tirage: random.Random
    pause: float

    async def run(self, total: int) -> None:
        """Dit `total` commandes, et touche une partie des appels qui en naissent."""
        couples = self._couples()
        parts = Counter(rang % len(couples) for rang in range(total))
        async with asyncio.TaskGroup() as ensemble:
            for rang, (salon, personne) in enumerate(couples):
                ensemble.create_task(self._parle(salon, personne, range(parts[rang])))

    async def until(self, fini: asyncio.Event) -> None:
        """Parle jusqu'à `fini`, aussi longtemps qu'il le faut.

        Un salon qui attend déjà `SANS_REPONSE` réponses se tait : ce qui reste à répondre à la fin
        ne dépend pas de la lenteur de la machine.
        """
        async with asyncio.TaskGroup() as ensemble:
            for salon, personne in self._couples():
                rangs = itertools.takewhile(lambda _rang: not fini.is_set(), itertools.count())
                ensemble.create_task(self._parle(salon, personne, rangs, SANS_REPONSE))

    def _couples(self) -> list[tuple[Salon, Member]]:
        return [(salon, g) for salon in self.salons for g in salon.gens]

    async def _parle(
        self, salon: Salon, personne: Member, rangs: Iterable[int], attente: float = math.inf
    ) -> None:
        for _rang in rangs:
            if self._sans_reponse(salon, personne) >= attente:
                await asyncio.sleep(0.1)
                continue
            sorte = self._sorte(salon, personne)
            texte = self._texte(salon, sorte)
            salon.commandes[await personne.say(salon.id, texte)] = sorte
            await self._touche(salon, personne)
            await asyncio.sleep(self.tirage.expovariate(1 / self.pause))

    def _sans_reponse(self, salon: Salon, personne: Member) -> int:
        dits = personne.seen(room=salon.id, sender=self.robot.mxid)
        return len(salon.commandes.keys() - {s.reply_to for s in dits})

    def _sorte(self, salon: Salon, personne: Member) -> str:
        sortes = ["aide"] * 5 + ["jesais", "themes", "annuaire", "inconnu"]
        sorte = self.tirage.choice([*sortes, "theme"])
        if sorte == "theme" and (personne is not salon.gens[0] or salon.themes > 150):
            return "themes"
        return sorte

    def _texte(self, salon: Salon, sorte: str) -> str:
        if sorte == "theme":
            salon.themes += 1
            return f"!thème sujet{salon.themes} : mot{salon.themes}"
        return {
            "aide": f"!aide paie comment faire la chose {len(salon.commandes)} ?",
            "jesais": "!jesais compta",
            "themes": "!thèmes",
            "annuaire": "!annuaire compta",
            "inconnu": "!jesai compta",
        }[sorte]

    async def _touche(self, salon: Salon, personne: Member) -> None:
        """Prend la moitié des appels des autres, vus depuis la dernière fois."""
        jusque = personne.now
        appels = personne.seen(room=salon.id, fr="demande.appel", sender=self.robot.mxid)
        depuis, salon.vus[personne.mxid] = salon.vus[personne.mxid], len(appels)
        for appel in appels[depuis:]:
            if _part(appel.event_id, len(salon.gens) * 2) == salon.gens.index(personne):
                demandeur = next(
                    s.sender for s in personne.events[:jusque] if s.event_id == appel.reply_to
                )
                if demandeur != personne.mxid:
                    geste = await personne.react(salon.id, appel.event_id, PRENDRE)
                    salon.prises[geste] = appel.event_id


def _part(event_id: str, parts: int) -> int:
    return sum(event_id.encode()) % parts


# -- le compte -------------------------------------------------------------------------------------


async def everything_said(flot: Flot) -> None:
    """Attend que chaque commande et chaque touche ait sa suite, vue de chacun."""
    async with asyncio.timeout(3 * GARDE):
        for salon in flot.salons:
            for personne in salon.gens:
                await _until(flot, salon, personne)


async def _until(flot: Flot, salon: Salon, personne: Member) -> None:
    while not _tout_dit(flot, salon, personne):
        depuis = personne.now
        await personne.waits(room=salon.id, since=depuis, timeout=GARDE)


def _tout_dit(flot: Flot, salon: Salon, personne: Member) -> bool:
    dits = personne.seen(room=salon.id, sender=flot.robot.mxid)
    reponses = {s.reply_to for s in dits}
    prises = {s.reply_to for s in dits if (s.fr or {}).get("type") == "demande.prise"}
    sources = {s.event_id: s.reply_to for s in dits}
    return (
        set(salon.commandes) <= reponses
        and {sources.get(cible) for cible in salon.prises.values()} <= prises
    )


async def server_events(personne: Member, salon: str) -> list[dict[str, Any]]:
    """Tout ce que le serveur garde d'un salon, brut, du plus ancien au plus récent."""
    tous: list[dict[str, Any]] = []
    depuis: str | None = ""
    while depuis is not None:
        suite = f"&from={quote(depuis)}" if depuis else ""
        chemin = f"/rooms/{quote(salon)}/messages?dir=b&limit=500{suite}"
        page = await personne.request("GET", chemin)
        tous += page["chunk"]
        depuis = page.get("end")  # absent : c'était le début du salon
    return tous[::-1]


def faults(flot: Flot, salon: Salon, bruts: list[dict[str, Any]]) -> Iterator[str]:
    """Ce qui ne va pas dans un salon : commandes perdues ou doublées, boutons, illisibles."""
    bot = flot.robot.mxid
    for personne in salon.gens:
        if personne.unreadable:
            yield f"{len(personne.unreadable)} illisibles"
        dits = [s for s in personne.seen(room=salon.id, sender=bot) if s.fr is not None]
        messages = [s for s in dits if s.type == "m.room.message"]
        yield from _once(salon, messages)
        yield from _repeats(messages, lambda s: (s.fr or {}).get("envoi"), "envoi")
        touches = [s for s in dits if s.type == "m.reaction"]
        yield from _repeats(touches, lambda s: (s.target, s.key), "touche")
        yield from _buttons(messages, touches)
        ecrits = [e for e in bruts if e["sender"] == bot and "state_key" not in e]
        if {e["event_id"] for e in ecrits} != {s.event_id for s in dits}:
            yield f"le serveur a {len(ecrits)} événements du robot, {personne.nom} {len(dits)}"


def _once(salon: Salon, messages: list[Seen]) -> Iterator[str]:
    vus = Counter((s.reply_to, (s.fr or {}).get("type")) for s in messages)
    for message, sorte in salon.commandes.items():
        if vus[message, ATTENDU[sorte]] != 1:
            yield f"{sorte} {message} : {vus[message, ATTENDU[sorte]]} réponses"
    sources = {s.event_id: s.reply_to for s in messages}
    prises = [sources.get(cible) for cible in salon.prises.values()]
    for source in prises:
        if vus[source, "demande.prise"] != 1:
            yield f"prise {source} : {vus[source, 'demande.prise']} suites"
    attendus = len(salon.commandes) + len(prises) + 4  # présentation, réseau, deux thèmes
    if len(messages) != attendus:
        yield f"{len(messages)} messages, {attendus} attendus : {Counter(t for _, t in vus)}"


def _repeats(dits: list[Seen], cle: Callable[[Seen], Any], nom: str) -> Iterator[str]:
    for valeur, combien in Counter(map(cle, dits)).items():
        if combien > 1:
            yield f"{nom} {valeur} : {combien} fois"


def _buttons(messages: list[Seen], touches: list[Seen]) -> Iterator[str]:
    """Chaque bouton a son mot, un par ligne : le texte dit donc quelles touches sont attendues."""
    poses: dict[str | None, list[str | None]] = {}
    for touche in touches:
        poses.setdefault(touche.target, []).append(touche.key)
    for message in messages:
        mots = (ligne.split(" ")[0] for ligne in message.body.splitlines())
        voulus = [mot for mot in mots if _is_button(mot)]
        if poses.get(message.event_id, []) != voulus:
            yield f"boutons de {message.event_id} : {poses.get(message.event_id)}, pas {voulus}"


def _is_button(mot: str) -> bool:
    return mot.endswith("\u20e3") or (bool(mot) and unicodedata.category(mot[0]) == "So")


def base_faults(flot: Flot) -> Iterator[str]:
    """Ce qui ne va pas dans la base du robot, arrêté."""
    rows = flot.robot.rows
    aides = sum(sorte == "aide" for s in flot.salons for sorte in s.commandes.values())
    numeros = [n for (n,) in rows("select numero from demande order by numero")]
    if numeros != list(range(1, aides + 1)):
        yield f"numéros des demandes : {numeros}, {aides} attendues"
    prises = {g for s in flot.salons for g in s.prises}
    gestes = {g for (g,) in rows("select event_id from geste")}
    if gestes != prises:
        yield f"{len(gestes)} gestes gardés, {len(prises)} faits"
    etats = dict(rows("select etat, count(*) from inboxitem group by etat"))
    if set(etats) != {"traite"}:
        yield f"reçus : {etats}"
    envois = dict(rows("select etat, count(*) from outboxitem group by etat"))
    if set(envois) != {"parti"}:
        yield f"envois : {envois}"
    sans = rows("select count(*) from envoye where event_id is null")[0][0]
    if sans:
        yield f"{sans} messages sans identifiant"
    if rows("select count(*) from illisible")[0][0]:
        yield "des messages reçus sont restés illisibles"
    themes = [n for (n,) in rows("select id from theme order by id")]
    if themes != list(range(1, len(themes) + 1)):
        yield f"numéros des thèmes : {themes}"
