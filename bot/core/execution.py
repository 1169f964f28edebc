"""Exécuter une commande : la reconnaître, la freiner, vérifier, lire sa forme, l'appeler.

1. Est une commande : ce qui commence par `!` ou s'adresse au robot par son nom (contrat §5).
2. Une commande inconnue n'est jamais devinée : proche, on la suggère ; loin, on se tait.
3. Un refus remplace tout effet : rien n'est enregistré à moitié.
"""

from typing import Any

from bot.core import droits, prive
from bot.core.appels import Effets, refuse, reseau_de
from bot.core.context import Context
from bot.core.effects import Refusal, Send
from bot.core.events import Edition, Message
from bot.core.formes import lier
from bot.core.pliage import clean, deceptive
from bot.core.registry import ANIMATION, Command
from bot.core.suggestions import nearest
from bot.core.texte import Texte
from bot.core.themes_dits import theme_de_la_question
from bot.core.themes_lus import lire
from donnees.reseau import Reseau

TAILLE_MAX = 2048
MENTIONS_MAX = 50


def commande_dite(message: Message | Edition) -> str | None:
    """Le texte de commande, sans son `!`, si ce message en est une de façon explicite."""
    texte = clean(message.texte).strip()
    if texte.startswith("!"):
        return texte[1:].lstrip()
    return texte if message.appele else None


def traiter(message: Message, texte: str, ctx: Context) -> Effets:
    """Les effets d'un texte de commande, sans son `!`."""
    trouvee = ctx.registry.find(texte)
    if trouvee is None:
        return _inconnue(message, texte, ctx)
    connue, ctx.commande, suite = trouvee
    lent = freine(message, ctx)
    if lent is not None:
        return lent
    try:
        _verifie_le_texte(message, texte)
        if connue.reseau and ctx.reseau is None:
            choix = _choisir_le_reseau(message, connue, suite, ctx)
            if choix is not None:
                return choix
        elif ctx.reseau is None and message.prive and _veut_un_theme(connue):
            ctx.reseau = _seul_designe(connue, suite, ctx.reseaux_de(message.auteur), ctx)
        return executer(message, connue, suite, ctx)
    except Refusal as refus:
        return [refuse(refus, ctx)]


def freine(message: Message | Edition, ctx: Context) -> Effets | None:
    """Trop de commandes trop vite : une phrase, puis le silence ; `None` : tout va bien."""
    reel = ctx.reel or ctx.now
    par_salon = ("salon", message.salon), ctx.acces.commandes_par_minute_salon
    par_personne = ("personne", message.auteur), ctx.acces.commandes_par_minute
    for cle, limite in (par_personne, par_salon):
        verdict = ctx.frein.verdict(cle, reel, limite, message.id)
        if verdict == "tait":
            return []
        if verdict == "dit":
            phrase = "Doucement, je ne suis plus. Laissez-moi une minute, puis reprenez."
            return [ctx.dit(Texte.ligne(phrase), type="lenteur", champs={"commande": ctx.commande})]
    return None


def executer(message: Any, commande: Command, suite: str, ctx: Context) -> Effets:
    """Vérifie les droits, lit la forme, appelle la fonction ; lève `Refusal`."""
    _verifie_les_droits(message.auteur, commande, ctx)
    parametres = _lire(commande, suite, ctx)
    if commande.intime and not message.prive:
        return prive.ailleurs(message, commande, parametres, ctx)
    return list(commande.handler(message, ctx, **parametres))


def executer_texte(message: Message, texte: str, ctx: Context) -> Effets:
    """Exécute une commande écrite plus tôt, une fois son réseau choisi."""
    ctx.event = message
    trouvee = ctx.registry.find(texte)
    if trouvee is None:
        return []
    connue, ctx.commande, suite = trouvee
    try:
        return executer(message, connue, suite, ctx)
    except Refusal as refus:
        return [refuse(refus, ctx)]


def _verifie_le_texte(message: Message | Edition, texte: str) -> None:
    if len(texte.encode()) > TAILLE_MAX:
        raise Refusal(
            "Ce message est trop long pour moi. Dites l'essentiel en quelques lignes.",
            type="usage",
        )
    if deceptive(texte):
        raise Refusal(
            "Ce message porte des caractères invisibles, je préfère ne pas le lire. "
            "Retapez-le, sans copier-coller.",
            type="usage",
        )
    if len(message.mentions) > MENTIONS_MAX:
        raise Refusal("Trop de personnes nommées. Une ou deux suffisent.", type="usage")


def _verifie_les_droits(auteur: str, commande: Command, ctx: Context) -> None:
    if commande.reseau:
        droits.exiger_membre(auteur, ctx)
        if commande.role == ANIMATION:
            droits.exiger_animation(auteur, ctx)


def _lire(commande: Command, suite: str, ctx: Context) -> dict[str, Any]:
    absents: dict[str, Any] = {p: None for f in commande.formes for p in f.parametres}
    lecture = ctx.lecture()
    for forme in commande.formes:
        if forme.mot != ctx.commande and any(f.mot == ctx.commande for f in commande.formes):
            continue
        lie = lier(forme, suite, lecture)
        if lie is not None:
            return {**absents, **lie}
    raise Refusal(prive.usage(commande, suite, ctx), type="usage")


def _inconnue(message: Message, texte: str, ctx: Context) -> Effets:
    mot = texte.split(maxsplit=1)[0] if texte.split() else ""
    if len(mot.encode()) > 64 or deceptive(mot):
        return []
    proches = nearest(mot, ctx.registry)
    if not proches and not message.prive:
        return []
    ctx.commande = proches[0] if proches else "aide"
    lent = freine(message, ctx)
    return [_suggestion(ctx, proche=bool(proches))] if lent is None else lent


def _suggestion(ctx: Context, *, proche: bool) -> Send:
    phrase = "Je ne connais pas cette commande. Pour voir ce que je sais faire : !aide"
    if proche:
        formes = ctx.registry.commands[ctx.commande].formes
        ecrit = next(f.ecrite.split()[0] for f in formes if f.mot == ctx.commande)
        suite = "" if ecrit == "!aide" else " Pour tout voir : !aide"
        phrase = f"Je ne connais pas ce mot. Vouliez-vous dire {ecrit} ?{suite}"
    return ctx.dit(Texte.ligne(phrase), type="inconnu", champs={"commande": ctx.commande})


def _choisir_le_reseau(message: Any, commande: Command, suite: str, ctx: Context) -> Effets | None:
    """En privé : le seul réseau, sinon le seul qui a ce thème ou ce numéro, sinon on demande.

    Source : contrat §4.
    """
    if not message.prive:
        return None
    possibles = ctx.reseaux_de(message.auteur)
    ctx.reseau = _seul_designe(commande, suite, possibles, ctx)
    if ctx.reseau is not None or not possibles:
        return None
    return prive.demander_le_reseau(message, possibles, ctx)


def _seul_designe(
    commande: Command, suite: str, possibles: list[Reseau], ctx: Context
) -> Reseau | None:
    """Le seul réseau possible, sinon le seul que ce texte désigne, sinon `None`."""
    if len(possibles) > 1:
        possibles = [r for r in possibles if _designe(commande, suite, ctx.dans(r))]
    return possibles[0] if len(possibles) == 1 else None


def _veut_un_theme(commande: Command) -> bool:
    return any(p.genre == "theme" for f in commande.formes for p in f.parties)


def _designe(commande: Command, suite: str, ctx: Context) -> bool:
    """Vrai si le texte nomme un thème de ce réseau, par son nom ou un de ses mots, ou porte le
    numéro d'une de ses histoires."""
    for forme in commande.formes:
        lie = lier(forme, suite, ctx.lecture())
        if lie is None:
            continue
        if any(p.genre == "theme" for p in forme.parties):
            return True
        if any(_n_est_que_themes(dit, ctx) for dit in lie.values() if isinstance(dit, str)):
            return True
        if commande.numeros and "numero" in lie:
            du_numero = reseau_de(f"{commande.numeros}:{lie['numero']}", ctx)
            return du_numero is not None and du_numero.id == ctx.ici.id
    return _veut_un_theme(commande) and theme_de_la_question(ctx, suite) is not None


def _n_est_que_themes(dit: str, ctx: Context) -> bool:
    """Vrai si ces mots ne nomment que des thèmes de ce réseau : « paie, compta »."""
    connus, inconnus = lire(dit, ctx.themes())
    return bool(connus) and not inconnus
