"""Une personne d'un essai : ce qu'elle dit, touche, corrige, et où elle va."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.pliage import fold_emoji
from tests.dits import Dit

if TYPE_CHECKING:
    from tests.salles import Salon
    from tests.scenario import Monde


@dataclass(eq=False)
class Personne:
    """Quelqu'un. `ici` : le salon où elle parle d'habitude ; s'écrit par son MXID."""

    monde: Monde
    nom: str
    mxid: str
    ici: Salon | None = None
    prive: Salon | None = None
    invitee: Salon | None = None

    def __str__(self) -> str:
        return self.mxid

    # -- parler --------------------------------------------------------------------------------

    def dit(
        self, texte: str, *, dans: Salon | None = None, en_prive: bool = False,
        reponse_a: Dit | str | None = None, msgtype: str = "m.text",
        mentions: Sequence[str] | None = None, fil: str | None = None,
    ) -> str:  # fmt: skip
        """Écrit ; rend l'identifiant du message. Les MXID du texte sont aussi des mentions."""
        salon = self._salon(dans, en_prive)
        contenu: dict[str, Any] = {"msgtype": msgtype, "body": texte}
        if mentions is None:
            mentions = [p.mxid for p in self.monde.personnes.values() if p.mxid in texte]
        contenu["m.mentions"] = {"user_ids": list(mentions)} if mentions else {}
        if reponse_a is not None:
            contenu["m.relates_to"] = {"m.in_reply_to": {"event_id": identifiant(reponse_a)}}
        if fil is not None:
            contenu["m.relates_to"] = {
                "rel_type": "m.thread", "event_id": fil, "is_falling_back": True,
                "m.in_reply_to": {"event_id": fil},
            }  # fmt: skip
        return self._envoie(salon, "m.room.message", contenu, texte)

    def repond_a(self, message: Dit | str, texte: str) -> str:
        """Répond à un message, dans le salon où il fut dit."""
        return self.dit(texte, dans=self._ou(message), reponse_a=message)

    def corrige(self, message: str, texte: str) -> str:
        """Corrige un de ses messages."""
        contenu = {
            "msgtype": "m.text", "body": f"* {texte}", "m.mentions": {},
            "m.new_content": {"msgtype": "m.text", "body": texte},
            "m.relates_to": {"rel_type": "m.replace", "event_id": message},
        }  # fmt: skip
        return self._envoie(self._ou(message), "m.room.message", contenu, f"(corrige) {texte}")

    def supprime(self, message: str) -> str:
        """Supprime un message."""
        contenu = {"redacts": message}
        return self._envoie(self._ou(message), "m.room.redaction", contenu, f"(supprime {message})")

    def reagit(self, emoji: str, sur: Dit | str | None = None) -> str:
        """Touche un bouton : du dernier message qui l'offre, ou de `sur`."""
        cible = identifiant(sur) if sur is not None else self._offert(emoji).event_id
        relation = {"rel_type": "m.annotation", "event_id": cible, "key": emoji}
        salon = self._ou(cible)
        touche = self._envoie(salon, "m.reaction", {"m.relates_to": relation}, emoji)
        self.monde.gestes[(self.mxid, cible, fold_emoji(emoji))] = touche
        return touche

    def retire(self, emoji: str, sur: Dit | str | None = None) -> str:
        """Retire sa touche (la dernière posée, ou celle posée sur `sur`)."""
        cibles = [
            geste for (mxid, cible, pose), geste in self.monde.gestes.items()
            if mxid == self.mxid and pose == fold_emoji(emoji)
            and (sur is None or cible == identifiant(sur))
        ]  # fmt: skip
        return self.supprime(cibles[-1])

    # -- aller et venir --------------------------------------------------------------------------

    def arrive(self, dans: Salon | None = None) -> None:
        """Entre dans le salon."""
        salon = self._salon(dans, False)
        self.ici = salon
        salon.appartenance(self, "join")

    def accepte(self) -> None:
        """Entre là où le robot l'a invitée."""
        assert self.invitee is not None, f"{self.nom} n'est invitée nulle part"
        self.invitee.appartenance(self, "join")

    def part(self, dans: Salon | None = None, exclu_par: Personne | None = None) -> None:
        """Quitte le salon, de soi-même ou non."""
        self._salon(dans, False).appartenance(self, "leave", exclu_par)

    def ouvre_une_conversation(self) -> Salon:
        """Invite le robot en privé ; ce qu'il y dit en entrant reste à attendre."""
        if self.prive is None:
            self.prive = self.monde.nouveau_salon(f"privé {self.nom}", (self,), nom_du_salon="")
            self.prive.le_robot_entre(direct=True)
        return self.prive

    # -- attendre ------------------------------------------------------------------------------

    def recoit(self, *mots: str, **attendu: Any) -> Dit:
        """Ce que le robot dit ensuite dans la conversation privée (voir `Salon.bot_dit`)."""
        __tracebackhide__ = True
        assert self.prive is not None, f"{self.nom} n'a pas de conversation privée"
        return self.prive.bot_dit(*mots, **attendu)

    def _salon(self, dans: Salon | None, en_prive: bool) -> Salon:
        if en_prive and self.prive is None:
            self.ouvre_une_conversation().oublie()
        salon = self.prive if en_prive else dans or self.ici
        assert salon is not None, f"{self.nom} n'est dans aucun salon"
        return salon

    def _ou(self, message: Dit | str) -> Salon:
        return self.monde.salons[self.monde.lieux[identifiant(message)]]

    def _offert(self, emoji: str) -> Dit:
        for dit in reversed(self.monde.fil.dits):
            lisible = self.mxid in self.monde.salons[dit.salon].presents
            if lisible and any(fold_emoji(b) == fold_emoji(emoji) for b in dit.boutons):
                return dit
        raise AssertionError(f"aucun message n'offre {emoji} à {self.nom}")

    def _envoie(self, salon: Salon, type_: str, contenu: dict[str, Any], vu: str) -> str:
        fil, event_id = self.monde.fil, self.monde.fil.identifiant()
        self.monde.lieux[event_id] = salon.id
        self.monde.auteurs[event_id] = self.nom
        fil.note(salon.id, self.nom, f"{vu[:400]}  ({event_id})")
        fil.livre(fil.brut(salon.id, type_, self.mxid, contenu, event_id=event_id))
        self.monde.horloge.instant += self.monde.pas
        return event_id


def identifiant(message: Dit | str) -> str:
    """L'identifiant d'un message du robot ou d'une personne."""
    return message if isinstance(message, str) else message.event_id
