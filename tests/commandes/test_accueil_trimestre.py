"""Un trimestre d'un réseau de trente personnes qui tourne : chacun est accueilli une fois, chaque
étape vient à son jour, nul n'est sollicité deux fois le même jour, rien ne reste à qui part."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from bot.core.attention import jour_ouvre
from bot.core.reglages import Reglages
from donnees import accueil as accueils
from donnees.demande import EN_ATTENTE, EN_COURS, Demande, Sollicitation
from donnees.theme import Referent, Savoir
from tests.dits import Dit
from tests.fil import PARIS
from tests.gens import Personne
from tests.salles import Salon
from tests.scenario import Monde, sans_limite

DEBUT, FIN = date(2026, 12, 1), date(2027, 3, 5)
GENS = tuple(f"membre{n}" for n in range(30))
THEMES = ("compta", "paie", "courrier", "archives")
ETAPES = {"savoirs": 3, "kit": 7, "surprise": 30}
HORAIRES = Reglages().horaires
UN_JOUR = timedelta(days=1)


@dataclass
class Arrivee:
    """Ce que l'essai sait, de son côté, d'une personne arrivée."""

    qui: Personne
    le: date  # le jour d'où se comptent ses jours de travail
    jours: frozenset[int] = frozenset(range(5))
    absences: set[date] = field(default_factory=set)
    finie: date | None = None  # partie, ou « stop »

    def jour(self, rang: int) -> date:
        """Le jour de travail de ce rang, compté sur son calendrier à elle."""
        jour, restent = self.le, rang
        while restent:
            jour += UN_JOUR
            travaille = HORAIRES.jour_ouvre(jour) and jour.weekday() in self.jours
            restent -= travaille and jour not in self.absences
        return jour

    def suivant(self, jour: date) -> date:
        """Son jour de travail d'après."""
        jour += UN_JOUR
        while not (HORAIRES.jour_ouvre(jour) and jour.weekday() in self.jours
                   and jour not in self.absences):  # fmt: skip
            jour += UN_JOUR
        return jour


@dataclass
class Trimestre:
    """Les gens vont et viennent ; la même graine donne la même vie."""

    monde: Monde
    reseau: Salon
    tirage: random.Random
    la: list[Personne]
    arrivees: list[Arrivee] = field(default_factory=list)
    partis: list[Personne] = field(default_factory=list)
    lus: int = 0

    def vivre(self) -> None:
        """Chaque jour : des arrivées, des départs, des questions, des réponses."""
        jour = DEBUT
        while jour <= FIN:
            if HORAIRES.jour_ouvre(jour):
                self._jour(jour)
            jour += UN_JOUR
        self.monde.passe(jusqua=f"{FIN + UN_JOUR} 08:00")

    def _jour(self, jour: date) -> None:
        self.monde.passe(jusqua=f"{jour} 10:{self.tirage.randrange(10, 50)}")
        if self.tirage.random() < 0.25 and jour < date(2027, 1, 12):
            self._arrive(jour)
        if self.tirage.random() < 0.12:
            self._part(jour)
        if self.tirage.random() < 0.05 and self.partis:
            revenu = self.partis.pop()
            revenu.arrive(self.reseau)
            self.la.append(revenu)
        if self.tirage.random() < 0.4:
            qui, theme = self.tirage.choice(self.la), self.tirage.choice(THEMES)
            qui.dit(f"!aide {theme} comment faire ?", dans=self.reseau)
        self._repondre()
        self.monde.passe(jusqua=f"{jour} 16:30")
        self._repondre()

    def _arrive(self, jour: date) -> None:
        qui = self.monde.personne(f"arrive{len(self.arrivees)}")
        qui.arrive(self.reseau)
        self.la.append(qui)
        arrivee = Arrivee(qui, jour)
        self.arrivees.append(arrivee)
        if qui.invitee is not None:
            qui.accepte()
        if self.tirage.random() < 0.3:
            qui.dit("profil jours lundi, mardi, jeudi", en_prive=True)
            arrivee.jours = frozenset({0, 1, 3})
        if self.tirage.random() < 0.3:
            debut = arrivee.suivant(jour)
            fin = debut + timedelta(days=self.tirage.randrange(1, 6))
            qui.dit(f"absent du {debut:%d/%m/%Y} au {fin:%d/%m/%Y}", en_prive=True)
            arrivee.absences = {debut + n * UN_JOUR for n in range((fin - debut).days + 1)}
        elif self.tirage.random() < 0.15:
            qui.dit("stop", en_prive=True)
            arrivee.finie = jour

    def _part(self, jour: date) -> None:
        qui = self.tirage.choice(self.la[1:])  # l'animation reste
        qui.part(self.reseau)
        self.la.remove(qui)
        self.partis.append(qui)
        for arrivee in self.arrivees:
            if arrivee.qui is qui:
                arrivee.finie = min(arrivee.finie or jour, jour)
        assert rien_ne_reste(self.monde, {p.mxid for p in self.la}) == []

    def _repondre(self) -> None:
        """Ceux à qui l'on parle répondent parfois, passent, ou se taisent."""
        neufs = self.monde.fil.dits[self.lus :]
        self.lus = len(self.monde.fil.dits)
        for dit in neufs:
            for mxid in sorted(dit.mentions):
                qui = next((p for p in self.la if p.mxid == mxid), None)
                if qui is not None and dit.boutons and self.tirage.random() < 0.7:
                    self.monde.lieux[dit.event_id] = dit.salon
                    qui.reagit(self.tirage.choice(dit.boutons), sur=dit)


def rien_ne_reste(monde: Monde, la: set[str]) -> list[str]:
    """Ce qui serait encore à quelqu'un qui n'est plus là."""
    fautes: list[str] = []
    with Session(monde.base) as session:
        for demande in session.exec(select(Demande)):
            if demande.etat in EN_COURS and demande.pair and demande.pair not in la:
                fautes.append(f"la demande {demande.numero} reste à {demande.pair}")
        for ligne in session.exec(select(Sollicitation)):
            if ligne.etat == EN_ATTENTE and ligne.membre not in la:
                fautes.append(f"on attend {ligne.membre} pour la demande {ligne.demande}")
        for accueil in accueils.accueils(session, 1):
            if accueil.membre not in la or (accueil.accompagnant or accueil.membre) not in la:
                fautes.append(f"l'accueil de {accueil.membre} court encore")
    return fautes


def dits_a(monde: Monde, qui: Personne, etape: str | None = None) -> list[Dit]:
    """Ce qui lui fut écrit le premier, en privé, pour son accueil."""
    return [
        d for d in monde.fil.dits
        if d.type == "bienvenue.prive" and d.mentions == {qui.mxid}
        and (etape is None or d.jumeau["etape"] == etape)
    ]  # fmt: skip


def sollicitations(monde: Monde) -> Iterator[tuple[str, datetime]]:
    """Qui fut sollicité, et quand : étape, accompagner, météo et astuces à part."""
    prives = {s.id for s in monde.salons.values() if s.titre.startswith("privé")}
    for dit in monde.fil.dits:
        etape = dit.type == "bienvenue.prive" and dit.jumeau["etape"] in ETAPES
        accompagner = dit.type == "accueil" and "✋" in dit.boutons
        meteo = dit.type in ("meteo.question", "meteo.relance") and dit.salon in prives
        if etape or accompagner or meteo:
            for mxid in dit.mentions:
                yield mxid, dit.quand


def test_un_trimestre(monde: Monde) -> None:
    sans_limite(monde)
    monde.horloge.instant = datetime(2026, 12, 1, 8, 0, tzinfo=PARIS)
    reseau = monde.ouvre_reseau(
        "Assistantes", GENS, themes={t: GENS[n * 4 : n * 4 + 5] for n, t in enumerate(THEMES)}
    )
    gens = list(reseau)
    for nom in GENS[:6]:
        reseau[nom].dit("accueil volontaire", en_prive=True)
    reseau[GENS[0]].dit("!rituel météo chaque lundi à 9h")
    vie = Trimestre(monde, reseau, random.Random(7), gens)  # noqa: S311
    vie.vivre()
    assert len(vie.arrivees) >= 6

    la = {p.mxid for p in vie.la}
    assert rien_ne_reste(monde, la) == []
    budget = Counter((mxid, jour_ouvre(HORAIRES, quand)) for mxid, quand in sollicitations(monde))
    assert [qui for qui, combien in budget.items() if combien > 1] == []
    saluts = [d for d in monde.fil.dits if d.type == "bienvenue.salon"]
    salues = Counter(m for d in saluts if d.jumeau["etape"] == "arrivee"
                     for m in d.jumeau["membres"])  # fmt: skip
    assert salues == Counter(a.qui.mxid for a in vie.arrivees)
    vues = 0
    for arrivee in vie.arrivees:
        assert len(dits_a(monde, arrivee.qui, "arrivee")) == 1
        assert len(dits_a(monde, arrivee.qui, "accompagnement")) <= 1
        vues += verifie_les_etapes(monde, arrivee, budget)
    assert vues >= 10
    with Session(monde.base) as session:
        savent = {s.membre for s in session.exec(select(Savoir))}
        savent |= {r.membre for r in session.exec(select(Referent))}
    reseau[GENS[0]].dit("!thèmes")
    liste = monde.fil.dits[-1]
    assert liste.type == "theme.liste"
    for parti in {p.mxid: p.nom for p in vie.partis}.items():
        assert f"{parti[1].capitalize()}," not in f"{liste.corps},"
    for salon in monde.salons.values():
        salon.oublie()
    for touche in monde.fil.touches:
        touche.attendu = True


def verifie_les_etapes(monde: Monde, arrivee: Arrivee, budget: Counter[tuple[str, date]]) -> int:
    """Chaque étape est venue une fois, à son jour ; le lendemain si ce jour était déjà pris."""
    vues = 0
    for etape, rang in ETAPES.items():
        dits = [d.quand.astimezone(PARIS).date() for d in dits_a(monde, arrivee.qui, etape)]
        prevu = arrivee.jour(rang)
        limite = min(arrivee.finie or FIN, FIN)
        if prevu >= limite:
            assert dits == [] or (arrivee.finie or FIN) >= dits[0], (arrivee, etape, dits)
            continue
        pris = budget[(arrivee.qui.mxid, prevu)] == 1 and dits != [prevu]
        assert dits == [arrivee.suivant(prevu) if pris else prevu], (arrivee, etape, dits, prevu)
        vues += 1
    return vues
