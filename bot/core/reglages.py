"""Les réglages d'un réseau : ceux de la configuration, complétés par les siens (contrat §3, §6).

1. Un réseau ne garde que ce qui diffère : changer la configuration change ceux qui n'ont rien dit.
2. Ce qui est gardé est du JSON simple ; `avec` en refait des valeurs typées. Une clé que cette
   version ne connaît pas est laissée de côté : elle vient d'une autre.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from bot.core.delais import Delai
from bot.core.horaires import Horaires
from bot.core.reglages_bulletin import TOUT

OUVERTE, CONFIDENTIELLE, ANONYME = "ouverte", "confidentielle", "anonyme"
CITATIONS, FILS = "citations", "fils"
DEPLACES, SAUTES = "deplaces", "sautes"
VOUS, TU = "vous", "tu"
DELAIS = ("delai_pair", "delai_appel", "delai_alerte")
_DEUX_HEURES, _UN_JOUR, _DEUX_JOURS = Delai(heures=2), Delai(jours=1), Delai(jours=2)


@dataclass(frozen=True, kw_only=True)
class Reglages:
    """Les réglages d'un réseau.

    `jours`, `heures`, `feries`, `fuseau` : comme on les écrit, relisibles par `Horaires.lire` ;
    délais en temps de travail ; `seuil_meteo` : en réponses, jamais moins de 5.
    """

    fuseau: str = "Europe/Paris"
    jours: str = "lundi-vendredi"
    heures: str = "9h-12h 14h-18h"
    feries: str = "FR"
    delai_pair: Delai = _DEUX_HEURES
    delai_appel: Delai = _UN_JOUR
    delai_alerte: Delai = _DEUX_JOURS
    seuil_meteo: int = 5
    meteo: str = CONFIDENTIELLE
    discret: bool = False
    reponses: str = CITATIONS
    rituels_feries: str = DEPLACES
    voisins: bool = True
    bulletin: str = TOUT
    ton: str = VOUS
    nom: str = "Maillon"

    @property
    def horaires(self) -> Horaires:
        """Les heures de travail du réseau."""
        return _horaires(self.fuseau, self.jours, self.heures, self.feries)

    def avec(self, propres: Mapping[str, Any]) -> "Reglages":
        """Ces réglages, changés par ceux qu'un réseau a gardés."""
        connus = {f.name for f in fields(self)}
        return replace(self, **{k: _valeur(k, v) for k, v in propres.items() if k in connus})


def en_fils(propres: Mapping[str, Any]) -> bool:
    """Vrai si ce réseau a choisi des réponses en fils."""
    return propres.get("reponses") == FILS


def en_json(valeur: Any) -> Any:
    """La forme gardée d'une valeur."""
    return [valeur.heures, valeur.jours] if isinstance(valeur, Delai) else valeur


def _valeur(cle: str, gardee: Any) -> Any:
    if cle in DELAIS and not isinstance(gardee, Delai):
        heures, jours = gardee
        return Delai(heures, jours)
    return gardee


@lru_cache(maxsize=64)
def _horaires(fuseau: str, jours: str, heures: str, feries: str) -> Horaires:
    """Les mêmes réglages donnent le même objet, qui garde les jours déjà calculés."""
    return Horaires.lire(fuseau, jours, heures, feries)
