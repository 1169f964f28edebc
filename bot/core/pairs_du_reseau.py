"""Ce que la règle des pairs (`bot.core.pairs`) doit savoir d'un réseau, lu dans ses lignes."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import a_part, attention, presence
from bot.core.context import Context
from bot.core.pairs import PLAFOND, Charge, Nobody, choisir
from donnees import demande as demandes
from donnees import theme as themes
from donnees.demande import EN_ATTENTE, PRISE, Demande, Sollicitation
from donnees.theme import Savoir

Faites = Sequence[Sollicitation]


def pair_pour(ctx: Context, demande: Demande, faites: Faites = (), sauf: str = "") -> str | Nobody:
    """Le MXID du pair à solliciter pour cette demande, ou pourquoi il n'y en a pas.

    `faites` : les propositions nées dans cet événement, pas encore enregistrées ; `sauf` : une
    personne que l'on suppose déjà sollicitée.
    """
    deja = deja_sollicites(ctx, demande, faites) | {sauf}
    if demande.suivant and peut_etre_sollicite(ctx, demande, demande.suivant, faites):
        if demande.suivant not in deja | presence.chomes(ctx):
            return demande.suivant
    savoirs = _savoirs(ctx, demande)
    return choisir(savoirs, _charge(ctx, demande, faites), demandeur=demande.demandeur, deja=deja)


def peut_etre_sollicite(ctx: Context, demande: Demande, membre: str, faites: Faites = ()) -> bool:
    """Vrai si l'on peut demander à cette personne, aujourd'hui ou à son prochain jour de travail.

    Connaître le thème n'est pas vérifié : un collègue peut en nommer un autre.
    """
    if membre == demande.demandeur or not ctx.est_membre(membre):
        return False
    if membre in deja_sollicites(ctx, demande, faites) | presence.absents(ctx):
        return False
    if not a_part.sollicitables(ctx, demande, {membre}):
        return False
    return en_main(ctx, faites).get(membre, 0) < PLAFOND


def chance(ctx: Context, demande: Demande) -> datetime | None:
    """Quand une personne que l'on attend pourra être sollicitée ; rien si toutes sont occupées."""
    connus = [s.membre for s in _savoirs(ctx, demande)]
    retours = [
        presence.retour(ctx, m) for m in {*connus, demande.suivant or ""} - {""}
        if m not in deja_sollicites(ctx, demande)
        and m != demande.demandeur
        and ctx.est_membre(m)
        and a_part.sollicitables(ctx, demande, {m})
        and en_main(ctx).get(m, 0) < PLAFOND
    ]  # fmt: skip
    return min((r for r in retours if r is not None), default=None)


def deja_sollicites(ctx: Context, demande: Demande, faites: Faites = ()) -> set[str]:
    """À qui cette demande est déjà passée : nul n'est sollicité deux fois."""
    ecrites = demandes.sollicitations(ctx.session, demande.numero)
    return {s.membre for s in (*ecrites, *faites) if s.demande == demande.numero}


def en_main(ctx: Context, faites: Faites = ()) -> dict[str, int]:
    """Combien de demandes chacun a en main, proposées ou prises, à ce pas de l'événement."""
    ecrites = demandes.en_attente(ctx.session, ctx.ici.id)
    proposees = {(s.demande, s.membre): s for s in (*ecrites, *faites)}
    compte: dict[str, int] = {}
    for ligne in proposees.values():
        if ligne.etat == EN_ATTENTE:
            compte[ligne.membre] = compte.get(ligne.membre, 0) + 1
    for demande in demandes.demandes_en_cours(ctx.session, ctx.ici.id):
        if demande.etat == PRISE and demande.pair is not None:
            compte[demande.pair] = compte.get(demande.pair, 0) + 1
    return compte


def _savoirs(ctx: Context, demande: Demande) -> list[Savoir]:
    theme = -1 if demande.theme is None else demande.theme
    return themes.de_ces_themes(ctx.session, [theme])


def _charge(ctx: Context, demande: Demande, faites: Faites) -> Charge:
    session, reseau = ctx.session, ctx.ici.id
    nommes = themes.referents(session, reseau)
    return Charge(
        presents=a_part.sollicitables(ctx, demande, set(ctx.membres())),
        en_main=en_main(ctx, faites),
        dernieres=demandes.dernieres_sollicitations(session, reseau)
        | {s.membre: (s.le, s.demande) for s in faites if not s.spontanee},
        referents={r.membre for r in nommes if r.theme == demande.theme},
        absents=presence.absents(ctx),
        chomes=presence.chomes(ctx),
        tus=attention.tus(ctx),
    )
