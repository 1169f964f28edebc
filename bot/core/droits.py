"""Qui peut quoi, et de qui l'on peut parler : chaque refus dit quoi faire ensuite.

1. Est membre qui se trouve dans le salon d'attache, sauf le robot et les serveurs non autorisés.
2. On ne nomme à un rôle qu'une personne membre : jamais le robot, jamais une personne absente.
3. Un refus ne répète ni l'identifiant ni le nom donnés : ce sont peut-être ceux de quelqu'un.
"""

import re

from bot.core import prive
from bot.core.context import Context
from bot.core.effects import Refusal

_MXID = re.compile(r"@[^\s:]+:[^\s,;]+")


def exiger_membre(auteur: str, ctx: Context) -> None:
    """Lève `Refusal` s'il n'y a pas de réseau ici, ou si cette personne n'en est pas membre."""
    if ctx.reseau is None:
        raise Refusal(prive.sans_reseau(ctx))
    if not ctx.est_membre(auteur):
        raise Refusal(
            "Cette commande est pour les membres du réseau. Entrez dans son salon, "
            "puis recommencez."
        )


def exiger_animation(auteur: str, ctx: Context) -> None:
    """Lève `Refusal` si cette personne n'anime pas le réseau."""
    if not ctx.anime(auteur):
        raise Refusal(
            "Seules les personnes qui animent le réseau peuvent le faire. "
            "Demandez-leur : !animation dit qui elles sont."
        )


def exiger_designable(mxid: str, ctx: Context) -> None:
    """Lève `Refusal` si l'on ne peut pas donner un rôle à cette personne."""
    if mxid == ctx.bot:
        raise Refusal("Je suis un robot : il y faut une personne du réseau.")
    if not ctx.acces.autorise(mxid):
        raise Refusal(
            "Cette personne vient d'un serveur que je n'écoute pas. "
            "Choisissez quelqu'un d'autre dans ce salon."
        )
    if not ctx.est_membre(mxid):
        raise Refusal(
            "Cette personne n'est pas dans le salon du réseau. "
            "Invitez-la d'abord, puis recommencez."
        )


def personne_illisible(texte: str, mentions: tuple[str, ...], exemple: str) -> Refusal:
    """Le refus (`usage`) de qui n'a pas désigné une personne, et une seule."""
    if len(set(mentions)) > 1 or len(_MXID.findall(texte)) > 1:
        phrase = "Une personne à la fois, s'il vous plaît."
    else:
        phrase = "Je ne sais pas de qui vous parlez. Tapez @ et choisissez la personne."
    return Refusal(f"{phrase} Par exemple : {exemple}", type="usage")
