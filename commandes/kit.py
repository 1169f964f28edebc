"""Le kit de survie : le lire, l'imprimer."""

from typing import Any

from bot.core import ecrans, kit_document
from bot.core import kit as regles
from bot.core.boutons import SUITE
from bot.core.context import Context
from bot.core.demandes_droits import extrait
from bot.core.effects import Effect, Refusal, Room, Send
from bot.core.events import GaveUp, Message, Reaction
from bot.core.kit import Chapitre
from bot.core.kit_document import FORMATS
from bot.core.pliage import fold_word
from bot.core.registry import command, on_gave_up, on_reaction
from bot.core.texte import Cite, Gras, Morceau, Texte
from bot.core.texte import numero as dire_numero
from donnees import theme as themes
from donnees.astuce import Astuce
from donnees.theme import Theme

TYPE = "kit"
# Quand on les lit toutes : combien d'astuces par thème, jusqu'à tant de thèmes (un écran).
APERCU, LIGNE = ((2, 4), (1, 7)), 80
PAGE, TEXTE = 6, 300
RESULTATS = kit_document.EN_TOUT  # numéros que dit le jumeau : un événement a une taille
Ligne = tuple[Morceau, ...]


@command(
    "!kit <thème>", "!kit <autre…>", "!kit", exemple="!kit", envie="Lire le kit de survie",
)  # fmt: skip
def kit(
    message: Message, ctx: Context, theme: Theme | None, autre: str | None
) -> list[Effect]:  # fmt: skip
    """Le kit de survie : les astuces du réseau, thème par thème, les plus utiles d'abord.

    « !kit compta » montre celles d'un thème ; « !kit export » en fait un document à imprimer.
    """
    if autre is not None:
        raise _inconnu(ctx)
    if theme is not None:
        return [_du_theme(ctx, regles.chapitre(ctx, theme), 0)]
    chapitres = regles.chapitres(ctx)
    if not chapitres:
        return [ctx.dit(_vide(), type=TYPE, champs={"resultats": []})]
    return [_entier(ctx, chapitres)]


def _inconnu(ctx: Context) -> Refusal:
    chapitres = [c.nom for c in regles.chapitres(ctx) if c.theme is not None]
    exemple = f"!kit {chapitres[0]}" if chapitres else "!kit"
    return Refusal(
        f"Je ne connais pas ce thème. Par exemple : {exemple}. Pour imprimer le kit : !kit export. "
        "Pour chercher : !astuces facture",
        type="usage",
    )


def _vide() -> Texte:
    return Texte.de(
        "Le kit est encore vide. Il se remplit de ce que chacun sait :",
        "!astuce Chorus refuse une facture : vérifier d'abord le SIRET",
        "Pour le remplir ensemble, une personne référente écrit : "
        "!kit récolte qu'auriez-vous aimé savoir le premier jour ?",
    )


def _entier(ctx: Context, chapitres: list[Chapitre]) -> Send:
    lignes: list[Ligne | Texte] = [("Kit de survie, ", Gras(ctx.ici.nom))]
    montrees = next((n for n, themes in APERCU if len(chapitres) <= themes), 0)
    for c in chapitres:
        combien = len(c.astuces)
        fin = " :" if montrees else ""
        lignes.append((Gras(c.nom), f", {combien} astuce{'s' if combien > 1 else ''}{fin}"))
        lignes += [_courte(a) for a in c.astuces[:montrees]]
    themes = [c.nom for c in chapitres if c.theme is not None]
    suite = Texte.de(
        f"Tout lire sur un thème : !kit {themes[0]}" if themes else None,
        "À imprimer : !kit export",
    )
    ids = [a.id for c in kit_document.bornes(chapitres) for a in c.astuces]
    return ctx.dit(Texte.de(*lignes, suite), type=TYPE, champs={"resultats": ids})


def _courte(astuce: Astuce) -> Ligne:
    return (f"{dire_numero(astuce.id)} ", Cite(extrait(astuce.texte, LIGNE)))


def _du_theme(ctx: Context, c: Chapitre, rang: int, **options: Any) -> Send:
    """Un écran de ce thème ; « suite » donne le suivant."""
    champs = {"theme": c.nom, "resultats": [a.id for a in c.astuces[:RESULTATS]]}
    montrees = c.astuces[rang * PAGE : (rang + 1) * PAGE]
    if not montrees:
        texte = Texte.de(
            ("Rien encore dans le kit pour ", Gras(c.nom), "."),
            f"Vous savez quelque chose d'utile : !astuce et vos mots #{c.nom}",
            f"Vous cherchez : !aide {c.nom} et votre question",
        )
        return ctx.dit(texte, type=TYPE, champs=champs)
    reste = len(c.astuces) - (rang + 1) * PAGE
    lignes = [
        (f"{'📌 ' if a.rang else ''}{dire_numero(a.id)} ", Cite(extrait(a.texte, TEXTE)))
        for a in montrees
    ]
    texte = Texte.de(
        ("Kit de survie, ", Gras(c.nom)), *lignes,
        f"En lire une en entier : !astuce {montrees[0].id}",
        f"{SUITE} suite ({reste} de plus)" if reste > 0 else None,
    )  # fmt: skip
    theme = c.theme.id if c.theme is not None else 0
    return ctx.dit(
        texte, type=TYPE, champs=champs, about=ecrans.fil(TYPE, ctx.ici.id, theme, rang),
        boutons=(SUITE,) if reste > 0 else (), **options,
    )  # fmt: skip


@on_reaction(SUITE, about=TYPE)
def suite(reaction: Reaction, ctx: Context) -> list[Effect]:
    """L'écran suivant du même thème."""
    voulu = ecrans.suivant(reaction, ctx)
    theme = None if voulu is None else themes.theme(ctx.session, ctx.ici.id, int(voulu[0]))
    if voulu is None or theme is None:
        return []
    c = regles.chapitre(ctx, theme)
    if voulu[1] * PAGE >= len(c.astuces):
        return []
    return [_du_theme(ctx, c, voulu[1], reply_to=ecrans.a_citer(reaction))]


# -- l'imprimer ------------------------------------------------------------------------------------


@command(
    "!kit-export <format…>", "!kit-export", "!kit-exporter", exemple="!kit export", sous="kit",
    envie="Imprimer le kit de survie",
)  # fmt: skip
def export(message: Message, ctx: Context, format: str | None) -> list[Effect]:
    """Le kit en un document à imprimer et à afficher : les thèmes, à qui demander, comment.

    « !kit export html » donne une page à lire à l'écran. N'y sont nommés que ceux qui le veulent :
    « !profil cité kit oui ».
    """
    voulu = fold_word(format or "pdf").removeprefix("en")
    if voulu not in FORMATS:
        raise Refusal("Je sais faire un PDF ou une page HTML : !kit export pdf", type="usage")
    chapitres = regles.chapitres(ctx)
    if not chapitres:
        return [ctx.dit(_vide(), type=TYPE, champs={"resultats": []})]
    document = kit_document.document(ctx, chapitres, voulu)
    texte = Texte.de(
        ("Le kit de survie du réseau ", Gras(ctx.ici.nom), ", à imprimer."),
        "Personne n'y est nommé sans l'avoir voulu. Pour l'être : !profil cité kit oui",
    )
    ids = [a.id for c in kit_document.bornes(chapitres) for a in c.astuces]
    about = f"kitexport:{message.salon}"
    return [ctx.dit(texte, type=TYPE, champs={"resultats": ids}, fichier=document, about=about)]


@on_gave_up("kitexport")
def pas_compose(abandon: GaveUp, ctx: Context) -> list[Effect]:
    """Le document n'a pas pu se faire, ou partir : on le dit."""
    salon = abandon.about.partition(":")[2]
    texte = Texte.ligne(
        "Je n'ai pas réussi à faire ce document. Réessayez plus tard ; en attendant : !kit"
    )
    return (
        [] if abandon.reason == "salon_quitte" else [Send(to=Room(salon), texte=texte, type=TYPE)]
    )
