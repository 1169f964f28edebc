"""Les mots d'un texte et leur racine : « Factures rejetées » donne « factur » et « rejet ».

1. Le texte est plié avant tout : la racine ne dépend ni des accents, ni de la casse, que l'on
   oublie au téléphone. On prend la racine des deux côtés, elle n'a pas à être un mot.
2. Les mots vides (« le », « est-ce que », « svp ») ne portent aucun sujet : ils tombent.
3. Les abrégés courants d'un message sont dits en entier (« rdv », « bdc »).

La racine est celle de l'algorithme Snowball pour le français (bibliothèque `snowballstemmer`),
chargée au premier mot.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bot.core.pliage import fold

_MOT = re.compile(r"[a-z0-9]+")
# « Ça ne marche plus » n'est pas un marché, une fois l'accent oublié.
_EN_PANNE = re.compile(r"\b(?:re)?marche(?:nt|ra)? (?:toujours |vraiment )?(?:pas|plus|mal|bien)\b")

# Ce qui lie les mots d'une expression : « bon de commande », « mise à jour ».
GRAMMAIRE = frozenset("a au aux d dans de des du en et l la le les ou par pour sur un une".split())
VIDES = GRAMMAIRE | frozenset(
    """
    a ai aie ait ah alors apres au aucun aucune aussi autre autres aux avais avait avant avec avez
    avoir avons as ayant beaucoup bien bonjour bonsoir bjr bref c ca car ce ceci cela celle celui
    ces cet cette ceux chaque chez chose comment comme connait coucou d dans de depuis des deja dit
    dites dois doit donc dont du elle elles en encore entre es est et etait etaient ete etes etre
    eu eux fait faire fais faites faut fois font hello hier hop ici idee idees il ils j jamais je
    jusqu l la le les leur leurs lui m ma mais me meme memes merci mes met mettre mieux moi moins
    mon n ne ni non nos notre nous on ont ou oui par parce pas pb peu peut peux plein plus plutot
    pour pourquoi pouvez probleme puis qqn qqun qu quand que quel quelle quelles quelqu quels
    question qui quoi rien s sa sait salut sans sais savoir se sera ses si slt sont sous souci
    soit stp suis sur svp t ta te tes toi ton toujours tous tout toute toutes tres trop tu un une
    va vais vers veut veux voila vont vos votre vous voudrais vraiment vu y aujourd hui demain
    semaine jour jours mois matin besoin cas cherche chercher aide aider urgent plait
    """.split()
)

ABREGES = MappingProxyType(
    {
        "rdv": "rendez vous",
        "rv": "rendez vous",
        "bdc": "bon commande",
        "cr": "compte rendu",
        "pv": "proces verbal",
        "tel": "telephone",
        "mdp": "mot passe",
        "dde": "demande",
        "ref": "referent",
        "pj": "piece jointe",
        "ct": "contrat",
        "cde": "commande",
        "intra": "intranet",
        "resa": "reservation",
        "appart": "appartement",
        "assoc": "association",
        "asso": "association",
        "prez": "presentation",
        "ppt": "diaporama",
        "imprim": "imprimante",
        "fourn": "fournisseur",
    }
)


def mots(
    texte: str, vides: frozenset[str] = VIDES, *, nombres: bool = False
) -> list[str]:  # fmt: skip
    """Les mots d'un texte, pliés, dans l'ordre, sans ceux de `vides` ni, sauf `nombres`, les
    nombres seuls."""
    pleins: list[str] = []
    for mot in _MOT.findall(_EN_PANNE.sub(" ", fold(texte))):
        for entier in ABREGES.get(mot, mot).split():
            if entier not in vides and (nombres or not entier.isdigit()) and len(entier) > 1:
                pleins.append(entier)
    return pleins


@lru_cache(maxsize=20_000)
def racine(mot: str) -> str:
    """La racine d'un mot plié ; un mot de trois lettres ou moins est un sigle, gardé tel quel."""
    if len(mot) <= 3:
        return mot
    return str(_francais().stemWord(mot))


@lru_cache(maxsize=1)
def _francais() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("french")


def racines(texte: str) -> list[str]:
    """Les racines des mots pleins d'un texte, dans l'ordre."""
    return [racine(mot) for mot in mots(texte)]
