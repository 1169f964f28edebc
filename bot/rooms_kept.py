"""L'état des salons, tenu avec la position : présents, pouvoirs, chiffrement, suite.

1. Un fait s'applique une fois ou dix avec le même résultat : une synchronisation rejouée ne change
   rien, et seul un vrai passage (dehors, dedans) fait naître une arrivée ou un départ.
2. Le chiffrement est collant. La liste du serveur (`/joined_members`) fait foi, sans arrivée.
3. Un salon remplacé (spec, « Room upgrades ») emporte son réseau ; qui y suit le salon n'arrive
   pas, qui l'avait quitté avant revient.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.core.acces import Acces
from bot.pieces import Fact, Roster
from donnees import demande as demandes
from donnees import reseau as reseaux
from donnees import salon as salons
from donnees.salon import JOINT, PARTI, Adhesion, Salon

Row = dict[str, Any]


@dataclass
class RoomKeeper:
    """Applique les faits. `changed` : appelé pour chaque salon dont on savait quelque chose."""

    bot: str
    acces: Acces
    changed: Callable[[str], object]

    def fact(self, session: Session, fact: Fact, premiere: bool) -> Row | None:
        """Applique un fait ; rend l'élément à traiter qu'il fait naître (un passage)."""
        ligne = salons.salon(session, fact.salon)
        if ligne is None:
            ligne = Salon(id=fact.salon, createurs=[], pouvoirs={}, rotation={})
            session.add(ligne)
        if fact.genre == "m.room.member":
            return self._member(session, ligne, fact, premiere)
        if fact.genre == "m.room.create":
            self._creation(ligne, fact)
        elif not fact.cle:
            _APPLIQUE.get(fact.genre, _rien)(ligne, fact)
        self._prive(session, ligne)
        session.flush()
        self._upgrade(session, ligne)
        return None

    def _creation(self, ligne: Salon, fact: Fact) -> None:
        version = fact.contenu.get("room_version", "1")
        ligne.version = version if isinstance(version, str) else "1"
        autres = fact.contenu.get("additional_creators", [])
        autres = [a for a in autres if isinstance(a, str)] if isinstance(autres, list) else []
        ligne.createurs = [fact.auteur, *autres]
        ancien = fact.contenu.get("predecessor")
        precedent = ancien.get("room_id") if isinstance(ancien, dict) else None
        ligne.precedent = precedent if isinstance(precedent, str) else None
        histoire = fact.contenu.get("fr.maillon.about")
        # N'importe qui peut écrire cette clé dans un salon à lui : seule la nôtre compte.
        if isinstance(histoire, str) and fact.auteur == self.bot:
            ligne.ouvert_par_nous = histoire

    def _upgrade(self, session: Session, ligne: Salon) -> None:
        """Un salon d'attache remplacé : le réseau suit, si les deux salons se désignent.

        L'un dit « je suis remplacé par », l'autre « je succède à » : un seul des deux, et
        n'importe qui détournerait un réseau (spec, « Room upgrades »).
        """
        paire = salons.remplacement(session, ligne)
        if paire is None:
            return
        ancien, nouveau = paire
        reseau = reseaux.reseau_du_salon(session, ancien)
        if reseau is not None and reseaux.reseau_du_salon(session, nouveau) is None:
            reseau.salon = nouveau
            demandes.demenage(session, ancien, nouveau)
            session.flush()
            self.changed(ancien)
            self.changed(nouveau)

    def _member(self, session: Session, ligne: Salon, fact: Fact, premiere: bool) -> Row | None:
        etat = fact.contenu.get("membership")
        etat = etat if etat in (JOINT, salons.INVITE) else PARTI
        avant = salons.adhesion(session, fact.salon, fact.cle)
        connu = avant is not None
        etait = avant.etat if avant is not None else PARTI
        nom = fact.contenu.get("displayname")
        adhesion = avant or Adhesion(salon=fact.salon, membre=fact.cle)
        adhesion.etat = etat
        if isinstance(nom, str) or etat == JOINT:  # présente sans nom : elle l'a retiré
            adhesion.nom = nom if isinstance(nom, str) else ""
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
    ) -> Row | None:  # fmt: skip
        etait, est = passage
        if (etait == JOINT) == (est == JOINT):
            return None
        ligne_recue = {"event_id": fact.event_id, "salon": fact.salon, "auteur": fact.cle,
                       "sent_at": fact.ts, "contenu": {"nouveau": nouveau}}  # fmt: skip
        if fact.cle == self.bot:
            if est != JOINT or ligne.entree == fact.event_id:
                return None
            ligne.entree = fact.event_id
            session.flush()  # traité dans la même transaction, l'événement oublie les objets lus
            return {**ligne_recue, "genre": "entered"}
        if premiere or not self.acces.autorise(fact.cle):
            return None
        if reseaux.reseau_du_salon(session, fact.salon) is None:
            return None
        if ligne.precedent is not None and salons.est_venu(session, ligne.precedent, fact.cle):
            if est == JOINT and nouveau and salons.est_joint(session, ligne.precedent, fact.cle):
                return None
            ligne_recue["contenu"] = {"nouveau": False}
        return {**ligne_recue, "genre": "arrival" if est == JOINT else "departure"}

    def roster(self, session: Session, roster: Roster, now: datetime) -> None:
        """La liste du serveur fait foi : qui n'y est plus est parti, qui y est est là."""
        ligne = salons.salon(session, roster.salon)
        if ligne is None:
            return
        for present in salons.joints(session, roster.salon):
            if present.membre not in roster.noms:
                present.etat, present.depuis = PARTI, now
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
        self.changed(ligne.id)
        presents = salons.joints_ou_invites(session, ligne.id)
        autres = [a.membre for a in presents if a.membre != self.bot]
        attache = reseaux.reseau_du_salon(session, ligne.id) is not None
        a_deux = len(autres) == 1 and (ligne.direct or not ligne.nom)
        if not autres and ligne.direct:
            return
        ligne.prive_avec = autres[0] if a_deux and not attache else None

    def directs(self, session: Session, directs: dict[str, str]) -> None:
        """Ces salons sont déclarés conversations privées (`m.direct`)."""
        for salon, _personne in directs.items():
            ligne = salons.salon(session, salon)
            if ligne is not None and not ligne.direct:
                ligne.direct = True
                self._prive(session, ligne)
        session.flush()

    def opened(self, session: Session, nom: str, about: str, salon: str, now: datetime) -> Row:
        """Un salon que le robot vient d'ouvrir : connu sans attendre la synchronisation."""
        ligne = salons.salon(session, salon)
        if ligne is None:
            ligne = Salon(id=salon, createurs=[self.bot], pouvoirs={}, rotation={})
            session.add(ligne)
        ligne.ouvert_par_nous = about
        session.flush()
        return {
            "event_id": f"ouvert:{nom}", "salon": salon, "auteur": self.bot, "sent_at": now,
            "genre": "room_opened", "contenu": {"about": about},
        }  # fmt: skip

    def encrypted(self, session: Session, salon: str, contenu: dict[str, Any]) -> None:
        """Le serveur dit ce salon chiffré avant que la synchronisation ne l'ait apporté."""
        ligne = salons.salon(session, salon)
        if ligne is not None:
            _chiffre(ligne, contenu)

    def left(self, session: Session, salon: str) -> None:
        """Le robot n'y est plus : y revenir sera entrer."""
        ligne, adhesion = salons.salon(session, salon), salons.adhesion(session, salon, self.bot)
        if ligne is not None:
            ligne.etat = PARTI
        if adhesion is not None:
            adhesion.etat = PARTI
        session.flush()

    def entries(self, session: Session, faits: list[tuple[int, Fact]]) -> dict[str, int]:
        """Le rang où le robot entre dans chaque salon : ce qui précède n'est pas pour lui.

        S'il y était déjà, le même fait ne dit qu'un nom ou un portrait changé.
        """
        dedans: dict[str, bool] = {}
        entrees: dict[str, int] = {}
        for rang, fact in faits:
            if fact.genre != "m.room.member" or fact.cle != self.bot:
                continue
            avant = dedans.get(fact.salon, salons.est_joint(session, fact.salon, self.bot))
            dedans[fact.salon] = fact.contenu.get("membership") == JOINT
            if dedans[fact.salon] and not avant:
                entrees[fact.salon] = rang
        return entrees


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


def _tombe(ligne: Salon, fact: Fact) -> None:
    suite = fact.contenu.get("replacement_room")
    ligne.remplace_par = suite if isinstance(suite, str) else None


_APPLIQUE = {
    "m.room.name": _nom,
    "m.room.encryption": _chiffrement,
    "m.room.power_levels": _pouvoirs,
    "m.room.tombstone": _tombe,
}
