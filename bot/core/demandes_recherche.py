"""Chercher quelqu'un pour une demande : solliciter un pair, attendre, appeler tout le salon.

1. Une demande en cours a toujours une suite : quelqu'un est sollicité (un rappel court), on attend
   qu'un pair se libère (un rappel court), tout le salon est appelé, ou quelqu'un s'en occupe.
2. On répond au message de la personne qui demande, sauf à des mots : on répond alors à ces mots.
3. Les lignes lues dans l'événement sont changées sur place : les pas suivants du même événement
   les voient ainsi, avant la validation.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core import demandes_textes as phrases
from bot.core.boutons import PASSER, PRENDRE
from bot.core.context import Context, type_repond
from bot.core.couverture import couvertures
from bot.core.effects import Effect, Forget, RemindAt, Room, Save, Send
from bot.core.events import Edition
from bot.core.pairs import ALL_BUSY, Nobody
from bot.core.pairs_du_reseau import pair_pour
from bot.core.texte import Personne, Texte
from donnees import demande as demandes
from donnees import theme as themes
from donnees.demande import APPEL, EN_ATTENTE, OUVERTE, PROPOSEE, Demande, Sollicitation

RELAIS = "relais"


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
        """Le pas suivant : un pair, l'attente qu'un se libère, ou l'appel à tous."""
        choix = self.choix(demande)
        if isinstance(choix, str):
            self._proposer(demande, choix, nouvelle)
        elif choix is ALL_BUSY:
            self._attendre(demande, nouvelle)
        else:
            self._appeler(demande, nouvelle)

    def choix(self, demande: Demande, sauf: str = "") -> str | Nobody:
        """À qui demander maintenant (`sauf` : comme si cette personne l'avait déjà été)."""
        return pair_pour(self.ctx, demande, self._faites, sauf)

    def _proposer(self, demande: Demande, pair: str, nouvelle: bool) -> None:
        premiere = not self._deja_proposee(demande)
        dernier = not isinstance(self.choix(demande, sauf=pair), str)
        ligne = Sollicitation(
            demande=demande.numero, membre=pair, reseau=demande.reseau, etat=EN_ATTENTE,
            le=self.ctx.now,
        )  # fmt: skip
        self._faites.append(ligne)
        demande.etat, demande.pair, demande.prise_par_geste = PROPOSEE, pair, None
        limite = self.ctx.apres(self.ctx.reglages.delai_pair)
        self._garde(demande, Save(ligne), self._rappel(demande, limite))
        quand = phrases.quand(limite, self.ctx.now, self.ctx.reglages.fuseau)
        sujet = self.sujet(demande)
        if premiere:
            texte = phrases.proposee(sujet, pair, quand, dernier=dernier, nouvelle=nouvelle)
        else:
            texte = phrases.proposee_aussi(sujet, pair, quand, dernier=dernier)
        self._dit(
            demande, texte, "demande.proposee",
            mention=(pair,), boutons=(PRENDRE, PASSER), champs=self._theme(demande, pair=pair),
        )  # fmt: skip

    def _deja_proposee(self, demande: Demande) -> bool:
        """Vrai si cette demande est déjà passée par quelqu'un."""
        faites = any(s.demande == demande.numero for s in self._faites)
        return faites or bool(demandes.sollicitations(self.ctx.session, demande.numero))

    def _attendre(self, demande: Demande, nouvelle: bool) -> None:
        """Tous occupés : on le dit une fois, et l'on y revient au plus tard dans un délai."""
        deja_dit = demande.etat == OUVERTE and not nouvelle
        demande.etat, demande.pair = OUVERTE, None
        limite = self.ctx.apres(self.ctx.reglages.delai_pair)
        self._garde(demande, self._rappel(demande, limite))
        if not deja_dit:
            texte = phrases.ouverte(self.sujet(demande), nouvelle=nouvelle)
            self._dit(
                demande, texte, "demande.ouverte", boutons=(PRENDRE,), champs=self._theme(demande)
            )

    def _appeler(self, demande: Demande, nouvelle: bool) -> None:
        demande.etat, demande.pair = APPEL, None
        self._garde(demande, Forget(about=demande.about, reason=RELAIS))
        sujet = self.sujet(demande)
        texte = phrases.appel(sujet)
        if nouvelle:
            texte = phrases.appel_d_emblee(sujet, self._pourquoi_personne(demande))
        self._dit(demande, texte, "demande.appel", appel=True, boutons=(PRENDRE,))

    def _pourquoi_personne(self, demande: Demande) -> str:
        """Pourquoi personne n'est sollicité, tout net (contrat §7.12)."""
        savent = [
            m for c in couvertures(self.ctx) if c.theme.id == demande.theme for m in c.membres
        ]
        if not savent:
            return "Autant le dire : ici, personne ne s'en occupe."
        if savent == [demande.demandeur]:
            return "À part vous, ici, personne ne s'en occupe."
        return "Je n'ai personne à qui la proposer."

    # -- rouages ---------------------------------------------------------------------------------

    def sujet(self, demande: Demande) -> phrases.Sujet:
        """De quoi l'on parle."""
        return phrases.Sujet(demande.numero, self.nom(demande), Personne(demande.demandeur))

    def nom(self, demande: Demande) -> str:
        """Le nom du thème, tel que créé (vide s'il n'y en a pas)."""
        if demande.theme is None:
            return ""
        theme = themes.theme(self.ctx.session, demande.reseau, demande.theme)
        return "" if theme is None else theme.nom

    def _theme(self, demande: Demande, **champs: Any) -> dict[str, Any]:
        return {"theme": self.nom(demande), **champs}

    def _servir_l_attente(self) -> list[Effect]:
        """Quelqu'un vient d'être libéré : les demandes en attente, la plus ancienne d'abord."""
        for demande in demandes.demandes_en_cours(self.ctx.session, self.ctx.ici.id):
            if demande.etat == OUVERTE and isinstance(self.choix(demande), str):
                self.chercher(demande)
        return self.effets

    def _garde(self, demande: Demande, *autres: Effect) -> None:
        self.effets += [Save(demande), *autres]

    def _rappel(self, demande: Demande, quand: datetime) -> RemindAt:
        return RemindAt(when=quand, reason=RELAIS, about=demande.about)

    def _dit(self, demande: Demande, texte: Texte, type: str, **options: Any) -> None:
        champs = {"demande": demande.numero, **options.pop("champs", {})}
        dit = Send(
            to=Room(demande.salon), texte=texte, type=type, champs=champs, about=demande.about,
            reply_to=self._repond_a(demande), **options,
        )  # fmt: skip
        self.effets.append(dit)

    def _repond_a(self, demande: Demande) -> str:
        """Les mots qui nous ont fait agir sur cette demande, sinon le message qui la posait."""
        event = self.ctx.event
        parle = type_repond(event) and not isinstance(event, Edition)
        ici = demande.numero == self._propre and getattr(event, "salon", "") == demande.salon
        return event.id if parle and ici else demande.evenement
