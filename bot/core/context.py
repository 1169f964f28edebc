"""Ce qu'une commande peut savoir : les lignes, l'instant, qui est là. Jamais agir.

La session qu'il porte est en lecture : rien n'est changé que par les effets rendus.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from bot.core.acces import Acces, Frein
from bot.core.delais import Delai
from bot.core.effects import Room, Send
from bot.core.formes import Lecture
from bot.core.pliage import fold_word
from bot.core.registry import Registry
from bot.core.reglages import Reglages
from bot.core.texte import Texte
from donnees import compteur as compteurs
from donnees import histoire as histoires
from donnees import reseau as reseaux
from donnees import salon as salons
from donnees import theme as themes
from donnees.histoire import Question
from donnees.reseau import Reseau
from donnees.salon import Salon
from donnees.theme import Theme

MOT_MAX = 60  # au-delà, ce n'est plus un mot de thème

__all__ = ["Context", "Reglages", "nom_court", "type_repond"]


@dataclass
class Context:
    """Le contexte d'un événement.

    `memoire` : ce que le moteur garde d'un événement à l'autre sans l'écrire, et que les lignes
    permettent toujours de refaire ; `commande` : le mot employé ; `reel` : l'instant vrai du
    message ; `vitesse` : secondes du réseau par seconde vraie ; `numeros` : ceux avancés ;
    `partis`, `revenus` : qui s'absente, ou revient, dans cet événement, que la base ne montre pas
    encore ; `attente` : la question à laquelle on répond avec ses mots.
    """

    session: Session
    registry: Registry
    now: datetime
    bot: str
    acces: Acces
    defauts: Reglages
    frein: Frein = field(default_factory=Frein)
    memoire: dict[str, Any] = field(default_factory=dict)
    reel: datetime | None = None
    vitesse: float = 1.0
    event: Any = None
    reseau: Reseau | None = None
    commande: str = ""
    numeros: dict[str, int] = field(default_factory=dict)
    partis: set[str] = field(default_factory=set)
    revenus: set[str] = field(default_factory=set)
    attente: Question | None = None

    # -- le réseau -----------------------------------------------------------------------------

    @property
    def salon(self) -> Salon | None:
        """Le salon de l'événement, lu quand on le demande."""
        return salons.salon(self.session, self.event.salon)

    @property
    def ici(self) -> Reseau:
        """Le réseau de l'événement ; n'est demandé que là où il y en a un."""
        if self.reseau is None:
            raise LookupError("pas de réseau ici")
        return self.reseau

    def dans(self, reseau: Reseau | None) -> "Context":
        """Le même contexte, pour ce réseau (les numéros avancés restent communs)."""
        return replace(self, reseau=reseau)

    @property
    def reglages(self) -> Reglages:
        """Les réglages du réseau."""
        return self.defauts if self.reseau is None else self.defauts.avec(self.reseau.reglages)

    def apres(self, delai: Delai, depuis: datetime | None = None) -> datetime:
        """L'instant où ce délai sera passé (depuis maintenant), aux heures du réseau."""
        return delai.apres(self.reglages.horaires, depuis or self.now)

    def est_membre(self, mxid: str, reseau: Reseau | None = None) -> bool:
        """Vrai si cette personne est membre : dans le salon d'attache, d'un serveur autorisé."""
        attache = reseau or self.reseau
        if attache is None or mxid == self.bot or not self.acces.autorise(mxid):
            return False
        return salons.est_joint(self.session, attache.salon, mxid)

    def membres(self) -> list[str]:
        """Les MXID des membres du réseau, par ordre alphabétique."""
        joints = salons.membres_joints(self.session, self.ici.salon)
        return [m for m in joints if m != self.bot and self.acces.autorise(m)]

    def anime(self, mxid: str) -> bool:
        """Vrai si cette personne, membre, anime le réseau."""
        return self.est_membre(mxid) and reseaux.anime(self.session, self.ici.id, mxid)

    def animation(self) -> list[str]:
        """Les MXID de qui anime le réseau et s'y trouve encore."""
        return [m for m in reseaux.animateurs(self.session, self.ici.id) if self.est_membre(m)]

    def peut_ouvrir(self, mxid: str) -> bool:
        """Vrai si cette personne peut ouvrir un réseau dans ce salon (contrat §4)."""
        if mxid in self.acces.responsables:
            return True
        salon = self.salon
        return salon is not None and salons.pouvoir(salon, mxid) >= 50

    def reseaux_de(self, mxid: str) -> list[Reseau]:
        """Les réseaux dont cette personne est membre."""
        if not self.acces.autorise(mxid):
            return []
        return reseaux.reseaux_du_membre(self.session, mxid)

    # -- les conversations ---------------------------------------------------------------------

    def conversation(self, mxid: str) -> str | None:
        """L'identifiant de la conversation privée déjà ouverte avec cette personne."""
        trouve = salons.conversation(self.session, mxid)
        return None if trouve is None else trouve.id

    def about_of(self, event_id: str | None) -> str | None:
        """Le fil auquel ce message appartient."""
        if event_id is None:
            return None
        trouve = histoires.envoye(self.session, event_id)
        return None if trouve is None else trouve.about

    def type_of(self, event_id: str) -> str | None:
        """Le type du message du robot (ou `source`)."""
        trouve = histoires.envoye(self.session, event_id)
        return None if trouve is None else trouve.type

    # -- répondre ------------------------------------------------------------------------------

    def dit(self, texte: Texte, *, type: str | None = None, **options: Any) -> Send:
        """Une réponse à l'événement, là où il a eu lieu ; `options` : celles de `Send`."""
        la = options.setdefault("to", Room(self.event.salon))
        options.setdefault("reply_to", self.cite(la.id if isinstance(la, Room) else None))
        return Send(texte=texte, type=type or self.commande or "refus", **options)

    def cite(self, salon: str | None) -> str | None:
        """Ce que cite une réponse à l'événement dans ce salon : les mots, le message qu'ils
        corrigent, ou celui que l'on a touché ; rien s'il a eu lieu ailleurs."""
        if getattr(self.event, "salon", None) != salon:
            return None
        if type_repond(self.event):
            return str(getattr(self.event, "cible", self.event.id))
        touche: str | None = getattr(self.event, "target", None)
        return touche if hasattr(self.event, "emoji") else None

    def numero(self, nom: str) -> int:
        """Le prochain numéro de cette série ; avance avec la validation de l'événement."""
        dernier = self.numeros.get(nom)
        if dernier is None:
            dernier = compteurs.compteur(self.session, nom)
        self.numeros[nom] = dernier + 1
        return dernier + 1

    # -- lire ----------------------------------------------------------------------------------

    def themes(self) -> list[Theme]:
        """Les thèmes du réseau."""
        return [] if self.reseau is None else themes.themes(self.session, self.reseau.id)

    def theme_nomme(self, texte: str) -> Theme | None:
        """Le thème que désigne ce texte entier (nom, forme courte ou mot du thème)."""
        for theme, pris in self.lecture_theme(texte):
            if pris >= len(texte.rstrip()):
                return theme
        plie = fold_word(texte)
        return next((t for t in self.themes() if plie in _plies(tuple(t.mots))), None)

    def lecture(self) -> Lecture:
        """Ce qui lit thèmes et personnes dans les formes, pour ce réseau."""
        return Lecture(theme=self.lecture_theme, personne=self.lecture_personne)

    def lecture_theme(self, texte: str) -> Iterator[tuple[Theme, int]]:
        """Les thèmes que le début du texte peut désigner, le plus long d'abord.

        Un mot du thème (« RH ») ne le désigne que s'il est tout le texte : dans une question, il
        fait partie de ce qui est demandé.
        """
        connus = self.themes()
        for longueur, plie in _prefixes(texte):
            for theme in connus:
                if fold_word(theme.nom) == plie:
                    yield theme, longueur
        for longueur, plie in _prefixes(texte):
            abrege = [t for t in connus if len(plie) >= 4 and fold_word(t.nom).startswith(plie)]
            if len(abrege) == 1 and fold_word(abrege[0].nom) != plie:
                yield abrege[0], longueur
        entier = fold_word(texte) if len(texte) <= MOT_MAX else ""
        nommes = [t for t in connus if entier and entier in _plies(tuple(t.mots))]
        if len(nommes) == 1:
            yield nommes[0], len(texte.rstrip())

    def lecture_personne(self, texte: str) -> Iterator[tuple[str, int]]:
        """Les membres que le début du texte peut désigner par leur nom, sans ambiguïté."""
        if self.reseau is None:
            return
        sans_arobase = texte.removeprefix("@")
        decalage = len(texte) - len(sans_arobase)
        noms = {
            a.membre: fold_word(nom_court(a.nom) or a.membre[1:].split(":")[0])
            for a in salons.joints(self.session, self.reseau.salon)
            if a.membre != self.bot and self.acces.autorise(a.membre)
        }
        for longueur, plie in _prefixes(sans_arobase):
            trouves = [m for m, nom in noms.items() if nom == plie]
            if not trouves:
                trouves = [m for m in noms if fold_word(m[1:].split(":")[0]) == plie]
            if len(trouves) == 1:
                yield trouves[0], longueur + decalage


def type_repond(event: Any) -> bool:
    """Vrai si l'on répond à cet événement par une citation (un message, un mot de bouton)."""
    from bot.core.events import Edition, Message, Reaction

    return isinstance(event, Message | Edition) or (isinstance(event, Reaction) and event.parole)


@lru_cache(maxsize=512)
def _plies(mots: tuple[str, ...]) -> frozenset[str]:
    """Les mots d'un thème, pliés : il peut en avoir cent, et on les relit à chaque commande."""
    return frozenset(map(fold_word, mots))


def nom_court(nom: str) -> str:
    """« Inès Martin [Mairie] » devient « Inès Martin » (usage de Tchap)."""
    return nom.split("[", 1)[0].strip()


def _prefixes(texte: str) -> Iterator[tuple[int, str]]:
    """Les débuts du texte, par mots entiers, du plus long (six mots) au plus court."""
    bornes: list[int] = []
    dans_un_mot = False
    for rang, lettre in enumerate(texte):
        if lettre.isspace():
            if dans_un_mot:
                bornes.append(rang)
            dans_un_mot = False
        else:
            dans_un_mot = True
        if len(bornes) == 6:
            break
    else:
        if dans_un_mot:
            bornes.append(len(texte))
    for borne in reversed(bornes):
        plie = fold_word(texte[:borne])
        if plie:
            yield borne, plie
