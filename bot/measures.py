"""Ce que le robot mesure de lui-même, pour Prometheus. Aucun contenu, aucun nom, aucun salon.

Une mesure est un nom, une nature, une phrase, et des valeurs par étiquettes. Ce que seule la base
sait (tailles et âges des boîtes) est lu dans le fil de l'écrivain, d'une traite.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from bot.clock import Clock
from bot.histogram import Histogram
from bot.loop_watch import LoopWatch
from bot.matrix.gateway import Gateway
from bot.sender import Sender
from donnees import inbox, outbox

Nature = Literal["compteur", "jauge", "repartition"]
Labels = tuple[tuple[str, str], ...]
PRIORITES = {
    outbox.REPONSE: "reponse", outbox.BOUTON: "bouton",
    outbox.MASSE: "masse", outbox.BOUTON_DE_MASSE: "bouton_de_masse",
}  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """Une mesure ; `nom` sans le préfixe du robot, en secondes si c'est une durée."""

    nom: str
    nature: Nature
    aide: str
    valeurs: Mapping[Labels, float | Histogram] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """Ce que dit la base, à un instant."""

    recus: int = 0
    recu_age: float = 0.0
    illisibles: int = 0
    envois: tuple[tuple[int, int, float], ...] = ()  # (priorité, combien, âge du plus ancien)


def stored(session: Session, clock: Clock) -> Stored:
    """Tailles et âges des boîtes (âges à l'horloge où chacune est datée)."""
    recus, ancien = inbox.queue(session)
    files = outbox.queue_by_priority(session)
    return Stored(
        recus=recus,
        recu_age=_age(ancien, clock.real()),
        illisibles=inbox.unreadable_count(session),
        envois=tuple((rang, nombre, _age(le, clock.now())) for rang, nombre, le in files),
    )


def _age(depuis: datetime | None, maintenant: datetime) -> float:
    return 0.0 if depuis is None else max(0.0, (maintenant - depuis).total_seconds())


def measures(
    base: Stored, sender: Sender, gateway: Gateway, watch: LoopWatch, durees: dict[str, Histogram]
) -> Iterator[Measure]:
    """Toutes les mesures de l'instant."""
    yield from _inbox(base, gateway)
    yield from _encryption(gateway)
    yield from _outbox(base, sender)
    yield from _sending(sender)
    yield from _process(watch, durees)


def _inbox(base: Stored, gateway: Gateway) -> Iterator[Measure]:
    depuis = time.monotonic() - gateway.last_sync
    yield _jauge("recus_en_attente", "Éléments reçus qui restent à traiter.", base.recus)
    yield _jauge("recus_age_secondes", "Âge du plus ancien élément à traiter.", base.recu_age)
    yield _jauge("illisibles_en_attente", "Messages chiffrés qui attendent leur clé.",
                 base.illisibles)  # fmt: skip
    yield _jauge("secondes_depuis_la_synchronisation",
                 "Temps écoulé depuis la dernière synchronisation gardée.", depuis)  # fmt: skip
    yield _compteur("trous_combles", "Trous de synchronisation relus.", gateway.reader.gaps)
    yield _compteur("appareils_usurpes", "Messages d'un appareil qui n'est pas à leur auteur.",
                    gateway.reader.spoofed)  # fmt: skip


def _encryption(gateway: Gateway) -> Iterator[Measure]:
    if gateway.crypto is None:
        return
    lus = gateway.crypto.stats
    yield _compteur("illisibles", "Lectures manquées d'un message chiffré, réessais compris.",
                    lus.undecrypted)  # fmt: skip
    yield _compteur("redites", "Chiffrés redonnés sous un autre nom, refusés.", lus.replayed)
    yield _compteur("entrees_hostiles", "Entrées chiffrées écartées : elles faisaient lever.",
                    lus.hostile)  # fmt: skip
    yield _compteur("appareils_sans_cle", "Clés de salon qui n'ont pu être remises.",
                    lus.devices_unserved)  # fmt: skip


def _outbox(base: Stored, sender: Sender) -> Iterator[Measure]:
    nombres: dict[Labels, float | Histogram] = dict.fromkeys(map(_priorite, PRIORITES), 0.0)
    ages = dict(nombres)
    for priorite, nombre, age in base.envois:
        nombres[_priorite(priorite)], ages[_priorite(priorite)] = float(nombre), age
    yield _jauge("envois_en_attente", "Envois qui restent à partir.", sender.waiting)
    yield Measure("envois_en_attente_par_priorite", "jauge",
                  "Envois qui restent à partir, par priorité.", nombres)  # fmt: skip
    yield Measure("envois_age_secondes", "jauge",
                  "Âge du plus ancien envoi qui reste à partir, par priorité.", ages)  # fmt: skip


def _priorite(priorite: int) -> Labels:
    return (("priorite", PRIORITES.get(priorite, str(priorite))),)


def _sending(sender: Sender) -> Iterator[Measure]:
    par_motif: dict[Labels, float | Histogram] = {
        (("motif", motif),): float(nombre) for motif, nombre in sorted(sender.given_up.items())
    }
    largeurs: dict[Labels, float | Histogram] = {
        (("pour", "reponses"),): float(sender.width.value),
        (("pour", "masse"),): float(sender.bulk.value),
    }
    yield _compteur("envois", "Envois arrivés au serveur.", sender.sent)
    yield _compteur("envois_reessayes", "Nouveaux essais d'un envoi.", sender.retries)
    yield _compteur("envois_abandonnes", "Envois abandonnés, toutes raisons.",
                    sender.given_up.total())  # fmt: skip
    yield _compteur("envois_abandonnes_par_prudence",
                    "Envois abandonnés faute de savoir s'ils étaient arrivés.",
                    sender.given_up["prudence"])  # fmt: skip
    yield Measure("envois_abandonnes_par_motif", "compteur", "Envois abandonnés, par motif.",
                  par_motif)  # fmt: skip
    yield Measure("put_secondes", "repartition", "Durée des envois réussis au serveur.",
                  {(): sender.puts})  # fmt: skip
    yield Measure("largeur_des_envois", "jauge", "Envois menés de front au plus, à cet instant.",
                  largeurs)  # fmt: skip


def _process(watch: LoopWatch, durees: dict[str, Histogram]) -> Iterator[Measure]:
    retards: dict[Labels, float | Histogram] = {
        (("quantile", "0.99"),): watch.quantile(0.99),
        (("quantile", "0.999"),): watch.quantile(0.999),
        (("quantile", "1"),): watch.worst(),
    }
    yield Measure("boucle_retard_secondes", "jauge",
                  "Retard des réveils de la boucle, sur la dernière minute.", retards)  # fmt: skip
    yield _compteur("boucle_blocages", "Réveils en retard de plus de 20 ms.", watch.blocks)
    yield Measure("commande_secondes", "repartition",
                  "Durée d'une commande ou d'un événement, de sa lecture à ses effets.",
                  {(("commande", mot),): h for mot, h in sorted(durees.items())})  # fmt: skip


def _jauge(nom: str, aide: str, valeur: float) -> Measure:
    return Measure(nom, "jauge", aide, {(): float(valeur)})


def _compteur(nom: str, aide: str, valeur: float) -> Measure:
    return Measure(nom, "compteur", aide, {(): float(valeur)})
