"""Le robot arrêté à l'heure d'un rappel : dix minutes, trois heures, trois jours (R16).

Au retour, ce qui est dû se fait une fois, à une heure ouvrée ; rien ne part en rafale.
"""

from datetime import timedelta

import pytest

from tests.scenario import Monde, OuvreReseau

ARRETS = {
    "dix minutes": timedelta(minutes=10),
    "trois heures": timedelta(hours=3),
    "cinq heures et demie": timedelta(hours=5, minutes=30),
    "trois jours": timedelta(days=3),
    "un an": timedelta(days=365),
}
# Ce qui se dit au retour, et rien d'autre. À 12 h 02, le pas de 11 h 02 attend la reprise de 14 h ;
# trois jours après, les pas dépassés ne se rejouent pas : tout le monde, puis l'animation.
ATTENDU = {
    "dix minutes": [],
    "trois heures": [],
    "cinq heures et demie": ["demande.proposee"],
    "trois jours": ["demande.appel", "demande.escalade"],
    "un an": ["demande.appel", "demande.escalade"],
}


@pytest.mark.parametrize("arret", ARRETS)
def test_au_retour_ce_qui_est_du_une_fois(
    monde: Monde, ouvre_reseau: OuvreReseau, arret: str
) -> None:
    reseau = ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "lea"), themes={"compta": ("karim", "lea")}
    )
    reseau["ines"].dit("!aide compta Chorus refuse ma facture")
    premiere = reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau.oublie()
    monde.horloge.instant += ARRETS[arret]
    reseau.redemarre()
    for _ in range(5):  # l'alarme sonne autant qu'elle veut
        monde.fil.rappelle()
    dits = [d for d in monde.fil.dits if not d.attendu]
    assert [d.type for d in dits] == ATTENDU[arret]
    for dit in dits:
        assert dit.mentions != premiere.mentions
        dit.attendu = True
    for touche in monde.fil.touches:
        touche.attendu = True
