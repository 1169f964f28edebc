"""Joue les scènes : fait parler les personnes, attend le robot, montre ce qui se passe.

Rien de ce que dit le robot n'est écrit d'avance : ce qui s'affiche est ce que les clients ont reçu.
"""

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from bot.demo import pas
from bot.demo.chiffrement import constat
from bot.demo.ecran import PARIS
from bot.demo.guet import DELAI, Ecart, Guet
from bot.demo.mesure import Attente, Effort, PasUtile, dire, mesure
from bot.demo.plateau import PRIVE, Plateau, Salle
from bot.demo.robot import PAROLE
from bot.demo.seen import Seen

_POSE_MAX = 0.7  # secondes
_PATIENCE_DU_LECTEUR = 60.0  # secondes : au-delà (machine lente), on ne s'arrête plus pour lire


class Joueur:
    """Joue des scènes sur un plateau ouvert ; `effort` : ce qu'un réseau utile a demandé."""

    def __init__(self, plateau: Plateau) -> None:
        self.plateau = plateau
        self.ecran = plateau.ecran
        self.guet = Guet(plateau)
        self._depart = time.monotonic()
        self._ici = ""
        self.effort: Effort | None = None
        self._attentes: list[Attente] = []
        self._messages: dict[str, tuple[str, str]] = {}
        self._gestes: dict[tuple[str, str], tuple[str, str]] = {}

    async def joue(self, scenes: Iterable[pas.Scene]) -> None:
        """Joue ces scènes ; lève `Ecart` au premier écart."""
        for scene in scenes:
            try:
                await self._scene(scene)
            except Ecart as ecart:
                raise Ecart(f"Scène « {scene.titre} » : {ecart}") from None
        await self.guet.rien_de_plus()

    async def _scene(self, scene: pas.Scene) -> None:
        self._ici = scene.salon
        await self.plateau.bot.set_pace(1.0 if scene.posement else PAROLE)
        for rang, un_pas in enumerate(scene.pas):
            if rang == 0 and not isinstance(un_pas, pas.Jour):
                self.ecran.scene(scene.titre)
            await self._un(un_pas)
            if isinstance(un_pas, pas.Jour):
                self.ecran.scene(scene.titre)

    async def _un(self, un_pas: pas.Pas) -> None:
        match un_pas:
            case pas.Jour():
                await self._jour(un_pas)
            case pas.Note():
                self.ecran.note(un_pas.texte)
                await self._pose(un_pas.texte)
            case pas.Invite():
                await self._invite(un_pas)
            case pas.Dit():
                await self._dit(un_pas)
            case pas.RobotDit():
                await self._robot_dit(un_pas)
            case pas.Touche():
                await self._touche(un_pas)
            case pas.Retire() | pas.Corrige() | pas.Supprime():
                await self._revient(un_pas)
            case pas.Rejoint():
                await self._rejoint(un_pas)
            case pas.Arrive():
                await self._arrive(un_pas)
            case pas.LaisseFiler():
                await self._laisse_filer()
            case pas.Chiffrement():
                await self._chiffrement()
            case pas.Utile():
                self._utile()

    # -- le temps, les lieux ---------------------------------------------------------------

    async def _jour(self, jour: pas.Jour) -> None:
        instant = datetime.fromisoformat(jour.instant).replace(tzinfo=PARIS)
        await self.plateau.bot.advance(instant)
        self.ecran.jour(instant)

    async def _laisse_filer(self) -> None:
        but = await self.plateau.bot.next_wait()
        if but is None:
            raise Ecart("le robot devait avoir un rappel en attente, il n'en a aucun")
        attente = (but - self.plateau.bot.clock.now()).total_seconds()
        self._attentes.append((int(time.time() * 1000), max(0.0, attente)))
        await self.plateau.bot.pass_until(but, self.ecran.file)

    async def _invite(self, invite: pas.Invite) -> None:
        salle, membre = self._salle(invite.dans), self.plateau.gens[invite.qui]
        await membre.invite(salle.id, self.plateau.bot.mxid)
        self._geste(salle, membre.mxid, "invite Maillon")

    async def _arrive(self, arrive: pas.Arrive) -> None:
        salle, membre = self._salle(arrive.dans), self.plateau.gens[arrive.qui]
        await salle.oreille.invite(salle.id, membre.mxid)
        await membre.join(salle.id)
        self._geste(salle, membre.mxid, "entre dans le salon")

    async def _rejoint(self, rejoint: pas.Rejoint) -> None:
        membre, bot = self.plateau.gens[rejoint.qui], self.plateau.bot.mxid

        def pour_lui(vu: Seen) -> bool:
            return vu.state_key == membre.mxid and vu.content.get("membership") == "invite"

        try:
            invitation = await membre.waits(
                pour_lui, type="m.room.member", sender=bot, timeout=DELAI
            )
        except AssertionError:
            raise Ecart(f"le robot devait inviter {membre.nom} à part") from None
        await membre.join(invitation.room)
        self.plateau.ouvre_prive(rejoint.qui, invitation.room)
        salle = self._salle(f"{PRIVE}{rejoint.qui}")
        self._geste(salle, membre.mxid, "accepte la conversation")

    async def _chiffrement(self) -> None:
        salle = self._salle("")
        try:
            self.ecran.constat(await constat(salle.oreille, salle.id, self.plateau.bot.mxid))
        except AssertionError as faute:
            raise Ecart(str(faute)) from None

    def _utile(self) -> None:
        vus = [vu for membre in self.plateau.gens.values() for vu in membre.events]
        try:
            self.effort = mesure(vus, self.plateau.bot.mxid, self._attentes)
        except PasUtile as manque:
            raise Ecart(str(manque)) from None
        self.ecran.constat(dire(self.effort, self.plateau.nom), "compté")

    # -- ce que font les gens --------------------------------------------------------------

    async def _dit(self, dit: pas.Dit) -> None:
        salle, membre = self._salle(dit.dans), self.plateau.gens[dit.qui]
        texte, nommes = self.plateau.pastilles(dit.texte)
        cible = self._messages[dit.a][1] if dit.a else None
        self.ecran.lieu(salle.titre)
        envoye = await membre.say(salle.id, texte, reply_to=cible, mention=nommes)
        precision = f"répond à {self._auteur(salle, cible)}" if cible else ""
        couleur = self.plateau.couleur(membre.mxid)
        self.ecran.dit(self._heure(), membre.nom, couleur, dit.texte, precision=precision)
        if dit.cle:
            self._messages[dit.cle] = (salle.id, envoye)
        await self._pose(dit.texte)

    async def _touche(self, touche: pas.Touche) -> None:
        salle, membre = self._salle(touche.dans), self.plateau.gens[touche.qui]
        vise = self._messages[touche.sur][1] if touche.sur else None
        message = self.guet.offre(salle, touche, vise)
        geste = await membre.react(salle.id, message.event_id, touche.emoji)
        self._gestes[(touche.qui, touche.emoji)] = (salle.id, geste)
        numero = (message.fr or {}).get("demande")
        suite = f", question n° {numero}" if numero else ""
        self._geste(salle, membre.mxid, f"touche {touche.emoji}{suite}")
        await self._pose("")

    async def _revient(self, retour: pas.Retire | pas.Corrige | pas.Supprime) -> None:
        membre, salle = self.plateau.gens[retour.qui], self._salle("")
        if isinstance(retour, pas.Corrige):
            await membre.edit(*self._messages[retour.cle], retour.texte)
            self._geste(salle, membre.mxid, "corrige son message", retour.texte)
        elif isinstance(retour, pas.Supprime):
            await membre.redact(*self._messages[retour.cle])
            self._geste(salle, membre.mxid, "supprime son message")
        else:
            await membre.redact(*self._gestes[(retour.qui, retour.emoji)])
            self._geste(salle, membre.mxid, f"retire {retour.emoji}")
        await self._pose("")

    # -- ce que dit le robot ---------------------------------------------------------------

    async def _robot_dit(self, attendu: pas.RobotDit) -> None:
        salle = self._salle(attendu.dans)
        vu = await self.guet.prochain(salle, attendu)
        self.ecran.lieu(salle.titre)
        heure = self.plateau.bot.clock.map(datetime.fromtimestamp(vu.ts / 1000, UTC))
        html = vu.html.partition("<br>")[0] + "<br>[…]" if attendu.abrege else vu.html
        self.ecran.dit(heure, "Maillon", "cyan", vu.body, html=html, precision=self._sonne(vu))
        if attendu.touches:
            self.ecran.touches(attendu.touches)
        if attendu.cle:
            self._messages[attendu.cle] = (salle.id, vu.event_id)
        await self._pose(vu.body * 2)

    def _sonne(self, vu: Seen) -> str:
        noms = [self.plateau.nom(mxid) for mxid in vu.mentions]
        if noms:
            return f"sonne chez {' et '.join(noms)}"
        return "à tous" if vu.content.get("msgtype") == "m.text" else ""

    # -- rouages ---------------------------------------------------------------------------

    def _salle(self, dans: str) -> Salle:
        return self.plateau.salles[dans or self._ici]

    def _auteur(self, salle: Salle, event_id: str | None) -> str:
        vus = salle.oreille.seen(lambda vu: vu.event_id == event_id)
        return self.plateau.nom(vus[0].sender) if vus else "ce message"

    def _geste(self, salle: Salle, mxid: str, phrase: str, texte: str = "") -> None:
        self.ecran.lieu(salle.titre)
        nom, couleur = self.plateau.nom(mxid), self.plateau.couleur(mxid)
        self.ecran.geste(self._heure(), nom, couleur, phrase, texte)

    def _heure(self) -> datetime:
        return self.plateau.bot.clock.now()

    async def _pose(self, texte: str) -> None:
        """Le temps de lire, pour qui regarde."""
        if self.ecran.anime and time.monotonic() - self._depart < _PATIENCE_DU_LECTEUR:
            await asyncio.sleep(min(_POSE_MAX, 0.25 + len(texte) * 0.003))
