"""Ce que la règle des pairs (`bot.core.pairs`) doit savoir d'un réseau, lu dans ses lignes."""

from collections.abc import Sequence

from bot.core import attention, presence
from bot.core.context import Context
from bot.core.pairs import Charge, Nobody, choisir
from donnees import demande as demandes
from donnees import theme as themes
from donnees.demande import PRISE, PROPOSEE, Demande, Sollicitation


def pair_pour(
    ctx: Context, demande: Demande, faites: Sequence[Sollicitation] = (), sauf: str = ""
) -> str | Nobody:
    """Le MXID du pair à solliciter pour cette demande, ou pourquoi il n'y en a pas.

    `faites` : les propositions nées dans cet événement, pas encore enregistrées ; `sauf` : une
    personne que l'on suppose déjà sollicitée.
    """
    session, reseau = ctx.session, ctx.ici.id
    deja = {s.membre for s in demandes.sollicitations(session, demande.numero)} | {sauf}
    deja |= {s.membre for s in faites if s.demande == demande.numero}
    theme = -1 if demande.theme is None else demande.theme
    charge = Charge(
        presents=set(ctx.membres()),
        en_main=en_main(ctx),
        dernieres=demandes.dernieres_sollicitations(session, reseau)
        | {s.membre: (s.le, s.demande) for s in faites if not s.spontanee},
        referents={r.membre for r in themes.referents(session, reseau) if r.theme == theme},
        absents=presence.absents(ctx),
        chomes=presence.chomes(ctx),
        tus=attention.tus(ctx),
    )
    savoirs = themes.de_ces_themes(session, [theme])
    return choisir(savoirs, charge, demandeur=demande.demandeur, deja=deja)


def en_main(ctx: Context) -> dict[str, int]:
    """Combien de demandes chacun a en main, proposées ou prises, à ce pas de l'événement."""
    compte: dict[str, int] = {}
    for demande in demandes.demandes_en_cours(ctx.session, ctx.ici.id):
        if demande.etat in (PROPOSEE, PRISE) and demande.pair is not None:
            compte[demande.pair] = compte.get(demande.pair, 0) + 1
    return compte
