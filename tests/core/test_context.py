"""Ce qu'une commande lit de son réseau : thèmes, personnes, droits."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from bot.core.context import Context, Reglages
from donnees import reseau as reseaux
from tests.fil import BOT
from tests.scenario import Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Des thèmes qui se ressemblent, des noms qui se ressemblent."""
    themes = ("compta", "marchés publics", "marchés", "congés", "congrès")
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), themes=dict.fromkeys(themes, ()))


Lire = Callable[[Callable[[Context], Any]], Any]


@pytest.fixture
def lire(monde: Monde, reseau: Salon) -> Lire:
    """`lire(lambda ctx: …)` : le contexte d'un événement de ce réseau, le temps d'une lecture."""

    def lit(question: Callable[[Context], Any]) -> Any:
        with Session(monde.base) as session:
            return question(
                Context(
                    session=session, registry=monde.registre, now=monde.horloge.now(), bot=BOT,
                    acces=monde.acces, defauts=Reglages(),
                    reseau=reseaux.reseau_du_salon(session, reseau.id),
                )
            )  # fmt: skip

    return lit


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("compta", "compta"),
        ("COMPTA", "compta"),
        ("Marchés-Publics", "marchés publics"),
        ("marchés", "marchés"),
        ("marches publics", "marchés publics"),
        ("comp", "compta"),
        ("com", None),
        ("cong", None),
        ("congr", "congrès"),
        ("comptabilité générale", None),
        ("", None),
        ("paie", None),
    ],
)
def test_nommer_un_theme(lire: Lire, texte: str, nom: str | None) -> None:
    assert lire(lambda ctx: getattr(ctx.theme_nomme(texte), "nom", None)) == nom


def noms(monde: Monde, reseau: Salon, **affiches: str) -> None:
    """Chacun choisit son nom affiché (et entre s'il n'y était pas)."""
    for qui, affiche in affiches.items():
        mxid = monde.personne(qui).mxid
        contenu = {"membership": "join", "displayname": affiche}
        monde.fil.livre(monde.fil.brut(reseau.id, "m.room.member", mxid, contenu, mxid))
    reseau.oublie()


@pytest.mark.parametrize(
    ("texte", "mxid"),
    [
        ("Inès Martin", "@ines:localhost"),
        ("@ines martin", "@ines:localhost"),
        ("ines", "@ines:localhost"),
        ("Karim", "@karim:localhost"),
        ("Camille", None),
        ("camille1", "@camille1:localhost"),
        ("Maillon", None),
        ("Rob", None),
        ("", None),
    ],
)
def test_nommer_une_personne(
    monde: Monde, reseau: Salon, lire: Lire, texte: str, mxid: str | None
) -> None:
    monde.personne("rob", "ailleurs.example")
    noms(monde, reseau, ines="Inès Martin [Mairie]", camille1="Camille", camille2="Camille",
         rob="Rob")  # fmt: skip
    lus = lire(lambda ctx: [m for m, pris in ctx.lecture_personne(texte) if pris == len(texte)])
    assert lus == ([] if mxid is None else [mxid])


def test_est_membre_qui_est_la_d_un_serveur_autorise_sauf_le_robot(
    monde: Monde, reseau: Salon, lire: Lire
) -> None:
    rob = monde.personne("rob", "ailleurs.example")
    rob.arrive(reseau)
    reseau["karim"].part()
    reseau.oublie()
    assert lire(lambda ctx: ctx.membres()) == ["@ines:localhost", "@nadia:localhost"]
    ailleurs = (rob.mxid, BOT, "@karim:localhost")
    assert not lire(lambda ctx: any(ctx.est_membre(mxid) for mxid in ailleurs))


def test_l_animation_partie_n_anime_plus(monde: Monde, reseau: Salon, lire: Lire) -> None:
    assert lire(lambda ctx: ctx.animation()) == ["@nadia:localhost"]
    reseau["nadia"].part()
    reseau.oublie()
    assert lire(lambda ctx: ctx.animation()) == []
    assert not lire(lambda ctx: ctx.anime("@nadia:localhost"))


def test_les_numeros_se_suivent(lire: Lire) -> None:
    def compte(ctx: Context) -> list[int]:
        lus = [ctx.numero("essai"), ctx.numero("essai"), ctx.numero("autre")]
        return [*lus, ctx.dans(None).numero("essai"), *ctx.numeros.values()]

    assert lire(compte) == [1, 2, 1, 3, 3, 1]
