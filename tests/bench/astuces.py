"""Des astuces pour les mesures : un jeu écrit à la main, et des milliers d'autres, tirées de mots.

Les lignes sont posées comme les commandes les écrivent : mêmes jetons, même lexique.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random

from sqlalchemy import insert
from sqlalchemy.engine import Engine as Base
from sqlmodel import Session

from bot.core.acces import Acces
from bot.core.astuces_mots import RANGS, de_qualite, jeton, jetons, mots_pleins
from bot.core.astuces_recherche import Recherche
from bot.core.context import Context, Reglages
from bot.core.racines import racine
from bot.core.registry import Registry
from donnees.astuce import NOTEE, VERIFIEE, Astuce, MotConnu
from donnees.compteur import Compteur
from donnees.reseau import Reseau

NOW = datetime(2026, 11, 30, 9, 2, tzinfo=UTC)
LOT = 5000
RESEAU = 12
_JEU = Path(__file__).with_name("astuces.toml")


def jeu() -> tuple[dict[str, tuple[str, str]], list[tuple[str, str]]]:
    """Les astuces (clé -> thème, texte) et les recherches (question, clé attendue)."""
    lu = tomllib.loads(_JEU.read_text(encoding="utf-8"))
    astuces = {cle: (theme, texte) for cle, (theme, texte) in lu["astuces"].items()}
    posees = [(q, cle) for cle, questions in lu["recherches"].items() for q in questions]
    return astuces, posees


def contexte(session: Session, reseau: int = RESEAU) -> Context:
    """De quoi chercher dans ce réseau."""
    acces = Acces(serveurs=("*",), externes=True, responsables=(), commandes_par_minute=0,
                  commandes_par_minute_salon=0)  # fmt: skip
    ligne = Reseau(id=reseau, nom="Mesure", salon="!m:x", ouvert_par="@n:x", ouvert_le=NOW)
    return Context(session=session, registry=Registry(), now=NOW, bot="@m:x", acces=acces,
                   defauts=Reglages(), reseau=ligne)  # fmt: skip


def semer(base: Base, textes: Iterable[tuple[str, str]]) -> None:
    """Pose ces astuces (thème, texte), comme les commandes les écrivent."""
    lues = [(texte, mots_pleins(f"{texte} {theme}"), jetons(_astuce(texte), theme))
            for theme, texte in textes]  # fmt: skip
    _poser(base, lues)


def semer_inventees(base: Base, combien: int) -> None:
    """Pose des astuces de mots tirés au sort, les premiers bien plus souvent (loi de Zipf)."""
    _poser(base, inventees(combien))


def _astuce(texte: str) -> Astuce:
    return Astuce(id=1, reseau=RESEAU, texte=texte, cree_le=NOW, avec=[], utiles=0, etat=NOTEE)


Lue = tuple[str, list[str], str]  # le texte, ses mots, ses jetons


def _poser(base: Base, lues: Iterable[Lue]) -> None:
    """Écrit ces astuces par lots, puis le lexique qu'elles font et le compteur."""
    connus: Counter[str] = Counter()
    suite = enumerate(lues, 1)
    dernier = 0
    with base.begin() as connexion:
        while lot := list(islice(suite, LOT)):
            dernier = lot[-1][0]
            connus.update(m for _id, (_texte, dits, _jetons) in lot for m in set(dits))
            connexion.execute(insert(Astuce), [_ligne(id, *lue) for id, lue in lot])
        lexique = [
            {"reseau": RESEAU, "mot": mot, "racine": racine(mot), "combien": combien}
            for mot, combien in connus.items()
        ]
        connexion.execute(insert(MotConnu), lexique)
        connexion.execute(insert(Compteur), [{"nom": "astuce", "valeur": dernier}])


def _ligne(id: int, texte: str, _mots: list[str], racines: str) -> dict[str, object]:
    """Une sur dix est vérifiée, une sur quatre utile à quelqu'un."""
    verifiee, utiles = id % 10 == 0, max(0, id * 7 % 12 - 8)
    rang = min(RANGS, (utiles + 2 * verifiee).bit_length())
    return {
        "id": id, "reseau": RESEAU, "texte": texte, "auteur": "", "avec": [], "signee": True,
        "origine": "dite", "source": "", "salon": "", "etat": VERIFIEE if verifiee else NOTEE,
        "utiles": utiles, "racines": f"{racines.rsplit(' ', 1)[0]} {de_qualite(RESEAU, rang)}",
        "cree_le": NOW, "verifiee_par": "", "perimee_par": "",
    }  # fmt: skip


def tirage(graine: str, borne: int) -> int:
    """Un entier quelconque sous `borne`, toujours le même pour une graine."""
    return int.from_bytes(sha256(graine.encode()).digest()[:6]) % borne


def inventees(combien: int) -> Iterator[Lue]:
    """Les jetons sont ceux que ferait l'indexation (un essai le vérifie), racines déjà connues."""
    mots = lexique()
    racines = [jeton(RESEAU, racine(mot)) for mot in mots]
    hasard = Random(26)  # noqa: S311 (des mots, pas un secret)
    log_n = len(mots)
    for _ in range(combien):
        rangs = [int(log_n ** hasard.random()) - 1 for _ in range(9 + hasard.randrange(12))]
        titre = dict.fromkeys(racines[r] for r in rangs[:5])
        corps = [r for r in dict.fromkeys(racines[r] for r in rangs[5:]) if r not in titre]
        dits = [mots[r] for r in rangs]
        texte = f"{' '.join(dits[:5])}. {' '.join(dits[5:])}"
        fin = de_qualite(RESEAU, 0)
        yield texte, dits, " ".join([*titre, f"{RESEAU}t", *corps, fin])


@lru_cache(maxsize=1)
def lexique(combien: int = 18_000) -> list[str]:
    """Les mots du jeu écrit à la main, puis d'autres, faits de syllabes."""
    textes = " ".join(texte for _theme, texte in jeu()[0].values())
    mots = list(dict.fromkeys(mots_pleins(textes)))
    syllabes = [c + v for c in "bcdfglmnprstv" for v in ("a", "e", "i", "o", "ou", "an", "on")]
    rang = 0
    while len(mots) < combien:
        tires = [syllabes[tirage(f"s{rang}:{i}", len(syllabes))] for i in range(2 + rang % 3)]
        mots.append("".join(tires))
        rang += 1
    return mots


def resultats(base: Base, question: str) -> list[int]:
    """Les numéros trouvés, le meilleur d'abord."""
    with Session(base) as session:
        return [t.id for t in Recherche(contexte(session)).chercher(question)]
