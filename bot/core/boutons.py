"""Les boutons : des touches que le robot pose sous ses messages, et les mots qui les valent.

1. Chaque bouton a son mot dans le texte, un par ligne ; le mot écrit en réponse fait la même chose.
2. 👍 et 🙋 valent ✋ là où l'on demande à un pair (contrat §5).
3. Chaque message garde les mots qu'il offre : ceux de sa ligne, entiers ou jusqu'à la virgule.
"""

import re
from collections.abc import Iterable, Mapping

from bot.core.pliage import fold, fold_emoji
from bot.core.texte import Morceau, Personne, Texte

PRENDRE, PASSER, OUI, PAS_ENCORE, NON = "✋", "➡️", "✅", "⏳", "❌"
PRIVE, CORRIGER, RANGE_EN_PRIVE, FAIT = "✉️", "✏️", "📬", "👍"
SUITE = "⏬"
AUSSI = "➕"  # se touche sous tout message d'une demande, offert ou non
CHIFFRES = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣")

_MOTS: dict[str, tuple[str, ...]] = {
    PRENDRE: ("je m'en occupe", "je prends", "je m'en charge", "je peux", "demander",
              "demander aux collègues"),
    PASSER: ("pas cette fois", "je passe", "pas maintenant"),
    OUI: (
        "oui",
        "réglé",
        "réglé, oui",
        "oui, réglé",
        "résolu",
        "c'est réglé",
        "ça répond",
        "ok",
        "d'accord",
    ),
    PAS_ENCORE: ("pas encore",),
    NON: ("non", "non merci", "il faut quelqu'un d'autre", "aucun", "aucun des deux"),
    PRIVE: ("me parler à part", "à part", "en privé"),
    CORRIGER: ("corriger", "à corriger"),
    AUSSI: ("moi aussi", "pareil", "même question"),
    SUITE: ("suite", "la suite"),
    FAIT: ("utile", "elle me sert"),
    "☀️": ("soleil", "1 soleil"), "🌤️": ("éclaircies", "2 éclaircies"),
    "☁️": ("couvert", "3 couvert"), "🌧️": ("pluie", "4 pluie"), "⛈️": ("orage", "5 orage"),
}  # fmt: skip
METEO = ("☀️", "🌤️", "☁️", "🌧️", "⛈️")
TOUS = (PRENDRE, PASSER, OUI, PAS_ENCORE, NON, PRIVE, CORRIGER, AUSSI, SUITE, FAIT)
_RESTE = re.compile(r"[,:;(]")  # ce qui suit n'est plus le mot : « non, sans explication »
_SYNONYMES = {fold_emoji(e): PRENDRE for e in ("👍", "🙋", "🙋‍♀️", "🙋‍♂️")}
_CANONIQUES = {fold_emoji(e): e for e in (*_MOTS, *CHIFFRES, RANGE_EN_PRIVE)}


def canonical(emoji: str, offerts: tuple[str, ...]) -> str | None:
    """Le bouton offert que vise cette touche, ou `None`."""
    plie = fold_emoji(emoji)
    visé = _CANONIQUES.get(plie, plie)
    if visé not in offerts and PRENDRE in offerts:
        visé = _SYNONYMES.get(plie, visé)
    return visé if visé in offerts else None


def _nu(texte: str) -> str:
    return "".join(c for c in fold(texte) if c.isalnum() or c in "' ").strip()


def mots_offerts(texte: Texte, emojis: Iterable[str]) -> dict[str, str]:
    """Le mot de chaque bouton, tel que ce texte l'écrit (vide s'il nomme une personne)."""
    lignes = [_sans_personne(ligne) for ligne in texte.lignes]
    return {e: next((s[len(e) :].strip() for s in lignes if s.startswith(e)), "") for e in emojis}


def _sans_personne(ligne: tuple[Morceau, ...]) -> str:
    if any(isinstance(m, Personne) for m in ligne):
        return ""
    return "".join(
        m if isinstance(m, str) else m.mots for m in ligne if not isinstance(m, Personne)
    )


def from_word(texte: str, boutons: Iterable[str] | Mapping[str, str]) -> str | None:
    """Le bouton que vaut ce texte entier, parmi ceux offerts : emoji seul, mot, chiffre.

    `boutons` : ceux offerts, avec leur mot (`mots_offerts`) si on le sait.
    """
    offerts = tuple(boutons)
    direct = canonical(texte, offerts)
    if direct:
        return direct
    nu = _nu(texte)
    if len(nu) == 1 and nu.isdecimal() and nu != "0":
        chiffre = CHIFFRES[int(nu) - 1]
        return chiffre if chiffre in offerts else None
    for emoji in offerts:
        if nu in (_nu(mot) for mot in _MOTS.get(emoji, ())):
            return emoji
    return _par_son_mot(nu, boutons) if nu and isinstance(boutons, Mapping) else None


def _par_son_mot(nu: str, dits: Mapping[str, str]) -> str | None:
    for emoji, dit in dits.items():
        if nu in (_nu(dit), _nu(_RESTE.split(dit, maxsplit=1)[0])):
            return emoji
    return None
