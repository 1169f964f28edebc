"""Guette le robot : son prochain message dans un salon est-il celui que la scène attend ?

1. Dans l'ordre, salon par salon : un message de trop se voit au suivant, ou à la fin.
2. On regarde ce que les clients ont reçu : le jumeau, le texte, qui sonne, le chiffrement, les
   touches posées dessous.
3. Un écart lève `Ecart`, avec une phrase de français.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.core.pliage import fold_emoji
from bot.demo.pas import RobotDit, Touche
from bot.demo.plateau import Plateau, Salle
from bot.demo.seen import Seen

DELAI = 60.0  # secondes vraies


class Ecart(Exception):
    """La démonstration s'écarte de ce qui est promis ; le texte est la phrase à montrer."""


class Guet:
    """Ce que dit le robot, confronté à ce qu'il doit dire."""

    def __init__(self, plateau: Plateau) -> None:
        self.plateau = plateau

    async def prochain(self, salle: Salle, attendu: RobotDit) -> Seen:
        """Le prochain message du robot dans ce salon, s'il est celui-là ; sinon `Ecart`."""
        vu = await self._entend(salle)
        if vu is None:
            illisibles = any(s.room == salle.id for s in salle.oreille.unreadable)
            mais = "un message est illisible, sa clé manque" if illisibles else "il se tait"
            raise Ecart(f"le robot devait dire « {attendu.type} », {mais}")
        salle.lus.add(vu.event_id)
        self._verifie(salle, attendu, vu)
        for emoji in attendu.touches:
            await self._touche_posee(salle, emoji, vu)
        return vu

    def offre(self, salle: Salle, touche: Touche, vise: str | None) -> Seen:
        """Le message à toucher : celui que l'on vise, sinon le dernier qui offre cette touche."""
        if vise is None:
            offres = salle.oreille.seen(
                _emoji(touche.emoji), type="m.reaction", room=salle.id, sender=self._bot
            )
            if not offres:
                raise Ecart(f"aucun message n'offre {touche.emoji}")
            vise = offres[-1].target
        return next(vu for vu in salle.oreille.events if vu.event_id == vise)

    async def rien_de_plus(self) -> None:
        """Le robot n'a rien dit de plus que ce que les scènes attendaient, et rien deux fois."""
        for _ in range(40):
            if not (await self.plateau.bot.sync())["attente"]:
                break
            await asyncio.sleep(0.1)
        for salle in self.plateau.salles.values():
            for vu in salle.oreille.seen(self._nouveau(salle)):
                raise Ecart(f"le robot a dit une chose de plus :\n{vu.body}")
            dits = salle.oreille.seen(sender=self._bot, type="m.room.message", room=salle.id)
            envois = [(vu.fr or {}).get("envoi") for vu in dits]
            if len(set(envois)) != len(envois) or None in envois:
                raise Ecart("le robot a envoyé deux fois le même message")

    # -- rouages ---------------------------------------------------------------------------

    @property
    def _bot(self) -> str:
        return self.plateau.bot.mxid

    async def _entend(self, salle: Salle) -> Seen | None:
        """Sa prochaine parole, ou None s'il se tait ; `Ecart` dès qu'il n'est plus là."""
        for _ in range(int(DELAI)):
            try:
                return await salle.oreille.waits(self._nouveau(salle), timeout=1.0)
            except AssertionError:
                if self.plateau.bot.pid is None:
                    raise Ecart("le robot s'est arrêté") from None
        return None

    def _nouveau(self, salle: Salle) -> Callable[[Seen], bool]:
        """Une parole du robot dans ce salon, que l'on n'a pas encore montrée."""

        def convient(vu: Seen) -> bool:
            dit = vu.type == "m.room.message" and vu.rel_type != "m.replace"
            ici = vu.room == salle.id and vu.sender == self._bot
            return dit and ici and vu.event_id not in salle.lus

        return convient

    def _verifie(self, salle: Salle, attendu: RobotDit, vu: Seen) -> None:
        jumeau: dict[str, Any] = vu.fr or {}
        if jumeau.get("type") != attendu.type:
            dit = f"il dit « {jumeau.get('type')} » :\n{vu.body}"
            raise Ecart(f"le robot devait dire « {attendu.type} », {dit}")
        for mots in attendu.contient:
            if mots not in vu.body:
                raise Ecart(f"le message devait contenir « {mots} » :\n{vu.body}")
        for cle, valeur in attendu.jumeau.items():
            if jumeau.get(cle) != self._compte(valeur):
                raise Ecart(f"{cle} devait valoir {valeur}, c'est {jumeau.get(cle)} :\n{vu.body}")
        if set(vu.mentions) != {self.plateau.gens[cle].mxid for cle in attendu.sonne}:
            noms = ", ".join(self.plateau.nom(m) for m in vu.mentions) or "personne"
            raise Ecart(f"le message devait sonner ailleurs que chez : {noms}\n{vu.body}")
        if vu.encrypted is not salle.chiffre:
            raise Ecart(f"ce message est {'en clair' if salle.chiffre else 'chiffré'} :\n{vu.body}")

    def _compte(self, valeur: object) -> object:
        """Une personne de la troupe se nomme par sa clé, précédée d'une arobase."""
        if isinstance(valeur, str) and valeur.startswith("@"):
            return self.plateau.gens[valeur[1:]].mxid
        return valeur

    async def _touche_posee(self, salle: Salle, emoji: str, vu: Seen) -> None:
        try:
            await salle.oreille.waits(
                _emoji(emoji), type="m.reaction", room=salle.id, sender=self._bot,
                target=vu.event_id, timeout=DELAI,
            )  # fmt: skip
        except AssertionError:
            raise Ecart(f"la touche {emoji} manque sous le message :\n{vu.body}") from None


def _emoji(emoji: str) -> Callable[[Seen], bool]:
    return lambda vu: fold_emoji(vu.key or "") == fold_emoji(emoji)
