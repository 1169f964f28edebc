"""Ce que l'on dit d'une astuce par son numéro : la montrer, la corriger, la retirer, la juger.

Corriger : qui l'a écrite, ou une personne référente de son thème. Retirer : qui la signe, ou
l'animation. Vérifier : une personne référente, ou l'animation. Signaler périmée : tout membre.
"""

from bot.core import astuces_textes as phrases
from bot.core.astuces import Carnet, Dite, lire, nom_du_theme, verifier_le_texte
from bot.core.boutons import FAIT
from bot.core.context import Context
from bot.core.demandes_textes import jour_dit
from bot.core.effects import Effect, Refusal, Send
from bot.core.events import Message
from bot.core.texte import Texte, numero
from donnees import theme as themes
from donnees.astuce import PERIMEE, Astuce

NOTEE, FICHE = "astuce.notee", "astuce.fiche"


def dire(ctx: Context, visee: Astuce, texte: Texte, type: str) -> Send:
    """Une réponse qui porte une astuce, et la touche de qui s'en sert."""
    champs = {"astuce": visee.id, "theme": nom_du_theme(ctx, visee)}
    return ctx.dit(texte, type=type, champs=champs, boutons=(FAIT,), about=visee.about)


def fiche(message: Message, ctx: Context, visee: Astuce) -> Send:
    """L'astuce entière, et ce que l'on en sait."""
    jour = ctx.reglages.horaires.jour_local
    verifiee = visee.verifiee_le
    quand = "" if verifiee is None else f"le {jour_dit(jour(verifiee), jour(ctx.now))}"
    sienne = visee.auteur == message.auteur
    texte = phrases.fiche(visee, nom_du_theme(ctx, visee), quand, sienne=sienne)
    return dire(ctx, visee, texte, FICHE)


def reference(ctx: Context, visee: Astuce, membre: str) -> bool:
    """Vrai si cette personne est référente du thème de l'astuce."""
    nommes = themes.referents(ctx.session, ctx.ici.id)
    return any(r.membre == membre and r.theme == visee.theme for r in nommes)


def corriger(message: Message, ctx: Context, visee: Astuce, texte: str) -> list[Effect]:
    """D'autres mots pour la même astuce ; lève `Refusal` à qui elle n'est pas."""
    if visee.auteur != message.auteur and not reference(ctx, visee, message.auteur):
        raise Refusal(
            f"L'astuce {numero(visee.id)} n'est pas de vous : sa personne peut la corriger. "
            f"Si elle n'est plus vraie : !astuce {visee.id} périmée"
        )
    dite = lire(ctx, texte)
    verifier_le_texte(dite.texte, f"!astuce {visee.id} corriger vérifier d'abord le SIRET")
    carnet = Carnet(ctx)
    dite = dite if not dite.devine else Dite(texte=dite.texte)
    carnet.corriger(visee, dite, message.auteur)
    note = phrases.notee(visee, nom_du_theme(ctx, visee))
    return [*carnet.effets, dire(ctx, visee, note, NOTEE)]


def _retirer(message: Message, ctx: Context, visee: Astuce) -> list[Effect]:
    siens = (visee.auteur, *visee.avec)
    if message.auteur not in siens and not ctx.anime(message.auteur):
        raise Refusal(
            f"L'astuce {numero(visee.id)} n'est pas de vous : sa personne, ou l'animation, peut la "
            f"retirer. Si elle n'est plus vraie : !astuce {visee.id} périmée"
        )
    carnet = Carnet(ctx)
    carnet.retirer(visee)
    phrase = f"L'astuce {numero(visee.id)} est retirée : je n'en garde pas un mot."
    return [*carnet.effets, ctx.dit(Texte.ligne(phrase), champs={"astuce": visee.id})]


def _perimee(message: Message, ctx: Context, visee: Astuce) -> list[Effect]:
    if visee.etat == PERIMEE:
        raise Refusal(f"L'astuce {numero(visee.id)} est déjà signalée. Merci.")
    carnet = Carnet(ctx)
    carnet.perimer(visee, message.auteur)
    phrase = (
        f"Merci. L'astuce {numero(visee.id)} est signalée périmée : elle passe après les autres, "
        "et une personne référente la relira."
    )
    champs = {"astuce": visee.id, "theme": nom_du_theme(ctx, visee)}
    return [*carnet.effets, ctx.dit(Texte.ligne(phrase), type=FICHE, champs=champs)]


def _verifiee(message: Message, ctx: Context, visee: Astuce) -> list[Effect]:
    if not reference(ctx, visee, message.auteur) and not ctx.anime(message.auteur):
        raise Refusal(
            "Une personne référente du thème, ou l'animation, peut le dire. "
            f"Si l'astuce vous sert : 👍 sous !astuce {visee.id}"
        )
    carnet = Carnet(ctx)
    carnet.verifier(visee, message.auteur)
    phrase = f"L'astuce {numero(visee.id)} est vérifiée. Merci."
    champs = {"astuce": visee.id, "theme": nom_du_theme(ctx, visee)}
    return [*carnet.effets, ctx.dit(Texte.ligne(phrase), type=FICHE, champs=champs)]


def _signer(message: Message, ctx: Context, visee: Astuce) -> list[Effect]:
    return _signature(message, ctx, visee, signee=True)


def _sans_nom(message: Message, ctx: Context, visee: Astuce) -> list[Effect]:
    return _signature(message, ctx, visee, signee=False)


def _signature(message: Message, ctx: Context, visee: Astuce, *, signee: bool) -> list[Effect]:
    if message.auteur not in (visee.auteur, *visee.avec):
        raise Refusal(f"L'astuce {numero(visee.id)} n'est pas de vous.")
    carnet = Carnet(ctx)
    carnet.signer(visee, signee=signee)
    return [*carnet.effets, fiche(message, ctx, visee)]


VERBES = {
    "retirer": _retirer, "supprimer": _retirer, "effacer": _retirer, "perimee": _perimee,
    "perime": _perimee, "verifiee": _verifiee, "verifier": _verifiee, "signer": _signer,
    "anonyme": _sans_nom,
}  # fmt: skip
