"""Un an d'un réseau de quarante personnes : nulle question sans fin, nul sollicité hors des heures.

Le monde est celui des essais (vrai moteur, vraie base, notre horloge) ; les gens font n'importe
quoi de plausible, toujours la même chose pour une graine : ils prennent, passent, se taisent,
parlent, s'absentent, partent, reviennent, et le robot s'arrête parfois une nuit.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlmodel import Session

from bot.core.boutons import NON, OUI, PAS_ENCORE, PASSER, PRENDRE
from bot.core.pairs import PLAFOND
from bot.core.registry import Registry
from bot.core.reglages import Reglages
from donnees import demande as demandes
from donnees.database import database_url, open_engine
from donnees.demande import EN_COURS, PRISE, Demande
from donnees.reminder import reminders_of
from donnees.schema import migrate
from tests.conftest import toutes_les_commandes
from tests.dits import Dit
from tests.fil import PARIS
from tests.gens import Personne
from tests.salles import Salon
from tests.scenario import Monde, sans_limite

THEMES = ("compta", "courrier", "paie", "voyages", "archives", "marchés")
GENS = tuple(f"membre{n}" for n in range(40))
DEBUT, FIN = date(2026, 12, 1), date(2027, 11, 30)
RESTE = timedelta(days=70)
HORAIRES = Reglages().horaires
SOLLICITENT = {"demande.proposee", "demande.relance", "demande.appel", "demande.escalade"}


@dataclass
class Annee:
    """Ce que l'on a vu. `fautes` : ce qui n'aurait pas dû être, en une phrase chacune."""

    jours: int = 0
    questions: int = 0
    fins: Counter[str] = field(default_factory=Counter)
    dits: Counter[str] = field(default_factory=Counter)
    charges: Counter[str] = field(default_factory=Counter)
    arrets: int = 0
    secondes: float = 0.0
    fautes: list[str] = field(default_factory=list)


@dataclass
class Vie:
    """Les gens du réseau, et ce qu'ils font de ce que dit le robot."""

    reseau: Salon
    graine: int
    annee: Annee = field(default_factory=Annee)
    lus: int = 0
    rang: int = 0

    def tire(self, borne: int) -> int:
        """Un entier de 0 à `borne` exclu, toujours le même pour une graine et un rang."""
        self.rang += 1
        hache = sha256(f"{self.graine}:{self.rang}".encode()).digest()
        return int.from_bytes(hache[:4], "big") % borne

    @property
    def monde(self) -> Monde:
        """Le monde où ils vivent."""
        return self.reseau.monde

    def presents(self) -> list[Personne]:
        """Qui est dans le salon."""
        return [p for p in self.reseau.membres if p.mxid in self.reseau.presents]

    # -- une journée ---------------------------------------------------------------------------

    def journee(self, jour: date) -> None:
        """Quelques questions, quelques absences, et le temps qui passe entre elles."""
        heures = sorted(7 * 60 + self.tire(13 * 60) for _ in range(self.tire(5)))
        for minutes in heures:
            self.avance(_a(jour, minutes))
            self.un_geste()
        self.avance(_a(jour, 21 * 60))
        if self.tire(40) == 0:
            self.annee.arrets += 1
            self.monde.horloge.instant += timedelta(hours=12 + self.tire(60))
            self.reseau.redemarre()
        self.annee.jours += 1

    def avance(self, fin: datetime) -> None:
        """Le temps passe, d'heure en heure : les gens répondent au fur et à mesure."""
        while self.monde.horloge.now() < fin:
            pas = min(timedelta(hours=1), fin - self.monde.horloge.now())
            self.reseau.passe(seconds=pas.total_seconds())
            self.lire()

    def un_geste(self) -> None:
        """Une question le plus souvent ; parfois une absence, un départ, un retour."""
        qui = self.reseau.membres[self.tire(len(GENS))]
        if qui.mxid not in self.reseau.presents:
            return qui.arrive(self.reseau)
        sort = self.tire(20)
        if sort == 0 and qui.nom != GENS[0]:
            qui.part()
        elif sort <= 2:
            qui.dit(("!absent demain", "!absent jusqu'à vendredi", "!pause une semaine")[sort])
        elif sort == 3:
            qui.dit(f"!aide urgent {THEMES[self.tire(len(THEMES))]} besoin d'un avis")
        else:
            qui.dit(f"!aide {THEMES[self.tire(len(THEMES))]} une question de plus")
        return self.lire()

    # -- ce qu'ils font de ce qui est dit --------------------------------------------------------

    def lire(self) -> None:
        """Chacun lit ce qui vient d'être dit, et y fait quelque chose, ou rien."""
        dits = self.monde.fil.dits
        while self.lus < len(dits):
            dit = dits[self.lus]
            self.lus += 1
            for salon in self.monde.salons.values():
                salon.oublie()
            self.juge(dit)
            self.repond(dit)

    def repond(self, dit: Dit) -> None:
        """Une réponse plausible, ou le silence."""
        sort = self.tire(100)
        gens = {p.mxid: p for p in self.presents()}
        if dit.type in ("demande.proposee", "demande.relance"):
            qui = gens.get(next(iter(dit.mentions), ""))
            if qui is not None and sort < 45:
                qui.reagit(PRENDRE if sort < 35 else PASSER, sur=dit)
            elif qui is not None and sort < 52 and dit.salon == self.reseau.id:
                qui.repond_a(dit, "regarde la fiche du service")
        elif dit.type == "demande.appel" and sort < 30:
            list(gens.values())[self.tire(len(gens))].reagit(PRENDRE, sur=dit)
        elif dit.type in ("demande.suivi", "demande.prise", "demande.rangee"):
            self._suit(dit, sort, [gens[m] for m in dit.mentions if m in gens])

    def _suit(self, dit: Dit, sort: int, gens: list[Personne]) -> None:
        for qui in gens[:1]:
            if dit.type == "demande.rangee" and sort < 10:
                qui.repond_a(dit, "ce n'est pas réglé pour moi")
            elif dit.type != "demande.rangee" and sort < 45:
                qui.reagit(OUI, sur=dit)
            elif dit.type == "demande.suivi" and sort < 65:
                qui.reagit(PAS_ENCORE if sort < 55 else NON, sur=dit)

    # -- ce que l'on vérifie -----------------------------------------------------------------------

    def juge(self, dit: Dit) -> None:
        """Nul n'est sollicité hors des heures ; le demandeur, jamais pour sa propre question."""
        self.annee.dits[dit.type] += 1
        if dit.type in SOLLICITENT and not HORAIRES.ouvert(dit.quand):
            self.annee.fautes.append(f"{dit.type} hors des heures, le {dit.quand}")
        if dit.type == "panne":
            self.annee.fautes.append("une panne")
        if dit.type == "demande.proposee":
            self.annee.charges[dit.jumeau["pair"]] += 1

    def verifie(self) -> None:
        """Chaque question en cours a exactement un pas devant elle ; nul n'a plus de deux
        propositions sur les bras sans en avoir pris de lui-même."""
        with Session(self.monde.base) as session:
            for demande in demandes.demandes_en_cours(session, 1):
                if len(reminders_of(session, demande.about)) != 1:
                    self.annee.fautes.append(f"n° {demande.numero}, {demande.etat} : sans suite")
                if demande.pair == demande.demandeur:
                    self.annee.fautes.append(f"n° {demande.numero} : sollicité pour soi")
            for membre, combien in Counter(
                s.membre for s in demandes.en_attente(session, 1)
            ).items():
                if combien > PLAFOND:
                    self.annee.fautes.append(f"{combien} propositions à {membre}")

    def bilan(self) -> Annee:
        """Le temps passe encore ; ce qui reste ouvert est une faute, sauf ce qui est pris et dont
        on demande encore des nouvelles."""
        self.avance(self.monde.horloge.now() + RESTE)
        with Session(self.monde.base) as session:
            for demande in _toutes(session):
                self.annee.questions += 1
                self.annee.fins[demande.etat] += 1
                if demande.etat in EN_COURS and demande.etat != PRISE:
                    self.annee.fautes.append(f"n° {demande.numero} : {demande.etat}, sans fin")
        return self.annee


def _a(jour: date, minutes: int) -> datetime:
    """Cette minute de ce jour, à Paris."""
    return datetime(jour.year, jour.month, jour.day, minutes // 60, minutes % 60, tzinfo=PARIS)


def _toutes(session: Session) -> Iterator[Demande]:
    n = 1
    while (demande := demandes.demande(session, n)) is not None:
        yield demande
        n += 1


def vivre(dossier: Path, graine: int, console: Console, jusqua: date = FIN) -> Annee:
    """Mène le réseau de `DEBUT` à `jusqua` ; une barre avance d'un cran par jour."""
    debut = time.monotonic()
    base = open_engine(database_url(dossier, ""))
    migrate(base)
    monde = Monde(base, Registry.of(toutes_les_commandes()))
    sans_limite(monde)
    savent = {t: tuple(GENS[(i * 5 + j) % 40] for j in range(i)) for i, t in enumerate(THEMES)}
    reseau = monde.ouvre_reseau("Quarante", GENS, themes=savent)
    for nom in GENS[:10]:
        reseau[nom].ouvre_une_conversation()
    vie = Vie(reseau, graine)
    try:
        with Progress(console=console, transient=True) as barre:
            tache = barre.add_task("un an à quarante", total=(jusqua - DEBUT).days + 1)
            jour = DEBUT
            while jour <= jusqua:
                vie.journee(jour)
                vie.verifie()
                barre.advance(tache)
                jour += timedelta(days=1)
        annee = vie.bilan()
    finally:
        monde.ferme()
        base.dispose()
    annee.secondes = time.monotonic() - debut
    return annee


def print_annee(console: Console, annee: Annee) -> bool:
    """Imprime le tableau ; vrai si rien n'est en faute."""
    table = Table(title="Un an, quarante personnes", title_justify="left", show_header=False)
    fins = ", ".join(f"{etat} {n}" for etat, n in annee.fins.most_common())
    table.add_row("jours", f"{annee.jours} ({annee.arrets} arrêts, {annee.secondes:.0f} s)")
    table.add_row("questions", str(annee.questions))
    table.add_row("leurs fins", fins)
    table.add_row("messages", ", ".join(f"{t} {n}" for t, n in annee.dits.most_common(12)))
    table.add_row("fautes", "; ".join(annee.fautes[:5]) or "aucune")
    console.print(table)
    return not annee.fautes
