"""À qui parler quand ça ne va pas : des gens du réseau, et sa carte. Jamais le robot seul."""

from bot.core.context import Context
from bot.core.couverture import noms
from bot.core.texte import Gras, Morceau
from donnees import theme as themes

CARTE = "carte"  # gardée avec les réglages du réseau, sans en être un : nul défaut


def dans(ctx: Context, personne: str, *, nommer: bool) -> list[tuple[Morceau, ...]]:
    """Qui anime, les référents, la carte du réseau ; sans la personne elle-même."""
    animent = tuple(m for m in ctx.animation() if m != personne)
    acceptes = themes.referents(ctx.session, ctx.ici.id)
    referents = dict.fromkeys(r.membre for r in acceptes if ctx.est_membre(r.membre))
    restent = tuple(m for m in referents if m not in animent and m != personne)
    lignes: list[tuple[Morceau, ...]] = []
    if animent:
        lignes.append((*noms(animent, 5), " : anime le réseau" if len(animent) == 1
                       else " : animent le réseau"))  # fmt: skip
    if restent:
        lignes.append((*noms(restent, 5), " : référence d'un thème"))
    if ctx.ici.reglages.get(CARTE):
        lignes.append((str(ctx.ici.reglages[CARTE]),))
    if nommer and lignes:
        lignes.insert(0, ("Réseau ", Gras(ctx.ici.nom), " :"))
    return lignes
