"""Accueillir : la ligne du salon, les mots en privé, les étapes. Les règles (contrat §9) :

1. Qui était là à l'ouverture du réseau n'arrive pas ; qui suit un salon remplacé non plus. Qui
   revient est salué d'une ligne, au plus une fois par jour, et ne repasse pas par l'accueil.
2. Une ligne au salon pour tous ceux d'un même moment : on attend `CALME` sans arrivée ou, dès que
   l'on est plusieurs en une minute, `RAFALE` (au plus `PATIENCE`), en temps vrai, car c'est le fil
   qui les amène : un serveur chargé en fait entrer quarante lentement. Les mots en privé, eux,
   partent aussitôt, au pas des textes de masse.
3. Les étapes se comptent en jours de travail de la personne : ni ses absences, ni ses jours libres
   de temps partiel, ni les jours fériés. Ils se comptent un par un : une absence finie est oubliée.
4. Une étape est une sollicitation (`bot.core.attention`) : une par jour, tous sujets confondus ;
   « stop » les termine, et une étape laissée sans réponse n'empêche pas la suivante.
5. Qui s'en va n'est plus accueilli : rien ne reste à lui demander, ni à personne pour elle.
"""

from datetime import datetime, timedelta

from bot.core import accueil_etapes as reglees
from bot.core import accueil_textes as phrases
from bot.core import attention, fiche, presence
from bot.core.context import Context
from bot.core.effects import (
    Address,
    Delete,
    Effect,
    Forget,
    OpenRoom,
    RemindAt,
    Room,
    Save,
    Send,
    Story,
)
from bot.core.fiche import Modele
from donnees import accueil as accueils
from donnees import fiche as fiches
from donnees.accueil import EN_COURS, FINI, Accueil, Salut
from donnees.fiche import Fiche

SUJET, QUOI = "accueil", "l'accueil"
SALUER, JOUR = "accueil.saluer", "accueil.jour"
SALON, PRIVE = "bienvenue.salon", "bienvenue.prive"
ARRIVEE, RETOUR, ACCOMPAGNEMENT = "arrivee", "retour", "accompagnement"
CALME, RAFALE, PATIENCE = timedelta(seconds=6), timedelta(seconds=12), timedelta(seconds=90)
UNE_MINUTE = timedelta(minutes=1)
UN_JOUR = timedelta(days=1)
ECOUTE = 2  # jours de travail pendant lesquels des mots libres répondent à une étape
RESTE = 5  # jours de travail gardés à l'accueil après sa dernière étape
TROP_TARD = reglees.JOUR_MAX + 2 * RESTE  # qui n'a pu être joint jusque-là ne l'est plus


# -- au salon --------------------------------------------------------------------------------------


def saluer_bientot(ctx: Context, membre: str, *, revient: bool) -> list[Effect]:
    """Sa ligne au salon, avec ceux du même moment ; rien si elle revient encore le même jour."""
    avant = accueils.salut(ctx.session, ctx.ici.id, membre)
    if revient and avant is not None and avant.revient and ctx.now - avant.le < UN_JOUR:
        return []
    attendent = accueils.a_saluer(ctx.session, ctx.ici.id)
    premier = min((s.le for s in attendent), default=ctx.now)
    limite = premier + PATIENCE * ctx.vitesse
    proches = accueils.entres(ctx.session, ctx.ici.id, ctx.now - UNE_MINUTE * ctx.vitesse)
    calme = RAFALE if proches - {membre} else CALME
    quand = max(ctx.now, min(ctx.now + calme * ctx.vitesse, limite))
    return [
        Save(Salut(reseau=ctx.ici.id, membre=membre, revient=revient, le=ctx.now)),
        RemindAt(when=quand, reason=SALUER, about=f"salut:{ctx.ici.id}"),
    ]


def saluer(ctx: Context) -> list[Effect]:
    """La ligne de tous ceux qui l'attendent et sont encore là."""
    attendent = accueils.a_saluer(ctx.session, ctx.ici.id)
    for salut in attendent:
        salut.dit = True
    la = [s for s in attendent if ctx.est_membre(s.membre)]
    arrives = tuple(s.membre for s in la if not s.revient)
    revenus = tuple(s.membre for s in la if s.revient)
    dits = [_au_salon(ctx, arrives, ARRIVEE)] if arrives else []
    dits += [_au_salon(ctx, revenus, RETOUR)] if revenus else []
    return [*(Save(s) for s in attendent), *dits]


def _au_salon(ctx: Context, gens: tuple[str, ...], quoi: str) -> Send:
    texte = phrases.au_salon(gens) if quoi == ARRIVEE else phrases.de_retour(gens)
    champs = {"membre": gens[0], "membres": list(gens), "etape": quoi}
    return Send(to=Room(ctx.ici.salon), texte=texte, type=SALON, champs=champs,
                mention=gens[: phrases.NOMMES], collectif=True)  # fmt: skip


# -- arriver ---------------------------------------------------------------------------------------


def arriver(ctx: Context, membre: str, modele: Modele) -> tuple[Accueil, list[Effect]]:
    """Une première arrivée : sa fiche, ses premiers mots, le compte de ses jours."""
    ligne, fait = fiche.ouvrir(ctx, modele, membre)
    depart = ctx.reglages.horaires.prochaine_ouverture(ctx.now)
    accueil = Accueil(fiche=ligne.numero, reseau=ctx.ici.id, membre=membre,
                      arrive_le=ctx.now, compte_le=depart)  # fmt: skip
    return accueil, [*fait, Save(accueil), *_premiers_mots(ctx, accueil), _demain(ctx, accueil)]


def _premiers_mots(ctx: Context, accueil: Accueil) -> list[Effect]:
    membre = accueil.membre
    conversation = ctx.conversation(membre)
    ouvre: list[Effect] = []
    adresse: Address = Room(conversation or "")
    if conversation is None:
        about = f"bienvenue:{accueil.fiche}:{membre}"
        adresse = Story(about)
        ouvre = [OpenRoom(about=about, invites=(membre,), direct=True, collectif=True)]
    texte = phrases.en_prive(ctx, membre)
    return [*ouvre, Send(to=adresse, texte=texte, type=PRIVE, mention=(membre,), collectif=True,
                         champs={"membre": membre, "etape": ARRIVEE})]  # fmt: skip


# -- jour après jour -------------------------------------------------------------------------------


def un_jour(ctx: Context, accueil: Accueil, modele: Modele) -> list[Effect]:
    """Compte les jours de travail passés, et pose l'étape dont le jour est venu."""
    ligne = fiches.fiche(ctx.session, accueil.fiche)
    if ligne is None or accueil.etat != EN_COURS:
        return []
    if not attention.peut_ecrire(ctx, accueil.membre) or accueil.jours >= TROP_TARD:
        return finir(ctx, accueil)
    _compter(ctx, accueil)
    if not ctx.est_membre(accueil.membre):  # elle n'a pas encore suivi le salon remplacé
        return [Save(accueil), _demain(ctx, accueil)]
    etape = reglees.suivante(ctx, ligne.demandes, accueil.jours)
    if _fini(ctx, accueil, ligne, reste=etape is not None):
        return finir(ctx, accueil)
    if etape is not None:
        return [Save(accueil), *_etape(ctx, accueil, ligne, modele, etape.champ)]
    return [Save(accueil), *_se_taire(ctx, accueil, ligne), _demain(ctx, accueil)]


def _fini(ctx: Context, accueil: Accueil, ligne: Fiche, *, reste: bool) -> bool:
    """Vrai quand tout fut demandé, et qu'on a laissé le temps de répondre.

    Une étape avancée par l'animation, ou venue pendant que le robot était arrêté, se demande encore
    (`reste`).
    """
    if reste:
        return False
    attend = fiches.questions(ctx.session, ligne)
    horaires = ctx.reglages.horaires
    if attend and ctx.now < horaires.ajoute_jours(attend[0].le, RESTE):
        return False
    return accueil.jours >= reglees.dernier_jour(ctx) + RESTE


def _compter(ctx: Context, accueil: Accueil) -> None:
    """Ajoute chaque jour de travail de la personne, jusqu'à aujourd'hui."""
    horaires = ctx.reglages.horaires
    jour = horaires.ajoute_jours(accueil.compte_le, 1)
    while jour <= ctx.now:
        siens = presence.horaires_de(ctx, accueil.membre)
        absents = presence.absents(ctx, jour)
        if siens.jour_ouvre(siens.jour_local(jour)) and accueil.membre not in absents:
            accueil.jours += 1
        accueil.compte_le = jour
        jour = horaires.ajoute_jours(jour, 1)


def _etape(
    ctx: Context, accueil: Accueil, ligne: Fiche, modele: Modele, champ: str
) -> list[Effect]:
    """L'étape, si l'on peut solliciter ; sinon, dès qu'on le pourra."""
    permis = attention.peut_solliciter(ctx, accueil.membre, SUJET)
    suite = _demain(ctx, accueil)
    if permis is True:
        pose = fiche.demander(ctx, modele, ligne, champ)
        note = attention.sollicite(ctx, accueil.membre, SUJET)
        return [*fiche.n_ecoute_plus(ctx, ligne), *pose, *note, suite]
    if isinstance(permis, datetime) and permis < suite.when:
        suite = RemindAt(when=permis, reason=JOUR, about=accueil.about)
    return [suite]


def _se_taire(ctx: Context, accueil: Accueil, ligne: Fiche) -> list[Effect]:
    """Deux jours après une étape, des mots n'y répondent plus : c'est peut-être une question."""
    ouvertes = fiches.questions(ctx.session, ligne)
    if not ouvertes:
        return []
    limite = ctx.reglages.horaires.ajoute_jours(ouvertes[0].le, ECOUTE)
    return fiche.n_ecoute_plus(ctx, ligne) if ctx.now >= limite else []


def _demain(ctx: Context, accueil: Accueil) -> RemindAt:
    """Le jour ouvré qui suit, à la même heure."""
    quand = ctx.reglages.horaires.ajoute_jours(accueil.compte_le, 1)
    return RemindAt(when=max(quand, ctx.now), reason=JOUR, about=accueil.about)


# -- finir -----------------------------------------------------------------------------------------


def finir(ctx: Context, accueil: Accueil) -> list[Effect]:
    """L'accueil est terminé : plus rien n'y est demandé, ni cherché."""
    accueil.etat, accueil.fini_le = FINI, ctx.now
    ligne = fiches.fiche(ctx.session, accueil.fiche)
    ferme: list[Effect] = []
    if ligne is not None:
        ligne.reponses = {}  # elles ont servi, ou rien n'en a été confié
        ferme = fiche.finir(ctx, ligne)
    return [Save(accueil), *ferme, Forget(about=accueil.about)]


def partir(ctx: Context, membre: str) -> list[Effect]:
    """Cette personne s'en va : ni ligne au salon, ni étape, ni question à qui l'accompagnerait."""
    salut = accueils.salut(ctx.session, ctx.ici.id, membre)
    effets: list[Effect] = [Delete(salut)] if salut is not None and not salut.dit else []
    for accueil in accueils.accueils(ctx.session, ctx.ici.id):
        if accueil.membre == membre:
            effets += finir(ctx, accueil)
    return effets
