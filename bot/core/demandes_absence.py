"""Quelqu'un s'absente ou revient : ce que deviennent les demandes qu'il avait en main.

1. Proposée et pas encore prise : elle va à quelqu'un d'autre, avec la même phrase neutre.
2. Prise : on demande à la personne qui l'a posée si c'est réglé, sauf si on vient de le lui
   demander, ou si elle n'est pas là non plus ; ❌ reprend avec un autre pair.
3. Rien ne dit que quelqu'un est absent, ni pourquoi.
4. Un retour sert les demandes qui attendaient que quelqu'un se libère.
"""

from bot.core import presence
from bot.core.demandes import Entraide
from bot.core.effects import Effect, Save
from donnees import demande as demandes
from donnees.demande import EN_ATTENTE, LIBEREE, PRISE, PROPOSEE, Demande


class Absence(Entraide):
    """Les pas que font les demandes d'un réseau quand quelqu'un s'absente, ou revient."""

    def commencer(self, membre: str) -> list[Effect]:
        """L'absence de cette personne commence."""
        self.ctx.partis.add(membre)
        for demande in demandes.demandes_en_cours(self.ctx.session, self.ctx.ici.id):
            if demande.etat == PROPOSEE:
                self._ceder(demande, membre)
            elif demande.etat == PRISE and demande.pair == membre and not demande.suivis:
                if presence.est_la(self.ctx, demande.demandeur):
                    self.suivre(demande)
        return self._servir_l_attente()

    def finir(self, membre: str) -> list[Effect]:
        """Elle est de retour."""
        self.ctx.revenus.add(membre)
        return self._servir_l_attente()

    def _ceder(self, demande: Demande, membre: str) -> None:
        """La proposition n'attend plus cette personne, sans que cela compte pour un silence."""
        ligne = demandes.sollicitation(self.ctx.session, demande.numero, membre)
        if ligne is None or ligne.etat != EN_ATTENTE:
            return
        ligne.etat = LIBEREE
        self.effets.append(Save(ligne))
        if demande.pair == membre:
            self._chercher_de_nouveau(demande)
