"""Ce qu'apporte une synchronisation, gardé d'un seul coup avec sa position.

1. Une transaction par réponse du serveur : appartenances, pouvoirs, chiffrement, éléments qui nous
   concernent, position. Rien n'est acquitté avant d'être gardé.
2. Nous concerne : une commande, une parole adressée au robot, tout ce qui s'écrit en privé, une
   réponse ou une touche sur un message d'une histoire, une arrivée, un départ. Le reste n'est
   jamais écrit, pas même un instant.
3. Ce qui précède l'entrée du robot dans un salon n'est jamais exécuté ; à la première
   synchronisation d'une installation, rien ne l'est.
4. Au retour d'une absence de plus de dix minutes, une reprise passe devant ce qui attendait, salon
   par salon ; une commande de plus d'un jour y est citée, pas exécutée (contrat §11).
5. Une correction d'une commande encore en attente, ou trop vieille et pas encore relancée, la
   remplace ; sa suppression l'annule.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.core.acces import Acces
from bot.core.reading import addressed
from bot.pieces import Batch, Echo, Fact, Left, Lost, Piece, Read, Roster, Seen, Unreadable
from bot.returning import ABSENCE, Return
from bot.rooms_kept import RoomKeeper, Row
from donnees import histoire as histoires
from donnees import inbox, outbox
from donnees import reseau as reseaux
from donnees import salon as salons
from donnees.compteur import POSITION, VU, noter_ensemble, repere

CONFIRMES_MAX = 5000
ILLISIBLE_DIT, ILLISIBLE_OUBLIE = timedelta(minutes=2), timedelta(hours=24)
REFUSEE = "cle_refusee"  # l'expéditeur a retenu la clé (m.room_key.withheld)


@dataclass(frozen=True)
class _Lieu:
    """Ce qu'il faut savoir d'un salon pour dire si l'on y parle au robot."""

    prive_avec: str | None
    noms: tuple[str, ...]


@dataclass
class Intake:
    """Écrit une `Batch` ; vit dans le fil de l'unique écrivain.

    `noms` : les noms d'usage du robot. `rooms` tient l'état des salons.
    """

    bot: str
    noms: tuple[str, ...]
    acces: Acces
    seq: int | None = None
    added: list[tuple[int, str]] = field(default_factory=list)
    confirmed: dict[str, str] = field(default_factory=dict)
    lieux: dict[str, _Lieu] = field(default_factory=dict)
    vu: datetime | None = None  # la dernière synchronisation gardée, à l'horloge vraie
    _ecrit: bool = False

    def __post_init__(self) -> None:
        self.rooms = RoomKeeper(self.bot, self.acces, self._forget_one)

    def _forget_one(self, salon: str) -> None:
        self.lieux.pop(salon, None)

    def keep(self, session: Session, batch: Batch, now: datetime, *, presse: bool) -> bool:
        """Garde ce qui nous concerne et la position ; l'appelant valide si c'est vrai.

        Faux : rien n'y était pour nous (du bavardage, nos échos déjà connus). Inutile de l'écrire :
        repartir de l'ancienne position redonnerait le même rien. `presse` : l'écrire pourtant.
        """
        self._ecrit = presse
        self.confirm(session, [(p.envoi, p.event_id) for p in batch.pieces if isinstance(p, Echo)])
        faits = [(rang, p) for rang, p in enumerate(batch.pieces) if isinstance(p, Fact)]
        entrees = self.rooms.entries(session, faits)
        retour = Return(self._absence(session, now), now)
        for rang, piece in enumerate(batch.pieces):
            ligne = self._piece(session, piece, batch, now, rang > entrees.get(piece.salon, -1))
            if ligne is not None:
                self._receive(session, retour, ligne, now)
        for rang_reserve, ligne in retour.items():
            self.added.append((rang_reserve, str(ligne["event_id"])))
            inbox.add_all(session, [{**_VIDE, **ligne, "seq": rang_reserve, "recu_le": now}])
        if batch.directs:
            self.rooms.directs(session, batch.directs)
        utile = self._ecrit or batch.keys or bool(batch.directs) or self._touche(batch)
        if utile and batch.position is not None:
            noter_ensemble(session, {POSITION: batch.position, VU: now.isoformat()})
            self.vu = now
        return utile

    def _absence(self, session: Session, now: datetime) -> tuple[datetime, datetime] | None:
        """De quand à quand rien n'a été reçu, si cela dépasse dix minutes."""
        if self.vu is None:
            note = repere(session, VU)
            self.vu = datetime.fromisoformat(note) if note else now
        return (self.vu, now) if now - self.vu > ABSENCE else None

    def _receive(self, session: Session, retour: Return, ligne: Row, now: datetime) -> None:
        """Ajoute un élément ; après une absence, ou trop vieux, la reprise passe devant."""
        if retour.concerns(ligne):
            if not retour.opened(ligne["salon"]):
                retour.open(ligne, self._next_seq(session))
            ligne = retour.note(ligne)
        self.add(session, ligne, now)

    def _next_seq(self, session: Session) -> int:
        self.seq = (self.seq or inbox.next_seq(session) - 1) + 1
        return self.seq

    def _touche(self, batch: Batch) -> bool:
        """Vrai s'il y a là un fait de salon, un illisible, ou la première position."""
        return batch.premiere or any(not isinstance(p, Seen | Echo) for p in batch.pieces)

    def add(self, session: Session, ligne: dict[str, Any], now: datetime) -> None:
        """Ajoute un élément à la boîte, à la suite des autres."""
        self._ecrit = True
        rang = self._next_seq(session)
        self.added.append((rang, str(ligne["event_id"])))
        inbox.add_all(session, [{**_VIDE, **ligne, "seq": rang, "recu_le": now}])

    def confirm(self, session: Session, arrives: Sequence[tuple[str, str]]) -> None:
        """Ces envois sont arrivés (réponse du serveur, ou notre écho) ; noté une seule fois."""
        neufs = [a for a in dict(arrives).items() if a[0] not in self.confirmed]
        self._ecrit = self._ecrit or bool(neufs)
        outbox.mark_sent(session, neufs)
        histoires.learn(session, neufs)
        self.confirmed.update(neufs)
        while len(self.confirmed) > CONFIRMES_MAX:
            self.confirmed.pop(next(iter(self.confirmed)))

    def take_added(self) -> list[str]:
        """Les éléments ajoutés depuis la dernière fois, dans l'ordre où les traiter."""
        ajoutes, self.added = sorted(self.added), []
        return [event_id for _rang, event_id in ajoutes]

    def undone(self) -> None:
        """La transaction n'a pas abouti : ce que l'on croyait noté ne l'est pas."""
        self.seq = self.vu = None
        self.added.clear()
        self.confirmed.clear()
        self.forget()

    def opened(self, session: Session, nom: str, about: str, salon: str, now: datetime) -> None:
        """Un salon que le robot vient d'ouvrir : l'événement attend son tour."""
        self.add(session, self.rooms.opened(session, nom, about, salon, now), now)

    def _piece(
        self, session: Session, piece: Piece, batch: Batch, now: datetime, apres: bool
    ) -> Row | None:
        match piece:
            case Fact():
                # Revenu dans un salon, on en relit le passé : nul n'y arrive ni n'en part.
                return self.rooms.fact(session, piece, batch.premiere or not apres)
            case Left():
                self.rooms.left(session, piece.salon)
            case Read():
                inbox.release(session, piece.event_id)
            case Roster():
                self.rooms.roster(session, piece, now)
            case Lost():
                return _trou(piece, batch, now)
            case Unreadable() if apres and not batch.premiere:
                if self.acces.autorise(piece.auteur):
                    inbox.hold_unreadable(session, {**piece.__dict__, "recu_le": now})
            case Seen() if apres and not batch.premiere and self.acces.autorise(piece.auteur):
                return self._seen(session, piece)
            case _:
                return None
        return None

    def tell_unreadable(self, session: Session, now: datetime) -> None:
        """Un avis par personne et par salon, au plus un par jour ; au-delà d'un jour, l'oubli."""
        inbox.drop_unreadable(session, now - ILLISIBLE_OUBLIE)
        recents = now - ILLISIBLE_OUBLIE
        for garde in inbox.unreadable_to_tell(session, now - ILLISIBLE_DIT, recents):
            garde.dit_le = now
            contenu = {"message": garde.event_id, "refusee": garde.raison == REFUSEE}
            ligne = {
                "event_id": f"illisible:{garde.event_id}", "salon": garde.salon,
                "auteur": garde.auteur, "sent_at": now, "genre": "unread", "contenu": contenu,
            }  # fmt: skip
            self.add(session, ligne, now)
        session.flush()

    # -- ce qui se dit -------------------------------------------------------------------------

    def _seen(self, session: Session, seen: Seen) -> Row | None:
        if seen.rejeu is not None:
            self._ecrit = inbox.release(session, seen.event_id) or self._ecrit
        if seen.rejeu is not None and inbox.replayed(session, seen.rejeu):
            return None
        contenu = getattr(self, f"_{seen.genre}")(session, seen)
        if contenu is None:
            return None
        return {
            "event_id": seen.event_id, "salon": seen.salon, "auteur": seen.auteur,
            "genre": seen.genre, "sent_at": seen.ts, "contenu": contenu, "rejeu": seen.rejeu,
        }  # fmt: skip

    def _message(self, session: Session, seen: Seen) -> Row | None:
        lieu = self._lieu(session, seen.salon)
        prive = lieu.prive_avec == seen.auteur
        texte = str(seen.contenu["texte"])
        suite = addressed(texte, lieu.noms, self.bot)
        contenu = {**seen.contenu, "prive": prive, "appele": suite is not None}
        if suite is not None:
            contenu["texte"] = suite
        if suite is not None or prive or texte.lstrip().startswith("!"):
            return contenu
        reponse = seen.contenu.get("reply_to")
        if not isinstance(reponse, str):
            return None
        connu = histoires.envoye_ici(session, reponse, seen.salon) is not None
        return contenu if connu else None

    def _lieu(self, session: Session, salon: str) -> _Lieu:
        """Avec qui et sous quels noms on parle là ; gardé jusqu'au prochain changement."""
        lieu = self.lieux.get(salon)
        if lieu is None:
            ligne = salons.salon(session, salon)
            propre = salons.adhesion(session, salon, self.bot)
            reseau = reseaux.reseau_du_salon(session, salon)
            appel = reseau.reglages.get("nom") if reseau is not None else None
            noms = (*self.noms, propre.nom if propre else "", appel or "")
            lieu = _Lieu(ligne.prive_avec if ligne else None, tuple(n for n in noms if n))
            self.lieux[salon] = lieu
        return lieu

    def forget(self) -> None:
        """Un salon, un réseau ou une appartenance a changé : tout sera relu."""
        self.lieux.clear()

    def _edition(self, session: Session, seen: Seen) -> Row | None:
        contenu = self._message(session, seen)
        cible = str(seen.contenu["cible"])
        attendu = inbox.item(session, cible)
        if attendu is not None and attendu.auteur != seen.auteur:
            return None
        if attendu is not None and attendu.etat in _ATTEND and attendu.contenu is not None:
            nouveau = contenu or {**seen.contenu, "appele": False}
            corrige = {cle: nouveau[cle] for cle in ("texte", "appele", "mentions")}
            attendu.contenu = {**attendu.contenu, **corrige}
            session.flush()
            self._ecrit = True
            self._deja_faite(session, seen)
            return None
        source = histoires.envoye_ici(session, cible, seen.salon)
        if source is not None and source.type == histoires.SOURCE:
            return contenu or {**seen.contenu, "appele": False, "prive": False}
        return contenu if attendu is None else None

    def _deja_faite(self, session: Session, seen: Seen) -> None:
        """Cette correction est dans le message qui attend : relue plus tard, après une autre, elle
        ne doit pas revenir par-dessus."""
        ligne = {
            **_VIDE, "event_id": seen.event_id, "salon": seen.salon, "auteur": seen.auteur,
            "genre": seen.genre, "sent_at": seen.ts, "recu_le": self.vu or seen.ts, "contenu": None,
            "rejeu": seen.rejeu, "etat": inbox.TRAITE, "seq": self._next_seq(session),
        }  # fmt: skip
        inbox.add_all(session, [ligne])

    def _reaction(self, session: Session, seen: Seen) -> Row | None:
        cible = histoires.envoye_ici(session, str(seen.contenu["target"]), seen.salon)
        if cible is None or cible.about is None:
            return None
        prive = self._lieu(session, seen.salon).prive_avec == seen.auteur
        return {**seen.contenu, "prive": prive}

    def _redaction(self, session: Session, seen: Seen) -> Row | None:
        cible = str(seen.contenu["target"])
        attendu = inbox.item(session, cible)
        if attendu is not None and attendu.etat in _ATTEND:
            # Le serveur ne laisse passer que les suppressions permises, modération comprise.
            inbox.mark_done(session, cible)
            self._ecrit = True
            return None
        connu = histoires.geste(session, cible) or histoires.envoye_ici(session, cible, seen.salon)
        return dict(seen.contenu) if connu is not None else None


_ATTEND = (inbox.A_TRAITER, inbox.ANCIEN)
_VIDE: dict[str, Any] = {"etat": inbox.A_TRAITER, "essais": 0, "reference": None, "rejeu": None}


def _trou(piece: Lost, batch: Batch, now: datetime) -> Row:
    """Ce qui n'a pas pu être relu se dit une fois, dans son salon."""
    return {
        "event_id": f"trou:{piece.salon}:{batch.position}", "salon": piece.salon, "auteur": "",
        "sent_at": now, "genre": "back", "contenu": {"trou": True},
    }  # fmt: skip
