"""Quoi que fassent les gens, rien de ce qui est à part ne sort : ni bulletin, ni kit, ni recherche.

Chaque mot écrit dans une conversation privée, ou dans un autre réseau, porte un canari ; des
commandes quelconques se suivent, le temps passe, le robot redémarre. Les salons d'attache, les
recherches des autres, les bulletins et les documents ne doivent lire aucun de ces mots. Qui veut
publier d'à part ce qu'il y a écrit le dit (✅) : ici, personne ne le veut. Un rappel, lui, est fait
pour le salon : l'animation en écrit les mots, et le salon les lit à l'heure dite ; le bulletin non.

`MAILLON_TAILLE=pleine` : cinq mille commandes par graine.
"""

import re
from html import unescape

import pytest

from bot.core.pliage import fold
from tests.commandes.test_a_part_canari import Hasard
from tests.gens import Personne
from tests.scenario import Monde, sans_limite
from tests.taille import taille

PAS = taille(110, 5000)
ICI = ("nadine", "ines", "karim", "lucie")
AILLEURS = ("oscarine", "palmyre", "leontine")
A_PART = (
    "aide compta {c} bloque", "{c} en compta ?", "aide {c} et les archives", "demande compta {c}",
    "actu la salle {c} est prête", "merci karim pour {c}", "merci palmyre pour {c}",
    "absent demain pour {c}", "météo orage {c}", "profil jours {c}", "porter 1 direction vendredi",
    "kit récolte que savez-vous de {c} ?", "rituel rappel chaque lundi à 9h : {c}", "{c}",
    "résolu 1 {c}", "passe 1 {c}", "annuaire {c}", "astuces {c}", "kit {c}", "bulletin {c}",
    "aide discret compta {c}", "jesais {c}", "débugage {c} au bureau", "réseau bilan {c}",
    "astuce {c} se dit ainsi #compta",
)  # fmt: skip
AU_SALON = (
    "!actu la salle Loire est prête", "!merci karim pour le modèle", "!merci palmyre",
    "!aide compta facture refusée", "!aide archives carton perdu", "!prends", "!résolu",
    "!astuce Chorus refuse une facture : vérifier le SIRET #compta",
    "!astuce les cartons vont au sous-sol #archives", "!kit récolte que savoir d'abord ?",
    "!kit épingler 1", "!porter 1 direction vendredi", "!rituel bulletin chaque jour à 17h",
    "!météo soleil", "!aide discret compta {c}", "!absent demain {c}", "!profil cité oui",
)  # fmt: skip
LECTURES = (
    "!bulletin", "!bulletin dernier", "!kit", "!kit compta", "!kit export html", "!astuces facture",
    "!astuces zephyr", "!demandes", "!réseau", "!réseau bilan", "!annuaire", "!bulletin 49",
)  # fmt: skip
TOUCHES = ("✋", "➡️", "✅", "❌", "⏳", "👍", "⏬", "✏️")


class Essai:
    """Deux réseaux, des gens qui font n'importe quoi, et ce que chacun a le droit de lire."""

    def __init__(self, monde: Monde, graine: int) -> None:
        self.monde, self.hasard = monde, Hasard(graine)
        self.ici = monde.ouvre_reseau("Grenadine", ICI, themes={"compta": ICI[2:], "archives": ()})
        self.la = monde.ouvre_reseau("Mirabelle", AILLEURS, themes={"compta": AILLEURS[1:]})
        self.gens = [*self.ici.membres, *self.la.membres]
        for qui in self.gens:
            qui.ouvre_une_conversation()
        self.vus = self.joints = 0

    def canari(self, qui: Personne) -> str:
        """Le mot que cette personne ne dit qu'à part."""
        return f"zephyr{qui.nom}"

    def un_geste(self) -> None:
        """Quelqu'un dit ou touche une chose quelconque, ou le temps passe."""
        qui, hasard = self.gens[self.hasard.entier(len(self.gens))], self.hasard
        mots = {0: A_PART, 1: A_PART, 2: A_PART, 3: AU_SALON, 4: AU_SALON, 5: LECTURES}
        choix = hasard.entier(9)
        if choix in mots:
            dit = hasard.dans(mots[choix]).format(c=self.canari(qui))
            qui.dit(dit.removeprefix("!") if choix < 3 else dit, en_prive=choix < 3)
        elif choix == 6:
            self.monde.passe(minutes=(30, 300, 1500, 6000)[hasard.entier(4)])
        elif choix == 7 and hasard.entier(8) == 0:
            self.monde.fil.redemarre()
            self.monde.fil.traite()
        else:
            self._touche(qui)

    def _touche(self, qui: Personne) -> None:
        """Jamais le ✅ qui publie ses propres mots d'à part."""
        lus = [
            d for d in self.monde.fil.dits[-60:]
            if d.boutons and qui.mxid in self.monde.salons[d.salon].presents
        ]  # fmt: skip
        if not lus:
            return
        vise = lus[-1 - self.hasard.entier(min(6, len(lus)))]
        emoji = self.hasard.dans(TOUCHES)
        publie = vise.type in ("actu.notee", "merci", "demande.accord", "astuce.accord")
        chez_soi = qui.prive is not None and vise.salon == qui.prive.id
        if not (emoji == "✅" and publie and chez_soi):
            qui.reagit(emoji, sur=vise)

    def verifie(self) -> None:
        """Aucun salon, aucune autre conversation, aucun document ne lit un canari."""
        fil = self.monde.fil
        for dit in fil.dits[self.vus :]:
            lu = fold(str(dit.contenu))
            for qui in self.gens:
                sienne = qui.prive is not None and dit.salon == qui.prive.id
                if not sienne and self.canari(qui) in lu:
                    assert self._confie(dit.type, dit.salon), f"{dit.type} : {dit.corps}"
            assert "palmyre" not in lu or dit.salon != self.ici.id, dit.corps
        for joint in fil.documents[self.joints :]:
            assert "zephyr" not in fold(_texte(joint.contenu, joint.mimetype))
        self.vus, self.joints = len(fil.dits), len(fil.documents)

    def _confie(self, type: str, salon: str) -> bool:
        """Une question posée à part est lue de qui est sollicité, chez lui, de personne d'autre."""
        a_part = salon not in (self.ici.id, self.la.id)
        if type.startswith("rituel."):
            return True
        return a_part and type.startswith(("demande.", "prends", "debugage", "passe"))

    def range(self) -> None:
        """Ce qui fut vérifié n'est plus à attendre."""
        for salon in self.monde.salons.values():
            salon.oublie()
        for touche in self.monde.fil.touches:
            touche.attendu = True


def _texte(contenu: bytes, mimetype: str) -> str:
    if mimetype != "text/html":
        return ""
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", contenu.decode(), flags=re.DOTALL))


@pytest.mark.parametrize("graine", range(taille(2, 4)))
def test_rien_de_ce_qui_est_a_part_ne_sort(monde: Monde, graine: int) -> None:
    sans_limite(monde)
    essai = Essai(monde, graine)
    for _ in range(PAS):
        essai.un_geste()
        essai.verifie()
        essai.range()
    for mot in ("!bulletin dernier", "!kit", "!kit export html", "!astuces zephyr"):
        for salon in (essai.ici, essai.la):
            salon.membres[0].dit(mot, dans=salon)
    monde.passe(days=14)
    essai.verifie()
    essai.range()
    types = {d.type for d in monde.fil.dits}
    assert {"bulletin", "kit", "astuce.liste", "actu.notee", "merci", "demande.proposee"} <= types


def test_un_canari_qui_sort_se_voit(monde: Monde) -> None:
    essai = Essai(monde, 0)
    essai.ici["ines"].dit("!actu zephyrines arrive", dans=essai.ici)
    essai.range()
    essai.vus = len(monde.fil.dits)
    essai.ici["karim"].dit("bulletin", en_prive=True)
    with pytest.raises(AssertionError, match="zephyrines"):
        essai.verifie()
    essai.range()
