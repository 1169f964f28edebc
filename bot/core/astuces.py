"""La vie d'une astuce : notée, accordée, corrigée, retirée (contrat §6, §7.11). Les règles :

1. Les mots d'une autre personne ne sont gardés qu'avec son ✅ ; ceux d'une demande réglée, avec
   ceux des deux, ou si ce sont les mots de qui a aidé. Jusque-là, l'astuce attend (`ATTENTE`) :
   elle ne se lit, ne se cherche et ne se cite nulle part, sauf pour demander l'accord.
2. Sans réponse au bout de cinq jours ouvrés, ou au premier non, ses mots sont effacés.
3. Qui l'a écrite la corrige ou la retire ; l'animation peut la retirer ; une personne référente de
   son thème peut la corriger : ce sont alors ses mots, elle les signe.
4. Dite à part, elle n'est gardée qu'une fois relue à son auteur, et son oui dit là ; elle ne porte
   pas de nom : « signer » le met. La corriger à part se fait sans redemander : elle est au réseau.
5. Retirée, il n'en reste qu'un numéro : ni mots, ni noms, ni ce qui l'aurait fait retrouver.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.core import astuces_recherche as recherche
from bot.core import astuces_relecture as relecture
from bot.core.astuces_lues import Dite, lire, verifier_le_texte
from bot.core.astuces_mots import indexer, mots_de
from bot.core.context import Context
from bot.core.delais import Delai
from bot.core.effects import Delete, Effect, Follow, Forget, Refusal, RemindAt, Save
from bot.core.racines import racines
from bot.core.texte import numero
from donnees import astuce as astuces
from donnees import histoire as histoires
from donnees import theme as themes
from donnees.astuce import (
    ATTENDU,
    ATTENTE,
    DEMANDE,
    DITE,
    DONNE,
    LUES,
    MESSAGE,
    NOTEE,
    PERIMEE,
    REFUSE,
    RETIREE,
    VERIFIEE,
    AccordAstuce,
    Astuce,
)
from donnees.histoire import SOURCE, Question

__all__ = ["Carnet", "Dite", "lire", "nom_du_theme", "suivie", "trouver", "verifier_le_texte"]

SANS_ACCORD = "astuce.sans_accord"
PATIENCE = Delai(jours=5)
PROCHE = 0.7  # part de racines communes au-delà de laquelle deux astuces disent la même chose


def trouver(ctx: Context, id: int) -> Astuce:
    """L'astuce de ce réseau, si elle se lit ; lève `Refusal` sinon."""
    trouvee = astuces.astuce(ctx.session, ctx.ici.id, id)
    if trouvee is not None and trouvee.etat in LUES:
        return trouvee
    if trouvee is not None and trouvee.etat == RETIREE:
        raise Refusal(f"L'astuce {numero(id)} a été retirée : je n'en garde rien.")
    raise Refusal(f"Je ne trouve pas d'astuce {numero(id)} ici. Pour chercher : !astuces Chorus")


def suivie(ctx: Context, about: str | None) -> Astuce | None:
    """L'astuce de cette histoire (« astuce:12 », ou « relecture:12 »)."""
    debut, _, id = (about or "").partition(":")
    if debut not in ("astuce", "relecture") or not id.isdigit() or ctx.reseau is None:
        return None
    return astuces.astuce(ctx.session, ctx.ici.id, int(id))


def nom_du_theme(ctx: Context, astuce: Astuce) -> str:
    """Le nom de son thème, tel que créé (vide s'il n'y en a pas)."""
    theme = None if astuce.theme is None else themes.theme(ctx.session, astuce.reseau, astuce.theme)
    return "" if theme is None else theme.nom


def proches(ctx: Context, texte: str, sauf: int = 0) -> list[Astuce]:
    """Les astuces qui disent déjà la même chose, la plus proche d'abord."""
    siennes = set(racines(texte))
    if not siennes:
        return []
    trouvees = recherche.Recherche(ctx).chercher(texte)[:8]
    lues = [astuces.astuce(ctx.session, ctx.ici.id, t.id) for t in trouvees]
    notes = [
        (len(siennes & autres) / len(siennes | autres), a)
        for a in lues
        if a is not None and a.id != sauf and (autres := set(racines(a.texte)))
    ]
    memes = sorted((n for n in notes if n[0] >= PROCHE), key=lambda n: (-n[0], n[1].id))
    return [a for _part, a in memes]


def effacer_les_siennes(ctx: Context, mxid: str) -> list[Effect]:
    """Tout ce que cette personne a noté dans ce réseau est retiré, et ce qui attend son accord."""
    carnet = Carnet(ctx)
    siennes = [*astuces.signees_par(ctx.session, mxid), *astuces.attendant(ctx.session, mxid)]
    for astuce in {a.id: a for a in siennes}.values():
        if astuce.reseau == ctx.ici.id:
            carnet.retirer(astuce)
    return carnet.effets


@dataclass
class Carnet:
    """Les pas d'une astuce dans le réseau de `ctx` ; `effets` en garde la trace."""

    ctx: Context
    effets: list[Effect] = field(default_factory=list)

    def creer(self, dite: Dite, auteur: str, **options: Any) -> Astuce:
        """Une astuce naît, en attente ; `noter` la rend lisible."""
        options.setdefault("avec", [])
        return Astuce(
            id=self.ctx.numero("astuce"), reseau=self.ctx.ici.id, texte=dite.texte, auteur=auteur,
            theme=None if dite.theme is None else dite.theme.id, etat=ATTENTE,
            cree_le=self.ctx.now, **options,
        )  # fmt: skip

    def noter(self, astuce: Astuce) -> None:
        """Elle se lit désormais, et se cherche."""
        astuce.etat, astuce.notee_le = NOTEE, self.ctx.now
        self.effets += [
            Forget(about=astuce.about),
            *indexer(self.ctx, astuce),
            *self._suivre(astuce),
        ]
        self._plus_de_question(astuce.about)
        self.effets += relecture.prevoir(self.ctx)

    def _suivre(self, astuce: Astuce) -> list[Effect]:
        """Corriger ou supprimer le message d'où elle vient la change, ou la retire."""
        if not astuce.source or astuce.origine not in (DITE, MESSAGE, DEMANDE):
            return []
        return [Follow(event_id=astuce.source, salon=astuce.salon, about=astuce.about, type=SOURCE)]

    def attendre(self, astuce: Astuce, gens: list[str]) -> None:
        """Ces personnes doivent dire oui ; sans réponse, ses mots s'effacent."""
        self.effets.append(Save(astuce))
        self.effets += [
            Save(AccordAstuce(astuce=astuce.id, membre=m, reseau=astuce.reseau, le=self.ctx.now))
            for m in gens
        ]
        quand = self.ctx.apres(PATIENCE)
        self.effets.append(RemindAt(when=quand, reason=SANS_ACCORD, about=astuce.about))
        self.effets += self._suivre(astuce)

    def demander_a_part(self, astuce: Astuce, type: str, boutons: tuple[str, ...]) -> None:
        """Écrite à part : son auteur y répond aussi d'un mot nu."""
        self.attendre(astuce, [astuce.auteur])
        attente = Question(
            about=astuce.about, a=astuce.auteur, salon=self.ctx.event.salon, type=type,
            contexte={"boutons": list(boutons), "reseau": astuce.reseau}, le=self.ctx.now,
        )  # fmt: skip
        self.effets.append(Save(attente))

    def redemander(self, astuce: Astuce, gens: list[str]) -> None:
        """D'autres mots : ce qui fut accordé ne vaut plus pour eux."""
        self.oublier_les_accords(astuce)
        self.attendre(astuce, gens)

    def oublier_les_accords(self, astuce: Astuce) -> None:
        """Plus aucun accord n'est attendu."""
        self.effets += [Delete(a) for a in astuces.accords(self.ctx.session, astuce.id)]

    def accorder(self, astuce: Astuce, membre: str) -> bool:
        """Cette personne dit oui ; vrai si plus aucun oui ne manque : l'astuce est notée."""
        lignes = astuces.accords(self.ctx.session, astuce.id)
        for ligne in lignes:
            if ligne.membre == membre and ligne.etat == ATTENDU:
                ligne.etat, ligne.le = DONNE, self.ctx.now
                self.effets.append(Save(ligne))
        if any(ligne.etat != DONNE for ligne in lignes):
            return False
        self.noter(astuce)
        return True

    def refuser(self, astuce: Astuce, membre: str) -> None:
        """Cette personne dit non : rien n'est gardé."""
        ligne = astuces.accord(self.ctx.session, astuce.id, membre)
        if ligne is not None:
            ligne.etat = REFUSE
            self.effets.append(Save(ligne))
        self.retirer(astuce)

    def attendu_de(self, astuce: Astuce, membre: str) -> bool:
        """Vrai si cette astuce attend l'accord de cette personne."""
        ligne = astuces.accord(self.ctx.session, astuce.id, membre)
        return astuce.etat == ATTENTE and ligne is not None and ligne.etat == ATTENDU

    def corriger(self, astuce: Astuce, dite: Dite, par: str) -> None:
        """D'autres mots : ils sont de qui les écrit ; il faut les relire."""
        avant = mots_de(self.ctx, astuce)
        astuce.texte, astuce.changee_le = dite.texte, self.ctx.now
        if dite.theme is not None:
            astuce.theme = dite.theme.id
        if astuce.auteur != par:
            astuce.auteur, astuce.avec = par, []
        if astuce.etat in (VERIFIEE, PERIMEE):
            astuce.etat = NOTEE
            astuce.verifiee_le = astuce.perimee_le = None
            astuce.verifiee_par = astuce.perimee_par = ""
        self.effets += indexer(self.ctx, astuce, avant)

    def verifier(self, astuce: Astuce, par: str) -> None:
        """Toujours vraie, dit une personne référente."""
        avant = mots_de(self.ctx, astuce)
        astuce.etat, astuce.verifiee_le, astuce.verifiee_par = VERIFIEE, self.ctx.now, par
        astuce.perimee_le, astuce.perimee_par = None, ""
        self.effets += indexer(self.ctx, astuce, avant)

    def perimer(self, astuce: Astuce, par: str) -> None:
        """Elle n'est plus vraie, dit quelqu'un ; une personne référente la relira."""
        avant = mots_de(self.ctx, astuce)
        astuce.etat, astuce.perimee_le, astuce.perimee_par = PERIMEE, self.ctx.now, par
        astuce.rang = None
        self.effets += [*indexer(self.ctx, astuce, avant), *relecture.prevoir(self.ctx, tot=True)]

    def retirer(self, astuce: Astuce) -> None:
        """Ses mots sont effacés ; son numéro reste pris."""
        avant = mots_de(self.ctx, astuce)
        astuce.etat, astuce.texte, astuce.auteur, astuce.avec = RETIREE, "", "", []
        astuce.rang, astuce.source, astuce.salon = None, "", ""
        self.effets += [Forget(about=astuce.about), *indexer(self.ctx, astuce, avant)]
        self.oublier_les_accords(astuce)
        self._plus_de_question(f"relecture:{astuce.id}")
        self._plus_de_question(astuce.about)

    def _plus_de_question(self, about: str) -> None:
        """Ce que l'on demandait là ne se demande plus."""
        ouverte = histoires.question(self.ctx.session, about)
        self.effets += [] if ouverte is None else [Delete(ouverte)]

    def signer(self, astuce: Astuce, *, signee: bool) -> None:
        """Son nom se montre, ou non."""
        astuce.signee = signee
        self.effets.append(Save(astuce))

    def utile(self, astuce: Astuce, membre: str) -> None:
        """Cette personne dit qu'elle lui sert : compté une fois."""
        deja = astuces.utile(self.ctx.session, astuce.id, membre)
        if deja is not None or membre in (astuce.auteur, *astuce.avec) or astuce.etat not in LUES:
            return
        avant = mots_de(self.ctx, astuce)
        astuce.utiles += 1
        ligne = astuces.Utile(
            astuce=astuce.id, membre=membre, reseau=astuce.reseau, le=self.ctx.now
        )
        self.effets += [Save(ligne), *indexer(self.ctx, astuce, avant)]

    def plus_utile(self, astuce: Astuce, membre: str) -> None:
        """La touche est retirée."""
        ligne = astuces.utile(self.ctx.session, astuce.id, membre)
        if ligne is None or astuce.etat not in LUES:
            return
        avant = mots_de(self.ctx, astuce)
        astuce.utiles = max(0, astuce.utiles - 1)
        self.effets += [Delete(ligne), *indexer(self.ctx, astuce, avant)]
