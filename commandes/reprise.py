"""Revenir d'une absence : dire qu'on s'en occupe, et ne pas exécuter ce qui a plus d'un jour."""

from bot.core.boutons import OUI
from bot.core.context import Context
from bot.core.dates import dire_moment
from bot.core.effects import Effect, Resume, Room, Send
from bot.core.events import Back, Old, Reaction, Unread
from bot.core.registry import on_back, on_reaction, on_unread
from bot.core.texte import Morceau, Personne, Texte
from donnees.inbox import waiting

LISTE_MAX = 10
AUJOURDHUI = "aujourd'hui à "
_NOMBRES = ("", "Une", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix")


@on_back
def reprise(event: Back, ctx: Context) -> list[Effect]:
    """Une phrase par salon où quelque chose attendait, avant les réponses ; rien s'il n'y a plus
    rien (tout a été supprimé entre-temps)."""
    attend = waiting(ctx.session, [*event.recues, *(a.id for a in event.anciennes)])
    recues = sum(id in attend for id in event.recues)
    anciennes = [a for a in event.anciennes if a.id in attend]
    if not (recues or anciennes or event.trou):
        return []
    return [
        Send(
            to=Room(event.salon),
            texte=Texte.de(
                _arret(event, ctx), _recues(recues), _trou(event), *_anciennes(anciennes, ctx)
            ),
            type="reprise",
            about=f"reprise:{event.id}" if anciennes else None,
            boutons=(OUI,) if anciennes else (),
        )
    ]


def _arret(event: Back, ctx: Context) -> str | None:
    if event.depuis is None or event.jusque is None:
        return None
    zone = ctx.reglages.fuseau
    debut = dire_moment(event.depuis, zone, event.jusque)
    fin = dire_moment(event.jusque, zone, event.jusque)
    if debut.startswith(AUJOURDHUI):
        return (
            f"J'étais arrêté de {debut.removeprefix(AUJOURDHUI)} à {fin.removeprefix(AUJOURDHUI)}."
        )
    return f"J'étais arrêté depuis {debut}."


def _recues(n: int) -> str | None:
    if not n:
        return None
    combien = _NOMBRES[n] if n < len(_NOMBRES) else str(n)
    if n == 1:
        return "Un message m'attendait ici : je m'en occupe."
    return f"{combien} messages m'attendaient ici : je m'en occupe."


def _trou(event: Back) -> str | None:
    if not event.trou:
        return None
    return (
        "Trop de messages à la fois : je n'ai pas pu tout relire. "
        "Si je ne vous ai pas répondu, écrivez-moi de nouveau."
    )


def _anciennes(anciennes: list[Old], ctx: Context) -> list[str | tuple[Morceau, ...]]:
    if not anciennes:
        return []
    lignes: list[str | tuple[Morceau, ...]] = [
        "Ce qui date de plus d'un jour, je ne l'ai pas fait :",
        *(_ancienne(a, ctx) for a in anciennes[:LISTE_MAX]),
    ]
    if len(anciennes) > LISTE_MAX:
        lignes.append(f"et {len(anciennes) - LISTE_MAX} de plus.")
    return [*lignes, f"{OUI} oui, faites ce que j'avais demandé (chacun pour ses messages)"]


def _ancienne(ancienne: Old, ctx: Context) -> tuple[Morceau, ...]:
    """Qui, quand, et le seul mot de la commande ; rien de ce qui est personnel."""
    quand = dire_moment(ancienne.le, ctx.reglages.fuseau, ctx.now)
    trouvee = ctx.registry.find(ancienne.texte.strip().removeprefix("!").lstrip())
    mot = "" if trouvee is None or trouvee[0].intime else f" : !{trouvee[1]}"
    return ("• ", Personne(ancienne.auteur), f", {quand}{mot}")


@on_reaction(OUI, about="reprise")
def relancer(reaction: Reaction, ctx: Context) -> list[Effect]:
    """L'accord d'une personne n'exécute que ce qu'elle avait demandé elle-même."""
    return [Resume(salon=reaction.salon, auteur=reaction.auteur)]


@on_unread
def illisible(event: Unread, ctx: Context) -> list[Effect]:
    """Un message resté chiffré : son auteur l'apprend, en une phrase."""
    cause = (
        "votre application ne m'a pas confié sa clé"
        if event.refusee
        else "la clé qui l'ouvre ne m'est pas parvenue"
    )
    texte = Texte.ligne(
        f"Je n'ai pas pu lire votre message : {cause}. S'il était pour moi, renvoyez-le."
    )
    return [
        Send(
            to=Room(event.salon),
            texte=texte,
            type="illisible",
            mention=(event.auteur,),
            reply_to=event.message,
        )
    ]
