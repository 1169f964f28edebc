"""« Vouliez-vous dire… ? » : le mot de commande le plus proche d'un mot inconnu."""

from bot.core.pliage import fold_word
from bot.core.registry import Registry


def nearest(mot: str, registre: Registry, limite: int = 1) -> list[str]:
    """Les mots de commande les plus proches de ce mot (vide si aucun ne l'est).

    Distance de Damerau-Levenshtein : au plus 1 jusqu'à quatre lettres, 2 au-delà.
    """
    from rapidfuzz import process  # chargé à la première faute seulement
    from rapidfuzz.distance import DamerauLevenshtein

    plie = fold_word(mot)
    if len(plie) < 3:
        return []
    connus = [m for m, c in registre.commands.items() if not c.sous and m not in c.seule]
    trouves = process.extract(
        plie, connus, scorer=DamerauLevenshtein.distance, limit=limite,
        score_cutoff=1 if len(plie) <= 4 else 2,
    )  # fmt: skip
    return [str(choix) for choix, _, _ in trouves]
