"""Plier un texte : ce qui ne change pas le sens d'un mot pour une personne (contrat §5).

Casse, accents, traits d'union, espaces dans le mot, apostrophes typographiques : rien de cela ne
distingue deux mots. Les caractères qui trompent l'œil (commandes de direction, espaces sans
largeur, étiquettes) sont refusés dans les commandes et les noms (UTS #39, matrix-tchap 4.2).
"""

import re
import unicodedata

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060\u2032", "'"))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_VARIANTES = re.compile("[\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_TROMPEURS = re.compile(
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def fold(texte: str) -> str:
    """Minuscules sans accents, apostrophes droites, espaces simples."""
    texte = unicodedata.normalize("NFKC", texte).translate(_APOSTROPHES).casefold()
    texte = unicodedata.normalize("NFD", texte.translate(_LIGATURES))
    sans = "".join(c for c in texte if not unicodedata.combining(c))
    return " ".join(sans.split())


def fold_word(texte: str) -> str:
    """Comme `fold`, sans plus rien que lettres et chiffres : `mes-données` devient `mesdonnees`."""
    return "".join(c for c in fold(texte) if c.isalnum())


def fold_emoji(emoji: str) -> str:
    """Un emoji sans sélecteur de variante ni teinte de peau ; 1️⃣ reste un chiffre cerclé."""
    return _VARIANTES.sub("", emoji).strip()[:16].strip()


def deceptive(texte: str) -> bool:
    """Vrai si le texte porte des caractères invisibles ou de direction."""
    return bool(_TROMPEURS.search(texte))


def clean(texte: str) -> str:
    """Le texte sans caractères de commande ni demi-codets : ce que l'on peut garder et citer."""
    return _INTERDITS.sub("", texte.replace("\r\n", "\n").replace("\r", "\n"))


def clean_name(nom: str, limite: int = 60) -> str:
    """Un nom affichable : une ligne, rien d'invisible, coupé à `limite` caractères."""
    nu = _TROMPEURS.sub("", clean(nom)).replace("\n", " ").replace("\t", " ")
    return " ".join(nu.split())[:limite].strip()
