"""Ce que l'on doit encore aux membres : on y pense avant de leur demander autre chose (contrat §8).

Sont dues : les questions dont l'animation a été saisie et qui sont encore ouvertes, les choses
portées dont la date est passée. Une question privée qui n'a pas été élargie n'est connue de
personne : elle n'est pas comptée.
"""

from datetime import datetime, timedelta

from bot.core import a_part, animation, suivi
from bot.core.context import Context
from bot.core.dates import dire_moment
from bot.core.effects import Effect, Room, Send
from bot.core.texte import Texte, liste, numero
from donnees import demande as demandes
from donnees import rituel as rituels
from donnees.demande import ESCALADEE
from donnees.rituel import METEO, TOUR

RONDES = (METEO, TOUR)  # ce qui demande quelque chose à chacun
_TIC = timedelta(minutes=1)


def dus(ctx: Context) -> list[int]:
    """Les numéros des questions dont la réponse est due, dans l'ordre."""
    en_cours = demandes.demandes_en_cours(ctx.session, ctx.ici.id)
    saisies = {d.numero for d in en_cours if d.etat == ESCALADEE and a_part.accorde(ctx, d)}
    horaires = ctx.reglages.horaires
    aujourdhui = horaires.jour_local(ctx.now)
    portees = {
        d.about.removeprefix("demande:") for d in suivi.dus(ctx)
        if suivi.jour_promis(horaires, d) < aujourdhui
    }  # fmt: skip
    return sorted(saisies | {int(n) for n in portees if n.isdecimal()})


def phrase(numeros: list[int]) -> str:
    """« Des réponses sont encore dues : n° 12 et n° 15. » ; vide s'il n'y en a pas."""
    if not numeros:
        return ""
    dits = liste([numero(n) for n in numeros[:5]])
    if len(numeros) == 1:
        return f"Une réponse est encore due aux membres : {dits}."
    return f"Des réponses sont encore dues aux membres : {dits}."


# -- prévenir l'animation d'abord ------------------------------------------------------------------


def avant(ctx: Context) -> list[str]:
    """Pour le point du jour : les tours et météos d'ici la fin du prochain jour ouvré, s'il reste
    des réponses dues."""
    if not dus(ctx):
        return []
    horaires = ctx.reglages.horaires
    jour = horaires.jour_ouvre_suivant(horaires.jour_local(ctx.now))
    limite = horaires.ouvertures(jour)[-1][1]
    lignes = []
    for rituel in rituels.rituels(ctx.session, ctx.ici.id):
        prevue = rituel.prochaine
        if rituel.genre in RONDES and prevue and ctx.now - _TIC <= prevue <= limite:
            quand = dire_moment(prevue, rituel.fuseau, ctx.now)
            lignes.append(
                f"Je dois demander quelque chose à tous, {quand}, alors que ces réponses sont dues."
                f" Pour attendre : rituel {rituel.id} pause une semaine"
            )
    return lignes


def prevenir(ctx: Context, quoi: str = "Un tour est prévu") -> list[Effect]:
    """Un tour, une météo, part alors qu'une réponse est due depuis le dernier point : l'animation
    l'apprend juste avant."""
    numeros = [n for n in dus(ctx) if _depuis_le_point(ctx, n)]
    for personne in animation.secondes(ctx) if numeros else []:
        conversation = ctx.conversation(personne)
        if conversation is not None:
            texte = Texte.de(phrase(numeros), f"{quoi} maintenant : je commence.")
            champs = {"demandes": numeros, "arrivees": [], "departs": []}
            return [Send(to=Room(conversation), texte=texte, type=animation.POINT, champs=champs,
                         mention=(personne,))]  # fmt: skip
    return []


def _depuis_le_point(ctx: Context, numero: int) -> bool:
    """Vrai si le dernier point, à l'ouverture du jour ouvré d'avant, ne pouvait pas en parler."""
    demande = demandes.demande(ctx.session, numero)
    saisie = None if demande is None else demande.alertee_le
    return saisie is not None and saisie > _dernier_point(ctx)


def _dernier_point(ctx: Context) -> datetime:
    horaires = ctx.reglages.horaires
    jour = horaires.jour_local(ctx.now)
    while True:
        ouvertures = horaires.ouvertures(jour)
        if ouvertures and ouvertures[0][0] < ctx.now - _TIC:
            return ouvertures[0][0]
        jour -= timedelta(days=1)
