"""Des réglages lus aux règles que la machine applique : accès, réseau par défaut, horloge."""

from datetime import datetime

from bot.clock import Clock, RehearsalClock
from bot.config import Configuration
from bot.core.acces import Acces
from bot.core.context import Reglages


def acces_of(config: Configuration) -> Acces:
    """Les règles d'accès de la configuration."""
    acces = config.acces
    return Acces(
        serveurs=acces.serveurs_autorises, externes=acces.externes,
        responsables=acces.responsables, commandes_par_minute=acces.commandes_par_minute,
        commandes_par_minute_salon=acces.commandes_par_minute_salon,
    )  # fmt: skip


def clock_of(horloge: datetime | None, vitesse: float, pilotage: bool, note: str | None) -> Clock:
    """L'horloge vraie, ou celle d'une répétition ; `note` : le dernier instant gardé (ISO 8601)."""
    if horloge is None and vitesse == 1.0 and not pilotage:
        return Clock()
    debut = horloge or Clock().now()
    plancher = datetime.fromisoformat(note) if note else None
    return RehearsalClock(debut, vitesse, plancher)


def defauts_of(config: Configuration) -> Reglages:
    """Les réglages d'un réseau qui n'en a changé aucun."""
    reseau = config.reseau
    return Reglages(
        fuseau=reseau.fuseau, jours=reseau.jours, heures=reseau.heures, feries=reseau.feries,
        delai_pair=reseau.delai_pair, delai_appel=reseau.delai_appel,
        delai_alerte=reseau.delai_alerte, seuil_meteo=reseau.seuil_meteo,
    )  # fmt: skip
