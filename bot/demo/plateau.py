"""Le plateau : le serveur, le robot, les personnes et leurs salons, ouverts puis rangés.

Tout tient dans deux dossiers temporaires (celui du serveur, le nôtre) et deux processus fils.
`ferme` arrête et efface, quoi qu'il soit arrivé ; le robot d'abord, qui parle encore au serveur.
"""

import asyncio
import contextlib
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from bot.core.pliage import fold_word
from bot.demo.ecran import Ecran
from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from bot.demo.robot import Robot
from bot.demo.troupe import LIEUX, PERSONNAGES, ROBOT, Lieu, Personnage

PRIVE = "prive:"


@dataclass
class Salle:
    """Un salon ouvert ; `oreille` : qui y écoute pour l'écran ; `lus` : messages déjà montrés."""

    id: str
    titre: str
    chiffre: bool
    oreille: Member
    lus: set[str] = field(default_factory=set)


class Plateau:
    """Tout ce qui tourne pendant la démonstration."""

    def __init__(self, ecran: Ecran) -> None:
        self.ecran = ecran
        self.serveur = Homeserver()
        self.dossier = Path(tempfile.mkdtemp(prefix="maillon-demo-"))
        self.gens: dict[str, Member] = {}
        self.salles: dict[str, Salle] = {}
        self.robot: Robot | None = None

    # -- ouvrir ----------------------------------------------------------------------------

    async def ouvre(self, debut: datetime) -> None:
        """Démarre tout, en le montrant ; l'horloge du réseau part de `debut`."""
        with self.ecran.prepare("un serveur Matrix, sur cette machine seulement"):
            await self.serveur.start_async()
        with self.ecran.prepare("Maillon, dans son propre processus"):
            secret = token_hex(16)
            mxid = await self.serveur.register(ROBOT, secret, affichage="Maillon")
            self.robot = Robot(self.dossier / "robot", self.serveur.url, mxid, secret)
            await self.robot.start(debut)
        noms = ", ".join(p.nom for p in PERSONNAGES)
        with self.ecran.prepare(f"{noms}, chacun sur son client"):
            await asyncio.gather(*(self._entre_en_scene(p) for p in PERSONNAGES))
            await asyncio.gather(*(self._ouvre_salon(lieu) for lieu in LIEUX))

    async def _entre_en_scene(self, personnage: Personnage) -> None:
        secret = token_hex(16)
        mxid = await self.serveur.register(personnage.cle, secret, affichage=personnage.nom)
        dossier = self.dossier / personnage.cle
        membre = Member(self.serveur.url, mxid, secret, dossier, personnage.nom)
        self.gens[personnage.cle] = membre
        await membre.open()

    async def _ouvre_salon(self, lieu: Lieu) -> None:
        premier, *autres = (self.gens[cle] for cle in lieu.gens)
        invites = [membre.mxid for membre in autres]
        room = await premier.create_room(lieu.nom, encrypted=lieu.chiffre, invites=invites)
        for membre in autres:
            await membre.join(room)
        self.salles[lieu.cle] = Salle(room, lieu.titre, lieu.chiffre, premier)

    def ouvre_prive(self, qui: str, room: str) -> None:
        """La conversation d'une personne et du robot, toujours chiffrée."""
        membre = self.gens[qui]
        titre = f"À part : {membre.nom} et Maillon, chiffré"
        self.salles[f"{PRIVE}{qui}"] = Salle(room, titre, True, membre)

    # -- qui est qui -----------------------------------------------------------------------

    @property
    def bot(self) -> Robot:
        """Le robot, une fois lancé."""
        if self.robot is None:
            raise RuntimeError("le robot n'est pas lancé")
        return self.robot

    def nom(self, mxid: str) -> str:
        """Le nom affiché d'un compte."""
        noms = {membre.mxid: membre.nom for membre in self.gens.values()}
        return noms.get(mxid, "Maillon" if mxid == self.bot.mxid else mxid)

    def couleur(self, mxid: str) -> str:
        """La couleur du nom d'un compte."""
        cle = mxid[1:].partition(":")[0]
        return next((p.couleur for p in PERSONNAGES if p.cle == cle), "cyan")

    def pastilles(self, texte: str) -> tuple[str, list[str]]:
        """« @Karim » devient le compte de Karim ; rend le texte et les comptes nommés."""
        nommes: list[str] = []

        def pastille(vu: re.Match[str]) -> str:
            voulu = fold_word(vu[1])
            cle = next((p.cle for p in PERSONNAGES if fold_word(p.nom) == voulu), "")
            if cle not in self.gens:
                return vu[0]
            nommes.append(self.gens[cle].mxid)
            return nommes[-1]

        texte = re.sub(r"(?<!\S)@(\w+)", pastille, texte)
        return texte, list(dict.fromkeys(nommes))

    # -- ranger ----------------------------------------------------------------------------

    async def ferme(self) -> None:
        """Arrête tout et efface tout ; répétable."""
        try:
            if self.robot is not None:
                await asyncio.to_thread(self.robot.stop)
            for membre in self.gens.values():
                with contextlib.suppress(Exception):  # une connexion rompue n'empêche pas de ranger
                    await membre.close()
        finally:
            await asyncio.to_thread(self.serveur.stop)
            shutil.rmtree(self.dossier, ignore_errors=True)
