"""Ce que le temps fait aux demandes : relance, relais, appel, alerte, suivi, fin (contrat §7).

1. Chaque rappel relit la demande et l'heure : en retard (le robot était arrêté), les pas dus se
   font un par un, et chacun compte la suite à partir de maintenant.
2. Hors des heures du réseau, rien n'est demandé à personne : on y revient à l'ouverture.
3. L'alerte part à son heure : l'attention des gens (`bot.core.attention`) ne la retient pas ; qui a
   dit « stop » l'apprend dans le salon.
"""

from bot.core import a_part, animation, attention, presence, rencontres
from bot.core import demandes_avant as avant
from bot.core import demandes_temps as temps
from bot.core import demandes_textes as phrases
from bot.core.boutons import PASSER, PRENDRE
from bot.core.couverture import noms
from bot.core.demandes import MENTIONS, Entraide
from bot.core.effects import Address, Effect, OpenRoom, RemindAt, Room, Save, Send, Story
from bot.core.texte import Texte
from donnees import outbox
from donnees import theme as themes
from donnees.demande import (
    APPEL,
    EN_ATTENTE,
    ESCALADEE,
    EXPIREE,
    OUVERTE,
    PRISE,
    PROPOSEE,
    RANGEE,
    SANS_REPONSE,
    Demande,
)

SUIVIS = 2  # demandes de nouvelles sans réponse avant de ranger


class Echeances(Entraide):
    """Les pas d'une demande quand son rappel sonne."""

    def avancer(self, demande: Demande) -> list[Effect]:
        """Le pas dont l'heure est venue, s'il y en a un, et la suite."""
        if demande.etat not in (PROPOSEE, OUVERTE, APPEL, ESCALADEE, PRISE):
            return []
        if not temps.ouvert(self.ctx):
            quand = temps.ouverture(self.ctx)
            self.effets.append(RemindAt(when=quand, reason=temps.SUITE, about=demande.about))
            return self.effets
        if demande.etat == PRISE:
            return self._prendre_des_nouvelles(demande)
        if demande.etat == ESCALADEE:
            return self._ou_finir(demande)
        if self.ctx.now >= temps.limite_alerte(self.ctx, demande):
            return self._alerter(demande)
        if demande.etat == PROPOSEE:
            return self._proposee(demande)
        if avant.attend(self.ctx, demande):  # l'astuce montrée d'abord n'a pas répondu
            self.chercher(demande)
            return self.effets
        if demande.etat == OUVERTE:  # à l'ouverture, la plus ancienne d'abord
            return self._servir_l_attente()
        self.armer(demande)
        return self.effets

    def _prendre_des_nouvelles(self, demande: Demande) -> list[Effect]:
        """Est-ce réglé ? On le demande à qui est là pour répondre : une absence n'est pas un
        silence, la question attend son retour, s'il est connu."""
        retour = presence.retour(self.ctx, demande.demandeur)
        if retour is not None and retour > self.ctx.now:
            demande.suivis = min(demande.suivis, SUIVIS - 1)
            self._garde(demande, RemindAt(when=retour, reason=temps.SUITE, about=demande.about))
            return self.effets
        return self.ranger(demande) if demande.suivis >= SUIVIS else self.suivre(demande)

    def _proposee(self, demande: Demande) -> list[Effect]:
        attendus = [s for s in self._sollicitees(demande) if s.etat == EN_ATTENTE]
        propose_le = min((s.le for s in attendus), default=self.ctx.now)
        if self.ctx.now >= temps.limite_pair(self.ctx, demande, propose_le) or not attendus:
            return self.expirer(demande)
        a_part_seulement = a_part.reste_a_part(self.ctx, demande)
        if self.ctx.now >= temps.limite_appel(self.ctx, demande) and not a_part_seulement:
            self.appeler(demande)
            self.armer(demande)
            return self._servir_l_attente()
        if self.ctx.now >= temps.mi_chemin(self.ctx, demande, propose_le):
            limite = temps.limite_pair(self.ctx, demande, propose_le)
            self._relancer_en_prive(demande, [s.membre for s in attendus], temps.dire(
                self.ctx, min(limite, temps.limite_appel(self.ctx, demande))
            ))  # fmt: skip
        self.armer(demande)
        return self.effets

    def expirer(self, demande: Demande) -> list[Effect]:
        """Qui était sollicité s'est tu : on demande à quelqu'un d'autre, sa réponse vaut encore."""
        for ligne in self._sollicitees(demande):
            if ligne.etat == EN_ATTENTE:
                ligne.etat = EXPIREE
                self.effets += [Save(ligne), *attention.s_est_tu(self.ctx, ligne.membre)]
        return self._remettre_en_jeu(demande)

    def _relancer_en_prive(self, demande: Demande, gens: list[str], limite: str) -> None:
        """Une fois, à la moitié du délai, là où une conversation existe déjà, à qui travaille ce
        jour-là."""
        demande.relancee = True
        self._garde(demande)
        for pair in gens:
            if not presence.est_la(self.ctx, pair):
                continue
            conversation = attention.joignable(self.ctx, pair)
            if conversation is not None:
                self.effets.append(
                    Send(
                        to=Room(conversation), texte=phrases.relance(self.sujet(demande), limite),
                        type="demande.relance", champs={"demande": demande.numero},
                        mention=(pair,), about=demande.about, boutons=(PRENDRE, PASSER),
                    )
                )  # fmt: skip

    # -- l'alerte, la fin --------------------------------------------------------------------------

    def _alerter(self, demande: Demande) -> list[Effect]:
        if demande.appelee_le is None:
            self.appeler(demande)
        self._relacher(demande)
        demande.etat, demande.pair, demande.alertee_le = ESCALADEE, None, self.ctx.now
        self._garde(demande)
        au_salon = []
        for membre in self.a_prevenir(demande):
            adresse, ouverture = self._en_prive(membre)
            if adresse is None:
                au_salon.append(membre)
            else:
                self.effets += ouverture
                self.effets.append(self._alerte(demande, adresse, membre))
        for rang in range(0, len(au_salon), MENTIONS):
            lot = au_salon[rang : rang + MENTIONS]
            texte = phrases.escalade_au_salon(self.sujet(demande), lot, self._depuis(demande))
            self._dit(demande, texte, "demande.escalade", mention=tuple(lot))
        self.armer(demande)
        return self._servir_l_attente()

    def a_prevenir(self, demande: Demande) -> list[str]:
        """Les référents du thème, puis l'animation, sauf qui était absent alors (sauf tous) ;
        jamais qui demande, et personne pour une question à part qui n'en est pas sortie."""
        if not a_part.accorde(self.ctx, demande):
            return []
        nommes = themes.referents(self.ctx.session, self.ctx.ici.id)
        referents = [r.membre for r in nommes if r.theme == demande.theme]
        gens = dict.fromkeys([*referents, *self.ctx.animation()])
        restent = [m for m in gens if m != demande.demandeur and self.ctx.est_membre(m)]
        absents = presence.absents(self.ctx, demande.alertee_le)
        return [m for m in restent if m not in absents] or restent

    def _en_prive(self, membre: str) -> tuple[Address | None, list[Effect]]:
        """Où le lui dire en privé. Une conversation ne s'ouvre qu'avec l'animation (contrat §4)."""
        if not attention.peut_ecrire(self.ctx, membre):
            return None, []
        conversation = self.ctx.conversation(membre)
        if conversation is not None:
            return Room(conversation), []
        if not self.ctx.anime(membre):
            return None, []
        jour = self.ctx.reglages.horaires.jour_local(self.ctx.now)
        about = f"{animation.histoire(self.ctx)}:{jour.isoformat()}:{membre}"
        if outbox.ouverture_en_route(self.ctx.session, about):
            return Story(about), []  # le point du jour l'ouvre déjà
        return Story(about), [OpenRoom(about=about, invites=(membre,), direct=True)]

    def _alerte(self, demande: Demande, adresse: Address, membre: str) -> Send:
        fin = temps.dire(self.ctx, temps.limite_fin(self.ctx, demande))
        texte = phrases.escalade(self.sujet(demande), self.ctx.ici.nom, self._depuis(demande), fin)
        return Send(
            to=adresse, texte=texte, type="demande.escalade", champs={"demande": demande.numero},
            mention=(membre,), about=demande.about,
        )  # fmt: skip

    def _depuis(self, demande: Demande) -> str:
        jour = self.ctx.reglages.horaires.jour_local
        return phrases.jour_dit(jour(demande.cree_le), jour(self.ctx.now))

    def _ou_finir(self, demande: Demande) -> list[Effect]:
        """Cinq jours ouvrés après l'alerte, rien : on le dit, et ce que l'on peut faire."""
        if self.ctx.now < temps.limite_fin(self.ctx, demande):
            self.armer(demande)
            return self.effets
        prevenus = noms(tuple(self.a_prevenir(demande)), 5)
        self._finir(demande, SANS_REPONSE)
        connue = a_part.accorde(self.ctx, demande)
        texte: Texte = phrases.sans_reponse(self.sujet(demande), prevenus, connue=connue)
        self._dit(demande, texte, "demande.sans_reponse", mention=(demande.demandeur,))
        return self._servir_l_attente()

    def ranger(self, demande: Demande) -> list[Effect]:
        """Sans nouvelles, deux fois : la demande est rangée, un mot la rouvre."""
        aide = self._finir(demande, RANGEE)
        gens = (demande.demandeur,) if aide is None else (demande.demandeur, aide)
        nomme = None if rencontres.d_ailleurs(self.ctx, demande) else aide
        self._dit(demande, phrases.rangee(self.sujet(demande), nomme), "demande.rangee",
                  mention=gens)  # fmt: skip
        return self._servir_l_attente()
