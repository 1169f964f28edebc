"""Prendre des thèmes tout prêts, d'une touche, puis les amender."""

from bot.core import qui_sait_quoi
from bot.core import themes_prets as prets
from bot.core.boutons import CHIFFRES
from bot.core.context import Context
from bot.core.effects import Effect, Refusal, Room, Save, Send
from bot.core.events import Message, Reaction, Redaction
from bot.core.pliage import clean_name
from bot.core.registry import ANIMATION, command, on_reaction, on_untap
from bot.core.texte import Cite, Gras, Texte, liste
from bot.core.vocabulaires import Vocabulaire, vocabulaire, vocabulaires
from donnees import demande as demandes
from donnees import histoire as histoires
from donnees import theme as themes
from donnees.demande import Avis
from donnees.histoire import Geste, Question

EXEMPLE = "!thème modèle compta"


@command(
    "!thème-modèle <nom…>", "!thème-modèle", "!thèmes-modèles", exemple=EXEMPLE, role=ANIMATION,
    sous="thème", envie="Prendre un thème tout prêt",
)  # fmt: skip
def modele(message: Message, ctx: Context, nom: str | None) -> list[Effect]:
    """Crée un thème courant, avec les mots qui aident à le reconnaître ; amendez-le ensuite.

    Seul, montre les thèmes tout prêts : une touche suffit.
    """
    if nom is None:
        return _montrer(ctx)
    pret = vocabulaire(nom)
    if pret is None:
        raise Refusal(
            Texte.de(
                ("Je n'ai pas de thème tout prêt ", Cite(clean_name(nom)), "."),
                f"J'ai : {liste(list(vocabulaires()))}.",
                f"Pour créer le vôtre : !thème {clean_name(nom, 40)} : ses mots",
            ),
            type="usage",
        )
    theme, effets, nouveau = prets.prendre(ctx, pret)
    texte = _fait(theme.nom, pret, nouveau=nouveau, change=bool(effets))
    return [*effets, ctx.dit(texte, type="theme.note", champs={"theme": theme.nom})]


def _montrer(ctx: Context) -> list[Effect]:
    restent = prets.a_prendre(ctx)
    if not restent:
        texte = Texte.ligne("Vous avez déjà tous les thèmes que j'ai. Pour les voir : !thèmes")
        return [ctx.dit(texte, type="theme.liste", champs={"themes": []})]
    attente = prets.offre(ctx, ctx.ici, restent)
    autres = [pret.nom for pret in restent[len(CHIFFRES) :]]
    texte = Texte.de(
        "Des thèmes tout prêts. Touchez ceux qu'il vous faut :",
        *prets.lignes(restent),
        f"J'ai aussi : {liste(autres)}." if autres else None,
        f"Pour en prendre un par son nom : {EXEMPLE}",
    )
    boutons = tuple(attente.contexte["boutons"])
    return [
        Save(attente),
        ctx.dit(texte, type="theme.liste", champs={"themes": attente.options}, boutons=boutons,
                about=attente.about),
    ]  # fmt: skip


def _fait(
    nom: str, pret: Vocabulaire, *, nouveau: bool, change: bool, suivi: bool = False
) -> Texte:
    """`suivi` : « qui sait quoi ? » va suivre, et le dira mieux : une ligne suffit."""
    if nouveau:
        debut: tuple[str | Gras, ...] = ("Thème créé : ", Gras(nom), f" ({pret.presente}).")
    elif change:
        debut = ("Le thème ", Gras(nom), " existait : je lui ai donné les mots qui manquaient.")
    else:
        debut = ("Le thème ", Gras(nom), " est déjà là, avec tous ses mots.")
    if suivi:
        return Texte.ligne(*debut)
    return Texte.de(
        debut,
        f"Vous le connaissez ? Dites-le : !jesais {nom}",
        f"Un mot de trop ? !thème {nom} : sans {pret.mots[-1]}",
    )


# -- les touches -----------------------------------------------------------------------------------


@on_reaction(*CHIFFRES, about=prets.OFFRE)
def choisi(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Un thème prêt est choisi ; plusieurs peuvent l'être, chacun par sa touche."""
    attente = _offre(ctx.about_of(reaction.target), ctx)
    if attente is None or not ctx.est_membre(reaction.auteur):
        return []
    if not ctx.anime(reaction.auteur):
        return _pas_l_animation(reaction, ctx)
    pret = vocabulaire(str(attente.options[CHIFFRES.index(reaction.emoji)]))
    if pret is None:
        return []
    theme, effets, nouveau = prets.prendre(ctx, pret)
    if not effets:
        return []
    if nouveau and not reaction.parole:
        crees = {**attente.contexte["crees"], reaction.emoji: theme.id}
        attente.contexte = {**attente.contexte, "crees": crees}
        effets.append(Save(attente))
    appel = qui_sait_quoi.prevoir(ctx)
    texte = _fait(theme.nom, pret, nouveau=nouveau, change=True, suivi=bool(appel))
    return [*effets, *appel, _note(texte, theme.nom, reaction.salon, _cible(reaction))]


@on_untap(*CHIFFRES, about=prets.OFFRE)
def repris(redaction: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """La touche est retirée : le thème qu'elle a créé l'est aussi, si personne ne s'en sert."""
    attente = _offre(geste.about, ctx)
    if attente is None or not ctx.anime(geste.auteur):
        return []
    restent = dict(attente.contexte["crees"])
    chiffre = next((c for c in restent if c.startswith(geste.emoji[:1])), "")
    theme = themes.theme(ctx.session, ctx.ici.id, int(restent.pop(chiffre, -1)))
    if theme is None:
        return []
    effets = prets.defaire(ctx, theme)
    if effets is None:
        texte = Texte.ligne("Le thème ", Gras(theme.nom), " sert déjà : je le garde.")
        return [_note(texte, theme.nom, redaction.salon, geste.cible)]
    attente.contexte = {**attente.contexte, "crees": restent}
    texte = Texte.ligne("Thème retiré : ", Gras(theme.nom), ".")
    return [*effets, Save(attente), _note(texte, theme.nom, redaction.salon, geste.cible)]


def _offre(about: str | None, ctx: Context) -> Question | None:
    """Ce que l'on offrait dans cette histoire, dans ce réseau."""
    attente = histoires.question(ctx.session, about) if about is not None else None
    if attente is None or ctx.reseau is None or attente.contexte["reseau"] != ctx.ici.id:
        return None
    return attente


def _pas_l_animation(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Un seul refus par personne et par message."""
    if demandes.avis(ctx.session, reaction.target, reaction.auteur) is not None:
        return []
    texte = Texte.de(
        "Les thèmes, ce sont les personnes qui animent le réseau qui les choisissent.",
        "Vous en connaissez un ? Dites-le quand il est là : !jesais compta",
    )
    about = ctx.about_of(reaction.target) or ""
    refus = ctx.dit(texte, type="refus", champs={"commande": "theme"}, reply_to=_cible(reaction))
    return [Save(Avis(cible=reaction.target, membre=reaction.auteur, about=about)), refus]


def _cible(reaction: Reaction) -> str:
    return reaction.id if reaction.parole else reaction.target


def _note(texte: Texte, theme: str, salon: str, cible: str) -> Send:
    return Send(to=Room(salon), texte=texte, type="theme.note", champs={"theme": theme},
                reply_to=cible)  # fmt: skip
