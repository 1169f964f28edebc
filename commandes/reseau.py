"""Ouvrir un réseau dans un salon, et voir où il en est."""

from bot.core import animation as regles_animation
from bot.core import droits, prive, rituels_dits, suivi, themes_prets
from bot.core.context import Context
from bot.core.couverture import Couverture, couvertures, ligne, noms
from bot.core.effects import Effect, Refusal, Save
from bot.core.events import Message
from bot.core.pliage import clean_name, fold_word
from bot.core.registry import MEMBRE, OUVERTURE, command, menu_line
from bot.core.texte import Gras, Morceau, Texte
from donnees import demande as demandes
from donnees import rituel as rituels
from donnees.reseau import Animateur, Reseau

EXEMPLE = "!réseau ouvrir Assistantes de direction"
NOM_MAX = 60
THEMES_MONTRES = 12
DUS_MONTRES = 5
RITUELS_MONTRES = 4


@menu_line("Voir où en est le réseau", exemple="!réseau", role=MEMBRE)
@menu_line("Ouvrir un réseau dans ce salon", exemple=EXEMPLE, role=OUVERTURE)
@command("!réseau ouvrir <nom…>", "!réseau", exemple=EXEMPLE, reseau=False)
def reseau(message: Message, ctx: Context, nom: str | None) -> list[Effect]:
    """Montre le réseau de ce salon : qui l'anime, ses thèmes, qui s'en occupe.

    « !réseau ouvrir » et un nom : ce salon devient le salon d'un réseau. Il faut administrer le
    salon ; vous animez alors le réseau.
    """
    if nom is not None:
        return _ouvrir(message, ctx, nom)
    if ctx.reseau is None and message.prive:
        possibles = ctx.reseaux_de(message.auteur)
        if len(possibles) > 1:
            return prive.demander_le_reseau(message, possibles, ctx)
        ctx.reseau = possibles[0] if possibles else None
    droits.exiger_membre(message.auteur, ctx)
    return [ctx.dit(_fiche(ctx), type="reseau.fiche", champs={"reseau": ctx.ici.nom})]


# -- ouvrir ----------------------------------------------------------------------------------------


def _ouvrir(message: Message, ctx: Context, nom: str) -> list[Effect]:
    _verifie_le_salon(message, ctx)
    nouveau = Reseau(
        id=ctx.numero("reseau"), nom=_nom_lisible(nom), salon=message.salon,
        ouvert_par=message.auteur, ouvert_le=ctx.now, reglages={},
    )  # fmt: skip
    anime = Animateur(reseau=nouveau.id, membre=message.auteur, depuis=ctx.now)
    la = ctx.dans(nouveau)
    prets = themes_prets.a_prendre(la)
    attente = themes_prets.offre(la, nouveau, prets)
    dit = ctx.dit(
        _ouvert(nouveau.nom, themes_prets.lignes(prets)), type="reseau.ouvert",
        champs={"reseau": nouveau.nom, "themes": attente.options}, about=attente.about,
        boutons=tuple(attente.contexte["boutons"]),
    )  # fmt: skip
    veille = regles_animation.veiller(la)
    return [Save(nouveau), Save(anime), Save(attente), *veille, dit]


def _verifie_le_salon(message: Message, ctx: Context) -> None:
    if message.prive:
        raise Refusal(
            "Ici, nous ne sommes que tous les deux. Un réseau s'ouvre dans le salon de tous : "
            f"invitez-moi là-bas, puis écrivez-y {EXEMPLE}"
        )
    if ctx.reseau is not None:
        raise Refusal(
            Texte.ligne(
                "Ce salon a déjà son réseau : ", Gras(ctx.reseau.nom), ". Pour le voir : !réseau"
            )
        )
    if not ctx.peut_ouvrir(message.auteur):
        raise Refusal(
            "Pour ouvrir un réseau ici, il faut administrer ce salon. Demandez à une personne "
            f"qui l'administre d'écrire : {EXEMPLE}"
        )


def _nom_lisible(nom: str) -> str:
    """Le nom nettoyé ; lève `Refusal` s'il n'en reste rien, ou trop."""
    propre = clean_name(nom, NOM_MAX + 1)
    if not fold_word(propre):
        raise Refusal(f"Il faut un nom avec des lettres. Par exemple : {EXEMPLE}", type="usage")
    if len(propre) > NOM_MAX:
        raise Refusal(
            f"Ce nom est trop long : {NOM_MAX} signes au plus. Par exemple : {EXEMPLE}",
            type="usage",
        )
    return propre


def _ouvert(nom: str, prets: list[str]) -> Texte:
    return Texte.de(
        ("C'est fait : ce salon est celui du réseau ", Gras(nom), ", et vous l'animez."),
        "Sur quoi vous interroge-t-on ? Touchez les thèmes qu'il vous faut :",
        *prets,
        "D'autres tout prêts : !thème modèle. Ou le vôtre : !thème scolarité : cantine, bourses",
        "",
        ("Et vous tous, ", Gras("qui sait quoi ?"), " Quand les thèmes seront là : "
         "!jesais comptabilité"),
        "Rien d'obligatoire.",
    )  # fmt: skip


# -- voir ------------------------------------------------------------------------------------------


def _fiche(ctx: Context) -> Texte:
    membres = len(ctx.membres())
    pluriel = "s" if membres > 1 else ""
    return Texte.de(
        ("Réseau ", Gras(ctx.ici.nom), f", {membres} membre{pluriel}."),
        ("Animation : ", *_animation(ctx)),
        _themes(couvertures(ctx)),
        *_rituels(ctx),
        _en_cours(len(demandes.demandes_en_cours(ctx.session, ctx.ici.id))),
        *_dus(ctx),
    )


def _rituels(ctx: Context) -> list[tuple[Morceau, ...]]:
    """Ce qui revient, et quand."""
    tous = rituels.rituels(ctx.session, ctx.ici.id)
    dits: list[tuple[Morceau, ...]] = [
        ("Rituel ", *rituels_dits.ligne(ctx, r)) for r in tous[:RITUELS_MONTRES]
    ]
    reste = len(tous) - RITUELS_MONTRES
    return [*dits, *([(f"Et {reste} de plus : !rituels",)] if reste > 0 else [])]


def _dus(ctx: Context) -> list[tuple[Morceau, ...]]:
    """Ce qui est encore dû, et depuis quand."""
    return [suivi.dire(ctx, ligne, depuis=True) for ligne in suivi.dus(ctx)[:DUS_MONTRES]]


def _animation(ctx: Context) -> tuple[Morceau, ...]:
    return noms(tuple(ctx.animation()), 5) or ("personne, pour l'instant.",)


def _themes(tous: list[Couverture]) -> Texte:
    if not tous:
        return Texte.ligne("Aucun thème pour l'instant. L'animation en crée avec !thème")
    # Sur un écran, ce qui est fragile d'abord : c'est ce qu'il faut voir.
    montres = sorted(tous, key=lambda c: min(len(c.membres), 2))[:THEMES_MONTRES]
    reste = len(tous) - len(montres)
    suite = f"Et {reste} autre{'s' if reste > 1 else ''} : !thèmes" if reste else None
    return Texte.de("", *(ligne(c) for c in montres), suite, "")


def _en_cours(nombre: int) -> str:
    if nombre == 0:
        return "Aucune demande en cours. Pour en faire une : !aide et votre question."
    return f"{nombre} demande{'s' if nombre > 1 else ''} en cours. Pour les voir : !demandes"
