"""Les mots du temps, en tables : tout ce que la grammaire des dates sait lire.

Genres : `jour` (0 lundi … 6 dimanche), `mois` (1 … 12), `ordinal` (rang, négatif depuis la fin),
`unite`, `partie` (du jour), `relatif` (jours depuis aujourd'hui), `duree` (minutes), `cyclique`
(« hebdomadaire »), et `mot` pour les mots de liaison, que la grammaire nomme elle-même.
Chaque entrée s'écrit comme on l'écrit, accents compris ; elle est pliée une fois, ici.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.pliage import fold


@dataclass(frozen=True, slots=True)
class Sens:
    """Ce que veut dire une locution : genre, forme de référence, nombre, pluriel."""

    genre: str
    mot: str
    valeur: int = 0
    pluriel: bool = False


JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
RANGS = (
    *("premier", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième"),
    *("huitième", "neuvième", "dixième"),
)
_JOURS_COURTS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_MOIS_COURTS = {
    **{"janv": 1, "jan": 1, "fév": 2, "févr": 2, "avr": 4, "juil": 7, "sept": 9, "sep": 9},
    **{"oct": 10, "nov": 11, "déc": 12},
}
_ORDINAUX = {
    **{"première": 1, "second": 2, "seconde": 2, "dernier": -1, "dernière": -1},
    **{"avant dernier": -2, "avant dernière": -2, "antépénultième": -3, "pénultième": -2},
    **{"avantdernier": -2, "ultime": -1},
}
_UNITES = {
    "minute": "minute minutes min mn mins",
    "heure": "heure heures h hr hrs",
    "jour": "jour jours j",
    "semaine": "semaine semaines sem",
    "mois": "mois",
    "trimestre": "trimestre trimestres",
    "semestre": "semestre semestres",
    "annee": "an ans année années",
    "weekend": "weekend weekends week_end week_ends we",
    "ouvre": "jour_ouvré jours_ouvrés jour_travaillé jours_travaillés jour_de_travail "
    "jours_de_travail",
    "ouvrable": "jour_ouvrable jours_ouvrables",
    "ferie": "jour_férié jours_fériés fériés férié",
    "quinzaine": "quinzaine quinzaines quinzaine_de_jours",
    "huitaine": "huitaine huitaine_de_jours",
}
_PARTIES = {
    "matin": "matin matins matinée matinées mat",
    "apres midi": "après_midi après_midis aprem aprèm apresmidi",
    "soir": "soir soirs soirée soirées",
    "fin de matinee": "fin_de_matinée",
    "fin d'apres midi": "fin_d_après_midi fin_de_journée fin_d_aprem fin_d_aprèm",
    "debut d'apres midi": "début_d_après_midi début_d_aprem début_d_aprèm",
    "debut de matinee": "début_de_matinée début_de_journée",
    "debut de soiree": "début_de_soirée",
}
_RELATIFS = {
    **{"aujourd hui": 0, "aujourdhui": 0, "auj": 0, "ce jour": 0, "demain": 1, "après demain": 2},
    **{"apresdemain": 2, "hier": -1, "avant hier": -2, "avanthier": -2},
}
_DUREES = {
    **{"demi heure": 30, "demie heure": 30, "quart d heure": 15, "quarts d heure": 15},
}
# Les fêtes à date fixe : jour, mois. Celles que Pâques déplace se disent par leur date.
FETES = {
    **{"noël": (25, 12), "la noël": (25, 12), "jour de l'an": (1, 1), "nouvel an": (1, 1)},
    **{"toussaint": (1, 11), "la toussaint": (1, 11), "fête du travail": (1, 5)},
}
_CYCLES = {
    "jour": "quotidien quotidienne quotidiennement",
    "semaine": "hebdomadaire hebdomadairement hebdo",
    "mois": "mensuel mensuelle mensuellement",
    "trimestre": "trimestriel trimestrielle trimestriellement",
    "semestre": "semestriel semestrielle semestriellement",
    "annee": "annuel annuelle annuellement",
}
# Ces adjectifs veulent dire le double ou la moitié selon les gens : on demande.
EQUIVOQUES = ("bimensuel", "bimensuelle", "bimestriel", "bimestrielle", "bihebdomadaire")
# Ces mots ne disent pas quand ; ceux-là parlent du passé ; ceux-ci restent approximatifs.
VAGUES = (
    *("bientôt", "prochainement", "tout à l'heure", "plus tard", "dès que possible", "rapidement"),
    *("vite", "jamais", "toujours", "parfois", "souvent", "un de ces jours", "asap"),
    *("nouvel ordre", "régulièrement", "de temps en temps", "incessamment", "tantôt"),
)
APPROCHES = ("vers", "environ", "autour de", "à peu près", "aux alentours de", "courant", "mi")
_LIAISONS = {
    "a partir": "a_partir à_partir apartir à_compter",
    "jusque": "jusque jusqu jusqu_à jusqu_a jusqu_au jusqu_aux jusqu_en jusquau jusqua juska",
    "d'ici": "d_ici dici",
    "au plus tard": "au_plus_tard dernier_délai",
    "sauf": "sauf hors hormis excepté exceptés à_l_exception_de à_l_exception_du "
    "à_l_exception_des mais_pas",
    "seulement": "seulement uniquement",
    "prochain": "prochain prochaine prochains prochaines qui_vient qui_viennent à_venir",
    "suivant": "suivant suivante",
    "passe": "passé passée passés passées il_y_a",
    "tous": "tous toutes tout toute",
    "chaque": "chaque",
    "paire": "paire paires",
    "impaire": "impaire impaires",
    "inclus": "inclus incluse compris comprise",
    "midi": "midi midis",
    "demi": "demi demie",
    "quart": "quart quarts",
    "fois": "fois",
    "pile": "pile précise précises tapante tapantes",
}
_SEULS = (
    "le la les l du de d des à au aux en dans et ou ni un une sur par ce cet cette ces pour avant "
    "dès entre pendant durant sous sans moins fin début journée minuit ci or sur maintenant h "
    "quand existe il défaut"
)
_DIZAINES = {
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "cent": 100,
}
_UNITES_EN_LETTRES = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
).split()

NOMBRES: dict[str, int] = {
    **{fold(mot): valeur for valeur, mot in enumerate(_UNITES_EN_LETTRES)},
    **_DIZAINES,
    "une": 1,
}


def _locutions() -> dict[str, Sens]:
    """Toutes les locutions, telles qu'on les écrit (« _ » pour l'espace dans les listes)."""
    lus: dict[str, Sens] = {}
    for rang, (jour, court) in enumerate(zip(JOURS, _JOURS_COURTS, strict=True)):
        lus |= {jour: Sens("jour", jour, rang), court: Sens("jour", jour, rang)}
        lus[jour + "s"] = Sens("jour", jour, rang, pluriel=True)
    lus |= {"merc": Sens("jour", "mercredi", 2), "vend": Sens("jour", "vendredi", 4)}
    lus |= {mot: Sens("mois", mot, rang) for rang, mot in enumerate(MOIS, 1)}
    lus |= {mot: Sens("mois", mot, rang) for mot, rang in _MOIS_COURTS.items()}
    ordinaux = {mot: rang for rang, mot in enumerate(RANGS, 1)} | _ORDINAUX
    for mot, rang in ordinaux.items():
        lus |= {mot: Sens("ordinal", mot, rang), mot + "s": Sens("ordinal", mot, rang, True)}
    lus |= {mot: Sens("relatif", mot, n) for mot, n in _RELATIFS.items()}
    lus |= {mot: Sens("fete", mot) for mot in FETES}
    lus |= {mot: Sens("duree", mot, n) for mot, n in _DUREES.items()}
    for genre, table in (("unite", _UNITES), ("partie", _PARTIES), ("cyclique", _CYCLES)):
        lus |= {m: Sens(genre, nom, pluriel=m.endswith("s")) for nom, m in _formes(table)}
    lus |= {"fin de la journée": Sens("fin du jour", "fin de la journee")}
    lus |= {m: Sens("mot", nom) for nom, m in _formes(_LIAISONS)}
    lus |= {m: Sens("vague", m) for m in VAGUES} | {m: Sens("approche", m) for m in APPROCHES}
    lus |= {m: Sens("equivoque", m) for mot in EQUIVOQUES for m in (mot, mot + "s")}
    return lus


def _formes(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(nom, m.replace("_", " ")) for nom, formes in table.items() for m in formes.split()]


_TOUTES = _locutions()
LOCUTIONS: dict[tuple[str, ...], Sens] = {
    tuple(fold(mots).replace("'", " ").split()): sens for mots, sens in _TOUTES.items()
}
CONNUS = frozenset(mot for mots in LOCUTIONS for mot in mots) | frozenset(
    fold(mot) for mot in _SEULS.split()
)
# Pour proposer le mot juste quand un mot est mal tapé : forme pliée -> forme à écrire.
VOCABULAIRE: dict[str, str] = {fold(mot): mot for mot in _TOUTES if len(mot) > 3 and " " not in mot}
