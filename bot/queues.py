"""Les files de la boîte d'envoi : une par salon, et laquelle sert maintenant.

1. Dans une file, l'ordre est (priorité, rang) : réponses aux personnes, leurs boutons, textes de
   masse, leurs boutons. Une seule ligne en route par file.
2. Entre files, la tête la plus pressée d'abord, par le même ordre.
3. Une ligne qui dépend d'une autre encore à partir n'entre dans aucune file avant elle : une
   réponse qui corrige un texte de masse ne passe pas devant lui, et ne bloque pas son salon.
4. Une file sans adresse (conversation, histoire) attend ; une file en échec attend son heure.

Choisir coûte un temps constant, qu'il y ait dix salons ou deux mille : les têtes prêtes sont dans
un tas, et ce qui n'y est plus vrai est écarté en passant.
"""

import heapq
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.matrix.backoff import Backoff
from donnees import outbox
from donnees.outbox import OutboxItem

OUVERTURE, HISTOIRE, PERSONNE = "ouverture:", "histoire:", "personne:"
_PLAFOND = 45.0  # un serveur revenu depuis une minute a revu chaque file


@dataclass(eq=False)
class Queue:
    """La file d'un salon. Instants monotones : `reprise`, pas avant ; `exigee`, pas avant non plus,
    et c'est le serveur qui l'a demandé."""

    cle: str
    lignes: list[tuple[int, int, OutboxItem]] = field(default_factory=list)
    en_route: bool = False
    reprise: float = 0.0
    exigee: float = 0.0
    attente: Backoff = field(default_factory=lambda: Backoff(_PLAFOND))

    @property
    def ready(self) -> bool:
        """Vrai si sa tête pourrait partir, l'heure mise à part."""
        adressee = not self.cle.startswith((HISTOIRE, PERSONNE))
        return bool(self.lignes) and not self.en_route and adressee

    @property
    def head(self) -> OutboxItem:
        """La ligne la plus pressée."""
        return self.lignes[0][2]


def key_of(ligne: OutboxItem) -> str:
    """La file de cette ligne : son salon, ou ce qui le donnera."""
    if ligne.genre == outbox.OUVERTURE:
        invites = ligne.contenu.get("invites") or [ligne.envoi]
        # Deux ouvertures pour la même personne se suivent : la seconde trouvera la première.
        return f"{OUVERTURE}{invites[0] if ligne.contenu.get('direct') else ligne.envoi}"
    if ligne.salon:
        return ligne.salon
    return f"{HISTOIRE}{ligne.histoire}" if ligne.histoire else f"{PERSONNE}{ligne.personne}"


class Queues:
    """Toutes les files. `due` : les noms des lignes qui restent à partir."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.due: dict[str, OutboxItem] = {}
        self._files: dict[str, Queue] = {}
        self._pretes: list[tuple[int, int, str]] = []
        self._reprises: list[tuple[float, str]] = []
        self._filles: dict[str, list[OutboxItem]] = {}

    def __len__(self) -> int:
        return len(self.due)

    def busy(self, ligne: OutboxItem) -> bool:
        """Vrai si d'autres lignes passent avant celle-ci dans son salon (lu d'un autre fil)."""
        file = self._files.get(key_of(ligne))
        return file is not None and (file.en_route or bool(file.lignes) or file.reprise > 0)

    def offer(self, ligne: OutboxItem) -> None:
        """Prend une ligne ; déjà connue, elle est ignorée."""
        if ligne.envoi in self.due:
            return
        self.due[ligne.envoi] = ligne
        if ligne.depend_de in self.due:
            self._filles.setdefault(str(ligne.depend_de), []).append(ligne)
        else:
            self.push(ligne)

    def push(self, ligne: OutboxItem) -> None:
        """Met (ou remet) une ligne dans sa file."""
        cle = key_of(ligne)
        file = self._files.setdefault(cle, Queue(cle))
        heapq.heappush(file.lignes, (ligne.priorite, ligne.seq, ligne))
        self._announce(file)

    def _announce(self, file: Queue) -> None:
        if not file.ready:
            return
        if file.reprise > self._clock():
            heapq.heappush(self._reprises, (file.reprise, file.cle))
        else:
            heapq.heappush(self._pretes, (*file.lignes[0][:2], file.cle))

    # -- choisir ---------------------------------------------------------------------------------

    def next(self) -> Queue | None:
        """La file dont la tête est la plus pressée, sans la prendre."""
        maintenant = self._clock()
        while self._reprises and self._reprises[0][0] <= maintenant:
            file = self._files.get(heapq.heappop(self._reprises)[1])
            if file is not None:
                self._announce(file)
        while self._pretes:
            *rang, cle = self._pretes[0]
            file = self._files.get(cle)
            if file is not None and file.ready and file.reprise <= maintenant:
                if tuple(rang) == file.lignes[0][:2]:
                    return file
            heapq.heappop(self._pretes)
        return None

    def soonest(self) -> float | None:
        """L'instant de la prochaine reprise, s'il y en a une."""
        return self._reprises[0][0] if self._reprises else None

    def take(self, file: Queue) -> OutboxItem:
        """Prend la tête de cette file, qui est en route jusqu'à `landed`."""
        file.en_route = True
        return heapq.heappop(file.lignes)[2]

    def postpone(self, file: Queue, instant: float, *, asked: bool = False) -> None:
        """Cette file n'envoie rien avant cet instant ; `asked` : le serveur le demande."""
        file.reprise = max(file.reprise, instant)
        file.exigee = max(file.exigee, instant) if asked else file.exigee
        self._announce(file)

    def landed(self, file: Queue) -> None:
        """L'envoi en route est fini, bien ou mal."""
        file.en_route = False
        if file.lignes:
            self._announce(file)
        elif not file.attente.failures:
            self._files.pop(file.cle, None)

    def recover(self) -> None:
        """Le serveur répond de nouveau : les files en échec reprennent dès qu'il l'a permis."""
        reprises, self._reprises = self._reprises, []
        for _instant, cle in reprises:
            file = self._files.get(cle)
            if file is not None:
                file.reprise = file.exigee
                self._announce(file)

    def persons(self) -> list[str]:
        """Les personnes dont la conversation est attendue."""
        return [cle.removeprefix(PERSONNE) for cle in self._files if cle.startswith(PERSONNE)]

    def stories(self) -> list[str]:
        """Les histoires dont le salon est attendu."""
        return [cle.removeprefix(HISTOIRE) for cle in self._files if cle.startswith(HISTOIRE)]

    # -- finir -----------------------------------------------------------------------------------

    def sent(self, nom: str) -> None:
        """Cette ligne est partie : ce qui en dépend entre dans sa file."""
        self.due.pop(nom, None)
        for fille in self._filles.pop(nom, ()):
            self.push(fille)

    def drop(self, noms: Iterable[str]) -> None:
        """Ces lignes ne partiront pas, où qu'elles attendent."""
        perdues = {nom for nom in noms if self.due.pop(nom, None) is not None}
        for nom in perdues:
            self._filles.pop(nom, None)
        for filles in self._filles.values():
            filles[:] = [fille for fille in filles if fille.envoi not in perdues]
        for file in list(self._files.values()):
            restent = [entree for entree in file.lignes if entree[2].envoi not in perdues]
            if len(restent) != len(file.lignes):
                heapq.heapify(restent)
                file.lignes = restent
                self._announce(file)

    # -- adresses --------------------------------------------------------------------------------

    def readdress(self, cle: str, salon: str) -> None:
        """L'adresse de cette file est connue : ses lignes passent dans celle du salon."""
        file = self._files.pop(cle, None)
        for _priorite, _rang, ligne in file.lignes if file else ():
            ligne.salon = salon
            self.push(ligne)
        for filles in self._filles.values():
            for fille in filles:
                if key_of(fille) == cle:
                    fille.salon = salon
