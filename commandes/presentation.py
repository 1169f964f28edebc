"""Se présenter en entrant quelque part, une fois par entrée."""

from bot.core.boutons import PRIVE
from bot.core.context import Context
from bot.core.effects import Effect, Room, Send
from bot.core.events import Entered
from bot.core.registry import on_entered
from bot.core.texte import Gras, Morceau, Texte
from donnees import reseau as reseaux

_GARDE = (
    "Je ne garde que ce qui s'adresse à moi : ce qui commence par ! ou par mon nom, les réponses "
    "à mes messages et les touches posées dessous. N'y mettez ni nom d'usager ni dossier."
)


@on_entered
def presentation(event: Entered, ctx: Context) -> list[Effect]:
    """Dit qui je suis, ce que je garde et comment commencer ; jamais là où j'ai invité moi-même."""
    salon = ctx.salon
    if salon is None or salon.ouvert_par_nous is not None:
        return []
    if salon.prive_avec is not None:
        return [_en_prive(event, ctx, salon.prive_avec)]
    la = ctx.dans(reseaux.reseau_du_salon(ctx.session, event.salon))
    return [
        Send(
            to=Room(event.salon), texte=_au_salon(la), type="presentation",
            about=f"presentation:{event.salon}", boutons=(PRIVE,),
        )
    ]  # fmt: skip


def _au_salon(ctx: Context) -> Texte:
    suite: str | tuple[Morceau, ...] = "Pour commencer : !aide"
    if ctx.reseau is None:
        suite = (
            "Ce salon n'a pas encore de réseau. Pour en ouvrir un, une personne qui administre "
            "le salon écrit : ",
            Gras("!réseau ouvrir Assistantes de direction"),
        )
    return Texte.de(
        f"Bonjour, je suis {ctx.reglages.nom}, un robot. Une question vous bloque ? Je cherche "
        "parmi vous qui peut aider, et je ne lâche pas avant une réponse.",
        _GARDE,
        "Rien n'est obligatoire.",
        suite,
        f"{PRIVE} me parler à part",
    )


def _en_prive(event: Entered, ctx: Context, personne: str) -> Send:
    miens = ctx.reseaux_de(personne)
    if miens:
        suite = Texte.de(
            ("Je vous connais déjà : ", Gras(miens[0].nom), ".") if len(miens) == 1 else None,
            "Une question ? Écrivez-la ici, avec vos mots : une personne à la fois la lira, pas le "
            "salon.",
            "Dire ce que vous savez : jesais compta. Tout voir : menu",
        )
    else:
        suite = Texte.ligne(
            "Je ne vous connais dans aucun réseau pour l'instant. Entrez dans le salon du vôtre, "
            "ou invitez-moi dans celui de votre groupe."
        )
    texte = Texte.de(
        f"Bonjour, je suis {ctx.reglages.nom}, un robot. Ici, nous ne sommes que tous les deux.",
        suite,
        "Ce que je garde de vous : !confidentialité",
    )
    return Send(to=Room(event.salon), texte=texte, type="presentation", mention=(personne,))
