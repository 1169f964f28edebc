"""La vie d'une demande d'aide : chaque pas en un endroit, pour que toutes les portes le fassent
de la même façon (commande, touche, mot en réponse, rappel, départ).

1. Une demande en cours a toujours une suite : quelqu'un est sollicité (un rappel court), on attend
   qu'un pair se libère (un rappel court), tout le salon est appelé, ou quelqu'un s'en occupe.
2. Le premier validé gagne : un événement à la fois, la ligne relue à chaque fois.
3. Tout ce qui libère quelqu'un sert les demandes en attente, la plus ancienne d'abord.
4. On répond au message de la personne qui demande, sauf à des mots : on répond alors à ces mots.
5. Les lignes lues dans l'événement sont changées sur place : les pas suivants du même événement
   les voient ainsi, avant la validation.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core import demandes_textes as phrases
from bot.core.boutons import OUI, PASSER, PRENDRE
from bot.core.context import Context, type_repond
from bot.core.couverture import couvertures
from bot.core.effects import Effect, Follow, Forget, RemindAt, Room, Save, Send
from bot.core.events import Edition
from bot.core.pairs import ALL_BUSY, Nobody
from bot.core.pairs_du_reseau import pair_pour
from bot.core.texte import Personne, Texte
from donnees import demande as demandes
from donnees import theme as themes
from donnees.demande import (
    ACCEPTEE,
    ANNULEE,
    APPEL,
    DECLINEE,
    EN_ATTENTE,
    EXPIREE,
    LIBEREE,
    OUVERTE,
    PRISE,
    PROPOSEE,
    RESOLUE,
    Demande,
    Sollicitation,
)
from donnees.histoire import SOURCE
from donnees.theme import Theme

RELAIS = "relais"


@dataclass
class Entraide:
    """Les pas des demandes d'un réseau pendant un événement ; `effets` en garde la trace.

    `ctx.reseau` est le réseau des demandes traitées.
    """

    ctx: Context
    effets: list[Effect] = field(default_factory=list)
    _faites: list[Sollicitation] = field(default_factory=list)
    _propre: int | None = None  # la demande dont parle l'événement

    # -- les pas ---------------------------------------------------------------------------------

    def demander(self, message: Any, theme: Theme, question: str) -> list[Effect]:
        """Une demande naît de ce message, et cherche aussitôt quelqu'un."""
        demande = Demande(
            numero=self.ctx.numero("demande"), reseau=self.ctx.ici.id, salon=message.salon,
            evenement=message.id, demandeur=message.auteur, theme=theme.id, question=question,
            cree_le=self.ctx.now,
        )  # fmt: skip
        self._propre = demande.numero
        self.effets.append(
            Follow(event_id=message.id, salon=message.salon, about=demande.about, type=SOURCE)
        )
        self.chercher(demande, nouvelle=True)
        return self.effets

    def prendre(self, demande: Demande, membre: str, geste: str | None = None) -> list[Effect]:
        """Cette personne s'en occupe ; qui était sollicité est libéré."""
        self._propre = demande.numero
        self._clore_la_sollicitation(demande, membre)
        demande.etat, demande.pair, demande.prise_par_geste = PRISE, membre, geste
        self._garde(demande, Forget(about=demande.about, reason=RELAIS))
        self._dit(
            demande, phrases.prise(self.sujet(demande), membre), "demande.prise",
            mention=(demande.demandeur,), boutons=(OUI,), champs={"pair": membre},
        )  # fmt: skip
        return self._servir_l_attente()

    def passer(self, demande: Demande, membre: str) -> list[Effect]:
        """Cette personne ne s'en occupe pas, ou plus : on demande à quelqu'un d'autre."""
        self._propre = demande.numero
        ligne = self._sollicitation(demande, membre)
        if ligne is None:
            ligne = Sollicitation(
                demande=demande.numero, membre=membre, reseau=demande.reseau, spontanee=True,
                le=self.ctx.now,
            )  # fmt: skip
            self._faites.append(ligne)
        ligne.etat = DECLINEE
        self.effets.append(Save(ligne))
        return self._remettre_en_jeu(demande)

    def expirer(self, demande: Demande) -> list[Effect]:
        """Le pair sollicité s'est tu : on demande à quelqu'un d'autre, sa réponse vaut encore."""
        ligne = self._sollicitation(demande, demande.pair or "")
        if ligne is not None:
            ligne.etat = EXPIREE
            self.effets.append(Save(ligne))
        return self._remettre_en_jeu(demande)

    def repondue(self, demande: Demande) -> list[Effect]:
        """Quelqu'un a répondu en parlant : rien n'est dit, personne n'est chargé (contrat §7.4)."""
        self._clore_la_sollicitation(demande, "")
        demande.etat, demande.pair, demande.prise_par_geste = PRISE, None, None
        self._garde(demande, Forget(about=demande.about, reason=RELAIS))
        return self._servir_l_attente()

    def resoudre(
        self, demande: Demande, geste: str | None = None, reponse: str = ""
    ) -> list[Effect]:
        """C'est réglé : qui a aidé est remercié par son nom."""
        self._propre = demande.numero
        attendue = demande.etat == PROPOSEE
        aide = self._finir(demande, RESOLUE)
        demande.fin_par_geste, demande.reponse = geste, reponse or demande.reponse
        texte = phrases.resolue(self.sujet(demande), aide, attendue=attendue)
        gens = (demande.demandeur,) if aide is None else (demande.demandeur, aide)
        self._dit(demande, texte, "demande.resolue", mention=gens)
        return self._servir_l_attente()

    def annuler(self, demande: Demande, *, partie: bool = False) -> list[Effect]:
        """La demande est retirée (`partie` : avec la personne qui l'avait posée)."""
        self._propre = demande.numero
        aide = self._finir(demande, ANNULEE)
        texte = phrases.annulee(self.sujet(demande), aide, partie=partie)
        gens = [m for m in (None if partie else demande.demandeur, aide) if m is not None]
        self._dit(demande, texte, "demande.annulee", mention=tuple(gens))
        return self._servir_l_attente()

    def rouvrir(self, demande: Demande) -> list[Effect]:
        """La touche qui l'avait close est retirée : la demande reprend où elle en était."""
        demande.finie_le = demande.fin_par_geste = None
        encore_la = demande.pair is None or self.ctx.est_membre(demande.pair)
        if demande.etat_avant != PRISE or not encore_la:
            self.chercher(demande)
            return self.effets
        demande.etat = PRISE
        self._garde(demande)
        champs = {} if demande.pair is None else {"pair": demande.pair}
        self._dit(
            demande, phrases.rouverte(self.sujet(demande), demande.pair), "demande.prise",
            mention=(demande.demandeur,), boutons=(OUI,), champs=champs,
        )  # fmt: skip
        return self.effets

    # -- chercher quelqu'un ----------------------------------------------------------------------

    def chercher(self, demande: Demande, *, nouvelle: bool = False) -> None:
        """Le pas suivant : un pair, l'attente qu'un se libère, ou l'appel à tous."""
        choix = self.choix(demande)
        if isinstance(choix, str):
            self._proposer(demande, choix)
        elif choix is ALL_BUSY:
            self._attendre(demande, nouvelle)
        else:
            self._appeler(demande, nouvelle)

    def choix(self, demande: Demande, sauf: str = "") -> str | Nobody:
        """À qui demander maintenant (`sauf` : comme si cette personne l'avait déjà été)."""
        return pair_pour(self.ctx, demande, self._faites, sauf)

    def _proposer(self, demande: Demande, pair: str) -> None:
        premiere = not self._deja_proposee(demande)
        dernier = not isinstance(self.choix(demande, sauf=pair), str)
        ligne = Sollicitation(
            demande=demande.numero, membre=pair, reseau=demande.reseau, etat=EN_ATTENTE,
            le=self.ctx.now,
        )  # fmt: skip
        self._faites.append(ligne)
        demande.etat, demande.pair, demande.prise_par_geste = PROPOSEE, pair, None
        limite = self.ctx.now + self.ctx.reglages.delai_pair
        self._garde(demande, Save(ligne), self._rappel(demande, limite))
        dire = phrases.proposee if premiere else phrases.proposee_aussi
        quand = phrases.quand(limite, self.ctx.now, self.ctx.reglages.fuseau)
        self._dit(
            demande, dire(self.sujet(demande), pair, quand, dernier=dernier), "demande.proposee",
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
        limite = self.ctx.now + self.ctx.reglages.delai_pair
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

    def _sollicitation(self, demande: Demande, membre: str) -> Sollicitation | None:
        return demandes.sollicitation(self.ctx.session, demande.numero, membre)

    def _clore_la_sollicitation(self, demande: Demande, preneur: str) -> None:
        """Toute proposition encore en attente l'a été par `preneur`, ou n'a plus lieu d'être."""
        for ligne in demandes.sollicitations(self.ctx.session, demande.numero):
            if ligne.membre == preneur:
                ligne.etat = ACCEPTEE
            elif ligne.etat == EN_ATTENTE:
                ligne.etat = LIBEREE
            else:
                continue
            self.effets.append(Save(ligne))

    def _remettre_en_jeu(self, demande: Demande) -> list[Effect]:
        """Plus personne n'a la demande en main : on cherche, et l'on sert ceux qui attendaient."""
        demande.pair, demande.prise_par_geste = None, None
        if demande.etat == PRISE:
            demande.etat = PROPOSEE
        self.chercher(demande)
        return self._servir_l_attente()

    def _finir(self, demande: Demande, etat: str) -> str | None:
        """Met fin à la demande ; rend qui s'en occupait."""
        aide = demande.pair if demande.etat == PRISE else None
        self._clore_la_sollicitation(demande, aide or "")
        demande.etat_avant, demande.etat, demande.pair = demande.etat, etat, aide
        demande.finie_le = self._instant()
        self._garde(demande, Forget(about=demande.about))
        return aide

    def _servir_l_attente(self) -> list[Effect]:
        """Quelqu'un vient d'être libéré : les demandes en attente, la plus ancienne d'abord."""
        for demande in demandes.demandes_en_cours(self.ctx.session, self.ctx.ici.id):
            if demande.etat == OUVERTE and isinstance(self.choix(demande), str):
                self.chercher(demande)
        return self.effets

    def _instant(self) -> datetime:
        """L'instant du geste, sinon celui de l'événement."""
        instant: datetime = getattr(self.ctx.event, "sent_at", self.ctx.now)
        return instant

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
