"""Un salon d'un essai : son état, qui s'y trouve, et ce que le robot y dit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.core.pliage import fold, fold_emoji
from bot.pieces import Roster
from tests.dits import Dit
from tests.fil import BOT
from tests.gens import Personne, identifiant

if TYPE_CHECKING:
    from tests.scenario import Monde


@dataclass(eq=False)
class Salon:
    """Un salon (d'attache ou non, privé ou non) ; se parcourt : `nadia, ines, karim = reseau`."""

    monde: Monde
    id: str
    nom: str
    membres: list[Personne]
    createur: str
    version: str = "10"
    pouvoirs: dict[str, int] = field(default_factory=dict)
    chiffre: bool = False
    titre: str = ""
    presents: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Personne]:
        return iter(self.membres)

    def __getitem__(self, nom: str) -> Personne:
        return self.monde.personnes[nom]

    # -- l'état du salon -------------------------------------------------------------------------

    def le_robot_entre(self, direct: bool = False, premiere: bool = False) -> None:
        """Le robot est invité et entre : l'état du salon, puis la liste du serveur."""
        fil = self.monde.fil
        self.presents = {m.mxid for m in self.membres}
        faits: list[tuple[str, str, dict[str, Any]]] = [
            ("m.room.create", "", {"room_version": self.version})
        ]
        faits += [("m.room.power_levels", "", {"users": self.pouvoirs})] if self.pouvoirs else []
        faits += [("m.room.name", "", {"name": self.nom})] if self.nom else []
        faits += [("m.room.encryption", "", {"algorithm": "m.megolm.v1"})] if self.chiffre else []
        faits += [("m.room.member", m.mxid, _entre(m)) for m in self.membres]
        entree = {"membership": "join", "displayname": "Maillon", "is_direct": direct}
        pieces = [fil.brut(self.id, t, self.createur, c, cle) for t, cle, c in faits]
        pieces.append(fil.brut(self.id, "m.room.member", BOT, entree, BOT))
        noms = {m.mxid: m.nom.capitalize() for m in self.membres} | {BOT: "Maillon"}
        fil.livre(*pieces, Roster(salon=self.id, noms=noms), premiere=premiere)

    def appartenance(self, qui: Personne, etat: str, par: Personne | None = None) -> None:
        """Quelqu'un entre ou sort."""
        fil = self.monde.fil
        self.monde.fil.note(self.id, qui.nom, "(entre)" if etat == "join" else "(sort)")
        (self.presents.add if etat == "join" else self.presents.discard)(qui.mxid)
        contenu = _entre(qui) if etat == "join" else {"membership": etat}
        auteur = qui.mxid if par is None else par.mxid
        fil.livre(fil.brut(self.id, "m.room.member", auteur, contenu, qui.mxid))
        self.monde.horloge.instant += self.monde.pas

    def change(self, type_: str, **contenu: Any) -> None:
        """Un fait d'état du salon, par qui l'a créé."""
        self.monde.fil.livre(self.monde.fil.brut(self.id, type_, self.createur, contenu, ""))

    # -- attendre ------------------------------------------------------------------------------

    def bot_dit(
        self, *mots: str, type: str | None = None,
        mention: Personne | str | Iterable[Personne | str] = (), appel: bool = False,
        champs: Mapping[str, Any] | None = None, boutons: Sequence[str] | None = None,
        repond_a: Dit | str | None = None, corrige: Dit | None = None,
        salon: Salon | None = None,
    ) -> Dit:  # fmt: skip
        """Le prochain message du robot ici (ou dans `salon`), vérifié.

        `mots` : ce que son texte contient (plié) ; `mention` : qui sonne, exactement ; `appel` :
        appel à tous ; `champs` : clés de son jumeau ; `boutons` : les touches, dans l'ordre.
        """
        __tracebackhide__ = True
        if salon is not None:
            return salon.bot_dit(
                *mots, type=type, mention=mention, appel=appel, champs=champs, boutons=boutons,
                repond_a=repond_a, corrige=corrige,
            )  # fmt: skip
        reste = [d for d in self.monde.fil.dits if d.salon == self.id and not d.attendu]
        assert reste, f"le robot n'a rien dit de plus dans {self.titre} (attendu : {type}, {mots})"
        dit, dit.attendu = reste[0], True
        self.monde.lieux[dit.event_id] = self.id
        vu = f"dans « {dit.corps} » ({dit.jumeau})"
        assert type in (None, dit.type), f"attendu {type}, dit {dit.type} : {vu}"
        for mot in mots:
            assert fold(mot) in fold(dit.corps), f"« {mot} » n'est pas {vu}"
        sonnent = self.monde.mxids(mention)
        assert dit.mentions == sonnent, f"sonne {set(dit.mentions)}, attendu {set(sonnent)} {vu}"
        genre = "m.text" if sonnent or appel else "m.notice"
        if "filename" in dit.contenu:  # un fichier : sa légende est son texte
            genre = dit.contenu["msgtype"]
            assert genre in ("m.file", "m.image")
        assert dit.contenu["msgtype"] == genre, f"{dit.contenu['msgtype']} au lieu de {genre} {vu}"
        for cle, valeur in (champs or {}).items():
            voulu = valeur.mxid if isinstance(valeur, Personne) else valeur
            assert cle in dit.jumeau, f"le jumeau n'a pas {cle} : {vu}"
            assert dit.jumeau[cle] == voulu, f"{cle} vaut {dit.jumeau[cle]!r}, pas {voulu!r} : {vu}"
        if boutons is not None:
            assert dit.boutons == list(boutons), f"boutons {dit.boutons} {vu}"
        if repond_a is not None:
            assert dit.repond_a == identifiant(repond_a), f"répond à {dit.repond_a} {vu}"
        assert dit.edite == (None if corrige is None else corrige.event_id), f"correction ? {vu}"
        return dit

    def bot_se_tait(self) -> None:
        """Le robot n'a rien dit de plus, nulle part."""
        __tracebackhide__ = True
        self.monde.verifie_le_silence()

    def bot_reagit(self, emoji: str, sur: str) -> None:
        """Le robot a posé cette touche sur ce message."""
        __tracebackhide__ = True
        for touche in self.monde.fil.touches:
            if touche.cible == sur and fold_emoji(touche.emoji) == fold_emoji(emoji):
                touche.attendu = True
                return
        raise AssertionError(f"pas de {emoji} sur {sur}")

    def oublie(self) -> None:
        """Ne s'intéresse pas à ce que le robot a dit ici jusqu'à présent."""
        for dit in self.monde.fil.dits:
            dit.attendu = dit.attendu or dit.salon == self.id
            self.monde.lieux[dit.event_id] = dit.salon

    # -- le temps, les pannes --------------------------------------------------------------------

    def passe(self, *, jusqua: str | None = None, **duree: float) -> None:
        """Le temps passe (`hours=5`, `jusqua="2026-12-01 09:00"`) ; voir `Monde.passe`."""
        self.monde.passe(jusqua=jusqua, **duree)

    def redemarre(self) -> None:
        """Le robot redémarre, sur la même base."""
        self.monde.fil.redemarre()
        self.monde.fil.traite()

    def coupe_au_milieu(self, validation: int = 2, *, apres_envoi: bool = False) -> None:
        """À la prochaine parole, le robot s'arrête net puis redémarre.

        Il s'arrête avant sa n-ième validation (1 : la réception, 2 : le traitement, 3 : la marque
        d'un premier envoi), ou juste après le premier envoi accepté par le serveur.
        """
        self.monde.arme_la_coupure(0 if apres_envoi else validation)
        self.monde.fil.coupe_apres_envoi = apres_envoi


def _entre(qui: Personne) -> dict[str, Any]:
    return {"membership": "join", "displayname": qui.nom.capitalize()}
