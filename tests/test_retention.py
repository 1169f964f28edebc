"""Ce qui a fait son temps s'efface : la vie à l'horloge du réseau, les files à la vraie."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, SQLModel, select

from bot.clock import Clock, RehearsalClock
from bot.retention import CHAQUE_JOUR, chore, period, purge
from bot.writer import Writer
from donnees import inbox, outbox
from donnees.actu import Actu
from donnees.bulletin import Bulletin
from donnees.demande import EN_COURS, RESOLUE, Avis, Demande, Sollicitation
from donnees.histoire import Envoye, Geste, Question
from donnees.inbox import InboxItem
from donnees.merci import Merci
from donnees.outbox import OutboxItem
from donnees.passage import DEPART, Passage
from donnees.reseau import Animateur, Reseau
from donnees.rituel import ACTIF, FINI, SUPPRIME, Occurrence, ReponseTour, Rituel
from donnees.salon import JOINT, PARTI, Adhesion, Salon
from donnees.suivi import OUVERT, TENU, Suivi
from donnees.theme import Savoir, Theme

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
UN_JOUR = timedelta(days=1)
INES = "@ines:localhost"


class DeuxHorloges(Clock):
    """Le réseau est à `reseau`, le fil à `reel`."""

    def __init__(self, reseau: datetime = NOW, reel: datetime = NOW) -> None:
        self._reseau, self._reel = reseau, reel

    def now(self) -> datetime:
        """L'instant du réseau."""
        return self._reseau

    def real(self) -> datetime:
        """L'instant vrai."""
        return self._reel


@pytest.fixture
def session(base: Engine) -> Iterator[Session]:
    """Une session, où poser l'état de départ."""
    with Session(base, expire_on_commit=False) as ouverte:
        yield ouverte


def pose(session: Session, *lignes: Any) -> None:
    session.add_all(lignes)
    session.commit()


def efface(base: Engine, reseau: datetime = NOW, reel: datetime = NOW) -> int:
    """La corvée entière, aux deux horloges."""
    total = 0
    while lot := purge(base, DeuxHorloges(reseau, reel)):
        total += lot
    return total


def restent(base: Engine, table: type[SQLModel]) -> list[Any]:
    with Session(base) as session:
        return list(session.exec(select(table)))


def demande(numero: int, etat: str = RESOLUE, finie: datetime | None = NOW) -> Demande:
    return Demande(
        numero=numero, reseau=1, salon="!1", evenement=f"$d{numero}", demandeur=INES,
        question="Chorus", etat=etat, cree_le=NOW - 2 * UN_JOUR, finie_le=finie,
    )  # fmt: skip


def envoi(nom: str, etat: str, essaye: datetime | None, cree: datetime = NOW) -> OutboxItem:
    return OutboxItem(
        envoi=nom, seq=1, genre=outbox.MESSAGE, salon="!1", contenu={}, etat=etat, cree_le=cree,
        essaye_le=essaye,
    )  # fmt: skip


def recu(id: str, seq: int, etat: str, le: datetime) -> InboxItem:
    return InboxItem(
        event_id=id, seq=seq, salon="!1", auteur=INES, genre="message", contenu=None, sent_at=le,
        recu_le=le, etat=etat,
    )  # fmt: skip


# -- les demandes et leur fil --------------------------------------------------------------------


def test_douze_mois_apres_sa_fin_une_demande_et_son_fil_s_effacent(
    base: Engine, session: Session
) -> None:
    pose(
        session, demande(1), demande(2, finie=NOW + UN_JOUR),
        Sollicitation(demande=1, membre="@k:x", reseau=1, le=NOW),
        Envoye(envoi="a", event_id="$a", about="demande:1", type="t", le=NOW),
        Envoye(envoi="b", event_id="$b", about="demande:2", type="t", le=NOW),
        Geste(event_id="$g", cible="$a", auteur=INES, emoji="x", about="demande:1", le=NOW),
        Avis(cible="$a", membre=INES, about="demande:1"),
        Suivi(about="demande:1", reseau=1, genre="portee", quoi="q", etat=TENU, depuis=NOW,
              promis=NOW, fini_le=NOW),
    )  # fmt: skip
    efface(base, NOW + timedelta(days=364))
    assert len(restent(base, Demande)) == 2
    efface(base, NOW + timedelta(days=365, hours=1))
    assert [d.numero for d in restent(base, Demande)] == [2]
    assert [e.about for e in restent(base, Envoye)] == ["demande:2"]
    for table in (Sollicitation, Geste, Avis, Suivi):
        assert restent(base, table) == []


@pytest.mark.parametrize("etat", EN_COURS)
def test_une_demande_en_cours_ne_s_efface_jamais(base: Engine, session: Session, etat: str) -> None:
    pose(session, demande(1, etat, finie=None),
         Envoye(envoi="a", event_id="$a", about="demande:1", type="t", le=NOW))  # fmt: skip
    efface(base, NOW + timedelta(days=4000), NOW + timedelta(days=4000))
    assert len(restent(base, Demande)) == 1
    assert len(restent(base, Envoye)) == 1


def test_une_chose_encore_due_ne_s_efface_pas(base: Engine, session: Session) -> None:
    pose(session, Suivi(about="action:1", reseau=1, genre="action", quoi="q", etat=OUVERT,
                        depuis=NOW, promis=NOW))  # fmt: skip
    efface(base, NOW + timedelta(days=4000))
    assert len(restent(base, Suivi)) == 1


def test_les_autres_fils_durent_douze_mois_sauf_ce_qui_vit_avec_le_salon(
    base: Engine, session: Session
) -> None:
    pose(
        session,
        Envoye(envoi="a", event_id="$a", about="aide:1", type="aide", le=NOW),
        Envoye(envoi="p", event_id="$p", about="presentation:!1", type="presentation", le=NOW),
        Question(about="aide:1", a=INES, salon="!1", type="aide", le=NOW),
    )
    efface(base, NOW + timedelta(days=300))
    assert len(restent(base, Envoye)) == 2
    efface(base, NOW + timedelta(days=366))
    assert [e.envoi for e in restent(base, Envoye)] == ["p"]
    assert restent(base, Question) == []


def test_un_rituel_fini_et_ses_fois_durent_douze_mois(base: Engine, session: Session) -> None:
    def rituel(numero: int, etat: str, fini: datetime | None) -> Rituel:
        return Rituel(
            id=numero, reseau=1, genre="rappel", mots="chaque lundi", rrule="FREQ=WEEKLY",
            fuseau="Europe/Paris", debut=NOW, cree_le=NOW, etat=etat, fini_le=fini,
        )  # fmt: skip

    def fois(numero: int, close: datetime | None) -> Occurrence:
        return Occurrence(
            id=numero, rituel=1, reseau=1, genre="rappel", jour=f"j{numero}", creneau="09:00",
            le=NOW, fin=NOW, salon="!1", close_le=close,
        )  # fmt: skip

    pose(
        session, rituel(1, ACTIF, None), rituel(2, SUPPRIME, NOW), rituel(3, FINI, NOW + UN_JOUR),
        fois(1, NOW), fois(2, None), fois(3, NOW + UN_JOUR),
        ReponseTour(occurrence=1, membre=INES, evenement="$1", texte="un mot", le=NOW),
    )  # fmt: skip
    efface(base, NOW + timedelta(days=365, hours=1))
    assert [r.id for r in restent(base, Rituel)] == [1, 3]
    assert [f.id for f in restent(base, Occurrence)] == [2, 3]
    assert restent(base, ReponseTour) == []


# -- les files, à l'horloge vraie ------------------------------------------------------------------


def test_les_envois_partis_sept_jours_ceux_qui_attendent_toujours(
    base: Engine, session: Session
) -> None:
    vieux, neuf = NOW - 8 * UN_JOUR, NOW - 6 * UN_JOUR
    pose(
        session,
        envoi("parti", outbox.PARTI, vieux), envoi("recent", outbox.PARTI, neuf),
        envoi("abandonne", outbox.ABANDONNE, None, vieux),
        envoi("attend", outbox.EN_ATTENTE, None, vieux), envoi("essaye", outbox.ESSAYE, vieux),
    )  # fmt: skip
    efface(base)
    assert {e.envoi for e in restent(base, OutboxItem)} == {"recent", "attend", "essaye"}


def test_une_repetition_rapide_n_efface_pas_les_files(base: Engine, session: Session) -> None:
    pose(session, envoi("parti", outbox.PARTI, NOW), recu("$1", 1, inbox.TRAITE, NOW),
         recu("$2", 2, inbox.TRAITE, NOW))  # fmt: skip
    efface(base, reseau=NOW + timedelta(days=300))
    assert len(restent(base, OutboxItem)) == 1
    assert len(restent(base, InboxItem)) == 2


def test_les_messages_traites_trente_jours_jamais_le_dernier_rang(
    base: Engine, session: Session
) -> None:
    vieux = NOW - 31 * UN_JOUR
    pose(
        session, recu("$1", 1, inbox.TRAITE, vieux), recu("$2", 2, inbox.A_TRAITER, vieux),
        recu("$3", 3, inbox.TRAITE, NOW - 29 * UN_JOUR), recu("$4", 4, inbox.ECARTE, vieux),
    )  # fmt: skip
    efface(base)
    assert {r.event_id for r in restent(base, InboxItem)} == {"$2", "$3", "$4"}
    with Session(base) as session:
        assert inbox.next_seq(session) == 5


# -- les gens partis -------------------------------------------------------------------------------


def deux_reseaux(session: Session, autre: str) -> None:
    """Inès est partie du réseau 1 ; dans le 2, elle est `autre` (join ou leave)."""
    for n in (1, 2):
        session.add(Reseau(id=n, nom=f"R{n}", salon=f"!{n}", ouvert_par=INES, ouvert_le=NOW))
        session.add(Salon(id=f"!{n}"))
        session.add(Theme(id=n, reseau=n, nom="compta", cle="compta", cree_le=NOW))
        session.add(Savoir(theme=n, membre=INES, depuis=NOW))
        session.add(Animateur(reseau=n, membre=INES, depuis=NOW))
    session.add(Adhesion(salon="!1", membre=INES, etat=PARTI, depuis=NOW, nom="Inès Zz"))
    session.add(Adhesion(salon="!2", membre=INES, etat=autre, depuis=NOW, nom="Inès Zz"))
    session.add(Passage(reseau=1, membre=INES, sens=DEPART, le=NOW, dit=True))
    pose(session, demande(1))


def test_partie_depuis_trente_jours_elle_n_a_plus_de_nom(base: Engine, session: Session) -> None:
    deux_reseaux(session, PARTI)
    efface(base, NOW + 29 * UN_JOUR, NOW + 29 * UN_JOUR)
    assert len(restent(base, Savoir)) == 2
    efface(base, NOW + 31 * UN_JOUR, NOW + 31 * UN_JOUR)
    for table in (Savoir, Animateur, Passage, Adhesion):
        assert restent(base, table) == []
    (gardee,) = restent(base, Demande)
    assert (gardee.demandeur, gardee.question) == ("", "Chorus")
    assert {r.ouvert_par for r in restent(base, Reseau)} == {""}


def test_partie_d_un_reseau_elle_garde_l_autre(base: Engine, session: Session) -> None:
    deux_reseaux(session, JOINT)
    efface(base, NOW + 31 * UN_JOUR)
    assert [s.theme for s in restent(base, Savoir)] == [2]
    assert [a.reseau for a in restent(base, Animateur)] == [2]
    assert [a.salon for a in restent(base, Adhesion)] == ["!2"]
    assert restent(base, Passage) == []


def test_revenue_entre_temps_rien_ne_s_efface(base: Engine, session: Session) -> None:
    deux_reseaux(session, JOINT)
    revenue = session.get(Adhesion, ("!1", INES))
    assert revenue is not None
    revenue.etat = JOINT
    session.commit()
    efface(base, NOW + 60 * UN_JOUR, NOW + 60 * UN_JOUR)
    assert len(restent(base, Savoir)) == 2
    assert restent(base, Passage) == []


# -- la corvée -------------------------------------------------------------------------------------


def test_beaucoup_s_efface_par_petits_lots(base: Engine, session: Session) -> None:
    pose(session, *(envoi(f"e{n}", outbox.PARTI, NOW - 9 * UN_JOUR) for n in range(450)))
    premier = purge(base, DeuxHorloges())
    assert 0 < premier < 450
    assert premier + efface(base) == 450


async def test_la_corvee_va_au_bout_et_ne_trouve_plus_rien(base: Engine, session: Session) -> None:
    pose(session, *(envoi(f"e{n}", outbox.PARTI, NOW - 9 * UN_JOUR) for n in range(250)))
    writer = Writer()
    try:
        await chore(base, DeuxHorloges(), writer)
    finally:
        writer.close()
    assert restent(base, OutboxItem) == []


def test_chaque_jour_et_plus_souvent_en_repetition() -> None:
    assert period(Clock()) == CHAQUE_JOUR
    assert period(RehearsalClock(NOW, 60.0)) < CHAQUE_JOUR


def test_nouvelles_mercis_et_bulletins_douze_mois(base: Engine, session: Session) -> None:
    for n, jours in enumerate((364, 366), start=1):
        le = NOW - jours * UN_JOUR
        pose(
            session,
            Actu(numero=n, reseau=1, evenement=f"$a{n}", auteur=INES, texte="Loire", le=le),
            Merci(numero=n, reseau=1, auteur=INES, membre="@karim:localhost", pour="", le=le),
            Bulletin(reseau=n, semaine=f"2025-W{n:02d}", faits={}, le=le),
        )
    assert efface(base) == 3
    assert [a.numero for a in restent(base, Actu)] == [1]
    assert [m.numero for m in restent(base, Merci)] == [1]
    assert [b.reseau for b in restent(base, Bulletin)] == [1]
