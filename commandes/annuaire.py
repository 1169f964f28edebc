"""Trouver qui sait quoi dans le réseau."""

import re

from bot.core import presence
from bot.core.context import Context, nom_court
from bot.core.couverture import Couverture, couvertures, ligne, noms
from bot.core.effects import Effect, Refusal
from bot.core.events import Message
from bot.core.pliage import clean_name, fold, fold_word
from bot.core.registry import command
from bot.core.services import service_de, services
from bot.core.texte import Cite, Gras, Morceau, Personne, Texte, liste
from bot.core.themes_dits import themes_proches
from bot.core.themes_lus import Noms
from donnees import salon as salons

EXEMPLE = "!annuaire compta"
MONTRES = 12
SERVICES = 6
_PRESENTS = ("presents", "present", "presente", "presentes", "qui est la")


@command("!annuaire <mots…>", "!annuaire", exemple=EXEMPLE, envie="Trouver qui sait quoi")
def annuaire(message: Message, ctx: Context, mots: str | None) -> list[Effect]:
    """Dit qui connaît un thème, ou cherche quelqu'un par son nom ou son service.

    Par exemple « !annuaire compta » ou « !annuaire mairie ». « !annuaire présents » dit qui est là
    aujourd'hui, « !annuaire compta présents » qui peut répondre. Personne n'est dérangé.
    """
    tous = couvertures(ctx)
    if mots is None:
        return [_dit(_entier(tous, ctx), tous, ctx)]
    vise = Noms.de(c.theme for c in tous).trouve(mots)
    if vise is not None:
        trouve = next(c for c in tous if c.theme.id == vise.id)
        return [_dit(_un_theme(trouve, ctx), [trouve], ctx)]
    if fold(mots).strip(" ?.!") in _PRESENTS:
        return [_dit(_presents(ctx), [], ctx)]
    debut, _, fin = mots.strip(" ?.!").rpartition(" ")
    if debut and fold(fin) in _PRESENTS:
        return _la_pour(debut, tous, ctx)
    return _chercher(mots, tous, ctx)


def _dit(texte: Texte, montres: list[Couverture], ctx: Context) -> Effect:
    return ctx.dit(texte, type="annuaire", champs={"themes": [c.theme.nom for c in montres]})


def _entier(tous: list[Couverture], ctx: Context) -> Texte:
    if not tous:
        return Texte.de(
            "L'annuaire est vide : ce réseau n'a pas encore de thème.",
            "L'animation en crée ainsi : !thème compta : factures, Chorus",
            *_les_services(ctx),
        )
    reste = len(tous) - MONTRES
    return Texte.de(
        *(ligne(c) for c in tous[:MONTRES]),
        f"Et {reste} autre{'s' if reste > 1 else ''} : !thèmes" if reste > 0 else None,
        *_les_services(ctx),
        "Pour chercher un nom ou un service : !annuaire mairie. Qui est là : !annuaire présents",
    )


def _les_services(ctx: Context) -> list[str]:
    """« Services : mairie (3), préfecture (2) », les plus nombreux d'abord."""
    tous = sorted(services(ctx).items(), key=lambda s: -len(s[1]))
    if not tous:
        return []
    reste = len(tous) - SERVICES
    dits = ", ".join(f"{nom} ({len(gens)})" for nom, gens in tous[:SERVICES])
    return [f"Services : {dits}{f' et {reste} autres' if reste > 0 else ''}."]


def _presents(ctx: Context) -> Texte:
    """Qui est là aujourd'hui ; de qui ne l'est pas, seulement le nombre."""
    ici = tuple(m for m in ctx.membres() if presence.est_la(ctx, m))
    ailleurs = len(ctx.membres()) - len(ici)
    if not ici:
        return Texte.ligne("Personne n'est là aujourd'hui.")
    suite = f"Pas là : {ailleurs} personne{'s' if ailleurs > 1 else ''}." if ailleurs else None
    return Texte.de(("Là aujourd'hui : ", *noms(ici, MONTRES), "."), suite)


def _la_pour(mots: str, tous: list[Couverture], ctx: Context) -> list[Effect]:
    """Qui est là aujourd'hui, parmi ceux d'un thème, d'un service ou d'un nom."""
    vise = Noms.de(c.theme for c in tous).trouve(mots)
    vus = [c for c in tous if vise is not None and c.theme.id == vise.id]
    gens = [m for c in vus for m in c.membres] or [m for m, _ in _personnes(_mots(mots), ctx)]
    la = tuple(m for m in gens if presence.est_la(ctx, m))
    qui = noms(la, MONTRES) or ("personne aujourd'hui",)
    quoi = Gras(vus[0].theme.nom) if vus else Cite(clean_name(mots))
    return [_dit(Texte.ligne("Là aujourd'hui pour ", quoi, " : ", *qui, "."), vus, ctx)]


def _un_theme(trouve: Couverture, ctx: Context) -> Texte:
    nom = trouve.theme.nom
    if not trouve.membres:
        return Texte.de(
            ligne(trouve), f"Vous le connaissez ? Dites-le : !jesais {nom}",
            f"Une question quand même ? Posez-la : !aide {nom} et votre question.",
        )  # fmt: skip
    accord = "Personnes référentes" if len(trouve.referents) > 1 else "Personne référente"
    referents = (f"{accord} : ", *noms(trouve.referents, 5)) if trouve.referents else None
    absents = tuple(m for m in trouve.membres if not presence.est_la(ctx, m))
    ailleurs = ("Pas là en ce moment : ", *noms(absents, 5), ".") if absents else None
    return Texte.de(
        ligne(trouve, 10), referents, ailleurs, f"Pour demander : !aide {nom} et votre question."
    )


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
    lignes = [ligne(c) for c in vus] + [_personne(m, service, tous, ctx) for m, service in gens]
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
        if a.membre in membres and (
            _mots(a.membre) == cherches or _commence(cherches, a.nom or a.membre[1:].split(":")[0])
        )
    ]  # fmt: skip
    return [(membre, service_de(nom)) for _, membre, nom in sorted(trouvees)]


def _personne(
    membre: str, service: str, tous: list[Couverture], ctx: Context
) -> tuple[Morceau, ...]:
    sus = [c.theme.nom for c in tous if membre in c.membres]
    la = [] if presence.est_la(ctx, membre) else ["pas là en ce moment"]
    dits = [*([service] if service else []), *la]
    lieu = (f" ({', '.join(dits)})",) if dits else ()
    savoir = (" : ", liste(sus[:5])) if sus else ()
    return (Personne(membre), *lieu, *savoir)


def _rien(mots: str, ctx: Context) -> Texte:
    voisins = [theme.nom for theme in themes_proches(ctx, mots, 1)]
    suite: str | tuple[Morceau, ...] = "Pour tout voir : !annuaire"
    if voisins:
        suite = ("Un thème y ressemble : ", Gras(voisins[0]), f". Essayez !annuaire {voisins[0]}")
    return Texte.de(("Je ne trouve rien ni personne avec ", Cite(clean_name(mots)), "."), suite)
