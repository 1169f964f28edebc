"""S'absenter, faire une pause, revenir : on n'est alors plus sollicité, sans avoir à dire pourquoi.

1. Seules les dates sont gardées. Une raison donnée quand même n'est ni notée, ni répétée.
2. Une absence qui commence libère ce que la personne avait en main (`bot.core.demandes_absence`).
3. Redire une absence qui commence le même jour remplace la précédente.
"""

from datetime import datetime

from bot.core import absences_dites, demandes_absence
from bot.core.context import Context
from bot.core.dates import Compris, Incompris, comprendre, dire_periode
from bot.core.effects import Delete, Effect, Forget, Refusal, RemindAt, Save
from bot.core.events import Departure, Due, Message
from bot.core.registry import command, on_departure, on_due
from bot.core.texte import Texte
from donnees import absence as absences
from donnees import reseau as reseaux
from donnees.absence import Absence

EXEMPLE = "!absent du 3 au 10 décembre"
TYPE, DEBUT = "absence.note", "absence"
SANS_FIN = "jusqu'à ce que vous écriviez : !présent"


@command(
    "!absent <periode…>", "!absente <periode…>", "!absent", "!absente", exemple=EXEMPLE,
    muette=True, envie="Ne pas être sollicité pendant une absence",
)  # fmt: skip
def absent(message: Message, ctx: Context, periode: str | None) -> list[Effect]:
    """Dites quand vous n'êtes pas là : je ne vous demande rien, et je n'attends rien de vous.

    « !absent demain », « !absent jusqu'à vendredi », « !absent du 3 au 10 décembre ». Pas besoin
    de dire pourquoi. De retour plus tôt : « !présent ».
    """
    if periode is None:
        raise Refusal(f"Jusqu'à quand ? Par exemple : {EXEMPLE}", type="usage")
    if absences_dites.sans_fin(periode):
        return _noter(message, ctx, ctx.now, None, f"Absence notée, {SANS_FIN}.")
    lue, laisse = _lire(periode, ctx)
    fait = f"Absence notée : {lue.phrase}."
    return _noter(message, ctx, lue.occurrences[0], lue.fin, fait, laisse=laisse)


@command(
    "!pause <duree…>", "!pause", "!je-ne-peux-plus", exemple="!pause deux semaines", muette=True,
    seule=("je ne peux plus",), envie="Souffler : ne plus être sollicité un moment",
)  # fmt: skip
def pause(message: Message, ctx: Context, duree: str | None) -> list[Effect]:
    """Je ne vous demande plus rien pendant ce temps. Vous n'avez rien à expliquer.

    « !pause deux semaines », « !pause jusqu'à lundi ». Sans durée, la pause dure jusqu'à ce que
    vous écriviez « !présent ». « Je ne peux plus » fait la même chose.
    """
    if duree is None or absences_dites.sans_fin(duree):
        return _noter(message, ctx, ctx.now, None, f"Pause notée, {SANS_FIN}.")
    lue, laisse = _lire(duree, ctx)
    fait = f"Pause notée : {lue.phrase}."
    return _noter(message, ctx, lue.occurrences[0], lue.fin, fait, laisse=laisse)


@command(
    "!présent", "!présente", "!présent <suite…>", "!présente <suite…>", exemple="!présent",
    muette=True,
)  # fmt: skip
def present(message: Message, ctx: Context, suite: str | None) -> list[Effect]:
    """Vous êtes de retour : je peux de nouveau vous transmettre une question.

    Si votre absence n'a pas commencé, elle est effacée.
    """
    notees = absences.absences(ctx.session, ctx.ici.id, message.auteur, ctx.now)
    en_cours = [a for a in notees if a.couvre(ctx.now)]
    finies = en_cours or notees
    restent = [a for a in notees if a not in finies]
    effets = _effacer(finies)
    if en_cours:
        effets += demandes_absence.Absence(ctx).finir(message.auteur)
    return [*effets, ctx.dit(_retour(en_cours, finies, restent, ctx), type=TYPE)]


def _retour(
    en_cours: list[Absence], finies: list[Absence], restent: list[Absence], ctx: Context
) -> Texte:
    if not finies:
        return Texte.ligne("Je vous croyais déjà là : rien à changer.")
    if en_cours:
        debut = "Bon retour. Je peux de nouveau vous transmettre une question."
    else:
        debut = "C'est effacé : je ne note plus d'absence pour vous."
    suite = [f"Reste notée : {_dite(a, ctx)}." for a in restent[:3]]
    return Texte.de(debut, *suite)


def _dite(notee: Absence, ctx: Context) -> str:
    if notee.fin is None:
        return SANS_FIN
    return dire_periode(notee.debut, notee.fin, ctx.reglages.fuseau, ctx.now)


# -- noter -----------------------------------------------------------------------------------------


def _lire(dite: str, ctx: Context) -> tuple[Compris, bool]:
    """La période dite ; lève `Refusal` (usage) si elle ne se comprend pas."""
    zone = ctx.reglages.fuseau
    try:
        return absences_dites.lire_periode(dite, ctx.now, zone)
    except Incompris as refus:
        raise Refusal(_pourquoi(dite, str(refus), ctx, zone), type="usage") from None


def _pourquoi(dite: str, refus: str, ctx: Context, zone: str) -> Texte:
    try:
        toujours = comprendre(dite, ctx.now, zone).genre == "recurrence"
    except Incompris:
        toujours = False
    if toujours:
        return Texte.de(
            "C'est chaque semaine ? Dites plutôt vos jours de travail : "
            "!profil jours lundi, mardi, jeudi",
            f"Pour une seule fois : {EXEMPLE}",
        )
    return Texte.ligne(refus)


def _noter(
    message: Message, ctx: Context, debut: datetime, fin: datetime | None, fait: str, *,
    laisse: bool = False,
) -> list[Effect]:  # fmt: skip
    notee = Absence(id=ctx.numero("absence"), reseau=ctx.ici.id, membre=message.auteur,
                    debut=max(debut, ctx.now), fin=fin)  # fmt: skip
    texte = Texte.de(
        fait,
        "Je n'ai gardé que les dates, pas la raison." if laisse else None,
        "Je ne vous demande rien pendant ce temps."
        + ("" if fin is None else " De retour plus tôt : !présent"),
    )
    return [
        *_effacer(_remplacees(notee, ctx)),
        *(Delete(a) for a in absences.passees(ctx.session, ctx.ici.id, message.auteur, ctx.now)),
        Save(notee),
        *_commencer(notee, ctx),
        ctx.dit(texte, type=TYPE),
    ]


def _remplacees(notee: Absence, ctx: Context) -> list[Absence]:
    """Celles qui commencent le même jour, ou sont en cours si celle-ci commence maintenant."""
    jour = ctx.reglages.horaires.jour_local
    return [
        a for a in absences.absences(ctx.session, ctx.ici.id, notee.membre, ctx.now)
        if jour(a.debut) == jour(notee.debut) or (a.couvre(ctx.now) and notee.debut <= ctx.now)
    ]  # fmt: skip


def _effacer(lignes: list[Absence]) -> list[Effect]:
    return [effet for a in lignes for effet in (Delete(a), Forget(about=a.about))]


# -- commencer -------------------------------------------------------------------------------------


def _commencer(notee: Absence, ctx: Context) -> list[Effect]:
    """Maintenant si elle a commencé et que l'on travaille, sinon à l'ouverture qui la suit."""
    ouverture = ctx.reglages.horaires.prochaine_ouverture(max(notee.debut, ctx.now))
    if ouverture <= ctx.now:
        return demandes_absence.Absence(ctx).commencer(notee.membre)
    return [RemindAt(when=ouverture, reason=DEBUT, about=notee.about)]


@on_due(DEBUT)
def commence(echu: Due, ctx: Context) -> list[Effect]:
    """L'absence annoncée commence : ce que la personne avait en main est passé.

    Le robot, arrêté le matin, ne demande rien à personne entre midi et deux.
    """
    notee = absences.absence(ctx.session, int(echu.about.partition(":")[2]))
    if notee is None or not notee.couvre(ctx.now):
        return []
    ctx.reseau = reseaux.reseau(ctx.session, notee.reseau)
    if ctx.reseau is None or not ctx.est_membre(notee.membre):
        return []
    return _commencer(notee, ctx)


@on_departure
def depart(parti: Departure, ctx: Context) -> list[Effect]:
    """Qui a quitté le réseau n'y a plus de jours."""
    lignes = absences.du_membre(ctx.session, ctx.ici.id, parti.membre)
    notees = [ligne for ligne in lignes if isinstance(ligne, Absence)]
    autres: list[Effect] = [Delete(ligne) for ligne in lignes if not isinstance(ligne, Absence)]
    return [*_effacer(notees), *autres]
