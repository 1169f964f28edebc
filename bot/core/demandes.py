"""La vie d'une demande d'aide : chaque pas en un endroit, pour que toutes les portes le fassent
de la même façon (commande, touche, mot en réponse, rappel, départ).

1. Le premier validé gagne : un événement à la fois, la ligne relue à chaque fois.
2. Tout ce qui libère quelqu'un sert les demandes en attente, la plus ancienne d'abord.
3. Qui a le droit de faire ce pas se vérifie avant (`bot.core.demandes_droits`) ; ce que fait le
   temps qui passe est dans `bot.core.demandes_echeances`.
4. Une demande rouverte repart d'ici : ses délais, et ses trois pairs avant l'appel.
"""

from typing import Any

from bot.core import demandes_avant as avant
from bot.core import demandes_temps as temps
from bot.core import demandes_textes as phrases
from bot.core import rencontres, suivi
from bot.core.boutons import NON, OUI, PAS_ENCORE
from bot.core.delais import Delai
from bot.core.demandes_recherche import Recherche
from bot.core.effects import Effect, Follow, Forget, RemindAt, Save
from donnees import demande as demandes
from donnees.demande import (
    A_PRENDRE,
    ACCEPTEE,
    ANNULEE,
    DECLINEE,
    DIT,
    EN_ATTENTE,
    LIBEREE,
    OUVERTE,
    PORTEE,
    PRISE,
    PROPOSEE,
    RANGEE,
    RESOLUE,
    Demande,
    Sollicitation,
)
from donnees.histoire import SOURCE
from donnees.suivi import ABANDONNE, TENU
from donnees.theme import Theme

MENTIONS = 5


class Entraide(Recherche):
    """Les pas des demandes d'un réseau ; chacun rend les effets de tout l'événement."""

    def demander(
        self, message: Any, theme: Theme, question: str, *, urgent: bool = False,
        origine: str = DIT, a_part: str | None = None,
    ) -> list[Effect]:  # fmt: skip
        """Une demande naît de ce message. `a_part` : la conversation de qui demande ; la question
        ne sera lue d'aucun salon."""
        demande = Demande(
            numero=self.ctx.numero("demande"), reseau=self.ctx.ici.id,
            salon=a_part or message.salon, prive=a_part is not None,
            evenement=message.id, demandeur=message.auteur, theme=theme.id, question=question,
            urgent=urgent, origine=origine, cree_le=self.ctx.now, depuis=temps.ouverture(self.ctx),
        )  # fmt: skip
        self._propre = demande.numero
        self.effets.append(
            Follow(event_id=message.id, salon=message.salon, about=demande.about, type=SOURCE)
        )
        if d_abord := avant.d_abord(self.ctx, demande, self.sujet(demande)):
            return [*self.effets, *d_abord]
        self.chercher(demande, nouvelle=True)
        return avant.joindre(self.ctx, demande, self.effets)

    def prendre(self, demande: Demande, membre: str, geste: str | None = None) -> list[Effect]:
        """Cette personne s'en occupe ; qui était sollicité est libéré."""
        self._propre = demande.numero
        self._clore_la_sollicitation(demande, membre)
        demande.etat, demande.pair, demande.prise_par_geste = PRISE, membre, geste
        self._garde(demande, Forget(about=demande.about))
        self.effets += suivi.clore(self.ctx, demande.about, PRISE, ABANDONNE)
        self.resuivre(demande, temps.PREMIER_SUIVI)
        self._dit(
            demande, phrases.prise(self.sujet(demande), membre), "demande.prise",
            mention=(demande.demandeur,), boutons=(OUI,), champs={"pair": membre},
        )  # fmt: skip
        return self._servir_l_attente()

    def passer(self, demande: Demande, membre: str, a: str | None = None) -> list[Effect]:
        """Cette personne ne s'en occupe pas, ou plus : on demande à quelqu'un d'autre.

        `a` : la personne qu'elle nomme, sollicitée la prochaine.
        """
        self._propre = demande.numero
        self._decliner(demande, membre)
        demande.suivant = a
        return self._remettre_en_jeu(demande)

    def quitter(self, membre: str) -> list[Effect]:
        """Cette personne a quitté le réseau : ses questions sont retirées, le reste est passé."""
        en_cours = demandes.demandes_en_cours(self.ctx.session, self.ctx.ici.id)
        for demande in [d for d in en_cours if d.demandeur == membre]:
            self._retirer(demande, partie=True)
        for demande in [d for d in en_cours if d.demandeur != membre]:
            if demande.pair == membre or self._attendu(demande, membre):
                self._decliner(demande, membre)
                self._chercher_de_nouveau(demande)
        return self._servir_l_attente()

    def _attendu(self, demande: Demande, membre: str) -> bool:
        ligne = self._sollicitation(demande, membre)
        return ligne is not None and ligne.etat == EN_ATTENTE

    def _decliner(self, demande: Demande, membre: str) -> None:
        ligne = self._sollicitation(demande, membre)
        if ligne is None:
            ligne = Sollicitation(
                demande=demande.numero, membre=membre, reseau=demande.reseau, spontanee=True,
                le=self.ctx.now,
            )  # fmt: skip
            self._faites.append(ligne)
        ligne.etat = DECLINEE
        self.effets.append(Save(ligne))

    def repondue(self, demande: Demande) -> list[Effect]:
        """Quelqu'un a répondu en parlant : rien n'est dit, personne n'est chargé (contrat §7.4)."""
        self._clore_la_sollicitation(demande, "")
        demande.etat, demande.pair, demande.prise_par_geste = PRISE, None, None
        demande.finie_le = demande.fin_par_geste = None
        self._garde(demande, Forget(about=demande.about))
        delai = self.ctx.reglages.delai_pair
        self.resuivre(demande, delai.urgent() if demande.urgent else delai)
        return self._servir_l_attente()

    def resuivre(self, demande: Demande, delai: Delai) -> list[Effect]:
        """Dans ce délai, on demandera si c'est réglé."""
        demande.suivis = 0
        self._garde(demande)
        return self._rappeler(demande, delai)

    def _rappeler(self, demande: Demande, delai: Delai) -> list[Effect]:
        quand = self.ctx.apres(delai)
        self.effets.append(RemindAt(when=quand, reason=temps.SUITE, about=demande.about))
        return self.effets

    def suivre(self, demande: Demande) -> list[Effect]:
        """Est-ce réglé ? La question va à la personne qui demande ; sans réponse, une fois encore,
        puis la demande est rangée."""
        demande.suivis += 1
        self._garde(demande)
        self._rappeler(demande, temps.PATIENCE)
        rangee = temps.dire(self.ctx, self.ctx.apres(temps.PATIENCE))
        derniere = rangee if demande.suivis > 1 else None
        self._dit(
            demande, phrases.suivi(self.sujet(demande), derniere), "demande.suivi",
            mention=(demande.demandeur,), boutons=(OUI, PAS_ENCORE, NON),
        )  # fmt: skip
        return self.effets

    def relancer(self, demande: Demande) -> list[Effect]:
        """Il faut quelqu'un d'autre : on cherche de nouveau."""
        self._propre = demande.numero
        if demande.pair is not None:
            self.effets += rencontres.liberer(self.ctx, demande)
            self._rendue(demande, demande.pair)
        return self._remettre_en_jeu(demande)

    def _rendue(self, demande: Demande, membre: str) -> None:
        """Qui s'en occupait ne sera plus sollicité pour elle, sans que rien ne lui soit compté."""
        ligne = self._sollicitation(demande, membre)
        if ligne is None:
            ligne = Sollicitation(
                demande=demande.numero, membre=membre, reseau=demande.reseau, etat=LIBEREE,
                spontanee=True, le=self.ctx.now,
            )  # fmt: skip
            self._faites.append(ligne)
            self.effets.append(Save(ligne))

    def resoudre(
        self, demande: Demande, geste: str | None = None, reponse: str = ""
    ) -> list[Effect]:
        """C'est réglé : qui a aidé est remercié par son nom."""
        self._propre = demande.numero
        aide = self._finir(demande, RESOLUE)
        demande.fin_par_geste, demande.reponse = geste, reponse or demande.reponse
        texte = phrases.resolue(self.sujet(demande), aide, attendue=demande.etat_avant == PROPOSEE)
        if demande.etat_avant == PORTEE and reponse:
            texte = phrases.reponse_venue(self.sujet(demande), reponse)
        gens = (demande.demandeur,) if aide is None else (demande.demandeur, aide)
        self._dit(demande, texte, "demande.resolue", mention=gens)
        self._dire_a_qui_demandait_aussi(demande, gens)
        return self._servir_l_attente()

    def _dire_a_qui_demandait_aussi(self, demande: Demande, deja: tuple[str, ...]) -> None:
        """Cinq personnes au plus sonnent par message : il en faut parfois plusieurs."""
        lignes = demandes.aussi(self.ctx.session, demande.numero)
        gens = [a.membre for a in lignes if a.membre not in deja and self.ctx.est_membre(a.membre)]
        for rang in range(0, len(gens), MENTIONS):
            lot = gens[rang : rang + MENTIONS]
            texte = phrases.reglee_pour_vous(self.sujet(demande), lot)
            self._dit(demande, texte, "demande.resolue", mention=tuple(lot))

    def annuler(self, demande: Demande) -> list[Effect]:
        """La demande est retirée."""
        self._propre = demande.numero
        self._retirer(demande, partie=False)
        return self._servir_l_attente()

    def _retirer(self, demande: Demande, *, partie: bool) -> None:
        aide = self._finir(demande, ANNULEE)
        texte = phrases.annulee(self.sujet(demande), aide, partie=partie)
        gens = [m for m in (None if partie else demande.demandeur, aide) if m is not None]
        self._dit(demande, texte, "demande.annulee", mention=tuple(gens))

    def rouvrir(self, demande: Demande) -> list[Effect]:
        """Sa fin est défaite (touche retirée, mot) : la demande reprend où elle en était."""
        self._propre = demande.numero
        demande.finie_le = demande.fin_par_geste = demande.appelee_le = None
        if demande.etat_avant == PORTEE:
            demande.etat = PORTEE
            self._garde(demande, *suivi.rouvrir(self.ctx, demande.about))
            self._dit(demande, phrases.toujours_portee(self.sujet(demande)), "demande.portee",
                      mention=(demande.demandeur,))  # fmt: skip
            return self.effets
        encore_la = demande.pair is None or self.ctx.est_membre(demande.pair)
        if demande.etat_avant != PRISE or not encore_la:
            demande.etat, demande.pair = OUVERTE, None
            self._reprendre_le_compte(demande)
            self.chercher(demande)
            return self.effets
        demande.etat = PRISE
        self.resuivre(demande, temps.PREMIER_SUIVI)
        champs = {} if demande.pair is None else {"pair": demande.pair}
        self._dit(
            demande, phrases.rouverte(self.sujet(demande), demande.pair), "demande.prise",
            mention=(demande.demandeur,), boutons=(OUI,), champs=champs,
        )  # fmt: skip
        return self.effets

    def changer_de_theme(self, demande: Demande, theme: Theme, origine: str) -> list[Effect]:
        """Le thème deviné n'était pas le bon : on cherche parmi d'autres, si ce n'est pas pris."""
        self._propre = demande.numero
        demande.theme, demande.origine = theme.id, origine
        self._garde(demande)
        if demande.etat in A_PRENDRE:
            self._relacher(demande)
            self._reprendre_le_compte(demande)
            demande.etat, demande.pair = OUVERTE, None
            self.chercher(demande, nouvelle=True)
        return self._servir_l_attente()

    # -- rouages ---------------------------------------------------------------------------------

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
        self._chercher_de_nouveau(demande)
        return self._servir_l_attente()

    def _chercher_de_nouveau(self, demande: Demande) -> None:
        """Qui l'avait en main ne l'a plus ; d'autres, sollicités ensemble, l'ont peut-être."""
        restent = [s.membre for s in self._sollicitees(demande) if s.etat == EN_ATTENTE]
        if demande.etat == PROPOSEE and restent:
            demande.pair = restent[0]
            self._garde(demande)
            return self.armer(demande)
        if demande.etat in (PRISE, RANGEE):
            demande.etat, demande.finie_le = PROPOSEE, None
            self._reprendre_le_compte(demande)
        demande.pair, demande.prise_par_geste = None, None
        return self.chercher(demande)

    def _reprendre_le_compte(self, demande: Demande) -> None:
        """Les délais repartent de maintenant, ou de l'ouverture qui vient."""
        demande.depuis = temps.ouverture(self.ctx)
        demande.appelee_le = demande.alertee_le = None

    def _finir(self, demande: Demande, etat: str) -> str | None:
        """Met fin à la demande ; rend qui s'en occupait."""
        aide = demande.pair if demande.etat in (PRISE, RANGEE) else None
        self._clore_la_sollicitation(demande, aide or "")
        if demande.etat != RANGEE:  # elle garde l'état d'avant
            demande.etat_avant = demande.etat
        demande.etat, demande.pair = etat, aide
        demande.finie_le = getattr(self.ctx.event, "sent_at", self.ctx.now)  # l'instant du geste
        self._garde(demande, Forget(about=demande.about))
        tenue = TENU if etat == RESOLUE else ABANDONNE
        self.effets += suivi.clore(self.ctx, demande.about, etat, tenue)
        return aide
