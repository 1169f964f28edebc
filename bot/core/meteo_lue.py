"""Lire une réponse à la météo : un chiffre, un mot, un emoji, « pas cette fois ».

1. Le temps vient en premier, après les petits mots que l'on met devant (« plutôt », « chez moi,
   c'est… ») ; ce qui suit est le mot de la personne, pour son carnet.
2. Ce qui se dit aussi d'autre chose (« ça va », « bien », « je passe ») ne compte que seul.
3. Deux temps (« 2 ou 3 ») ne se devinent pas : rien n'est lu. Ce qui est nié non plus.
4. En privé, des mots nus ne sont une réponse que courts, et sans question : « 3 dossiers sont
   bloqués, qui peut m'aider ? » n'en est pas une.
"""

import re
from dataclasses import dataclass

from bot.core.pliage import clean_name, fold, fold_emoji

PAS_CETTE_FOIS = 0
MOT_MAX, MOTS_NUS = 120, 6
TEMPS = {1: ("☀️", "soleil"), 2: ("🌤️", "éclaircies"), 3: ("☁️", "couvert"),
         4: ("🌧️", "pluie"), 5: ("⛈️", "orage")}  # fmt: skip
EMOJI = tuple(emoji for emoji, _ in TEMPS.values())
ORAGE = 5

_EMOJI = {
    fold_emoji(e): temps
    for temps, dits in {
        1: "☀️ 🌞 😎 1️⃣", 2: "🌤️ ⛅ 🌥️ 2️⃣", 3: "☁️ 🌫️ 3️⃣", 4: "🌧️ 🌦️ ☔ 4️⃣",
        5: "⛈️ 🌩️ ⚡ 🌪️ 5️⃣", PAS_CETTE_FOIS: "➡️",
    }.items() for e in dits.split()
}  # fmt: skip
_MOTS = {
    mot: temps
    for temps, dits in {
        1: "soleil,grand soleil,plein soleil,ensoleille,ensoleillee,beau temps,grand beau,"
           "beau fixe,ciel bleu,grand ciel bleu",
        2: "eclaircies,eclaircie,quelques nuages,peu nuageux,soleil voile,soleil et nuages,"
           "nuages et soleil",
        3: "couvert,couverte,nuageux,nuages,nuage,grisaille,temps gris,brouillard,brume,bof",
        4: "pluie,pluvieux,pluvieuse,il pleut,averse,averses,bruine,crachin,giboulees",
        5: "orage,orages,orageux,orageuse,tempete,tonnerre,foudre,tornade,ouragan,cyclone,grele",
        PAS_CETTE_FOIS: "pas cette fois,pas cette fois ci,pas cette fois-ci",
    }.items() for mot in dits.split(",")
}  # fmt: skip
_SEULS = {
    mot: temps
    for temps, dits in {
        1: "un,beau,tres bien,au top,radieux",
        2: "deux,ca va,assez bien,plutot bien,bien,voile,variable",
        3: "trois,moyen,moyenne,mitige,mitigee,comme ci comme ca,gris,grise,pas terrible",
        4: "quatre,pas top,pas bien,pas tres bien,fatigue,fatiguee",
        5: "cinq,ca ne va pas,ca va pas,ca va mal,tres mal,mal,ca ne va pas du tout",
        PAS_CETTE_FOIS: "zero,je passe,passe,joker,pas aujourd'hui,sans reponse,pas envie,"
                        "je prefere ne pas dire,rien",
    }.items() for mot in dits.split(",")
}  # fmt: skip
_PLUS = frozenset(
    "plus de meteo,plus la meteo,plus de la meteo,plus meteo,arrete la meteo,arreter la meteo,"
    "arretez la meteo,stop meteo,stop la meteo,plus jamais de meteo,ne plus recevoir la meteo,"
    "je ne veux plus de meteo,je ne veux plus la meteo".split(",")
)
_DEVANT = re.compile(
    r"(?:(?:plutot|un peu|c'est|chez moi|pour moi|ce matin|aujourd'hui|ce jour|temps|meteo|il fait|"
    r"tres|encore|toujours|je dirais|je dirai|disons|euh|bonjour|moi|grand|plein|du|de la|de l'|le|"
    r"la|l'|un|une|des|a|au|numero|n°)(?=[\s,:'.!]|$|(?<='))[\s,:.!]*)+"
)
_ENSUITE = re.compile(r"[\s,;:.!\-–—()/]*")
_LIEN = re.compile(r"^[\s,]*(?:ou|a|/|et|-|,)[\s]*(?=[1-5](?:\D|$))")


@dataclass(frozen=True)
class Lu:
    """Un temps de 1 à 5 (0 : pas cette fois), et le mot qui le suivait."""

    temps: int
    mot: str = ""


def plus_de_meteo(texte: str) -> bool:
    """Vrai pour « plus de météo », et ce qui le dit autrement."""
    return fold(texte).strip(" .!,;") in _PLUS


def lire(texte: str) -> Lu | None:
    """La réponse que porte ce texte, ou rien."""
    dit = " ".join(texte.split())
    if not dit or len(dit) > 500:
        return None
    plie = fold(dit)
    seul = _SEULS.get(plie.strip(" .!,;:)("))
    if seul is not None:
        return Lu(seul)
    for debut in (0, _apres_devant(plie)):
        trouve = _temps(plie[debut:])
        if trouve is not None:
            temps, longueur = trouve
            return Lu(temps, _mot(dit, plie, debut + longueur))
    return None


def est_une_reponse(texte: str) -> bool:
    """Vrai si ces mots nus, écrits en privé, répondent à la météo qui attend."""
    if plus_de_meteo(texte):
        return True
    lu = lire(texte)
    return lu is not None and "?" not in texte and len(texte.split()) <= MOTS_NUS


def _apres_devant(plie: str) -> int:
    devant = _DEVANT.match(plie)
    return devant.end() if devant else 0


def _temps(plie: str) -> tuple[int, int] | None:
    """Le temps par quoi commence ce texte plié, et combien de signes il prend."""
    for longueur in (3, 2, 1):
        temps = _EMOJI.get(fold_emoji(plie[:longueur]))
        if temps is not None:
            return temps, longueur
    chiffre = re.match(r"[0-5](?![\d%])(?![.,]\d)", plie)
    if chiffre:
        suite = plie[1:]
        return None if _LIEN.match(suite) or re.match(r"\s*/\s*\d", suite) else (int(plie[0]), 1)
    for mot in _PAR_LONGUEUR:
        if plie.startswith(mot) and not plie[len(mot) : len(mot) + 1].isalnum():
            return _MOTS[mot], len(mot)
    return None


_PAR_LONGUEUR = sorted(_MOTS, key=len, reverse=True)


def _mot(dit: str, plie: str, fin: int) -> str:
    """Ce qui suit le temps ; le pliage garde la longueur, sauf pour de rares ligatures."""
    if len(dit) != len(plie):
        return ""
    suite = dit[fin:]
    return clean_name(suite[_debut_de(suite) :], MOT_MAX)


def _debut_de(suite: str) -> int:
    espace = _ENSUITE.match(suite)
    return espace.end() if espace else 0
