"""Quoi qu'il arrive, une demande en cours a une suite, et nul n'est sollicité au-delà de deux."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from sqlmodel import Session

from bot.core.boutons import NON, OUI, PAS_ENCORE, PASSER, PRENDRE
from bot.core.demandes import SUIVI
from bot.core.demandes_recherche import RELAIS
from donnees import demande as demandes
from donnees.demande import (
    APPEL,
    EN_ATTENTE,
    EN_COURS,
    OUVERTE,
    PRISE,
    PROPOSEE,
    Demande,
)
from donnees.reminder import reminders_of
from tests.gens import Personne
from tests.scenario import Dit, OuvreReseau, Salon

MEMBRES = ("nadia", "ines", "karim", "lucie", "paul", "sara")
PAS = 70
SUITES = {PROPOSEE: {RELAIS}, OUVERTE: {RELAIS}, APPEL: set()}


class Hasard:
    """Des choix quelconques, toujours les mêmes pour une graine."""

    def __init__(self, graine: int) -> None:
        self.graine, self.rang = graine, 0

    def entier(self, borne: int) -> int:
        """Un entier de 0 à `borne` exclu."""
        self.rang += 1
        tire = sha256(f"{self.graine}:{self.rang}".encode()).digest()
        return int.from_bytes(tire[:4], "big") % borne


def un_geste(reseau: Salon, hasard: Hasard, dits: list[Dit]) -> None:
    """Un membre quelconque fait une chose quelconque."""
    qui: Personne = reseau.membres[hasard.entier(len(reseau.membres))]
    choix = hasard.entier(12)
    present = qui.mxid in reseau.presents
    if choix == 0 and qui.nom != "nadia":
        (qui.part if present else qui.arrive)(reseau)
    elif not present:
        return
    elif choix <= 3 or not dits:
        qui.dit(f"!aide {('compta', 'paie')[hasard.entier(2)]} question {hasard.rang}")
    elif choix == 4:
        reseau.passe(minutes=30 + hasard.entier(200))
    elif choix == 5:
        n = 1 + hasard.entier(20)
        qui.dit(f"!{('prends', 'passe', 'résolu', 'annule')[hasard.entier(4)]} {n}")
    elif choix == 6:
        qui.repond_a(dits[-1 - hasard.entier(min(6, len(dits)))], "regarde le guide")
    elif choix == 7 and any(cle[0] == qui.mxid for cle in reseau.monde.gestes):
        reseau.monde.fil.redemarre()
        emoji = next(cle[2] for cle in reseau.monde.gestes if cle[0] == qui.mxid)
        qui.retire(emoji)
    else:
        emoji = (PRENDRE, PRENDRE, PASSER, OUI, PAS_ENCORE, NON)[hasard.entier(6)]
        qui.reagit(emoji, sur=dits[-1 - hasard.entier(min(8, len(dits)))])


def verifie(session: Session, reseau: Salon, suivis: set[int]) -> None:
    """Chaque demande a exactement la suite de son état ; `suivis` : dont on a demandé la fin."""
    n = 1
    while (demande := demandes.demande(session, n)) is not None:
        rappels = {r.reason for r in reminders_of(session, demande.about)}
        if not (demande.etat == PRISE and n in suivis and not rappels):
            assert rappels == suites(demande), (n, demande.etat, demande.pair)
        attentes = [s.membre for s in demandes.sollicitations(session, n) if s.etat == EN_ATTENTE]
        assert attentes == ([demande.pair] if demande.etat == PROPOSEE else []), (n, demande.etat)
        assert demande.pair != demande.demandeur
        if demande.etat in EN_COURS and demande.pair is not None:
            assert demande.pair in reseau.presents, (n, demande.etat)
        n += 1


def suites(demande: Demande) -> set[str]:
    """Les rappels que doit avoir cette demande."""
    if demande.etat == PRISE:
        return {SUIVI} if demande.pair is None else set()
    return SUITES.get(demande.etat, set())


def propositions(session: Session) -> Iterator[str]:
    """Qui a une proposition sur les bras."""
    n = 1
    while (demande := demandes.demande(session, n)) is not None:
        if demande.etat == PROPOSEE and demande.pair is not None:
            yield demande.pair
        n += 1


@pytest.mark.parametrize("graine", range(6))
def test_quoi_qu_il_arrive_une_demande_a_une_suite(
    ouvre_reseau: OuvreReseau, graine: int
) -> None:
    reseau = ouvre_reseau(
        "A", membres=MEMBRES, themes={"compta": ("karim", "lucie"), "paie": ("paul", "karim")}
    )
    hasard, dits, suivis = Hasard(graine), reseau.monde.fil.dits, set[int]()
    for _ in range(PAS):
        un_geste(reseau, hasard, [d for d in dits if "demande" in d.jumeau])
        reseau.oublie()
        suivis |= {int(d.jumeau["demande"]) for d in dits if d.type == "demande.suivi"}
        with Session(reseau.monde.base) as session:
            verifie(session, reseau, suivis)
            sollicites = list(propositions(session))
        assert max((sollicites.count(m) for m in sollicites), default=0) <= 2
    vus = {d.type for d in dits}
    assert {"demande.proposee", "demande.prise", "demande.appel", "refus"} <= vus
