"""Les mots d'une astuce tels qu'on les cherche : ce que l'index en retient (`Astuce.racines`).

1. Une racine est celle de `bot.core.racines` : pliée, sans accent, pluriel ni conjugaison.
2. Le titre d'abord (la première phrase), puis `t`, puis le reste et le nom du thème : un mot du
   titre compte plus.
3. Le rang de qualité (`q0` à `q4`) est dans l'index : parmi cent mille astuces qui ont le même mot,
   la base rend d'abord les candidates vérifiées ou utiles.
4. Tout changement d'une astuce passe par `indexer`, qui tient aussi le lexique du réseau.
"""

import re
from collections.abc import Collection, Iterable

from bot.core.context import Context
from bot.core.effects import Delete, Effect, Save
from bot.core.racines import GRAMMAIRE, mots, racine
from donnees import astuce_recherche as recherche
from donnees import theme as themes
from donnees.astuce import LUES, PERIMEE, VERIFIEE, Astuce, MotConnu

TITRE_MAX, MOT_MAX, MOTS_MAX = 80, 40, 400
RANGS = 4  # le plus haut rang de qualité
_FIN_DE_PHRASE = re.compile(r"(?<=[.!?…:])\s+|\n+")


def titre(texte: str, limite: int = TITRE_MAX) -> str:
    """La première phrase d'une astuce, sur une ligne : ce qui la nomme dans une liste."""
    premiere = next((p for p in _FIN_DE_PHRASE.split(texte.strip()) if p.strip()), "")
    net = " ".join(premiere.split()).rstrip(" .:;,")
    if len(net) <= limite:
        return net
    return net[: limite - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def mots_pleins(texte: str) -> list[str]:
    """Les mots d'un texte qui portent un sens, à leur écriture près, et ses nombres (« cerfa
    12156 ») ; rien que des mots vides : ses mots quand même, sans ceux qui ne font que lier."""
    pleins = mots(texte, nombres=True) or mots(texte, GRAMMAIRE)
    return [m[:MOT_MAX] for m in pleins][:MOTS_MAX]


def qualite(astuce: Astuce) -> int:
    """De 0 à `RANGS` : vérifiée compte comme deux personnes à qui elle sert ; périmée, rien."""
    if astuce.etat == PERIMEE:
        return 0
    poids = astuce.utiles + (2 if astuce.etat == VERIFIEE else 0)
    return min(RANGS, poids.bit_length())


def jeton(reseau: int, racine_: str) -> str:
    """Le jeton de cette racine dans ce réseau."""
    return f"{reseau}x{racine_}"


def de_qualite(reseau: int, rang: int) -> str:
    """Le jeton de ce rang de qualité."""
    return f"{reseau}q{rang}"


def jetons(astuce: Astuce, theme: str) -> str:
    """Ce que l'index retient de cette astuce ; rien si elle ne se lit pas."""
    if astuce.etat not in LUES:
        return ""
    n = astuce.reseau
    nomme = titre(astuce.texte, len(astuce.texte) + 1)
    en_titre = _racines(mots_pleins(nomme))
    reste = _racines([*mots_pleins(astuce.texte), *mots_pleins(theme)])
    corps = [r for r in reste if r not in set(en_titre)]
    return " ".join(
        [*(jeton(n, r) for r in en_titre), f"{n}t", *(jeton(n, r) for r in corps),
         de_qualite(n, qualite(astuce))]
    )  # fmt: skip


def _racines(lus: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(racine(mot) for mot in lus))


# -- tenir l'index et le lexique -------------------------------------------------------------------


def mots_de(ctx: Context, astuce: Astuce) -> set[str]:
    """Les mots par lesquels elle se trouve, son thème compris ; aucun si elle ne se lit pas."""
    if astuce.etat not in LUES:
        return set()
    return {*mots_pleins(astuce.texte), *mots_pleins(_theme(ctx, astuce))}


def _theme(ctx: Context, astuce: Astuce) -> str:
    if astuce.theme is None:
        return ""
    theme = themes.theme(ctx.session, astuce.reseau, astuce.theme)
    return "" if theme is None else theme.nom


def indexer(ctx: Context, astuce: Astuce, avant: Collection[str] = ()) -> list[Effect]:
    """Cette astuce, changée, à enregistrer : son index et le lexique du réseau suivent.

    `avant` : ce que disait `mots_de` avant le changement.
    """
    astuce.racines = jetons(astuce, _theme(ctx, astuce))
    anciens, nouveaux = set(avant), mots_de(ctx, astuce)
    return [Save(astuce), *_compter(ctx, astuce.reseau, nouveaux - anciens, anciens - nouveaux)]


def _compter(ctx: Context, reseau: int, plus: set[str], moins: set[str]) -> list[Effect]:
    """Ces mots servent une fois de plus, ou de moins ; celui qui ne sert plus s'oublie.

    Les lignes lues sont changées sur place : deux astuces d'un même événement comptent deux fois.
    """
    neufs: dict[tuple[int, str], MotConnu] = ctx.session.info.setdefault("mots_neufs", {})
    connus = recherche.mots_connus(ctx.session, reseau, sorted(plus | moins))
    effets: list[Effect] = []
    for mot in sorted(plus | moins):
        ligne = connus.get(mot) or neufs.get((reseau, mot))
        if ligne is None and mot in moins:
            continue
        ligne = ligne or MotConnu(reseau=reseau, mot=mot, racine=racine(mot))
        ligne.combien += 1 if mot in plus else -1
        neufs[(reseau, mot)] = ligne
        effets.append(Save(ligne) if ligne.combien > 0 else Delete(ligne))
    return effets
