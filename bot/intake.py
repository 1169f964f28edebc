"""Ce qu'apporte une synchronisation, gardé d'un seul coup avec sa position.

1. Une transaction par réponse du serveur : appartenances, pouvoirs, chiffrement, éléments qui nous
   concernent, position. Rien n'est acquitté avant d'être gardé.
2. Nous concerne : une commande, une parole adressée au robot, tout ce qui s'écrit en privé, une
   réponse ou une touche sur un message d'une histoire, une arrivée, un départ. Le reste n'est
   jamais écrit, pas même un instant.
3. Ce qui précède l'entrée du robot dans un salon n'est jamais exécuté ; à la première
   synchronisation d'une installation, rien ne l'est.
4. Une correction d'une commande encore en attente la remplace ; sa suppression l'annule.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.core.acces import Acces
from bot.core.reading import addressed
from donnees import histoire as histoires
from donnees import inbox, outbox
from donnees import reseau as reseaux
from donnees import salon as salons
from donnees.compteur import POSITION, noter
from donnees.salon import JOINT, PARTI, Adhesion, Salon


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Un fait d'état d'un salon : `genre` est le type Matrix, `cle` la clé d'état."""

    event_id: str
    salon: str
    genre: str
    cle: str
    auteur: str
    contenu: dict[str, Any]
    ts: datetime


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Un événement de la conversation, déchiffré et lu : message, edition, reaction, redaction."""

    event_id: str
    salon: str
    auteur: str
    genre: str
    contenu: dict[str, Any]
    ts: datetime
    rejeu: str | None = None


@dataclass(frozen=True, kw_only=True)
class Echo:
    """Notre propre événement revenu par la synchronisation."""

    event_id: str
    salon: str
    envoi: str


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """Un message chiffré dont la clé manque."""

    event_id: str
    salon: str
    auteur: str
    session: str
    brut: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Left:
    """Le robot n'est plus dans ce salon (parti, exclu, banni)."""

    salon: str


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Qui est dans un salon (`/joined_members`) : MXID -> nom. Fait foi, sans arrivée."""

    salon: str
    noms: dict[str, str]


CONFIRMES_MAX = 5000
@dataclass(frozen=True, kw_only=True)
class Read:
    """Un message gardé à part s'est laissé lire, quoi qu'il dise."""

    event_id: str
    salon: str


Piece = Fact | Seen | Echo | Unreadable | Read | Left | Roster


@dataclass
class Batch:
    """Une réponse du serveur, dans l'ordre ; `premiere` : la première d'une installation."""

    position: str | None
    pieces: list[Piece] = field(default_factory=list)
    premiere: bool = False
    directs: dict[str, str] | None = None  # m.direct : salon -> personne
    keys: bool = False  # des clés sont venues avec : la position doit suivre le coffre


@dataclass(frozen=True)
class _Lieu:
    """Ce qu'il faut savoir d'un salon pour dire si l'on y parle au robot."""

    prive_avec: str | None
    noms: tuple[str, ...]


@dataclass
class Intake:
    """Écrit une `Batch` ; vit dans le fil de l'unique écrivain."""

    bot: str
    noms: tuple[str, ...]
    acces: Acces
    seq: int | None = None
    confirmed: dict[str, str] = field(default_factory=dict)
    lieux: dict[str, _Lieu] = field(default_factory=dict)
    _ecrit: bool = False

    def keep(self, session: Session, batch: Batch, now: datetime, *, presse: bool) -> bool:
        """Garde ce qui nous concerne et la position ; l'appelant valide si c'est vrai.

        Faux : rien n'y était pour nous (du bavardage, nos échos déjà connus). Inutile de l'écrire :
        repartir de l'ancienne position redonnerait le même rien. `presse` : l'écrire pourtant.
        """
        self._ecrit = presse
        self.confirm(session, [(p.envoi, p.event_id) for p in batch.pieces if isinstance(p, Echo)])
        entrees = self._entrees(session, batch)
        for rang, piece in enumerate(batch.pieces):
            ligne = self._piece(session, piece, batch, now, rang > entrees.get(piece.salon, -1))
            if ligne is not None:
                self.add(session, ligne, now)
        if batch.directs:
            self._directs(session, batch.directs)
        utile = self._ecrit or batch.keys or bool(batch.directs) or self._touche(batch)
        if utile and batch.position is not None:
            noter(session, POSITION, batch.position)
        return utile

    def _touche(self, batch: Batch) -> bool:
        """Vrai s'il y a là un fait de salon, un illisible, ou la première position."""
        return batch.premiere or any(not isinstance(p, Seen | Echo) for p in batch.pieces)

    def add(self, session: Session, ligne: dict[str, Any], now: datetime) -> None:
        """Ajoute un élément à la boîte, à la suite des autres."""
        self._ecrit = True
        self.seq = (self.seq or inbox.next_seq(session) - 1) + 1
        inbox.add_all(session, [{**_VIDE, **ligne, "seq": self.seq, "recu_le": now}])

    def confirm(self, session: Session, arrives: Sequence[tuple[str, str]]) -> None:
        """Ces envois sont arrivés (réponse du serveur, ou notre écho) ; noté une seule fois."""
        neufs = [a for a in dict(arrives).items() if a[0] not in self.confirmed]
        self._ecrit = self._ecrit or bool(neufs)
        outbox.mark_sent(session, neufs)
        histoires.learn(session, neufs)
        self.confirmed.update(neufs)
        while len(self.confirmed) > CONFIRMES_MAX:
            self.confirmed.pop(next(iter(self.confirmed)))

    def undone(self) -> None:
        """La transaction n'a pas abouti : ce que l'on croyait noté ne l'est pas."""
        self.seq = None
        self.confirmed.clear()
        self.forget()

    def _entrees(self, session: Session, batch: Batch) -> dict[str, int]:
        """Le rang où le robot entre dans chaque salon : ce qui précède n'est pas pour lui.

        S'il y était déjà, le même fait ne dit qu'un nom ou un portrait changé.
        """
        dedans: dict[str, bool] = {}
        entrees: dict[str, int] = {}
        for rang, piece in enumerate(batch.pieces):
            if not (isinstance(piece, Fact) and self._me_concerne(piece)):
                continue
            avant = dedans.get(piece.salon, salons.est_joint(session, piece.salon, self.bot))
            dedans[piece.salon] = piece.contenu.get("membership") == JOINT
            if dedans[piece.salon] and not avant:
                entrees[piece.salon] = rang
        return entrees

    def _me_concerne(self, fact: Fact) -> bool:
        return fact.genre == "m.room.member" and fact.cle == self.bot

    def _piece(
        self, session: Session, piece: Piece, batch: Batch, now: datetime, apres: bool
    ) -> dict[str, Any] | None:
        match piece:
            case Fact():
                return self._fact(session, piece, batch.premiere)
            case Left():
                _quitte(session, piece.salon, self.bot)
            case Read():
                inbox.release(session, piece.event_id)
            case Roster():
                self._roster(session, piece, now)
            case Unreadable() if apres and not batch.premiere:
                if self.acces.autorise(piece.auteur):
                    inbox.hold_unreadable(session, {**piece.__dict__, "recu_le": now})
            case Seen() if apres and not batch.premiere and self.acces.autorise(piece.auteur):
                return self._seen(session, piece)
            case _:
                return None
        return None

    # -- l'état des salons ---------------------------------------------------------------------

    def _fact(self, session: Session, fact: Fact, premiere: bool) -> dict[str, Any] | None:
        ligne = salons.salon(session, fact.salon)
        if ligne is None:
            ligne = Salon(id=fact.salon, createurs=[], pouvoirs={}, rotation={})
            session.add(ligne)
        if fact.genre == "m.room.member":
            return self._member(session, ligne, fact, premiere)
        _APPLIQUE.get(fact.genre, _rien)(ligne, fact)
        self._prive(session, ligne)
        session.flush()
        return None

    def _member(
        self, session: Session, ligne: Salon, fact: Fact, premiere: bool
    ) -> dict[str, Any] | None:
        etat = fact.contenu.get("membership")
        etat = etat if etat in (JOINT, salons.INVITE) else PARTI
        avant = salons.adhesion(session, fact.salon, fact.cle)
        connu = avant is not None
        etait = avant.etat if avant is not None else PARTI
        nom = fact.contenu.get("displayname")
        adhesion = avant or Adhesion(salon=fact.salon, membre=fact.cle)
        adhesion.etat = etat
        adhesion.nom = nom if isinstance(nom, str) else adhesion.nom
        adhesion.depuis = fact.ts
        nouveau = not adhesion.deja_venu
        adhesion.deja_venu = adhesion.deja_venu or etat == JOINT
        session.add(adhesion)
        if fact.cle == self.bot:
            ligne.etat = etat
            if fact.contenu.get("is_direct") is True:
                ligne.direct = True
        session.flush()
        self._prive(session, ligne)
        session.flush()
        return self._passage(session, ligne, fact, (etait, etat), premiere, nouveau or not connu)

    def _passage(
        self, session: Session, ligne: Salon, fact: Fact, passage: tuple[str, str],
        premiere: bool, nouveau: bool,
    ) -> dict[str, Any] | None:  # fmt: skip
        etait, est = passage
        if (etait == JOINT) == (est == JOINT):
            return None
        ligne_recue = {"event_id": fact.event_id, "salon": fact.salon, "auteur": fact.cle,
                       "sent_at": fact.ts, "contenu": {"nouveau": nouveau}}  # fmt: skip
        if fact.cle == self.bot:
            if est != JOINT or ligne.entree == fact.event_id:
                return None
            ligne.entree = fact.event_id
            return {**ligne_recue, "genre": "entered"}
        if premiere or not self.acces.autorise(fact.cle):
            return None
        if reseaux.reseau_du_salon(session, fact.salon) is None:
            return None
        return {**ligne_recue, "genre": "arrival" if est == JOINT else "departure"}

    def _roster(self, session: Session, roster: Roster, now: datetime) -> None:
        """La liste du serveur fait foi : qui n'y est plus est parti, qui y est est là."""
        ligne = salons.salon(session, roster.salon)
        if ligne is None:
            return
        for present in salons.joints(session, roster.salon):
            if present.membre not in roster.noms:
                present.etat = PARTI
        for membre, nom in roster.noms.items():
            adhesion = salons.adhesion(session, roster.salon, membre)
            if adhesion is None:
                adhesion = Adhesion(salon=roster.salon, membre=membre, depuis=now)
                session.add(adhesion)
            adhesion.etat, adhesion.deja_venu = JOINT, True
            adhesion.nom = nom or adhesion.nom
        session.flush()
        self._prive(session, ligne)
        session.flush()

    def _prive(self, session: Session, ligne: Salon) -> None:
        """Conversation privée : le robot et une personne (directe, ou à deux et sans nom)."""
        self.lieux.pop(ligne.id, None)
        presents = salons.joints_ou_invites(session, ligne.id)
        autres = [a.membre for a in presents if a.membre != self.bot]
        attache = reseaux.reseau_du_salon(session, ligne.id) is not None
        a_deux = len(autres) == 1 and (ligne.direct or not ligne.nom)
        if not autres and ligne.direct:
            return
        ligne.prive_avec = autres[0] if a_deux and not attache else None

    def _directs(self, session: Session, directs: dict[str, str]) -> None:
        for salon, _personne in directs.items():
            ligne = salons.salon(session, salon)
            if ligne is not None and not ligne.direct:
                ligne.direct = True
                self._prive(session, ligne)
        session.flush()

    def opened(self, session: Session, nom: str, about: str, salon: str, now: datetime) -> None:
        """Un salon que le robot vient d'ouvrir : connu sans attendre la synchronisation."""
        ligne = salons.salon(session, salon)
        if ligne is None:
            ligne = Salon(id=salon, createurs=[self.bot], pouvoirs={}, rotation={}, chiffre=True)
            session.add(ligne)
        ligne.ouvert_par_nous = about
        session.flush()
        element = {
            "event_id": f"ouvert:{nom}", "salon": salon, "auteur": self.bot, "sent_at": now,
            "genre": "room_opened", "contenu": {"about": about},
        }  # fmt: skip
        self.add(session, element, now)

    def encrypted(self, session: Session, salon: str, contenu: dict[str, Any]) -> None:
        """Le serveur dit ce salon chiffré avant que la synchronisation ne l'ait apporté."""
        ligne = salons.salon(session, salon)
        if ligne is not None:
            _chiffre(ligne, contenu)

    # -- ce qui se dit -------------------------------------------------------------------------

    def _seen(self, session: Session, seen: Seen) -> dict[str, Any] | None:
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

    def _message(self, session: Session, seen: Seen) -> dict[str, Any] | None:
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

    def _edition(self, session: Session, seen: Seen) -> dict[str, Any] | None:
        contenu = self._message(session, seen)
        cible = str(seen.contenu["cible"])
        attendu = inbox.item(session, cible)
        if attendu is not None and attendu.auteur != seen.auteur:
            return None
        if attendu is not None and attendu.etat == inbox.A_TRAITER and attendu.contenu is not None:
            nouveau = contenu or {**seen.contenu, "appele": False}
            corrige = {cle: nouveau[cle] for cle in ("texte", "appele", "mentions")}
            attendu.contenu = {**attendu.contenu, **corrige}
            session.flush()
            self._ecrit = True
            return None
        source = histoires.envoye_ici(session, cible, seen.salon)
        if source is not None and source.type == histoires.SOURCE:
            return contenu or {**seen.contenu, "appele": False, "prive": False}
        return contenu if attendu is None else None

    def _reaction(self, session: Session, seen: Seen) -> dict[str, Any] | None:
        cible = histoires.envoye_ici(session, str(seen.contenu["target"]), seen.salon)
        if cible is None or cible.about is None:
            return None
        prive = self._lieu(session, seen.salon).prive_avec == seen.auteur
        return {**seen.contenu, "prive": prive}

    def _redaction(self, session: Session, seen: Seen) -> dict[str, Any] | None:
        cible = str(seen.contenu["target"])
        attendu = inbox.item(session, cible)
        if attendu is not None and attendu.etat == inbox.A_TRAITER:
            # Le serveur ne laisse passer que les suppressions permises, modération comprise.
            inbox.mark_done(session, cible)
            self._ecrit = True
            return None
        connu = histoires.geste(session, cible) or histoires.envoye_ici(session, cible, seen.salon)
        return dict(seen.contenu) if connu is not None else None


_VIDE: dict[str, Any] = {"etat": inbox.A_TRAITER, "essais": 0, "reference": None, "rejeu": None}


def _quitte(session: Session, salon: str, bot: str) -> None:
    """Le robot n'y est plus : y revenir sera entrer."""
    ligne, adhesion = salons.salon(session, salon), salons.adhesion(session, salon, bot)
    if ligne is not None:
        ligne.etat = PARTI
    if adhesion is not None:
        adhesion.etat = PARTI
    session.flush()


def _rien(_ligne: Salon, _fact: Fact) -> None:
    return


def _nom(ligne: Salon, fact: Fact) -> None:
    nom = fact.contenu.get("name")
    ligne.nom = nom if isinstance(nom, str) else ""


def _chiffrement(ligne: Salon, fact: Fact) -> None:
    _chiffre(ligne, fact.contenu)


def _chiffre(ligne: Salon, contenu: dict[str, Any]) -> None:
    """Collant : un salon chiffré le reste, quoi que dise la suite."""
    ligne.chiffre = True
    ligne.rotation = {
        cle: valeur
        for cle in ("rotation_period_msgs", "rotation_period_ms")
        if isinstance(valeur := contenu.get(cle), int)
    }


def _pouvoirs(ligne: Salon, fact: Fact) -> None:
    ligne.pouvoirs = fact.contenu


def _creation(ligne: Salon, fact: Fact) -> None:
    version = fact.contenu.get("room_version", "1")
    ligne.version = version if isinstance(version, str) else "1"
    autres = fact.contenu.get("additional_creators", [])
    autres = [a for a in autres if isinstance(a, str)] if isinstance(autres, list) else []
    ligne.createurs = [fact.auteur, *autres]
    histoire = fact.contenu.get("fr.maillon.about")
    if isinstance(histoire, str):
        ligne.ouvert_par_nous = histoire


def _tombe(ligne: Salon, fact: Fact) -> None:
    suite = fact.contenu.get("replacement_room")
    ligne.remplace_par = suite if isinstance(suite, str) else None


_APPLIQUE = {
    "m.room.name": _nom,
    "m.room.encryption": _chiffrement,
    "m.room.power_levels": _pouvoirs,
    "m.room.create": _creation,
    "m.room.tombstone": _tombe,
}
STATE_TYPES: Sequence[str] = ("m.room.member", *_APPLIQUE)
