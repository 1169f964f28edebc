"""Trouver qui sait quoi dans le réseau."""

import re

from bot.core.context import Context, nom_court
from bot.core.couverture import Couverture, couvertures, ligne, noms
from bot.core.effects import Effect, Refusal
from bot.core.events import Message
from bot.core.pliage import clean_name, fold, fold_word
from bot.core.registry import command
from bot.core.texte import Cite, Gras, Morceau, Personne, Texte, liste
from bot.core.themes_dits import themes_proches
from bot.core.themes_lus import Noms
from donnees import salon as salons

EXEMPLE = "!annuaire compta"
MONTRES = 12
_SERVICE = re.compile(r"\[([^\]]*)\]")


@command("!annuaire <mots…>", "!annuaire", exemple=EXEMPLE, envie="Trouver qui sait quoi")
def annuaire(message: Message, ctx: Context, mots: str | None) -> list[Effect]:
    """Dit qui connaît un thème, ou cherche quelqu'un par son nom ou son service.

    Par exemple « !annuaire compta » ou « !annuaire mairie ». Personne n'est dérangé.
    """
    tous = couvertures(ctx)
    if mots is None:
        return [_dit(_entier(tous), tous, ctx)]
    vise = Noms.de(c.theme for c in tous).trouve(mots)
    if vise is not None:
        trouve = next(c for c in tous if c.theme.id == vise.id)
        return [_dit(_un_theme(trouve), [trouve], ctx)]
    return _chercher(mots, tous, ctx)


def _dit(texte: Texte, montres: list[Couverture], ctx: Context) -> Effect:
    return ctx.dit(texte, type="annuaire", champs={"themes": [c.theme.nom for c in montres]})


def _entier(tous: list[Couverture]) -> Texte:
    if not tous:
        return Texte.de(
            "L'annuaire est vide : ce réseau n'a pas encore de thème.",
            "L'animation en crée ainsi : !thème compta : factures, Chorus",
        )
    reste = len(tous) - MONTRES
    return Texte.de(
        *(ligne(c) for c in tous[:MONTRES]),
        f"Et {reste} autre{'s' if reste > 1 else ''} : !thèmes" if reste > 0 else None,
        "Pour chercher un nom ou un service : !annuaire mairie",
    )


def _un_theme(trouve: Couverture) -> Texte:
    nom = trouve.theme.nom
    if not trouve.membres:
        return Texte.de(
            ligne(trouve), f"Vous le connaissez ? Dites-le : !jesais {nom}",
            f"Une question quand même ? Posez-la : !aide {nom} et votre question.",
        )  # fmt: skip
    accord = "Personnes référentes" if len(trouve.referents) > 1 else "Personne référente"
    referents = (f"{accord} : ", *noms(trouve.referents, 5)) if trouve.referents else None
    return Texte.de(ligne(trouve, 10), referents, f"Pour demander : !aide {nom} et votre question.")


# -- chercher --------------------------------------------------------------------------------------


def _chercher(mots: str, tous: list[Couverture], ctx: Context) -> list[Effect]:
    """Les thèmes dont un mot commence ainsi, puis les personnes par leur nom ou leur service."""
    cherches = _mots(mots)
    if not any(len(mot) >= 2 for mot in cherches):
        raise Refusal(f"Il me faut au moins deux lettres. Par exemple : {EXEMPLE}", type="usage")
    vus = [c for c in tous if _commence(cherches, " ".join((c.theme.nom, *c.theme.mots)))]
    gens = _personnes(cherches, ctx)
    if not vus and not gens:
        return [_dit(_rien(mots, ctx), [], ctx)]
    reste = len(vus) + len(gens) - MONTRES
    lignes = [ligne(c) for c in vus] + [_personne(m, service, tous) for m, service in gens]
    suite = f"Et {reste} de plus : précisez avec un autre mot." if reste > 0 else None
    return [_dit(Texte.de(*lignes[:MONTRES], suite), vus, ctx)]


def _mots(texte: str) -> list[str]:
    return [mot for mot in (fold_word(m) for m in re.split(r"[^\w]+", fold(texte))) if mot]


def _commence(cherches: list[str], texte: str) -> bool:
    """Vrai si chaque mot cherché commence un mot du texte."""
    presents = _mots(texte)
    return all(any(mot.startswith(cherche) for mot in presents) for cherche in cherches)


def _personnes(cherches: list[str], ctx: Context) -> list[tuple[str, str]]:
    """Les membres trouvés et leur service (« Inès [Mairie] » : « Mairie »), par nom."""
    membres = set(ctx.membres())
    trouvees = [
        (fold(nom_court(a.nom) or a.membre), a.membre, a.nom)
        for a in salons.joints(ctx.session, ctx.ici.salon)
        if a.membre in membres and _commence(cherches, a.nom or a.membre[1:].split(":")[0])
    ]
    return [(membre, _service(nom)) for _, membre, nom in sorted(trouvees)]


def _service(nom: str) -> str:
    trouve = _SERVICE.search(nom)
    return clean_name(trouve[1], 40) if trouve else ""


def _personne(membre: str, service: str, tous: list[Couverture]) -> tuple[Morceau, ...]:
    sus = [c.theme.nom for c in tous if membre in c.membres]
    lieu = (f" ({service})",) if service else ()
    savoir = (" : ", liste(sus[:5])) if sus else ()
    return (Personne(membre), *lieu, *savoir)


def _rien(mots: str, ctx: Context) -> Texte:
    voisins = [theme.nom for theme in themes_proches(ctx, mots, 1)]
    suite: str | tuple[Morceau, ...] = "Pour tout voir : !annuaire"
    if voisins:
        suite = ("Un thème y ressemble : ", Gras(voisins[0]), f". Essayez !annuaire {voisins[0]}")
    return Texte.de(("Je ne trouve rien ni personne avec ", Cite(clean_name(mots)), "."), suite)
