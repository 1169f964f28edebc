"""Ce qui est commun à tout rituel : ses fois, de leur ouverture à leur fin.

1. Une fois due donne `Due("rituel.<genre>", about="occurrence:<n°>")` ; le fichier du genre déclare
   `@on_due("rituel.<genre>")`, appelle `commencer`, et fait le reste. Sa clôture est son propre
   rappel ; il finit par `clore`.
2. Hors d'un rituel (« !météo ici »), `hors_rituel` donne une fois qui n'appartient à aucun.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.context import Context
from bot.core.effects import Effect, Save
from donnees import rituel as rituels
from donnees.rituel import CLOSE, OUVERTE, PREVUE, SAUTEE, Occurrence


def raison(genre: str) -> str:
    """La raison du rappel qui ouvre une fois de ce genre."""
    return f"rituel.{genre}"


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
        fois.etat, fois.close_le = SAUTEE, ctx.now
        return None, [Save(fois)]
    fois.etat, fois.ouverte_le = OUVERTE, ctx.now
    return fois, [Save(fois)]


def clore(ctx: Context, fois: Occurrence) -> list[Effect]:
    """Cette fois est finie."""
    fois.etat, fois.close_le = CLOSE, ctx.now
    return [Save(fois)]


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
