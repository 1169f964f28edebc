"""Ce que la fiche de soi dit des rôles et des accords d'une personne, et la phrase qui les change.

1. Tout ce qui règle ce que le robot fait d'elle y est, avec de quoi faire le contraire.
2. Ce qu'elle n'a jamais dit ni fait n'y tient pas de place : la fiche se lit sur un téléphone.
"""

from bot.core import meteo
from bot.core.accueil_etapes import etapes
from bot.core.context import Context
from bot.core.couverture import noms
from bot.core.texte import Morceau, liste, numero
from donnees import accueil as accueils
from donnees import attention as attentions
from donnees import debugage as debugages
from donnees import demande as demandes
from donnees import fiche as fiches
from donnees import meteo as meteos
from donnees.accueil import EN_COURS
from donnees.attention import REFUSE
from donnees.demande import PRISE

Ligne = str | tuple[Morceau, ...]


def roles(ctx: Context, membre: str) -> list[Ligne]:
    """Ce qu'elle fait pour le réseau, et comment cesser."""
    tour = accueils.volontaire(ctx.session, ctx.ici.id, membre) is not None
    tenues = [d.numero for d in demandes.demandes_en_cours(ctx.session, ctx.ici.id)
              if d.etat == PRISE and d.pair == membre]  # fmt: skip
    n = tenues[0] if tenues else 0
    return [
        *(["Vous animez ce réseau. Cesser : !animation arrêter"] if ctx.anime(membre) else []),
        *([f"En main : {liste([numero(t) for t in tenues])}. La passer : !passe {n}"]
          if tenues else []),
        *_accompagnees(ctx, membre),
        "Vous accompagnez qui arrive, à votre tour. En sortir : !accueil plus volontaire" if tour
        else "Accompagner qui arrive : non. Pour en être : !accueil volontaire",
        *_debugage(ctx, membre),
    ]  # fmt: skip


def _accompagnees(ctx: Context, membre: str) -> list[Ligne]:
    gens = tuple(a.membre for a in accueils.accueils(ctx.session, ctx.ici.id)
                 if a.accompagnant == membre)  # fmt: skip
    if not gens:
        return []
    return [("Vous accompagnez ", *noms(gens, 3), ". Cesser : !accueil plus accompagner")]


def _debugage(ctx: Context, membre: str) -> list[Ligne]:
    siens = debugages.volontariats(ctx.session, membre)
    if all(v.reseau != ctx.ici.id for v in siens):
        return []
    return ["Vous aidez à y voir clair, ailleurs. Cesser : !débugage plus volontaire"]


def accueil(ctx: Context, membre: str) -> list[Ligne]:
    """Son arrivée, tant qu'il reste quelque chose à lui écrire."""
    for suivi in accueils.accueils(ctx.session, ctx.ici.id):
        ligne = fiches.fiche(ctx.session, suivi.fiche)
        if suivi.membre != membre or suivi.etat != EN_COURS or ligne is None:
            continue
        restent = sum(e.tenue and e.champ not in ligne.demandes for e in etapes(ctx))
        reste = f"encore {restent} fois au plus" if restent else "plus rien à vous demander"
        return [f"Votre arrivée : {reste}. Pour l'éviter : !stop"]
    return []


def humeur(ctx: Context, membre: str) -> list[Ligne]:
    """La météo refusée, l'accord donné dans un petit réseau, le carnet ouvert."""
    lignes: list[Ligne] = []
    sujet = attentions.sujet(ctx.session, ctx.ici.id, membre, meteo.SUJET)
    if sujet is not None and sujet.etat == REFUSE:
        lignes.append("La météo, à part : non. La reprendre : !météo reprendre")
    accord = meteos.accords(ctx.session, ctx.ici.id).get(membre)
    if accord is not None:
        dit, autre = ("oui", "non") if accord else ("non", "oui")
        lignes.append(f"Une météo dans ce réseau : {dit}. Pour changer : !météo {autre}")
    if meteos.carnet(ctx.session, ctx.ici.id, membre) is not None:
        lignes.append("Votre carnet de météo est ouvert. Tout effacer : !mamétéo oublier")
    return lignes
