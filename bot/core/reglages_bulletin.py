"""Les sections qu'un réseau veut dans son bulletin : « !réseau régler bulletin sans météo »."""

from bot.core.pliage import fold
from bot.core.texte import liste

TOUT = "tout"
# clé -> comment elle se dit, et ce que l'on peut écrire pour elle
_DITES = {
    "arrivees": "arrivées", "aide": "entraide", "astuces": "astuces", "meteo": "météo",
    "actus": "nouvelles", "rituels": "rendez-vous",
}  # fmt: skip
_AUTRES = {
    "arrivee": "arrivees", "aides": "aide", "questions": "aide", "astuce": "astuces",
    "actu": "actus", "nouvelle": "actus", "rituel": "rituels", "rendezvous": "rituels",
    "rendez-vous": "rituels",
}  # fmt: skip
_CLES = {fold(dite): cle for cle, dite in _DITES.items()} | {c: c for c in _DITES} | _AUTRES
_TOUT = {"tout", "toutes", "tous", "complet", "entier"}


def lire(texte: str) -> str:
    """La valeur gardée : « tout », ou les clés séparées par des virgules. Lève `ValueError`."""
    mots = [m for m in fold(texte.replace(",", " ")).split() if m not in ("et", "les", "la", "le")]
    if mots and mots[0] in _TOUT and len(mots) == 1:
        return TOUT
    sans = bool(mots) and mots[0] == "sans"
    lues = [_CLES.get(m) for m in mots[sans:]]
    if not lues or None in lues:
        raise ValueError(f"Je connais {liste(list(_DITES.values()), 'et')}, ou : tout.")
    gardees = [c for c in _DITES if (c in lues) != sans]
    if not gardees:
        raise ValueError("Gardez au moins une section.")
    return TOUT if len(gardees) == len(_DITES) else ",".join(gardees)


def dire(valeur: str) -> str:
    """« entraide, nouvelles », ou « tout »."""
    return valeur if valeur == TOUT else ", ".join(_DITES[c] for c in sections(valeur))


def sections(valeur: str) -> tuple[str, ...]:
    """Les clés voulues ; ce que cette version ne connaît pas est laissé de côté."""
    return tuple(c for c in _DITES if valeur == TOUT or c in valeur.split(","))
