"""Les essais se lisent comme une conversation.

    def test_une_question_trouve_son_pair(ouvre_reseau: OuvreReseau) -> None:
        reseau = ouvre_reseau("Assistantes", membres=("nadia", "ines", "karim"),
                              animation="nadia", themes={"compta": ("karim",)})
        _, ines, karim = reseau
        ines.dit("!aide compta Chorus refuse ma facture")
        reseau.bot_dit("Karim", type="demande.proposee", mention=karim, champs={"demande": 1})
        karim.reagit("✋")
        reseau.bot_dit(type="demande.prise", mention=ines)

1. Le moteur, le registre, la réception, la base, les rappels et le rendu sont les vrais ; seuls le
   serveur (`tests.fil`) et l'horloge sont à nous.
2. Chaque salon a sa suite : `bot_dit` attend le prochain message que le robot y a dit. À la fin de
   l'essai, un seul message (ou une seule touche 📬, 👍) de trop le fait échouer.
3. `mention` est l'ensemble exact de qui sonne : l'omettre, c'est dire « personne ».
4. L'horloge avance de quatre secondes par parole (sous la limite de cadence), et par `passe`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import event as sa_event
from sqlalchemy.engine import Engine as Base

from bot.clock import Clock
from bot.core.acces import Acces
from bot.core.context import Reglages
from bot.core.pliage import fold_word
from bot.core.registry import Registry
from bot.engine import Engine
from bot.intake import Intake
from donnees.compteur import Compteur
from donnees.reseau import Animateur
from donnees.reseau import Reseau as LigneReseau
from donnees.theme import Savoir, Theme
from tests.dits import Dit
from tests.fil import BOT, PARIS, Coupure, Fil
from tests.gens import Personne
from tests.salles import Salon

__all__ = ["DEPART", "Dit", "Monde", "OuvreReseau", "Personne", "Salon", "sans_limite"]
DEPART = datetime(2026, 11, 30, 9, 2, tzinfo=PARIS)  # un lundi
PAS = timedelta(seconds=4)
ACCES = Acces(
    serveurs=("localhost",), externes=False, responsables=(), commandes_par_minute=20,
    commandes_par_minute_salon=60,
)  # fmt: skip


class Horloge(Clock):
    """Une horloge que seul l'essai fait avancer."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant.astimezone(UTC)

    def real(self) -> datetime:
        """L'instant de l'essai."""
        return self.instant


class OuvreReseau(Protocol):
    """La fabrique que donne la fixture `ouvre_reseau`."""

    def __call__(
        self, nom: str, membres: Sequence[str], animation: str = ..., *,
        themes: Mapping[str, Sequence[str]] = ..., **options: Any,
    ) -> Salon: ...  # fmt: skip


@dataclass(eq=False)
class Monde:
    """Tout ce qui entoure le robot dans un essai : le serveur, les salons, les gens, l'heure."""

    base: Base
    registre: Registry
    acces: Acces = ACCES
    pas: timedelta = PAS
    personnes: dict[str, Personne] = field(default_factory=dict)
    salons: dict[str, Salon] = field(default_factory=dict)
    lieux: dict[str, str] = field(default_factory=dict)
    auteurs: dict[str, str] = field(default_factory=dict)
    gestes: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _coupure: int = 0

    def __post_init__(self) -> None:
        self.horloge = Horloge(DEPART)
        self.fil = Fil(self.base, self.horloge.now, self._moteur)
        self.fil.cree_un_salon = self._salon_du_robot
        sa_event.listen(self.base, "commit", self._avant_validation)

    def ferme(self) -> None:
        """Rend la base telle qu'elle fut donnée."""
        sa_event.remove(self.base, "commit", self._avant_validation)

    def _moteur(self) -> Engine:
        return Engine(
            base=self.base, registry=self.registre, clock=self.horloge, bot=BOT, acces=self.acces,
            defauts=Reglages(), intake=Intake(bot=BOT, noms=("Maillon",), acces=self.acces),
            appareil="ESSAI",
        )  # fmt: skip

    def arme_la_coupure(self, validation: int) -> None:
        """S'arrête net avant la n-ième validation qui vient (0 : jamais)."""
        self._coupure = validation

    def _avant_validation(self, _connexion: Any) -> None:
        if self._coupure > 0:
            self._coupure -= 1
            if self._coupure == 0:
                raise Coupure

    # -- les gens, les salons --------------------------------------------------------------------

    def personne(self, nom: str, serveur: str = "localhost") -> Personne:
        """Cette personne, connue ou nouvelle."""
        if nom not in self.personnes:
            self.personnes[nom] = Personne(self, nom, f"@{fold_word(nom)}:{serveur}")
        return self.personnes[nom]

    def mxids(self, qui: Personne | str | Iterable[Personne | str]) -> frozenset[str]:
        """Les MXID de ces gens, par leur nom ou eux-mêmes."""
        liste = [qui] if isinstance(qui, Personne | str) else list(qui)
        return frozenset(self.personne(p).mxid if isinstance(p, str) else p.mxid for p in liste)

    def nouveau_salon(
        self, titre: str, membres: Sequence[Personne | str], *, nom_du_salon: str | None = None,
        **options: Any,
    ) -> Salon:  # fmt: skip
        """Un salon où le robot n'est pas encore ; le premier membre l'a créé, sauf `createur`."""
        gens = [self.personne(m) if isinstance(m, str) else m for m in membres]
        createur = self.personne(options.pop("createur", gens[0].nom)).mxid
        salon = Salon(
            self, f"!{len(self.salons) + 1}:localhost", titre if nom_du_salon is None else "",
            gens, createur, titre=titre, **options,
        )  # fmt: skip
        self.salons[salon.id] = salon
        self.fil.titres[salon.id] = titre
        return salon

    def _salon_du_robot(self, invites: list[str]) -> str:
        """Le salon que le robot ouvre : pour une seule personne, leur conversation privée."""
        gens = [p for p in self.personnes.values() if p.mxid in invites]
        titre = "privé " + ", ".join(p.nom for p in gens)
        salon = self.nouveau_salon(titre, gens, nom_du_salon="")
        salon.createur, salon.presents = BOT, set(invites)
        for personne in gens:
            personne.invitee = salon
        if len(gens) == 1:
            gens[0].prive = salon
        return salon.id

    def ouvre_salon(self, nom: str, membres: Sequence[str], **options: Any) -> Salon:
        """Un salon où le robot vient d'entrer, sans réseau ; qui l'a créé y a le niveau 100."""
        salon = self.nouveau_salon(nom, membres, **options)
        salon.pouvoirs = salon.pouvoirs or {salon.createur: 100}
        salon.le_robot_entre()
        for membre in salon.membres:
            membre.ici = salon
        return salon

    def ouvre_reseau(
        self, nom: str, membres: Sequence[str], animation: str = "", *,
        themes: Mapping[str, Sequence[str]] | None = None,
        reglages: Mapping[str, Any] | None = None, **options: Any,
    ) -> Salon:  # fmt: skip
        """Un réseau déjà ouvert dans son salon ; `themes` : nom -> qui le connaît.

        Les lignes sont posées telles que les commandes les écrivent (un essai le vérifie).
        """
        animatrice = self.personne(animation or membres[0])
        salon = self.ouvre_salon(nom, membres, createur=animatrice.nom, **options)
        salon.oublie()
        numero = 1 + self.fil.moteur.read(lambda s: getattr(s.get(Compteur, "reseau"), "valeur", 0))
        maintenant = self.horloge.now()
        ligne = LigneReseau(
            id=numero, nom=nom, salon=salon.id, ouvert_par=animatrice.mxid,
            ouvert_le=maintenant, reglages=dict(reglages or {}),
        )  # fmt: skip
        anime = Animateur(reseau=numero, membre=animatrice.mxid, depuis=maintenant)
        self.fil.pose(ligne, anime, Compteur(nom="reseau", valeur=numero))
        for theme, savants in (themes or {}).items():
            self._theme(numero, theme, savants)
        return salon

    def _theme(self, reseau: int, nom: str, savants: Sequence[str]) -> None:
        numero = 1 + self.fil.moteur.read(lambda s: getattr(s.get(Compteur, "theme"), "valeur", 0))
        maintenant = self.horloge.now()
        theme = Theme(id=numero, reseau=reseau, nom=nom, cle=fold_word(nom), cree_le=maintenant)
        savoirs = [
            Savoir(theme=numero, membre=self.personne(s).mxid, depuis=maintenant) for s in savants
        ]
        self.fil.pose(theme, *savoirs, Compteur(nom="theme", valeur=numero))

    # -- le temps ------------------------------------------------------------------------------

    def passe(self, *, jusqua: str | None = None, **duree: float) -> None:
        """Le temps passe ; chaque rappel échu sonne à son heure, dans l'ordre."""
        fin = self.horloge.now() + timedelta(**duree)
        if jusqua is not None:
            fin = datetime.fromisoformat(jusqua).replace(tzinfo=PARIS).astimezone(UTC)
        for _ in range(1000):
            prochain = self.fil.moteur.next_reminder()
            if prochain is None or prochain > fin:
                self.horloge.instant = max(self.horloge.instant, fin)
                self.fil.ecoute()
                return
            self.horloge.instant = max(self.horloge.instant, prochain)
            self.fil.ecoute()
            self.fil.rappelle()
        raise AssertionError("les rappels ne s'épuisent jamais")

    # -- à la fin ------------------------------------------------------------------------------

    def verifie_le_silence(self) -> None:
        """Échoue si le robot a dit, touché ou gardé pour lui une chose que l'on n'attendait pas."""
        __tracebackhide__ = True
        for dit in self.fil.dits:
            assert dit.attendu, f"le robot a dit de plus, {self.salons[dit.salon].titre} : " + (
                f"{dit.corps!r} ({dit.jumeau})"
            )
        for touche in self.fil.touches:
            assert touche.attendu, f"le robot a posé {touche.emoji} sur {touche.cible}"
        bloques = [(e.personne or e.histoire or e.salon) for e in self.fil.en_attente()]
        assert not bloques, f"des envois n'ont pas d'adresse : {bloques}"

    def transcription(self) -> str:
        """Qui a dit quoi, et quand."""
        return "\n".join(self.fil.histoire)


def sans_limite(monde: Monde) -> None:
    """Lève les limites de cadence, pour les essais qui parlent beaucoup."""
    monde.acces = replace(monde.acces, commandes_par_minute=0, commandes_par_minute_salon=0)
    monde.fil.redemarre()
