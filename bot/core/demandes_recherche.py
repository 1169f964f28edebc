"""Chercher quelqu'un pour une demande : solliciter un pair, attendre, appeler tout le salon.

1. Une demande en recherche a toujours une suite : `armer` la pose après chaque pas (les instants
   sont dans `bot.core.demandes_temps`).
2. Nul n'est sollicité hors des heures du réseau, ni hors de ses propres jours : la demande est
   notée, et part à l'ouverture (contrat §7.3).
3. L'appel vient au premier de trois : trois pairs sollicités en vain, le délai, plus personne à qui
   demander. Qui est seulement occupé, ou hors de ses heures, s'attend (contrat §7.6).
4. On répond au message de la personne qui demande, sauf à des mots : on répond alors à ces mots.
5. Les lignes lues dans l'événement sont changées sur place : les pas suivants du même événement
   les voient ainsi, avant la validation.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.core import a_part, accords, lacunes, pairs_du_reseau, rencontres, voisins
from bot.core import demandes_avant as avant
from bot.core import demandes_temps as temps
from bot.core import demandes_textes as phrases
from bot.core.boutons import AUSSI, PASSER, PRENDRE
from bot.core.context import Context, type_repond
from bot.core.effects import Effect, RemindAt, Room, Save, Send
from bot.core.events import Edition
from bot.core.pairs import ALL_BUSY, NOBODY, Nobody
from bot.core.texte import Personne, Texte
from donnees import demande as demandes
from donnees import theme as themes
from donnees.demande import (
    APPEL,
    DECLINEE,
    EN_ATTENTE,
    EXPIREE,
    LIBEREE,
    OUVERTE,
    PROPOSEE,
    Demande,
    Sollicitation,
)

EN_VAIN, ENSEMBLE = 3, 5  # pairs avant l'appel ; pairs d'un coup dans un réseau discret


@dataclass
class Recherche:
    """La recherche d'un pair, pendant un événement ; `effets` en garde la trace.

    `ctx.reseau` est le réseau des demandes traitées.
    """

    ctx: Context
    effets: list[Effect] = field(default_factory=list)
    _faites: list[Sollicitation] = field(default_factory=list)
    _propre: int | None = None  # la demande dont parle l'événement

    # -- chercher quelqu'un ----------------------------------------------------------------------

    def chercher(self, demande: Demande, *, nouvelle: bool = False) -> None:
        """Le pas suivant : un pair, l'attente, ou l'appel à tous ; et la suite qu'il appelle."""
        choix = self.choix(demande)
        if not temps.ouvert(self.ctx):
            self._attendre(demande, choix, nouvelle)
        elif not nouvelle and self._faut_appeler(demande):
            self.appeler(demande)
        elif isinstance(choix, str):
            self._proposer(demande, choix, nouvelle)
        elif choix is NOBODY:
            self.appeler(demande, nouvelle)
        else:
            self._attendre(demande, choix, nouvelle)
        self.armer(demande)

    def choix(self, demande: Demande, sauf: str = "") -> str | Nobody:
        """À qui demander maintenant (`sauf` : comme si cette personne l'avait déjà été)."""
        return pairs_du_reseau.pair_pour(self.ctx, demande, self._faites, sauf)

    def armer(self, demande: Demande) -> None:
        """Pose le prochain pas de cette demande en recherche ; les autres n'en ont pas besoin."""
        attendues = [s.le for s in self._sollicitees(demande) if s.etat == EN_ATTENTE]
        chance = None
        if demande.etat == OUVERTE:
            chance = pairs_du_reseau.chance(self.ctx, demande)
            if chance is None and not temps.ouvert(self.ctx):
                chance = temps.ouverture(self.ctx)
        quand = temps.suite(self.ctx, demande, min(attendues, default=None), chance)
        if quand is not None:
            self.effets.append(RemindAt(when=quand, reason=temps.SUITE, about=demande.about))

    def _faut_appeler(self, demande: Demande) -> bool:
        if a_part.reste_a_part(self.ctx, demande):
            return False
        depuis = demande.depuis or demande.cree_le
        vaines = [
            s for s in self._sollicitees(demande)
            if s.etat in (DECLINEE, EXPIREE) and not s.spontanee and s.le >= depuis
        ]  # fmt: skip
        return len(vaines) >= EN_VAIN or self.ctx.now >= temps.limite_appel(self.ctx, demande)

    # -- proposer --------------------------------------------------------------------------------

    def _proposer(self, demande: Demande, pair: str, nouvelle: bool) -> None:
        premiere = not self._sollicitees(demande)
        gens = [self._solliciter(demande, pair)]
        while self.ctx.reglages.discret and len(gens) < ENSEMBLE:
            autre = self.choix(demande)
            if not isinstance(autre, str):
                break
            gens.append(self._solliciter(demande, autre))
        demande.etat, demande.pair, demande.prise_par_geste = PROPOSEE, pair, None
        demande.suivant, demande.relancee = None, False
        self._garde(demande)
        suite, quand = self._si_rien(demande)
        if premiere:
            texte = phrases.proposee(self.sujet(demande), gens, quand, suite, nouvelle=nouvelle,
                                     devine=demande.origine)  # fmt: skip
        else:
            texte = phrases.proposee_aussi(self.sujet(demande), gens, quand, suite)
        champs = self._theme(demande, pair=pair)
        if self.ctx.reglages.discret:
            champs["pairs"] = gens
        self._dit(
            demande, texte, "demande.proposee", mention=tuple(gens), boutons=(PRENDRE, PASSER),
            champs=champs,
        )  # fmt: skip

    def _solliciter(self, demande: Demande, pair: str) -> str:
        ligne = Sollicitation(
            demande=demande.numero, membre=pair, reseau=demande.reseau, etat=EN_ATTENTE,
            le=self.ctx.now,
        )  # fmt: skip
        self._faites.append(ligne)
        self.effets.append(Save(ligne))
        return pair

    def _si_rien(self, demande: Demande) -> tuple[str, str]:
        """Ce qui suit le silence du pair, et quand."""
        limite = temps.limite_pair(self.ctx, demande, self.ctx.now)
        appel = temps.limite_appel(self.ctx, demande)
        sollicitees = [s for s in self._sollicitees(demande) if not s.spontanee]
        depuis = demande.depuis or demande.cree_le
        combien = len([s for s in sollicitees if s.le >= depuis])
        dernier = combien >= EN_VAIN or self.choix(demande) is NOBODY or appel <= limite
        suite = phrases.APPELLE if dernier else phrases.DEMANDE
        return suite, temps.dire(self.ctx, min(limite, appel))

    def _sollicitees(self, demande: Demande) -> list[Sollicitation]:
        """Toutes les propositions de cette demande, celles de l'événement comprises."""
        ecrites = demandes.sollicitations(self.ctx.session, demande.numero)
        connues = {s.membre for s in ecrites}
        neuves = [
            s for s in self._faites if s.demande == demande.numero and s.membre not in connues
        ]
        return [*ecrites, *neuves]

    # -- attendre, appeler -----------------------------------------------------------------------

    def _attendre(self, demande: Demande, choix: str | Nobody, nouvelle: bool) -> None:
        """Personne n'est sollicité maintenant : on le dit une fois, et quand on le sera."""
        deja_dit = demande.etat == OUVERTE and not nouvelle
        demande.etat, demande.pair = OUVERTE, None
        self._garde(demande)
        if demande.prive and choix is NOBODY and not a_part.accorde(self.ctx, demande):
            if nouvelle:  # qui demande est là, même le soir
                self._demander_l_accord(demande, nouvelle)
            return
        if deja_dit:
            return
        if choix is NOBODY:
            texte = phrases.notee_sans_personne(
                self.sujet(demande), lacunes.pourquoi(self.ctx, demande),
                temps.dire(self.ctx, temps.ouverture(self.ctx)), nouvelle=nouvelle,
            )  # fmt: skip
        else:
            chance = pairs_du_reseau.chance(self.ctx, demande)
            quand = None if chance is None else temps.dire(self.ctx, chance)
            appel = temps.dire(self.ctx, temps.limite_appel(self.ctx, demande))
            texte = phrases.ouverte(self.sujet(demande), quand, appel, nouvelle=nouvelle,
                                    devine=demande.origine)  # fmt: skip
        self._dit(demande, texte, "demande.ouverte", boutons=(PRENDRE,),
                  champs=self._theme(demande))  # fmt: skip

    def appeler(self, demande: Demande, nouvelle: bool = False) -> None:
        """Tout le salon est appelé ; qui était sollicité ne l'est plus, sa réponse vaut encore."""
        if not a_part.accorde(self.ctx, demande):
            self._demander_l_accord(demande, nouvelle)
            return
        premier = demande.appelee_le is None
        self._relacher(demande)
        demande.etat, demande.pair, demande.appelee_le = APPEL, None, self.ctx.now
        demande.suivant = None
        self._garde(demande)
        sujet = self.sujet(demande)
        volontaires = lacunes.appel_joint(self.ctx, demande) if premier else []
        nomme = self.nom(demande) if volontaires else ""
        texte = phrases.appel(sujet, nomme)
        if nouvelle:
            raison = lacunes.pourquoi(self.ctx, demande)
            texte = phrases.appel_d_emblee(sujet, raison, nomme, devine=demande.origine)
        self._dit(demande, texte, "demande.appel", appel=True, boutons=(PRENDRE, AUSSI))
        self.effets += [*volontaires, *voisins.prevoir(self.ctx, demande)]

    def _demander_l_accord(self, demande: Demande, nouvelle: bool) -> None:
        """Posée à part, plus personne à qui la demander : elle n'en sort qu'avec un accord."""
        self._relacher(demande)
        deja = demande.appelee_le is not None
        demande.etat, demande.pair, demande.suivant = OUVERTE, None, None
        demande.appelee_le = demande.appelee_le or self.ctx.now
        self._garde(demande)
        sujet = self.sujet(demande)
        if not deja:
            reste = self.choix(demande) is not NOBODY
            self.effets += accords.demander(self.ctx, demande, sujet, nouvelle, reste=reste)
        elif a_part.reste_a_part(self.ctx, demande):
            self.effets += accords.demander_les_voisins(self.ctx, demande, sujet)

    def elargie(self, demande: Demande) -> None:
        """Posée à part, elle peut l'être au salon : maintenant, ou à l'ouverture. Ses délais
        repartent d'ici."""
        demande.depuis = temps.ouverture(self.ctx)
        demande.appelee_le = demande.alertee_le = None
        if temps.ouvert(self.ctx):
            self.appeler(demande)
            self.armer(demande)
        else:
            demande.etat = OUVERTE
            self.chercher(demande)

    def _relacher(self, demande: Demande) -> None:
        """Plus personne n'est attendu, sans que cela compte contre quiconque."""
        for ligne in self._sollicitees(demande):
            if ligne.etat == EN_ATTENTE:
                ligne.etat = LIBEREE
                self.effets.append(Save(ligne))

    # -- rouages ---------------------------------------------------------------------------------

    def sujet(self, demande: Demande) -> phrases.Sujet:
        """De quoi l'on parle."""
        qui = Personne(demande.demandeur)
        return phrases.Sujet(demande.numero, self.nom(demande), qui, demande.urgent)

    def nom(self, demande: Demande) -> str:
        """Le nom du thème, tel que créé (vide s'il n'y en a pas)."""
        if demande.theme is None:
            return ""
        theme = themes.theme(self.ctx.session, demande.reseau, demande.theme)
        return "" if theme is None else theme.nom

    def _theme(self, demande: Demande, **champs: Any) -> dict[str, Any]:
        return {"theme": self.nom(demande), **champs}

    def _servir_l_attente(self) -> list[Effect]:
        """Quelqu'un vient d'être libéré, ou de s'en aller : les demandes en attente, la plus
        ancienne d'abord. Hors des heures, elles partiront à l'ouverture."""
        for demande in demandes.demandes_en_cours(self.ctx.session, self.ctx.ici.id):
            if demande.etat != OUVERTE or avant.attend(self.ctx, demande):
                continue
            mur = self._faut_appeler(demande) or self.choix(demande) is not ALL_BUSY
            if mur and temps.ouvert(self.ctx):
                self.chercher(demande)
            else:
                self.armer(demande)
        return self.effets

    def _garde(self, demande: Demande, *autres: Effect) -> None:
        self.effets += [Save(demande), *autres, *avant.lever(self.ctx, demande)]

    def _dit(self, demande: Demande, texte: Texte, type: str, **options: Any) -> None:
        champs = {"demande": demande.numero, **options.pop("champs", {})}
        dit = Send(
            to=Room(demande.salon), texte=texte, type=type, champs=champs, about=demande.about,
            reply_to=self._repond_a(demande), **options,
        )  # fmt: skip
        self.effets += rencontres.adresser(self.ctx, demande, dit, self.sujet(demande))

    def _repond_a(self, demande: Demande) -> str:
        """Les mots qui nous ont fait agir sur cette demande, sinon le message qui la posait."""
        event = self.ctx.event
        parle = type_repond(event) and not isinstance(event, Edition)
        ici = demande.numero == self._propre and getattr(event, "salon", "") == demande.salon
        return event.id if parle and ici else demande.evenement
