"""Ce qui est commun à tout rituel : quand ses fois s'ouvrent, et ce qu'il en est quand le robot
dormait ou que l'heure a bougé.

1. Une fois due donne `Due("rituel.<genre>", about="occurrence:<n°>")` ; le fichier du genre déclare
   `@on_due("rituel.<genre>")`, appelle `commencer`, et fait le reste. Sa clôture est son propre
   rappel ; il finit par `clore`.
2. Hors d'un rituel (« !météo ici »), `hors_rituel` donne une fois qui n'appartient à aucun.
3. Un rituel qui attend ne coûte qu'un rappel (`rituel:<n°>`) ; c'est lui qui crée sa fois et pose
   le rappel suivant, dans la même validation.
4. Une fois n'a lieu qu'une fois, à jamais : sa clé (rituel, jour local d'origine, créneau) est
   unique dans la base. Elle a un sens de `le` à `fin` (la fin du jour de travail, ou l'heure dite).
5. Un changement des jours de travail, des fêtes ou de leur règle vaut aussitôt : `replanifier`.

Ce qui arrive, quand la fois est à 9 h et les heures 9 h-12 h, 14 h-18 h :

| ce qui se passe | ce qui est fait |
|---|---|
| arrêté de 8 h 55 à 9 h 05 | demandée à 9 h 05, une fois |
| arrêté de 8 h à 11 h | demandée à 11 h, une fois : sa fenêtre court jusqu'à 18 h |
| arrêté trois jours, revenu à 10 h | les manquées sont notées sautées ; celle du jour, demandée |
| arrêté de 8 h à 19 h | notée sautée ; la suivante à son heure |
| arrêté à 8 h 59, revenu quand la suivante est due aussi | une seule, la plus récente |
| nuit d'été (2 h devient 3 h), fois à 2 h 30 | à 3 h 30, une fois |
| nuit d'hiver (3 h redevient 2 h), fois à 2 h 30 | au premier 2 h 30, une fois |
| l'horloge avance d'un coup de 9 h moins le quart à 10 h | demandée à 10 h, une fois |
| l'horloge recule à 8 h après la fois de 9 h | rien à 9 h : elle a eu lieu |
| coupé entre la fois et sa question | la question part au retour, si la fenêtre court encore |
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.context import Context
from bot.core.effects import Effect, Forget, RemindAt, Save
from bot.core.events import Due
from bot.core.reglages import SAUTES
from bot.core.rituels_dates import Calendrier, Fois, creneau
from bot.core.rituels_dates import fin as fin_de
from donnees import rituel as rituels
from donnees.rituel import ACTIF, CLOSE, FINI, OUVERTE, PREVUE, SAUTEE, Occurrence, Rituel

RAISON = "rituel"
RETARD = timedelta(minutes=10)  # au-delà, on dit que c'était prévu plus tôt
JOURS = ("fuseau", "jours", "feries", "rituels_feries")  # les réglages dont dépendent les dates
PETIT = 5  # en dessous, ni tour ni météo dans le salon


def raison(genre: str) -> str:
    """La raison du rappel qui ouvre une fois de ce genre."""
    return f"rituel.{genre}"


# -- le calendrier ---------------------------------------------------------------------------------


def calendrier(ctx: Context, rituel: Rituel) -> Calendrier:
    """Ses dates, selon les réglages du réseau."""
    reglages = ctx.reglages
    return Calendrier.de(rituel, reglages.horaires, sautes=reglages.rituels_feries == SAUTES)


def a_venir(ctx: Context, rituel: Rituel, nombre: int = 3) -> list[Fois]:
    """Ses prochaines dates, pauses passées ; aucune s'il est fini, ou en pause sans fin."""
    if rituel.etat != ACTIF:
        return []
    return _apres(ctx, rituel, ctx.now, nombre)


def _apres(ctx: Context, rituel: Rituel, apres: datetime, nombre: int) -> list[Fois]:
    """Les fois qui auront lieu après cet instant."""
    suite = calendrier(ctx, rituel)
    if rituel.pause_depuis is None:
        return suite.prochaines(apres, nombre)
    if rituel.pause_jusqua is None:
        avant = suite.prochaines(apres, nombre)
        return [f for f in avant if not rituel.en_pause(f.le)]
    avant = [f for f in suite.prochaines(apres, nombre) if f.le < rituel.pause_depuis]
    reprise = max(apres, rituel.pause_jusqua)
    return [*avant, *suite.prochaines(reprise, nombre - len(avant))]


def planifier(ctx: Context, rituel: Rituel, apres: datetime) -> list[Effect]:
    """Sa prochaine fois après cet instant, et son rappel ; plus aucune : il est fini, ou en pause
    jusqu'à nouvel ordre."""
    suivantes = _apres(ctx, rituel, apres, 1)
    if not suivantes:
        rituel.origine = rituel.prochaine = None
        if rituel.pause_depuis is None:
            rituel.etat, rituel.fini_le = FINI, ctx.now
        return [Save(rituel), Forget(about=rituel.about, reason=RAISON)]
    rituel.origine, rituel.prochaine = suivantes[0].origine, suivantes[0].le
    rappel = RemindAt(when=suivantes[0].le, reason=RAISON, about=rituel.about)
    return [Save(rituel), rappel]


def replanifier(ctx: Context) -> list[Effect]:
    """Les jours ou l'heure du réseau ont changé : chaque rituel se recompte de maintenant."""
    effets: list[Effect] = []
    for rituel in rituels.rituels(ctx.session, ctx.ici.id):
        _remettre_a_l_heure(rituel, ctx.reglages.fuseau)
        effets += planifier(ctx, rituel, ctx.now)
    return effets


def _remettre_a_l_heure(rituel: Rituel, fuseau: str) -> None:
    """9 h reste 9 h, là où vit désormais le réseau."""
    if rituel.fuseau != fuseau:
        la = rituel.debut.astimezone(ZoneInfo(rituel.fuseau)).replace(tzinfo=ZoneInfo(fuseau))
        rituel.debut, rituel.fuseau = la, fuseau


# -- le moment venu --------------------------------------------------------------------------------


def echeance(ctx: Context, echu: Due) -> list[Effect]:
    """Une fois est due : elle s'ouvre, ou est notée sautée ; la suivante est prévue."""
    rituel = _du_fil(ctx, echu.about)
    if rituel is None or rituel.origine is None or rituel.prochaine is None:
        return []
    if rituel.prochaine > ctx.now:
        return [RemindAt(when=rituel.prochaine, reason=RAISON, about=rituel.about)]
    le = calendrier(ctx, rituel).tenue(rituel.origine)
    if le is not None and le > ctx.now:  # les jours du réseau ont changé depuis
        return planifier(ctx, rituel, ctx.now)
    nee = _naitre(ctx, rituel, rituel.origine, tenue=le is not None)
    return [*nee, *planifier(ctx, rituel, rituel.prochaine)]


def _du_fil(ctx: Context, about: str) -> Rituel | None:
    """Le rituel qui attend ce rappel ; rien s'il n'attend plus rien."""
    numero = about.partition(":")[2]
    rituel = rituels.rituel(ctx.session, int(numero)) if numero.isdecimal() else None
    return rituel if rituel is not None and ctx.reseau and rituel.etat == ACTIF else None


def _naitre(ctx: Context, rituel: Rituel, origine: datetime, *, tenue: bool) -> list[Effect]:
    """Sa fois, si elle n'a jamais été ; ouverte par son genre aussitôt, ou sautée."""
    jour, heure = creneau(origine, rituel.fuseau)
    if rituels.au_creneau(ctx.session, rituel.id, jour, heure) is not None:
        return []
    fois = _fois(ctx, rituel, jour, heure)
    suivantes = _apres(ctx, rituel, fois.le, 1)
    doublee = bool(suivantes) and suivantes[0].le <= ctx.now
    if not tenue or doublee or ctx.now >= fois.fin:
        fois.etat, fois.close_le = SAUTEE, ctx.now
        return [Save(fois)]
    return [Save(fois), _ouvrir(ctx, fois)]


def _fois(ctx: Context, rituel: Rituel, jour: str, creneau: str) -> Occurrence:
    le = rituel.prochaine or ctx.now
    return Occurrence(
        id=ctx.numero("occurrence"), rituel=rituel.id, reseau=rituel.reseau, genre=rituel.genre,
        jour=jour, creneau=creneau, le=le, salon=ctx.ici.salon, texte=rituel.texte,
        fin=fin_de(le, ctx.reglages.horaires, rituel.jusqua),
    )  # fmt: skip


def _ouvrir(ctx: Context, fois: Occurrence) -> RemindAt:
    return RemindAt(when=ctx.now, reason=raison(fois.genre), about=fois.about)


def demander(
    ctx: Context, rituel: Rituel, *, essai: bool = False, salon: str = "", pour: str = ""
) -> list[Effect]:
    """Une fois de plus, maintenant : dans le salon, ou à l'essai chez une seule personne."""
    jour, _ = creneau(ctx.now, rituel.fuseau)
    fois = _fois(ctx, rituel, jour, "")
    fois.creneau = f"{'essai' if essai else 'maintenant'} {fois.id}"
    fois.le, fois.essai, fois.pour = ctx.now, essai, pour
    fois.fin = fin_de(ctx.now, ctx.reglages.horaires, rituel.jusqua)
    fois.salon = salon or fois.salon
    return [Save(fois), _ouvrir(ctx, fois)]


# -- pour chaque genre -----------------------------------------------------------------------------


def de(ctx: Context, about: str) -> Occurrence | None:
    """La fois dont parle ce fil (« occurrence:12 », ou le fil d'un genre : « tour:12 »)."""
    numero = about.partition(":")[2]
    return rituels.occurrence(ctx.session, int(numero)) if numero.isdecimal() else None


def commencer(ctx: Context, about: str) -> tuple[Occurrence | None, list[Effect]]:
    """La fois à ouvrir maintenant, et ce qui le note ; rien si elle l'est déjà, ou trop tard."""
    fois = de(ctx, about)
    if fois is None or fois.etat != PREVUE or ctx.reseau is None:
        return None, []
    if ctx.now >= fois.fin:
        return None, sauter(ctx, fois)
    fois.etat, fois.ouverte_le = OUVERTE, ctx.now
    return fois, [Save(fois)]


def sauter(ctx: Context, fois: Occurrence) -> list[Effect]:
    """Cette fois n'a pas lieu : c'est noté."""
    fois.etat, fois.close_le = SAUTEE, ctx.now
    return [Save(fois)]


def clore(ctx: Context, fois: Occurrence) -> list[Effect]:
    """Cette fois est finie."""
    fois.etat, fois.close_le = CLOSE, ctx.now
    return [Save(fois)]


def en_retard(ctx: Context, fois: Occurrence) -> bool:
    """Vrai si l'on est loin de l'heure prévue : cela se dit."""
    return ctx.now - fois.le > RETARD


def reserve(ctx: Context) -> bool:
    """Vrai si le réseau est discret, ou trop petit pour un tour ou un total."""
    return ctx.reglages.discret or len(ctx.membres()) < PETIT


def hors_rituel(
    ctx: Context, genre: str, salon: str, fin: datetime, *, essai: bool = False, pour: str = ""
) -> Occurrence:
    """Une fois qui n'appartient à aucun rituel, ouverte maintenant ; à enregistrer."""
    numero = ctx.numero("occurrence")
    jour = ctx.reglages.horaires.jour_local(ctx.now).isoformat()
    return Occurrence(
        id=numero, reseau=ctx.ici.id, genre=genre, jour=jour, creneau=f"hors {numero}", le=ctx.now,
        fin=fin, etat=OUVERTE, salon=salon, essai=essai, pour=pour, ouverte_le=ctx.now,
    )  # fmt: skip


def quand(ctx: Context, fois: Occurrence) -> str:
    """La valeur de `occurrence` dans le jumeau : l'instant où elle a lieu, à l'heure d'ici."""
    rituel = rituels.rituel(ctx.session, fois.rituel) if fois.rituel else None
    zone = ctx.reglages.fuseau if rituel is None else rituel.fuseau
    return iso(fois.le, zone)


def iso(instant: datetime, zone: str) -> str:
    """L'instant tel que le donne un jumeau : ISO 8601, avec le décalage de `zone`."""
    return instant.astimezone(ZoneInfo(zone)).isoformat()
