"""Ce que toute commande promet, sujet par sujet : une aide, un exemple vrai, jamais de panne."""

import json
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.boutons import TOUS
from bot.core.pliage import fold
from bot.core.prive import courtoisie
from bot.core.registry import Command, Registry
from tests.conftest import toutes_les_commandes
from tests.scenario import Dit, Monde, Salon, sans_limite

REGISTRE = Registry.of(toutes_les_commandes())
MOTS = sorted(REGISTRE.commands)
COMMANDES = REGISTRE.all_commands()
FRANCAIS = set("le la les l un une de du des d à au qui que ce vous on et en pour est".split())
TYPES = set(
    """presentation guide menu inconnu refus usage lenteur reseau.ouvert reseau.fiche reseau.regle
    reseau.choix theme.note theme.liste referent.note savoir.note annuaire absence.note
    demande.proposee demande.ouverte demande.choix demande.prise demande.relance demande.appel
    demande.escalade demande.suivi demande.resolue demande.annulee demande.rangee
    demande.sans_reponse demande.portee demande.liste demande.fiche astuce.notee astuce.liste
    astuce.fiche kit rituel.cree rituel.liste rituel.change meteo.question meteo.relance
    meteo.resultat actu.notee merci bulletin bienvenue.salon bienvenue.prive reprise illisible
    prive.ouverture confidentialite donnees oubli ecoute demande.accord animation.point
    rituel.rappel tour.question tour.resultat meteo.note astuce.accord panne""".split()
)
patient = settings(max_examples=20)
bazar = st.one_of(
    st.text(alphabet=st.characters(codec=None), max_size=300),
    st.text(alphabet="0123456789n°#:@!-,. \n\t<>&\u202e\u200b\x00✋🏽1️⃣", max_size=60),
    st.sampled_from(["é" * 30_000, "a " * 30_000, "!" * 5000, "@" * 500, "\n" * 900, "9" * 400]),
    st.sampled_from(["compta", "12 non", "@karim:localhost compta", "plus compta", ": :", "#1"]),
)


@pytest.fixture
def reseau(monde: Monde) -> Salon:
    """Un réseau, une conversation privée, aucune limite de cadence."""
    sans_limite(monde)
    reseau = monde.ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim"),
        themes={"compta": ("karim",), "marchés publics": ()},
    )  # fmt: skip
    reseau["ines"].ouvre_une_conversation().oublie()
    return reseau


def a_repondu(monde: Monde, message: str, commande: Command) -> bool:
    """Vrai si le robot a dit quelque chose, ou touché le message d'une commande muette."""
    touche = any(t.cible == message for t in monde.fil.touches)
    return any(not d.attendu for d in monde.fil.dits) or (commande.muette and touche)


def entendus(monde: Monde) -> Sequence[Dit]:
    """Ce que le robot vient de dire, où que ce soit ; vérifié, puis mis de côté."""
    neufs = [d for d in monde.fil.dits if not d.attendu]
    for dit in neufs:
        assert dit.type in TYPES | set(MOTS), f"type hors du contrat : {dit.type}"
        assert dit.type != "panne", monde.transcription()
        assert re.fullmatch(r"[0-9a-f]{32}", dit.jumeau["envoi"])
        assert json.loads(json.dumps(dit.contenu, allow_nan=False)) == dit.contenu
        assert len(dit.corps.encode()) < 20_000
    for salon in monde.salons.values():
        salon.oublie()
    for touche in monde.fil.touches:
        touche.attendu = True
    return neufs


@pytest.mark.parametrize("commande", COMMANDES, ids=lambda c: c.mot)
def test_l_aide_est_en_francais(commande: Command) -> None:
    premiere = commande.aide.splitlines()[0]
    assert premiere.endswith((".", "?"))
    assert premiere[0].isupper() or premiere[0] in "«!"
    assert FRANCAIS & set(re.findall(r"\w+", commande.aide.lower()))
    assert "`" not in commande.aide, "les membres la lisent : pas de code"
    assert all(len(ligne) <= 200 for ligne in commande.aide.splitlines())


@pytest.mark.parametrize("commande", COMMANDES, ids=lambda c: c.mot)
def test_l_exemple_s_execute(reseau: Salon, monde: Monde, commande: Command) -> None:
    message = reseau["nadia"].dit(commande.exemple)
    assert a_repondu(monde, message, commande)
    reponses = entendus(monde)
    assert not {r.type for r in reponses} & {"usage", "inconnu", "panne"}


@pytest.mark.parametrize("mot", MOTS)
@pytest.mark.parametrize("qui", ["nadia", "karim"])
def test_le_mot_seul_a_une_reponse(reseau: Salon, monde: Monde, mot: str, qui: str) -> None:
    message = reseau[qui].dit(f"!{mot}")
    assert a_repondu(monde, message, REGISTRE.commands[mot])
    for reponse in entendus(monde)[:1]:
        assert reponse.repond_a == message
        if reponse.type == "usage":
            assert reponse.jumeau["commande"] == (REGISTRE.commands[mot].sous or mot)
            assert "!" in reponse.corps


@pytest.mark.parametrize("mot", [m for m in MOTS if not courtoisie(m)])
def test_le_mot_seul_en_prive_a_une_reponse(reseau: Salon, monde: Monde, mot: str) -> None:
    reseau["ines"].dit(mot, en_prive=True)
    (reponse, *_) = entendus(monde)
    assert reponse.salon == getattr(reseau["ines"].prive, "id", None)


@pytest.mark.parametrize("mot", MOTS)
def test_le_mot_seul_sans_reseau_a_une_reponse(monde: Monde, mot: str) -> None:
    """Hors d'un réseau, le guide et peu d'autres ; le reste dit quoi faire à la place."""
    salon = monde.ouvre_salon("Cafétéria", ("paul", "lea"))
    salon.oublie()
    salon["lea"].dit(f"!{mot}")
    (reponse, *_) = entendus(monde)
    if reponse.type == "refus":
        assert re.search("!|reseau|en prive", fold(reponse.corps)), "un refus dit quoi faire"


@pytest.mark.parametrize("mot", MOTS)
@patient
@given(suite=bazar, en_prive=st.booleans())
def test_le_bazar_ne_casse_rien(
    reseau: Salon, monde: Monde, mot: str, suite: str, en_prive: bool
) -> None:
    reseau["ines"].dit(f"!{mot} {suite}", en_prive=en_prive)
    entendus(monde)
    assert not monde.fil.en_attente()


GESTES = st.tuples(
    st.sampled_from(["dit", "dit", "dit", "touche", "repond", "corrige", "supprime", "passe"]),
    st.sampled_from(["nadia", "ines", "karim"]),
    st.sampled_from([c.exemple for c in COMMANDES] + [f"!{m} 1" for m in MOTS]),
    st.sampled_from([*TOUS, "👍", "oui", "je m'en occupe", "regarde le guide", "1️⃣", "2"]),
    st.integers(0, 9),
)


@settings(max_examples=40)
@given(gestes=st.lists(GESTES, min_size=5, max_size=25))
def test_une_conversation_decousue_ne_casse_rien(
    reseau: Salon, monde: Monde, gestes: list[tuple[str, str, str, str, int]]
) -> None:
    for geste, qui, commande, mot, rang in gestes:
        personne = reseau[qui]
        recents = [d.event_id for d in monde.fil.dits if d.salon == reseau.id][-10:]
        siens = [e for e, auteur in monde.auteurs.items() if auteur == qui][-10:]
        match geste:
            case "touche" if recents:
                personne.reagit(mot, sur=recents[rang % len(recents)])
            case "repond" if recents:
                personne.repond_a(recents[rang % len(recents)], mot)
            case "corrige" if siens:
                personne.corrige(siens[rang % len(siens)], commande)
            case "supprime" if siens:
                personne.supprime(siens[rang % len(siens)])
            case "passe":
                monde.passe(hours=rang * 3)
            case _:
                personne.dit(commande)
        entendus(monde)
    assert not monde.fil.en_attente()
