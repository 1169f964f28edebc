"""Le fil des essais : un serveur Matrix d'un seul tenant, à côté d'un vrai moteur.

1. Il livre ce que disent les membres en JSON Matrix, lu par le vrai `bot.matrix.parsing`, fait
   traiter ce qui est gardé, puis vide la boîte d'envoi : identifiants, échos, dépendances, ordre.
2. Ce que dit le robot passe par le vrai rendu ; un envoi déjà vu rend le même identifiant, comme
   le serveur pour un même identifiant de transaction : le message n'apparaît qu'une fois.
3. Ce que le contrat promet de tout message du robot est vérifié sur chacun, dans tous les essais.
4. `Coupure` est un arrêt brutal ; rien ne la rattrape que le fil, qui redémarre et recommence.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine as Base
from sqlmodel import Session

from bot.documents import Composed, compose
from bot.engine import Engine
from bot.matrix.cited import with_words
from bot.matrix.parsing import piece
from bot.matrix.rendering import display_name, message_content, reaction_content
from bot.pieces import Batch, Left, Piece, Seen
from donnees import outbox
from donnees import reseau as reseaux
from donnees import salon as salons
from donnees.outbox import OutboxItem
from tests.dits import Dit, Touche

PARIS = ZoneInfo("Europe/Paris")
BOT = "@maillon:localhost"
TOURS_MAX = 200


class Coupure(BaseException):
    """Le robot s'arrête net, ici."""


@dataclass
class Fil:
    """Le serveur, vu du robot. `nouveau_moteur` rend un moteur sur la même base."""

    base: Base
    maintenant: Callable[[], datetime]
    nouveau_moteur: Callable[[], Engine]
    dits: list[Dit] = field(default_factory=list)
    touches: list[Touche] = field(default_factory=list)
    histoire: list[str] = field(default_factory=list)
    par_envoi: dict[str, str] = field(default_factory=dict)
    titres: dict[str, str] = field(default_factory=dict)
    quittes: list[str] = field(default_factory=list)
    documents: list[Composed] = field(default_factory=list)
    coupe_apres_envoi: bool = False
    cree_un_salon: Callable[[list[str]], str] | None = None  # les invités -> le salon
    lus: dict[str, Seen] = field(default_factory=dict)  # ce que le serveur redonnerait
    _rang: int = 0

    def __post_init__(self) -> None:
        self.moteur = self.nouveau_moteur()

    def identifiant(self, prefixe: str = "e") -> str:
        """Un identifiant d'événement neuf."""
        self._rang += 1
        return f"${prefixe}{self._rang}"

    def note(self, salon: str, qui: str, quoi: str) -> None:
        """Ajoute une ligne à la transcription."""
        heure = self.maintenant().astimezone(PARIS)
        titre = self.titres.get(salon, salon)
        suite = quoi.replace("\n", "\n" + " " * 24)
        self.histoire.append(f"{heure:%d/%m %H:%M:%S}  [{titre}] {qui} : {suite}")

    # -- vers le robot -------------------------------------------------------------------------

    def brut(self, salon: str, type_: str, auteur: str, contenu: dict[str, Any],
             cle: str | None = None, event_id: str | None = None) -> Piece | None:  # fmt: skip
        """Un événement comme le serveur le donne, lu par le vrai fil."""
        evenement: dict[str, Any] = {
            "event_id": event_id or self.identifiant("f" if cle is not None else "e"),
            "sender": auteur, "type": type_, "content": contenu,
            "origin_server_ts": int(self.maintenant().timestamp() * 1000),
        }  # fmt: skip
        if cle is not None:
            evenement["state_key"] = cle
        return self._cite(piece(salon, evenement, BOT))

    def _cite(self, lu: Piece | None) -> Piece | None:
        """Une commande qui lit le message auquel elle répond en porte les mots."""
        if not isinstance(lu, Seen):
            return lu
        self.lus[lu.event_id] = lu
        cite = self.lus.get(str(lu.contenu.get("reply_to")))
        veut = lu.genre == "message" and self.moteur.registry.cites(str(lu.contenu["texte"]))
        return lu if cite is None or cite.genre != "message" or not veut else with_words(lu, cite)

    def livre(self, *pieces: Piece | None, **options: Any) -> None:
        """Une synchronisation, tout ce qu'elle entraîne et les réponses, jusqu'au calme."""
        self._rang += 1
        presentes = [p for p in pieces if p is not None]
        lot = Batch(position=f"s{self._rang}", pieces=presentes, **options)

        def tout() -> None:
            self.moteur.receive(lot)
            self.traite()

        self._malgre_une_coupure(tout)

    def _malgre_une_coupure(self, geste: Callable[[], None]) -> None:
        try:
            geste()
        except Coupure:
            self.redemarre()
            geste()

    def traite(self) -> None:
        """Traite ce qui est gardé puis envoie, jusqu'au calme."""
        for _ in range(TOURS_MAX):
            reste = self.moteur.handle_some(lambda _lignes: None)
            if not self.envoie() and not reste:
                return
        raise AssertionError("le robot ne se tait jamais")

    def rappelle(self) -> None:
        """Fait sonner les rappels échus, et envoie."""

        def tout() -> None:
            self.moteur.handle_due(lambda _lignes: None)
            self.traite()

        self._malgre_une_coupure(tout)

    def redemarre(self) -> None:
        """Un nouveau moteur, sur la même base rouverte ; le serveur, lui, se souvient."""
        self.base.dispose()
        self.moteur = self.nouveau_moteur()
        self.ecoute()
        self.note("", "", "— le robot redémarre —")

    def ecoute(self) -> None:
        """Le robot n'a pas cessé d'écouter jusqu'à maintenant : aucune reprise à dire."""
        self.moteur.intake.vu = self.maintenant()

    # -- du robot ------------------------------------------------------------------------------

    def envoie(self) -> bool:
        """Envoie tout ce qui peut partir ; vrai si quelque chose est parti."""
        echos: list[Piece | None] = []
        partis = False
        while (ligne := self._prochain()) is not None:
            partis = True
            self.moteur.mark_attempted([ligne.envoi])
            if ligne.genre == outbox.OUVERTURE:
                self._ouvre_un(ligne)
                continue
            if ligne.genre == outbox.DEPART:
                self._quitte(ligne)
                continue
            event_id, contenu = self._envoie_un(ligne)
            if self.coupe_apres_envoi:
                self.coupe_apres_envoi = False
                raise Coupure
            self.moteur.arrives.append((ligne.envoi, event_id))
            self.moteur.flush()
            genre = "m.room.message" if ligne.genre == outbox.MESSAGE else "m.reaction"
            echos.append(self.brut(str(ligne.salon), genre, BOT, contenu, event_id=event_id))
        if echos:
            self.moteur.keep(Batch(position=None, pieces=[e for e in echos if e is not None]))
        return partis

    def en_attente(self) -> list[OutboxItem]:
        """Les envois qui ne sont pas partis (adresse ou dépendance inconnue, au repos)."""
        return self.moteur.to_send()

    def _prochain(self) -> OutboxItem | None:
        prets = [e for e in self.en_attente() if self._pret(e)]
        return min(prets, key=lambda e: (e.priorite, e.seq), default=None)

    def _pret(self, ligne: OutboxItem) -> bool:
        if ligne.salon is None and ligne.personne is not None:
            mxid = ligne.personne
            trouve = self.moteur.read(lambda s: salons.conversation(s, mxid))
            ligne.salon = None if trouve is None else trouve.id
        if ligne.salon is None and ligne.histoire is not None:
            about = ligne.histoire
            trouve = self.moteur.read(lambda s: salons.salon_de_l_histoire(s, about))
            ligne.salon = None if trouve is None else trouve.id
        if ligne.salon is None and ligne.genre != outbox.OUVERTURE:
            return False
        return ligne.depend_de is None or ligne.depend_de in self.par_envoi

    def _envoie_un(self, ligne: OutboxItem) -> tuple[str, dict[str, Any]]:
        contenu = self._contenu(ligne)
        if ligne.envoi not in self.par_envoi:
            self.par_envoi[ligne.envoi] = self.identifiant("bot")
            recoit = self._message if ligne.genre == outbox.MESSAGE else self._touche
            recoit(str(ligne.salon), self.par_envoi[ligne.envoi], contenu)
        return self.par_envoi[ligne.envoi], contenu

    def _ouvre_un(self, ligne: OutboxItem) -> None:
        """Ouvre le salon demandé, ou retrouve celui déjà ouvert sous ce nom."""
        assert self.cree_un_salon is not None
        about, invites = str(ligne.about), list(ligne.contenu["invites"])
        if ligne.envoi not in self.par_envoi:
            self.par_envoi[ligne.envoi] = self.cree_un_salon(invites)
        salon = self.par_envoi[ligne.envoi]
        self.moteur.opened(ligne.envoi, about, salon)
        creation = {"room_version": "12", "fr.maillon.about": about}
        entree = {"membership": "join", "displayname": "Maillon"}
        faits = [("m.room.create", "", creation), ("m.room.member", BOT, entree)]
        faits += [("m.room.member", i, {"membership": "invite"}) for i in invites]
        pieces = [self.brut(salon, type_, BOT, contenu, cle) for type_, cle, contenu in faits]
        directs = dict.fromkeys([salon], invites[0]) if ligne.contenu["direct"] else None
        self.moteur.keep(Batch(None, [p for p in pieces if p is not None], directs=directs))

    def _quitte(self, ligne: OutboxItem) -> None:
        """Le robot quitte un salon : rien ne s'y dit plus."""
        salon = str(ligne.salon)
        self.quittes.append(salon)
        self.note(salon, "MAILLON", "(quitte le salon)")
        self.moteur.arrives.append((ligne.envoi, ""))
        self.moteur.flush()
        self.moteur.keep(Batch(None, [Left(salon=salon)]))

    def _contenu(self, ligne: OutboxItem) -> dict[str, Any]:
        intention = ligne.contenu
        if ligne.genre == outbox.MESSAGE:
            if "document" in intention:
                intention = {**intention, "fichier": self._compose(intention["document"])}
            noms = self._noms(str(ligne.salon))
            corrige = self.par_envoi[intention["edite"]] if "edite" in intention else None
            return message_content(ligne.envoi, intention, noms, edite=corrige)
        assert ligne.genre == outbox.REACTION, f"le fil des essais ignore {ligne.genre}"
        cible = intention.get("event_id") or self.par_envoi[intention["envoi"]]
        return reaction_content(ligne.envoi, intention["emoji"], cible)

    def _compose(self, document: dict[str, Any]) -> dict[str, Any]:
        """Le document, vraiment composé ; `documents` garde ce qui fut joint, dans l'ordre."""
        fait = compose(document)
        self.documents.append(fait)
        return {"nom": document["nom"], **fait.described()}

    def _message(self, salon: str, event_id: str, contenu: dict[str, Any]) -> None:
        dit = Dit(event_id, salon, self.maintenant(), contenu)
        self.dits.append(dit)
        sonne = "".join(f" → {m[1:].split(':')[0]}" for m in sorted(dit.mentions))
        self.note(salon, f"MAILLON ({dit.type}{sonne})", dit.corps)
        self._verifie(dit)

    def _touche(self, salon: str, _event_id: str, contenu: dict[str, Any]) -> None:
        emoji, cible = contenu["m.relates_to"]["key"], contenu["m.relates_to"]["event_id"]
        sous = next((d for d in self.dits if d.event_id == cible), None)
        if sous is None:
            self.touches.append(Touche(salon, cible, emoji))
            self.note(salon, "MAILLON", f"{emoji} sur {cible}")
            return
        debuts = [ligne.split(" ")[0] for ligne in sous.corps.splitlines()]
        assert emoji in debuts, f"le bouton {emoji} n'a pas sa ligne dans :\n{sous.corps}"
        assert emoji not in sous.boutons, f"le bouton {emoji} est posé deux fois"
        sous.boutons.append(emoji)

    def _noms(self, salon: str) -> Callable[[str], str]:
        def nom(mxid: str) -> str:
            ici = self.moteur.read(lambda s: salons.adhesion(s, salon, mxid))
            ailleurs = self.moteur.read(lambda s: reseaux.noms_connus(s, [mxid]))
            present = ici is not None and ici.etat != salons.PARTI and bool(ici.nom)
            return display_name(mxid, ici.nom if present else ailleurs.get(mxid, ""))

        return nom

    def _verifie(self, dit: Dit) -> None:
        """Ce que le contrat (§4, §5) promet de tout message du robot."""
        assert dit.type, "un message sans type"
        assert len(dit.mentions) <= 5, "plus de cinq personnes sonnent"
        assert "@room" not in dit.corps
        for cle in ("demande", "astuce", "rituel"):
            numero = dit.jumeau.get(cle, 1)
            assert type(numero) is int, f"{cle} n'est pas un entier : {numero!r}"
        cite = next((d for d in self.dits if d.event_id == dit.repond_a), None)
        assert cite is None or cite.salon == dit.salon, "répond à un message d'un autre salon"

    def pose(self, *lignes: Any) -> None:
        """Pose des lignes dans la base, sans passer par une commande : l'état de départ."""
        with Session(self.base, expire_on_commit=False) as session:
            for ligne in lignes:
                session.merge(ligne)
            session.commit()
        self.moteur.intake.forget()
        self.moteur.file.forget()  # ce qui attend est à relire dans la base
