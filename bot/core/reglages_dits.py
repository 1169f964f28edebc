"""Les clés de `!réseau régler`, telles qu'on les dit : les lire, les redire (contrat §6).

1. Une clé est la plus longue suite de mots connue en tête : « météo » n'est pas « seuil météo ».
2. Une valeur qui ne se comprend pas est refusée avec un exemple ; rien n'est deviné.
3. Ce que nous disons d'une valeur se relit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.delais import Delai, lire_delai
from bot.core.effects import Refusal
from bot.core.feries import AUCUN, CALENDRIERS, lire_calendrier
from bot.core.fuseaux import lire_fuseau
from bot.core.heures_dites import (
    HorairesInvalides,
    cite,
    dire_jours,
    dire_plages,
    lire_jours,
    lire_plages,
)
from bot.core.pliage import clean_name, fold, fold_word
from bot.core.reglages import Reglages
from bot.core.reglages_bulletin import dire as sections_dites
from bot.core.reglages_bulletin import lire as sections_lues
from bot.core.texte import Cite, Texte, liste

NOM_MAX = 30
PROCHE = 60  # sur 100
SEUIL_MIN, SEUIL_MAX = 5, 50
_SENS = {True: "oui", False: "non"}


@dataclass(frozen=True)
class Cle:
    """Une clé : son champ, comment elle se dit, un exemple de valeur, comment la lire et la dire.

    `lire` lève `HorairesInvalides` ou `ValueError` (une phrase à montrer).
    """

    champ: str
    dite: str
    exemple: str
    lire: Callable[[str], Any]
    dire: Callable[[Any], str]
    suite: str | Mapping[Any, str] = ""  # ce que le changement entraîne, selon la valeur au besoin

    def entraine(self, valeur: Any) -> str | None:
        """Ce que cette valeur change pour les membres."""
        suite = self.suite if isinstance(self.suite, str) else self.suite.get(valeur, "")
        return suite or None

    @property
    def commande(self) -> str:
        """« !réseau régler délai pair 3h »."""
        return f"!réseau régler {self.dite} {self.exemple}"


def _parmi(**mots: str) -> tuple[Callable[[str], Any], Callable[[Any], str]]:
    """Lire et dire une valeur parmi quelques mots : valeur -> ses mots, le premier la dit."""
    formes = {valeur: dits.split() for valeur, dits in mots.items()}

    def lire(texte: str) -> str:
        plie = fold_word(texte)
        for valeur, dits in formes.items():
            if plie in map(fold_word, dits):
                return valeur
        raise ValueError(f"Je connais {liste([d[0] for d in formes.values()], 'ou')}.")

    return lire, lambda valeur: formes[valeur][0]


def _oui_ou_non(texte: str) -> bool:
    plie = fold_word(texte)
    if plie in ("oui", "active", "actif", "vrai", "o"):
        return True
    if plie in ("non", "desactive", "inactif", "faux", "n"):
        return False
    raise ValueError("Je connais oui et non.")


def _seuil(texte: str) -> int:
    chiffres = fold(texte).removesuffix("reponses").strip()
    if not chiffres.isdecimal() or not SEUIL_MIN <= int(chiffres) <= SEUIL_MAX:
        raise ValueError(
            f"Il faut un nombre de réponses, {SEUIL_MIN} au moins : en dessous, un total "
            "désignerait quelqu'un."
        )
    return int(chiffres)


def _nom(texte: str) -> str:
    propre = clean_name(texte, NOM_MAX + 1).strip("\"'«»“” .!,:")
    if len(propre.split()) != 1 or not 2 <= len(propre) <= NOM_MAX:
        raise ValueError(f"Il faut un seul mot, de {NOM_MAX} lettres au plus.")
    if not fold_word(propre) or fold_word(propre).isdigit() or set(propre) & set("@:,!/<>"):
        raise ValueError("Il faut un mot fait de lettres.")
    return propre


def _calendrier(code: str) -> str:
    return "aucun" if code == AUCUN else CALENDRIERS[code].nom


def _feries(texte: str) -> str:
    return lire_calendrier(texte.split("(", 1)[0].strip() or texte)


def _delai(champ: str, dite: str, exemple: str, suite: str) -> Cle:
    return Cle(champ, dite, exemple, lire_delai, Delai.dire, suite)


_METEO = _parmi(
    ouverte="ouverte publique", confidentielle="confidentielle privée", anonyme="anonyme"
)
_REPONSES = _parmi(citations="citations citation réponses", fils="fils fil discussions")
_RITUELS = _parmi(deplaces="déplacés déplacé déplacer", sautes="sautés sauté sauter")
_TON = _parmi(vous="vous vouvoiement", tu="tu tutoiement")
_DEMANDES = "Cela vaut pour les prochaines questions."
_RYTHME = "Je ne sollicite personne en dehors."

CLES: tuple[Cle, ...] = (
    Cle("fuseau", "fuseau", "Europe/Paris", lire_fuseau, str),
    Cle("jours", "jours", "lundi-vendredi", lambda t: dire_jours(lire_jours(t)),
        lambda t: dire_jours(lire_jours(t)), _RYTHME),
    Cle("heures", "heures", "9h-12h 14h-18h", lambda t: dire_plages(lire_plages(t)),
        lambda t: dire_plages(lire_plages(t)), _RYTHME),
    Cle("feries", "fériés", "Alsace-Moselle", _feries, _calendrier),
    _delai("delai_pair", "délai pair", "2h", "C'est l'attente avant de demander à une autre "
           "personne. " + _DEMANDES),
    _delai("delai_appel", "délai appel", "1j", "C'est l'attente avant d'appeler tout le salon. "
           + _DEMANDES),
    _delai("delai_alerte", "délai alerte", "2j", "C'est l'attente avant de prévenir référents et "
           "animation. " + _DEMANDES),
    Cle("seuil_meteo", "seuil météo", "6", _seuil, lambda n: f"{n} réponses",
        "En dessous, je ne montre aucun nombre."),
    Cle("meteo", "météo", "confidentielle", *_METEO, "Cela vaut à partir de la prochaine météo."),
    Cle("discret", "discret", "oui", _oui_ou_non, lambda v: _SENS[v],
        {True: "Plus de tour ni de météo dans le salon.",
         False: "Le tour et la météo peuvent se faire dans le salon."}),
    Cle("reponses", "réponses", "fils", *_REPONSES,
        {"fils": "Je réponds dans un fil, sous chaque message.",
         "citations": "Je réponds en citant chaque message."}),
    Cle("rituels_feries", "rituels fériés", "sautés", *_RITUELS,
        {"deplaces": "Un rendez-vous qui tombe un jour chômé a lieu le jour de travail suivant.",
         "sautes": "Un rendez-vous qui tombe un jour chômé n'a pas lieu."}),
    Cle("voisins", "voisins", "oui", _oui_ou_non, lambda v: _SENS[v],
        {True: "Les membres peuvent recevoir une question d'un autre réseau.",
         False: "Aucune question d'un autre réseau n'arrive ici."}),
    Cle("bulletin", "bulletin", "sans météo", sections_lues, sections_dites,
        "Cela vaut dès le prochain numéro."),
    Cle("ton", "ton", "tu", *_TON,
        {"tu": "Je retiens ce choix, mais je ne sais pas encore tutoyer : mes phrases disent "
               "toujours « vous »."}),
    Cle("nom", "nom", "Maillon", _nom, str, "C'est ainsi que l'on m'appelle ici."),
)  # fmt: skip
_PAR_MOT: Mapping[str, Cle] = {fold_word(c.dite): c for c in CLES} | {
    fold_word(autre): next(c for c in CLES if c.champ == champ)
    for champ, autres in {
        "fuseau": ("fuseau horaire",), "jours": ("jours de travail", "jour"),
        "heures": ("horaires", "heures de travail", "heure"),
        "feries": ("jours fériés", "férié", "calendrier"),
        "delai_pair": ("délai pairs", "délai du pair"), "delai_appel": ("délai d'appel",),
        "delai_alerte": ("délai d'alerte",), "seuil_meteo": ("seuil de météo", "seuil"),
        "meteo": ("mode météo",), "reponses": ("réponse",), "voisins": ("voisin",),
        "rituels_feries": ("rituel férié", "rituels jours fériés"),
    }.items()
    for autre in autres
}  # fmt: skip
_CLE_MOTS = 3


def lire(texte: str) -> tuple[Cle, str] | None:
    """La clé en tête du texte et ce qui la suit, ou `None` si aucune n'y est."""
    for combien in range(_CLE_MOTS, 0, -1):
        mots = texte.replace("=", " ").split(maxsplit=combien)
        cle = _PAR_MOT.get(fold_word("".join(mots[:combien])))
        if cle is not None and len(mots) >= combien:
            return cle, "".join(mots[combien:]).lstrip(" :").strip()
    return None


def proches(texte: str, limite: int = 3) -> list[Cle]:
    """Les clés qui ressemblent le plus à celle-ci, la plus proche d'abord."""
    from rapidfuzz import fuzz, process  # chargé à la première faute seulement

    debuts = [fold_word("".join(texte.split()[:n])) for n in (1, 2)]
    notes: dict[str, float] = {}
    for debut in filter(None, debuts):
        for mot, note, _ in process.extract(debut, list(_PAR_MOT), scorer=fuzz.ratio, limit=None):
            champ = _PAR_MOT[mot].champ
            notes[champ] = max(notes.get(champ, 0.0), note)
    rangees = sorted((c for c in CLES if notes.get(c.champ, 0.0) >= 50),
                     key=lambda c: -notes[c.champ])  # fmt: skip
    return rangees[:limite]


def lire_valeur(cle: Cle, texte: str) -> Any:
    """La valeur dite de cette clé ; lève `Refusal` (usage, un exemple) si elle ne se lit pas."""
    try:
        valeur = cle.lire(texte)
        if cle.champ in ("jours", "heures"):
            cle.lire(valeur)  # ce que l'on garde se relit
        return valeur
    except HorairesInvalides as invalide:
        phrase = invalide.phrase.split(" Écrivez par exemple", 1)[0]
    except ValueError as faute:
        phrase = f"Pour « {cle.dite} », je ne comprends pas {cite(clean_name(texte))}. {faute}"
    raise Refusal(Texte.de(phrase, f"Par exemple : {cle.commande}"), type="usage")


def cle_inconnue(texte: str) -> Refusal:
    """Le refus qui nomme les clés les plus proches."""
    voisines = proches(texte)
    dites = [c.dite for c in voisines or CLES]
    debut = "Vouliez-vous dire " if voisines else "Je connais : "
    fin = " ?" if voisines else "."
    mot = clean_name(" ".join(texte.split()[:2]), 40)
    return Refusal(
        Texte.de(
            ("Je ne connais pas le réglage ", Cite(mot), ". ",
             f"{debut}{liste(dites, 'ou' if voisines else 'et')}{fin}"),
            f"Par exemple : {(voisines or CLES)[0].commande}",
        ),
        type="usage",
    )  # fmt: skip


def meme(cle: Cle, un: Any, autre: Any) -> bool:
    """Vrai si ces deux valeurs disent la même chose, même écrites autrement."""
    return bool(cle.dire(un) == cle.dire(autre))


def fiche(reglages: Reglages) -> list[tuple[str, str]]:
    """Chaque clé et sa valeur, dites, dans l'ordre."""
    return [(c.dite, c.dire(getattr(reglages, c.champ))) for c in CLES]
