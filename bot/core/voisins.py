"""Demander dans les autres réseaux, sans nom (contrat §7.7). Les règles :

1. Seulement après l'accord de qui demande. Un réseau qui s'est fermé (`voisins non`) n'est pas
   cherché, et ses questions n'en sortent pas.
2. Le même thème : même nom, un nom connu de l'autre, le même vocabulaire prêt, ou plusieurs mots en
   commun. La question seule part : ni le nom, ni le réseau de qui demande.
3. Une personne à la fois, à ses heures, dans sa conversation, sur le budget de son attention
   (`bot.core.attention`), et si elle a moins de deux demandes en main. Nul n'est sollicité deux
   fois ; un référent en dernier.
4. La demande n'attend pas ce pas : chez elle, elle garde sa propre suite.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.core import attention, pairs_du_reseau, presence
from bot.core import demandes_temps as temps
from bot.core import voisins_textes as phrases
from bot.core.boutons import PASSER, PRENDRE
from bot.core.context import Context
from bot.core.effects import Effect, RemindAt, Room, Save, Send
from bot.core.pairs import PLAFOND
from bot.core.pliage import fold_word
from bot.core.vocabulaires import vocabulaires
from donnees import demande as demandes
from donnees import elargissement as elargissements
from donnees import reseau as reseaux
from donnees import theme as themes
from donnees.demande import APPEL, ESCALADEE, OUVERTE, Demande
from donnees.elargissement import EN_ATTENTE, TU, Voisin
from donnees.histoire import Question
from donnees.theme import Theme

SUJET = "voisins"
SUITE, PROPOSER = "voisins", "elargir"
EN_COMMUN = 2  # mots partagés pour que deux thèmes se ressemblent
CHERCHABLES = (OUVERTE, APPEL, ESCALADEE)


def histoire(demande: Demande) -> str:
    """L'histoire des accords et des rappels de l'élargissement."""
    return f"accord:{demande.numero}"


@dataclass(frozen=True)
class Possible:
    """Une personne d'un autre réseau qui connaît le thème : où, et sous quel nom de thème."""

    membre: str
    ctx: Context
    theme: Theme
    referent: bool


# -- qui -------------------------------------------------------------------------------------------


def possibles(ctx: Context, demande: Demande) -> list[Possible]:
    """À qui l'on pourrait demander, dans l'ordre ; `ctx` : le réseau de la demande."""
    theme = themes.theme(ctx.session, demande.reseau, demande.theme or -1)
    if theme is None or not ctx.reglages.voisins:
        return []
    deja = {v.membre for v in elargissements.voisins(ctx.session, demande.numero)}
    deja |= pairs_du_reseau.deja_sollicites(ctx, demande) | set(ctx.membres())
    dernieres = elargissements.dernieres(ctx.session)

    def rang(p: Possible) -> tuple[object, ...]:
        derniere = dernieres.get(p.membre)
        return (p.referent, derniere is not None, derniere or ctx.now, p.membre)

    trouves = {p.membre: p for p in _ailleurs(ctx, demande, theme) if p.membre not in deja}
    return sorted(trouves.values(), key=rang)


def _ailleurs(ctx: Context, demande: Demande, theme: Theme) -> Iterator[Possible]:
    """Qui connaît ce thème dans un réseau ouvert dont la personne qui demande n'est pas."""
    for autre in reseaux.tous(ctx.session):
        la = ctx.dans(autre)
        if autre.id == demande.reseau or not la.reglages.voisins:
            continue
        if la.est_membre(demande.demandeur):
            continue
        semblables = {t.id: t for t in la.themes() if se_ressemblent(theme, t)}
        nommes = {r.membre for r in themes.referents(ctx.session, autre.id)}
        for savoir in themes.de_ces_themes(ctx.session, semblables):
            if attention.joignable(la, savoir.membre) and la.est_membre(savoir.membre):
                yield Possible(savoir.membre, la, semblables[savoir.theme], savoir.membre in nommes)


def se_ressemblent(un: Theme, autre: Theme) -> bool:
    """Vrai si deux thèmes de deux réseaux parlent de la même chose."""
    les_uns, les_autres = _mots(un), _mots(autre)
    if un.cle == autre.cle or un.cle in les_autres or autre.cle in les_uns:
        return True
    pret = _vocabulaire(un)
    return (pret != "" and pret == _vocabulaire(autre)) or len(les_uns & les_autres) >= EN_COMMUN


def _mots(theme: Theme) -> frozenset[str]:
    return frozenset(map(fold_word, theme.mots))


def _vocabulaire(theme: Theme) -> str:
    """Le vocabulaire prêt dont c'est le sujet ; vide s'il n'y en a pas."""
    for nom, pret in vocabulaires().items():
        if theme.cle in map(fold_word, (nom, *pret.courts)):
            return nom
    return ""


# -- demander --------------------------------------------------------------------------------------


def prevoir(ctx: Context, demande: Demande) -> list[Effect]:
    """Si l'appel au salon ne donne rien en un délai de pair, proposer d'élargir."""
    ligne = elargissements.elargissement(ctx.session, demande.numero)
    if (ligne is not None and ligne.voisins) or not possibles(ctx, demande):
        return []
    quand = temps.limite_pair(ctx, demande, ctx.now)
    return [RemindAt(when=quand, reason=PROPOSER, about=histoire(demande))]


def solliciter(ctx: Context, demande: Demande) -> list[Effect]:
    """La personne suivante, ou l'instant où l'on pourra ; rien s'il n'y a plus personne.

    `ctx` : le réseau de la demande, qui ne change pas d'état tant que personne n'a pris.
    """
    if demande.etat not in CHERCHABLES or en_attente(ctx, demande) is not None:
        return []
    plus_tard: list[datetime] = []
    for possible in possibles(ctx, demande):
        permis = attention.peut_solliciter(
            possible.ctx, possible.membre, SUJET, urgent=demande.urgent
        )
        if isinstance(permis, datetime):
            plus_tard.append(permis)
        if permis is not True or not presence.est_la(possible.ctx, possible.membre):
            continue
        if pairs_du_reseau.en_main(possible.ctx).get(possible.membre, 0) < PLAFOND:
            return _solliciter(ctx, demande, possible)
    if not plus_tard:
        return []
    return [RemindAt(when=min(plus_tard), reason=SUITE, about=histoire(demande))]


def en_attente(ctx: Context, demande: Demande) -> Voisin | None:
    """La personne d'ailleurs à qui l'on vient de demander, si elle n'a pas répondu."""
    lignes = elargissements.voisins(ctx.session, demande.numero)
    return next((v for v in lignes if v.etat == EN_ATTENTE), None)


def _solliciter(ctx: Context, demande: Demande, possible: Possible) -> list[Effect]:
    la, membre = possible.ctx, possible.membre
    conversation = str(ctx.conversation(membre))
    limite = temps.limite_pair(la, demande, ctx.now)
    ligne = Voisin(demande=demande.numero, membre=membre, reseau=la.ici.id, le=ctx.now)
    boutons = (PRENDRE, PASSER)
    question = Question(
        about=ligne.about, a=membre, salon=conversation, type="demande.proposee",
        contexte={"boutons": list(boutons), "reseau": la.ici.id}, le=ctx.now,
    )  # fmt: skip
    texte = phrases.proposee(
        demande.numero, possible.theme.nom, demande.question, temps.dire(la, limite)
    )
    champs = {"demande": demande.numero, "theme": possible.theme.nom, "pair": membre}
    return [
        Save(ligne),
        Save(question),
        RemindAt(when=limite, reason=SUITE, about=histoire(demande)),
        Send(to=Room(conversation), texte=texte, type="demande.proposee", champs=champs,
             mention=(membre,), boutons=boutons, about=ligne.about),
        *attention.sollicite(la, membre, SUJET, urgent=demande.urgent),
    ]  # fmt: skip


def se_taire(ctx: Context, demande: Demande, voisin: Voisin) -> list[Effect]:
    """Elle n'a pas répondu : à quelqu'un d'autre ; son ✋ vaudra encore."""
    voisin.etat = TU
    la = ctx.dans(reseaux.reseau(ctx.session, voisin.reseau))
    arret: list[Effect] = []
    if la.reseau is not None:
        arret = attention.arreter(la, voisin.membre, SUJET, "les questions d'autres réseaux")
    return [Save(voisin), *arret, *solliciter(ctx, demande)]


def de(ctx: Context, about: str | None) -> tuple[Demande, Voisin] | None:
    """La demande et la personne d'une histoire « voisin:12:@paul… »."""
    debut, _, suite = (about or "").partition(":")
    n, _, membre = suite.partition(":")
    if debut != "voisin" or not n.isdigit():
        return None
    demande = demandes.demande(ctx.session, int(n))
    voisin = elargissements.voisin(ctx.session, int(n), membre)
    return None if demande is None or voisin is None else (demande, voisin)
