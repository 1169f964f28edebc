"""L'attention des gens : une sollicitation par jour ouvré, des sujets qui s'arrêtent, « stop »."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from bot.core import attention
from bot.core.attention import jour_ouvre, peut_solliciter, repond, solliciter
from bot.core.context import Context, Reglages
from bot.core.effects import Effect, RemindAt, Room, Send
from bot.core.texte import Texte
from bot.effects_applied import Application
from donnees import outbox
from donnees.attention import Attention, Silence
from donnees.reseau import Reseau
from tests.fil import PARIS
from tests.scenario import Monde, OuvreReseau

INES = "@ines:localhost"
LUNDI = datetime(2026, 11, 30, 9, 2, tzinfo=PARIS)
Fait = Callable[..., Any]


def le(jour: int, heure: int, minute: int = 0, mois: int = 12) -> datetime:
    """Un instant de Paris en 2026."""
    return datetime(2026, mois, jour, heure, minute, tzinfo=PARIS)


@pytest.fixture
def fait(monde: Monde, ouvre_reseau: OuvreReseau) -> Fait:
    """`fait(fonction, *arguments)` : ses effets sont appliqués ; rend ce qu'elle a rendu."""
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines", "karim"))
    reseau["ines"].ouvre_une_conversation().oublie()
    return lambda *arguments, **options: _fait(monde, *arguments, **options)


def _fait(monde: Monde, fonction: Callable[..., Any], *arguments: Any, reseau: int = 1) -> Any:
    with Session(monde.base, expire_on_commit=False, autoflush=False) as session:
        ctx = Context(
            session=session, registry=monde.registre, now=monde.horloge.now(),
            bot="@maillon:localhost", acces=monde.acces, defauts=Reglages(),
            reseau=session.get(Reseau, reseau),
        )  # fmt: skip
        rendu = fonction(ctx, *arguments)
        if isinstance(rendu, list):
            nom = f"{fonction.__name__}{monde.horloge.now()}"
            application = Application(session, nom, ctx.now, outbox.next_seq(session))
            application.apply(rendu, {})
            session.commit()
        return rendu


def met_a(monde: Monde, instant: datetime) -> None:
    monde.horloge.instant = instant


def essai(ctx: Context, sujet: str = "meteo") -> list[Effect]:
    """Une sollicitation, si l'on peut."""
    conversation = ctx.conversation(INES)
    assert conversation is not None
    dit = Send(to=Room(conversation), texte=Texte.ligne("Quel temps ?"), type="essai")
    return solliciter(ctx, INES, sujet, "la météo", dit, rappel=("essai", f"essai:{sujet}"))


# -- une par jour ouvré ----------------------------------------------------------------------------


def test_une_seule_par_jour_tous_sujets_confondus(monde: Monde, fait: Fait) -> None:
    assert isinstance(fait(essai)[0], Send)
    met_a(monde, LUNDI + timedelta(hours=6))
    (rappel,) = fait(essai, "accueil")
    assert rappel == RemindAt(when=le(1, 9), reason="essai", about="essai:accueil")
    assert fait(peut_solliciter, INES, "accueil") == le(1, 9)
    met_a(monde, le(1, 9))
    assert fait(peut_solliciter, INES, "accueil") is True


def test_dans_le_meme_evenement_aussi(fait: Fait) -> None:
    def deux(ctx: Context) -> list[Effect]:
        premiers = essai(ctx)
        assert isinstance(premiers[0], Send)
        (suite,) = essai(ctx, "accueil")
        assert isinstance(suite, RemindAt)
        return premiers

    fait(deux)


def test_le_budget_est_a_la_personne_pas_au_reseau(
    monde: Monde, fait: Fait, ouvre_reseau: OuvreReseau
) -> None:
    ouvre_reseau("Comptables", ("paul", "ines"))
    fait(essai)
    assert fait(peut_solliciter, INES, "meteo", reseau=2) == le(1, 9)


def test_un_jour_chome_compte_avec_le_jour_ouvre_qui_suit(monde: Monde, fait: Fait) -> None:
    met_a(monde, le(5, 10))  # un samedi
    assert fait(peut_solliciter, INES, "meteo") == le(7, 9)

    def a_toute_heure(ctx: Context) -> bool | datetime:
        return peut_solliciter(ctx, INES, "meteo", a_toute_heure=True)

    assert fait(a_toute_heure) is True
    fait(attention.sollicite, INES, "meteo")
    met_a(monde, le(7, 9))
    assert fait(peut_solliciter, INES, "meteo") == le(8, 9)


def test_hors_des_heures_on_attend_l_ouverture(monde: Monde, fait: Fait) -> None:
    met_a(monde, LUNDI.replace(hour=19))
    assert fait(peut_solliciter, INES, "meteo") == le(1, 9)


@pytest.mark.parametrize("qui", ["@karim:localhost", "@inconnue:localhost", "@maillon:localhost"])
def test_sans_conversation_ou_sans_reseau_c_est_non(fait: Fait, qui: str) -> None:
    assert fait(peut_solliciter, qui, "meteo") is False


def test_qui_est_parti_n_est_plus_sollicite(monde: Monde, fait: Fait) -> None:
    monde.personnes["ines"].part()
    assert fait(peut_solliciter, INES, "meteo") is False


# -- s'arrêter de soi-même -------------------------------------------------------------------------


def trois_fois_en_vain(monde: Monde, fait: Fait) -> None:
    for jour in (1, 2, 3):
        met_a(monde, le(jour, 10))
        assert isinstance(fait(essai)[0], Send)
    met_a(monde, le(4, 10))


def test_un_sujet_trois_fois_sans_reponse_s_arrete_et_le_dit_une_fois(
    monde: Monde, fait: Fait
) -> None:
    trois_fois_en_vain(monde, fait)
    dits = [e for e in fait(essai) if isinstance(e, Send)]
    assert len(dits) == 1
    assert dits[0].type == "ecoute"
    assert dits[0].mention == (INES,)
    met_a(monde, le(7, 10))
    assert fait(essai) == []
    assert fait(peut_solliciter, INES, "accueil") is True


def test_repondre_meme_tard_le_reprend(monde: Monde, fait: Fait) -> None:
    trois_fois_en_vain(monde, fait)
    fait(essai)
    fait(repond, INES, "meteo")
    assert fait(peut_solliciter, INES, "meteo") is True


def test_une_reponse_remet_le_compte_a_zero(monde: Monde, fait: Fait) -> None:
    for jour in (1, 2, 3, 4, 7):
        met_a(monde, le(jour, 10))
        assert isinstance(fait(essai)[0], Send)
        if jour == 2:
            fait(repond, INES, "meteo")


# -- refuser, stop ---------------------------------------------------------------------------------


def test_pas_avant_ou_plus_jamais(monde: Monde, fait: Fait) -> None:
    fait(attention.refuse, INES, "meteo", le(10, 9))
    assert fait(peut_solliciter, INES, "meteo") == le(10, 9)
    fait(attention.refuse, INES, "meteo")
    met_a(monde, le(11, 9))
    assert fait(peut_solliciter, INES, "meteo") is False
    fait(repond, INES, "meteo")
    assert fait(peut_solliciter, INES, "meteo") is False
    fait(attention.reprend, INES, "meteo")
    assert fait(peut_solliciter, INES, "meteo") is True


def test_stop_vaut_pour_tout_et_reprendre_le_leve(monde: Monde, fait: Fait) -> None:
    monde.personnes["ines"].dit("stop", en_prive=True)
    monde.personnes["ines"].recoit(type="ecoute")
    assert fait(peut_solliciter, INES, "meteo") is False
    assert fait(attention.joignable, INES) is None
    monde.personnes["ines"].dit("reprendre", en_prive=True)
    monde.personnes["ines"].recoit(type="ecoute")
    assert fait(peut_solliciter, INES, "meteo") is True


def test_reprendre_leve_les_silences_pas_les_refus(monde: Monde, fait: Fait) -> None:
    trois_fois_en_vain(monde, fait)
    fait(essai)
    fait(attention.refuse, INES, "accueil")
    fait(attention.reprendre, INES)
    assert fait(peut_solliciter, INES, "meteo") is True
    assert fait(peut_solliciter, INES, "accueil") is False


# -- jamais deux le même jour, quoi qu'il arrive ---------------------------------------------------


@settings(max_examples=25)
@given(pas=st.lists(
    st.tuples(st.integers(5, 4000), st.sampled_from(["meteo", "accueil", "astuce", "répond"])),
    min_size=5, max_size=40,
))  # fmt: skip
def test_jamais_deux_sollicitations_le_meme_jour(
    monde: Monde, fait: Fait, pas: list[tuple[int, str]]
) -> None:
    _vide(monde)
    met_a(monde, LUNDI)
    horaires = Reglages().horaires
    jours = []
    for minutes, sujet in pas:
        monde.horloge.instant += timedelta(minutes=minutes)
        if sujet == "répond":
            fait(repond, INES, "meteo")
            continue
        effets = fait(essai, sujet)
        if any(isinstance(e, Send) and e.type == "essai" for e in effets):
            assert horaires.ouvert(monde.horloge.now())
            jours.append(jour_ouvre(horaires, monde.horloge.now()))
        for rappel in (e for e in effets if isinstance(e, RemindAt)):
            assert rappel.when > monde.horloge.now()
            assert horaires.ouvert(rappel.when)
    assert len(jours) == len(set(jours))


def _vide(monde: Monde) -> None:
    """Les exemples se suivent sur la même base : chacun repart de rien."""
    with Session(monde.base) as session:
        for nom in ("attention", "sujet", "outboxitem", "reminder"):
            session.connection().exec_driver_sql(f"DELETE FROM {nom}")  # noqa: S608
        session.commit()


# -- les pairs qui se taisent ----------------------------------------------------------------------


def test_un_pair_tu_trois_fois_passe_apres_jusqu_a_son_mot(monde: Monde, fait: Fait) -> None:
    karim = "@karim:localhost"
    for fois in range(3):
        assert fait(attention.tus) == set(), fois
        fait(attention.s_est_tu, karim)
    assert fait(attention.tus) == {karim}
    monde.personnes["karim"].dit("!menu")
    monde.personnes["karim"].ici.oublie()  # type: ignore[union-attr]
    assert fait(attention.tus) == set()


def test_qui_s_est_tu_trois_fois_est_demande_apres_les_autres(
    monde: Monde, ouvre_reseau: OuvreReseau
) -> None:
    reseau = ouvre_reseau("Finances", ("nadia", "ines", "karim", "lucie"),
                          themes={"compta": ("karim", "lucie")})  # fmt: skip
    monde.fil.pose(Silence(reseau=1, membre="@karim:localhost", nombre=3))
    reseau["ines"].dit("!aide compta Chorus refuse")
    reseau.bot_dit(type="demande.proposee", mention="lucie")


def test_la_base_garde_stop_une_fois(monde: Monde, fait: Fait) -> None:
    fait(attention.stop, INES)
    met_a(monde, le(2, 9))
    fait(attention.stop, INES)
    with Session(monde.base) as session:
        ligne = session.get(Attention, INES)
        assert ligne is not None
        assert ligne.stop_depuis == LUNDI
