"""À qui demander : la règle du contrat §7.2, sans rien d'autre que des lignes.

1. Peut être sollicité qui dit connaître le thème (`!jesais`), est membre en ce moment, n'est pas
   absent, n'est pas la personne qui demande, et ne l'a pas déjà été pour cette demande.
2. Il faut moins de `PLAFOND` demandes en main, proposées ou prises : les compétences rares
   s'épuisent vite. Prendre de soi-même peut dépasser ce plafond ; être sollicité, jamais.
3. Dans l'ordre : qui ne l'a jamais été dans ce réseau, puis qui en a le moins en main, puis qui
   l'a été il y a le plus longtemps ; à égalité, le savoir le plus ancien, puis l'identifiant.
4. Un référent du thème passe après tous les autres, même s'il connaît le thème ; qui s'est tu
   trois fois de suite, après ceux qui répondent (contrat §11).
5. « Tous occupés », ou chez soi ce jour-là (`chomes`), n'est pas « personne » : ceux-là
   s'attendent, l'appel suit les seconds.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from donnees.theme import Savoir

PLAFOND = 2

Rang = tuple[datetime, int]


class Nobody(Enum):
    """Pourquoi il n'y a personne à solliciter."""

    ALL_BUSY = "occupes"
    NOBODY = "personne"


ALL_BUSY, NOBODY = Nobody.ALL_BUSY, Nobody.NOBODY


@dataclass(frozen=True, kw_only=True)
class Charge:
    """Ce que porte le réseau : qui est là, combien chacun a en main, quand chacun fut sollicité.

    `dernieres` donne, par MXID, l'instant et le numéro de la dernière demande proposée : le numéro
    départage deux demandes du même instant.
    """

    presents: Container[str]
    en_main: Mapping[str, int] = field(default_factory=dict)
    dernieres: Mapping[str, Rang] = field(default_factory=dict)
    referents: Container[str] = ()
    absents: Container[str] = ()
    chomes: Container[str] = ()
    tus: Container[str] = ()


def choisir(
    savoirs: Iterable[Savoir],
    charge: Charge,
    *,
    demandeur: str,
    deja: Container[str],
    plafond: int = PLAFOND,
) -> str | Nobody:
    """Le MXID à solliciter, ou pourquoi il n'y a personne.

    `savoirs` : qui connaît le thème de la demande ; `deja` : à qui elle fut déjà proposée.
    """
    possibles = [
        s for s in savoirs
        if s.membre in charge.presents
        and s.membre not in charge.absents
        and s.membre != demandeur
        and s.membre not in deja
    ]  # fmt: skip
    libres = [
        s for s in possibles
        if charge.en_main.get(s.membre, 0) < plafond and s.membre not in charge.chomes
    ]  # fmt: skip
    if libres:
        return min(libres, key=lambda s: _rang(s, charge)).membre
    return ALL_BUSY if possibles else NOBODY


def _rang(savoir: Savoir, charge: Charge) -> tuple[object, ...]:
    """La place dans l'ordre : le plus petit d'abord."""
    derniere = charge.dernieres.get(savoir.membre)
    return (
        savoir.membre in charge.referents,
        savoir.membre in charge.tus,
        derniere is not None,
        charge.en_main.get(savoir.membre, 0),
        derniere or (savoir.depuis, 0),
        savoir.depuis,
        savoir.membre,
    )
