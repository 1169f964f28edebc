"""Où chacun veut bien être nommé : dans le bulletin, sur le kit imprimé (contrat §10).

1. Sans un oui, personne n'y est nommé : on compte, on ne nomme pas.
2. Le oui d'un lieu ne vaut pas pour l'autre : une feuille au mur sort du salon.
3. Cela se change quand on veut : « !profil cité ».
"""

from bot.core.context import Context
from bot.core.effects import Effect, Save
from bot.core.texte import liste
from donnees import merci as mercis
from donnees.merci import BULLETIN, KIT, Citation

LIEUX = {BULLETIN: "dans le bulletin", KIT: "sur le kit imprimé"}


def repondre(
    ctx: Context, membre: str, lieu: str, oui: bool, geste: str | None = None
) -> list[Effect]:
    """Ce que cette personne vient de dire pour ce lieu."""
    ligne = Citation(reseau=ctx.ici.id, membre=membre, lieu=lieu, oui=oui, le=ctx.now, geste=geste)
    return [Save(ligne)]


def a_dit(ctx: Context, membre: str, lieu: str) -> bool | None:
    """Son oui, son non, ou rien si elle n'a rien dit."""
    ligne = mercis.citation(ctx.session, ctx.ici.id, membre, lieu)
    return None if ligne is None else ligne.oui


def nommables(ctx: Context, lieu: str) -> set[str]:
    """Les membres qui veulent bien être nommés là."""
    return mercis.citables(ctx.session, ctx.ici.id, lieu) & set(ctx.membres())


def en_bref(ctx: Context, membre: str) -> str:
    """« Votre nom peut paraître dans le bulletin. Pour changer : … »."""
    ou = [dit for lieu, dit in LIEUX.items() if a_dit(ctx, membre, lieu)]
    if not ou:
        return (
            "Votre nom ne paraît ni dans le bulletin, ni sur le kit imprimé. "
            "Pour changer : !profil cité oui"
        )
    return f"Votre nom peut paraître {liste(ou)}. Pour changer : !profil cité non"
