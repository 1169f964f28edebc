"""Après la semaine, la parole est à qui regarde : il écrit comme un membre, le robot lui répond.

1. L'horloge du réseau redevient celle de tout le monde ; « /attendre » la fait filer.
2. Écrire seul un emoji, ou le mot d'une touche, c'est toucher le dernier message qui l'offre.
3. Le terminal reste dans son mode ordinaire : la ligne se corrige avant d'être envoyée, Ctrl-D et
   Ctrl-C s'arrêtent proprement, aucun fil d'exécution n'attend derrière.
"""

import asyncio
import contextlib
import os
import sys
import textwrap
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.core.boutons import from_word
from bot.core.dates_jours import dire_date
from bot.core.pliage import fold_word
from bot.demo.ecran import PARIS
from bot.demo.member import Member
from bot.demo.plateau import PRIVE, Plateau, Salle
from bot.demo.seen import Seen
from bot.demo.troupe import LIEUX, PERSONNAGES

_PAS = 0.3
_RECENTS = 8
AIDE = """\
Écrivez comme un membre du réseau : !aide
  /qui karim : parler à la place d'un autre
  /salon comptables, /salon à part : ailleurs
  ✋, ou je m'en occupe : toucher
  /retirer : retirer la dernière touche
  /attendre : laisser filer l'heure
  /quitter : finir"""


class Parole:
    """L'invite : une personne, un salon, ce qui s'y dit."""

    def __init__(self, plateau: Plateau) -> None:
        self.plateau, self.ecran = plateau, plateau.ecran
        self._lignes: asyncio.Queue[str | None] = asyncio.Queue()
        self._tampon = b""
        self._touche: tuple[str, str] | None = None
        self._moi, self._ici = "ines", "assistantes"
        self._vus = 0

    async def donne(self) -> None:
        """Lit et agit jusqu'à « /quitter » ou la fin de l'entrée."""
        await self.plateau.bot.set_pace(1.0)
        self.ecran.phrase("")
        self.ecran.phrase("À vous.", "bold")
        self.ecran.phrase(AIDE)
        await self._devient(self._moi)
        boucle, entree = asyncio.get_running_loop(), sys.stdin.fileno()
        boucle.add_reader(entree, self._recoit, entree)
        ecoute = asyncio.create_task(self._ecoute())
        try:
            self._invite()
            while (ligne := await self._lignes.get()) not in (None, "/quitter"):
                await self._agit(ligne or "")
                self._invite()
        finally:
            boucle.remove_reader(entree)
            ecoute.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ecoute
        self.ecran.phrase("Au revoir. Rien ne reste sur la machine.")

    # -- lire ------------------------------------------------------------------------------

    def _recoit(self, entree: int) -> None:
        lu = os.read(entree, 4096)
        self._tampon += lu
        *lignes, self._tampon = self._tampon.split(b"\n")
        for ligne in lignes:
            self._lignes.put_nowait(ligne.decode(errors="replace").strip())
        if not lu:
            self._lignes.put_nowait(None)

    async def _agit(self, ligne: str) -> None:
        if not ligne:
            return
        mot, _, reste = ligne.partition(" ")
        ordres: dict[str, Callable[[str], Awaitable[None]]] = {
            "/aide": self._aide, "/qui": self._qui, "/salon": self._salon,
            "/retirer": self._retire, "/attendre": self._attend,
        }  # fmt: skip
        ordre = ordres.get(mot)
        if ordre is not None:
            await ordre(reste.strip())
        elif mot.startswith("/"):
            self.ecran.phrase(f"« {mot} » n'existe pas. Pour voir ce qui existe : /aide")
        elif not await self._touche_peut_etre(ligne):
            texte, nommes = self.plateau.pastilles(ligne)
            await self._membre.say(self._salle.id, texte, mention=nommes)

    # -- les ordres de l'invite ------------------------------------------------------------

    async def _aide(self, _: str) -> None:
        self.ecran.phrase(AIDE)

    async def _qui(self, prenom: str) -> None:
        choisi = next((p for p in PERSONNAGES if fold_word(p.nom) == fold_word(prenom)), None)
        if choisi is None:
            noms = ", ".join(p.nom for p in PERSONNAGES)
            self.ecran.phrase(f"Qui ? {noms}. Par exemple : /qui karim")
            return
        await self._devient(choisi.cle)

    async def _salon(self, nom: str) -> None:
        possibles = self._salons()
        voulu = fold_word(nom)
        trouve = next((c for c in possibles if voulu and fold_word(c).startswith(voulu)), None)
        if trouve is None:
            suite = "" if "à part" in possibles else " (touchez ✉️ pour ouvrir « à part »)"
            self.ecran.phrase(f"Où ? {', '.join(possibles)}{suite}")
            return
        self._ici = possibles[trouve]
        self.ecran.lieu(self._salle.titre)

    async def _retire(self, _: str) -> None:
        if self._touche is None:
            self.ecran.phrase("Vous n'avez rien touché.")
            return
        await self._membre.redact(*self._touche)
        self._touche = None

    async def _attend(self, _: str) -> None:
        but = await self.plateau.bot.next_wait()
        if but is None:
            self.ecran.phrase("Maillon n'a rien de prévu : c'est à vous.")
            return
        await self.plateau.bot.pass_until(but, self.ecran.file)
        la = but.astimezone(PARIS)
        self.ecran.efface()
        self.ecran.phrase(f"{dire_date(la.date())}, {la:%H:%M}", "dim")

    async def _touche_peut_etre(self, texte: str) -> bool:
        """Touche le dernier message qui offre ce bouton ; faux si le texte n'en est pas un.

        Un mot ne vaut une touche que sous un message récent : « oui » se dit aussi entre collègues.
        """
        du_robot = [v for v in self._membre.events if self._du_robot(v)]
        dits = [v for v in du_robot if v.type == "m.room.message"]
        recents = {v.event_id for v in dits[-_RECENTS:]}
        un_mot = any(lettre.isalpha() for lettre in texte)
        for dit in reversed(dits):
            offerts = tuple(
                r.key or "" for r in du_robot if r.type == "m.reaction" and r.target == dit.event_id
            )
            emoji = from_word(texte, offerts) if offerts else None
            if emoji is not None and (dit.event_id in recents or not un_mot):
                await self._touche_sous(dit, emoji)
                return True
        return False

    async def _touche_sous(self, dit: Seen, emoji: str) -> None:
        geste = await self._membre.react(self._salle.id, dit.event_id, emoji)
        self._touche = (self._salle.id, geste)
        debut = textwrap.shorten(dit.body.splitlines()[0], 50, placeholder="…")
        self.ecran.phrase(f"  vous touchez {emoji} sous « {debut} »", "dim")

    # -- écouter ---------------------------------------------------------------------------

    async def _ecoute(self) -> None:
        while True:
            await asyncio.sleep(_PAS)
            nouveaux = self._membre.events[self._vus :]
            self._vus += len(nouveaux)
            a_montrer = [v for v in nouveaux if v.sender == self.plateau.bot.mxid]
            if a_montrer:
                self.ecran.efface()
                for vu in a_montrer:
                    await self._montre(vu)
                self._touches(a_montrer)
                self._invite()

    async def _montre(self, vu: Seen) -> None:
        await self._entre(vu)
        salle = next((s for s in self.plateau.salles.values() if s.id == vu.room), None)
        if vu.type == "m.room.message" and salle is not None:
            self.ecran.lieu(salle.titre)
            heure = self.plateau.bot.clock.map(datetime.fromtimestamp(vu.ts / 1000, UTC))
            sonne = "sonne chez vous" if self._membre.mxid in vu.mentions else ""
            self.ecran.dit(heure, "Maillon", "cyan", vu.body, html=vu.html, precision=sonne)

    async def _entre(self, vu: Seen) -> None:
        """Accepte la conversation que le robot ouvre à cette personne, si c'en est une."""
        invite = vu.content.get("membership") == "invite" and vu.state_key == self._membre.mxid
        du_robot = vu.sender == self.plateau.bot.mxid
        if invite and du_robot and f"{PRIVE}{self._moi}" not in self.plateau.salles:
            await self._membre.join(vu.room)
            self.plateau.ouvre_prive(self._moi, vu.room)
            self.ecran.phrase("Maillon vous parle à part. Pour y aller : /salon à part", "dim")

    def _touches(self, vus: list[Seen]) -> None:
        """Sous ses messages, des boutons ; sous celui d'un membre, une trace (📬 : à part)."""
        siens = {v.event_id for v in self._membre.events if v.sender == self.plateau.bot.mxid}
        poses = [vu for vu in vus if vu.type == "m.reaction"]
        boutons = [vu.key or "" for vu in poses if vu.target in siens]
        if boutons:
            self.ecran.touches(boutons)
        for trace in (vu.key for vu in poses if vu.target not in siens):
            self.ecran.phrase(f"  Maillon pose {trace} sous votre message", "dim")

    # -- rouages ---------------------------------------------------------------------------

    @property
    def _membre(self) -> Member:
        return self.plateau.gens[self._moi]

    @property
    def _salle(self) -> Salle:
        return self.plateau.salles[self._ici]

    def _du_robot(self, vu: Seen) -> bool:
        return vu.room == self._salle.id and vu.sender == self.plateau.bot.mxid

    def _salons(self) -> dict[str, str]:
        """Les salons de cette personne, par leur nom court."""
        siens = {lieu.cle: lieu.cle for lieu in LIEUX if self._moi in lieu.gens}
        part = f"{PRIVE}{self._moi}"
        return {**siens, "à part": part} if part in self.plateau.salles else siens

    async def _devient(self, cle: str) -> None:
        self._moi, self._touche = cle, None
        self._vus = len(self._membre.events)
        salons = self._salons()
        if self._ici not in salons.values():
            self._ici = next(iter(salons.values()))
        self.ecran.lieu(self._salle.titre)
        for vu in self._membre.events[: self._vus]:  # une invitation l'attend peut-être
            await self._entre(vu)

    def _invite(self) -> None:
        self.ecran.invite(self._membre.nom, self.plateau.couleur(self._membre.mxid))
