"""Ce qu'un départ laisse : ce qui devient fragile, et que l'animation apprend par son point.

1. Les demandes en main vont à quelqu'un d'autre (`bot.core.demandes`), ce qui était promis à
   l'animation (`bot.core.suivi`), le tour d'accompagner à la personne suivante.
2. Les thèmes et les rôles cessent aussitôt de compter : n'est compté que qui est dans le salon. Ils
   s'effacent trente jours après, ou se retrouvent si la personne revient avant.
3. Devient fragile un thème qu'elle connaissait, et dont plus personne ou une seule personne
   s'occupe.
"""

from bot.core.context import Context
from bot.core.couverture import couvertures, ligne
from bot.core.texte import Gras, Morceau, Personne, liste
from donnees import reseau as reseaux
from donnees import salon as salons
from donnees import theme as themes


def fragiles(ctx: Context, partis: list[str]) -> list[tuple[Morceau, ...]]:
    """Les thèmes que ces départs laissent à une seule personne, ou à personne."""
    sus = {s.theme for s in themes.savoirs(ctx.session, ctx.ici.id) if s.membre in partis}
    tenus = {r.theme for r in themes.referents(ctx.session, ctx.ici.id) if r.membre in partis}
    restent = [c for c in couvertures(ctx) if c.theme.id in sus | tenus and c.fragile]
    if not restent:
        return []
    debut = "Devient fragile :" if len(restent) == 1 else "Deviennent fragiles :"
    return [(debut,), *(ligne(c) for c in restent[:5]), *_suite(len(restent) - 5)]


def _suite(reste: int) -> list[tuple[Morceau, ...]]:
    return [(f"et {reste} autres : !réseau",)] if reste > 0 else []


def roles(ctx: Context, partis: list[str]) -> list[tuple[Morceau, ...]]:
    """Ce que ces personnes tenaient : référence d'un thème, animation."""
    noms = {t.id: t.nom for t in ctx.themes()}
    lignes: list[tuple[Morceau, ...]] = []
    for parti in partis:
        tenus = [noms[r.theme] for r in themes.referents(ctx.session, ctx.ici.id)
                 if r.membre == parti and r.theme in noms]  # fmt: skip
        if tenus:
            lignes.append((Personne(parti), " était la référence de ", Gras(liste(tenus)),
                           f". Pour proposer quelqu'un : !référent @Karim {tenus[0]}"))  # fmt: skip
        if reseaux.anime(ctx.session, ctx.ici.id, parti):
            lignes.append((Personne(parti), " animait aussi le réseau."))
    return lignes


def pourraient_animer(ctx: Context) -> tuple[str, ...]:
    """Les membres qui administrent le salon : qui peut ouvrir un réseau peut nommer qui l'anime."""
    salon = salons.salon(ctx.session, ctx.ici.salon)
    if salon is None:
        return ()
    la = [m for m in ctx.membres() if salons.pouvoir(salon, m) >= 50]
    return tuple(dict.fromkeys([*la, *(m for m in ctx.membres() if m in ctx.acces.responsables)]))
