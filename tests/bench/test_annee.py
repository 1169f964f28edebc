"""Le réseau du banc vit-il vraiment, et verrait-on une question laissée en plan ?"""

from datetime import timedelta
from pathlib import Path

from rich.console import Console

from donnees.demande import APPEL
from donnees.reminder import forget
from tests.bench.annee import DEBUT, GENS, Annee, Vie, print_annee, vivre
from tests.scenario import Monde, sans_limite


def test_trois_semaines_sans_une_faute(tmp_path: Path) -> None:
    annee = vivre(tmp_path, 3, Console(quiet=True), DEBUT + timedelta(days=20))
    assert annee.questions > 15
    assert {"resolue", "sans_reponse"} <= set(annee.fins)
    assert sum(annee.fins.values()) == annee.questions
    assert print_annee(Console(quiet=True), annee)


def test_une_question_dont_la_suite_s_est_perdue_se_voit(monde: Monde) -> None:
    sans_limite(monde)
    reseau = monde.ouvre_reseau("Quarante", GENS, themes={"archives": ()})
    reseau["membre1"].dit("!aide archives où sont les boîtes ?")
    reseau.oublie()
    vie = Vie(reseau, 1)
    vie.verifie()
    assert vie.annee.fautes == []
    monde.fil.moteur.on_outbox(lambda session: forget(session, "demande:1"))
    vie.verifie()
    assert vie.annee.fautes == [f"n° 1, {APPEL} : sans suite"]
    assert not print_annee(Console(quiet=True), Annee(fautes=["une"]))
