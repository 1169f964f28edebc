"""Quoi qu'il arrive, une demande en cours a une suite, et nul n'est sollicité au-delà de deux."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlmodel import Session

from bot.core.boutons import NON, OUI, PAS_ENCORE, PASSER, PRENDRE
from bot.core.reglages import Reglages
from donnees import demande as demandes
from donnees.demande import EN_ATTENTE, EN_COURS, PROPOSEE
from donnees.reminder import reminders_of
from tests.gens import Personne
from tests.scenario import Dit, OuvreReseau, Salon

MEMBRES = ("nadia", "ines", "karim", "lucie", "paul", "sara")
PAS = 70
HORAIRES = Reglages().horaires
DEMANDENT = {"demande.proposee", "demande.relance", "demande.appel", "demande.escalade",
             "demande.suivi", "demande.sans_reponse", "demande.rangee"}  # fmt: skip


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
    choix = hasard.entier(14)
    present = qui.mxid in reseau.presents
    if choix == 0 and qui.nom != "nadia":
        (qui.part if present else qui.arrive)(reseau)
    elif not present:
        return
    elif choix <= 3 or not dits:
        qui.dit(f"!aide {('compta', 'paie')[hasard.entier(2)]} question {hasard.rang}")
    elif choix == 4:
        reseau.passe(minutes=(30, 120, 700, 4000)[hasard.entier(4)] + hasard.entier(200))
    elif choix == 5:
        n = 1 + hasard.entier(20)
        qui.dit(f"!{('prends', 'passe', 'résolu', 'annule')[hasard.entier(4)]} {n}")
    elif choix == 6:
        qui.repond_a(dits[-1 - hasard.entier(min(6, len(dits)))], "regarde le guide")
    elif choix == 12:
        qui.dit(("!absent demain", "!absent jusqu'à vendredi", "!présent")[hasard.entier(3)])
    elif choix == 13:
        reseau.monde.horloge.instant += timedelta(hours=hasard.entier(60))  # arrêté tout ce temps
        reseau.redemarre()
        reseau.passe(seconds=1)
    elif choix == 7 and any(cle[0] == qui.mxid for cle in reseau.monde.gestes):
        reseau.monde.fil.redemarre()
        emoji = next(cle[2] for cle in reseau.monde.gestes if cle[0] == qui.mxid)
        qui.retire(emoji)
    else:
        emoji = (PRENDRE, PRENDRE, PASSER, OUI, PAS_ENCORE, NON)[hasard.entier(6)]
        qui.reagit(emoji, sur=dits[-1 - hasard.entier(min(8, len(dits)))])


def verifie(session: Session, reseau: Salon) -> None:
    """Chaque demande en cours a exactement un pas devant elle ; les autres ont une fin."""
    n = 1
    while (demande := demandes.demande(session, n)) is not None:
        rappels = reminders_of(session, demande.about)
        assert len(rappels) == (1 if demande.etat in EN_COURS else 0), (n, demande.etat, rappels)
        assert all(r.planned > reseau.monde.horloge.now() for r in rappels), (n, demande.etat)
        assert all(HORAIRES.ouvert(r.planned) for r in rappels), (n, demande.etat)
        attentes = [s.membre for s in demandes.sollicitations(session, n) if s.etat == EN_ATTENTE]
        assert attentes == ([demande.pair] if demande.etat == PROPOSEE else []), (n, demande.etat)
        assert demande.pair != demande.demandeur
        assert demande.demandeur not in {s.membre for s in demandes.sollicitations(session, n)}, (
            "sollicitée pour sa propre question"
        )
        if demande.etat in EN_COURS and demande.pair is not None:
            assert demande.pair in reseau.presents, (n, demande.etat)
        n += 1


def dans_les_heures(dits: list[Dit]) -> None:
    """Personne n'est sollicité hors de ses heures, ni rappelé, ni alerté."""
    for dit in dits:
        if dit.type in DEMANDENT:
            assert HORAIRES.ouvert(dit.quand), (dit.type, dit.quand)


def propositions(session: Session) -> Iterator[str]:
    """Qui a une proposition sur les bras."""
    n = 1
    while (demande := demandes.demande(session, n)) is not None:
        if demande.etat == PROPOSEE and demande.pair is not None:
            yield demande.pair
        n += 1


@pytest.mark.parametrize("graine", range(8))
def test_quoi_qu_il_arrive_une_demande_a_une_suite(ouvre_reseau: OuvreReseau, graine: int) -> None:
    reseau = ouvre_reseau(
        "A", membres=MEMBRES, themes={"compta": ("karim", "lucie"), "paie": ("paul", "karim")}
    )
    hasard, dits = Hasard(graine), reseau.monde.fil.dits
    for _ in range(PAS):
        un_geste(reseau, hasard, [d for d in dits if "demande" in d.jumeau])
        reseau.oublie()
        with Session(reseau.monde.base) as session:
            verifie(session, reseau)
            sollicites = list(propositions(session))
        assert max((sollicites.count(m) for m in sollicites), default=0) <= 2
    dans_les_heures(dits)
    vus = {d.type for d in dits}
    assert {"demande.proposee", "demande.prise", "demande.appel", "refus"} <= vus
    reseau.passe(days=60)
    for salon in reseau.monde.salons.values():
        salon.oublie()
    for touche in reseau.monde.fil.touches:
        touche.attendu = True
    with Session(reseau.monde.base) as session:
        restent = demandes.demandes_en_cours(session, 1)
    assert not restent, "soixante jours plus tard, tout a une fin"
