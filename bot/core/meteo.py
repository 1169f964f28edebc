"""La météo : demander à chacun comment il va, montrer sans désigner, puis oublier (contrat §8).

1. Le mode est celui du jour où la question part, pour toute sa fenêtre. *Ouverte* : des touches
   dans le salon, vues de tous ; ce qui est dit à part n'y compte pas, cela se déduirait.
   *Confidentielle* : le salon est prévenu, chacun est interrogé à part. *Anonyme* : des nombres et
   des jetons ; la première réponse reste.
2. Une réponse vaut jusqu'à la clôture, et peut venir avant l'heure, depuis la fin du dernier jour
   ouvré. À la clôture, qui a dit quoi est effacé, du fichier aussi ; les nombres montrés restent.
3. La question en privé est une sollicitation (`attention`) ; la relance, éteinte sauf réglage, va
   avec elle, à 80 % de la fenêtre, jamais deux fois de suite, jamais en anonyme.
4. Réseau discret, ou de moins de cinq membres : rien dans le salon, et si chacun a dit oui.
5. « !météo ici » : dans le salon, dix minutes, rien n'en est gardé.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core import attention, rituels
from bot.core import meteo_textes as phrases
from bot.core.boutons import PRIVE
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Forget, RemindAt, Room, Save, Send
from bot.core.meteo_lue import EMOJI, TEMPS
from bot.core.reglages import ANONYME, CONFIDENTIELLE, OUVERTE
from donnees import histoire as histoires
from donnees import meteo as meteos
from donnees import rituel as lignes_rituel
from donnees.histoire import Question
from donnees.meteo import ATTEND, PAS_CETTE_FOIS, TU, Meteo, NoteCarnet, Vote
from donnees.rituel import METEO, Occurrence, Rituel

SUJET, QUOI = "meteo", "la météo"
QUESTION, RESULTAT, RELANCE, NOTE = (
    "meteo.question", "meteo.resultat", "meteo.relance", "meteo.note",
)  # fmt: skip
CLORE, RELANCER, A_PART_DUE = "meteo.clore", "meteo.relancer", "meteo.apart"
A_PART = "meteoapart"
AVEC_RELANCE = "meteo_relance"  # gardé avec les réglages du réseau, sans en être un : nul défaut
LECTEUR = "meteo"  # qui reconnaît une réponse parmi des mots nus (`bot.core.attendus`)
MOMENT = timedelta(minutes=10)
PART_RELANCE = 0.8


# -- se repérer ------------------------------------------------------------------------------------


def du_fil(ctx: Context, about: str | None) -> Meteo | None:
    """La météo dont parle ce fil (« meteo:12 », « meteoapart:12:@ines… »)."""
    numero = (about or "").split(":")[1:2]
    if not numero or not numero[0].isdecimal():
        return None
    return meteos.meteo(ctx.session, int(numero[0]))


def vivante(ctx: Context, meteo: Meteo | None) -> bool:
    """Vrai si l'on peut encore y répondre."""
    return meteo is not None and meteo.etat == meteos.OUVERTE and _a_temps(ctx, meteo)


def _a_temps(ctx: Context, meteo: Meteo) -> bool:
    return meteo.fin is None or ctx.now < meteo.fin


def fil_a_part(meteo: Meteo, membre: str) -> str:
    """Le fil de la question posée à part à cette personne."""
    return f"{A_PART}:{meteo.id}:{membre}"


def champs(ctx: Context, meteo: Meteo) -> dict[str, object]:
    """Le jumeau de tout message d'une météo ; celle d'un moment n'est d'aucun rituel : 0."""
    vu = lignes_rituel.rituel(ctx.session, meteo.rituel) if meteo.rituel else None
    zone = ctx.reglages.fuseau if vu is None else vu.fuseau
    return {"rituel": meteo.rituel, "occurrence": rituels.iso(meteo.le, zone)}


def champs_d_aucune(ctx: Context) -> dict[str, object]:
    """Le jumeau d'une réponse que nulle météo n'attendait."""
    return {"rituel": 0, "occurrence": rituels.iso(ctx.now, ctx.reglages.fuseau)}


def a_repondu(ctx: Context, meteo: Meteo, membre: str) -> Vote | None:
    """Ce que cette personne a dit (son jeton, en anonyme)."""
    if meteo.mode == ANONYME and not meteo.sel:
        return None
    return meteos.vote(ctx.session, meteo.id, cle(meteo, membre))


def cle(meteo: Meteo, membre: str) -> str:
    """Ce qui tient lieu de la personne : elle, ou son jeton."""
    return meteos.jeton(meteo.sel, membre) if meteo.mode == ANONYME else membre


# -- ouvrir ----------------------------------------------------------------------------------------


def ouvrir(ctx: Context, fois: Occurrence) -> list[Effect]:
    """La question part : dans le salon, et à part chez qui peut l'être."""
    meteo, avant = _adopter(ctx, fois)
    meteo.fois, meteo.le, meteo.fin, meteo.etat = fois.id, fois.le, fois.fin, meteos.OUVERTE
    meteo.reservee = rituels.reserve(ctx)
    if meteo.reservee and meteo.mode == OUVERTE:
        meteo.mode = CONFIDENTIELLE  # rien ne s'y dit dans le salon : rien n'y est vu de tous
    effets: list[Effect] = [*avant, Save(meteo)]
    if not meteo.reservee:
        effets.append(_au_salon(ctx, meteo, fois))
    if meteo.mode != OUVERTE:
        for membre in ctx.membres():
            effets += demander_a(ctx, meteo, membre)
    return [*effets, *_echeances(ctx, meteo)]


def _adopter(ctx: Context, fois: Occurrence) -> tuple[Meteo, list[Effect]]:
    """La météo qui attendait avec des réponses en avance, ou une neuve.

    Un changement de mode vaut dès cette question : ce qui fut dit sous un autre est oublié.
    """
    mode = ctx.reglages.meteo
    attend = meteos.qui_attend(ctx.session, fois.rituel) if fois.rituel else None
    if attend is None:
        return nouvelle(ctx, fois.rituel, fois.le, mode), []
    if attend.mode == mode:
        return attend, []
    attend.mode, attend.votes = mode, {}
    return attend, [Delete(v) for v in meteos.votes(ctx.session, attend.id)]


def nouvelle(ctx: Context, rituel: int, le: datetime, mode: str) -> Meteo:
    """Une météo de plus, sans réponse."""
    return Meteo(id=ctx.numero("meteo"), reseau=ctx.ici.id, rituel=rituel, mode=mode, le=le)


def _au_salon(ctx: Context, meteo: Meteo, fois: Occurrence) -> Send:
    boutons = EMOJI if meteo.mode == OUVERTE else (PRIVE,)
    retard = rituels.en_retard(ctx, fois)
    return Send(
        to=Room(fois.salon), texte=phrases.au_salon(ctx, meteo, en_retard=retard), type=QUESTION,
        champs=champs(ctx, meteo), appel=True, about=meteo.about, boutons=boutons, collectif=True,
    )  # fmt: skip


def _echeances(ctx: Context, meteo: Meteo) -> list[Effect]:
    """La clôture ; la relance si le réseau en veut, et si la fois d'avant n'en a pas eu."""
    assert meteo.fin is not None  # noqa: S101 (une météo ouverte a sa fin)
    effets: list[Effect] = [RemindAt(when=meteo.fin, reason=CLORE, about=meteo.about)]
    avant = meteos.closes(ctx.session, meteo.rituel, 1)
    deux_fois = bool(avant) and avant[0].relancee
    if ctx.ici.reglages.get(AVEC_RELANCE) and meteo.mode != ANONYME and not deux_fois:
        quand = ctx.now + (meteo.fin - ctx.now) * PART_RELANCE
        effets.append(RemindAt(when=quand, reason=RELANCER, about=meteo.about))
    return effets


# -- à part ----------------------------------------------------------------------------------------


def demander_a(ctx: Context, meteo: Meteo, membre: str) -> list[Effect]:
    """La question à part, si l'on peut la poser à cette personne aujourd'hui."""
    conversation = ctx.conversation(membre)
    if conversation is None or a_repondu(ctx, meteo, membre) is not None:
        return []
    permis = attention.peut_solliciter(ctx, membre, SUJET, a_toute_heure=True)
    if permis is True:
        pose = poser(ctx, meteo, membre, conversation)
        return [*pose, *attention.sollicite(ctx, membre, SUJET)]
    if isinstance(permis, datetime):
        plus_tard = RemindAt(when=permis, reason=A_PART_DUE, about=fil_a_part(meteo, membre))
        return [plus_tard] if meteo.fin is not None and permis < meteo.fin else []
    return attention.arreter(ctx, membre, SUJET, QUOI)


def poser(ctx: Context, meteo: Meteo, membre: str, salon: str) -> list[Effect]:
    """La question, dans cette conversation ; sans effet si elle y est déjà."""
    about = fil_a_part(meteo, membre)
    if histoires.question(ctx.session, about) is not None:
        return []
    question = Question(
        about=about, a=membre, salon=salon, type=QUESTION, le=ctx.now,
        contexte={"libre": LECTEUR, "reseau": meteo.reseau},
    )  # fmt: skip
    dit = Send(
        to=Room(salon), texte=phrases.a_part(ctx, meteo, membre), type=QUESTION, about=about,
        champs=champs(ctx, meteo), mention=(membre,), collectif=True,
    )  # fmt: skip
    return [Save(question), dit]


def relancer(ctx: Context, meteo: Meteo) -> list[Effect]:
    """Un mot à qui n'a pas répondu, et a sa conversation ; une personne absente n'attend rien."""
    effets: list[Effect] = []
    for membre in ctx.membres():
        conversation = ctx.conversation(membre)
        if conversation is None or a_repondu(ctx, meteo, membre) is not None:
            continue
        if attention.peut_relancer(ctx, membre, SUJET):
            effets.append(
                Send(to=Room(conversation), texte=phrases.relance(ctx, meteo), type=RELANCE,
                     champs=champs(ctx, meteo), mention=(membre,), collectif=True,
                     about=fil_a_part(meteo, membre))
            )  # fmt: skip
            effets += attention.relance(ctx, membre, SUJET)
    meteo.relancee = bool(effets)
    return [Save(meteo), *effets]


# -- répondre --------------------------------------------------------------------------------------


def toutes_en_cours(ctx: Context) -> list[Meteo]:
    """Celles auxquelles on peut répondre, la plus récente d'abord."""
    return [m for m in meteos.ouvertes(ctx.session, ctx.ici.id) if _a_temps(ctx, m)]


def en_cours(ctx: Context, *, prive: bool) -> Meteo | None:
    """Celle à laquelle on répond : la plus récente ; à part, jamais celle d'un moment."""
    return next((m for m in toutes_en_cours(ctx) if m.rituel or not prive), None)


def en_avance(ctx: Context) -> tuple[Meteo, list[Effect]] | None:
    """La prochaine, si l'on est depuis la fin du dernier jour ouvré qui la précède."""
    for rituel in lignes_rituel.rituels(ctx.session, ctx.ici.id):
        if rituel.genre == METEO and rituel.prochaine and _depuis(ctx, rituel) <= ctx.now:
            attend = meteos.qui_attend(ctx.session, rituel.id)
            if attend is not None:
                return attend, []
            neuve = nouvelle(ctx, rituel.id, rituel.prochaine, ctx.reglages.meteo)
            neuve.etat = ATTEND
            oubli = rituel.prochaine + timedelta(days=1)  # si elle n'a jamais lieu
            return neuve, [Save(neuve), RemindAt(when=oubli, reason=CLORE, about=neuve.about)]
    return None


def _depuis(ctx: Context, rituel: Rituel) -> datetime:
    """La fin du dernier jour ouvré avant la prochaine fois."""
    assert rituel.prochaine is not None  # noqa: S101 (l'appelant l'a vérifié)
    horaires = ctx.reglages.horaires
    jour = horaires.jour_local(rituel.prochaine) - timedelta(days=1)
    for _ in range(60):
        if horaires.jour_ouvre(jour):
            break
        jour -= timedelta(days=1)
    ouvertures = horaires.ouvertures(jour)
    return ouvertures[-1][1] if ouvertures else rituel.prochaine


def voter(ctx: Context, meteo: Meteo, membre: str, temps: int) -> list[Effect]:
    """Note ce que cette personne dit ; en anonyme, rien qui la relie à son temps."""
    effets = attention.repond(ctx, membre, SUJET)
    if meteo.mode != ANONYME:
        return [*effets, Save(Vote(meteo=meteo.id, cle=membre, temps=temps))]
    if temps != PAS_CETTE_FOIS:
        compte = str(temps)
        meteo.votes = {**meteo.votes, compte: int(meteo.votes.get(compte, 0)) + 1}
    return [*effets, Save(meteo), Save(Vote(meteo=meteo.id, cle=membre, temps=TU))]


def noter_au_carnet(ctx: Context, membre: str, temps: int, mot: str) -> list[Effect]:
    """Dans son carnet, si elle l'a ouvert : le dernier temps dit ce jour."""
    if temps not in TEMPS or meteos.carnet(ctx.session, ctx.ici.id, membre) is None:
        return []
    jour = ctx.reglages.horaires.jour_local(ctx.now).isoformat()
    return [Save(NoteCarnet(reseau=ctx.ici.id, membre=membre, jour=jour, temps=temps, mot=mot))]


# -- oublier ---------------------------------------------------------------------------------------


def temps_dits(ctx: Context, meteo: Meteo) -> list[int]:
    """Les temps, sans qui les a dits."""
    if meteo.mode == ANONYME:
        return [int(t) for t, combien in sorted(meteo.votes.items()) for _ in range(int(combien))]
    return [v.temps for v in meteos.votes(ctx.session, meteo.id)]


def oublier(ctx: Context, meteo: Meteo) -> list[Effect]:
    """Qui a dit quoi : effacé. Les questions posées à part, et les touches, aussi."""
    meteo.sel, meteo.votes = "", {}
    effacees: Iterable[object] = (
        *meteos.votes(ctx.session, meteo.id),
        *meteos.questions(ctx.session, f"{A_PART}:{meteo.id}:"),
        *meteos.gestes(ctx.session, meteo.about),
    )
    return [*(Delete(ligne) for ligne in effacees), Forget(about=meteo.about)]
