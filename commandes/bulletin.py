"""Le bulletin du réseau : à l'heure dite, en aperçu, ou relu."""

import re

from bot.core import bulletin as numeros
from bot.core import bulletin_pages as ecrans
from bot.core import ecrans as fils
from bot.core import rituels
from bot.core.boutons import RANGE_EN_PRIVE, SUITE
from bot.core.bulletin_pages import APERCU
from bot.core.bulletin_textes import Page
from bot.core.context import Context
from bot.core.effects import Effect, Original, React, Refusal, Room, Save, Send
from bot.core.events import Due, Message, Reaction
from bot.core.pliage import fold, fold_word
from bot.core.registry import command, on_due, on_reaction
from bot.core.texte import Texte
from donnees import bulletin as bulletins
from donnees.bulletin import Bulletin
from donnees.rituel import BULLETIN, Occurrence

EXEMPLE = "!bulletin 48"
TYPE = "bulletin"
_SEMAINE = re.compile(r"(?:(\d{4})\W*)?(?:semaine|sem|[ws])?\W*(\d{1,2})")
_DERNIERS = ("dernier", "derniere", "dernieresemaine", "semainederniere", "precedent")
_LIENS = re.compile(r"(?:d[eu] )?(?:l[ae] )?")  # « de la semaine dernière »


@command(
    "!bulletin <semaine…>", "!bulletin", exemple="!bulletin",
    envie="Lire le bulletin : l'aperçu du prochain, ou un ancien",
)  # fmt: skip
def bulletin(message: Message, ctx: Context, semaine: str | None) -> list[Effect]:
    """Montre à part le bulletin qui se prépare, tel que le salon le lira.

    Avec une semaine (« !bulletin 48 », « !bulletin dernier »), le numéro paru cette semaine-là.
    """
    if semaine is None:
        return _apercu(message, ctx)
    paru = _paru(semaine, ctx)
    pages = ecrans.du_numero(ctx, paru)
    if not pages:
        raise Refusal("Ce numéro ne dit plus rien : ce dont il parlait a été retiré.")
    return [_page(ctx, pages, 0, paru.semaine, message.salon, reply_to=message.id)]


def _apercu(message: Message, ctx: Context) -> list[Effect]:
    """À part seulement : le salon, lui, lira le numéro quand il paraîtra."""
    la = message.salon if message.prive else ctx.conversation(message.auteur)
    if la is None:
        raise Refusal(
            "L'aperçu se lit à part : écrivez-moi en privé. Ici, on relit un numéro paru : "
            "!bulletin dernier"
        )
    pages = ecrans.de_l_apercu(ctx)
    cite = message.id if message.prive else None
    dit = _page(ctx, pages, 0, APERCU, la, reply_to=cite) if pages else _rien(ctx, la, cite)
    trace = React(to=Room(message.salon), on=Original(message.id), emoji=RANGE_EN_PRIVE)
    return [dit] if message.prive else [dit, trace]


def _rien(ctx: Context, salon: str, cite: str | None) -> Send:
    dernier = bulletins.dernier(ctx.session, ctx.ici.id)
    texte = Texte.de(
        "Rien à dire pour l'instant : tel quel, le prochain bulletin ne paraîtrait pas.",
        "Une nouvelle à donner ? Dans le salon : !actu la salle Loire est prête",
        "Relire le dernier : !bulletin dernier" if dernier is not None else None,
    )
    champs = {"semaine": numeros.semaine(ctx), "sections": []}
    return Send(to=Room(salon), texte=texte, type=TYPE, champs=champs, reply_to=cite)


def _page(
    ctx: Context, pages: list[Page], rang: int, numero: str, salon: str, *,
    reply_to: str | None = None, collectif: bool = False,
) -> Send:  # fmt: skip
    """Un écran ; son fil dit ce qui le suit."""
    semaine = numeros.semaine(ctx) if numero == APERCU else numero
    return Send(
        to=Room(salon), texte=pages[rang].texte, type=TYPE, reply_to=reply_to, collectif=collectif,
        champs={"semaine": semaine, "sections": list(pages[rang].sections)},
        about=fils.fil(TYPE, ctx.ici.id, numero, rang),
        boutons=(SUITE,) if rang < len(pages) - 1 else (),
    )  # fmt: skip


# -- quel numéro -----------------------------------------------------------------------------------


def _paru(dit: str, ctx: Context) -> Bulletin:
    """Le numéro de cette semaine ; lève `Refusal`."""
    dernier = bulletins.dernier(ctx.session, ctx.ici.id)
    if fold_word(_LIENS.sub("", fold(dit), count=1)) in _DERNIERS:
        paru = dernier
    else:
        paru = next((b for s in _semaines(dit, ctx)
                     if (b := bulletins.bulletin(ctx.session, ctx.ici.id, s))), None)  # fmt: skip
    if paru is not None:
        return paru
    if dernier is None:
        raise Refusal("Aucun bulletin n'a encore paru. L'aperçu du prochain : !bulletin")
    raise Refusal(
        f"Je n'ai pas de bulletin pour cette semaine. Le dernier : !bulletin {dernier.semaine}"
    )


def _semaines(dit: str, ctx: Context) -> list[str]:
    """Les semaines que ces mots peuvent désigner : sans année, celle-ci puis la précédente."""
    lue = _SEMAINE.fullmatch(fold(dit).strip())
    if lue is None or not 1 <= int(lue[2]) <= 53:
        raise Refusal(f"Quelle semaine ? Par exemple : {EXEMPLE}", type="usage")
    ici = ctx.reglages.horaires.jour_local(ctx.now).isocalendar().year
    annees = [int(lue[1])] if lue[1] else [ici, ici - 1]
    return [f"{annee}-W{int(lue[2]):02d}" for annee in annees]


# -- paraître --------------------------------------------------------------------------------------


@on_due(rituels.raison(BULLETIN))
def paraitre(echu: Due, ctx: Context) -> list[Effect]:
    """L'heure du bulletin : un numéro par semaine au plus ; rien à dire, rien n'est dit."""
    fois, effets = rituels.commencer(ctx, echu.about)
    if fois is None:
        return effets
    effets = rituels.clore(ctx, fois)
    if fois.essai:
        pages = ecrans.de_l_apercu(ctx)
        dit = _page(ctx, pages, 0, APERCU, fois.salon) if pages else _rien(ctx, fois.salon, None)
        return [*effets, dit]
    dits = _numero(ctx, fois.salon)
    return [*effets, *(dits or _pourquoi(ctx, fois))]


def _pourquoi(ctx: Context, fois: Occurrence) -> list[Effect]:
    """Voulu à l'instant, il ne paraît pas : on dit pourquoi ; à son heure, il se tait."""
    if not fois.creneau.startswith("maintenant"):
        return []
    paru = bulletins.bulletin(ctx.session, ctx.ici.id, numeros.semaine(ctx)) is not None
    phrase = "Le bulletin n'a rien à dire pour l'instant."
    if paru:
        phrase = "Le bulletin de cette semaine a déjà paru. Pour le relire : !bulletin dernier"
    return [Send(to=Room(fois.salon), texte=Texte.ligne(phrase), type="rituel")]


def _numero(ctx: Context, salon: str) -> list[Effect]:
    semaine = numeros.semaine(ctx)
    if bulletins.bulletin(ctx.session, ctx.ici.id, semaine) is not None:
        return []
    faits = numeros.rassembler(ctx)
    paru = Bulletin(reseau=ctx.ici.id, semaine=semaine, faits=faits.json(), le=ctx.now)
    pages = ecrans.du_numero(ctx, paru)
    if not pages:
        return []
    return [Save(paru), _page(ctx, pages, 0, semaine, salon, collectif=True)]


# -- la suite --------------------------------------------------------------------------------------


@on_reaction(SUITE, about=TYPE)
def suite(reaction: Reaction, ctx: Context) -> list[Effect]:
    """L'écran suivant du même numéro, à tout membre qui le demande."""
    voulu = fils.suivant(reaction, ctx)
    if voulu is None:
        return []
    numero, rang = voulu
    paru = bulletins.bulletin(ctx.session, ctx.ici.id, numero)
    pages = ecrans.de_l_apercu(ctx) if paru is None else ecrans.du_numero(ctx, paru)
    if rang >= len(pages):
        return []
    cite = fils.a_citer(reaction)
    return [_page(ctx, pages, rang, numero, reaction.salon, reply_to=cite)]
