"""`maillon quand` : ce que le robot comprend d'une date ou d'une récurrence (contrat §2).

1. Compris : code 0. Pas compris, fuseau ou instant illisible : une ligne française, code 2.
2. `--json` écrit un objet sur la sortie ; un refus y devient {"expression", "erreur"}.
3. `--lot` lit une expression par ligne et écrit un objet par ligne, refus compris : code 0.
4. `--maintenant` sans décalage se lit dans le fuseau demandé.
"""

from __future__ import annotations

import json as format_json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.clock import Clock
from bot.core.dates import Compris, Incompris, comprendre, dire_moment
from bot.core.dates_refus import cite

_COMPRIS, _REFUSE = 0, 2
# Au-delà, le calendrier de Python manque de place pour chercher vingt ans plus loin.
_ANNEES = range(1900, 2201)


class _Illisible(ValueError):
    """Une option qui ne se lit pas ; `str()` en est la phrase."""


@dataclass(frozen=True)
class _Depuis:
    """D'où l'on parle, et combien de dates montrer."""

    maintenant: datetime
    zone: str
    nombre: int


def quand(
    expression: str | None, maintenant: str | None, zone: str, nombre: int, json: bool, lot: bool
) -> int:
    """Montre ce qui est compris, et rend le code de sortie : 0, ou 2 si rien n'est compris.

    `maintenant` : ISO 8601, ou rien pour l'heure vraie ; `zone` : nom IANA ; `nombre` : dates à
    montrer (au moins 1) ; `lot` : les expressions viennent de l'entrée, une par ligne.
    """
    try:
        depuis = _depuis(maintenant, zone, nombre)
    except _Illisible as refus:
        return _refuse(expression or "", str(refus), json and not lot)
    if lot:
        for ligne in _lignes():
            _ecrit(_objet(ligne, depuis))
        return _COMPRIS
    try:
        compris = _comprend(expression or "", depuis)
    except Incompris as refus:
        return _refuse(expression or "", str(refus), json)
    if json:
        _ecrit(_en_objet(compris))
    else:
        _montre(compris, depuis)
    return _COMPRIS


def _comprend(expression: str, depuis: _Depuis) -> Compris:
    return comprendre(expression, depuis.maintenant, depuis.zone, depuis.nombre)


def _depuis(maintenant: str | None, zone: str, nombre: int) -> _Depuis:
    fuseau = _fuseau(zone)
    if nombre < 1:
        raise _Illisible("Le nombre de dates à montrer est au moins 1.")
    if not maintenant:
        return _Depuis(Clock().now(), zone, nombre)
    try:
        instant = datetime.fromisoformat(maintenant.strip())
    except ValueError:
        instant = None
    if instant is None or instant.year not in _ANNEES:
        raise _Illisible(
            f"Je ne lis pas l'instant {cite(maintenant)} : écrivez par exemple "
            "2026-11-30T08:59 ou 2026-11-30T08:59:00+01:00."
        )
    return _Depuis(instant if instant.tzinfo else instant.replace(tzinfo=fuseau), zone, nombre)


def _fuseau(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _Illisible(
            f"Je ne connais pas le fuseau {cite(zone)} : écrivez par exemple Europe/Paris ou "
            "Indian/Reunion."
        ) from None


def _lignes() -> Iterator[str]:
    if isinstance(sys.stdin, TextIOWrapper):
        # Un fichier mal codé donne des lignes refusées, pas un arrêt au milieu du lot.
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    for ligne in sys.stdin:
        yield ligne.rstrip("\r\n")


def _objet(expression: str, depuis: _Depuis) -> dict[str, object]:
    try:
        return _en_objet(_comprend(expression, depuis))
    except Incompris as refus:
        return {"expression": expression, "erreur": str(refus)}


def _en_objet(compris: Compris) -> dict[str, object]:
    return {
        "expression": compris.expression,
        "genre": compris.genre,
        "rrule": compris.rrule,
        "phrase": compris.phrase,
        "occurrences": [instant.isoformat() for instant in compris.occurrences],
        "fin": compris.fin.isoformat() if compris.fin else None,
    }


def _ecrit(objet: dict[str, object]) -> None:
    _ligne(format_json.dumps(objet, ensure_ascii=False))


def _ligne(texte: str) -> None:
    """Une ligne sur la sortie ; un octet illisible venu du terminal devient « ? »."""
    print(texte.encode("utf-8", "replace").decode())


def _montre(compris: Compris, depuis: _Depuis) -> None:
    _ligne(compris.phrase)
    if compris.rrule is None:
        return
    _ligne(f"Règle : {compris.rrule}")
    _ligne("Prochaines dates :")
    for instant in compris.occurrences:
        _ligne(f"  {dire_moment(instant, depuis.zone, depuis.maintenant)}")
    if compris.fin is not None:
        _ligne(f"Dernière date : {dire_moment(compris.fin, depuis.zone, depuis.maintenant)}")


def _refuse(expression: str, phrase: str, json: bool) -> int:
    if json:
        _ecrit({"expression": expression, "erreur": phrase})
    else:
        print(phrase, file=sys.stderr)
    return _REFUSE
