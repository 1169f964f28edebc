"""Le thème d'une question posée sans thème, deviné d'après ce que sait ce réseau.

1. Ce que l'on sait : les mots de ses thèmes, le vocabulaire prêt de même nom, et ses demandes
   passées dont le thème est sûr. Une correction compte trois fois.
2. Le modèle d'un réseau se construit quand on s'en sert et se garde en mémoire ; les demandes
   passées s'apprennent par petits lots, les plus récentes d'abord : jamais un long calcul.
3. Une question privée n'apprend rien à personne : ses mots n'entrent pas au modèle.
"""

from dataclasses import dataclass, field

from bot.core.context import Context
from bot.core.devine import Avis, Modele
from bot.core.themes_dits import themes_nommes, themes_proches
from bot.core.vocabulaires import vocabulaire
from donnees import demande as demandes
from donnees.demande import CORRIGE, DEVINE, RESOLUE, Demande
from donnees.theme import Theme

LOT, RETENUES = 60, 400  # demandes apprises d'un coup, et en tout
POIDS_CORRECTION = 3.0
SANS_BORNE = 2**31 - 1

Signature = tuple[tuple[int, str, tuple[str, ...]], ...]


@dataclass
class Appris:
    """Le modèle d'un réseau, de quels thèmes il est fait, et jusqu'où il a lu les demandes."""

    signature: Signature
    modele: Modele = field(default_factory=Modele)
    bas: int = SANS_BORNE
    haut: int = 0
    lues: int = 0


def deviner(ctx: Context, question: str) -> tuple[list[Theme], bool]:
    """Les thèmes probables, le meilleur d'abord (deux au plus), et si le premier est sûr.

    Les thèmes nommés en toutes lettres passent devant : plusieurs nommés, on n'est pas sûr.
    """
    avis = _appris(ctx).modele.devine(question)
    par_cle = {str(t.id): t for t in ctx.themes()}
    devines = [par_cle[p.theme] for p in avis.pistes if p.theme in par_cle] if avis.pistes else []
    nommes = {t.id for t in themes_nommes(ctx, question)}
    if not nommes and not avis.sur:
        # Le thème dit en tête, mal écrit : « comtpa ma note est refusée ».
        nommes = {t.id for t in themes_proches(ctx, question.split(maxsplit=1)[0], 1)}
    ranges = sorted(devines, key=lambda t: t.id not in nommes)
    manquent = [t for t in ctx.themes() if t.id in nommes and t not in devines]
    ranges = [*manquent, *ranges]
    return ranges[:2], avis.sur and len(nommes) <= 1


def explique(ctx: Context, question: str) -> str:
    """« à cause de « facture » et « chorus » », pour la meilleure piste ; vide sans indice."""
    avis: Avis = _appris(ctx).modele.devine(question)
    return avis.pistes[0].explique() if avis.pistes else ""


def _appris(ctx: Context) -> Appris:
    signature = tuple((t.id, t.nom, tuple(t.mots)) for t in ctx.themes())
    cle = f"modele:{ctx.ici.id}"
    appris: Appris | None = ctx.memoire.get(cle)
    if appris is None or appris.signature != signature:
        appris = ctx.memoire[cle] = Appris(signature)
        for theme in ctx.themes():
            pret = vocabulaire(theme.nom)
            prets = pret.expressions() if pret is not None else ()
            appris.modele.connait(str(theme.id), (theme.nom, *theme.mots, *prets))
    _apprendre(ctx, appris)
    return appris


def _apprendre(ctx: Context, appris: Appris) -> None:
    """Un lot de plus : les demandes nouvelles, puis d'autres plus anciennes."""
    if appris.lues >= RETENUES:
        appris.bas = 0
    connus = {t.id for t in ctx.themes()}
    lot = demandes.apprises(ctx.session, ctx.ici.id, appris.bas, appris.haut, LOT)
    for demande in lot:
        appris.bas, appris.haut = min(appris.bas, demande.numero), max(appris.haut, demande.numero)
        poids = _poids(demande)
        if poids and demande.theme in connus:
            appris.modele.apprend(str(demande.theme), demande.question, poids)
    appris.lues += len(lot)


def oublier(ctx: Context) -> None:
    """Une correction, une suppression : le modèle de ce réseau se refera des lignes."""
    if ctx.reseau is None:
        return
    ctx.memoire.pop(f"modele:{ctx.ici.id}", None)


def _poids(demande: Demande) -> float:
    """Ce que vaut une demande pour apprendre ; rien si son thème n'est que deviné."""
    if demande.prive or not demande.question:
        return 0.0
    if demande.origine == CORRIGE:
        return POIDS_CORRECTION
    return 1.0 if demande.origine != DEVINE or demande.etat == RESOLUE else 0.0
