"""Les rituels : ce qui revient, à l'heure dite une fois pour toutes."""

from bot.core import rituels as regles
from bot.core import rituels_dits as dits
from bot.core import rituels_dus as dettes
from bot.core import rituels_gestes as gestes
from bot.core.boutons import NON, OUI
from bot.core.context import Context
from bot.core.effects import Effect, Refusal
from bot.core.events import Due, Message, Reaction
from bot.core.registry import ANIMATION, command, on_due, on_reaction
from bot.core.texte import Cite, Texte
from donnees import histoire as histoires
from donnees import rituel as rituels
from donnees.rituel import METEO, RAPPEL, TOUR, Rituel

RITUELS_MAX = 30


@command(
    "!rituel <n°> <suite…>", "!rituel <n°>", "!rituel <suite…>",
    "!rendez-vous <n°> <suite…>", "!rendez-vous <n°>", "!rendez-vous <suite…>",
    exemple=dits.EXEMPLE, role=ANIMATION, numeros="rituel",
    envie="Faire revenir une météo, un tour, un rappel, un bulletin",
)  # fmt: skip
def rituel(message: Message, ctx: Context, suite: str | None, numero: int | None) -> list[Effect]:
    """Fait revenir quelque chose, au rythme que vous dites : météo, tour, rappel ou bulletin.

    « !rituel rappel chaque vendredi à 16h : notez vos congés ». Ensuite, avec son numéro :
    « !rituel 3 essai » le joue en privé, « maintenant » le lance, « pause jusqu'au 10 janvier »,
    « reprendre », « supprimer », « jusqu'à 11h » règle l'heure où l'on cesse d'attendre.
    """
    if numero is None:
        return _creer(ctx, suite or "")
    vise = gestes.trouver(ctx, numero)
    if suite is None:
        return [_fiche(ctx, vise)]
    return gestes.faire(message, ctx, vise, suite)


@command("!rituels", exemple="!rituels", envie="Voir les rituels et leurs prochaines dates")
def liste(message: Message, ctx: Context) -> list[Effect]:
    """Montre les rituels du réseau et leurs prochaines dates."""
    tous = rituels.rituels(ctx.session, ctx.ici.id)
    if not tous:
        texte = Texte.de(
            "Aucun rituel pour l'instant.", f"L'animation peut en prévoir un : {dits.EXEMPLE}"
        )
        champs: dict[str, object] = {"rituels": [], "prochaines": []}
        return [ctx.dit(texte, type="rituel.liste", champs=champs)]
    if len(tous) == 1:
        return [_fiche(ctx, tous[0])]
    premier = min(tous, key=lambda r: (r.prochaine is None, r.prochaine or r.debut, r.id))
    champs = dits.champs(ctx, premier) | {"rituels": [r.id for r in tous]}
    texte = Texte.de("Les rituels du réseau :", *(dits.ligne(ctx, r) for r in tous))
    return [ctx.dit(texte, type="rituel.liste", champs=champs)]


def _fiche(ctx: Context, vise: Rituel) -> Effect:
    texte = Texte.de(
        dits.ligne(ctx, vise),
        ("Ce que je dis : ", Cite(vise.texte)) if vise.texte else None,
        dits.dates(ctx, vise, regles.a_venir(ctx, vise)) if _court(ctx, vise) else None,
        gestes.derniere(ctx, vise),
    )
    champs = dits.champs(ctx, vise) | {"rituels": [vise.id]}
    return ctx.dit(texte, type="rituel.liste", champs=champs)


def _court(ctx: Context, vise: Rituel) -> bool:
    return bool(regles.a_venir(ctx, vise, 2)[1:])


# -- créer -----------------------------------------------------------------------------------------


def _creer(ctx: Context, suite: str) -> list[Effect]:
    lu = dits.lire(suite, ctx.now, ctx.reglages.fuseau)
    _permis(ctx, lu.genre)
    nouveau = Rituel(
        id=ctx.numero("rituel"), reseau=ctx.ici.id, genre=lu.genre, mots=lu.mots,
        rrule=str(lu.compris.rrule), fuseau=ctx.reglages.fuseau, texte=lu.texte,
        debut=lu.compris.occurrences[0], cree_le=ctx.now,
    )  # fmt: skip
    fois = regles.a_venir(ctx, nouveau)
    if not fois:
        raise Refusal(
            "Ce rythme ne tombe que des jours chômés, et le réseau les saute. Dites un autre jour, "
            "ou : !réseau régler rituels fériés déplacés",
            type="usage",
        )
    prevu = regles.planifier(ctx, nouveau, ctx.now)
    champs = dits.champs(ctx, nouveau, fois) | {"genre": nouveau.genre}
    texte = Texte.de(
        f"C'est noté. Rituel {dits.nomme(nouveau)} : {lu.compris.phrase}.",
        ("Je dirai : ", Cite(lu.texte)) if lu.texte and lu.genre == RAPPEL else None,
        dits.dates(ctx, nouveau, fois),
        _prevenir(ctx, nouveau),
        dettes.phrase(dettes.dus(ctx)) or None if lu.genre in dettes.RONDES else None,
        f"Pour le voir d'abord en privé : !rituel {nouveau.id} essai",
    )
    return [*prevu, ctx.dit(texte, type="rituel.cree", champs=champs, about=nouveau.about)]


def _permis(ctx: Context, genre: str) -> None:
    """Lève `Refusal` si ce genre n'a pas lieu ici, ou s'il y en a trop."""
    if len(rituels.rituels(ctx.session, ctx.ici.id)) >= RITUELS_MAX:
        raise Refusal(
            f"Il y a déjà {RITUELS_MAX} rituels. Supprimez-en un d'abord : !rituels les montre."
        )
    if genre == TOUR and regles.reserve(ctx):
        raise Refusal(gestes.sans_tour(ctx))


def _prevenir(ctx: Context, nouveau: Rituel) -> str | None:
    """Ce qu'il faut savoir de ce genre, ici."""
    if nouveau.genre == METEO and regles.reserve(ctx):
        return (
            "Ici, je ne demande la météo qu'en privé, et seulement quand chaque membre a dit oui."
        )
    if nouveau.genre == TOUR and not nouveau.texte:
        return "Je pose les questions de votre liste, l'une après l'autre : !tour les montre."
    return None


# -- le moment venu --------------------------------------------------------------------------------


@on_due(regles.RAISON)
def echeance(echu: Due, ctx: Context) -> list[Effect]:
    """Une fois est due."""
    return regles.echeance(ctx, echu)


@on_reaction(OUI, NON, about=gestes.LANCER)
def confirme(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Des réponses sont dues : lancer quand même ?"""
    attente = histoires.question(ctx.session, ctx.about_of(reaction.target) or "")
    if attente is None or attente.a != reaction.auteur:
        return []
    return gestes.confirme(ctx, attente, oui=reaction.emoji == OUI)
