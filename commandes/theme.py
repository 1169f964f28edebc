"""Les thèmes d'un réseau : ce sur quoi l'on s'entraide."""

from bot.core.context import Context
from bot.core.couverture import couvertures, ligne
from bot.core.effects import Effect, Refusal, Save
from bot.core.events import Message
from bot.core.pliage import clean_name, fold_word
from bot.core.registry import ANIMATION, command
from bot.core.texte import Gras, Texte, liste
from donnees.theme import Theme

EXEMPLE = "!thème compta : factures, Chorus"
NOM_MAX, MOTS_DU_NOM, MOT_MAX, MOTS_MAX = 60, 6, 40, 200
THEMES_MAX, THEMES_MONTRES, MOTS_MONTRES = 200, 40, 12
RESERVES = frozenset({"plus", "et", "urgent", "discret"})
VERBES = frozenset({"creer", "cree", "ajouter", "ajoute"})


@command(
    "!thème <nom…> : <mots…>", "!thème <nom…>", exemple=EXEMPLE, role=ANIMATION,
    envie="Créer un thème, lui donner des mots",
)  # fmt: skip
def theme(message: Message, ctx: Context, nom: str, mots: str | None) -> list[Effect]:
    """Crée un thème, ou lui ajoute des mots qui aident à le reconnaître.

    Le nom, puis deux-points, puis des mots séparés par des virgules. Pour en ôter un :
    « !thème compta : sans factures ».
    """
    propre = clean_name(_sans_verbe(nom.strip(" :")), NOM_MAX + 1)
    existant = _existant(propre, ctx)
    if existant is not None:
        return _completer(existant, mots, ctx)
    _verifie_le_nom(propre, ctx)
    nouveau = Theme(
        id=ctx.numero("theme"), reseau=ctx.ici.id, nom=propre, cle=fold_word(propre),
        mots=_mots([], mots or ""), cree_le=ctx.now,
    )  # fmt: skip
    texte = Texte.de(
        ("Thème créé : ", Gras(nouveau.nom), *_avec(nouveau.mots), "."),
        f"Vous le connaissez ? Dites-le : !jesais {nouveau.nom}",
    )
    return [Save(nouveau), _note(texte, nouveau, ctx)]


@command("!thèmes", exemple="!thèmes", envie="Voir les thèmes, et qui s'en occupe")
def themes(message: Message, ctx: Context) -> list[Effect]:
    """Montre les thèmes du réseau et qui s'en occupe."""
    tous = couvertures(ctx)
    reste = len(tous) - THEMES_MONTRES
    if not tous:
        texte = Texte.ligne(f"Aucun thème pour l'instant. L'animation en crée ainsi : {EXEMPLE}")
    else:
        suite = f"Et {reste} autres. Pour l'un d'eux : !annuaire et son nom."
        texte = Texte.de(
            *(ligne(c) for c in tous[:THEMES_MONTRES]),
            suite if reste > 0 else None,
            f"Vous en connaissez un ? Par exemple : !jesais {tous[0].theme.nom}",
        )
    return [ctx.dit(texte, type="theme.liste", champs={"themes": [c.theme.nom for c in tous]})]


# -- créer, compléter ------------------------------------------------------------------------------


def _sans_verbe(nom: str) -> str:
    """« !thème créer paie » : personne ne veut un thème nommé « créer paie »."""
    verbe, _, reste = nom.partition(" ")
    return reste if reste.strip() and fold_word(verbe) in VERBES else nom


def _existant(nom: str, ctx: Context) -> Theme | None:
    cle = fold_word(nom)
    return next((t for t in ctx.themes() if t.cle == cle), None)


def _completer(existant: Theme, mots: str | None, ctx: Context) -> list[Effect]:
    avant = list(existant.mots)
    existant.mots = _mots(avant, mots or "")
    if existant.mots == avant:
        debut = "Ce thème existe déjà : " if mots is None else "Rien de nouveau pour ce thème : "
    else:
        debut = "C'est noté. Thème "
    texte = Texte.ligne(debut, Gras(existant.nom), *_avec(existant.mots), ".")
    return [Save(existant), _note(texte, existant, ctx)]


def _verifie_le_nom(nom: str, ctx: Context) -> None:
    """Lève `Refusal` si l'on ne pourrait pas s'en servir ensuite."""
    cle = fold_word(nom)
    if not cle or cle.isdigit():
        raise Refusal(f"Il faut un nom avec des lettres. Par exemple : {EXEMPLE}", type="usage")
    if any(separateur in nom for separateur in ",;"):
        phrase = "Un thème à la fois. Les virgules viennent après les deux-points, entre les mots."
        raise Refusal(f"{phrase} Par exemple : {EXEMPLE}", type="usage")
    if len(nom) > NOM_MAX or len(nom.split()) > MOTS_DU_NOM:
        phrase = (
            "Ce nom est trop long : quelques mots suffisent, le reste va après les deux-points."
        )
        raise Refusal(f"{phrase} Par exemple : {EXEMPLE}", type="usage")
    if cle in RESERVES:
        raise Refusal(
            "Ce mot me sert déjà à autre chose. Ajoutez-en un second, ou prenez-en un autre."
        )
    if len(ctx.themes()) >= THEMES_MAX:
        raise Refusal(
            f"Ce réseau a déjà {THEMES_MAX} thèmes, on ne s'y retrouverait plus. "
            "Ajoutez plutôt des mots à l'un d'eux : !thème, son nom, deux-points, les mots."
        )


def _mots(avant: list[str], dits: str) -> list[str]:
    """Les mots du thème : ceux d'avant, plus ceux dits, moins ceux dits après « sans »."""
    apres = {fold_word(mot): mot for mot in avant}
    for morceau in dits.replace(";", ",").replace("\n", ",").split(","):
        mot = clean_name(morceau, MOT_MAX)
        tete, _, ote = mot.partition(" ")
        if fold_word(tete) == "sans" and fold_word(ote) in apres:
            del apres[fold_word(ote)]
        elif fold_word(mot):
            apres.setdefault(fold_word(mot), mot)
    return list(apres.values())[:MOTS_MAX]


def _avec(mots: list[str]) -> tuple[str, ...]:
    """Les mots d'un thème, les derniers venus d'abord s'il y en a trop pour un écran."""
    reste = len(mots) - MOTS_MONTRES
    if reste > 0:
        return (f" (mots : {', '.join(mots[: -MOTS_MONTRES - 1 : -1])} et {reste} autres)",)
    return (f" (mots : {liste(mots)})",) if mots else ()


def _note(texte: Texte, note: Theme, ctx: Context) -> Effect:
    return ctx.dit(texte, type="theme.note", champs={"theme": note.nom})
