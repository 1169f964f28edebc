"""D'un mot de la question aux racines que l'on cherche : synonymes, abrégés, fautes de frappe.

1. Un mot connu du réseau vaut sa racine ; il vaut aussi, un peu moins, ses synonymes (le
   vocabulaire des services, `synonymes.toml`) et les mots qu'il abrège (« compta »).
2. Inconnu, il vaut les mots connus qui lui ressemblent : une faute pour un mot court, deux pour un
   long, deux lettres échangées comptant pour une. La première lettre peut être celle d'à côté.
   Un nombre, lui, ne vaut que lui-même.
3. Une expression (« bon de commande ») et son sigle (« BDC ») se valent : un seul terme.
"""

from dataclasses import dataclass, field

from bot.core.context import Context
from bot.core.racines import racine
from bot.core.synonymes import EXPRESSION_MAX, synonymes
from donnees import astuce_recherche as recherche
from donnees.astuce_recherche import Mot

TERMES_MAX = 10
SYNONYME, ABREGE, FAMILLE, FAUTE = 0.8, 0.8, 0.5, 0.75
ABREGES_MAX, FAUTES_MAX, FAMILLE_MAX, INCONNUS_MAX = 8, 3, 4, 5
PREFIXE, FAMILLE_PREFIXE = 3, 5


@dataclass
class Terme:
    """Un mot de la question. `choix` : les racines qui le valent (ensemble : toutes à la fois), et
    combien ; `combien` d'astuces ont la plus courante ; `importance` parmi les autres termes."""

    mot: str
    choix: dict[tuple[str, ...], float] = field(default_factory=dict)
    combien: int = 0
    importance: float = 1.0

    def vaut(self, ensemble: tuple[str, ...], valeur: float) -> None:
        """Ces racines valent ce mot ; la plus haute valeur dite reste."""
        self.choix[ensemble] = max(valeur, self.choix.get(ensemble, 0.0))


def termes(ctx: Context, mots: list[str]) -> list[Terme]:
    """Les termes d'une question ; d'une longue, les plus rares."""
    uniques = list(dict.fromkeys(mots))
    lus, reste = _expressions(uniques)
    lus += [_du_mot(mot) for mot in reste]
    connues = _connues(ctx, lus)
    inconnus = 0
    for terme in lus:
        terme.choix = {e: v for e, v in terme.choix.items() if all(r in connues for r in e)}
        if " " not in terme.mot and not terme.mot.isdigit():
            inconnus += _elargir(ctx, terme, connues, assez=inconnus >= INCONNUS_MAX)
        terme.combien = max((min(connues[r] for r in e) for e in terme.choix), default=0)
    lus = [t for t in lus if t.choix or not t.mot.isdigit()]  # un montant, une date : rien ici
    lus.sort(key=lambda t: (not t.choix, t.combien))
    return lus[:TERMES_MAX]


def _elargir(ctx: Context, terme: Terme, connues: dict[str, int], *, assez: bool) -> bool:
    """Ce qu'un mot vaut d'autre que sa racine ; vrai s'il est inconnu, et fut rapproché."""
    inconnu = not any(valeur == 1.0 for valeur in terme.choix.values())
    if inconnu and not assez:
        _rapprocher(ctx, terme, connues)
        return True
    if len(terme.mot) >= PREFIXE:
        _abreger(ctx, terme, connues)
    return False


def _expressions(mots: list[str]) -> tuple[list[Terme], list[str]]:
    """Les expressions connues de la question, et les mots qui n'en sont pas."""
    lus: list[Terme] = []
    reste: list[str] = []
    rang = 0
    while rang < len(mots):
        for taille in range(EXPRESSION_MAX, 1, -1):
            suite = tuple(racine(m) for m in mots[rang : rang + taille])
            if len(suite) == taille and suite in synonymes():
                terme = Terme(" ".join(mots[rang : rang + taille]), {suite: 1.0})
                _synonymes(terme, suite)
                # Ses mots, séparés, valent encore quelque chose.
                for r in suite:
                    terme.vaut((r,), FAMILLE)
                terme.importance = 1.5
                lus.append(terme)
                rang += taille
                break
        else:
            reste.append(mots[rang])
            rang += 1
    return lus, reste


def _du_mot(mot: str) -> Terme:
    suite = (racine(mot),)
    terme = Terme(mot, {suite: 1.0})
    _synonymes(terme, suite)
    return terme


def _synonymes(terme: Terme, suite: tuple[str, ...]) -> None:
    for autre in synonymes().get(suite, ()):
        terme.vaut(autre, SYNONYME)


def _connues(ctx: Context, lus: list[Terme]) -> dict[str, int]:
    """Les racines de ces termes que le réseau connaît, et combien d'astuces les emploient."""
    voulues = {r for terme in lus for ensemble in terme.choix for r in ensemble}
    connues: dict[str, int] = {}
    _noter(connues, recherche.des_racines(ctx.session, ctx.ici.id, sorted(voulues)))
    return connues


def _noter(connues: dict[str, int], trouves: list[Mot]) -> None:
    for mot in trouves:
        connues[mot.racine] = max(mot.combien, connues.get(mot.racine, 0))


def _abreger(ctx: Context, terme: Terme, connues: dict[str, int]) -> bool:
    """Les mots que celui-ci commence (« compta » : comptabilité, comptable)."""
    if len(terme.mot) < PREFIXE:
        return False
    commencent = recherche.qui_commencent(
        ctx.session, ctx.ici.id, terme.mot, ABREGES_MAX + len(terme.choix)
    )
    plus_longs = [m for m in commencent if (m.racine,) not in terme.choix][:ABREGES_MAX]
    _noter(connues, plus_longs)
    for mot in plus_longs:
        terme.vaut((mot.racine,), ABREGE if len(terme.mot) >= FAMILLE_PREFIXE else FAMILLE)
    return bool(plus_longs)


def _rapprocher(ctx: Context, terme: Terme, connues: dict[str, int]) -> None:
    """Un mot inconnu : ce qu'il abrège, sinon ce à quoi il ressemble, sinon sa famille."""
    if _abreger(ctx, terme, connues) or len(terme.mot) < PREFIXE + 1:
        return
    proches = _proches(ctx, terme.mot)
    if not proches and len(terme.mot) >= FAMILLE_PREFIXE + 1:
        debut = terme.mot[:FAMILLE_PREFIXE]
        famille = recherche.qui_commencent(ctx.session, ctx.ici.id, debut, FAMILLE_MAX)
        proches = [(FAMILLE, m) for m in famille]
    _noter(connues, [m for _valeur, m in proches])
    for valeur, mot in proches:
        terme.vaut((mot.racine,), valeur)


def _proches(ctx: Context, mot: str) -> list[tuple[float, Mot]]:
    """Ceux que l'on a pu vouloir écrire, le plus proche puis le plus courant d'abord.

    Parmi les mots d'une longueur voisine qui commencent par sa première lettre, ou par la deuxième
    (elles sont peut-être échangées).
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    fautes = 1 if len(mot) < 8 else 2
    longueurs = len(mot) - fautes, len(mot) + fautes
    connus = [
        ecrit
        for debut in dict.fromkeys(mot[:2])
        for ecrit in recherche.de_cette_longueur(ctx.session, ctx.ici.id, debut, longueurs)
    ]
    trouves = process.extract(mot, connus, scorer=OSA.distance, score_cutoff=fautes, limit=None)
    ecarts = {ecrit: int(d) for ecrit, d, _rang in trouves}
    lus = recherche.ces_mots(ctx.session, ctx.ici.id, sorted(ecarts)) if ecarts else []
    ranges = sorted(lus, key=lambda m: (ecarts[m.mot], -m.combien, m.mot))
    return [(FAUTE - 0.1 * (ecarts[m.mot] - 1), m) for m in ranges[:FAUTES_MAX]]
