"""Le débugage : réfléchir à deux, avec quelqu'un d'ailleurs, en six temps. Les règles :

1. N'est sollicité qui s'est dit volontaire, est là, a sa conversation privée, et n'a pas déjà été
   sollicité ce jour (`bot.core.attention`) ; d'un autre réseau d'abord, à défaut d'un autre service
   du même (Tchap : « Prénom Nom [Service] »). Un réseau fermé aux voisins n'est pas cherché.
2. Une personne à la fois ; elle lit la situation, jamais un nom ni un réseau. Sans réponse en un
   jour ouvré, on demande à une autre ; personne : on cherche `JOURS` jours ouvrés, puis on le dit.
3. Dès son oui, les deux sont présentés l'un à l'autre et un salon s'ouvre. Chaque temps dure ses
   minutes ; une touche passe au suivant, une seule fois même si les deux la touchent.
4. À la fin : un prochain pas, gardé avec l'accord de qui demandait ; le robot quitte le salon, et
   revient en privé deux semaines après. Ensuite, il efface la situation et ce qui fut décidé.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.core import attention, presence
from bot.core import debugage_textes as phrases
from bot.core.boutons import NON, OUI, PASSER, PRENDRE
from bot.core.context import Context
from bot.core.delais import Delai
from bot.core.demandes_textes import quand
from bot.core.effects import (
    Delete,
    Effect,
    Forget,
    LeaveRoom,
    OpenRoom,
    RemindAt,
    Room,
    Save,
    Send,
    Story,
)
from bot.core.pliage import fold
from bot.core.services import service_de
from bot.core.texte import Texte
from donnees import debugage as debugages
from donnees import histoire as histoires
from donnees import reseau as reseaux
from donnees import salon as salons
from donnees.debugage import (
    ABANDONNE,
    ACCEPTE,
    CHERCHE,
    DECLINE,
    EN_COURS,
    INVITE,
    SUITES,
    TU,
    Debugage,
    Pressenti,
    VolontaireDebugage,
)
from donnees.histoire import Question

SUJET = "debugage"
CHERCHER, REPONSE, TEMPS, RETOUR = (
    "debugage.chercher", "debugage.reponse", "debugage.temps", "debugage.retour",
)  # fmt: skip
JOURS = 5
PATIENCE = Delai(jours=1)
COMMENCER = Delai(jours=2)


def suivi(ctx: Context, about: str | None) -> Debugage | None:
    """Le débugage de cette histoire (« debugage:3 », ou « debugage:3:2 » pour son temps 2)."""
    debut, _, suite = (about or "").partition(":")
    n = suite.split(":")[0]
    return debugages.debugage(ctx.session, int(n)) if debut == SUJET and n.isdigit() else None


def chez(ctx: Context, numero: int | None) -> Context:
    """Le même contexte, dans ce réseau."""
    return ctx.dans(None if numero is None else reseaux.reseau(ctx.session, numero))


# -- chercher quelqu'un ----------------------------------------------------------------------------


def chercher(ctx: Context, ligne: Debugage, *, nouveau: bool = False) -> list[Effect]:
    """Le pas suivant : solliciter quelqu'un, attendre qu'on le puisse, ou dire que c'est fini."""
    plus_tard: list[datetime] = []
    for volontaire in _possibles(ctx, ligne):
        la = chez(ctx, volontaire.reseau)
        permis = attention.peut_solliciter(la, volontaire.membre, SUJET)
        if permis is True and presence.est_la(la, volontaire.membre):
            return _solliciter(ctx, ligne, volontaire, nouveau)
        if isinstance(permis, datetime):
            plus_tard.append(permis)
    return _attendre(ctx, ligne, min(plus_tard, default=None), nouveau)


def _possibles(ctx: Context, ligne: Debugage) -> list[VolontaireDebugage]:
    """Les volontaires qui conviennent, dans l'ordre où leur demander."""
    deja = {p.membre for p in debugages.pressentis(ctx.session, ligne.numero)} | {ligne.demandeur}
    siens = {r.id for r in ctx.reseaux_de(ligne.demandeur)}
    dernieres = debugages.dernieres_propositions(ctx.session)

    def rang(v: VolontaireDebugage) -> tuple[object, ...]:
        derniere = dernieres.get(v.membre)
        return (v.reseau in siens, derniere is not None, derniere or v.depuis, v.membre)

    volontaires = [v for v in debugages.volontaires(ctx.session) if v.membre not in deja]
    return sorted((v for v in volontaires if _d_ailleurs(ctx, ligne, v, siens)), key=rang)


def _d_ailleurs(ctx: Context, ligne: Debugage, v: VolontaireDebugage, siens: set[int]) -> bool:
    """Vrai si cette personne est d'un autre réseau (ouvert aux voisins), ou d'un autre service."""
    la = chez(ctx, v.reseau)
    if la.reseau is None or not la.est_membre(v.membre):
        return False
    if v.reseau not in siens:
        return la.reglages.voisins and not la.est_membre(ligne.demandeur)
    le_sien, l_autre = _service(la, ligne.demandeur), _service(la, v.membre)
    return bool(le_sien and l_autre) and le_sien != l_autre


def _service(ctx: Context, mxid: str) -> str:
    """Le service que dit le nom affiché, dans le salon d'attache ; vide s'il n'en dit pas."""
    adhesion = salons.adhesion(ctx.session, ctx.ici.salon, mxid)
    return "" if adhesion is None else fold(service_de(adhesion.nom))


def _solliciter(
    ctx: Context, ligne: Debugage, volontaire: VolontaireDebugage, nouveau: bool
) -> list[Effect]:
    la, membre = chez(ctx, volontaire.reseau), volontaire.membre
    conversation = str(ctx.conversation(membre))
    limite = la.apres(PATIENCE)
    ligne.etat, ligne.pair, ligne.pair_reseau = INVITE, membre, volontaire.reseau
    question = Question(
        about=ligne.about, a=membre, salon=conversation, type=SUJET,
        contexte={"boutons": [PRENDRE, PASSER], "reseau": volontaire.reseau}, le=ctx.now,
    )  # fmt: skip
    texte = phrases.propose(ligne.situation, quand(limite, ctx.now, la.reglages.fuseau))
    return [
        Save(ligne),
        Save(Pressenti(debugage=ligne.numero, membre=membre, le=ctx.now)),
        Save(question),
        RemindAt(when=limite, reason=REPONSE, about=ligne.about),
        Send(to=Room(conversation), texte=texte, type=SUJET, mention=(membre,),
             boutons=(PRENDRE, PASSER), about=ligne.about),
        *attention.sollicite(la, membre, SUJET),
        *(_note(ctx, "Je demande à quelqu'un maintenant.") if nouveau else ()),
    ]  # fmt: skip


def _attendre(
    ctx: Context, ligne: Debugage, permis: datetime | None, nouveau: bool
) -> list[Effect]:
    """Personne maintenant : on y revient, au plus `JOURS` jours ouvrés."""
    ligne.etat, ligne.pair, ligne.pair_reseau = CHERCHE, None, None
    chez_soi = chez(ctx, ligne.reseau)
    if permis is None:
        ligne.essais += 1
        permis = chez_soi.apres(Delai(jours=1))
    if ligne.essais > JOURS:
        return _renoncer(ctx, ligne)
    dit = quand(permis, ctx.now, chez_soi.reglages.fuseau)
    suite = f"Personne n'est libre pour l'instant : je cherche de nouveau {dit}."
    return [
        Save(ligne),
        RemindAt(when=permis, reason=CHERCHER, about=ligne.about),
        *(_note(ctx, suite) if nouveau else ()),
    ]


def _note(ctx: Context, suite: str) -> Iterator[Effect]:
    yield ctx.dit(phrases.cherche(suite), type=SUJET)


def _renoncer(ctx: Context, ligne: Debugage) -> list[Effect]:
    texte = Texte.de(
        "Je n'ai trouvé personne d'ailleurs pour votre débugage. J'arrête de chercher.",
        "Votre situation peut devenir une question : aide et vos mots.",
    )
    return [*clore(ctx, ligne, ABANDONNE), *au_demandeur(ctx, ligne, texte)]


def au_demandeur(ctx: Context, ligne: Debugage, texte: Texte) -> list[Effect]:
    """Un message à qui demandait, dans sa conversation ; rien s'il n'y en a plus."""
    conversation = ctx.conversation(ligne.demandeur)
    if conversation is None:
        return []
    return [Send(to=Room(conversation), texte=texte, type=SUJET, mention=(ligne.demandeur,))]


def clore(ctx: Context, ligne: Debugage, etat: str) -> list[Effect]:
    """Une fin ; ce qui était gardé des mots est effacé."""
    ligne.etat, ligne.fini_le, ligne.situation, ligne.suites = etat, ctx.now, "", ""
    ouverte = histoires.question(ctx.session, ligne.about)
    efface: list[Effect] = [] if ouverte is None else [Delete(ouverte)]
    return [Save(ligne), *efface, Forget(about=ligne.about)]


def abandonner(ctx: Context, membre: str) -> list[Effect]:
    """Qui demandait s'en va, ou veut être oublié : ses débugages s'arrêtent, sans un mot."""
    effets: list[Effect] = []
    for ligne in debugages.du_demandeur(ctx.session, membre):
        ouvert = ligne.etat in (EN_COURS, SUITES)
        effets += clore(ctx, ligne, ABANDONNE)
        effets += [LeaveRoom(to=Story(ligne.about))] if ouvert else []
    return effets


# -- la réponse de qui est sollicité ---------------------------------------------------------------


def accepter(ctx: Context, ligne: Debugage) -> list[Effect]:
    """Oui : les deux sont présentés, leur salon s'ouvre."""
    pair, demandeur = str(ligne.pair), ligne.demandeur
    ligne.etat, ligne.etape, ligne.essais = EN_COURS, 0, 0
    texte = phrases.accueil(demandeur, pair)
    nom = f"Débugage {ligne.numero}"
    return [
        Save(ligne),
        *_repondu(ctx, ligne, ACCEPTE),
        Forget(about=ligne.about),
        RemindAt(when=chez(ctx, ligne.reseau).apres(COMMENCER), reason=TEMPS, about=ligne.about),
        OpenRoom(about=ligne.about, invites=(demandeur, pair), nom=nom),
        Send(to=Story(ligne.about), texte=texte, type=SUJET, mention=(demandeur, pair),
             boutons=(OUI, NON), about=f"{ligne.about}:0"),
        ctx.dit(phrases.d_accord(demandeur, "Merci. Voici la personne : "), type=SUJET,
                mention=(pair,)),
        *au_demandeur(ctx, ligne, phrases.d_accord(pair, "Quelqu'un veut bien : ")),
    ]  # fmt: skip


def decliner(ctx: Context, ligne: Debugage, etat: str = DECLINE) -> list[Effect]:
    """Non, ou le silence : quelqu'un d'autre, sans un mot à qui demandait."""
    repondu = _repondu(ctx, ligne, etat)
    return [*repondu, Forget(about=ligne.about), *chercher(ctx, ligne)]


def se_taire(ctx: Context, ligne: Debugage) -> list[Effect]:
    """Un jour ouvré sans réponse."""
    la, pair = chez(ctx, ligne.pair_reseau), str(ligne.pair)
    arret = attention.arreter(la, pair, SUJET, "les débugages") if la.reseau is not None else []
    return [*arret, *decliner(ctx, ligne, TU)]


def _repondu(ctx: Context, ligne: Debugage, etat: str) -> list[Effect]:
    pair = str(ligne.pair)
    pressenti = debugages.pressenti(ctx.session, ligne.numero, pair)
    effets: list[Effect] = []
    if pressenti is not None:
        pressenti.etat = etat
        effets.append(Save(pressenti))
    ouverte = histoires.question(ctx.session, ligne.about)
    if ouverte is not None:
        effets.append(Delete(ouverte))
    la = chez(ctx, ligne.pair_reseau)
    if etat != TU and la.reseau is not None:
        effets += attention.repond(la, pair, SUJET)
    return effets
