"""Noter une astuce, la montrer, la corriger, la retirer."""

from bot.core import astuces_textes as phrases
from bot.core.astuces import Carnet, Dite, lire, nom_du_theme, proches, trouver, verifier_le_texte
from bot.core.astuces_verbes import NOTEE, VERBES, corriger, dire, fiche
from bot.core.boutons import CORRIGER, NON, OUI
from bot.core.context import Context
from bot.core.effects import Effect, Refusal
from bot.core.events import Message
from bot.core.pliage import fold_word
from bot.core.registry import command
from donnees import astuce as astuces
from donnees.astuce import DITE, MESSAGE, Astuce

ACCORD = "astuce.accord"


@command(
    "!astuce <n°> corriger <corrige…>",
    "!astuce <n°> <verbe>",
    "!astuce <n°>",
    "!astuce <texte…>",
    "!astuce",
    exemple=phrases.EXEMPLE,
    numeros="astuce",
    envie="noter une astuce pour les collègues",
    cite=True,
)
def astuce(
    message: Message, ctx: Context, numero: int | None, corrige: str | None, verbe: str | None,
    texte: str | None,
) -> list[Effect]:  # fmt: skip
    """Notez ce qui marche, en une ou deux phrases : le réseau le retrouvera.

    En réponse au message d'un collègue, « !astuce » lui demande son accord. Écrite à part, elle
    vous est relue d'abord : sans votre oui, rien n'en sort.
    Avec un numéro, je montre l'astuce ; corriger, retirer ou périmée la changent.
    """
    agir = VERBES.get(fold_word(verbe or ""))
    if numero is None:
        return _noter(message, ctx, texte or "")
    if verbe is not None and agir is None:
        raise Refusal(
            f"Que faire de cette astuce ? !astuce {numero} corriger, puis le nouveau texte ; "
            f"!astuce {numero} retirer ; ou !astuce {numero} périmée", type="usage",
        )  # fmt: skip
    visee = trouver(ctx, numero)
    if corrige is not None:
        return corriger(message, ctx, visee, corrige)
    return [fiche(message, ctx, visee)] if agir is None else agir(message, ctx, visee)


# -- noter -----------------------------------------------------------------------------------------


def _noter(message: Message, ctx: Context, texte: str) -> list[Effect]:
    cite = message.cite
    dite = lire(ctx, texte)
    if not dite.texte and message.reply_to is not None:
        if cite is None:
            raise Refusal(
                "Je n'ai pas pu lire ce message-là. Recopiez ce qui est utile, par exemple : "
                f"{phrases.EXEMPLE}", type="usage",
            )  # fmt: skip
        return _des_mots_d_un_message(message, ctx, lire(ctx, texte, cite.texte))
    verifier_le_texte(dite.texte, phrases.EXEMPLE)
    carnet = Carnet(ctx)
    neuve = carnet.creer(dite, message.auteur, origine=DITE, source=message.id,
                         salon=message.salon)  # fmt: skip
    return _garder(message, ctx, carnet, neuve, dite)


def _des_mots_d_un_message(message: Message, ctx: Context, dite: Dite) -> list[Effect]:
    """Les mots d'un message cité : les siens, notés ; ceux d'un autre, avec son accord."""
    cite = message.cite
    if cite is None or not ctx.est_membre(cite.auteur):
        raise Refusal(
            "Ces mots ne sont pas d'un membre du réseau : je ne peux pas lui demander son accord. "
            "Dites l'astuce avec vos mots."
        )
    if cite.texte.lstrip().startswith("!"):
        raise Refusal(
            "Ce message est une commande, pas une astuce. Dites l'astuce avec vos mots, par "
            f"exemple : {phrases.EXEMPLE}"
        )
    verifier_le_texte(dite.texte, phrases.EXEMPLE)
    deja = astuces.de_la_source(ctx.session, cite.event_id)
    if deja is not None and deja.etat in astuces.LUES:
        raise Refusal(f"Ce message est déjà une astuce : !astuce {deja.id}")
    if deja is not None and deja.etat == astuces.ATTENTE:
        raise Refusal("On a déjà demandé son accord pour ce message. J'attends sa réponse.")
    carnet = Carnet(ctx)
    neuve = carnet.creer(dite, cite.auteur, origine=MESSAGE, source=cite.event_id,
                         salon=message.salon)  # fmt: skip
    if cite.auteur == message.auteur:
        return _garder(message, ctx, carnet, neuve, dite)
    carnet.attendre(neuve, [cite.auteur])
    deja_dit = proches(ctx, dite.texte, neuve.id)
    texte = phrases.accord(neuve, message.auteur, [cite.auteur], [cite.auteur], deja_dit)
    champs = {"astuce": neuve.id, "theme": nom_du_theme(ctx, neuve)}
    dit = ctx.dit(texte, type=ACCORD, champs=champs, mention=(cite.auteur,), about=neuve.about,
                  boutons=(OUI, CORRIGER, NON))  # fmt: skip
    return [*carnet.effets, dit]


def _garder(
    message: Message, ctx: Context, carnet: Carnet, neuve: Astuce, dite: Dite
) -> list[Effect]:
    """Notée ; si d'autres disent la même chose, ou si c'est écrit à part, on le montre d'abord."""
    theme = nom_du_theme(ctx, neuve)
    memes = proches(ctx, dite.texte, neuve.id)
    if message.prive:
        return _a_part(ctx, carnet, neuve, memes)
    if memes:
        carnet.attendre(neuve, [message.auteur])
        choix = {"resultats": [a.id for a in memes[:3]]}
        dit = ctx.dit(phrases.deja_la(neuve, memes), type="astuce.liste", champs=choix,
                      boutons=(OUI, NON), about=neuve.about)  # fmt: skip
        return [*carnet.effets, dit]
    carnet.noter(neuve)
    texte = phrases.notee(neuve, theme, devine=dite.devine, inconnu=dite.inconnu)
    return [*carnet.effets, dire(ctx, neuve, texte, NOTEE)]


def _a_part(
    ctx: Context, carnet: Carnet, neuve: Astuce, memes: list[Astuce]
) -> list[Effect]:  # fmt: skip
    """Écrite à part : ses mots sont relus à son auteur, et n'en sortent que s'il dit oui."""
    neuve.signee = False
    carnet.demander_a_part(neuve, ACCORD, (OUI, NON))
    theme = nom_du_theme(ctx, neuve)
    texte = phrases.a_part(neuve, ctx.ici.nom, theme, memes)
    champs = {"astuce": neuve.id, "theme": theme}
    dit = ctx.dit(texte, type=ACCORD, champs=champs, mention=(neuve.auteur,), about=neuve.about,
                  boutons=(OUI, NON))  # fmt: skip
    return [*carnet.effets, dit]
