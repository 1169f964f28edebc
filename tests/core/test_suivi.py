"""Ce qui est dû : un rappel devant soi tant que c'est dû, une fin avec sa raison, rien de muet."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from bot.core import suivi
from bot.core.acces import Acces
from bot.core.context import Context, Reglages
from bot.core.effects import Effect, RemindAt, Room, Send
from bot.core.registry import Registry
from bot.core.suivi import Etape
from bot.core.texte import Texte
from bot.effects_applied import Application
from donnees import outbox
from donnees import suivi as suivis
from donnees.reminder import Reminder
from donnees.reseau import Reseau
from donnees.suivi import OUVERT, TENU, Suivi
from tests.fil import PARIS

LUNDI = datetime(2026, 11, 30, 9, 2, tzinfo=PARIS)
ABOUT, KARIM = "action:1", "@karim:localhost"
RESEAU = Reseau(id=1, nom="R", salon="!1", ouvert_par="@n:x", ouvert_le=LUNDI, reglages={})
ACCES = Acces(serveurs=("localhost",), externes=False, responsables=(), commandes_par_minute=0,
              commandes_par_minute_salon=0)  # fmt: skip
DIT = Send(to=Room("!1"), texte=Texte.ligne("C'est fait."), type="action")


def le(jour: int, heure: int = 9, minute: int = 0) -> datetime:
    """Un instant de décembre 2026, à Paris."""
    return datetime(2026, 12, jour, heure, minute, tzinfo=PARIS)


class Vie:
    """Un moteur réduit à une chose due : on applique, on regarde les rappels."""

    def __init__(self, base: Engine) -> None:
        self.base, self.now, self.rang = base, LUNDI, 0

    def fait(self, fonction: Callable[[Context], Any]) -> Any:
        self.rang += 1
        with Session(self.base, expire_on_commit=False, autoflush=False) as session:
            ctx = Context(session=session, registry=Registry(), now=self.now, bot="@m:x",
                          acces=ACCES, defauts=Reglages(), reseau=RESEAU)  # fmt: skip
            rendu = fonction(ctx)
            effets: list[Effect] = rendu[1] if isinstance(rendu, tuple) else rendu
            application = Application(session, f"${self.rang}", self.now, outbox.next_seq(session))
            application.apply(effets, {})
            session.commit()
        return rendu

    def ouvre(self, promis: datetime, porteur: str = "") -> None:
        ligne = Suivi(about=ABOUT, reseau=1, genre="action", quoi="Action n° 1", porteur=porteur,
                      promis=promis, depuis=self.now)  # fmt: skip
        self.fait(lambda ctx: suivi.ouvrir(ctx, ligne))

    def sonne(self) -> Etape:
        """Le prochain rappel sonne, à son heure."""
        (rappel,) = self.rappels()
        self.now = max(self.now, rappel.planned)
        with Session(self.base) as session:
            session.delete(session.get(Reminder, rappel.id))
            session.commit()
        etape, _effets = self.fait(lambda ctx: suivi.echeance(ctx, self.ligne(ctx.session)))
        assert isinstance(etape, Etape)
        return etape

    def ligne(self, session: Session) -> Suivi:
        trouve = suivis.suivi(session, ABOUT)
        assert trouve is not None
        return trouve

    def rappels(self) -> list[Reminder]:
        with Session(self.base) as session:
            return list(session.exec(select(Reminder)))

    def etat(self) -> Suivi:
        with Session(self.base) as session:
            return self.ligne(session)

    def finit(self, raison: str = "faite", etat: str = TENU) -> None:
        def fin(ctx: Context) -> list[Effect]:
            effets = suivi.finir(ctx, self.ligne(ctx.session), raison, DIT, etat)
            assert DIT in effets
            return effets

        self.fait(fin)

    def dite(self, **options: bool) -> str:
        """Comme on la dit maintenant."""
        with Session(self.base) as session:
            ctx = Context(session=session, registry=Registry(), now=self.now, bot="@m:x",
                          acces=ACCES, defauts=Reglages(), reseau=RESEAU)  # fmt: skip
            return "".join(map(str, suivi.dire(ctx, self.ligne(session), **options)))


@pytest.fixture
def vie(base: Engine) -> Vie:
    return Vie(base)


def test_un_membre_est_rappele_la_veille_et_le_jour(vie: Vie) -> None:
    vie.ouvre(le(10), KARIM)
    assert vie.rappels()[0].planned == le(9)
    assert vie.sonne() is Etape.VEILLE
    assert vie.sonne() is Etape.JOUR
    assert vie.now == le(10)
    assert vie.sonne() is Etape.RETARD
    assert vie.now == le(11)
    assert vie.sonne() is Etape.ENCORE
    assert vie.now == le(18)


def test_l_animation_n_a_que_le_jour_dit(vie: Vie) -> None:
    vie.ouvre(le(10))
    assert vie.rappels()[0].planned == le(10)


def test_un_jour_chome_se_rappelle_le_jour_ouvre_suivant(vie: Vie) -> None:
    vie.ouvre(le(12))  # un samedi
    assert vie.sonne() is Etape.JOUR
    assert vie.now == le(14)
    vie.ouvre(datetime(2026, 12, 25, 9, tzinfo=PARIS))
    assert vie.rappels()[0].planned == le(28)


def test_pour_aujourd_hui_le_retard_se_dit_demain(vie: Vie) -> None:
    vie.ouvre(LUNDI.replace(hour=17))
    assert vie.sonne() is Etape.RETARD
    assert vie.now == le(1)


def test_le_retard_ne_se_dit_qu_une_fois(vie: Vie) -> None:
    vie.ouvre(le(2))
    etapes = [vie.sonne() for _ in range(5)]
    assert etapes == [Etape.JOUR, Etape.RETARD, Etape.ENCORE, Etape.ENCORE, Etape.ENCORE]


def test_une_fin_a_sa_raison_et_se_voit(vie: Vie) -> None:
    vie.ouvre(le(2))
    with pytest.raises(ValueError, match="raison"):
        vie.finit(" ")
    vie.finit("tranchée par la direction")
    assert (vie.etat().etat, vie.etat().fin) == (TENU, "tranchée par la direction")
    assert vie.rappels() == []


def test_clore_deux_fois_ne_change_pas_la_raison(vie: Vie) -> None:
    vie.ouvre(le(2))
    vie.finit("première")
    vie.fait(lambda ctx: suivi.clore(ctx, ABOUT, "seconde"))
    assert vie.etat().fin == "première"


def test_qui_porte_s_en_va_l_animation_prend_la_suite(vie: Vie) -> None:
    vie.ouvre(le(10), KARIM)
    vie.fait(lambda ctx: suivi.depart(ctx, KARIM))
    assert vie.etat().porteur == ""
    assert len(vie.rappels()) == 1


def test_redite_elle_garde_depuis_quand_elle_est_due(vie: Vie) -> None:
    vie.ouvre(le(2))
    vie.now = le(1)
    vie.ouvre(le(9))
    assert vie.etat().depuis == LUNDI
    assert vie.etat().promis == le(9)


def test_elle_se_dit_en_francais(vie: Vie) -> None:
    vie.ouvre(le(2))
    dite = "Action n° 1, promis le 2 décembre"
    assert vie.dite(depuis=True) == f"{dite} (depuis le 30 novembre)"
    vie.now = le(4)
    assert vie.dite() == f"{dite}, en retard"


# -- tant que c'est dû, un rappel ; fini, aucun ----------------------------------------------------

GESTES = st.sampled_from(["attend", "sonne", "reporte", "part", "finit", "rouvre", "redit"])


@settings(max_examples=40)
@given(st.lists(st.tuples(GESTES, st.integers(1, 60)), max_size=25), st.booleans())
def test_une_chose_due_a_toujours_exactement_un_rappel(
    base: Engine, gestes: list[tuple[str, int]], par_un_membre: bool
) -> None:
    vie = Vie(base)
    vie.now = LUNDI.astimezone(UTC)
    vie.ouvre(vie.now + timedelta(days=3), KARIM if par_un_membre else "")
    for geste, jours in gestes:
        _un_geste(vie, geste, jours)
        ligne, rappels = vie.etat(), vie.rappels()
        assert len(rappels) == (1 if ligne.etat == OUVERT else 0)
        assert ligne.etat == OUVERT or ligne.fin
        for rappel in rappels:
            assert Reglages().horaires.ouvert(rappel.planned)


def _un_geste(vie: Vie, geste: str, jours: int) -> None:
    ouverte = vie.etat().etat == OUVERT
    promis = vie.now + timedelta(days=jours)
    if geste == "attend":
        vie.now += timedelta(hours=jours)
    elif geste == "rouvre":
        vie.fait(lambda ctx: suivi.rouvrir(ctx, ABOUT))
    elif geste == "redit":
        vie.ouvre(promis)
    elif geste == "part":
        vie.fait(lambda ctx: suivi.depart(ctx, KARIM))
    elif ouverte and geste == "sonne":
        vie.sonne()
    elif ouverte and geste == "reporte":
        vie.fait(lambda ctx: suivi.reporter(ctx, vie.ligne(ctx.session), promis))
    elif ouverte and geste == "finit":
        vie.finit()


def test_un_rappel_n_est_jamais_dans_le_passe(vie: Vie) -> None:
    def verifie(ctx: Context) -> list[Effect]:
        effets = suivi.reporter(ctx, vie.ligne(ctx.session), vie.now - timedelta(days=9))
        rappels = [e for e in effets if isinstance(e, RemindAt)]
        assert [r.when > ctx.now for r in rappels] == [True]
        return effets

    vie.ouvre(le(2))
    vie.now = le(20)
    vie.fait(verifie)
