"""Les chiffres d'un mois : à l'animation, à part, sans personne ni petit nombre."""

from datetime import date, datetime, timedelta

import pytest

from bot.core.bilan import lire_mois
from donnees.demande import ANNULEE, RESOLUE, Demande
from donnees.suivi import OUVERT, TENU, Suivi
from tests.fil import PARIS
from tests.scenario import Dit, Monde, OuvreReseau, Salon

NOVEMBRE = datetime(2026, 11, 3, 9, 0, tzinfo=PARIS)


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime et parle à part ; personne ne s'occupe des archives."""
    salon = ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim"), animation="nadia",
        themes={"compta": ("karim",), "archives": (), "accueil": ("ines",)},
    )  # fmt: skip
    salon["nadia"].ouvre_une_conversation().oublie()
    return salon


def posees(monde: Monde, theme: int | None, combien: int, *, heures: float = 0.0,
           le: datetime = NOVEMBRE) -> None:  # fmt: skip
    """Des questions de ce thème ; réglées au bout de `heures`, s'il y en a."""
    for n in range(combien):
        numero = 1000 * (theme or 9) + n + le.month * 100
        quand = le + timedelta(days=7 * (n % 4))
        monde.fil.pose(Demande(
            numero=numero, reseau=1, salon="!1", evenement=f"$d{numero}",
            demandeur="@ines:localhost",
            theme=theme, question="zephyrin", etat=RESOLUE if heures else ANNULEE, cree_le=quand,
            finie_le=quand + timedelta(hours=heures), pair="@karim:localhost",
        ))  # fmt: skip


def bilan(reseau: Salon, mois: str = "novembre") -> Dit:
    reseau["nadia"].dit(f"réseau bilan {mois}", en_prive=True)
    return reseau["nadia"].recoit(type="reseau", champs={"reseau": "Assistantes"})


def test_les_chiffres_du_mois(reseau: Salon, monde: Monde) -> None:
    posees(monde, 1, 6, heures=2)
    posees(monde, 2, 7)
    posees(monde, 1, 9, le=NOVEMBRE - timedelta(days=31))
    lu = bilan(reseau).corps
    assert "novembre 2026" in lu
    assert "Questions posées\u00a0: 13. Réglées\u00a0: 6." in lu
    assert "archives (7) et compta (6)" in lu
    assert "personne ne s'en occupe\u00a0: archives" in lu
    assert "3 heures de travail" in lu
    assert not {"Karim", "Ines", "zephyrin"} & set(lu.split())


def test_un_petit_theme_n_a_pas_de_nombre_meme_par_soustraction(
    reseau: Salon, monde: Monde
) -> None:
    posees(monde, 1, 8)
    posees(monde, 2, 6)
    posees(monde, 3, 4)
    lu = bilan(reseau).corps
    assert "Questions posées\u00a0: 18" in lu
    assert "compta (8)." in lu
    assert "accueil" not in lu
    assert "archives, 6" not in lu, "18 - 8 - 6 donnerait l'accueil"


def test_sans_assez_de_questions_ni_delai_ni_theme(reseau: Salon, monde: Monde) -> None:
    posees(monde, 1, 4, heures=2)
    lu = bilan(reseau).corps
    assert "Questions posées\u00a0: 4. Réglées\u00a0: 4." in lu
    assert "travail" not in lu
    assert "compta" not in lu


def test_ce_qui_fut_porte_et_les_reponses_venues(reseau: Salon, monde: Monde) -> None:
    for n, etat in enumerate((OUVERT, TENU, TENU)):
        monde.fil.pose(Suivi(
            about=f"demande:{n}", reseau=1, genre="portee", quoi="Question", depuis=NOVEMBRE,
            promis=NOVEMBRE, etat=etat, fini_le=NOVEMBRE if etat == TENU else None,
        ))  # fmt: skip
    assert "Portées plus haut\u00a0: 3. Réponses venues\u00a0: 2." in bilan(reseau).corps


def test_seule_l_animation_et_jamais_dans_le_salon(reseau: Salon) -> None:
    message = reseau["nadia"].dit("!réseau bilan")
    reseau.bot_reagit("📬", message)
    reseau["nadia"].recoit("octobre 2026", type="reseau")
    reseau["karim"].dit("!réseau bilan")
    reseau.bot_dit("animent", type="refus")


@pytest.mark.parametrize("mois", ["jamais", "13", "novembre 2027", "mai ou juin"])
def test_un_mois_mal_dit_a_un_exemple(reseau: Salon, mois: str) -> None:
    reseau["nadia"].dit(f"réseau bilan {mois}", en_prive=True)
    reseau["nadia"].recoit("!réseau bilan novembre", type="usage")


@pytest.mark.parametrize(
    ("dit", "lu"),
    [
        (None, date(2026, 10, 1)), ("novembre", date(2026, 11, 1)), ("décembre", date(2025, 12, 1)),
        ("Nov. 2025", None), ("nov 2025", date(2025, 11, 1)), ("2026-11", date(2026, 11, 1)),
        ("11/2026", date(2026, 11, 1)), ("ce mois", date(2026, 11, 1)), ("ju", None),
        ("le mois dernier", date(2026, 10, 1)), ("jui", None), ("juin", date(2026, 6, 1)),
        ("2026", None), ("3", date(2026, 3, 1)),
    ],
)  # fmt: skip
def test_le_mois_dit(dit: str | None, lu: date | None) -> None:
    assert lire_mois(dit, date(2026, 11, 30)) == lu
