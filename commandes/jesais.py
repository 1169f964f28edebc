"""Dire ce que l'on sait, et cesser de le dire."""

from bot.core.context import Context
from bot.core.effects import Delete, Effect, Refusal, Save
from bot.core.events import Message
from bot.core.pliage import fold_word
from bot.core.registry import command
from bot.core.texte import Cite, Gras, Morceau, Texte
from bot.core.themes_dits import themes_proches
from bot.core.themes_lus import lire
from donnees import theme as themes
from donnees.theme import Savoir, Theme

EXEMPLE = "!jesais compta, paie"
TYPE = "savoir.note"
MONTRES = 12


@command(
    "!jesais plus <autres…>", "!jesais <dits…>", "!jesais", exemple=EXEMPLE,
    envie="Dire ce que vous savez",
)  # fmt: skip
def jesais(message: Message, ctx: Context, autres: str | None, dits: str | None) -> list[Effect]:
    """Dites ce que vous connaissez : on pourra vous poser une question là-dessus.

    Plusieurs thèmes à la fois : « !jesais compta, paie ». Pour que l'on ne vous demande plus rien
    sur un thème : « !jesais plus compta ». Seul, le mot rappelle ce que vous avez dit.
    """
    if autres is not None:
        return _retirer(message.auteur, *_lus(autres, ctx), ctx)
    if dits is not None:
        return _ajouter(message.auteur, *_lus(dits, ctx), ctx)
    return _rappeler(message.auteur, ctx)


def _lus(texte: str, ctx: Context) -> tuple[list[Theme], list[str]]:
    """Les thèmes nommés et les passages inconnus ; lève `Refusal` si aucun thème n'est reconnu."""
    if fold_word(texte) == "plus":
        raise Refusal("Dites aussi le thème. Par exemple : !jesais plus compta", type="usage")
    connus, inconnus = lire(texte, ctx.themes())
    if not connus:
        raise Refusal(Texte.de(*_inconnus(inconnus, ctx), _tous(ctx)))
    return connus, inconnus


def _ajouter(auteur: str, connus: list[Theme], inconnus: list[str], ctx: Context) -> list[Effect]:
    nouveaux = [t for t in connus if themes.savoir(ctx.session, t.id, auteur) is None]
    debut = "C'est noté : vous connaissez " if nouveaux else "C'était déjà noté : vous connaissez "
    texte = Texte.de(
        (debut, *_noms(connus), "."),
        "Je pourrai vous transmettre une question, deux au plus en même temps. "
        "Vous restez libre de passer.",
        *_inconnus(inconnus, ctx),
    )
    notes = [Save(Savoir(theme=t.id, membre=auteur, depuis=ctx.now)) for t in nouveaux]
    return [*notes, _note(texte, connus, ctx)]


def _retirer(auteur: str, connus: list[Theme], inconnus: list[str], ctx: Context) -> list[Effect]:
    """Retire aussi l'accord de référent : qui ne veut plus être sollicité ne l'est plus."""
    lignes = [
        ligne
        for t in connus
        for ligne in (
            themes.savoir(ctx.session, t.id, auteur),
            themes.referent(ctx.session, t.id, auteur),
        )
        if ligne is not None
    ]
    texte = Texte.de(
        ("C'est noté : je ne vous demanderai plus rien sur ", *_noms(connus), "."),
        "Vous pourrez revenir quand vous voudrez : !jesais et le thème.",
        *_inconnus(inconnus, ctx),
    )
    return [*(Delete(ligne) for ligne in lignes), _note(texte, connus, ctx)]


def _rappeler(auteur: str, ctx: Context) -> list[Effect]:
    sus = [t for t in ctx.themes() if themes.savoir(ctx.session, t.id, auteur) is not None]
    if sus:
        texte = Texte.de(
            ("Vous m'avez dit connaître ", *_noms(sus), "."),
            f"Pour que je ne vous demande plus rien : !jesais plus {sus[0].nom}",
        )
    else:
        texte = Texte.de("Vous ne m'avez encore rien dit de ce que vous connaissez.", _tous(ctx))
    return [_note(texte, sus, ctx)]


# -- les phrases -----------------------------------------------------------------------------------


def _inconnus(inconnus: list[str], ctx: Context) -> list[tuple[Morceau, ...]]:
    """Une ligne par passage non reconnu (trois au plus), avec le thème le plus proche."""
    lignes: list[tuple[Morceau, ...]] = []
    for passage in inconnus[:3]:
        voisins = themes_proches(ctx, passage, 2)
        suite = (" Peut-être ", *_noms(voisins, "ou"), " ?") if voisins else ()
        lignes.append(("Je ne connais pas de thème ", Cite(passage), ".", *suite))
    if len(inconnus) > 3:
        lignes.append((f"Et {len(inconnus) - 3} autres mots que je ne connais pas.",))
    return lignes


def _tous(ctx: Context) -> Texte:
    tous = ctx.themes()
    if not tous:
        return Texte.ligne(
            "Ce réseau n'a pas encore de thème. L'animation en crée : demandez-lui le vôtre."
        )
    suite = f", et {len(tous) - MONTRES} autres : !thèmes" if len(tous) > MONTRES else "."
    return Texte.de(
        ("Les thèmes d'ici : ", ", ".join(t.nom for t in tous[:MONTRES]), suite),
        f"Par exemple : !jesais {tous[0].nom}",
    )


def _noms(nommes: list[Theme], dernier: str = "et") -> tuple[Morceau, ...]:
    morceaux: list[Morceau] = []
    for rang, theme in enumerate(nommes[:MONTRES]):
        fin = rang == len(nommes) - 1
        morceaux += [] if rang == 0 else [f" {dernier} " if fin else ", "]
        morceaux.append(Gras(theme.nom))
    reste = len(nommes) - MONTRES
    return (*morceaux, *([f" et {reste} autres"] if reste > 0 else []))


def _note(texte: Texte, concernes: list[Theme], ctx: Context) -> Effect:
    return ctx.dit(texte, type=TYPE, champs={"themes": [t.nom for t in concernes]})
