"""Appliquer des effets : des lignes, des envois, des rappels, dans la transaction en cours.

Un envoi avec boutons donne une ligne pour le message, puis une par bouton, dans l'ordre ; chacune
attend que le message ait son identifiant. Si la file est longue, un message à tous s'en passe.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel

from bot.core.boutons import mots_offerts
from bot.core.effects import (
    Address,
    Delete,
    Document,
    Effect,
    Envoi,
    Erase,
    Follow,
    Forget,
    LeaveRoom,
    OpenRoom,
    Original,
    Person,
    React,
    Redact,
    RemindAt,
    Resume,
    Room,
    Save,
    Send,
)
from bot.identity import envoi, reminder_id
from donnees import histoire, inbox, oubli, outbox, reminder, salon
from donnees.compteur import Compteur
from donnees.histoire import Envoye
from donnees.outbox import OutboxItem
from donnees.reminder import Reminder
from donnees.reseau import Reseau
from donnees.salon import Adhesion, Salon

MENTIONS_MAX = 5
_SALONS = (Reseau, Salon, Adhesion)


def identity_of(row: SQLModel) -> tuple[Any, ...]:
    """La clé primaire de cette ligne."""
    return tuple(inspect(type(row)).primary_key_from_instance(row))


@dataclass
class Application:
    """Applique les effets d'un événement.

    `nouveaux` : les lignes d'envoi nées, dans l'ordre, que l'appelant écrit (`outbox.add_all`).
    `fils_dans` : le salon où l'on répond en fils ; `racines` : le fil où se trouve l'événement.
    """

    session: Session
    origine: str
    now: datetime
    seq: int  # le rang du premier envoi
    crowded: Callable[[], bool] = lambda: False
    nouveaux: list[OutboxItem] = field(default_factory=list)
    rang: int = 0
    reminded: bool = False
    resumed: bool = False
    rooms: bool = False  # un salon ou un réseau a changé
    fils_dans: str | None = None
    racines: Mapping[str, str] = field(default_factory=dict)

    def apply(self, effets: list[Effect], numeros: dict[str, int]) -> None:
        """Pose chaque effet, dans l'ordre, puis avance les compteurs lus."""
        self.session.expunge_all()
        for effet in effets:
            self._one(effet)
        for nom, valeur in numeros.items():
            self.session.merge(Compteur(nom=nom, valeur=valeur))
        self.session.flush()

    def _one(self, effet: Effect) -> None:
        match effet:
            case Send():
                self._send(effet)
            case React():
                self._react(effet)
            case Redact():
                self._redact(effet)
            case OpenRoom():
                self._open(effet)
            case LeaveRoom(to=la):
                # En dernier dans la file du salon : après les mots, et après leurs boutons.
                self._add(self._nom(), outbox.DEPART, la, {}, outbox.BOUTON_DE_MASSE, None, None)
            case Save(row):
                self.session.merge(row)
                self.session.flush()
                self.rooms = self.rooms or isinstance(row, _SALONS)
            case Delete(row):
                self._delete(row)
            case Erase(mxid):
                oubli.effacer(self.session, mxid, evenement=self.origine)
                self.session.info["efface"] = True
            case RemindAt():
                self._remind(effet)
            case Forget():
                reminder.forget(self.session, effet.about, effet.reason)
            case Follow():
                self._follow(effet)
            case Resume(salon=la, auteur=auteur):
                inbox.resume(self.session, la, auteur)
                self.resumed = True

    def _delete(self, row: SQLModel) -> None:
        """Efface une ligne ; sans effet si elle n'y est déjà plus."""
        self.rooms = self.rooms or isinstance(row, _SALONS)
        trouvee = self.session.get(type(row), identity_of(row))
        if trouvee is not None:
            if getattr(row, "intime", False):  # effacé du fichier aussi, pas seulement de la table
                self.session.info["efface"] = True
            self.session.delete(trouvee)
            self.session.flush()

    def _remind(self, effet: RemindAt) -> None:
        ligne = Reminder(
            id=reminder_id(self.origine, effet.about, effet.reason), about=effet.about,
            reason=effet.reason, planned=effet.when,
        )  # fmt: skip
        reminder.replace(self.session, ligne)
        self.reminded = True

    def _follow(self, effet: Follow) -> None:
        if histoire.envoye(self.session, effet.event_id) is None:
            self.session.merge(
                Envoye(
                    envoi=f"source:{effet.event_id}", event_id=effet.event_id, salon=effet.salon,
                    about=effet.about, type=effet.type, boutons={}, le=self.now,
                    fil=self.racines.get(effet.event_id),
                )
            )  # fmt: skip
            self.session.flush()

    def _send(self, effet: Send) -> None:
        nom = self._nom()
        contenu = {
            "texte": effet.texte.json(), "type": effet.type, "champs": effet.champs,
            "mention": list(effet.mention[:MENTIONS_MAX]), "appel": effet.appel,
            "reply_to": effet.reply_to,
        }  # fmt: skip
        fil = self._fil(effet)
        if fil is not None:
            contenu["fil"] = fil
        if effet.fichier is not None:
            joint = "document" if isinstance(effet.fichier, Document) else "fichier"
            contenu[joint] = asdict(effet.fichier)
        depend = None
        if effet.edite is not None:
            depend = effet.edite.id
            contenu["edite"] = effet.edite.id
        priorite = outbox.MASSE if effet.collectif else outbox.REPONSE
        self._add(nom, outbox.MESSAGE, effet.to, contenu, priorite, effet.about, depend)
        # Sans histoire ni bouton, personne n'aura à retrouver ce message.
        if effet.edite is None and (effet.about or effet.boutons):
            self.session.add(
                Envoye(envoi=nom, about=effet.about, type=effet.type, le=self.now,
                       salon=self.nouveaux[-1].salon, fil=fil,
                       boutons=mots_offerts(effet.texte, effet.boutons))
            )  # fmt: skip
        for emoji in self._poses(effet):
            bouton = outbox.BOUTON_DE_MASSE if effet.collectif else outbox.BOUTON
            pose = {"emoji": emoji, "envoi": nom}
            self._add(self._nom(), outbox.REACTION, effet.to, pose, bouton, effet.about, nom)

    def _poses(self, effet: Send) -> tuple[str, ...]:
        """Les boutons à poser ; aucun sous un message à tous quand la file est longue : ses mots
        les disent, et une touche ou un mot y répondent tout autant."""
        return () if effet.collectif and self.crowded() else effet.boutons

    def _fil(self, effet: Send) -> str | None:
        """La racine du fil où va cette réponse ; un fil n'en contient pas d'autre (MSC3440)."""
        if effet.reply_to is None or self.fils_dans is None or effet.to != Room(self.fils_dans):
            return None
        cite = histoire.envoye(self.session, effet.reply_to)
        du_cite = None if cite is None else cite.fil
        return self.racines.get(effet.reply_to) or du_cite or effet.reply_to

    def _react(self, effet: React) -> None:
        cible, depend = _cible(effet.on)
        contenu = {"emoji": effet.emoji, **cible}
        self._add(self._nom(), outbox.REACTION, effet.to, contenu, outbox.REPONSE, None, depend)

    def _redact(self, effet: Redact) -> None:
        cible, depend = _cible(effet.on)
        self._add(self._nom(), outbox.SUPPRESSION, effet.to, cible, outbox.REPONSE, None, depend)

    def _open(self, effet: OpenRoom) -> None:
        contenu = {"invites": list(effet.invites), "nom": effet.nom, "direct": effet.direct}
        priorite = outbox.MASSE if effet.collectif else outbox.REPONSE
        self._add(self._nom(), outbox.OUVERTURE, None, contenu, priorite, effet.about, None)

    def _nom(self) -> str:
        nom = envoi(self.origine, self.rang)
        self.rang += 1
        return nom

    def _add(
        self, nom: str, genre: str, to: Address | None, contenu: dict[str, Any],
        priorite: int, about: str | None, depend: str | None,
    ) -> None:  # fmt: skip
        ligne = OutboxItem(
            envoi=nom, seq=self.seq, genre=genre, contenu=contenu, priorite=priorite,
            about=about, depend_de=depend, cree_le=self.now, **self._adresse(to),
        )  # fmt: skip
        self.seq += 1
        self.nouveaux.append(ligne)

    def _adresse(self, to: Address | None) -> dict[str, Any]:
        match to:
            case Room(id):
                return {"salon": id}
            case Person(mxid):
                conversation = salon.conversation(self.session, mxid)
                trouve = None if conversation is None else conversation.id
                return {"salon": trouve, "personne": mxid}
            case None:
                return {}
        ouvert = salon.salon_de_l_histoire(self.session, to.about)
        return {"salon": None if ouvert is None else ouvert.id, "histoire": to.about}


def _cible(sur: Envoi | Original) -> tuple[dict[str, str], str | None]:
    """Ce que vise une touche ou un retrait, et l'envoi qu'il faut attendre."""
    if isinstance(sur, Envoi):
        return {"envoi": sur.id}, sur.id
    return {"event_id": sur.event_id}, None
