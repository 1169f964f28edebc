"""La semaine que l'on joue : un fichier par sujet. Un sujet nouveau ajoute sa scène à la liste."""

from bot.demo.pas import Scene
from bot.demo.semaine.a_part import A_PART
from bot.demo.semaine.arrivee import ARRIVEE
from bot.demo.semaine.astuces import ASTUCES
from bot.demo.semaine.bulletin import BULLETIN
from bot.demo.semaine.comptables import COMPTABLES
from bot.demo.semaine.dix_minutes import DIX_MINUTES
from bot.demo.semaine.meteo import METEO
from bot.demo.semaine.ouverture import OUVERTURE
from bot.demo.semaine.personne import PERSONNE
from bot.demo.semaine.question import QUESTION
from bot.demo.semaine.relais import RELAIS

DEBUT = "2026-11-30 08:55"
"""L'instant où part l'horloge du réseau : un lundi, heure de Paris."""

SCENES: tuple[Scene, ...] = (
    OUVERTURE, QUESTION, DIX_MINUTES, RELAIS, PERSONNE, ASTUCES, COMPTABLES, ARRIVEE, A_PART, METEO,
    BULLETIN,
)  # fmt: skip
