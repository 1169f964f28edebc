"""Porter une question à qui peut y répondre, hors du réseau (contrat §7.9).

1. L'animation la porte ; qui était sollicité ou s'en occupait est libéré.
2. Elle a une date : l'animation y est rappelée par son point du jour (`bot.core.suivi`), et la
   personne qui demande apprend le retard, une fois.
3. Elle attend tant que personne n'a dit la réponse : elle ne s'éteint pas toute seule. La réponse
   est dite par l'animation (« !résolu 12 » et ses mots) et revient à qui a demandé.
"""

import re
from datetime import datetime

from bot.core import animation, rencontres, suivi
from bot.core.context import Context
from bot.core.dates import Incompris, comprendre
from bot.core.dates_mots import MOIS
from bot.core.demandes import Entraide
from bot.core.effects import Effect, Forget
from bot.core.pliage import clean_name, fold
from bot.core.texte import Morceau, Texte, numero
from donnees import suivi as suivis
from donnees.demande import PORTEE, PRISE, Demande
from donnees.suivi import Suivi

GENRE = "portee"
CHEZ_MAX = 60
_MOIS = frozenset(fold(mois) for mois in MOIS)
_SUFFIXES_FEMININS = (
    "tion", "sion", "ture", "ance", "ence", "rie", "ee", "te", "esse", "ette", "aison", "gie",
    "mie",
)  # fmt: skip
_MASCULINS = frozenset(
    "service bureau secretariat ministere cabinet departement prefet sous-prefet directeur maire "
    "rectorat comite chef pole conseil centre tribunal greffe syndicat responsable".split()
)
_DEJA_DIT = re.compile(r"(?:a|à|au|aux|chez|vers|devant|auprès|aupres)\b|à\s", re.IGNORECASE)
_ARTICLE = re.compile(r"(le\s+|les\s+|la\s+|l['’]\s*)(?=\S)", re.IGNORECASE)
# « direction, réponse attendue le 12 » : les mots mêmes dont le robot le redit.
_REPONSE = re.compile(r"[\s,;:]*\b(?:la\s+|une\s+)?réponse(?:\s+(?:attendue|promise|prévue))?\W*$",
                      re.IGNORECASE)  # fmt: skip
_CONTRACTES = {"le": "au ", "les": "aux ", "la": "à la ", "l": "à l'"}


class Portage(Entraide):
    """Les pas d'une question portée."""

    def porter(self, demande: Demande, chez: str, promis: datetime) -> list[Effect]:
        """La question est portée là, pour cette date ; on le dit à qui attend, et à qui aidait."""
        self._propre = demande.numero
        aidait = demande.pair if demande.etat == PRISE else None
        if aidait is not None and rencontres.d_ailleurs(self.ctx, demande):
            self.effets += rencontres.liberer(self.ctx, demande)
            aidait = None  # nul ici ne sait qui c'est
        self._clore_la_sollicitation(demande, "")
        demande.etat, demande.pair, demande.prise_par_geste = PORTEE, None, None
        demande.finie_le = demande.fin_par_geste = None
        ligne = Suivi(
            about=demande.about, reseau=demande.reseau, genre=GENRE,
            quoi=f"Question {numero(demande.numero)}, portée", chez=chez, terme="réponse attendue",
            pour=demande.demandeur, promis=promis, depuis=self.ctx.now,
        )  # fmt: skip
        oublie = Forget(about=demande.about)
        veille = animation.veiller(self.ctx)
        self._garde(demande, oublie, *suivi.ouvrir(self.ctx, ligne), *veille)
        gens = tuple(m for m in (demande.demandeur, aidait) if m)
        self._dit(demande, self._portee(demande, ligne), "demande.portee", mention=gens)
        return self._servir_l_attente()

    def _portee(self, demande: Demande, ligne: Suivi) -> Texte:
        promis = self.ctx.reglages.horaires.jour_local(ligne.promis)
        jour = suivi.dire_le(promis, self.ctx.reglages.horaires.jour_local(self.ctx.now))
        sujet = self.sujet(demande)
        return Texte.de(
            (sujet.demandeur, f", votre question {sujet.nomme}, est portée", *suivi.lieu(ligne),
             f", réponse attendue {jour}."),
            "Je le rappelle à l'animation. La réponse vous reviendra ici.",
        )  # fmt: skip

    def en_retard(self, demande: Demande, ligne: Suivi) -> list[Effect]:
        """La date est passée : on le dit une fois à qui attend."""
        sujet = self.sujet(demande)
        texte = Texte.de(
            (sujet.demandeur, f", votre question {sujet.nomme}, portée", *suivi.lieu(ligne),
             ", n'a pas encore de réponse."),
            "Je le rappelle à l'animation, et je n'oublie pas.",
        )  # fmt: skip
        self._dit(demande, texte, "demande.portee", mention=(demande.demandeur,))
        return self.effets


def ou_elle_est(ctx: Context, demande: Demande) -> tuple[Morceau, ...] | None:
    """« Question n° 12, portée à la direction, réponse attendue le 12 décembre » ; rien si elle ne
    l'est pas."""
    ligne = suivis.suivi(ctx.session, demande.about)
    if ligne is None or demande.etat != PORTEE:
        return None
    return (*suivi.dire(ctx, ligne), ".")


# -- lire « direction 12 décembre » ----------------------------------------------------------------


def lire(texte: str, maintenant: datetime, fuseau: str) -> tuple[str, datetime] | None:
    """(à qui, pour quand) ; rien si l'un des deux manque. Lève `Incompris` si la date est refusée.

    La date est la plus longue fin du texte qui se lise comme une date : « la direction des
    finances pour vendredi ».
    """
    mots = texte.split()
    refus: dict[int, Incompris] = {}
    for rang in range(1, len(mots)):
        try:
            lu = comprendre(" ".join(mots[rang:]), maintenant, fuseau)
        except Incompris as erreur:
            refus[rang] = erreur
            continue
        if lu.genre == "recurrence":
            continue
        if rang - 1 in refus and mots[rang - 1].isdigit() and fold(mots[rang]) in _MOIS:
            raise refus[rang - 1]  # « 31 février » n'est pas « février »
        chez = _REPONSE.sub("", " ".join(mots[:rang]))
        return (chez_qui(chez), lu.fin or lu.occurrences[0]) if _nomme(chez) else None
    if refus and _nomme(texte):
        raise refus[min(refus)]
    return None


def _nomme(chez: str) -> bool:
    return any(lettre.isalpha() for lettre in chez)


def chez_qui(mots: str) -> str:
    """« direction » devient « à la direction », « le préfet » « au préfet » ; un MXID reste nu."""
    propre = clean_name(mots.strip(" ,;:"), CHEZ_MAX)
    if propre.startswith("@") or _DEJA_DIT.match(propre):
        return propre
    if article := _ARTICLE.match(propre):
        return _CONTRACTES[article[0].lower().strip(" '’")] + propre[article.end() :]
    premier = fold(propre.split(maxsplit=1)[0]) if propre else ""
    if not premier or not propre[0].islower():
        return f"à {propre}"
    if premier in _MASCULINS:
        return f"au {propre}"
    if premier.rstrip("s") != premier:
        return f"aux {propre}"
    if premier[0] in "aeiouyh":
        return f"à l'{propre}"
    return f"à la {propre}" if premier.endswith(_SUFFIXES_FEMININS) else f"à {propre}"
