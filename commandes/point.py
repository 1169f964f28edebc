"""Le point du jour de l'animation, en privé, seulement si quelque chose attend."""

from bot.core import (
    accueil_textes,
    animation,
    departs,
    lacunes,
    meteo_textes,
    rituels_dus,
    suivi,
)
from bot.core.animation import POINT, Point
from bot.core.context import Context
from bot.core.couverture import noms
from bot.core.dates_phrases import dire_jour
from bot.core.effects import Address, Effect, OpenRoom, RemindAt, Room, Save, Send, Story
from bot.core.events import Arrival, Departure, Due
from bot.core.portee import GENRE
from bot.core.registry import on_arrival, on_departure, on_due
from bot.core.texte import Gras, Morceau, Texte
from bot.core.texte import numero as dire_numero
from donnees import reseau as reseaux
from donnees import theme as themes
from donnees.demande import Demande
from donnees.passage import ARRIVEE, DEPART

LIGNES = 8
Ligne = tuple[Morceau, ...]


@on_arrival
def arrivee(arrive: Arrival, ctx: Context) -> list[Effect]:
    """L'animation apprendra l'arrivée par son point."""
    return animation.arrivee(ctx, arrive.membre)


@on_departure
def depart(parti: Departure, ctx: Context) -> list[Effect]:
    """L'animation apprendra le départ par son point."""
    return animation.depart(ctx, parti.membre)


@on_due(POINT)
def du_jour(echu: Due, ctx: Context) -> list[Effect]:
    """Le point du jour, puis le rendez-vous du jour ouvré suivant.

    En retard (le robot était arrêté), il se dit encore s'il est dans les heures du réseau.
    """
    ctx.reseau = reseaux.reseau(ctx.session, int(echu.about.removeprefix("point:")))
    if ctx.reseau is None:
        return []
    suite = RemindAt(when=animation.prochain(ctx), reason=POINT, about=echu.about)
    if not ctx.reglages.horaires.ouvert(ctx.now):
        return [suite]
    a_qui = animation.secondes(ctx)
    attend = animation.point(ctx, a_qui[0]) if a_qui else None
    return [suite, *_sus(attend), *_dire(ctx, attend, a_qui[0])] if attend else [suite]


def _sus(attend: Point) -> list[Effect]:
    """Ce qui ne se dit qu'une fois."""
    for meteo in attend.meteos:
        meteo.conseillee = False
    return [Save(meteo) for meteo in attend.meteos]


def _dire(ctx: Context, attend: Point, personne: str) -> list[Effect]:
    champs = {
        "demandes": attend.numeros, "arrivees": attend.mouvements(ARRIVEE),
        "departs": attend.mouvements(DEPART),
    }  # fmt: skip
    for passage in attend.passages:
        passage.dit = True
    chiffres = lacunes.dites(list(attend.lacunes))
    conversation = ctx.conversation(personne)
    adresse: Address = Room(conversation or "")
    ouvre: list[Effect] = []
    if conversation is None:
        jour = ctx.reglages.horaires.jour_local(ctx.now)
        about = f"{animation.histoire(ctx)}:{jour.isoformat()}:{personne}"
        adresse = Story(about)
        ouvre = [OpenRoom(about=about, invites=(personne,), direct=True)]
    texte = _texte(ctx, attend, neuve=conversation is None)
    dit = Send(to=adresse, texte=texte, type=POINT, champs=champs, mention=(personne,))
    return [*ouvre, *(Save(p) for p in attend.passages), *chiffres, *_lues(attend), dit]


def _lues(attend: Point) -> list[Effect]:
    """Ce qui vient d'être dit ne l'est qu'une fois ; les mots confiés ne sont plus gardés."""
    for seul in attend.seuls:
        seul.a_signaler = False
    for confie in attend.confies:
        confie.mots = []
    return [Save(a) for a in (*attend.seuls, *attend.confies)]


# -- le texte --------------------------------------------------------------------------------------


def _texte(ctx: Context, attend: Point, *, neuve: bool) -> Texte:
    nom = ctx.reglages.nom
    debut: Ligne = ("Réseau ", Gras(ctx.ici.nom), ", ce qui vous attend :")
    if neuve:
        debut = (f"Bonjour, je suis {nom}, le robot du réseau ", Gras(ctx.ici.nom),
                 ". Je vous écris ici le matin, quand quelque chose attend :")  # fmt: skip
    questions = [_sans_personne(ctx, d) for d in attend.demandes]
    mots = [ligne for a in attend.confies for ligne in accueil_textes.mots_confies(a)]
    portees = [suivi.dire(ctx, d) for d in attend.dus]
    return Texte.de(
        debut,
        *_coupe([*questions, *portees]),
        *rituels_dus.avant(ctx),
        *(lacunes.paragraphe(ctx, x) for x in attend.lacunes),
        *(meteo_textes.espacer(meteo) for meteo in attend.meteos),
        _gens(attend.mouvements(ARRIVEE), "Arrivée : ", "Arrivées : "),
        _gens(attend.mouvements(DEPART), "Départ : ", "Départs : "),
        *departs.fragiles(ctx, attend.mouvements(DEPART)),
        *departs.roles(ctx, attend.mouvements(DEPART)),
        *accueil_textes.sans_accompagnant(attend.seuls),
        *mots,
        *_gestes(attend),
        "Pour ne plus recevoir ce point : stop" if neuve else None,
    )


def _coupe(lignes: list[Ligne]) -> list[Ligne]:
    reste = len(lignes) - LIGNES
    suite: list[Ligne] = [(f"Et {reste} de plus : demandes",)] if reste > 0 else []
    return [*lignes[:LIGNES], *suite]


def _sans_personne(ctx: Context, demande: Demande) -> Ligne:
    theme = themes.theme(ctx.session, demande.reseau, demande.theme or -1)
    nomme = f"{dire_numero(demande.numero)}, {theme.nom}" if theme else dire_numero(demande.numero)
    horaires = ctx.reglages.horaires
    depuis = dire_jour(horaires.jour_local(demande.cree_le), horaires.jour_local(ctx.now))
    return (f"Question {nomme}, posée {depuis} : je n'ai encore trouvé personne.",)


def _gens(membres: list[str], un: str, plusieurs: str) -> Ligne | None:
    if not membres:
        return None
    return (plusieurs if len(membres) > 1 else un, *noms(tuple(membres), 10), ".")


def _gestes(attend: Point) -> list[str]:
    """Ce que l'animation peut faire, avec de vrais numéros."""
    lignes = []
    if attend.demandes:
        n = attend.demandes[0].numero
        lignes.append(f"La porter plus haut : porter {n} direction vendredi")
    portees = [d.about.removeprefix("demande:") for d in attend.dus if d.genre == GENRE]
    if portees:
        lignes.append(f"La réponse est venue : résolu {portees[0]} et la réponse")
    return lignes
