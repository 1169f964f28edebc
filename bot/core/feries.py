"""Les jours fériés français, par calendrier.

1. Un calendrier est un code (« FR », « FR-57 », « FR-974 »… ou la chaîne vide : aucun) ; on le
   donne aussi en toutes lettres (« métropole », « Alsace-Moselle », « La Réunion »).
2. Les dates viennent de la bibliothèque `holidays`, jamais de nous : la loi change, elle suit.
3. Elle n'est chargée qu'à la première date demandée, et pour la France seule : son paquet
   `holidays.countries` importe deux cents pays (0,5 s et 45 Mio, contre moitié moins ici).
4. Une année calculée est gardée : un jour demandé ensuite coûte une lecture de dictionnaire.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.core.heures_dites import HorairesInvalides, cite, plie

AUCUN = ""


@dataclass(frozen=True)
class Calendrier:
    """Un calendrier : `subdivision` est le code de `holidays`, `de` se lit après « les jours
    fériés », `alias` porte les autres noms admis, pliés, sans tirets, séparés par « | »."""

    nom: str
    de: str
    subdivision: str | None
    alias: str


# Les alias comptent les codes ISO 3166 des territoires et les numéros de département.
CALENDRIERS: Mapping[str, Calendrier] = MappingProxyType(
    {
        "FR": Calendrier(
            "métropole",
            "",
            None,
            "france | france metropolitaine | hexagone | national | nationaux | fra | oui",
        ),
        "FR-57": Calendrier(
            "Alsace-Moselle",
            "d'Alsace-Moselle",
            "57",
            "alsace | moselle | alsace et moselle | droit local | fr 6ae | 6ae | 57 | 67 | 68",
        ),
        "FR-971": Calendrier("Guadeloupe", "de Guadeloupe", "971", "gp | fr gp | 971"),
        "FR-972": Calendrier("Martinique", "de Martinique", "972", "mq | fr mq | 972"),
        "FR-973": Calendrier("Guyane", "de Guyane", "973", "gf | fr gf | 973 | guyane francaise"),
        "FR-974": Calendrier("La Réunion", "de La Réunion", "974", "reunion | re | fr re | 974"),
        "FR-976": Calendrier("Mayotte", "de Mayotte", "976", "yt | fr yt | 976"),
        "FR-BL": Calendrier(
            "Saint-Barthélemy",
            "de Saint-Barthélemy",
            "BL",
            "bl | st barthelemy | saint barth | st barth | 977",
        ),
        "FR-MF": Calendrier("Saint-Martin", "de Saint-Martin", "MF", "mf | st martin | 978"),
        "FR-PM": Calendrier(
            "Saint-Pierre-et-Miquelon",
            "de Saint-Pierre-et-Miquelon",
            "PM",
            "pm | st pierre et miquelon | 975 | miquelon",
        ),
        "FR-WF": Calendrier(
            "Wallis-et-Futuna", "de Wallis-et-Futuna", "WF", "wf | wallis | futuna | 986"
        ),
        "FR-PF": Calendrier(
            "Polynésie française",
            "de Polynésie française",
            "PF",
            "pf | polynesie | tahiti | 987",
        ),
        "FR-NC": Calendrier(
            "Nouvelle-Calédonie", "de Nouvelle-Calédonie", "NC", "nc | caledonie | 988"
        ),
        "FR-TF": Calendrier(
            "Terres australes françaises",
            "des Terres australes",
            "TF",
            "tf | taaf | terres australes | 984",
        ),
    }
)
_SANS = ("", "aucun", "aucune", "aucun jour ferie", "sans", "non", "pas de feries", "rien", "neant")
_ARTICLE = re.compile(r"(?:(?:calendrier|jours? feries?|feries|les|des|de|du|la|le)\s|[dl]')\s*")


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """De chaque nom admis, plié, au code du calendrier."""
    codes = dict.fromkeys(_SANS, AUCUN)
    for code, calendrier in CALENDRIERS.items():
        noms = (code, calendrier.nom, *calendrier.alias.split(" | "))
        codes.update({plie(nom).replace("-", " "): code for nom in noms})
    return codes


def lire_calendrier(texte: str) -> str:
    """Rend le code du calendrier nommé (« FR », « Alsace-Moselle », « la Réunion », « aucun »).

    Lève `HorairesInvalides` si aucun calendrier ne porte ce nom.
    """
    nom = plie(texte).replace("-", " ").strip(" .")
    codes = _codes()
    while nom not in codes:
        # « les jours fériés de la Réunion » : on ôte ce qui précède le nom, un mot à la fois.
        article = _ARTICLE.match(nom)
        if article is None or article.end() == len(nom):
            raise HorairesInvalides(
                "feries",
                f"Je ne connais pas les jours fériés de {cite(texte)}. Écrivez par exemple : "
                "FR (métropole), Alsace-Moselle, Guadeloupe, La Réunion, ou aucun.",
            )
        nom = nom[article.end() :]
    return codes[nom]


def dire_calendrier(code: str) -> str:
    """Dit en français ce que le calendrier `code` change aux jours de travail."""
    if code == AUCUN:
        return "jours fériés compris"
    return f"sauf les jours fériés {CALENDRIERS[code].de}".rstrip()


@lru_cache(maxsize=1)
def _france() -> Callable[..., Mapping[date, str]]:
    """La classe `France` de `holidays`, sans passer par le paquet de tous les pays."""
    paquet = importlib.util.find_spec("holidays")
    if paquet is None or paquet.origin is None:
        raise ModuleNotFoundError("La bibliothèque « holidays » n'est pas installée.")
    chemin = Path(paquet.origin).parent / "countries" / "france.py"
    annonce = importlib.util.spec_from_file_location("bot.core._feries_de_france", chemin)
    if annonce is None or annonce.loader is None:
        raise ModuleNotFoundError(f"« holidays » n'a plus de fichier {chemin.name}.")
    module: Any = importlib.util.module_from_spec(annonce)
    annonce.loader.exec_module(module)
    classe: Callable[..., Mapping[date, str]] = module.France
    return classe


@lru_cache(maxsize=256)
def jours_feries(code: str, annee: int) -> Mapping[date, str]:
    """Les jours fériés du calendrier `code` pour une année, avec leur nom français."""
    if code == AUCUN:
        return MappingProxyType({})
    subdivision = CALENDRIERS[code].subdivision
    feries = _france()(subdiv=subdivision, years=annee, language="fr")
    # Deux fêtes le même jour (8 mai et Ascension en 2031) : la bibliothèque les joint par « ; ».
    return MappingProxyType(
        {jour: nom.replace("; ", " et ") for jour, nom in sorted(feries.items())}
    )
