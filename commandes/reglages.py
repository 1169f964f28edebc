"""Régler un réseau en parlant."""

from bot.core import reglages_dits as dits
from bot.core import rituels
from bot.core.context import Context
from bot.core.effects import Effect, Refusal, Room, Save
from bot.core.events import Message
from bot.core.pliage import clean_name
from bot.core.registry import ANIMATION, command
from bot.core.reglages import en_json
from bot.core.reglages_dits import Cle
from bot.core.texte import Gras, Personne, Texte

EXEMPLE = "!réseau régler heures 8h30-12h 13h30-17h"


@command(
    "!réseau-régler <suite…>", "!réseau-régler", "!réseau-réglages", exemple=EXEMPLE,
    role=ANIMATION, sous="réseau", envie="Régler le réseau : heures, délais, météo…",
)  # fmt: skip
def regler(message: Message, ctx: Context, suite: str | None) -> list[Effect]:
    """Change un réglage du réseau. Seul, montre tous les réglages.

    Le réglage, puis sa valeur : « !réseau régler délai pair 3h ». Le changement est dit dans le
    salon.
    """
    if suite is None or not suite.strip(" :="):
        return [_fiche(ctx)]
    lue = dits.lire(suite)
    if lue is None:
        raise dits.cle_inconnue(suite)
    cle, dite = lue
    if not dite:
        return [_fiche(ctx, cle)]
    return _changer(message, ctx, cle, dite)


def _fiche(ctx: Context, cle: Cle | None = None) -> Effect:
    exemple = EXEMPLE if cle is None else cle.commande
    texte = Texte.de(
        ("Les réglages de ", Gras(ctx.ici.nom), " :"),
        *((f"{dite} : ", Gras(valeur)) for dite, valeur in dits.fiche(ctx.reglages)),
        f"Pour changer l'un d'eux : {exemple}",
    )
    return ctx.dit(texte, type="reseau.fiche", champs={"reseau": ctx.ici.nom})


def _changer(message: Message, ctx: Context, cle: Cle, dite: str) -> list[Effect]:
    valeur = dits.lire_valeur(cle, dite)
    _verifie(cle, valeur, ctx)
    if dits.meme(cle, valeur, getattr(ctx.reglages, cle.champ)):
        texte = Texte.ligne(f"Rien à changer, {cle.dite} est déjà : ", Gras(cle.dire(valeur)), ".")
        return [_regle(texte, ctx)]
    reseau = ctx.ici
    propres = {k: v for k, v in reseau.reglages.items() if k != cle.champ}
    if not dits.meme(cle, valeur, getattr(ctx.defauts, cle.champ)):
        propres[cle.champ] = en_json(valeur)
    reseau.reglages = propres
    refaits = rituels.replanifier(ctx) if cle.champ in rituels.JOURS else []
    return [Save(reseau), *refaits, *_annoncer(message, ctx, cle, valeur)]


def _annoncer(message: Message, ctx: Context, cle: Cle, valeur: object) -> list[Effect]:
    """Cela concerne tout le monde : cela se dit dans le salon, même réglé en privé."""
    change = (f"{cle.dite} : ", Gras(clean_name(cle.dire(valeur), 120)), ".")
    suite = cle.entraine(valeur)
    if message.salon == ctx.ici.salon:
        return [_regle(Texte.de(("C'est réglé, ", *change), suite), ctx)]
    texte = Texte.de((Personne(message.auteur), " a changé un réglage, ", *change), suite)
    return [
        _regle(texte, ctx, to=Room(ctx.ici.salon), reply_to=None),
        _regle(Texte.de(("C'est réglé, ", *change), "Je l'ai dit dans le salon."), ctx),
    ]


def _verifie(cle: Cle, valeur: object, ctx: Context) -> None:
    """Lève `Refusal` pour un nom qui est déjà celui d'une personne d'ici."""
    if cle.champ != "nom":
        return
    for membre, _ in ctx.lecture_personne(str(valeur)):
        if membre != ctx.bot:
            raise Refusal("C'est déjà le nom d'une personne du réseau. Choisissez-en un autre.")


def _regle(texte: Texte, ctx: Context, **options: object) -> Effect:
    return ctx.dit(texte, type="reseau.regle", champs={"reseau": ctx.ici.nom}, **options)
