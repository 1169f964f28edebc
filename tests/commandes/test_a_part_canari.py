"""Quoi qu'il arrive, aucun salon ne lit un mot d'une question à part, ni un nom d'ailleurs."""

from hashlib import sha256

import pytest
from sqlmodel import Session

from bot.core.pliage import fold
from bot.core.reglages import Reglages
from donnees import demande as demandes
from donnees.demande import EN_COURS
from donnees.reminder import reminders_of
from tests.gens import Personne
from tests.scenario import Dit, Monde, Salon, sans_limite

HORAIRES = Reglages().horaires
PAS = 70
ICI = ("nadine", "ines", "karim", "lucie")
AILLEURS = ("leontine", "palmyre", "oscarine")
PRIVEES = ("aide compta zephyrin bloque", "aide archives zephyrin perdu", "zephyrin en compta ?",
           "demande zephyrin et la compta", "débugage zephyrin au bureau",
           "astuces zephyrin compta", "résolu zephyrin était la clé de tout")  # fmt: skip
PUBLIQUES = ("!aide compta facture", "!aide discret compta zephyrin", "!prends", "!demandes",
             "!astuce vider le cache de Chorus #compta", "!astuces compta", "!astuces zephyr",
             "!astuce 1", "!demande 1", "!prends 1", "!passe", "!réseau",
             "!aide archives carton")  # fmt: skip
NUS = ("oui", "non", "je m'en occupe", "pas cette fois", "réglé", "demandes", "prends",
       "demande 1", "débugage volontaire", "merci", "terminer", "suite",
       "il fallait vider le cache du navigateur")  # fmt: skip
TOUCHES = ("✋", "✋", "➡️", "✅", "✅", "❌", "⏳", "✉️", "➕")


class Hasard:
    """Des choix quelconques, toujours les mêmes pour une graine."""

    def __init__(self, graine: int) -> None:
        self.graine, self.rang = graine, 0

    def entier(self, borne: int) -> int:
        """Un entier de 0 à `borne` exclu."""
        self.rang += 1
        return int.from_bytes(sha256(f"{self.graine}:{self.rang}".encode()).digest()[:4]) % borne

    def dans(self, choix: tuple[str, ...]) -> str:
        """L'un de ces mots."""
        return choix[self.entier(len(choix))]


def un_geste(monde: Monde, hasard: Hasard, gens: list[Personne]) -> None:
    """Quelqu'un fait une chose quelconque, quelque part."""
    qui = gens[hasard.entier(len(gens))]
    choix = hasard.entier(16)
    attendus = [d for d in monde.fil.dits[-40:] if d.boutons and len(d.mentions) == 1]
    if choix >= 12 and attendus:
        on_lui_repond(monde, hasard, attendus[-1 - hasard.entier(min(5, len(attendus)))])
        return
    lus = [d for d in monde.fil.dits if qui.mxid in monde.salons[d.salon].presents and d.boutons]
    if choix <= 2:
        qui.dit(hasard.dans(PRIVEES), en_prive=True)
    elif choix == 3:
        qui.dit(hasard.dans(PUBLIQUES))
    elif choix <= 5:
        qui.dit(hasard.dans(NUS), en_prive=True)
    elif choix == 6:
        monde.passe(minutes=(20, 150, 600, 3000)[hasard.entier(4)])
    elif choix == 7:
        monde.fil.redemarre()
        monde.fil.traite()
    elif choix == 8 and qui.prive is not None and hasard.entier(3) == 0:
        qui.part(dans=qui.prive)
        qui.prive = None
    elif lus:
        vise = lus[-1 - hasard.entier(min(6, len(lus)))]
        if choix == 9:
            qui.repond_a(vise, hasard.dans(("c'est à quel sujet ?", *NUS)))
        else:
            qui.reagit(hasard.dans(TOUCHES), sur=vise)


def on_lui_repond(monde: Monde, hasard: Hasard, vise: Dit) -> None:
    """La personne que ce message fait sonner touche l'un de ses boutons, le premier surtout."""
    (mxid,) = vise.mentions
    qui = next(p for p in monde.personnes.values() if p.mxid == mxid)
    if mxid in monde.salons[vise.salon].presents:
        qui.reagit(vise.boutons[0 if hasard.entier(4) else -1], sur=vise)


def verifie(salons: dict[str, Salon], neufs: list[Dit]) -> None:
    """Ce que viennent de lire les salons d'attache."""
    for dit in neufs:
        titre = next((nom for nom, salon in salons.items() if salon.id == dit.salon), "")
        interdits = {"Grenadine": AILLEURS, "Mirabelle": ICI}.get(titre, ())
        lu = fold(str(dit.contenu))
        assert not titre or "zephyrin" not in lu, f"{titre} : {dit.corps}"
        for nom in interdits:
            assert nom not in lu, f"{titre} : {dit.corps}"


def verifie_les_suites(monde: Monde) -> None:
    """Chaque demande en cours a exactement un pas devant elle ; les autres, aucun."""
    with Session(monde.base) as session:
        n = 1
        while (demande := demandes.demande(session, n)) is not None:
            rappels = reminders_of(session, demande.about)
            attendu = 1 if demande.etat in EN_COURS else 0
            assert len(rappels) == attendu, (n, demande.etat, demande.prive, rappels)
            assert all(r.planned > monde.horloge.now() for r in rappels), (n, demande.etat)
            n += 1


@pytest.mark.parametrize("graine", range(8))
def test_aucun_salon_ne_lit_ce_qui_est_a_part(monde: Monde, graine: int) -> None:
    sans_limite(monde)
    ici = monde.ouvre_reseau("Grenadine", ICI, themes={"compta": ("karim", "lucie"),
                                                       "archives": ()})  # fmt: skip
    la = monde.ouvre_reseau("Mirabelle", AILLEURS, themes={"compta": AILLEURS[:2],
                                                           "archives": AILLEURS[1:]})  # fmt: skip
    gens = [*ici.membres, *la.membres]
    for qui in gens[:-1]:
        qui.ouvre_une_conversation()
    hasard, vus = Hasard(graine), 0
    salons = {"Grenadine": ici, "Mirabelle": la}
    for _ in range(PAS):
        un_geste(monde, hasard, gens)
        verifie(salons, monde.fil.dits[vus:])
        verifie_les_suites(monde)
        for salon in monde.salons.values():
            salon.oublie()
        vus = len(monde.fil.dits)
    assert {"demande.accord", "demande.ouverte"} <= {d.type for d in monde.fil.dits}
    monde.passe(days=60)
    verifie(salons, monde.fil.dits[vus:])
    for dit in monde.fil.dits:
        dit.attendu = True
    for touche in monde.fil.touches:
        touche.attendu = True
    with Session(monde.base) as session:
        restent = [d for n in (1, 2) for d in demandes.demandes_en_cours(session, n)]
    assert not restent, "soixante jours plus tard, tout a une fin"
