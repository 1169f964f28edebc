"""Les thèmes tout prêts qu'un réseau peut prendre d'une touche (contrat §6).

1. On n'offre que ce que le réseau n'a pas ; un thème qui porte un des noms courts compte comme lui.
2. Prendre un thème prêt, c'est le créer avec ses mots ; s'il existe, lui donner ceux qui manquent.
3. Une touche retirée défait le thème qu'elle a créé, tant que personne ne s'en sert.
"""

from bot.core.boutons import CHIFFRES
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Save
from bot.core.pliage import fold_word
from bot.core.vocabulaires import Vocabulaire, vocabulaires
from donnees import demande as demandes
from donnees import theme as themes
from donnees.histoire import Question
from donnees.reseau import Reseau
from donnees.theme import Theme

OFFRE = "modele"  # début de l'histoire d'un message qui offre des thèmes


def existant(ctx: Context, pret: Vocabulaire) -> Theme | None:
    """Le thème du réseau qui tient lieu de celui-ci, sous l'un de ses noms."""
    cles = {fold_word(nom) for nom in (pret.nom, *pret.courts)}
    return next((t for t in ctx.themes() if t.cle in cles), None)


def a_prendre(ctx: Context) -> list[Vocabulaire]:
    """Les thèmes prêts que le réseau n'a pas encore."""
    return [pret for pret in vocabulaires().values() if existant(ctx, pret) is None]


def lignes(prets: list[Vocabulaire]) -> list[str]:
    """Une ligne par touche : « 1️⃣ comptabilité »."""
    return [f"{chiffre} {pret.nom}" for chiffre, pret in zip(CHIFFRES, prets, strict=False)]


def offre(ctx: Context, reseau: Reseau, prets: list[Vocabulaire]) -> Question:
    """Ce qu'il faut retenir d'un message qui offre ces thèmes ; son `about` va sur l'envoi."""
    noms = [pret.nom for pret in prets[: len(CHIFFRES)]]
    return Question(
        about=f"{OFFRE}:{ctx.event.id}", a=ctx.event.auteur, salon=ctx.event.salon,
        type="theme.liste", options=noms,
        contexte={"boutons": list(CHIFFRES[: len(noms)]), "reseau": reseau.id, "crees": {}},
        le=ctx.now,
    )  # fmt: skip


def prendre(ctx: Context, pret: Vocabulaire) -> tuple[Theme, list[Effect], bool]:
    """Le thème, ce qui l'enregistre, et vrai s'il est nouveau."""
    tous = (*pret.courts, *pret.mots)
    deja = existant(ctx, pret)
    if deja is None:
        nouveau = Theme(
            id=ctx.numero("theme"), reseau=ctx.ici.id, nom=pret.nom, cle=fold_word(pret.nom),
            mots=_sans_doublon(tous, pret.nom), cree_le=ctx.now,
        )  # fmt: skip
        return nouveau, [Save(nouveau)], True
    mots = _sans_doublon((*deja.mots, pret.nom, *tous), deja.nom)
    if mots == deja.mots:
        return deja, [], False
    deja.mots = mots
    return deja, [Save(deja)], False


def defaire(ctx: Context, theme: Theme) -> list[Effect] | None:
    """Efface un thème dont personne ne se sert ; `None` si quelqu'un s'en sert."""
    session, reseau = ctx.session, ctx.ici.id
    referents = {r.theme for r in themes.referents(session, reseau, None)}
    en_cours = {d.theme for d in demandes.demandes_en_cours(session, reseau)}
    if theme.id in referents | en_cours or themes.de_ces_themes(session, [theme.id]):
        return None
    return [Delete(theme)]


def _sans_doublon(mots: tuple[str, ...], nom: str) -> list[str]:
    uniques: dict[str, str] = {}
    for mot in mots:
        if fold_word(mot) and fold_word(mot) != fold_word(nom):
            uniques.setdefault(fold_word(mot), mot)
    return list(uniques.values())
