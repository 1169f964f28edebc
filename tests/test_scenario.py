"""Les essais en conversation voient ce qu'ils doivent voir."""

from typing import Any

import pytest
from sqlmodel import Session, SQLModel, select

from donnees.compteur import Compteur
from donnees.reseau import Animateur, Reseau
from donnees.theme import Savoir, Theme
from tests.scenario import Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime, Karim connaît la compta."""
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), themes={"compta": ("karim",)})


def lignes(monde: Monde, *tables: type[SQLModel]) -> list[dict[str, Any]]:
    """Le contenu de ces tables, sans les instants ni le salon."""
    with Session(monde.base) as session:
        return [
            ligne.model_dump(exclude={"ouvert_le", "depuis", "cree_le", "salon"})
            for table in tables
            for ligne in session.exec(select(table))
            if not (isinstance(ligne, Compteur) and ligne.nom not in ("reseau", "theme"))
        ]


def test_le_reseau_pose_est_celui_que_les_commandes_ouvrent(monde: Monde) -> None:
    """Les essais partent d'un réseau posé en lignes : les mêmes que celles des commandes."""
    salon = monde.ouvre_salon("Assistantes", ("nadia", "ines", "karim"))
    nadia, _, karim = salon
    nadia.dit("!réseau ouvrir Assistantes")
    nadia.dit("!thème compta")
    karim.dit("!jesais compta")
    salon.oublie()
    tables = (Reseau, Animateur, Theme, Savoir, Compteur)
    ouvert = lignes(monde, *tables)
    with Session(monde.base) as session:
        for table in tables:
            for ligne in session.exec(select(table)):
                session.delete(ligne)
        session.commit()
    monde.ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), themes={"compta": ("karim",)})
    assert lignes(monde, *tables) == ouvert


def rate(morceau: str, geste: Any, *arguments: Any, **nommes: Any) -> None:
    """Ce geste doit faire échouer l'essai, avec ces mots."""
    with pytest.raises(AssertionError, match=morceau):
        geste(*arguments, **nommes)


def test_un_message_de_trop_est_vu(monde: Monde, reseau: Salon) -> None:
    reseau["ines"].dit("!thèmes")
    rate("de plus", reseau.bot_se_tait)
    rate("de plus", monde.verifie_le_silence)
    reseau.bot_dit(type="theme.liste")
    reseau.bot_se_tait()


def test_un_message_attendu_en_vain_est_vu(reseau: Salon) -> None:
    rate("rien dit", reseau.bot_dit, "bonjour")
    rate("pas de 📬", reseau.bot_reagit, "📬", sur="$rien")


@pytest.mark.parametrize(
    ("mots", "attendu", "faute"),
    [
        ((), {"type": "theme.note"}, "attendu theme.note"),
        (("orthographe",), {}, "orthographe"),
        ((), {"mention": "ines"}, "sonne"),
        ((), {"appel": True}, "m.notice"),
        ((), {"champs": {"demande": 1}}, "demande"),
        ((), {"champs": {"themes": []}}, "themes"),
        ((), {"boutons": ("✋",)}, "boutons"),
        ((), {"repond_a": "$autre"}, "répond"),
    ],
)
def test_un_message_qui_n_est_pas_celui_attendu(
    reseau: Salon, mots: tuple[str, ...], attendu: dict[str, Any], faute: str
) -> None:
    reseau["ines"].dit("!thèmes")
    rate(faute, reseau.bot_dit, *mots, **attendu)


def test_la_transcription_dit_qui_a_dit_quoi(monde: Monde, reseau: Salon) -> None:
    reseau["ines"].dit("!thèmes")
    reseau.bot_dit()
    transcription = monde.transcription()
    assert "[Assistantes] ines : !thèmes" in transcription
    assert "MAILLON (theme.liste)" in transcription
    assert "30/11 09:02" in transcription
